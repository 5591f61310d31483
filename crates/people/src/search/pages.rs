//! One search box over people and units of the scope.

use crate::finding::Words;
use crate::organisation::store as units;
use crate::pages::{address, kind_word, unit_name};
use crate::person::listing::{self, Filter, From, Order};
use crate::person::pages::highest;
use crate::person::{AffiliationRole, Person};
use kernel::{Result, name};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/tim" => find, for Act::SeeUnits;
    }
}

/// At most so many of a kind.
const MOST: usize = 20;

fn find(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    // signs that mean something to the database find nothing by themselves
    let words = call.query("q").trim_matches(['%', '_', '\\', ' ']);
    let sees_people = call.may(Act::SeePeople);
    let units = if words.is_empty() { Vec::new() } else { find_units(call, words)? };
    let people = if words.is_empty() || !sees_people { Vec::new() } else { find_people(call, words)? };
    if !people.is_empty() {
        call.looked("people.search", "", people.len())?;
    }
    let body = html! {
        (form_get(ui::address::SEARCH, html! {
            (Field::text(lang, "q", t!(lang, "Tìm người, đơn vị")).id("tim-q").value(words).plain().max_length(100))
            (primary(t!(lang, "Tìm")).icon("search"))
        }))
        @if words.is_empty() { p.hint { (t!(lang, "Gõ tên, mã đơn vị hoặc số điện thoại. Không cần dấu tiếng Việt.")) } }
        @else if units.is_empty() && people.is_empty() {
            (empty_state("search", t!(lang, "Không tìm thấy gì"),
                t!(lang, "Thử ít chữ hơn. Chỉ tìm trong phạm vi bạn được xem."), html! {}))
        }
        @if !people.is_empty() {
            h2 { (t!(lang, "Người")) }
            (people_table(lang, &people))
            @if people.len() == MOST {
                p { a href=(address("/nguoi", &[("q", words)])) { (t!(lang, "Xem tất cả người khớp")) } }
            }
        }
        @if !units.is_empty() {
            h2 { (t!(lang, "Đơn vị")) }
            (units_table(lang, &units))
            @if units.len() == MOST {
                p { a href=(address("/don-vi", &[("q", words)])) { (t!(lang, "Xem tất cả đơn vị khớp")) } }
            }
        }
    };
    Ok(call.page(t!(lang, "Tìm kiếm"), body))
}

fn find_units(call: &Call, words: &str) -> Result<Vec<crate::organisation::Organisation>> {
    call.read(|v| {
        let scope = units::within(v, &call.scope(Act::SeeUnits)?, call.today())?;
        let found = units::search(v, words, call.today())?;
        Ok(found.into_iter().filter(|u| scope.contains(&u.id)).take(MOST).collect())
    })
}

fn find_people(call: &Call, words: &str) -> Result<Vec<(Person, String)>> {
    call.read(|v| {
        let tops = highest(v, call.scope(Act::SeePeople)?, call.today())?;
        let mut found = Vec::new();
        for population in AffiliationRole::ALL {
            let mut filter = Filter::all(population, tops.clone(), call.today());
            filter.words = Words::read(words);
            let page = listing::page(v, &filter, Order::Name, From::Start, MOST, 0)?;
            found.extend(page.people);
        }
        let words = Words::read(words);
        found.sort_by_cached_key(|c| {
            let name = &c.person.full_name;
            (!words.is_exact(name), name::sort_key(name), c.person.id)
        });
        found.dedup_by_key(|c| c.person.id);
        found.truncate(MOST);
        found
            .into_iter()
            .map(|c| Ok((c.person, c.organisation.map(|o| unit_name(v, o)).transpose()?.unwrap_or_default())))
            .collect()
    })
}

fn people_table(lang: Lang, people: &[(Person, String)]) -> Markup {
    let columns =
        [t!(lang, "Họ và tên"), t!(lang, "Ngày sinh"), t!(lang, "Đơn vị")].map(Column::text).to_vec();
    let rows = people.iter().map(|(p, unit)| {
        let birth = p.birth_text();
        Row::new(vec![
            html! { a href={ "/nguoi/" (p.id) } { (p.full_name) } },
            html! { @if birth.is_empty() { "–" } @else { (birth) } },
            html! { (unit) },
        ])
    });
    Table::new(lang, t!(lang, "Người"), columns).caption_unseen().rows(rows).render()
}

fn units_table(lang: Lang, units: &[crate::organisation::Organisation]) -> Markup {
    let columns = [t!(lang, "Đơn vị"), t!(lang, "Mã"), t!(lang, "Loại đơn vị")].map(Column::text).to_vec();
    let rows = units.iter().map(|u| {
        Row::new(vec![
            html! { a href={ "/don-vi/" (u.code) } { (u.name) } },
            html! { (u.code) },
            html! { (kind_word(lang, u.kind)) },
        ])
    });
    Table::new(lang, t!(lang, "Đơn vị"), columns).caption_unseen().rows(rows).render()
}
