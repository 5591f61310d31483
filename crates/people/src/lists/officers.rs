//! Officers and their terms ("cán bộ công đoàn, nhiệm kỳ").
use super::columns::{BASIS, BIRTH, NAME, NATIONAL_ID, PHONE, RECORD, STAFF_CODE, UNIT, column};
use super::ground::Ground;
use super::matching::{Given, People};
use super::plan::Plan;
use super::store::{self, BasisKey};
use crate::officer::model::Posts;
use crate::organisation::service::forever;
use crate::person::model::{Affiliation, AffiliationRole, Office};
use crate::person::sealing::Secrets;
use crate::person::sheet::words_of;
use ::store::sockets::{Present, SheetOrder, SheetSource, Stage, Weighed};
use ::store::{Tx, View};
use kernel::sheet::{CellValue, Column, Reading, SheetRow, Tally};
use kernel::{Act, Date, OrganisationId, Result, name, time};
use std::collections::HashMap;

/// Takes lists of officers with their posts and terms.
pub struct OfficersSheet {
    /// To find national ids.
    pub secrets: Secrets,
    /// The posts of the policy.
    pub posts: Posts,
}

/// What a term's basis is kept under.
const TERM: &str = "term";
/// The longest post, in characters.
const LONGEST_POST: usize = 100;

const COLUMNS: &[Column] = &[
    NAME,
    BIRTH,
    PHONE,
    STAFF_CODE,
    NATIONAL_ID,
    UNIT,
    Column {
        key: "post",
        title: "Chức vụ",
        synonyms: &["Chức danh", "Chức vụ công đoàn", "Nhiệm vụ"],
        required: true,
        reads: Reading::Text,
    },
    Column {
        key: "from",
        title: "Từ ngày",
        synonyms: &["Bắt đầu nhiệm kỳ", "Nhiệm kỳ từ", "Ngày bắt đầu", "Ngày bổ nhiệm"],
        required: true,
        reads: Reading::Day,
    },
    column(
        "to",
        "Đến hết ngày",
        &["Đến ngày", "Kết thúc nhiệm kỳ", "Nhiệm kỳ đến", "Ngày kết thúc", "Ngày thôi"],
        Reading::Day,
    ),
    column("term", "Nhiệm kỳ", &["Khóa", "Nhiệm kỳ (năm)"], Reading::Text),
    BASIS,
    RECORD,
];

impl SheetSource for OfficersSheet {
    fn code(&self) -> &'static str {
        "officers"
    }
    fn title(&self) -> &'static str {
        "Cán bộ công đoàn và nhiệm kỳ"
    }
    fn noun(&self) -> &'static str {
        "nhiệm kỳ"
    }
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }
    fn act(&self) -> Act {
        Act::KeepPeople
    }
    fn page(&self, unit: &str) -> String {
        format!("/don-vi/{unit}/can-bo")
    }
    fn present(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Option<Vec<Present>>> {
        let ground = Ground::read(v, unit, on)?;
        let bases = store::bases_below(v, unit, on)?;
        let mut rows = Vec::new();
        for known in store::people_below(v, unit, on)?.into_iter().filter(|k| !k.is_restricted) {
            for a in known.belongs.iter().filter(|a| a.role == AffiliationRole::Officer && a.from < a.to) {
                let mut row = words_of(&known.person);
                row.remove("sex");
                row.insert("unit_code", ground.code(a.organisation));
                row.insert("post", a.post.clone().unwrap_or_default());
                row.insert("from", time::day_text(a.from));
                let last = (a.to < forever()).then(|| time::day_text(time::day_before(a.to)));
                row.insert("to", last.unwrap_or_default());
                let key: BasisKey = (a.person, a.organisation, TERM.to_owned(), a.from);
                let decision = a.office.as_ref().map(|o| o.decision.clone()).filter(|d| !d.is_empty());
                let basis = decision.or_else(|| bases.get(&key).map(|b| b.1.clone()));
                row.insert("basis", basis.unwrap_or_default());
                row.insert("term", a.office.as_ref().map(|o| o.term.clone()).unwrap_or_default());
                // a term without a post cannot be told from another: it is no row of this list
                if a.post.is_some() {
                    rows.push(((name::sort_key(&known.person.full_name), a.from), row));
                }
            }
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Some(rows.into_iter().map(|(_, row)| row).collect()))
    }
    fn choices(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<(&'static str, Vec<String>)>> {
        let posts = self.posts.all().iter().map(|p| p.name.clone()).collect();
        Ok(vec![("unit_code", Ground::read(v, unit, on)?.codes()), ("post", posts)])
    }
    fn weigh(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Option<Weighed>> {
        Ok(Some(self.plan(v, order, rows)?.weighed("list")))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        self.plan(tx, order, rows)?.write(tx, "list", &order.progress)
    }
}

impl OfficersSheet {
    fn plan(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Plan> {
        order.progress.begin(Stage::Weighing, rows.len());
        let mut taking = Taking {
            order,
            posts: &self.posts,
            ground: Ground::read(v, order.unit, order.on)?,
            people: People::of(store::people_below(v, order.unit, order.on)?),
            bases: store::bases_below(v, order.unit, order.on)?,
            seen: HashMap::new(),
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
    posts: &'a Posts,
    ground: Ground,
    people: People,
    bases: HashMap<BasisKey, (i64, String)>,
    /// (person's place, unit, post, first day) → row
    seen: HashMap<(usize, OrganisationId, String, Date), u32>,
    plan: Plan,
}

impl Taking<'_> {
    fn row(&mut self, row: &SheetRow, secrets: &Secrets) -> std::result::Result<(), String> {
        let given = Given::read(row, secrets, false)?;
        let unit = self.ground.of_row(self.order, row)?;
        let post = name::tidy(row.text("post").unwrap_or(""));
        if post.is_empty() || post.chars().count() > LONGEST_POST {
            return Err(format!("Cột “Chức vụ”: hãy ghi chức vụ, không quá {LONGEST_POST} ký tự."));
        }
        let Some(CellValue::Day(from)) = row.cells.get("from") else {
            return Err("Thiếu ngày bắt đầu nhiệm kỳ. Hãy điền cột “Từ ngày”.".to_owned());
        };
        let from = *from;
        let to = match row.cells.get("to") {
            Some(CellValue::Day(last)) => time::next_day(*last),
            _ => forever(),
        };
        if to <= from {
            return Err("Cột “Đến hết ngày”: trước ngày bắt đầu. Hãy sửa lại hai ngày.".to_owned());
        }
        if from > self.order.on {
            return Err("Cột “Từ ngày”: ngày chưa tới. Hãy nhập khi nhiệm kỳ bắt đầu.".to_owned());
        }
        // whoever belongs anywhere in the subtree may hold a post here
        let at = self.people.find(&given, |_| true)?;
        let fold = name::fold(&post);
        if let Some(first) = self.seen.insert((at, unit, fold.clone(), from), row.row) {
            self.plan.repeats(row, &given.person.full_name, first);
            return Ok(());
        }
        let Some(known) = self.people.all.get_mut(at) else { return Ok(()) };
        let person = known.person.id;
        let is_same_post = |a: &Affiliation| {
            a.role == AffiliationRole::Officer
                && a.organisation == unit
                && a.from < a.to
                && a.post.as_deref().map(name::fold).unwrap_or_default() == fold
        };
        let coded = self.posts.named(&post);
        let text = |key: &str| row.text(key).map(name::tidy).filter(|t| !t.is_empty());
        let (term, decision) = (text("term"), text("basis"));
        if [&term, &decision].into_iter().flatten().any(|t| t.chars().count() > LONGEST_BASIS) {
            return Err(format!("Cột “Nhiệm kỳ”, “Căn cứ”: quá dài, tối đa {LONGEST_BASIS} ký tự."));
        }
        let becomes = |old: Option<&Office>| {
            let post = coded.map(|p| p.code.clone()).or_else(|| old.map(|o| o.post.clone()))?;
            let of_old = |get: fn(&Office) -> &String| old.map(|o| get(o).clone()).unwrap_or_default();
            Some(Office {
                post,
                term: term.clone().unwrap_or_else(|| of_old(|o| &o.term)),
                decision: decision.clone().unwrap_or_else(|| of_old(|o| &o.decision)),
            })
        };
        let new = Affiliation {
            id: 0,
            person,
            organisation: unit,
            role: AffiliationRole::Officer,
            post: Some(coded.map_or_else(|| post.clone(), |p| p.name.clone())),
            office: becomes(None),
            from,
            to,
        };
        let mut has_office = coded.is_some();
        let mut changed = false;
        let mut created = false;
        match known.belongs.iter_mut().find(|a| is_same_post(a) && a.from == from) {
            Some(old) => {
                // an empty cell never opens a term that has ended
                let to = if row.cells.contains_key("to") { to } else { old.to };
                // a term in bare words stays so until somebody names its term of office
                has_office = old.office.is_some() || (coded.is_some() && term.is_some());
                let office = if has_office { becomes(old.office.as_ref()) } else { None };
                if old.to != to || old.office != office {
                    self.plan.retire.push(old.clone());
                    let kept = Affiliation { to, office, ..old.clone() };
                    self.plan.begin.push(kept.clone());
                    *old = Affiliation { id: 0, ..kept };
                    changed = true;
                }
            }
            None => {
                if let Some(other) =
                    known.belongs.iter().find(|a| is_same_post(a) && a.from < to && from < a.to)
                {
                    let last = if other.to < forever() {
                        format!("đến {}", time::day_text(time::day_before(other.to)))
                    } else {
                        "chưa kết thúc".to_owned()
                    };
                    return Err(format!(
                        "Trùng thời gian với nhiệm kỳ đã có của chức vụ này (từ {}, {last}). Hãy sửa cột “Từ ngày” cho khớp, hoặc ghi ngày kết thúc của nhiệm kỳ cũ trước.",
                        time::day_text(other.from)
                    ));
                }
                known.belongs.push(new.clone());
                self.plan.begin.push(new);
                created = true;
            }
        }
        let key: BasisKey = (person, unit, TERM.to_owned(), from);
        if !has_office {
            changed |= basis(&mut self.plan, &self.bases, key, row)?;
        }
        if created && coded.is_none() {
            self.plan.note(
                row,
                format!("Chức vụ “{post}” không có trong danh mục chức danh; vẫn nhập theo chữ đã ghi."),
            );
        }
        if created {
            self.plan.tally.created += 1;
        } else {
            self.plan.count(changed);
        }
        Ok(())
    }
}

/// The longest basis, in characters.
const LONGEST_BASIS: usize = 200;

/// What a stretch rests on, if the row says something new; an empty cell leaves it as it is.
pub(super) fn basis(
    plan: &mut Plan,
    known: &HashMap<BasisKey, (i64, String)>,
    key: BasisKey,
    row: &SheetRow,
) -> std::result::Result<bool, String> {
    let words = name::tidy(row.text("basis").unwrap_or(""));
    if words.is_empty() || known.get(&key).is_some_and(|(_, old)| *old == words) {
        return Ok(false);
    }
    if words.chars().count() > LONGEST_BASIS {
        return Err(format!("Cột “Căn cứ (số quyết định)”: quá dài, tối đa {LONGEST_BASIS} ký tự."));
    }
    plan.old_bases.extend(known.get(&key).map(|(id, _)| *id));
    plan.bases.push((key, words));
    Ok(true)
}
