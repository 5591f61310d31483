//! The service worker, the manifest, and the page that opens without a signal. None of them knows who asks.

use kernel::{Act, Result};
use ui::prelude::*;
use ui::{Shell, ShellKind, asset_path};
use web::{Call, Reply, Routes, routes};

/// The page of what is kept on this phone.
pub const ON_THIS_PHONE: &str = "/tren-may";

/// The addresses that make the site installable.
pub fn routes() -> Routes {
    routes! {
        GET "/sw.js" => worker, for Act::Anyone;
        GET "/manifest.webmanifest" => manifest, for Act::Anyone;
        GET "/tren-may" => on_this_phone, for Act::Anyone;
    }
}

/// The service worker with the names of the files it keeps; a new name of any of them is a new worker.
fn worker(_: &Call) -> Result<Reply> {
    let files: Vec<&str> = ["app.css", "hoc.js", "favicon.svg", "icon-192.png"]
        .into_iter()
        .map(asset_path)
        .chain([ON_THIS_PHONE])
        .collect();
    let text = include_str!("../../../../web/sw.js")
        .replace("\"{{files}}\"", &serde_json::to_string(&files).unwrap_or_default())
        .replace("{{outbox}}", asset_path("outbox.js"))
        .replace("{{home}}", ON_THIS_PHONE);
    Ok(Reply::Plain("text/javascript; charset=utf-8", text))
}

fn manifest(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let icon = |name: &str, size: &str| serde_json::json!({ "src": asset_path(name), "sizes": size, "type": "image/png", "purpose": "any" });
    let text = serde_json::json!({
        "id": "/",
        "name": t!(lang, "Áo Giáp · học tập suốt đời"),
        "short_name": t!(lang, "Áo Giáp"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": lang.code(),
        "background_color": "#ffffff",
        "theme_color": "#0b3c75",
        "icons": [icon("icon-192.png", "192x192"), icon("icon-512.png", "512x512")],
        "shortcuts": [{ "name": t!(lang, "Học trên máy này"), "url": ON_THIS_PHONE }],
    });
    Ok(Reply::Plain("application/manifest+json", text.to_string()))
}

/// What is kept on this phone: filled in by the phone itself.
fn on_this_phone(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let body = html! {
        noscript {
            (notice(lang, Tone::Warn, t!(lang, "Trình duyệt này không giữ bài trên máy được"),
                html! { p { (t!(lang, "Bạn vẫn đọc bài và trả lời câu hỏi được khi có mạng.")) } }))
        }
        div data-phone {
            section aria-label=(t!(lang, "Việc chờ gửi")) { div data-outbox-list {} }
            section aria-labelledby="storage" {
                h2 id="storage" { (t!(lang, "Bộ nhớ và dữ liệu")) }
                div data-storage {}
            }
        }
    };
    let mut shell = Shell::new(lang, ShellKind::Public, t!(lang, "Học trên máy này"));
    shell.impersonal = true;
    shell.lead = Some(t!(lang, "Mở được cả khi không có mạng.").to_owned());
    Ok(Reply::Page(200, ui::page(&shell, body)))
}
