//! Who may do what: Act × Role, in one table. The place in the tree and the date are the grant's:
//! a role is held at one organisation, from a day to a day, and reaches the whole subtree below it.

use crate::{AccountId, Date, OrganisationId, PersonId};

/// Something a person can do. Every route names one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Act {
    /// Open a page that anybody may open (sign-in, language, health).
    Anyone,
    /// Use one's own account: sign out, change password, own page.
    UseOwnAccount,
    /// See units of the tree: names, kinds, addresses.
    SeeUnits,
    /// Make and change units.
    KeepUnits,
    /// See people by name.
    SeePeople,
    /// Make and change people and their affiliations.
    KeepPeople,
    /// Bring in lists.
    Import,
    /// See training classes.
    SeeClasses,
    /// Create classes, enrol, take attendance, close.
    KeepClasses,
    /// See indicators and counts of units.
    SeeMeasures,
    /// Open the people behind a number.
    SeeMeasuredPeople,
    /// Write a unit's report and send it up.
    WriteReport,
    /// See reports.
    SeeReports,
    /// Return or accept the reports of units below.
    JudgeReports,
    /// Make and seal the consolidated report.
    SealReport,
    /// Record a unit's yearly programme.
    KeepPlans,
    /// Verify the yearly programmes of units below.
    VerifyPlans,
    /// See the audit log.
    SeeAudit,
    /// Make accounts and grant roles.
    KeepAccounts,
}

/// A role ("vai trò"), held at a unit from a day to a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// A worker with an account ("người lao động").
    Worker,
    /// Keeps a grassroots union's work ("cán bộ CĐCS").
    UnionOfficer,
    /// The Federation's office ("chuyên viên LĐLĐ").
    FederationOfficer,
    /// The Federation's leader, who signs ("lãnh đạo LĐLĐ").
    FederationLeader,
    /// The Association's office ("Hội Khuyến học").
    AssociationOfficer,
    /// An employer's representative ("người sử dụng lao động").
    Employer,
    /// Reads everything, changes nothing ("thanh tra, kiểm tra").
    Auditor,
    /// Keeps accounts and settings ("quản trị").
    Administrator,
}

impl Role {
    /// Every role, in the order of the table.
    pub const ALL: [Role; 8] = [
        Role::Worker,
        Role::UnionOfficer,
        Role::FederationOfficer,
        Role::FederationLeader,
        Role::AssociationOfficer,
        Role::Employer,
        Role::Auditor,
        Role::Administrator,
    ];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Role::Worker => "worker",
            Role::UnionOfficer => "union_officer",
            Role::FederationOfficer => "federation_officer",
            Role::FederationLeader => "federation_leader",
            Role::AssociationOfficer => "association_officer",
            Role::Employer => "employer",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// The role with this code.
    pub fn find(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }

    /// May this role do that, inside its subtree?
    pub fn may(self, act: Act) -> bool {
        use Act::*;
        use Role::*;
        match act {
            Anyone | UseOwnAccount => true,
            SeeUnits => true,
            SeeMeasures => !matches!(self, Worker),
            SeePeople | SeeMeasuredPeople => {
                matches!(self, UnionOfficer | FederationOfficer | FederationLeader | Auditor)
            }
            KeepPeople | Import | KeepClasses => matches!(self, UnionOfficer | FederationOfficer),
            SeeClasses => {
                matches!(self, UnionOfficer | FederationOfficer | FederationLeader | Employer | Auditor)
            }
            WriteReport | KeepPlans => matches!(self, UnionOfficer | FederationOfficer),
            SeeReports => matches!(self, UnionOfficer | FederationOfficer | FederationLeader | Auditor),
            JudgeReports | VerifyPlans => matches!(self, FederationOfficer | FederationLeader),
            SealReport => matches!(self, FederationLeader),
            KeepUnits => matches!(self, FederationOfficer | Administrator),
            SeeAudit => matches!(self, FederationLeader | Auditor | Administrator),
            KeepAccounts => matches!(self, Administrator | FederationOfficer),
        }
    }
}

/// A role held at one organisation for a time; it reaches the whole subtree below.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it is held.
    pub organisation: OrganisationId,
    /// First day.
    pub from: Date,
    /// First day after.
    pub to: Date,
}

/// Who acts: an account with its grants. Passed as an argument to everything that is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The person behind it.
    pub person: PersonId,
    /// The name shown.
    pub name: String,
    /// What is granted, past and future included.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The tops of the subtrees in which the actor may do this on that day.
    pub fn places(&self, act: Act, on: Date) -> Vec<OrganisationId> {
        let mut places: Vec<OrganisationId> = self
            .grants
            .iter()
            .filter(|g| g.from <= on && on < g.to && g.role.may(act))
            .map(|g| g.organisation)
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
    /// May the actor do this anywhere at all?
    pub fn may(&self, act: Act, on: Date) -> bool {
        matches!(act, Act::Anyone | Act::UseOwnAccount) || !self.places(act, on).is_empty()
    }
    /// The grant that the actor works by: the first one in force.
    pub fn main_grant(&self, on: Date) -> Option<&Grant> {
        self.grants.iter().find(|g| g.from <= on && on < g.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_sees_no_lists_and_an_auditor_changes_nothing() {
        assert!(!Role::Worker.may(Act::SeePeople));
        for act in [
            Act::KeepUnits,
            Act::KeepPeople,
            Act::Import,
            Act::KeepClasses,
            Act::WriteReport,
            Act::JudgeReports,
            Act::SealReport,
        ] {
            assert!(!Role::Auditor.may(act), "{act:?}");
        }
        assert!(Role::ALL.iter().all(|r| Role::find(r.code()) == Some(*r)));
    }
}
