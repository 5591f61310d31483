//! National ids: sealed so that a stolen file tells nothing, found again by a keyed digest.

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hmac::{Hmac, Mac};
use kernel::{Failure, Result};
use sha2::{Digest, Sha256};

/// The key of this installation, kept beside the database (`secret.key`), never in it.
#[derive(Clone)]
pub struct Secrets {
    sealing: [u8; 32],
    index: [u8; 32],
    name: [u8; 32],
}

impl Secrets {
    /// Secrets from the 32 bytes of the key file.
    pub fn new(key: [u8; 32]) -> Secrets {
        let derive = |label: &[u8]| {
            let mut h = Sha256::new();
            h.update(label);
            h.update(key);
            h.finalize().into()
        };
        Secrets {
            sealing: derive(b"aogiap sealing 1"),
            index: derive(b"aogiap index 1"),
            name: derive(b"aogiap name of a key 1"),
        }
    }

    /// By what a key is told from another without giving anything of it away.
    pub fn name(&self) -> String {
        store::chain::hex(&self.name[..8])
    }

    /// The keyed digest by which a national id is found again.
    pub fn key_of(&self, national_id: &str) -> String {
        store::chain::hex(&self.mac(national_id)[..16])
    }

    fn mac(&self, text: &str) -> [u8; 32] {
        match <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.index) {
            Ok(mut m) => {
                m.update(text.as_bytes());
                m.finalize().into_bytes().into()
            }
            Err(_) => [0; 32], // HMAC takes keys of any length
        }
    }

    /// Seals a national id. The nonce comes from the text itself (AES-GCM-SIV bears this): the same id
    /// gives the same bytes, on either engine.
    pub fn seal(&self, national_id: &str) -> Result<Vec<u8>> {
        let cipher = Aes256GcmSiv::new(&self.sealing.into());
        let nonce: [u8; 12] = self.mac(&format!("nonce {national_id}"))[..12].try_into().unwrap_or_default();
        let payload = Payload { msg: national_id.as_bytes(), aad: b"people_person_state:national_id" };
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Failure::broken("sealing a national id failed"))?;
        let mut out = vec![1]; // how it is sealed
        out.extend(nonce);
        out.extend(sealed);
        Ok(out)
    }

    /// Opens a sealed national id.
    pub fn open(&self, sealed: &[u8]) -> Result<String> {
        let broken = || Failure::broken("a sealed national id cannot be opened with this key");
        let (Some(1), Some(nonce), Some(body)) = (sealed.first(), sealed.get(1..13), sealed.get(13..)) else {
            return Err(broken());
        };
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| broken())?;
        let cipher = Aes256GcmSiv::new(&self.sealing.into());
        let payload = Payload { msg: body, aad: b"people_person_state:national_id" };
        let open = cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| broken())?;
        String::from_utf8(open).map_err(|_| broken())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_ids_open_with_their_key_only() {
        let s = Secrets::new([7; 32]);
        let sealed = s.seal("012084257915").unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("012084"));
        assert_eq!(s.open(&sealed).unwrap(), "012084257915");
        assert!(Secrets::new([8; 32]).open(&sealed).is_err());
        assert_ne!(s.name(), Secrets::new([8; 32]).name());
        let mut bad = sealed.clone();
        *bad.last_mut().unwrap() ^= 1;
        assert!(s.open(&bad).is_err());
        assert_eq!(s.key_of("012084257915"), s.key_of("012084257915"));
        assert_ne!(s.key_of("012084257915"), s.key_of("012084257916"));
    }
}
