//! Is the program alive, is it ready?

use kernel::{Act, Result};
use web::{Call, Reply, Routes};

/// The routes for those who watch the program.
pub fn routes() -> Routes {
    web::routes! {
        GET "/healthz" => alive, for Act::Anyone;
        GET "/readyz" => ready, for Act::Anyone;
    }
}

/// The program runs.
fn alive(_: &Call) -> Result<Reply> {
    Ok(Reply::Text(200, "ok".to_owned()))
}

/// The database answers.
fn ready(call: &Call) -> Result<Reply> {
    match call.read(|v| Ok(v.number("select count(*) from store_lock", &[])?)) {
        Ok(1) => Ok(Reply::Text(200, "ready".to_owned())),
        _ => Ok(Reply::Text(503, "the database does not answer".to_owned())),
    }
}
