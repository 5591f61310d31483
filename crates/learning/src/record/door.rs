//! The door of public pages: whoever tries many secrets or numbers from one address is made to wait. Kept in memory
//! only: a try leaves nothing behind.

use super::model::RecordRules;
use kernel::Moment;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// More sources than this are not told apart: the ones longest quiet are forgotten.
const SOURCES: usize = 20_000;
const MINUTE: i64 = 60_000_000;

/// How much each source has used up.
#[derive(Debug)]
pub struct Door {
    burst: i64,
    per_minute: i64,
    used: Mutex<HashMap<String, (i64, Moment)>>,
}

impl Door {
    /// A door that nobody has tried yet.
    pub fn new(rules: &RecordRules) -> Door {
        Door {
            burst: i64::from(rules.public_burst),
            per_minute: i64::from(rules.public_per_minute),
            used: Mutex::new(HashMap::new()),
        }
    }

    /// One more try of a source: may it go on?
    pub fn lets_in(&self, source: &str, now: Moment) -> bool {
        // in thousandths of a try, so that it sinks smoothly
        let name = people::account::throttle::service::source_name(source);
        let sunk = |level: i64, at: Moment| {
            let passed = (now.0 - at.0).clamp(0, 24 * 60 * MINUTE);
            (level - passed.saturating_mul(self.per_minute * 1000) / MINUTE).max(0)
        };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= SOURCES && !used.contains_key(&name) {
            used.retain(|_, (level, at)| sunk(*level, *at) > 0);
            if used.len() >= SOURCES {
                used.clear();
            }
        }
        let (level, at) = used.get(&name).copied().unwrap_or((0, now));
        let level = sunk(level, at);
        if level + 1000 > self.burst * 1000 {
            used.insert(name, (level, now));
            return false;
        }
        used.insert(name, (level + 1000, now));
        true
    }
}
