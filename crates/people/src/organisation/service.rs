//! What happens to organisations. Each is an event with its day and its decision; nothing is rewritten.

use super::kinds::CountsAs;
pub use super::model::Founding;
use super::model::{Kind, Organisation, PlaceSpan, Sector, Tree};
use super::store;
use ::store::Tx;
use kernel::{Date, Failure, OrganisationId, Result, time::FOREVER};

/// The longest name of a unit, in characters.
const LONGEST_NAME: usize = 200;

/// The day that stands for "still".
pub fn forever() -> Date {
    kernel::time::parse_day(FOREVER).unwrap_or(Date::MAX)
}

/// Can a unit be founded so? Whether its code is free is asked when it is.
pub fn check_founding(f: &Founding, today: Date) -> Result<()> {
    let code_is_fine = !f.code.is_empty()
        && f.code.len() <= 40
        && f.code.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    if !code_is_fine {
        return Err(Failure::field(
            "code",
            "Mã đơn vị chỉ gồm chữ không dấu, số, gạch ngang, tối đa 40 ký tự.",
        ));
    }
    if f.name.trim().is_empty() {
        return Err(Failure::field("name", "Hãy nhập tên đơn vị."));
    }
    if f.name.chars().count() > LONGEST_NAME {
        return Err(Failure::field("name", format!("Tên đơn vị quá dài (tối đa {LONGEST_NAME} ký tự).")));
    }
    if f.from > today {
        return Err(Failure::field("day", "Ngày thành lập chưa tới. Hãy ghi khi quyết định có hiệu lực."));
    }
    Ok(())
}

/// Founds a unit.
pub fn found(tx: &Tx, f: &Founding) -> Result<OrganisationId> {
    check_founding(f, tx.today())?;
    if let Some((tree, above)) = f.place {
        may_stand(tx, tree, f.kind, above, f.from)?;
    }
    let id = match store::by_code(tx, &f.code)? {
        // a founding that was taken back left a code without a unit
        Some(id) if store::states_of(tx, id)?.is_empty() => id,
        Some(_) => {
            return Err(Failure::field("code", format!("Mã “{}” đã dùng cho một đơn vị khác.", f.code)));
        }
        None => store::add(tx, &f.code)?,
    };
    // a group lies where the unit above it lies
    let above = match f.place {
        Some((_, Some(above))) if f.kind.counts_as() == CountsAs::Group => store::one(tx, above, f.from)?,
        _ => None,
    };
    let (sector, commune, hard_to_reach) = match above {
        Some(a) if f.sector == Sector::None => {
            (a.sector, f.commune.or(a.commune), f.hard_to_reach || a.hard_to_reach)
        }
        _ => (f.sector, f.commune, f.hard_to_reach),
    };
    let state = Organisation {
        id,
        code: f.code.clone(),
        name: kernel::name::tidy(&f.name),
        kind: f.kind,
        sector,
        commune,
        hard_to_reach,
        parent: None,
        valid_from: f.from,
        valid_to: forever(),
    };
    store::add_state(tx, &state)?;
    if let Some((tree, parent)) = f.place {
        store::add_place(tx, tree, &PlaceSpan { organisation: id, parent, from: f.from, to: forever() })?;
    }
    Ok(id)
}

/// Refuses a kind where the policy does not let it stand. The head of a tree that has no place in it yet gets
/// one, from its first day.
fn may_stand(tx: &Tx, tree: Tree, kind: Kind, above: Option<OrganisationId>, on: Date) -> Result<()> {
    let wrong =
        || Failure::field("kind", "Loại đơn vị này không đứng dưới đơn vị đã chọn. Hãy chọn loại khác.");
    let Some(above) = above else {
        return if kind.may_stand_under(tree, None) { Ok(()) } else { Err(wrong()) };
    };
    let Some(state) = store::one(tx, above, on)? else {
        return Err(Failure::field("day", "Vào ngày này đơn vị cấp trên chưa có hoặc đã kết thúc."));
    };
    if !kind.may_stand_under(tree, Some(state.kind)) {
        return Err(wrong());
    }
    if store::places_of(tx, tree, above)?.is_empty() && state.kind.is_head_of(tree) {
        let first = store::states_of(tx, above)?.first().map_or(on, |(_, s)| s.valid_from);
        let top = PlaceSpan { organisation: above, parent: None, from: first, to: forever() };
        store::add_place(tx, tree, &top)?;
    }
    Ok(())
}

/// Puts a unit into one more tree, from a day on.
pub fn place(
    tx: &Tx,
    tree: Tree,
    organisation: OrganisationId,
    parent: Option<OrganisationId>,
    from: Date,
) -> Result<()> {
    store::add_place(tx, tree, &PlaceSpan { organisation, parent, from, to: forever() })?;
    Ok(())
}

/// Moves a unit under another from a day on.
pub fn move_under(tx: &Tx, tree: Tree, unit: OrganisationId, parent: OrganisationId, on: Date) -> Result<()> {
    if unit == parent || store::reaches(tx, &[unit], parent, on)? {
        return Err(Failure::field(
            "parent",
            "Không thể đặt một đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc nó.",
        ));
    }
    end_places(tx, tree, unit, on)?;
    store::add_place(
        tx,
        tree,
        &PlaceSpan { organisation: unit, parent: Some(parent), from: on, to: forever() },
    )?;
    Ok(())
}

/// Changes a unit's state from a day on (name, kind, sector, commune, area).
pub fn change(tx: &Tx, unit: OrganisationId, on: Date, change: impl Fn(&mut Organisation)) -> Result<()> {
    let states = store::states_of(tx, unit)?;
    let Some((row, old)) = states.into_iter().find(|(_, s)| s.valid_from <= on && on < s.valid_to) else {
        return Err(Failure::NotFound);
    };
    let mut new = old.clone();
    change(&mut new);
    if new == old {
        return Ok(());
    }
    tx.retire("people_organisation_state", row)?;
    if old.valid_from < on {
        store::add_state(tx, &Organisation { valid_to: on, ..old })?;
    }
    store::add_state(tx, &Organisation { valid_from: on, ..new })?;
    Ok(())
}

/// Ends a unit on a day: its state and its places in every tree. Its past stays as it was.
pub fn abolish(tx: &Tx, unit: OrganisationId, on: Date) -> Result<()> {
    for (row, s) in store::states_of(tx, unit)? {
        if s.valid_to > on {
            tx.retire("people_organisation_state", row)?;
            if s.valid_from < on {
                store::add_state(tx, &Organisation { valid_to: on, ..s })?;
            }
        }
    }
    for tree in Tree::all() {
        end_places(tx, tree, unit, on)?;
    }
    Ok(())
}

fn end_places(tx: &Tx, tree: Tree, unit: OrganisationId, on: Date) -> Result<()> {
    for (row, p) in store::places_of(tx, tree, unit)? {
        if p.to > on {
            tx.retire("people_place", row)?;
            tx.touch_trees();
            if p.from < on {
                store::add_place(tx, tree, &PlaceSpan { to: on, ..p })?;
            }
        }
    }
    Ok(())
}
