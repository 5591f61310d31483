//! The numbers for machines.

use super::super::service;
use super::ask::{Ask, policy};
use kernel::Result;
use web::{Call, Reply};

/// `GET /api/v1/chi-tieu?don_vi&ky&ngay`: as the command line prints them.
pub(super) fn lines(call: &Call) -> Result<Reply> {
    let policy = policy(call)?;
    call.read(|v| {
        let ask = Ask::read(call, v)?;
        Ok(Reply::Json(200, service::as_json(&service::lines(v, policy, &ask.question())?)))
    })
}
