//! The log as an inspector reads it: filters, a million lines, the workbook.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::Role;
use std::io::Read;
use web::testing::Browser;
use world::{World, worlds};

fn auditor(w: &World) -> Browser {
    w.signed_in(w.logins.iter().find(|l| l.role == Role::Auditor).unwrap())
}

/// The numbers of the lines on a page, as they stand from top to bottom.
fn lines(page: &str) -> Vec<i64> {
    page.split("href=\"/nhat-ky/").skip(1).filter_map(|p| p.split('"').next()?.parse().ok()).collect()
}

/// The address of the page with older lines.
fn older(page: &str) -> Option<String> {
    let at = page.split("rel=\"next\"").next().filter(|p| p.len() < page.len())?;
    let tag = &page[at.rfind('<')?..];
    Some(tag.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&"))
}

fn get(b: &mut Browser, path: &str) -> String {
    let answer = b.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.text()
}

#[test]
fn the_log_is_found_by_who_what_where_when_and_about_whom() {
    for w in worlds() {
        let officer = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD001").unwrap();
        let sql = "select a.id from people_account a where a.login = $1";
        let account = w.number(sql, &[officer.phone.as_str().into()]).unwrap();
        let sql = "select p.full_name from people_account a join people_person_state p on p.person = a.person \
            and p.retired_txn is null where a.login = $1";
        let name = w.texts(sql, &[officer.phone.as_str().into()]).remove(0);
        w.signed_in(officer).get("/nguoi");
        let mut b = auditor(&w);
        let of = |sql: &str| -> Vec<i64> {
            let sql = format!(
                "select cast(id as text) from store_txn where {sql} order by store_txn.id desc limit 100"
            );
            w.texts(&sql, &[]).iter().map(|t| t.parse().unwrap()).collect()
        };
        let engine = w.engine;
        // words without marks, in either language, and the code itself
        for words in ["dang%20nhap", "%C4%90%C4%83ng%20nh%E1%BA%ADp", "session.open"] {
            let page = get(&mut b, &format!("/nhat-ky?viec={words}&kieu=ghi&ai=&vai=union_officer"));
            let sql = format!("account = {account} and act = 'session.open'");
            assert!(
                !of(&sql).is_empty() && of(&sql).iter().all(|n| lines(&page).contains(n)),
                "{engine}: {words}"
            );
        }
        // by the one who acted
        let folded = kernel::name::fold(&name).replace(' ', "+");
        let page = get(&mut b, &format!("/nhat-ky?ai={folded}"));
        assert_eq!(lines(&page), of(&format!("account = {account}")), "{engine}: {name}");
        // by look and write, by group
        let page = get(&mut b, &format!("/nhat-ky?ai={folded}&kieu=xem&nhom=nguoi"));
        assert_eq!(
            lines(&page),
            of(&format!("account = {account} and act = 'look' and reason like 'people.%'"))
        );
        // the program's own lines
        let page = get(&mut b, "/nhat-ky?vai=chuong-trinh");
        assert_eq!(lines(&page), of("account is null"), "{engine}");
        // the officers of a unit, and lines about it
        let page = get(&mut b, "/nhat-ky?don_vi=CD001");
        assert!(
            of(&format!("account = {account}")).iter().take(3).all(|n| lines(&page).contains(n)),
            "{engine}"
        );
        let other = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD002").unwrap();
        w.signed_in(other).get("/lop");
        let page = get(&mut b, "/nhat-ky?don_vi=CD001");
        let sql = "select cast(max(t.id) as text) from store_txn t join people_account a on a.id = t.account where a.login = $1";
        let foreign: i64 = w.texts(sql, &[other.phone.as_str().into()])[0].parse().unwrap();
        assert!(!lines(&page).contains(&foreign), "{engine}");
        // about a record
        let sql = "select min(a.person) from people_attribution a join people_organisation o on o.id = a.organisation \
            where o.code = $1 and a.population = 'workers' and a.valid_to > '2026-11-20'";
        let person = w.number(sql, &["CD001".into()]).unwrap();
        let mut own = w.signed_in(officer);
        assert_eq!(own.get(&format!("/nguoi/{person}")).status, 200);
        let page = get(&mut b, &format!("/nhat-ky?ve={person}&kieu=xem"));
        assert_eq!(lines(&page).len(), 1, "{engine}: the one look at that record");
        // days
        let page = get(&mut b, "/nhat-ky?den=2020-01-01");
        assert!(lines(&page).is_empty() && page.contains("Không có dòng nào khớp"), "{engine}");
        let page = get(&mut b, "/nhat-ky?tu=2020-01-01&den=31/12/2027");
        assert_eq!(lines(&page).len().min(20), 20, "{engine}");
        // what cannot be understood is said at its field
        for (path, wrong) in
            [("/nhat-ky?tu=hom-qua", "Ngày chưa đúng"), ("/nhat-ky?don_vi=KHONG", "Không có đơn vị")]
        {
            let page = get(&mut b, path);
            assert!(page.contains(wrong) && lines(&page).is_empty(), "{engine}: {path}");
        }
    }
}

#[test]
fn a_million_lines_are_turned_page_by_page_and_searched_without_waiting() {
    for w in worlds() {
        let mut b = auditor(&w);
        let head = w.head().txn;
        let account = w.number("select max(id) from people_account", &[]).unwrap();
        let rows = format!(
            "select {head} + n, 1780000000000000 + cast(n as bigint) * 20000000, case when n % 1000 = 7 then {account} end, \
             case when n = 5 then 'class.cancel' else 'class.attend' end, 'CD001 ' || n, 'web', '0', '0', '0' "
        );
        let series = if w.house.db.is_lite() {
            "from (with recursive s(n) as (select 1 union all select n + 1 from s where n < 1000000) select n from s)"
        } else {
            "from generate_series(1, 1000000) n"
        };
        let columns = "id, at, account, act, reason, device, content, prev_hash, hash";
        w.house
            .db
            .tamper(&format!("insert into store_txn ({columns}) {rows} {series}; analyze store_txn"))
            .unwrap();
        let mut timed = |path: &str| {
            let began = std::time::Instant::now();
            let page = get(&mut b, path);
            let took = began.elapsed();
            // a build without optimisation, on a busy machine
            assert!(took.as_secs() < 5, "{}: {path} took {took:?}", w.engine);
            page
        };
        let mut page = timed("/nhat-ky");
        let mut seen = lines(&page);
        for _ in 0..3 {
            page = timed(&older(&page).unwrap());
            seen.extend(lines(&page));
        }
        assert_eq!(seen.len(), 400, "{}", w.engine);
        assert!(seen.windows(2).all(|p| p[0] == p[1] + 1), "{}: nothing twice, nothing left out", w.engine);
        // deep in the log, by day, by a person with few lines, by what happened once
        assert_eq!(lines(&timed(&format!("/nhat-ky?truoc={}", head + 500_000)))[0], head + 499_999);
        assert_eq!(lines(&timed("/nhat-ky?tu=2026-06-01&den=2026-06-01")).len(), 100, "{}", w.engine);
        let sql = "select p.fold from people_account a join people_person_state p on p.person = a.person \
            and p.retired_txn is null where a.id = $1";
        let name = w.texts(sql, &[account.into()]).remove(0).replace(' ', "+");
        let found = lines(&timed(&format!("/nhat-ky?ai={name}&nhom=lop")));
        assert!(found.len() == 100 && found.iter().all(|n| (n - head) % 1000 == 7), "{}", w.engine);
        let page = timed("/nhat-ky?viec=huy+lop");
        assert!(page.contains("còn dòng cũ hơn chưa tìm"), "{}: a stretch at a time", w.engine);
    }
}

/// Every text of a workbook.
fn texts(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let mut out = String::new();
    zip.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut out).unwrap();
    out
}

#[test]
fn files_for_inspectors_say_what_they_hold_and_are_logged_themselves() {
    for w in worlds() {
        let mut b = auditor(&w);
        let head = w.head();
        let answer = b.get("/nhat-ky/tai?loai=xlsx&kieu=ghi&viec=lop");
        assert_eq!(answer.status, 200, "{}", answer.text());
        let text = texts(&answer.bytes);
        for part in [head.for_paper().as_str(), "Nhật ký Áo Giáp", "Chỉ lần ghi, sửa", "Các dòng", "Mã băm"]
        {
            assert!(text.contains(part), "{}: {part}", w.engine);
        }
        let last = |w: &World| {
            w.texts("select detail from store_look where subject = 'log.export' order by id desc", &[])
                .remove(0)
        };
        assert!(last(&w).starts_with("xlsx ") && last(&w).ends_with("viec kieu"), "{}", last(&w));
        let head = w.head();
        let json: serde_json::Value =
            serde_json::from_slice(&b.get("/nhat-ky/tai?loai=json&sau=3").bytes).unwrap();
        assert_eq!(json["head"]["hash"], head.hash.as_str(), "{}", w.engine);
        assert_eq!(json["first"], 4);
        assert_eq!(json["lines"].as_array().unwrap().len(), usize::try_from(head.txn).unwrap() - 3);
        let head = w.head();
        let csv = b.get("/nhat-ky/tai?loai=csv").text();
        assert!(csv.contains(&format!("# head,{},{}", head.txn, head.hash)), "{}", w.engine);
        assert!(csv.contains(&format!("# lines,1,{}", head.txn)), "{}", w.engine);
        assert_eq!(last(&w), format!("csv 1-{}", head.txn), "{}", w.engine);
        // the page checks a head from paper
        let page = |b: &mut Browser, ma: &str| {
            let sent = b.post("/nhat-ky/dau-chuoi", &[("ma", ma)]);
            match &sent.location {
                Some(next) => b.get(next).text(),
                None => sent.text(),
            }
        };
        assert!(page(&mut b, &head.for_paper()).contains("vẫn còn nguyên"), "{}", w.engine);
        assert!(page(&mut b, &"ab".repeat(32)).contains("bị cắt hoặc viết lại"), "{}", w.engine);
        assert!(page(&mut b, "gì").contains("Chưa đọc được đầu chuỗi"), "{}", w.engine);
    }
}
