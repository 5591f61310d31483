//! One sheet: heading lines, one table, and how it prints on A4.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};

use crate::fair_copy::{FairAnnex, FairCopy, one_line};
use crate::long_table::{HEAD, lines};
use crate::wording::{MOTTO, NATION};
use crate::{Align, Block, Cell, Failed, Paper, Table};

const FONT: &str = "Times New Roman";
/// Signs across an upright and a turned page in 12 point.
const UPRIGHT: f32 = 92.0;
const TURNED: f32 = 140.0;
/// A frozen heading taller than this (points) would leave a small screen no room to scroll in.
const TALLEST_FROZEN: f64 = 260.0;
const LINE: f64 = 16.5;
const A4: u8 = 9;

/// A sheet being filled from the top.
pub(super) struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    /// Width of each column in signs.
    widths: Vec<f32>,
    row: u32,
    /// Height of the rows above the table head.
    height: f64,
}

impl<'a> Sheet<'a> {
    /// Sets name, paper, margins and column widths.
    pub(super) fn new(
        sheet: &'a mut Worksheet,
        name: &str,
        landscape: bool,
        table: Option<&Table>,
    ) -> Result<Sheet<'a>, Failed> {
        sheet
            .set_name(name)?
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true);
        // left, right, top, bottom, header, footer in inches: 30, 15, 20, 20 mm
        sheet.set_margins(1.18, 0.59, 0.79, 0.79, 0.39, 0.31);
        if landscape {
            sheet.set_landscape();
        }
        let widths = widths(table, if landscape { TURNED } else { UPRIGHT });
        for (at, width) in (0_u16..).zip(&widths) {
            sheet.set_column_width(at, f64::from(*width))?;
        }
        Ok(Sheet { sheet, widths, row: 0, height: 0.0 })
    }

    /// The paper's heading block: issuer and nation, number and date, kind and subject.
    pub(super) fn heading(&mut self, copy: &FairCopy) -> Result<(), Failed> {
        if let Some(mark) = &copy.draft_mark {
            self.across(mark, &text(12.0).set_bold())?;
        }
        let parents = copy.issuers.first().map(|issuer| issuer.parent.as_str()).unwrap_or_default();
        let bodies: Vec<&str> = copy.issuers.iter().map(|issuer| issuer.body.as_str()).collect();
        let (upright, bold) = (text(12.0), text(12.0).set_bold());
        self.sides(&one_line(&[parents]), &upright, NATION, &bold)?;
        self.sides(&bodies.join("\n-\n"), &bold, MOTTO, &bold)?;
        self.sides(&copy.number, &upright, &copy.place_and_date, &text(12.0).set_italic())?;
        if let Some(subject) = &copy.letter_subject {
            self.across(subject, &upright)?;
        }
        if !copy.kind.is_empty() {
            self.across(&copy.kind, &text(14.0).set_bold())?;
        }
        if !copy.subject.is_empty() {
            self.across(&copy.subject, &text(13.0).set_bold())?;
        }
        self.row += 1;
        self.height += LINE;
        Ok(())
    }

    /// Label, title and tie of an annex.
    pub(super) fn annex_heading(&mut self, annex: &FairAnnex) -> Result<(), Failed> {
        if !annex.label.is_empty() {
            self.across(&annex.label, &text(13.0).set_bold())?;
        }
        self.across(&annex.title.to_uppercase(), &text(13.0).set_bold())?;
        self.across(&annex.tie, &text(12.0).set_italic())
    }

    /// The table, its head frozen and repeated on every printed page.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), Failed> {
        if !table.caption.is_empty() {
            self.across(&table.caption, &text(12.0).set_bold())?;
        }
        let head = boxed().set_bold().set_align(FormatAlign::Center).set_background_color("#EFEFEF");
        for (at, column) in (0_u16..).zip(&table.columns) {
            self.sheet.write_string_with_format(self.row, at, &column.title, &head)?;
        }
        let titles = table.columns.iter().map(|column| column.title.as_str());
        self.sheet.set_row_height(self.row, self.tallest(titles))?;
        self.sheet.set_repeat_rows(self.row, self.row)?;
        self.row += 1;
        if self.height <= TALLEST_FROZEN {
            self.sheet.set_freeze_panes(self.row, 0)?;
        }
        for row in &table.rows {
            for ((at, column), cell) in (0_u16..).zip(&table.columns).zip(&row.cells) {
                let look = boxed().set_align(side(column.align));
                let look = if row.strong { look.set_bold() } else { look };
                write(self.sheet, self.row, at, cell, look)?;
            }
            let printed: Vec<String> = row.cells.iter().map(Cell::printed).collect();
            self.sheet.set_row_height(self.row, self.tallest(printed.iter().map(String::as_str)))?;
            self.row += 1;
        }
        Ok(())
    }

    /// The words of a paper that has no table, one block a row.
    pub(super) fn prose(&mut self, blocks: &[Block]) -> Result<(), Failed> {
        let look = text(12.0).set_align(FormatAlign::Left);
        for block in blocks {
            match block {
                Block::Heading { text, .. } => self.across(text, &look.clone().set_bold())?,
                Block::Paragraph(text) | Block::Note(text) => self.across(text, &look)?,
                Block::Item(text) => self.across(&format!("- {text}"), &look)?,
                Block::Table(_) => {}
            }
        }
        Ok(())
    }

    /// Page numbers, and the paper's foot line in the print footer.
    pub(super) fn finish(self, copy: &FairCopy) -> Result<(), Failed> {
        let note = copy.footer.as_deref().unwrap_or_default().replace('&', "&&");
        // Excel takes at most 255 signs here.
        let note: String = one_line(&[&note]).chars().take(200).collect();
        self.sheet.set_footer(format!("&L&8{note}&R&8&P/&N"));
        Ok(())
    }

    /// A text over all columns, in a row high enough for it.
    fn across(&mut self, words: &str, look: &Format) -> Result<(), Failed> {
        let last = self.widths.len().saturating_sub(1);
        let height = self.lines(words, 0, last) * LINE;
        self.span(0, last, words, look)?;
        self.end_row(height)
    }

    /// Two texts side by side, parted near 42 % of the width.
    fn sides(
        &mut self,
        left: &str,
        left_look: &Format,
        right: &str,
        right_look: &Format,
    ) -> Result<(), Failed> {
        let last = self.widths.len().saturating_sub(1);
        let total: f32 = self.widths.iter().sum();
        let off = |split: usize| (self.widths.iter().take(split).sum::<f32>() - total * 0.42).abs();
        let split = (1..=last).min_by(|left, right| off(*left).total_cmp(&off(*right))).unwrap_or(1);
        let height = self.lines(left, 0, split - 1).max(self.lines(right, split, last)) * LINE;
        self.span(0, split - 1, left, left_look)?;
        self.span(split, last, right, right_look)?;
        self.end_row(height)
    }

    fn span(&mut self, from: usize, to: usize, words: &str, look: &Format) -> Result<(), Failed> {
        let column = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        if from == to {
            self.sheet.write_string_with_format(self.row, column(from), words, look)?;
        } else {
            self.sheet.merge_range(self.row, column(from), self.row, column(to), words, look)?;
        }
        Ok(())
    }

    fn end_row(&mut self, height: f64) -> Result<(), Failed> {
        self.sheet.set_row_height(self.row, height.min(400.0))?;
        self.height += height;
        self.row += 1;
        Ok(())
    }

    /// Height of a row that shows these cells whole, one a column. Programs do not agree on growing rows by
    /// themselves, and merged ones never grow.
    fn tallest<'t>(&self, cells: impl Iterator<Item = &'t str>) -> f64 {
        let lines = cells.zip(&self.widths).map(|(words, width)| lines_in(words, *width)).fold(1.0, f64::max);
        (lines * LINE + 3.0).min(400.0)
    }

    /// How many lines the words need over these columns.
    fn lines(&self, words: &str, from: usize, to: usize) -> f64 {
        lines_in(words, self.widths.iter().skip(from).take(to + 1 - from).sum())
    }
}

/// How many lines the words need in this width; a sixth is added for what wrapping loses.
fn lines_in(words: &str, width: f32) -> f64 {
    let lines_of = |line: &str| {
        let signs = f64::from(u16::try_from(line.chars().count()).unwrap_or(u16::MAX));
        (signs * 1.15 / f64::from(width)).ceil().max(1.0)
    };
    words.split('\n').map(lines_of).sum()
}

/// The last sheet: every number with what it was counted from, one a row.
pub(super) fn long_table(sheet: &mut Worksheet, paper: &Paper) -> Result<(), Failed> {
    sheet.set_name("Dữ liệu")?.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    let head = boxed().set_bold().set_align(FormatAlign::Center).set_background_color("#EFEFEF");
    for ((at, title), width) in (0_u16..).zip(HEAD).zip([9.0, 34.0, 9.0, 44.0, 22.0, 22.0, 10.0, 10.0]) {
        sheet.write_string_with_format(0, at, title, &head)?;
        sheet.set_column_width(at, width)?;
    }
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    let one_line = || Format::new().set_font_name(FONT).set_font_size(12.0);
    let left = || one_line().set_align(FormatAlign::Left);
    let mut row = 0;
    for (line, at) in lines(paper).zip(1_u32..) {
        let number = |value: usize| Cell::Count(i64::try_from(value).unwrap_or(i64::MAX));
        write(sheet, at, 0, &number(line.table), one_line())?;
        sheet.write_string_with_format(at, 1, &line.caption, &left())?;
        write(sheet, at, 2, &number(line.row), one_line())?;
        sheet.write_string_with_format(at, 3, &line.label, &left())?;
        sheet.write_string_with_format(at, 4, &line.column, &left())?;
        write(sheet, at, 5, line.cell, one_line())?;
        if let Cell::Percent { numerator, denominator, .. } = line.cell {
            write(sheet, at, 6, &Cell::Count(*numerator), one_line())?;
            write(sheet, at, 7, &Cell::Count(*denominator), one_line())?;
        }
        row = at;
    }
    sheet.autofilter(0, 0, row, 7)?;
    Ok(())
}

fn text(size: f64) -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(size)
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

fn boxed() -> Format {
    let look = Format::new().set_font_name(FONT).set_font_size(12.0).set_text_wrap();
    look.set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Thin)
}

fn side(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    }
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, look: Format) -> Result<(), Failed> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &look)?,
        Cell::Blank => sheet.write_blank(row, column, &look)?,
        // Above 2^53 a spreadsheet would round.
        Cell::Count(count) if count.unsigned_abs() > 1 << 53 => {
            sheet.write_string_with_format(row, column, cell.printed(), &look)?
        }
        Cell::Count(count) => {
            sheet.write_number_with_format(row, column, float(*count), &look.set_num_format("#,##0"))?
        }
        Cell::Percent { denominator: 0, text, .. } => {
            sheet.write_string_with_format(row, column, text, &look)?
        }
        Cell::Percent { numerator, denominator, text } => {
            let share = float(*numerator) / float(*denominator);
            sheet.write_number_with_format(row, column, share, &look.set_num_format(percent_format(text)))?
        }
    };
    Ok(())
}

/// As many decimals as the printed text has.
fn percent_format(text: &str) -> String {
    let decimals =
        text.split_once(',').map_or(0, |(_, rest)| rest.chars().take_while(char::is_ascii_digit).count());
    if decimals == 0 { "0%".to_owned() } else { format!("0.{}%", "0".repeat(decimals)) }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "spreadsheets know only floats; larger counts are written as text"
)]
fn float(count: i64) -> f64 {
    count as f64
}

/// The width of each column in signs by the table's weights, at least four columns so that the heading has room.
fn widths(table: Option<&Table>, across: f32) -> Vec<f32> {
    let weights: Vec<f32> =
        table.map_or_else(Vec::new, |table| table.columns.iter().map(|column| column.weight).collect());
    let total: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut widths: Vec<f32> =
        weights.iter().map(|weight| (across * weight / total).clamp(6.0, 60.0)).collect();
    while widths.len() < 4 {
        let used: f32 = widths.iter().sum();
        widths.push(((across - used) / 4.0).max(12.0));
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_keep_their_printed_decimals() {
        assert_eq!(
            [percent_format("63,4 %"), percent_format("70 %"), percent_format("1,250 %")],
            ["0.0%", "0%", "0.000%"]
        );
    }
}
