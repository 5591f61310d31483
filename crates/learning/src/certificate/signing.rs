//! Signatures: ECDSA on P-256 with SHA-256, which every phone's WebCrypto knows (Ed25519 came to it years later).
//! Signing is deterministic (RFC 6979): no chance is needed, the same certificate has the same signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::{Failure, Result};
use p256::ecdsa::signature::{Signer as _, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// Reads the secret key of this installation, or makes it.
pub type ReadKey = dyn Fn() -> Result<[u8; 32]> + Send + Sync;

/// Signs certificates. The key is read, or made, when the first one is issued.
pub struct Signer {
    read: Box<ReadKey>,
    key: OnceLock<Key>,
}

struct Key {
    secret: SigningKey,
    public: PublicKey,
}

/// A key by which certificates are verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    /// Its name: the first bytes of its digest.
    pub name: String,
    /// The uncompressed point, base64url: what WebCrypto imports as "raw".
    pub point: String,
}

impl PublicKey {
    fn of(key: &VerifyingKey) -> PublicKey {
        let point = key.to_sec1_point(false);
        let name = Sha256::digest(point.as_bytes()).iter().take(4).map(|b| format!("{b:02x}")).collect();
        PublicKey { name, point: BASE64.encode(point.as_bytes()) }
    }
}

impl Signer {
    /// A signer whose key is read when it is needed.
    pub fn new(read: Box<ReadKey>) -> Signer {
        Signer { read, key: OnceLock::new() }
    }

    fn key(&self) -> Result<&Key> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let bytes = (self.read)()?;
        let secret = SigningKey::from_slice(&bytes)
            .map_err(|_| Failure::broken("the key of certificates is no key of P-256"))?;
        let public = PublicKey::of(secret.verifying_key());
        Ok(self.key.get_or_init(|| Key { secret, public }))
    }

    /// The public half.
    pub fn public(&self) -> Result<&PublicKey> {
        Ok(&self.key()?.public)
    }

    /// Signs a message: 64 bytes (r and s) in base64url.
    pub fn sign(&self, message: &str) -> Result<String> {
        let signature: Signature = self.key()?.secret.sign(message.as_bytes());
        Ok(BASE64.encode(signature.to_bytes()))
    }
}

/// What the square code carries: the message's bytes and the signature's 64, in base64url.
pub fn payload(message: &str, signature: &str) -> Option<String> {
    let signature = BASE64.decode(signature).ok().filter(|s| s.len() == 64)?;
    Some(BASE64.encode([message.as_bytes(), &signature].concat()))
}

/// Reads a payload and verifies it by one of these keys: the seven lines, when it is genuine.
pub fn verified(payload: &str, keys: &[PublicKey]) -> Option<Vec<String>> {
    let bytes = BASE64.decode(payload).ok()?;
    let (message, signature) = bytes.split_at_checked(bytes.len().checked_sub(64)?)?;
    let lines: Vec<String> = std::str::from_utf8(message).ok()?.split('\n').map(str::to_owned).collect();
    let name = lines.get(1).filter(|_| lines.len() == 7)?;
    let key = keys.iter().find(|k| k.name == *name)?;
    let point = BASE64.decode(&key.point).ok()?;
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    key.verify(message, &Signature::from_slice(signature).ok()?).ok()?;
    Some(lines)
}
