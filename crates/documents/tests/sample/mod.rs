//! A quarterly report of an invented federation: 12 indicators, a table of 40 units, a wide annex.

pub mod read;

use documents::{Align, Annex, Block, Cell, Column, Issuer, Paper, Signature, Table, TableRow};

pub fn text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

/// One decimal, half up, as the indicators print it.
pub fn percent(numerator: i64, denominator: i64) -> Cell {
    let tenths = (numerator * 2_000 + denominator) / (2 * denominator);
    Cell::Percent { numerator, denominator, text: format!("{},{} %", tenths / 10, tenths % 10) }
}

pub fn column(title: &str, align: Align, weight: f32) -> Column {
    Column { title: title.to_owned(), align, weight }
}

fn strings(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn indicators() -> Table {
    let names = [
        "Cán bộ công đoàn các cấp được tập huấn về học tập suốt đời",
        "Người lao động được tiếp cận các chương trình học tập suốt đời",
        "CĐCS trong doanh nghiệp đưa nội dung “Công đoàn học tập” vào chương trình năm",
        "Người lao động tham gia ít nhất một hình thức học tập trong năm",
        "Người lao động được phổ biến pháp luật lao động, công đoàn, BHXH, ATVSLĐ",
        "Người lao động sử dụng được internet và các nền tảng số",
        "Công nhân lao động tham gia học tập nâng cao trình độ, kỹ năng nghề nghiệp",
        "Đoàn viên đạt danh hiệu “Công dân học tập”",
        "Đơn vị đạt danh hiệu “Đơn vị học tập”",
        "Con đoàn viên nghèo hiếu học được trao học bổng “Học không bao giờ cùng”",
        "Doanh nghiệp ký cam kết hỗ trợ người lao động học tập",
        "Tủ sách, điểm đọc công nhân được duy trì",
    ];
    let rows = (0_i64..).zip(names).map(|(at, name)| TableRow {
        cells: vec![
            Cell::Count(at + 1),
            text(name),
            text("≥ 70 %"),
            Cell::Count(1_234 + at * 1_111),
            Cell::Count(23_456 + at * 13),
            percent(1_234 + at * 1_111, 23_456 + at * 13),
        ],
        strong: false,
    });
    Table {
        caption: "Bảng 1. Kết quả thực hiện các chỉ tiêu đến hết quý III năm 2026".into(),
        columns: vec![
            column("TT", Align::Center, 0.5),
            column("Chỉ tiêu", Align::Left, 4.0),
            column("Mục tiêu", Align::Center, 1.0),
            column("Thực hiện", Align::Right, 1.1),
            column("Tổng số", Align::Right, 1.1),
            column("Tỷ lệ", Align::Right, 1.0),
        ],
        rows: rows.collect(),
    }
}

pub fn units(how_many: i64) -> Table {
    let kinds = [
        "Công ty cổ phần Chè",
        "Hợp tác xã Nông nghiệp hữu cơ",
        "Công ty TNHH một thành viên Quản lý thủy nông",
        "Nhà máy Thủy điện",
    ];
    let places = ["Tam Đường", "Mường Tè", "Sìn Hồ", "Phong Thổ", "Than Uyên", "Tân Uyên", "Nậm Nhùn"];
    let mut rows: Vec<TableRow> = (0..how_many)
        .map(|at| {
            let (kind, place) =
                (kinds[usize::try_from(at).unwrap() % 4], places[usize::try_from(at).unwrap() % 7]);
            let (workers, learners) = (1_000 + at * 37, 611 + at * 29);
            TableRow {
                cells: vec![
                    Cell::Count(at + 1),
                    text(&format!("Công đoàn cơ sở {kind} {place} số {}", at + 1)),
                    Cell::Count(workers),
                    Cell::Count(learners),
                    percent(learners, workers),
                    if at % 5 == 0 { Cell::Blank } else { text("Ước thực hiện") },
                ],
                strong: false,
            }
        })
        .collect();
    rows.push(TableRow {
        cells: vec![
            Cell::Blank,
            text("Cộng"),
            Cell::Count(68_860),
            Cell::Count(47_060),
            percent(47_060, 68_860),
            Cell::Blank,
        ],
        strong: true,
    });
    Table {
        caption: "Bảng 2. Người lao động tham gia học tập theo công đoàn cơ sở".into(),
        columns: vec![
            column("TT", Align::Center, 0.5),
            column("Công đoàn cơ sở", Align::Left, 4.0),
            column("Người lao động", Align::Right, 1.1),
            column("Tham gia học tập", Align::Right, 1.1),
            column("Tỷ lệ", Align::Right, 1.0),
            column("Ghi chú", Align::Left, 1.2),
        ],
        rows,
    }
}

fn wide_table() -> Table {
    let mut columns = vec![column("TT", Align::Center, 0.6), column("Chỉ tiêu", Align::Left, 3.0)];
    columns.extend((1..=9).map(|month| column(&format!("Tháng {month}"), Align::Right, 1.0)));
    columns.push(column("Cộng", Align::Right, 1.1));
    let rows = (0..30_i64).map(|at| {
        let mut cells =
            vec![Cell::Count(at + 1), text(&format!("Lượt người tham gia hình thức học tập thứ {}", at + 1))];
        cells.extend((1..=9).map(|month| Cell::Count(100 * month + at)));
        cells.push(Cell::Count(4_500 + 9 * at));
        TableRow { cells, strong: at % 10 == 0 }
    });
    Table { caption: String::new(), columns, rows: rows.collect() }
}

pub fn report() -> Paper {
    let heading = |level, text: &str| Block::Heading { level, text: text.into() };
    let paragraph = |text: &str| Block::Paragraph(text.into());
    Paper {
        issuer: Issuer { parent: "TỔNG LĐLĐ VIỆT NAM".into(), body: "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH LAI CHÂU".into() },
        number: "127/BC-LĐLĐ".into(),
        place: "Lai Châu".into(),
        date: Some(jiff::civil::date(2026, 10, 9)),
        kind: "BÁO CÁO".into(),
        subject: "Kết quả thực hiện Kế hoạch đẩy mạnh học tập suốt đời trong công nhân lao động tại các doanh nghiệp quý III năm 2026".into(),
        addressed_to: strings(&["Tổng Liên đoàn Lao động Việt Nam", "Ủy ban nhân dân tỉnh"]),
        basis: strings(&[
            "Căn cứ Quyết định số 1268/QĐ-TTg ngày 19/10/2022 của Thủ tướng Chính phủ;",
            "Căn cứ Kế hoạch số 31/KH-LĐLĐ ngày 11/5/2026 của Ban Thường vụ Liên đoàn Lao động tỉnh",
        ]),
        blocks: vec![
            paragraph("Ban Thường vụ Liên đoàn Lao động tỉnh báo cáo kết quả thực hiện Kế hoạch quý III năm 2026 như sau:"),
            heading(1, "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"),
            paragraph("Các cấp công đoàn đã ban hành văn bản chỉ đạo, tổ chức tuyên truyền “Học tập suốt đời - cơ hội việc làm bền vững”; ưỡn ẹo, nghễnh ngãng, quỵt, Ẫ Ữ Ỹ Ỵ Ợ là các chữ có dấu phải in đúng."),
            Block::Item("Ban hành 12 văn bản hướng dẫn công đoàn cơ sở và các đơn vị trực thuộc tổ chức thực hiện bảo đảm đồng bộ, hiệu quả;".into()),
            Block::Item("Tổ chức 18 hội nghị tập huấn cho cán bộ công đoàn.".into()),
            heading(1, "II. KẾT QUẢ THỰC HIỆN"),
            heading(2, "1. Các chỉ tiêu"),
            paragraph("Đến hết quý III, kết quả thực hiện các chỉ tiêu như Bảng 1."),
            Block::Table(indicators()),
            Block::Note("Ghi chú: tỷ lệ = số người đạt / tổng số người lao động trong danh sách cuối kỳ; ✓ đã xác nhận.".into()),
            heading(2, "2. Theo công đoàn cơ sở"),
            heading(3, "a) Doanh nghiệp"),
            Block::Table(units(40)),
            heading(1, "III. KHÓ KHĂN, VƯỚNG MẮC VÀ ĐỀ XUẤT"),
            paragraph("Địa bàn rộng, giao thông khó khăn, nhiều người lao động làm việc theo ca nên việc tổ chức lớp học tập trung còn hạn chế.\nĐề nghị Tổng Liên đoàn Lao động Việt Nam hỗ trợ học liệu số bằng tiếng Việt và tiếng dân tộc."),
            paragraph("Trên đây là báo cáo kết quả quý III năm 2026 của Ban Thường vụ Liên đoàn Lao động tỉnh Lai Châu."),
        ],
        annexes: vec![Annex {
            title: "Lượt người tham gia học tập theo tháng".into(),
            landscape: true,
            blocks: vec![Block::Table(wide_table())],
        }],
        recipients: strings(&["Tổng LĐLĐ Việt Nam (B/c);", "UBND tỉnh (B/c)", "- CĐCS trực thuộc", "Lưu: VT, Ban CTCĐ."]),
        signatures: vec![Signature { formula: "TM. BAN THƯỜNG VỤ".into(), post: "PHÓ CHỦ TỊCH".into(), name: "Lò Thị Hằng".into() }],
        footer_note: Some("Mã niêm phong: 9f2c-41aa-07be".into()),
        facts: serde_json::json!({ "ky": "2026-Q3", "chi_tieu": { "kh31.2": [2_345, 23_469] } }),
        printed_at: Some("09/10/2026 08:30".into()),
        ..Paper::default()
    }
}

/// A joint programme with two heads, two signatures, a draft mark and no date.
pub fn joint() -> Paper {
    Paper {
        issuer: Issuer { parent: String::new(), body: "LIÊN ĐOÀN LAO ĐỘNG\nTỈNH LAI CHÂU".into() },
        partner: Some(Issuer {
            parent: String::new(), body: "HỘI KHUYẾN HỌC\nTỈNH LAI CHÂU".into()
        }),
        number: "…/CTPH-LĐLĐ-HKH".into(),
        date: None,
        kind: "CHƯƠNG TRÌNH PHỐI HỢP".into(),
        addressed_to: Vec::new(),
        annexes: Vec::new(),
        draft_mark: Some("DỰ THẢO".into()),
        signatures: vec![
            Signature {
                formula: "TM. BTV HỘI KHUYẾN HỌC".into(),
                post: "P. CHỦ TỊCH".into(),
                name: "Nguyễn Văn Ước".into(),
            },
            Signature {
                formula: "TM. BAN THƯỜNG VỤ\nLIÊN ĐOÀN LAO ĐỘNG TỈNH".into(),
                post: "CHỦ TỊCH".into(),
                name: "Giàng A Tủa".into(),
            },
        ],
        ..report()
    }
}

/// An official letter: no kind, the subject under the number.
pub fn letter() -> Paper {
    Paper {
        kind: String::new(),
        issuer: Issuer {
            parent: "LĐLĐ TỈNH LAI CHÂU".into(),
            body: "CÔNG ĐOÀN CƠ SỞ CÔNG TY CỔ PHẦN ĐẦU TƯ PHÁT TRIỂN CHÈ VÀ NÔNG SẢN HỮU CƠ TÂY BẮC".into(),
        },
        subject: "báo cáo kết quả học tập suốt đời quý III".into(),
        addressed_to: strings(&["Liên đoàn Lao động tỉnh"]),
        annexes: Vec::new(),
        basis: Vec::new(),
        blocks: vec![Block::Paragraph("Công đoàn cơ sở kính báo cáo.".into())],
        ..report()
    }
}

/// Text that would be code to one of the renderers.
pub const WICKED: [&str; 7] = [
    r##"#panic("x") *b* _i_ $x$ @ref <l> \ [ ] ` ~ // /* "##,
    r#"=HYPERLINK("http://x","y") & <w:p/> ]]>"#,
    "+84912345678",
    "- 5 = -5",
    "@sum(A1)",
    "{{x}} %s \"quoted\" 'single'",
    "#import \"/etc/passwd\"",
];

/// The wicked texts in every place a text can stand.
pub fn wicked() -> Paper {
    let all = WICKED.join("\n");
    let table = Table {
        caption: WICKED[0].into(),
        columns: vec![column(WICKED[1], Align::Left, f32::NAN), column(WICKED[0], Align::Right, -1.0)],
        rows: WICKED
            .iter()
            .map(|words| TableRow { cells: vec![text(words), text(words)], strong: true })
            .collect(),
    };
    let signature = Signature { formula: all.clone(), post: WICKED[0].into(), name: WICKED[1].into() };
    Paper {
        issuer: Issuer { parent: WICKED[0].into(), body: WICKED[1].into() },
        partner: Some(Issuer { parent: WICKED[1].into(), body: WICKED[0].into() }),
        number: WICKED[0].into(),
        place: WICKED[0].into(),
        date: None,
        kind: WICKED[0].into(),
        subject: all.clone(),
        addressed_to: strings(&WICKED),
        basis: strings(&WICKED),
        blocks: vec![
            Block::Heading { level: 0, text: all.clone() },
            Block::Heading { level: 9, text: WICKED[1].into() },
            Block::Paragraph(all.clone()),
            Block::Item(all.clone()),
            Block::Note(all.clone()),
            Block::Table(table.clone()),
        ],
        annexes: vec![Annex { title: all.clone(), landscape: false, blocks: vec![Block::Table(table)] }],
        recipients: strings(&WICKED),
        signatures: vec![signature.clone(), signature],
        footer_note: Some(all.clone()),
        draft_mark: Some(WICKED[0].into()),
        facts: serde_json::json!({ WICKED[0]: WICKED[1] }),
        printed_at: Some(all),
    }
}
