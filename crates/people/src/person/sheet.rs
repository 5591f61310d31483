//! The list of workers ("danh sách công nhân lao động") as grassroots unions send it.

use super::model::{Affiliation, AffiliationRole, Person, Sex};
use super::sealing::Secrets;
use super::service::{Joining, add, end};
use super::store;
use crate::organisation::service::forever;
use ::store::Tx;
use ::store::sockets::{SheetOrder, SheetSource};
use kernel::sheet::{CellValue, Column, Reading, RowFault, SheetRow, Tally};
use kernel::{Date, Result, name};
use std::collections::HashMap;

/// Takes lists of workers.
pub struct PeopleSheet {
    /// To seal and find national ids.
    pub secrets: Secrets,
}

const COLUMNS: &[Column] = &[
    Column {
        key: "name",
        title: "Họ và tên",
        synonyms: &[
            "Họ tên",
            "Tên",
            "Họ tên công nhân",
            "Họ và tên CNLĐ",
            "Họ và tên người lao động",
            "Đoàn viên",
        ],
        required: false,
        reads: Reading::Name,
    },
    Column {
        key: "family_name",
        title: "Họ đệm",
        synonyms: &["Họ và tên đệm", "Họ và đệm", "Họ lót", "Họ và chữ đệm"],
        required: false,
        reads: Reading::NamePart,
    },
    Column {
        key: "given_name",
        title: "Tên",
        synonyms: &["Tên gọi"],
        required: false,
        reads: Reading::NamePart,
    },
    Column {
        key: "sex",
        title: "Giới tính",
        synonyms: &["Nam/Nữ", "Giới", "Phái"],
        required: false,
        reads: Reading::Sex,
    },
    Column {
        key: "birth",
        title: "Ngày sinh",
        synonyms: &["Ngày, tháng, năm sinh", "Năm sinh", "Ngày tháng năm sinh", "Sinh ngày", "NS"],
        required: false,
        reads: Reading::Birth,
    },
    Column {
        key: "national_id",
        title: "Số CCCD",
        synonyms: &[
            "CCCD",
            "CMND",
            "CMND/CCCD",
            "Số CMND",
            "Căn cước",
            "Số căn cước công dân",
            "Số định danh",
        ],
        required: false,
        reads: Reading::NationalId,
    },
    Column {
        key: "phone",
        title: "Điện thoại",
        synonyms: &["Số điện thoại", "SĐT", "Số ĐT", "ĐT", "Di động", "Zalo"],
        required: false,
        reads: Reading::Phone,
    },
    Column {
        key: "member",
        title: "Đoàn viên CĐ",
        synonyms: &["Đoàn viên", "Là đoàn viên", "ĐVCĐ", "Đoàn viên công đoàn"],
        required: false,
        reads: Reading::Mark,
    },
    Column {
        key: "section",
        title: "Bộ phận",
        synonyms: &["Tổ", "Phòng ban", "Phân xưởng", "Đơn vị", "Tổ sản xuất", "Nghề nghiệp", "Công việc"],
        required: false,
        reads: Reading::Text,
    },
    Column {
        key: "staff_code",
        title: "Mã NV",
        synonyms: &["Mã nhân viên", "Mã số", "MSNV", "Mã CN"],
        required: false,
        reads: Reading::Text,
    },
    Column {
        key: "joined",
        title: "Ngày vào làm",
        synonyms: &["Ngày vào", "Ngày nhận việc", "Từ ngày"],
        required: false,
        reads: Reading::Day,
    },
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
    fn take(&self, tx: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> Result<Tally> {
        let known = store::of_unit(tx, order.unit, order.on)?;
        let mut taking = Taking {
            order,
            tally: Tally::default(),
            seen: Seen::default(),
            known: Known::default(),
            secrets: &self.secrets,
            new: Vec::new(),
        };
        for p in known {
            taking.known.add(p);
        }
        for row in rows {
            taking.row(tx, row)?;
        }
        let new = std::mem::take(&mut taking.new);
        add(tx, &new, "list")?;
        Ok(taking.tally)
    }
}

/// Ways to find somebody again, from the surest on.
#[derive(Default)]
struct Known {
    people: Vec<Person>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Known {
    fn add(&mut self, p: Person) {
        let at = self.people.len();
        if let Some(k) = &p.national_id_key {
            self.by_id.insert(k.clone(), at);
        }
        self.by_name.entry(name::fold(&p.full_name)).or_default().push(at);
        self.people.push(p);
    }
    /// The one person of the unit whom the row can only mean.
    fn find(&self, p: &Person) -> Option<&Person> {
        if let Some(at) = p.national_id_key.as_ref().and_then(|k| self.by_id.get(k)) {
            return self.people.get(*at);
        }
        let namesakes = self.by_name.get(&name::fold(&p.full_name))?;
        let mut same = namesakes.iter().filter_map(|i| self.people.get(*i)).filter(|k| is_same(k, p));
        let first = same.next()?;
        same.next().is_none().then_some(first)
    }
}

/// Could two records of the same name be one person? Nothing may speak against it, something must
/// speak for it (or neither says anything more than the name).
fn is_same(a: &Person, b: &Person) -> bool {
    let clash = |x: &Option<String>, y: &Option<String>| matches!((x, y), (Some(x), Some(y)) if x != y);
    let days_clash = matches!((a.birth_day, b.birth_day), (Some(x), Some(y)) if x != y);
    let years_clash = matches!((a.birth_year, b.birth_year), (Some(x), Some(y)) if x != y);
    if clash(&a.national_id_key, &b.national_id_key) || days_clash || years_clash {
        return false;
    }
    let same = |x: &Option<String>, y: &Option<String>| matches!((x, y), (Some(x), Some(y)) if x == y);
    let birth = matches!((a.birth_year, b.birth_year), (Some(x), Some(y)) if x == y);
    let bare = |p: &Person| p.birth_year.is_none() && p.phone.is_none() && p.national_id_key.is_none();
    birth || same(&a.phone, &b.phone) || same(&a.staff_code, &b.staff_code) || bare(a) || bare(b)
}

/// Rows of this file met so far.
#[derive(Default)]
struct Seen {
    people: Vec<(Person, u32)>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Seen {
    fn find(&self, p: &Person) -> Option<u32> {
        if let Some(at) = p.national_id_key.as_ref().and_then(|k| self.by_id.get(k)) {
            return self.people.get(*at).map(|s| s.1);
        }
        let namesakes = self.by_name.get(&name::fold(&p.full_name))?;
        namesakes.iter().filter_map(|i| self.people.get(*i)).find(|(k, _)| is_same(k, p)).map(|s| s.1)
    }
    fn add(&mut self, p: &Person, row: u32) {
        let at = self.people.len();
        if let Some(k) = &p.national_id_key {
            self.by_id.insert(k.clone(), at);
        }
        self.by_name.entry(name::fold(&p.full_name)).or_default().push(at);
        self.people.push((p.clone(), row));
    }
}

struct Taking<'a> {
    order: &'a SheetOrder,
    tally: Tally,
    seen: Seen,
    known: Known,
    secrets: &'a Secrets,
    new: Vec<Joining>,
}

impl Taking<'_> {
    fn row(&mut self, tx: &Tx, row: &SheetRow) -> Result<()> {
        self.tally.rows += 1;
        let fault = |message: String| RowFault { sheet: row.sheet.clone(), row: row.row, message };
        let given = match self.read(row) {
            Ok(p) => p,
            Err(message) => {
                self.tally.errors.push(fault(message));
                return Ok(());
            }
        };
        if let Some(first) = self.seen.find(&given) {
            self.tally.duplicates += 1;
            self.tally.notes.push(fault(format!(
                "“{}” trùng với dòng {first} của tệp; chỉ tính một lần.",
                given.full_name
            )));
            return Ok(());
        }
        self.seen.add(&given, row.row);
        let joined = match row.cells.get("joined") {
            Some(CellValue::Day(d)) => *d,
            _ => self.order.since,
        };
        let has_member_column = self.order.columns.iter().any(|c| c == "member");
        if let Some(old) = self.known.find(&given).cloned() {
            let merged = old.merged_with(&given);
            let mut changed = merged != old;
            if changed {
                store::change(tx, &merged)?;
            }
            changed |=
                self.belong(tx, &merged, joined, has_member_column.then(|| row.is_ticked("member")))?;
            if changed {
                self.tally.updated += 1;
            } else {
                self.tally.unchanged += 1;
            }
            return Ok(());
        }
        if let Some(key) = &given.national_id_key
            && store::by_key(tx, key)?.is_some()
        {
            self.tally.errors.push(fault(format!(
                "Số CCCD của “{}” đã có trong hệ thống ở đơn vị khác. Nếu người này đã chuyển về đơn vị, hãy đề nghị Liên đoàn Lao động chuyển hồ sơ.",
                given.full_name
            )));
            return Ok(());
        }
        let mut belongs = vec![(self.order.unit, AffiliationRole::Worker, None, joined, None)];
        if row.is_ticked("member") {
            belongs.push((self.order.unit, AffiliationRole::Member, None, joined, None));
        }
        self.new.push(Joining { person: given, belongs });
        self.tally.created += 1;
        Ok(())
    }

    /// Brings the affiliations of a known person in line with the list; true when something changed.
    fn belong(&self, tx: &Tx, p: &Person, joined: Date, member: Option<bool>) -> Result<bool> {
        let all = store::affiliations(tx, p.id)?;
        let open = |role| {
            all.iter()
                .find(move |a| a.role == role && a.organisation == self.order.unit && a.to > self.order.on)
        };
        let mut changed = false;
        let mut begin = |role| -> Result<()> {
            let a = Affiliation {
                id: 0,
                person: p.id,
                organisation: self.order.unit,
                role,
                post: None,
                from: joined,
                to: forever(),
            };
            changed = true;
            Ok(store::add_affiliations(tx, &[a])?)
        };
        if open(AffiliationRole::Worker).is_none() {
            begin(AffiliationRole::Worker)?;
        }
        match (member, open(AffiliationRole::Member)) {
            (Some(true), None) => begin(AffiliationRole::Member)?,
            (Some(false), Some(a)) => {
                end(tx, a, self.order.on)?;
                changed = true;
            }
            _ => {}
        }
        Ok(changed)
    }

    fn read(&self, row: &SheetRow) -> std::result::Result<Person, String> {
        let full_name = match (row.text("name"), row.text("family_name"), row.text("given_name")) {
            (_, Some(f), Some(g)) => format!("{f} {g}"),
            (Some(n), ..) => n.to_owned(),
            (None, f, g) => f.or(g).unwrap_or("").to_owned(),
        };
        if full_name.trim().is_empty() {
            return Err("Thiếu họ và tên. Hãy điền họ tên rồi nhập lại dòng này.".to_owned());
        }
        let mut p = Person::named(&full_name);
        match row.cells.get("birth") {
            Some(CellValue::Day(d)) => (p.birth_day, p.birth_year) = (Some(*d), Some(d.year())),
            Some(CellValue::Year(y)) => p.birth_year = Some(*y),
            _ => {}
        }
        p.sex = match row.cells.get("sex") {
            Some(CellValue::Yes) => Some(Sex::Male),
            Some(CellValue::No) => Some(Sex::Female),
            _ => None,
        };
        let text = |key: &str| row.text(key).map(str::to_owned);
        p.phone = text("phone");
        p.section = text("section");
        p.staff_code = text("staff_code");
        if let Some(id) = row.text("national_id") {
            p.national_id_key = Some(self.secrets.key_of(id));
            p.national_id_sealed = Some(self.secrets.seal(id).map_err(|e| e.to_string())?);
        }
        Ok(p)
    }
}
