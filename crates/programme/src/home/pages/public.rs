//! What everybody may read: percentages of the whole province, never of a unit, never of few people.

use crate::measure::pages::ask::{period_words, policy};
use crate::measure::pages::words::{aim_of, percent, say, verdict};
use crate::measure::service::{self, Question};
use kernel::{Failure, Period, Result, Share};
use people::organisation::store as units;
use ui::prelude::*;
use web::{Call, Reply};

/// Fewer than this could be recognised.
const FEW: i64 = 5;

/// May the share be shown? Neither those inside nor those outside may be few.
pub(super) fn is_public(share: Share) -> bool {
    let few = |n: i64| (1..FEW).contains(&n);
    share.denominator >= FEW && !few(share.numerator) && !few(share.denominator - share.numerator)
}

/// `GET /cong-khai`
pub(super) fn results(call: &Call) -> Result<Reply> {
    let (lang, policy) = (call.lang, policy(call)?);
    let period = Period::year(call.today().year());
    let federation = policy.federation();
    let lines = call.read(|v| match units::by_code(v, &federation.federation.code)? {
        None => Ok(Vec::new()),
        Some(top) => service::lines(v, policy, &Question::new(top, period, call.today())),
    });
    let lines = match lines {
        Err(Failure::NotFound) => Vec::new(),
        other => other?,
    };
    let is_empty = lines.iter().all(|l| l.share.denominator == 0);
    let table = |group: &str| {
        let rows = lines.iter().filter(|l| l.indicator.group == group).map(|l| {
            let shown = is_public(l.share);
            Row::new(vec![
                html! { (say(lang, &l.indicator.name)) },
                html! {
                    @if shown { strong { (percent(lang, l.share)) } }
                    @else if l.share.denominator == 0 { "–" }
                    @else { (t!(lang, "số quá nhỏ, không công bố")) }
                },
                html! { @if let Some(aim) = aim_of(l) { (aim.label(lang)) } },
                html! { @if shown { (verdict_mark(lang, verdict(l))) } },
            ])
        });
        let columns = vec![
            Column::text(t!(lang, "Chỉ tiêu")),
            Column::number(t!(lang, "Kết quả")),
            Column::text(t!(lang, "Mục tiêu")),
            Column::text(t!(lang, "Tình trạng")),
        ];
        Table::new(lang, t!(lang, "Chỉ tiêu"), columns).caption_unseen().rows(rows).render()
    };
    let body = html! {
        @if is_empty {
            (empty_state("target", t!(lang, "Chưa có số liệu"), t!(lang, "Kết quả hiện ở đây khi các đơn vị có danh sách và việc học được ghi nhận."), html! {}))
        } @else {
            @for group in policy.groups() {
                @if lines.iter().any(|l| l.indicator.group == group.code) {
                    h2 { (if lang == Lang::Vi { &group.name } else { &group.name_en }) }
                    (table(&group.code))
                }
            }
            p.hint { (t!(lang, "Chỉ công bố tỷ lệ chung toàn tỉnh; số dưới {n} người không công bố để không nhận ra ai.", n = FEW)) }
        }
    };
    let programme = &federation.programme;
    let of = if lang == Lang::Vi { &programme.name } else { &programme.name_en };
    Ok(call.page_with(
        t!(lang, "Kết quả học tập suốt đời của công nhân lao động"),
        body,
        |shell| {
            shell.lead =
                Some(format!("{of}. {}, {}.", period_words(lang, period), numbers::date(call.today())));
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_are_never_shown_on_either_side() {
        for (n, d, shown) in [
            (0, 0, false),
            (2, 4, false),
            (4, 100, false),
            (97, 100, false),
            (5, 10, true),
            (0, 10, true),
            (10, 10, true),
        ] {
            assert_eq!(is_public(Share::new(n, d)), shown, "{n}/{d}");
        }
    }
}
