//! Codes of acts in plain words.

use crate::audit::model::{Group, LogLine};
use ui::{Lang, t};

/// An act in words; of a look, what was looked at.
pub(super) fn act_words(lang: Lang, code: &str) -> &'static str {
    known(lang, code).unwrap_or_else(|| kind(lang, code))
}

/// Everything that the act of a line is called, folded: what a search without marks finds it by.
pub(super) fn said(line: &LogLine) -> String {
    let both = [Lang::Vi, Lang::En].map(|lang| act_words(lang, line.code()));
    kernel::name::fold(&format!("{} {} {}", both[0], both[1], line.code()))
}

/// A group of acts in words.
pub(super) fn group_word(lang: Lang, group: Group) -> &'static str {
    match group {
        Group::Session => t!(lang, "Đăng nhập, đăng xuất"),
        Group::Account => t!(lang, "Tài khoản, vai trò"),
        Group::People => t!(lang, "Hồ sơ người"),
        Group::Unit => t!(lang, "Đơn vị"),
        Group::Lists => t!(lang, "Danh sách nhập, xuất"),
        Group::Class => t!(lang, "Lớp học"),
        Group::Measure => t!(lang, "Chỉ tiêu"),
        Group::Plan => t!(lang, "Chương trình hằng năm"),
        Group::Report => t!(lang, "Báo cáo"),
        Group::Privacy => t!(lang, "Bảo vệ dữ liệu cá nhân"),
        Group::Log => t!(lang, "Nhật ký"),
        Group::System => t!(lang, "Hệ thống"),
    }
}

fn known(lang: Lang, code: &str) -> Option<&'static str> {
    Some(match code {
        "session.open" => t!(lang, "Đăng nhập"),
        "session.close" | "session.end" | "session.leave" => t!(lang, "Đăng xuất"),
        "session.refuse" => t!(lang, "Đăng nhập sai"),
        "people.record" => t!(lang, "Mở hồ sơ một người"),
        "people.national_id" => t!(lang, "Xem đủ số căn cước"),
        "people.list" => t!(lang, "Xem danh sách người"),
        "people.export" => t!(lang, "Xuất danh sách người"),
        "people.search" => t!(lang, "Tìm người"),
        "people.import" | "import.send" | "import.look" | "import.begin" | "import.faults" => {
            t!(lang, "Nhập danh sách")
        }
        "import.undo" | "person.undo" | "organisation.undo" => t!(lang, "Hoàn tác"),
        "person.add" => t!(lang, "Thêm người"),
        "person.change" => t!(lang, "Sửa hồ sơ người"),
        "person.leave" => t!(lang, "Ghi người rời đơn vị"),
        "person.transfer" => t!(lang, "Chuyển người"),
        "person.merge" => t!(lang, "Gộp hai hồ sơ"),
        "person.split" | "person.apart" => t!(lang, "Tách, giữ riêng hồ sơ"),
        "person.term" => t!(lang, "Ghi chức vụ, nhiệm kỳ"),
        "person.competence" | "person.attest" => t!(lang, "Ghi năng lực"),
        "person.household" => t!(lang, "Ghi gia đình học tập"),
        "person.many" => t!(lang, "Làm với nhiều người"),
        "account.open" => t!(lang, "Mở tài khoản"),
        "account.grant" => t!(lang, "Giao vai trò"),
        "account.end_grant" => t!(lang, "Thôi vai trò"),
        "account.password" => t!(lang, "Đổi mật khẩu"),
        "account.reset_password" | "code.reset" => t!(lang, "Đặt lại mật khẩu cho người khác"),
        "account.link_outside" => t!(lang, "Liên kết với dịch vụ đăng nhập khác"),
        "account.unlink_outside" => t!(lang, "Bỏ liên kết với dịch vụ đăng nhập khác"),
        "code.print" => t!(lang, "In phiếu kích hoạt"),
        "code.use" => t!(lang, "Dùng mã một lần"),
        "code.refuse" => t!(lang, "Mã một lần sai"),
        "class.create" => t!(lang, "Mở lớp"),
        "class.attend" => t!(lang, "Điểm danh"),
        "class.enrol" => t!(lang, "Ghi tên vào lớp"),
        "class.withdraw" => t!(lang, "Bỏ tên khỏi lớp"),
        "class.close" => t!(lang, "Kết thúc lớp"),
        "class.reopen" => t!(lang, "Mở lại lớp"),
        "class.revise" => t!(lang, "Sửa lớp"),
        "class.cancel" => t!(lang, "Hủy lớp"),
        "class" => t!(lang, "Xem danh sách lớp"),
        "report.submit" => t!(lang, "Nộp báo cáo"),
        "report.save" | "report.open" | "report.gather" | "report.supersede" => t!(lang, "Soạn báo cáo"),
        "report.return" => t!(lang, "Trả lại báo cáo"),
        "report.accept" => t!(lang, "Duyệt báo cáo"),
        "report.seal" => t!(lang, "Niêm phong báo cáo"),
        "report.issue" => t!(lang, "Giao báo cáo"),
        "report.file" => t!(lang, "Tải báo cáo"),
        "sync.take" => t!(lang, "Nhận việc gửi từ máy"),
        "sync.ticket" => t!(lang, "Cho máy quyền gửi việc học"),
        "sync.withdraw" => t!(lang, "Thu hồi quyền gửi của máy"),
        "sync.decide" => t!(lang, "Quyết định về việc gửi từ máy"),
        "sync.waiting" => t!(lang, "Xem việc gửi từ máy"),
        "organisation.found" => t!(lang, "Thành lập đơn vị"),
        "organisation.change" | "organisation.attach" => t!(lang, "Đổi đơn vị"),
        "plan.record" | "plan.learning_union" => t!(lang, "Ghi chương trình năm"),
        "plan.judge" => t!(lang, "Xác nhận chương trình năm"),
        "privacy.consent.give" => t!(lang, "Ghi đồng ý"),
        "privacy.consent.withdraw" => t!(lang, "Ghi rút đồng ý"),
        "privacy.consent" => t!(lang, "Xem sổ đồng ý"),
        "privacy.request.correct" => t!(lang, "Sửa hồ sơ theo yêu cầu"),
        "privacy.request.answer"
        | "privacy.request.extend"
        | "privacy.request.finish"
        | "privacy.request.refuse"
        | "privacy.request.cancel" => t!(lang, "Xử lý yêu cầu về dữ liệu"),
        "privacy.requests" | "privacy.request" => t!(lang, "Yêu cầu về dữ liệu"),
        "privacy.copy" => t!(lang, "Lấy bản sao dữ liệu"),
        "privacy.erase" | "privacy.erasure" | "privacy.retention" | "privacy.due" => t!(lang, "Ẩn danh"),
        "privacy.breach.export" => t!(lang, "Tải danh sách người bị ảnh hưởng"),
        "privacy.breach" => t!(lang, "Sổ sự cố lộ dữ liệu"),
        "log" | "log.line" | "log.head" => t!(lang, "Xem nhật ký"),
        "log.export" => t!(lang, "Tải nhật ký"),
        "store.rotate_key" => t!(lang, "Đổi khóa mã hóa"),
        "account.delegate" => t!(lang, "Ủy quyền"),
        "account.end_delegation" => t!(lang, "Thu hồi ủy quyền"),
        "proof.add" | "proof.remove" | "proof.recovery" => t!(lang, "Đổi bước xác thực thứ hai"),
        "lists.give" | "lists.give.national_id" => t!(lang, "Lấy danh sách về"),
        "rights.unit" | "rights.account" => t!(lang, "Xem ai được làm gì"),
        "account.list" | "account.page" => t!(lang, "Xem tài khoản"),
        "people.officers" => t!(lang, "Xem danh sách cán bộ"),
        "people.duplicates" | "people.compare" => t!(lang, "Xem hồ sơ nghi trùng"),
        "people.candidates" => t!(lang, "Tìm người"),
        "people.slips" => t!(lang, "Xem phiếu kích hoạt"),
        "store.verify" => t!(lang, "Kiểm tra chuỗi nhật ký"),
        "store.restore" => t!(lang, "Khôi phục bản sao lưu"),
        "store.recount" | "programme.settle" => t!(lang, "Đếm lại số liệu"),
        "init" => t!(lang, "Khởi tạo"),
        _ => return None,
    })
}

/// What is not known by its whole code is named by its kind.
fn kind(lang: Lang, code: &str) -> &'static str {
    match code.split(['.', ' ']).next().unwrap_or("") {
        "people" | "person" | "roster" => t!(lang, "Hồ sơ người"),
        "organisation" => t!(lang, "Đơn vị"),
        "account" | "code" | "session" | "proof" | "rights" => t!(lang, "Tài khoản"),
        "class" | "learning" => t!(lang, "Lớp học"),
        "report" => t!(lang, "Báo cáo"),
        "plan" => t!(lang, "Chương trình hằng năm"),
        "import" | "interop" | "lists" => t!(lang, "Nhập danh sách"),
        "measure" => t!(lang, "Xem người đứng sau con số"),
        "demo" => t!(lang, "Nạp tỉnh mẫu"),
        "privacy" => t!(lang, "Bảo vệ dữ liệu cá nhân"),
        _ => t!(lang, "Hệ thống"),
    }
}
