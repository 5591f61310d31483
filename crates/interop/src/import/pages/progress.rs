//! How far a long work is. The page asks again by itself; without scripts the browser does.
use super::super::jobs::{Jobs, Standing, Task};
use super::super::store::{self, Told};
use super::{Sent, check, steps};
use ::store::sockets::Stage;
use kernel::{Moment, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// Seconds between two looks without scripts.
const AGAIN: u32 = 2;

pub fn show(call: &Call) -> Result<Reply> {
    let sent = Sent::of(call)?;
    let jobs = call.state::<Jobs>()?;
    match jobs.standing((sent.upload.id, Task::Write)) {
        Standing::Done(outcome, choices) => return check::finish(call, &sent, outcome, &choices),
        Standing::Running { progress, began } => {
            return running(call, &sent, Task::Write, progress.far(), began);
        }
        Standing::None => {}
    }
    if let Some(import) = sent.upload.import {
        return Ok(Reply::Go(format!("/nhap-lieu/lan/{import}"), None));
    }
    // a finished look stays where it is until its page fetches it
    match jobs.knows((sent.upload.id, Task::Look)) {
        Some((true, _)) => {
            if let Standing::Running { progress, began } = jobs.standing((sent.upload.id, Task::Look)) {
                return running(call, &sent, Task::Look, progress.far(), began);
            }
        }
        Some((false, _)) => {}
        // another process may know, or may have known
        None => {
            return match call.read(|v| Ok(store::told(v, sent.upload.id)?))? {
                Some(told) if told.is_alive(call.now) => {
                    let task = if told.task == Task::Write.code() { Task::Write } else { Task::Look };
                    running(call, &sent, task, told.far, told.began)
                }
                told => Ok(nothing_runs(call, &sent, told.as_ref())),
            };
        }
    }
    Ok(Reply::Go(sent.address(""), None))
}

fn running(
    call: &Call,
    sent: &Sent,
    task: Task,
    (stage, done, of): (Stage, u32, u32),
    began: Moment,
) -> Result<Reply> {
    let lang = call.lang;
    let number = |n: u32| numbers::count(lang, i64::from(n));
    let stage_word = stage_word(lang, stage);
    let seconds = ((call.now.0 - began.0) / 1_000_000).max(0);
    let body = html! {
        (steps(lang, if task == Task::Write { 3 } else { 2 }))
        section.card data-poll="1" {
            div.card-head { h2 { (stage_word) "…" } }
            @if of > 0 {
                p { (t!(lang, "{xong} trên {tong} dòng", xong = number(done), tong = number(of))) }
                progress max=(of) value=(done) aria-label=(stage_word) {}
            } @else {
                progress aria-label=(stage_word) {}
            }
            p.hint {
                (t!(lang, "Đã chạy {giay} giây.", giay = numbers::count(lang, seconds)))
                @if done > 0 && seconds > 0 {
                    @let rate = (i64::from(done) / seconds).max(1);
                    " " (t!(lang, "Khoảng {n} dòng mỗi giây; còn chừng {giay} giây ở bước này.",
                        n = numbers::count(lang, rate), giay = numbers::count(lang, i64::from(of.saturating_sub(done)) / rate)))
                }
            }
            @if task == Task::Write {
                p { (t!(lang, "Có thể đóng trang này: việc nhập vẫn chạy tiếp trên máy chủ. Kết quả nằm ở “Những lần nhập trước”.")) }
                p.hint { (t!(lang, "Chỉ khi xong hết mới ghi; nếu máy chủ dừng giữa chừng thì chưa ghi gì và nhập lại được.")) }
            } @else {
                p { (t!(lang, "Bước này chỉ xem thử, chưa ghi gì.")) }
            }
            (toolbar(link_button(Look::Quiet, t!(lang, "Xem lại ngay"), &sent.address("/tien-do")).icon("refresh-cw").render()))
        }
    };
    let title = if task == Task::Write {
        t!(lang, "Đang nhập danh sách")
    } else {
        t!(lang, "Đang kiểm tra danh sách")
    };
    Ok(call.page_with(title, body, |shell| {
        dress(shell, lang, sent);
        shell.refresh = Some(AGAIN);
    }))
}

fn stage_word(lang: Lang, stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => t!(lang, "Đang chờ đến lượt"),
        Stage::Reading => t!(lang, "Đang đọc tệp"),
        Stage::Weighing => t!(lang, "Đang so với dữ liệu đã có"),
        Stage::Writing => t!(lang, "Đang ghi"),
        Stage::Counting => t!(lang, "Đang cộng lại số liệu"),
    }
}

/// Nobody works on it: it was not begun, or the machine stopped in between.
fn nothing_runs(call: &Call, sent: &Sent, told: Option<&Told>) -> Reply {
    let lang = call.lang;
    let written = told.filter(|t| t.task == Task::Write.code());
    let title = if sent.upload.begun.is_some() || written.is_some() {
        t!(lang, "Việc nhập dừng giữa chừng vì máy chủ khởi động lại. Chưa ghi gì vào hệ thống.")
    } else {
        t!(lang, "Tệp này chưa được nhập. Chưa ghi gì vào hệ thống.")
    };
    let body = html! {
        (notice(lang, Tone::Warn, title, html! {
            @if let Some(told) = written {
                @let (stage, done, of) = told.far;
                p { (t!(lang, "Tin cuối cùng lúc {luc}: {buoc}.", luc = told.seen.text(), buoc = stage_word(lang, stage)))
                    @if of > 0 { " " (t!(lang, "{xong} trên {tong} dòng", xong = numbers::count(lang, i64::from(done)),
                        tong = numbers::count(lang, i64::from(of)))) "." } }
            }
            p { (t!(lang, "Tệp vẫn còn đây. Hãy xem lại kết quả kiểm tra rồi bấm Nhập lần nữa.")) }
        }))
        (toolbar(html! {
            (link_button(Look::Primary, t!(lang, "Kiểm tra và nhập lại"), &sent.address("")).icon("refresh-cw"))
            (link_button(Look::Quiet, t!(lang, "Chọn tệp khác"), "/nhap-lieu"))
        }))
    };
    call.page_with(t!(lang, "Chưa nhập xong"), body, |shell| dress(shell, lang, sent))
}

fn dress(shell: &mut Shell, lang: Lang, sent: &Sent) {
    shell.crumbs = vec![
        (t!(lang, "Nhập danh sách").to_owned(), Some("/nhap-lieu".to_owned())),
        (sent.upload.file_name.clone(), None),
    ];
    shell.lead = Some(t!(lang, "{tep} của {don_vi}.", tep = sent.upload.file_name, don_vi = sent.whose()));
}
