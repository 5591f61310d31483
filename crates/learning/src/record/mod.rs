//! The learning record ("sổ học tập"): what a person has learned, year by year, from the facts.

pub mod pages;
