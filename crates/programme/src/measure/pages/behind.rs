//! The people (or units) behind a number. Every look is kept in the log.

use super::super::lists::{self, Page};
use super::super::service::{self, Ground, Line, Side};
use super::super::store::Behind;
use super::ask::{Ask, policy, way};
use super::words::say;
use crate::indicator::model::Subject;
use kernel::{Act, Failure, OrganisationId, PersonId, Result};
use people::organisation::{Organisation, store as units};
use std::collections::BTreeMap;
use store::View;
use ui::prelude::*;
use web::{Call, Reply};

const PAGE: i64 = 50;
/// As many as one click may put into a new class.
const MOST_CHOSEN: usize = 200;

struct List<'a> {
    ask: Ask,
    line: Line<'a>,
    ground: Ground,
    side: Side,
    own: bool,
    /// How many there are on the three sides.
    counts: [i64; 3],
    people: Vec<Behind>,
    units: Vec<(Organisation, bool)>,
    found: i64,
    names: BTreeMap<OrganisationId, (String, String)>,
    may_plan: bool,
}

fn sides(lang: Lang) -> [(Side, &'static str); 3] {
    [
        (Side::Numerator, t!(lang, "Đạt (tử số)")),
        (Side::Denominator, t!(lang, "Tất cả (mẫu số)")),
        (Side::Missing, t!(lang, "Chưa đạt")),
    ]
}

fn load<'a>(call: &'a Call, v: &View, after: Option<PersonId>, limit: i64) -> Result<List<'a>> {
    let (policy, code) = (policy(call)?, call.param("code"));
    let ask = Ask::read(call, v)?;
    call.hold(v, Act::SeeMeasuredPeople, ask.unit)?;
    let q = ask.question();
    let (line, ground, totals) = service::by_unit(v, policy, code, &q)?;
    let side = match call.query("phia") {
        "" => Side::Numerator,
        word => Side::find(word).ok_or(Failure::NotFound)?,
    };
    let own = call.query("rieng") == "1";
    let mut list = List {
        side,
        own,
        counts: [line.share.numerator, line.share.denominator, line.share.denominator - line.share.numerator],
        people: Vec::new(),
        units: Vec::new(),
        found: 0,
        names: BTreeMap::new(),
        may_plan: call.may_at(v, Act::KeepClasses, ask.unit)?,
        line,
        ground,
        ask,
    };
    if list.line.indicator.population.subject() == Subject::Organisation {
        let words = kernel::name::fold(call.query("tim"));
        let all = service::units_behind(v, policy, code, &q)?;
        list.units = all
            .into_iter()
            .filter(|(u, met)| {
                let wanted = match side {
                    Side::Numerator => *met,
                    Side::Missing => !met,
                    Side::Denominator => true,
                };
                wanted && kernel::name::fold(&u.name).contains(&words)
            })
            .collect();
        list.found = i64::try_from(list.units.len()).unwrap_or(i64::MAX);
        return Ok(list);
    }
    if own {
        let below = list.ground.tree().children(q.unit).filter_map(|u| totals.get(&u.id)).copied();
        let sum: kernel::Share = below.sum();
        let (n, d) =
            (list.line.share.numerator - sum.numerator, list.line.share.denominator - sum.denominator);
        list.counts = [n, d, d - n];
    }
    let page = Page { side, own, words: call.query("tim"), after, limit };
    (list.people, list.found) = lists::people(v, &q, &list.line, &list.ground, &page)?;
    for b in &list.people {
        if !list.names.contains_key(&b.organisation) {
            let unit = match list.ground.tree().get(b.organisation) {
                Some(u) => Some((u.code.clone(), u.name.clone())),
                None => units::last(v, b.organisation)?.map(|u| (u.code, u.name)),
            };
            list.names.insert(b.organisation, unit.unwrap_or_default());
        }
    }
    Ok(list)
}

/// `GET /chi-tieu/{code}/nguoi`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let after = call.visit.query.opt("sau").map(|s| s.parse().map(PersonId).map_err(|_| Failure::NotFound));
    let list = call.read(|v| load(call, v, after.transpose()?, PAGE))?;
    let shown = list.people.len().max(list.units.len());
    list.keep_look(call, shown)?;
    let crumbs = {
        let code = &list.line.indicator.code;
        let path = format!("/chi-tieu/{code}");
        let mut crumbs = way(call, &list.ask, &list.ground, &path)?;
        crumbs.insert(0, (t!(lang, "Chỉ tiêu").to_owned(), Some(list.ask.link("/chi-tieu", &[]))));
        crumbs.push((list.title(lang).to_owned(), None));
        crumbs
    };
    let csv = list.ask.link(&format!("{}.csv", list.path()), &list.query(call, &[]));
    let body = list.body(call);
    Ok(call.page_with(say(lang, &list.line.indicator.name), body, |shell| {
        shell.lead = Some(format!("{} · {}", list.ask.name, list.ask.lead(lang)));
        shell.crumbs = crumbs;
        shell.actions = Some(
            html! { (link_button(Look::Quiet, t!(lang, "Tải danh sách (CSV)"), &csv).icon("download")) },
        );
    }))
}

impl List<'_> {
    fn path(&self) -> String {
        format!("/chi-tieu/{}/nguoi", self.line.indicator.code)
    }

    fn title(&self, lang: Lang) -> &'static str {
        sides(lang).into_iter().find(|(s, _)| *s == self.side).map_or("", |(_, w)| w)
    }

    /// The side, the search and the restriction, for links.
    fn query<'q>(&self, call: &'q Call, more: &[(&'q str, &'q str)]) -> Vec<(&'q str, &'q str)> {
        let own = if self.own { "1" } else { "" };
        let mut query = vec![("phia", self.side.code()), ("rieng", own), ("tim", call.query("tim"))];
        query.extend_from_slice(more);
        query
    }

    fn keep_look(&self, call: &Call, shown: usize) -> Result<()> {
        let detail = format!(
            "{}; {}; {}; {}",
            self.ask.code,
            self.ask.period,
            self.side.code(),
            self.ask.question().day()
        );
        call.looked(&format!("measure {}", self.line.indicator.code), &detail, shown)
    }

    fn body(&self, call: &Call) -> Markup {
        let lang = call.lang;
        let own = if self.own { "1" } else { "" };
        let all: Vec<Tab> = sides(lang)
            .into_iter()
            .zip(self.counts)
            .map(|((side, word), count)| Tab {
                label: word.to_owned(),
                href: self.ask.link(&self.path(), &[("phia", side.code()), ("rieng", own)]),
                count: Some(count),
                active: side == self.side,
            })
            .collect();
        html! {
            (tabs(lang, t!(lang, "Danh sách"), &all))
            (form_get(&self.path(), html! {
                @for (name, value) in self.hidden() { input type="hidden" name=(name) value=(value); }
                (Field::text(lang, "tim", t!(lang, "Tìm theo tên, không cần dấu")).plain().value(call.query("tim")))
                (quiet(t!(lang, "Tìm")).icon("search"))
            }))
            @if self.line.indicator.population.subject() == Subject::Organisation { (self.units_table(lang)) }
            @else { (self.people_table(call)) }
        }
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let own = if self.own { "1" } else { "" };
        let (day, tree) = (self.ask.question().as_of.to_string(), self.ask.tree_on);
        let mut all = vec![
            ("don_vi", self.ask.code.clone()),
            ("ky", self.ask.period.code()),
            ("ngay", day),
            ("phia", self.side.code().to_owned()),
            ("rieng", own.to_owned()),
        ];
        all.extend(tree.map(|d| ("cay_ngay", d.to_string())));
        all
    }

    fn empty(&self, lang: Lang) -> Markup {
        let (title, why) = match self.side {
            Side::Numerator => (
                t!(lang, "Chưa ai đạt"),
                t!(lang, "Khi một việc được ghi nhận (dự lớp, được tuyên truyền …), tên hiện ngay ở đây."),
            ),
            Side::Missing => (t!(lang, "Không còn ai chưa đạt"), t!(lang, "Mọi người được tính đều đã đạt.")),
            Side::Denominator => (
                t!(lang, "Không có ai được tính"),
                t!(lang, "Danh sách người lao động của đơn vị còn trống."),
            ),
        };
        empty_state("users", title, why, html! {})
    }

    fn people_table(&self, call: &Call) -> Markup {
        let lang = call.lang;
        let open = format!("{}/", self.path());
        let choose = self.may_plan && self.side == Side::Missing;
        let several = self.ground.tree().children(self.ask.unit).next().is_some();
        let mut columns = vec![Column::text(t!(lang, "Họ và tên")), Column::text(t!(lang, "Ngày sinh"))];
        if several {
            columns.push(Column::text(t!(lang, "Đơn vị")));
        }
        if self.side != Side::Missing {
            columns.push(Column::text(t!(lang, "Đạt từ ngày")));
        }
        let rows = self.people.iter().map(|b| {
            let href = self.ask.link(&format!("{open}{}", b.person), &[]);
            let mut cells = vec![html! { a href=(href) { (b.full_name) } }, html! { (b.birth) }];
            if several {
                cells.push(html! { (self.names.get(&b.organisation).map_or("", |n| n.1.as_str())) });
            }
            if self.side != Side::Missing {
                cells.push(match b.since {
                    Some(day) => html! { (numbers::date(day)) },
                    None => html! { div { (badge(Tone::Warn, t!(lang, "chưa"))) } },
                });
            }
            let row = Row::new(cells);
            if choose { row.choose("nguoi", b.person.to_string(), b.full_name.clone()) } else { row }
        });
        let table =
            Table::new(lang, self.title(lang), columns).caption_unseen().rows(rows).empty(self.empty(lang));
        let last = self.people.last().map(|b| b.person.to_string()).unwrap_or_default();
        let is_full = i64::try_from(self.people.len()).unwrap_or(0) == PAGE;
        let next = is_full.then(|| self.ask.link(&self.path(), &self.query(call, &[("sau", &last)])));
        let first = call.visit.query.opt("sau").map(|_| self.ask.link(&self.path(), &self.query(call, &[])));
        let shown = t!(
            lang,
            "{n} trong {tong} người",
            n = self.people.len(),
            tong = numbers::count(lang, self.found)
        );
        html! {
            @if choose && !self.people.is_empty() {
                form.bulk action={ "/don-vi/" (self.ask.code) "/lop/moi" } method="get" data-bulk {
                    div.toolbar role="group" aria-label=(t!(lang, "Làm với các dòng đã chọn")) {
                        label.tick.all hidden data-all { input type="checkbox"; span { (t!(lang, "Chọn tất cả")) } }
                        output.chosen data-chosen-count aria-live="polite" {}
                        (primary(t!(lang, "Lập lớp cho những người này")).icon("graduation-cap"))
                        @if let Some(topic) = self.line.indicator.rule.topics().first() {
                            input type="hidden" name="chu_de" value=(topic.0);
                        }
                    }
                    (table)
                }
                p.hint { (t!(lang, "Mỗi lần chọn tối đa {n} người.", n = MOST_CHOSEN)) }
            } @else { (table) }
            @if !self.people.is_empty() { (pager_keyset(lang, first.as_deref(), next.as_deref(), &shown)) }
        }
    }

    fn units_table(&self, lang: Lang) -> Markup {
        let year = self.ask.period.last_year();
        let columns = vec![
            Column::text(t!(lang, "Đơn vị")),
            Column::text(t!(lang, "Mã")),
            Column::text(t!(lang, "Chương trình năm")),
        ];
        let rows = self.units.iter().map(|(u, met)| {
            let href = format!("/don-vi/{}/chuong-trinh/{year}", u.code);
            Row::new(vec![
                html! { a href=(href) { (u.name) } },
                html! { (u.code) },
                html! {
                    div {
                        @if *met { (badge(Tone::Ok, t!(lang, "Đã xác nhận"))) }
                        @else { (badge(Tone::Warn, t!(lang, "Chưa xác nhận"))) }
                    }
                },
            ])
        });
        html! { (Table::new(lang, self.title(lang), columns).caption_unseen().rows(rows).empty(self.empty(lang))) }
    }
}

/// `GET /chi-tieu/{code}/nguoi.csv`: the whole side as a file for Excel.
pub(super) fn csv(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let list = call.read(|v| load(call, v, None, 1_000_000))?;
    if let Some(ask) = call.proof_to_take(list.people.len())? {
        return Ok(ask);
    }
    let mut text = String::from("\u{feff}");
    let rows = if list.line.indicator.population.subject() == Subject::Organisation {
        line(&mut text, &[t!(lang, "Mã đơn vị"), t!(lang, "Đơn vị"), t!(lang, "Đạt")]);
        for (u, met) in &list.units {
            let met = if *met { t!(lang, "Đạt") } else { t!(lang, "Chưa đạt") };
            line(&mut text, &[&u.code, &u.name, met]);
        }
        list.units.len()
    } else {
        let head = [
            t!(lang, "Họ và tên"),
            t!(lang, "Ngày sinh"),
            t!(lang, "Mã đơn vị"),
            t!(lang, "Đơn vị"),
            t!(lang, "Đạt từ ngày"),
        ];
        line(&mut text, &head);
        for b in &list.people {
            let (code, name) = list.names.get(&b.organisation).map_or(("", ""), |n| (&n.0, &n.1));
            let since = b.since.map(numbers::date).unwrap_or_default();
            line(&mut text, &[&b.full_name, &b.birth, code, name, &since]);
        }
        list.people.len()
    };
    list.keep_look(call, rows)?;
    let ask = &list.ask;
    let name = format!("{}-{}-{}-{}.csv", list.line.indicator.code, ask.code, ask.period, list.side.code());
    Ok(Reply::File { content_type: "text/csv; charset=utf-8".to_owned(), name, bytes: text.into_bytes() })
}

/// One line; a cell that a spreadsheet would run as a formula is marked as text.
fn line(text: &mut String, cells: &[&str]) {
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        text.push('"');
        text.push_str(guard);
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_is_never_a_formula() {
        let mut text = String::new();
        super::line(&mut text, &["=HYPERLINK(\"x\")", "Lò \"Tủa\", A", "-1"]);
        assert_eq!(text, "\"'=HYPERLINK(\"\"x\"\")\",\"Lò \"\"Tủa\"\", A\",\"'-1\"\r\n");
    }
}
