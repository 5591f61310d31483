//! What a timer, an inspector or somebody with a new key does: retention, checking against paper, another key.

use super::{Where, pretty, say};
use crate::key;
use crate::wiring;
use kernel::{Failure, Result};
use privacy::erasure::service as erasure;
use privacy::kept::Houses;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;
use store::chain::{Finding, Head};
use store::noted::Noted;

/// People in one transaction of a retention.
const BATCH: usize = 200;

pub(super) fn tell(found: &[Finding]) {
    let mut err = std::io::stderr();
    for f in found.iter().take(100) {
        let _ = writeln!(err, "{}: {}", f.place, f.wrong);
    }
    if found.len() > 100 {
        let _ = writeln!(err, "… {} more", found.len() - 100);
    }
}

pub(super) fn verify(place: &Where, as_json: bool, heads: &[String]) -> Result<ExitCode> {
    let mut noted = Vec::new();
    for text in heads {
        noted.push(Noted::read(text).ok_or_else(|| {
            Failure::field(
                "head",
                format!("--head: không đọc được “{text}”. Hãy ghi số dòng và mã băm như trên giấy (ít nhất 12 chữ số 0–9, a–f), trong dấu nháy."),
            )
        })?);
    }
    if !place.place().exists() {
        place.open()?;
    }
    let house = wiring::open_as_it_is(&place.place())?;
    let head = house.db.read(|v| Ok(Head::read(v)?))?;
    let mut found = house.db.verify()?;
    for n in &noted {
        found.extend(house.db.read(|v| Ok(n.check(v)?))?);
    }
    let shop = wiring::workshop(&place.place(), &place.media(None))?;
    let (contents, wrong) = house.db.read(|v| learning::media::service::check(v, &*shop.blobs))?;
    found.extend(wrong);
    if as_json {
        say(pretty(&json!({
            "ok": found.is_empty(), "contents": contents, "transactions": head.txn, "head": head.hash, "heads_checked": noted.len(),
            "findings": found,
        }))?);
    } else if found.is_empty() {
        say(format_args!(
            "Đúng: {} giao dịch, chuỗi băm liền mạch, mọi con số khớp khi đếm lại từ dữ kiện gốc.",
            head.txn
        ));
        if contents > 0 {
            say(format_args!("{contents} tệp học liệu, minh chứng đều còn đủ và đúng nội dung."));
        }
        if !noted.is_empty() {
            say(format_args!("Đầu chuỗi đã chép trên giấy vẫn còn nguyên trong nhật ký ({}).", noted.len()));
        }
        say(format_args!("Đầu chuỗi bây giờ: {}", head.for_paper()));
    } else {
        tell(&found);
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub(super) fn retention(place: &Where, is_real: bool, as_json: bool) -> Result<ExitCode> {
    // who only asks changes nothing, not even sums that a new day would settle
    let house = if is_real || !place.place().exists() {
        place.open()?
    } else {
        wiring::open_as_it_is(&place.place())?
    };
    let rules = house.privacy.clone();
    let houses = Houses(wiring::keepers());
    let due = house.db.read(|v| erasure::due(v, &rules, v.today()))?.len();
    let mut done = 0;
    if is_real {
        loop {
            match erasure::forget_due(&house.db, &rules, &houses, BATCH)? {
                0 => break,
                n => done += n,
            }
            // what is done is in the ledger before more is done
            house.ledger.keep(&house.db)?;
        }
    }
    if done > 0 {
        house.db.scrub(false)?;
    }
    if as_json {
        say(pretty(&json!({ "due": due, "done": done, "dry_run": !is_real }))?);
    } else if is_real {
        say(format_args!("Đã ẩn danh {done} người đến hạn; số liệu đã qua không đổi."));
    } else {
        say(format_args!("Đến hạn ẩn danh: {due} người. Chưa làm gì; thêm --do để ẩn danh."));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn rotate_key(place: &Where) -> Result<ExitCode> {
    if !place.place().exists() {
        place.open()?;
    }
    let house = wiring::open_alone(&place.place())?;
    let done = key::rotate(&house, &place.data, &wiring::chance())?;
    say(format_args!(
        "Đã đổi khóa: niêm phong lại {} số căn cước (kể cả bản cũ của hồ sơ) và {} ứng dụng, khóa xác thực.",
        done.national_ids, done.proofs
    ));
    say(format_args!(
        "Phiếu kích hoạt, mã đặt lại chưa dùng và {} mã dự phòng hết hiệu lực: hãy cấp lại.",
        done.recovery_codes
    ));
    say("Bản sao lưu cũ vẫn mở được bằng khóa nằm trong chính nó; hãy sao lưu lại và hủy các bản cũ.");
    let found = house.db.verify()?;
    tell(&found);
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
