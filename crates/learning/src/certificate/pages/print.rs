//! Certificates as sheets of paper, in Vietnamese.

use super::hours;
use crate::certificate::model::Certificate;
use crate::certificate::service;
use kernel::certificate::{CertificatePress, Sheet};
use kernel::paper::{Block, Format, Issuer, Paper, Press};
use kernel::time::day_text;
use kernel::{Failure, Result};
use ui::{Lang, t};
use web::{Call, Reply};

/// The address that the square code of a certificate opens.
pub(super) fn link(call: &Call, c: &Certificate) -> Option<String> {
    Some(format!("{}/xac-minh#{}", call.site(), service::carried(c)?))
}

/// One certificate as a sheet; none once the person was de-identified.
fn sheet(call: &Call, c: &Certificate) -> Option<Sheet> {
    let lang = Lang::Vi;
    let s = &c.says;
    let mut lines = Vec::new();
    if let Some(year) = s.birth_year {
        lines.push(t!(lang, "Sinh năm {nam}", nam = year));
    }
    Some(Sheet {
        issuer_parent: s.issuer_parent.clone(),
        issuer: s.issuer.clone(),
        number: t!(lang, "Số: {so}", so = c.code),
        heading: s.heading.clone(),
        given_to: t!(lang, "Chứng nhận ông (bà)").to_owned(),
        name: s.full_name.clone(),
        under_name: lines,
        words: s.words.clone(),
        title: s.title.clone(),
        after: t!(
            lang,
            "Thời lượng {gio}, hoàn thành ngày {ngay}",
            gio = hours(s.minutes),
            ngay = day_text(s.day)
        ),
        place: String::new(),
        date: s.issued_on,
        capacity: s.capacity.clone(),
        post: s.post.clone(),
        signer: s.signer.clone(),
        link: link(call, c)?,
        link_words: t!(lang, "Quét mã để kiểm tra").to_owned(),
        mark: c.revoked.as_ref().map(|(day, _)| t!(lang, "ĐÃ THU HỒI {ngay}", ngay = day_text(*day))),
    })
}

/// Certificates as one PDF, a page each. What cannot be made here (a build without PDF) comes as an office document
/// with the same words.
pub(super) fn file(call: &Call, all: &[Certificate], name: &str) -> Result<Reply> {
    let mut sheets: Vec<Sheet> = all.iter().filter_map(|c| sheet(call, c)).collect();
    if sheets.is_empty() {
        return Err(Failure::Conflict(t!(call.lang, "Không có giấy chứng nhận nào để in.").to_owned()));
    }
    let place = call.state::<kernel::certificate::Place>()?;
    for sheet in &mut sheets {
        sheet.place.clone_from(&place.0);
    }
    let press = call.state::<CertificatePress>()?;
    let (format, bytes) = match (press.0)(&sheets) {
        Ok(bytes) => (Format::Pdf, bytes),
        Err(cause) if cause == kernel::certificate::LEFT_OUT => {
            let press = call.state::<Press>()?;
            (Format::Docx, (press.0)(&plain(&sheets), Format::Docx).map_err(Failure::broken)?)
        }
        Err(cause) => return Err(Failure::broken(cause)),
    };
    Ok(Reply::File {
        content_type: format.content_type().to_owned(),
        name: format!("{name}.{}", format.extension()),
        bytes,
    })
}

/// The words of certificates as a plain paper.
fn plain(sheets: &[Sheet]) -> Paper {
    let mut blocks = Vec::new();
    for s in sheets {
        blocks.push(Block::Heading { level: 1, text: format!("{} – {}", s.heading, s.number) });
        blocks.push(Block::Paragraph(format!("{} {}", s.given_to, s.name)));
        blocks.extend(s.under_name.iter().cloned().map(Block::Paragraph));
        blocks.push(Block::Paragraph(format!("{} {}", s.words, s.title)));
        blocks.push(Block::Paragraph(s.after.clone()));
        blocks.push(Block::Note(s.link.clone()));
    }
    let first = sheets.first();
    Paper {
        issuer: Issuer {
            parent: first.map_or_else(String::new, |s| s.issuer_parent.clone()),
            body: first.map_or_else(String::new, |s| s.issuer.clone()),
        },
        kind: first.map_or_else(String::new, |s| s.heading.clone()),
        place: first.map_or_else(String::new, |s| s.place.clone()),
        date: first.map(|s| s.date),
        blocks,
        ..Paper::default()
    }
}
