use super::LONG;
use ui::prelude::*;

const NAMES: [&str; 6] =
    ["Nguyễn Thị Hồng Ngọc Ánh", "Lò Văn Dũng", "Ẫ Ỡ Ữ ặ ỵ", "Vàng Thị Dung", "Y", "Lù Seo <Páo> & \"Con\""];

/// A list of people with tabs, filters, bulk acts and a pager.
pub fn people(lang: Lang, number: usize) -> Markup {
    let rows = i64::try_from(number).unwrap_or(i64::MAX);
    let tab = |label: &str, count, active| Tab {
        label: label.to_owned(),
        href: "#".to_owned(),
        count: Some(count),
        active,
    };
    html! {
        (tabs(lang, "Ai", &[tab("Đã tham gia", rows, true), tab("Mẫu số", 1234, false), tab("Chưa tham gia", 1234 - rows, false)]))
        (form_get("#", html! {
            (Field::text(lang, "q", "Họ tên").plain())
            (Field::select(lang, "dv", "Đơn vị", vec![Choice::new("1", LONG), Choice::new("2", "CĐCS Chè Than Uyên")]).blank("Mọi đơn vị").plain())
            (Field::date(lang, "tu", "Từ ngày").plain())
            (quiet("Lọc").icon("filter"))
        }))
        (bulk_form(lang, "#", "token", html! {
            (primary("Mời vào lớp").icon("send"))
            (quiet("Xuất danh sách").icon("download").fetches_file())
            (danger("Bỏ khỏi danh sách").icon("trash-2"))
        }, table(lang, number)))
        @if number > 100 { (pager_pages(lang, 4, 20, rows * 20, |page| format!("?trang={page}"))) }
        @else if number > 0 { (pager_keyset(lang, None, Some("#"), "12 người đầu")) }
    }
}

fn table(lang: Lang, number: usize) -> Table {
    let columns = vec![
        Column::text("Họ và tên").sort("#", Some(Sorted::Up)),
        Column::text("Đơn vị").sort("#", None),
        Column::number("Số buổi").sort("#", None),
        Column::number("Tỷ lệ"),
        Column::text("Trạng thái"),
        Column::text("Ngày gần nhất"),
    ];
    let row = |n: usize, name: &str| {
        let sessions = i64::try_from(n * 37 % 1500).unwrap_or_default();
        Row::new(vec![
            html! { a href="#" { (name) } },
            html! { (if n.is_multiple_of(4) { LONG } else { "CĐCS Chè Than Uyên" }) },
            html! { (numbers::count(lang, sessions)) },
            html! { (numbers::percent1(lang, sessions, 1500)) },
            if n.is_multiple_of(3) {
                badge(Tone::Warn, "Chờ duyệt")
            } else {
                badge(Tone::Ok, "Đã học")
            },
            html! { "05/10/2026" },
        ])
        .choose("nguoi", n.to_string(), name)
    };
    let table = Table::new(lang, "Người đã tham gia ít nhất một hình thức học tập", columns)
        .rows(NAMES.iter().cycle().take(number).enumerate().map(|(n, name)| row(n, name)))
        .filter()
        .empty(empty_state(
            "users",
            "Chưa có người nào",
            "Nơi đây là danh sách người đã tham gia học tập trong kỳ.",
            html! {
                (link_button(Look::Primary, "Nhập danh sách từ tệp", "#").icon("upload"))
            },
        ));
    if number == 12 {
        table.foot(Row::new(vec![
            html! { "Cộng" },
            html! {},
            html! { "2.442" },
            html! { "63,4 %" },
            html! {},
            html! {},
        ]))
    } else {
        table
    }
}
