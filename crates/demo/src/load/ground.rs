//! Units, their places in three trees, the events of 2025 and 2026.

use crate::world::{self, EventKind, Hierarchy, OrganisationKind, World};
use ::store::Tx;
use kernel::{Failure, OrganisationId, Result};
use people::organisation::model::PlaceSpan;
use people::organisation::reorganisation::model::{self as events, Decision, Part};
use people::organisation::reorganisation::service::record;
use people::organisation::service::forever;
use people::organisation::{Kind, Organisation, Sector, Tree, store};
use std::collections::BTreeSet;

pub(super) fn load(tx: &Tx, world: &World) -> Result<Vec<OrganisationId>> {
    let mut ids = Vec::with_capacity(world.organisations.len());
    for o in &world.organisations {
        ids.push(store::add(tx, &o.code)?);
    }
    let id = |r: world::OrganisationRef| ids.get(r.0).copied().unwrap_or(OrganisationId(0));
    for (o, own) in world.organisations.iter().zip(&ids) {
        store::add_state(
            tx,
            &Organisation {
                id: *own,
                code: o.code.clone(),
                name: o.name.clone(),
                kind: kind(o.kind)?,
                sector: o.sector.map_or(Sector::None, sector),
                commune: o.commune.map(id),
                hard_to_reach: o.hard_to_reach,
                parent: None,
                valid_from: o.from,
                valid_to: o.to.unwrap_or_else(forever),
            },
        )?;
    }
    for e in &world.edges {
        let span = PlaceSpan {
            organisation: id(e.child),
            parent: Some(id(e.parent)),
            from: e.from,
            to: e.to.unwrap_or_else(forever),
        };
        store::add_place(tx, tree(e.hierarchy)?, &span)?;
    }
    // the tops of the trees stand under nobody
    for (at, o) in world.organisations.iter().enumerate() {
        let r = world::OrganisationRef(at);
        for h in [Hierarchy::Union, Hierarchy::Association, Hierarchy::Admin] {
            let is_parent = world.edges.iter().any(|e| e.hierarchy == h && e.parent == r);
            let is_child = world.edges.iter().any(|e| e.hierarchy == h && e.child == r);
            if is_parent && !is_child {
                let span = PlaceSpan {
                    organisation: id(r),
                    parent: None,
                    from: o.from,
                    to: o.to.unwrap_or_else(forever),
                };
                store::add_place(tx, tree(h)?, &span)?;
            }
        }
    }
    for e in &world.events {
        let (kind, part) = match e.kind {
            EventKind::Found => (events::EventKind::Found, Part::Founded),
            EventKind::Merge => (events::EventKind::Merge, Part::Source),
            EventKind::Move => (events::EventKind::Move, Part::Moved),
            EventKind::Abolish => (events::EventKind::Abolish, Part::Ended),
        };
        let mut parts: BTreeSet<(Part, OrganisationId)> =
            e.sources.iter().filter(|s| e.target != Some(**s)).map(|s| (part, id(*s))).collect();
        if e.kind == EventKind::Merge {
            parts.extend(e.target.map(|t| (Part::Target, id(t))));
        }
        let decision = Decision { decided_on: Some(e.decided_on), ..Decision::numbered(&e.decision) };
        record(tx, kind, e.on, &decision, &parts)?;
    }
    Ok(ids)
}

fn tree(h: Hierarchy) -> Result<Tree> {
    let code = match h {
        Hierarchy::Admin => "administrative",
        Hierarchy::Union => "union",
        Hierarchy::Association => "association",
    };
    Tree::find(code).ok_or_else(|| Failure::broken(format!("policy/organisations.toml has no tree {code}")))
}

fn kind(k: OrganisationKind) -> Result<Kind> {
    let code = match k {
        OrganisationKind::Province => "province",
        OrganisationKind::District => "former_district",
        OrganisationKind::Commune | OrganisationKind::Ward | OrganisationKind::Town => "commune",
        OrganisationKind::GeneralConfederation => "general_confederation",
        OrganisationKind::ProvincialFederation => "provincial_federation",
        OrganisationKind::UpperUnion => "upper_union",
        OrganisationKind::GrassrootsUnion => "grassroots_union",
        OrganisationKind::LearningPromotionAssociation => "learning_promotion_association",
        OrganisationKind::AssociationBranch => "association_branch",
    };
    Kind::find(code).ok_or_else(|| Failure::broken(format!("policy/organisations.toml has no kind {code}")))
}

fn sector(s: world::Sector) -> Sector {
    match s {
        world::Sector::Enterprise => Sector::Enterprise,
        world::Sector::Agency => Sector::Agency,
        world::Sector::PublicUnit => Sector::PublicUnit,
    }
}
