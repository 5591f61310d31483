use super::*;
use crate::{Lang, Tone};
use maud::{Render, html};

const VI: Lang = Lang::Vi;

#[test]
fn a_field_ties_label_hint_and_error_together_and_escapes() {
    let text = Field::text(VI, "ten", "Họ & tên")
        .value("\"><script>")
        .hint("Như trên thẻ")
        .error(Some("Hãy nhập họ tên"))
        .required()
        .render()
        .into_string();
    assert!(text.contains("<label for=\"ten\">Họ &amp; tên</label>"), "{text}");
    assert!(
        text.contains("aria-describedby=\"ten-goi-y ten-loi\"") && text.contains("aria-invalid=\"true\"")
    );
    assert!(text.contains("id=\"ten-goi-y\"") && text.contains("id=\"ten-loi\""));
    assert!(text.contains("value=\"&quot;&gt;&lt;script&gt;\"") && !text.contains("<script"));
    assert!(!text.contains("không bắt buộc"));
    assert!(Field::text(VI, "a", "b").render().into_string().contains("(không bắt buộc)"));
}

#[test]
fn a_password_is_never_written_back() {
    let text = Field::password(VI, "p", "Mật khẩu").value("bí mật").render().into_string();
    assert!(!text.contains("bí mật"));
}

#[test]
fn a_select_marks_the_chosen_and_radios_share_a_name() {
    let choices = || vec![Choice::new("1", "Một"), Choice::new("2", "Hai")];
    let select = Field::select(VI, "so", "Số", choices()).value("2").blank("— Chọn —").render().into_string();
    assert!(select.contains("<option value=\"2\" selected>Hai</option>"));
    assert_eq!(select.matches(" selected").count(), 1);
    let radios = Field::radios(VI, "so", "Số", choices()).value("1").render().into_string();
    assert_eq!(radios.matches("name=\"so\"").count(), 2);
    assert!(radios.contains("id=\"so\"") && radios.contains("id=\"so-2\"") && radios.contains("<legend>"));
}

#[test]
fn the_error_summary_leads_to_its_fields() {
    let mut errors = Errors::default();
    assert_eq!(errors.summary(VI).into_string(), "");
    errors.add("ten", "Hãy nhập họ tên");
    errors.add("ngay", "Ngày chưa đúng");
    let text = errors.summary(VI).into_string();
    assert!(text.contains("Cần sửa 2 chỗ") && text.contains("href=\"#ten\""));
    assert_eq!(errors.of("ngay"), Some("Ngày chưa đúng"));
    assert_eq!(errors.of("khac"), None);
}

#[test]
fn every_changing_form_has_its_token() {
    let confirm = Confirm {
        lang: VI,
        action: "/x",
        csrf: "t0k",
        effects: vec!["Gửi lên cấp trên".into()],
        afterwards: None,
        yes: "Nộp",
        look: Look::Primary,
        back: "/",
        fields: html! {},
    };
    let bulk = bulk_form(VI, "/x", "t0k", html! {}, html! {});
    for text in [form("/x", "t0k", html! {}), form_files("/x", "t0k", html! {}), bulk, confirm.render()] {
        let text = text.into_string();
        assert!(text.contains("<input type=\"hidden\" name=\"csrf\" value=\"t0k\">"), "{text}");
    }
    assert!(!form_get("/x", html! {}).into_string().contains("csrf"));
}

#[test]
fn verdicts_are_exact_where_rounding_would_lie() {
    // 69,96 % is shown as 70,0 % and is still not 70.
    assert_eq!(Aim::at_least(700).verdict(6996, 10_000), Verdict::Missed);
    assert_eq!(Aim::at_least(700).verdict(7, 10), Verdict::Met);
    assert_eq!(Aim::more_than(700).verdict(7, 10), Verdict::Missed);
    assert_eq!(Aim::more_than(700).verdict(7001, 10_000), Verdict::Met);
    assert_eq!(Aim::at_least(700).verdict(0, 0), Verdict::Unknown);
    assert_eq!(Aim::more_than(700).label(VI), "> 70 %");
    assert_eq!(Aim::at_least(1000).label(VI), "= 100 %");
}

#[test]
fn a_stat_door_shows_denominator_target_and_a_word() {
    let text =
        StatDoor::share(VI, "Học nghề", 634, 1000, Some(Aim::at_least(600)), "/ds").render().into_string();
    for wanted in ["href=\"/ds\"", "63,4 %", "634/1.000", "≥ 60 %", "Đạt", "<svg"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    assert!(!text.contains("style="));
}

#[test]
fn bars_stay_in_their_frame() {
    assert!(
        percent_bar(VI, "a", 3, 2, None).into_string().contains("width=\"1000\" height=\"8\"></rect><rect")
    );
    assert!(!percent_bar(VI, "a", 0, 0, None).into_string().contains("bar-fill"));
    assert!(percent_bar(VI, "a", 1, 3, None).into_string().contains("width=\"333\""));
}

#[test]
fn a_sparkline_breaks_at_gaps_and_survives_anything() {
    let text = sparkline("Tăng", &[Some(1.0), Some(2.0), None, Some(4.0), Some(3.0)]).into_string();
    assert_eq!(text.matches("<polyline").count(), 2);
    assert!(text.contains("<title>Tăng</title>"));
    for values in [vec![], vec![None], vec![Some(5.0)], vec![Some(f64::NAN), Some(1.0)], vec![Some(2.0); 3]] {
        let text = sparkline("x", &values).into_string();
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

#[test]
fn a_dot_strip_draws_every_unit_once_and_lists_it() {
    let dots: Vec<Dot> =
        (0..200).map(|n| Dot { label: format!("CĐCS {n}"), per_mille: n * 7 - 50, href: None }).collect();
    let text = dot_strip(VI, "Tản mát", &dots, Some(Aim::at_least(600))).into_string();
    assert_eq!(text.matches("<circle").count(), 200);
    assert_eq!(text.matches("<li>").count(), 200);
    assert!(!text.contains("cy=\"-"));
}

#[test]
fn a_table_labels_its_cells_and_shows_its_empty_state() {
    let columns = || vec![Column::text("Tên").sort("?s=ten", Some(Sorted::Up)), Column::number("Số")];
    let row = Row::new(vec![html! { "An" }, html! { "1" }]).choose("id", "7", "An");
    let text = Table::new(VI, "Người", columns()).rows([row]).render().into_string();
    assert!(text.contains("data-label=\"Số\"") && text.contains("aria-sort=\"ascending\""));
    assert!(text.contains("scope=\"row\"") && text.contains("<caption>Người</caption>"));
    assert!(text.contains("name=\"id\" value=\"7\"") && text.contains("Chọn An"));
    let empty = Table::new(VI, "Người", columns()).empty(html! { p { "Hãy thêm" } }).render().into_string();
    assert_eq!(empty, "<p>Hãy thêm</p>");
}

#[test]
fn the_ribbon_marks_exactly_one_place() {
    use ReportState::*;
    for state in [Draft, Submitted, Returned, Approved, Sealed] {
        let text = report_ribbon(VI, state).into_string();
        assert_eq!(text.matches("aria-current=\"step\"").count(), 1);
    }
    let approved = report_ribbon(VI, Approved).into_string();
    assert_eq!(approved.matches("class=\"past\"").count(), 2, "{approved}");
    assert!(approved.contains("class=\"side\""));
}

#[test]
fn tones_never_speak_by_colour_alone() {
    for tone in [Tone::Ok, Tone::Warn, Tone::Bad, Tone::Plain] {
        assert!(notice(VI, tone, "x", html! {}).into_string().contains("<svg"));
        assert!(badge(tone, "chữ").into_string().contains("chữ"));
    }
}
