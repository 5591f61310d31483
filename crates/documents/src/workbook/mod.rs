//! XLSX: numbers to compute with. The first sheet is the paper's heading and its first table; every further table
//! has its own sheet, annexes too; the last sheet is the long table of all numbers with numerators and denominators.
//! One table a sheet, so that a head can be frozen and columns fit.

mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::fair_copy::{FairCopy, cleaned, stamp, title};
use crate::{Block, Failed, Paper, Table};
use sheet::Sheet;

/// The paper's tables as a workbook: counts and shares are numbers, texts are never formulas.
///
/// # Errors
/// When a table is ragged or the workbook refuses (a text over 32,767 signs); see [`Failed`].
pub fn xlsx(paper: &Paper) -> Result<Vec<u8>, Failed> {
    let copy = FairCopy::of(paper)?;
    let paper = cleaned(paper)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&paper)?);

    let mut tables = paper.blocks.iter().filter_map(as_table);
    let first = tables.next();
    let mut sheet = Sheet::new(workbook.add_worksheet(), "Văn bản", false, first)?;
    sheet.heading(&copy)?;
    match first {
        Some(table) => sheet.table(table)?,
        None => sheet.prose(&copy.blocks)?,
    }
    sheet.finish(&copy)?;

    for (at, table) in tables.enumerate() {
        let mut sheet =
            Sheet::new(workbook.add_worksheet(), &format!("Bảng {}", at + 2), false, Some(table))?;
        sheet.table(table)?;
        sheet.finish(&copy)?;
    }
    for (number, (annex, source)) in copy.annexes.iter().zip(&paper.annexes).enumerate() {
        for (at, table) in source.blocks.iter().filter_map(as_table).enumerate() {
            let name = format!("Phụ lục {}", crate::wording::roman(number + 1));
            let name = if at == 0 { name } else { format!("{name} ({})", at + 1) };
            let mut sheet = Sheet::new(workbook.add_worksheet(), &name, annex.landscape, Some(table))?;
            sheet.annex_heading(annex)?;
            sheet.table(table)?;
            sheet.finish(&copy)?;
        }
    }
    if first.is_some() || paper.tables().next().is_some() {
        sheet::long_table(workbook.add_worksheet(), &paper)?;
    }
    crate::archive::settle(workbook.save_to_buffer()?, |_, bytes| Ok(bytes))
}

fn as_table(block: &Block) -> Option<&Table> {
    if let Block::Table(table) = block { Some(table) } else { None }
}

fn properties(paper: &Paper) -> Result<DocProperties, Failed> {
    let stamp = stamp(paper);
    let year = u16::try_from(stamp.year()).unwrap_or(2000);
    let (month, day) = (u8::try_from(stamp.month()).unwrap_or(1), u8::try_from(stamp.day()).unwrap_or(1));
    let created = ExcelDateTime::from_ymd(year.max(1900), month, day)?;
    Ok(DocProperties::new()
        .set_title(title(paper).chars().take(250).collect::<String>())
        .set_author(crate::fair_copy::one_line(&[&paper.issuer.body]))
        .set_creation_datetime(&created))
}
