//! The register of people as a year of use leaves it: terms of officers, some records written twice, some competence
//! attested. Nothing here touches the named unions' counts.

use super::Ids;
use crate::world::{NAMED_UNITS, Position, World};
use kernel::{Date, PersonId, Result, name};
use people::duplicate::service::merge;
use people::organisation::service::forever;
use people::person::model::{Affiliation, AffiliationRole, Office, Person};
use people::person::service::{Joining, add};
use people::person::store as persons;
use people::profile::model::Voice;
use people::profile::store::{Said, say};
use std::collections::BTreeMap;
use store::Tx;

/// The terms of all officers, with posts, terms and decisions.
pub(super) fn terms(world: &World, ids: &Ids, people: &[PersonId]) -> Result<Vec<Affiliation>> {
    let mut out = Vec::with_capacity(world.offices.len());
    for (n, o) in world.offices.iter().enumerate() {
        let (code, words) = match o.position {
            Position::Chair => ("chair", "Chủ tịch"),
            Position::ViceChair => ("vice_chair", "Phó Chủ tịch"),
            Position::CommitteeMember => ("committee_member", "Ủy viên Ban Chấp hành"),
            Position::Staff => ("staff", "Chuyên viên"),
        };
        let Some(person) = people.get(o.person.0) else { continue };
        let year = o.from.year();
        // staff are appointed, the others are elected for five years
        let (term, decision) = match o.position {
            Position::Staff => (String::new(), format!("{}/QĐ-LĐLĐ", 100 + n % 400)),
            _ => (format!("{year}–{}", year + 5), format!("{}/QĐ-CĐ", 10 + n % 80)),
        };
        out.push(Affiliation {
            id: 0,
            person: *person,
            organisation: ids.unit(o.unit)?,
            role: AffiliationRole::Officer,
            post: Some(words.to_owned()),
            office: Some(Office { post: code.to_owned(), term, decision }),
            from: o.from,
            to: o.to.unwrap_or_else(forever),
        });
    }
    Ok(out)
}

/// So many people of the province have a second record.
const TWICE: usize = 9;

/// Second records: without marks, with the year only, with the phone, in the same union and in another; one of them
/// was merged already. Only in the whole province.
pub(super) fn doubles(tx: &Tx, world: &World, ids: &Ids) -> Result<()> {
    let named = |unit: crate::world::OrganisationRef| {
        world.organisation(unit).is_some_and(|o| NAMED_UNITS.contains(&o.code.as_str()))
    };
    let open: Vec<_> = world.affiliations.iter().filter(|a| a.to.is_none() && !named(a.unit)).collect();
    let step = open.len() / (TWICE + 1);
    let mut joining = Vec::new();
    let mut of = Vec::new();
    for n in 0..TWICE {
        let (Some(a), Some(elsewhere)) = (open.get((n + 1) * step), open.get((n + 1) * step / 2)) else {
            continue;
        };
        let id = ids.person(a.person)?;
        let Some(known) = persons::one(tx, id)? else { continue };
        let full_name = if n % 3 == 0 { unmarked(&known.full_name) } else { known.full_name.clone() };
        let birth_day = known.birth_day.filter(|_| n % 3 != 1);
        let twin = Person {
            birth_day,
            birth_year: known.birth_year,
            sex: known.sex,
            phone: known.phone.clone(),
            section: Some("Chưa rõ tổ".to_owned()),
            ..Person::named(&full_name)
        };
        let unit = ids.unit(if n % 2 == 0 { a.unit } else { elsewhere.unit })?;
        let from = Date::constant(2026, 3, 2);
        joining
            .push(Joining { person: twin, belongs: vec![(unit, AffiliationRole::Worker, None, from, None)] });
        of.push(id);
    }
    let twins = add(tx, &joining, "demo")?;
    if let (Some(keep), Some(twin)) = (of.last(), twins.last()) {
        merge(
            tx,
            *keep,
            *twin,
            &BTreeMap::new(),
            "Đã hỏi tổ trưởng: cùng một người, ghi hai lần khi nhập danh sách",
        )?;
    }
    Ok(())
}

/// A name as a machine without Vietnamese letters wrote it.
fn unmarked(full_name: &str) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
    };
    name::fold(full_name).split(' ').map(capital).collect::<Vec<_>>().join(" ")
}

/// What the first workers of two named unions said of themselves, and what the union attested.
pub(super) fn competence(tx: &Tx, world: &World, ids: &Ids) -> Result<()> {
    let lines = ["digital_ability", "vocational_skill", "knowledge"];
    for code in ["CD001", "CD004"] {
        let Some(unit) = world.find(code) else { continue };
        let here = world.affiliations.iter().filter(|a| a.unit == unit && a.to.is_none()).take(5);
        for (n, a) in here.enumerate() {
            let person = ids.person(a.person)?;
            let said = |line: &str, voice, level: &str, evidence: &str| Said {
                id: 0,
                line: line.to_owned(),
                voice,
                level: level.to_owned(),
                on: Date::constant(2026, 11, 10),
                evidence: evidence.to_owned(),
            };
            for (at, line) in lines.iter().enumerate() {
                let level = ["basic", "able", "skilled"][(n + at) % 3];
                say(tx, person, &said(line, Voice::Declared, level, ""))?;
                if n < 3 && at < 2 {
                    let evidence = "Kết quả kiểm tra cuối lớp, tổ trưởng xác nhận";
                    say(tx, person, &said(line, Voice::Attested, level, evidence))?;
                }
            }
        }
    }
    Ok(())
}
