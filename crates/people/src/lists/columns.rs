//! Columns that several lists have.
use kernel::sheet::{Column, Reading};

/// A column that may be missing.
pub(crate) const fn column(
    key: &'static str,
    title: &'static str,
    synonyms: &'static [&'static str],
    reads: Reading,
) -> Column {
    Column { key, title, synonyms, required: false, reads }
}

/// "mã hồ sơ": the surest word for a person; it stands on our own lists.
pub(crate) const RECORD: Column = column("record", "Mã hồ sơ", &["Mã hồ sơ người"], Reading::Text);
/// "họ và tên"
pub(crate) const NAME: Column = column(
    "name",
    "Họ và tên",
    &["Họ tên", "Tên", "Họ và tên cán bộ", "Họ tên đoàn viên", "Đoàn viên"],
    Reading::Name,
);
/// "ngày sinh"
pub(crate) const BIRTH: Column = column(
    "birth",
    "Ngày sinh",
    &["Ngày, tháng, năm sinh", "Năm sinh", "Ngày tháng năm sinh", "Sinh ngày", "NS"],
    Reading::Birth,
);
/// "số căn cước công dân"
pub(crate) const NATIONAL_ID: Column = column(
    "national_id",
    "Số CCCD",
    &["CCCD", "CMND", "CMND/CCCD", "Số CMND", "Căn cước", "Số căn cước công dân", "Số định danh"],
    Reading::NationalId,
);
/// "điện thoại"
pub(crate) const PHONE: Column = column(
    "phone",
    "Điện thoại",
    &["Số điện thoại", "SĐT", "Số ĐT", "ĐT", "Di động", "Zalo"],
    Reading::Phone,
);
/// "mã nhân viên"
pub(crate) const STAFF_CODE: Column =
    column("staff_code", "Mã NV", &["Mã nhân viên", "Mã số", "MSNV", "Mã CN"], Reading::Text);
/// "mã đơn vị" of the row
pub(crate) const UNIT: Column = column(
    "unit_code",
    "Mã đơn vị",
    &["Mã CĐCS", "Mã công đoàn cơ sở", "Mã công đoàn", "Mã tổ chức"],
    Reading::Text,
);
/// "lý do, căn cứ"
pub(crate) const BASIS: Column = column(
    "basis",
    "Căn cứ (số quyết định)",
    &["Căn cứ", "Lý do", "Quyết định", "Số quyết định", "Quyết định số", "Theo quyết định"],
    Reading::Text,
);
