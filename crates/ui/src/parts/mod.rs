//! The parts pages are made of. Those that speak take the language first; those with choices are small builders that
//! render themselves: `html! { (Field::text(lang, "name", t!(lang, "Họ và tên")).required()) }`.

mod button;
mod chart;
mod field;
mod form;
mod lists;
mod notice;
mod pager;
mod square;
mod stat;
mod steps;
mod table;
#[cfg(test)]
mod tests;

pub use button::{Button, LinkButton, Look, button, danger, link_button, primary, quiet};
pub use chart::{Dot, RankRow, dot_strip, percent_bar, rank_rows, sparkline};
pub use field::{Choice, Field};
pub use form::{
    CSRF_FIELD, Confirm, Errors, bulk_form, csrf_field, error_summary, form, form_files, form_get,
};
pub use lists::{Event, card, card_with, definition_list, grid, timeline, toolbar};
pub use notice::{
    badge, disclosure, empty_state, notice, refused, skeleton, tone_class, tone_icon, tone_word,
};
pub use pager::{Tab, pager_keyset, pager_pages, tabs};
pub use square::qr;
pub use stat::{Aim, Bound, StatDoor, Verdict, stat_door, stat_row, verdict_mark};
pub use steps::{ReportState, progress_steps, report_ribbon};
pub use table::{Align, Column, Row, Sorted, Table};
