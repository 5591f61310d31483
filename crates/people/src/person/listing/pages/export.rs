//! A list as a file: chosen columns, the national id never unless it is asked for with a reason.

use super::Asked;
use crate::organisation::store as units;
use crate::pages::csrf;
use crate::person::Secrets;
use crate::person::listing::{self, Filter};
use crate::person::model::PersonCard;
use crate::person::pages::sex_word;
use ::store::View;
use kernel::{FieldFault, OrganisationId, Result};
use std::collections::BTreeMap;
use ui::prelude::{Choice, Errors, Field, Lang, Look, form, html, link_button, numbers, primary, t, toolbar};
use web::{Call, Reply};

/// So many rows a file takes.
const MOST: usize = 100_000;

/// A column of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Name,
    Birth,
    Sex,
    Unit,
    UnitCode,
    Section,
    Member,
    Phone,
    StaffCode,
    NationalId,
}

impl Part {
    const ALL: [Part; 10] = [
        Part::Name,
        Part::Birth,
        Part::Sex,
        Part::Unit,
        Part::UnitCode,
        Part::Section,
        Part::Member,
        Part::Phone,
        Part::StaffCode,
        Part::NationalId,
    ];
    fn code(self) -> &'static str {
        match self {
            Part::Name => "ten",
            Part::Birth => "sinh",
            Part::Sex => "gioi",
            Part::Unit => "don_vi_ten",
            Part::UnitCode => "don_vi_ma",
            Part::Section => "bo_phan",
            Part::Member => "doan_vien",
            Part::Phone => "dien_thoai",
            Part::StaffCode => "ma_nv",
            Part::NationalId => "cccd",
        }
    }
    fn title(self, lang: Lang) -> &'static str {
        match self {
            Part::Name => t!(lang, "Họ và tên"),
            Part::Birth => t!(lang, "Ngày sinh"),
            Part::Sex => t!(lang, "Giới tính"),
            Part::Unit => t!(lang, "Đơn vị"),
            Part::UnitCode => t!(lang, "Mã đơn vị"),
            Part::Section => t!(lang, "Bộ phận, tổ"),
            Part::Member => t!(lang, "Đoàn viên"),
            Part::Phone => t!(lang, "Điện thoại"),
            Part::StaffCode => t!(lang, "Mã nhân viên"),
            Part::NationalId => t!(lang, "Số căn cước"),
        }
    }
    fn is_usual(self) -> bool {
        !matches!(self, Part::UnitCode | Part::StaffCode | Part::NationalId)
    }
}

/// The page that asks which columns.
pub(super) fn page(call: &Call) -> Result<Reply> {
    let asked = Asked::read(call);
    ask(call, &asked, None)
}

fn ask(call: &Call, asked: &Asked, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let n = call.read(|v| listing::count(v, &asked.filter(call, v)?.1))?;
    let errors: Errors = crate::pages::faults(lang, wrong.unwrap_or(&[]));
    let sent = call.form().all("cot");
    let ticked = |p: Part| if wrong.is_some() { sent.contains(&p.code()) } else { p.is_usual() };
    let back = asked.href(&[]);
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form("/nguoi/xuat", csrf(call), html! {
                p { strong { (t!(lang, "{n} người theo bộ lọc đang xem.", n = numbers::count(lang, n))) } }
                @if n > i64::try_from(MOST).unwrap_or(i64::MAX) {
                    p.hint { (t!(lang, "Tệp chỉ lấy {n} người đầu.", n = numbers::count(lang, i64::try_from(MOST).unwrap_or(0)))) }
                }
                input type="hidden" name="loc" value=(asked.query(&[]));
                fieldset.field {
                    legend { (t!(lang, "Cột trong tệp")) }
                    @for part in Part::ALL {
                        (Field::checkbox(lang, "cot", part.title(lang), ticked(part)).value(part.code()).id(format!("cot-{}", part.code())))
                    }
                }
                (Field::text(lang, "ly_do", t!(lang, "Lý do cần số căn cước")).max_length(200).error(errors.of("ly_do"))
                    .value(call.form().get("ly_do")).hint(t!(lang, "Chỉ khi chọn cột số căn cước; được ghi vào nhật ký.")))
                (Field::radios(lang, "dang", t!(lang, "Dạng tệp"), vec![
                    Choice::new("xlsx", t!(lang, "Excel (XLSX)")), Choice::new("csv", t!(lang, "CSV"))]).value("xlsx").plain())
                (toolbar(html! {
                    (primary(t!(lang, "Tải tệp")).icon("download").fetches_file())
                    (link_button(Look::Quiet, t!(lang, "Về danh sách"), &back))
                }))
            }))
        }
    };
    let dress = |shell: &mut ui::Shell| {
        shell.lead = Some(t!(lang, "Ai xuất, lúc nào, bao nhiêu người đều được ghi vào nhật ký.").to_owned());
        shell.crumbs = vec![
            (t!(lang, "Người lao động").to_owned(), Some(back.clone())),
            (t!(lang, "Xuất danh sách").to_owned(), None),
        ];
    };
    let title = t!(lang, "Xuất danh sách");
    Ok(if wrong.is_some() {
        call.page_refused(title, body, dress)
    } else {
        call.page_with(title, body, dress)
    })
}

/// The file.
pub(super) fn file(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::inside(call, call.form().get("loc"));
    let sent = call.form().all("cot");
    let parts: Vec<Part> = Part::ALL.into_iter().filter(|p| sent.contains(&p.code())).collect();
    let mut wrong = Vec::new();
    if parts.is_empty() {
        wrong.push(FieldFault::new("cot-ten", t!(lang, "Hãy chọn ít nhất một cột.")));
    }
    let reason: String = call.form().get("ly_do").chars().take(200).collect();
    if parts.contains(&Part::NationalId) && reason.chars().count() < 5 {
        wrong.push(FieldFault::new("ly_do", t!(lang, "Hãy ghi rõ lý do, ít nhất 5 chữ.")));
    }
    if !wrong.is_empty() {
        return ask(call, &asked, Some(&wrong));
    }
    let (rows, place) = call.read(|v| {
        let (unit, filter) = asked.filter(call, v)?;
        Ok((rows(call, v, &filter, asked.order, &parts)?, unit.map_or_else(String::new, |u| u.code)))
    })?;
    let mut detail = format!("{} {}", asked.population.code(), if place.is_empty() { "*" } else { &place });
    if parts.contains(&Part::NationalId) {
        detail = format!("{detail}; national id: {reason}");
    }
    if let Some(ask) = call.proof_to_take(rows.len())? {
        return Ok(ask);
    }
    // the log first: nothing leaves that was not written down
    call.looked("people.export", &detail, rows.len())?;
    let titles: Vec<&str> = parts.iter().map(|p| p.title(lang)).collect();
    let name = format!("danh-sach-{}", if place.is_empty() { "nguoi" } else { &place });
    if call.form().get("dang") == "csv" {
        return Ok(csv(&name, &titles, &rows));
    }
    xlsx(&name, &titles, &rows)
}

fn rows(
    call: &Call,
    v: &View,
    f: &Filter,
    order: listing::Order,
    parts: &[Part],
) -> Result<Vec<Vec<String>>> {
    let people = listing::all(v, f, order, MOST)?;
    let mut known: BTreeMap<OrganisationId, (String, String)> = BTreeMap::new();
    for id in people.iter().filter_map(|c| c.organisation) {
        if let std::collections::btree_map::Entry::Vacant(gap) = known.entry(id) {
            gap.insert(units::last(v, id)?.map_or_else(Default::default, |u| (u.name, u.code)));
        }
    }
    let line = |c: &PersonCard| {
        let unit = c.organisation.and_then(|o| known.get(&o));
        parts.iter().map(|part| cell_of(call, c, unit, *part)).collect::<Result<Vec<_>>>()
    };
    people.iter().map(line).collect()
}

fn cell_of(call: &Call, c: &PersonCard, unit: Option<&(String, String)>, part: Part) -> Result<String> {
    let p = &c.person;
    let text = |o: &Option<String>| o.clone().unwrap_or_default();
    Ok(match part {
        Part::Name => p.full_name.clone(),
        Part::Birth => p.birth_text(),
        Part::Sex => p.sex.map_or_else(String::new, |s| sex_word(call.lang, Some(s)).to_owned()),
        Part::Unit => unit.map_or_else(String::new, |u| u.0.clone()),
        Part::UnitCode => unit.map_or_else(String::new, |u| u.1.clone()),
        Part::Section => text(&p.section),
        Part::Member => {
            if c.is_member {
                "x".to_owned()
            } else {
                String::new()
            }
        }
        // spaces keep the leading nought when a spreadsheet opens the file
        Part::Phone => p.phone.as_deref().map(spaced).unwrap_or_default(),
        Part::StaffCode => text(&p.staff_code),
        Part::NationalId => match &p.national_id_sealed {
            Some(sealed) => call.state::<Secrets>()?.open(sealed)?,
            None => String::new(),
        },
    })
}

/// A cell of a CSV file: quoted, and never a formula when a spreadsheet opens it.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A list as CSV.
pub(crate) fn csv(name: &str, titles: &[&str], rows: &[Vec<String>]) -> Reply {
    let mut text = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    line(titles.iter().map(|t| cell(t)).collect());
    for row in rows {
        line(row.iter().map(|c| cell(c)).collect());
    }
    Reply::File {
        content_type: "text/csv; charset=utf-8".to_owned(),
        name: format!("{name}.csv"),
        bytes: text.into_bytes(),
    }
}

/// A list as a workbook.
pub(crate) fn xlsx(name: &str, titles: &[&str], rows: &[Vec<String>]) -> Result<Reply> {
    let broken = |e: rust_xlsxwriter::XlsxError| kernel::Failure::broken(e.to_string());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let head = rust_xlsxwriter::Format::new().set_bold();
    for (at, title) in (0..).zip(titles) {
        sheet.write_string_with_format(0, at, *title, &head).map_err(broken)?;
    }
    for (line, row) in (1..).zip(rows) {
        for (at, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
            // texts are never formulas
            sheet.write_string(line, at, text).map_err(broken)?;
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(broken)?;
    sheet.autofit();
    Ok(Reply::File {
        content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        name: format!("{name}.xlsx"),
        bytes: book.save_to_buffer().map_err(broken)?,
    })
}

fn spaced(phone: &str) -> String {
    match (phone.get(..4), phone.get(4..7), phone.get(7..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => phone.to_owned(),
    }
}

/// The list of one unit as CSV, at an address of its own.
pub(super) fn of_unit(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let asked = Asked::read(call);
    let parts = [Part::Name, Part::Birth, Part::Sex, Part::Unit, Part::Section, Part::Member, Part::Phone];
    let (rows, code) = call.read(|v| {
        let filter = Filter::all(asked.population, vec![unit], asked.on);
        let code = units::last(v, unit)?.map_or_else(String::new, |u| u.code);
        Ok((rows(call, v, &filter, listing::Order::Name, &parts)?, code))
    })?;
    if let Some(ask) = call.proof_to_take(rows.len())? {
        return Ok(ask);
    }
    call.looked("people.export", &format!("{} {code}", asked.population.code()), rows.len())?;
    let mut titles = vec![t!(lang, "STT")];
    titles.extend(parts.iter().map(|p| p.title(lang)));
    let numbered: Vec<Vec<String>> = rows
        .into_iter()
        .enumerate()
        .map(|(n, row)| std::iter::once((n + 1).to_string()).chain(row).collect())
        .collect();
    Ok(csv(&format!("nguoi-lao-dong-{code}"), &titles, &numbered))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        assert_eq!(cell("Lò \"A\", Mai"), "\"Lò \"\"A\"\", Mai\"");
        for formula in ["=1+1", "+84", "-1", "@SUM(A1)", "\tx"] {
            assert!(cell(formula).starts_with("\"'"), "{formula:?}");
        }
        assert_eq!(cell(""), "\"\"");
    }
}
