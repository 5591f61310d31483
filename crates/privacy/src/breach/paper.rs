//! The notice of a breach to the authority.

use super::service::notice_due;
use super::store::{Breach, StepLine};
use crate::rules::Rules;
use kernel::Moment;
use kernel::paper::{Block, Issuer, Paper, Signature};

/// The notice as a paper of the unit.
pub(super) fn notice(rules: &Rules, b: &Breach, steps: &[StepLine], unit: &str, now: Moment) -> Paper {
    let dots = "………………………………";
    let or_dots = |t: &str| if t.is_empty() { dots.to_owned() } else { t.to_owned() };
    let mut blocks = vec![
        Block::Heading { level: 1, text: "1. Thông tin chung".into() },
        Block::Paragraph(format!("Bên thông báo: {unit}. Người liên hệ: {dots}, điện thoại {dots}.")),
        Block::Paragraph(format!(
            "Phát hiện lúc: {}. Hạn thông báo ({} giờ): {}.",
            Moment(b.discovered_at).text(),
            rules.breach.notice_hours,
            notice_due(rules, b).text()
        )),
        Block::Heading { level: 1, text: "2. Nội dung sự cố".into() },
        Block::Paragraph(format!("{}. {}", b.title, b.what)),
        Block::Paragraph(format!("Nguyên nhân: {}.", or_dots(&b.cause))),
        Block::Heading { level: 1, text: "3. Dữ liệu và người bị ảnh hưởng".into() },
        Block::Paragraph(format!("Loại dữ liệu: {}.", or_dots(&b.fields))),
        Block::Paragraph(format!("Số người: {}. Danh sách lưu tại đơn vị, gửi khi được yêu cầu.", b.people)),
        Block::Heading { level: 1, text: "4. Hậu quả có thể xảy ra và biện pháp".into() },
        Block::Paragraph(or_dots(&b.measures)),
    ];
    for (code, note, at, _) in steps {
        let word = match code.as_str() {
            "contained" => "Đã chặn",
            "ministry" => "Đã báo cơ quan chuyên trách",
            "people" => "Đã báo người bị ảnh hưởng",
            _ => "Đã khép lại",
        };
        blocks.push(Block::Item(format!("{}: {word}. {note}", at.text())));
    }
    Paper {
        issuer: Issuer { parent: String::new(), body: unit.to_uppercase() },
        number: "…".into(),
        kind: "THÔNG BÁO".into(),
        subject: "Vi phạm quy định bảo vệ dữ liệu cá nhân".into(),
        addressed_to: vec![rules.breach.addressed_to.clone()],
        basis: vec![format!("Căn cứ {}", rules.law)],
        blocks,
        signatures: vec![Signature {
            formula: String::new(),
            post: "NGƯỜI ĐẠI DIỆN".into(),
            name: String::new(),
        }],
        draft_mark: b.exercise.then(|| "DIỄN TẬP".to_owned()),
        printed_at: Some(now.text()),
        ..Paper::default()
    }
}
