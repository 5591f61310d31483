//! Numbers of indicators in words and small pictures.

use super::super::service::Line;
use crate::indicator::model::{Indicator, Words};
use crate::indicator::policy::Policy;
use kernel::{Share, Threshold};
use maud::PreEscaped;
use ui::prelude::*;

/// A text in the reader's language.
pub(crate) fn say(lang: Lang, words: &Words) -> &str {
    match lang {
        Lang::Vi => &words.vi,
        Lang::En => &words.en,
    }
}

/// A threshold as pictures know it; "trên" and "tối thiểu" stay apart.
pub(crate) fn aim(threshold: Threshold) -> Aim {
    match threshold {
        Threshold::MoreThan(t) => Aim::more_than(t * 10),
        Threshold::AtLeast(t) | Threshold::All(t) => Aim::at_least(t * 10),
    }
}

/// The target of a line as pictures know it.
pub(crate) fn aim_of(line: &Line) -> Option<Aim> {
    line.target.map(|t| aim(t.threshold))
}

/// How a line stands.
pub(crate) fn verdict(line: &Line) -> Verdict {
    match line.met() {
        Some(true) => Verdict::Met,
        Some(false) => Verdict::Missed,
        None => Verdict::Unknown,
    }
}

/// `63,4 %`
pub(crate) fn percent(lang: Lang, share: Share) -> String {
    numbers::percent1(lang, share.numerator, share.denominator)
}

/// `1.204/3.310`
pub(crate) fn of(lang: Lang, share: Share) -> String {
    format!("{}/{}", numbers::count(lang, share.numerator), numbers::count(lang, share.denominator))
}

/// "còn thiếu 1.204 người", or nothing when nobody is missing.
pub(crate) fn gap(lang: Lang, line: &Line, share: Share) -> Option<String> {
    let missing = share.missing(line.target?.threshold);
    (missing > 0).then(|| {
        let what = say(lang, &line.indicator.unit_of_count);
        t!(lang, "còn thiếu {n} {dv}", n = numbers::count(lang, missing), dv = what)
    })
}

/// The paper's own sentence, its source and our reading of it.
pub(crate) fn paper(lang: Lang, indicator: &Indicator) -> Markup {
    let source = &indicator.source;
    html! {
        blockquote { (indicator.sentence) }
        p.hint {
            (source.document) ", " (source.clause) " · " (source.issuer) " · " (numbers::date(source.day))
            @if !indicator.is_sentence_exact {
                " · " (t!(lang, "câu chữ ghi theo báo chí, cần đối chiếu bản gốc"))
            }
        }
        p { strong { (t!(lang, "Tử số")) ": " } (say(lang, &indicator.numerator)) "." }
        p { strong { (t!(lang, "Mẫu số")) ": " } (say(lang, &indicator.denominator)) "." }
        p { strong { (t!(lang, "Cách đọc của hệ thống")) ": " } (say(lang, &indicator.reading)) }
    }
}

/// The name of a topic.
pub(crate) fn topic_name<'a>(lang: Lang, policy: &'a Policy, code: &'a str) -> &'a str {
    match (policy.topic_name(code), lang) {
        (Some((vi, _)), Lang::Vi) => vi,
        (Some((_, en)), Lang::En) => en,
        (None, _) => code,
    }
}

/// A kind of fact in words.
pub(crate) fn kind_words(lang: Lang, kind: &str) -> &'static str {
    match kind {
        "class.attended" => t!(lang, "Có mặt ở lớp"),
        "class.passed" => t!(lang, "Hoàn thành lớp, đạt"),
        "plan.learning_union" => t!(lang, "Chương trình năm có nội dung “Công đoàn học tập”"),
        "lesson.opened" => t!(lang, "Mở bài học"),
        "lesson.completed" => t!(lang, "Học xong bài học"),
        "course.passed" => t!(lang, "Hoàn thành khóa học"),
        "quiz.passed" => t!(lang, "Đạt bài kiểm tra"),
        "self_study.confirmed" => t!(lang, "Tự học đã được xác nhận"),
        "campaign.received" => t!(lang, "Được tuyên truyền, phổ biến"),
        "contest.entered" => t!(lang, "Dự thi tìm hiểu"),
        "skill.checked" => t!(lang, "Được kiểm tra kỹ năng"),
        "title.awarded" => t!(lang, "Được công nhận danh hiệu"),
        "title.revoked" => t!(lang, "Bị thu hồi danh hiệu"),
        _ => t!(lang, "Việc khác"),
    }
}

/// A short trend.
pub(crate) fn spark(title: &str, trend: &[(kernel::Date, Share)]) -> Markup {
    let values: Vec<Option<f64>> = trend.iter().map(|(_, s)| s.percent()).collect();
    sparkline(title, &values)
}

/// The spread of units as bubbles of twenty steps from 0 to 100 %: more units, larger bubble. The numbers of each
/// unit stand on the indicator's own page.
pub(crate) fn spread(lang: Lang, shares: &[Share], threshold: Option<Threshold>) -> Markup {
    let counted: Vec<Share> = shares.iter().copied().filter(|s| s.denominator > 0).collect();
    let mut bins: std::collections::BTreeMap<(i64, bool), i64> = std::collections::BTreeMap::new();
    for s in &counted {
        let met = threshold.is_none_or(|t| t.is_met(*s));
        *bins.entry((s.permille().unwrap_or(0).min(999) / 50, met)).or_default() += 1;
    }
    let most = bins.values().copied().max().unwrap_or(1);
    let short = counted.iter().filter(|s| threshold.is_some_and(|t| !t.is_met(**s))).count();
    let title = t!(
        lang,
        "{n} đơn vị, {m} chưa đạt mục tiêu",
        n = numbers::count(lang, i64::try_from(counted.len()).unwrap_or(0)),
        m = short
    );
    html! {
        @if counted.is_empty() { span.hint { "–" } }
        @else {
            svg.spark viewBox="0 0 480 128" role="img" aria-label=(title) {
                title { (title) }
                line.strip-ground x1="44" y1="64" x2="436" y2="64" {}
                @if let Some(t) = threshold {
                    @let at = 44 + t.percent() * 392 / 100;
                    line.bar-aim x1=(at) y1="8" x2=(at) y2="120" stroke-width="6" {}
                }
                @for ((bin, met), n) in &bins {
                    circle class=(if *met { "dot" } else { "dot short" }) cx=(44 + bin * 196 / 10 + 10) cy="64" r=(10 + root(n * 900 / most)) {}
                }
            }
        }
    }
}

fn root(n: i64) -> i64 {
    n.unsigned_abs().isqrt().try_into().unwrap_or(0)
}

/// A line over the months with the target, its numbers behind it.
pub(crate) fn chart(lang: Lang, trend: &[(kernel::Date, Share)], aim: Option<Aim>) -> Markup {
    let known: Vec<(usize, i64, kernel::Date, Share)> = trend
        .iter()
        .enumerate()
        .filter_map(|(at, (day, share))| Some((at, share.permille()?, *day, *share)))
        .collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return html! { p.hint { (t!(lang, "Chưa có số liệu")) } };
    };
    let change = last.1 - first.1;
    let points = numbers::target(lang, change.abs()).replace(" %", "");
    let since = numbers::date(first.2);
    let title = match change {
        0 => t!(lang, "Không đổi từ ngày {ngay}", ngay = since),
        c if c > 0 => t!(lang, "Tăng {n} điểm phần trăm từ ngày {ngay}", n = points, ngay = since),
        _ => t!(lang, "Giảm {n} điểm phần trăm từ ngày {ngay}", n = points, ngay = since),
    };
    let steps = i64::try_from(trend.len().saturating_sub(1).max(1)).unwrap_or(1);
    let x = |at: usize| 14 + 972 * i64::try_from(at).unwrap_or(0) / steps;
    let y = |permille: i64| 250 - 240 * permille.clamp(0, 1000) / 1000;
    let line = known.iter().map(|p| format!("{},{}", x(p.0), y(p.1))).collect::<Vec<_>>().join(" ");
    html! {
        figure.strip {
            figcaption { (title) }
            svg.spark viewBox="0 0 1000 260" role="img" aria-label=(title) {
                @for level in [0, 500, 1000] { line.strip-ground x1="0" y1=(y(level)) x2="1000" y2=(y(level)) {} }
                @if let Some(aim) = aim {
                    line.bar-aim x1="0" y1=(y(aim.per_mille)) x2="1000" y2=(y(aim.per_mille)) {}
                }
                polyline points=(PreEscaped(line)) stroke-width="4" {}
                @for p in &known {
                    circle cx=(x(p.0)) cy=(y(p.1)) r="6" { title { (numbers::date(p.2)) ": " (percent(lang, p.3)) } }
                }
            }
            p.strip-scale {
                span { (numbers::date(first.2)) }
                @if let Some(aim) = aim { span { "- - " (t!(lang, "Mục tiêu")) " " (aim.label(lang)) } }
                span { (numbers::date(last.2)) ": " strong { (percent(lang, last.3)) } }
            }
            (disclosure(t!(lang, "Xem bảng số"), html! {
                (Table::new(lang, t!(lang, "Số liệu theo tháng"), vec![
                    Column::text(t!(lang, "Đến ngày")),
                    Column::number(t!(lang, "Tỷ lệ")),
                    Column::number(t!(lang, "Tử số")),
                    Column::number(t!(lang, "Mẫu số")),
                ]).caption_unseen().rows(trend.iter().rev().map(|(day, share)| Row::new(vec![
                    html! { (numbers::date(*day)) },
                    html! { (percent(lang, *share)) },
                    html! { (numbers::count(lang, share.numerator)) },
                    html! { (numbers::count(lang, share.denominator)) },
                ]))))
            }))
        }
    }
}
