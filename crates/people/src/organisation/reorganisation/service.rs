//! One door for every reorganisation: the screen, the preview (the same, taken back) and tests go through it.
//!
//! No fact, declared value, report or seal is touched; what ends is closed by dates, who carries on is written down.

use super::carry::{Fate, carry};
use super::model::{
    Decision, DecisionFile, EventKind, Follow, Given, Hanging, Into, Outcome, Part, Reorganisation,
    RightChange, Share, What,
};
use super::store::{self, EventCard};
use crate::organisation::kinds::CountsAs;
use crate::organisation::model::{Founding, Kind, Organisation, Tree};
use crate::organisation::service::{self as units, forever};
use crate::organisation::store as ground;
use crate::person::model::{Affiliation, AffiliationRole};
use crate::person::store as persons;
use ::store::{Tx, View};
use kernel::{AccountId, Date, Failure, OrganisationId, Result, Role, time};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What another house has hanging on a unit: open classes, open reports. `server` plugs the houses in.
pub trait Bearing: Send + Sync {
    /// What hangs on this unit on that day.
    fn what_hangs_on(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<Hanging>>;
}

/// All houses that have something hanging on units.
#[derive(Default)]
pub struct Bearings(pub Vec<Box<dyn Bearing>>);

impl Bearings {
    fn on(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<Hanging>> {
        let mut all = Vec::new();
        for house in &self.0 {
            all.extend(house.what_hangs_on(v, unit, on)?.into_iter().filter(|h| h.count > 0));
        }
        Ok(all)
    }
}

/// Does what a decision says, from its day on, as one event. In a transaction that is rolled back it is the
/// preview: the outcome is the same.
pub fn reorganise(tx: &Tx, r: &Reorganisation, bearings: &Bearings) -> Result<Outcome> {
    if r.on > tx.today() {
        return Err(Failure::field("day", "Ngày hiệu lực chưa tới. Hãy ghi từ ngày quyết định có hiệu lực."));
    }
    let needs_paper = !matches!(r.what, What::Found(_) | What::Change { .. });
    if needs_paper && r.decision.number.trim().is_empty() {
        return Err(Failure::field("decision", "Hãy nhập số quyết định."));
    }
    let mut doing = Doing {
        tx,
        on: r.on,
        event: tx.new_id(),
        parts: BTreeSet::new(),
        carried_on: Vec::new(),
        out: Outcome::default(),
    };
    doing.out.event = doing.event;
    doing.out.days_late = i64::from((tx.today() - r.on).get_days());
    let before = doing.readers_before(&r.what)?;
    for unit in doing.sources_of(&r.what) {
        doing.out.given.push(Given {
            unit: unit.0,
            hanging: bearings.on(tx, unit, tx.today())?,
            ..Given::default()
        });
    }
    match &r.what {
        What::Found(founding) => {
            doing.found(founding)?;
        }
        What::Change { unit, to } => {
            let mut now = doing.living(*unit, "day")?;
            let before = now.clone();
            to.put_into(&mut now);
            if now == before {
                return Err(Failure::field("name", "Chưa có thông tin nào thay đổi."));
            }
            units::change(tx, *unit, r.on, |o| to.put_into(o))?;
            doing.take_part(Part::Changed, *unit);
        }
        What::Move { tree, units, under } => {
            for unit in units {
                doing.put_under(*tree, *unit, *under)?;
            }
        }
        What::Merge { sources, into, follow } => doing.merge(sources, into, follow)?,
        What::Split { source, ends, shares, follow } => doing.split(*source, *ends, shares, follow)?,
        What::Abolish { units, below_to, people_to } => doing.abolish(units, *below_to, *people_to)?,
    }
    doing.keep(r, before)
}

/// An event on its way.
pub(super) struct Doing<'a, 'b> {
    pub(super) tx: &'a Tx<'b>,
    pub(super) on: Date,
    event: i64,
    parts: BTreeSet<(Part, OrganisationId)>,
    carried_on: Vec<(OrganisationId, OrganisationId, Option<&'static str>)>,
    pub(super) out: Outcome,
}

/// Who may read a unit: account and role.
pub(super) type Readers = BTreeMap<OrganisationId, BTreeSet<(AccountId, Role)>>;

impl Doing<'_, '_> {
    pub(super) fn take_part(&mut self, part: Part, unit: OrganisationId) {
        self.parts.insert((part, unit));
    }

    pub(super) fn given(&mut self, unit: OrganisationId) -> Option<&mut Given> {
        self.out.given.iter_mut().find(|g| g.unit == unit.0)
    }

    pub(super) fn sources_of(&self, what: &What) -> Vec<OrganisationId> {
        match what {
            What::Found(_) | What::Change { .. } | What::Move { .. } => Vec::new(),
            What::Merge { sources, into, .. } => {
                let target = match into {
                    Into::Unit(id) => Some(*id),
                    Into::New(_) => None,
                };
                let mut all: Vec<_> = sources.iter().copied().filter(|s| Some(*s) != target).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            What::Split { source, .. } => vec![*source],
            What::Abolish { units, .. } => {
                units.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
            }
        }
    }

    /// The unit as it was on the day; a fault when it was not there.
    pub(super) fn living(&self, unit: OrganisationId, field: &str) -> Result<Organisation> {
        match ground::one(self.tx, unit, self.on)? {
            Some(u) => Ok(Organisation {
                code: ground::last(self.tx, unit)?.map_or_else(String::new, |l| l.code),
                ..u
            }),
            None => {
                let name = ground::last(self.tx, unit)?.map_or_else(String::new, |u| u.name);
                Err(Failure::field(field, format!("Vào ngày này “{name}” chưa có hoặc đã kết thúc.")))
            }
        }
    }

    /// A unit that shall end on the day: there before, not ended since, nothing decided about it since.
    fn ending(&self, unit: OrganisationId) -> Result<Organisation> {
        let state = self.living(unit, "day")?;
        let states = ground::states_of(self.tx, unit)?;
        if states.first().is_none_or(|(_, s)| s.valid_from >= self.on) {
            return Err(Failure::field(
                "day",
                format!("Ngày này phải sau ngày “{}” bắt đầu hoạt động.", state.name),
            ));
        }
        if let Some((_, last)) = states.last().filter(|(_, s)| s.valid_to < forever()) {
            let ended = time::day_text(last.valid_to);
            return Err(Failure::field(
                "day",
                format!("“{}” đã kết thúc hoạt động từ ngày {ended}.", state.name),
            ));
        }
        if let Some((_, on, decision)) = store::later(self.tx, unit, self.on)? {
            return Err(Failure::field(
                "day",
                format!(
                    "“{}” đã có một thay đổi khác từ ngày {} (quyết định {}). Hãy chọn ngày sau đó, hoặc hoàn tác thay đổi ấy trước.",
                    state.name,
                    time::day_text(on),
                    if decision.is_empty() { "không ghi số" } else { &decision },
                ),
            ));
        }
        Ok(state)
    }

    fn found(&mut self, f: &Founding) -> Result<OrganisationId> {
        let id = units::found(self.tx, f)?;
        self.take_part(Part::Founded, id);
        self.out.founded.push(id.0);
        Ok(id)
    }

    fn target(&mut self, into: &Into, kind: Kind) -> Result<OrganisationId> {
        let id = match into {
            Into::New(f) => self.found(&Founding { from: self.on, ..f.clone() })?,
            Into::Unit(id) => {
                let state = self.living(*id, "into")?;
                if state.kind != kind {
                    return Err(Failure::field(
                        "into",
                        format!(
                            "“{}” khác loại đơn vị nên không tiếp nhận được. Hãy chọn đơn vị cùng loại.",
                            state.name
                        ),
                    ));
                }
                let ended =
                    ground::states_of(self.tx, *id)?.last().is_none_or(|(_, s)| s.valid_to < forever());
                if ended {
                    return Err(Failure::field("into", format!("“{}” đã kết thúc hoạt động.", state.name)));
                }
                self.take_part(Part::Target, *id);
                *id
            }
        };
        Ok(id)
    }

    fn merge(&mut self, sources: &[OrganisationId], into: &Into, follow: &Follow) -> Result<()> {
        let leaving: Vec<OrganisationId> = self.out.given.iter().map(|g| OrganisationId(g.unit)).collect();
        let is_new = matches!(into, Into::New(_));
        if leaving.is_empty() || (is_new && leaving.len() < 2) {
            return Err(Failure::field("sources", "Hãy chọn ít nhất hai đơn vị để sáp nhập."));
        }
        let mut states = Vec::new();
        for source in &leaving {
            states.push(self.ending(*source)?);
        }
        let kind = states[0].kind;
        if let Some(other) = states.iter().find(|s| s.kind != kind) {
            return Err(Failure::field("sources", format!("“{}” khác loại với các đơn vị kia.", other.name)));
        }
        let target = self.target(into, kind)?;
        for source in &leaving {
            if ground::reaches(self.tx, &[*source], target, self.on)? && *source != target {
                return Err(Failure::field(
                    "into",
                    "Đơn vị tiếp nhận đang trực thuộc một đơn vị sẽ kết thúc.",
                ));
            }
        }
        if is_new {
            self.place_beside(&leaving, target)?;
        }
        let _ = sources;
        for source in &leaving {
            for tree in Tree::all() {
                self.hand_over(tree, *source, |_| Some(target))?;
            }
            self.readdress(*source, target)?;
            let went = carry(self, *source, |a| match a.role {
                AffiliationRole::Officer if !follow.posts => Fate::End,
                _ => Fate::To(target),
            })?;
            self.roles_follow(*source, &went, Some(target), follow)?;
            units::abolish(self.tx, *source, self.on)?;
            self.take_part(Part::Source, *source);
            self.carried_on.push((*source, target, None));
        }
        Ok(())
    }

    fn split(&mut self, source: OrganisationId, ends: bool, shares: &[Share], follow: &Follow) -> Result<()> {
        if shares.is_empty() || (ends && shares.len() < 2) {
            return Err(Failure::field(
                "shares",
                "Chia thì cần ít nhất hai đơn vị mới; tách thì cần ít nhất một. Hãy thêm đơn vị nhận.",
            ));
        }
        let state = self.ending(source)?;
        let mut targets = Vec::new();
        for share in shares {
            let id = self.target(&share.into, state.kind)?;
            if id == source || targets.contains(&id) {
                return Err(Failure::field("shares", "Mỗi phần phải về một đơn vị khác nhau."));
            }
            targets.push(id);
        }
        let heir = shares.iter().position(|s| s.is_heir).unwrap_or(0);
        let (mut of_person, mut of_section, mut of_group) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (share, target) in shares.iter().zip(&targets) {
            of_person.extend(share.people.iter().map(|p| (*p, *target)));
            of_section.extend(share.sections.iter().map(|s| (kernel::name::fold(s), *target)));
            of_group.extend(share.groups.iter().map(|g| (*g, *target)));
        }
        for person in persons::of_unit(self.tx, source, self.on)? {
            if let Some(target) = person.section.and_then(|s| of_section.get(&kernel::name::fold(&s))) {
                of_person.entry(person.id).or_insert(*target);
            }
        }
        for tree in Tree::all() {
            let rest = ends.then(|| targets[heir]);
            self.hand_over(tree, source, |child| of_group.get(&child).copied().or(rest))?;
        }
        let went = carry(self, source, |a| match (of_person.get(&a.person), a.role) {
            (Some(_), AffiliationRole::Officer) if !follow.posts => Fate::End,
            (Some(target), _) => Fate::To(*target),
            (None, _) if ends => Fate::End,
            (None, _) => Fate::Stay,
        })?;
        self.roles_follow(source, &went, None, follow)?;
        self.take_part(Part::Source, source);
        if ends {
            units::abolish(self.tx, source, self.on)?;
            for (n, target) in targets.iter().enumerate() {
                let share = if n == heir { "main" } else { "part" };
                self.carried_on.push((source, *target, Some(share)));
            }
        }
        Ok(())
    }

    fn abolish(
        &mut self,
        chosen: &[OrganisationId],
        below_to: Option<OrganisationId>,
        people_to: Option<OrganisationId>,
    ) -> Result<()> {
        if chosen.is_empty() {
            return Err(Failure::field("units", "Hãy chọn ít nhất một đơn vị."));
        }
        let mut ending: BTreeSet<OrganisationId> = chosen.iter().copied().collect();
        let mut states = BTreeMap::new();
        // groups end with the unit that they are groups of
        let mut todo: Vec<OrganisationId> = ending.iter().copied().collect();
        while let Some(unit) = todo.pop() {
            let state = self.ending(unit)?;
            let holds_groups = matches!(state.kind.counts_as(), CountsAs::Base | CountsAs::Group);
            states.insert(unit, state);
            for (_, span) in store::below(self.tx, Tree::main(), unit, self.on)? {
                let kind = ground::last(self.tx, span.organisation)?.map(|u| u.kind);
                if holds_groups
                    && kind.is_some_and(|k| k.counts_as() == CountsAs::Group)
                    && ending.insert(span.organisation)
                {
                    todo.push(span.organisation);
                    self.out.given.push(Given { unit: span.organisation.0, ..Given::default() });
                }
            }
        }
        for to in [below_to, people_to].into_iter().flatten() {
            let state = self.living(to, "below")?;
            if ending.contains(&to) {
                return Err(Failure::field(
                    "below",
                    format!("“{}” cũng sẽ kết thúc. Hãy chọn đơn vị khác.", state.name),
                ));
            }
            self.take_part(Part::Target, to);
        }
        for tree in Tree::all() {
            let view = ground::tree(self.tx, tree, self.on)?;
            for unit in &ending {
                let above = view.way_to(*unit).iter().rev().map(|u| u.id).find(|u| !ending.contains(u));
                let target = below_to.filter(|t| view.get(*t).is_some()).or(above);
                self.hand_over(tree, *unit, |child| target.filter(|_| !ending.contains(&child)))?;
            }
        }
        for (unit, state) in &states {
            if let (true, Some(to)) = (state.kind.is_address(), below_to) {
                self.readdress(*unit, to)?;
            }
            let went = carry(self, *unit, |a| match (a.role, people_to) {
                (AffiliationRole::Officer, _) | (_, None) => Fate::End,
                (_, Some(to)) => Fate::To(to),
            })?;
            self.roles_follow(*unit, &went, None, &Follow::default())?;
            units::abolish(self.tx, *unit, self.on)?;
            self.take_part(Part::Ended, *unit);
        }
        Ok(())
    }

    /// Compares the rights, and writes the event.
    fn keep(mut self, r: &Reorganisation, before: Readers) -> Result<Outcome> {
        if !matches!(r.what, What::Found(_) | What::Change { .. }) {
            // the gate asks the closure: it must be that of the new places before rights are compared
            ground::rebuild_closure(self.tx)?;
            let mut concerned: BTreeSet<OrganisationId> = before.keys().copied().collect();
            concerned.extend(self.out.founded.iter().map(|u| OrganisationId(*u)));
            for (unit, now) in self.readers(concerned)? {
                let old = before.get(&unit).cloned().unwrap_or_default();
                let mut note =
                    |all: &BTreeSet<(AccountId, Role)>, other: &BTreeSet<(AccountId, Role)>, gained| {
                        for (account, role) in all {
                            // another role of the same account reads the unit as well
                            if !other.iter().any(|(a, _)| a == account) {
                                self.out.rights.push(RightChange {
                                    account: account.0,
                                    role: role.code().to_owned(),
                                    unit: unit.0,
                                    gained,
                                });
                            }
                        }
                    };
                note(&now, &old, true);
                note(&old, &now, false);
            }
            self.out.rights.sort();
            self.out.rights.dedup_by_key(|c| (c.account, c.unit, c.gained));
        }
        store::add_event(self.tx, self.event, r.kind(), r.on, &r.decision, Some(&self.out))?;
        store::add_parts(self.tx, self.event, &self.parts)?;
        for (source, target, share) in &self.carried_on {
            store::add_succession(self.tx, self.event, *source, *target, self.on, *share)?;
        }
        if let Some(file) = &r.decision.file {
            store::add_file(self.tx, self.event, file)?;
        }
        Ok(self.out)
    }
}

/// Writes an event of long ago whose effects stand in the trees already (the beginning of an installation).
pub fn record(
    tx: &Tx,
    kind: EventKind,
    on: Date,
    decision: &Decision,
    parts: &BTreeSet<(Part, OrganisationId)>,
) -> Result<i64> {
    let event = tx.new_id();
    store::add_event(tx, event, kind, on, decision, None)?;
    store::add_parts(tx, event, parts)?;
    if kind == EventKind::Merge {
        let target = parts.iter().find(|(p, _)| matches!(p, Part::Target | Part::Founded));
        for (_, source) in parts.iter().filter(|(p, _)| *p == Part::Source) {
            if let Some((_, target)) = target {
                store::add_succession(tx, event, *source, *target, on, None)?;
            }
        }
    }
    Ok(event)
}

/// Adds the scan of a decision to an event that has been recorded.
pub fn attach(tx: &Tx, event: i64, file: &DecisionFile) -> Result<()> {
    store::add_file(tx, event, file)?;
    Ok(())
}

/// Takes an event back as a whole: who went goes back, what ended is there again. Refused, with the reason, when
/// something was built upon it.
pub fn undo(tx: &Tx, event: i64, why: &str, bearings: &Bearings) -> Result<EventCard> {
    let card = store::event(tx, event)?.ok_or(Failure::NotFound)?;
    let refuse = |words: String| Err(Failure::Conflict(words));
    if card.is_undone {
        return refuse("Việc này đã được hoàn tác rồi.".to_owned());
    }
    if card.told.is_none() || store::is_one_of_many(tx, event)? {
        return refuse(
            "Việc này được ghi khi nạp dữ liệu ban đầu, cùng nhiều việc khác, nên không hoàn tác riêng được."
                .to_owned(),
        );
    }
    let txn = event >> kernel::id::ROW_BITS;
    for (unit, part) in store::parts(tx, event)? {
        let name = ground::last(tx, unit)?.map_or_else(String::new, |u| u.name);
        if let Some((_, on, decision)) = store::recorded_later(tx, unit, event)? {
            return refuse(format!(
                "Không hoàn tác được: sau đó “{name}” đã có thay đổi khác từ ngày {} (quyết định {}). Hãy hoàn tác thay đổi ấy trước.",
                time::day_text(on),
                if decision.is_empty() { "không ghi số" } else { &decision },
            ));
        }
        if part == Part::Founded {
            let [joined, placed, granted, facts] = store::built_on(tx, unit, txn)?;
            let hanging: i64 = bearings.on(tx, unit, tx.today())?.iter().map(|h| h.count).sum();
            if joined + placed + granted + facts + hanging > 0 {
                return refuse(format!(
                    "Không hoàn tác được: “{name}” đã có {joined} người vào thêm, {placed} đơn vị trực thuộc, {granted} vai trò được giao, {facts} việc học tập đã ghi, {hanging} lớp, báo cáo, chương trình. Hãy chuyển đi trước."
                ));
            }
        }
    }
    let changed = store::people_changed_since(tx, txn)?;
    if changed > 0 {
        return refuse(format!(
            "Không hoàn tác được: {changed} người đã được chuyển, thôi hoặc sửa sau đó. Hãy dùng một lần tổ chức lại mới."
        ));
    }
    ::store::undo::undo(tx, txn, why)?;
    tx.touch_trees();
    Ok(card)
}

impl Reorganisation {
    /// A merger into a unit that is there; nobody's role or post goes along.
    pub fn merging(
        sources: &[OrganisationId],
        target: OrganisationId,
        on: Date,
        decision: &str,
    ) -> Reorganisation {
        Reorganisation {
            on,
            decision: Decision::numbered(decision),
            what: What::Merge {
                sources: sources.to_vec(),
                into: Into::Unit(target),
                follow: Follow::default(),
            },
        }
    }
}

/// People of a list of affiliations, each once.
pub(super) fn people_of<'a>(all: impl Iterator<Item = &'a Affiliation>) -> usize {
    all.map(|a| a.person).collect::<BTreeSet<_>>().len()
}
