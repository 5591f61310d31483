//! Names, phones and typed words stay in the data and out of the log that is kept.
#![expect(clippy::unwrap_used, reason = "a test that cannot open its world has failed")]

#[expect(dead_code, reason = "other tests take the other parts")]
#[path = "street/world.rs"]
mod world;

use kernel::{Act, PersonId, Role};
use server::wiring;
use store::Entry;
use web::{Method, Place};
use world::{World, worlds};

const NAME: &str = "Zyqwx Khuyếch Canary";
const PHONE: &str = "0977123401";
const NUMBER: &str = "012087123401";
const WORDS: [&str; 6] = ["zyqwx", "khuyếch", "khuyech", PHONE, NUMBER, "Bimat-7781"];

/// Lines of the log, and looks, that hold one of the words.
fn hits(w: &World) -> Vec<String> {
    let all = [
        w.texts("select act || ': ' || reason || ' / ' || device from store_txn", &[]),
        w.texts("select subject || ': ' || detail from store_look", &[]),
    ]
    .concat();
    let holds = |line: &String| WORDS.iter().any(|x| line.to_lowercase().contains(&x.to_lowercase()));
    all.into_iter().filter(holds).collect()
}

fn person(w: &World, name: &str) -> PersonId {
    let sql = "select max(person) from people_person_state where full_name = $1 and retired_txn is null";
    PersonId(w.number(sql, &[name.into()]).unwrap())
}

#[test]
fn the_kept_log_holds_no_name_no_phone_and_no_typed_word() {
    for w in worlds() {
        // somebody fails to sign in, to activate, to reset
        let mut stranger = w.stranger();
        for (path, fields) in [
            ("/dang-nhap", vec![("login", PHONE), ("password", "Bimat-7781")]),
            ("/dang-nhap", vec![("login", NAME), ("password", "Bimat-7781")]),
            ("/kich-hoat", vec![("ma", "Zyqwx")]),
            ("/kich-hoat/dat", vec![("ma", "Zyqwx"), ("password", "Bimat-7781"), ("again", "Bimat-7781")]),
            (
                "/dat-lai",
                vec![("login", PHONE), ("ma", "123456"), ("password", "Bimat-7781"), ("again", "Bimat-7781")],
            ),
        ] {
            let answer = stranger.post(path, &fields);
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        }
        let officer = w.logins.iter().find(|l| l.role == Role::UnionOfficer && l.unit == "CD001").unwrap();
        let mut b = w.signed_in(officer);
        // people are added one by one and by a list
        for (at, phone) in [("Một", PHONE), ("Hai", "0977123402")] {
            let name = format!("{NAME} {at}");
            let fields = [
                ("name", name.as_str()),
                ("birth", "05/06/1987"),
                ("sex", "female"),
                ("phone", phone),
                ("section", "Tổ Zyqwx"),
                ("national_id", if at == "Một" { NUMBER } else { "" }),
                ("day", "01/11/2026"),
            ];
            let answer = b.post("/don-vi/CD001/nguoi/moi", &fields);
            assert_eq!(answer.status, 303, "{}", answer.text());
        }
        let list = format!("STT,Họ và tên,Ngày sinh\n1,{NAME} Ba,02/03/1991\n2,Zyqwx,30/02/1991\n");
        let fields = [("loai", "people"), ("don_vi", "CD001"), ("tu_ngay", "2026-01-01")];
        let sent = b.upload("/nhap-lieu", &fields, ("file", "zyqwx.csv", list.as_bytes()));
        let check = sent.location.unwrap();
        assert_eq!(b.get(&check).status, 200);
        b.post(&format!("{check}/ghi"), &[]);
        // found, opened, merged, parted
        let (one, two) = (person(&w, &format!("{NAME} Một")), person(&w, &format!("{NAME} Hai")));
        let (one, two) = (one.to_string(), two.to_string());
        let merge =
            [("a", one.as_str()), ("b", two.as_str()), ("giu", "a"), ("ly_do", "Zyqwx Khuyếch là một")];
        for (path, fields) in [
            ("/nguoi/trung/khac", &[("a", one.as_str()), ("b", two.as_str()), ("ly_do", "Zyqwx")][..]),
            ("/nguoi/trung/gop", &merge[..]),
            ("/tai-khoan/phieu", &[("don_vi", "Zyqwx"), ("nguoi", one.as_str())][..]),
            ("/nguoi/xuat", &[("loc", "q=Zyqwx"), ("cot", "name"), ("dang", "csv")][..]),
            ("/don-vi/CD001/lop/moi", &[("title", "Lớp của Zyqwx Khuyếch"), ("kind", "zyqwx")][..]),
        ] {
            let answer = b.post(path, fields);
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        }
        // every page of every role, asked with the words in every box there is
        let boxes = [
            "q", "tim", "ai", "viec", "ten", "loc", "nguoi", "don_vi", "don-vi", "bo_phan", "bo-phan", "tu",
            "nhom",
        ];
        let roles = [Role::FederationOfficer, Role::UnionOfficer, Role::Administrator, Role::Auditor];
        for login in roles.iter().filter_map(|r| w.logins.iter().find(|l| l.role == *r)) {
            let mut b = w.signed_in(login);
            for route in w.app.routes.iter().filter(|r| r.method == Method::Get) {
                let may = route.act == Act::Anyone || login.role.may(route.act);
                let path = route.path.replace("{unit}", &login.unit);
                if !may || path.contains('{') || (route.place == Place::Unit && !login.unit.starts_with("CD"))
                {
                    continue;
                }
                for name in ["q", "tim", "ai", "viec"] {
                    let answer = b.get(&format!("{path}?{name}=Zyqwx"));
                    assert!(answer.status != 500, "{path}: {}", answer.status);
                }
                b.get(&format!("{path}?{}", boxes.map(|n| format!("{n}={PHONE}")).join("&")));
            }
        }
        assert_eq!(hits(&w), Vec::<String>::new(), "{}: in the log that is kept", w.engine);
        assert!(w.number("select count(*) from store_look", &[]) > Some(50), "{}: looks were kept", w.engine);
    }
}

/// A typed reason may name somebody: it goes with them.
#[test]
fn a_typed_reason_goes_with_the_person() {
    for w in worlds() {
        let person = |code: &str| {
            let sql = "select min(a.person) from people_attribution a join people_organisation o on o.id = a.organisation \
                where o.code = $1 and a.population = 'workers' and a.valid_to > '2026-11-20'";
            PersonId(w.number(sql, &[code.into()]).unwrap())
        };
        let (gone, other) = (person("CD001"), person("CD002"));
        let name = w.house.db.read(|v| Ok(people::person::store::one(v, gone)?.unwrap().full_name)).unwrap();
        let db = &w.house.db;
        db.write(&Entry::cli("code.reset", "account 1"), |tx| {
            tx.note("code.reset", &format!("{gone}: gặp ở cổng, tổ 4"), 1)?;
            tx.note("people.export", &format!("workers CD001; national id: làm thẻ cho {name}"), 1)?;
            tx.note("code.reset", &format!("{other}: quên PIN"), 1)?;
            Ok(())
        })
        .unwrap();
        let houses = privacy::kept::Houses(wiring::keepers());
        db.write(&Entry::cli("privacy.erase", ""), |tx| {
            privacy::erasure::service::forget(tx, &w.house.privacy, &houses, gone).map(|_| ())
        })
        .unwrap();
        let kept = w.texts(
            "select detail from store_look where subject in ('code.reset', 'people.export') order by id",
            &[],
        );
        let wanted =
            [format!("{gone}: …"), "workers CD001; national id: …".to_owned(), format!("{other}: quên PIN")];
        assert_eq!(kept, wanted, "{}", w.engine);
        let wrong = db.verify().unwrap();
        assert!(wrong.is_empty(), "{}: {wrong:?}", w.engine);
    }
}
