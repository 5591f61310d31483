//! The fair copy ("bản sạch"): the paper checked, cleaned, and with every fixed word put in its place.
//! All renderers start here.

use jiff::civil::Date;

use crate::wording::{clean, closed_list, date_words, place_and_date, roman, undashed};
use crate::{Annex, Block, Cell, Failed, Issuer, Paper, Signature, Table};

/// What the renderers print. Nothing in it needs wording any more.
pub(crate) struct FairCopy {
    /// One line that names the paper: for file properties.
    pub(crate) title: String,
    /// One issuer, or two of a joint paper.
    pub(crate) issuers: Vec<Issuer>,
    /// "Số: …/BC-LĐLĐ".
    pub(crate) number: String,
    /// "V/v …" under the number of an official letter, instead of kind and subject.
    pub(crate) letter_subject: Option<String>,
    pub(crate) place_and_date: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    /// "Kính gửi: …" in one line, or "Kính gửi:" and the dashed lines.
    pub(crate) addressed_to: Vec<String>,
    pub(crate) basis: Vec<String>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) annexes: Vec<FairAnnex>,
    /// "- Ban Tuyên giáo;" …
    pub(crate) recipients: Vec<String>,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) footer: Option<String>,
    pub(crate) draft_mark: Option<String>,
    /// Stamped into file properties instead of the clock.
    pub(crate) stamp: Date,
}

/// An annex with its label and the line that ties it to the paper.
pub(crate) struct FairAnnex {
    /// "Phụ lục I"; empty when the title says so itself.
    pub(crate) label: String,
    pub(crate) title: String,
    /// "(Kèm theo Báo cáo số …/BC-LĐLĐ ngày … của …)".
    pub(crate) tie: String,
    pub(crate) landscape: bool,
    pub(crate) blocks: Vec<Block>,
}

/// File properties need a date even when the paper has none yet.
const NO_DATE: Date = jiff::civil::date(2000, 1, 1);

/// Checks the tables and cleans every text. CSV, XLSX and JSON, which carry no fixed words, work on this.
pub(crate) fn cleaned(paper: &Paper) -> Result<Paper, Failed> {
    for (_, table) in paper.tables() {
        check(table)?;
    }
    let lines = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| clean(line)).filter(|line| !line.is_empty()).collect()
    };
    let some = |text: &Option<String>| text.as_deref().map(clean).filter(|text| !text.is_empty());
    Ok(Paper {
        issuer: clean_issuer(&paper.issuer),
        partner: paper.partner.as_ref().map(clean_issuer),
        number: clean(&paper.number),
        place: clean(&paper.place),
        date: paper.date,
        kind: clean(&paper.kind),
        subject: clean(&paper.subject),
        addressed_to: lines(&paper.addressed_to),
        basis: lines(&paper.basis),
        blocks: clean_blocks(&paper.blocks),
        annexes: paper
            .annexes
            .iter()
            .map(|annex| Annex {
                title: clean(&annex.title),
                landscape: annex.landscape,
                blocks: clean_blocks(&annex.blocks),
            })
            .collect(),
        recipients: lines(&paper.recipients),
        signatures: paper
            .signatures
            .iter()
            .map(|signature| Signature {
                formula: clean(&signature.formula),
                post: clean(&signature.post),
                name: clean(&signature.name),
            })
            .collect(),
        footer_note: some(&paper.footer_note),
        draft_mark: some(&paper.draft_mark),
        facts: paper.facts.clone(),
        printed_at: some(&paper.printed_at),
    })
}

impl FairCopy {
    pub(crate) fn of(paper: &Paper) -> Result<FairCopy, Failed> {
        let paper = cleaned(paper)?;
        let letter = paper.kind.is_empty() && !paper.subject.is_empty();
        let annexes = fair_annexes(&paper);
        let footer = footer(&paper);
        Ok(FairCopy {
            title: title(&paper),
            number: format!("Số: {}", paper.number),
            letter_subject: letter.then(|| letter_subject(&paper.subject)),
            place_and_date: place_and_date(&paper.place, paper.date),
            subject: if letter { String::new() } else { paper.subject },
            addressed_to: addressed_to(&paper.addressed_to),
            basis: closed_list(&paper.basis),
            recipients: closed_list(&paper.recipients)
                .iter()
                .map(|line| format!("- {}", undashed(line)))
                .collect(),
            issuers: std::iter::once(paper.issuer).chain(paper.partner).collect(),
            kind: paper.kind,
            blocks: paper.blocks,
            annexes,
            signatures: paper.signatures,
            footer,
            draft_mark: paper.draft_mark,
            stamp: paper.date.unwrap_or(NO_DATE),
        })
    }
}

/// "BÁO CÁO Kết quả … (số 12/BC-LĐLĐ)" in one line.
pub(crate) fn title(paper: &Paper) -> String {
    let number = if paper.number.is_empty() { String::new() } else { format!("(số {})", paper.number) };
    one_line(&[&paper.kind, &paper.subject, &number])
}

/// The date for file properties.
pub(crate) fn stamp(paper: &Paper) -> Date {
    paper.date.unwrap_or(NO_DATE)
}

fn check(table: &Table) -> Result<(), Failed> {
    let columns = table.columns.len();
    if columns == 0 {
        return Err(Failed::NoColumns { table: table.caption.clone() });
    }
    match table.rows.iter().position(|row| row.cells.len() != columns) {
        None => Ok(()),
        Some(at) => Err(Failed::RaggedTable {
            table: table.caption.clone(),
            row: at + 1,
            cells: table.rows.get(at).map_or(0, |row| row.cells.len()),
            columns,
        }),
    }
}

fn clean_issuer(issuer: &Issuer) -> Issuer {
    Issuer { parent: clean(&issuer.parent), body: clean(&issuer.body) }
}

/// Cleans the blocks, and parts a paragraph of several lines into several paragraphs.
fn clean_blocks(blocks: &[Block]) -> Vec<Block> {
    let mut clean_ones = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Heading { level, text } => {
                clean_ones.push(Block::Heading { level: (*level).max(1), text: clean(text) });
            }
            Block::Paragraph(text) => {
                let parts = clean(text);
                let parts = parts.lines().map(str::trim).filter(|part| !part.is_empty());
                clean_ones.extend(parts.map(|part| Block::Paragraph(part.to_owned())));
            }
            Block::Item(text) => clean_ones.push(Block::Item(undashed(&clean(text)).to_owned())),
            Block::Note(text) => clean_ones.push(Block::Note(clean(text))),
            Block::Table(table) => clean_ones.push(Block::Table(clean_table(table))),
        }
    }
    clean_ones
}

fn clean_table(table: &Table) -> Table {
    let mut table = table.clone();
    table.caption = clean(&table.caption);
    for column in &mut table.columns {
        column.title = clean(&column.title);
        if !column.weight.is_finite() || column.weight <= 0.0 {
            column.weight = 1.0;
        }
    }
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
        match cell {
            Cell::Text(text) | Cell::Percent { text, .. } => *text = clean(text),
            Cell::Count(_) | Cell::Blank => {}
        }
    }
    table
}

fn letter_subject(subject: &str) -> String {
    if subject.to_lowercase().starts_with("v/v") { subject.to_owned() } else { format!("V/v {subject}") }
}

fn addressed_to(lines: &[String]) -> Vec<String> {
    match lines {
        [] => Vec::new(),
        [one] => vec![format!("Kính gửi: {}", undashed(one).trim_end_matches([';', '.']))],
        many => std::iter::once("Kính gửi:".to_owned())
            .chain(closed_list(many).iter().map(|line| format!("- {}", undashed(line))))
            .collect(),
    }
}

fn fair_annexes(paper: &Paper) -> Vec<FairAnnex> {
    let alone = paper.annexes.len() == 1;
    let annex = |(at, annex): (usize, &Annex)| {
        let said = annex.title.to_lowercase().starts_with("phụ lục");
        FairAnnex {
            label: match (said, alone) {
                (true, _) => String::new(),
                (false, true) => "Phụ lục".to_owned(),
                (false, false) => format!("Phụ lục {}", roman(at + 1)),
            },
            title: annex.title.clone(),
            tie: tie(paper),
            landscape: annex.landscape,
            blocks: annex.blocks.clone(),
        }
    };
    paper.annexes.iter().enumerate().map(annex).collect()
}

/// Number, date and issuer of the paper, which every annex must name (Nghị định 30/2020, Phụ lục I).
fn tie(paper: &Paper) -> String {
    let kind = if paper.kind.is_empty() { "Công văn".to_owned() } else { capitalised(&paper.kind) };
    let bodies: Vec<String> = std::iter::once(&paper.issuer)
        .chain(&paper.partner)
        .map(|issuer| one_line(&[&issuer.body]))
        .filter(|body| !body.is_empty())
        .collect();
    let of = if bodies.is_empty() { String::new() } else { format!(" của {}", bodies.join(" và ")) };
    format!("(Kèm theo {} số {} {}{of})", one_line(&[&kind]), paper.number, date_words(paper.date))
}

/// "BÁO CÁO" → "Báo cáo".
fn capitalised(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut signs = lower.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

fn footer(paper: &Paper) -> Option<String> {
    let printed = paper.printed_at.as_ref().map(|at| format!("In lúc: {at}"));
    let parts: Vec<String> = paper.footer_note.iter().cloned().chain(printed).collect();
    (!parts.is_empty()).then(|| one_line(&[&parts.join(" · ")]))
}

/// Joins the parts that say something, on one line.
pub(crate) fn one_line(parts: &[&str]) -> String {
    parts.iter().flat_map(|part| part.split_whitespace()).collect::<Vec<_>>().join(" ")
}
