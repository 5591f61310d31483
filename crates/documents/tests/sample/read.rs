//! Reading the made files back, each by another program's eyes.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use calamine::{Data, Reader, Xlsx};
use documents::{Format, Paper, render};

/// A folder of this test, under the build's own temporary folder.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn made(paper: &Paper, format: Format) -> Vec<u8> {
    render(paper, format).unwrap_or_else(|fault| panic!("{format:?}: {fault}"))
}

/// Is the outside program there? Says so when not, since a skipped test should be seen.
pub fn installed(program: &str) -> bool {
    let found =
        Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

pub fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a DOCX, tags taken away, cells parted by spaces.
pub fn docx_text(package: &[u8]) -> String {
    let xml = part(package, "word/document.xml").replace("<w:br", " <w:br").replace("</w:p>", " ");
    let mut text = String::new();
    for piece in xml.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, words)| words));
    }
    squeezed(
        &text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}

pub fn sheets(package: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(package.to_vec())).unwrap();
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    book.worksheets().into_iter().map(|(name, range)| (name, rows(range))).collect()
}

/// The text of a PDF as `pdftotext -layout` sees it, or nothing when that is not installed.
#[cfg(feature = "pdf")]
pub fn pdf_text(pdf: &[u8], name: &str) -> Option<String> {
    if !installed("pdftotext") {
        return None;
    }
    let file = folder("pdf").join(format!("{name}.pdf"));
    std::fs::write(&file, pdf).unwrap();
    let out = Command::new("pdftotext").arg(&file).arg("-").output().unwrap();
    assert!(out.status.success(), "pdftotext refused {name}");
    Some(squeezed(&String::from_utf8(out.stdout).unwrap()))
}

pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
