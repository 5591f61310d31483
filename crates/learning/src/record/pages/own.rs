//! One's own learning record, for the phone.

use super::{HERE, own_person, tell};
use crate::record::service;
use kernel::Result;
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /so-hoc-tap`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let person = own_person(call)?;
    let (record, certificates) =
        call.read(|v| Ok((service::record(v, person)?, crate::certificate::service::of_person(v, person)?)))?;
    let body = html! {
        @if !certificates.is_empty() {
            (notice(lang, Tone::Ok, &t!(lang, "Bạn có {n} giấy chứng nhận", n = certificates.len()), html! {
                p { a href=(crate::certificate::pages::OWN) { (t!(lang, "Xem, tải về, đưa người khác quét mã")) } }
            }))
        }
        (tell::body(call, &record, HERE)?)
        @if !record.entries.is_empty() {
            (card(t!(lang, "Mang sổ đi, cho người khác xem"), html! {
                (toolbar(html! {
                    (link_button(Look::Primary, t!(lang, "Chia sẻ bằng đường dẫn"), &format!("{HERE}/chia-se")).icon("external-link"))
                    (tell::downloads(lang, HERE))
                }))
            }))
        }
    };
    Ok(call.page_with(t!(lang, "Sổ học tập"), body, |shell| {
        shell.lead = Some(t!(lang, "Những gì bạn đã học, theo năm.").to_owned());
    }))
}
