//! One request, as a handler sees it.

use crate::app::{App, Signed};
use crate::form::{Fields, Upload};
use crate::reply::Reply;
use crate::routes::Proof;
use kernel::{Act, Actor, Date, Failure, Moment, OrganisationId, Result};
use maud::Markup;
use std::any::Any;
use std::collections::BTreeMap;
use store::{Db, Entry, Tx, View};
use ui::{Flash, Lang, MenuGroup, MenuItem, Shell, ShellKind, Who};

/// What the address and the body said.
#[derive(Debug, Default)]
pub struct Visit {
    /// The path.
    pub path: String,
    /// The path with its query.
    pub full_path: String,
    /// The parts of the address by name.
    pub params: BTreeMap<String, String>,
    /// The query.
    pub query: Fields,
    /// The form.
    pub form: Fields,
    /// The files.
    pub files: Vec<Upload>,
    /// The bytes of a body that is no form (`application/octet-stream`, `application/json`).
    pub body: bytes::Bytes,
    /// What happened on the page before.
    pub flash: Option<Flash>,
    /// The session's secret, when one came.
    pub token: Option<String>,
    /// The device's mark, when one came.
    pub device: Option<String>,
    /// What a browser keeps for us on its way to another sign-in service, sealed.
    pub errand: Option<String>,
    /// A phone's leave to hand in, when one came (`Authorization: Ticket …`).
    pub ticket: Option<String>,
    /// The name by which the browser calls this site: `hoctap.example.vn`, `127.0.0.1:8080`.
    pub host: String,
    /// The program on the other side, shortened.
    pub agent: String,
    /// The address on the other side; `web` when the server did not say.
    pub source: String,
}

/// How a line of the log says that something was done for another account: `[thay mặt #12]`.
pub const ON_BEHALF_OF: &str = "thay mặt #";

/// One request.
pub struct Call<'a> {
    /// The whole program.
    pub app: &'a App,
    /// What was asked.
    pub visit: &'a Visit,
    /// Who asks.
    pub signed: Option<&'a Signed>,
    /// The language of the answer.
    pub lang: Lang,
    /// Now.
    pub now: Moment,
    /// The unit of the address, when the route is held to one.
    pub unit: Option<OrganisationId>,
    /// The right that the address needs.
    pub act: Option<Act>,
    /// Whether the address asks for a fresh proof.
    pub proof: Proof,
    /// For whom this is done, once a place was reached only by a delegation ("thay mặt").
    pub on_behalf_of: std::cell::Cell<Option<kernel::AccountId>>,
    /// The unit at which something was held last (a class's unit): whose people the page shows.
    pub held: std::cell::Cell<Option<OrganisationId>>,
}

impl Call<'_> {
    /// The database.
    pub fn db(&self) -> &Db {
        &self.app.db
    }
    /// Today.
    pub fn today(&self) -> Date {
        self.now.day()
    }
    /// A part of the address.
    pub fn param(&self, name: &str) -> &str {
        self.visit.params.get(name).map_or("", String::as_str)
    }
    /// A part of the address as a number; anything else is not found.
    pub fn id(&self, name: &str) -> Result<i64> {
        self.param(name).parse().map_err(|_| Failure::NotFound)
    }
    /// The query.
    pub fn query(&self, name: &str) -> &str {
        self.visit.query.get(name)
    }
    /// The form.
    pub fn form(&self) -> &Fields {
        &self.visit.form
    }
    /// The file of a field, if one with content came.
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.visit.files.iter().find(|f| f.field == field && !(f.name.is_empty() && f.bytes.is_empty()))
    }
    /// The unit of the address (routes with `{unit}`).
    pub fn unit(&self) -> Result<OrganisationId> {
        self.unit.ok_or(Failure::NotFound)
    }
    /// Something that `server` put into the program: a policy, a renderer.
    pub fn state<T: Any + Send + Sync>(&self) -> Result<&T> {
        self.app
            .state()
            .ok_or_else(|| Failure::broken(format!("{} is not plugged in", std::any::type_name::<T>())))
    }

    /// Who acts; the gate has let nobody else in where a right is needed.
    pub fn actor(&self) -> Result<&Actor> {
        self.signed.map(|s| &s.actor).ok_or_else(|| Failure::Forbidden("Hãy đăng nhập.".to_owned()))
    }
    /// The tops of the subtrees in which the actor may do this.
    pub fn scope(&self, act: Act) -> Result<Vec<OrganisationId>> {
        Ok(self.actor()?.places(act, self.today()))
    }
    /// The address of this site as browsers call it: `https://hoctap.example.vn`.
    pub fn site(&self) -> String {
        let scheme = if self.app.secure_cookies { "https" } else { "http" };
        format!("{scheme}://{}", self.visit.host)
    }
    /// May the actor do this anywhere? For showing or hiding a button; the gate decides.
    pub fn may(&self, act: Act) -> bool {
        self.signed.is_some_and(|s| s.actor.may(act, self.today()))
    }
    /// May the actor do this at that unit?
    pub fn may_at(&self, view: &View, act: Act, unit: OrganisationId) -> Result<bool> {
        match self.signed {
            None => Ok(false),
            Some(s) => self.app.gate.reaches(view, &s.actor.places(act, self.today()), unit),
        }
    }
    /// Not found unless the actor may do this at that unit. A place that only a delegation reaches is
    /// kept in mind: the log's line says for whom.
    pub fn hold(&self, view: &View, act: Act, unit: OrganisationId) -> Result<()> {
        let Some(signed) = self.signed else { return Err(Failure::NotFound) };
        let (actor, today) = (&signed.actor, self.today());
        if !self.app.gate.reaches(view, &actor.places(act, today), unit)? {
            return Err(Failure::NotFound);
        }
        self.held.set(Some(unit));
        let lent = actor.places_on_behalf(act, today);
        if !lent.is_empty() && !self.app.gate.reaches(view, &actor.own_places(act, today), unit)? {
            for (account, top) in lent {
                if self.app.gate.reaches(view, &[top], unit)? {
                    self.on_behalf_of.set(Some(account));
                    break;
                }
            }
        }
        Ok(())
    }
    /// For whom the actor does this, if only a delegation gives the right.
    fn for_whom(&self) -> Option<kernel::AccountId> {
        let known = self.on_behalf_of.get();
        let (Some(signed), Some(act), None) = (self.signed, self.act, known) else { return known };
        let (actor, today) = (&signed.actor, self.today());
        if matches!(act, Act::Anyone | Act::UseOwnAccount) || !actor.own_places(act, today).is_empty() {
            return None;
        }
        actor.places_on_behalf(act, today).first().map(|(account, _)| *account)
    }

    /// Reads at one moment.
    pub fn read<T>(&self, f: impl FnOnce(&View) -> Result<T>) -> Result<T> {
        self.db().read(f)
    }
    /// Does all of it or nothing, as this actor.
    pub fn write<T>(&self, act: &str, reason: impl Into<String>, f: impl Fn(&Tx) -> Result<T>) -> Result<T> {
        self.db().write(&self.entry(act, reason), f)
    }
    /// A line of the log for this actor.
    pub fn entry(&self, act: &str, reason: impl Into<String>) -> Entry {
        let mut reason: String = reason.into();
        if let Some(account) = self.for_whom() {
            // the log knows accounts by number; its page shows the name
            let gap = if reason.is_empty() { "" } else { " " };
            reason = format!("{reason}{gap}[{ON_BEHALF_OF}{account}]");
        }
        Entry {
            account: self.signed.map(|s| s.actor.account),
            act: act.to_owned(),
            reason,
            device: "web".to_owned(),
        }
    }
    /// Keeps that this actor looked at people: those of the unit of the address, or of the one held last for this page,
    /// else of all units in which the actor may do this.
    pub fn looked(&self, subject: &str, detail: &str, people: usize) -> Result<()> {
        let tops = match (self.unit.or(self.held.get()), self.act) {
            (Some(unit), _) => vec![unit],
            (None, Some(act)) => self.scope(act)?,
            (None, None) => Vec::new(),
        };
        self.looked_at(&tops, subject, detail, people)
    }
    /// The same, of people of these subtrees.
    pub fn looked_at(
        &self,
        tops: &[OrganisationId],
        subject: &str,
        detail: &str,
        people: usize,
    ) -> Result<()> {
        // one record says itself whom it is about
        let tops = if people == 1 && detail.starts_with(|c: char| c.is_ascii_digit()) { &[] } else { tops };
        let people = i64::try_from(people).unwrap_or(i64::MAX);
        self.db().look_at(&self.entry("look", subject), subject, detail, people, tops)
    }

    /// Before a list of so many people is taken out as a file: the page that asks for a fresh proof, when the
    /// policy wants one for so many and the last is too old. Only routes marked for it may take lists out.
    pub fn proof_to_take(&self, people: usize) -> Result<Option<Reply>> {
        if self.proof == Proof::SignIn {
            return Err(Failure::broken(format!("{} is not marked as taking lists out", self.visit.path)));
        }
        if people <= self.app.gate.list_without_proof(self)? {
            return Ok(None);
        }
        self.app.gate.ask_proof(self)
    }

    /// A page in the shell that fits the actor. `dress` may add a lead, crumbs, actions.
    pub fn page_with(&self, title: &str, body: Markup, dress: impl FnOnce(&mut Shell)) -> Reply {
        let mut shell = self.shell(title);
        dress(&mut shell);
        Reply::Page(200, ui::page(&shell, body))
    }
    /// A page in the shell that fits the actor.
    pub fn page(&self, title: &str, body: Markup) -> Reply {
        self.page_with(title, body, |_| {})
    }
    /// The same form again, with what is wrong with it (422).
    pub fn page_refused(&self, title: &str, body: Markup, dress: impl FnOnce(&mut Shell)) -> Reply {
        let mut shell = self.shell(title);
        dress(&mut shell);
        Reply::Page(422, ui::page(&shell, body))
    }

    /// The shell that fits the actor.
    pub fn shell(&self, title: &str) -> Shell<'_> {
        let today = self.today();
        let kind = match self.signed {
            None => ShellKind::Public,
            Some(s) if s.actor.grants.iter().any(|g| g.holds(today) && g.role != kernel::Role::Worker) => {
                ShellKind::Officer
            }
            Some(_) => ShellKind::Worker,
        };
        let mut shell = Shell::new(self.lang, kind, title);
        shell.path = self.visit.full_path.clone();
        shell.flash = self.visit.flash.clone();
        shell.query = self.query("q").to_owned();
        if let Some(s) = self.signed {
            shell.mark = Some(who_mark(s.actor.account));
            shell.csrf = s.csrf.clone();
            shell.who = Some(Who {
                name: s.actor.name.clone(),
                role_label: s
                    .actor
                    .main_grant(today)
                    .map_or_else(String::new, |g| role_word(self.lang, g.role).to_owned()),
                unit_label: s.unit_name.clone(),
            });
            shell.menu = self.menu(&s.actor, kind == ShellKind::Worker);
            shell.idle = s.idle_minutes.map(|m| m * 60 + 5);
        }
        shell
    }

    fn menu(&self, actor: &Actor, of_worker: bool) -> Vec<MenuGroup> {
        let mut lines: Vec<_> = self.app.routes.iter().filter_map(|r| r.menu.map(|m| (m, r))).collect();
        lines.sort_by_key(|(m, _)| m.order);
        // the longest address that this page lies under is the active line; what is made in a unit lies
        // under its own kind: /don-vi/CD001/lop/moi under /lop
        let path = self.visit.path.as_str();
        let in_unit = path.split('/').nth(2) == self.visit.params.get("unit").map(String::as_str);
        let own_kind = path.split('/').nth(3).filter(|_| in_unit).map(|word| format!("/{word}"));
        let lies_under = |p: &str| path == p || (p != "/" && path.starts_with(&format!("{p}/")));
        let active =
            lines.iter().map(|(_, r)| r.path).find(|p| own_kind.as_deref() == Some(*p)).or_else(|| {
                lines.iter().map(|(_, r)| r.path).filter(|p| lies_under(p)).max_by_key(|p| p.len())
            });
        let mut groups: Vec<MenuGroup> = Vec::new();
        for (m, r) in lines {
            // a worker's bar has five places: they are for what is their own, not for the register of units
            if !actor.may(r.act, self.today()) || (of_worker && r.act == Act::SeeUnits) {
                continue;
            }
            let label = (m.group)(self.lang).to_owned();
            let item = MenuItem {
                label: (m.label)(self.lang).to_owned(),
                href: r.path.to_owned(),
                icon: m.icon,
                active: active == Some(r.path),
                count: None,
            };
            match groups.iter_mut().find(|g| g.label == label) {
                Some(g) => g.items.push(item),
                None => groups.push(MenuGroup { label, items: vec![item] }),
            }
        }
        groups
    }
}

/// The mark by which a phone tells one account's drawers from another's: says nothing to anybody else.
pub fn who_mark(account: kernel::AccountId) -> String {
    store::chain::sha256(format!("who {account}").as_bytes())[..16].to_owned()
}

/// A role in words.
pub fn role_word(lang: Lang, role: kernel::Role) -> &'static str {
    use kernel::Role::*;
    match role {
        Worker => ui::t!(lang, "Đoàn viên, người lao động"),
        UnionOfficer => ui::t!(lang, "Cán bộ công đoàn cơ sở"),
        FederationOfficer => ui::t!(lang, "Chuyên viên Liên đoàn Lao động"),
        FederationLeader => ui::t!(lang, "Lãnh đạo Liên đoàn Lao động"),
        AssociationOfficer => ui::t!(lang, "Cán bộ Hội Khuyến học"),
        Employer => ui::t!(lang, "Người sử dụng lao động"),
        Auditor => ui::t!(lang, "Kiểm tra, giám sát"),
        Administrator => ui::t!(lang, "Quản trị hệ thống"),
        FederationFocal => ui::t!(lang, "Đầu mối của Liên đoàn Lao động"),
        AssociationFocal => ui::t!(lang, "Đầu mối của Hội Khuyến học"),
        AssociationLeader => ui::t!(lang, "Lãnh đạo Hội Khuyến học"),
        PartnerSchool => ui::t!(lang, "Cơ sở đào tạo đối tác"),
        DataProtectionOfficer => ui::t!(lang, "Nhân sự bảo vệ dữ liệu cá nhân"),
    }
}

/// An act in words.
pub fn act_word(lang: Lang, act: Act) -> &'static str {
    match act {
        Act::Anyone => ui::t!(lang, "Mở trang công khai"),
        Act::UseOwnAccount => ui::t!(lang, "Dùng tài khoản của mình"),
        Act::SeeUnits => ui::t!(lang, "Xem đơn vị"),
        Act::KeepUnits => ui::t!(lang, "Thêm, sửa, sáp nhập đơn vị"),
        Act::SeePeople => ui::t!(lang, "Xem danh sách người"),
        Act::KeepPeople => ui::t!(lang, "Thêm, sửa, chuyển người"),
        Act::Import => ui::t!(lang, "Nhập danh sách từ tệp"),
        Act::SeeClasses => ui::t!(lang, "Xem lớp học"),
        Act::KeepClasses => ui::t!(lang, "Mở lớp, điểm danh, kết thúc lớp"),
        Act::SeeCourses => ui::t!(lang, "Xem khóa học và việc học"),
        Act::AuthorCourses => ui::t!(lang, "Soạn khóa học, đưa học liệu lên"),
        Act::PublishCourses => ui::t!(lang, "Duyệt, xuất bản khóa học"),
        Act::AssignCourses => ui::t!(lang, "Giao khóa học cho đơn vị, cho người"),
        Act::SeeMeasures => ui::t!(lang, "Xem chỉ tiêu và số liệu"),
        Act::SeeMeasuredPeople => ui::t!(lang, "Xem người đứng sau con số"),
        Act::WriteReport => ui::t!(lang, "Lập và nộp báo cáo"),
        Act::SeeReports => ui::t!(lang, "Xem báo cáo"),
        Act::JudgeReports => ui::t!(lang, "Duyệt hoặc trả lại báo cáo"),
        Act::SealReport => ui::t!(lang, "Niêm phong báo cáo tổng hợp"),
        Act::KeepPlans => ui::t!(lang, "Ghi chương trình công tác năm"),
        Act::VerifyPlans => ui::t!(lang, "Xác nhận chương trình của đơn vị dưới"),
        Act::SeeAudit => ui::t!(lang, "Xem nhật ký"),
        Act::SeePrivacy => ui::t!(lang, "Xem sổ bảo vệ dữ liệu cá nhân"),
        Act::KeepPrivacy => ui::t!(lang, "Trả lời yêu cầu, ẩn danh, giữ sổ sự cố"),
        Act::KeepAccounts => ui::t!(lang, "Mở tài khoản, giao vai trò"),
        Act::IssueCodes => ui::t!(lang, "Cấp phiếu kích hoạt, mã đặt lại"),
        Act::SeeRights => ui::t!(lang, "Xem ai được làm gì"),
    }
}
