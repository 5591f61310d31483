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
    /// See courses being written, their versions, how far learners are in numbers.
    SeeCourses,
    /// Write courses and hand them in for review; bring in pictures, recordings, films.
    AuthorCourses,
    /// Review what another person wrote: publish it, or return it; withdraw a course.
    PublishCourses,
    /// Give a course to units or people, with a day until when.
    AssignCourses,
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
    /// See the registers of privacy: requests, consents, breaches, what is due to be de-identified.
    SeePrivacy,
    /// Answer requests about personal data, record consents on paper, keep breaches, de-identify.
    KeepPrivacy,
    /// Make accounts and grant roles.
    KeepAccounts,
    /// Print activation slips and give one-time codes to people of one's units.
    IssueCodes,
    /// Read who may do what at a unit, and why.
    SeeRights,
}

impl Act {
    /// Every act that a role gives, in the order of the table of rights.
    pub const ALL: [Act; 25] = [
        Act::SeeUnits,
        Act::KeepUnits,
        Act::SeePeople,
        Act::KeepPeople,
        Act::Import,
        Act::SeeClasses,
        Act::KeepClasses,
        Act::SeeCourses,
        Act::AuthorCourses,
        Act::PublishCourses,
        Act::AssignCourses,
        Act::SeeMeasures,
        Act::SeeMeasuredPeople,
        Act::WriteReport,
        Act::SeeReports,
        Act::JudgeReports,
        Act::SealReport,
        Act::KeepPlans,
        Act::VerifyPlans,
        Act::SeeAudit,
        Act::SeePrivacy,
        Act::KeepPrivacy,
        Act::KeepAccounts,
        Act::IssueCodes,
        Act::SeeRights,
    ];

    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Act::Anyone => "anyone",
            Act::UseOwnAccount => "use_own_account",
            Act::SeeUnits => "see_units",
            Act::KeepUnits => "keep_units",
            Act::SeePeople => "see_people",
            Act::KeepPeople => "keep_people",
            Act::Import => "import",
            Act::SeeClasses => "see_classes",
            Act::KeepClasses => "keep_classes",
            Act::SeeCourses => "see_courses",
            Act::AuthorCourses => "author_courses",
            Act::PublishCourses => "publish_courses",
            Act::AssignCourses => "assign_courses",
            Act::SeeMeasures => "see_measures",
            Act::SeeMeasuredPeople => "see_measured_people",
            Act::WriteReport => "write_report",
            Act::SeeReports => "see_reports",
            Act::JudgeReports => "judge_reports",
            Act::SealReport => "seal_report",
            Act::KeepPlans => "keep_plans",
            Act::VerifyPlans => "verify_plans",
            Act::SeeAudit => "see_audit",
            Act::SeePrivacy => "see_privacy",
            Act::KeepPrivacy => "keep_privacy",
            Act::KeepAccounts => "keep_accounts",
            Act::IssueCodes => "issue_codes",
            Act::SeeRights => "see_rights",
        }
    }

    /// The act of the table with this code.
    pub fn find(code: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|a| a.code() == code)
    }

    /// Does the act only look?
    pub fn only_looks(self) -> bool {
        use Act::*;
        matches!(
            self,
            Anyone
                | SeeUnits
                | SeePeople
                | SeeClasses
                | SeeCourses
                | SeeMeasures
                | SeeMeasuredPeople
                | SeeReports
                | SeeAudit
                | SeePrivacy
                | SeeRights
        )
    }
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
    /// The Federation's focal point for the joint programme ("đầu mối Ban Tuyên giáo – Nữ công").
    FederationFocal,
    /// The Association's focal point for the joint programme ("đầu mối Hội Khuyến học").
    AssociationFocal,
    /// The Association's leader ("lãnh đạo Hội Khuyến học").
    AssociationLeader,
    /// A school that teaches classes with the unions ("cơ sở đào tạo đối tác").
    PartnerSchool,
    /// Answers for personal data ("nhân sự bảo vệ dữ liệu cá nhân").
    DataProtectionOfficer,
}

impl Role {
    /// Every role, in the order of the table.
    pub const ALL: [Role; 13] = [
        Role::Worker,
        Role::UnionOfficer,
        Role::FederationOfficer,
        Role::FederationLeader,
        Role::AssociationOfficer,
        Role::Employer,
        Role::Auditor,
        Role::Administrator,
        Role::FederationFocal,
        Role::AssociationFocal,
        Role::AssociationLeader,
        Role::PartnerSchool,
        Role::DataProtectionOfficer,
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
            Role::FederationFocal => "federation_focal",
            Role::AssociationFocal => "association_focal",
            Role::AssociationLeader => "association_leader",
            Role::PartnerSchool => "partner_school",
            Role::DataProtectionOfficer => "data_protection_officer",
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
            SeeMeasures => !matches!(self, Worker | PartnerSchool),
            SeePeople => matches!(
                self,
                UnionOfficer
                    | FederationOfficer
                    | FederationLeader
                    | FederationFocal
                    | Auditor
                    | DataProtectionOfficer
            ),
            SeeMeasuredPeople => {
                matches!(
                    self,
                    UnionOfficer | FederationOfficer | FederationLeader | FederationFocal | Auditor
                )
            }
            KeepPeople | Import => matches!(self, UnionOfficer | FederationOfficer),
            KeepClasses => matches!(self, UnionOfficer | FederationOfficer | FederationFocal),
            SeeClasses => matches!(
                self,
                UnionOfficer
                    | FederationOfficer
                    | FederationLeader
                    | FederationFocal
                    | Employer
                    | PartnerSchool
                    | Auditor
            ),
            SeeCourses => !matches!(self, Worker | Employer | DataProtectionOfficer),
            AuthorCourses => matches!(
                self,
                UnionOfficer
                    | FederationOfficer
                    | FederationFocal
                    | AssociationOfficer
                    | AssociationFocal
                    | PartnerSchool
            ),
            PublishCourses => matches!(
                self,
                FederationOfficer | FederationLeader | FederationFocal | AssociationFocal | AssociationLeader
            ),
            AssignCourses => matches!(self, UnionOfficer | FederationOfficer | FederationFocal),
            WriteReport | KeepPlans => matches!(self, UnionOfficer | FederationOfficer | FederationFocal),
            SeeReports => matches!(
                self,
                UnionOfficer
                    | FederationOfficer
                    | FederationLeader
                    | FederationFocal
                    | AssociationLeader
                    | AssociationFocal
                    | Auditor
            ),
            JudgeReports | VerifyPlans => {
                matches!(self, FederationOfficer | FederationLeader | FederationFocal)
            }
            SealReport => matches!(self, FederationLeader),
            KeepUnits => matches!(self, FederationOfficer | Administrator),
            SeeAudit => matches!(self, FederationLeader | Auditor | Administrator | DataProtectionOfficer),
            SeePrivacy => matches!(
                self,
                FederationOfficer | FederationLeader | Auditor | Administrator | DataProtectionOfficer
            ),
            KeepPrivacy => matches!(self, FederationOfficer | DataProtectionOfficer),
            KeepAccounts => matches!(self, Administrator | FederationOfficer),
            IssueCodes => matches!(self, UnionOfficer | FederationOfficer | Administrator),
            SeeRights => matches!(
                self,
                FederationOfficer
                    | FederationLeader
                    | AssociationLeader
                    | Auditor
                    | Administrator
                    | DataProtectionOfficer
            ),
        }
    }

    /// How high the role stands: a one-time code for somebody's account comes only from above.
    pub fn rank(self) -> u8 {
        match self {
            Role::Worker => 0,
            Role::Employer | Role::PartnerSchool => 1,
            Role::UnionOfficer => 2,
            Role::AssociationOfficer | Role::AssociationFocal | Role::FederationFocal => 3,
            Role::FederationOfficer | Role::AssociationLeader => 4,
            Role::FederationLeader | Role::Auditor | Role::DataProtectionOfficer => 5,
            Role::Administrator => 6,
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
    /// Only these acts of the role, when not the whole of it (a delegation, "ủy quyền").
    pub acts: Option<Vec<Act>>,
    /// The account for which the holder acts, when the role is another's ("thay mặt").
    pub on_behalf_of: Option<AccountId>,
}

impl Grant {
    /// A role of one's own, whole.
    pub fn own(role: Role, organisation: OrganisationId, from: Date, to: Date) -> Grant {
        Grant { role, organisation, from, to, acts: None, on_behalf_of: None }
    }
    /// Is it in force on that day?
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && on < self.to
    }
    /// Does it give this act?
    pub fn may(&self, act: Act) -> bool {
        self.role.may(act) && self.acts.as_ref().is_none_or(|some| some.contains(&act))
    }
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
        tops(self.grants.iter().filter(|g| g.holds(on) && g.may(act)))
    }
    /// The same by the actor's own roles only, not by those that others delegated.
    pub fn own_places(&self, act: Act, on: Date) -> Vec<OrganisationId> {
        tops(self.grants.iter().filter(|g| g.on_behalf_of.is_none() && g.holds(on) && g.may(act)))
    }
    /// The accounts for which the actor may do this by delegation, each with its tops.
    pub fn places_on_behalf(&self, act: Act, on: Date) -> Vec<(AccountId, OrganisationId)> {
        let given = self.grants.iter().filter(|g| g.holds(on) && g.may(act));
        given.filter_map(|g| Some((g.on_behalf_of?, g.organisation))).collect()
    }
    /// May the actor do this anywhere at all?
    pub fn may(&self, act: Act, on: Date) -> bool {
        matches!(act, Act::Anyone | Act::UseOwnAccount)
            || self.grants.iter().any(|g| g.holds(on) && g.may(act))
    }
    /// The grant that the actor works by: the first one in force.
    pub fn main_grant(&self, on: Date) -> Option<&Grant> {
        self.grants.iter().find(|g| g.holds(on))
    }
}

fn tops<'a>(grants: impl Iterator<Item = &'a Grant>) -> Vec<OrganisationId> {
    let mut tops: Vec<OrganisationId> = grants.map(|g| g.organisation).collect();
    tops.sort_unstable();
    tops.dedup();
    tops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_sees_no_lists_and_an_auditor_changes_nothing() {
        assert!(!Role::Worker.may(Act::SeePeople));
        for act in Act::ALL.into_iter().filter(|a| !a.only_looks()) {
            assert!(!Role::Auditor.may(act), "{act:?}");
        }
        assert!(Role::ALL.iter().all(|r| Role::find(r.code()) == Some(*r)));
    }

    #[test]
    fn codes_come_back_and_every_act_is_somebodys() {
        for act in Act::ALL {
            assert_eq!(Act::find(act.code()), Some(act));
            assert!(Role::ALL.iter().any(|r| r.may(act)), "{act:?}");
        }
        assert_eq!(Act::find("anyone"), None);
    }

    #[test]
    fn a_delegation_gives_its_acts_within_its_days_and_is_told_apart() {
        let day = |d| Date::constant(2026, 11, d);
        let unit = OrganisationId(7);
        let lent = Grant {
            acts: Some(vec![Act::KeepClasses, Act::SealReport]),
            on_behalf_of: Some(AccountId(1)),
            ..Grant::own(Role::UnionOfficer, unit, day(10), day(20))
        };
        let actor =
            Actor { account: AccountId(2), person: PersonId(2), name: String::new(), grants: vec![lent] };
        assert_eq!(actor.places(Act::KeepClasses, day(10)), [unit]);
        assert!(!actor.may(Act::KeepClasses, day(9)) && !actor.may(Act::KeepClasses, day(20)));
        assert!(!actor.may(Act::KeepPeople, day(12)), "not lent");
        assert!(!actor.may(Act::SealReport, day(12)), "the role itself has no such right");
        assert!(actor.own_places(Act::KeepClasses, day(12)).is_empty());
        assert_eq!(actor.places_on_behalf(Act::KeepClasses, day(12)), [(AccountId(1), unit)]);
    }
}
