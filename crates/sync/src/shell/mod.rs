//! The room `shell`: what makes the site installable and lets it open without a signal: the service worker, the
//! manifest, the page of what is kept on this phone.

pub mod pages;
