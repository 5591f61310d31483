use super::stat::{Aim, Verdict};
use crate::{Lang, numbers, t};
use maud::{Markup, html};

/// A share as a bar with its target marked. `label` says what of, for those who do not see it.
pub fn percent_bar(lang: Lang, label: &str, numerator: i64, denominator: i64, aim: Option<Aim>) -> Markup {
    let share = numbers::share_per_mille(numerator, denominator);
    let width = share.unwrap_or(0).clamp(0, 1000);
    let verdict = aim.map_or(Verdict::Unknown, |aim| aim.verdict(numerator, denominator));
    let spoken = match aim {
        Some(aim) => t!(
            lang,
            "{label}: {share}, mục tiêu {aim}",
            label = label,
            share = numbers::percent1(lang, numerator, denominator),
            aim = aim.label(lang)
        ),
        None => format!("{label}: {}", numbers::percent1(lang, numerator, denominator)),
    };
    html! {
        svg class={ "bar " (verdict.class()) } viewBox="0 0 1000 12" preserveAspectRatio="none" role="img" aria-label=(spoken) {
            rect.bar-ground x="0" y="2" width="1000" height="8" {}
            @if width > 0 { rect.bar-fill x="0" y="2" width=(width) height="8" {} }
            @if let Some(aim) = aim {
                @let at = aim.per_mille.clamp(4, 996);
                line.bar-aim x1=(at) y1="0" x2=(at) y2="12" vector-effect="non-scaling-stroke" {}
            }
        }
    }
}

/// How a number went over time; gaps where it is not known. The title states the finding.
pub fn sparkline(title: &str, values: &[Option<f64>]) -> Markup {
    let known: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let point = |at: usize, value: f64| {
        let last = values.len().saturating_sub(1).max(1);
        let x = 3.0 + 114.0 * precise(at) / precise(last);
        let y = if high > low { 27.0 - 22.0 * (value - low) / (high - low) } else { 16.0 };
        (x, y)
    };
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (at, value) in values.iter().enumerate() {
        match (value.filter(|value| value.is_finite()), runs.last_mut()) {
            (Some(value), Some(run)) => run.push(point(at, value)),
            _ => runs.push(Vec::new()),
        }
    }
    let end = runs.iter().rev().find_map(|run| run.last()).copied();
    html! {
        svg.spark viewBox="0 0 120 32" role="img" aria-label=(title) {
            title { (title) }
            @for run in runs.iter().filter(|run| !run.is_empty()) {
                polyline points=(run.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")) {}
                @if let [(x, y)] = run.as_slice() { circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="1.5" {} }
            }
            @if let Some((x, y)) = end { circle.spark-end cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="3" {} }
        }
    }
}

fn precise(at: usize) -> f64 {
    u32::try_from(at).map_or(f64::MAX, f64::from)
}

/// A unit in a spread.
#[derive(Debug, Clone)]
pub struct Dot {
    /// Its name.
    pub label: String,
    /// Its share, 634 is 63,4 %.
    pub per_mille: i64,
    /// Where it opens; in the table behind the picture.
    pub href: Option<String>,
}

/// The spread of units from 0 to 100 %, a dot each, with the target as a line. The title states the finding; the
/// numbers stand in a table behind a disclosure.
pub fn dot_strip(lang: Lang, title: &str, dots: &[Dot], aim: Option<Aim>) -> Markup {
    let (places, tallest) = stacked(dots);
    // Few rows keep their size; many are pressed closer so that the picture never outgrows the page.
    let step = (220 / tallest).clamp(4, 24);
    let height = tallest * step + 24;
    html! {
        figure.strip {
            figcaption { (title) }
            @if dots.is_empty() { p.hint { (t!(lang, "Chưa có số liệu")) } }
            @else {
                svg viewBox={ "-16 0 1032 " (height) } role="img" aria-label=(title) {
                    line.strip-ground x1="0" y1=(height - 4) x2="1000" y2=(height - 4) {}
                    @if let Some(aim) = aim {
                        line.bar-aim x1=(aim.per_mille) y1="0" x2=(aim.per_mille) y2=(height) {}
                    }
                    @for (dot, x, level) in &places {
                        @let met = aim.is_none_or(|aim| aim.verdict(dot.per_mille, 1000) == Verdict::Met);
                        circle class=(if met { "dot" } else { "dot short" }) cx=(x) cy=(height - 16 - level * step) r="10" {
                            title { (dot.label) " · " (numbers::target(lang, dot.per_mille)) }
                        }
                    }
                }
                p.strip-scale aria-hidden="true" {
                    span { "0 %" } @if let Some(aim) = aim { span { (t!(lang, "Mục tiêu")) " " (aim.label(lang)) } } span { "100 %" }
                }
                (super::disclosure(t!(lang, "Xem bảng số"), spread_list(lang, dots)))
            }
        }
    }
}

/// Each dot at its own share, on the lowest level where it covers no other; and the number of levels.
fn stacked(dots: &[Dot]) -> (Vec<(&Dot, i64, i64)>, i64) {
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by_key(|dot| dot.per_mille);
    let mut levels: Vec<i64> = Vec::new();
    let mut places = Vec::with_capacity(dots.len());
    for dot in sorted {
        let x = dot.per_mille.clamp(0, 1000);
        let free = levels.iter().position(|last| x - last >= 22).unwrap_or(levels.len());
        match levels.get_mut(free) {
            Some(last) => *last = x,
            None => levels.push(x),
        }
        places.push((dot, x, i64::try_from(free).unwrap_or(0)));
    }
    (places, i64::try_from(levels.len()).unwrap_or(1).max(1))
}

fn spread_list(lang: Lang, dots: &[Dot]) -> Markup {
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by_key(|dot| dot.per_mille);
    html! {
        ul.spread {
            @for dot in sorted {
                li {
                    @match &dot.href { Some(href) => a href=(href) { (dot.label) }, None => span { (dot.label) } }
                    span.num { (numbers::target(lang, dot.per_mille)) }
                }
            }
        }
    }
}

/// A unit in a ranking.
#[derive(Debug, Clone)]
pub struct RankRow {
    /// Its name.
    pub name: String,
    /// Where it opens.
    pub href: String,
    /// How many.
    pub numerator: i64,
    /// Out of how many.
    pub denominator: i64,
}

/// Units with their bars, in the order given.
pub fn rank_rows(lang: Lang, rows: &[RankRow], aim: Option<Aim>) -> Markup {
    html! {
        ol.rank {
            @for row in rows {
                li {
                    a href=(row.href) { (row.name) }
                    (percent_bar(lang, &row.name, row.numerator, row.denominator, aim))
                    span.num { strong { (numbers::percent1(lang, row.numerator, row.denominator)) } }
                    span.num.of { (numbers::count(lang, row.numerator)) "/" (numbers::count(lang, row.denominator)) }
                }
            }
        }
    }
}
