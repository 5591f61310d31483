//! The pages of people: lists, records, keeping. What they share.

use super::model::Sex;
use crate::organisation::{Organisation, Tree, store as units};
use ::store::View;
use kernel::{Date, OrganisationId, Result, name};
use ui::prelude::*;
use web::{Act, Call, Routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    [super::listing::pages::routes(), super::record::pages::routes(), super::keeping::pages::routes()]
        .concat()
}

/// Tops that no other top stands above.
pub(crate) fn highest(v: &View, tops: Vec<OrganisationId>, on: Date) -> Result<Vec<OrganisationId>> {
    let mut kept = Vec::new();
    for top in &tops {
        let others: Vec<OrganisationId> = tops.iter().filter(|t| *t != top).copied().collect();
        if !units::reaches(v, &others, *top, on)? {
            kept.push(*top);
        }
    }
    Ok(kept)
}

/// The units of the actor's scope as choices, in the order of their names.
pub(crate) fn unit_choices(call: &Call, v: &View, act: Act) -> Result<Vec<Choice>> {
    let today = call.today();
    let scope = units::within(v, &call.scope(act)?, today)?;
    let mut all: Vec<Organisation> = Vec::new();
    for tree in Tree::bodies() {
        all.extend(units::tree(v, tree, today)?.units().filter(|u| scope.contains(&u.id)).cloned());
    }
    all.sort_by_cached_key(|u| (name::text_key(&u.name), u.id));
    all.dedup_by_key(|u| u.id);
    Ok(all.iter().map(|u| Choice::new(&u.code, format!("{} ({})", u.name, u.code))).collect())
}

/// A sex in words.
pub(crate) fn sex_word(lang: Lang, sex: Option<Sex>) -> &'static str {
    match sex {
        Some(Sex::Male) => t!(lang, "Nam"),
        Some(Sex::Female) => t!(lang, "Nữ"),
        None => "–",
    }
}
