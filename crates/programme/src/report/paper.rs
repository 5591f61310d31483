//! The official paper of a report, in the form of Nghị định 30/2020/NĐ-CP. One composition for the screen's
//! preview, every file form and the seal.

use super::figures;
use super::model::{Draft, Figure, Figures, Progress, Report, State, Typed, gaps, period_words};
use super::seal::{Sealed, not_accepted};
use super::service;
use super::store;
use crate::indicator::form::{Form, Section, SectionKind, fill};
use crate::indicator::policy::Policy;
use ::store::View;
use kernel::paper::{
    Align, Annex, Block, Cell, Column, Format, Issuer, Paper, Press, Signature, Table, TableRow, count_text,
};
use kernel::time::day_text;
use kernel::{Date, Failure, OrganisationId, Period, Result, Share};
use people::organisation::{Organisation, Tree, store as units};
use serde_json::{Value, json};

/// At most so many missing units are named in the text; the annex names all.
const NAMED: usize = 40;

/// What is put on paper.
pub struct Copy<'a> {
    /// The form.
    pub form: &'a Form,
    /// The unit's level in it.
    pub level: &'a str,
    /// The unit.
    pub unit: OrganisationId,
    /// The period.
    pub period: Period,
    /// What people wrote.
    pub draft: &'a Draft,
    /// The computed figures.
    pub figures: &'a Figures,
    /// The paper's number, once it has one.
    pub number: Option<i64>,
    /// The day of signing, once signed.
    pub date: Option<Date>,
    /// Where the report stands.
    pub state: State,
    /// Who signs, when it is not the one whom the writer named.
    pub signer: Option<&'a str>,
}

/// The paper of a report as it stands; a sealed one gives its sealed paper.
pub fn paper(v: &View, policy: &Policy, report: &Report, printed_at: Option<String>) -> Result<Paper> {
    let seals = store::seals_of(v, report.id)?;
    if report.state == State::Sealed
        && let Some(seal) = seals.last()
    {
        return sealed_paper(seal, printed_at);
    }
    let form = service::form(policy, &report.form)?;
    let computed;
    let figures = match &report.body.figures {
        Some(frozen) if !report.state.is_open() => frozen,
        _ => {
            computed = figures::compute(v, policy, form, &report.level, report.organisation, report.period)?;
            &computed
        }
    };
    let signed_on = store::moves(v, report.id)?.into_iter().rev().find(|m| m.to == State::Submitted);
    let is_accepted = report.state >= State::Accepted;
    let copy = Copy {
        form,
        level: &report.level,
        unit: report.organisation,
        period: report.period,
        draft: &report.body.draft,
        figures,
        number: store::number(v, report.id)?.map(|(n, _)| n),
        date: signed_on.filter(|_| is_accepted).map(|m| m.at.day()),
        state: report.state,
        signer: None,
    };
    Ok(Paper { printed_at, ..compose(v, policy, &copy)? })
}

/// The paper of one seal, with its hash at the foot.
pub fn sealed_paper(seal: &store::Seal, printed_at: Option<String>) -> Result<Paper> {
    let sealed = Sealed::of(seal)?;
    let head = seal.sha256.get(..16).unwrap_or(&seal.sha256);
    Ok(Paper {
        footer_note: Some(format!("Mã niêm phong {head} (bản {})", seal.version)),
        printed_at,
        ..sealed.paper
    })
}

/// A file of a unit's report: of the newest sealed version, else of the report as it stands, else of a draft from
/// the facts. `unit` and `period` are codes; what is wrong with them is told in words.
#[expect(clippy::too_many_arguments, reason = "the words of one command line, each of its own kind")]
pub fn render(
    v: &View,
    policy: &Policy,
    press: &Press,
    form: &str,
    unit: &str,
    period: &str,
    format: Format,
    printed_at: Option<String>,
) -> Result<Vec<u8>> {
    let paper = paper_of(v, policy, form, unit, period, printed_at)?;
    (press.0)(&paper, format).map_err(Failure::broken)
}

/// The paper that [`render`] makes a file of.
pub fn paper_of(
    v: &View,
    policy: &Policy,
    form: &str,
    unit: &str,
    period: &str,
    printed_at: Option<String>,
) -> Result<Paper> {
    let form = service::form(policy, form)?;
    let period = service::period(form, period, v.today())?;
    let Some(id) = units::by_code(v, unit)? else {
        let example = service::federation(v, policy)?.map_or_else(String::new, |u| u.code);
        return Err(Failure::field(
            "unit",
            format!("Không có đơn vị mang mã “{unit}”. Mã đơn vị như {example}, xem ở trang Đơn vị."),
        ));
    };
    if let Some(report) = store::find(v, &form.code, period, id)? {
        if let Some(seal) = store::seals_of(v, report)?.last() {
            return sealed_paper(seal, printed_at);
        }
        return paper(v, policy, &service::load(v, report)?, printed_at);
    }
    let unit = service::unit_in(v, form, id, period)?;
    let level = unit.kind.code();
    let figures = figures::compute(v, policy, form, level, unit.id, period)?;
    let copy = Copy {
        form,
        level,
        unit: unit.id,
        period,
        draft: &Draft::default(),
        figures: &figures,
        number: None,
        date: None,
        state: State::Draft,
        signer: None,
    };
    Ok(Paper { printed_at, ..compose(v, policy, &copy)? })
}

/// Puts a report on paper.
pub fn compose(v: &View, policy: &Policy, c: &Copy) -> Result<Paper> {
    let names = Names::of(v, policy, c)?;
    let Some(writer) = c.form.writer(c.level) else {
        return Err(Failure::broken("a level without a writer"));
    };
    let number = c.number.map_or_else(|| "…".to_owned(), |n| n.to_string());
    let period = period_words(c.period);
    let year = c.period.last_year().to_string();
    let sign = if names.is_federation { &policy.federation().federation.sign } else { &writer.sign };
    let words = [
        ("n", number.as_str()),
        ("sign", sign),
        ("period", &period),
        ("year", &year),
        ("unit", &names.header),
        ("unit_name", &names.name),
        ("parent", &names.parent_header),
        ("parent_name", &names.parent_name),
    ];
    let mut sheet = Sheet { c, tables: 0, blocks: Vec::new(), annexes: Vec::new() };
    sheet.blocks.push(Block::Paragraph(fill(&c.form.opening, &words)));
    for section in c.form.sections_of(c.level) {
        sheet.section(section);
    }
    let post = Some(&c.draft.post).filter(|p| !p.is_empty()).or(writer.positions.first());
    Ok(Paper {
        issuer: Issuer { parent: fill(&writer.header_above, &words), body: fill(&writer.header, &words) },
        number: fill(&c.form.number_pattern, &words),
        place: names.place,
        date: c.date,
        kind: c.form.title.clone(),
        subject: fill(&c.form.subject, &words),
        basis: c.form.basis.iter().map(|b| format!("Căn cứ {b}")).collect(),
        blocks: sheet.blocks,
        annexes: sheet.annexes,
        recipients: writer.recipients.iter().map(|r| fill(r, &words)).collect(),
        signatures: vec![Signature {
            formula: writer.authority.clone(),
            post: post.cloned().unwrap_or_default(),
            name: c.signer.unwrap_or(&c.draft.signer).to_owned(),
        }],
        draft_mark: (c.state < State::Accepted).then(|| "DỰ THẢO".to_owned()),
        facts: facts(c, &names.code, &names.name),
        ..Paper::default()
    })
}

/// How a unit and the one above it are called on paper.
struct Names {
    code: String,
    name: String,
    header: String,
    parent_name: String,
    parent_header: String,
    place: String,
    is_federation: bool,
}

impl Names {
    fn of(v: &View, policy: &Policy, c: &Copy) -> Result<Names> {
        let on = c.figures.tree_on;
        let federation = &policy.federation().federation;
        let tree = units::tree(v, Tree::main(), on)?;
        let unit = match tree.get(c.unit) {
            Some(u) => u.clone(),
            None => units::last(v, c.unit)?.ok_or(Failure::NotFound)?,
        };
        let place = policy.federation().place.clone();
        if unit.code == federation.code {
            return Ok(Names {
                code: unit.code,
                name: federation.name.clone(),
                header: federation.header.clone(),
                parent_name: federation.header_above.clone(),
                parent_header: federation.header_above.clone(),
                place,
                is_federation: true,
            });
        }
        let commune = match unit.commune {
            Some(commune) => units::one(v, commune, on)?,
            None => None,
        };
        let parent = unit.parent.and_then(|p| tree.get(p));
        let (parent_name, parent_header) = match parent {
            Some(p) if p.code == federation.code => {
                (federation.short_name.clone(), federation.header.clone())
            }
            Some(p) => (p.name.clone(), capitals(p)),
            None => (federation.short_name.clone(), federation.header.clone()),
        };
        Ok(Names {
            header: capitals(&unit),
            code: unit.code,
            name: unit.name,
            parent_name,
            parent_header,
            place: commune.map_or(place, |c| bare_place(&c.name)),
            is_federation: false,
        })
    }
}

/// A name in capitals, with its short form written out: "CĐCS Chè" becomes "CÔNG ĐOÀN CƠ SỞ CHÈ".
fn capitals(unit: &Organisation) -> String {
    let whole = match unit.name.strip_prefix("CĐCS ") {
        Some(rest) => format!("Công đoàn cơ sở {rest}"),
        None => unit.name.clone(),
    };
    whole.to_uppercase()
}

/// "Xã Than Uyên" is written "Than Uyên" before a date.
fn bare_place(commune: &str) -> String {
    ["Xã ", "Phường ", "Thị trấn ", "xã ", "phường ", "thị trấn "]
        .iter()
        .find_map(|kind| commune.strip_prefix(kind))
        .unwrap_or(commune)
        .to_owned()
}

struct Sheet<'a, 'b> {
    c: &'b Copy<'a>,
    tables: usize,
    blocks: Vec<Block>,
    annexes: Vec<Annex>,
}

impl Sheet<'_, '_> {
    fn section(&mut self, s: &Section) {
        self.blocks.push(Block::Heading { level: heading_level(&s.heading), text: s.heading.clone() });
        match s.kind {
            SectionKind::Indicators => self.indicators(s),
            SectionKind::Activities => self.activities(),
            SectionKind::Units => self.units(),
            _ => self.written(s),
        }
    }

    fn written(&mut self, s: &Section) {
        let text = self.c.draft.narrative.get(&s.key).map_or("", |t| t.trim());
        if text.is_empty() {
            let is_open = self.c.state.is_open();
            self.blocks.push(if is_open {
                Block::Note("(Phần này chưa viết.)".to_owned())
            } else {
                Block::Paragraph("Không có.".to_owned())
            });
        }
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let item = line.strip_prefix("- ").or_else(|| line.strip_prefix("– "));
            self.blocks.push(match item {
                Some(item) => Block::Item(item.trim().to_owned()),
                None => Block::Paragraph(line.to_owned()),
            });
        }
    }

    fn caption(&mut self, words: &str) -> String {
        self.tables += 1;
        format!("Bảng {}. {words}", self.tables)
    }

    fn indicators(&mut self, s: &Section) {
        let shown: Vec<&Figure> = self.c.figures.lines.iter().filter(|f| figures::shows(s, f)).collect();
        if shown.is_empty() {
            self.blocks.push(Block::Note("Không có chỉ tiêu nào áp dụng trong kỳ.".to_owned()));
            return;
        }
        let splits = shown.iter().any(|f| f.in_period.is_some());
        let mut columns = vec![
            column("TT", Align::Center, 0.5),
            column("Chỉ tiêu", Align::Left, 3.5),
            column("Mục tiêu", Align::Center, 1.25),
        ];
        if splits {
            columns.push(column("Trong kỳ", Align::Right, 1.0));
        }
        columns.extend([
            column("Tử số", Align::Right, 1.0),
            column("Mẫu số", Align::Right, 1.0),
            column("Tỷ lệ", Align::Right, 1.0),
            column("Đạt", Align::Center, 1.0),
        ]);
        let rows = shown.iter().zip(1..).map(|(f, n)| indicator_row(f, n, splits)).collect();
        let until = day_text(self.c.figures.tree_on);
        let caption = self.caption(&if splits {
            format!("Số trong kỳ và lũy kế đến {until}")
        } else {
            format!("Số liệu đến {until}")
        });
        self.blocks.push(Block::Table(Table { caption, columns, rows }));
        if splits {
            self.blocks.push(Block::Note(
                "Tử số, mẫu số và tỷ lệ là lũy kế từ đầu năm (hoặc từ đầu giai đoạn); mỗi người tính một lần nên số lũy kế không phải tổng các kỳ."
                    .to_owned(),
            ));
        }
        for gap in gaps(self.c.draft, self.c.figures) {
            if shown.iter().any(|f| f.code == gap.code) {
                self.blocks.push(Block::Note(format!(
                    "{}: đơn vị nêu {}, số ghi nhận {}, chênh {}{}. Lý do: {}",
                    gap.name,
                    count_text(gap.typed),
                    count_text(gap.computed),
                    if gap.typed > gap.computed { "+" } else { "" },
                    count_text(gap.typed - gap.computed),
                    if gap.note.is_empty() { "chưa nêu." } else { &gap.note },
                )));
            }
        }
    }

    fn activities(&mut self) {
        let all = &self.c.figures.activities;
        if all.is_empty() {
            self.blocks.push(Block::Paragraph("Trong kỳ chưa ghi nhận lớp học nào.".to_owned()));
            return;
        }
        let columns = vec![
            column("TT", Align::Center, 0.5),
            column("Nội dung", Align::Left, 3.0),
            column("Số lớp", Align::Right, 1.0),
            column("Số người", Align::Right, 1.0),
            column("Số lượt", Align::Right, 1.0),
            column("Số giờ học", Align::Right, 1.0),
            column("Số người đạt", Align::Right, 1.0),
        ];
        let rows = all
            .iter()
            .zip(1..)
            .map(|(a, n)| TableRow {
                cells: vec![
                    if a.area.is_empty() { Cell::Blank } else { Cell::Count(n) },
                    Cell::Text(a.name.clone()),
                    Cell::Count(a.classes),
                    Cell::Count(a.people),
                    Cell::Count(a.turns),
                    Cell::Count(a.hours()),
                    Cell::Count(a.passed),
                ],
                strong: a.area.is_empty(),
            })
            .collect();
        let caption = self.caption("Lớp học trong kỳ theo nội dung");
        self.blocks.push(Block::Table(Table { caption, columns, rows }));
        self.blocks.push(Block::Note(
            "Mỗi người tính một lần; một người dự hai lớp là hai lượt; giờ học là tổng giờ có mặt của mọi người. Lớp có nhiều nội dung đứng ở mỗi nội dung; dòng cộng tính một lần."
                .to_owned(),
        ));
    }

    fn units(&mut self) {
        let f = self.c.figures;
        let owed: Vec<_> = f.units.iter().filter(|u| u.is_owed).collect();
        if owed.is_empty() {
            self.blocks.push(Block::Paragraph("Kỳ này chưa giao báo cáo cho đơn vị nào.".to_owned()));
        } else {
            let handed = owed.iter().filter(|u| u.submitted_on.is_some()).count();
            let late = owed.iter().filter(|u| matches!(u.timing(), super::model::Timing::Late(_))).count();
            self.blocks.push(Block::Paragraph(format!(
                "{handed}/{} đơn vị đã nộp báo cáo, trong đó {} đúng hạn, {late} muộn; {} chưa nộp. Kết quả từng đơn vị tại Phụ lục.",
                owed.len(),
                handed - late,
                owed.len() - handed,
            )));
            let missing = not_accepted(f);
            if !missing.is_empty() {
                let names: Vec<&str> = missing.iter().take(NAMED).map(|u| u.name.as_str()).collect();
                let rest = missing.len() - names.len();
                let rest = if rest > 0 {
                    format!(" và {rest} đơn vị khác nêu tại Phụ lục")
                } else {
                    String::new()
                };
                self.blocks.push(Block::Note(format!(
                    "Tổng hợp khi còn {} đơn vị chưa có báo cáo được duyệt: {}{rest}. Số liệu của các đơn vị này vẫn được tính từ việc đã ghi nhận.",
                    missing.len(),
                    names.join("; "),
                )));
            }
        }
        if f.units.is_empty() {
            return;
        }
        let mut columns = vec![
            column("TT", Align::Center, 0.6),
            column("Đơn vị", Align::Left, 3.5),
            column("Nộp báo cáo", Align::Left, 1.4),
            column("Ngày nộp", Align::Center, 1.2),
        ];
        let named: Vec<&Figure> =
            f.unit_columns.iter().filter_map(|code| f.lines.iter().find(|l| l.code == *code)).collect();
        columns.extend((1..).zip(&named).map(|(n, _)| column(&format!("Chỉ tiêu {n}"), Align::Right, 1.1)));
        let rows = f.units.iter().zip(1..).map(|(u, n)| {
            let mut cells = vec![
                Cell::Count(n),
                Cell::Text(u.name.clone()),
                Cell::Text(u.words()),
                u.submitted_on.map_or(Cell::Blank, |d| Cell::Text(day_text(d))),
            ];
            cells.extend(u.shares.iter().map(|s| s.map_or(Cell::Blank, percent)));
            TableRow { cells, strong: false }
        });
        let rows = rows.collect();
        let legend = (1..).zip(&named).map(|(n, l)| format!("Chỉ tiêu {n}: {}", l.name)).collect::<Vec<_>>();
        self.annexes.push(Annex {
            title: "Kết quả theo đơn vị".to_owned(),
            landscape: true,
            blocks: vec![
                Block::Table(Table { caption: String::new(), columns, rows }),
                Block::Note(legend.join("; ") + "."),
            ],
        });
    }
}

fn indicator_row(f: &Figure, n: i64, splits: bool) -> TableRow {
    let mut cells = vec![
        Cell::Count(n),
        Cell::Text(f.name.clone()),
        f.target.map_or(Cell::Blank, |t| Cell::Text(t.text())),
    ];
    if splits {
        cells.push(f.in_period.map_or(Cell::Blank, |s| Cell::Count(s.numerator)));
    }
    cells.extend([
        Cell::Count(f.share.numerator),
        Cell::Count(f.share.denominator),
        percent(f.share),
        Cell::Text(
            match f.met {
                Some(true) => "Đạt",
                Some(false) => "Chưa đạt",
                None => "–",
            }
            .to_owned(),
        ),
    ]);
    TableRow { cells, strong: false }
}

fn column(title: &str, align: Align, weight: f32) -> Column {
    Column { title: title.to_owned(), align, weight }
}

fn percent(s: Share) -> Cell {
    Cell::Percent { numerator: s.numerator, denominator: s.denominator, text: s.text() }
}

/// "II. KẾT QUẢ" stands above "1. Tuyên truyền"; headings without a number are the lowest.
fn heading_level(heading: &str) -> u8 {
    let number = heading.split_once('.').map_or("", |(n, _)| n);
    if !number.is_empty() && number.chars().all(|c| "IVX".contains(c)) {
        1
    } else if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
        2
    } else {
        3
    }
}

/// The machine-readable body: the numbers of the tables, once more as numbers.
fn facts(c: &Copy, code: &str, name: &str) -> Value {
    let f = c.figures;
    let share =
        |s: Share| json!({ "numerator": s.numerator, "denominator": s.denominator, "percent": s.percent() });
    let indicators: Vec<Value> = f
        .lines
        .iter()
        .map(|l| {
            json!({
                "code": l.code,
                "version": l.version,
                "group": l.group,
                "name": l.name,
                "window": l.window,
                "numerator": l.share.numerator,
                "denominator": l.share.denominator,
                "percent": l.share.percent(),
                "target": l.target.map(|t| t.text()),
                "met": l.met,
                "in_period": l.in_period.map(share),
                "stated": c.draft.typed.get(&l.code).map(|t: &Typed| json!({ "numerator": t.numerator, "note": t.note })),
            })
        })
        .collect();
    let activities: Vec<Value> = f
        .activities
        .iter()
        .map(|a| {
            json!({
                "area": if a.area.is_empty() { "all" } else { &a.area }, "classes": a.classes, "people": a.people,
                "turns": a.turns, "minutes": a.minutes, "passed": a.passed,
            })
        })
        .collect();
    let units: Vec<Value> = f
        .units
        .iter()
        .map(|u| {
            let numbers: serde_json::Map<String, Value> = f
                .unit_columns
                .iter()
                .zip(&u.shares)
                .map(|(code, s)| (code.clone(), s.map_or(Value::Null, share)))
                .collect();
            json!({
                "code": u.code, "name": u.name, "state": u.state, "due_on": u.due_on,
                "submitted_on": u.submitted_on, "indicators": numbers,
            })
        })
        .collect();
    let missing: Vec<&str> = not_accepted(f).into_iter().map(|u| u.code.as_str()).collect();
    json!({
        "form": c.form.code,
        "form_version": c.form.version,
        "period": c.period,
        "unit": { "code": code, "name": name },
        "state": c.state.code(),
        "as_of": f.as_of,
        "tree_on": f.tree_on,
        "indicators": indicators,
        "activities": activities,
        "units": units,
        "missing": missing,
    })
}

/// How far the reports below are, from frozen figures.
pub fn progress_of(figures: &Figures) -> Progress {
    let mut p = Progress::default();
    for u in figures.units.iter().filter(|u| u.is_owed) {
        p.all += 1;
        match u.timing() {
            super::model::Timing::OnTime => p.on_time += 1,
            super::model::Timing::Late(_) => p.late += 1,
            super::model::Timing::Missing => p.missing += 1,
        }
    }
    p
}
