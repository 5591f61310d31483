//! Every page against the log: whoever is shown the name of somebody else has left a look.
//!
//! A new page is walked by itself; one that shows people without a look must stand in [`NO_LOOK`] with the reason.

use super::*;

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
