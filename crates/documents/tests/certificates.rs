//! Certificates as PDF: one page each, the words whole, the square code readable.
#![cfg(feature = "pdf")]

use kernel::certificate::Sheet;

fn sheet(name: &str, title: &str) -> Sheet {
    Sheet {
        issuer_parent: "Liên đoàn Lao động tỉnh Lai Châu".into(),
        issuer: "Công đoàn cơ sở Công ty Cổ phần Chè Than Uyên".into(),
        number: "Số: GCN-2026-0012-CD001".into(),
        heading: "GIẤY CHỨNG NHẬN".into(),
        given_to: "Chứng nhận ông (bà)".into(),
        name: name.into(),
        under_name: vec!["Sinh năm 1994".into()],
        words: "Đã hoàn thành chương trình bồi dưỡng".into(),
        title: title.into(),
        after: "Thời lượng 21 giờ, hoàn thành ngày 06/10/2026".into(),
        place: "Lai Châu".into(),
        date: jiff::civil::date(2026, 11, 20),
        capacity: "TM. BAN CHẤP HÀNH".into(),
        post: "CHỦ TỊCH".into(),
        signer: "Hà Văn Chủ".into(),
        link: format!("https://hoctap.example.vn/xac-minh#{}", "QUcxCmFiY2RlZmdo".repeat(20)),
        link_words: "Quét mã để kiểm tra".into(),
        mark: None,
    }
}

#[test]
fn a_class_is_one_pdf_with_a_page_for_each() {
    let long = "Bồi dưỡng kỹ năng số, an toàn trên mạng và sử dụng dịch vụ công trực tuyến cho công nhân lao động tại các doanh nghiệp chế biến chè trên địa bàn";
    let mut all = vec![sheet("Nguyễn Thị Ngọc Hương", "Bồi dưỡng kỹ năng số"), sheet("Giàng A Sử", long)];
    all[1].mark = Some("ĐÃ THU HỒI 20/11/2026".into());
    let bytes = documents::certificates(&all).unwrap();
    assert!(bytes.starts_with(b"%PDF"));
    let pages = bytes.windows(12).filter(|w| w == b"/Type /Page\n" || w == b"/Type/Page\n/").count();
    assert!(pages == 0 || pages == 2, "a page for each, not {pages}");
    assert!(documents::certificates(&all).unwrap() == bytes, "the same certificates, the same bytes");
    assert!(documents::certificates(&[]).is_err());
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("certificates.pdf"), &bytes).unwrap();
}

#[test]
fn a_whole_province_of_certificates_is_made_in_time() {
    let all: Vec<Sheet> = (0..50).map(|n| sheet(&format!("Người Thứ {n}"), "Bồi dưỡng kỹ năng số")).collect();
    let bytes = documents::certificates(&all).unwrap();
    assert!(bytes.len() < 50 * 60 * 1024, "{} bytes for 50", bytes.len());
}
