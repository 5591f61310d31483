//! Every SQL of organisations.

use super::model::{Kind, Organisation, PlaceSpan, Sector, Tree, TreeView, closure};
use kernel::{Date, OrganisationId};
use std::collections::{BTreeMap, BTreeSet};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// A tree on a day.
    TREE = "select o.id, o.code, s.name, s.kind, s.sector, s.commune, s.hard_to_reach, p.parent, s.valid_from, s.valid_to \
        from people_place p join people_organisation o on o.id = p.organisation \
        join people_organisation_state s on s.organisation = o.id and s.retired_txn is null \
         and s.valid_from <= $2 and $2 < s.valid_to \
        where p.tree = $1 and p.retired_txn is null and p.valid_from <= $2 and $2 < p.valid_to order by s.sort_key, o.code";
    /// One unit on a day, without its place.
    ONE = "select o.id, o.code, s.name, s.kind, s.sector, s.commune, s.hard_to_reach, cast(null as bigint), s.valid_from, s.valid_to \
        from people_organisation o join people_organisation_state s on s.organisation = o.id and s.retired_txn is null \
        where o.id = $1 and s.valid_from <= $2 and $2 < s.valid_to";
    /// The last state of a unit, even of an abolished one.
    LAST = "select o.id, o.code, s.name, s.kind, s.sector, s.commune, s.hard_to_reach, cast(null as bigint), s.valid_from, s.valid_to \
        from people_organisation o join people_organisation_state s on s.organisation = o.id and s.retired_txn is null \
        where o.id = $1 order by s.valid_from desc limit 1";
    /// Units by code.
    BY_CODE = "select id from people_organisation where code = $1";
    /// Places of a tree.
    PLACES = "select organisation, parent, valid_from, valid_to from people_place where tree = $1 and retired_txn is null \
        order by organisation, valid_from";
    /// Places of a tree that do not hold on a day.
    ELSEWHEN = "select organisation, parent, valid_from from people_place where tree = $1 and retired_txn is null \
        and not (valid_from <= $2 and $2 < valid_to) order by organisation, valid_from";
    /// The believed places of one unit in one tree.
    PLACES_OF = "select id, parent, valid_from, valid_to from people_place where tree = $1 and organisation = $2 \
        and retired_txn is null order by valid_from";
    /// The believed states of one unit.
    STATES_OF = "select id, name, kind, sector, commune, hard_to_reach, valid_from, valid_to from people_organisation_state \
        where organisation = $1 and retired_txn is null order by valid_from";
    /// Does one stand above the other on a day?
    REACHES = "select count(*) from people_closure where ancestor = $1 and descendant = $2 and valid_from <= $3 and $3 < valid_to";
    /// The last day on which a unit stood in any tree.
    LAST_PLACE = "select max(valid_to) from people_closure where descendant = $1";
    /// Did one stand above the other when the other's last place ended?
    REACHED_LAST = "select count(*) from people_closure where ancestor = $1 and descendant = $2 and valid_to = $3";
    /// Units by name, within subtrees of a day.
    SEARCH = "select o.id, o.code, s.name, s.kind, s.sector, s.commune, s.hard_to_reach, cast(null as bigint), s.valid_from, s.valid_to \
        from people_organisation o join people_organisation_state s on s.organisation = o.id and s.retired_txn is null \
        where s.valid_from <= $1 and $1 < s.valid_to and (s.fold like $2 or lower(o.code) like $2) \
        order by s.sort_key, o.code limit 400";
    /// Who carries on whom.
    SUCCESSIONS = "select s.source, s.target, s.effective, s.share from people_succession s \
        where not exists (select 1 from people_event_part p where p.event = s.event) \
        or exists (select 1 from people_event_part p where p.event = s.event and p.retired_txn is null) \
        order by s.effective, s.id";
    /// All units of a subtree on a day, in whichever tree.
    WITHIN = "select distinct descendant from people_closure where ancestor = $1 and valid_from <= $2 and $2 < valid_to";
    /// Closure lines of a tree, to check.
    CLOSURE = "select ancestor, descendant, depth, valid_from, valid_to from people_closure where tree = $1 \
        order by ancestor, descendant, depth, valid_from";
}

fn organisation(r: &Row) -> Out<Organisation> {
    let (kind, sector) = (r.text(3)?, r.text(4)?);
    Ok(Organisation {
        id: OrganisationId(r.int(0)?),
        code: r.text(1)?,
        name: r.text(2)?,
        kind: Kind::find(&kind).ok_or_else(|| StoreError::Own(format!("unknown kind {kind}")))?,
        sector: Sector::find(&sector).ok_or_else(|| StoreError::Own(format!("unknown sector {sector}")))?,
        commune: r.opt_int(5)?.map(OrganisationId),
        hard_to_reach: r.flag(6)?,
        parent: r.opt_int(7)?.map(OrganisationId),
        valid_from: r.day(8)?,
        valid_to: r.day(9)?,
    })
}

/// A tree as it was on a day.
pub fn tree(v: &View, tree: Tree, on: Date) -> Out<TreeView> {
    Ok(TreeView::new(v.rows(TREE, &[tree.code().into(), on.into()], organisation)?))
}

/// A unit as it was on a day.
pub fn one(v: &View, id: OrganisationId, on: Date) -> Out<Option<Organisation>> {
    v.first(ONE, &[id.into(), on.into()], organisation)
}

/// A unit as it was last known, even when abolished.
pub fn last(v: &View, id: OrganisationId) -> Out<Option<Organisation>> {
    v.first(LAST, &[id.into()], organisation)
}

/// The unit with this code.
pub fn by_code(v: &View, code: &str) -> Out<Option<OrganisationId>> {
    Ok(v.first(BY_CODE, &[code.into()], |r| r.int(0))?.map(OrganisationId))
}

/// Does the unit lie in one of the subtrees on that day? An abolished unit lies where it last lay.
pub fn reaches(v: &View, tops: &[OrganisationId], unit: OrganisationId, on: Date) -> Out<bool> {
    for top in tops {
        if *top == unit || v.number(REACHES, &[(*top).into(), unit.into(), on.into()])? > 0 {
            return Ok(true);
        }
    }
    let Some(last) = v.first(LAST_PLACE, &[unit.into()], |r| r.opt_day(0))?.flatten().filter(|l| *l <= on)
    else {
        return Ok(false);
    };
    for top in tops {
        if v.number(REACHED_LAST, &[(*top).into(), unit.into(), last.into()])? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Units whose name or code holds the words (without marks), best sorted, not yet held to a scope.
pub fn search(v: &View, words: &str, on: Date) -> Out<Vec<Organisation>> {
    let words: String = kernel::name::fold(words).chars().filter(|c| !"%_\\".contains(*c)).collect();
    v.rows(SEARCH, &[on.into(), format!("%{words}%").into()], organisation)
}

/// All units of these subtrees on a day.
pub fn within(v: &View, tops: &[OrganisationId], on: Date) -> Out<BTreeSet<OrganisationId>> {
    let mut all = BTreeSet::new();
    for top in tops {
        all.insert(*top);
        all.extend(v.rows(WITHIN, &[(*top).into(), on.into()], |r| Ok(OrganisationId(r.int(0)?)))?);
    }
    Ok(all)
}

/// Who carries on whom from which day: (source, target, day). Of a unit that was split, only the heir of its
/// history.
pub fn successions(v: &View) -> Out<Vec<(OrganisationId, OrganisationId, Date)>> {
    let all = all_successions(v)?;
    Ok(all.into_iter().filter(|s| s.3).map(|(source, target, on, _)| (source, target, on)).collect())
}

/// All who took over from a unit that ended: (source, target, day, is it the heir?).
pub fn all_successions(v: &View) -> Out<Vec<(OrganisationId, OrganisationId, Date, bool)>> {
    v.rows(SUCCESSIONS, &[], |r| {
        let is_heir = r.opt_text(3)?.as_deref() != Some("part");
        Ok((OrganisationId(r.int(0)?), OrganisationId(r.int(1)?), r.day(2)?, is_heir))
    })
}

fn places(v: &View, tree: Tree) -> Out<Vec<PlaceSpan>> {
    v.rows(PLACES, &[tree.code().into()], |r| {
        Ok(PlaceSpan {
            organisation: OrganisationId(r.int(0)?),
            parent: r.opt_int(1)?.map(OrganisationId),
            from: r.day(2)?,
            to: r.day(3)?,
        })
    })
}

/// Under whom units stood that have no place in the tree on a day: at the end of their time, or at its beginning
/// when it began later.
pub fn parents_elsewhen(v: &View, tree: Tree, on: Date) -> Out<BTreeMap<OrganisationId, OrganisationId>> {
    let mut parents = BTreeMap::new();
    v.each(ELSEWHEN, &[tree.code().into(), on.into()], |r| {
        let unit = OrganisationId(r.int(0)?);
        if let Some(parent) = r.opt_int(1)?.map(OrganisationId)
            && (r.day(2)? <= on || !parents.contains_key(&unit))
        {
            parents.insert(unit, parent);
        }
        Ok(())
    })?;
    Ok(parents)
}

/// Makes the closure of every tree again from the places.
pub fn rebuild_closure(tx: &Tx) -> Out<()> {
    for tree in Tree::all() {
        let spans = closure(&places(tx, tree)?);
        tx.derive("delete from people_closure where tree = $1", &[tree.code().into()])?;
        let mut values = Vec::with_capacity(spans.len() * 6);
        for s in &spans {
            values.extend([
                Val::from(tree.code()),
                s.ancestor.into(),
                s.descendant.into(),
                s.depth.into(),
                s.from.into(),
                s.to.into(),
            ]);
        }
        tx.derive_all(
            "people_closure",
            "tree, ancestor, descendant, depth, valid_from, valid_to",
            "",
            6,
            &values,
        )?;
    }
    Ok(())
}

/// Where the closure differs from the places.
pub fn check_closure(v: &View) -> Out<Vec<store::chain::Finding>> {
    let mut found = Vec::new();
    for tree in Tree::all() {
        let want = closure(&places(v, tree)?);
        let have = v.rows(CLOSURE, &[tree.code().into()], |r| {
            Ok(super::model::ClosureSpan {
                ancestor: OrganisationId(r.int(0)?),
                descendant: OrganisationId(r.int(1)?),
                depth: r.int(2)?,
                from: r.day(3)?,
                to: r.day(4)?,
            })
        })?;
        if want != have {
            let place = format!("people_closure, tree {}", tree.code());
            found.push(store::chain::Finding {
                place,
                wrong: format!("{} lines, recounted {}", have.len(), want.len()),
            });
        }
    }
    Ok(found)
}

/// A new identity.
pub fn add(tx: &Tx, code: &str) -> Out<OrganisationId> {
    Ok(OrganisationId(tx.insert("people_organisation", "code", &[code.into()])?))
}

/// A state from a day to a day.
pub fn add_state(tx: &Tx, o: &Organisation) -> Out<i64> {
    tx.touch_organisation(o.id);
    tx.insert(
        "people_organisation_state",
        "organisation, name, fold, sort_key, kind, sector, commune, hard_to_reach, valid_from, valid_to",
        &[
            o.id.into(),
            o.name.as_str().into(),
            kernel::name::fold(&o.name).into(),
            kernel::name::text_key(&o.name).into(),
            o.kind.code().into(),
            o.sector.code().into(),
            o.commune.into(),
            o.hard_to_reach.into(),
            o.valid_from.into(),
            o.valid_to.into(),
        ],
    )
}

/// A place in a tree from a day to a day.
pub fn add_place(tx: &Tx, tree: Tree, p: &PlaceSpan) -> Out<i64> {
    tx.touch_trees();
    tx.touch_organisation(p.organisation);
    tx.insert(
        "people_place",
        "tree, organisation, parent, valid_from, valid_to",
        &[tree.code().into(), p.organisation.into(), p.parent.into(), p.from.into(), p.to.into()],
    )
}

/// The believed places of a unit: (row, span).
pub fn places_of(v: &View, tree: Tree, organisation: OrganisationId) -> Out<Vec<(i64, PlaceSpan)>> {
    v.rows(PLACES_OF, &[tree.code().into(), organisation.into()], |r| {
        let span = PlaceSpan {
            organisation,
            parent: r.opt_int(1)?.map(OrganisationId),
            from: r.day(2)?,
            to: r.day(3)?,
        };
        Ok((r.int(0)?, span))
    })
}

/// The believed states of a unit: (row, state); the code is left empty.
pub fn states_of(v: &View, id: OrganisationId) -> Out<Vec<(i64, Organisation)>> {
    v.rows(STATES_OF, &[id.into()], |r| {
        let (kind, sector) = (r.text(2)?, r.text(3)?);
        let state = Organisation {
            id,
            code: String::new(),
            name: r.text(1)?,
            kind: Kind::find(&kind).ok_or_else(|| StoreError::Own(format!("unknown kind {kind}")))?,
            sector: Sector::find(&sector)
                .ok_or_else(|| StoreError::Own(format!("unknown sector {sector}")))?,
            commune: r.opt_int(4)?.map(OrganisationId),
            hard_to_reach: r.flag(5)?,
            parent: None,
            valid_from: r.day(6)?,
            valid_to: r.day(7)?,
        };
        Ok((r.int(0)?, state))
    })
}
