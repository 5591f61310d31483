//! One's own page, made for a phone.

use super::papers::{json_of, paper_of};
use crate::kept::store::{SeenBy, looks};
use crate::kept::{KeptRow, KeptTable, of};
use crate::pages::{either, houses, menu_group, printed, rules};
use crate::rules::Rules;
use kernel::paper::Format;
use kernel::{Act, PersonId, Result};
use ui::prelude::*;
use web::{Call, Reply, Routes, role_word, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/du-lieu-cua-toi" => show, for Act::UseOwnAccount,
            .in_menu(95, "shield", menu_group, |l| t!(l, "Dữ liệu của tôi"));
        GET "/du-lieu-cua-toi/ai-xem" => seen, for Act::UseOwnAccount;
        GET "/du-lieu-cua-toi/tai-json" => take_json, for Act::UseOwnAccount;
        GET "/du-lieu-cua-toi/tai-pdf" => take_pdf, for Act::UseOwnAccount;
        GET "/du-lieu-cua-toi/in" => print, for Act::UseOwnAccount;
    }
}

/// At most so many looks are shown; the file has all of them.
const SHOWN: usize = 50;
/// So many looks are enough for any file.
pub(crate) const ALL_LOOKS: i64 = 100_000;

/// The doors between the four parts of one's own page.
pub(crate) fn doors(call: &Call) -> Markup {
    let lang = call.lang;
    let tab = |label: &str, href: &str| Tab {
        label: label.to_owned(),
        href: href.to_owned(),
        count: None,
        active: call.visit.path == href,
    };
    tabs(
        lang,
        t!(lang, "Dữ liệu của tôi"),
        &[
            tab(t!(lang, "Đang lưu"), "/du-lieu-cua-toi"),
            tab(t!(lang, "Ai đã xem"), "/du-lieu-cua-toi/ai-xem"),
            tab(t!(lang, "Đồng ý"), "/du-lieu-cua-toi/dong-y"),
            tab(t!(lang, "Yêu cầu"), "/du-lieu-cua-toi/yeu-cau"),
        ],
    )
}

fn show(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let person = call.actor()?.person;
    let kept = call.read(|v| of(v, rules, houses(call)?, person))?;
    let body = html! {
        (doors(call))
        (notice(lang, Tone::Plain, t!(lang, "Của bạn, do bạn quyết định"), html! {
            p { (t!(lang, "Công đoàn chỉ giữ những gì cần cho việc chung. Sai thì sửa được, thừa thì xin xóa được, và bạn xem được ai đã mở hồ sơ của mình.")) }
        }))
        (toolbar(html! {
            (link_button(Look::Primary, t!(lang, "Yêu cầu sửa hoặc xóa"), "/du-lieu-cua-toi/yeu-cau").icon("pencil"))
            (link_button(Look::Quiet, t!(lang, "Tải bản đọc (PDF)"), "/du-lieu-cua-toi/tai-pdf").icon("download").download())
            (link_button(Look::Quiet, t!(lang, "Tải bản máy đọc (JSON)"), "/du-lieu-cua-toi/tai-json").icon("download").download())
            (link_button(Look::Quiet, t!(lang, "Bản in"), "/du-lieu-cua-toi/in").icon("printer"))
        }))
        @for table in kept.iter().filter(|k| !k.table.derived) { (one_table(lang, rules, table)) }
        p { a href="/vi-sao-luu-du-lieu" { (t!(lang, "Vì sao chúng tôi giữ dữ liệu, theo luật nào, bao lâu")) } }
    };
    Ok(call.page_with(t!(lang, "Dữ liệu của tôi"), body, |shell| {
        shell.lead = Some(t!(lang, "Mọi thứ hệ thống đang lưu về bạn.").to_owned());
    }))
}

/// A table as terms: what is believed now open, what was believed before folded away.
fn one_table(lang: Lang, rules: &Rules, kept: &KeptTable) -> Markup {
    let purpose = rules.purpose(&kept.table.purpose);
    let now: Vec<&KeptRow> = kept.rows.iter().filter(|r| !r.is_past).collect();
    let past: Vec<&KeptRow> = kept.rows.iter().filter(|r| r.is_past).collect();
    let many = now.len() > 2;
    let shown = html! { @for r in now.iter().rev() { (one_row(lang, kept, r)) } };
    let title = either(lang, &kept.table.title, &kept.table.title_en);
    let beside = html! { @if now.len() > 1 { span.hint { (t!(lang, "{n} mục", n = now.len())) } } };
    card_with(
        title,
        beside,
        html! {
            @if many { (disclosure(&t!(lang, "Xem {n} mục", n = now.len()), shown)) } @else { (shown) }
            @if !past.is_empty() {
                (disclosure(&t!(lang, "Bản cũ đã thay ({n})", n = past.len()),
                    html! { @for r in past.iter().rev() { (one_row(lang, kept, r)) } }))
            }
            @if let Some(p) = purpose {
                (disclosure(t!(lang, "Vì sao giữ, ai xem, bao lâu"), definition_list(&[
                    (t!(lang, "Để làm gì"), html! { (either(lang, &p.title, &p.title_en)) }),
                    (t!(lang, "Căn cứ"), html! { (either(lang, &p.basis, &p.basis_en)) }),
                    (t!(lang, "Ai xem được"), html! { (either(lang, &p.seen_by, &p.seen_by_en)) }),
                    (t!(lang, "Giữ bao lâu"), html! {
                        @if let Some(r) = rules.retention(kept.table) { (either(lang, &r.title, &r.title_en)) }
                    }),
                ])))
            }
        },
    )
}

fn one_row(lang: Lang, kept: &KeptTable, row: &KeptRow) -> Markup {
    let mut pairs: Vec<(&str, Markup)> = Vec::new();
    for (at, word) in &row.values {
        if let Some(c) = kept.table.columns.get(*at) {
            pairs.push((either(lang, &c.title, &c.title_en), html! { (word) }));
        }
    }
    if let Some((at, _)) = &row.recorded {
        pairs.push((t!(lang, "Ghi nhận lúc"), html! { (at.text()) }));
    }
    definition_list(&pairs)
}

/// What was looked at, in words.
pub(crate) fn look_word(lang: Lang, subject: &str) -> &'static str {
    match subject {
        "people.record" => t!(lang, "Mở hồ sơ"),
        "people.national_id" => t!(lang, "Xem đủ số căn cước"),
        "account.reset_password" | "code.reset" => t!(lang, "Đặt lại mật khẩu, PIN cho bạn"),
        "privacy.copy" => t!(lang, "Lấy bản sao dữ liệu theo yêu cầu của bạn"),
        "privacy.request" => t!(lang, "Mở yêu cầu của bạn"),
        "privacy.consent" => t!(lang, "Mở sổ đồng ý của bạn"),
        other if other.starts_with("measure") => t!(lang, "Xem vì sao được tính vào chỉ tiêu"),
        _ => t!(lang, "Xem thông tin có tên bạn"),
    }
}

fn reason(look: &SeenBy) -> Option<&str> {
    look.detail.split_once(": ").map(|(_, why)| why)
}

fn seen(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = call.actor()?.person;
    let (all, roles) = call.read(|v| {
        let all = looks(v, person, ALL_LOOKS)?;
        let mut roles = Vec::new();
        for l in all.iter().take(SHOWN) {
            roles.push(match l.account {
                None => None,
                Some(a) => people::account::store::grants(v, a)?
                    .into_iter()
                    .find(|g| g.from <= l.at.day() && l.at.day() < g.to)
                    .map(|g| g.role),
            });
        }
        Ok((all, roles))
    })?;
    let own = call.actor()?.account;
    let others = all.iter().filter(|l| l.account != Some(own)).count();
    let events: Vec<Event> = all
        .iter()
        .zip(roles)
        .map(|(l, role)| Event {
            what: look_word(lang, &l.subject).to_owned(),
            who: match (&l.name, role) {
                _ if l.account == Some(own) => t!(lang, "chính bạn").to_owned(),
                (Some(name), Some(role)) => format!("{name}, {}", role_word(lang, role)),
                (Some(name), None) => name.clone(),
                (None, _) => t!(lang, "chương trình").to_owned(),
            },
            when: l.at.text(),
            note: reason(l).map(str::to_owned),
            tone: if l.subject == "people.national_id" { Tone::Warn } else { Tone::Plain },
        })
        .collect();
    let body = html! {
        (doors(call))
        (card(t!(lang, "Ai đã mở hồ sơ của bạn"), html! {
            @if events.is_empty() {
                (empty_state("eye", t!(lang, "Chưa ai mở hồ sơ của bạn"),
                    t!(lang, "Mỗi lần có người mở, tên họ, vai trò và giờ xem sẽ hiện ở đây."), html! {}))
            } @else {
                p { (t!(lang, "{n} lần, trong đó {k} lần bởi người khác.", n = all.len(), k = others)) }
                (timeline(&events))
                @if all.len() > SHOWN { p.hint { (t!(lang, "Đây là {n} lần gần nhất; bản tải về có đủ.", n = SHOWN)) } }
            }
        }))
        p.hint { (t!(lang, "Danh sách có nhiều người cũng được ghi nhật ký mỗi lần mở, nhưng không ghi riêng từng tên trong đó.")) }
    };
    Ok(call.page(t!(lang, "Ai đã xem dữ liệu của tôi"), body))
}

fn take_json(call: &Call) -> Result<Reply> {
    let person = call.actor()?.person;
    let value = json(call, person)?;
    let bytes = serde_json::to_vec_pretty(&value).map_err(|e| kernel::Failure::broken(e.to_string()))?;
    Ok(Reply::File {
        content_type: Format::Json.content_type().to_owned(),
        name: "du-lieu-cua-toi.json".to_owned(),
        bytes,
    })
}

/// Everything about a person as JSON.
pub(crate) fn json(call: &Call, person: PersonId) -> Result<serde_json::Value> {
    let rules = rules(call)?;
    call.read(|v| {
        Ok(json_of(
            rules,
            person,
            &of(v, rules, houses(call)?, person)?,
            &looks(v, person, ALL_LOOKS)?,
            call.now,
        ))
    })
}

fn take_pdf(call: &Call) -> Result<Reply> {
    pdf(call, call.actor()?.person, "du-lieu-cua-toi")
}

/// Everything about a person as a readable paper.
pub(crate) fn pdf(call: &Call, person: PersonId, name: &str) -> Result<Reply> {
    let rules = rules(call)?;
    let paper = call.read(|v| {
        Ok(paper_of(rules, &of(v, rules, houses(call)?, person)?, &looks(v, person, ALL_LOOKS)?, call.now))
    })?;
    printed(call, &paper, Format::Pdf, name)
}

fn print(call: &Call) -> Result<Reply> {
    let (lang, rules) = (call.lang, rules(call)?);
    let person = call.actor()?.person;
    let kept = call.read(|v| of(v, rules, houses(call)?, person))?;
    let body = html! {
        @for table in &kept {
            h2 { (either(lang, &table.table.title, &table.table.title_en)) }
            @let columns: Vec<usize> = (0..table.table.columns.len())
                .filter(|at| table.rows.iter().any(|r| r.values.iter().any(|(i, _)| i == at))).collect();
            (Table::new(lang, either(lang, &table.table.title, &table.table.title_en),
                columns.iter().filter_map(|at| table.table.columns.get(*at)).map(|c| Column::text(either(lang, &c.title, &c.title_en))).collect())
                .caption_unseen()
                .rows(table.rows.iter().filter(|r| !r.is_past).map(|r| Row::new(columns.iter().map(|at| {
                    let word = r.values.iter().find(|(i, _)| i == at).map_or("", |(_, w)| w.as_str());
                    html! { (word) }
                }).collect()))))
        }
    };
    Ok(call.page_with(t!(lang, "Dữ liệu của tôi, bản in"), body, |shell| {
        shell.lead = Some(t!(lang, "In lúc {gio}. Dùng lệnh in của trình duyệt.", gio = call.now.text()));
        shell.crumbs = vec![
            (t!(lang, "Dữ liệu của tôi").to_owned(), Some("/du-lieu-cua-toi".to_owned())),
            (t!(lang, "Bản in").to_owned(), None),
        ];
    }))
}
