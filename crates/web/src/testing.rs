//! Talking to the program as a browser would, without a network.

use crate::app::{App, SESSION, router};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;

/// A browser with one cookie jar.
pub struct Browser {
    app: Arc<App>,
    runtime: tokio::runtime::Runtime,
    cookies: std::collections::BTreeMap<String, String>,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// Where to go next.
    pub location: Option<String>,
    /// The media type.
    pub content_type: String,
    /// All headers.
    pub headers: http::HeaderMap,
    /// The bytes.
    pub bytes: Bytes,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl Browser {
    /// A new browser. `None` when no runtime can be had.
    pub fn new(app: Arc<App>) -> std::io::Result<Browser> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Browser { app, runtime, cookies: std::collections::BTreeMap::new() })
    }

    /// The session's form token, when signed in.
    pub fn csrf(&self) -> String {
        let Some(token) = self.cookies.get(SESSION) else { return String::new() };
        let signed = self.app.db.read(|v| self.app.gate.signed(v, token));
        signed.ok().flatten().map(|s| s.csrf).unwrap_or_default()
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Bytes::new())
    }

    /// Sends a form, with the session's token.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let body = serde_urlencoded::to_string(all).unwrap_or_default();
        self.send(
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
            body.into(),
        )
    }

    /// Sends a form with a file, with the session's token.
    pub fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let (field, name, bytes) = file;
        self.upload_all(path, fields, &[(field.to_owned(), name.to_owned(), bytes.to_vec())])
    }

    /// Sends a form with files (field, name, bytes), with the session's token.
    pub fn upload_all(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(String, String, Vec<u8>)],
    ) -> Answer {
        let csrf = self.csrf();
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("csrf", csrf.as_str())]) {
            body.extend(
                format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (field, name, bytes) in files {
            let head = format!(
                "--xx\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--xx--\r\n");
        self.send(
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx"),
            body.into(),
        )
    }

    /// Sends any request with the cookies.
    pub fn send(&mut self, builder: http::request::Builder, body: Bytes) -> Answer {
        let jar = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        let request = builder
            .header(header::HOST, "localhost")
            .header(header::COOKIE, jar)
            .body(axum::body::Body::from(body));
        let service = router(self.app.clone());
        let (parts, bytes) = self.runtime.block_on(async move {
            let response = match request {
                Ok(request) => match service.oneshot(request).await {
                    Ok(r) => r,
                    Err(never) => match never {},
                },
                Err(_) => axum::response::Response::new(axum::body::Body::empty()),
            };
            let (parts, body) = response.into_parts();
            let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            (parts, bytes)
        });
        for set in parts.headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            let pair = set.split(';').next().unwrap_or("");
            if let Some((n, v)) = pair.split_once('=') {
                if set.contains("Max-Age=0") {
                    self.cookies.remove(n);
                } else {
                    self.cookies.insert(n.to_owned(), v.to_owned());
                }
            }
        }
        let text = |name| {
            parts.headers.get(name).and_then(|v: &http::HeaderValue| v.to_str().ok()).map(str::to_owned)
        };
        Answer {
            status: parts.status,
            location: text(header::LOCATION),
            content_type: text(header::CONTENT_TYPE).unwrap_or_default(),
            headers: parts.headers,
            bytes,
        }
    }
}
