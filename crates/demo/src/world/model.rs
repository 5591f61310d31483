//! What the demo province is made of. Plain data: dates are half-open, `from` inside, `to` outside.

use kernel::{Date, Moment, Period, Role};

/// Place of an organisation in [`World::organisations`](super::World::organisations).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OrganisationRef(pub usize);

/// Place of a person in [`World::people`](super::World::people).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PersonRef(pub usize);

/// Which tree an edge belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Hierarchy {
    /// Province, districts, communes ("hành chính").
    Admin,
    /// Trade unions ("công đoàn").
    Union,
    /// The Association for Learning Promotion ("khuyến học").
    Association,
}

impl Hierarchy {
    /// `admin`, `union`, `association`.
    pub fn code(self) -> &'static str {
        match self {
            Hierarchy::Admin => "admin",
            Hierarchy::Union => "union",
            Hierarchy::Association => "association",
        }
    }
}

/// What an organisation is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OrganisationKind {
    /// "tỉnh"
    Province,
    /// "huyện, thành phố thuộc tỉnh", until 30/6/2025
    District,
    /// "xã"
    Commune,
    /// "phường"
    Ward,
    /// "thị trấn", until 30/6/2025
    Town,
    /// "Tổng LĐLĐ Việt Nam"
    GeneralConfederation,
    /// "LĐLĐ tỉnh"
    ProvincialFederation,
    /// "công đoàn cấp trên trực tiếp cơ sở"
    UpperUnion,
    /// "CĐCS"
    GrassrootsUnion,
    /// "Hội Khuyến học"
    LearningPromotionAssociation,
    /// "chi hội khuyến học"
    AssociationBranch,
}

impl OrganisationKind {
    /// The code used in tables and exchange: `grassroots_union`.
    pub fn code(self) -> &'static str {
        match self {
            OrganisationKind::Province => "province",
            OrganisationKind::District => "district",
            OrganisationKind::Commune => "commune",
            OrganisationKind::Ward => "ward",
            OrganisationKind::Town => "town",
            OrganisationKind::GeneralConfederation => "general_confederation",
            OrganisationKind::ProvincialFederation => "provincial_federation",
            OrganisationKind::UpperUnion => "upper_union",
            OrganisationKind::GrassrootsUnion => "grassroots_union",
            OrganisationKind::LearningPromotionAssociation => "learning_promotion_association",
            OrganisationKind::AssociationBranch => "association_branch",
        }
    }

    /// Commune, ward or town.
    pub fn is_commune_level(self) -> bool {
        matches!(self, OrganisationKind::Commune | OrganisationKind::Ward | OrganisationKind::Town)
    }
}

/// What a grassroots union's workers work in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sector {
    /// "doanh nghiệp", co-operatives and private schools with it
    Enterprise,
    /// "cơ quan hành chính"
    Agency,
    /// "đơn vị sự nghiệp công lập"
    PublicUnit,
}

impl Sector {
    /// `enterprise`, `agency`, `public_unit`.
    pub fn code(self) -> &'static str {
        match self {
            Sector::Enterprise => "enterprise",
            Sector::Agency => "agency",
            Sector::PublicUnit => "public_unit",
        }
    }
}

/// A unit of any of the three trees.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Organisation {
    /// Unique in the whole world: `CD001`, `LDLD-LC`, `03595` …
    pub code: String,
    /// Full name: "Công đoàn cơ sở Công ty CP chè Than Uyên".
    pub name: String,
    /// Name for lists: "CĐCS Công ty CP chè Than Uyên".
    pub short_name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Grassroots unions only.
    pub sector: Option<Sector>,
    /// The enterprise, agency or school behind a grassroots union.
    pub workplace: Option<String>,
    /// The trade of an enterprise: "chè", "may" …
    pub trade: Option<&'static str>,
    /// The commune (of the time) of its address.
    pub commune: Option<OrganisationRef>,
    /// "vùng sâu, vùng xa, khó khăn".
    pub hard_to_reach: bool,
    /// First day.
    pub from: Date,
    /// First day after the last one; `None` while it lives.
    pub to: Option<Date>,
}

impl Organisation {
    /// Alive on this day?
    pub fn lives_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// A parent for a while. In one tree a unit has at most one parent on any day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Edge {
    /// Which tree.
    pub hierarchy: Hierarchy,
    /// The unit below.
    pub child: OrganisationRef,
    /// The unit above.
    pub parent: OrganisationRef,
    /// First day.
    pub from: Date,
    /// First day after; `None`: still so.
    pub to: Option<Date>,
}

/// What happened to units.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EventKind {
    /// "thành lập"
    Found,
    /// "sáp nhập": sources end, the target goes on
    Merge,
    /// "chuyển cấp trên": the sources get the target as parent
    Move,
    /// "giải thể, kết thúc hoạt động"
    Abolish,
}

impl EventKind {
    /// `found`, `merge`, `move`, `abolish`.
    pub fn code(self) -> &'static str {
        match self {
            EventKind::Found => "found",
            EventKind::Merge => "merge",
            EventKind::Move => "move",
            EventKind::Abolish => "abolish",
        }
    }
}

/// A change of units, with the paper that ordered it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OrganisationEvent {
    /// What happened.
    pub kind: EventKind,
    /// Effective day.
    pub on: Date,
    /// Number of the paper: "1670/NQ-UBTVQH15".
    pub decision: String,
    /// Day of the paper.
    pub decided_on: Date,
    /// Units that end (merge, abolish), move or are founded.
    pub sources: Vec<OrganisationRef>,
    /// The unit that goes on (merge) or the new parent (move).
    pub target: Option<OrganisationRef>,
}

/// Which unit took over an old commune-level unit on 1/7/2025.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Succession {
    /// The unit of before; itself when it was not rearranged.
    pub old: OrganisationRef,
    /// The unit of after.
    pub new: OrganisationRef,
    /// False where the successor is only plausible.
    pub sure: bool,
}

/// Sex, as on the identity card.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sex {
    /// "Nam"
    Male,
    /// "Nữ"
    Female,
}

/// An invented person.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Person {
    /// Family, middle, given: "Lò Thị Mai".
    pub full_name: String,
    /// Day of birth.
    pub born_on: Date,
    /// Sex.
    pub sex: Sex,
    /// "Thái", "Mông", "Kinh" …
    pub ethnicity: &'static str,
    /// Ten digits, `0xxxxxxxxx`; unique.
    pub phone: Option<String>,
    /// Twelve digits; unique.
    pub national_id: String,
}

/// Where a person works for a while: the primary unit, one at a time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Affiliation {
    /// Who.
    pub person: PersonRef,
    /// The grassroots union of the workplace.
    pub unit: OrganisationRef,
    /// Work section: "Tổ chế biến 1".
    pub section: &'static str,
    /// Since when a union member ("đoàn viên"); `None`: worker only.
    pub member_since: Option<Date>,
    /// First day.
    pub from: Date,
    /// First day after; `None`: still there.
    pub to: Option<Date>,
}

impl Affiliation {
    /// In force on this day?
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// An office in a unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Position {
    /// "Chủ tịch"
    Chair,
    /// "Phó Chủ tịch"
    ViceChair,
    /// "Ủy viên Ban Chấp hành"
    CommitteeMember,
    /// "chuyên viên"
    Staff,
}

impl Position {
    /// `chair`, `vice_chair`, `committee_member`, `staff`.
    pub fn code(self) -> &'static str {
        match self {
            Position::Chair => "chair",
            Position::ViceChair => "vice_chair",
            Position::CommitteeMember => "committee_member",
            Position::Staff => "staff",
        }
    }
}

/// A person in office ("cán bộ") for a term.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Office {
    /// Who.
    pub person: PersonRef,
    /// Where.
    pub unit: OrganisationRef,
    /// As what.
    pub position: Position,
    /// "2023–2028".
    pub term: &'static str,
    /// First day in office.
    pub from: Date,
    /// First day after; `None`: still in office.
    pub to: Option<Date>,
}

/// Kind of a class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClassKind {
    /// "đào tạo nghề"
    Vocational,
    /// "bồi dưỡng"
    Refresher,
    /// "tập huấn, phổ biến"
    Briefing,
}

impl ClassKind {
    /// `vocational`, `refresher`, `briefing`.
    pub fn code(self) -> &'static str {
        match self {
            ClassKind::Vocational => "vocational",
            ClassKind::Refresher => "refresher",
            ClassKind::Briefing => "briefing",
        }
    }
}

/// One person on one day of a class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mark {
    /// "x"
    Present,
    /// "P"
    Excused,
    /// "v"
    Absent,
}

/// One person in one class.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Enrolment {
    /// Who.
    pub person: PersonRef,
    /// One mark a day, in the order of the class's days; shorter while the class still runs.
    pub marks: Vec<Mark>,
    /// The result ("đạt"); `None` while the class is open.
    pub passed: Option<bool>,
}

impl Enrolment {
    /// Present on at least one day?
    pub fn attended(&self) -> bool {
        self.marks.contains(&Mark::Present)
    }
}

/// A training class ("lớp").
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TrainingClass {
    /// Unique: `L0001`.
    pub code: String,
    /// "Bồi dưỡng kỹ năng số cho công nhân".
    pub title: String,
    /// Topic code: `digital_skill`, `law.labour` …
    pub topic: &'static str,
    /// Kind.
    pub kind: ClassKind,
    /// Who runs it: a grassroots union, the Federation or the Association.
    pub unit: OrganisationRef,
    /// Where: "Hội trường Công ty CP chè Than Uyên".
    pub place: String,
    /// Partner school ("cơ sở giáo dục nghề nghiệp").
    pub partner: Option<&'static str>,
    /// One to three days, in order.
    pub days: Vec<Date>,
    /// Hours a day.
    pub hours_per_day: u8,
    /// Everybody on the list.
    pub enrolments: Vec<Enrolment>,
    /// The day the class was closed; `None`: open.
    pub closed_on: Option<Date>,
}

/// A unit's yearly programme ("chương trình hoạt động năm").
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct YearlyProgramme {
    /// Whose.
    pub unit: OrganisationRef,
    /// For which year.
    pub year: i16,
    /// Number: "03/CTr-CĐCS".
    pub number: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Holds the part "Công đoàn học tập"?
    pub has_learning_part: bool,
    /// The day the Federation verified it; `None`: not yet.
    pub verified_on: Option<Date>,
}

/// A report that many units owe.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReportAssignment {
    /// Form: `quarterly`, `yearly`.
    pub form: &'static str,
    /// For which period.
    pub period: Period,
    /// Last day.
    pub due_on: Date,
    /// The day it was asked for.
    pub asked_on: Date,
    /// Who owes it: the grassroots unions alive on the period's attribution day.
    pub units: Vec<OrganisationRef>,
}

/// State of a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReportState {
    /// "đang soạn"
    Draft,
    /// "đã gửi"
    Submitted,
    /// "trả lại"
    Returned,
    /// "đã nhận"
    Accepted,
}

/// One step of a report's way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReportMove {
    /// The state it came into.
    pub to: ReportState,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: PersonRef,
    /// What was said with it.
    pub note: String,
}

/// A unit's report.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Report {
    /// Whose.
    pub unit: OrganisationRef,
    /// Form: `quarterly`.
    pub form: &'static str,
    /// For which period.
    pub period: Period,
    /// What the unit did, in words.
    pub narrative: String,
    /// Difficulties ("khó khăn, vướng mắc"), in words; may be empty.
    pub obstacles: String,
    /// The way so far, oldest first; the last one is the state.
    pub moves: Vec<ReportMove>,
}

impl Report {
    /// The present state.
    pub fn state(&self) -> ReportState {
        self.moves.last().map_or(ReportState::Draft, |m| m.to)
    }
}

/// Somebody who can sign in. The loader sets the password.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Login {
    /// The phone is the sign-in name.
    pub phone: String,
    /// Name shown.
    pub display_name: String,
    /// The person.
    pub person: PersonRef,
    /// The role.
    pub role: Role,
    /// The unit the role is held at.
    pub unit: OrganisationRef,
    /// The same unit's code.
    pub unit_code: String,
}
