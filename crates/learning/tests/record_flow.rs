//! The learning record and its certificates through HTTP and on both engines.

#![expect(clippy::unwrap_used, reason = "a step of the walk that fails is a failed test")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod small_world;

use kernel::{ClassId, PersonId};
use learning::certificate::{service as certificates, signing, store as kept};
use learning::class::service as classes;
use small_world::{SmallWorld, certificate_rules, signer, worlds};
use store::{Entry, Tx};

fn write<T>(w: &SmallWorld, f: impl Fn(&Tx) -> kernel::Result<T>) -> kernel::Result<T> {
    w.fresh.db.write(&Entry::cli("test", ""), f)
}

/// A closed class of An, Bình and Việt; the first two passed.
fn closed(w: &SmallWorld, title: &str) -> ClassId {
    let new = w.class(w.tea, title);
    write(w, |tx| {
        let id = classes::create(tx, &new)?;
        classes::enrol(tx, id, &[w.an, w.binh, w.viet])?;
        let there = |p: PersonId| [0, 1].map(|d| (p, d, learning::class::Mark::Present));
        classes::attend(tx, id, &[there(w.an), there(w.binh), there(w.viet)].concat())?;
        classes::close(tx, id, &[w.an, w.binh])?;
        Ok(id)
    })
    .unwrap()
}

fn codes(w: &SmallWorld, class: ClassId) -> Vec<String> {
    let all = w.fresh.db.read(|v| Ok(kept::of_subject(v, "class", class.0)?)).unwrap();
    all.into_iter().map(|c| c.code).collect()
}

#[test]
fn a_class_gives_each_who_passed_one_certificate_and_no_second_one() {
    for w in worlds() {
        let id = closed(&w, "Bồi dưỡng kỹ năng số");
        let page = format!("/lop/{id}/chung-nhan");
        let mut officer = w.browser("officer");
        let before = officer.get(&page).text();
        assert_eq!(before.matches("Cấp mới").count(), 2, "Việt did not pass");
        let people = [w.an, w.binh, w.viet].map(|p| p.to_string());
        let form: Vec<(&str, &str)> =
            people.iter().map(|p| ("nguoi", p.as_str())).chain([("nguoi_ky", "Hà Văn Chủ")]).collect();
        assert_eq!(officer.post(&page, &form).status, 303);
        assert_eq!(officer.post(&page, &form).status, 303, "said twice");
        let all = codes(&w, id);
        assert_eq!(all, ["GCN-2026-0001-A", "GCN-2026-0002-A"], "{}", w.fresh.engine);
        assert_eq!(officer.post(&page, &[]).status, 422, "nobody chosen");
        let sheets = officer.get(&format!("{page}/tai")).text();
        assert!(sheets.contains("Phàn Bá An") && sheets.contains("/xac-minh#"), "{sheets}");
        // numbers go on in another class, and the course room's door gives the same one twice
        let other = closed(&w, "Kỹ năng sống");
        let first = write(&w, |tx| {
            let class = classes::class(tx, other)?;
            let learners = learning::class::store::learners(tx, &class)?;
            let an = learners.iter().find(|l| l.person == w.an).unwrap();
            let what = certificates::achievement(&class, an).unwrap();
            let one = certificates::issue_for(tx, &certificate_rules(), &signer(), w.an, &what, "")?;
            let two = certificates::issue_for(tx, &certificate_rules(), &signer(), w.an, &what, "")?;
            assert_eq!(one, two);
            Ok(one.unwrap().code)
        })
        .unwrap();
        assert_eq!(first, "GCN-2026-0003-A");
        // strangers find nothing, and a worker none but the own
        assert_eq!(w.browser("stranger").get(&page).status, 404);
        let certificate = w.fresh.db.read(|v| Ok(kept::by_code(v, &all[0])?)).unwrap().unwrap();
        for (who, path) in [("stranger", ""), ("stranger", "/tai"), ("an", "")] {
            let status = w.browser(who).get(&format!("/chung-nhan/{}{path}", certificate.id)).status;
            assert!(status == 404 || status == 403, "{who}{path}: {status}");
        }
        let mine = w.browser("an").get("/so-hoc-tap/chung-nhan").text();
        assert!(mine.contains(&all[0]) && !mine.contains(&all[1]));
        assert_eq!(w.browser("mai").get(&format!("/so-hoc-tap/chung-nhan/tai?so={}", all[0])).status, 404);
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn two_officers_at_once_issue_no_number_twice_and_nobody_two() {
    for w in worlds() {
        let id = closed(&w, "Bồi dưỡng kỹ năng số");
        let (rules, keys) = (certificate_rules(), signer());
        std::thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    write(&w, |tx| {
                        let class = classes::class(tx, id)?;
                        certificates::issue_class(tx, &rules, &keys, &class, &[w.an, w.binh], "")
                    })
                    .unwrap();
                });
            }
        });
        assert_eq!(codes(&w, id), ["GCN-2026-0001-A", "GCN-2026-0002-A"], "{}", w.fresh.engine);
    }
}

#[test]
fn a_revoked_certificate_says_so_and_the_next_one_names_it() {
    for w in worlds() {
        let id = closed(&w, "Bồi dưỡng kỹ năng số");
        let page = format!("/lop/{id}/chung-nhan");
        let mut officer = w.browser("officer");
        let an = w.an.to_string();
        officer.post(&page, &[("nguoi", &an)]);
        let one = w.fresh.db.read(|v| Ok(kept::by_code(v, "GCN-2026-0001-A")?)).unwrap().unwrap();
        let (here, mut anyone) = (format!("/chung-nhan/{}", one.id), w.browser("nobody"));
        assert!(anyone.get("/api/xac-minh/GCN-2026-0001-A").text().contains("\"valid\""));
        assert_eq!(officer.post(&format!("{here}/thu-hoi"), &[("ly_do", "x")]).status, 422);
        assert_eq!(
            w.browser("stranger").post(&format!("{here}/thu-hoi"), &[("ly_do", "tôi muốn thế")]).status,
            404
        );
        assert_eq!(officer.post(&format!("{here}/thu-hoi"), &[("ly_do", "ghi nhầm người")]).status, 303);
        let seen = anyone.get("/xac-minh/GCN-2026-0001-A").text();
        assert!(
            seen.contains("Giấy này đã thu hồi") && seen.contains("20/11/2026") && seen.contains("P. B. A.")
        );
        assert!(!seen.contains("Phàn Bá An") && !seen.contains("ghi nhầm người") && seen.contains("noindex"));
        assert!(anyone.get("/api/xac-minh/GCN-2026-0001-A").text().contains("\"revoked\""));
        assert!(w.browser("an").get("/so-hoc-tap").text().contains("Bồi dưỡng kỹ năng số"), "facts stay");
        officer.post(&page, &[("nguoi", &an)]);
        let next = w.fresh.db.read(|v| Ok(kept::by_code(v, "GCN-2026-0002-A")?)).unwrap().unwrap();
        assert_eq!((next.edition, next.replaces), (2, Some(one.id)));
        assert!(officer.get(&format!("/chung-nhan/{}", next.id)).text().contains("GCN-2026-0001-A"));
        // what the code carries is verified by the published key, and by no other
        let keys = w.fresh.db.read(|v| Ok(kept::keys(v)?)).unwrap();
        assert!(signing::verified(&certificates::carried(&next).unwrap(), &keys).is_some());
        assert!(anyone.get("/chung-nhan/khoa.json").text().contains(&keys[0].point));
        assert_eq!(anyone.get("/xac-minh/GCN-2026-9999-A").status, 200);
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn a_link_shows_what_its_owner_chose_until_it_is_withdrawn() {
    for w in worlds() {
        closed(&w, "Bồi dưỡng kỹ năng số");
        let mut an = w.browser("an");
        assert_eq!(an.post("/so-hoc-tap/chia-se", &[("ngay", "5"), ("ten", "du")]).status, 422);
        assert_eq!(
            an.post("/so-hoc-tap/chia-se", &[("ngay", "30"), ("ten", "du"), ("nam", "2020")]).status,
            422
        );
        let made = an.post("/so-hoc-tap/chia-se", &[("ngay", "30"), ("ten", "tat"), ("nam", "2026")]);
        let text = made.text();
        let secret = text
            .split("/chia-se/")
            .find_map(|p| p.get(..32).filter(|s| s.bytes().all(|b| b.is_ascii_hexdigit())))
            .unwrap();
        let address = format!("/chia-se/{secret}");
        let mut anyone = w.browser("nobody");
        let page = anyone.get(&address);
        assert_eq!(page.status, 200);
        let page = page.text();
        assert!(
            page.contains("P. B. A.") && page.contains("Bồi dưỡng kỹ năng số") && page.contains("noindex")
        );
        assert!(!page.contains("Phàn Bá An") && !page.contains(&w.an.to_string()), "no name, no number");
        anyone.get(&address);
        let list = an.get("/so-hoc-tap/chia-se").text();
        assert!(list.contains("2 lần") && !list.contains(secret), "counted; the secret is not kept");
        let id =
            list.split("name=\"duong_dan\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(w.browser("mai").post("/so-hoc-tap/chia-se/thu-hoi", &[("duong_dan", &id)]).status, 404);
        assert_eq!(anyone.get(&address).status, 200, "another's withdrawal does nothing");
        assert_eq!(an.post("/so-hoc-tap/chia-se/thu-hoi", &[("duong_dan", &id)]).status, 303);
        let (gone, never) = (anyone.get(&address), anyone.get("/chia-se/00000000000000000000000000000000"));
        assert_eq!((gone.status.as_u16(), never.status.as_u16()), (404, 404));
        let body = |a: &web::testing::Answer, secret: &str| a.text().replace(secret, "");
        assert_eq!(
            body(&gone, secret),
            body(&never, "00000000000000000000000000000000"),
            "both look the same"
        );
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn an_officer_of_the_unit_reads_a_record_and_another_finds_nothing() {
    for w in worlds() {
        closed(&w, "Bồi dưỡng kỹ năng số");
        let path = format!("/nguoi/{}/so-hoc-tap", w.an);
        assert!(w.browser("officer").get(&path).text().contains("Bồi dưỡng kỹ năng số"));
        assert_eq!(w.browser("stranger").get(&path).status, 404);
        assert_eq!(w.browser("stranger").get(&format!("{path}/tai?dang=json")).status, 404);
        assert_eq!(w.browser("mai").get(&path).status, 403);
        let other = format!("/nguoi/{}/so-hoc-tap", w.mai);
        assert_eq!(w.browser("officer").get(&other).status, 404, "a worker of another union");
        let own = w.browser("an").get("/so-hoc-tap/tai?dang=json").text();
        assert!(own.contains("Bồi dưỡng kỹ năng số") && own.contains("verified"));
        let looks = w.fresh.db.read(|v| {
            Ok(v.number("select count(*) from store_look where subject = 'people.learning_record'", &[])?)
        });
        assert_eq!(looks.unwrap(), 1, "{}: the look was kept", w.fresh.engine);
    }
}
