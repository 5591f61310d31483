//! What is signed, and that nothing else passes for it.

use super::model::{CertificateRules, Says, message};
use super::signing::{Signer, payload, verified};
use kernel::Date;

fn says(title: &str) -> Says {
    Says {
        full_name: "Nguyễn Thị Ngọc Hương".into(),
        birth_year: Some(1994),
        heading: "GIẤY CHỨNG NHẬN".into(),
        words: "Đã hoàn thành".into(),
        title: title.into(),
        minutes: 360,
        day: Date::constant(2026, 10, 6),
        issued_on: Date::constant(2026, 11, 20),
        issuer: "Công đoàn cơ sở Công ty Cổ phần Chè Than Uyên".into(),
        issuer_parent: String::new(),
        capacity: String::new(),
        post: String::new(),
        signer: String::new(),
    }
}

fn signer(byte: u8) -> Signer {
    Signer::new(Box::new(move || Ok([byte; 32])))
}

#[test]
fn one_changed_byte_anywhere_is_not_genuine() {
    let signer = signer(7);
    let key = signer.public().unwrap().clone();
    let text = message("GCN-2026-0012-CD001", &says("Bồi dưỡng kỹ năng số"), &key.name);
    let good = payload(&text, &signer.sign(&text).unwrap()).unwrap();
    let lines = verified(&good, std::slice::from_ref(&key)).unwrap();
    assert_eq!(lines[3], "Nguyễn Thị Ngọc Hương");
    use base64::Engine;
    let base = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let bytes = base.decode(&good).unwrap();
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert_eq!(verified(&base.encode(other), std::slice::from_ref(&key)), None, "byte {at}");
    }
    for junk in ["", "AA", "*", &good[..good.len() - 4]] {
        assert_eq!(verified(junk, std::slice::from_ref(&key)), None, "{junk}");
    }
}

#[test]
fn another_key_signs_nothing_for_us_and_an_old_key_stays_good() {
    let (ours, old) = (signer(7), signer(8));
    let key = old.public().unwrap().clone();
    let text = message("GCN-2026-0001-CD001", &says("Lớp"), &key.name);
    let code = payload(&text, &old.sign(&text).unwrap()).unwrap();
    let ours = ours.public().unwrap().clone();
    assert!(verified(&code, std::slice::from_ref(&ours)).is_none());
    assert!(verified(&code, &[ours, key]).is_some());
}

#[test]
fn the_square_code_of_the_longest_title_is_read_by_an_ordinary_phone() {
    let signer = signer(7);
    let key = signer.public().unwrap().name.clone();
    let text = message("GCN-2026-0012-CD001", &says(&"Bồi dưỡng kỹ năng số ".repeat(12)), &key);
    let link = format!(
        "https://hoctap.congdoanlaichau.vn/xac-minh#{}",
        payload(&text, &signer.sign(&text).unwrap()).unwrap()
    );
    let svg = ui::parts::qr(ui::Lang::Vi, &link).unwrap().into_string();
    // version = (modules - 17) / 4, and eight modules of quiet
    let side: i64 = svg.split("-4 -4 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let version = (side - 8 - 17) / 4;
    assert!(version <= 17, "version {version} for {} signs", link.len());
    let usual = message("GCN-2026-0012-CD001", &says("Bồi dưỡng kỹ năng số cho công nhân"), &key);
    let link =
        format!("https://hoctap.vn/xac-minh#{}", payload(&usual, &signer.sign(&usual).unwrap()).unwrap());
    let svg = ui::parts::qr(ui::Lang::Vi, &link).unwrap().into_string();
    let side: i64 = svg.split("-4 -4 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((side - 25) / 4 <= 15, "version {} for {} signs", (side - 25) / 4, link.len());
}

#[test]
fn the_policy_says_who_gives_what() {
    let rules =
        CertificateRules::read(include_str!("../../../../policy/learning/certificates.toml")).unwrap();
    assert!(
        rules.given_for("class", "vocational").is_some() && rules.given_for("class", "briefing").is_none()
    );
    assert!(rules.given_for("course", "").is_some());
    assert_eq!(rules.capacity("provincial_federation").unwrap().capacity, "TM. BAN THƯỜNG VỤ");
    assert_eq!(rules.capacity("grassroots_union").unwrap().capacity, "TM. BAN CHẤP HÀNH");
    assert_eq!(rules.code(2026, 12, "CD001"), "GCN-2026-0012-CD001");
    assert!(
        CertificateRules::read("number = \"{year}-{number}\"\ndigits = 4\nkind = []\nsigner = []").is_err()
    );
}
