//! Codes of this house in words, for whoever reads what is kept about them.

use crate::organisation::store as units;
use crate::person::AffiliationRole;
use ::store::sockets::Keeps;
use ::store::{Val, View};
use kernel::{OrganisationId, Result, Role};

/// Names of units, words of roles.
pub struct Words;

impl Keeps for Words {
    fn word(&self, v: &View, table: &str, column: &str, value: &Val) -> Result<Option<String>> {
        Ok(match (table, column, value) {
            (_, "organisation", Val::Int(id)) => units::last(v, OrganisationId(*id))?.map(|u| u.name),
            ("people_affiliation", "role", Val::Text(code)) | (_, "population", Val::Text(code)) => {
                AffiliationRole::find(code).map(|r| population(r).to_owned())
            }
            ("people_grant", "role", Val::Text(code)) => {
                Role::find(code).map(|r| web::role_word(ui::Lang::Vi, r).to_owned())
            }
            ("people_person_state", "sex", Val::Text(code)) => {
                Some(crate::person::pages::sex_word(ui::Lang::Vi, crate::person::Sex::find(code)).to_owned())
            }
            _ => None,
        })
    }
}

fn population(role: AffiliationRole) -> &'static str {
    crate::pages::population_word(ui::Lang::Vi, role)
}
