//! The room `outbox`: parcels of acts from phones. Each act is taken once, whatever arrives twice, late or in another
//! order; each has its own answer, so that one bad act never holds back another. What was refused or stands against
//! another truth stays to be looked at ("việc gửi từ máy cần xem lại").

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub mod store;
