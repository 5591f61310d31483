use crate::{Lang, icon, t};
use maud::{Markup, Render, html};

/// One option of a select, or one radio button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line under the label of a radio button.
    pub hint: Option<String>,
}

impl Choice {
    /// A choice without hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    /// A line under the label; radio buttons only.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

#[derive(Debug, Clone)]
enum Kind {
    Line { input_type: &'static str, inputmode: Option<&'static str> },
    Area { rows: u8 },
    Select { choices: Vec<Choice>, blank: Option<String> },
    Radios(Vec<Choice>),
    Checkbox { on: bool },
    File { accept: Option<String>, many: bool },
}

/// A form field: label, hint, control and error, tied together for screen readers. Its id is its name, so an
/// [`error_summary`](super::error_summary) can lead to it. Not required means "(không bắt buộc)" beside the label.
#[derive(Debug, Clone)]
pub struct Field {
    lang: Lang,
    kind: Kind,
    name: String,
    id: String,
    label: String,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    optional_word: bool,
    autocomplete: Option<&'static str>,
    max: Option<u32>,
    between: (Option<String>, Option<String>),
    suffix: Option<String>,
    narrow: bool,
}

impl Field {
    /// One line of text.
    pub fn text(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(lang, name, label, Kind::Line { input_type: "text", inputmode: None })
    }

    /// Several lines of text.
    pub fn textarea(lang: Lang, name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        Self::of(lang, name, label, Kind::Area { rows })
    }

    /// A number, typed with the number keys; text, so that `1.234` is not lost.
    pub fn number(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        let kind = Kind::Line { input_type: "text", inputmode: Some("decimal") };
        Self::of(lang, name, label, kind).narrow()
    }

    /// A day; sent and given as `2026-10-05`, shown by the browser in its own way.
    pub fn date(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(lang, name, label, Kind::Line { input_type: "date", inputmode: None }).narrow()
    }

    /// A time of day, `07:30`.
    pub fn time(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(lang, name, label, Kind::Line { input_type: "time", inputmode: None }).narrow()
    }

    /// A telephone number.
    pub fn phone(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        let kind = Kind::Line { input_type: "tel", inputmode: Some("tel") };
        Self::of(lang, name, label, kind).autocomplete("tel").narrow()
    }

    /// A password; its value is never written back into the page.
    pub fn password(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        let kind = Kind::Line { input_type: "password", inputmode: None };
        Self::of(lang, name, label, kind).autocomplete("current-password")
    }

    /// A short secret of digits, typed with the number keys; never written back into the page.
    pub fn pin(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        let kind = Kind::Line { input_type: "password", inputmode: Some("numeric") };
        Self::of(lang, name, label, kind).autocomplete("current-password").narrow()
    }

    /// A drop-down list; for up to five choices prefer [`Field::radios`].
    pub fn select(
        lang: Lang,
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::of(lang, name, label, Kind::Select { choices, blank: None })
    }

    /// Radio buttons.
    pub fn radios(
        lang: Lang,
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
    ) -> Self {
        Self::of(lang, name, label, Kind::Radios(choices))
    }

    /// One box to tick; sends `1` unless [`Field::value`] says otherwise.
    pub fn checkbox(lang: Lang, name: impl Into<String>, label: impl Into<String>, on: bool) -> Self {
        Self { value: "1".to_owned(), ..Self::of(lang, name, label, Kind::Checkbox { on }) }
    }

    /// A file, chosen or dropped; the form must be [`form_files`](super::form_files).
    pub fn file(lang: Lang, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::of(lang, name, label, Kind::File { accept: None, many: false })
    }

    fn of(lang: Lang, name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        let name = name.into();
        Self {
            lang,
            kind,
            id: name.clone(),
            name,
            label: label.into(),
            value: String::new(),
            hint: None,
            error: None,
            required: false,
            optional_word: true,
            autocomplete: None,
            max: None,
            between: (None, None),
            suffix: None,
            narrow: false,
        }
    }

    /// What it holds; for selects and radios the chosen value.
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// A line that helps to fill it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// What is wrong and what to do; none is fine: `.error(errors.of("name"))`.
    pub fn error(self, error: Option<&str>) -> Self {
        Self { error: error.map(str::to_owned), ..self }
    }

    /// Must be filled.
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// May be left empty, without saying so (filters, search).
    pub fn plain(self) -> Self {
        Self { optional_word: false, ..self }
    }

    /// Another id than its name, where one page has the name twice.
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: id.into(), ..self }
    }

    /// What the browser may fill in: `name`, `tel`, `new-password`, `off`, …
    pub fn autocomplete(self, token: &'static str) -> Self {
        Self { autocomplete: Some(token), ..self }
    }

    /// The most letters.
    pub fn max_length(self, letters: u32) -> Self {
        Self { max: Some(letters), ..self }
    }

    /// The earliest and latest day, `2026-10-05`.
    pub fn between(self, from: Option<String>, to: Option<String>) -> Self {
        Self { between: (from, to), ..self }
    }

    /// A word after the box: "người", "đồng", "%".
    pub fn suffix(self, suffix: impl Into<String>) -> Self {
        Self { suffix: Some(suffix.into()), ..self }
    }

    /// The first, empty option of a select: "— Chọn đơn vị —".
    pub fn blank(mut self, label: impl Into<String>) -> Self {
        if let Kind::Select { blank, .. } = &mut self.kind {
            *blank = Some(label.into());
        }
        self
    }

    /// What files may be chosen: `.xlsx,.csv`.
    pub fn accept(mut self, kinds: impl Into<String>) -> Self {
        if let Kind::File { accept, .. } = &mut self.kind {
            *accept = Some(kinds.into());
        }
        self
    }

    /// Several files at once.
    pub fn many(mut self) -> Self {
        if let Kind::File { many, .. } = &mut self.kind {
            *many = true;
        }
        self
    }

    fn narrow(self) -> Self {
        Self { narrow: true, ..self }
    }

    fn hint_id(&self) -> String {
        format!("{}-goi-y", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-loi", self.id)
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| self.hint_id());
        let error = self.error.as_ref().map(|_| self.error_id());
        match (hint, error) {
            (None, None) => None,
            (one, None) | (None, one) => one,
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.as_ref().map(|_| "true")
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { p.hint id=(self.hint_id()) { (hint) } }
            @if let Some(error) = &self.error {
                p.error id=(self.error_id()) {
                    (icon("triangle-alert")) span { span.unseen { (t!(self.lang, "Lỗi")) ": " } (error) }
                }
            }
        }
    }

    fn label_words(&self) -> Markup {
        html! {
            (self.label)
            @if !self.required && self.optional_word { " " span.optional { (t!(self.lang, "(không bắt buộc)")) } }
        }
    }

    fn control(&self) -> Markup {
        match &self.kind {
            Kind::Line { input_type, inputmode } => self.line(input_type, *inputmode),
            Kind::Area { rows } => html! {
                textarea id=(self.id) name=(self.name) rows=(rows) required[self.required] maxlength=[self.max]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] { "\n" (self.value) }
            },
            Kind::Select { choices, blank } => html! {
                select id=(self.id) name=(self.name) required[self.required]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()] {
                    @if let Some(blank) = blank { option value="" { (blank) } }
                    @for choice in choices {
                        option value=(choice.value) selected[choice.value == self.value] { (choice.label) }
                    }
                }
            },
            Kind::File { accept, many } => html! {
                div.drop {
                    (icon("upload"))
                    p aria-hidden="true" { (t!(self.lang, "Kéo tệp vào đây hoặc bấm để chọn")) }
                    input id=(self.id) type="file" name=(self.name) accept=[accept.as_ref()] multiple[*many]
                        required[self.required] aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
                }
            },
            Kind::Radios(choices) => self.radio_buttons(choices),
            Kind::Checkbox { on } => html! {
                input id=(self.id) type="checkbox" name=(self.name) value=(self.value) checked[*on]
                    required[self.required] aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
            },
        }
    }

    fn line(&self, input_type: &str, inputmode: Option<&str>) -> Markup {
        let value = (input_type != "password" && !self.value.is_empty()).then_some(&self.value);
        html! {
            span.line {
                input id=(self.id) class=[self.narrow.then_some("narrow")] type=(input_type) name=(self.name)
                    value=[value] inputmode=[inputmode] autocomplete=[self.autocomplete] maxlength=[self.max]
                    min=[self.between.0.as_ref()] max=[self.between.1.as_ref()] required[self.required]
                    aria-describedby=[self.described_by()] aria-invalid=[self.invalid()];
                @if let Some(suffix) = &self.suffix { span.suffix { (suffix) } }
            }
        }
    }

    fn radio_buttons(&self, choices: &[Choice]) -> Markup {
        html! {
            @for (at, choice) in choices.iter().enumerate() {
                @let id = if at == 0 { self.id.clone() } else { format!("{}-{}", self.id, at + 1) };
                div.tick {
                    input id=(id) type="radio" name=(self.name) value=(choice.value)
                        checked[choice.value == self.value] required[self.required];
                    label for=(id) {
                        (choice.label)
                        @if let Some(hint) = &choice.hint { span.hint { (hint) } }
                    }
                }
            }
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        let class = if self.error.is_some() { "field wrong" } else { "field" };
        match &self.kind {
            Kind::Radios(_) => html! {
                fieldset class=(class) aria-describedby=[self.described_by()] {
                    legend { (self.label_words()) }
                    (self.notes()) (self.control())
                }
            },
            Kind::Checkbox { .. } => html! {
                div class=(class) {
                    @if self.error.is_some() { (self.notes()) }
                    div.tick {
                        (self.control())
                        label for=(self.id) { (self.label) }
                    }
                    @if self.error.is_none() { (self.notes()) }
                }
            },
            _ => html! {
                div class=(class) {
                    label for=(self.id) { (self.label_words()) }
                    (self.notes()) (self.control())
                }
            },
        }
    }
}
