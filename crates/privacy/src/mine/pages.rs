//! One's own page, made for a phone.

use super::papers::{ListWords, json_of, paper_of};
use crate::kept::store::{SeenBy, looks};
use crate::kept::{KeptRow, KeptTable, lists, of};
use crate::pages::{either, houses, menu_group, printed, rules};
use crate::rules::Rules;
use kernel::paper::Format;
use kernel::{Act, PersonId, Result};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
        (crate::restriction::pages::own_notice(call)?)
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
        "privacy.restricted" => t!(lang, "Mở hồ sơ đang hạn chế của bạn"),
        "privacy.lift" => t!(lang, "Gỡ hạn chế xử lý"),
        "privacy.erasure" => t!(lang, "Xem trước việc ẩn danh bạn"),
        other if other.starts_with("measure") => t!(lang, "Xem vì sao được tính vào chỉ tiêu"),
        _ => t!(lang, "Xem thông tin có tên bạn"),
    }
}

/// A kind of list in words.
pub(crate) fn list_word(lang: Lang, subject: &str) -> &'static str {
    match subject {
        "people.export" => t!(lang, "Danh sách người, xuất ra tệp"),
        "people.slips" => t!(lang, "Danh sách cấp phiếu"),
        "people.split" => t!(lang, "Danh sách chia tách đơn vị"),
        "lists.give" => t!(lang, "Danh sách tải về để sửa"),
        "lists.give.national_id" => t!(lang, "Danh sách tải về có số căn cước"),
        "measure" => t!(lang, "Người đứng sau một con số"),
        "class" => t!(lang, "Danh sách lớp học"),
        _ => t!(lang, "Danh sách người"),
    }
}

/// The lists that had a person in them, in the words of papers.
fn list_words(call: &Call, v: &store::View, person: PersonId) -> Result<Vec<ListWords>> {
    let all = lists::of(v, houses(call)?, person, None)?;
    let said = |s: lists::SeenList| ListWords {
        day: s.day,
        list: list_word(Lang::Vi, &s.subject),
        role: s.by.map(|b| role_word(Lang::Vi, b.0)),
        times: s.times,
        people: s.people,
    };
    Ok(all.into_iter().map(said).collect())
}

/// The lists that had this person in them: by role and unit, never whose eyes it were.
fn lists_card(call: &Call, person: PersonId) -> Result<Markup> {
    let lang = call.lang;
    let own = call.actor()?.account;
    let (all, names) = call.read(|v| {
        let all = lists::of(v, houses(call)?, person, Some(own))?;
        let mut names = BTreeMap::new();
        for unit in all.iter().take(SHOWN).flat_map(|s| [s.unit, s.by.map(|b| b.1)]).flatten() {
            if let Entry::Vacant(unknown) = names.entry(unit) {
                unknown
                    .insert(people::organisation::store::last(v, unit)?.map_or_else(String::new, |u| u.name));
            }
        }
        Ok((all, names))
    })?;
    let name =
        |unit: Option<kernel::OrganisationId>| unit.and_then(|u| names.get(&u)).map_or("–", String::as_str);
    let columns = vec![
        Column::text(t!(lang, "Ngày")),
        Column::text(t!(lang, "Danh sách nào")),
        Column::text(t!(lang, "Ai xem")),
        Column::number(t!(lang, "Số người trong đó")),
    ];
    let rows = all.iter().take(SHOWN).map(|s| {
        Row::new(vec![
            html! { (numbers::date(s.day)) },
            html! { (list_word(lang, &s.subject)) @if s.times > 1 { " · " (t!(lang, "{n} lần", n = s.times)) } br; small { (name(s.unit)) } },
            html! { @match s.by {
                Some((role, unit)) => { (role_word(lang, role)) br; small { (name(Some(unit))) } }
                None => (t!(lang, "chương trình")),
            } },
            html! { (numbers::count(lang, s.people)) },
        ])
    });
    let empty = html! { p.hint { (t!(lang, "Chưa có danh sách nào có bạn được mở.")) } };
    let title = t!(lang, "Danh sách có bạn mà người khác đã mở");
    Ok(html! {
        h2 { (title) }
        p { (t!(lang, "Suy ra từ đơn vị của bạn và lớp có tên bạn vào lúc danh sách được mở; danh sách lọc hoặc nhiều trang có thể không hiện đến dòng của bạn.")) }
        (Table::new(lang, title, columns).caption_unseen().rows(rows).empty(empty))
        @if all.len() > SHOWN { p.hint { (t!(lang, "Đây là {n} dòng gần nhất; bản tải về có đủ.", n = SHOWN)) } }
    })
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
        (lists_card(call, person)?)
        p.hint { (t!(lang, "Kết quả tìm theo tên được ghi nhật ký mà không ghi ai hiện ra, nên không có ở đây.")) }
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
            &list_words(call, v, person)?,
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
        let lists = list_words(call, v, person)?;
        Ok(paper_of(
            rules,
            &of(v, rules, houses(call)?, person)?,
            &looks(v, person, ALL_LOOKS)?,
            &lists,
            call.now,
        ))
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
