use super::{tone_class, tone_icon};
use crate::{Tone, icon};
use maud::{Markup, html};

/// A card with a heading.
pub fn card(title: &str, body: Markup) -> Markup {
    card_with(title, html! {}, body)
}

/// A card with a heading and something beside it: a link, a badge, a button.
pub fn card_with(title: &str, beside: Markup, body: Markup) -> Markup {
    html! {
        section.card {
            div.card-head { h2 { (title) } (beside) }
            (body)
        }
    }
}

/// Terms and what they are: the facts of a person, a class, a document.
pub fn definition_list(pairs: &[(&str, Markup)]) -> Markup {
    html! {
        dl.facts { @for (term, what) in pairs { div { dt { (term) } dd { (what) } } } }
    }
}

/// Cards side by side where there is room.
pub fn grid(cards: Markup) -> Markup {
    html! { div.grid { (cards) } }
}

/// A row of buttons.
pub fn toolbar(buttons: Markup) -> Markup {
    html! { div.toolbar { (buttons) } }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// Who did it.
    pub who: String,
    /// When, in words or as a date.
    pub when: String,
    /// What was done, a verb.
    pub what: String,
    /// What they said.
    pub note: Option<String>,
    /// How it went.
    pub tone: Tone,
}

/// What happened, newest first.
pub fn timeline(events: &[Event]) -> Markup {
    html! {
        ol.timeline {
            @for event in events {
                li class=(tone_class(event.tone)) {
                    (icon(if event.tone == Tone::Plain { "circle" } else { tone_icon(event.tone) }))
                    div {
                        p { strong { (event.what) } " · " (event.who) }
                        p.hint { (event.when) }
                        @if let Some(note) = &event.note { blockquote { (note) } }
                    }
                }
            }
        }
    }
}
