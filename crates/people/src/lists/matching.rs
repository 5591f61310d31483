//! Whom a row means: by the record's own number, the national id, else by name and what goes with it.
use super::store::Known;
use crate::person::model::{Affiliation, Person, Sex};
use crate::person::sealing::Secrets;
use kernel::sheet::{CellValue, SheetRow};
use kernel::{OrganisationId, PersonId, name};
use std::collections::{HashMap, HashSet};

/// What stands before the number of a record, so that no spreadsheet takes it for a number.
const RECORD: &str = "HS";

/// The number of a record as our lists write it.
pub(crate) fn record_text(id: PersonId) -> String {
    format!("{RECORD}{id}")
}

/// What a row says of a person.
pub(crate) struct Given {
    /// The record that it names.
    pub record: Option<PersonId>,
    /// The rest, as a record.
    pub person: Person,
}

impl Given {
    /// Reads the cells of a person; `named` when a row without a name is of no use.
    pub fn read(row: &SheetRow, secrets: &Secrets, named: bool) -> Result<Given, String> {
        let record = match row.text("record").map(str::trim).filter(|t| !t.is_empty()) {
            None => None,
            Some(text) => Some(
                text.strip_prefix(RECORD).and_then(|n| n.parse().ok()).map(PersonId).ok_or_else(|| {
                    format!("Cột “Mã hồ sơ”: “{text}” không phải mã hồ sơ. Hãy để nguyên như trong tệp mẫu, hoặc để trống.")
                })?,
            ),
        };
        let full_name = match (row.text("name"), row.text("family_name"), row.text("given_name")) {
            (_, Some(f), Some(g)) => format!("{f} {g}"),
            (Some(n), ..) => n.to_owned(),
            (None, f, g) => f.or(g).unwrap_or("").to_owned(),
        };
        if full_name.trim().is_empty() && (named || record.is_none()) {
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
            p.national_id_key = Some(secrets.key_of(id));
            p.national_id_sealed = Some(secrets.seal(id).map_err(|e| e.to_string())?);
        }
        Ok(Given { record, person: p })
    }
}

/// Are these one name, whatever its capitals?
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    name::tidy(a).to_lowercase() == name::tidy(b).to_lowercase()
}

/// Could two records of the same name be one person? Nothing may speak against it, something must
/// speak for it (or neither says anything more than the name).
pub(crate) fn is_same(a: &Person, b: &Person) -> bool {
    if clashes(a, b) {
        return false;
    }
    let same = |x: &Option<String>, y: &Option<String>| matches!((x, y), (Some(x), Some(y)) if x == y);
    let birth = matches!((a.birth_year, b.birth_year), (Some(x), Some(y)) if x == y);
    let bare = |p: &Person| p.birth_year.is_none() && p.phone.is_none() && p.national_id_key.is_none();
    birth || same(&a.phone, &b.phone) || same(&a.staff_code, &b.staff_code) || bare(a) || bare(b)
}

/// Does a national id or a birth speak against it?
fn clashes(a: &Person, b: &Person) -> bool {
    let ids = matches!((&a.national_id_key, &b.national_id_key), (Some(x), Some(y)) if x != y);
    let days = matches!((a.birth_day, b.birth_day), (Some(x), Some(y)) if x != y);
    let years = matches!((a.birth_year, b.birth_year), (Some(x), Some(y)) if x != y);
    ids || days || years
}

/// The people that a list may mean.
#[derive(Default)]
pub(crate) struct People {
    pub all: Vec<Known>,
    by_record: HashMap<PersonId, usize>,
    by_key: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl People {
    pub fn of(all: impl IntoIterator<Item = Known>) -> People {
        let mut people = People::default();
        for known in all {
            people.add(known);
        }
        people
    }

    /// One more; of somebody met before only the belonging is new.
    pub fn add(&mut self, known: Known) {
        if let Some(old) = self.by_record.get(&known.person.id).and_then(|at| self.all.get_mut(*at)) {
            let have: HashSet<i64> = old.belongs.iter().map(|a| a.id).collect();
            old.belongs.extend(known.belongs.into_iter().filter(|a| !have.contains(&a.id)));
            return;
        }
        let at = self.all.len();
        self.by_record.insert(known.person.id, at);
        if let Some(k) = &known.person.national_id_key {
            self.by_key.insert(k.clone(), at);
        }
        self.by_name.entry(name::fold(&known.person.full_name)).or_default().push(at);
        for face in &known.faces {
            self.by_record.insert(face.id, at);
            if let Some(k) = &face.national_id_key {
                self.by_key.entry(k.clone()).or_insert(at);
            }
            let same = self.by_name.entry(name::fold(&face.full_name)).or_default();
            if !same.contains(&at) {
                same.push(at);
            }
        }
        self.all.push(known);
    }

    pub fn get(&self, at: usize) -> Option<&Known> {
        self.all.get(at)
    }

    /// Whom a row means, unless their data may not be used for now.
    pub fn free(&self, at: usize) -> Result<usize, String> {
        match self.all.get(at) {
            Some(known) if known.is_restricted => Err(
                "Dữ liệu của người ở dòng này đang hạn chế xử lý theo yêu cầu của chính họ; dòng này không được nhập. Hãy bỏ dòng khỏi tệp, hoặc hỏi nhân sự bảo vệ dữ liệu cá nhân của Liên đoàn Lao động."
                    .to_owned(),
            ),
            _ => Ok(at),
        }
    }

    /// The record that a row names, if it is here and bears that name.
    pub fn by_record(&self, given: &Given) -> Result<Option<usize>, String> {
        let Some(record) = given.record else { return Ok(None) };
        let at = self.by_record.get(&record).copied();
        let known = at.and_then(|at| self.all.get(at)).ok_or(
            "Cột “Mã hồ sơ”: không có hồ sơ này trong phạm vi của danh sách. Hãy để trống mã hồ sơ nếu là người mới.",
        )?;
        let (a, b) = (name::fold(&known.person.full_name), name::fold(&given.person.full_name));
        if !b.is_empty() && a != b && clashes(&known.person, &given.person) {
            return Err(
                "Mã hồ sơ này là của người khác (họ tên và ngày sinh đều khác). Hãy kiểm tra lại dòng này."
                    .to_owned(),
            );
        }
        Ok(at)
    }

    /// Somebody with this national id.
    pub fn by_key(&self, given: &Person) -> Option<usize> {
        given.national_id_key.as_ref().and_then(|k| self.by_key.get(k)).copied()
    }

    /// Those who bear the name of a row.
    pub fn namesakes<'a>(&'a self, given: &Person) -> impl Iterator<Item = (usize, &'a Known)> + use<'a> {
        let all = self.by_name.get(&name::fold(&given.full_name));
        all.into_iter().flatten().filter_map(|at| Some((*at, self.all.get(*at)?)))
    }

    /// The one person whom a row can only mean; `belongs` says who comes into question.
    pub fn find(&self, given: &Given, belongs: impl Fn(&Affiliation) -> bool) -> Result<usize, String> {
        self.meant(given, belongs).and_then(|at| self.free(at))
    }

    fn meant(&self, given: &Given, belongs: impl Fn(&Affiliation) -> bool) -> Result<usize, String> {
        if let Some(at) = self.by_record(given)? {
            return Ok(at);
        }
        let p = &given.person;
        if let Some(at) = self.by_key(p) {
            return Ok(at);
        }
        let fits = |k: &Known| k.belongs.iter().any(&belongs) && !clashes(&k.person, p);
        let said = |x: &Option<String>, y: &Option<String>| x.is_none() || x == y;
        let close: Vec<usize> = self.namesakes(p).filter(|(_, k)| fits(k)).map(|(at, _)| at).collect();
        let closest: Vec<usize> = close
            .iter()
            .copied()
            .filter(|at| {
                self.get(*at).is_some_and(|k| {
                    said(&p.phone, &k.person.phone)
                        && said(&p.staff_code, &k.person.staff_code)
                        && (p.birth_year.is_none() || p.birth_year == k.person.birth_year)
                })
            })
            .collect();
        match (closest.as_slice(), close.as_slice()) {
            ([one], _) | ([], [one]) => Ok(*one),
            ([], []) => Err(format!(
                "Không thấy “{}” ở đơn vị đã ghi. Hãy kiểm tra họ tên, ngày sinh và mã đơn vị; người mới thì nhập ở danh sách người lao động trước.",
                p.full_name
            )),
            _ => Err(format!(
                "Có {} người tên “{}”; chưa rõ là ai. Hãy điền thêm ngày sinh, điện thoại, mã nhân viên hoặc mã hồ sơ.",
                close.len(),
                p.full_name
            )),
        }
    }
}

/// Rows of this file met so far, unit by unit.
#[derive(Default)]
pub(crate) struct Seen {
    people: Vec<(OrganisationId, Given, u32)>,
    by_record: HashMap<(OrganisationId, PersonId), usize>,
    by_key: HashMap<(OrganisationId, String), usize>,
    by_name: HashMap<(OrganisationId, String), Vec<usize>>,
}

impl Seen {
    /// The row that says the same.
    pub fn find(&self, unit: OrganisationId, given: &Given) -> Option<u32> {
        let row = |at: &usize| self.people.get(*at).map(|s| s.2);
        if let Some(record) = given.record {
            return self.by_record.get(&(unit, record)).and_then(row);
        }
        let key = given.person.national_id_key.as_ref().map(|k| (unit, k.clone()));
        if let Some(at) = key.and_then(|k| self.by_key.get(&k)) {
            return row(at);
        }
        let namesakes = self.by_name.get(&(unit, name::fold(&given.person.full_name)))?;
        let all = namesakes.iter().filter_map(|i| self.people.get(*i));
        all.filter(|(_, k, _)| is_same(&k.person, &given.person)).map(|s| s.2).next()
    }

    pub fn add(&mut self, unit: OrganisationId, given: Given, row: u32) {
        let at = self.people.len();
        if let Some(record) = given.record {
            self.by_record.insert((unit, record), at);
        }
        if let Some(k) = &given.person.national_id_key {
            self.by_key.insert((unit, k.clone()), at);
        }
        self.by_name.entry((unit, name::fold(&given.person.full_name))).or_default().push(at);
        self.people.push((unit, given, row));
    }
}
