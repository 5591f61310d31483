//! Restriction of processing ("hạn chế xử lý"), for who handles requests and for the person: what it hides, since when,
//! and lifting it. What it does lies in `people::restriction`.

pub mod pages;
