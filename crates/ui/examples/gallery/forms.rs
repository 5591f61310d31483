use super::LONG;
use ui::prelude::*;

fn faults(wrong: bool) -> Errors {
    let mut errors = Errors::default();
    if wrong {
        errors.add("ho_ten", "Hãy nhập họ và tên như trên căn cước.");
        errors.add("dien_thoai", "Số điện thoại cần 10 chữ số, ví dụ 0912 345 678.");
        errors.add("hinh_thuc", "Hãy chọn một hình thức học.");
        errors.add("tep", "Tệp này không phải bảng tính. Hãy chọn tệp .xlsx hoặc .csv.");
        errors.add("dong_y", "Cần đồng ý trước khi gửi.");
    }
    errors
}

/// Every kind of field, right or wrong.
pub fn every_field(lang: Lang, wrong: bool) -> Markup {
    let errors = faults(wrong);
    let units = vec![Choice::new("1", "CĐCS Chè Than Uyên"), Choice::new("2", LONG)];
    let ways = vec![
        Choice::new("lop", "Dự lớp").hint("Có điểm danh, có giảng viên"),
        Choice::new("so", "Học trên điện thoại"),
        Choice::new("nghe", LONG),
    ];
    html! {
        (errors.summary(lang))
        (progress_steps(lang, &["Thông tin", "Đơn vị", "Tài khoản", "Xem lại"], 2))
        (form_files("#", "token", html! {
            (Field::text(lang, "ho_ten", "Họ và tên").required().autocomplete("name").value(if wrong { "" } else { "Nguyễn Thị Hồng Ngọc Ánh" }).error(errors.of("ho_ten")))
            (Field::date(lang, "ngay_sinh", "Ngày sinh").hint("Như trên căn cước").value("1990-10-05"))
            (Field::phone(lang, "dien_thoai", "Số điện thoại").hint("Để nhận mã đặt lại mật khẩu").value("0912").error(errors.of("dien_thoai")))
            (Field::number(lang, "so_nguoi", "Số người dự").suffix("người").value("1.234"))
            (Field::password(lang, "mat_khau", "Mật khẩu").required())
            (Field::select(lang, "don_vi", "Đơn vị", units).blank("— Chọn đơn vị —").value("2").required())
            (Field::textarea(lang, "ghi_chu", "Ghi chú", 3).value("Đã học & <đạt>"))
            (Field::radios(lang, "hinh_thuc", "Hình thức", ways).required().error(errors.of("hinh_thuc")))
            (Field::file(lang, "tep", "Danh sách kèm theo").accept(".xlsx,.csv").hint("Bảng tính .xlsx hoặc .csv, tối đa 10 MB").error(errors.of("tep")))
            (Field::checkbox(lang, "dong_y", "Tôi đã kiểm tra và chịu trách nhiệm về số liệu này", false).required().error(errors.of("dong_y")))
            (toolbar(html! { (primary("Lưu").icon("check")) (quiet("Lưu nháp").unchecked()) (danger("Xóa")) (quiet("Chưa bấm được").disabled(true)) }))
        }))
    }
}

/// A report on its way, and what asks before acting.
pub fn report(lang: Lang) -> Markup {
    use ReportState::{Approved, Draft, Returned, Sealed, Submitted};
    html! {
        @for state in [Draft, Submitted, Returned, Approved, Sealed] { (report_ribbon(lang, state)) }
        (notice(lang, Tone::Bad, "Mẫu số lớn hơn số đoàn viên", html! { p { "Sửa mục 2.3 rồi nộp lại." } }))
        (notice(lang, Tone::Warn, "Còn 6 ngày đến hạn", html! {}))
        (notice(lang, Tone::Plain, LONG, html! { p { "Đơn vị này nộp qua Công đoàn cấp trên trực tiếp." } }))
        (notice(lang, Tone::Ok, "Đã niêm phong", html! {}))
        (Confirm {
            lang, action: "#", csrf: "token",
            effects: vec!["Gửi báo cáo quý IV lên Liên đoàn Lao động tỉnh.".to_owned(), "Khóa 34 số liệu; muốn sửa phải chờ trả lại.".to_owned()],
            afterwards: Some("Có thể rút lại trước khi cấp trên mở báo cáo.".to_owned()),
            yes: "Nộp báo cáo", look: Look::Primary, back: "#",
            fields: Field::textarea(lang, "loi_nhan", "Lời nhắn", 2).render(),
        })
        (card("Diễn biến", timeline(&super::numbers::events())))
        (refused(lang, "Báo cáo này thuộc đơn vị khác.", "Chủ tịch Công đoàn cấp trên trực tiếp."))
    }
}

/// The public door.
pub fn sign_in(lang: Lang) -> Markup {
    card(
        "Tài khoản của bạn",
        form(
            "#",
            "token",
            html! {
                (Field::phone(lang, "so", "Số điện thoại hoặc mã đoàn viên").required())
                (Field::password(lang, "mat_khau", "Mật khẩu").required())
                (toolbar(html! { (primary("Đăng nhập").icon("log-in")) }))
                (disclosure("Quên mật khẩu?", html! { "Hỏi cán bộ công đoàn của đơn vị để nhận mã dùng một lần." }))
            },
        ),
    )
}
