//! People who leave a unit ("thôi việc, ra khỏi đơn vị").
use super::columns::{BASIS, BIRTH, NAME, NATIONAL_ID, PHONE, RECORD, STAFF_CODE, UNIT};
use super::ground::Ground;
use super::matching::{Given, People};
use super::officers::basis;
use super::plan::Plan;
use super::store::{self, BasisKey};
use super::transfers::{BACK, moves, time_since};
use crate::person::model::{Affiliation, AffiliationRole};
use crate::person::sealing::Secrets;
use crate::person::sheet::words_of;
use ::store::sockets::{Present, SheetOrder, SheetSource, Stage, Weighed};
use ::store::{Tx, View};
use kernel::sheet::{CellValue, Column, Reading, SheetRow, Tally};
use kernel::{Act, Date, OrganisationId, Result, time};
use std::collections::{HashMap, HashSet};

/// Takes lists of people who leave.
pub struct LeaversSheet {
    /// To find national ids.
    pub secrets: Secrets,
}

/// What a leaving's basis is kept under.
const LEAVE: &str = "leave";

const COLUMNS: &[Column] = &[
    NAME,
    BIRTH,
    PHONE,
    STAFF_CODE,
    NATIONAL_ID,
    UNIT,
    Column {
        key: "day",
        title: "Thôi từ ngày",
        synonyms: &[
            "Ngày thôi việc",
            "Ngày nghỉ việc",
            "Nghỉ từ ngày",
            "Ngày nghỉ",
            "Ngày ra khỏi đơn vị",
            "Ngày",
        ],
        required: true,
        reads: Reading::Day,
    },
    BASIS,
    RECORD,
];

impl SheetSource for LeaversSheet {
    fn code(&self) -> &'static str {
        "leavers"
    }
    fn title(&self) -> &'static str {
        "Người thôi việc, ra khỏi đơn vị"
    }
    fn noun(&self) -> &'static str {
        "lượt thôi việc"
    }
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }
    fn act(&self) -> Act {
        Act::KeepPeople
    }
    fn present(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Option<Vec<Present>>> {
        let ground = Ground::read(v, unit, on)?;
        let bases = store::bases_below(v, unit, on)?;
        let mut rows = Vec::new();
        for known in store::people_below(v, unit, on)?.into_iter().filter(|k| !k.is_restricted) {
            let moved: HashSet<i64> = moves(&known.belongs).iter().map(|(from, _)| from.id).collect();
            for a in left(&known.belongs).filter(|a| a.to <= on && time_since(a.to, on) <= BACK) {
                let code = ground.code(a.organisation);
                if moved.contains(&a.id) || code.is_empty() {
                    continue;
                }
                let mut row = words_of(&known.person);
                row.remove("sex");
                row.insert("unit_code", code);
                row.insert("day", time::day_text(a.to));
                let key: BasisKey = (a.person, a.organisation, LEAVE.to_owned(), a.to);
                row.insert("basis", bases.get(&key).map(|b| b.1.clone()).unwrap_or_default());
                rows.push(((a.to, kernel::name::sort_key(&known.person.full_name)), row));
            }
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Some(rows.into_iter().map(|(_, row)| row).collect()))
    }
    fn choices(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<(&'static str, Vec<String>)>> {
        Ok(vec![("unit_code", Ground::read(v, unit, on)?.codes())])
    }
    fn weigh(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Option<Weighed>> {
        Ok(Some(self.plan(v, order, rows)?.weighed("list")))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        self.plan(tx, order, rows)?.write(tx, "list", &order.progress)
    }
}

/// Work that has an end, and was not taken up again on that day in the same unit.
fn left(belongs: &[Affiliation]) -> impl Iterator<Item = &Affiliation> {
    let is_work = |a: &Affiliation| a.role == AffiliationRole::Worker && a.from < a.to;
    belongs.iter().filter(move |a| {
        is_work(a)
            && !belongs
                .iter()
                .any(|b| is_work(b) && b.organisation == a.organisation && b.from <= a.to && a.to < b.to)
    })
}

impl LeaversSheet {
    fn plan(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Plan> {
        order.progress.begin(Stage::Weighing, rows.len());
        let ground = Ground::read(v, order.unit, order.on)?;
        let people = People::of(store::people_below(v, order.unit, order.on)?);
        let bases = store::bases_below(v, order.unit, order.on)?;
        let mut seen = HashMap::new();
        let mut plan = Plan::default();
        for row in rows {
            plan.tally.rows += 1;
            let found = (|| {
                let given = Given::read(row, &self.secrets, false)?;
                let unit = ground.of_row(order, row)?;
                let Some(CellValue::Day(day)) = row.cells.get("day") else {
                    return Err("Thiếu ngày thôi việc. Hãy điền cột “Thôi từ ngày”.".to_owned());
                };
                if *day > order.on {
                    return Err(
                        "Cột “Thôi từ ngày”: ngày chưa tới. Hãy nhập khi người đó đã thôi việc.".to_owned()
                    );
                }
                let at =
                    people.find(&given, |a| a.role == AffiliationRole::Worker && a.organisation == unit)?;
                Ok((at, unit, *day, given))
            })();
            order.progress.step(1);
            let (at, unit, day, given) = match found {
                Ok(found) => found,
                Err(message) => {
                    plan.fault(row, message);
                    continue;
                }
            };
            if let Some(first) = seen.insert((at, unit), row.row) {
                plan.repeats(row, &given.person.full_name, first);
                continue;
            }
            let Some(known) = people.get(at) else { continue };
            let key: BasisKey = (known.person.id, unit, LEAVE.to_owned(), day);
            let here = |a: &&Affiliation| a.organisation == unit;
            let is_done = left(&known.belongs).filter(here).any(|a| a.to == day);
            let ends = |a: &&Affiliation| {
                a.from <= day
                    && day < a.to
                    && matches!(a.role, AffiliationRole::Worker | AffiliationRole::Member)
            };
            let ending: Vec<&Affiliation> = known.belongs.iter().filter(here).filter(ends).collect();
            if !is_done && !ending.iter().any(|a| a.role == AffiliationRole::Worker) {
                let text = time::day_text(day);
                plan.fault(row, format!("Ngày {text} người này không còn hoặc chưa làm việc ở đơn vị. Hãy kiểm tra lại ngày và mã đơn vị."));
                continue;
            }
            match basis(&mut plan, &bases, key, row) {
                Err(message) => plan.fault(row, message),
                Ok(changed) if is_done => plan.count(changed),
                Ok(_) => {
                    for a in ending {
                        plan.end(a, day);
                    }
                    plan.tally.created += 1;
                }
            }
        }
        Ok(plan)
    }
}
