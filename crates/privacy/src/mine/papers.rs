//! One's own data as JSON and as a paper to read. Papers are Vietnamese.

use crate::kept::KeptTable;
use crate::kept::store::SeenBy;
use crate::rules::Rules;
use kernel::paper::{Align, Block, Cell, Column, Paper, Table, TableRow};
use kernel::{Date, Moment, PersonId};
use serde_json::{Map, Value, json};

/// A list that had the person in it, in words.
pub(crate) struct ListWords {
    /// The day.
    pub day: Date,
    /// Which kind of list.
    pub list: &'static str,
    /// The reader's role; none for the program.
    pub role: Option<&'static str>,
    /// How often.
    pub times: usize,
    /// The most people that it showed.
    pub people: i64,
}

/// Everything as JSON: by table, with purpose, legal ground and retention beside the rows.
pub(crate) fn json_of(
    rules: &Rules,
    person: PersonId,
    kept: &[KeptTable],
    looks: &[SeenBy],
    lists: &[ListWords],
    now: Moment,
) -> Value {
    let tables: Vec<Value> = kept
        .iter()
        .map(|k| {
            let purpose = rules.purpose(&k.table.purpose);
            let rows: Vec<Value> = k
                .rows
                .iter()
                .map(|r| {
                    let mut row = Map::new();
                    for (at, word) in &r.values {
                        if let Some(c) = k.table.columns.get(*at) {
                            row.insert(c.name.clone(), word.as_str().into());
                        }
                    }
                    row.insert("_is_past".into(), r.is_past.into());
                    if let Some((at, act)) = &r.recorded {
                        row.insert("_recorded_at".into(), at.iso().into());
                        row.insert("_recorded_by_act".into(), act.as_str().into());
                    }
                    Value::Object(row)
                })
                .collect();
            json!({
                "table": k.table.name, "title": k.table.title,
                "purpose": purpose.map(|p| &p.title), "legal_ground": purpose.map(|p| &p.basis),
                "seen_by": purpose.map(|p| &p.seen_by),
                "kept": rules.retention(k.table).map(|r| &r.title),
                "columns": k.table.columns.iter().filter(|c| !c.derived)
                    .map(|c| json!({ "name": c.name, "title": c.title })).collect::<Vec<_>>(),
                "rows": rows,
            })
        })
        .collect();
    let looks: Vec<Value> = looks
        .iter()
        .map(|l| {
            json!({ "at": l.at.iso(), "by": l.name, "what": l.subject,
            "reason": l.detail.split_once(": ").map(|(_, why)| why) })
        })
        .collect();
    let lists: Vec<Value> = lists
        .iter()
        .map(|s| {
            json!({ "day": s.day.to_string(), "list": s.list, "role": s.role,
            "times": s.times, "people": s.people })
        })
        .collect();
    json!({
        "law": rules.law, "made_at": now.iso(), "person": person, "tables": tables, "looks": looks, "lists": lists,
    })
}

/// Everything as a paper.
pub(crate) fn paper_of(
    rules: &Rules,
    kept: &[KeptTable],
    looks: &[SeenBy],
    lists: &[ListWords],
    now: Moment,
) -> Paper {
    let mut blocks = vec![Block::Paragraph(format!(
        "Bản này ghi toàn bộ dữ liệu cá nhân mà hệ thống đang lưu, theo {}. Lập lúc {}.",
        rules.law,
        now.text()
    ))];
    for (n, k) in kept.iter().enumerate() {
        blocks
            .push(Block::Heading { level: 1, text: format!("{}. {}", n + 1, k.table.title.to_uppercase()) });
        if let Some(p) = rules.purpose(&k.table.purpose) {
            let keeps = rules.retention(k.table).map_or("", |r| r.title.as_str());
            blocks.push(Block::Note(format!("Để: {}. Căn cứ: {}. Giữ: {keeps}.", p.title, p.basis)));
        }
        let used: Vec<usize> = (0..k.table.columns.len())
            .filter(|at| k.rows.iter().any(|r| r.values.iter().any(|(i, _)| i == at)))
            .collect();
        let mut columns: Vec<Column> = used
            .iter()
            .filter_map(|at| k.table.columns.get(*at))
            .map(|c| Column { title: c.title.clone(), align: Align::Left, weight: 1.0 })
            .collect();
        columns.push(Column { title: "Ghi nhận lúc".into(), align: Align::Left, weight: 1.0 });
        let rows = k
            .rows
            .iter()
            .map(|r| {
                let mut cells: Vec<Cell> = used
                    .iter()
                    .map(|at| {
                        let word = r.values.iter().find(|(i, _)| i == at).map(|(_, w)| w.clone());
                        word.map_or(Cell::Blank, Cell::Text)
                    })
                    .collect();
                let past = if r.is_past { " (bản cũ)" } else { "" };
                let when = r.recorded.as_ref().map_or_else(String::new, |(at, _)| at.text());
                cells.push(Cell::Text(format!("{when}{past}")));
                TableRow { cells, strong: false }
            })
            .collect();
        blocks.push(Block::Table(Table { caption: String::new(), columns, rows }));
    }
    blocks.push(Block::Heading { level: 1, text: format!("{}. AI ĐÃ MỞ HỒ SƠ", kept.len() + 1) });
    if looks.is_empty() {
        blocks.push(Block::Paragraph("Chưa có ai.".into()));
    } else {
        let column = |title: &str, weight| Column { title: title.into(), align: Align::Left, weight };
        let rows = looks.iter().map(|l| TableRow {
            cells: vec![
                Cell::Text(l.at.text()),
                Cell::Text(l.name.clone().unwrap_or_else(|| "Chương trình".into())),
                Cell::Text(l.subject.clone()),
                Cell::Text(l.detail.split_once(": ").map_or("", |(_, why)| why).to_owned()),
            ],
            strong: false,
        });
        blocks.push(Block::Table(Table {
            caption: String::new(),
            columns: vec![column("Lúc", 1.0), column("Ai", 1.5), column("Việc", 1.0), column("Lý do", 1.5)],
            rows: rows.collect(),
        }));
    }
    blocks.push(Block::Heading {
        level: 1,
        text: format!("{}. DANH SÁCH CÓ NGƯỜI NÀY ĐÃ ĐƯỢC MỞ", kept.len() + 2),
    });
    if lists.is_empty() {
        blocks.push(Block::Paragraph("Chưa có.".into()));
    } else {
        let column = |title: &str, weight| Column { title: title.into(), align: Align::Left, weight };
        let rows = lists.iter().map(|s| TableRow {
            cells: vec![
                Cell::Text(kernel::time::day_text(s.day)),
                Cell::Text(s.list.to_owned()),
                Cell::Text(s.role.unwrap_or("Chương trình").to_owned()),
                Cell::Text(format!("{} lần, {} người", s.times, s.people)),
            ],
            strong: false,
        });
        blocks.push(Block::Table(Table {
            caption: String::new(),
            columns: vec![
                column("Ngày", 1.0),
                column("Danh sách", 1.5),
                column("Vai trò", 1.5),
                column("Số lần, số người", 1.0),
            ],
            rows: rows.collect(),
        }));
    }
    Paper {
        kind: "BẢN DỮ LIỆU CÁ NHÂN".into(),
        subject: "Dữ liệu hệ thống đang lưu về người yêu cầu".into(),
        blocks,
        printed_at: Some(now.text()),
        ..Paper::default()
    }
}
