//! The register of people through the browser: search and filters, many at one stroke, double records, terms of
//! officers, competence, households; and search as a rule over random names.
#![expect(clippy::unwrap_used, reason = "a test whose world cannot be made has failed")]

use kernel::{Date, OrganisationId, PersonId, Role};
use people::account::{Chance, Door, NewAccount, service as account};
use people::finding::Words;
use people::officer::Posts;
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::listing::{self, Count, Filter, From, Order};
use people::person::model::{AffiliationRole, Person};
use people::person::service::{Joining, add};
use people::person::{Secrets, store as persons};
use people::profile::Competence;
use people::roster::{Roster, headcounts_of};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::testing::{Fresh, both, lite};
use store::{Db, Entry};
use web::testing::{Answer, Browser};
use web::{App, own_routes};

const PASSWORD: &str = "nui-cao-suoi-trong";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry::cli("test", "")
}

fn chance() -> Chance {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    Chance(Box::new(|| {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::SeqCst).to_le_bytes());
        bytes
    }))
}

struct World {
    _fresh: Fresh,
    app: Arc<App>,
    top: OrganisationId,
    a: OrganisationId,
    b: OrganisationId,
    people: Vec<PersonId>,
}

const TOP: &str = "0900000001";
const OFFICER_A: &str = "0900000004";
const AUDITOR: &str = "0900000002";

fn worker(name: &str, birth: &str, phone: &str, unit: OrganisationId) -> Joining {
    let born: Date = day(birth);
    let phone = (!phone.is_empty()).then(|| phone.to_owned());
    let person =
        Person { birth_day: Some(born), birth_year: Some(born.year()), phone, ..Person::named(name) };
    Joining { person, belongs: vec![(unit, AffiliationRole::Worker, None, day("2024-01-01"), None)] }
}

fn world(fresh: Fresh) -> World {
    fresh.db.plug(vec![Box::new(Roster)]);
    static DIGEST: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let digest = DIGEST.get_or_init(|| account::digest(PASSWORD, &chance()).unwrap()).clone();
    let unit = |code: &str, name: &str, kind: Kind, parent| Founding {
        code: code.into(),
        name: name.into(),
        kind,
        sector: if kind == Kind::base() { Sector::Enterprise } else { Sector::None },
        commune: None,
        hard_to_reach: false,
        place: Some((Tree::main(), parent)),
        from: day("2020-01-01"),
    };
    let made = fresh.db.write(&entry(), |tx| {
        let top = found(tx, &unit("TOP", "Liên đoàn", Tree::main().head(), None))?;
        let a = found(tx, &unit("A", "CĐCS Chè", Kind::base(), Some(top)))?;
        let b = found(tx, &unit("B", "CĐCS May", Kind::base(), Some(top)))?;
        let people = [
            worker("Lò Thị Mai", "1990-02-03", "0912345178", a),
            worker("Lo Thi Mai", "1990-02-03", "", b),
            worker("Đào Thị Lý", "1985-05-06", "0987000111", a),
            worker("Dao Văn Páo", "1979-01-01", "", a),
            worker("Đặng Thị Hòa", "1980-01-01", TOP, top),
            worker("Phan Minh Châu", "1980-01-01", AUDITOR, top),
            worker("Hoàng Văn Chung", "1982-01-01", OFFICER_A, a),
        ];
        let ids = add(tx, &people, "test")?;
        for (at, login, role, unit) in [
            (4, TOP, Role::FederationOfficer, top),
            (5, AUDITOR, Role::Auditor, top),
            (6, OFFICER_A, Role::UnionOfficer, a),
        ] {
            let new = NewAccount {
                person: ids[at],
                login: login.into(),
                digest: digest.clone(),
                must_change: false,
            };
            account::open_account(tx, &new, role, unit, day("2026-01-01"))?;
        }
        Ok((top, a, b, ids))
    });
    let (top, a, b, people) = made.unwrap();
    let routes = [own_routes(), people::routes()].concat();
    let app = App::new(fresh.db.clone(), Box::new(Door), routes)
        .with(chance())
        .with(Secrets::new([9; 32]))
        .with(Posts::read(include_str!("../../../policy/people/posts.toml")).unwrap())
        .with(Competence::read(include_str!("../../../policy/people/competence.toml")).unwrap());
    World { _fresh: fresh, app: Arc::new(app), top, a, b, people }
}

impl World {
    fn db(&self) -> &Db {
        &self.app.db
    }
    fn signed(&self, login: &str) -> Browser {
        let mut b = Browser::new(self.app.clone()).unwrap();
        let a = b.post("/dang-nhap", &[("login", login), ("password", PASSWORD)]);
        assert_eq!(a.status, 303, "{}", a.text());
        b
    }
    fn heads(&self, unit: OrganisationId) -> i64 {
        self.db().read(|v| Ok(headcounts_of(v, "workers", unit, day("2026-11-20"))?)).unwrap()
    }
    fn sound(&self) {
        assert_eq!(self.db().verify().unwrap(), []);
    }
}

/// The value of the hidden field that takes an act back.
fn token(page: &Answer) -> String {
    let text = page.text();
    let at = text.find("name=\"token\" value=\"").unwrap() + 20;
    text[at..].split('"').next().unwrap().to_owned()
}

#[test]
fn the_list_finds_without_marks_and_puts_exact_marks_first() {
    for f in both() {
        let w = world(f);
        let mut b = w.signed(TOP);
        let page = b.get("/nguoi?q=lo+thi+mai").text();
        assert!(page.contains("Lò Thị Mai") && page.contains("Lo Thi Mai") && !page.contains("Đào Thị Lý"));
        let dao = b.get("/nguoi?q=dao").text();
        assert!(dao.contains("Đào Thị Lý") && dao.contains("Dao Văn Páo"));
        let marked = b.get("/nguoi?q=%C4%91%C3%A0o").text();
        assert!(marked.find("Đào Thị Lý").unwrap() < marked.find("Dao Văn Páo").unwrap());
        assert!(b.get("/nguoi?q=5178").text().contains("Lò Thị Mai"), "the end of a phone");
        let piece = b.get("/nguoi?q=mai&phan=ds").text();
        assert!(!piece.contains("<html") && piece.contains("data-live-says=\"Tất cả 2 người\""), "{piece}");
        // only the subtree of the asker
        let own = w.signed(OFFICER_A).get("/nguoi?q=mai").text();
        assert!(own.contains("Lò Thị Mai") && !own.contains("Lo Thi Mai"));
        assert!(b.get("/nguoi?thieu=dien-thoai").text().contains("Tất cả 2 người"));
        assert!(b.get("/nguoi?tuoi_tu=45").text().contains("Tất cả 3 người"), "born 1981 or earlier");
        assert!(b.get("/nguoi?tai_khoan=co").text().contains("Tất cả 3 người"));
        assert!(b.get("/nguoi?dien_bien=vao&tu=2024-01-01&den=2024-12-31").text().contains("Tất cả 7 người"));
        assert!(
            b.get("/nguoi?dien_bien=ra&tu=2024-01-01&den=2024-12-31").text().contains("Không có ai khớp")
        );
        w.sound();
    }
}

#[test]
fn many_people_move_at_once_with_a_preview_and_back() {
    for f in both() {
        let w = world(f);
        let ids: Vec<String> = w.people.iter().map(ToString::to_string).collect();
        let mut b = w.signed(TOP);
        let with = |step: &'static str| {
            vec![
                ("viec", "chuyen"),
                ("loc", "nhom=workers"),
                ("nguoi", ids[0].as_str()),
                ("nguoi", ids[1].as_str()),
                ("nguoi", ids[2].as_str()),
                ("den_don_vi", "B"),
                ("day", "2026-11-01"),
                ("buoc", step),
            ]
        };
        let preview = b.post("/nguoi/hang-loat", &with("xem"));
        let text = preview.text();
        assert!(text.contains("2 người chuyển sang CĐCS May từ 01/11/2026"), "{text}");
        assert!(text.contains("1 người bỏ qua: đã ở đơn vị này"));
        assert_eq!((w.heads(w.a), w.heads(w.b)), (4, 1), "a preview changes nothing");
        let done = b.post("/nguoi/hang-loat", &with("ghi"));
        assert_eq!((w.heads(w.a), w.heads(w.b)), (2, 3));
        w.sound();
        let undone = b.post("/nguoi/hoan-tac", &[("token", &token(&done))]);
        assert_eq!(undone.status, 303);
        assert_eq!((w.heads(w.a), w.heads(w.b)), (4, 1));
        w.sound();
        // nobody takes another's act back, nobody moves people of others
        let mut a = w.signed(OFFICER_A);
        assert_eq!(a.post("/nguoi/hoan-tac", &[("token", &token(&done))]).status, 404);
        let foreign = [
            ("viec", "thoi"),
            ("loc", ""),
            ("nguoi", ids[1].as_str()),
            ("day", "2026-11-01"),
            ("buoc", "ghi"),
        ];
        assert_eq!(a.post("/nguoi/hang-loat", &foreign).status, 303);
        assert_eq!(w.heads(w.b), 1);
        // everybody whom a filter means
        let all = [
            ("viec", "bo-phan"),
            ("loc", "don_vi=A"),
            ("tat_ca", "1"),
            ("bo_phan", "Tổ hái"),
            ("buoc", "ghi"),
        ];
        assert!(a.post("/nguoi/hang-loat", &all).text().contains("4 người ở bộ phận"));
        assert!(a.get("/nguoi?bo_phan=T%E1%BB%95+h%C3%A1i").text().contains("Tất cả 4 người"));
    }
}

#[test]
fn files_leave_with_chosen_columns_and_a_line_in_the_log() {
    let w = world(lite());
    let mut b = w.signed(OFFICER_A);
    let csv = b.post(
        "/nguoi/xuat",
        &[("loc", "nhom=workers"), ("cot", "ten"), ("cot", "dien_thoai"), ("dang", "csv")],
    );
    assert!(csv.text().contains("\"Lò Thị Mai\",\"0912 345 178\"") && !csv.text().contains("Lo Thi Mai"));
    let xlsx = b.post("/nguoi/xuat", &[("loc", ""), ("cot", "ten"), ("dang", "xlsx")]);
    assert!(xlsx.bytes.starts_with(b"PK"));
    let refused = b.post("/nguoi/xuat", &[("loc", ""), ("cot", "cccd"), ("dang", "csv")]);
    assert_eq!(refused.status, 422, "a national id needs a reason");
    let looks = w.db().read(|v| {
        Ok(v.rows("select people from store_look where subject = 'people.export'", &[], |r| r.int(0))?)
    });
    assert_eq!(looks.unwrap(), [4, 4]);
}

#[test]
fn double_records_are_suggested_merged_and_taken_apart() {
    for f in both() {
        let w = world(f);
        let (mai, twin) = (w.people[0], w.people[1]);
        let mut b = w.signed(TOP);
        let list = b.get("/nguoi/trung").text();
        assert!(list.contains("cùng tên, ngày sinh") && list.contains("CĐCS May"), "{list}");
        assert!(w.signed(OFFICER_A).get("/nguoi/trung").text().contains("Không thấy hồ sơ nào giống nhau"));
        let compare = format!("/nguoi/trung/so-sanh?a={mai}&b={twin}");
        assert!(b.get(&compare).text().contains("Hai hồ sơ cạnh nhau"));
        assert_eq!(w.signed(OFFICER_A).get(&compare).status, 404, "one of them is another union's");
        let (x, y) = (mai.to_string(), twin.to_string());
        let sent = [("a", x.as_str()), ("b", y.as_str()), ("giu", "a"), ("ten", "a"), ("dien_thoai", "a")];
        assert_eq!(b.post("/nguoi/trung/gop", &sent).status, 422, "a reason is needed");
        let with_reason = [&sent[..], &[("ly_do", "đã hỏi tổ trưởng")]].concat();
        let merged = b.post("/nguoi/trung/gop", &with_reason);
        assert_eq!(merged.location.as_deref(), Some(format!("/nguoi/{mai}").as_str()));
        assert_eq!((w.heads(w.a), w.heads(w.b)), (4, 0));
        // the old address opens the kept record, and the old name finds it
        assert!(b.get(&format!("/nguoi/{twin}")).text().contains("Lò Thị Mai"));
        assert!(b.get("/nguoi?q=lo+thi+mai").text().contains("Tất cả 1 người"));
        w.sound();
        let row = w.db().read(|v| Ok(v.number("select max(id) from people_person_merge", &[])?)).unwrap();
        assert_eq!(
            w.signed(OFFICER_A).post("/nguoi/trung/tach", &[("lan", &row.to_string())]).status,
            303,
            "now Mai is of A alone"
        );
        assert_eq!((w.heads(w.a), w.heads(w.b)), (4, 1));
        w.sound();
        b.post("/nguoi/trung/khac", &[("a", &x), ("b", &y)]);
        assert!(b.get("/nguoi/trung").text().contains("Không thấy hồ sơ nào giống nhau"), "remembered");
        w.sound();
    }
}

#[test]
fn a_chair_follows_a_chair_and_the_past_stays() {
    for f in both() {
        let w = world(f);
        let mut b = w.signed(OFFICER_A);
        let (mai, ly) = (w.people[0].to_string(), w.people[2].to_string());
        let term = |who: &str, from: &str, more: &[(&'static str, &'static str)]| {
            let mut all = vec![
                ("nguoi", who.to_owned()),
                ("chuc_danh", "chair".to_owned()),
                ("nhiem_ky", "2023–2028".to_owned()),
                ("tu", from.to_owned()),
                ("quyet_dinh", "12/QĐ-CĐ".to_owned()),
            ];
            all.extend(more.iter().map(|(n, v)| (*n, (*v).to_owned())));
            all
        };
        let mut send = |fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            b.post("/don-vi/A/can-bo/moi", &fields)
        };
        assert_eq!(send(term(&mai, "2025-01-01", &[])).status, 303);
        let second = send(term(&ly, "2026-01-01", &[]));
        assert!(
            second.status == 422 && second.text().contains("Lò Thị Mai"),
            "one chair at a time: asked about"
        );
        assert_eq!(
            send(term(&mai, "2024-06-01", &[])).status,
            422,
            "an older term cannot overlap a later one"
        );
        assert_eq!(send(term(&mai, "2026-06-01", &[])).status, 303, "re-elected");
        let officers = |on: &str| w.db().read(|v| Ok(headcounts_of(v, "officers", w.a, day(on))?)).unwrap();
        assert_eq!((officers("2024-12-31"), officers("2025-06-01"), officers("2026-11-20")), (0, 1, 1));
        let page = b.get("/don-vi/A/can-bo").text();
        assert!(page.contains("12/QĐ-CĐ") && page.contains("Nhiệm kỳ đã qua") && page.contains("2023–2028"));
        let row = w
            .db()
            .read(|v| {
                Ok(v.number(
                    "select max(id) from people_affiliation where role = 'officers' and retired_txn is null",
                    &[],
                )?)
            })
            .unwrap()
            .to_string();
        assert_eq!(b.post("/don-vi/A/can-bo/thoi", &[("dong", &row), ("day", "2026-11-01")]).status, 303);
        assert_eq!((officers("2026-10-31"), officers("2026-11-01")), (1, 0));
        assert_eq!(
            w.signed(TOP).post("/don-vi/B/can-bo/thoi", &[("dong", &row), ("day", "2026-10-01")]).status,
            404
        );
        assert_eq!(w.signed(AUDITOR).get("/don-vi/A/can-bo").status, 200);
        w.sound();
    }
}

#[test]
fn competence_is_declared_attested_and_counted() {
    for f in both() {
        let w = world(f);
        let mai = w.people[0];
        let mut worker = w.signed(OFFICER_A);
        assert!(worker.get("/nang-luc").text().contains("Tác phong công nghiệp"));
        assert_eq!(worker.post("/nang-luc", &[("digital_ability", "able")]).status, 303);
        assert!(worker.get(&format!("/nguoi/{}", w.people[6])).text().contains("Làm được việc"));
        let path = format!("/nguoi/{mai}/nang-luc");
        assert_eq!(
            worker.post(&path, &[("knowledge", "basic"), ("day", "2026-11-01")]).status,
            422,
            "no evidence"
        );
        let sent = [("knowledge", "basic"), ("minh_chung", "Chứng chỉ số 12"), ("day", "2026-11-01")];
        assert_eq!(worker.post(&path, &sent).status, 303);
        assert!(worker.get(&format!("/nguoi/{mai}")).text().contains("Chứng chỉ số 12"));
        let unit = worker.get("/don-vi/A/nang-luc").text();
        assert!(unit.contains("1 · 25,0 %") || unit.contains("1 · 25,0\u{a0}%"), "{unit}");
        let family = format!("/nguoi/{mai}/ho-gia-dinh");
        let many = [("nam", "2026"), ("thanh_vien", "4"), ("dang_hoc", "5")];
        assert_eq!(worker.post(&family, &many).status, 422);
        assert_eq!(
            worker.post(&family, &[("nam", "2026"), ("thanh_vien", "4"), ("dang_hoc", "3")]).status,
            303
        );
        assert!(worker.get(&format!("/nguoi/{mai}")).text().contains("3 trên 4 người học"));
        w.sound();
    }
}

#[test]
fn whichever_way_a_list_is_come_by_it_is_the_same() {
    let w = world(lite());
    let names = ["Lò Thị Mai", "Vàng A Páo", "Đào Văn Tú", "Lù Thị Dợ", "Dao Minh Châu", "Mùa A Tủa"];
    let many: Vec<Joining> = (0..1_700)
        .map(|n| {
            worker(
                names[n % 6],
                &format!("19{}-01-0{}", 60 + n % 30, 1 + n % 9),
                &format!("03{:08}", n * 37),
                w.b,
            )
        })
        .collect();
    w.db().write(&entry(), |tx| add(tx, &many, "test")).unwrap();
    let everybody = w
        .db()
        .read(|v| {
            listing::all(
                v,
                &Filter::all(AffiliationRole::Worker, vec![w.top], day("2026-11-20")),
                Order::Name,
                10_000,
            )
        })
        .unwrap();
    assert_eq!(everybody.len(), 1_707);
    for typed in ["", "mai", "lo mai", "thi", "dao", "đào", "van t", "0300000037", "037", "khong co"] {
        let words = Words::read(typed);
        let by_hand: Vec<PersonId> = {
            let fits = |p: &Person| {
                words.tokens.iter().all(|t| {
                    let name = kernel::name::fold(&p.full_name);
                    let phone = p.phone.as_deref().unwrap_or("");
                    if t.is_number {
                        phone.starts_with(&t.text) || phone.ends_with(&t.text)
                    } else {
                        name.split(' ').any(|w| w.starts_with(&t.text))
                    }
                })
            };
            let mut all: Vec<_> = everybody.iter().filter(|c| fits(&c.person)).collect();
            all.sort_by_key(|c| (kernel::name::sort_key(&c.person.full_name), c.person.id));
            all.iter().map(|c| c.person.id).collect()
        };
        let filter = Filter { words, ..Filter::all(AffiliationRole::Worker, vec![w.top], day("2026-11-20")) };
        let mut paged: Vec<PersonId> = Vec::new();
        let mut from = From::Start;
        loop {
            let page = w.db().read(|v| listing::page(v, &filter, Order::Name, from, 300, 20_000)).unwrap();
            assert_eq!(page.total, Count::Exact(i64::try_from(by_hand.len()).unwrap()), "{typed}");
            paged.extend(page.people.iter().map(|c| c.person.id));
            match page.people.last().filter(|_| page.later) {
                Some(last) => from = From::After(last.person.id),
                None => break,
            }
        }
        if filter.words.marked.is_empty() {
            assert_eq!(paged, by_hand, "{typed}");
        } else {
            let (mut a, mut b) = (paged.clone(), by_hand.clone());
            a.sort_unstable();
            b.sort_unstable();
            assert_eq!(a, b, "{typed}");
        }
    }
    let _ = (w.a, persons::one);
}
