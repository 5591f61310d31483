use crate::{Lang, t};
use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Module};
use maud::{Markup, html};
use std::fmt::Write;

/// A QR code as one path; made here, no other service is asked.
///
/// # Errors
/// When the text is too long for a square.
pub fn qr(lang: Lang, text: &str) -> Result<Markup, String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|e| format!("a QR code: {e:?}"))?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|at| code[y][*at].value() == Module::DARK).count();
            if run > 0 {
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    // four modules of quiet around it, as the standard asks
    let side = code.size + 8;
    Ok(html! {
        svg viewBox={ "-4 -4 " (side) " " (side) } role="img" aria-label=(t!(lang, "Mã QR")) shape-rendering="crispEdges" {
            path fill="#000" d=(path) {}
        }
    })
}
