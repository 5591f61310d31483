//! Where units stand after a reorganisation, and where those below them go.

use super::model::Part;
use super::service::Doing;
use super::store;
use crate::organisation::kinds::Holds;
use crate::organisation::model::{Organisation, PlaceSpan, Tree};
use crate::organisation::service::{self as units, forever};
use crate::organisation::store as ground;
use kernel::{Date, Failure, OrganisationId, Result, time};
use std::collections::BTreeSet;

impl Doing<'_, '_> {
    /// Puts a unit under another in a tree from the day on, until its next recorded place there.
    pub(super) fn put_under(
        &mut self,
        tree: Tree,
        unit: OrganisationId,
        under: Option<OrganisationId>,
    ) -> Result<()> {
        let state = self.living(unit, "day")?;
        match under {
            Some(parent) => {
                let above = self.living(parent, "parent")?;
                if !state.kind.may_stand_under(tree, Some(above.kind)) {
                    return Err(Failure::field(
                        "parent",
                        format!(
                            "“{}” không đứng được dưới “{}”. Hãy chọn đơn vị khác.",
                            state.name, above.name
                        ),
                    ));
                }
                if unit == parent || ground::reaches(self.tx, &[unit], parent, self.on)? {
                    return Err(Failure::field(
                        "parent",
                        "Không thể đặt một đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc nó.",
                    ));
                }
            }
            None if tree.holds() != Holds::Groupings => {
                return Err(Failure::field("parent", "Hãy chọn đơn vị cấp trên."));
            }
            None => {}
        }
        let places = ground::places_of(self.tx, tree, unit)?;
        let next = places.iter().map(|(_, p)| p.from).filter(|f| *f > self.on).min().unwrap_or(forever());
        let now = places.iter().find(|(_, p)| p.from <= self.on && self.on < p.to);
        if now.is_some_and(|(_, p)| p.parent == under) || (now.is_none() && under.is_none()) {
            return Err(Failure::field("parent", format!("“{}” đã ở vị trí ấy rồi.", state.name)));
        }
        if let Some((row, span)) = now {
            self.tx.retire("people_place", *row)?;
            self.tx.touch_trees();
            if span.from < self.on {
                ground::add_place(self.tx, tree, &PlaceSpan { to: self.on, ..*span })?;
            }
        }
        if let Some(parent) = under {
            self.outlives(parent, next)?;
            self.add_head(tree, parent)?;
            let span = PlaceSpan { organisation: unit, parent: Some(parent), from: self.on, to: next };
            ground::add_place(self.tx, tree, &span)?;
        }
        self.take_part(Part::Moved, unit);
        Ok(())
    }

    /// Refuses a unit above that ends while the unit below it goes on.
    pub(super) fn outlives(&self, above: OrganisationId, until: Date) -> Result<()> {
        match ground::states_of(self.tx, above)?.last() {
            Some((_, last)) if last.valid_to < until => Err(Failure::field(
                "parent",
                format!(
                    "“{}” đã kết thúc hoạt động từ ngày {}. Hãy chọn đơn vị cấp trên còn hoạt động.",
                    last.name,
                    time::day_text(last.valid_to)
                ),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn add_head(&self, tree: Tree, parent: OrganisationId) -> Result<()> {
        let kind = self.living(parent, "parent")?.kind;
        if kind.is_head_of(tree) && ground::places_of(self.tx, tree, parent)?.is_empty() {
            let first = ground::states_of(self.tx, parent)?.first().map_or(self.on, |(_, s)| s.valid_from);
            let top = PlaceSpan { organisation: parent, parent: None, from: first, to: forever() };
            ground::add_place(self.tx, tree, &top)?;
        }
        Ok(())
    }

    /// Whatever stands below a unit from the day on goes under another, in one tree.
    pub(super) fn hand_over(
        &mut self,
        tree: Tree,
        unit: OrganisationId,
        to: impl Fn(OrganisationId) -> Option<OrganisationId>,
    ) -> Result<()> {
        let mut moved = BTreeSet::new();
        for (row, span) in store::below(self.tx, tree, unit, self.on)? {
            let Some(parent) = to(span.organisation) else { continue };
            if let (Some(child), Some(above)) = (
                ground::last(self.tx, span.organisation)?,
                ground::one(self.tx, parent, self.on)?.or(ground::last(self.tx, parent)?),
            ) && !child.kind.may_stand_under(tree, Some(above.kind))
            {
                return Err(Failure::field(
                    "below",
                    format!(
                        "“{}” không đứng được dưới “{}”. Hãy chọn nơi khác cho các đơn vị trực thuộc, hoặc giải thể cả đơn vị ấy.",
                        child.name, above.name
                    ),
                ));
            }
            self.outlives(parent, span.to)?;
            self.tx.retire("people_place", row)?;
            self.tx.touch_trees();
            if span.from < self.on {
                ground::add_place(self.tx, tree, &PlaceSpan { to: self.on, ..span })?;
            }
            let from = span.from.max(self.on);
            ground::add_place(self.tx, tree, &PlaceSpan { parent: Some(parent), from, ..span })?;
            moved.insert(span.organisation);
        }
        if let Some(given) = self.given(unit) {
            given.below += moved.len();
        }
        for child in moved {
            self.take_part(Part::Below, child);
        }
        Ok(())
    }

    /// Units that lay in a place lie in another from the day on.
    pub(super) fn readdress(&mut self, place: OrganisationId, to: OrganisationId) -> Result<()> {
        for unit in store::lying_in(self.tx, place, self.on)? {
            for (row, s) in ground::states_of(self.tx, unit)? {
                if s.commune != Some(place) || s.valid_to <= self.on {
                    continue;
                }
                self.tx.retire("people_organisation_state", row)?;
                if s.valid_from < self.on {
                    ground::add_state(self.tx, &Organisation { valid_to: self.on, ..s.clone() })?;
                }
                let from = s.valid_from.max(self.on);
                ground::add_state(self.tx, &Organisation { commune: Some(to), valid_from: from, ..s })?;
            }
            self.out.readdressed += 1;
        }
        Ok(())
    }

    /// A unit made of others stands beside them in the trees in which all stood at one place.
    pub(super) fn place_beside(&mut self, sources: &[OrganisationId], target: OrganisationId) -> Result<()> {
        for tree in Tree::all() {
            if !ground::places_of(self.tx, tree, target)?.is_empty() {
                continue;
            }
            let mut above = BTreeSet::new();
            for source in sources {
                let places = ground::places_of(self.tx, tree, *source)?;
                let now = places.iter().find(|(_, p)| p.from <= self.on && self.on < p.to);
                above.insert(now.and_then(|(_, p)| p.parent));
            }
            if let (1, Some(Some(parent))) = (above.len(), above.first()) {
                units::place(self.tx, tree, target, Some(*parent), self.on)?;
            }
        }
        Ok(())
    }
}
