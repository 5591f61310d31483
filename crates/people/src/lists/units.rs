//! Units ("đơn vị"): founding many at once, and keeping their names, places and areas current.
use super::columns::UNITS as COLUMNS;
use super::ground::Ground;
use super::plan::said;
use super::store;
use crate::organisation::reorganisation::model::{Decision, EventKind, Part};
use crate::organisation::reorganisation::service::record;
use crate::organisation::service::{self, Founding};
use crate::organisation::{Kind, Organisation, Sector, Tree, store as units};
use crate::roster;
use ::store::sockets::{Present, SheetOrder, SheetSource, Stage, Weighed};
use ::store::{Tx, View};
use kernel::sheet::{CellValue, Column, SheetRow, Tally};
use kernel::{Act, Date, OrganisationId, Result, name, time};
use std::collections::{HashMap, HashSet};

/// Takes lists of units.
pub struct UnitsSheet;

/// Kinds with their words.
fn kinds() -> Vec<(Kind, &'static str)> {
    Kind::all().map(|k| (k, k.names().0)).collect()
}

/// Trees with their words.
fn trees() -> Vec<(Tree, &'static str)> {
    Tree::all().map(|t| (t, t.names().0)).collect()
}

/// Sectors with their words.
const SECTORS: [(Sector, &str); 4] = [
    (Sector::Enterprise, "Doanh nghiệp, hợp tác xã"),
    (Sector::Agency, "Cơ quan"),
    (Sector::PublicUnit, "Đơn vị sự nghiệp"),
    (Sector::None, "Không phải nơi làm việc"),
];

/// The thing that a word means: by its code, its whole word, or the only word that begins so.
fn meant<T: Copy>(
    title: &str,
    text: &str,
    all: impl Iterator<Item = (T, &'static str, &'static str)>,
) -> std::result::Result<T, String> {
    let all: Vec<(T, &str, &str)> = all.collect();
    let fold = name::fold(text);
    let whole = all.iter().find(|(_, code, word)| *code == text || name::fold(word) == fold);
    let begins: Vec<_> = all.iter().filter(|(_, _, word)| name::fold(word).starts_with(&fold)).collect();
    match (whole, begins.as_slice()) {
        (Some(one), _) => Ok(one.0),
        (None, [one]) if !fold.is_empty() => Ok(one.0),
        _ => {
            let words: Vec<String> = all.iter().map(|(_, _, w)| format!("“{w}”")).collect();
            Err(format!("Cột “{title}”: không rõ “{text}”. Hãy ghi một trong: {}.", words.join(", ")))
        }
    }
}

fn word<T: Copy + PartialEq>(all: &[(T, &'static str)], one: T) -> String {
    all.iter().find(|(t, _)| *t == one).map_or_else(String::new, |(_, w)| (*w).to_owned())
}

impl SheetSource for UnitsSheet {
    fn code(&self) -> &'static str {
        "units"
    }
    fn title(&self) -> &'static str {
        "Danh sách đơn vị"
    }
    fn noun(&self) -> &'static str {
        "đơn vị"
    }
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }
    fn act(&self) -> Act {
        Act::KeepUnits
    }
    fn see(&self) -> Act {
        Act::SeeUnits
    }
    fn page(&self, unit: &str) -> String {
        format!("/don-vi/{unit}")
    }
    fn present(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Option<Vec<Present>>> {
        let ground = Ground::read(v, unit, on)?;
        let first = store::first_days(v)?;
        let communes = units::tree(v, Tree::places(), on)?;
        let (kinds, trees) = (kinds(), trees());
        let mut rows = Vec::new();
        for (tree, u) in &ground.places {
            let commune = u.commune.and_then(|c| communes.get(c)).map(|c| c.code.clone());
            rows.push(Present::from([
                ("code", u.code.clone()),
                ("title", u.name.clone()),
                ("kind", word(&kinds, u.kind)),
                ("tree", word(&trees, *tree)),
                ("parent", u.parent.map(|p| ground.code(p)).unwrap_or_default()),
                ("sector", word(&SECTORS, u.sector)),
                ("commune", commune.unwrap_or_default()),
                ("hard", if u.hard_to_reach { "x" } else { "" }.to_owned()),
                ("founded", first.get(&u.id).map(|d| time::day_text(*d)).unwrap_or_default()),
            ]));
        }
        Ok(Some(rows))
    }
    fn choices(&self, v: &View, unit: OrganisationId, on: Date) -> Result<Vec<(&'static str, Vec<String>)>> {
        let words = |all: Vec<&'static str>| all.into_iter().map(str::to_owned).collect::<Vec<String>>();
        let communes = units::tree(v, Tree::places(), on)?;
        let mut codes: Vec<(Vec<u8>, String)> =
            communes.units().map(|u| (name::text_key(&u.name), u.code.clone())).collect();
        codes.sort();
        Ok(vec![
            ("kind", words(kinds().into_iter().map(|(_, w)| w).collect())),
            ("tree", words(trees().into_iter().map(|(_, w)| w).collect())),
            ("parent", Ground::read(v, unit, on)?.codes()),
            ("sector", words(SECTORS.iter().map(|(_, w)| *w).collect())),
            ("commune", codes.into_iter().map(|(_, code)| code).collect()),
            ("hard", vec!["x".to_owned()]),
        ])
    }
    fn weigh(&self, v: &View, order: &SheetOrder, rows: &[SheetRow]) -> Result<Option<Weighed>> {
        let tally = Taking::plan(v, order, rows)?.tally;
        Ok(Some(Weighed { tally, rests_on: &[], write: None }))
    }
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        let taking = Taking::plan(tx, order, rows)?;
        write(tx, taking, order)
    }
}

/// Above which unit something stands: one that is there, or one that this list founds.
#[derive(Clone)]
enum Above {
    There(OrganisationId),
    Coming(String),
}

struct New {
    founding: Founding,
    tree: Tree,
    above: Above,
    decision: String,
}

/// A unit that changes: from which day, what it becomes, where it goes, by which decision.
struct Change {
    unit: Organisation,
    becomes: Option<Organisation>,
    under: Option<(Tree, OrganisationId)>,
    ends: Option<Date>,
    on: Date,
    decision: String,
}

struct Taking<'a> {
    order: &'a SheetOrder,
    ground: Ground,
    communes: HashMap<String, OrganisationId>,
    first: HashMap<OrganisationId, Date>,
    peopled: HashSet<OrganisationId>,
    /// Codes of the file, lower case: the row.
    seen: HashMap<(String, Option<Tree>), u32>,
    /// New codes of the file.
    coming: HashSet<String>,
    foreign: HashSet<String>,
    new: Vec<New>,
    changes: Vec<Change>,
    tally: Tally,
}

impl<'a> Taking<'a> {
    fn plan(v: &View, order: &'a SheetOrder, rows: &[SheetRow]) -> Result<Taking<'a>> {
        order.progress.begin(Stage::Weighing, rows.len());
        let ground = Ground::read(v, order.unit, order.on)?;
        let mut communes = HashMap::new();
        let tree = units::tree(v, Tree::places(), order.on)?;
        for c in tree.units() {
            communes.insert(name::fold(&c.name), c.id);
        }
        for c in tree.units() {
            communes.insert(c.code.to_lowercase(), c.id);
        }
        let peopled = roster::headcounts(v, "workers", order.on)?;
        let first = store::first_days(v)?;
        let mut foreign = HashSet::new();
        let codes = rows.iter().filter_map(|r| r.text("code"));
        let strange: HashSet<&str> = codes.filter(|c| ground.find(c).is_none()).collect();
        for code in &strange {
            // a founding that was taken back left a code without a unit
            if units::by_code(v, code)?.is_some_and(|id| first.contains_key(&id)) {
                foreign.insert(code.to_lowercase());
            }
        }
        let coming = strange.iter().map(|c| c.to_lowercase()).filter(|c| !foreign.contains(c)).collect();
        let mut taking = Taking {
            order,
            ground,
            communes,
            first,
            peopled: peopled.into_iter().filter(|(_, n)| *n > 0).map(|(u, _)| u).collect(),
            seen: HashMap::new(),
            coming,
            foreign,
            new: Vec::new(),
            changes: Vec::new(),
            tally: Tally::default(),
        };
        for row in rows {
            taking.tally.rows += 1;
            if let Err(message) = taking.row(row) {
                taking.tally.errors.push(said(row, message));
            }
            order.progress.step(1);
        }
        taking.drop_orphans(rows);
        Ok(taking)
    }

    fn row(&mut self, row: &SheetRow) -> std::result::Result<(), String> {
        let code = row.text("code").unwrap_or("").trim().to_owned();
        let text = |key: &str| row.text(key).map(name::tidy).filter(|t| !t.is_empty());
        let tree = match text("tree") {
            Some(t) => Some(meant("Hệ thống", &t, trees().into_iter().map(|(t, w)| (t, t.code(), w)))?),
            None => None,
        };
        if let Some(first) = self.seen.insert((code.to_lowercase(), tree), row.row) {
            self.tally.duplicates += 1;
            self.tally
                .notes
                .push(said(row, format!("Mã “{code}” trùng với dòng {first} của tệp; chỉ tính một lần.")));
            return Ok(());
        }
        let kind = match text("kind") {
            Some(t) => Some(meant("Loại đơn vị", &t, kinds().into_iter().map(|(k, w)| (k, k.code(), w)))?),
            None => None,
        };
        let sector = match text("sector") {
            Some(t) => Some(meant("Khu vực", &t, SECTORS.into_iter().map(|(s, w)| (s, s.code(), w)))?),
            None => None,
        };
        let commune = match text("commune") {
            Some(t) => {
                let known =
                    self.communes.get(&t.to_lowercase()).or_else(|| self.communes.get(&name::fold(&t)));
                Some(*known.ok_or_else(|| {
                    format!("Cột “Xã, phường”: không có “{t}”. Hãy ghi đúng tên hoặc mã xã, phường hiện nay.")
                })?)
            }
            None => None,
        };
        let above = match text("parent") {
            Some(t) => Some(self.above(&t)?),
            None => None,
        };
        let day = |key: &str| match row.cells.get(key) {
            Some(CellValue::Day(d)) => Some(*d),
            _ => None,
        };
        let decision = text("decision").unwrap_or_default();
        let said_of = Said {
            kind,
            sector,
            commune,
            above,
            tree,
            title: text("title"),
            hard: self.order.has("hard").then(|| row.is_ticked("hard")),
            founded: day("founded"),
            ended: day("ended"),
            since: day("since"),
            decision,
        };
        let known = self.ground.find(&code).filter(|u| u.code.eq_ignore_ascii_case(&code)).cloned();
        match known {
            Some(unit) => self.known(row, unit, said_of),
            None => self.found(code, said_of),
        }
    }

    fn above(&self, text: &str) -> std::result::Result<Above, String> {
        if let Some(unit) = self.ground.find(text) {
            return Ok(Above::There(unit.id));
        }
        let lower = text.to_lowercase();
        if self.coming.contains(&lower) {
            return Ok(Above::Coming(lower));
        }
        self.ground.named("Mã đơn vị cấp trên", text).map(|u| Above::There(u.id))
    }

    fn known(&mut self, row: &SheetRow, unit: Organisation, s: Said) -> std::result::Result<(), String> {
        let on = s.since.unwrap_or(self.order.on);
        if on > self.order.on {
            return Err(
                "Cột “Áp dụng từ ngày”: ngày chưa tới. Hãy nhập khi quyết định có hiệu lực.".to_owned()
            );
        }
        if s.kind.is_some_and(|k| k != unit.kind) {
            return Err(format!(
                "Mã “{}” đã là đơn vị thuộc loại khác. Loại đơn vị không đổi qua danh sách; hãy lập đơn vị mới hoặc sửa ở trang đơn vị.",
                unit.code
            ));
        }
        if let (Some(said_day), Some(first)) = (s.founded, self.first.get(&unit.id))
            && said_day != *first
        {
            self.tally.notes.push(said(
                row,
                format!(
                    "Ngày thành lập trong tệp khác ngày đã ghi ({}); giữ ngày đã ghi.",
                    time::day_text(*first)
                ),
            ));
        }
        let mut becomes = unit.clone();
        if let Some(title) = s.title {
            becomes.name = title;
        }
        becomes.sector = s.sector.unwrap_or(unit.sector);
        becomes.commune = s.commune.or(unit.commune);
        becomes.hard_to_reach = s.hard.unwrap_or(unit.hard_to_reach);
        let becomes = (becomes != unit).then_some(becomes);
        if becomes.is_some() && on < unit.valid_from {
            return Err(format!(
                "Cột “Áp dụng từ ngày”: trước lần thay đổi gần nhất của đơn vị ({}). Hãy sửa ở trang đơn vị.",
                time::day_text(unit.valid_from)
            ));
        }
        let under = match s.above {
            None => None,
            Some(Above::Coming(_)) => {
                return Err(
                    "Đơn vị cấp trên mới lập trong cùng tệp. Hãy nhập đơn vị mới trước, rồi nhập lại tệp này.".to_owned(),
                );
            }
            Some(Above::There(parent)) => {
                let tree = s.tree.or_else(|| tree_of(unit.kind));
                let place = self.ground.places.iter().find(|(t, u)| u.id == unit.id && Some(*t) == tree);
                match (tree, place) {
                    (Some(tree), Some((_, here))) if here.parent != Some(parent) => {
                        self.may_move(&unit, tree, parent)?;
                        if unit.id == self.ground.top {
                            return Err("Không chuyển được chính đơn vị đứng đầu danh sách này.".to_owned());
                        }
                        Some((tree, parent))
                    }
                    _ => None,
                }
            }
        };
        if let Some(end) = s.ended {
            if end > self.order.on {
                return Err(
                    "Cột “Ngày kết thúc”: ngày chưa tới. Hãy nhập khi quyết định có hiệu lực.".to_owned()
                );
            }
            if s.decision.is_empty() {
                return Err("Kết thúc một đơn vị cần số quyết định. Hãy điền cột “Quyết định số”.".to_owned());
            }
            let has_below = self.ground.places.iter().any(|(_, u)| u.parent == Some(unit.id));
            if has_below || self.peopled.contains(&unit.id) || unit.id == self.ground.top {
                return Err("Đơn vị còn người hoặc còn đơn vị trực thuộc nên không kết thúc qua danh sách. Hãy sáp nhập hoặc giải thể ở trang đơn vị.".to_owned());
            }
        }
        let changed = becomes.is_some() || under.is_some() || s.ended.is_some();
        if changed {
            self.tally.updated += 1;
            let decision = s.decision;
            self.changes.push(Change { unit, becomes, under, ends: s.ended, on, decision });
        } else {
            self.tally.unchanged += 1;
        }
        Ok(())
    }

    /// Not below itself, and only where its kind may stand.
    fn may_move(
        &self,
        unit: &Organisation,
        tree: Tree,
        parent: OrganisationId,
    ) -> std::result::Result<(), String> {
        let in_tree = |id| self.ground.places.iter().find(|(t, u)| *t == tree && u.id == id).map(|(_, u)| u);
        let mut way = vec![parent];
        while let Some(up) = way.last().and_then(|id| in_tree(*id)).and_then(|u| u.parent) {
            if way.contains(&up) {
                break;
            }
            way.push(up);
        }
        if way.contains(&unit.id) {
            return Err("Không thể đặt một đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc nó.".to_owned());
        }
        self.stands_below(unit.kind, tree, self.ground.get(parent).map(|u| u.kind))
    }

    fn stands_below(&self, kind: Kind, tree: Tree, above: Option<Kind>) -> std::result::Result<(), String> {
        if kind.may_stand_under(tree, above) {
            return Ok(());
        }
        Err(format!(
            "Loại “{}” không đứng dưới “{}”. Hãy sửa loại đơn vị hoặc mã đơn vị cấp trên.",
            kind.names().0,
            above.map_or("", |k| k.names().0)
        ))
    }

    fn found(&mut self, code: String, s: Said) -> std::result::Result<(), String> {
        if self.foreign.contains(&code.to_lowercase()) {
            return Err(format!(
                "Mã “{code}” đã dùng cho một đơn vị ngoài phạm vi của danh sách hoặc đã kết thúc. Hãy dùng mã khác."
            ));
        }
        let missing = |what: &str| format!("Đơn vị mới “{code}” thiếu {what}.");
        let title = s.title.ok_or_else(|| missing("tên đơn vị"))?;
        let kind = s.kind.ok_or_else(|| missing("loại đơn vị"))?;
        let above = s.above.ok_or_else(|| missing("mã đơn vị cấp trên"))?;
        let tree = s.tree.or_else(|| tree_of(kind)).ok_or_else(|| missing("hệ thống"))?;
        let from = s.founded.unwrap_or(self.order.since);
        if s.ended.is_some() {
            return Err("Đơn vị mới mà đã có ngày kết thúc. Hãy để trống “Ngày kết thúc” hoặc bỏ dòng này."
                .to_owned());
        }
        if let Above::There(parent) = &above
            && self.first.get(parent).is_some_and(|first| *first > from)
        {
            return Err(
                "Cột “Ngày thành lập”: trước khi có đơn vị cấp trên. Hãy kiểm tra lại ngày.".to_owned()
            );
        }
        if let Above::There(parent) = &above {
            self.stands_below(kind, tree, self.ground.get(*parent).map(|u| u.kind))?;
        }
        let founding = Founding {
            code,
            name: title,
            kind,
            sector: s.sector.unwrap_or(Sector::None),
            commune: s.commune,
            hard_to_reach: s.hard.unwrap_or(false),
            place: Some((tree, None)),
            from,
        };
        if let Err(failure) = service::check_founding(&founding, self.order.on) {
            return Err(failure.messages().join(" "));
        }
        self.new.push(New { founding, tree, above, decision: s.decision });
        self.tally.created += 1;
        Ok(())
    }

    /// New units whose unit above did not come after all: its row has a fault, it comes too late, its kind has none
    /// below, or they stand in a circle.
    fn drop_orphans(&mut self, rows: &[SheetRow]) {
        let mut there: HashMap<String, (Kind, Date)> = HashMap::new();
        loop {
            let before = there.len();
            for new in &self.new {
                let f = &new.founding;
                let stands = match &new.above {
                    Above::There(_) => true,
                    Above::Coming(code) => there.get(code).is_some_and(|(kind, from)| {
                        *from <= f.from && f.kind.may_stand_under(new.tree, Some(*kind))
                    }),
                };
                if stands {
                    there.insert(f.code.to_lowercase(), (f.kind, f.from));
                }
            }
            if there.len() == before {
                break;
            }
        }
        let (kept, orphans): (Vec<New>, Vec<New>) = std::mem::take(&mut self.new)
            .into_iter()
            .partition(|n| there.contains_key(&n.founding.code.to_lowercase()));
        self.new = kept;
        for orphan in orphans {
            self.tally.created -= 1;
            let code = &orphan.founding.code;
            if let Some(row) = rows.iter().find(|r| r.text("code").is_some_and(|c| c.trim() == code)) {
                self.tally.errors.push(said(
                    row,
                    "Không đặt được dưới đơn vị cấp trên của dòng này: đơn vị ấy cũng mới, có lỗi ở dòng của nó, thành lập sau, hoặc không thể có loại đơn vị này trực thuộc. Hãy xem lại cả hai dòng.",
                ));
            }
        }
    }
}

/// What a row says of a unit.
struct Said {
    kind: Option<Kind>,
    sector: Option<Sector>,
    commune: Option<OrganisationId>,
    above: Option<Above>,
    tree: Option<Tree>,
    title: Option<String>,
    hard: Option<bool>,
    founded: Option<Date>,
    ended: Option<Date>,
    since: Option<Date>,
    decision: String,
}

/// The tree in which a kind stands first.
fn tree_of(kind: Kind) -> Option<Tree> {
    Tree::all().find(|t| kind.stands_in(*t))
}

fn keep(tx: &Tx, kind: EventKind, on: Date, decision: &str, part: (Part, OrganisationId)) -> Result<()> {
    record(tx, kind, on, &Decision::numbered(decision), &[part].into())?;
    Ok(())
}

fn write(tx: &Tx, taking: Taking, order: &SheetOrder) -> Result<Tally> {
    order.progress.begin(Stage::Writing, taking.new.len() + taking.changes.len());
    let mut ids: HashMap<String, OrganisationId> = HashMap::new();
    let mut rest = taking.new;
    // those above come first; the plan has left out circles
    while !rest.is_empty() {
        let before = rest.len();
        let mut later = Vec::new();
        for new in rest {
            let parent = match &new.above {
                Above::There(id) => Some(*id),
                Above::Coming(code) => ids.get(code).copied(),
            };
            let Some(parent) = parent else {
                later.push(new);
                continue;
            };
            let founding = Founding { place: Some((new.tree, Some(parent))), ..new.founding };
            let id = service::found(tx, &founding)?;
            keep(tx, EventKind::Found, founding.from, &new.decision, (Part::Founded, id))?;
            ids.insert(founding.code.to_lowercase(), id);
            order.progress.step(1);
        }
        rest = later;
        if rest.len() == before {
            break;
        }
    }
    for change in taking.changes {
        if let Some(becomes) = &change.becomes {
            service::change(tx, change.unit.id, change.on, |u| {
                u.name.clone_from(&becomes.name);
                u.sector = becomes.sector;
                u.commune = becomes.commune;
                u.hard_to_reach = becomes.hard_to_reach;
            })?;
        }
        if let Some((tree, parent)) = change.under {
            service::move_under(tx, tree, change.unit.id, parent, change.on)?;
        }
        if let Some(day) = change.ends {
            keep(tx, EventKind::Abolish, day, &change.decision, (Part::Ended, change.unit.id))?;
            service::abolish(tx, change.unit.id, day)?;
        } else if !change.decision.is_empty() {
            keep(tx, EventKind::Change, change.on, &change.decision, (Part::Changed, change.unit.id))?;
        }
        order.progress.step(1);
    }
    order.progress.begin(Stage::Counting, 0);
    Ok(taking.tally)
}
