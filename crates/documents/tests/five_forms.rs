//! The same paper in five forms: every number and word of it is in each, and nothing in it is run as code.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

mod sample;

use calamine::Data;
use documents::{Cell, Failed, Format, Paper, Table, count_text, render};
use sample::read::{docx_text, installed, made, part, sheets, squeezed};

/// Forms this build can make.
fn forms() -> Vec<Format> {
    Format::ALL.into_iter().filter(|format| cfg!(feature = "pdf") || *format != Format::Pdf).collect()
}

/// (numerator, denominator, printed) of every share; every count.
fn numbers(paper: &Paper) -> (Vec<i64>, Vec<(i64, i64, String)>) {
    let (mut counts, mut shares) = (Vec::new(), Vec::new());
    for cell in paper.tables().flat_map(|(_, table)| &table.rows).flat_map(|row| &row.cells) {
        match cell {
            Cell::Count(count) => counts.push(*count),
            Cell::Percent { numerator, denominator, text } => {
                shares.push((*numerator, *denominator, text.clone()))
            }
            _ => {}
        }
    }
    assert!(counts.len() > 400 && shares.len() == 53, "the sample shrank");
    (counts, shares)
}

/// What must be readable in a text form of the report.
fn all_stands_in(text: &str, paper: &Paper) {
    let (counts, shares) = numbers(paper);
    for count in counts {
        assert!(text.contains(&count_text(count)), "{count} is missing");
    }
    for (.., printed) in shares {
        assert!(text.contains(&printed), "{printed} is missing");
    }
    for words in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "LIÊN ĐOÀN LAO ĐỘNG",
        "Số: 127/BC-LĐLĐ",
        "Lai Châu, ngày 09 tháng 10 năm 2026",
        "BÁO CÁO",
        "Kính gửi:",
        "- Ủy ban nhân dân tỉnh.",
        "- CĐCS trực thuộc;",
        "- Lưu: VT, Ban CTCĐ.",
        "TM. BAN THƯỜNG VỤ PHÓ CHỦ TỊCH",
        "Lò Thị Hằng",
        "LƯỢT NGƯỜI THAM GIA HỌC TẬP THEO THÁNG",
        "ưỡn ẹo, nghễnh ngãng, quỵt, Ẫ Ữ Ỹ Ỵ Ợ",
    ] {
        assert!(text.contains(words), "«{words}» is missing in {text}");
    }
}

#[cfg(feature = "pdf")]
#[test]
fn pdf_says_all() {
    let paper = sample::report();
    let pdf = made(&paper, Format::Pdf);
    assert!(pdf.starts_with(b"%PDF-1."));
    assert!(String::from_utf8_lossy(&pdf).contains("pdfaid"), "PDF/A, to be kept for good");
    let Some(text) = sample::read::pdf_text(&pdf, "report") else { return };
    all_stands_in(&text, &paper);
    assert!(text.contains("Mã niêm phong: 9f2c-41aa-07be · In lúc: 09/10/2026 08:30"));
    assert!(text.contains(
        "(Kèm theo Báo cáo số 127/BC-LĐLĐ ngày 09 tháng 10 năm 2026 của LIÊN ĐOÀN LAO ĐỘNG TỈNH LAI CHÂU)"
    ));
    let heads = text.matches("Công đoàn cơ sở Công đoàn cơ sở").count();
    assert!(heads >= 3, "the head of the long table is repeated on each of its pages, found {heads}");
}

#[cfg(feature = "pdf")]
#[test]
fn a_joint_paper_and_a_letter_have_their_own_heads() {
    let say = |paper: &Paper, name: &str| sample::read::pdf_text(&made(paper, Format::Pdf), name);
    let (Some(joint), Some(letter)) = (say(&sample::joint(), "joint"), say(&sample::letter(), "letter"))
    else {
        return;
    };
    for words in [
        "HỘI KHUYẾN HỌC TỈNH LAI CHÂU",
        "Số: …/CTPH-LĐLĐ-HKH",
        "ngày … tháng … năm …",
        "DỰ THẢO",
        "Giàng A Tủa",
    ] {
        assert!(joint.contains(words), "«{words}» is missing in {joint}");
    }
    assert!(
        joint.find("Nguyễn Văn Ước").unwrap() < joint.find("Giàng A Tủa").unwrap(),
        "the partner signs left"
    );
    for words in ["V/v báo cáo kết quả học tập suốt đời quý III", "Kính gửi: Liên đoàn Lao động tỉnh"]
    {
        assert!(letter.contains(words), "«{words}» is missing in {letter}");
    }
    assert!(!letter.contains("BÁO CÁO"));
}

#[test]
fn docx_says_all_and_can_be_edited() {
    let paper = sample::report();
    let docx = made(&paper, Format::Docx);
    all_stands_in(&docx_text(&docx), &paper);
    let xml = part(&docx, "word/document.xml");
    assert_eq!(xml.matches("<w:tblHeader/>").count(), 3, "each table repeats its head");
    assert!(xml.contains("w:orient=\"landscape\""), "the annex lies");
    assert_eq!(
        (xml.matches("<w:sectPr>").count(), xml.matches("w:headerReference").count()),
        (2, 4),
        "page numbers in both parts"
    );
    assert!(!part(&docx, "word/settings.xml").contains("documentProtection"), "no lock");
    assert!(part(&docx, "docProps/core.xml").contains("2026-10-09T00:00:00Z"));
}

#[test]
fn xlsx_holds_numbers_not_words() {
    let paper = sample::report();
    let sheets = sheets(&made(&paper, Format::Xlsx));
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["Văn bản", "Bảng 2", "Phụ lục", "Dữ liệu"].map(|name| if name == "Phụ lục" {
            "Phụ lục I"
        } else {
            name
        })
    );
    for ((_, rows), (_, table)) in sheets.iter().zip(paper.tables()) {
        same_cells(rows, table);
    }
    let (counts, shares) = numbers(&paper);
    let long = &sheets.last().unwrap().1;
    let lines = paper
        .tables()
        .flat_map(|(_, table)| &table.rows)
        .flat_map(|row| &row.cells)
        .filter(|cell| **cell != Cell::Blank)
        .count();
    assert_eq!(long.len(), lines + 1);
    let numbers_in = |column: usize| {
        long.iter().filter(|row| matches!(row[column], Data::Float(_) | Data::Int(_))).count()
    };
    assert_eq!(
        (numbers_in(5), numbers_in(6), numbers_in(7)),
        (counts.len() + shares.len(), shares.len(), shares.len())
    );
}

/// Finds the table's head in the sheet and compares every cell under it.
fn same_cells(rows: &[Vec<Data>], table: &Table) {
    let titles: Vec<Data> = table.columns.iter().map(|column| Data::String(column.title.clone())).collect();
    let head = rows.iter().position(|row| row.starts_with(&titles)).expect("the head stands in the sheet");
    for (row, found) in table.rows.iter().zip(&rows[head + 1..]) {
        for (cell, found) in row.cells.iter().zip(found) {
            #[expect(clippy::cast_precision_loss, reason = "small sample numbers")]
            match (cell, found) {
                (Cell::Text(text), Data::String(found)) => assert_eq!(text, found),
                (Cell::Count(count), Data::Float(found)) => assert!((*count as f64 - found).abs() < 1e-9),
                (Cell::Percent { numerator, denominator, .. }, Data::Float(found)) => {
                    assert!((*numerator as f64 / *denominator as f64 - found).abs() < 1e-12);
                }
                (Cell::Blank, Data::Empty) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn csv_holds_every_cell_once() {
    let paper = sample::report();
    let bytes = made(&paper, Format::Csv);
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("the byte order mark, for Excel");
    let mut reader = csv::Reader::from_reader(bytes);
    assert_eq!(
        reader.headers().unwrap(),
        vec!["số bảng", "bảng", "số dòng", "dòng", "cột", "giá trị", "tử số", "mẫu số"]
    );
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let (counts, shares) = numbers(&paper);
    let found: Vec<i64> =
        records.iter().filter(|line| line[6].is_empty()).filter_map(|line| line[5].parse().ok()).collect();
    assert_eq!(found, counts);
    let found: Vec<(i64, i64, String)> = records
        .iter()
        .filter(|line| !line[6].is_empty())
        .map(|line| (line[6].parse().unwrap(), line[7].parse().unwrap(), line[5].to_owned()))
        .collect();
    assert_eq!(found, shares);
    assert_eq!(&records[1][3], "Cán bộ công đoàn các cấp được tập huấn về học tập suốt đời");
}

#[test]
fn json_is_canonical_and_whole() {
    let paper = sample::report();
    let bytes = made(&paper, Format::Json);
    let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(body["facts"], paper.facts);
    assert_eq!(body["paper"]["date"], "2026-10-09");
    let mut at = 0;
    for (table, found) in paper.tables().map(|(_, table)| table).zip(body["tables"].as_array().unwrap()) {
        for (row, found) in table.rows.iter().zip(found["rows"].as_array().unwrap()) {
            for (cell, found) in row.cells.iter().zip(found["cells"].as_array().unwrap()) {
                let wanted = match cell {
                    Cell::Text(text) => serde_json::json!(text),
                    Cell::Count(count) => serde_json::json!(count),
                    Cell::Percent { numerator, denominator, text } => {
                        serde_json::json!({ "numerator": numerator, "denominator": denominator, "text": text })
                    }
                    Cell::Blank => serde_json::Value::Null,
                };
                assert_eq!(*found, wanted);
                at += 1;
            }
        }
    }
    assert_eq!(at, 12 * 6 + 41 * 6 + 30 * 12);
    let text = String::from_utf8(bytes).unwrap();
    let place = |key: &str| text.find(&format!("\"{key}\":")).unwrap();
    assert!(
        place("facts") < place("paper")
            && place("paper") < place("schema")
            && place("schema") < place("tables")
    );
    assert!(place("chi_tieu") < place("ky"), "sorted at every depth");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    for paper in [sample::report(), sample::joint()] {
        for format in forms() {
            let first = made(&paper, format);
            let other = made(&sample::letter(), format);
            assert_ne!(first, other);
            assert_eq!(first, made(&paper, format), "{format:?}: again, after another paper");
            let apart = std::thread::scope(|scope| scope.spawn(|| made(&paper, format)).join().unwrap());
            assert_eq!(first, apart, "{format:?}: in another thread");
        }
    }
    // The zip parts carry a fixed time, not the clock's.
    let docx = made(&sample::report(), Format::Docx);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    for at in 0..archive.len() {
        assert_eq!(archive.by_index(at).unwrap().last_modified(), Some(zip::DateTime::default()));
    }
}

#[cfg(feature = "pdf")]
#[test]
fn wicked_text_is_only_text_in_pdf() {
    let pdf = made(&sample::wicked(), Format::Pdf);
    let Some(text) = sample::read::pdf_text(&pdf, "wicked") else { return };
    let text: String = text.split_whitespace().collect();
    for words in sample::WICKED {
        let words: String = words.split_whitespace().collect();
        assert!(text.matches(&words).count() >= 2, "«{words}» is not printed as it stands");
    }
}

#[test]
fn wicked_text_is_only_text_in_office_files() {
    let paper = sample::wicked();
    let text = docx_text(&made(&paper, Format::Docx));
    for words in sample::WICKED {
        assert!(text.contains(&squeezed(words)), "«{words}» is not in the DOCX as it stands: {text}");
    }
    let xlsx = made(&paper, Format::Xlsx);
    for sheet in 1..=3 {
        let xml = part(&xlsx, &format!("xl/worksheets/sheet{sheet}.xml"));
        assert!(!xml.contains("<f>") && !xml.contains("<f "), "a formula in sheet {sheet}");
    }
    let csv = made(&paper, Format::Csv);
    for record in csv::Reader::from_reader(&csv[3..]).records() {
        for field in &record.unwrap() {
            let risky = field.trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!risky, "a spreadsheet would run «{field}»");
        }
    }
    let body: serde_json::Value = serde_json::from_slice(&made(&paper, Format::Json)).unwrap();
    assert_eq!(body["tables"][0]["rows"][1]["cells"][0], sample::WICKED[1]);
}

#[test]
fn a_ragged_table_is_refused_by_every_form() {
    let mut table = sample::units(3);
    table.rows[1].cells.pop();
    let paper = Paper { blocks: vec![documents::Block::Table(table)], ..sample::letter() };
    for format in Format::ALL {
        assert!(
            matches!(render(&paper, format), Err(Failed::RaggedTable { row: 2, cells: 5, columns: 6, .. })),
            "{format:?}"
        );
    }
}

#[test]
fn an_empty_paper_is_still_a_paper() {
    for format in forms() {
        assert!(!made(&Paper::default(), format).is_empty());
    }
    assert_eq!("PDF".parse(), Ok(Format::Pdf));
    assert!("doc".parse::<Format>().is_err());
}

#[test]
fn an_office_program_opens_them() {
    if !installed("soffice") {
        return;
    }
    let folder = sample::read::folder("office");
    let papers = [
        ("report", sample::report()),
        ("joint", sample::joint()),
        ("letter", sample::letter()),
        ("wicked", sample::wicked()),
    ];
    let mut files = Vec::new();
    for (name, paper) in &papers {
        for format in [Format::Docx, Format::Xlsx] {
            let file = folder.join(format!("{name}-{}.{}", format.extension(), format.extension()));
            std::fs::write(&file, made(paper, format)).unwrap();
            let _ = std::fs::remove_file(file.with_extension("pdf"));
            files.push(file);
        }
    }
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let run = std::process::Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder)
        .args(&files)
        .output()
        .unwrap();
    assert!(run.status.success(), "soffice: {}", String::from_utf8_lossy(&run.stderr));
    for file in files {
        let pdf = std::fs::read(file.with_extension("pdf"))
            .unwrap_or_else(|_| panic!("{} was not opened", file.display()));
        assert!(pdf.starts_with(b"%PDF"));
    }
}

/// `cargo test --release -p documents speed -- --ignored --nocapture`
#[cfg(feature = "pdf")]
#[test]
#[ignore = "a measurement: run in release"]
fn speed() {
    let mut paper = sample::report();
    paper.blocks.extend((0..5).map(|_| documents::Block::Table(sample::units(100))));
    for round in 1..=3 {
        for format in Format::ALL {
            let begun = std::time::Instant::now();
            let bytes = made(&paper, format);
            println!("round {round} {format:?}: {:?}, {} bytes", begun.elapsed(), bytes.len());
        }
    }
    let pages = sample::read::pdf_text(&made(&paper, Format::Pdf), "speed");
    let pages = pages.map_or(0, |text| text.matches("In lúc:").count());
    println!("{pages} pages");
}
