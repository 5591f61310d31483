//! Whose numbers, for which period, on which day, on which tree: read from the address, kept in every link.

use super::super::service::{Ground, Question};
use crate::indicator::policy::Policy;
use kernel::{Act, Date, Failure, OrganisationId, Period, PeriodKind, Result, time};
use people::organisation::store as units;
use std::sync::Arc;
use store::View;
use ui::prelude::*;
use web::Call;

/// The query of every page of measures.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub unit: OrganisationId,
    pub code: String,
    pub name: String,
    pub period: Period,
    pub as_of: Date,
    pub tree_on: Option<Date>,
    today: Date,
}

/// The policy that the program runs on.
pub(crate) fn policy<'a>(call: &'a Call) -> Result<&'a Policy> {
    Ok(call.state::<Arc<Policy>>()?)
}

impl Ask {
    /// Reads the query; not found outside the actor's scope.
    pub fn read(call: &Call, v: &View) -> Result<Ask> {
        let today = call.today();
        let unit = match call.visit.query.opt("don_vi") {
            Some(code) => units::by_code(v, code)?.ok_or(Failure::NotFound)?,
            None => own_unit(call)?,
        };
        call.hold(v, Act::SeeMeasures, unit)?;
        Ask::of(v, unit, period(call, "ky", today)?, day(call, "ngay")?, day(call, "cay_ngay")?, today)
    }

    /// About a unit today.
    pub fn about(v: &View, unit: OrganisationId, period: Period, today: Date) -> Result<Ask> {
        Ask::of(v, unit, period, None, None, today)
    }

    fn of(
        v: &View,
        unit: OrganisationId,
        period: Period,
        day: Option<Date>,
        tree_on: Option<Date>,
        today: Date,
    ) -> Result<Ask> {
        let as_of = day.unwrap_or(today).min(today);
        let on = tree_on.unwrap_or(period.attribution_day(as_of));
        let then = units::one(v, unit, on)?;
        let state = match then {
            Some(state) => state,
            None => units::last(v, unit)?.ok_or(Failure::NotFound)?,
        };
        Ok(Ask { unit, code: state.code, name: state.name, period, as_of, tree_on, today })
    }

    /// What the service is asked.
    pub fn question(&self) -> Question {
        Question { unit: self.unit, period: self.period, as_of: self.as_of, tree_on: self.tree_on }
    }

    /// The same question about another unit.
    pub fn for_unit(&self, unit: OrganisationId, code: &str, name: &str) -> Ask {
        Ask { unit, code: code.to_owned(), name: name.to_owned(), ..self.clone() }
    }

    /// An address with this question, and more of the query.
    pub fn link(&self, path: &str, more: &[(&str, &str)]) -> String {
        let iso = |d: Date| d.to_string();
        let (period, day, tree) = (
            self.period.code(),
            if self.as_of == self.today { String::new() } else { iso(self.as_of) },
            self.tree_on.map(iso).unwrap_or_default(),
        );
        let mut query =
            vec![("don_vi", self.code.as_str()), ("ky", &period), ("ngay", &day), ("cay_ngay", &tree)];
        query.extend_from_slice(more);
        address(path, &query)
    }

    /// One sentence under the heading: period, day, tree.
    pub fn lead(&self, lang: Lang) -> String {
        let day = numbers::date(self.question().day());
        let mut text =
            t!(lang, "{ky}. Số liệu đến ngày {ngay}.", ky = period_words(lang, self.period), ngay = day);
        if let Some(tree) = self.tree_on {
            text.push(' ');
            text.push_str(&t!(
                lang,
                "Quy về cây tổ chức ngày {ngay}, không phải cây của kỳ.",
                ngay = numbers::date(tree)
            ));
        }
        text
    }

    /// The switcher of period, day and tree.
    pub fn switcher(&self, lang: Lang, policy: &Policy, path: &str) -> Markup {
        let day = if self.as_of == self.today { String::new() } else { self.as_of.to_string() };
        let last = Some(self.today.to_string());
        form_get(
            path,
            html! {
                input type="hidden" name="don_vi" value=(self.code);
                (Field::select(lang, "ky", t!(lang, "Kỳ"), self.periods(lang, policy)).plain().value(self.period.code()))
                (quiet(t!(lang, "Xem")))
                details.more open[self.as_of != self.today || self.tree_on.is_some()] {
                    summary { (icon("chevron-right")) (t!(lang, "Xem lại một ngày trước, trên cây tổ chức khác")) }
                    div {
                        (Field::date(lang, "ngay", t!(lang, "Xem vào ngày")).plain().value(day).between(None, last))
                        (Field::date(lang, "cay_ngay", t!(lang, "Theo cây tổ chức ngày")).plain()
                            .hint(t!(lang, "Để trống: cây của chính kỳ đó"))
                            .value(self.tree_on.map(|d| d.to_string()).unwrap_or_default()))
                    }
                }
            },
        )
    }

    /// The periods of the programme that have begun, newest year first.
    fn periods(&self, lang: Lang, policy: &Policy) -> Vec<Choice> {
        let programme = &policy.federation().programme;
        let mut all = Vec::new();
        for year in (programme.first_year..=programme.last_year.min(self.today.year())).rev() {
            all.push(Period::year(year));
            all.extend((1..=4).map(|q| Period::quarter(year, q)));
            let mut month = Period::containing(PeriodKind::Month, Period::year(year).start());
            for _ in 0..12 {
                all.push(month);
                month = Period::containing(PeriodKind::Month, month.end());
            }
        }
        all.retain(|p| p.start() <= self.today);
        if !all.contains(&self.period) {
            all.insert(0, self.period);
        }
        all.into_iter().map(|p| Choice::new(p.code(), period_words(lang, p))).collect()
    }
}

/// The unit one works for.
pub(crate) fn own_unit(call: &Call) -> Result<OrganisationId> {
    let (actor, today) = (call.actor()?, call.today());
    let places = actor.places(Act::SeeMeasures, today);
    let main = actor.main_grant(today).map(|g| g.organisation).filter(|o| places.contains(o));
    main.or(places.first().copied()).ok_or(Failure::NotFound)
}

/// The period of a query; this year when it says none.
pub(crate) fn period(call: &Call, name: &str, today: Date) -> Result<Period> {
    match call.visit.query.opt(name) {
        None => Ok(Period::year(today.year())),
        Some(text) => text.parse().map_err(|_| {
            Failure::field(name, t!(call.lang, "Kỳ viết như 2026, 2026-Q4 hoặc 2026-10. Hãy chọn lại kỳ."))
        }),
    }
}

fn day(call: &Call, name: &str) -> Result<Option<Date>> {
    match call.visit.query.opt(name) {
        None => Ok(None),
        Some(text) => time::parse_typed_day(text)
            .map(Some)
            .ok_or_else(|| Failure::field(name, t!(call.lang, "Hãy nhập ngày, ví dụ 05/10/2026."))),
    }
}

/// A period in words.
pub(crate) fn period_words(lang: Lang, p: Period) -> String {
    const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
    let roman = usize::try_from(p.part() - 1).ok().and_then(|at| ROMAN.get(at)).copied().unwrap_or("");
    match p.kind() {
        PeriodKind::Year => t!(lang, "Năm {nam}", nam = p.first_year()),
        PeriodKind::Quarter => t!(lang, "Quý {quy} năm {nam}", quy = roman, nam = p.first_year()),
        PeriodKind::Month => t!(lang, "Tháng {thang} năm {nam}", thang = p.part(), nam = p.first_year()),
        PeriodKind::Half if p.part() == 1 => t!(lang, "6 tháng đầu năm {nam}", nam = p.first_year()),
        PeriodKind::Half => t!(lang, "6 tháng cuối năm {nam}", nam = p.first_year()),
        PeriodKind::Span => t!(lang, "Giai đoạn {tu}–{den}", tu = p.first_year(), den = p.last_year()),
    }
}

/// An address with those parts of the query that hold something.
pub(crate) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let parts: Vec<String> =
        query.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

/// The way from the top of what the actor may see down to the unit: (label, address).
pub(crate) fn way(
    call: &Call,
    ask: &Ask,
    ground: &Ground,
    path: &str,
) -> Result<Vec<(String, Option<String>)>> {
    let tops = call.scope(Act::SeeMeasures)?;
    let way = ground.tree().way_to(ask.unit);
    let from = way.iter().position(|u| tops.contains(&u.id)).unwrap_or(way.len().saturating_sub(1));
    let up = way.iter().skip(from);
    Ok(up.map(|u| (u.name.clone(), Some(ask.for_unit(u.id, &u.code, &u.name).link(path, &[])))).collect())
}
