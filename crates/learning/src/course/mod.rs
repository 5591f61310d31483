//! The room `course`: a course ("khóa học") has lessons ("bài học"), a lesson has blocks: text, picture, recording,
//! film, document, short check questions. Authors write a draft; a second person reviews it; what is published is a
//! version that never changes. Learning itself is the room `study`.

pub mod model;
pub mod service;
pub mod store;
#[cfg(test)]
mod tests;
