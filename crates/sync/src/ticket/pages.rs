//! One's own phones: which may hand in, and taking that back.

use super::{service, store};
use crate::SyncRules;
use kernel::time::day_text;
use kernel::{Act, Result};
use people::account::Chance;
use ui::prelude::*;
use web::{Call, Reply, Routes, routes};

/// The pages of tickets.
pub fn routes() -> Routes {
    routes! {
        GET "/may-cua-toi" => list, for Act::UseOwnAccount;
        POST "/may-cua-toi/thu-hoi/{ticket}" => withdraw, for Act::UseOwnAccount;
        POST "/api/v1/ticket" => give, for Act::UseOwnAccount;
    }
}

/// What a phone needs to know of who is signed in: a mark for its own drawers, never a number of ours.
fn give(call: &Call) -> Result<Reply> {
    let actor = call.actor()?;
    let secret = people::account::door::service::secret(call.state::<Chance>()?);
    let (device, rules) = (call.form().get("device"), call.state::<SyncRules>()?);
    let ends = call
        .write("sync.ticket", "", |tx| service::give(tx, rules, actor, &secret, device, &call.visit.agent))?;
    Ok(Reply::Json(
        200,
        serde_json::json!({
            "who": web::who_mark(actor.account),
            // the given name, which comes last in Vietnamese
            "name": actor.name.rsplit(' ').next().unwrap_or_default(),
            "ticket": secret,
            "ends": ends.0 / 1000,
            "most": rules.most_in_parcel,
            "keepDays": rules.kept_on_phone_days,
            "now": call.now.0 / 1000,
        }),
    ))
}

fn list(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let account = call.actor()?.account;
    let csrf = call.signed.map(|s| s.csrf.clone()).unwrap_or_default();
    let all = call.read(|v| Ok(store::of_account(v, account)?))?;
    let body = html! {
        @if all.is_empty() {
            (empty_state("smartphone", t!(lang, "Chưa có máy nào"),
                t!(lang, "Khi bạn học trên một máy, máy đó được gửi việc học của bạn kể cả khi đã hết phiên đăng nhập."), html! {}))
        }
        @for line in &all {
            (card(&browser(lang, &line.agent), html! {
                p { (t!(lang, "Từ {ngay} · đã gửi {so} việc · được gửi đến {het}",
                    ngay = day_text(line.since.day()), so = line.acts, het = day_text(line.ends.day()))) }
                (form(&format!("/may-cua-toi/thu-hoi/{}", line.id), &csrf,
                    html! { (quiet(t!(lang, "Thu hồi quyền gửi của máy này"))) }))
            }))
        }
    };
    Ok(call.page_with(t!(lang, "Máy được gửi việc học của tôi"), body, |shell| {
        shell.lead = Some(
            t!(
                lang,
                "Mỗi máy chỉ gửi được việc học của bạn, không mở được tài khoản. Mất máy thì thu hồi ở đây."
            )
            .to_owned(),
        );
    }))
}

fn withdraw(call: &Call) -> Result<Reply> {
    let row = call.id("ticket")?;
    let actor = call.actor()?;
    call.write("sync.withdraw", "", |tx| service::withdraw(tx, actor, row))?;
    Ok(Reply::done("/may-cua-toi", t!(call.lang, "Đã thu hồi.")))
}

/// The kind of machine in words, from what the browser says of itself.
fn browser(lang: Lang, agent: &str) -> String {
    if agent.contains("Android") {
        t!(lang, "Điện thoại Android").to_owned()
    } else if agent.contains("iPhone") || agent.contains("iPad") {
        t!(lang, "iPhone, iPad").to_owned()
    } else {
        t!(lang, "Máy tính").to_owned()
    }
}
