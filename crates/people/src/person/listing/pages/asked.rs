//! What the address of a list asks for, and the same as an address again.

use crate::finding::Words;
use crate::organisation::{Organisation, store as units};
use crate::pages::encoded;
use crate::person::AffiliationRole;
use crate::person::listing::{Filter, Missing, Order, Stretch};
use crate::person::pages::highest;
use ::store::View;
use kernel::{Date, Failure, PersonId, Result, time};
use web::Fields;
use web::{Act, Call};

/// What was asked, as it was typed.
pub(crate) struct Asked {
    /// Names and values of the filter, in the order of the form; empty ones left out.
    parts: Vec<(&'static str, String)>,
    pub(crate) population: AffiliationRole,
    pub(crate) on: Date,
    pub(crate) order: Order,
    pub(crate) after: Option<PersonId>,
    pub(crate) before: Option<PersonId>,
}

/// The names of the filter's fields.
pub(crate) const FIELDS: [&str; 17] = [
    "don_vi",
    "nhom",
    "q",
    "ngay",
    "gioi",
    "tuoi_tu",
    "tuoi_den",
    "bo_phan",
    "doan_vien",
    "thieu",
    "tai_khoan",
    "dien_bien",
    "tu",
    "den",
    "xep",
    "sau",
    "truoc",
];

impl Asked {
    /// Reads the query of the address.
    pub(crate) fn read(call: &Call) -> Asked {
        Asked::of(call, &call.visit.query)
    }

    /// Reads a filter that came inside a form, as `a=1&b=2`.
    pub(crate) fn inside(call: &Call, text: &str) -> Asked {
        Asked::of(call, &Fields::parse(text.trim_start_matches('?').as_bytes()))
    }

    fn of(call: &Call, fields: &Fields) -> Asked {
        let parts: Vec<(&'static str, String)> = FIELDS
            .iter()
            .map(|f| (*f, fields.get(f).chars().take(100).collect::<String>()))
            // today is what a list is about anyway
            .filter(|(f, v)| {
                !(v.is_empty() || *f == "ngay" && time::parse_typed_day(v) == Some(call.today()))
            })
            .collect();
        let id = |name: &str| fields.get(name).parse().ok().map(PersonId);
        Asked {
            population: AffiliationRole::find(fields.get("nhom")).unwrap_or(AffiliationRole::Worker),
            on: time::parse_typed_day(fields.get("ngay")).unwrap_or(call.today()),
            order: match fields.get("xep") {
                "don-vi" => Order::Unit,
                "sinh" => Order::Birth,
                _ => Order::Name,
            },
            after: id("sau"),
            before: id("truoc"),
            parts,
        }
    }

    /// A value as it was typed.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.parts.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v)
    }

    /// How many filters beside unit, population and words are set.
    pub(crate) fn narrowed(&self) -> usize {
        let own = ["don_vi", "nhom", "q", "xep", "sau", "truoc"];
        self.parts.iter().filter(|(n, _)| !own.contains(n)).count()
    }

    /// The same list with some values changed; a page is never kept.
    pub(crate) fn query(&self, change: &[(&str, &str)]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for name in FIELDS {
            let changed = change.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
            let kept = if ["sau", "truoc"].contains(&name) { "" } else { self.get(name) };
            let value = changed.unwrap_or(kept);
            if !value.is_empty() {
                parts.push(format!("{name}={}", encoded(value)));
            }
        }
        parts.join("&")
    }

    /// The address of the same list with some values changed.
    pub(crate) fn href(&self, change: &[(&str, &str)]) -> String {
        match self.query(change) {
            q if q.is_empty() => "/nguoi".to_owned(),
            q => format!("/nguoi?{q}"),
        }
    }

    /// The unit asked for, if any, and the filter; not found when it lies outside the scope.
    pub(crate) fn filter(&self, call: &Call, v: &View) -> Result<(Option<Organisation>, Filter)> {
        let code = self.get("don_vi");
        let (unit, tops) = if code.is_empty() {
            (None, highest(v, call.scope(Act::SeePeople)?, call.today())?)
        } else {
            let unit = units::by_code(v, code)?.ok_or(Failure::NotFound)?;
            call.hold(v, Act::SeePeople, unit)?;
            (units::last(v, unit)?, vec![unit])
        };
        let year = i64::from(self.on.year());
        let age = |name: &str| self.get(name).parse::<i64>().ok().filter(|n| (0..130).contains(n));
        let either = |name: &str| match self.get(name) {
            "co" => Some(true),
            "khong" => Some(false),
            _ => None,
        };
        let day = |name: &str| time::parse_typed_day(self.get(name));
        let (from, to) = (day("tu").unwrap_or(Date::constant(1990, 1, 1)), day("den").unwrap_or(self.on));
        let stretch = match self.get("dien_bien") {
            "vao" => Stretch::Joined(from, to),
            "ra" => Stretch::Left(from, to),
            _ => Stretch::Belongs,
        };
        let filter = Filter {
            words: Words::read(self.get("q")),
            stretch,
            section: self.get("bo_phan").to_owned(),
            sex: match self.get("gioi") {
                "nam" => "m".to_owned(),
                "nu" => "f".to_owned(),
                "chua-ro" => "?".to_owned(),
                _ => String::new(),
            },
            // who is 30 on this day was born in the year before by 30, perhaps a year earlier: years are compared
            born_from: age("tuoi_den").map(|n| year - n),
            born_to: age("tuoi_tu").map(|n| year - n),
            member: either("doan_vien"),
            missing: Missing::find(self.get("thieu")),
            account: either("tai_khoan"),
            ..Filter::all(self.population, tops, self.on)
        };
        Ok((unit, filter))
    }
}
