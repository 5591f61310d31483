//! Verification for everybody: by the square code (on the device itself, without a network), or by a typed number.

use crate::certificate::{Certificate, store};
use crate::record::door::Door;
use crate::record::model::initials;
use crate::record::pages::visitor::{bare, too_many};
use kernel::Result;
use kernel::time::day_text;
use serde_json::json;
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /chung-nhan/khoa.json`: every key by which certificates are verified.
pub(super) fn keys(call: &Call) -> Result<Reply> {
    let keys = call.read(|v| Ok(store::keys(v)?))?;
    let all: Vec<_> = keys.iter().map(|k| json!({ "name": k.name, "point": k.point })).collect();
    Ok(Reply::Json(200, json!({ "algorithm": "ECDSA P-256 SHA-256", "keys": all })))
}

/// `GET /xac-minh`: what a square code opens. All work is done by the script on the device.
pub(super) fn verify(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    if let Some(typed) = call.visit.query.opt("so") {
        let number: String = typed.trim().to_uppercase().chars().filter(|c| is_of_number(*c)).collect();
        return Ok(Reply::Go(
            if number.is_empty() { "/xac-minh".to_owned() } else { format!("/xac-minh/{number}") },
            None,
        ));
    }
    let keys = call.read(|v| Ok(store::keys(v)?))?;
    let keys: serde_json::Map<_, _> = keys.into_iter().map(|k| (k.name, k.point.into())).collect();
    let slot = |name: &str| html! { span data-slot=(name) {} };
    let body = html! {
        div data-verify data-keys=(serde_json::Value::Object(keys)) data-ask="/api/xac-minh/" data-more="/chung-nhan/khoa.json" aria-live="polite" {
            noscript { (notice(lang, Tone::Warn, t!(lang, "Trình duyệt này không chạy được phép kiểm tra"),
                html! { p { (t!(lang, "Hãy gõ số của giấy vào ô bên dưới.")) } })) }
            div data-case="genuine" hidden {
                (notice(lang, Tone::Ok, t!(lang, "Giấy chứng nhận thật"), html! {
                    p { (t!(lang, "Chữ ký số đúng: đúng người, đúng nội dung, không bị sửa.")) }
                }))
            }
            div data-case="revoked" hidden {
                (notice(lang, Tone::Bad, t!(lang, "Giấy này đã thu hồi"), html! {
                    p { (t!(lang, "Giấy do đơn vị cấp thật, nhưng đã bị thu hồi ngày")) " " span data-revoked-on {} "." }
                }))
            }
            div data-case="false" hidden {
                (notice(lang, Tone::Bad, t!(lang, "Không phải giấy chứng nhận thật"), html! {
                    p { (t!(lang, "Chữ ký số không khớp: nội dung đã bị sửa, mã quét thiếu, hoặc giấy không do hệ thống này cấp.")) }
                    p { (t!(lang, "Hãy quét lại. Nếu vẫn thế, đừng tin giấy này.")) }
                }))
            }
            div data-case="unknown" hidden {
                (notice(lang, Tone::Warn, t!(lang, "Chưa kiểm tra được"), html! {
                    p { (t!(lang, "Giấy ký bằng khóa mới hơn trang này. Hãy nối mạng rồi mở lại.")) }
                }))
            }
            div data-case="old" hidden {
                (notice(lang, Tone::Warn, t!(lang, "Điện thoại này không kiểm tra được chữ ký"), html! {
                    p { (t!(lang, "Trình duyệt quá cũ, hoặc trang không mở bằng https. Hãy gõ số của giấy vào ô bên dưới.")) }
                }))
            }
            div data-case="genuine revoked" hidden {
                (definition_list(&[
                    (t!(lang, "Họ và tên"), html! { strong { (slot("name")) } }),
                    (t!(lang, "Đã hoàn thành"), slot("title")),
                    (t!(lang, "Ngày hoàn thành"), slot("day")),
                    (t!(lang, "Nơi cấp"), slot("issuer")),
                    (t!(lang, "Số"), slot("code")),
                ]))
                p.hint { (t!(lang, "So tên với giấy tờ tùy thân của người đưa giấy.")) }
            }
            p.hint data-network="asking" hidden { (t!(lang, "Đang hỏi xem giấy có bị thu hồi không…")) }
            p data-network="valid" hidden { (badge(Tone::Ok, t!(lang, "Chưa bị thu hồi (vừa hỏi máy chủ)"))) }
            p data-network="offline" hidden { (badge(Tone::Warn, t!(lang, "Không có mạng: chưa biết giấy có bị thu hồi không"))) }
            p data-network="missing" hidden { (badge(Tone::Warn, t!(lang, "Máy chủ không có số giấy này: hãy hỏi đơn vị cấp"))) }
        }
        (by_number_form(lang, ""))
    };
    let script = [ui::asset_path("verify.js")];
    Ok(bare(call, t!(lang, "Kiểm tra giấy chứng nhận"), "", body, &script))
}

/// Letters of numbers: nothing else goes into an address.
fn is_of_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-.".contains(c)
}

fn by_number_form(lang: Lang, number: &str) -> Markup {
    card(
        t!(lang, "Kiểm tra bằng số của giấy"),
        form_get(
            "/xac-minh",
            html! {
                (Field::text(lang, "so", t!(lang, "Số")).value(number).required().max_length(60)
                    .hint(t!(lang, "In ở góc trên bên trái của giấy, bắt đầu bằng GCN.")))
                (quiet(t!(lang, "Kiểm tra")).icon("search"))
            },
        ),
    )
}

/// `GET /xac-minh/{number}`: by a typed number; the name is masked, for a number can be guessed.
pub(super) fn by_number(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    if !call.state::<Door>()?.lets_in(&call.visit.source, call.now) {
        return Ok(too_many(call));
    }
    let number = call.param("number");
    let found = call.read(|v| Ok(store::by_code(v, number)?))?;
    let body = html! {
        @match &found {
            None => (notice(lang, Tone::Bad, t!(lang, "Không có giấy chứng nhận mang số này"), html! {
                p { (t!(lang, "Hãy so lại từng chữ với giấy.")) }
            })),
            Some(c) => (told(lang, c)),
        }
        (by_number_form(lang, number))
    };
    Ok(bare(call, t!(lang, "Kiểm tra giấy chứng nhận"), "", body, &[]))
}

fn told(lang: Lang, c: &Certificate) -> Markup {
    let s = &c.says;
    let name =
        if s.full_name.is_empty() { t!(lang, "(đã ẩn danh)").to_owned() } else { initials(&s.full_name) };
    html! {
        @match &c.revoked {
            Some((day, _)) => (notice(lang, Tone::Bad, t!(lang, "Giấy này đã thu hồi"), html! {
                p { (t!(lang, "Thu hồi ngày {ngay}.", ngay = day_text(*day))) }
            })),
            None => (notice(lang, Tone::Ok, t!(lang, "Số này có thật, giấy còn giá trị"), html! {
                p { (t!(lang, "Muốn thấy đủ họ tên và chắc chắn nội dung không bị sửa, hãy quét mã trên giấy.")) }
            })),
        }
        (definition_list(&[
            (t!(lang, "Số"), html! { (c.code) }),
            (t!(lang, "Chữ đầu của tên"), html! { (name) }),
            (t!(lang, "Đã hoàn thành"), html! { (s.title) }),
            (t!(lang, "Ngày hoàn thành"), html! { (day_text(s.day)) }),
            (t!(lang, "Nơi cấp"), html! { (s.issuer) }),
        ]))
    }
}

/// `GET /api/xac-minh/{number}`: was it revoked?
pub(super) fn state(call: &Call) -> Result<Reply> {
    if !call.state::<Door>()?.lets_in(&call.visit.source, call.now) {
        return Ok(Reply::Json(429, json!({ "title": "too many tries", "status": 429 })));
    }
    let found = call.read(|v| Ok(store::by_code(v, call.param("number"))?))?;
    Ok(Reply::Json(
        200,
        match found {
            None => json!({ "state": "unknown" }),
            Some(c) => match c.revoked {
                Some((day, _)) => json!({ "state": "revoked", "day": day_text(day) }),
                None => json!({ "state": "valid" }),
            },
        },
    ))
}
