//! What the policy says of phones (`policy/sync/phones.toml`).

/// How much may wait, how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncRules {
    /// How long a phone may hand in without a new sign-in, in days.
    pub ticket_days: i64,
    /// How many acts come in one parcel, at most.
    pub most_in_parcel: usize,
    /// How long a phone keeps what was acknowledged, in days.
    pub kept_on_phone_days: i64,
}

impl SyncRules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table or a figure makes no sense.
    pub fn read(text: &str) -> Result<SyncRules, String> {
        let rules: SyncRules = toml::from_str(text).map_err(|e| e.to_string())?;
        let figures = [rules.ticket_days, rules.kept_on_phone_days];
        if figures.iter().any(|n| *n < 1) || !(1..=1000).contains(&rules.most_in_parcel) {
            return Err(
                "every figure of sync/phones.toml is at least 1; a parcel holds at most 1000 acts".to_owned()
            );
        }
        Ok(rules)
    }
}
