//! One's own check: how one stands, what to learn next, and the way in.

use super::super::model::Questions;
use super::super::service::{self, Standing};
use super::super::store::Kept;
use super::result_badge;
use crate::class::pages::csrf;
use crate::selfstudy::pages::{fresh_uuid, own_tabs};
use kernel::time::day_text;
use kernel::{Failure, Result};
use people::account::Chance;
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /ky-nang-so`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let questions = call.state::<Questions>()?;
    let person = call.actor()?.person;
    let standing = call.read(|v| service::standing(v, questions, person))?;
    let way_in = way_in(call, questions, &standing)?;
    let body = html! {
        (own_tabs(lang, "/ky-nang-so"))
        @match &standing.newest {
            Some(result) => (outcome(call, questions, result)),
            None => {
                (card(t!(lang, "Bạn dùng internet tới đâu?"), html! {
                    p { (t!(lang, "Trả lời {n} câu về mình, rồi làm {m} việc nhỏ ngay trên màn hình: tìm giờ trong thông báo, nhận ra tin lừa đảo, chọn mã PIN … Không tính giờ, dừng lúc nào cũng được, làm tiếp sau.",
                        n = questions.statement.len(), m = questions.task.len())) }
                    p { (t!(lang, "Không phải thi để chấm ai. Kết quả giúp bạn biết nên học gì tiếp, và giúp công đoàn mở đúng lớp.")) }
                }))
            }
        }
        (way_in)
    };
    Ok(call.page_with(t!(lang, "Kỹ năng số"), body, |shell| {
        shell.lead =
            Some(t!(lang, "Khai thác internet, nền tảng số cho học tập, lao động và đời sống.").to_owned());
    }))
}

fn way_in(call: &Call, questions: &Questions, standing: &Standing) -> Result<Markup> {
    let lang = call.lang;
    Ok(html! {
        @if standing.open.is_some() {
            (card(t!(lang, "Bạn đang làm dở"), html! {
                p { (t!(lang, "Các câu đã trả lời được giữ lại.")) }
                (toolbar(html! { (link_button(Look::Primary, t!(lang, "Làm tiếp"), "/ky-nang-so/cau").icon("arrow-right")) }))
            }))
        } @else if let Some(day) = standing.wait_until {
            p.hint { (t!(lang, "Bạn làm lại được từ ngày {ngay}.", ngay = day_text(day))) }
        } @else {
            (form("/ky-nang-so/bat-dau", csrf(call), html! {
                input type="hidden" name="uuid" value=(fresh_uuid(call)?);
                (toolbar(html! {
                    (primary(if standing.newest.is_some() { t!(lang, "Làm lại") } else { t!(lang, "Bắt đầu") }).icon("play"))
                    span.hint { (t!(lang, "Khoảng {n} phút", n = (questions.statement.len() + 2 * questions.task.len()).div_ceil(2))) }
                }))
            }))
        }
    })
}

/// What came out, kindly, and what to learn next.
fn outcome(call: &Call, questions: &Questions, result: &Kept) -> Markup {
    let lang = call.lang;
    let ends = questions.ends(result.day);
    let wrong: Vec<_> = questions.task.iter().filter(|t| result.wrong.contains(&t.code)).collect();
    let title = if result.able {
        t!(lang, "Bạn biết khai thác internet, nền tảng số")
    } else {
        t!(lang, "Bạn đã có bước đầu, học thêm một chút nữa")
    };
    html! {
        (card_with(title, result_badge(lang, result.able, ends, call.today()), html! {
            @if result.most > 0 {
                p { strong { (t!(lang, "Làm đúng {n} trong {tong} việc.", n = result.points, tong = result.most)) } }
            } @else {
                p { (t!(lang, "Cán bộ công đoàn ghi theo bài kiểm tra trên giấy hoặc phỏng vấn: {minh_chung}", minh_chung = result.evidence)) }
            }
            p.hint { (t!(lang, "Ngày {ngay}, có giá trị đến trước ngày {het}.", ngay = day_text(result.day), het = day_text(ends))) }
            @if !result.able {
                p { (t!(lang, "Ai cũng bắt đầu như vậy. Xem lời khuyên dưới đây, nhờ người cùng tổ chỉ giúp, rồi làm lại.")) }
            }
        }))
        @if !wrong.is_empty() {
            (card(t!(lang, "Nên học gì tiếp"), html! {
                dl.facts {
                    @for task in wrong {
                        div {
                            dt { (if lang == Lang::Vi { &task.shows } else { &task.shows_en }) }
                            dd { (if lang == Lang::Vi { &task.advice } else { &task.advice_en }) }
                        }
                    }
                }
                (toolbar(html! { (link_button(Look::Quiet, t!(lang, "Khai việc tự học"), "/tu-hoc/moi").icon("plus")) }))
            }))
        }
    }
}

/// `POST /ky-nang-so/bat-dau`
pub(super) fn begin(call: &Call) -> Result<Reply> {
    let questions = call.state::<Questions>()?;
    let person = call.actor()?.person;
    let uuid = call.form().get("uuid");
    if uuid.len() != 32 || !uuid.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(Reply::refused("/ky-nang-so", t!(call.lang, "Trang này đã cũ. Hãy bấm Bắt đầu lần nữa.")));
    }
    let bytes = (call.state::<Chance>()?.0)();
    let seed = bytes.iter().take(8).fold(0_i64, |sum, b| (sum << 8) | i64::from(*b));
    match call.write("skill.begin", "", |tx| service::begin(tx, questions, person, uuid, seed)) {
        Ok(_) => Ok(Reply::Go("/ky-nang-so/cau".to_owned(), None)),
        Err(Failure::Conflict(why)) => Ok(Reply::refused("/ky-nang-so", why)),
        Err(other) => Err(other),
    }
}
