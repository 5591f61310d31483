use crate::{Lang, icon, t};
use maud::{Markup, Render, html};

/// Which way a column's content leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Start,
    /// Numbers.
    End,
}

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    align: Align,
    sort: Option<(String, Option<Sorted>)>,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), align: Align::Start, sort: None }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { align: Align::End, ..Self::text(label) }
    }

    /// Its heading sorts: the address that sorts by it (or turns it round), and how it is sorted now.
    pub fn sort(self, href: impl Into<String>, now: Option<Sorted>) -> Self {
        Self { sort: Some((href.into(), now)), ..self }
    }
}

/// A row of a table: as many cells as columns.
#[derive(Debug, Clone)]
pub struct Row {
    cells: Vec<Markup>,
    choose: Option<(String, String, String)>,
    quiet: bool,
}

impl Row {
    /// A row; the first cell names it.
    pub fn new(cells: Vec<Markup>) -> Self {
        Self { cells, choose: None, quiet: false }
    }

    /// A box to choose the row by, inside a [`bulk_form`](super::bulk_form); `label` says which row.
    pub fn choose(self, name: impl Into<String>, value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { choose: Some((name.into(), value.into(), label.into())), ..self }
    }

    /// Greyed: gone, withdrawn.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }
}

/// A table with a caption; below 640 px each row becomes a card. With no rows it shows its empty state.
#[derive(Debug, Clone)]
pub struct Table {
    lang: Lang,
    caption: String,
    caption_unseen: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    foot: Option<Row>,
    empty: Option<Markup>,
    filter: bool,
}

impl Table {
    /// A table with nothing in it yet.
    pub fn new(lang: Lang, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            lang,
            caption: caption.into(),
            caption_unseen: false,
            columns,
            rows: Vec::new(),
            foot: None,
            empty: None,
            filter: false,
        }
    }

    /// All its rows.
    pub fn rows(self, rows: impl IntoIterator<Item = Row>) -> Self {
        Self { rows: rows.into_iter().collect(), ..self }
    }

    /// The sums underneath.
    pub fn foot(self, foot: Row) -> Self {
        Self { foot: Some(foot), ..self }
    }

    /// What to show when there are no rows; see [`empty_state`](super::empty_state).
    pub fn empty(self, empty: Markup) -> Self {
        Self { empty: Some(empty), ..self }
    }

    /// The caption is for screen readers only: a heading just above says the same.
    pub fn caption_unseen(self) -> Self {
        Self { caption_unseen: true, ..self }
    }

    /// A box above that narrows the rows while typing; only where scripts run.
    pub fn filter(self) -> Self {
        Self { filter: true, ..self }
    }

    fn has_boxes(&self) -> bool {
        self.rows.iter().any(|row| row.choose.is_some())
    }

    fn head_cell(&self, column: &Column) -> Markup {
        let sorted = column.sort.as_ref().and_then(|(_, now)| *now);
        let aria = sorted.map(|way| match way {
            Sorted::Up => "ascending",
            Sorted::Down => "descending",
        });
        html! {
            th scope="col" role="columnheader" class=[numeric(column.align)] aria-sort=[aria] {
                @match &column.sort {
                    Some((href, now)) => a.sort href=(href) {
                        (column.label)
                        (icon(match now { Some(Sorted::Up) => "arrow-up", Some(Sorted::Down) => "arrow-down", None => "arrow-up-down" }))
                    },
                    None => (column.label),
                }
            }
        }
    }

    fn row(&self, row: &Row, boxes: bool) -> Markup {
        html! {
            tr role="row" class=[row.quiet.then_some("faded")] {
                @if boxes {
                    td.pick role="cell" {
                        @if let Some((name, value, label)) = &row.choose {
                            label.tick { input type="checkbox" name=(name) value=(value); span.unseen { (t!(self.lang, "Chọn {row}", row = label)) } }
                        }
                    }
                }
                @for (at, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                    @if at == 0 {
                        th scope="row" role="rowheader" class=[numeric(column.align)] { (cell) }
                    } @else {
                        td role="cell" class=[numeric(column.align)] data-label=(column.label) { (cell) }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        if self.rows.is_empty() {
            return match &self.empty {
                Some(empty) => empty.clone(),
                None => html! { p.hint { (t!(self.lang, "Chưa có dòng nào.")) } },
            };
        }
        let boxes = self.has_boxes();
        html! {
            @if self.filter {
                label.row-filter hidden data-filter {
                    (icon("filter")) span { (t!(self.lang, "Lọc nhanh")) }
                    input type="search" autocomplete="off";
                }
            }
            div.table-wrap {
                table role="table" {
                    caption class=[self.caption_unseen.then_some("unseen")] { (self.caption) }
                    thead role="rowgroup" {
                        tr role="row" {
                            @if boxes { th.pick scope="col" role="columnheader" { span.unseen { (t!(self.lang, "Chọn")) } } }
                            @for column in &self.columns { (self.head_cell(column)) }
                        }
                    }
                    tbody role="rowgroup" { @for row in &self.rows { (self.row(row, boxes)) } }
                    @if let Some(foot) = &self.foot { tfoot role="rowgroup" { (self.row(foot, boxes)) } }
                }
            }
        }
    }
}

fn numeric(align: Align) -> Option<&'static str> {
    (align == Align::End).then_some("num")
}
