//! What waits for who handles personal data, on the officers' home page.

use crate::breach::{service as breaches, store as breach_store};
use crate::request::pages::todo;
use kernel::{Act, Result};
use store::View;
use ui::prelude::*;
use web::Call;
use web::home::{Todo, Waits};

/// Requests, breaches, people who are due to be de-identified.
pub struct Waiting;

impl Waits for Waiting {
    fn todo(&self, call: &Call, v: &View) -> Result<Vec<Todo>> {
        let lang = call.lang;
        let mut all = Vec::new();
        let tops = call.scope(Act::KeepPrivacy)?;
        if tops.is_empty() {
            return Ok(all);
        }
        let rules = crate::pages::rules(call)?;
        for b in breach_store::below(v, &tops)? {
            let steps = breach_store::steps(v, b.id)?;
            if b.exercise || steps.iter().any(|s| matches!(s.0.as_str(), "ministry" | "closed")) {
                continue;
            }
            let hours = (breaches::notice_due(rules, &b).0 - call.now.0) / 3_600_000_000;
            all.push(Todo {
                what: t!(lang, "Sự cố lộ dữ liệu chưa báo cơ quan chuyên trách: {ten}", ten = b.title),
                when: match hours {
                    n if n < 0 => t!(lang, "quá hạn {n} giờ", n = -n),
                    n => t!(lang, "còn {n} giờ", n = n),
                },
                tone: Tone::Bad,
                act: t!(lang, "Mở sổ sự cố").to_owned(),
                href: format!("/su-co/{}", b.id),
            });
        }
        if let Some(waiting) = todo(call, v)? {
            all.push(Todo {
                what: t!(lang, "{n} yêu cầu về dữ liệu cá nhân đang chờ", n = waiting.open),
                when: match (waiting.late, waiting.left) {
                    (0, 0) => t!(lang, "hạn hôm nay").to_owned(),
                    (0, n) => t!(lang, "hạn gần nhất còn {n} ngày", n = n),
                    (late, _) => t!(lang, "{n} yêu cầu quá hạn", n = late),
                },
                tone: match (waiting.late, waiting.left) {
                    (0, n) if n > 2 => Tone::Plain,
                    (0, _) => Tone::Warn,
                    _ => Tone::Bad,
                },
                act: t!(lang, "Trả lời").to_owned(),
                href: "/quyen-rieng-tu".to_owned(),
            });
        }
        let due = crate::erasure::pages::due_here(call, v)?.len();
        if due > 0 {
            all.push(Todo {
                what: t!(lang, "{n} người đã rời đơn vị, đến hạn ẩn danh", n = due),
                when: t!(lang, "theo quy tắc lưu giữ").to_owned(),
                tone: Tone::Plain,
                act: t!(lang, "Xem danh sách").to_owned(),
                href: "/an-danh".to_owned(),
            });
        }
        Ok(all)
    }
}
