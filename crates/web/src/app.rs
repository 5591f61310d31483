//! The program behind the routes, and the gate before them.

use crate::call::{Call, Visit};
use crate::form::{Fields, Upload};
use crate::problem::failure_page;
use crate::reply::Reply;
use crate::routes::{Method, Place, Proof, Route, Routes};
use axum::extract::{FromRequest, Multipart, RawPathParams, State};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodFilter;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use kernel::{Act, Actor, Failure, Moment, OrganisationId, Result};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;
use store::{Db, View};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use ui::{Flash, Lang, Tone, Undo};

/// A signed-in visitor.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who acts.
    pub actor: Actor,
    /// The token that every form must carry.
    pub csrf: String,
    /// The unit's name in the top bar.
    pub unit_name: String,
    /// Has the first password to be changed before anything else?
    pub must_change: bool,
    /// On a device that several people use: signed out after so many idle minutes.
    pub idle_minutes: Option<u32>,
    /// When this session last proved who sits there.
    pub proved_at: Moment,
}

/// What the gate asks of the house of people.
pub trait Gate: Send + Sync {
    /// The visitor of a session secret.
    fn signed(&self, view: &View, token: &str) -> Result<Option<Signed>>;
    /// The unit with this code.
    fn unit(&self, view: &View, code: &str) -> Result<Option<OrganisationId>>;
    /// Does the unit lie in one of these subtrees today?
    fn reaches(&self, view: &View, tops: &[OrganisationId], unit: OrganisationId) -> Result<bool>;
    /// Has the session a fresh proof, or did one come with this form? Else the page that asks for it; what the
    /// form held goes along in that page.
    fn ask_proof(&self, call: &Call) -> Result<Option<Reply>>;
    /// A list of up to so many people is taken out without a fresh proof.
    fn list_without_proof(&self, call: &Call) -> Result<usize>;
}

/// The program.
pub struct App {
    /// The database.
    pub db: Db,
    /// Who knows sessions and trees.
    pub gate: Box<dyn Gate>,
    /// The whole table.
    pub routes: Routes,
    /// Are cookies sent over TLS only?
    pub secure_cookies: bool,
    states: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl App {
    /// A program of these routes.
    pub fn new(db: Db, gate: Box<dyn Gate>, routes: Routes) -> App {
        App { db, gate, routes, secure_cookies: false, states: HashMap::new() }
    }
    /// Plugs something in that handlers ask for with [`Call::state`].
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, value: T) -> App {
        self.states.insert(TypeId::of::<T>(), Box::new(value));
        self
    }
    /// What was plugged in.
    pub fn state<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.states.get(&TypeId::of::<T>()).and_then(|b| b.downcast_ref())
    }
}

/// The cookie of the session.
pub const SESSION: &str = "phien";
/// The cookie that tells a device from others: chance, no name.
pub const DEVICE: &str = "may";
/// The cookie of somebody on the way to another sign-in service: sealed, short-lived.
pub const ERRAND: &str = "ngoai";
const FLASH: &str = "tin";
const LANGUAGE: &str = "ngon_ngu";

/// The HTTP service of the program.
pub fn router(app: Arc<App>) -> axum::Router {
    let mut router = axum::Router::new();
    for route in app.routes.clone() {
        let filter = match route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        let one = axum::routing::on(
            filter,
            move |State(app): State<Arc<App>>, params: RawPathParams, req: axum::extract::Request| async move {
                let params = params.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
                answer(app, Some(route), params, req).await
            },
        );
        router = router.route(route.path, one);
    }
    router
        .route("/tinh/{*file}", axum::routing::get(asset))
        .fallback(|State(app): State<Arc<App>>, req: axum::extract::Request| async move {
            answer(app, None, std::collections::BTreeMap::new(), req).await
        })
        .method_not_allowed_fallback(|State(app): State<Arc<App>>, req: axum::extract::Request| async move {
            answer(app, None, std::collections::BTreeMap::new(), req).await
        })
        // each route has its own limit, which `read_body` keeps
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(CompressionLayer::new().compress_when(worth_packing()))
        .layer(tower_http::catch_panic::CatchPanicLayer::new())
        .with_state(app)
}

/// What shrinks by packing. Sound and video do not, and a packed answer has no parts to ask for.
fn worth_packing() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("audio/"))
        .and(NotForContentType::const_new("application/pdf"))
}

/// Style, script and icons: named by content, so kept for ever.
async fn asset(req: axum::extract::Request) -> Response {
    let path = req.uri().path();
    let Some(found) = ui::assets().iter().find(|a| a.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let takes_br = req
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|e| e.trim().starts_with("br")));
    let mut response = match found.br.as_ref().filter(|_| takes_br) {
        Some(br) => {
            let mut r = Bytes::from_owner(br.to_vec()).into_response();
            r.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            r
        }
        None => Bytes::from_owner(found.bytes.to_vec()).into_response(),
    };
    let h = response.headers_mut();
    if let Ok(v) = HeaderValue::from_str(found.content_type) {
        h.insert(header::CONTENT_TYPE, v);
    }
    h.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    h.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    h.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn answer(
    app: Arc<App>,
    route: Option<Route>,
    params: std::collections::BTreeMap<String, String>,
    req: axum::extract::Request,
) -> Response {
    let limit = route.map_or(64 * 1024, |r| r.body_limit);
    let headers = req.headers().clone();
    let is_get = req.method() == http::Method::GET || req.method() == http::Method::HEAD;
    let mut visit = Visit {
        path: req.uri().path().to_owned(),
        full_path: req.uri().path_and_query().map_or_else(String::new, ToString::to_string),
        params,
        query: Fields::parse(req.uri().query().unwrap_or("").as_bytes()),
        flash: cookie(&headers, FLASH).and_then(|c| read_flash(&c)),
        token: cookie(&headers, SESSION),
        device: cookie(&headers, DEVICE),
        errand: cookie(&headers, ERRAND),
        ticket: headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Ticket "))
            .map(str::to_owned),
        host: headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned(),
        agent: headers
            .get(header::USER_AGENT)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("")
            .chars()
            .take(120)
            .collect(),
        source: source(&req),
        ..Visit::default()
    };
    let body = if is_get { Ok(()) } else { read_body(req, limit, &mut visit).await };
    let lang = language(&headers);
    let blocking = tokio::task::spawn_blocking(move || {
        let had_flash = visit.flash.is_some();
        let mut response = handle(&app, route, &visit, &headers, lang, is_get, body);
        if had_flash && response.status() == StatusCode::OK {
            set_cookie(&mut response, &format!("{FLASH}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
        }
        response
    });
    blocking.await.unwrap_or_else(|e| {
        tracing::error!(error = %e, "a handler panicked");
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Hệ thống gặp lỗi, chưa có gì thay đổi. / Internal error, nothing was changed.",
        )
            .into_response()
    })
}

fn handle(
    app: &App,
    route: Option<Route>,
    visit: &Visit,
    headers: &HeaderMap,
    lang: Lang,
    is_get: bool,
    body: Result<()>,
) -> Response {
    let now = app.db.clock().now();
    let signed = visit.token.as_deref().map(|t| app.db.read(|v| app.gate.signed(v, t)));
    let (signed, gate_failure) = match signed {
        None => (None, None),
        Some(Ok(s)) => (s, None),
        Some(Err(e)) => (None, Some(e)),
    };
    let mut call = Call {
        app,
        visit,
        signed: signed.as_ref(),
        lang,
        now,
        unit: None,
        act: route.map(|r| r.act),
        proof: route.map_or(Proof::SignIn, |r| r.proof),
        on_behalf_of: std::cell::Cell::new(None),
        held: std::cell::Cell::new(None),
    };
    let outcome = match (gate_failure, route) {
        (Some(e), _) => Err(e),
        (None, None) => Err(Failure::NotFound),
        (None, Some(route)) => body.and_then(|()| pass(&mut call, &route, headers, is_get)),
    };
    let reply = match outcome {
        Ok(Some(reply)) => reply,
        // nobody is signed in: go to the door and come back
        Ok(None) if visit.path.starts_with("/api/") => {
            Reply::Json(401, serde_json::json!({ "title": "sign in", "status": 401 }))
        }
        Ok(None) => {
            let back: String = if is_get { visit.full_path.clone() } else { "/".to_owned() };
            let query = serde_urlencoded::to_string([("ve", back)]).unwrap_or_default();
            Reply::Go(format!("{}?{query}", ui::address::SIGN_IN), None)
        }
        Err(failure) => {
            let incident = format!("{:x}", now.0 / 1000);
            if let Failure::Broken(cause) = &failure {
                tracing::error!(incident, path = visit.path, cause = %cause, "broken");
            }
            failure_page(&call, &failure, &incident)
        }
    };
    let leaves = matches!(reply, Reply::GoWith { .. } | Reply::GoWithCookie(..));
    let mut response = respond(app, reply, headers);
    // a device that several people use forgets the session when nobody touches it
    if let (Some(minutes), Some(token), false) =
        (signed.as_ref().and_then(|s| s.idle_minutes), &visit.token, leaves)
    {
        let secure = if app.secure_cookies { "; Secure" } else { "" };
        let seconds = minutes * 60;
        set_cookie(
            &mut response,
            &format!("{SESSION}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"),
        );
    }
    response
}

/// What one may do with a first password: look at the account, set another, sign out.
const BEFORE_CHANGE: [&str; 9] = [
    ui::address::ACCOUNT,
    "/tai-khoan/mat-khau",
    "/tai-khoan/bao-ve",
    "/tai-khoan/bao-ve/ung-dung",
    "/tai-khoan/bao-ve/khoa",
    "/tai-khoan/bao-ve/khoa/hoi",
    "/tai-khoan/bao-ve/ma-du-phong",
    ui::address::SIGN_OUT,
    ui::address::LEAVE,
];

/// The gate: cross-site writes, sign-in, right, place. Then the handler.
fn pass(call: &mut Call, route: &Route, headers: &HeaderMap, is_get: bool) -> Result<Option<Reply>> {
    if !is_get {
        check_origin(call, headers)?;
    }
    if route.act != Act::Anyone {
        let Some(signed) = call.signed else { return Ok(None) };
        if signed.must_change && !BEFORE_CHANGE.contains(&route.path) {
            let text = ui::t!(call.lang, "Hãy đặt mật khẩu riêng trước khi làm việc khác.").to_owned();
            let flash = Flash { tone: Tone::Warn, text, undo: None };
            return Ok(Some(Reply::Go(ui::address::ACCOUNT.to_owned(), Some(flash))));
        }
        if !signed.actor.may(route.act, call.today()) {
            return Err(Failure::Forbidden(
                ui::t!(
                    call.lang,
                    "Tài khoản của bạn không có quyền này. Người giao quyền là quản trị của Liên đoàn."
                )
                .to_owned(),
            ));
        }
        if route.place == Place::Unit {
            let code = call.param("unit").to_owned();
            let unit = call.app.db.read(|v| {
                let Some(unit) = call.app.gate.unit(v, &code)? else { return Err(Failure::NotFound) };
                call.hold(v, route.act, unit)?;
                Ok(unit)
            })?;
            call.unit = Some(unit);
        }
    }
    if route.proof == Proof::Fresh
        && let Some(ask) = call.app.gate.ask_proof(call)?
    {
        return Ok(Some(ask));
    }
    (route.handler)(call).map(Some)
}

/// A write must come from our own pages: the browser's word first, then the form's token.
fn check_origin(call: &Call, headers: &HeaderMap) -> Result<()> {
    let refused = || {
        Failure::Forbidden(
            ui::t!(call.lang, "Yêu cầu không đến từ trang của hệ thống, hoặc trang đã mở quá lâu. Hãy tải lại trang rồi làm lại.").to_owned(),
        )
    };
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    if text(HeaderName::from_static("sec-fetch-site"))
        .is_some_and(|site| !matches!(site, "same-origin" | "none"))
    {
        return Err(refused());
    }
    if let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST))
        && origin.split("://").nth(1) != Some(host)
    {
        return Err(refused());
    }
    match call.signed {
        Some(s) if !same(call.form().get("csrf"), &s.csrf) => Err(refused()),
        _ => Ok(()),
    }
}

/// Compares without telling by time where the difference is.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// Where a request came from. Only a proxy on this machine is believed when it names the address.
fn source(req: &axum::extract::Request) -> String {
    let peer = req.extensions().get::<axum::extract::ConnectInfo<std::net::SocketAddr>>().map(|c| c.0.ip());
    let Some(peer) = peer else { return "web".to_owned() };
    let named = req.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok());
    let named = named.and_then(|v| v.rsplit(',').next()?.trim().parse::<std::net::IpAddr>().ok());
    named.filter(|_| peer.is_loopback()).unwrap_or(peer).to_string()
}

async fn read_body(req: Request<axum::body::Body>, limit: usize, visit: &mut Visit) -> Result<()> {
    let too_big = || {
        Failure::field(
            "file",
            format!("Dữ liệu gửi lên quá lớn (tối đa {} MB).", (limit / 1024 / 1024).max(1)),
        )
    };
    let kind = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let token = req.headers().get("x-csrf").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let (parts, body) = req.into_parts();
    let bytes = http_body_util::Limited::new(body, limit).collect().await.map_err(|_| too_big())?.to_bytes();
    if kind == "application/octet-stream" || kind == "application/json" {
        // no form, so the token stands in a header, which other sites cannot set
        visit.form.add("csrf".to_owned(), token);
        visit.body = bytes;
        return Ok(());
    }
    if !kind.starts_with("multipart/form-data") {
        visit.form = Fields::parse(&bytes);
        return Ok(());
    }
    let unreadable =
        |_| Failure::field("file", "Không đọc được dữ liệu gửi lên. Hãy chọn lại tệp và gửi lại.");
    let whole = Request::from_parts(parts, axum::body::Body::from(bytes));
    let mut parts = Multipart::from_request(whole, &()).await.map_err(|_| {
        Failure::field("file", "Không đọc được dữ liệu gửi lên. Hãy chọn lại tệp và gửi lại.")
    })?;
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let field = part.name().unwrap_or("").to_owned();
        let name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(unreadable)?;
        match name {
            Some(name) => visit.files.push(Upload { field, name, bytes: bytes.to_vec() }),
            None => visit.form.add(field, String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
    Ok(())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| {
            let (n, v) = pair.trim().split_once('=')?;
            (n == name && !v.is_empty()).then(|| v.to_owned())
        })
}

fn language(headers: &HeaderMap) -> Lang {
    // Vietnamese first, whatever the browser prefers; English is a choice that a person makes
    cookie(headers, LANGUAGE).and_then(|c| c.parse().ok()).unwrap_or(Lang::Vi)
}

/// The cookie that keeps a language for a year.
pub(crate) fn language_cookie(lang: Lang) -> String {
    format!("{LANGUAGE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", lang.code())
}

fn read_flash(text: &str) -> Option<Flash> {
    let fields = Fields::parse(text.as_bytes());
    let tone = match fields.get("tone") {
        "ok" => Tone::Ok,
        "bad" => Tone::Bad,
        _ => Tone::Warn,
    };
    let undo =
        fields.opt("action").filter(|a| a.starts_with('/') && !a.starts_with("//")).map(|action| Undo {
            label: fields.get("label").to_owned(),
            action: action.to_owned(),
            token: fields.get("token").to_owned(),
        });
    fields.opt("text").map(|t| Flash { tone, text: t.to_owned(), undo })
}

fn write_flash(flash: &Flash) -> String {
    let tone = match flash.tone {
        Tone::Ok => "ok",
        Tone::Bad => "bad",
        _ => "warn",
    };
    let text: String = flash.text.chars().take(600).collect();
    let mut pairs = vec![("tone", tone.to_owned()), ("text", text)];
    if let Some(u) = &flash.undo {
        pairs.extend([("label", u.label.clone()), ("action", u.action.clone()), ("token", u.token.clone())]);
    }
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

fn set_cookie(response: &mut Response, text: &str) {
    if let Ok(v) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, v);
    }
}

fn respond(app: &App, reply: Reply, asked: &HeaderMap) -> Response {
    let status = |s: u16| StatusCode::from_u16(s).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let mut response = match reply {
        Reply::Stream(stream) => return stream.answer(asked),
        Reply::Page(s, markup) => {
            (status(s), [(header::CONTENT_TYPE, html)], markup.into_string()).into_response()
        }
        Reply::Json(s, value) => (status(s), axum::Json(value)).into_response(),
        Reply::Text(s, text) => (status(s), text).into_response(),
        Reply::Plain(kind, text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Reply::File { content_type, name, bytes } => {
            let disposition = crate::stream::disposition("attachment", &name);
            ([(header::CONTENT_TYPE, content_type), (header::CONTENT_DISPOSITION, disposition)], bytes)
                .into_response()
        }
        Reply::Go(to, flash) => {
            let mut r = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
            if let Some(flash) = flash {
                set_cookie(
                    &mut r,
                    &format!("{FLASH}={}; Path=/; Max-Age=120; HttpOnly; SameSite=Lax", write_flash(&flash)),
                );
            }
            r
        }
        Reply::GoWithCookie(to, cookie, flash) => {
            let secure = if app.secure_cookies { "; Secure" } else { "" };
            let mut r = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
            set_cookie(&mut r, &format!("{cookie}{secure}"));
            if let Some(flash) = flash {
                set_cookie(
                    &mut r,
                    &format!("{FLASH}={}; Path=/; Max-Age=120; HttpOnly; SameSite=Lax", write_flash(&flash)),
                );
            }
            r
        }
        Reply::GoWith { to, cookies, clear, flash } => {
            let secure = if app.secure_cookies { "; Secure" } else { "" };
            let mut r = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
            if let Some(what) = clear {
                r.headers_mut()
                    .insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static(what));
            }
            for cookie in cookies {
                set_cookie(&mut r, &format!("{cookie}{secure}"));
            }
            if let Some(flash) = flash {
                set_cookie(
                    &mut r,
                    &format!("{FLASH}={}; Path=/; Max-Age=120; HttpOnly; SameSite=Lax", write_flash(&flash)),
                );
            }
            r
        }
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// Switches the language and goes back.
pub fn switch_language(call: &Call) -> Result<Reply> {
    let lang = call.form().get("lang").parse().unwrap_or(Lang::Vi);
    let back = call.form().get("back");
    // a browser reads a backslash as a slash and skips tabs: only plain addresses of our own
    let is_plain = back.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let back = if is_plain && back.starts_with('/') && !back.starts_with("//") { back } else { "/" };
    Ok(Reply::GoWithCookie(back.to_owned(), language_cookie(lang), None))
}

/// The routes of the web house itself.
pub fn own_routes() -> Routes {
    crate::routes! {
        POST "/ngon-ngu" => switch_language, for Act::Anyone;
    }
}
