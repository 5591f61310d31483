//! Yearly programmes and reports.

use super::Ids;
use crate::world::World;
use kernel::Result;
use programme::indicator::policy::Policy;
use store::Db;

pub(super) fn load(_db: &Db, _policy: &Policy, _world: &World, _ids: &Ids) -> Result<()> {
    Ok(())
}
