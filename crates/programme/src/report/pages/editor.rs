//! The editor: the parts in the paper's own order, the facts beside, stated numbers beside computed ones.

use super::super::model::{Draft, Figure, Figures, Report, State, Typed, gaps};
use super::super::{figures, service, store as kept};
use super::words::{Doors, computed, form_name, heading, period_inside, ribbon_state, written};
use super::{csrf, held, told};
use crate::indicator::form::{Form, Section, SectionKind};
use crate::indicator::policy::Policy;
use crate::measure::pages::ask::policy;
use kernel::{Act, Failure, FieldFault, Period, ReportId, Result};
use people::organisation::{Organisation, store as units};
use std::collections::BTreeMap;
use store::View;
use ui::prelude::*;
use web::{Call, Reply};

/// What the editor shows.
struct Desk<'a> {
    policy: &'a Policy,
    form: &'a Form,
    unit: Organisation,
    report: Report,
    figures: Figures,
    /// What was said when it was returned.
    returned: Option<(String, BTreeMap<String, String>)>,
    /// What the units below wrote.
    below: Vec<(Organisation, BTreeMap<String, String>)>,
    consolidates: bool,
    may_open: bool,
}

fn load<'a>(call: &'a Call, v: &View) -> Result<Desk<'a>> {
    let policy = policy(call)?;
    let report = held(call, v, Act::WriteReport)?;
    let form = service::form(policy, &report.form)?;
    let figures = figures::compute(v, policy, form, &report.level, report.organisation, report.period)?;
    let last = kept::moves(v, report.id)?.pop();
    let consolidates = service::consolidates(policy, &report);
    Ok(Desk {
        unit: units::last(v, report.organisation)?.ok_or(Failure::NotFound)?,
        returned: last.filter(|m| m.to == State::Returned).map(|m| (m.note, m.comments)),
        below: if consolidates { service::narratives_below(v, policy, &report)? } else { Vec::new() },
        may_open: call.may_at(v, Act::SeeMeasuredPeople, report.organisation)?,
        policy,
        form,
        report,
        figures,
        consolidates,
    })
}

/// `POST /bao-cao/lap`
pub(super) fn begin(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    let (mau, unit, ky) = (call.form().get("mau"), call.form().get("don_vi"), call.form().get("ky"));
    let period: Period = ky.parse().map_err(|_| Failure::NotFound)?;
    let unit_id = call.read(|v| units::by_code(v, unit)?.ok_or(Failure::NotFound))?;
    let actor = call.actor()?;
    let id = call.write("report.open", format!("{mau} {ky} {unit}"), |tx| {
        service::open(tx, policy, actor, mau, unit_id, period)
    });
    match id {
        Ok(id) => Ok(Reply::Go(format!("/bao-cao/{id}/sua"), None)),
        Err(e) => Ok(Reply::refused("/bao-cao", told(e)?)),
    }
}

/// `GET /bao-cao/{id}/sua`
pub(super) fn edit(call: &Call) -> Result<Reply> {
    let desk = call.read(|v| load(call, v))?;
    if !desk.report.state.is_open() {
        return Ok(Reply::Go(format!("/bao-cao/{}", desk.report.id), None));
    }
    let draft = desk.report.body.draft.clone();
    Ok(desk.reply(call, 200, &draft, &Errors::default(), None))
}

/// What the form says; boxes that hold no number are faults.
fn posted(call: &Call, form: &Form, level: &str, old: &Draft) -> (Draft, Vec<FieldFault>) {
    let fields = call.form();
    let mut faults = Vec::new();
    let mut draft = Draft {
        signer: fields.get("signer").to_owned(),
        post: fields.get("post").to_owned(),
        ..Draft::default()
    };
    for s in form.sections_of(level).filter(|s| s.is_written()) {
        draft.narrative.insert(s.key.clone(), fields.get(&s.key).to_owned());
    }
    for name in fields.names() {
        let Some(code) = name.strip_prefix("so-") else { continue };
        let text: String = fields.get(name).chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
        if text.is_empty() {
            continue;
        }
        let note = fields.get(&format!("ly-do-{code}")).to_owned();
        match text.parse() {
            Ok(numerator) => {
                draft.typed.insert(code.to_owned(), Typed { numerator, note });
            }
            Err(_) => {
                faults.push(FieldFault::new(name, t!(call.lang, "Hãy nhập số nguyên, ví dụ 120.")));
                if let Some(kept) = old.typed.get(code) {
                    draft.typed.insert(code.to_owned(), kept.clone());
                }
            }
        }
    }
    (draft, faults)
}

/// Keeps what was posted. A conflict comes back as a page with both texts.
fn keep(call: &Call) -> Result<std::result::Result<(ReportId, i64), Reply>> {
    let policy = policy(call)?;
    let report = call.read(|v| held(call, v, Act::WriteReport))?;
    let form = service::form(policy, &report.form)?;
    let base: i64 = call.form().get("phien-ban").parse().map_err(|_| Failure::NotFound)?;
    let (draft, wrong) = posted(call, form, &report.level, &report.body.draft);
    let outcome = if wrong.is_empty() {
        let actor = call.actor()?;
        call.write("report.save", report.id.to_string(), |tx| {
            service::save(tx, policy, actor, report.id, base, &draft)
        })
    } else {
        Err(Failure::Invalid(wrong))
    };
    match outcome {
        Ok(revision) => Ok(Ok((report.id, revision))),
        Err(Failure::Invalid(faults)) => {
            let mut desk = call.read(|v| load(call, v))?;
            desk.report.revision = base;
            Ok(Err(desk.reply(call, 422, &draft, &errors(&faults), None)))
        }
        Err(Failure::Conflict(why)) if report.state.is_open() => {
            let desk = call.read(|v| load(call, v))?;
            Ok(Err(desk.reply(call, 409, &draft, &Errors::default(), Some(&why))))
        }
        Err(other) => Err(other),
    }
}

fn errors(faults: &[FieldFault]) -> Errors {
    Errors(faults.iter().map(|f| (f.field.clone(), f.message.clone())).collect())
}

/// `POST /bao-cao/{id}/sua`
pub(super) fn save(call: &Call) -> Result<Reply> {
    match keep(call)? {
        Err(page) => Ok(page),
        Ok((id, _)) => Ok(Reply::done(format!("/bao-cao/{id}/sua"), t!(call.lang, "Đã lưu bản nháp."))),
    }
}

/// `POST /bao-cao/{id}/nop`: what was written is kept first, so that a refusal loses nothing.
pub(super) fn submit(call: &Call) -> Result<Reply> {
    let (id, base) = match keep(call)? {
        Err(page) => return Ok(page),
        Ok(kept) => kept,
    };
    let (policy, actor) = (policy(call)?, call.actor()?);
    let done = call.write("report.submit", id.to_string(), |tx| service::submit(tx, policy, actor, id, base));
    match done {
        Ok(()) => Ok(Reply::done(
            format!("/bao-cao/{id}"),
            t!(call.lang, "Đã nộp báo cáo. Số liệu được giữ như lúc nộp; cấp trên sẽ duyệt hoặc trả lại."),
        )),
        Err(Failure::Invalid(faults)) => {
            let desk = call.read(|v| load(call, v))?;
            let draft = desk.report.body.draft.clone();
            Ok(desk.reply(call, 422, &draft, &errors(&faults), None))
        }
        Err(other) => Err(other),
    }
}

/// `POST /bao-cao/{id}/lay-noi-dung`
pub(super) fn gather(call: &Call) -> Result<Reply> {
    let (id, base) = match keep(call)? {
        Err(page) => return Ok(page),
        Ok(kept) => kept,
    };
    let (policy, actor) = (policy(call)?, call.actor()?);
    let filled =
        call.write("report.gather", id.to_string(), |tx| service::gather(tx, policy, actor, id, base))?;
    let back = format!("/bao-cao/{id}/sua");
    Ok(if filled == 0 {
        Reply::refused(
            back,
            t!(call.lang, "Không có phần trống nào để điền, hoặc chưa có báo cáo nào được duyệt."),
        )
    } else {
        Reply::done(
            back,
            t!(
                call.lang,
                "Đã điền {n} phần trống từ báo cáo đã duyệt của các đơn vị. Hãy biên tập lại.",
                n = filled
            ),
        )
    })
}

impl Desk<'_> {
    fn reply(
        &self,
        call: &Call,
        status: u16,
        draft: &Draft,
        errors: &Errors,
        conflict: Option<&str>,
    ) -> Reply {
        let lang = call.lang;
        let title = t!(
            lang,
            "{mau}, {ky}",
            mau = form_name(lang, self.form),
            ky = period_inside(lang, self.report.period)
        );
        let mut shell = call.shell(&title);
        shell.lead = Some(t!(
            lang,
            "{dv}. Số liệu tính đến ngày {ngay}, cập nhật theo việc đã ghi nhận cho đến khi nộp.",
            dv = self.unit.name,
            ngay = numbers::date(self.figures.tree_on)
        ));
        shell.crumbs = vec![
            (t!(lang, "Báo cáo").to_owned(), Some("/bao-cao".to_owned())),
            (title.clone(), Some(format!("/bao-cao/{}", self.report.id))),
            (t!(lang, "Viết báo cáo").to_owned(), None),
        ];
        let preview = format!("/bao-cao/{}/tai?dang=pdf", self.report.id);
        shell.actions = Some(html! {
            (link_button(Look::Quiet, t!(lang, "Xem bản in (PDF)"), &preview).icon("file-text").download())
        });
        Reply::Page(status, ui::page(&shell, self.body(call, draft, errors, conflict)))
    }

    fn body(&self, call: &Call, draft: &Draft, errors: &Errors, conflict: Option<&str>) -> Markup {
        let lang = call.lang;
        let base = format!("/bao-cao/{}", self.report.id);
        let (save_to, submit_to, gather_to) =
            (format!("{base}/sua"), format!("{base}/nop"), format!("{base}/lay-noi-dung"));
        html! {
            (report_ribbon(lang, ribbon_state(self.report.state)))
            @if let Some(why) = conflict { (self.both_texts(lang, draft, why)) }
            (errors.summary(lang))
            @if let Some((note, _)) = &self.returned {
                (notice(lang, Tone::Warn, t!(lang, "Cấp trên trả lại để sửa"), html! { p { (note) } }))
            }
            form action=(save_to) method="post" data-guard {
                (csrf_field(csrf(call)))
                input type="hidden" name="phien-ban" value=(self.report.revision);
                @for s in self.form.sections_of(&self.report.level) { (self.section(lang, s, draft, errors)) }
                (card(t!(lang, "Người ký"), html! { (self.signature(lang, draft)) }))
                (toolbar(html! {
                    (button(Look::Primary, if self.consolidates { t!(lang, "Lưu và trình ký") } else { t!(lang, "Lưu và nộp báo cáo") })
                        .to(&submit_to).icon("check"))
                    (quiet(t!(lang, "Lưu nháp")).unchecked())
                    @if self.consolidates {
                        (quiet(t!(lang, "Lấy nội dung từ các đơn vị")).to(&gather_to).unchecked())
                    }
                    (link_button(Look::Quiet, t!(lang, "Thôi"), "/bao-cao"))
                }))
            }
        }
    }

    /// A stale saving: both texts, so that nothing is lost.
    fn both_texts(&self, lang: Lang, mine: &Draft, why: &str) -> Markup {
        let theirs = &self.report.body.draft;
        let differing = |s: &&Section| {
            let text = |d: &Draft| d.narrative.get(&s.key).map_or(String::new(), |t| t.replace("\r\n", "\n"));
            s.is_written() && text(mine).trim() != text(theirs).trim()
        };
        notice(
            lang,
            Tone::Warn,
            why,
            html! {
                p { (t!(lang, "Dưới đây là chữ của bạn; bản mới nhất trên hệ thống đứng bên dưới để đối chiếu. Lưu lại sẽ thay bản đó.")) }
                @for s in self.form.sections_of(&self.report.level).filter(differing) {
                    p { strong { (heading(lang, s)) } }
                    blockquote { (written(lang, theirs.narrative.get(&s.key).map_or("", String::as_str))) }
                }
            },
        )
    }

    fn section(&self, lang: Lang, s: &Section, draft: &Draft, errors: &Errors) -> Markup {
        let doors = Doors {
            policy: self.policy,
            unit: &self.unit.code,
            figures: &self.figures,
            sealed: None,
            may_open: self.may_open,
        };
        let comment = self.returned.as_ref().and_then(|(_, comments)| comments.get(&s.key));
        card(
            heading(lang, s),
            html! {
                @if let Some(comment) = comment {
                    (notice(lang, Tone::Warn, t!(lang, "Góp ý của cấp trên"), html! { p { (comment) } }))
                }
                @match s.kind {
                    SectionKind::Indicators => (self.indicators(lang, &doors, s, draft, errors)),
                    SectionKind::Activities | SectionKind::Units => (computed(lang, &doors, s)),
                    _ => (self.words(lang, s, draft, errors)),
                }
            },
        )
    }

    fn words(&self, lang: Lang, s: &Section, draft: &Draft, errors: &Errors) -> Markup {
        let hint = match lang {
            Lang::Vi => &s.hint,
            Lang::En => &s.hint_en,
        };
        let mut field = Field::textarea(lang, s.key.as_str(), t!(lang, "Nội dung"), 5)
            .value(draft.narrative.get(&s.key).map_or("", String::as_str))
            .hint(hint.as_str())
            .error(errors.of(&s.key));
        if s.required {
            field = field.required();
        }
        let said: Vec<(&str, &String)> = self
            .below
            .iter()
            .filter_map(|(unit, parts)| parts.get(&s.key).map(|t| (unit.name.as_str(), t)))
            .collect();
        html! {
            (field)
            @if !said.is_empty() {
                (disclosure(&t!(lang, "{n} đơn vị viết phần này", n = said.len()), html! {
                    @for (unit, text) in &said { p { strong { (unit) } } (written(lang, text)) }
                }))
            }
        }
    }

    /// The computed numbers, and boxes for those that the unit counts otherwise.
    fn indicators(&self, lang: Lang, doors: &Doors, s: &Section, draft: &Draft, errors: &Errors) -> Markup {
        let off = gaps(draft, &self.figures);
        let shown: Vec<&Figure> = self.figures.lines.iter().filter(|f| figures::shows(s, f)).collect();
        let is_open = shown
            .iter()
            .any(|f| draft.typed.contains_key(&f.code) || errors.of(&format!("so-{}", f.code)).is_some());
        html! {
            (doors.indicators(lang, s))
            details.more open[is_open] {
                summary { (icon("chevron-right")) (t!(lang, "Đơn vị có số khác số ghi nhận")) }
                div {
                    p { (t!(lang, "Để trống nếu số ghi nhận là đúng. Nếu đơn vị có số khác, hãy nhập số của tử số và lý do; báo cáo in cả hai.")) }
                    @for f in shown {
                        @let (number, reason) = (format!("so-{}", f.code), format!("ly-do-{}", f.code));
                        @let typed = draft.typed.get(&f.code);
                        @let computed = numbers::count(lang, f.share.numerator);
                        @let hint = match off.iter().find(|g| g.code == f.code) {
                            None => t!(lang, "Số ghi nhận: {n}", n = computed),
                            Some(g) => t!(lang, "Số ghi nhận: {n}, chênh {m}", n = computed, m = signed(lang, g.typed - g.computed)),
                        };
                        div.grid {
                            (Field::number(lang, number.as_str(), doors.name(lang, f)).plain().suffix(f.unit_of_count.as_str())
                                .value(typed.map_or_else(String::new, |t| t.numerator.to_string()))
                                .hint(hint).error(errors.of(&number)))
                            (Field::text(lang, reason.as_str(), t!(lang, "Lý do chênh lệch")).plain().max_length(500)
                                .value(typed.map_or("", |t| t.note.as_str())).error(errors.of(&reason)))
                        }
                    }
                }
            }
        }
    }

    fn signature(&self, lang: Lang, draft: &Draft) -> Markup {
        let posts = self.form.writer(&self.report.level).map(|w| w.positions.clone()).unwrap_or_default();
        html! {
            @if !self.consolidates {
                (Field::text(lang, "signer", t!(lang, "Họ và tên người ký")).value(draft.signer.as_str()).max_length(80)
                    .hint(t!(lang, "Để trống nếu điền tay sau khi in.")))
            }
            (Field::select(lang, "post", t!(lang, "Chức vụ người ký"), posts.iter().map(|p| Choice::new(p.as_str(), p.as_str())).collect())
                .plain().value(draft.post.as_str()))
        }
    }
}

/// `+3`, `-12`
fn signed(lang: Lang, n: i64) -> String {
    format!("{}{}", if n > 0 { "+" } else { "" }, numbers::count(lang, n))
}
