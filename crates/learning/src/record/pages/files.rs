//! The record as a paper: to print, to compute with, for other programs.

use super::{own_person, tell};
use crate::class::model::Topics;
use crate::class::pages::wording;
use crate::record::model::{Record, Status};
use crate::record::service;
use kernel::paper::{Align, Block, Cell, Column, Format, Issuer, Paper, Press, Table, TableRow};
use kernel::time::day_text;
use kernel::{Act, Failure, PersonId, Result};
use people::person::model::Person;
use serde_json::json;
use ui::Lang;
use ui::prelude::t;
use web::{Call, Reply};

/// `GET /so-hoc-tap/tai?dang=pdf`
pub(super) fn own(call: &Call) -> Result<Reply> {
    let person = own_person(call)?;
    file(call, person)
}

/// `GET /nguoi/{id}/so-hoc-tap/tai?dang=pdf`
pub(super) fn of_person(call: &Call) -> Result<Reply> {
    let person = call.read(|v| Ok(super::held(call, v, Act::SeePeople)?.0.id))?;
    call.looked("people.learning_record", &person.to_string(), 1)?;
    file(call, person)
}

fn file(call: &Call, person: PersonId) -> Result<Reply> {
    let wanted = match call.query("dang") {
        "" => "pdf",
        other => other,
    };
    let format: Format = wanted.parse().map_err(|_| {
        Failure::field("dang", t!(call.lang, "Dạng tệp là một trong: pdf, docx, xlsx, csv, json."))
    })?;
    let (known, unit, record) = call.read(|v| {
        let own = v.canonical(person)?;
        let known = people::person::store::one(v, own)?.ok_or(Failure::NotFound)?;
        let stays = people::person::store::affiliations(v, own)?;
        let now = stays.iter().filter(|a| a.from <= call.today()).max_by_key(|a| (a.to, a.from));
        let unit = now.map(|a| people::organisation::store::last(v, a.organisation)).transpose()?.flatten();
        Ok((known, unit.map_or_else(String::new, |u| u.name), service::record(v, own)?))
    })?;
    let all = call.state::<Topics>()?;
    let mut paper = paper(all, &known, &unit, &record);
    paper.printed_at = Some(call.now.text());
    printed(call, &paper, format, "so-hoc-tap")
}

/// A paper as a file; what the press cannot make here (a build without PDF) comes as an office document.
fn printed(call: &Call, paper: &Paper, format: Format, name: &str) -> Result<Reply> {
    let press = call.state::<Press>()?;
    let (format, bytes) = match (press.0)(paper, format) {
        Ok(bytes) => (format, bytes),
        Err(_) if format == Format::Pdf => {
            (Format::Docx, (press.0)(paper, Format::Docx).map_err(Failure::broken)?)
        }
        Err(e) => return Err(Failure::broken(e)),
    };
    Ok(Reply::File {
        content_type: format.content_type().to_owned(),
        name: format!("{name}.{}", format.extension()),
        bytes,
    })
}

fn column(title: &str, align: Align, weight: f32) -> Column {
    Column { title: title.to_owned(), align, weight }
}

fn hours(minutes: i64) -> Cell {
    Cell::Text(crate::class::model::hours_text(minutes))
}

/// The record as a personal sheet. Papers are in Vietnamese.
fn paper(all: &Topics, person: &Person, unit: &str, record: &Record) -> Paper {
    let lang = Lang::Vi;
    let sum = record.sum();
    let mut blocks = vec![
        Block::Paragraph(t!(lang, "Họ và tên: {ten}", ten = person.full_name)),
        Block::Paragraph(t!(lang, "Ngày sinh: {ngay}", ngay = person.birth_text())),
        Block::Paragraph(t!(lang, "Đơn vị: {don_vi}", don_vi = unit)),
        Block::Paragraph(t!(
            lang,
            "Tổng cộng: {n} việc học, {gio}.",
            n = sum.things,
            gio = wording::hours(lang, sum.minutes)
        )),
    ];
    if !record.entries.is_empty() {
        blocks.push(Block::Table(by_area(all, record)));
    }
    for year in record.years() {
        blocks.push(Block::Table(year_table(all, year, &record.of_years(&[year]))));
    }
    blocks.push(Block::Note(
        t!(lang, "Đã kiểm chứng: hệ thống có danh sách điểm danh hoặc bài kiểm tra. Được xác nhận: cán bộ công đoàn đã xem minh chứng. Tự khai: chưa ai xem, không tính vào tổng số giờ.").to_owned(),
    ));
    Paper {
        issuer: Issuer { parent: String::new(), body: unit.to_uppercase() },
        kind: t!(lang, "SỔ HỌC TẬP").to_owned(),
        subject: t!(lang, "Học tập suốt đời của người lao động").to_owned(),
        blocks,
        facts: facts(all, person, unit, record),
        ..Paper::default()
    }
}

fn by_area(all: &Topics, record: &Record) -> Table {
    let lang = Lang::Vi;
    let row = |name: String, minutes: i64, strong: bool| TableRow {
        cells: vec![Cell::Text(name), hours(minutes)],
        strong,
    };
    let mut rows: Vec<TableRow> = record
        .by_area()
        .into_iter()
        .map(|(code, sum)| row(tell::area(lang, all, &code), sum.minutes, false))
        .collect();
    rows.push(row(t!(lang, "Cộng").to_owned(), record.sum().minutes, true));
    Table {
        caption: t!(lang, "Số giờ theo lĩnh vực").to_owned(),
        columns: vec![
            column(t!(lang, "Lĩnh vực"), Align::Left, 4.0),
            column(t!(lang, "Số giờ"), Align::Right, 1.0),
        ],
        rows,
    }
}

fn year_table(all: &Topics, year: i16, record: &Record) -> Table {
    let lang = Lang::Vi;
    let rows = record.entries.iter().rev().map(|e| {
        let mut what = tell::title(lang, e);
        let topics = tell::topics(lang, all, e);
        if !topics.is_empty() {
            what = format!("{what}\n({topics})");
        }
        let result = match (e.status, e.passed) {
            (Status::Verified, true) => {
                format!("{}\n{}", tell::status(lang, e.status), tell::outcome(lang, e))
            }
            _ => tell::status(lang, e.status).to_owned(),
        };
        let cells = vec![
            Cell::Text(day_text(e.day)),
            Cell::Text(what),
            Cell::Text(e.place.clone()),
            hours(e.minutes),
            Cell::Text(result),
        ];
        TableRow { cells, strong: false }
    });
    Table {
        caption: t!(lang, "Năm {nam}", nam = year),
        columns: vec![
            column(t!(lang, "Ngày"), Align::Center, 1.3),
            column(t!(lang, "Nội dung"), Align::Left, 3.4),
            column(t!(lang, "Nơi học"), Align::Left, 2.4),
            column(t!(lang, "Số giờ"), Align::Right, 0.8),
            column(t!(lang, "Kết quả"), Align::Left, 1.6),
        ],
        rows: rows.collect(),
    }
}

/// The record for other programs.
fn facts(all: &Topics, person: &Person, unit: &str, record: &Record) -> serde_json::Value {
    let lang = Lang::Vi;
    let entries = record.entries.iter().map(|e| {
        json!({
            "kind": e.subject_kind, "title": tell::title(lang, e), "place": e.place, "day": e.day.to_string(),
            "minutes": e.minutes, "topics": e.topics, "topic_names": tell::topics(lang, all, e),
            "passed": e.passed, "status": e.status.code(),
        })
    });
    json!({
        "form": "aogiap-learning-record/1",
        "name": person.full_name,
        "birth": person.birth_text(),
        "unit": unit,
        "minutes": record.sum().minutes,
        "minutes_declared": record.sum().declared,
        "entries": entries.collect::<Vec<_>>(),
    })
}
