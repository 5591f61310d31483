use super::{Look, button, link_button};
use crate::{Lang, icon, t};
use maud::{Markup, Render, html};

/// The name of the hidden field that carries the session's form token.
pub const CSRF_FIELD: &str = "csrf";

/// The hidden field with the session's form token; [`form`] adds it by itself.
pub fn csrf_field(token: &str) -> Markup {
    html! { input type="hidden" name=(CSRF_FIELD) value=(token); }
}

/// A form that changes something. Warns before leaving it half filled, and cannot be sent twice by a double click.
pub fn form(action: &str, csrf: &str, body: Markup) -> Markup {
    html! {
        form.form action=(action) method="post" data-guard { (csrf_field(csrf)) (body) }
    }
}

/// A form with files in it.
pub fn form_files(action: &str, csrf: &str, body: Markup) -> Markup {
    html! {
        form.form action=(action) method="post" enctype="multipart/form-data" data-guard { (csrf_field(csrf)) (body) }
    }
}

/// A form that only asks: filters, search. Its fields stand in one row where there is room.
pub fn form_get(action: &str, body: Markup) -> Markup {
    html! { form.filters action=(action) method="get" { (body) } }
}

/// What was wrong with a form: (field, message), in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(pub Vec<(String, String)>);

impl Errors {
    /// Adds a fault.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }

    /// The first message for that field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == field).map(|(_, message)| message.as_str())
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The summary for the top of the page.
    pub fn summary(&self, lang: Lang) -> Markup {
        error_summary(lang, &self.0)
    }
}

/// The list of faults at the top of a form, each a link to its field; nothing when there are none.
pub fn error_summary(lang: Lang, faults: &[(String, String)]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.notice.bad.summary role="alert" tabindex="-1" data-focus {
                (icon("triangle-alert"))
                div {
                    h2 { (t!(lang, "Cần sửa {n} chỗ", n = faults.len())) }
                    ul {
                        @for (field, message) in faults { li { a href={ "#" (field) } { (message) } } }
                    }
                }
            }
        }
    }
}

/// A form around a table with row boxes ([`Row::choose`](super::Row::choose)): buttons on top, all rows at one stroke.
pub fn bulk_form(lang: Lang, action: &str, csrf: &str, buttons: Markup, table: impl Render) -> Markup {
    html! {
        form.bulk action=(action) method="post" data-bulk {
            (csrf_field(csrf))
            div.toolbar role="group" aria-label=(t!(lang, "Làm với các dòng đã chọn")) {
                label.tick.all hidden data-all { input type="checkbox"; span { (t!(lang, "Chọn tất cả")) } }
                output.chosen data-chosen-count aria-live="polite" {}
                (buttons)
            }
            (table)
        }
    }
}

/// A page that says what will happen before it does.
#[derive(Debug, Clone)]
pub struct Confirm<'a> {
    /// Language.
    pub lang: Lang,
    /// Where the yes goes.
    pub action: &'a str,
    /// The session's form token.
    pub csrf: &'a str,
    /// What will happen, one sentence each.
    pub effects: Vec<String>,
    /// Whether it can be taken back, in a sentence.
    pub afterwards: Option<String>,
    /// The verb on the button.
    pub yes: &'a str,
    /// How loud the button is.
    pub look: Look,
    /// Where "Thôi" leads.
    pub back: &'a str,
    /// Hidden fields, or a field for the reason.
    pub fields: Markup,
}

impl Render for Confirm<'_> {
    fn render(&self) -> Markup {
        let body = html! {
            h2 { (t!(self.lang, "Việc này sẽ")) }
            ul.effects { @for effect in &self.effects { li { (icon("chevron-right")) span { (effect) } } } }
            @if let Some(afterwards) = &self.afterwards { p.hint { (afterwards) } }
            (self.fields)
            div.toolbar {
                (button(self.look, self.yes))
                (link_button(Look::Quiet, t!(self.lang, "Thôi, quay lại"), self.back))
            }
        };
        html! {
            div.card.confirm { (form(self.action, self.csrf, body)) }
        }
    }
}
