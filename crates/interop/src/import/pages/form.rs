//! The form in which the user says what is where.
use super::super::{Choices, FoundSheet, Placed};
use crate::sheet::{Header, column_letters};
use ::store::chain::sha256;
use std::collections::BTreeMap;
use ui::prelude::*;
use web::Fields;

/// So many letters of a sample stand beside a column.
const SAMPLE: usize = 24;

/// What the form said; nothing when it was not sent.
pub fn choices(form: &Fields) -> Choices {
    let mut said = Choices::default();
    for number in 0.. {
        let field = |name: &str| format!("t{number}.{name}");
        if !form.has(&field("ten")) {
            break;
        }
        let sheet = form.get(&field("ten")).to_owned();
        if form.has(&field("bo")) {
            said.leave_out.insert(sheet);
            continue;
        }
        let prefix = field("cot.");
        let column = |name: &str| {
            let key = name.strip_prefix(&prefix)?;
            Some((key.to_owned(), form.get(name).parse().ok().filter(|at| *at < 1_000)?))
        };
        let mapping: BTreeMap<String, usize> = form.names().filter_map(column).collect();
        if form.get(&field("doc")) == "1" {
            said.columns.insert(sheet, mapping);
        } else {
            said.leave_out.insert(sheet);
        }
    }
    said
}

/// What was found, said as a choice: what the form sends when nobody changes it.
pub fn as_found(sheets: &[FoundSheet]) -> Choices {
    let mut said = Choices::default();
    for sheet in sheets {
        if sheet.header_rows.is_empty() || sheet.is_left_out {
            said.leave_out.insert(sheet.name.clone());
        } else {
            let mapping = sheet.columns.iter().filter_map(|c| Some((c.key.to_owned(), c.column?)));
            said.columns.insert(sheet.name.clone(), mapping.collect());
        }
    }
    said
}

/// A short word for choices, to see whether they changed.
pub fn mark(choices: &Choices) -> String {
    sha256(serde_json::to_string(choices).unwrap_or_default().as_bytes()).chars().take(16).collect()
}

/// The fields for all sheets.
pub fn fields(lang: Lang, sheets: &[FoundSheet]) -> Markup {
    html! {
        @for (number, sheet) in sheets.iter().enumerate() {
            input type="hidden" name={ "t" (number) ".ten" } value=(sheet.name);
            @if sheet.header_rows.is_empty() {
                input type="hidden" name={ "t" (number) ".bo" } value="1";
            }
            (one_sheet(lang, number, sheet, sheets.len() > 1))
        }
    }
}

fn one_sheet(lang: Lang, number: usize, sheet: &FoundSheet, is_one_of_many: bool) -> Markup {
    let title = t!(lang, "Trang “{ten}”", ten = sheet.name);
    let lines: Vec<String> = sheet.header_rows.iter().map(ToString::to_string).collect();
    html! {
        h3 { @if sheet.name.is_empty() { (t!(lang, "Bảng trong tệp")) } @else { (title) } }
        p.hint {
            @if let Some(note) = &sheet.note { strong { (words::retell(lang, note)) } " " }
            @if !lines.is_empty() {
                (t!(lang, "Tiêu đề ở dòng {dong}; đọc được {n} dòng.", dong = lines.join(", "), n = super::many(lang, sheet.rows)))
            }
        }
        @if !sheet.header_rows.is_empty() {
            @if is_one_of_many {
                (Field::checkbox(lang, format!("t{number}.doc"), t!(lang, "Đọc trang này"), !sheet.is_left_out).plain())
            } @else {
                input type="hidden" name={ "t" (number) ".doc" } value="1";
            }
            div.filters {
                @for column in &sheet.columns { (select(lang, number, sheet, column)) }
            }
            @if !sheet.days.is_empty() {
                p { (t!(lang, "Cột ngày học")) ": "
                    @for (at, day) in sheet.days.iter().enumerate() {
                        @if at > 0 { ", " }
                        (t!(lang, "ngày {n} ở cột {cot} “{ten}”", n = day.number, cot = column_letters(day.column), ten = day.title))
                    }
                }
            }
            @if !sheet.unmapped.is_empty() {
                p.hint { (t!(lang, "Cột không dùng")) ": "
                    (sheet.unmapped.iter().map(named).collect::<Vec<_>>().join(", "))
                }
            }
        }
        @if !sheet.skipped.is_empty() && !sheet.is_left_out {
            (disclosure(&t!(lang, "{n} chỗ không phải dữ liệu, đã bỏ qua", n = sheet.skipped.len()), html! {
                ul { @for s in sheet.skipped.iter().take(100) {
                    li {
                        @if s.row == s.until { (t!(lang, "Dòng {n}", n = s.row)) } @else { (t!(lang, "Dòng {a}–{b}", a = s.row, b = s.until)) }
                        ": " (match lang { Lang::Vi => s.why.message_vi(), Lang::En => s.why.message_en() })
                        @if !s.text.is_empty() { " “" (hushed(&s.text)) "”" }
                    }
                } }
            }))
        }
    }
}

fn select(lang: Lang, number: usize, sheet: &FoundSheet, column: &Placed) -> Markup {
    let name = format!("t{number}.cot.{}", column.key);
    let options = sheet.headers.iter().map(|h| Choice::new(h.column.to_string(), option(h)));
    let field = Field::select(lang, name, words::say(lang, column.title), options.collect())
        .plain()
        .blank(t!(lang, "— Không có —"))
        .value(column.column.map_or_else(String::new, |c| c.to_string()));
    if column.column.is_some() && !column.is_sure {
        field.hint(t!(lang, "Máy đoán, hãy xem lại")).render()
    } else {
        field.render()
    }
}

fn named(header: &Header) -> String {
    let title = if header.title.is_empty() { "?" } else { header.title.as_str() };
    format!("{} “{title}”", column_letters(header.column))
}

/// "B · Họ và tên (Lục Quang Nam)".
fn option(header: &Header) -> String {
    let sample: String =
        hushed(header.samples.first().map_or("", String::as_str)).chars().take(SAMPLE).collect();
    let letters = column_letters(header.column);
    let title: String = header.title.chars().take(40).collect();
    match (title.is_empty(), sample.is_empty()) {
        (false, false) => format!("{letters} · {title} ({sample})"),
        (false, true) => format!("{letters} · {title}"),
        _ => format!("{letters} · ({sample})"),
    }
}

/// A text in which no number of an identity card and no phone can be read: of runs of nine digits and more (spaces
/// and points between them do not part them) only the first and the last stay.
pub fn hushed(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let mut out = all.clone();
    let mut at = 0;
    while at < all.len() {
        if !all[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let (start, mut digits, mut end) = (at, 0, at);
        while at < all.len() && (all[at].is_ascii_digit() || " .-".contains(all[at])) {
            if all[at].is_ascii_digit() {
                digits += 1;
                end = at;
            }
            at += 1;
        }
        let is_day = text.chars().skip(start).take(end - start + 1).filter(|c| ".-".contains(*c)).count()
            == 2
            && digits == 8;
        if digits >= 9 && !is_day {
            for (place, shown) in out.iter_mut().enumerate().take(end).skip(start + 1) {
                if all.get(place).is_some_and(char::is_ascii_digit) {
                    *shown = '•';
                }
            }
        }
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::hushed;

    #[test]
    fn numbers_of_people_are_not_shown() {
        assert_eq!(hushed("012190000137"), "0••••••••••7");
        assert_eq!(hushed("CCCD 012 190 000 137, Tổ 12"), "CCCD 0•• ••• ••• ••7, Tổ 12");
        assert_eq!(hushed("0912345678 | 05/06/1990"), "0••••••••8 | 05/06/1990");
        for plain in ["12.05.1990", "Lò Thị Mai", "Tổ 12", "1990", "12345678"] {
            assert_eq!(hushed(plain), plain);
        }
    }
}
