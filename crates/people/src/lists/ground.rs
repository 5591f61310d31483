//! The units that a list may name: those of the subtree of its unit.
use crate::organisation::{Organisation, Tree, store as units};
use ::store::View;
use ::store::sockets::SheetOrder;
use kernel::sheet::SheetRow;
use kernel::{Date, OrganisationId, Result, name};
use std::collections::{BTreeSet, HashMap};

/// The subtree of a unit on a day.
pub(crate) struct Ground {
    /// The unit whose list it is.
    pub top: OrganisationId,
    /// All units below it and itself.
    pub within: BTreeSet<OrganisationId>,
    /// Each unit with each of its places.
    pub places: Vec<(Tree, Organisation)>,
    by_code: HashMap<String, OrganisationId>,
    /// Names that only one unit bears.
    by_name: HashMap<String, Option<OrganisationId>>,
    units: HashMap<OrganisationId, Organisation>,
}

impl Ground {
    pub fn read(v: &View, top: OrganisationId, on: Date) -> Result<Ground> {
        let within = units::within(v, &[top], on)?;
        let mut ground = Ground {
            top,
            within,
            places: Vec::new(),
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            units: HashMap::new(),
        };
        for tree in Tree::all() {
            for unit in units::tree(v, tree, on)?.units() {
                if ground.within.contains(&unit.id) {
                    ground.know(unit);
                    ground.places.push((tree, unit.clone()));
                }
            }
        }
        // a unit that stands in no tree has its list all the same
        if !ground.units.contains_key(&top)
            && let Some(unit) = units::last(v, top)?
        {
            ground.know(&unit);
        }
        Ok(ground)
    }

    fn know(&mut self, unit: &Organisation) {
        if self.units.insert(unit.id, unit.clone()).is_some() {
            return;
        }
        self.by_code.insert(unit.code.to_lowercase(), unit.id);
        self.by_name.entry(name::fold(&unit.name)).and_modify(|id| *id = None).or_insert(Some(unit.id));
    }

    pub fn get(&self, id: OrganisationId) -> Option<&Organisation> {
        self.units.get(&id)
    }

    /// The code of a unit; empty when it lies outside.
    pub fn code(&self, id: OrganisationId) -> String {
        self.get(id).map_or_else(String::new, |u| u.code.clone())
    }

    /// The unit with this code, or with this whole name when only one bears it.
    pub fn find(&self, text: &str) -> Option<&Organisation> {
        let by_code = self.by_code.get(&text.trim().to_lowercase());
        let id = by_code.copied().or_else(|| self.by_name.get(&name::fold(text)).copied().flatten());
        self.get(id?)
    }

    /// The unit that a cell names; outside the subtree is as unknown as nowhere.
    pub fn named(&self, title: &str, text: &str) -> std::result::Result<&Organisation, String> {
        self.find(text).ok_or_else(|| {
            format!(
                "Cột “{title}”: không có đơn vị “{text}” trong phạm vi của danh sách này. Hãy ghi đúng mã đơn vị như ở trang Đơn vị."
            )
        })
    }

    /// The unit of a row: the one that it names, else the one whose list it is, if there is no other.
    pub fn of_row(&self, order: &SheetOrder, row: &SheetRow) -> std::result::Result<OrganisationId, String> {
        match row.text("unit_code").map(str::trim).filter(|t| !t.is_empty()) {
            Some(text) => Ok(self.named("Mã đơn vị", text)?.id),
            None if self.within.len() > 1 && order.has("unit_code") => {
                Err("Thiếu mã đơn vị. Danh sách chung của nhiều đơn vị cần mã đơn vị ở mỗi dòng.".to_owned())
            }
            None => Ok(self.top),
        }
    }

    /// The codes of all units, in the order of names.
    pub fn codes(&self) -> Vec<String> {
        let mut all: Vec<&Organisation> = self.units.values().collect();
        all.sort_by_cached_key(|u| (name::text_key(&u.name), u.id));
        all.into_iter().map(|u| u.code.clone()).collect()
    }
}
