//! In a process of its own: what the worst sheets cost at their peak.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]
use interop::sheet::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// A sheet of so many rows, written as it is packed; `cell` gives the cells of a row.
fn tall(rows: u32, cells: impl Fn(u32) -> String) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, content: &mut dyn FnMut(&mut dyn Write)| {
        zip.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        content(&mut zip);
    };
    part("xl/workbook.xml", &mut |out| {
        out.write_all(
            br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        )
        .unwrap();
    });
    part("xl/_rels/workbook.xml.rels", &mut |out| {
        out.write_all(
            br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></Relationships>"#,
        )
        .unwrap();
    });
    part("xl/s.xml", &mut |out| {
        out.write_all(b"<worksheet><sheetData>").unwrap();
        for row in 1..=rows {
            write!(out, r#"<row r="{row}" spans="1:8" customFormat="1">{}</row>"#, cells(row)).unwrap();
        }
        out.write_all(b"</sheetData></worksheet>").unwrap();
    });
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_worst_sheets_stay_under_256_mib() {
    // formatted to the last row, as "select all, draw borders" leaves it; 20 rows have content
    // (fewer in the slow build)
    let file = tall(if cfg!(debug_assertions) { 150_000 } else { 1_048_576 }, |row| {
        let text = if row <= 20 {
            format!(r#"<c r="A{row}" t="str"><v>Lò Thị Mai</v></c>"#)
        } else {
            String::new()
        };
        text + &["B", "C", "D"].map(|column| format!(r#"<c r="{column}{row}" s="1"/>"#)).concat()
    });
    let book = read_book(&file, "a.xlsx", &Limits::default()).unwrap();
    assert_eq!((book.sheets[0].rows.len(), book.sheets[0].width()), (20, 1));
    // content far down: refused on the way
    let file = tall(60_000, |row| format!(r#"<c r="A{row}"><v>1</v></c>"#));
    assert!(matches!(read_book(&file, "a.xlsx", &Limits::default()), Err(Refused::TooManyRows { .. })));
    // as many cells as are taken
    let rows = if cfg!(debug_assertions) { 1_000 } else { 6_000 };
    let limits = Limits { max_cells: 200 * rows as usize, ..Limits::default() };
    assert!(cfg!(debug_assertions) || limits == Limits::default());
    drop(book);
    let file = tall(rows, |_| r#"<c t="str"><v>Lò Thị Mai Hương Giang Thanh</v></c>"#.repeat(200));
    let book = read_book(&file, "a.xlsx", &limits).unwrap();
    assert_eq!(book.sheets[0].rows.iter().map(|row| row.cells.len()).sum::<usize>(), limits.max_cells);
    let file = tall(rows + 1, |_| "<c><v>1</v></c>".repeat(200));
    assert_eq!(read_book(&file, "a.xlsx", &limits), Err(Refused::TooMuch));
    let peak = peak_mib();
    println!("peak {peak} MiB");
    assert!(peak < 256, "{peak} MiB");
}
