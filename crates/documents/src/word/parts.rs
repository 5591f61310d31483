//! The parts of the DOCX: heading block, tables, foot; and the last touches on its XML.

use docx_rs::{
    AlignmentType, BorderType, BreakType, Footer, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, Shading, SpecialIndentType, Table, TableCell,
    TableCellMargins, TableRow, VAlignType, WidthType,
};

use super::{TURNED_WIDTH, UPRIGHT_WIDTH, fixed};
use crate::fair_copy::{FairAnnex, FairCopy};
use crate::wording::{MOTTO, NATION, RECIPIENTS};
use crate::{Align, Signature};

/// A paragraph or a table, in order.
pub(super) enum Piece {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl From<Paragraph> for Piece {
    fn from(paragraph: Paragraph) -> Piece {
        Piece::Paragraph(Box::new(paragraph))
    }
}

impl From<Table> for Piece {
    fn from(table: Table) -> Piece {
        Piece::Table(Box::new(table))
    }
}

/// Millimetres in twips (1/1440 inch), Word's measure.
pub(super) const fn mm(millimetres: usize) -> usize {
    millimetres * 14_400 / 254
}

/// Said outright, since LibreOffice else takes the body's first-line indent.
const NO_FIRST: Option<SpecialIndentType> = Some(SpecialIndentType::FirstLine(0));

/// Adds the text to the paragraph, `\n` as line breaks.
pub(super) fn words(paragraph: Paragraph, text: &str, look: impl Fn(Run) -> Run) -> Paragraph {
    let mut run = Run::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    paragraph.add_run(look(run))
}

/// Text outside the body, in half points.
fn plain(text: &str, size: usize, align: AlignmentType, look: impl Fn(Run) -> Run) -> Paragraph {
    words(Paragraph::new().style("Plain").align(align), text, |run| look(run.size(size)))
}

fn centred(text: &str, size: usize, look: impl Fn(Run) -> Run) -> Paragraph {
    plain(text, size, AlignmentType::Center, look)
}

/// A thin line of this length in the middle of a space of this width: the lower border of a tiny paragraph, which
/// stays in its place when someone edits the lines above, unlike a drawn shape.
fn rule(length: usize, within: usize) -> Paragraph {
    let side = i32::try_from(within.saturating_sub(length) / 2).unwrap_or_default();
    let border =
        ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(6).color("000000");
    let mut paragraph = Paragraph::new()
        .style("Plain")
        .indent(Some(side), NO_FIRST, Some(side), None)
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(60).after(60))
        .add_run(Run::new().size(4));
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

fn space(paragraph: Paragraph, before: u32, after: u32) -> Paragraph {
    paragraph.line_spacing(
        LineSpacing::new().line_rule(LineSpacingType::Auto).line(240).before(before).after(after),
    )
}

fn frame(rows: Vec<TableRow>, columns: Vec<usize>) -> Table {
    fixed(Table::without_borders(rows), columns).margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

fn cell(width: usize, paragraphs: impl IntoIterator<Item = Paragraph>) -> TableCell {
    paragraphs.into_iter().fold(TableCell::new().width(width, WidthType::Dxa), TableCell::add_paragraph)
}

/// Issuer left, nation right.
pub(super) fn masthead(copy: &FairCopy) -> Table {
    let right_width = mm(103);
    let left_width = UPRIGHT_WIDTH - right_width;
    let mut left = Vec::new();
    for (at, issuer) in copy.issuers.iter().enumerate() {
        if at > 0 {
            left.push(centred("-", 26, |run| run));
        }
        if !issuer.parent.is_empty() {
            left.push(centred(&issuer.parent, 26, |run| run));
        }
        left.push(centred(&issuer.body, 26, Run::bold));
    }
    left.push(rule(mm(22), left_width));
    left.push(space(centred(&copy.number, 26, |run| run), 60, 0));
    left.extend(copy.letter_subject.as_ref().map(|subject| centred(subject, 24, |run| run)));
    let right = [
        centred(NATION, 26, Run::bold),
        centred(MOTTO, 28, Run::bold),
        rule(mm(56), right_width),
        space(centred(&copy.place_and_date, 28, Run::italic), 100, 0),
    ];
    frame(
        vec![TableRow::new(vec![cell(left_width, left), cell(right_width, right)])],
        vec![left_width, right_width],
    )
}

/// Kind, subject and the rule under them.
pub(super) fn name_of_paper(copy: &FairCopy) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if !copy.kind.is_empty() {
        pieces.push(space(centred(&copy.kind, 28, Run::bold), 280, 60).into());
    }
    if !copy.subject.is_empty() {
        let side = i32::try_from(mm(10)).ok();
        pieces.push(
            space(centred(&copy.subject, 28, Run::bold).indent(side, NO_FIRST, side, None), 0, 60).into(),
        );
    }
    if pieces.is_empty() {
        pieces.push(space(Paragraph::new().style("Plain"), 0, 0).into());
    } else {
        pieces.push(rule(mm(38), UPRIGHT_WIDTH).into());
    }
    pieces.push(Paragraph::new().style("Plain").into());
    pieces
}

/// "Kính gửi".
pub(super) fn addressees(copy: &FairCopy) -> Vec<Piece> {
    let alone = copy.addressed_to.len() == 1;
    let last = copy.addressed_to.len().saturating_sub(1);
    let line = |(at, text): (usize, &String)| {
        let after = if at == last { 240 } else { 60 };
        if alone {
            return space(centred(text, 28, |run| run), 0, after).into();
        }
        let left = i32::try_from(if at == 0 { mm(35) } else { mm(50) }).ok();
        space(plain(text, 28, AlignmentType::Left, |run| run).indent(left, NO_FIRST, None, None), 0, after)
            .into()
    };
    copy.addressed_to.iter().enumerate().map(line).collect()
}

/// Label, title, tie to the paper and rule.
pub(super) fn annex_head(annex: &FairAnnex) -> Vec<Piece> {
    let width = if annex.landscape { TURNED_WIDTH } else { UPRIGHT_WIDTH };
    let mut pieces = Vec::new();
    if !annex.label.is_empty() {
        pieces.push(space(centred(&annex.label, 28, Run::bold), 0, 80).into());
    }
    pieces.push(space(centred(&annex.title.to_uppercase(), 28, Run::bold), 0, 80).into());
    pieces.push(space(centred(&annex.tie, 26, Run::italic), 0, 60).into());
    pieces.push(rule(mm(38), width).into());
    pieces.push(Paragraph::new().style("Plain").into());
    pieces
}

/// Caption and table; its head is repeated on every page (the shading says so, see `xml`) and no row is split.
pub(super) fn table(table: &crate::Table, width: usize) -> Vec<Piece> {
    let size = if table.columns.len() > 9 { 22 } else { 24 };
    let columns = widths(table, width);
    let cells = |text: &str, align: AlignmentType, strong: bool, width: usize| {
        let look = |run: Run| if strong { run.size(size).bold() } else { run.size(size) };
        let paragraph = words(Paragraph::new().style("TableText").align(align), text, look);
        TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(paragraph)
    };
    let head = table.columns.iter().zip(&columns).map(|(column, width)| {
        cells(&column.title, AlignmentType::Center, true, *width).shading(Shading::new().fill("EFEFEF"))
    });
    let head = TableRow::new(head.collect()).cant_split();
    let rows = table.rows.iter().map(|row| {
        let row_cells = row.cells.iter().zip(&table.columns).zip(&columns).map(|((cell, column), width)| {
            let align = match column.align {
                Align::Left => AlignmentType::Left,
                Align::Center => AlignmentType::Center,
                Align::Right => AlignmentType::Right,
            };
            cells(&cell.printed(), align, row.strong, *width)
        });
        TableRow::new(row_cells.collect()).cant_split()
    });
    let rows = std::iter::once(head).chain(rows).collect();
    let body = fixed(Table::new(rows), columns).margins(TableCellMargins::new().margin(0, mm(1), 0, mm(1)));
    let mut pieces = Vec::new();
    if !table.caption.is_empty() {
        pieces
            .push(words(Paragraph::new().style("Caption").keep_next(true), &table.caption, |run| run).into());
    }
    pieces.push(body.into());
    pieces.push(Paragraph::new().style("Plain").into());
    pieces
}

/// Signatures and recipients, never split from each other.
pub(super) fn foot(copy: &FairCopy) -> Vec<Piece> {
    let mut pieces = vec![Paragraph::new().style("Plain").keep_next(true).into()];
    match copy.signatures.as_slice() {
        [] => pieces.push(recipients_alone(copy)),
        [one] => {
            let width = UPRIGHT_WIDTH - mm(75);
            let signed = posts(one).into_iter().chain([name(one)]);
            let cells = vec![cell(mm(75), recipients(copy)), cell(width, signed)];
            pieces.push(frame(vec![TableRow::new(cells).cant_split()], vec![mm(75), width]).into());
        }
        many => {
            for some in many.chunks(3) {
                let width = UPRIGHT_WIDTH / some.len();
                let upper = some.iter().map(|one| cell(width, posts(one))).collect();
                let lower = some.iter().map(|one| cell(width, [name(one).keep_next(true)])).collect();
                let rows = vec![TableRow::new(upper).cant_split(), TableRow::new(lower).cant_split()];
                pieces.push(frame(rows, vec![width; some.len()]).into());
                pieces.push(Paragraph::new().style("Plain").keep_next(true).into());
            }
            pieces.push(recipients_alone(copy));
        }
    }
    pieces
}

/// The line at the foot of every page.
pub(super) fn footer(copy: &FairCopy) -> Option<Footer> {
    let text = copy.footer.as_deref()?;
    Some(Footer::new().add_paragraph(centred(text, 16, |run| run.color("5A5A5A"))))
}

/// "DỰ THẢO" in the corner of every page.
pub(super) fn draft_mark(copy: &FairCopy) -> Option<Paragraph> {
    let text = copy.draft_mark.as_deref()?;
    Some(plain(text, 28, AlignmentType::Right, |run| run.bold().color("7F7F7F")))
}

/// `docProps/core.xml`: title, body and the paper's own date.
pub(super) fn properties(copy: &FairCopy) -> String {
    let author =
        copy.issuers.iter().map(|issuer| crate::fair_copy::one_line(&[&issuer.body])).collect::<Vec<_>>();
    let (title, author, stamp) = (escaped(&copy.title), escaped(&author.join(", ")), copy.stamp);
    format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
            r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" "#,
            r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>vi-VN</dc:language>"#,
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}T00:00:00Z</dcterms:created>"#,
            r#"<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}T00:00:00Z</dcterms:modified></cp:coreProperties>"#
        ),
        title = title,
        author = author,
        stamp = stamp
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Under the signatures, as one row, since a row is not split.
fn recipients_alone(copy: &FairCopy) -> Piece {
    let row = TableRow::new(vec![cell(UPRIGHT_WIDTH, recipients(copy))]).cant_split();
    frame(vec![row], vec![UPRIGHT_WIDTH]).into()
}

fn recipients(copy: &FairCopy) -> Vec<Paragraph> {
    if copy.recipients.is_empty() {
        return vec![Paragraph::new().style("Plain")];
    }
    let head = plain(RECIPIENTS, 24, AlignmentType::Left, |run| run.bold().italic());
    let line = |line: &String| plain(line, 22, AlignmentType::Left, |run| run);
    std::iter::once(head).chain(copy.recipients.iter().map(line)).collect()
}

/// Capacity and post, kept on the page of the name.
fn posts(one: &Signature) -> Vec<Paragraph> {
    let lines = [&one.formula, &one.post].into_iter().filter(|line| !line.is_empty());
    let mut lines: Vec<Paragraph> = lines.map(|line| centred(line, 26, Run::bold).keep_next(true)).collect();
    if lines.is_empty() {
        lines.push(Paragraph::new().style("Plain").keep_next(true));
    }
    lines
}

/// The name, with room above it to sign in.
fn name(one: &Signature) -> Paragraph {
    space(centred(&one.name, 28, Run::bold), 1_300, 0)
}

/// The width shared out by the columns' weights, to the last twip.
fn widths(table: &crate::Table, width: usize) -> Vec<usize> {
    let total: f32 = table.columns.iter().map(|column| column.weight).sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a page width in twips"
    )]
    let share = |weight: f32| (width as f32 * weight / total) as usize;
    let mut columns: Vec<usize> = table.columns.iter().map(|column| share(column.weight)).collect();
    let rest = width.saturating_sub(columns.iter().sum());
    if let Some(last) = columns.last_mut() {
        *last += rest;
    }
    columns
}
