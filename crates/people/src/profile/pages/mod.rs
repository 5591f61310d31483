//! The competence profile: one's own, a person's, a unit's; the household of a learning family.

mod competence;
mod household;

use web::{Act, Routes, routes};

pub(crate) use competence::card as competence_card;
pub(crate) use household::card as household_card;

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nang-luc" => competence::own, for Act::UseOwnAccount,
            .in_menu(36, "list-checks", |l| ui::t!(l, "Học tập"), |l| ui::t!(l, "Năng lực của tôi"));
        POST "/nang-luc" => competence::declare, for Act::UseOwnAccount;
        GET "/nguoi/{id}/nang-luc" => competence::attest_page, for Act::KeepPeople;
        POST "/nguoi/{id}/nang-luc" => competence::attest, for Act::KeepPeople;
        GET "/don-vi/{unit}/nang-luc" => competence::of_unit, for Act::SeePeople;
        GET "/nguoi/{id}/ho-gia-dinh" => household::page, for Act::KeepPeople;
        POST "/nguoi/{id}/ho-gia-dinh" => household::keep, for Act::KeepPeople;
    }
}
