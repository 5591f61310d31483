//! Is this row a header, and which of its columns are the ones we want?
use super::columns::{Column, keys};
use crate::sheet::book::Sheet;
use crate::sheet::fold::{fold, fold_keeping_marks};
use std::collections::BTreeMap;

/// Below this likeness a title is another title.
const ENOUGH: f32 = 0.55;
/// One known column alone makes a header only if it is as good as certain.
const CERTAIN: f32 = 0.9;

/// A title in the two forms it is compared in.
#[derive(Clone)]
struct Title {
    marked: String,
    bare: String,
}

impl Title {
    fn of(text: &str) -> Self {
        Self { marked: fold_keeping_marks(text), bare: fold(text) }
    }
}

/// The columns asked for, folded once.
pub struct Wanted {
    columns: Vec<(&'static str, bool, Vec<Title>)>,
}

impl Wanted {
    pub fn of(columns: &[Column]) -> Self {
        let titles = |column: &Column| {
            std::iter::once(&column.title).chain(column.synonyms).map(|text| Title::of(text)).collect()
        };
        Self { columns: columns.iter().map(|column| (column.key, column.required, titles(column))).collect() }
    }
}

/// What stands over one column.
#[derive(Clone, Debug)]
pub struct Label {
    pub column: usize,
    pub parent: String,
    pub child: String,
    /// How many columns the title spans when nothing stands below it.
    pub spans: usize,
}

impl Label {
    /// "Giới tính / Nam".
    pub fn text(&self) -> String {
        let parts: Vec<&str> =
            [self.parent.as_str(), self.child.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
        parts.join(" / ")
    }
}

/// A row (or two) that may be the header.
pub struct Candidate {
    pub rows: Vec<u32>,
    pub labels: Vec<Label>,
    pub placed: BTreeMap<&'static str, (usize, f32)>,
    pub score: f32,
    single_is_enough: bool,
}

impl Candidate {
    pub fn is_enough(&self) -> bool {
        let certain = self.placed.values().any(|(_, likeness)| *likeness >= CERTAIN);
        match self.placed.len() {
            0 => false,
            1 => certain && self.single_is_enough,
            _ => certain || self.score >= 1.5,
        }
    }
}

pub fn candidate(sheet: &Sheet, row: u32, deep: bool, wanted: &Wanted) -> Candidate {
    let labels = labels(sheet, row, deep);
    let mut likes: Vec<(f32, usize, usize)> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let titles = titles_of(label);
        for (key, (_, _, synonyms)) in wanted.columns.iter().enumerate() {
            let best = titles
                .iter()
                .flat_map(|(title, weight, part)| {
                    synonyms.iter().map(move |s| likeness(title, s, *part) * weight)
                })
                .fold(0.0f32, f32::max);
            if best >= ENOUGH {
                likes.push((best, at, key));
            }
        }
    }
    likes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut placed, mut score) = (BTreeMap::new(), 0.0f32);
    let mut used = vec![false; labels.len()];
    for (like, at, key) in likes {
        let (Some(label), Some(taken), Some((key, required, _))) =
            (labels.get(at), used.get_mut(at), wanted.columns.get(key))
        else {
            continue;
        };
        if *taken || placed.contains_key(key) {
            continue;
        }
        *taken = true;
        placed.insert(*key, (label.column, like));
        score += if *required { like * 1.5 } else { like };
    }
    settle_names(&mut placed, &labels, wanted);
    let filled = labels.iter().filter(|label| !label.text().is_empty()).count();
    let rows = if deep { vec![row, row + 1] } else { vec![row] };
    Candidate { rows, placed, score, single_is_enough: filled == 1 || wanted.columns.len() == 1, labels }
}

/// The titles over each column. A merged title belongs to every column it spans if something stands below it,
/// otherwise to its first column.
fn labels(sheet: &Sheet, row: u32, deep: bool) -> Vec<Label> {
    let width = [Some(row), deep.then_some(row + 1)]
        .into_iter()
        .flatten()
        .filter_map(|number| sheet.row(number)?.cells.last())
        .map(|(column, _)| column + 1)
        .max()
        .unwrap_or(0);
    let mut labels: Vec<Label> = Vec::new();
    for column in 0..width {
        let over = sheet.merges.iter().find(|merge| merge.covers(row, column));
        let first = over.is_none_or(|merge| merge.left == column);
        let parent = sheet.shown(row, column).trim().to_string();
        let child = if deep && over.is_none_or(|merge| merge.bottom == row) {
            sheet.shown(row + 1, column).trim().to_string()
        } else {
            String::new()
        };
        let parent = if first || !child.is_empty() { parent } else { String::new() };
        if parent.is_empty() && child.is_empty() {
            continue;
        }
        let spans = if child.is_empty() { over.map_or(1, |merge| merge.right - merge.left + 1) } else { 1 };
        labels.push(Label { column, parent, child, spans });
    }
    labels
}

/// The titles by which a column may be known, how much each counts, and whether a part of it is enough.
fn titles_of(label: &Label) -> Vec<(Title, f32, bool)> {
    let mut titles = Vec::new();
    let mut add = |text: &str, weight: f32, part: bool| {
        titles.push((Title::of(text), weight, part));
        // "Khó khăn (x)", "Họ và tên (viết hoa)"
        if let Some((before, _)) = text.split_once(['(', '[', '*'])
            && !before.trim().is_empty()
        {
            titles.push((Title::of(before), weight * 0.98, part));
        }
    };
    match (label.parent.is_empty(), label.child.is_empty()) {
        (false, true) => add(&label.parent, 1.0, true),
        (true, false) => add(&label.child, 1.0, true),
        _ => {
            // as a whole only: what stands above may be the title of the list
            add(&format!("{} {}", label.parent, label.child), 1.0, false);
            add(&label.child, 0.95, true);
        }
    }
    titles
}

/// How alike a title and a synonym are, from 0 to 1.
fn likeness(title: &Title, synonym: &Title, part: bool) -> f32 {
    if title.marked.is_empty() || title.marked.len() > 120 {
        return 0.0;
    }
    if title.marked == synonym.marked {
        return 1.0;
    }
    let title_bare = title.marked == title.bare;
    let synonym_bare = synonym.marked == synonym.bare;
    let one_word = !synonym.bare.contains(' ');
    if title.bare == synonym.bare {
        return match (title_bare, synonym_bare) {
            (true, _) => 0.9,
            (false, true) if one_word => 0.0, // "năm" is not "nam"
            (false, true) => 0.85,
            (false, false) if one_word => 0.0, // "tổ" is not "tô"
            (false, false) => 0.75,
        };
    }
    // from here on compare with marks if both have them
    let (title, synonym) = if title_bare || synonym_bare {
        (&title.bare, &synonym.bare)
    } else {
        (&title.marked, &synonym.marked)
    };
    let near = nearly(title, synonym);
    if part { within(title, synonym).max(near) } else { near }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of titles")]
fn within(title: &str, synonym: &str) -> f32 {
    let padded = |text: &str| format!(" {text} ");
    // a longer title is surer than one that is only a part of what we look for ("Ngày" of "Ngày sinh")
    let (long, short, most, one_word) =
        if title.len() >= synonym.len() { (title, synonym, 0.4, 0.4) } else { (synonym, title, 0.3, 0.6) };
    if !padded(long).contains(&padded(short)) {
        return 0.0;
    }
    let ratio = short.chars().count() as f32 / long.chars().count() as f32;
    let least = if short.contains(' ') { 0.3 } else { one_word };
    if ratio < least { 0.0 } else { 0.5 + most * ratio }
}

fn nearly(title: &str, synonym: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (title.chars().collect(), synonym.chars().collect());
    let allowed = match a.len().min(b.len()) {
        0..5 => return 0.0,
        5..10 => 1,
        _ => 2,
    };
    if a.len().abs_diff(b.len()) > allowed || a.len() > 40 {
        return 0.0;
    }
    let mut line: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(line.iter().skip(1)) {
            left = (corner + usize::from(x != y)).min(above + 1).min(left + 1);
            corner = *above;
            next.push(left);
        }
        line = next;
    }
    if line.last().is_some_and(|distance| *distance <= allowed) { 0.72 } else { 0.0 }
}

/// Names: "Tên" without "Họ đệm" is the whole name; "Họ và tên" merged over two columns is both.
fn settle_names(placed: &mut BTreeMap<&'static str, (usize, f32)>, labels: &[Label], wanted: &Wanted) {
    let asked = |key: &str| wanted.columns.iter().any(|(wanted, _, _)| *wanted == key);
    if !placed.contains_key(keys::FULL_NAME)
        && asked(keys::FULL_NAME)
        && !placed.contains_key(keys::FAMILY_NAME)
        && let Some((column, likeness)) = placed.remove(keys::GIVEN_NAME)
    {
        placed.insert(keys::FULL_NAME, (column, likeness * 0.9));
    }
    if let Some((column, likeness)) = placed.get(keys::FULL_NAME).copied()
        && asked(keys::FAMILY_NAME)
        && asked(keys::GIVEN_NAME)
        && labels.iter().any(|label| label.column == column && label.spans == 2)
    {
        placed.remove(keys::FULL_NAME);
        placed.insert(keys::FAMILY_NAME, (column, likeness));
        placed.insert(keys::GIVEN_NAME, (column + 1, likeness));
    }
}
