//! What is done with reports, and by whom. Every act is a row with its author, its time and its note.

use super::figures;
use super::model::{Body, Draft, Figures, Report, State, gaps};
use super::store;
use crate::indicator::form::{Does, Form};
use crate::indicator::policy::Policy;
use ::store::{Tx, View};
use kernel::{Act, Actor, Date, Failure, FieldFault, OrganisationId, Period, ReportId, Result};
use people::organisation::{Organisation, Tree, store as units};
use std::collections::{BTreeMap, BTreeSet};

/// The kind of paper in the book of numbers ("BC": báo cáo).
pub const NUMBER_KIND: &str = "BC";
/// The longest text of one part.
const LONGEST_PART: usize = 60_000;

/// What asking for a report did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Issued {
    /// Units that owe it now.
    pub made: usize,
    /// Units that owed it before.
    pub already: usize,
}

/// The form with this code, or a fault that lists what there is.
pub fn form<'a>(policy: &'a Policy, code: &str) -> Result<&'a Form> {
    policy.form(code).ok_or_else(|| {
        let known: Vec<String> = policy.forms().iter().map(|f| format!("{} ({})", f.code, f.name)).collect();
        Failure::field("form", format!("Không có mẫu báo cáo “{code}”. Các mẫu: {}.", known.join("; ")))
    })
}

/// The period of a form, or a fault that says how periods are written.
pub fn period(form: &Form, text: &str, today: Date) -> Result<Period> {
    let now = Period::containing(form.period, today);
    let examples = format!("{}, {}", now.previous().code(), now.code());
    let wrong = |why: &str| {
        Failure::field("period", format!("{why} Mẫu “{}” làm theo kỳ như {examples}.", form.name))
    };
    let period: Period = text.parse().map_err(|_| wrong(&format!("“{text}” không phải là kỳ báo cáo.")))?;
    if period.kind() != form.period {
        return Err(wrong(&format!("Kỳ “{text}” không hợp với mẫu này.")));
    }
    if period.start() > today {
        return Err(wrong(&format!("Kỳ “{text}” chưa bắt đầu.")));
    }
    Ok(period)
}

/// The levels of a form in words.
fn levels(form: &Form) -> String {
    let word = |level: &str| people::organisation::Kind::find(level).map_or("cấp khác", |k| k.names().0);
    form.writers.iter().map(|w| word(&w.level)).collect::<Vec<_>>().join(", ")
}

/// The unit as it was in the period, or a fault of the field `unit`.
pub fn unit_in(v: &View, form: &Form, id: OrganisationId, period: Period) -> Result<Organisation> {
    let on = period.attribution_day(v.today());
    let Some(unit) = units::one(v, id, on)? else {
        let name = units::last(v, id)?.map_or_else(|| id.to_string(), |u| u.name);
        let on = kernel::time::day_text(on);
        return Err(Failure::field("unit", format!("{name} không hoạt động vào ngày chốt số liệu {on}.")));
    };
    if form.writer(unit.kind.code()).is_none() {
        let levels = levels(form);
        return Err(Failure::field(
            "unit",
            format!("{} không làm báo cáo này. Mẫu “{}” dành cho: {levels}.", unit.name, form.name),
        ));
    }
    Ok(unit)
}

/// Asks all units of a form's levels, alive at the end of the period (or today, while it runs) at or below
/// `top`, for their report. Asking again adds only units that are new.
pub fn issue(
    tx: &Tx,
    policy: &Policy,
    form_code: &str,
    period: Period,
    top: OrganisationId,
    on: Date,
) -> Result<Issued> {
    let form = form(policy, form_code)?;
    let period = self::period(form, &period.code(), on)?;
    let tree = units::tree(tx, Tree::main(), period.attribution_day(on))?;
    let known: BTreeSet<OrganisationId> =
        store::obligations(tx, &form.code, period)?.into_iter().map(|o| o.organisation).collect();
    let mut issued = Issued::default();
    let mut owed = Vec::new();
    for unit in tree.subtree(top) {
        let level = unit.kind.code();
        let Some(due) = form.due(level, period) else { continue };
        if known.contains(&unit.id) {
            issued.already += 1;
        } else {
            issued.made += 1;
            owed.push((unit.id, level, due));
        }
    }
    store::add_obligations(tx, (&form.code, form.version), period, &owed)?;
    Ok(issued)
}

/// The report with this id.
pub fn load(v: &View, id: ReportId) -> Result<Report> {
    store::one(v, id)?.ok_or(Failure::NotFound)
}

/// Begins a unit's report, or gives the one that was begun.
pub fn open(
    tx: &Tx,
    policy: &Policy,
    actor: &Actor,
    form_code: &str,
    unit: OrganisationId,
    period: Period,
) -> Result<ReportId> {
    may(tx, actor, Act::WriteReport, unit)?;
    let form = form(policy, form_code)?;
    let period = self::period(form, &period.code(), tx.today())?;
    if let Some(id) = store::find(tx, &form.code, period, unit)? {
        return Ok(id);
    }
    let unit = unit_in(tx, form, unit, period)?;
    let id = store::add(tx, (&form.code, form.version), period, unit.id, unit.kind.code())?;
    store::add_revision(tx, id, &Body::default())?;
    Ok(id)
}

/// Keeps a new saving of an open report. `base` is the saving that the writer saw.
pub fn save(tx: &Tx, policy: &Policy, actor: &Actor, id: ReportId, base: i64, draft: &Draft) -> Result<i64> {
    let report = writable(tx, actor, id, base)?;
    let form = form(policy, &report.form)?;
    let draft = tidied(form, &report, draft)?;
    if draft == report.body.draft {
        return Ok(report.revision);
    }
    Ok(store::add_revision(tx, id, &Body { draft, figures: None })?)
}

fn writable(v: &View, actor: &Actor, id: ReportId, base: i64) -> Result<Report> {
    let report = load(v, id)?;
    may(v, actor, Act::WriteReport, report.organisation)?;
    if !report.state.is_open() {
        return Err(Failure::Conflict(format!(
            "Báo cáo đang ở trạng thái “{}”, không sửa được. Muốn sửa, hãy đề nghị cấp trên trả lại.",
            report.state.words()
        )));
    }
    if report.revision != base {
        return Err(Failure::Conflict(
            "Có người đã lưu bản khác trong lúc bạn đang viết. Chưa có gì bị mất: hãy đối chiếu hai bản rồi lưu lại."
                .to_owned(),
        ));
    }
    Ok(report)
}

/// Leaves out parts that the form does not have; refuses what is too long.
fn tidied(form: &Form, report: &Report, draft: &Draft) -> Result<Draft> {
    let keys: BTreeSet<&str> =
        form.sections_of(&report.level).filter(|s| s.is_written()).map(|s| s.key.as_str()).collect();
    let mut out = Draft { signer: kernel::name::tidy(&draft.signer), ..Draft::default() };
    let writer = form.writer(&report.level);
    if writer.is_some_and(|w| w.positions.contains(&draft.post)) {
        out.post.clone_from(&draft.post);
    }
    let mut faults = Vec::new();
    for (key, text) in draft.narrative.iter().filter(|(k, _)| keys.contains(k.as_str())) {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.len() > LONGEST_PART {
            faults.push(FieldFault::new(key, "Phần này quá dài. Hãy rút gọn."));
        }
        if !text.is_empty() {
            out.narrative.insert(key.clone(), text);
        }
    }
    for (code, typed) in &draft.typed {
        if typed.numerator < 0 {
            faults.push(FieldFault::new(&format!("so-{code}"), "Số không được âm."));
        }
        let typed = super::model::Typed { note: typed.note.trim().to_owned(), ..typed.clone() };
        out.typed.insert(code.clone(), typed);
    }
    if faults.is_empty() { Ok(out) } else { Err(Failure::Invalid(faults)) }
}

/// What keeps a report from being handed in.
pub fn faults(form: &Form, report: &Report, figures: &Figures) -> Vec<FieldFault> {
    let draft = &report.body.draft;
    let mut out = Vec::new();
    for s in form.sections_of(&report.level).filter(|s| s.is_written() && s.required) {
        if draft.narrative.get(&s.key).is_none_or(|t| t.trim().is_empty()) {
            out.push(FieldFault::new(&s.key, format!("Chưa viết phần “{}”.", s.heading)));
        }
    }
    for (code, typed) in &draft.typed {
        let share = figures.lines.iter().find(|f| f.code == *code).map(|f| f.share);
        if let Some(share) = share.filter(|s| typed.numerator > s.denominator) {
            out.push(FieldFault::new(
                &format!("so-{code}"),
                format!(
                    "{code}: số nhập {} lớn hơn tổng số {}. Hãy kiểm tra lại, hoặc cập nhật danh sách của đơn vị.",
                    kernel::paper::count_text(typed.numerator),
                    kernel::paper::count_text(share.denominator)
                ),
            ));
        }
    }
    for gap in gaps(draft, figures).iter().filter(|g| g.note.is_empty()) {
        out.push(FieldFault::new(
            &format!("ly-do-{}", gap.code),
            format!(
                "{}: số nhập {} khác số ghi nhận {}. Hãy ghi lý do.",
                gap.name,
                kernel::paper::count_text(gap.typed),
                kernel::paper::count_text(gap.computed)
            ),
        ));
    }
    out
}

/// Hands a report in: the whole of it is checked, the figures are frozen.
pub fn submit(tx: &Tx, policy: &Policy, actor: &Actor, id: ReportId, base: i64) -> Result<()> {
    let mut report = writable(tx, actor, id, base)?;
    let form = form(policy, &report.form)?;
    let cut_off = form.cut_off(report.period);
    if tx.today() < cut_off {
        let day = kernel::time::day_text(cut_off);
        return Err(Failure::field("", format!("Kỳ này chốt số liệu ngày {day}; nộp báo cáo từ ngày đó.")));
    }
    let figures = figures::compute(tx, policy, form, &report.level, report.organisation, report.period)?;
    let faults = faults(form, &report, &figures);
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    report.body.figures = Some(figures);
    report.revision = store::add_revision(tx, id, &report.body)?;
    store::add_move(tx, &report, State::Submitted, "", &BTreeMap::new(), Some(actor.account))?;
    Ok(())
}

/// Gives a report back to be mended. Its siblings stay as they are.
pub fn return_for_revision(
    tx: &Tx,
    policy: &Policy,
    actor: &Actor,
    id: ReportId,
    note: &str,
    comments: &BTreeMap<String, String>,
) -> Result<()> {
    let report = load(tx, id)?;
    may_judge(tx, policy, actor, &report)?;
    if !matches!(report.state, State::Submitted | State::Accepted) {
        return Err(not_now(&report, "trả lại"));
    }
    let note = note.trim();
    if note.is_empty() {
        return Err(Failure::field("note", "Hãy ghi cần sửa gì: đơn vị chỉ có lời này để biết phải làm gì."));
    }
    let comments = comments
        .iter()
        .map(|(k, c)| (k.clone(), c.trim().to_owned()))
        .filter(|(_, c)| !c.is_empty())
        .collect();
    store::add_move(tx, &report, State::Returned, note, &comments, Some(actor.account))?;
    Ok(())
}

/// Accepts a unit's report; its paper gets its number.
pub fn accept(tx: &Tx, policy: &Policy, actor: &Actor, id: ReportId, note: &str) -> Result<i64> {
    let report = load(tx, id)?;
    may_judge(tx, policy, actor, &report)?;
    if consolidates(policy, &report) {
        return Err(Failure::Conflict(
            "Báo cáo tổng hợp không duyệt, mà được lãnh đạo ký và niêm phong.".to_owned(),
        ));
    }
    if report.state != State::Submitted {
        return Err(not_now(&report, "duyệt"));
    }
    not_own(tx, actor, &report)?;
    let number = store::take_number(tx, report.organisation, NUMBER_KIND, id)?;
    store::add_move(tx, &report, State::Accepted, note.trim(), &BTreeMap::new(), Some(actor.account))?;
    Ok(number)
}

/// Opens a sealed report for a version that supersedes it. The sealed one stays readable.
pub fn reopen(tx: &Tx, actor: &Actor, id: ReportId, reason: &str) -> Result<()> {
    let report = load(tx, id)?;
    may(tx, actor, Act::SealReport, report.organisation)?;
    if report.state != State::Sealed {
        return Err(not_now(&report, "lập bản thay thế"));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Failure::field("note", "Hãy ghi lý do lập bản thay thế."));
    }
    store::add_move(tx, &report, State::Draft, reason, &BTreeMap::new(), Some(actor.account))?;
    Ok(())
}

/// Fills the empty written parts of a consolidated report with a digest of the accepted reports below.
/// Gives how many parts were filled.
pub fn gather(tx: &Tx, policy: &Policy, actor: &Actor, id: ReportId, base: i64) -> Result<usize> {
    let mut report = writable(tx, actor, id, base)?;
    let form = form(policy, &report.form)?;
    let mut filled = 0;
    let below = narratives_below(tx, policy, &report)?;
    for section in form.sections_of(&report.level).filter(|s| s.is_written()) {
        let is_empty = report.body.draft.narrative.get(&section.key).is_none_or(|t| t.trim().is_empty());
        let digest: Vec<String> = below
            .iter()
            .filter_map(|(unit, parts)| {
                parts.get(&section.key).map(|t| format!("- {}: {}", unit.name, brief(t)))
            })
            .collect();
        if is_empty && !digest.is_empty() {
            report.body.draft.narrative.insert(section.key.clone(), digest.join("\n"));
            filled += 1;
        }
    }
    if filled > 0 {
        store::add_revision(tx, id, &Body { draft: report.body.draft, figures: None })?;
    }
    Ok(filled)
}

/// What the units below wrote in their accepted reports: (unit, parts by key).
pub fn narratives_below(
    v: &View,
    policy: &Policy,
    report: &Report,
) -> Result<Vec<(Organisation, BTreeMap<String, String>)>> {
    let form = form(policy, &report.form)?;
    let mut out = Vec::new();
    for o in figures::owed_below(v, form, report.period, report.organisation)? {
        let (Some(State::Accepted | State::Sealed), Some(id)) = (o.state, o.report) else { continue };
        let (Some(unit), Some(below)) = (units::last(v, o.organisation)?, store::one(v, id)?) else {
            continue;
        };
        out.push((unit, below.body.draft.narrative));
    }
    out.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    Ok(out)
}

/// One line of at most 240 letters.
fn brief(text: &str) -> String {
    let line: String = text
        .lines()
        .map(|l| l.trim().trim_start_matches("- "))
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if line.chars().count() <= 240 {
        return line;
    }
    let cut: String = line.chars().take(240).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head))
}

/// Does this report put others together?
pub fn consolidates(policy: &Policy, report: &Report) -> bool {
    policy
        .form(&report.form)
        .and_then(|f| f.writer(&report.level))
        .is_some_and(|w| w.does == Does::Consolidates)
}

/// Not found unless the actor may do this at that unit.
pub fn may(v: &View, actor: &Actor, act: Act, unit: OrganisationId) -> Result<()> {
    if units::reaches(v, &actor.places(act, v.today()), unit, v.today())? {
        Ok(())
    } else {
        Err(Failure::NotFound)
    }
}

/// May the actor return or accept this report? Only from above: the right held at the unit itself is not
/// enough. A consolidated report has nobody above here; who may seal it may return it.
pub fn may_judge(v: &View, policy: &Policy, actor: &Actor, report: &Report) -> Result<()> {
    may(v, actor, Act::SeeReports, report.organisation)?;
    if consolidates(policy, report) && may(v, actor, Act::SealReport, report.organisation).is_ok() {
        return Ok(());
    }
    let above: Vec<OrganisationId> = actor
        .places(Act::JudgeReports, v.today())
        .into_iter()
        .filter(|place| *place != report.organisation)
        .collect();
    if units::reaches(v, &above, report.organisation, v.today())? {
        return Ok(());
    }
    Err(Failure::Forbidden(
        "Chỉ công đoàn cấp trên của đơn vị mới trả lại hoặc duyệt báo cáo này.".to_owned(),
    ))
}

/// Who handed the report in last.
pub fn submitter(v: &View, id: ReportId) -> Result<Option<kernel::AccountId>> {
    let last = store::moves(v, id)?.into_iter().rev().find(|m| m.to == State::Submitted);
    Ok(last.and_then(|m| m.account))
}

/// Nobody judges what they handed in themselves.
pub(super) fn not_own(v: &View, actor: &Actor, report: &Report) -> Result<()> {
    if submitter(v, report.id)? == Some(actor.account) {
        return Err(Failure::Forbidden(
            "Bạn là người nộp báo cáo này nên không được tự duyệt. Hãy để người khác ở cấp trên duyệt."
                .to_owned(),
        ));
    }
    Ok(())
}

pub(super) fn not_now(report: &Report, verb: &str) -> Failure {
    Failure::Conflict(format!(
        "Báo cáo đang ở trạng thái “{}” nên không {verb} được nữa. Hãy tải lại trang.",
        report.state.words()
    ))
}

/// The provincial federation of the union tree: who asks for reports.
pub fn federation(v: &View, policy: &Policy) -> Result<Option<Organisation>> {
    if let Some(id) = units::by_code(v, &policy.federation().federation.code)? {
        return Ok(units::one(v, id, v.today())?);
    }
    let tree = units::tree(v, Tree::main(), v.today())?;
    Ok(tree.units().find(|u| u.kind.is_head_of(Tree::main())).cloned())
}
