//! The list of workers ("danh sách công nhân lao động") as grassroots unions send it.

use super::model::{Affiliation, AffiliationRole, Person, Sex};
use super::sealing::Secrets;
use super::service::Joining;
use crate::lists::columns::{BIRTH, NATIONAL_ID, PHONE, RECORD, STAFF_CODE, UNIT, column};
use crate::lists::ground::Ground;
use crate::lists::matching::{Given, People, Seen, is_same, record_text, same_name};
use crate::lists::plan::Plan;
use crate::lists::store as lists;
use crate::organisation::service::forever;
use ::store::sockets::{Present, SheetOrder, SheetSource, Stage, Weighed};
use ::store::{Tx, View};
use kernel::sheet::{CellValue, Column, Reading, SheetRow, Tally};
use kernel::{Date, OrganisationId, Result, time};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Takes lists of workers.
pub struct PeopleSheet {
    /// To seal and find national ids.
    pub secrets: Secrets,
}

const COLUMNS: &[Column] = &[
    column(
        "name",
        "Họ và tên",
        &["Họ tên", "Tên", "Họ tên công nhân", "Họ và tên CNLĐ", "Họ và tên người lao động", "Đoàn viên"],
        Reading::Name,
    ),
    column(
        "family_name",
        "Họ đệm",
        &["Họ và tên đệm", "Họ và đệm", "Họ lót", "Họ và chữ đệm"],
        Reading::NamePart,
    ),
    column("given_name", "Tên", &["Tên gọi"], Reading::NamePart),
    column("sex", "Giới tính", &["Nam/Nữ", "Giới", "Phái"], Reading::Sex),
    BIRTH,
    NATIONAL_ID,
    PHONE,
    column(
        "member",
        "Đoàn viên CĐ",
        &["Đoàn viên", "Là đoàn viên", "ĐVCĐ", "Đoàn viên công đoàn"],
        Reading::Mark,
    ),
    column(
        "section",
        "Bộ phận",
        &["Tổ", "Phòng ban", "Phân xưởng", "Đơn vị", "Tổ sản xuất", "Nghề nghiệp", "Công việc"],
        Reading::Text,
    ),
    STAFF_CODE,
    column("joined", "Ngày vào làm", &["Ngày vào", "Ngày nhận việc", "Từ ngày"], Reading::Day),
    UNIT,
    RECORD,
];

impl SheetSource for PeopleSheet {
    fn code(&self) -> &'static str {
        "people"
    }
    fn title(&self) -> &'static str {
        "Danh sách công nhân lao động"
    }
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }
    fn present(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Option<Vec<Present>>> {
        let ground = Ground::read(v, unit, on)?;
        let mut rows: Vec<(Vec<u8>, Present)> = Vec::new();
        for known in lists::people_below(v, unit, on)?.into_iter().filter(|k| !k.is_restricted) {
            let p = &known.person;
            let open = |role| known.belongs.iter().filter(move |a| a.role == role && a.to > on);
            for work in open(AffiliationRole::Worker) {
                let member = open(AffiliationRole::Member).any(|a| a.organisation == work.organisation);
                let mut row = words_of(p);
                row.insert("member", if member { "x" } else { "" }.to_owned());
                row.insert("section", p.section.clone().unwrap_or_default());
                row.insert("joined", time::day_text(work.from));
                row.insert("unit_code", ground.code(work.organisation));
                rows.push((kernel::name::sort_key(&p.full_name), row));
            }
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Some(rows.into_iter().map(|(_, row)| row).collect()))
    }
    fn open_numbers(&self, v: &View, unit: OrganisationId, on: Date, rows: &mut [Present]) -> Result<()> {
        let mut sealed: HashMap<String, Vec<u8>> = HashMap::new();
        for known in lists::people_below(v, unit, on)? {
            sealed.extend(known.person.national_id_sealed.map(|s| (record_text(known.person.id), s)));
        }
        for row in rows {
            if let Some(number) = row.get("record").and_then(|r| sealed.get(r)) {
                row.insert("national_id", self.secrets.open(number)?);
            }
        }
        Ok(())
    }
    fn choices(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<(&'static str, Vec<String>)>> {
        Ok(vec![
            ("sex", vec!["Nam".to_owned(), "Nữ".to_owned()]),
            ("member", vec!["x".to_owned()]),
            ("unit_code", Ground::read(v, unit, on)?.codes()),
        ])
    }
    fn weigh(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Option<Weighed>> {
        Ok(Some(self.plan(v, order, rows)?.weighed("list")))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        self.plan(tx, order, rows)?.write(tx, "list", &order.progress)
    }
}

/// What our lists say of a person, whatever they are about. Never the national id.
pub(crate) fn words_of(p: &Person) -> Present {
    let sex = match p.sex {
        Some(Sex::Male) => "Nam",
        Some(Sex::Female) => "Nữ",
        None => "",
    };
    Present::from([
        ("record", record_text(p.id)),
        ("name", p.full_name.clone()),
        ("sex", sex.to_owned()),
        ("birth", p.birth_text()),
        ("phone", p.phone.clone().unwrap_or_default()),
        ("staff_code", p.staff_code.clone().unwrap_or_default()),
    ])
}

impl PeopleSheet {
    fn plan(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Plan> {
        order.progress.begin(Stage::Weighing, rows.len());
        let ground = Ground::read(v, order.unit, order.on)?;
        let units: BTreeSet<OrganisationId> =
            rows.iter().filter_map(|row| ground.of_row(order, row).ok()).collect();
        let mut people = People::default();
        for unit in units {
            lists::people_of(v, unit)?.into_iter().for_each(|k| people.add(k));
        }
        let mut taking = Taking {
            order,
            ground,
            people,
            seen: Seen::default(),
            plan: Plan::default(),
            changed: HashMap::new(),
            unknown: Vec::new(),
        };
        for row in rows {
            taking.row(row, &self.secrets);
            order.progress.step(1);
        }
        taking.begin_unknown(v)
    }
}

struct Taking<'a> {
    order: &'a SheetOrder,
    ground: Ground,
    people: People,
    seen: Seen,
    plan: Plan,
    /// Known people whose state changes: the place of the new one in the plan.
    changed: HashMap<usize, usize>,
    /// Rows of people whom none of their units knows.
    unknown: Vec<(&'a SheetRow, Person, OrganisationId)>,
}

impl<'a> Taking<'a> {
    fn row(&mut self, row: &'a SheetRow, secrets: &Secrets) {
        self.plan.tally.rows += 1;
        if let Err(message) = self.read(row, secrets) {
            self.plan.fault(row, message);
        }
    }

    fn read(&mut self, row: &'a SheetRow, secrets: &Secrets) -> std::result::Result<(), String> {
        let given = Given::read(row, secrets, true)?;
        let unit = self.ground.of_row(self.order, row)?;
        if let Some(first) = self.seen.find(unit, &given) {
            self.plan.repeats(row, &given.person.full_name, first);
            return Ok(());
        }
        let known = self.known(&given, unit)?.map(|at| self.people.free(at)).transpose()?;
        let person = given.person.clone();
        self.seen.add(unit, given, row.row);
        match known {
            Some(at) => self.known_again(at, &person, unit, row),
            None => self.unknown.push((row, person, unit)),
        }
        Ok(())
    }

    /// The one person of the unit whom the row can only mean.
    fn known(&self, given: &Given, unit: OrganisationId) -> std::result::Result<Option<usize>, String> {
        let here =
            |k: &lists::Known| k.belongs.iter().any(|a| a.organisation == unit && a.to > self.order.on);
        let was_here = |k: &lists::Known| k.belongs.iter().any(|a| a.organisation == unit);
        if let Some(at) = self.people.by_record(given)? {
            return match self.people.get(at) {
                Some(k) if was_here(k) => Ok(Some(at)),
                _ => Err(
                    "Mã hồ sơ này thuộc đơn vị khác. Người chuyển đơn vị thì nhập ở danh sách chuyển đơn vị."
                        .to_owned(),
                ),
            };
        }
        if let Some(at) = self.people.by_key(&given.person)
            && self.people.get(at).is_some_and(here)
        {
            return Ok(Some(at));
        }
        let mut same = self.people.namesakes(&given.person).filter(|(_, k)| {
            let fold = kernel::name::fold(&given.person.full_name);
            let one = |p: &Person| kernel::name::fold(&p.full_name) == fold && is_same(p, &given.person);
            here(k) && (is_same(&k.person, &given.person) || k.faces.iter().any(one))
        });
        let first = same.next().map(|(at, _)| at);
        Ok(first.filter(|_| same.next().is_none()))
    }

    fn known_again(&mut self, at: usize, given: &Person, unit: OrganisationId, row: &SheetRow) {
        let order = self.order;
        let Some(known) = self.people.all.get_mut(at) else { return };
        let mut merged = known.person.merged_with(given);
        if same_name(&known.person.full_name, &merged.full_name) {
            merged.full_name.clone_from(&known.person.full_name);
        }
        let mut changed = merged != known.person;
        if changed {
            known.person = merged.clone();
            match self.changed.get(&at).and_then(|place| self.plan.states.get_mut(*place)) {
                Some(state) => state.1 = merged,
                None => {
                    self.changed.insert(at, self.plan.states.len());
                    self.plan.states.push((known.row, merged));
                }
            }
        }
        let open = |role| {
            known
                .belongs
                .iter()
                .find(|a| a.role == role && a.organisation == unit && a.to > order.on)
                .cloned()
        };
        let (work, membership) = (open(AffiliationRole::Worker), open(AffiliationRole::Member));
        let person = known.person.id;
        let mut begin = |role| {
            changed = true;
            self.plan.begin.push(Affiliation {
                id: 0,
                person,
                organisation: unit,
                role,
                post: None,
                office: None,
                from: joined(order, row),
                to: forever(),
            });
        };
        if work.is_none() {
            begin(AffiliationRole::Worker);
        }
        match (order.has("member").then(|| row.is_ticked("member")), membership) {
            (Some(true), None) => begin(AffiliationRole::Member),
            (Some(false), Some(a)) => {
                self.plan.end(&a, order.on);
                changed = true;
            }
            _ => {}
        }
        self.plan.count(changed);
    }

    /// New people, unless somebody elsewhere has their national id.
    fn begin_unknown(mut self, v: &View) -> Result<Plan> {
        let unknown = std::mem::take(&mut self.unknown);
        let asked: HashSet<&str> =
            unknown.iter().filter_map(|(_, p, _)| p.national_id_key.as_deref()).collect();
        let taken = lists::taken_keys(v, &asked)?;
        let mut new_keys: HashMap<&str, u32> = HashMap::new();
        for (row, person, unit) in &unknown {
            if let Some(key) = person.national_id_key.as_deref() {
                if taken.contains(key) {
                    let message = format!(
                        "Số CCCD của “{}” đã có trong hệ thống ở đơn vị khác. Nếu người này đã chuyển về đơn vị, hãy đề nghị Liên đoàn Lao động chuyển hồ sơ.",
                        person.full_name
                    );
                    self.plan.fault(row, message);
                    continue;
                }
                if let Some(first) = new_keys.insert(key, row.row) {
                    self.plan.fault(
                        row,
                        format!(
                            "Số CCCD của “{}” đã có ở dòng {first} với đơn vị khác. Hãy giữ một dòng.",
                            person.full_name
                        ),
                    );
                    continue;
                }
            }
            let from = joined(self.order, row);
            let mut belongs = vec![(*unit, AffiliationRole::Worker, None, from, None)];
            if row.is_ticked("member") {
                belongs.push((*unit, AffiliationRole::Member, None, from, None));
            }
            self.plan.new.push(Joining { person: person.clone(), belongs });
            self.plan.tally.created += 1;
        }
        Ok(self.plan)
    }
}

/// Since when the person of a row belongs to the unit.
fn joined(order: &SheetOrder, row: &SheetRow) -> Date {
    match row.cells.get("joined") {
        Some(CellValue::Day(d)) => *d,
        _ => order.since,
    }
}
