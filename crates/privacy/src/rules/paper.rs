//! The impact assessment ("hồ sơ đánh giá tác động xử lý dữ liệu cá nhân"), filled in from the list of columns. What
//! the program cannot know stays as dots for the officials.

use super::model::{Erase, Kind, Rules, Tag};
use kernel::Moment;
use kernel::paper::{Align, Block, Cell, Column, Issuer, Paper, Signature, Table, TableRow};

const DOTS: &str = "………………………………";

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn table(caption: &str, columns: &[(&str, f32)], rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: columns
            .iter()
            .map(|(t, w)| Column { title: (*t).to_owned(), align: Align::Left, weight: *w })
            .collect(),
        rows: rows.into_iter().map(|cells| TableRow { cells, strong: false }).collect(),
    })
}

fn head(text: &str) -> Block {
    Block::Heading { level: 1, text: text.to_owned() }
}

/// The assessment as a paper of the unit.
pub(super) fn assessment(rules: &Rules, unit: &str, now: Moment) -> Paper {
    let tags = |tag: Tag| {
        let all = rules.tables.iter().flat_map(|t| &t.columns).filter(|c| c.tag == tag && !c.derived);
        all.map(|c| c.title.clone()).collect::<Vec<_>>().join(", ")
    };
    let purposes = rules
        .purposes
        .iter()
        .map(|p| {
            let keeps =
                rules.retentions.iter().find(|r| r.code == p.retention).map_or("", |r| r.title.as_str());
            vec![text(&p.title), text(&p.basis), text(&p.seen_by), text(keeps)]
        })
        .collect();
    let consents = rules.consents.iter().map(|c| vec![text(&c.title), text(&c.text)]).collect();
    let mut inventory = Vec::new();
    for t in &rules.tables {
        for c in t.columns.iter().filter(|c| c.tag != Tag::Internal) {
            let tag = match c.tag {
                Tag::Public => "công khai",
                Tag::Internal => "nội bộ",
                Tag::Personal => "cá nhân cơ bản",
                Tag::Sensitive => "cá nhân nhạy cảm",
                Tag::Child => "trẻ em",
            };
            let purpose = c.purpose.as_deref().unwrap_or(&t.purpose);
            let erased = match c.erase {
                Erase::Keep => "giữ",
                Erase::Blank => "xóa trắng",
                Erase::Pseudonym | Erase::Fold | Erase::Sort => "thay bằng mã ẩn danh",
                Erase::Token => "thay bằng mã vô nghĩa",
            };
            inventory.push(vec![
                text(&t.title),
                text(&c.title),
                text(tag),
                text(rules.purpose(purpose).map_or("", |p| p.title.as_str())),
                text(erased),
            ]);
        }
    }
    let blocks = vec![
        head("I. BÊN KIỂM SOÁT DỮ LIỆU"),
        Block::Paragraph(format!("Tên: {unit}. Địa chỉ: {DOTS}. Người đại diện: {DOTS}.")),
        Block::Paragraph(format!("Nhân sự, bộ phận bảo vệ dữ liệu cá nhân: {DOTS}, điện thoại {DOTS}.")),
        head("II. MỤC ĐÍCH, CĂN CỨ, NGƯỜI TIẾP CẬN, THỜI GIAN LƯU"),
        table("", &[("Mục đích", 1.5), ("Căn cứ", 2.0), ("Ai tiếp cận", 1.5), ("Lưu bao lâu", 1.2)], purposes),
        head("III. LOẠI DỮ LIỆU"),
        Block::Paragraph(format!("Dữ liệu cá nhân cơ bản: {}.", tags(Tag::Personal))),
        Block::Paragraph(format!("Dữ liệu cá nhân nhạy cảm: {}.", tags(Tag::Sensitive))),
        Block::Paragraph("Không thu thập dân tộc, tôn giáo, ảnh căn cước, vị trí, sức khỏe.".into()),
        head("IV. XỬ LÝ DỰA TRÊN SỰ ĐỒNG Ý"),
        table("", &[("Việc", 1.0), ("Lời được đọc trước khi đồng ý", 3.0)], consents),
        Block::Paragraph(format!(
            "Không có ô đánh dấu sẵn; mỗi lần đồng ý lưu nguyên văn lời đã đọc; rút lại bằng một lần bấm. Trẻ em: {}.",
            rules.minors.source
        )),
        head("V. CHUYỂN DỮ LIỆU RA NƯỚC NGOÀI"),
        Block::Paragraph(
            "Không. Phần mềm chạy trên máy chủ của tổ chức; trang không tải gì từ bên ngoài. Nơi đặt máy chủ: ………………………………".into(),
        ),
        head("VI. BIỆN PHÁP BẢO VỆ"),
        Block::Item("Quyền theo vai trò và đơn vị; ngoài phạm vi thì không thấy và không biết là có.".into()),
        Block::Item("Số căn cước mã hóa; xem đủ số phải ghi lý do; mỗi lần xem đều ghi nhật ký.".into()),
        Block::Item("Nhật ký nối bằng chuỗi băm; mọi lần ghi, xem danh sách, xuất tệp đều có người, giờ, việc.".into()),
        Block::Item("Sao lưu chỉ chủ máy đọc được; bản sao lưu cũ hơn 90 ngày phải hủy; khôi phục thì ẩn danh lại.".into()),
        Block::Item(format!(
            "Sự cố: báo {} trong {} giờ ({}).",
            rules.breach.addressed_to, rules.breach.notice_hours, rules.breach.source
        )),
        head("VII. THỜI GIAN LƯU VÀ ẨN DANH"),
        table(
            "",
            &[("Quy tắc", 2.0), ("Căn cứ", 2.0)],
            rules
                .retentions
                .iter()
                .filter(|r| r.kind != Kind::Days || r.days > 0)
                .map(|r| vec![text(&r.title), text(&r.basis)])
                .collect(),
        ),
        head("VIII. RỦI RO VÀ MỨC ĐỘ"),
        table(
            "",
            &[("Rủi ro", 2.0), ("Khả năng", 1.0), ("Hậu quả", 1.0), ("Đã làm gì", 2.0)],
            vec![
                vec![text("Tài khoản cán bộ bị lấy"), text(DOTS), text(DOTS), text("Phạm vi theo đơn vị; nhật ký xem; khóa phiên")],
                vec![text("Máy chủ, bản sao lưu bị lấy"), text(DOTS), text(DOTS), text("Số căn cước mã hóa; khóa để riêng")],
                vec![text("Xuất danh sách ra ngoài"), text(DOTS), text(DOTS), text("Nhật ký xuất; ít cột nhất; không có số căn cước")],
            ],
        ),
        head("IX. Ý KIẾN CỦA BỘ PHẬN PHÁP CHẾ"),
        Block::Paragraph(DOTS.into()),
    ];
    let annex = kernel::paper::Annex {
        title: "Danh mục từng mục dữ liệu".into(),
        landscape: true,
        blocks: vec![table(
            "",
            &[("Thuộc", 1.2), ("Dữ liệu", 1.2), ("Loại", 0.8), ("Mục đích", 1.5), ("Khi ẩn danh", 1.0)],
            inventory,
        )],
    };
    Paper {
        issuer: Issuer { parent: String::new(), body: unit.to_uppercase() },
        number: "…".into(),
        kind: "HỒ SƠ".into(),
        subject: "Đánh giá tác động xử lý dữ liệu cá nhân".into(),
        basis: vec![format!("Căn cứ {}", rules.law)],
        blocks,
        annexes: vec![annex],
        signatures: vec![Signature {
            formula: String::new(),
            post: "NGƯỜI ĐẠI DIỆN".into(),
            name: String::new(),
        }],
        draft_mark: Some("DỰ THẢO".into()),
        printed_at: Some(now.text()),
        ..Paper::default()
    }
}
