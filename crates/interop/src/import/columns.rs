//! The columns that a house wants, in the words of the sheet room.
use crate::sheet::{self, Located, Sheet, fold_keeping_marks, keys};
use kernel::sheet::{Column, Reading};

/// One wanted column.
#[derive(Clone, Copy, Debug)]
pub(super) struct WantedColumn {
    /// The sheet room's word for it.
    pub key: &'static str,
    /// The house's word for its cells.
    pub cell: &'static str,
    /// Its title on our templates.
    pub title: &'static str,
    /// How its cells are read.
    pub reads: Reading,
    /// A row without it is of no use.
    pub required: bool,
}

/// What the two columns of marks are called on the screen.
const MALE: &str = "Giới tính: cột Nam";
const FEMALE: &str = "Giới tính: cột Nữ";

/// Columns that nobody wants, but which tell a header of few columns from any other row.
const WITNESSES: &[sheet::Column] = &[
    sheet::Column {
        key: "#number", title: "STT", synonyms: &["TT", "Số TT", "Số thứ tự"], required: false
    },
    sheet::Column { key: "#note", title: "Ghi chú", synonyms: &["Chú thích"], required: false },
];

/// What a house wants, and by which titles the sheet room may find it.
pub(super) struct Wanted {
    pub columns: Vec<WantedColumn>,
    /// One column stands here once for each title it may have.
    titles: Vec<sheet::Column>,
}

/// Keys of our houses that the sheet room's own list of people has under another word.
const SAME: &[(&str, &str)] =
    &[("name", keys::FULL_NAME), ("staff_code", "employee_code"), ("section", "team")];

impl Wanted {
    pub fn of(columns: &'static [Column]) -> Self {
        let mut wanted = Self { columns: Vec::new(), titles: Vec::new() };
        for column in columns {
            let key = match column.reads {
                Reading::Name => keys::FULL_NAME,
                Reading::Sex => keys::SEX,
                Reading::Birth => keys::BIRTH,
                _ => column.key,
            };
            // a second column of the same reading keeps its own word
            let key = if wanted.has(key) { column.key } else { key };
            wanted.add(key, column.title, column);
            let others = columns.iter().filter(|other| other.key != column.key);
            let elsewhere: Vec<String> = others
                .flat_map(|other| std::iter::once(&other.title).chain(other.synonyms))
                .map(|t| fold_keeping_marks(t))
                .collect();
            // "Tên" beside "Họ đệm" is the given name, not the whole one
            let own = column
                .synonyms
                .iter()
                .filter(|t| column.reads != Reading::Name || !elsewhere.contains(&fold_keeping_marks(t)));
            let room = known_titles(column.key).filter(|t| !elsewhere.contains(&fold_keeping_marks(t)));
            let more: Vec<&'static str> = own.copied().chain(room).collect();
            if key == keys::SEX {
                // marks in two columns say the same
                for (key, title, shown) in [(keys::SEX_MALE, "Nam", MALE), (keys::SEX_FEMALE, "Nữ", FEMALE)]
                {
                    wanted.add(key, title, &Column { required: false, ..*column });
                    if let Some(last) = wanted.columns.last_mut() {
                        last.title = shown;
                    }
                }
            }
            wanted.titles.extend(more.into_iter().map(|title| title_of(key, title)));
        }
        wanted
    }

    fn add(&mut self, key: &'static str, title: &'static str, column: &Column) {
        let Column { key: cell, reads, required, .. } = *column;
        self.columns.push(WantedColumn { key, cell, title, reads, required });
        self.titles.push(title_of(key, title));
    }

    /// The table of a sheet, if it has one.
    pub fn locate(&self, sheet: &Sheet) -> Option<Located> {
        if let Some(table) = sheet::locate(sheet, &self.titles) {
            return Some(table);
        }
        // one known column alone is a header only beside its running numbers or notes
        let titles = [self.titles.as_slice(), WITNESSES].concat();
        let table = sheet::locate(sheet, &titles)?;
        let mut mapping = table.mapping();
        mapping.retain(|key, _| self.has(key));
        (!mapping.is_empty()).then(|| table.remap(&mapping))
    }

    pub fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|c| c.key == key)
    }

    /// Does the house want whole names?
    pub fn name(&self) -> Option<&WantedColumn> {
        self.columns.iter().find(|c| c.key == keys::FULL_NAME)
    }

    /// The titles of our templates, for messages.
    pub fn words(&self) -> String {
        let main = self
            .columns
            .iter()
            .filter(|c| c.reads != Reading::NamePart && ![keys::SEX_MALE, keys::SEX_FEMALE].contains(&c.key));
        main.map(|c| c.title).collect::<Vec<_>>().join(", ")
    }
}

fn title_of(key: &'static str, title: &'static str) -> sheet::Column {
    sheet::Column { key, title, synonyms: &[], required: false }
}

/// Titles that the sheet room knows for the same thing.
fn known_titles(key: &str) -> impl Iterator<Item = &'static str> {
    let key = SAME.iter().find(|(ours, _)| *ours == key).map_or(key, |(_, theirs)| *theirs);
    let known = sheet::people_columns().iter().find(|c| c.key == key);
    known.into_iter().flat_map(|c| std::iter::once(c.title).chain(c.synonyms.iter().copied()))
}
