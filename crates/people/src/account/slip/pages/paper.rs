//! The sheet of activation slips: eight to a page of A4, with lines to cut along.

use crate::account::slip::service::Slip;
use kernel::{Failure, Result};
use ui::asset_path;
use ui::prelude::*;

/// So many slips stand on a sheet.
pub(super) const ON_A_SHEET: usize = 8;

/// What a sheet says besides the slips.
pub(super) struct Sheet<'a> {
    /// The address of the site, as it is typed.
    pub site: &'a str,
    /// Where the officer goes back to.
    pub back: &'a str,
}

/// The whole document.
pub(super) fn sheets(lang: Lang, slips: &[Slip], sheet: &Sheet) -> Result<Markup> {
    let mut pictures = Vec::new();
    for slip in slips {
        pictures.push(qr(&format!("{}/kich-hoat?ma={}", sheet.site, slip.code), lang)?);
    }
    let all: Vec<(&Slip, &Markup)> = slips.iter().zip(&pictures).collect();
    let title = t!(lang, "Phiếu kích hoạt: {n} người", n = slips.len());
    Ok(html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" type="image/svg+xml" href=(asset_path("favicon.svg"));
                link rel="stylesheet" href=(asset_path("slips.css"));
                script defer src=(asset_path("app.js")) {}
            }
            body {
                header.bar {
                    h1 { (title) }
                    p { (t!(lang, "Các mã chỉ hiện một lần này. In ra giấy A4 (tỷ lệ 100 %, không lề), cắt theo nét đứt, trao tận tay từng người.")) }
                    p {
                        button type="button" hidden data-print { (t!(lang, "In")) }
                        a href=(sheet.back) { (t!(lang, "Xong, quay lại danh sách")) }
                    }
                }
                main {
                    @for page in all.chunks(ON_A_SHEET) {
                        section.sheet { @for (slip, picture) in page { (one(lang, slip, picture, sheet.site)) } }
                    }
                }
            }
        }
    })
}

fn one(lang: Lang, slip: &Slip, picture: &Markup, site: &str) -> Markup {
    let address = site.split("://").nth(1).unwrap_or(site);
    html! {
        article.slip {
            p.to { strong { (slip.name) } span { (slip.unit) } }
            ol {
                li { (t!(lang, "Mở máy ảnh điện thoại, soi vào ô vuông bên cạnh. Hoặc mở")) " " strong { (address) "/kich-hoat" } " " (t!(lang, "và gõ mã ở dưới.")) }
                li { (t!(lang, "Đặt mã PIN 6 số của riêng bạn. Đừng cho ai biết.")) }
                li {
                    @if slip.by_phone { (t!(lang, "Lần sau đăng nhập bằng số điện thoại")) } @else { (t!(lang, "Lần sau đăng nhập bằng mã")) }
                    " " span.login { (slip.login) } " " (t!(lang, "và mã PIN."))
                }
            }
            (picture)
            p.code {
                strong { (slip.code) }
                span { (t!(lang, "dùng một lần, đến {ngay}", ngay = numbers::date(slip.ends.day()))) }
            }
        }
    }
}

/// A QR code, or our own fault.
pub(crate) fn qr(text: &str, lang: Lang) -> Result<Markup> {
    ui::parts::qr(lang, text).map_err(Failure::broken)
}
