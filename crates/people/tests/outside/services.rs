//! Sign-in services for the tests: a certified one in a process of its own, and one that lies on demand.

use openidconnect::url::Url;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

pub fn query(address: &str, name: &str) -> String {
    let url = Url::parse("http://localhost").unwrap().join(address).unwrap();
    url.query_pairs().find(|(n, _)| n == name).map(|(_, v)| v.into_owned()).unwrap_or_default()
}

/// npm's `oidc-provider`, the certified one, on a port of its own.
pub struct Certified {
    child: Child,
    pub issuer: String,
}

impl Drop for Certified {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Certified {
    pub fn start() -> Certified {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../script/sign-in-service");
        let ready = Command::new(script).stderr(Stdio::inherit()).output().unwrap();
        assert!(ready.status.success(), "script/sign-in-service could not make the service ready");
        let folder = String::from_utf8(ready.stdout).unwrap();
        let mut child = Command::new("node")
            .arg("provider.mjs")
            .current_dir(folder.trim())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|l| l.strip_prefix("port ").map(str::to_owned));
        // what it says later is read too: it would stop where nobody listens
        std::thread::spawn(move || lines.for_each(drop));
        let issuer = format!("http://127.0.0.1:{}", port.unwrap());
        Certified { child, issuer }
    }

    /// What a person does there in a browser: opens the address, types a name, agrees. Gives the way back.
    pub fn visit(&self, start: &str, name: &str) -> String {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        let mut cookies = std::collections::BTreeMap::new();
        let mut at = Url::parse(start).unwrap();
        let mut form: Option<String> = None;
        for _ in 0..20 {
            let jar: Vec<String> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            let jar = jar.join("; ");
            let answer = match form.take() {
                None => agent.get(at.as_str()).header("cookie", &jar).call(),
                Some(f) => agent
                    .post(at.as_str())
                    .header("cookie", &jar)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .send(f),
            };
            let mut answer = answer.unwrap();
            for set in answer.headers().get_all("set-cookie") {
                let (n, v) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
                cookies.insert(n.to_owned(), v.to_owned());
            }
            if let Some(to) = answer.headers().get("location") {
                at = at.join(to.to_str().unwrap()).unwrap();
                if at.path() == "/dang-nhap/ngoai/ve" {
                    return format!("{}?{}", at.path(), at.query().unwrap());
                }
                continue;
            }
            let page = answer.body_mut().read_to_string().unwrap();
            let action = page.split("action=\"").nth(1).unwrap();
            at = at.join(action.split('"').next().unwrap()).unwrap();
            form = Some(if page.contains("name=\"login\"") {
                format!("prompt=login&login={name}&password=x")
            } else {
                "prompt=consent".to_owned()
            });
        }
        unreachable!("{name} did not come back from {start}");
    }
}

pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// What a service signs with.
pub struct Key {
    pub id: &'static str,
    pair: EcdsaKeyPair,
}

impl Key {
    pub fn new(id: &'static str) -> Key {
        let rng = SystemRandom::new();
        let bytes = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &rng).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, bytes.as_ref(), &rng).unwrap();
        Key { id, pair }
    }
    fn public(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": base64(&point[1..33]), "y": base64(&point[33..65]) })
    }
    pub fn sign(&self, claims: &Value) -> String {
        let head = base64(json!({ "alg": "ES256", "kid": self.id }).to_string());
        let text = format!("{head}.{}", base64(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", base64(signature.as_ref()))
    }
}

#[derive(Default)]
struct Says {
    keys: Vec<Value>,
    token: Option<(u16, String)>,
    forms: Vec<String>,
    others: Vec<(String, Value)>,
}

/// A service that says what it is told to say, over real HTTP.
pub struct Liar {
    pub issuer: String,
    says: Arc<Mutex<Says>>,
}

impl Liar {
    pub fn start(key: &Key) -> Liar {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says { keys: vec![key.public()], ..Says::default() }));
        let (own, address) = (says.clone(), issuer.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &address, &own);
            }
        });
        Liar { issuer, says }
    }
    /// Its document says this instead.
    pub fn document(&self, name: &str, value: Value) {
        self.says.lock().unwrap().others.push((name.to_owned(), value));
    }
    pub fn keys(&self, keys: &[&Key]) {
        self.says.lock().unwrap().keys = keys.iter().map(|k| k.public()).collect();
    }
    pub fn gives(&self, word: &str) {
        let answer = json!({ "access_token": "a", "token_type": "Bearer", "id_token": word });
        self.says(200, &answer.to_string());
    }
    pub fn says(&self, status: u16, text: &str) {
        self.says.lock().unwrap().token = Some((status, text.to_owned()));
    }
    /// The last form that asked for a token, with the head before it.
    pub fn asked(&self) -> String {
        self.says.lock().unwrap().forms.last().cloned().unwrap_or_default()
    }
}

fn answer(mut stream: TcpStream, issuer: &str, says: &Mutex<Says>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while reader.read_line(&mut head).unwrap_or(0) > 2 {}
    let lower = head.to_ascii_lowercase();
    let length = lower.split("content-length:").nth(1).and_then(|l| l.lines().next()?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let mut says = says.lock().unwrap();
    let path = head.split(' ').nth(1).unwrap_or("").to_owned();
    let (status, text) = match path.as_str() {
        "/.well-known/openid-configuration" => {
            let mut document = json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                // it offers what must not be taken
                "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
            });
            for (name, value) in &says.others {
                document[name] = value.clone();
            }
            (200, document.to_string())
        }
        "/jwks" => (200, json!({ "keys": says.keys }).to_string()),
        "/token" => {
            says.forms.push(format!("{head}{}", String::from_utf8_lossy(&body)));
            says.token.clone().unwrap_or((500, "nothing to say".to_owned()))
        }
        _ => (404, String::new()),
    };
    let length = text.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    );
}
