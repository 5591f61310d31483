//! Bringing material in: a plain form for small files, and pieces with a little script for large ones.

use super::super::model::MediaRules;
use super::super::service::{NewMedia, Prepared, Workshop, prepare_bytes, take};
use super::super::upload;
use super::size_word;
use kernel::{Act, Failure, FieldFault, Result};
use serde_json::json;
use std::sync::LazyLock;
use ui::prelude::*;
use web::{Call, Reply};

static SCRIPTS: LazyLock<[&'static str; 1]> = LazyLock::new(|| [ui::asset_path("upload.js")]);

pub(super) fn blank(call: &Call) -> Result<Reply> {
    page(call, &[])
}

fn page(call: &Call, faults: &[FieldFault]) -> Result<Reply> {
    let lang = call.lang;
    let shop = call.state::<Workshop>()?;
    let rules: &MediaRules = &shop.rules;
    let mut errors = Errors::default();
    for f in faults {
        errors.add(f.field.as_str(), f.message.as_str());
    }
    let code = call.param("unit");
    let at = |what: &str| format!("/don-vi/{code}/hoc-lieu/{what}");
    let csrf = call.signed.map_or("", |s| s.csrf.as_str());
    let size = |bytes| size_word(lang, bytes);
    let kinds =
        "image/jpeg,image/png,image/webp,audio/*,video/mp4,video/webm,video/quicktime,application/pdf";
    let body = html! {
        (errors.summary(lang))
        @if shop.ffmpeg.is_none() {
            (notice(lang, Tone::Warn, t!(lang, "Máy chủ này chưa nén được video và âm thanh"), html! {
                p { (t!(lang, "Chỉ nhận MP4, M4A, MP3 đến {co}, giữ nguyên như gửi. Quản trị cài chương trình ffmpeg thì nhận được tệp lớn hơn và tự nén.",
                    co = size(rules.plain.most_bytes))) }
            }))
        }
        div.upload data-upload=(at("gui")) data-piece=(rules.upload.piece) data-most=(rules.most_bytes())
            data-say-going=(t!(lang, "Đang gửi: {xong} trên {tong}", xong = "%1", tong = "%2"))
            data-say-stopped=(t!(lang, "Đã tạm dừng ở {xong}. Bấm Gửi tiếp để gửi nốt.", xong = "%1"))
            data-say-broken=(t!(lang, "Mất mạng. Tự gửi tiếp khi có mạng, không phải gửi lại từ đầu."))
            data-say-checking=(t!(lang, "Đã gửi xong, đang kiểm tra…"))
            data-say-large=(t!(lang, "Tệp quá lớn: tối đa {co}.", co = size(rules.most_bytes()))) {
            (form_files(&at("moi"), csrf, html! {
                (Field::file(lang, "file", t!(lang, "Tệp")).accept(kinds).required().error(errors.of("file"))
                    .hint(t!(lang, "Ảnh JPEG, PNG, WebP đến {anh}; video MP4, WebM đến {video}; âm thanh đến {tieng}; PDF đến {pdf}. Trình duyệt không chạy script chỉ gửi được tệp đến {don}.",
                        anh = size(rules.picture.most_bytes), video = size(rules.video.most_bytes), tieng = size(rules.sound.most_bytes),
                        pdf = size(rules.document.most_bytes), don = size(rules.upload.form_bytes))))
                (Field::text(lang, "title", t!(lang, "Tên học liệu")).value(call.form().get("title")).required().max_length(200)
                    .error(errors.of("title")).hint(t!(lang, "Ví dụ: Cách đội mũ bảo hộ")))
                (Field::textarea(lang, "alt", t!(lang, "Lời tả"), 3).value(call.form().get("alt")).max_length(1000).error(errors.of("alt"))
                    .hint(t!(lang, "Trong ảnh có gì, trong video nói gì: cho người không nhìn, không nghe được, và khi mạng không tải nổi.")))
                p.upload-state role="status" hidden { progress max="100" value="0" {} span {} }
                (toolbar(html! {
                    (primary(t!(lang, "Gửi học liệu")).icon("upload"))
                    button.btn.quiet type="button" data-upload-pause data-say-resume=(t!(lang, "Gửi tiếp")) hidden { (t!(lang, "Tạm dừng")) }
                    (link_button(Look::Quiet, t!(lang, "Hủy"), "/hoc-lieu"))
                }))
            }))
        }
        p.hint { (t!(lang, "Nơi chụp, giờ chụp và loại máy ghi kèm trong ảnh đều được bỏ. Loại tệp xét theo nội dung, không theo đuôi tên.")) }
    };
    let dress = |shell: &mut Shell<'_>| {
        shell.scripts = &*SCRIPTS;
        shell.crumbs = vec![
            (t!(lang, "Học liệu").to_owned(), Some("/hoc-lieu".to_owned())),
            (t!(lang, "Thêm học liệu").to_owned(), None),
        ];
    };
    let title = t!(lang, "Thêm học liệu");
    Ok(if faults.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

/// The plain form: one file, whole.
pub(super) fn whole(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let shop = call.state::<Workshop>()?;
    let unit = call.unit()?;
    let outcome = match call.file("file") {
        None => Err(Failure::field("file", t!(lang, "Hãy chọn một tệp."))),
        Some(file) => prepare_bytes(shop, &file.bytes),
    };
    let done = outcome.and_then(|file: Prepared| {
        let (title, alt) = (call.form().get("title"), call.form().get("alt"));
        call.write("learning.media.take", call.param("unit"), |tx| {
            take(tx, &NewMedia { unit, person: None, title, alt, file: &file })
        })
    });
    match done {
        Ok(id) => Ok(Reply::done(format!("/hoc-lieu/{id}"), t!(lang, "Đã nhận học liệu."))),
        Err(Failure::Invalid(faults)) => page(call, &faults),
        Err(other) => Err(other),
    }
}

/// What a script is told of a refusal.
fn told(outcome: Result<Reply>) -> Result<Reply> {
    match outcome {
        Err(f @ (Failure::Invalid(_) | Failure::Conflict(_))) => {
            Ok(Reply::Json(422, json!({ "messages": f.messages() })))
        }
        other => other,
    }
}

/// A large file sets out; the answer says where its pieces go.
pub(super) fn begin(call: &Call) -> Result<Reply> {
    let shop = call.state::<Workshop>()?;
    let (unit, account) = (call.unit()?, call.actor()?.account);
    let bytes = call.form().get("bytes").parse().unwrap_or(0);
    let words = (call.form().get("title"), call.form().get("alt"));
    told((|| {
        let id = call.write("learning.media.send", call.param("unit"), |tx| {
            upload::begin(tx, shop, account, unit, words, bytes)
        })?;
        Ok(Reply::Json(201, json!({ "at": format!("/hoc-lieu/gui/{id}") })))
    })())
}

/// The sender's own file of the address, of a unit where the sender may still do this.
fn own(call: &Call) -> Result<super::super::store::Upload> {
    let account = call.actor()?.account;
    call.read(|v| {
        let found = upload::known(v, call.id("gui")?, account)?;
        call.hold(v, Act::AuthorCourses, found.unit)?;
        Ok(found)
    })
}

/// How much of it has come.
pub(super) fn far(call: &Call) -> Result<Reply> {
    let found = own(call)?;
    let here = upload::far(call.state::<Workshop>()?, &found)?;
    Ok(Reply::Json(200, json!({ "here": here, "bytes": found.bytes })))
}

/// A piece comes; the answer says how much has come.
pub(super) fn piece(call: &Call) -> Result<Reply> {
    let found = own(call)?;
    let from = call.query("tu").parse().map_err(|_| Failure::field("tu", "tu: ?"))?;
    told((|| {
        let here = upload::add(call.state::<Workshop>()?, &found, from, &call.visit.body)?;
        Ok(Reply::Json(200, json!({ "here": here, "bytes": found.bytes })))
    })())
}

/// All of it has come.
pub(super) fn finish(call: &Call) -> Result<Reply> {
    let shop = call.state::<Workshop>()?;
    let found = own(call)?;
    let go = |id: kernel::MediaId| Ok(Reply::Json(200, json!({ "go": format!("/hoc-lieu/{id}") })));
    if let Some(id) = found.media {
        return go(id);
    }
    let file = match upload::prepare_whole(shop, &found) {
        // a file that is not taken is not kept either
        Err(refused @ Failure::Invalid(_)) => {
            call.write("learning.media.refuse", found.id.to_string(), |tx| upload::drop_one(tx, &found))?;
            upload::clear(shop, &found);
            return told(Err(refused));
        }
        Err(other) => return told(Err(other)),
        Ok(file) => file,
    };
    told((|| {
        let id =
            call.write("learning.media.take", found.id.to_string(), |tx| upload::finish(tx, &found, &file))?;
        upload::clear(shop, &found);
        go(id)
    })())
}
