//! Every address against the log: whoever is shown a name has left a look, and a form that does something has left a line
//! with the account, the act and no typed word.
//!
//! The walk opens every page, fills every form that stands on it and sends it. A new route is walked by itself: a page
//! that shows people without a look fails here, and a form that the walk cannot bring to an end must stand in [`PROVEN`]
//! with the test that does, or in [`UNTOLD`] with the reason.

use super::*;
use std::collections::BTreeMap;

/// Pages that show a name and leave no look, with the reason.
const NO_LOOK: &[(&str, &str)] = &[
    (
        "/bao-cao/{id}",
        "names whoever drew up and signs the paper; the people behind a number have pages of their own",
    ),
    ("/bao-cao/{id}/sua", "names whoever drew up and signs the paper"),
    ("/nhap-lieu", "names the officer who brought a list in"),
    ("/nhap-lieu/lan/{import}", "names the officer who brought the list in"),
    ("/du-lieu-cua-toi/ai-xem", "tells somebody who looked at the own record, as the law wants"),
    ("/du-lieu-cua-toi/tai-json", "the own record, with who looked at it"),
    ("/du-lieu-cua-toi/tai-pdf", "the own record, with who looked at it"),
];

/// Forms that need more than stands on their page (a code, another person, a state), with the test that sends them.
const PROVEN: &[(&str, &str)] = &[
    ("/tai-khoan/phieu", "crates/people/tests/account.rs"),
    ("/tai-khoan/ma-dat-lai", "crates/people/tests/account.rs"),
    ("/kich-hoat", "crates/people/tests/account.rs"),
    ("/kich-hoat/dat", "crates/people/tests/account.rs"),
    ("/dat-lai", "crates/people/tests/account.rs"),
    ("/tai-khoan/mat-khau", "crates/people/tests/account.rs"),
    ("/dang-nhap", "crates/people/tests/pages.rs"),
    ("/tai-khoan/nguoi-dung/moi", "crates/people/tests/pages.rs"),
    ("/tai-khoan/nguoi-dung/{id}/mat-khau", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/moi", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/chuyen", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/cap-duoi", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/giai-the", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/sap-nhap", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/tach", "crates/people/tests/pages.rs"),
    ("/don-vi/{unit}/nguoi/moi", "crates/people/tests/pages.rs"),
    ("/nguoi/{id}/cccd", "crates/people/tests/pages.rs"),
    ("/nguoi/{id}/sua", "crates/people/tests/pages.rs"),
    ("/uy-quyen", "crates/people/tests/rights.rs"),
    ("/uy-quyen/thu-hoi", "crates/people/tests/rights.rs"),
    ("/tai-khoan/bao-ve/ung-dung", "crates/people/tests/rights.rs"),
    ("/tai-khoan/bao-ve/ma-du-phong", "crates/people/tests/rights.rs"),
    ("/tai-khoan/bao-ve/bo", "crates/people/tests/rights.rs"),
    ("/dang-nhap/buoc-hai", "crates/people/tests/rights.rs"),
    ("/tai-khoan/lien-ket", "crates/people/tests/outside_login.rs"),
    ("/tai-khoan/lien-ket/bo", "crates/people/tests/outside_login.rs"),
    ("/tai-khoan/nguoi-dung/{id}/lien-ket", "crates/people/tests/outside_login.rs"),
    ("/tai-khoan/nguoi-dung/{id}/lien-ket/bo", "crates/people/tests/outside_login.rs"),
    ("/nguoi/trung/gop", "crates/people/tests/register.rs"),
    ("/nguoi/trung/khac", "crates/people/tests/register.rs"),
    ("/nguoi/trung/tach", "crates/people/tests/register.rs"),
    ("/nguoi/hang-loat", "crates/people/tests/register.rs"),
    ("/nguoi/hoan-tac", "crates/people/tests/register.rs"),
    ("/nguoi/{id}/ho-gia-dinh", "crates/people/tests/register.rs"),
    ("/don-vi/{unit}/lop/moi", "crates/learning/tests/class_flow.rs"),
    ("/lop/{id}/sua", "crates/learning/tests/class_flow.rs"),
    ("/lop/{id}/huy", "crates/learning/tests/class_flow.rs"),
    ("/lop/{id}/chung-nhan", "crates/learning/tests/record_flow.rs"),
    ("/chung-nhan/{certificate}/thu-hoi", "crates/learning/tests/record_flow.rs"),
    ("/so-hoc-tap/chia-se", "crates/learning/tests/record_flow.rs"),
    ("/so-hoc-tap/chia-se/thu-hoi", "crates/learning/tests/record_flow.rs"),
    ("/bao-cao/duyet-nhieu", "crates/programme/tests/report_pages.rs"),
    ("/bao-cao/{id}/sua", "crates/programme/tests/report_pages.rs"),
    ("/bao-cao/{id}/nop", "crates/programme/tests/report_pages.rs"),
    ("/bao-cao/{id}/lay-noi-dung", "crates/programme/tests/report_pages.rs"),
    ("/bao-cao/{id}/tra-lai", "crates/programme/tests/report_pages.rs"),
    ("/bao-cao/{id}/duyet", "crates/programme/tests/report_pages.rs"),
    ("/bao-cao/{id}/niem-phong", "crates/programme/tests/report_pages.rs"),
    ("/nhap-lieu/lan/{import}/hoan-tac", "crates/interop/tests/import_pages.rs"),
    ("/nhap-lieu/{upload}/ghi", "crates/interop/tests/import_pages.rs"),
    ("/nhat-ky/dau-chuoi", "tests/log.rs"),
    ("/bien-dong/{event}/tep", "tests/every_route.rs"),
    ("/don-vi/{unit}/hoc-lieu/moi", "crates/learning/tests/media.rs"),
    ("/don-vi/{unit}/hoc-lieu/gui", "crates/learning/tests/media.rs"),
    ("/hoc-lieu/gui/{gui}", "crates/learning/tests/media.rs"),
    ("/hoc-lieu/gui/{gui}/xong", "crates/learning/tests/media.rs"),
    ("/hoc-lieu/{media}/lam-lai", "crates/learning/tests/media.rs"),
];

/// Forms that nothing brings to an end by itself, with the reason.
const UNTOLD: &[(&str, &str)] = &[
    ("/tai-khoan/bao-ve/khoa/hoi", "asks a passkey: needs a device"),
    ("/tai-khoan/bao-ve/khoa", "a passkey answers: needs a device"),
    ("/dang-nhap/khoa/hoi", "asks a passkey: needs a device"),
    ("/dang-nhap/khoa", "a passkey answers: needs a device"),
    ("/ngon-ngu", "keeps nothing but a cookie"),
    ("/nhap-lieu/{upload}", "looks again at a file that its sender has on the screen"),
    ("/an-danh", "nobody is due in the demo; tests/guarded.rs does the same by the command line"),
];

/// A word that somebody types into every box of every form.
const TYPED: &str = "Zyqwx";

fn with_everything(w: &World) {
    with_lists(w);
    with_requests(w);
    with_breach(w);
    with_seals(w);
    with_scans(w);
}

fn account_of(w: &World, login: &Login) -> i64 {
    w.number("select id from people_account where login = $1", &[login.phone.as_str().into()]).unwrap()
}

/// Looks of an account after a line.
fn looks_after(w: &World, txn: i64, account: i64) -> i64 {
    let sql = "select count(*) from store_look l join store_txn t on t.id = l.id / 1048576 \
        where t.id > $1 and t.account = $2 and t.act = 'look'";
    w.number(sql, &[txn.into(), account.into()]).unwrap()
}

#[test]
fn whoever_is_shown_a_name_has_left_a_look() {
    for w in worlds() {
        let mut found = BTreeSet::new();
        let mut shown = BTreeSet::new();
        with_everything(&w);
        let names: BTreeSet<String> = w
            .texts("select full_name from people_person_state where retired_txn is null", &[])
            .into_iter()
            .filter(|n| n.chars().count() > 7)
            .collect();
        for login in &w.logins {
            let account = account_of(&w, login);
            let sql = "select p.full_name from people_account a join people_person_state p on p.person = a.person \
                and p.retired_txn is null where a.id = $1";
            let own = w.texts(sql, &[account.into()]);
            let mut browser = w.signed_in(login);
            for route in w.app.routes.iter().filter(|r| r.method == Method::Get && may(login, r.act)) {
                for unit in [login.unit.as_str(), "CD001"] {
                    let Ok(Some(path)) = address(&w, route, unit) else { continue };
                    let before = w.head();
                    let answer = browser.get(&path);
                    let text = words_of(&answer);
                    let seen: Vec<&String> =
                        names.iter().filter(|n| !own.contains(*n) && text.contains(n.as_str())).collect();
                    if answer.status != 200 || seen.is_empty() {
                        continue;
                    }
                    shown.insert(route.path);
                    let is_known = NO_LOOK.iter().any(|(path, _)| *path == route.path);
                    if !is_known && looks_after(&w, before.txn, account) == 0 {
                        found.insert(format!(
                            "{} shows {} names to {:?}, the first {}",
                            route.path,
                            seen.len(),
                            login.role,
                            seen[0]
                        ));
                    }
                }
            }
        }
        assert!(shown.len() > 15, "{}: pages with names were walked: {shown:?}", w.engine);
        let found: Vec<String> = found.into_iter().collect();
        nothing_in(&found, &format!("{}: pages that show people and leave no look:", w.engine));
        for (path, _) in NO_LOOK {
            assert!(w.app.routes.iter().any(|r| r.path == *path), "{path} is no route any more");
        }
    }
}

/// A browser in which the account is signed in, if it still can be.
fn try_in(w: &World, login: &Login) -> Option<Browser> {
    let mut browser = w.stranger();
    let answer = browser.post("/dang-nhap", &[("login", &login.phone), ("password", demo::PASSWORD)]);
    (answer.status == 303 && !browser.csrf().is_empty()).then_some(browser)
}

/// A form as it stands on a page.
#[derive(Debug)]
struct Form {
    action: String,
    is_upload: bool,
    fields: Vec<(String, String)>,
    files: Vec<String>,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn plain(text: &str) -> String {
    text.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
}

/// What somebody would type into an empty box.
fn filled(name: &str, tag: &str) -> String {
    let is_day = ["ngay", "day", "tu", "den", "from", "to", "birth", "han", "luc"].contains(&name)
        || name.contains("ngay")
        || name.ends_with("_on");
    match attribute(tag, "type").unwrap_or("text") {
        "password" => demo::PASSWORD.to_owned(),
        "number" => "1".to_owned(),
        "date" => "2026-11-20".to_owned(),
        "tel" => "0977123777".to_owned(),
        "time" => "08:00".to_owned(),
        _ if is_day => "20/11/2026".to_owned(),
        _ if attribute(tag, "inputmode") == Some("numeric") => "1".to_owned(),
        _ => format!("{TYPED} {name}"),
    }
}

/// Every form of a page that is posted, filled as it stands and with something in each empty box.
fn forms(page: &str) -> Vec<Form> {
    let mut out = Vec::new();
    for piece in page.split("<form").skip(1) {
        let piece = piece.split("</form>").next().unwrap();
        let (head, body) = piece.split_once('>').unwrap();
        if attribute(head, "method") != Some("post") {
            continue;
        }
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut files = Vec::new();
        let mut boxes: BTreeMap<String, String> = BTreeMap::new();
        for tag in body.split('<').skip(1) {
            let kind = tag.split([' ', '>']).next().unwrap_or("");
            let inside = tag.split('>').next().unwrap_or("");
            let Some(name) = attribute(inside, "name").map(plain) else { continue };
            let value = attribute(inside, "value").map(plain).unwrap_or_default();
            match (kind, attribute(inside, "type").unwrap_or("text")) {
                ("input", "checkbox" | "radio") => {
                    if inside.contains(" checked") {
                        fields.entry(name).or_default().push(value);
                    } else {
                        boxes.entry(name).or_insert(value);
                    }
                }
                ("input", "file") => files.push(name),
                ("input", "hidden") => fields.entry(name).or_default().push(value),
                ("input", _) => {
                    let value = if value.is_empty() { filled(&name, inside) } else { value };
                    fields.entry(name).or_default().push(value);
                }
                ("textarea", _) => {
                    let now = tag.split_once('>').map_or("", |(_, t)| t.trim());
                    let value =
                        if now.is_empty() { format!("{TYPED} viết để thử") } else { plain(now) };
                    fields.entry(name).or_default().push(value);
                }
                ("select", _) => {
                    let after = body.split(&format!("name=\"{name}\"")).nth(1).unwrap_or("");
                    let options: Vec<&str> =
                        after.split("</select>").next().unwrap_or("").split("<option").skip(1).collect();
                    let value = |o: &&str| attribute(o.split('>').next().unwrap_or(""), "value").map(plain);
                    let chosen =
                        options.iter().find(|o| o.split('>').next().unwrap_or("").contains(" selected"));
                    let chosen = chosen.and_then(value).filter(|v| !v.is_empty());
                    let first = options.iter().filter_map(value).find(|v| !v.is_empty());
                    fields.entry(name).or_default().push(chosen.or(first).unwrap_or_default());
                }
                ("button", _) => {
                    boxes.entry(name).or_insert(value);
                }
                _ => {}
            }
        }
        for (name, value) in boxes {
            fields.entry(name).or_insert_with(|| vec![value]);
        }
        let fields = fields
            .into_iter()
            .filter(|(n, _)| n != "csrf")
            .flat_map(|(n, all)| all.into_iter().map(move |v| (n.clone(), v)).collect::<Vec<_>>());
        let mut actions: Vec<String> = vec![plain(attribute(head, "action").unwrap_or(""))];
        actions.extend(body.split(" formaction=\"").skip(1).filter_map(|p| p.split('"').next()).map(plain));
        let fields: Vec<_> = fields.collect();
        actions.dedup();
        for action in actions {
            let is_upload = head.contains("multipart/form-data");
            out.push(Form { action, is_upload, fields: fields.clone(), files: files.clone() });
        }
    }
    out
}

/// Is this path one of the route's?
fn fits(route: &Route, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or("");
    let (a, b): (Vec<&str>, Vec<&str>) = (route.path.split('/').collect(), path.split('/').collect());
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.starts_with('{') || a == b)
}

/// What changes so much that nothing could be walked after it.
const LAST: [&str; 9] =
    ["giai-the", "sap-nhap", "tach", "an-danh", "thoi", "dang-xuat", "roi-may", "mat-khau", "phien"];

#[test]
fn a_form_that_does_something_leaves_a_line_without_a_typed_word() {
    for w in worlds() {
        let mut found = Vec::new();
        let mut proven = BTreeSet::new();
        with_everything(&w);
        let mut posts: Vec<&Route> = w.app.routes.iter().filter(|r| r.method == Method::Post).collect();
        posts.sort_by_key(|r| LAST.iter().position(|word| r.path.ends_with(word)).map_or(0, |at| at + 1));
        for round in [false, true] {
            for login in &w.logins {
                let account = account_of(&w, login);
                // what was done to this account before may have shut it out
                let Some(mut browser) = try_in(&w, login) else { continue };
                let mut all: Vec<Form> = Vec::new();
                for route in w.app.routes.iter().filter(|r| r.method == Method::Get && may(login, r.act)) {
                    for unit in [login.unit.as_str(), "CD001", "CD002"] {
                        if let Ok(Some(path)) = address(&w, route, unit) {
                            all.extend(forms(&browser.get(&path).text()));
                        }
                    }
                }
                for route in posts.iter().filter(|r| may(login, r.act)) {
                    if LAST.iter().any(|word| route.path.ends_with(word)) != round {
                        continue;
                    }
                    let mut tries = 0;
                    for form in all.iter().filter(|f| fits(route, &f.action)) {
                        if proven.contains(route.path) || tries > 6 {
                            break;
                        }
                        tries += 1;
                        if browser.csrf().is_empty() {
                            let Some(again) = try_in(&w, login) else { break };
                            browser = again;
                        }
                        let before = w.head();
                        let fields: Vec<(&str, &str)> =
                            form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                        let answer = if form.is_upload {
                            let list =
                                "STT,Họ và tên,Ngày sinh\n1,Zyqwx Văn Thử,02/03/1991\n".as_bytes().to_vec();
                            let files: Vec<_> = form
                                .files
                                .iter()
                                .map(|f| (f.clone(), "ds.csv".to_owned(), list.clone()))
                                .collect();
                            browser.upload_all(&form.action, &fields, &files)
                        } else {
                            browser.post(&form.action, &fields)
                        };
                        let sql = "select act || ' / ' || reason from store_txn where id > $1 and account = $2 order by id";
                        let lines = w.texts(sql, &[before.txn.into(), account.into()]);
                        let who = format!("{}: {:?}: {}", w.engine, login.role, form.action);
                        let is_done = match answer.status.as_u16() {
                            200 => !answer.content_type.starts_with("text/html"),
                            303 => {
                                let next = answer.location.clone().unwrap_or_default();
                                let wrote = w.number(WRITTEN_AFTER, &[before.txn.into()]) > Some(0);
                                let says_so = browser.get(&next).text().contains("notice flash ok");
                                let is_told = PROVEN.iter().any(|(path, _)| *path == route.path);
                                // sent as it stood, a form may have nothing to keep
                                wrote || (says_so && !is_told)
                            }
                            status if status >= 500 => {
                                found.push(format!("{who}: {status}"));
                                false
                            }
                            _ => false,
                        };
                        if !is_done {
                            continue;
                        }
                        proven.insert(route.path);
                        if lines.is_empty() && !UNLOGGED.contains(&route.path) {
                            found.push(format!("{who}: done, and no line names the account"));
                        }
                        for line in
                            lines.iter().filter(|l| l.to_lowercase().contains("zyqwx") || l.starts_with(" /"))
                        {
                            found.push(format!("{who}: {line}"));
                        }
                    }
                }
            }
        }
        for route in &posts {
            let is_known = PROVEN.iter().chain(UNTOLD).any(|(path, _)| *path == route.path);
            if !is_known && !proven.contains(route.path) {
                found.push(format!("{}: {} was never brought to an end", w.engine, route.path));
            }
        }
        for (path, file) in PROVEN {
            let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            let end = path.rsplit('/').find(|part| !part.starts_with('{')).unwrap();
            if !text.contains(end) || !posts.iter().any(|r| r.path == *path) {
                found.push(format!("{file} does not send {path} any more"));
            }
        }
        nothing_in(&found, "Forms and the log:");
        let wrong = w.house.db.verify().unwrap();
        assert!(wrong.is_empty(), "{}: {wrong:?}", w.engine);
    }
}
