//! An empty workbook with the titles that are surely understood.
use super::{USUAL, has_subject, source};
use kernel::sheet::{Column as Wanted, Reading};
use kernel::{Failure, Result};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use ui::prelude::*;
use web::{Call, Reply};

/// Lines prepared for names; more may be added below.
const LINES: u32 = 300;
/// Day columns of an attendance list.
const DAYS: u16 = 3;
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub fn fetch(call: &Call) -> Result<Reply> {
    let kind = source(call, Some(call.query("loai")).filter(|c| !c.is_empty()).unwrap_or(USUAL))?;
    // a whole name in one column is asked for; lists with two are read all the same
    let columns: Vec<&Wanted> = kind.columns().iter().filter(|c| c.reads != Reading::NamePart).collect();
    let days = if has_subject(kind) { DAYS } else { 0 };
    let bytes =
        workbook(call.lang, kind.title(), &columns, days).map_err(|e| Failure::broken(e.to_string()))?;
    Ok(Reply::File {
        content_type: XLSX.to_owned(),
        name: format!("mau {}.xlsx", kernel::name::fold(kind.title())),
        bytes,
    })
}

fn workbook(
    lang: Lang,
    title: &str,
    columns: &[&Wanted],
    days: u16,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E8_F0FA))
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let text = Format::new().set_num_format("@").set_border(FormatBorder::Thin);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(t!(lang, "Danh sách"))?;
    let mut titles = vec![("TT".to_owned(), 6.0)];
    titles.extend(columns.iter().map(|c| (c.title.to_owned(), width(c.reads))));
    titles.extend((1..=days).map(|n| (t!(Lang::Vi, "Ngày {n}", n = n), 9.0)));
    for (at, (title, width)) in (0u16..).zip(&titles) {
        sheet.set_column_width(at, *width)?;
        sheet.write_string_with_format(0, at, title, &head)?;
        for line in 1..=LINES {
            sheet.write_blank(line, at, &text)?;
        }
    }
    sheet.set_row_height(0, 32)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(0, 0)?;

    let guide = book.add_worksheet().set_name(t!(lang, "Hướng dẫn"))?;
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    guide.set_column_width(0, 26)?;
    guide.set_column_width(1, 80)?;
    guide.write_string_with_format(0, 0, words::say(lang, title), &bold)?;
    guide.write_string_with_format(
        1,
        0,
        t!(lang, "Điền vào trang “Danh sách”, mỗi người một dòng. Không cần điền đủ mọi cột."),
        &bold,
    )?;
    let rules = columns.iter().map(|c| (c.title.to_owned(), rule(lang, c.reads)));
    let day_rule = (days > 0).then(|| (t!(Lang::Vi, "Ngày {n}", n = 1), rule(lang, Reading::Attendance)));
    for (line, (title, rule)) in (3u32..).zip(rules.chain(day_rule)) {
        guide.write_string_with_format(line, 0, format!("• {title}"), &wrap)?;
        guide.write_string_with_format(line, 1, rule, &wrap)?;
    }
    book.save_to_buffer()
}

fn width(reads: Reading) -> f64 {
    match reads {
        Reading::Name | Reading::Text => 26.0,
        Reading::NationalId => 18.0,
        Reading::Sex | Reading::Mark => 11.0,
        _ => 14.0,
    }
}

fn rule(lang: Lang, reads: Reading) -> &'static str {
    match reads {
        Reading::Name | Reading::NamePart => t!(lang, "Viết đủ họ, đệm, tên, có dấu. Bắt buộc."),
        Reading::Birth => t!(lang, "Ngày/tháng/năm, ví dụ 20/12/1984; chỉ biết năm thì ghi 1984."),
        Reading::Day => t!(lang, "Ngày/tháng/năm, ví dụ 01/03/2020. Để trống nếu không rõ."),
        Reading::Sex => t!(lang, "Nam hoặc Nữ."),
        Reading::Mark => t!(lang, "Ghi x nếu có, để trống nếu không."),
        Reading::Phone => t!(lang, "Số di động 10 chữ số, ví dụ 0912345678."),
        Reading::NationalId => t!(lang, "12 chữ số như trên căn cước. Số này được mã hóa khi lưu."),
        Reading::Count => t!(lang, "Số nguyên."),
        Reading::Attendance => {
            t!(lang, "x là có mặt, P là vắng có phép, v là vắng không phép. Thêm cột cho mỗi ngày học.")
        }
        Reading::Text => t!(lang, "Ghi như vẫn dùng ở đơn vị."),
    }
}
