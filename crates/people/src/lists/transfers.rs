//! People who move to another unit ("chuyển đơn vị").
use super::columns::{BASIS, BIRTH, NAME, NATIONAL_ID, PHONE, RECORD, STAFF_CODE, column};
use super::ground::Ground;
use super::matching::{Given, People};
use super::officers::basis;
use super::plan::Plan;
use super::store::{self, BasisKey, Known};
use crate::person::model::{Affiliation, AffiliationRole};
use crate::person::sealing::Secrets;
use crate::person::sheet::words_of;
use ::store::sockets::{Present, SheetOrder, SheetSource, Stage, Weighed};
use ::store::{Tx, View};
use kernel::sheet::{CellValue, Column, Reading, SheetRow, Tally};
use kernel::{Act, Date, OrganisationId, Result, time};
use std::collections::HashMap;

/// Takes lists of people who move from one unit to another.
pub struct TransfersSheet {
    /// To find national ids.
    pub secrets: Secrets,
}

/// What a transfer's basis is kept under.
const TRANSFER: &str = "transfer";
/// So many days back the list tells of.
pub(super) const BACK: i64 = 366;

const COLUMNS: &[Column] = &[
    NAME,
    BIRTH,
    PHONE,
    STAFF_CODE,
    NATIONAL_ID,
    column(
        "from_unit",
        "Từ đơn vị (mã)",
        &["Mã đơn vị cũ", "Mã đơn vị đi", "Từ đơn vị", "Đơn vị cũ", "Đơn vị đi"],
        Reading::Text,
    ),
    Column {
        key: "to_unit",
        title: "Đến đơn vị (mã)",
        synonyms: &["Mã đơn vị mới", "Mã đơn vị đến", "Đến đơn vị", "Đơn vị mới", "Đơn vị đến"],
        required: true,
        reads: Reading::Text,
    },
    Column {
        key: "day",
        title: "Ngày chuyển",
        synonyms: &["Từ ngày", "Ngày hiệu lực", "Ngày đến", "Ngày"],
        required: true,
        reads: Reading::Day,
    },
    BASIS,
    RECORD,
];

impl SheetSource for TransfersSheet {
    fn code(&self) -> &'static str {
        "transfers"
    }
    fn title(&self) -> &'static str {
        "Người chuyển đơn vị"
    }
    fn noun(&self) -> &'static str {
        "lượt chuyển"
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
            for (from, to) in moves(&known.belongs) {
                if to.from > on || time_since(to.from, on) > BACK {
                    continue;
                }
                // a unit that is gone by today cannot be named any more
                let (from_code, to_code) = (ground.code(from.organisation), ground.code(to.organisation));
                if from_code.is_empty() || to_code.is_empty() {
                    continue;
                }
                let mut row = words_of(&known.person);
                row.remove("sex");
                row.insert("from_unit", from_code);
                row.insert("to_unit", to_code);
                row.insert("day", time::day_text(to.from));
                let key: BasisKey = (to.person, to.organisation, TRANSFER.to_owned(), to.from);
                row.insert("basis", bases.get(&key).map(|b| b.1.clone()).unwrap_or_default());
                rows.push(((to.from, kernel::name::sort_key(&known.person.full_name)), row));
            }
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Some(rows.into_iter().map(|(_, row)| row).collect()))
    }
    fn choices(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<(&'static str, Vec<String>)>> {
        let codes = Ground::read(v, unit, on)?.codes();
        Ok(vec![("from_unit", codes.clone()), ("to_unit", codes)])
    }
    fn weigh(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Option<Weighed>> {
        Ok(Some(self.plan(v, order, rows)?.weighed("list")))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        self.plan(tx, order, rows)?.write(tx, "list", &order.progress)
    }
}

/// Days from one to the other.
pub(super) fn time_since(day: Date, on: Date) -> i64 {
    i64::from((on - day).get_days())
}

/// Work that ended on the day on which work elsewhere began.
pub(super) fn moves(belongs: &[Affiliation]) -> Vec<(&Affiliation, &Affiliation)> {
    let work = || belongs.iter().filter(|a| a.role == AffiliationRole::Worker && a.from < a.to);
    work()
        .flat_map(|to| {
            let left = work().find(|from| from.to == to.from && from.organisation != to.organisation);
            left.map(|from| (from, to))
        })
        .collect()
}

impl TransfersSheet {
    fn plan(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Plan> {
        order.progress.begin(Stage::Weighing, rows.len());
        let mut taking = Taking {
            order,
            ground: Ground::read(v, order.unit, order.on)?,
            people: People::of(store::people_below(v, order.unit, order.on)?),
            bases: store::bases_below(v, order.unit, order.on)?,
            seen: HashMap::new(),
            moved: HashMap::new(),
            plan: Plan::default(),
        };
        for row in rows {
            taking.plan.tally.rows += 1;
            if let Err(message) = taking.row(row, &self.secrets) {
                taking.plan.fault(row, message);
            }
            order.progress.step(1);
        }
        Ok(taking.plan)
    }
}

struct Taking<'a> {
    order: &'a SheetOrder,
    ground: Ground,
    people: People,
    bases: HashMap<BasisKey, (i64, String)>,
    seen: HashMap<(usize, OrganisationId, Date), u32>,
    /// Whom this file moves already: the row.
    moved: HashMap<usize, u32>,
    plan: Plan,
}

impl Taking<'_> {
    fn row(&mut self, row: &SheetRow, secrets: &Secrets) -> std::result::Result<(), String> {
        let given = Given::read(row, secrets, false)?;
        let to = self.ground.named("Đến đơn vị", row.text("to_unit").unwrap_or(""))?.id;
        let from = match row.text("from_unit").map(str::trim).filter(|t| !t.is_empty()) {
            Some(text) => Some(self.ground.named("Từ đơn vị", text)?.id),
            None => None,
        };
        let Some(CellValue::Day(day)) = row.cells.get("day") else {
            return Err("Thiếu ngày chuyển. Hãy điền cột “Ngày chuyển”.".to_owned());
        };
        let day = *day;
        if from == Some(to) {
            return Err("Đơn vị đi và đơn vị đến là một. Hãy sửa lại mã đơn vị.".to_owned());
        }
        if day > self.order.on {
            return Err("Cột “Ngày chuyển”: ngày chưa tới. Hãy nhập khi người đó đã chuyển.".to_owned());
        }
        let at = self.people.find(&given, |a| {
            a.role == AffiliationRole::Worker
                && from.is_none_or(|f| a.organisation == f || a.organisation == to)
        })?;
        if let Some(first) = self.seen.insert((at, to, day), row.row) {
            self.plan.repeats(row, &given.person.full_name, first);
            return Ok(());
        }
        let Some(known) = self.people.get(at) else { return Ok(()) };
        let key: BasisKey = (known.person.id, to, TRANSFER.to_owned(), day);
        let is_done = moves(&known.belongs)
            .iter()
            .any(|(a, b)| b.organisation == to && b.from == day && from.is_none_or(|f| a.organisation == f));
        if is_done {
            let changed = basis(&mut self.plan, &self.bases, key, row)?;
            self.plan.count(changed);
            return Ok(());
        }
        let work = leaves(known, from, to, day)?;
        if let Some(first) = self.moved.insert(at, row.row) {
            self.moved.insert(at, first);
            return Err(format!(
                "Người này đã có lượt chuyển ở dòng {first}. Mỗi tệp chỉ ghi một lượt chuyển mới của một người; hãy nhập lượt sau ở tệp khác."
            ));
        }
        let follows = |a: &&Affiliation| {
            a.organisation == work.organisation
                && a.to > day
                && matches!(a.role, AffiliationRole::Worker | AffiliationRole::Member)
        };
        let follow: Vec<Affiliation> = known.belongs.iter().filter(follows).cloned().collect();
        basis(&mut self.plan, &self.bases, key, row)?;
        for a in follow {
            self.plan.end(&a, day);
            self.plan.begin.push(Affiliation { id: 0, organisation: to, from: a.from.max(day), ..a });
        }
        self.plan.tally.created += 1;
        Ok(())
    }
}

/// The work that ends when somebody moves on that day.
fn leaves(
    known: &Known,
    from: Option<OrganisationId>,
    to: OrganisationId,
    day: Date,
) -> std::result::Result<Affiliation, String> {
    let on_day = |a: &&Affiliation| a.role == AffiliationRole::Worker && a.from <= day && day < a.to;
    let all: Vec<&Affiliation> = known.belongs.iter().filter(on_day).collect();
    if all.iter().any(|a| a.organisation == to) {
        return Err(format!(
            "Ngày {} người này đã làm việc ở đơn vị đến rồi. Hãy kiểm tra lại ngày chuyển.",
            time::day_text(day)
        ));
    }
    let fits: Vec<&&Affiliation> = all.iter().filter(|a| from.is_none_or(|f| a.organisation == f)).collect();
    match fits.as_slice() {
        [one] => Ok((**one).clone()),
        [] => Err(format!(
            "Ngày {} người này không làm việc ở đơn vị đi. Hãy kiểm tra lại mã đơn vị đi và ngày chuyển.",
            time::day_text(day)
        )),
        _ => Err("Người này đang làm việc ở nhiều đơn vị. Hãy điền cột “Từ đơn vị (mã)”.".to_owned()),
    }
}
