//! What the file says, what the other service says of somebody, and why it is not believed.

use serde::{Deserialize, Serialize};

/// What the file says of the other service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Its address: `https://…`, as its own documents name it.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; never shown, not even to those who look for mistakes.
    pub client_secret: Secret,
    /// What people call it: the word on the button.
    pub label: String,
    /// Does a verified phone number that equals the sign-in name open the account without a link?
    #[serde(default)]
    pub match_verified_phone: bool,
}

/// A word that is not printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl Settings {
    /// Reads the file and checks it; the answer to a mistake says how to mend it, without the secret.
    pub fn read(text: &str) -> Result<Settings, String> {
        // the parser's own words may quote the line with the secret: only its first sentence is told
        let settings: Settings = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        let empty = |name: &str| format!("{name} is empty");
        if settings.client_id.trim().is_empty() {
            return Err(empty("client_id"));
        }
        if settings.client_secret.0.trim().is_empty() {
            return Err(empty("client_secret"));
        }
        if settings.label.trim().is_empty() || settings.label.chars().count() > 40 {
            return Err("label is the word on the button: 1 to 40 letters".to_owned());
        }
        let issuer = openidconnect::url::Url::parse(&settings.issuer).map_err(|e| format!("issuer: {e}"))?;
        if !is_safe(&issuer, is_here(&issuer)) {
            return Err("issuer must begin with https://".to_owned());
        }
        Ok(settings)
    }
}

/// Does the address lie on this machine?
pub fn is_here(address: &openidconnect::url::Url) -> bool {
    use openidconnect::url::Host;
    match address.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// May secrets be sent there? Without TLS only to this machine, and only when the service itself is here.
pub fn is_safe(address: &openidconnect::url::Url, service_is_here: bool) -> bool {
    match address.scheme() {
        "https" => true,
        "http" => service_is_here && is_here(address),
        _ => false,
    }
}

/// Somebody, as the other service names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The service.
    pub issuer: String,
    /// The number there.
    pub subject: String,
    /// The name there, to be recognised by its owner.
    pub name: String,
    /// The phone number, when the service has verified it.
    pub phone: Option<String>,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The service does not answer, or not as it should.
    Down,
    /// What it said cannot be believed.
    Untrusted,
    /// The person, or the service, said no.
    Declined,
    /// The answer does not belong to a question that this browser asked lately.
    Stale,
    /// No account is linked.
    Unlinked,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 5] =
        [Refusal::Down, Refusal::Untrusted, Refusal::Declined, Refusal::Stale, Refusal::Unlinked];
    /// The word of the address.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Down => "khong-tra-loi",
            Refusal::Untrusted => "khong-tin-duoc",
            Refusal::Declined => "da-huy",
            Refusal::Stale => "het-han",
            Refusal::Unlinked => "chua-lien-ket",
        }
    }
}

/// What the browser keeps, sealed, while its person is at the other service or decides about a link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "outside", rename_all = "snake_case")]
pub enum Errand {
    /// On the way there and back.
    Going {
        /// Chance that comes back with the answer.
        state: String,
        /// Chance that comes back inside the signed word.
        nonce: String,
        /// What only the asker knows.
        verifier: String,
        /// Where to go after.
        back: String,
        /// A device of several people?
        shared: bool,
        /// The account to link, when somebody signed in asks for a link.
        account: Option<i64>,
        /// Until when, in microseconds.
        ends: i64,
    },
    /// Back, and asked whether to link.
    Linking {
        /// The account.
        account: i64,
        /// Who it is there.
        who: Identity,
        /// Until when, in microseconds.
        ends: i64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(issuer: &str) -> String {
        format!(
            "issuer = \"{issuer}\"\nclient_id = \"aogiap\"\nclient_secret = \"hush-hush\"\nlabel = \"VNeID\"\n"
        )
    }

    #[test]
    fn only_tls_or_this_machine() {
        for good in ["https://id.example.vn", "http://127.0.0.1:8000", "http://[::1]:1", "http://localhost:9"]
        {
            assert!(Settings::read(&file(good)).is_ok(), "{good}");
        }
        for bad in
            ["http://id.example.vn", "http://localhost.example.vn", "http://10.0.0.1", "ftp://127.0.0.1", "x"]
        {
            assert!(Settings::read(&file(bad)).is_err(), "{bad}");
        }
        let far = openidconnect::url::Url::parse("http://127.0.0.1:1/token").unwrap();
        assert!(!is_safe(&far, false), "a service elsewhere may not send us to this machine without TLS");
    }

    #[test]
    fn the_secret_is_told_to_nobody() {
        let settings = Settings::read(&file("https://id.example.vn")).unwrap();
        assert!(!format!("{settings:?}").contains("hush"));
        let broken = file("https://id.example.vn").replace("hush-hush\"", "hush-hush");
        assert!(!Settings::read(&broken).unwrap_err().contains("hush"));
        assert!(Settings::read(&(file("https://id.example.vn") + "colour = 1")).is_err());
    }
}
