//! DOCX: the fair copy as an ordinary Word document: real styles, real tables, page-number fields, no pictures and
//! no locks, since offices go on writing in it.

mod parts;
mod xml;

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum, PageNumType,
    PageOrientationType, PageSize, Paragraph, Run, RunFonts, Section, SpecialIndentType, Style, StyleType,
    Table, WidthType,
};

use crate::fair_copy::{FairAnnex, FairCopy};
use crate::{Block, Failed, Paper};
use parts::{Piece, mm};

/// Word's font of official papers.
const FONT: &str = "Times New Roman";
/// Between the left and right margin of an upright page.
const UPRIGHT_WIDTH: usize = mm(165);
/// The same of a turned page.
const TURNED_WIDTH: usize = mm(252);

/// The paper as DOCX, to be edited freely in an office program.
///
/// # Errors
/// When a table is ragged or packing fails; see [`Failed`].
pub fn docx(paper: &Paper) -> Result<Vec<u8>, Failed> {
    let copy = FairCopy::of(paper)?;
    let mut package = Cursor::new(Vec::new());
    document(&copy).pack(&mut package)?;
    crate::archive::settle(package.into_inner(), |name, bytes| match name {
        "docProps/core.xml" => Ok(parts::properties(&copy).into_bytes()),
        _ if name.ends_with(".xml") => {
            Ok(xml::mended(&String::from_utf8_lossy(&bytes), copy.footer.is_some()).into_bytes())
        }
        _ => Ok(bytes),
    })
}

/// The paper is the first section and each annex another; the last one is the document's own.
fn document(copy: &FairCopy) -> Docx {
    let mut docx = styled(Docx::new());
    let main = main_part(copy);
    let Some((last, others)) = copy.annexes.split_last() else {
        return closed(docx, main, false, copy);
    };
    docx = docx.add_section(section(main, false));
    for annex in others {
        docx = docx.add_section(section(annex_part(annex), annex.landscape));
    }
    closed(docx, annex_part(last), last.landscape, copy)
}

fn main_part(copy: &FairCopy) -> Vec<Piece> {
    let mut pieces = vec![Piece::from(parts::masthead(copy))];
    pieces.extend(parts::name_of_paper(copy));
    pieces.extend(parts::addressees(copy));
    let ground = |line: &String| parts::words(Paragraph::new().style("Normal"), line, Run::italic).into();
    pieces.extend(copy.basis.iter().map(ground));
    pieces.extend(body(&copy.blocks, UPRIGHT_WIDTH));
    pieces.extend(parts::foot(copy));
    pieces
}

fn annex_part(annex: &FairAnnex) -> Vec<Piece> {
    let width = if annex.landscape { TURNED_WIDTH } else { UPRIGHT_WIDTH };
    let mut pieces = parts::annex_head(annex);
    pieces.extend(body(&annex.blocks, width));
    pieces
}

fn body(blocks: &[Block], width: usize) -> Vec<Piece> {
    let last = blocks.len().saturating_sub(1);
    blocks
        .iter()
        .enumerate()
        .flat_map(|(at, block)| match block {
            Block::Heading { level, text } => {
                let style = format!("Heading{}", (*level).min(3));
                vec![parts::words(Paragraph::new().style(&style), text, |run| run).into()]
            }
            // The last words go with the signature to its page.
            Block::Paragraph(text) => {
                vec![
                    parts::words(Paragraph::new().style("Normal").keep_next(at == last), text, |run| run)
                        .into(),
                ]
            }
            Block::Item(text) => {
                let text = format!("- {text}");
                vec![
                    parts::words(Paragraph::new().style("Normal").keep_next(at == last), &text, |run| run)
                        .into(),
                ]
            }
            Block::Note(text) => vec![parts::words(Paragraph::new().style("Note"), text, |run| run).into()],
            Block::Table(table) => parts::table(table, width),
        })
        .collect()
}

/// The styles an editor finds in the list: body, headings (with outline), table text, captions.
fn styled(docx: Docx) -> Docx {
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT);
    let spacing = |before, after| {
        LineSpacing::new().line_rule(LineSpacingType::Auto).line(252).before(before).after(after)
    };
    let tight = |before, after| {
        LineSpacing::new().line_rule(LineSpacingType::Auto).line(240).before(before).after(after)
    };
    let indent = Some(SpecialIndentType::FirstLine(i32::try_from(mm(10)).unwrap_or(567)));
    let style = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name).q_format(true);
    let heading = |id: &str, name: &str, level: usize| {
        let style = style(id, name).based_on("Normal").next("Normal").size(28).bold().outline_lvl(level);
        style.indent(None, indent, None, None).line_spacing(spacing(160, 80))
    };
    docx.default_fonts(fonts)
        .default_size(28)
        .add_style(
            style("Normal", "Normal")
                .size(28)
                .align(AlignmentType::Both)
                .indent(None, indent, None, None)
                .line_spacing(spacing(0, 120)),
        )
        .add_style(heading("Heading1", "heading 1", 0))
        .add_style(heading("Heading2", "heading 2", 1))
        .add_style(heading("Heading3", "heading 3", 2).italic())
        .add_style(style("Plain", "Frame text").size(26).align(AlignmentType::Left).line_spacing(tight(0, 0)))
        .add_style(
            style("TableText", "Table text").size(24).align(AlignmentType::Left).line_spacing(tight(30, 30)),
        )
        .add_style(
            style("Caption", "caption")
                .size(26)
                .bold()
                .align(AlignmentType::Center)
                .line_spacing(tight(160, 80)),
        )
        .add_style(
            style("Note", "Note").size(24).italic().align(AlignmentType::Left).line_spacing(tight(80, 120)),
        )
}

fn margins() -> PageMargin {
    let twips = |millimetres| i32::try_from(mm(millimetres)).unwrap_or_default();
    PageMargin {
        top: twips(20),
        bottom: twips(20),
        left: twips(30),
        right: twips(15),
        header: twips(10),
        footer: twips(8),
        gutter: 0,
    }
}

fn page(landscape: bool) -> PageSize {
    const SHORT: u32 = 11_906;
    const LONG: u32 = 16_838;
    if landscape {
        PageSize::new().size(LONG, SHORT).orient(PageOrientationType::Landscape)
    } else {
        PageSize::new().size(SHORT, LONG)
    }
}

/// A part before the last; its headers are put by `xml`.
fn section(pieces: Vec<Piece>, landscape: bool) -> Section {
    let section = Section::new()
        .page_size(page(landscape))
        .page_margin(margins())
        .page_num_type(PageNumType::new().start(1))
        .title_pg();
    pieces.into_iter().fold(section, |section, piece| match piece {
        Piece::Paragraph(paragraph) => section.add_paragraph(*paragraph),
        Piece::Table(table) => section.add_table(*table),
    })
}

fn closed(docx: Docx, pieces: Vec<Piece>, landscape: bool, copy: &FairCopy) -> Docx {
    let mut docx = docx
        .page_margin(margins())
        .page_num_type(PageNumType::new().start(1))
        .title_pg()
        .header(later_header(copy))
        .first_header(first_header(copy));
    docx = if landscape {
        docx.page_size(16_838, 11_906).page_orient(PageOrientationType::Landscape)
    } else {
        docx.page_size(11_906, 16_838)
    };
    if let Some(footer) = parts::footer(copy) {
        docx = docx.footer(footer.clone()).first_footer(footer);
    }
    pieces.into_iter().fold(docx, |docx, piece| match piece {
        Piece::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
        Piece::Table(table) => docx.add_table(*table),
    })
}

/// Page number centred in the top margin, from the second page on.
fn later_header(copy: &FairCopy) -> Header {
    let number = Paragraph::new().style("Plain").align(AlignmentType::Center).add_page_num(PageNum::new());
    let header = Header::new().add_paragraph(number);
    parts::draft_mark(copy).into_iter().fold(header, Header::add_paragraph)
}

fn first_header(copy: &FairCopy) -> Header {
    let header = Header::new();
    match parts::draft_mark(copy) {
        Some(mark) => header.add_paragraph(mark),
        None => header.add_paragraph(Paragraph::new().style("Plain")),
    }
}

/// A table of exactly this width, with fixed columns.
fn fixed(table: Table, columns: Vec<usize>) -> Table {
    let width = columns.iter().sum();
    table.set_grid(columns).width(width, WidthType::Dxa).layout(docx_rs::TableLayoutType::Fixed)
}
