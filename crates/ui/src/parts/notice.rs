use crate::{Lang, Tone, icon, t};
use maud::{Markup, html};

/// A box that tells something. The title states it; the body says what to do.
pub fn notice(lang: Lang, tone: Tone, title: &str, body: Markup) -> Markup {
    html! {
        div class={ "notice " (tone_class(tone)) } {
            (icon(tone_icon(tone)))
            div { p { strong { span.unseen { (tone_word(lang, tone)) ": " } (title) } } (body) }
        }
    }
}

/// Why one may not, and who can.
pub fn refused(lang: Lang, why: &str, who_can: &str) -> Markup {
    html! {
        div.empty {
            (icon("lock"))
            h2 { (t!(lang, "Bạn chưa có quyền làm việc này")) }
            p { (why) }
            p { strong { (t!(lang, "Ai làm được:")) } " " (who_can) }
        }
    }
}

/// Nothing here yet: what this place is for, and the first thing to do.
pub fn empty_state(icon_name: &str, title: &str, what_for: &str, first_action: Markup) -> Markup {
    html! {
        div.empty {
            (icon(icon_name))
            p.empty-title { (title) }
            p { (what_for) }
            div.toolbar { (first_action) }
        }
    }
}

/// A word on a coloured ground.
pub fn badge(tone: Tone, label: &str) -> Markup {
    html! { span class={ "badge " (tone_class(tone)) } { (icon(tone_icon(tone))) (label) } }
}

/// Something one may open: the rule behind a number, the table behind a chart.
pub fn disclosure(summary: &str, body: Markup) -> Markup {
    html! { details.more { summary { (icon("chevron-right")) (summary) } div { (body) } } }
}

/// Grey lines in place of what is still being worked out; for waits above 300 ms only.
pub fn skeleton(lang: Lang, lines: u8) -> Markup {
    html! {
        div.skeleton role="status" {
            span.unseen { (t!(lang, "Đang tải…")) }
            @for _ in 0..lines { span.bone {} }
        }
    }
}

/// The stylesheet's class of a tone.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "ok",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Plain => "plain",
    }
}

/// The icon of a tone.
pub fn tone_icon(tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => "circle-check",
        Tone::Warn => "triangle-alert",
        Tone::Bad => "circle-x",
        Tone::Plain => "info",
    }
}

/// The word of a tone, for those who do not see it.
pub fn tone_word(lang: Lang, tone: Tone) -> &'static str {
    match tone {
        Tone::Ok => t!(lang, "Xong"),
        Tone::Warn => t!(lang, "Lưu ý"),
        Tone::Bad => t!(lang, "Lỗi"),
        Tone::Plain => t!(lang, "Thông tin"),
    }
}
