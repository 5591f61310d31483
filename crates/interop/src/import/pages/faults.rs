//! What is wrong with single rows: a table on the page, all of it as CSV.
use crate::give::pages::plain;
use kernel::sheet::RowFault;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::Reply;

/// So many are shown on the page.
const SHOWN: usize = 200;

/// The two tables: rows left out, things worth a look.
pub fn tables(lang: Lang, errors: &[RowFault], notes: &[RowFault]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div id="loi" { (card(t!(lang, "Dòng lỗi, chưa nhập được"), html! {
                p { (t!(lang, "Sửa các dòng này trong tệp rồi nhập lại cả tệp; những người đã nhập không bị thêm lần nữa.")) }
                (table(lang, t!(lang, "Dòng lỗi, chưa nhập được"), errors))
            })) }
        }
        @if !notes.is_empty() {
            div id="luu-y" { (card(t!(lang, "Nên xem lại"), table(lang, t!(lang, "Nên xem lại"), notes))) }
        }
    }
}

fn table(lang: Lang, caption: &str, faults: &[RowFault]) -> Markup {
    let sheets = faults.iter().any(|f| faults.first().is_some_and(|first| f.sheet != first.sheet));
    let mut columns = vec![Column::text(t!(lang, "Dòng"))];
    if sheets {
        columns.push(Column::text(t!(lang, "Trang")));
    }
    columns.push(Column::text(t!(lang, "Nội dung")));
    let rows = faults.iter().take(SHOWN).map(|f| {
        let mut cells = vec![html! { (t!(lang, "Dòng {n}", n = f.row)) }];
        if sheets {
            cells.push(html! { (f.sheet) });
        }
        cells.push(html! { (super::form::hushed(&words::retell(lang, &f.message))) });
        Row::new(cells)
    });
    let more = faults.len().saturating_sub(SHOWN);
    html! {
        (Table::new(lang, caption, columns).caption_unseen().rows(rows))
        @if more > 0 { p.hint { (t!(lang, "Còn {n} dòng nữa trong tệp CSV.", n = more)) } }
    }
}

/// All of it, to be opened beside the file.
pub fn csv(lang: Lang, file_name: &str, errors: &[RowFault], notes: &[RowFault]) -> Result<Reply> {
    let broken = |e: csv::Error| Failure::broken(e.to_string());
    let mut out = csv::WriterBuilder::new().from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record([t!(lang, "Trang"), t!(lang, "Dòng"), t!(lang, "Loại"), t!(lang, "Nội dung")])
        .map_err(broken)?;
    let error = t!(lang, "Lỗi, chưa nhập");
    let note = t!(lang, "Nên xem lại");
    for (kind, fault) in errors.iter().map(|f| (error, f)).chain(notes.iter().map(|f| (note, f))) {
        out.write_record([
            plain(&fault.sheet),
            fault.row.to_string(),
            kind.to_owned(),
            plain(&super::form::hushed(&words::retell(lang, &fault.message))),
        ])
        .map_err(broken)?;
    }
    let bytes = out.into_inner().map_err(|e| Failure::broken(e.to_string()))?;
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    Ok(Reply::File {
        content_type: "text/csv; charset=utf-8".to_owned(),
        name: format!("loi {stem}.csv"),
        bytes,
    })
}
