//! Questions and lists: import, units, indicators, reports.

use super::{Where, day, period, pretty, say, unit};
use crate::wiring;
use kernel::paper::Format;
use kernel::{Date, Failure, Result};
use people::organisation::{Kind, Tree, store as units};
use programme::measure::Question;
use serde_json::json;
use std::process::ExitCode;
use store::Entry;

pub(super) fn import_people(
    place: &Where,
    file: &std::path::Path,
    code: &str,
    dry_run: bool,
    as_json: bool,
    since: Option<&str>,
) -> Result<ExitCode> {
    let house = place.open()?;
    let bytes = std::fs::read(file)
        .map_err(|e| Failure::field("file", format!("Không đọc được tệp “{}”: {e}.", file.display())))?;
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let today = house.db.clock().today();
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let since = day(since, "since", first)?;
    let source = people::person::sheet::PeopleSheet { secrets: house.secrets.clone() };
    let at = house.db.read(|v| unit(v, code))?;
    let order = interop::Order {
        unit: at,
        subject: None,
        on: today,
        since,
        file_name: name,
        dry_run,
        progress: store::sockets::Progress::default(),
        entry: Entry::cli("people.import", code),
    };
    let done = interop::bring_in(&house.db, &source, &order, &bytes, &interop::Choices::default())?;
    let t = &done.tally;
    if as_json {
        say(pretty(&serde_json::to_value(t).map_err(|e| Failure::broken(e.to_string()))?)?);
    } else {
        let head = if dry_run { "Chạy thử, chưa ghi gì" } else { "Đã nhập" };
        say(format_args!(
            "{head}: {} dòng; mới {}, cập nhật {}, không đổi {}, trùng {}, lỗi {}.",
            t.rows,
            t.created,
            t.updated,
            t.unchanged,
            t.duplicates,
            t.errors.len()
        ));
        for e in &t.errors {
            say(format_args!("  {} dòng {}: {}", e.sheet, e.row, e.message));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn list_units(
    place: &Where,
    kind: Option<&str>,
    as_of: Option<&str>,
    as_json: bool,
) -> Result<ExitCode> {
    let house = place.open()?;
    let on = day(as_of, "as-of", house.db.clock().today())?;
    let kind = match kind {
        None => None,
        Some(code) => Some(Kind::find(code).ok_or_else(|| {
            let known: Vec<&str> = Kind::all().map(Kind::code).collect();
            Failure::field("kind", format!("--kind: không có loại “{code}”. Có: {}.", known.join(", ")))
        })?),
    };
    let rows = house.db.read(|v| {
        let mut rows = Vec::new();
        for tree in Tree::all() {
            let view = units::tree(v, tree, on)?;
            for u in view.units().filter(|u| kind.is_none_or(|k| k == u.kind)) {
                let parent = u.parent.and_then(|p| view.get(p)).map(|p| p.code.clone());
                rows.push(json!({ "code": u.code, "name": u.name, "kind": u.kind.code(), "parent": parent }));
            }
        }
        Ok(rows)
    })?;
    if as_json {
        say(pretty(&rows.into())?);
    } else {
        for r in rows {
            let text = |key: &str| r[key].as_str().unwrap_or("").to_owned();
            say(format_args!("{}\t{}\t{}\t{}", text("code"), text("kind"), text("parent"), text("name")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn indicators(
    place: &Where,
    code: &str,
    period_text: &str,
    as_of: Option<&str>,
    as_json: bool,
) -> Result<ExitCode> {
    let period = period(period_text)?;
    let house = place.open()?;
    let as_of = day(as_of, "as-of", house.db.clock().today())?;
    let rows = house.db.read(|v| {
        let q = Question::new(unit(v, code)?, period, as_of);
        Ok(programme::measure::service::as_json(&programme::measure::service::lines(v, &house.policy, &q)?))
    })?;
    if as_json {
        say(pretty(&rows)?);
    } else {
        for r in rows.as_array().into_iter().flatten() {
            say(format_args!(
                "{}\t{}/{}\t{}\t{}",
                r["code"].as_str().unwrap_or(""),
                r["numerator"],
                r["denominator"],
                r["percent"]
                    .as_f64()
                    .map_or_else(|| "–".to_owned(), |p| format!("{p:.1} %").replace('.', ",")),
                r["target"].as_str().unwrap_or("")
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn report(
    place: &Where,
    form: &str,
    code: &str,
    period_text: &str,
    format: Format,
    out: &std::path::Path,
) -> Result<ExitCode> {
    let house = place.open()?;
    let press = wiring::press();
    let printed = house.db.clock().now().text();
    let bytes = house.db.read(|v| {
        programme::report::render(
            v,
            &house.policy,
            &press,
            form,
            code,
            period_text,
            format,
            Some(printed.clone()),
        )
    })?;
    std::fs::write(out, bytes).map_err(|e| Failure::broken(format!("{}: {e}", out.display())))?;
    Ok(ExitCode::SUCCESS)
}
