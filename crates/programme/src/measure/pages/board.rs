//! All indicators of a unit, by the papers they come from; figures of different papers are never merged.

use super::super::service::{self, BoardLine, Ground};
use super::super::trend::{Trend, trends};
use super::ask::{Ask, policy, way};
use super::words::{aim_of, gap, of, paper, percent, say, spark, spread, verdict};
use crate::indicator::papers::Group;
use crate::indicator::policy::Policy;
use kernel::{Act, Result, Share};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /chi-tieu`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let (lang, policy) = (call.lang, policy(call)?);
    let (ask, board, trends, ground, may_open) = call.read(|v| {
        let ask = Ask::read(call, v)?;
        let q = ask.question();
        let ground = Ground::load(v, &q)?;
        let board = service::board(v, policy, &q, &ground)?;
        let lines: Vec<_> = board.iter().map(|(line, _)| line.clone()).collect();
        let trends = trends(v, &q, &ground, &lines)?;
        let may_open = call.may_at(v, Act::SeeMeasuredPeople, ask.unit)?;
        Ok((ask, board, trends, ground, may_open))
    })?;
    let below = ground.tree().children(ask.unit).count();
    let page = Page { lang, ask: &ask, ground: &ground, below, may_open };
    let rows: Vec<(BoardLine, Trend)> = board.into_iter().zip(trends).collect();
    let is_counted = rows.iter().any(|((line, _), _)| line.share.denominator > 0);
    let body = html! {
        (ask.switcher(lang, policy, "/chi-tieu"))
        @if ground.tree().get(ask.unit).is_none() {
            (notice(lang, Tone::Warn, t!(lang, "Đơn vị này không có trong cây tổ chức của ngày đang xem"), html! {
                p { (t!(lang, "Hãy chọn ngày khác, hoặc xem đơn vị đã kế thừa.")) }
            }))
        } @else if !is_counted {
            (empty_state("target", t!(lang, "Chưa có ai để tính"),
                t!(lang, "Chỉ tiêu tính trên danh sách người lao động. Khi đơn vị có danh sách, số liệu hiện ngay ở đây."),
                html! { @if call.may(Act::Import) { (link_button(Look::Primary, t!(lang, "Nhập danh sách"), "/nguoi")) } }))
        }
        @for group in policy.groups() { (page.group(group, &rows)) }
        (differences(lang, policy, &rows))
    };
    let crumbs = call.read(|_| way(call, &ask, &ground, "/chi-tieu"))?;
    Ok(call.page_with(&t!(lang, "Chỉ tiêu · {don_vi}", don_vi = ask.name), body, |shell| {
        shell.lead = Some(ask.lead(lang));
        shell.crumbs = crumbs;
    }))
}

struct Page<'a> {
    lang: Lang,
    ask: &'a Ask,
    ground: &'a Ground,
    below: usize,
    may_open: bool,
}

impl Page<'_> {
    fn group(&self, group: &Group, rows: &[(BoardLine, Trend)]) -> Markup {
        let lang = self.lang;
        let name = if lang == Lang::Vi { &group.name } else { &group.name_en };
        let own: Vec<_> = rows.iter().filter(|((l, _), _)| l.indicator.group == group.code).collect();
        let mut columns = vec![
            Column::text(t!(lang, "Chỉ tiêu")),
            Column::number(t!(lang, "Kết quả")),
            Column::number(t!(lang, "Tử số / mẫu số")),
            Column::text(t!(lang, "Mục tiêu")),
            Column::text(t!(lang, "Xu hướng")),
        ];
        if self.below > 0 {
            columns.push(Column::text(t!(lang, "Các đơn vị, 0–100 %")));
        }
        html! {
            @if !own.is_empty() {
                h2 { (name) }
                (Table::new(lang, name.as_str(), columns).caption_unseen()
                    .rows(own.into_iter().map(|((line, totals), trend)| self.row(line, totals, trend))))
            }
        }
    }

    fn row(
        &self,
        line: &service::Line,
        totals: &std::collections::HashMap<kernel::OrganisationId, Share>,
        trend: &Trend,
    ) -> Row {
        let lang = self.lang;
        let code = &line.indicator.code;
        let open = self.ask.link(&format!("/chi-tieu/{code}"), &[]);
        let list = |side: &str| self.ask.link(&format!("/chi-tieu/{code}/nguoi"), &[("phia", side)]);
        let missing = gap(lang, line, line.share);
        let ends = trend.first().zip(trend.last());
        let told = ends.map_or_else(String::new, |((_, a), (_, b))| {
            t!(lang, "từ {dau} đến {cuoi}", dau = percent(lang, *a), cuoi = percent(lang, *b))
        });
        let mut cells = vec![
            html! {
                (line.indicator.printed) ". " (say(lang, &line.indicator.name))
                (disclosure(t!(lang, "Nguyên văn và cách tính"), paper(lang, line.indicator)))
            },
            html! { a href=(open) { strong { (percent(lang, line.share)) } } },
            html! {
                @if self.may_open && line.share.denominator > 0 {
                    a href=(list("dat")) { (of(lang, line.share)) }
                } @else { (of(lang, line.share)) }
            },
            html! {
                div {
                    @if let Some(aim) = aim_of(line) { strong { (aim.label(lang)) } " " }
                    (verdict_mark(lang, verdict(line)))
                    @if let Some(missing) = missing {
                        br;
                        @if self.may_open { a href=(list("chua-dat")) { (missing) } } @else { (missing) }
                    }
                }
            },
            spark(&told, trend),
        ];
        if self.below > 0 {
            let shares: Vec<Share> = self
                .ground
                .tree()
                .children(self.ask.unit)
                .filter_map(|u| totals.get(&u.id).copied())
                .collect();
            cells.push(html! { a href=(open) { (spread(lang, &shares, line.target.map(|t| t.threshold))) } });
        }
        Row::new(cells)
    }
}

/// Where two papers ask for different things about the same topics: both shown side by side.
fn differences(lang: Lang, policy: &Policy, rows: &[(BoardLine, Trend)]) -> Markup {
    let lines: Vec<&service::Line> = rows.iter().map(|((line, _), _)| line).collect();
    let mut pairs = Vec::new();
    for (n, a) in lines.iter().enumerate() {
        for b in lines.iter().skip(n + 1) {
            let differ =
                a.indicator.group != b.indicator.group && a.indicator.population == b.indicator.population;
            if differ && a.indicator.rule.shares_topic(&b.indicator.rule) {
                pairs.push((*a, *b));
            }
        }
    }
    let group = |code: &str| {
        let found = policy.groups().iter().find(|g| g.code == code);
        found.map_or("", |g| if lang == Lang::Vi { g.name.as_str() } else { g.name_en.as_str() })
    };
    let cell = |l: &service::Line| {
        html! {
            div {
                (say(lang, &l.indicator.name)) br;
                span.hint { (group(&l.indicator.group)) } br;
                strong { (percent(lang, l.share)) } " · "
                @if let Some(aim) = aim_of(l) { (aim.label(lang)) " " }
                (verdict_mark(lang, verdict(l)))
            }
        }
    };
    html! {
        @if !pairs.is_empty() {
            (disclosure(t!(lang, "Chỗ các văn bản đặt mục tiêu khác nhau"), html! {
                p { (t!(lang, "Cùng nói về một nội dung nhưng đếm khác nhau và đặt mức khác nhau; hệ thống giữ nguyên từng văn bản, không gộp.")) }
                (Table::new(lang, t!(lang, "So sánh"), vec![Column::text(t!(lang, "Văn bản này")), Column::text(t!(lang, "Văn bản kia"))])
                    .caption_unseen().rows(pairs.into_iter().map(|(a, b)| Row::new(vec![cell(a), cell(b)]))))
            }))
        }
    }
}
