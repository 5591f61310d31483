//! The start page of each role ("trang chính"), and the page that everybody may read ("kết quả công khai").

pub mod pages;

pub use pages::todo::todo;
