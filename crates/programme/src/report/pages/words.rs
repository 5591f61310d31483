//! Words and small parts that the pages of reports share.

use super::super::figures;
use super::super::model::{Figure, Figures, State, Timing, UnitLine, days_between};
use crate::indicator::form::{Form, Section, SectionKind};
use crate::indicator::policy::Policy;
use crate::measure::pages::ask::{address, period_words};
use kernel::{Date, Period, Share};
use ui::prelude::*;

/// The way of a report, for the ribbon.
pub(super) fn ribbon_state(state: State) -> ReportState {
    match state {
        State::Draft => ReportState::Draft,
        State::Submitted => ReportState::Submitted,
        State::Returned => ReportState::Returned,
        State::Accepted => ReportState::Approved,
        State::Sealed => ReportState::Sealed,
    }
}

/// A state with its colour; none: not begun.
pub(super) fn state_badge(lang: Lang, state: Option<State>) -> Markup {
    let Some(state) = state else { return badge(Tone::Plain, t!(lang, "Chưa lập")) };
    let tone = match state {
        State::Draft | State::Submitted => Tone::Plain,
        State::Returned => Tone::Warn,
        State::Accepted | State::Sealed => Tone::Ok,
    };
    badge(tone, ribbon_state(state).word(lang))
}

/// "còn 6 ngày", "quá hạn 3 ngày"
pub(super) fn due_words(lang: Lang, due: Date, today: Date) -> String {
    match days_between(today, due) {
        0 => t!(lang, "hạn hôm nay").to_owned(),
        n if n > 0 => t!(lang, "còn {n} ngày", n = n),
        n => t!(lang, "quá hạn {n} ngày", n = -n),
    }
}

/// How a report stands to its deadline.
pub(super) fn timing_badge(lang: Lang, timing: Timing, due: Date, today: Date) -> Markup {
    match timing {
        Timing::OnTime => badge(Tone::Ok, t!(lang, "Đúng hạn")),
        Timing::Late(n) => badge(Tone::Warn, &t!(lang, "Muộn {n} ngày", n = n)),
        Timing::Missing if today > due => badge(Tone::Bad, &due_words(lang, due, today)),
        Timing::Missing => badge(Tone::Plain, &due_words(lang, due, today)),
    }
}

/// A period inside a sentence.
pub(super) fn period_inside(lang: Lang, p: Period) -> String {
    match lang {
        Lang::Vi => super::super::model::period_words(p),
        Lang::En => period_words(lang, p),
    }
}

/// A form's name in the reader's language.
pub(super) fn form_name(lang: Lang, form: &Form) -> &str {
    match lang {
        Lang::Vi => &form.name,
        Lang::En => &form.name_en,
    }
}

/// A section's heading in the reader's language.
pub(super) fn heading(lang: Lang, section: &Section) -> &str {
    match lang {
        Lang::Vi => &section.heading,
        Lang::En => &section.heading_en,
    }
}

/// Where the numbers of a report open.
pub(super) struct Doors<'a> {
    pub policy: &'a Policy,
    /// The unit's code.
    pub unit: &'a str,
    pub figures: &'a Figures,
    /// The address of the sealed lists, with a place for the code.
    pub sealed: Option<String>,
    /// May the reader open lists of people?
    pub may_open: bool,
}

impl Doors<'_> {
    /// The name of an indicator in the reader's language.
    pub fn name<'n>(&'n self, lang: Lang, f: &'n Figure) -> &'n str {
        let known = self.policy.all_versions().iter().find(|i| i.code == f.code && i.version == f.version);
        match (lang, known) {
            (Lang::En, Some(i)) => &i.name.en,
            _ => &f.name,
        }
    }

    fn number(&self, n: &str, href: Option<String>) -> Markup {
        match href.filter(|_| self.may_open) {
            Some(href) => html! { a href=(href) { (n) } },
            None => html! { (n) },
        }
    }

    fn live(&self, f: &Figure, period: &str, side: &str) -> String {
        let day = self.figures.tree_on.to_string();
        let path = format!("/chi-tieu/{}/nguoi", f.code);
        address(&path, &[("don_vi", self.unit), ("ky", period), ("ngay", &day), ("phia", side)])
    }

    /// A side of the main number.
    pub fn main(&self, lang: Lang, f: &Figure, side: &str, n: i64) -> Markup {
        let year = self.figures.period.last_year().to_string();
        let href = match &self.sealed {
            Some(path) => address(&format!("{path}/{}", f.code), &[("phia", side)]),
            None => self.live(f, &year, side),
        };
        self.number(&numbers::count(lang, n), Some(href))
    }

    /// The number of the period alone.
    pub fn in_period(&self, lang: Lang, f: &Figure) -> Markup {
        match f.in_period {
            None => html! { span.hint { "–" } },
            Some(s) => {
                let live = self.live(f, &self.figures.period.code(), "dat");
                self.number(&numbers::count(lang, s.numerator), self.sealed.is_none().then_some(live))
            }
        }
    }

    /// A table of indicators.
    pub fn indicators(&self, lang: Lang, section: &Section) -> Markup {
        let shown: Vec<&Figure> = self.figures.lines.iter().filter(|f| figures::shows(section, f)).collect();
        let splits = shown.iter().any(|f| f.in_period.is_some());
        let mut columns = vec![Column::text(t!(lang, "Chỉ tiêu")), Column::text(t!(lang, "Mục tiêu"))];
        if splits {
            columns.push(Column::number(t!(lang, "Trong kỳ")));
        }
        columns.extend([
            Column::number(t!(lang, "Tử số")),
            Column::number(t!(lang, "Mẫu số")),
            Column::number(t!(lang, "Tỷ lệ")),
            Column::text(t!(lang, "Kết quả")),
        ]);
        let rows = shown.iter().map(|f| {
            let mut row = vec![
                html! { (self.name(lang, f)) },
                html! { (f.target.map_or_else(String::new, |t| t.text().replace(' ', "\u{a0}"))) },
            ];
            if splits {
                row.push(self.in_period(lang, f));
            }
            row.extend([
                self.main(lang, f, "dat", f.share.numerator),
                self.main(lang, f, "tat-ca", f.share.denominator),
                html! { (numbers::percent1(lang, f.share.numerator, f.share.denominator)) },
                verdict_mark(
                    lang,
                    match f.met {
                        Some(true) => Verdict::Met,
                        Some(false) => Verdict::Missed,
                        None => Verdict::Unknown,
                    },
                ),
            ]);
            Row::new(row)
        });
        let empty = html! { p.hint { (t!(lang, "Không có chỉ tiêu nào áp dụng trong kỳ.")) } };
        html! {
            (Table::new(lang, heading(lang, section), columns).caption_unseen().rows(rows).empty(empty))
            @if splits {
                p.hint { (t!(lang, "Tử số, mẫu số và tỷ lệ là lũy kế đến {ngay}; mỗi người tính một lần nên số lũy kế không phải tổng các kỳ.", ngay = numbers::date(self.figures.tree_on))) }
            }
        }
    }
}

/// The table of classes.
pub(super) fn activities(lang: Lang, policy: &Policy, figures: &Figures) -> Markup {
    let name = |area: &str, vi: &str| match (lang, policy.topic_name(area)) {
        (Lang::En, Some((_, en))) => en.to_owned(),
        _ => vi.to_owned(),
    };
    let cells = |a: &super::super::model::Activity| {
        let number = |n: i64| html! { (numbers::count(lang, n)) };
        vec![
            html! { @if a.area.is_empty() { (t!(lang, "Cộng")) } @else { (name(&a.area, &a.name)) } },
            number(a.classes),
            number(a.people),
            number(a.turns),
            number(a.hours()),
            number(a.passed),
        ]
    };
    let columns = vec![
        Column::text(t!(lang, "Nội dung")),
        Column::number(t!(lang, "Số lớp")),
        Column::number(t!(lang, "Số người")),
        Column::number(t!(lang, "Số lượt")),
        Column::number(t!(lang, "Số giờ học")),
        Column::number(t!(lang, "Số người đạt")),
    ];
    let mut table = Table::new(lang, t!(lang, "Lớp học trong kỳ theo nội dung"), columns)
        .rows(figures.activities.iter().filter(|a| !a.area.is_empty()).map(|a| Row::new(cells(a))))
        .empty(html! { p.hint { (t!(lang, "Trong kỳ chưa ghi nhận lớp học nào.")) } });
    if let Some(sum) = figures.activities.iter().find(|a| a.area.is_empty()) {
        table = table.foot(Row::new(cells(sum)));
    }
    html! {
        (table)
        p.hint { (t!(lang, "Mỗi người tính một lần; một người dự hai lớp là hai lượt. Lớp có nhiều nội dung đứng ở mỗi nội dung; dòng cộng tính một lần.")) }
    }
}

/// The table of units of a consolidated report.
pub(super) fn units(lang: Lang, figures: &Figures) -> Markup {
    let mut columns = vec![
        Column::text(t!(lang, "Đơn vị")),
        Column::text(t!(lang, "Nộp báo cáo")),
        Column::text(t!(lang, "Trạng thái")),
    ];
    let named: Vec<&Figure> = figures
        .unit_columns
        .iter()
        .filter_map(|code| figures.lines.iter().find(|l| l.code == *code))
        .collect();
    columns.extend((1..).zip(&named).map(|(n, _)| Column::number(t!(lang, "CT {n}", n = n))));
    let share = |s: &Option<Share>| {
        html! {
            @match s { Some(s) => (numbers::percent1(lang, s.numerator, s.denominator)), None => "–" }
        }
    };
    let row = |u: &UnitLine| {
        let mut cells = vec![
            html! { (u.name) },
            html! {
                @match u.timing() {
                    Timing::OnTime => (t!(lang, "Đúng hạn")),
                    Timing::Late(n) => (t!(lang, "Muộn {n} ngày", n = n)),
                    Timing::Missing if !u.is_owed => (t!(lang, "Chưa giao")),
                    Timing::Missing => (t!(lang, "Chưa nộp")),
                }
            },
            state_badge(lang, u.state.as_deref().and_then(State::find)),
        ];
        cells.extend(u.shares.iter().map(share));
        Row::new(cells)
    };
    let p = super::super::paper::progress_of(figures);
    html! {
        @if p.all > 0 {
            p { (t!(lang, "{n}/{m} đơn vị đã nộp: {a} đúng hạn, {b} muộn; {c} chưa nộp.",
                n = p.submitted(), m = p.all, a = p.on_time, b = p.late, c = p.missing)) }
        } @else { p { (t!(lang, "Chưa giao báo cáo cho kỳ này")) "." } }
        (disclosure(&t!(lang, "{n} đơn vị với số liệu chính", n = figures.units.len()), html! {
            (Table::new(lang, t!(lang, "Kết quả theo đơn vị"), columns).caption_unseen().filter()
                .rows(figures.units.iter().map(row)))
            ol { @for f in &named { li { (f.name) } } }
        }))
    }
}

/// The computed part of a section; nothing for written ones.
pub(super) fn computed(lang: Lang, doors: &Doors, section: &Section) -> Markup {
    match section.kind {
        SectionKind::Indicators => doors.indicators(lang, section),
        SectionKind::Activities => activities(lang, doors.policy, doors.figures),
        SectionKind::Units => units(lang, doors.figures),
        _ => html! {},
    }
}

/// A written part as paragraphs and dashes.
pub(super) fn written(lang: Lang, text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    html! {
        @if lines.is_empty() { p.hint { (t!(lang, "Chưa viết.")) } }
        @for line in lines {
            @match line.strip_prefix("- ") {
                Some(item) => p { "– " (item) },
                None => p { (line) },
            }
        }
    }
}
