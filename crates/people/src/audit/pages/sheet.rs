//! The log as a workbook for inspectors: the lines in words, with their hashes, their range and the head of the chain.

use super::asked::{self, Asked};
use crate::audit::service::NEWEST;
use kernel::{Failure, Result};
use store::chain::Head;
use ui::prelude::*;
use web::{Call, Reply};

/// Lines of one workbook.
const MOST: usize = 50_000;

/// The lines that the filter of the page names, as a workbook; with what it was asked for, which lines it holds and
/// how the log ended when it was made. Whoever calls it has checked the right.
pub fn workbook(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let asked = Asked::read(call);
    let (head, rows, numbers, is_cut) = call.read(|v| {
        let errors = asked.faults(v)?;
        if !errors.is_empty() {
            return Err(Failure::NotFound);
        }
        let before = call.query("truoc").parse().unwrap_or(NEWEST);
        let found = asked.search(v, before, MOST, i64::MAX)?;
        let mut rows = Vec::new();
        for l in &found.lines {
            rows.push([
                l.txn.to_string(),
                l.at.text(),
                asked::who(lang, v, l)?,
                asked::what(lang, l).to_owned(),
                l.code().to_owned(),
                asked::about(lang, v, l)?,
                l.device.clone(),
                l.hash.clone(),
            ]);
        }
        let numbers = found.lines.last().map(|l| l.txn).zip(found.lines.first().map(|l| l.txn));
        Ok((Head::read(v)?, rows, numbers, found.older_than))
    })?;
    let (first, last) = numbers.unwrap_or((0, 0));
    // the log first: nothing leaves that was not written down
    call.looked("log.export", format!("xlsx {first}-{last} {}", asked.kinds()).trim_end(), 0)?;
    let mut top = vec![
        (t!(lang, "Nhật ký Áo Giáp"), t!(lang, "lập lúc {gio}", gio = call.now.text())),
        (
            t!(lang, "Các dòng"),
            t!(lang, "{n} dòng, từ {dau} đến {cuoi}", n = rows.len(), dau = first, cuoi = last),
        ),
        (t!(lang, "Đầu chuỗi khi lập"), head.for_paper()),
    ];
    top.extend(asked.in_words());
    if let Some(older) = is_cut {
        top.push((
            t!(lang, "Chưa hết"),
            t!(
                lang,
                "Tệp chỉ chứa {n} dòng mới nhất; lọc đến ngày sớm hơn để lấy các dòng trước dòng {so}.",
                n = MOST,
                so = older
            ),
        ));
    }
    let titles = [
        t!(lang, "Số"),
        t!(lang, "Lúc"),
        t!(lang, "Ai"),
        t!(lang, "Việc"),
        t!(lang, "Mã việc"),
        t!(lang, "Về"),
        t!(lang, "Từ đâu"),
        t!(lang, "Mã băm"),
    ];
    let bytes = write(&top, &titles, &rows).map_err(|e| Failure::broken(e.to_string()))?;
    Ok(Reply::File {
        content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        name: format!("nhat-ky-{first}-{last}.xlsx"),
        bytes,
    })
}

fn write(
    top: &[(&str, String)],
    titles: &[&str],
    rows: &[[String; 8]],
) -> std::result::Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let mut line = 0;
    for (name, value) in top {
        sheet.write_string_with_format(line, 0, *name, &bold)?;
        sheet.write_string(line, 1, value)?;
        line += 1;
    }
    line += 1;
    for (at, title) in (0..).zip(titles) {
        sheet.write_string_with_format(line, at, *title, &bold)?;
    }
    sheet.set_freeze_panes(line + 1, 0)?;
    for row in rows {
        line += 1;
        for (at, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
            match (at, text.parse::<u32>()) {
                (0, Ok(number)) => sheet.write_number(line, at, number)?,
                // texts are never formulas
                _ => sheet.write_string(line, at, text)?,
            };
        }
    }
    for (at, width) in [(0, 18), (1, 20), (2, 26), (3, 34), (4, 24), (5, 44), (6, 10), (7, 66)] {
        sheet.set_column_width(at, width)?;
    }
    book.save_to_buffer()
}
