use crate::{Lang, icon, t};
use maud::{Markup, html};

/// Where a report stands on its way up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// "Nháp".
    Draft,
    /// "Đã nộp".
    Submitted,
    /// "Trả lại".
    Returned,
    /// "Đã duyệt".
    Approved,
    /// "Đã niêm phong".
    Sealed,
}

impl ReportState {
    const WAY: [Self; 5] = [Self::Draft, Self::Submitted, Self::Returned, Self::Approved, Self::Sealed];

    /// Its word.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Draft => t!(lang, "Nháp"),
            Self::Submitted => t!(lang, "Đã nộp"),
            Self::Returned => t!(lang, "Trả lại"),
            Self::Approved => t!(lang, "Đã duyệt"),
            Self::Sealed => t!(lang, "Đã niêm phong"),
        }
    }

    const fn place(self) -> u8 {
        match self {
            Self::Draft => 0,
            Self::Submitted => 1,
            Self::Returned => 2,
            Self::Approved => 3,
            Self::Sealed => 4,
        }
    }
}

/// The way of a report with the present place marked. "Trả lại" is a side road: shown as passed over unless it is the
/// place itself.
pub fn report_ribbon(lang: Lang, now: ReportState) -> Markup {
    html! {
        ol.ribbon aria-label=(t!(lang, "Trạng thái báo cáo")) {
            @for state in ReportState::WAY {
                @let past = state.place() < now.place() && state != ReportState::Returned;
                li class=[ribbon_class(state, now, past)] aria-current=[(state == now).then_some("step")] {
                    @if past { (icon("check")) span.unseen { (t!(lang, "đã qua")) " " } }
                    @else if state == now && now == ReportState::Returned { (icon("undo-2")) }
                    @else if state == now && now == ReportState::Sealed { (icon("lock")) }
                    (state.word(lang))
                }
            }
        }
    }
}

fn ribbon_class(state: ReportState, now: ReportState, past: bool) -> Option<&'static str> {
    match (state == now, past) {
        (true, _) if now == ReportState::Returned => Some("now warn"),
        (true, _) => Some("now"),
        (_, true) => Some("past"),
        _ if state == ReportState::Returned => Some("side"),
        _ => None,
    }
}

/// Steps of a longer work, `current` from 1.
pub fn progress_steps(lang: Lang, labels: &[&str], current: usize) -> Markup {
    html! {
        div.steps {
            p.hint { (t!(lang, "Bước {now} trên {all}", now = current, all = labels.len())) }
            ol {
                @for (label, number) in labels.iter().zip(1..) {
                    li class=[(number < current).then_some("past")] aria-current=[(number == current).then_some("step")] {
                        span.step-mark { @if number < current { (icon("check")) } @else { (number) } }
                        span { (label) @if number < current { span.unseen { " " (t!(lang, "đã xong")) } } }
                    }
                }
            }
        }
    }
}
