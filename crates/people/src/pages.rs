//! What the pages of all rooms of this house share: words for kinds and dates, faults beside their fields.

use crate::organisation::{Kind, Sector, Tree};
use crate::person::AffiliationRole;
use kernel::{Date, FieldFault, OrganisationId, Result, time};
use store::View;
use ui::prelude::*;
use web::Call;

/// The session's form token.
pub(crate) fn csrf<'a>(call: &'a Call) -> &'a str {
    call.signed.map_or("", |s| s.csrf.as_str())
}

/// Faults as a form shows them; the fixed sentences of the services have their English.
pub(crate) fn faults(lang: Lang, all: &[FieldFault]) -> Errors {
    let known = of_services();
    let worded = |message: &str| {
        let fixed = known.iter().find(|k| **k == message);
        fixed.map_or_else(|| message.to_owned(), |k| words::say(lang, k).to_owned())
    };
    Errors(all.iter().map(|f| (f.field.clone(), worded(&f.message))).collect())
}

/// What the services of this house say of a field in fixed words.
fn of_services() -> [&'static str; 22] {
    let vi = Lang::Vi;
    [
        t!(
            vi,
            "Tên đăng nhập hoặc mật khẩu không đúng. Quên mật khẩu? Hãy nhờ cán bộ công đoàn cấp mã đặt lại."
        ),
        t!(vi, "Mã PIN này dễ đoán. Đừng dùng dãy số liền nhau, số lặp lại, ngày sinh hay số điện thoại."),
        t!(
            vi,
            "Mã không đúng, đã dùng hoặc đã hết hạn. Hãy xem lại trên phiếu, hoặc xin cán bộ công đoàn in phiếu mới."
        ),
        t!(vi, "Mã chưa đúng. Hãy nhập mã 6 số đang hiện trong ứng dụng, và xem lại giờ của điện thoại."),
        t!(vi, "Mã không đúng hoặc đã dùng. Mỗi mã chỉ dùng một lần; hãy chờ mã tiếp theo."),
        t!(vi, "Khóa này chưa dùng được. Hãy thử lại, hoặc dùng mã của ứng dụng xác thực."),
        t!(vi, "Khóa thiết bị chỉ dùng được khi trang có tên miền và kết nối bảo mật (https)."),
        t!(vi, "Đã có đủ khóa. Hãy bỏ bớt một khóa cũ trước."),
        t!(vi, "Không thể tự ủy quyền cho chính mình."),
        t!(vi, "Ngày cuối phải từ ngày đầu trở đi."),
        t!(vi, "Thời gian ủy quyền đã qua. Hãy chọn ngày cuối từ hôm nay trở đi."),
        t!(vi, "Ủy quyền dài nhất một năm. Lâu hơn thì hãy giao vai trò."),
        t!(vi, "Hãy chọn ít nhất một việc trong các việc của vai trò này."),
        t!(vi, "Người ủy quyền không giữ vai trò này trong thời gian ấy."),
        t!(vi, "Bạn đã có tài khoản. Hãy đăng nhập, hoặc xin mã đặt lại nếu quên."),
        t!(
            vi,
            "Tên đăng nhập hoặc mã không đúng, hoặc mã đã dùng, đã hết hạn. Hãy xin cán bộ công đoàn mã mới."
        ),
        t!(vi, "Mật khẩu này quá dễ đoán. Hãy chọn mật khẩu khác."),
        t!(vi, "Mật khẩu hiện tại không đúng."),
        t!(vi, "Mật khẩu mới phải khác mật khẩu hiện tại."),
        t!(vi, "Mã đơn vị chỉ gồm chữ không dấu, số, gạch ngang, tối đa 40 ký tự."),
        t!(vi, "Hãy nhập tên đơn vị."),
        t!(vi, "Không thể đặt một đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc nó."),
    ]
}

/// A local address to go back to, or nothing: never another site, never a header's break.
pub(crate) fn local_address(text: &str) -> Option<&str> {
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (plain && text.starts_with('/') && !text.starts_with("//")).then_some(text)
}

/// A value inside a query.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// An address with those parts of the query that hold something.
pub(crate) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let parts: Vec<String> =
        query.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n}={}", encoded(v))).collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

/// A stretch of days in words; the last day is inside.
pub(crate) fn stretch(lang: Lang, from: Date, to: Date) -> String {
    let first = numbers::date(from);
    if to >= crate::organisation::service::forever() {
        return t!(lang, "từ {ngay}", ngay = first);
    }
    t!(lang, "từ {tu} đến hết {den}", tu = first, den = numbers::date(time::day_before(to)))
}

/// The day that a field names, or a fault.
pub(crate) fn day_field(call: &Call, name: &str, faults: &mut Vec<FieldFault>) -> Date {
    match time::parse_typed_day(call.form().get(name)) {
        Some(day) => day,
        None => {
            faults.push(FieldFault::new(name, t!(call.lang, "Hãy nhập ngày, ví dụ 05/10/2026.")));
            call.today()
        }
    }
}

/// The last known name of a unit.
pub(crate) fn unit_name(v: &View, id: OrganisationId) -> Result<String> {
    Ok(crate::organisation::store::last(v, id)?.map_or_else(String::new, |o| o.name))
}

/// A name of the policy in the language of the page.
fn named(lang: Lang, (vi, en): (&'static str, &'static str)) -> &'static str {
    if lang == Lang::Vi { vi } else { en }
}

/// A kind of unit in words.
pub(crate) fn kind_word(lang: Lang, kind: Kind) -> &'static str {
    named(lang, kind.names())
}

/// A sector in words.
pub(crate) fn sector_word(lang: Lang, sector: Sector) -> &'static str {
    match sector {
        Sector::Enterprise => t!(lang, "Doanh nghiệp, hợp tác xã"),
        Sector::Agency => t!(lang, "Cơ quan"),
        Sector::PublicUnit => t!(lang, "Đơn vị sự nghiệp"),
        Sector::None => t!(lang, "Không phải nơi làm việc"),
    }
}

/// A tree in words.
pub(crate) fn tree_word(lang: Lang, tree: Tree) -> &'static str {
    named(lang, tree.names())
}

/// A population in words.
pub(crate) fn population_word(lang: Lang, role: AffiliationRole) -> &'static str {
    match role {
        AffiliationRole::Worker => t!(lang, "Người lao động"),
        AffiliationRole::Member => t!(lang, "Đoàn viên"),
        AffiliationRole::Officer => t!(lang, "Cán bộ công đoàn"),
        AffiliationRole::AssociationMember => t!(lang, "Hội viên khuyến học"),
    }
}

/// The word of the menu group of this house.
pub(crate) fn menu_group(lang: Lang) -> &'static str {
    t!(lang, "Tổ chức & con người")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_addresses_are_gone_back_to() {
        for good in ["/", "/nguoi?q=L%C3%B2&ngay=2026-01-01"] {
            assert_eq!(local_address(good), Some(good));
        }
        for bad in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/\t/evil", "nguoi"]
        {
            assert_eq!(local_address(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_sentences_of_services_are_those_that_they_say() {
        let said = [
            include_str!("account/model.rs"),
            include_str!("account/service.rs"),
            include_str!("account/door/service.rs"),
            include_str!("account/slip/service.rs"),
            include_str!("account/delegation/service.rs"),
            include_str!("account/proof/service.rs"),
            include_str!("account/proof/passkey.rs"),
            include_str!("organisation/service.rs"),
        ]
        .concat();
        for sentence in of_services() {
            assert!(said.contains(sentence), "{sentence}");
        }
    }

    #[test]
    fn queries_are_encoded_and_empty_parts_left_out() {
        assert_eq!(address("/nguoi", &[("q", "Lò A"), ("x", "")]), "/nguoi?q=L%C3%B2%20A");
        assert_eq!(address("/nguoi", &[("q", "")]), "/nguoi");
    }
}
