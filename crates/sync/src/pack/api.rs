//! What a package holds, for the phone that fetches it.

use crate::{Houses, SyncRules};
use kernel::{Act, Failure, Result};
use serde_json::json;
use web::{Call, Reply, Routes, routes};

/// The addresses for phones.
pub fn routes() -> Routes {
    routes! {
        GET "/api/v1/pack/{kind}/{name}" => show, for Act::UseOwnAccount;
    }
}

fn show(call: &Call) -> Result<Reply> {
    let (kind, name) = (call.param("kind"), call.param("name"));
    let person = call.actor()?.person;
    let source =
        call.state::<Houses>()?.sources.iter().find(|s| s.code() == kind).ok_or(Failure::NotFound)?;
    let pack = call.read(|v| source.pack(v, name, person))?.ok_or(Failure::NotFound)?;
    let rules = call.state::<SyncRules>()?;
    Ok(Reply::Json(
        200,
        json!({
            "name": format!("{kind}/{name}"),
            "title": pack.title,
            "start": pack.start,
            "files": pack.files,
            "wifiOnlyAbove": rules.wifi_only_above_kb * 1000,
        }),
    ))
}
