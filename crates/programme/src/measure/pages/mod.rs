//! The numbers on the screen: the board of all indicators, one indicator, the people behind it, why one counts.

mod api;
pub(crate) mod ask;
mod behind;
mod board;
mod one;
mod why;
pub(crate) mod words;

use web::{Act, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/chi-tieu" => board::show, for Act::SeeMeasures,
            .in_menu(20, "target", |l| ui::t!(l, "Tổng quan"), |l| ui::t!(l, "Chỉ tiêu"));
        GET "/chi-tieu/{code}" => one::show, for Act::SeeMeasures;
        GET "/chi-tieu/{code}/nguoi" => behind::show, for Act::SeeMeasuredPeople;
        GET "/chi-tieu/{code}/nguoi.csv" => behind::csv, for Act::SeeMeasuredPeople, .proven_for_lists();
        GET "/chi-tieu/{code}/nguoi/{person}" => why::show, for Act::SeeMeasuredPeople;
        GET "/api/v1/chi-tieu" => api::lines, for Act::SeeMeasures;
    }
}
