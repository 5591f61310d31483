//! Failures as pages: one status, one sentence, one way on.

use crate::Call;
use crate::reply::Reply;
use kernel::Failure;
use maud::html;
use ui::t;

/// The page (or JSON, under `/api/`) of a failure.
pub fn failure_page(call: &Call, failure: &Failure, incident: &str) -> Reply {
    let lang = call.lang;
    let (status, title) = match failure {
        Failure::NotFound => (404, t!(lang, "Không tìm thấy")),
        Failure::Forbidden(_) => (403, t!(lang, "Không được phép")),
        Failure::Invalid(_) => (422, t!(lang, "Thông tin chưa đúng")),
        Failure::Conflict(_) => (409, t!(lang, "Chưa thực hiện được")),
        Failure::Broken(_) => (500, t!(lang, "Hệ thống gặp lỗi")),
    };
    let messages = match failure {
        Failure::NotFound => {
            vec![t!(lang, "Trang này không có, hoặc không thuộc phạm vi bạn được xem.").to_owned()]
        }
        Failure::Broken(_) => vec![t!(
            lang,
            "Chưa có gì thay đổi. Hãy thử lại; nếu vẫn lỗi, báo cho quản trị mã sự cố {ma}.",
            ma = incident
        )],
        other => other.messages(),
    };
    if call.visit.path.starts_with("/api/") {
        let body = serde_json::json!({ "title": title, "status": status, "messages": messages });
        return Reply::Json(status, body);
    }
    let body = html! {
        div.notice.bad role="alert" {
            (ui::icon("circle-alert"))
            div { @for m in &messages { p { (ui::words::say(lang, m)) } } }
        }
        p { a href="/" { (t!(lang, "Về trang chính")) } }
    };
    Reply::Page(status, ui::page(&call.shell(title), body))
}
