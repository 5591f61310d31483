//! One indicator of one unit: what it is, how it went, which units below need help.

use super::super::service::{self, Ground, Line};
use super::super::trend::{Trend, trends};
use super::ask::{Ask, policy, way};
use super::words::{aim_of, chart, gap, of, paper, percent, say, verdict};
use crate::indicator::model::{Subject, Window};
use kernel::{Act, Failure, OrganisationId, Result, Share};
use std::collections::HashMap;
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /chi-tieu/{code}`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let (lang, policy, code) = (call.lang, policy(call)?, call.param("code"));
    if !policy.all_versions().iter().any(|i| i.code == code) {
        return Err(Failure::NotFound);
    }
    let path = format!("/chi-tieu/{code}");
    let (ask, found) = call.read(|v| {
        let ask = Ask::read(call, v)?;
        let q = ask.question();
        if service::in_force(policy, code, &q).is_none() {
            return Ok((ask, None));
        }
        let (line, ground, totals) = service::by_unit(v, policy, code, &q)?;
        let trend = trends(v, &q, &ground, std::slice::from_ref(&line))?.pop().unwrap_or_default();
        let may_open = call.may_at(v, Act::SeeMeasuredPeople, ask.unit)?;
        Ok((ask, Some(Found { line, ground, totals, trend, may_open })))
    })?;
    let Some(found) = found else {
        let body = html! {
            (ask.switcher(lang, policy, &path))
            (empty_state("target", t!(lang, "Chỉ tiêu này không tính cho kỳ đang chọn"),
                t!(lang, "Hãy chọn một năm, quý hoặc tháng mà văn bản có hiệu lực."), html! {}))
        };
        return Ok(call.page(t!(lang, "Chỉ tiêu"), body));
    };
    let body = html! {
        (ask.switcher(lang, policy, &path))
        (found.numbers(call, &ask))
        (card(t!(lang, "Xu hướng"), chart(lang, &found.trend, aim_of(&found.line))))
        (found.units(call, &ask))
        (found.definition(lang))
    };
    let mut crumbs = way(call, &ask, &found.ground, &path)?;
    crumbs.insert(0, (t!(lang, "Chỉ tiêu").to_owned(), Some(ask.link("/chi-tieu", &[]))));
    Ok(call.page_with(say(lang, &found.line.indicator.name), body, |shell| {
        shell.lead = Some(format!("{} · {}", ask.name, ask.lead(lang)));
        shell.crumbs = crumbs;
    }))
}

struct Found<'a> {
    line: Line<'a>,
    ground: Ground,
    totals: HashMap<OrganisationId, Share>,
    trend: Trend,
    may_open: bool,
}

/// A line of the ranking.
struct Below {
    name: String,
    href: String,
    share: Share,
}

impl Found<'_> {
    fn numbers(&self, call: &Call, ask: &Ask) -> Markup {
        let (lang, line) = (call.lang, &self.line);
        let path = format!("/chi-tieu/{}/nguoi", line.indicator.code);
        let list = |side| ask.link(&path, &[("phia", side)]);
        let what = say(lang, &line.indicator.unit_of_count);
        let (met, all, missing) = (list("dat"), list("tat-ca"), list("chua-dat"));
        let unmet = line.share.denominator - line.share.numerator;
        html! {
            @if self.may_open {
                (stat_row(html! {
                    (StatDoor::share(lang, t!(lang, "Kết quả"), line.share.numerator, line.share.denominator, aim_of(line), &met)
                        .rule(say(lang, &line.indicator.numerator)))
                    (stat_door(lang, t!(lang, "Chưa đạt"), numbers::count(lang, unmet), &missing)
                        .of(gap(lang, line, line.share).unwrap_or_else(|| what.to_owned())))
                    (stat_door(lang, t!(lang, "Được tính"), numbers::count(lang, line.share.denominator), &all).of(what)
                        .rule(say(lang, &line.indicator.denominator)))
                }))
            } @else {
                (card(t!(lang, "Kết quả"), html! {
                    (definition_list(&[
                        (t!(lang, "Tỷ lệ"), html! { strong { (percent(lang, line.share)) } " (" (of(lang, line.share)) " " (what) ")" }),
                        (t!(lang, "Mục tiêu"), html! {
                            @if let Some(aim) = aim_of(line) { (aim.label(lang)) " " }
                            (verdict_mark(lang, verdict(line)))
                            @if let Some(gap) = gap(lang, line, line.share) { " " (gap) }
                        }),
                    ]))
                    p.hint { (t!(lang, "Danh sách người chỉ mở cho công đoàn của đơn vị và Liên đoàn.")) }
                }))
            }
        }
    }

    fn below(&self, lang: Lang, ask: &Ask) -> Vec<Below> {
        let code = &self.line.indicator.code;
        let path = format!("/chi-tieu/{code}");
        let mut out = Vec::new();
        let mut sum = Share::default();
        for u in self.ground.tree().children(ask.unit) {
            let share = self.totals.get(&u.id).copied().unwrap_or_default();
            sum += share;
            if share.denominator > 0 || share.numerator > 0 {
                let href = ask.for_unit(u.id, &u.code, &u.name).link(&path, &[]);
                out.push(Below { name: u.name.clone(), href, share });
            }
        }
        let own = Share::new(
            self.line.share.numerator - sum.numerator,
            self.line.share.denominator - sum.denominator,
        );
        if !out.is_empty() && own != Share::default() {
            let name = t!(lang, "Trực thuộc {don_vi}", don_vi = ask.name);
            let href = if self.may_open {
                ask.link(&format!("{path}/nguoi"), &[("phia", "tat-ca"), ("rieng", "1")])
            } else {
                ask.link(&path, &[])
            };
            out.push(Below { name, href, share: own });
        }
        out
    }

    fn units(&self, call: &Call, ask: &Ask) -> Markup {
        let lang = call.lang;
        let path = format!("/chi-tieu/{}", self.line.indicator.code);
        let mut all = self.below(lang, ask);
        if all.is_empty() {
            return html! {};
        }
        let sum: Share = all.iter().map(|b| b.share).sum();
        let threshold = self.line.target.map(|t| t.threshold);
        let (order, only_missed) = (call.query("xep"), call.query("loc") == "chua-dat");
        let missing = |b: &Below| threshold.map_or(0, |t| b.share.missing(t));
        match order {
            "thieu" => all.sort_by_key(|b| -missing(b)),
            "ten" => {}
            _ => all.sort_by(|a, b| {
                // exact: a/b < c/d is a·d < c·b
                let (l, r) = (a.share, b.share);
                (l.numerator * r.denominator.max(1)).cmp(&(r.numerator * l.denominator.max(1)))
            }),
        }
        let dots: Vec<Dot> = all
            .iter()
            .filter_map(|b| {
                Some(Dot {
                    label: b.name.clone(),
                    per_mille: b.share.permille()?,
                    href: Some(b.href.clone()),
                })
            })
            .collect();
        let short = all.iter().filter(|b| threshold.is_some_and(|t| !t.is_met(b.share))).count();
        let many = all.len();
        if only_missed {
            all.retain(|b| threshold.is_some_and(|t| !t.is_met(b.share)));
        }
        let rows: Vec<RankRow> = all
            .into_iter()
            .map(|b| RankRow {
                name: b.name,
                href: b.href,
                numerator: b.share.numerator,
                denominator: b.share.denominator,
            })
            .collect();
        let filter = if only_missed { "chua-dat" } else { "" };
        let tab = |label: &str, by: &str| Tab {
            label: label.to_owned(),
            href: ask.link(&path, &[("xep", by), ("loc", filter)]),
            count: None,
            active: by == order || (by.is_empty() && !matches!(order, "thieu" | "ten")),
        };
        let toggle = if only_missed {
            (t!(lang, "Hiện tất cả đơn vị").to_owned(), ask.link(&path, &[("xep", order)]))
        } else {
            let label = t!(lang, "Chỉ đơn vị chưa đạt ({n})", n = short);
            (label, ask.link(&path, &[("xep", order), ("loc", "chua-dat")]))
        };
        let aim = aim_of(&self.line);
        let total = RankRow {
            name: t!(lang, "Cộng {n} dòng", n = many),
            href: ask.link(&path, &[]),
            numerator: sum.numerator,
            denominator: sum.denominator,
        };
        let title = t!(lang, "{m} trong {n} đơn vị chưa đạt mục tiêu", m = short, n = many);
        html! {
            (card_with(t!(lang, "Các đơn vị"), html! { a href=(toggle.1) { (toggle.0) } }, html! {
                (dot_strip(lang, &title, &dots, aim))
                (tabs(lang, t!(lang, "Xếp theo"), &[
                    tab(t!(lang, "Tỷ lệ thấp trước"), ""),
                    tab(t!(lang, "Thiếu nhiều trước"), "thieu"),
                    tab(t!(lang, "Theo tên"), "ten"),
                ]))
                @if rows.is_empty() { p.hint { (t!(lang, "Không đơn vị nào chưa đạt.")) } }
                (rank_rows(lang, &rows, aim))
                (rank_rows(lang, &[total], aim))
            }))
        }
    }

    fn definition(&self, lang: Lang) -> Markup {
        let i = self.line.indicator;
        let subject = match i.population.subject() {
            Subject::Person => t!(lang, "Đếm người: mỗi người một lần, ở một đơn vị"),
            Subject::Organisation => t!(lang, "Đếm đơn vị"),
        };
        let window = match i.window {
            Window::Year => {
                t!(lang, "Mỗi năm tính lại từ đầu; quý và tháng có số riêng, không cộng thành năm").to_owned()
            }
            Window::Programme(span) => {
                t!(lang, "Cộng dồn cả giai đoạn {tu}–{den}", tu = span.first_year(), den = span.last_year())
            }
        };
        let target = self.line.target.map(|t| {
            t!(
                lang,
                "{muc} đến năm {nam} ({nguon})",
                muc = super::words::aim(t.threshold).label(lang),
                nam = t.by,
                nguon = t.source
            )
        });
        card(
            t!(lang, "Định nghĩa"),
            html! {
                (paper(lang, i))
                (definition_list(&[
                    (t!(lang, "Mục tiêu"), html! { (target.unwrap_or_else(|| "–".to_owned())) }),
                    (t!(lang, "Cách đếm"), html! { (subject) }),
                    (t!(lang, "Khoảng tính"), html! { (window) }),
                    (t!(lang, "Phiên bản"), html! { (i.version) ", " (t!(lang, "từ {ngay}", ngay = numbers::date(i.valid_from))) }),
                    (t!(lang, "Dấu vân tay định nghĩa"), html! { code { (i.fingerprint.get(..16).unwrap_or("")) "…" } }),
                ]))
            },
        )
    }
}
