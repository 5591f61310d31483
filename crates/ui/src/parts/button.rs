use crate::icon;
use maud::{Markup, Render, html};

/// How loud a button is. One primary button a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    Primary,
    /// Everything else.
    Quiet,
    /// Destroys or refuses.
    Danger,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn primary",
            Self::Quiet => "btn",
            Self::Danger => "btn danger",
        }
    }
}

/// A submit button. The label is a verb.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    look: Look,
    label: &'a str,
    icon: Option<&'a str>,
    sends: Option<(&'a str, &'a str)>,
    action: Option<&'a str>,
    skips_checks: bool,
    fetches_file: bool,
    disabled: bool,
}

/// A submit button.
pub fn button(look: Look, label: &str) -> Button<'_> {
    Button {
        look,
        label,
        icon: None,
        sends: None,
        action: None,
        skips_checks: false,
        fetches_file: false,
        disabled: false,
    }
}

/// The page's main submit button.
pub fn primary(label: &str) -> Button<'_> {
    button(Look::Primary, label)
}

/// An ordinary submit button.
pub fn quiet(label: &str) -> Button<'_> {
    button(Look::Quiet, label)
}

/// A submit button that destroys or refuses.
pub fn danger(label: &str) -> Button<'_> {
    button(Look::Danger, label)
}

impl<'a> Button<'a> {
    /// An icon before the word.
    pub fn icon(self, name: &'a str) -> Self {
        Self { icon: Some(name), ..self }
    }

    /// The name and value sent when this button is pressed.
    pub fn sends(self, name: &'a str, value: &'a str) -> Self {
        Self { sends: Some((name, value)), ..self }
    }

    /// Sends the form elsewhere than its own action.
    pub fn to(self, action: &'a str) -> Self {
        Self { action: Some(action), ..self }
    }

    /// Leaves the browser's own checks aside ("Lưu nháp").
    pub fn unchecked(self) -> Self {
        Self { skips_checks: true, ..self }
    }

    /// Answers with a file, so the page stays and the button may be pressed again.
    pub fn fetches_file(self) -> Self {
        Self { fetches_file: true, ..self }
    }

    /// Cannot be pressed; say nearby why.
    pub fn disabled(self, disabled: bool) -> Self {
        Self { disabled, ..self }
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        html! {
            button class=(self.look.class()) type="submit" name=[self.sends.map(|sent| sent.0)]
                value=[self.sends.map(|sent| sent.1)] formaction=[self.action]
                formnovalidate[self.skips_checks] data-file[self.fetches_file] disabled[self.disabled] {
                @if let Some(name) = self.icon { (icon(name)) }
                (self.label)
            }
        }
    }
}

/// A link that looks like a button: leads somewhere, changes nothing.
#[derive(Debug, Clone)]
pub struct LinkButton<'a> {
    look: Look,
    label: &'a str,
    href: &'a str,
    icon: Option<&'a str>,
    download: bool,
}

/// A link that looks like a button.
pub fn link_button<'a>(look: Look, label: &'a str, href: &'a str) -> LinkButton<'a> {
    LinkButton { look, label, href, icon: None, download: false }
}

impl<'a> LinkButton<'a> {
    /// An icon before the word.
    pub fn icon(self, name: &'a str) -> Self {
        Self { icon: Some(name), ..self }
    }

    /// Leads to a file.
    pub fn download(self) -> Self {
        Self { download: true, ..self }
    }
}

impl Render for LinkButton<'_> {
    fn render(&self) -> Markup {
        html! {
            a class=(self.look.class()) href=(self.href) download[self.download] {
                @if let Some(name) = self.icon { (icon(name)) }
                (self.label)
            }
        }
    }
}
