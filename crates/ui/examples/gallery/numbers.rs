use super::LONG;
use ui::prelude::*;

/// A dashboard: doors, spread, ranking, sparkline, empty corner.
pub fn dashboard(lang: Lang) -> Markup {
    let aim = Some(Aim::at_least(600));
    html! {
        (card_with("Việc cần làm", html! { a href="#" { "Xem cả 3 việc" } }, html! {
            (todo_table(lang))
        }))
        h2 { "Chỉ tiêu của kế hoạch" }
        (stat_row(html! {
            (StatDoor::share(lang, "Học nghề hoặc kỹ năng số", 634, 1000, aim, "#").rule("Mỗi người tính một lần, mẫu số là đoàn viên có mặt cuối kỳ."))
            (StatDoor::share(lang, "Được phổ biến bốn luật về lao động, công đoàn, bảo hiểm xã hội, an toàn vệ sinh lao động", 8100, 10_000, Some(Aim::at_least(1000)), "#"))
            (StatDoor::share(lang, "Tiếp cận học tập suốt đời", 0, 0, Some(Aim::more_than(700)), "#"))
            (stat_door(lang, "Người chưa tham gia", numbers::count(lang, 1204), "#").of("trên 3.310 người").target("còn thiếu 12", Verdict::Near)
                .picture(sparkline("Giảm đều từ tháng 6", &[Some(30.0), Some(26.0), None, Some(21.0), Some(22.0), Some(12.0)])))
        }))
        (grid(html! {
            (card("Phân bố giữa các đơn vị", dot_strip(lang, "Cứ ba đơn vị thì một chưa đạt 60 %", &dots(64), aim)))
            (card("Chưa có số", dot_strip(lang, "Chưa đơn vị nào nộp", &[], aim)))
        }))
        (card("Đơn vị cần giúp trước", rank_rows(lang, &ranking(), aim)))
        (grid(html! {
            (card("Hồ sơ", definition_list(&[("Tên đơn vị", html! { (LONG) }), ("Số đoàn viên", html! { (numbers::count(lang, 1234)) }), ("Trạng thái", badge(Tone::Ok, "Đang hoạt động"))])))
            (card("Diễn biến", timeline(&events())))
        }))
        (empty_state("book-open", "Chưa có lớp học nào", "Nơi đây liệt kê các lớp của đơn vị, ai đã dự và ai còn thiếu.", html! { (link_button(Look::Primary, "Lập lớp đầu tiên", "#").icon("plus")) }))
        (skeleton(lang, 3))
    }
}

fn todo_table(lang: Lang) -> Markup {
    let row = |what: &str, when: Markup, act: &str| {
        Row::new(vec![html! { (what) }, when, html! { a href="#" { (act) } }])
    };
    Table::new(lang, "Việc cần làm", vec![Column::text("Việc"), Column::text("Hạn"), Column::text("Làm")])
        .caption_unseen()
        .rows([
            row("Báo cáo quý IV", badge(Tone::Warn, "còn 6 ngày"), "Mở báo cáo"),
            row(
                "23 người chưa nghe Luật An toàn, vệ sinh lao động",
                badge(Tone::Plain, "không hạn"),
                "Lập buổi học",
            ),
            row("2 xác nhận tự học chờ duyệt", badge(Tone::Bad, "quá 2 ngày"), "Duyệt"),
        ])
        .render()
}

fn dots(number: i64) -> Vec<Dot> {
    (0..number)
        .map(|n| Dot {
            label: format!("CĐCS số {n}"),
            per_mille: (n * n * 37 + n * 101) % 600 + 330 + (n % 3) * 20,
            href: Some("#".to_owned()),
        })
        .collect()
}

fn ranking() -> Vec<RankRow> {
    [
        ("CĐCS Trường mầm non Hoa Ban", 12, 40),
        (LONG, 45, 96),
        ("CĐCS Chè Than Uyên", 634, 1000),
        ("CĐCS chưa có đoàn viên", 0, 0),
        ("CĐCS Điện lực", 7, 7),
    ]
    .into_iter()
    .map(|(name, numerator, denominator)| RankRow {
        name: name.to_owned(),
        href: "#".to_owned(),
        numerator,
        denominator,
    })
    .collect()
}

pub fn events() -> Vec<Event> {
    let event = |who: &str, when: &str, what: &str, note: Option<&str>, tone| Event {
        who: who.to_owned(),
        when: when.to_owned(),
        what: what.to_owned(),
        note: note.map(str::to_owned),
        tone,
    };
    vec![
        event("Vàng Thị Dung", "05/10/2026 08:12", "Duyệt báo cáo", None, Tone::Ok),
        event(
            "Vàng Thị Dung",
            "03/10/2026 16:40",
            "Trả lại để sửa",
            Some("Mục 2.3: số người dự lớp lớn hơn số đoàn viên."),
            Tone::Warn,
        ),
        event("Nguyễn Văn An", "02/10/2026 09:00", "Nộp báo cáo", None, Tone::Plain),
    ]
}

/// A worker's first screen.
pub fn worker_home(lang: Lang) -> Markup {
    html! {
        (card_with("Học tiếp", badge(Tone::Plain, "bài 3/6"), html! {
            p { strong { "An toàn điện" } " · Dùng cầu dao đúng cách" }
            (percent_bar(lang, "An toàn điện", 48, 100, None))
            p.hint { (numbers::percent1(lang, 48, 100)) " · còn khoảng 12 phút" }
            (toolbar(html! { (link_button(Look::Primary, "Học tiếp", "#").icon("play")) }))
        }))
        (notice(lang, Tone::Warn, "2 việc đã lưu trên máy", html! { p { "Sẽ gửi khi có mạng. Bạn cứ học tiếp." } }))
        (card("Sắp tới", definition_list(&[("Hạn", html! { "Quy chế mới – 12/10/2026" }), ("Lớp", html! { a href="#" { "Kỹ năng số – thứ Bảy, 08:00" } })])))
        (empty_state("trophy", "Chưa có cuộc thi nào", "Khi tỉnh mở cuộc thi, bạn sẽ thấy ở đây.", html! { (link_button(Look::Quiet, "Xem cuộc thi năm trước", "#")) }))
        (disclosure("Vì sao có số này?", html! { "Tính trên số bài bạn đã học xong." }))
    }
}
