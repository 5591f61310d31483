//! A workbook that is surely understood when it comes back: titles, rows, drop-down lists, a guide.
use ::store::sockets::Present;
use kernel::sheet::{Column as Wanted, Reading};
use kernel::{Failure, Result};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};
use ui::prelude::*;

/// Lines prepared for names; more may be added below.
pub(super) const LINES: u32 = 300;
/// Day columns of an attendance list.
pub(super) const DAYS: u16 = 3;
/// Its media type.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The sheet behind the drop-down lists.
const CHOICES: &str = "Danh muc";

/// What goes into a workbook.
pub(super) struct Filling<'a> {
    pub title: &'a str,
    pub columns: &'a [&'a Wanted],
    pub rows: &'a [Present],
    /// The values of coded columns.
    pub choices: &'a [(&'static str, Vec<String>)],
    /// Day columns.
    pub days: u16,
    /// Empty lines below the rows.
    pub lines: u32,
}

impl Filling<'_> {
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>> {
        self.write(lang).map_err(|e| Failure::broken(e.to_string()))
    }

    fn write(&self, lang: Lang) -> std::result::Result<Vec<u8>, XlsxError> {
        let head = Format::new()
            .set_bold()
            .set_border(FormatBorder::Thin)
            .set_background_color(Color::RGB(0x00E8_F0FA))
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        // text, so that phones keep their nought and days stay as they are written
        let text = Format::new().set_num_format("@").set_border(FormatBorder::Thin);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(t!(lang, "Danh sách"))?;
        let mut titles = vec![("TT".to_owned(), 6.0)];
        titles.extend(self.columns.iter().map(|c| (c.title.to_owned(), width(c))));
        titles.extend((1..=self.days).map(|n| (t!(Lang::Vi, "Ngày {n}", n = n), 9.0)));
        let filled = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        for (at, (title, width)) in (0u16..).zip(&titles) {
            sheet.set_column_width(at, *width)?;
            sheet.write_string_with_format(0, at, title, &head)?;
            for line in 1..=self.lines {
                sheet.write_blank(filled + line, at, &text)?;
            }
        }
        for (line, row) in (1u32..).zip(self.rows) {
            sheet.write_number_with_format(line, 0, line, &text)?;
            for (at, column) in (1u16..).zip(self.columns) {
                match row.get(column.key).map(String::as_str).filter(|t| !t.is_empty()) {
                    Some(value) => sheet.write_string_with_format(line, at, value, &text)?,
                    None => sheet.write_blank(line, at, &text)?,
                };
            }
        }
        let last = (filled + self.lines).max(1);
        let mut begins = 1usize;
        for (at, column) in (1u16..).zip(self.columns) {
            let Some((_, values)) =
                self.choices.iter().find(|(key, all)| *key == column.key && !all.is_empty())
            else {
                continue;
            };
            let (letters, ends) = (crate::sheet::column_letters(usize::from(at)), begins + values.len() - 1);
            let rule = DataValidation::new()
                .allow_list_formula(
                    format!("='{CHOICES}'!${letters}${begins}:${letters}${ends}").as_str().into(),
                )
                .set_error_style(DataValidationErrorStyle::Stop)
                .set_error_title(t!(lang, "Giá trị không có trong danh mục"))?
                .set_error_message(t!(lang, "Hãy chọn một giá trị trong danh sách thả xuống."))?;
            sheet.add_data_validation(1, at, last, at, &rule)?;
            begins = ends + 1;
        }
        sheet.set_row_height(0, 32)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape();
        sheet.set_repeat_rows(0, 0)?;
        self.guide(lang, &mut book)?;
        self.values(&mut book)?;
        book.save_to_buffer()
    }

    fn guide(&self, lang: Lang, book: &mut Workbook) -> std::result::Result<(), XlsxError> {
        let guide = book.add_worksheet().set_name(t!(lang, "Hướng dẫn"))?;
        let (bold, wrap) =
            (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
        guide.set_column_width(0, 30)?;
        guide.set_column_width(1, 80)?;
        guide.write_string_with_format(0, 0, words::say(lang, self.title), &bold)?;
        guide.write_string_with_format(
            1,
            0,
            t!(lang, "Điền vào trang “Danh sách”, mỗi người một dòng. Không cần điền đủ mọi cột."),
            &bold,
        )?;
        let rules = self.columns.iter().map(|c| {
            let must = if c.required { t!(lang, "Bắt buộc.") } else { "" };
            let coded = self.choices.iter().any(|(key, all)| *key == c.key && !all.is_empty());
            let pick = if coded { t!(lang, "Chọn trong danh sách thả xuống.") } else { "" };
            (c.title.to_owned(), format!("{} {must} {pick}", rule(lang, c)).trim().to_owned())
        });
        let day = (self.days > 0)
            .then(|| (t!(Lang::Vi, "Ngày {n}", n = 1), reading_rule(lang, Reading::Attendance).to_owned()));
        for (line, (title, rule)) in (3u32..).zip(rules.chain(day)) {
            guide.write_string_with_format(line, 0, format!("• {title}"), &wrap)?;
            guide.write_string_with_format(line, 1, rule, &wrap)?;
        }
        Ok(())
    }

    /// The values behind the drop-down lists, one under the other in steps: no row looks like a header.
    fn values(&self, book: &mut Workbook) -> std::result::Result<(), XlsxError> {
        if self.choices.iter().all(|(_, all)| all.is_empty()) {
            return Ok(());
        }
        let sheet = book.add_worksheet().set_name(CHOICES)?.set_hidden(true);
        let mut line = 0u32;
        for (at, column) in (1u16..).zip(self.columns) {
            let all = self.choices.iter().find(|(key, _)| *key == column.key);
            for value in all.into_iter().flat_map(|(_, all)| all) {
                sheet.write_string(line, at, value)?;
                line += 1;
            }
        }
        Ok(())
    }
}

fn width(column: &Wanted) -> f64 {
    match column.reads {
        Reading::Name | Reading::Text if column.key.ends_with("code") || column.key == "record" => 16.0,
        Reading::Name | Reading::Text => 26.0,
        Reading::NationalId => 18.0,
        Reading::Sex | Reading::Mark => 11.0,
        _ => 14.0,
    }
}

fn rule(lang: Lang, column: &Wanted) -> &'static str {
    match column.key {
        "record" => t!(lang, "Để nguyên như trong tệp; người mới thì để trống."),
        "basis" => t!(lang, "Số quyết định hoặc căn cứ. Không ghi lý do sức khỏe, gia đình."),
        _ => reading_rule(lang, column.reads),
    }
}

fn reading_rule(lang: Lang, reads: Reading) -> &'static str {
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
