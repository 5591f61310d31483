//! "Dữ liệu của tôi": what is kept about me, why, since when, who looked; to read, to take along, to print.

pub mod pages;
mod papers;
