//! One report: where it stands, what it says with every number a door, what was said of it, its files.

use super::super::model::{Figures, Move, Report, State, gaps};
use super::super::{figures, paper, seal, service, store as kept};
use super::words::{Doors, computed, form_name, heading, period_inside, ribbon_state, written};
use super::{csrf, held};
use crate::indicator::form::Form;
use crate::indicator::policy::Policy;
use crate::measure::pages::ask::policy;
use kernel::paper::{Format, Press};
use kernel::{Act, Failure, Result};
use people::organisation::{Organisation, store as units};
use std::collections::BTreeMap;
use store::View;
use ui::prelude::*;
use web::{Call, Reply};

/// What the page of a report shows.
pub(super) struct Shown<'a> {
    pub policy: &'a Policy,
    pub form: &'a Form,
    pub unit: Organisation,
    pub report: Report,
    pub figures: Figures,
    seals: Vec<kept::Seal>,
    moves: Vec<(Move, String)>,
    number: Option<i64>,
    may_open: bool,
    may_write: bool,
    may_judge: bool,
    may_seal: bool,
    is_own: bool,
    pub consolidates: bool,
}

pub(super) fn load<'a>(call: &'a Call, v: &View, act: Act) -> Result<Shown<'a>> {
    let policy = policy(call)?;
    let report = held(call, v, act)?;
    let form = service::form(policy, &report.form)?;
    let actor = call.actor()?;
    let seals = kept::seals_of(v, report.id)?;
    let figures = match (report.state, seals.last(), &report.body.figures) {
        (State::Sealed, Some(last), _) => seal::Sealed::of(last)?.figures,
        (state, _, Some(frozen)) if !state.is_open() => frozen.clone(),
        _ => figures::compute(v, policy, form, &report.level, report.organisation, report.period)?,
    };
    let mut moves = Vec::new();
    for m in kept::moves(v, report.id)? {
        let name = account_name(v, &m)?;
        moves.push((m, name));
    }
    Ok(Shown {
        unit: units::last(v, report.organisation)?.ok_or(Failure::NotFound)?,
        number: kept::number(v, report.id)?.map(|(n, _)| n),
        may_open: call.may_at(v, Act::SeeMeasuredPeople, report.organisation)?,
        may_write: call.may_at(v, Act::WriteReport, report.organisation)?,
        may_judge: service::may_judge(v, policy, actor, &report).is_ok(),
        may_seal: call.may_at(v, Act::SealReport, report.organisation)?,
        is_own: service::submitter(v, report.id)? == Some(actor.account),
        consolidates: service::consolidates(policy, &report),
        policy,
        form,
        report,
        figures,
        seals,
        moves,
    })
}

fn account_name(v: &View, m: &Move) -> Result<String> {
    let Some(account) = m.account else { return Ok(String::new()) };
    let card = people::account::store::account(v, account)?;
    let person = match card {
        Some(card) => people::person::store::one(v, card.person)?,
        None => None,
    };
    Ok(person.map_or_else(String::new, |p| p.full_name))
}

/// `GET /bao-cao/{id}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let shown = call.read(|v| load(call, v, Act::SeeReports))?;
    Ok(shown.reply(call, 200, &Errors::default(), ""))
}

impl Shown<'_> {
    pub fn title(&self, lang: Lang) -> String {
        t!(
            lang,
            "{mau}, {ky}",
            mau = form_name(lang, self.form),
            ky = period_inside(lang, self.report.period)
        )
    }

    pub fn path(&self) -> String {
        format!("/bao-cao/{}", self.report.id)
    }

    pub fn reply(&self, call: &Call, status: u16, errors: &Errors, note: &str) -> Reply {
        let lang = call.lang;
        let mut shell = call.shell(&self.title(lang));
        let number = self.number.map_or_else(String::new, |n| format!(" · {}", t!(lang, "Số {n}", n = n)));
        shell.lead = Some(format!(
            "{}{number} · {}",
            self.unit.name,
            t!(lang, "số liệu đến ngày {ngay}", ngay = numbers::date(self.figures.tree_on))
        ));
        shell.crumbs =
            vec![(t!(lang, "Báo cáo").to_owned(), Some("/bao-cao".to_owned())), (self.title(lang), None)];
        shell.actions = Some(self.actions(lang));
        Reply::Page(status, ui::page(&shell, self.body(call, errors, note)))
    }

    fn actions(&self, lang: Lang) -> Markup {
        let path = self.path();
        let edit = format!("{path}/sua");
        let seal = format!("{path}/niem-phong");
        let ready = if self.consolidates { State::Submitted } else { State::Accepted };
        html! {
            @if self.may_write && self.report.state.is_open() {
                (link_button(Look::Primary, t!(lang, "Viết báo cáo"), &edit).icon("pencil"))
            }
            @if self.may_seal && self.report.state == ready {
                (link_button(Look::Primary, t!(lang, "Niêm phong"), &seal).icon("lock"))
            }
        }
    }

    fn body(&self, call: &Call, errors: &Errors, note: &str) -> Markup {
        let lang = call.lang;
        let sealed = (self.report.state == State::Sealed).then(|| format!("{}/danh-sach", self.path()));
        let doors = Doors {
            policy: self.policy,
            unit: &self.unit.code,
            figures: &self.figures,
            sealed,
            may_open: self.may_open,
        };
        html! {
            (report_ribbon(lang, ribbon_state(self.report.state)))
            (errors.summary(lang))
            @if self.may_judge && self.report.state == State::Submitted { (self.judging(call, errors, note)) }
            (self.files(lang))
            @if matches!(self.report.state, State::Submitted | State::Accepted) {
                p.hint { (t!(lang, "Số trong báo cáo được chốt khi nộp; bấm vào một số sẽ mở danh sách theo dữ kiện hiện nay. Nếu sau đó có việc ghi bổ sung, hai bên có thể khác nhau; danh sách được giữ nguyên từ lúc niêm phong.")) }
            }
            @for s in self.form.sections_of(&self.report.level) {
                (card(heading(lang, s), html! {
                    @if s.is_written() { (written(lang, self.report.body.draft.narrative.get(&s.key).map_or("", String::as_str))) }
                    @else { (computed(lang, &doors, s)) }
                }))
            }
            (self.stated(lang))
            (self.history(lang))
            @if self.may_judge && self.report.state == State::Accepted { (self.judging(call, errors, note)) }
            @if self.may_seal && self.report.state == State::Sealed { (self.replacing(call, errors)) }
        }
    }

    fn files(&self, lang: Lang) -> Markup {
        let path = self.path();
        let explain = format!("{path}/giai-trinh");
        let file = |format: &str| format!("{path}/tai?dang={format}");
        let name = |f: &str| match f {
            "pdf" => "PDF",
            "docx" => "Word",
            "xlsx" => "Excel",
            "csv" => "CSV",
            _ => "JSON",
        };
        card(
            t!(lang, "Bản in và tệp"),
            html! {
                (toolbar(html! {
                    @for f in ["pdf", "docx", "xlsx", "csv", "json"] {
                        (link_button(Look::Quiet, name(f), &file(f)).icon("download").download())
                    }
                    @if self.report.state == State::Sealed {
                        (link_button(Look::Quiet, t!(lang, "Số đã niêm phong và số hiện nay"), &explain).icon("arrow-up-down"))
                    }
                }))
                @if !self.seals.is_empty() {
                    @for s in self.seals.iter().rev() {
                        p.hint {
                            (icon("lock")) " "
                            a href={ (path) "/tai?dang=pdf&ban=" (s.version) } { (t!(lang, "Bản niêm phong {n}", n = s.version)) }
                            " · " (t!(lang, "số liệu đến ngày {ngay}", ngay = numbers::date(s.as_of_day)))
                            " · " (s.sha256.get(..16).unwrap_or(""))
                            @if self.seals.last().is_some_and(|l| l.id != s.id) { " · " (t!(lang, "đã có bản thay thế")) }
                        }
                    }
                }
            },
        )
    }

    /// Where the unit states another number than the computed one.
    fn stated(&self, lang: Lang) -> Markup {
        let all = gaps(&self.report.body.draft, &self.figures);
        if all.is_empty() {
            return html! {};
        }
        let columns = vec![
            Column::text(t!(lang, "Chỉ tiêu")),
            Column::number(t!(lang, "Số của đơn vị")),
            Column::number(t!(lang, "Số ghi nhận")),
            Column::number(t!(lang, "Chênh lệch")),
            Column::text(t!(lang, "Lý do")),
        ];
        let rows = all.iter().map(|g| {
            let sign = if g.typed > g.computed { "+" } else { "" };
            Row::new(vec![
                html! { (g.name) },
                html! { (numbers::count(lang, g.typed)) },
                html! { (numbers::count(lang, g.computed)) },
                html! { (sign) (numbers::count(lang, g.typed - g.computed)) },
                html! { (g.note) },
            ])
        });
        card(
            t!(lang, "Số đơn vị nêu khác số ghi nhận"),
            html! { (Table::new(lang, t!(lang, "Số đơn vị nêu khác số ghi nhận"), columns).caption_unseen().rows(rows)) },
        )
    }

    fn judging(&self, call: &Call, errors: &Errors, note: &str) -> Markup {
        let lang = call.lang;
        let (accept, back) = (format!("{}/duyet", self.path()), format!("{}/tra-lai", self.path()));
        let is_waiting = self.report.state == State::Submitted;
        card(
            if is_waiting { t!(lang, "Duyệt hoặc trả lại") } else { t!(lang, "Trả lại") },
            html! {
                @if is_waiting && !self.consolidates {
                    @if self.is_own {
                        (notice(lang, Tone::Plain, t!(lang, "Bạn đã nộp báo cáo này, nên người khác ở cấp trên phải duyệt."), html! {}))
                    } @else {
                        (form(&accept, csrf(call), html! {
                            (toolbar(html! { (primary(t!(lang, "Duyệt báo cáo")).icon("check")) }))
                        }))
                    }
                }
                details.more open[!errors.is_empty()] {
                    summary { (icon("chevron-right")) (t!(lang, "Trả lại để sửa")) }
                    div {
                        (form(&back, csrf(call), html! {
                            (Field::textarea(lang, "note", t!(lang, "Cần sửa gì"), 3).required().value(note).error(errors.of("note")))
                            @for s in self.form.sections_of(&self.report.level) {
                                (Field::text(lang, format!("gop-y-{}", s.key), heading(lang, s)).plain().max_length(1000))
                            }
                            (toolbar(html! { (danger(t!(lang, "Trả lại đơn vị")).icon("undo-2")) }))
                        }))
                        p.hint { (t!(lang, "Chỉ báo cáo này được mở lại; báo cáo của các đơn vị khác giữ nguyên.")) }
                    }
                }
            },
        )
    }

    fn replacing(&self, call: &Call, errors: &Errors) -> Markup {
        let lang = call.lang;
        disclosure(
            t!(lang, "Lập bản thay thế"),
            html! {
                p { (t!(lang, "Bản đã niêm phong giữ nguyên và vẫn đọc được. Bản thay thế đi lại từ đầu: viết, trình, niêm phong.")) }
                (form(&format!("{}/thay-the", self.path()), csrf(call), html! {
                    (Field::text(lang, "note", t!(lang, "Lý do")).required().max_length(500).error(errors.of("note")))
                    (toolbar(html! { (quiet(t!(lang, "Lập bản thay thế"))) }))
                }))
            },
        )
    }

    fn history(&self, lang: Lang) -> Markup {
        let headings: BTreeMap<&str, &str> =
            self.form.sections.iter().map(|s| (s.key.as_str(), heading(lang, s))).collect();
        let events: Vec<Event> = self
            .moves
            .iter()
            .rev()
            .map(|(m, who)| {
                let comments = m.comments.iter().map(|(key, text)| {
                    format!("{}: {text}", headings.get(key.as_str()).copied().unwrap_or(key))
                });
                let said: Vec<String> =
                    std::iter::once(m.note.clone()).filter(|n| !n.is_empty()).chain(comments).collect();
                let (what, tone) = match (m.from, m.to) {
                    (State::Returned, State::Submitted) => (t!(lang, "Nộp lại"), Tone::Plain),
                    (_, State::Submitted) => (t!(lang, "Nộp báo cáo"), Tone::Plain),
                    (_, State::Returned) => (t!(lang, "Trả lại"), Tone::Warn),
                    (_, State::Accepted) => (t!(lang, "Duyệt"), Tone::Ok),
                    (_, State::Sealed) => (t!(lang, "Niêm phong"), Tone::Ok),
                    (_, State::Draft) => (t!(lang, "Lập bản thay thế"), Tone::Warn),
                };
                Event {
                    who: if who.is_empty() { t!(lang, "Hệ thống").to_owned() } else { who.clone() },
                    when: m.at.text(),
                    what: what.to_owned(),
                    note: (!said.is_empty()).then(|| said.join(" · ")),
                    tone,
                }
            })
            .collect();
        html! {
            @if !events.is_empty() { (card(t!(lang, "Quá trình"), html! { (timeline(&events)) })) }
        }
    }
}

/// `GET /bao-cao/{id}/tai?dang=pdf&ban=1`
pub(super) fn download(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let wanted = match call.query("dang") {
        "" => "pdf",
        other => other,
    };
    let format: Format = wanted.parse().map_err(|_| {
        Failure::field("dang", t!(call.lang, "Dạng tệp là một trong: pdf, docx, xlsx, csv, json."))
    })?;
    let printed_at = Some(call.now.text());
    let (paper, name) = call.read(|v| {
        let report = held(call, v, Act::SeeReports)?;
        let unit = units::last(v, report.organisation)?.map_or_else(String::new, |u| u.code);
        let mut name = format!("bao-cao-{}-{unit}", report.period);
        let paper = match call.visit.query.opt("ban") {
            None => paper::paper(v, policy, &report, printed_at.clone())?,
            Some(version) => {
                let seals = kept::seals_of(v, report.id)?;
                let seal =
                    seals.iter().find(|s| s.version.to_string() == version).ok_or(Failure::NotFound)?;
                name.push_str(&format!("-ban-{version}"));
                paper::sealed_paper(seal, printed_at.clone())?
            }
        };
        Ok((paper, name))
    })?;
    let press = call.state::<Press>()?;
    let bytes = (press.0)(&paper, format).map_err(Failure::broken)?;
    // a paper that leaves the house names whoever drew it up: who took it along is kept
    call.looked("report.file", &format!("{} {}", call.param("id"), format.extension()), 0)?;
    Ok(Reply::File {
        content_type: format.content_type().to_owned(),
        name: format!("{name}.{}", format.extension()),
        bytes,
    })
}

/// `GET /api/v1/bao-cao/{id}`
pub(super) fn api(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let value = call.read(|v| {
        let report = held(call, v, Act::SeeReports)?;
        let mut paper = paper::paper(v, policy, &report, None)?;
        let seals = kept::seals_of(v, report.id)?;
        let seal = seals.last().filter(|_| report.state == State::Sealed);
        if let Some(facts) = paper.facts.as_object_mut() {
            facts.insert("id".into(), serde_json::json!(report.id));
            facts.insert("number".into(), serde_json::json!(paper.number));
            facts.insert("narrative".into(), serde_json::json!(report.body.draft.narrative));
            facts.insert(
                "seal".into(),
                seal.map_or(serde_json::Value::Null, |s| {
                    serde_json::json!({ "version": s.version, "sha256": s.sha256, "as_of_txn": s.as_of_txn })
                }),
            );
        }
        Ok(paper.facts)
    })?;
    Ok(Reply::Json(200, value))
}
