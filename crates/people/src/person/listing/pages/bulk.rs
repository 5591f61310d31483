//! Many rows at one stroke: choose the act, see what it would do, do it, take it back.

use super::{Asked, count_words};
use crate::organisation::store as units;
use crate::pages::{csrf, day_field, faults, unit_name};
use crate::person::listing::{self, BulkAct, Count, Outcome, Why, apply};
use crate::person::model::PersonCard;
use crate::person::pages::unit_choices;
use ::store::{Tx, View};
use kernel::{Failure, FieldFault, OrganisationId, PersonId, Result};
use std::collections::HashMap;
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub(super) fn routes() -> Routes {
    routes! {
        POST "/nguoi/hang-loat" => many, for Act::KeepPeople;
        POST "/nguoi/hoan-tac" => undo, for Act::KeepPeople;
    }
}

/// So many people one act takes.
const MOST: usize = 20_000;
/// So many of them are named on the page.
const NAMED: usize = 200;

/// The acts, by their words in the form.
const ACTS: [&str; 6] = ["chuyen", "thoi", "doan-vien", "thoi-doan-vien", "bo-phan", "phieu"];

fn act_word(lang: Lang, act: &str) -> &'static str {
    match act {
        "chuyen" => t!(lang, "Chuyển sang đơn vị khác"),
        "thoi" => t!(lang, "Thôi, ra khỏi đơn vị"),
        "doan-vien" => t!(lang, "Ghi là đoàn viên"),
        "thoi-doan-vien" => t!(lang, "Thôi là đoàn viên"),
        "phieu" => t!(lang, "In phiếu kích hoạt tài khoản"),
        _ => t!(lang, "Ghi bộ phận, tổ"),
    }
}

/// The bar above a list with boxes.
pub(super) fn bar(call: &Call, asked: &Asked, total: Count) -> Markup {
    let lang = call.lang;
    // slips are printed by the room of accounts, where there is one
    let slips = call.app.routes.iter().any(|r| r.path == SLIPS);
    html! {
        input type="hidden" name="loc" value=(asked.query(&[]));
        label.tick.all { input type="checkbox" name="tat_ca" value="1"; span { (whole_words(lang, total)) } }
        select name="viec" aria-label=(t!(lang, "Làm gì với những người đã chọn")) {
            @for act in ACTS.iter().filter(|a| slips || **a != "phieu") { option value=(act) { (act_word(lang, act)) } }
        }
        (quiet(t!(lang, "Tiếp tục")).icon("arrow-right"))
    }
}

/// Where slips are printed.
const SLIPS: &str = "/tai-khoan/phieu";

fn whole_words(lang: Lang, total: Count) -> String {
    match total {
        Count::Exact(n) => t!(lang, "Cả {n} người khớp bộ lọc", n = numbers::count(lang, n)),
        Count::MoreThan(_) => t!(lang, "Cả mọi người khớp bộ lọc").to_owned(),
    }
}

/// What was chosen: these people, or everybody whom the filter means.
struct Chosen {
    asked: Asked,
    ids: Vec<PersonId>,
    whole: bool,
}

impl Chosen {
    fn read(call: &Call) -> Chosen {
        let form = call.form();
        let ids = form.all("nguoi").iter().filter_map(|s| s.parse().ok()).map(PersonId).collect();
        Chosen { asked: Asked::inside(call, form.get("loc")), ids, whole: form.get("tat_ca") == "1" }
    }
    /// The people, each inside the filter and the actor's scope.
    fn people(&self, call: &Call, v: &View) -> Result<Vec<PersonCard>> {
        let (_, filter) = self.asked.filter(call, v)?;
        if self.whole {
            return listing::all(v, &filter, self.asked.order, MOST);
        }
        // the boxes were ticked in this list: only its unit, group and day matter
        let plain = listing::Filter::all(filter.population, filter.tops, filter.on);
        let plain = listing::Filter { stretch: filter.stretch, ..plain };
        listing::among(v, &plain, &self.ids, self.asked.order)
    }
    fn back(&self) -> String {
        self.asked.href(&[])
    }
    /// The choice, carried to the next step.
    fn carried(&self, act: &str) -> Markup {
        html! {
            input type="hidden" name="loc" value=(self.asked.query(&[]));
            input type="hidden" name="viec" value=(act);
            @if self.whole { input type="hidden" name="tat_ca" value="1"; }
            @else { @for id in &self.ids { input type="hidden" name="nguoi" value=(id); } }
        }
    }
}

fn many(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let chosen = Chosen::read(call);
    let act = call.form().get("viec");
    let people = call.read(|v| chosen.people(call, v))?;
    if people.is_empty() || !ACTS.contains(&act) {
        return Ok(Reply::refused(chosen.back(), t!(lang, "Hãy chọn người trong danh sách trước.")));
    }
    if act == "phieu" {
        return Ok(slips(call, &chosen, &people));
    }
    let mut wrong: Vec<FieldFault> = Vec::new();
    let step = call.form().get("buoc");
    if step.is_empty() {
        return form_page(call, &chosen, act, &people, &[]);
    }
    let what = call.read(|v| bulk_act(call, v, act, &mut wrong))?;
    let Some(what) = what.filter(|_| wrong.is_empty()) else {
        return form_page(call, &chosen, act, &people, &wrong);
    };
    let ids: Vec<PersonId> = people.iter().map(|c| c.person.id).collect();
    let run = |tx: &Tx| {
        let mut known: HashMap<OrganisationId, bool> = HashMap::new();
        let mut may = |tx: &Tx, unit: OrganisationId| -> Result<bool> {
            if let Some(known) = known.get(&unit) {
                return Ok(*known);
            }
            let answer = call.may_at(tx, Act::KeepPeople, unit)?;
            known.insert(unit, answer);
            Ok(answer)
        };
        // the rights are asked again inside the write: somebody may have moved between
        let still = chosen.people(call, tx)?;
        let ids: Vec<PersonId> =
            ids.iter().copied().filter(|p| still.iter().any(|c| c.person.id == *p)).collect();
        Ok((tx.txn(), apply(tx, &what, &ids, &mut may)?))
    };
    let reason = format!("{act}, {} people", ids.len());
    let done = if step == "ghi" {
        call.write("person.many", reason, run)
    } else {
        call.db().try_out(&call.entry("person.many", reason), run)
    };
    match done {
        Ok((txn, outcomes)) => {
            result_page(call, &chosen, act, &people, &outcomes, (step == "ghi").then_some(txn))
        }
        Err(Failure::Invalid(wrong)) => form_page(call, &chosen, act, &people, &wrong),
        Err(other) => Err(other),
    }
}

fn bulk_act(call: &Call, v: &View, act: &str, wrong: &mut Vec<FieldFault>) -> Result<Option<BulkAct>> {
    let lang = call.lang;
    if act == "bo-phan" {
        let section: String = call.form().get("bo_phan").chars().take(100).collect();
        return Ok(Some(BulkAct::Section(section)));
    }
    let on = day_field(call, "day", wrong);
    Ok(Some(match act {
        "chuyen" => {
            let target = match units::by_code(v, call.form().get("den_don_vi"))? {
                Some(unit) if call.may_at(v, Act::KeepPeople, unit)? => unit,
                _ => {
                    wrong.push(FieldFault::new("den_don_vi", t!(lang, "Hãy chọn đơn vị trong danh sách.")));
                    return Ok(None);
                }
            };
            BulkAct::Move { to: target, on }
        }
        "thoi" => BulkAct::Leave { on },
        "doan-vien" => BulkAct::BecomeMember { on },
        _ => BulkAct::CeaseMember { on },
    }))
}

fn dress(call: &Call, chosen: &Chosen, act: &str, shell: &mut Shell) {
    let lang = call.lang;
    shell.crumbs = vec![
        (t!(lang, "Người lao động").to_owned(), Some(chosen.back())),
        (act_word(lang, act).to_owned(), None),
    ];
}

fn fields(call: &Call, v: &View, act: &str, errors: &Errors) -> Result<Markup> {
    let lang = call.lang;
    let form = call.form();
    let day = form.opt("day").map_or_else(|| call.today().to_string(), str::to_owned);
    let day = Field::date(lang, "day", t!(lang, "Từ ngày")).value(day).required().error(errors.of("day"));
    Ok(match act {
        "chuyen" => html! {
            (Field::select(lang, "den_don_vi", t!(lang, "Chuyển đến"), unit_choices(call, v, Act::KeepPeople)?)
                .blank(t!(lang, "— Chọn đơn vị —")).value(form.get("den_don_vi")).required().error(errors.of("den_don_vi")))
            (day.hint(t!(lang, "Việc làm và đoàn viên chuyển theo; việc học trước ngày này vẫn tính cho đơn vị cũ.")))
        },
        "bo-phan" => html! {
            (Field::text(lang, "bo_phan", t!(lang, "Bộ phận, tổ")).value(form.get("bo_phan")).max_length(100)
                .hint(t!(lang, "Để trống là bỏ tên bộ phận.")))
        },
        "thoi" => html! { (day.hint(t!(lang, "Từ ngày này không còn tính vào đơn vị; trước đó vẫn tính."))) },
        _ => html! { (day) },
    })
}

fn form_page(
    call: &Call,
    chosen: &Chosen,
    act: &str,
    people: &[PersonCard],
    wrong: &[FieldFault],
) -> Result<Reply> {
    let lang = call.lang;
    let errors = faults(lang, wrong);
    let fields = call.read(|v| fields(call, v, act, &errors))?;
    let back = chosen.back();
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form("/nguoi/hang-loat", csrf(call), html! {
                p { strong { (t!(lang, "{n} người đã chọn", n = numbers::count(lang, size(people)))) } }
                (chosen.carried(act))
                (fields)
                (toolbar(html! {
                    (primary(t!(lang, "Xem trước")).sends("buoc", "xem"))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &back))
                }))
            }))
        }
    };
    let title = act_word(lang, act);
    let dress = |shell: &mut Shell| dress(call, chosen, act, shell);
    Ok(if wrong.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

fn size<T>(all: &[T]) -> i64 {
    i64::try_from(all.len()).unwrap_or(i64::MAX)
}

fn why_word(lang: Lang, why: Why) -> &'static str {
    match why {
        Why::NotWorking => t!(lang, "vào ngày ấy không làm ở đơn vị nào"),
        Why::AlreadyThere => t!(lang, "đã ở đơn vị này"),
        Why::ElsewhereToo => t!(lang, "còn thuộc đơn vị ngoài phạm vi của bạn"),
        Why::AlreadyMember => t!(lang, "đã là đoàn viên"),
        Why::NoMember => t!(lang, "không phải đoàn viên"),
        Why::NowhereAlready => t!(lang, "không còn thuộc đơn vị nào"),
        Why::SameSection => t!(lang, "đã ở bộ phận này"),
        Why::Restricted => t!(lang, "dữ liệu đang hạn chế xử lý"),
    }
}

/// What the act does or did, in a sentence.
fn sentence(call: &Call, v: &View, act: &str, n: i64) -> Result<String> {
    let lang = call.lang;
    let n = numbers::count(lang, n);
    let day = kernel::time::parse_typed_day(call.form().get("day")).map(numbers::date).unwrap_or_default();
    Ok(match act {
        "chuyen" => {
            let unit =
                units::by_code(v, call.form().get("den_don_vi"))?.map(|u| unit_name(v, u)).transpose()?;
            t!(
                lang,
                "{n} người chuyển sang {don_vi} từ {ngay}",
                n = n,
                don_vi = unit.unwrap_or_default(),
                ngay = day
            )
        }
        "thoi" => t!(lang, "{n} người ra khỏi đơn vị từ {ngay}", n = n, ngay = day),
        "doan-vien" => t!(lang, "{n} người là đoàn viên từ {ngay}", n = n, ngay = day),
        "thoi-doan-vien" => t!(lang, "{n} người thôi là đoàn viên từ {ngay}", n = n, ngay = day),
        _ => t!(lang, "{n} người ở bộ phận “{ten}”", n = n, ten = call.form().get("bo_phan")),
    })
}

fn result_page(
    call: &Call,
    chosen: &Chosen,
    act: &str,
    people: &[PersonCard],
    outcomes: &[(PersonId, Outcome)],
    txn: Option<i64>,
) -> Result<Reply> {
    let lang = call.lang;
    let done = size(&outcomes.iter().filter(|o| o.1 == Outcome::Done).collect::<Vec<_>>());
    let sentence = call.read(|v| sentence(call, v, act, done))?;
    let mut reasons: Vec<(Why, i64)> = Vec::new();
    for (_, outcome) in outcomes {
        if let Outcome::Skipped(why) = outcome {
            match reasons.iter_mut().find(|(w, _)| w == why) {
                Some(known) => known.1 += 1,
                None => reasons.push((*why, 1)),
            }
        }
    }
    let mut effects = vec![sentence];
    effects.extend(reasons.iter().map(|(why, n)| {
        t!(lang, "{n} người bỏ qua: {vi_sao}", n = numbers::count(lang, *n), vi_sao = why_word(lang, *why))
    }));
    let how: HashMap<PersonId, Outcome> = outcomes.iter().copied().collect();
    // who is left out comes first: that is what one must look at
    let mut order: Vec<&PersonCard> = people.iter().collect();
    order.sort_by_key(|c| how.get(&c.person.id) == Some(&Outcome::Done));
    let rows = order.iter().take(NAMED).map(|c| {
        Row::new(vec![
            html! { a href={ "/nguoi/" (c.person.id) } { (c.person.full_name) } },
            html! { (c.person.birth_text()) },
            match how.get(&c.person.id) {
                Some(Outcome::Done) if txn.is_some() => badge(Tone::Ok, t!(lang, "đã ghi")),
                Some(Outcome::Done) => badge(Tone::Plain, t!(lang, "sẽ ghi")),
                Some(Outcome::Skipped(why)) => {
                    html! { (badge(Tone::Warn, t!(lang, "bỏ qua"))) " " (why_word(lang, *why)) }
                }
                None => badge(Tone::Warn, t!(lang, "bỏ qua")),
            },
        ])
    });
    let columns =
        [t!(lang, "Họ và tên"), t!(lang, "Ngày sinh"), t!(lang, "Kết quả")].map(Column::text).to_vec();
    let table = Table::new(lang, t!(lang, "Từng người"), columns).rows(rows);
    let back = chosen.back();
    let carried = ["day", "den_don_vi", "bo_phan"];
    let body = html! {
        @if let Some(txn) = txn {
            (notice(lang, Tone::Ok, &effects[0], html! {
                @for e in effects.iter().skip(1) { p { (e) } }
                div.toolbar {
                    (form("/nguoi/hoan-tac", csrf(call), html! {
                        input type="hidden" name="token" value=(txn);
                        input type="hidden" name="ve" value=(back);
                        (quiet(t!(lang, "Hoàn tác")))
                    }))
                    (link_button(Look::Quiet, t!(lang, "Về danh sách"), &back))
                }
            }))
        } @else {
            (Confirm {
                lang, action: "/nguoi/hang-loat", csrf: csrf(call), effects,
                afterwards: Some(t!(lang, "Cả nhóm được ghi một lần và hoàn tác được.").to_owned()),
                yes: t!(lang, "Ghi nhận"), look: if act == "thoi" { Look::Danger } else { Look::Primary }, back: &back,
                fields: html! {
                    (chosen.carried(act))
                    input type="hidden" name="buoc" value="ghi";
                    @for name in carried { @if let Some(value) = call.form().opt(name) { input type="hidden" name=(name) value=(value); } }
                },
            })
        }
        (table)
        @if order.len() > NAMED { p.hint { (t!(lang, "Chỉ nêu tên {n} người đầu.", n = NAMED)) } }
    };
    Ok(call.page_with(act_word(lang, act), body, |shell| {
        dress(call, chosen, act, shell);
        shell.lead = Some(count_words(lang, Count::Exact(size(people))));
    }))
}

/// Hands the chosen people to the room that prints slips.
fn slips(call: &Call, chosen: &Chosen, people: &[PersonCard]) -> Reply {
    let lang = call.lang;
    let body = html! {
        div.card {
            (form(SLIPS, csrf(call), html! {
                p { strong { (t!(lang, "{n} người đã chọn", n = numbers::count(lang, size(people)))) } }
                @for c in people { input type="hidden" name="nguoi" value=(c.person.id); }
                (toolbar(html! {
                    (primary(act_word(lang, "phieu")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &chosen.back()))
                }))
            }))
        }
    };
    call.page_with(act_word(lang, "phieu"), body, |shell| dress(call, chosen, "phieu", shell))
}

/// Takes one of the actor's own acts on people back.
fn undo(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let txn: i64 = call.form().get("token").parse().map_err(|_| Failure::NotFound)?;
    let back = crate::pages::local_address(call.form().get("ve")).unwrap_or("/nguoi").to_owned();
    let actor = call.actor()?.account;
    let own = call.read(|v| Ok(super::super::store::act_of(v, txn)?))?;
    if own.is_none_or(|(act, account)| !act.starts_with("person.") || account != Some(actor)) {
        return Err(Failure::NotFound);
    }
    let done = call.write("person.undo", format!("transaction {txn}"), |tx| {
        ::store::undo::undo(tx, txn, t!(Lang::Vi, "hoàn tác"))
    });
    Ok(match done {
        Ok(_) => Reply::done(back, t!(lang, "Đã hoàn tác; mọi số liệu như trước.")),
        Err(Failure::Conflict(why)) => Reply::refused(back, why),
        Err(other) => return Err(other),
    })
}
