//! Talking to the other service: its documents, the way there, the word that it signs.
//!
//! Nothing here is done inside a transaction; handlers run on threads that may wait.

use super::model::{Identity, Refusal, Settings, is_here, is_safe};
use kernel::Moment;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    SignatureVerificationError, TokenResponse,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// So long its documents are believed.
const DOCUMENTS: i64 = 3600 * 1_000_000;
/// A service that does not answer is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many at once wait for the service; others are told at once.
const AT_ONCE: usize = 16;
/// No document of a service is longer.
const LONGEST: u64 = 1024 * 1024;

/// The chance of one way there and back.
#[derive(Clone, Debug)]
pub struct Draws {
    /// Comes back with the answer.
    pub state: String,
    /// Comes back inside the signed word.
    pub nonce: String,
    /// What only the asker knows.
    pub verifier: String,
}

/// The other service.
pub struct Provider {
    settings: Settings,
    agent: ureq::Agent,
    documents: Mutex<Option<(Moment, Arc<CoreProviderMetadata>)>>,
    talking: AtomicUsize,
}

/// One conversation; its end makes room for another.
struct Talk<'a>(&'a AtomicUsize);

impl Drop for Talk<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn down(what: &str, cause: impl std::fmt::Display) -> Refusal {
    tracing::warn!(cause = %cause, "the outside sign-in service: {what}");
    Refusal::Down
}

fn untrusted(cause: impl std::fmt::Display) -> Refusal {
    tracing::warn!(cause = %cause, "the outside sign-in service: its word is not believed");
    Refusal::Untrusted
}

/// An error with all that lies under it.
fn whole(e: &dyn std::error::Error) -> String {
    let mut text = e.to_string();
    let mut next = e.source();
    while let Some(e) = next {
        text = format!("{text}: {e}");
        next = e.source();
    }
    text
}

impl Provider {
    /// The service of a file.
    pub fn new(settings: Settings) -> Provider {
        let here = Url::parse(&settings.issuer).is_ok_and(|u| is_here(&u));
        let mut config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            // sign-ins are rare: a connection kept open would be closed on the other side by then
            .max_idle_connections(0)
            .http_status_as_error(false)
            .https_only(!here)
            .user_agent("aogiap");
        if here {
            config = config.proxy(None);
        }
        Provider {
            settings,
            agent: config.build().into(),
            documents: Mutex::new(None),
            talking: AtomicUsize::new(0),
        }
    }

    /// What the file says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn talk(&self) -> Result<Talk<'_>, Refusal> {
        let talk = Talk(&self.talking);
        if self.talking.fetch_add(1, Ordering::SeqCst) >= AT_ONCE {
            return Err(down("busy", "too many wait for it"));
        }
        Ok(talk)
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
        let (parts, mut body) = self.agent.run(request)?.into_parts();
        let bytes = body.with_config().limit(LONGEST).read_to_vec()?;
        Ok(http::Response::from_parts(parts, bytes))
    }

    fn known(&self) -> Option<(Moment, Arc<CoreProviderMetadata>)> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The service's documents and keys, not older than `oldest`.
    fn documents(&self, now: Moment, oldest: i64) -> Result<Arc<CoreProviderMetadata>, Refusal> {
        if let Some((_, documents)) = self.known().filter(|(at, _)| (0..oldest).contains(&(now.0 - at.0))) {
            return Ok(documents);
        }
        let issuer =
            IssuerUrl::new(self.settings.issuer.clone()).map_err(|e| down("its address", whole(&e)))?;
        let documents = CoreProviderMetadata::discover(&issuer, &|r| self.send(r))
            .map_err(|e| down("its documents", whole(&e)))?;
        let here = is_here(issuer.url());
        let token = documents.token_endpoint().map(|t| t.url());
        let safe = [Some(documents.authorization_endpoint().url()), token, Some(documents.jwks_uri().url())]
            .into_iter()
            .all(|u| u.is_some_and(|u| is_safe(u, here)));
        if !safe {
            return Err(down("its documents", "an address without TLS, or none for tokens"));
        }
        let documents = Arc::new(documents);
        *self.documents.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, documents.clone()));
        Ok(documents)
    }

    /// Where to send the browser.
    pub fn way(
        &self,
        now: Moment,
        return_to: &str,
        draws: &Draws,
        scopes: &[&str],
    ) -> Result<String, Refusal> {
        let _talk = self.talk()?;
        let documents = self.documents(now, DOCUMENTS)?;
        let return_to =
            RedirectUrl::new(return_to.to_owned()).map_err(|e| down("our own address", whole(&e)))?;
        let client = CoreClient::from_provider_metadata(
            (*documents).clone(),
            ClientId::new(self.settings.client_id.clone()),
            None,
        )
        .set_redirect_uri(return_to);
        let verifier = PkceCodeVerifier::new(draws.verifier.clone());
        let (state, nonce) = (CsrfToken::new(draws.state.clone()), Nonce::new(draws.nonce.clone()));
        let (address, ..) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scopes(scopes.iter().map(|s| Scope::new((*s).to_owned())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    /// Asks the service who came back with this code, and believes only what it has signed for us, for this
    /// question, for now.
    pub fn who(&self, now: Moment, return_to: &str, draws: &Draws, code: &str) -> Result<Identity, Refusal> {
        let _talk = self.talk()?;
        let documents = self.documents(now, DOCUMENTS)?;
        let return_to =
            RedirectUrl::new(return_to.to_owned()).map_err(|e| down("our own address", whole(&e)))?;
        let methods = documents.token_endpoint_auth_methods_supported();
        let only_post = methods.is_some_and(|m| {
            m.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !m.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let client = CoreClient::from_provider_metadata(
            (*documents).clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.0.clone())),
        )
        .set_auth_type(if only_post { AuthType::RequestBody } else { AuthType::BasicAuth })
        .set_redirect_uri(return_to);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|e| down("its documents", whole(&e)))?
            .set_pkce_verifier(PkceCodeVerifier::new(draws.verifier.clone()))
            .request(&|r| self.send(r))
            .map_err(|e| match e {
                openidconnect::RequestTokenError::ServerResponse(said) => untrusted(said),
                other => down("no token", whole(&other)),
            })?;
        let word = answer.id_token().ok_or_else(|| untrusted("no id token"))?;
        match self.believe(now, &documents, word, &draws.nonce) {
            // it may have new keys since
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let documents = self.documents(now, 0)?;
                self.believe(now, &documents, word, &draws.nonce).map_err(|e| untrusted(whole(&e)))
            }
            other => other.map_err(|e| untrusted(whole(&e))),
        }
    }

    fn believe(
        &self,
        now: Moment,
        documents: &CoreProviderMetadata,
        word: &CoreIdToken,
        nonce: &str,
    ) -> Result<Identity, ClaimsVerificationError> {
        let client = CoreClient::from_provider_metadata(
            documents.clone(),
            ClientId::new(self.settings.client_id.clone()),
            Some(ClientSecret::new(self.settings.client_secret.0.clone())),
        );
        let at = std::time::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or(0));
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            ])
            .set_time_fn(move || at.into());
        let claims = word.claims(&verifier, &Nonce::new(nonce.to_owned()))?;
        let any = |l: Option<&openidconnect::LocalizedClaim<openidconnect::EndUserName>>| {
            l.and_then(|l| l.iter().next().map(|(_, n)| n.to_string()))
        };
        let name = claims.preferred_username().map(|n| n.to_string()).or_else(|| any(claims.name()));
        let phone = claims.phone_number().filter(|_| claims.phone_number_verified() == Some(true));
        Ok(Identity {
            issuer: self.settings.issuer.clone(),
            subject: claims.subject().to_string(),
            name: name.unwrap_or_default().chars().take(80).collect(),
            phone: phone.map(|p| p.to_string()),
        })
    }
}
