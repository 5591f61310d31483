use crate::{Lang, icon, numbers, t};
use maud::{Markup, Render, html};

/// How a target binds: the papers distinguish "trên 70 %" from "tối thiểu 60 %".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// "Tối thiểu": the number itself is enough.
    AtLeast,
    /// "Trên": strictly more.
    MoreThan,
}

/// A target as a share in per mille.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    /// 700 is 70 %.
    pub per_mille: i64,
    /// How it binds.
    pub bound: Bound,
}

impl Aim {
    /// "Tối thiểu".
    pub const fn at_least(per_mille: i64) -> Self {
        Self { per_mille, bound: Bound::AtLeast }
    }

    /// "Trên".
    pub const fn more_than(per_mille: i64) -> Self {
        Self { per_mille, bound: Bound::MoreThan }
    }

    /// `≥ 60 %`, `> 70 %`; `= 100 %` when all are meant.
    pub fn label(self, lang: Lang) -> String {
        let sign = match self.bound {
            Bound::AtLeast if self.per_mille >= 1000 => "=",
            Bound::AtLeast => "≥",
            Bound::MoreThan => ">",
        };
        format!("{sign} {}", numbers::target(lang, self.per_mille))
    }

    /// Whether the share reaches it; exact, not by the rounded percentage.
    pub fn verdict(self, numerator: i64, denominator: i64) -> Verdict {
        if denominator <= 0 {
            return Verdict::Unknown;
        }
        let have = i128::from(numerator) * 1000;
        let need = i128::from(self.per_mille) * i128::from(denominator);
        let met = match self.bound {
            Bound::AtLeast => have >= need,
            Bound::MoreThan => have > need,
        };
        if met { Verdict::Met } else { Verdict::Missed }
    }
}

/// How a number stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// "Đạt".
    Met,
    /// "Gần đạt"; the caller's rule.
    Near,
    /// "Chưa đạt".
    Missed,
    /// "Chưa có số liệu".
    Unknown,
}

impl Verdict {
    /// Its word.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Met => t!(lang, "Đạt"),
            Self::Near => t!(lang, "Gần đạt"),
            Self::Missed => t!(lang, "Chưa đạt"),
            Self::Unknown => t!(lang, "Chưa có số liệu"),
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Met => "ok",
            Self::Near => "warn",
            Self::Missed => "bad",
            Self::Unknown => "plain",
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Met => "circle-check",
            Self::Near => "triangle-alert",
            Self::Missed => "circle-x",
            Self::Unknown => "circle-dashed",
        }
    }
}

/// Icon and word of a verdict.
pub fn verdict_mark(lang: Lang, verdict: Verdict) -> Markup {
    html! {
        span class={ "badge " (verdict.class()) } { (icon(verdict.icon())) (verdict.word(lang)) }
    }
}

/// A number that opens the list behind it.
#[derive(Debug, Clone)]
pub struct StatDoor<'a> {
    lang: Lang,
    label: &'a str,
    value: String,
    href: &'a str,
    of: Option<String>,
    aim: Option<String>,
    verdict: Option<Verdict>,
    rule: Option<&'a str>,
    picture: Option<Markup>,
}

/// A number that opens the list behind it.
pub fn stat_door<'a>(lang: Lang, label: &'a str, value: impl Into<String>, href: &'a str) -> StatDoor<'a> {
    StatDoor {
        lang,
        label,
        value: value.into(),
        href,
        of: None,
        aim: None,
        verdict: None,
        rule: None,
        picture: None,
    }
}

impl<'a> StatDoor<'a> {
    /// A share with its denominator and, if there is one, its target and verdict.
    pub fn share(
        lang: Lang,
        label: &'a str,
        numerator: i64,
        denominator: i64,
        aim: Option<Aim>,
        href: &'a str,
    ) -> Self {
        let bar = super::percent_bar(lang, label, numerator, denominator, aim);
        Self {
            of: Some(format!("{}/{}", numbers::count(lang, numerator), numbers::count(lang, denominator))),
            aim: aim.map(|aim| aim.label(lang)),
            verdict: aim.map(|aim| aim.verdict(numerator, denominator)),
            picture: Some(bar),
            ..stat_door(lang, label, numbers::percent1(lang, numerator, denominator), href)
        }
    }

    /// What the number is out of, in words: "634/1.000 người".
    pub fn of(self, of: impl Into<String>) -> Self {
        Self { of: Some(of.into()), ..self }
    }

    /// The target in words, and how the number stands to it.
    pub fn target(self, aim: impl Into<String>, verdict: Verdict) -> Self {
        Self { aim: Some(aim.into()), verdict: Some(verdict), ..self }
    }

    /// How it is counted, behind a disclosure.
    pub fn rule(self, rule: &'a str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// A bar or a sparkline under the number.
    pub fn picture(self, picture: Markup) -> Self {
        Self { picture: Some(picture), ..self }
    }
}

impl Render for StatDoor<'_> {
    fn render(&self) -> Markup {
        html! {
            div.stat {
                a.stat-door href=(self.href) {
                    span.stat-label { (self.label) }
                    span.stat-value { (self.value) }
                    @if let Some(of) = &self.of { span.stat-of { (of) } }
                    (icon("chevron-right"))
                }
                @if let Some(picture) = &self.picture { (picture) }
                @if self.aim.is_some() || self.verdict.is_some() {
                    p.stat-aim {
                        @if let Some(verdict) = self.verdict { (verdict_mark(self.lang, verdict)) }
                        @if let Some(aim) = &self.aim { span { (t!(self.lang, "Mục tiêu")) " " (aim) } }
                    }
                }
                @if let Some(rule) = self.rule { (super::disclosure(t!(self.lang, "Cách tính"), html! { (rule) })) }
            }
        }
    }
}

/// Several numbers side by side.
pub fn stat_row(stats: Markup) -> Markup {
    html! { div.stats { (stats) } }
}
