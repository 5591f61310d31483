//! Databases for tests: a fresh one of each engine.
//!
//! PostgreSQL takes part when `AOGIAP_TEST_POSTGRES` names a server (script/test starts one); each
//! test gets a schema of its own. With `AOGIAP_REQUIRE_POSTGRES` set, a missing server is a failure.

#![expect(clippy::expect_used, reason = "a test that cannot make its database must stop")]

use crate::Db;
use kernel::{FixedClock, Moment};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// The day on which tests happen: 20 November 2026, 9 in the morning.
pub fn test_now() -> Moment {
    Moment::at(kernel::Date::constant(2026, 11, 20), 9, 0)
}

/// A fresh SQLite database; its folder goes when the value goes.
pub struct Fresh {
    /// The database.
    pub db: Db,
    /// What to call it in a message.
    pub engine: &'static str,
    /// Its URL or path.
    pub url: String,
    /// Keeps the folder.
    pub folder: Option<tempfile::TempDir>,
}

/// Fresh databases: SQLite always, PostgreSQL when there is a server.
pub fn both() -> Vec<Fresh> {
    let mut all = vec![lite()];
    all.extend(postgres());
    all
}

/// A fresh SQLite database.
pub fn lite() -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = folder.path().join("test.db").to_string_lossy().into_owned();
    let db = Db::open(&url, Arc::new(FixedClock(test_now()))).expect("a fresh SQLite database");
    Fresh { db, engine: "sqlite", url, folder: Some(folder) }
}

/// A fresh PostgreSQL schema, when there is a server.
#[expect(clippy::disallowed_methods, reason = "tests learn of their server from script/test")]
pub fn postgres() -> Option<Fresh> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("AOGIAP_TEST_POSTGRES") else {
        assert!(std::env::var("AOGIAP_REQUIRE_POSTGRES").is_err(), "AOGIAP_TEST_POSTGRES names no server");
        return None;
    };
    let schema = format!("t{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let mut c = ::postgres::Client::connect(&server, ::postgres::NoTls).expect("the test server");
    c.batch_execute(&format!("drop schema if exists {schema} cascade; create schema {schema}"))
        .expect("a schema");
    let url = format!("{server}?options=-csearch_path%3D{schema}");
    let db = Db::open(&url, Arc::new(FixedClock(test_now()))).expect("a fresh PostgreSQL database");
    Some(Fresh { db, engine: "postgres", url, folder: None })
}
