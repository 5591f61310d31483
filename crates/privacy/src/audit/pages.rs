//! The pages behind the list of the log (`/nhat-ky`, house of people).

use crate::pages::{csrf, either, faults, houses, rules};
use crate::rules::Tag;
use ::store::chain::Head;
use ::store::noted::{Noted, grouped};
use ::store::trail::{self, Touched, WholeLine};
use ::store::{Val, View};
use kernel::{AccountId, Act, Failure, FieldFault, Moment, Result, time};
use people::organisation::Tree;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nhat-ky/dau-chuoi" => head, for Act::SeeAudit;
        POST "/nhat-ky/dau-chuoi" => check, for Act::SeeAudit;
        GET "/nhat-ky/tai" => take, for Act::SeeAudit, .proven();
        GET "/nhat-ky/{so}" => show, for Act::SeeAudit;
    }
}

/// Rows of one table on the page of a line.
const MOST: i64 = 40;
/// Lines of one file.
const FILE: i64 = 50_000;

fn held(call: &Call, v: &View, line: &WholeLine) -> Result<()> {
    let Some(account) = line.account else {
        // what the program did by itself is for the top of the union's tree
        let tops = call.scope(Act::SeeAudit)?;
        let top = people::organisation::store::last(v, tops.first().copied().ok_or(Failure::NotFound)?)?;
        return match top {
            Some(u) if u.kind.is_head_of(Tree::main()) => Ok(()),
            _ => Err(Failure::NotFound),
        };
    };
    for grant in people::account::store::grants(v, AccountId(account))? {
        if call.may_at(v, Act::SeeAudit, grant.organisation)? {
            return Ok(());
        }
    }
    Err(Failure::NotFound)
}

fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let txn: i64 = call.param("so").parse().map_err(|_| Failure::NotFound)?;
    let (line, who, rows) = call.read(|v| {
        let line = trail::one(v, txn)?.ok_or(Failure::NotFound)?;
        held(call, v, &line)?;
        let who = match line.account {
            Some(account) => people::account::rights::store::name(v, kernel::AccountId(account))?,
            None => String::new(),
        };
        Ok((line, who, trail::rows_of(v, txn, MOST)?))
    })?;
    call.looked("log.line", &txn.to_string(), 0)?;
    let mut cards = Vec::new();
    for t in &rows {
        cards.push(one_table(call, t)?);
    }
    let body = html! {
        (card(t!(lang, "Dòng nhật ký"), definition_list(&[
            (t!(lang, "Số"), html! { (line.txn) }),
            (t!(lang, "Lúc"), html! { (Moment(line.at).text()) }),
            (t!(lang, "Ai"), html! { @if who.is_empty() { (t!(lang, "Hệ thống")) } @else { (who) } }),
            (t!(lang, "Việc"), html! { code { (line.act) } }),
            (t!(lang, "Về"), html! { @if line.reason.is_empty() { "–" } @else { (line.reason) } }),
            (t!(lang, "Từ đâu"), html! { (line.device) }),
            (t!(lang, "Mã băm"), html! { code { (grouped(&line.hash)) } }),
            (t!(lang, "Nối sau"), html! { code { (grouped(&line.prev_hash)) } }),
        ])))
        h2 { (t!(lang, "Đã ghi và đã thay gì")) }
        @if rows.is_empty() { p.hint { (t!(lang, "Dòng này không ghi hay thay dòng dữ liệu nào được giữ lâu dài.")) } }
        @for c in &cards { (c) }
    };
    Ok(call.page_with(&t!(lang, "Nhật ký, dòng {n}", n = txn), body, |s| {
        s.crumbs = vec![(t!(lang, "Nhật ký").to_owned(), Some("/nhat-ky".to_owned()))];
    }))
}

fn value<'a>(row: &'a [(String, Val)], name: &str) -> Option<&'a Val> {
    row.iter().find(|(n, _)| n == name).map(|(_, v)| v)
}

fn one_table(call: &Call, t: &Touched) -> Result<Markup> {
    let (lang, rules, houses) = (call.lang, rules(call)?, houses(call)?);
    let Some(table) = rules.table(&t.table) else {
        return Ok(card(
            &t.table,
            html! { p { (t!(lang, "{n} dòng mới, {k} dòng thôi dùng.", n = t.made.len(), k = t.retired.len())) } },
        ));
    };
    // the column after the id says what the row is about: a person, a class
    let about = |row: &[(String, Val)]| {
        table
            .internal
            .iter()
            .filter(|c| !matches!(c.as_str(), "id" | "retired_txn"))
            .find_map(|c| value(row, c).cloned())
    };
    let mut rows = Vec::new();
    call.read(|v| {
        let mut hidden = std::collections::BTreeSet::new();
        for row in t.made.iter().chain(&t.retired) {
            if let Some(Val::Int(p)) = value(row, "person")
                && people::restriction::service::holds(v, kernel::PersonId(*p))?
            {
                hidden.insert(*p);
            }
        }
        let mut said = |before: Option<&Vec<(String, Val)>>,
                        after: Option<&Vec<(String, Val)>>|
         -> Result<()> {
            for c in table.columns.iter().filter(|c| !c.derived) {
                let word = |row: Option<&Vec<(String, Val)>>| -> Result<String> {
                    let Some(found) = row.and_then(|r| value(r, &c.name)) else { return Ok(String::new()) };
                    let is_hidden = match row.and_then(|r| value(r, "person")) {
                        Some(Val::Int(p)) => hidden.contains(p) && c.tag != Tag::Internal,
                        _ => false,
                    };
                    if (c.tag == Tag::Sensitive || is_hidden) && *found != Val::Null {
                        return Ok("••••••".to_owned());
                    }
                    houses.word(v, &table.name, c, found)
                };
                let changed = before.and_then(|r| value(r, &c.name)) != after.and_then(|r| value(r, &c.name));
                let (old, new) = (word(before)?, word(after)?);
                if changed && !(old.is_empty() && new.is_empty()) {
                    rows.push((either(lang, &c.title, &c.title_en).to_owned(), old, new));
                }
            }
            Ok(())
        };
        let mut left: Vec<&Vec<(String, Val)>> = t.retired.iter().collect();
        for made in &t.made {
            let at = left.iter().position(|r| about(r) == about(made) && about(made).is_some());
            let before = at.map(|i| left.remove(i));
            said(before, Some(made))?;
        }
        for gone in left {
            said(Some(gone), None)?;
        }
        Ok(())
    })?;
    let columns =
        vec![Column::text(t!(lang, "Mục")), Column::text(t!(lang, "Trước")), Column::text(t!(lang, "Sau"))];
    let cells = rows.into_iter().map(|(what, old, new)| {
        Row::new(vec![
            html! { (what) },
            html! { @if old.is_empty() { "–" } @else { (old) } },
            html! { @if new.is_empty() { "–" } @else { (new) } },
        ])
    });
    let title = either(lang, &table.title, &table.title_en);
    let count = html! { span.hint { (t!(lang, "{n} dòng mới, {k} dòng thôi dùng.", n = t.made.len(), k = t.retired.len())) } };
    Ok(card_with(title, count, Table::new(lang, title, columns).caption_unseen().rows(cells).render()))
}

fn head(call: &Call) -> Result<Reply> {
    let body = head_body(call, &Errors::default())?;
    Ok(call.page_with(t!(call.lang, "Đầu chuỗi nhật ký"), body, |s| crumbs(call, s)))
}

fn crumbs(call: &Call, shell: &mut Shell) {
    shell.crumbs = vec![(t!(call.lang, "Nhật ký").to_owned(), Some("/nhat-ky".to_owned()))];
}

fn head_body(call: &Call, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let (head, checked) = call.read(|v| Ok(trail::state(v)?))?;
    call.looked("log.head", "", 0)?;
    Ok(html! {
        (errors.summary(lang))
        (card(t!(lang, "Đầu chuỗi bây giờ"), html! {
            (definition_list(&[
                (t!(lang, "Dòng cuối"), html! { strong { (head.txn) } }),
                (t!(lang, "Để chép ra giấy"), html! { code { (head.for_paper()) } }),
                (t!(lang, "Lúc"), html! { (call.now.text()) }),
            ]))
            p { (t!(lang, "Chép hai số này ra giấy, có người ký, cất ngoài máy. Về sau dòng ấy phải còn và còn đúng mã; ai cắt bớt hay viết lại nhật ký sẽ lộ ngay.")) }
        }))
        (card(t!(lang, "Kiểm tra cả chuỗi"), html! {
            @match &checked {
                Some((txn, at, found)) => {
                    p { (t!(lang, "Đã kiểm tra đến dòng {n}, lúc {gio}: {ket_qua}", n = txn, gio = at.text(),
                        ket_qua = if found == "ok" { t!(lang, "đúng cả").to_owned() } else { t!(lang, "{n} chỗ sai", n = found) })) }
                }
                None => { p { (t!(lang, "Chưa ai kiểm tra trên trang này.")) } }
            }
            (form("/nhat-ky/dau-chuoi", csrf(call), html! {
                (Field::text(lang, "ma", t!(lang, "Đầu chuỗi đã chép trên giấy")).value(call.form().get("ma")).error(errors.of("ma"))
                    .hint(t!(lang, "Số dòng và mã băm, ví dụ: 412 0123abcd 4567ef01. Để trống nếu chỉ kiểm tra chuỗi.")))
                (toolbar(html! { (quiet(t!(lang, "Kiểm tra bây giờ")).icon("shield")) }))
            }))
        }))
        (card(t!(lang, "Tải cho đoàn kiểm tra"), html! {
            p { (t!(lang, "Mỗi dòng có đủ những gì mã băm của nó gồm; cách tính lại không cần chương trình này ở docs/operate.md.")) }
            (form_get("/nhat-ky/tai", html! {
                (Field::date(lang, "tu", t!(lang, "Từ ngày")).plain())
                (Field::date(lang, "den", t!(lang, "Đến ngày")).plain())
                (Field::number(lang, "sau", t!(lang, "Sau dòng số")).plain())
                (button(Look::Quiet, "Excel").icon("download").sends("loai", "xlsx").fetches_file())
                (button(Look::Quiet, "CSV").icon("download").sends("loai", "csv").fetches_file())
                (button(Look::Quiet, "JSON").icon("download").sends("loai", "json").fetches_file())
            }))
            p.hint { (t!(lang, "CSV và JSON chứa nguyên chuỗi để tính lại; Excel chứa lời văn để đọc, lọc thêm ở trang Nhật ký. Mỗi tệp nhiều nhất {n} dòng, ghi rõ từ dòng nào đến dòng nào; lấy tiếp bằng “Sau dòng số”.", n = numbers::count(lang, FILE))) }
        }))
    })
}

fn check(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let typed = call.form().get("ma");
    let noted = Noted::read(typed);
    if noted.is_none() && !typed.is_empty() {
        let wrong = FieldFault::new(
            "ma",
            t!(
                lang,
                "Chưa đọc được đầu chuỗi. Cần số dòng và ít nhất 12 chữ số của mã băm, chỉ gồm 0–9 và a–f."
            ),
        );
        let body = head_body(call, &faults(lang, &[wrong]))?;
        return Ok(call.page_refused(t!(lang, "Đầu chuỗi nhật ký"), body, |s| crumbs(call, s)));
    }
    let mut found = call.db().verify()?;
    if let Some(noted) = &noted {
        let cut = call.read(|v| Ok(noted.check(v)?))?;
        if let Some(cut) = cut {
            found.push(cut);
            call.write("store.verify", found.len().to_string(), |_| Ok(()))?;
            return Ok(Reply::refused(
                "/nhat-ky/dau-chuoi",
                t!(
                    lang,
                    "Nhật ký không còn dòng đã chép trên giấy: đã bị cắt hoặc viết lại. Hãy giữ nguyên máy và gọi người phụ trách kỹ thuật."
                ),
            ));
        }
    }
    let said = if found.is_empty() { "ok".to_owned() } else { found.len().to_string() };
    call.write("store.verify", said, |_| Ok(()))?;
    if found.is_empty() {
        return Ok(Reply::done(
            "/nhat-ky/dau-chuoi",
            if noted.is_some() {
                t!(lang, "Chuỗi liền mạch, mọi con số đều khớp, dòng đã chép trên giấy vẫn còn nguyên.")
            } else {
                t!(lang, "Chuỗi liền mạch, mọi dòng và mọi con số đều khớp.")
            },
        ));
    }
    Ok(Reply::refused(
        "/nhat-ky/dau-chuoi",
        t!(
            lang,
            "Có {n} chỗ không khớp. Hãy giữ nguyên máy và gọi người phụ trách kỹ thuật.",
            n = found.len()
        ),
    ))
}

fn take(call: &Call) -> Result<Reply> {
    if call.query("loai") == "xlsx" {
        return people::audit::pages::workbook(call);
    }
    let top = call.scope(Act::SeeAudit)?.first().copied().ok_or(Failure::NotFound)?;
    let day = |name: &str| time::parse_typed_day(call.query(name));
    let from = day("tu").map_or(Moment(0), |d| Moment::at(d, 0, 0));
    let to = day("den").map_or(Moment(i64::MAX), |d| Moment::at(time::next_day(d), 0, 0));
    let after = call.query("sau").parse().unwrap_or(0);
    let (lines, head) = call.read(|v| {
        // the whole chain is for who stands at its top
        let unit = people::organisation::store::last(v, top)?.ok_or(Failure::NotFound)?;
        if !unit.kind.is_head_of(Tree::main()) {
            return Err(Failure::NotFound);
        }
        // one more than fits says whether there are more
        Ok((trail::lines(v, after, from, to, FILE + 1)?, Head::read(v)?))
    })?;
    let most = usize::try_from(FILE).unwrap_or(lines.len());
    let is_cut = lines.len() > most;
    let lines = lines.get(..most).unwrap_or(&lines);
    let (first, last) = (lines.first().map_or(0, |l| l.txn), lines.last().map_or(0, |l| l.txn));
    let kind = if call.query("loai") == "json" { "json" } else { "csv" };
    call.looked("log.export", &format!("{kind} {first}-{last}"), 0)?;
    if kind == "json" {
        let whole = serde_json::json!({
            "head": { "txn": head.txn, "hash": head.hash },
            "first": first,
            "last": last,
            "continues_after": is_cut.then_some(last),
            "lines": lines,
        });
        let bytes = serde_json::to_vec(&whole).map_err(|e| Failure::broken(e.to_string()))?;
        return Ok(Reply::File {
            content_type: "application/json".to_owned(),
            name: format!("nhat-ky-{first}-{last}.json"),
            bytes,
        });
    }
    let mut text = "\u{feff}txn,at,account,act,reason,device,content,prev_hash,hash\r\n".to_owned();
    for l in lines {
        let quoted = |t: &str| format!("\"{}\"", t.replace('"', "\"\""));
        let account = l.account.map_or_else(String::new, |a| a.to_string());
        text.push_str(&format!(
            "{},{},{account},{},{},{},{},{},{}\r\n",
            l.txn,
            l.at,
            quoted(&l.act),
            quoted(&l.reason),
            quoted(&l.device),
            l.content,
            l.prev_hash,
            l.hash
        ));
    }
    // the end of the file says what it holds and how the log ended: after the lines, where no program stumbles over it
    text.push_str(&format!("\r\n# head,{},{}\r\n# lines,{first},{last}\r\n", head.txn, head.hash));
    if is_cut {
        text.push_str(&format!("# continues after,{last}\r\n"));
    }
    Ok(Reply::File {
        content_type: "text/csv; charset=utf-8".to_owned(),
        name: format!("nhat-ky-{first}-{last}.csv"),
        bytes: text.into_bytes(),
    })
}
