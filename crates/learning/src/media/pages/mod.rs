//! Material on the screen: how lessons and records show it, and the officers' page "Học liệu".

mod list;
mod send;
mod serve;
mod show;

use super::model::{Form, Kind, Media, Purpose, Work};
use super::service;
use kernel::{Act, MediaId, Result};
use store::View;
use ui::prelude::*;
use web::{Call, Routes, routes};

/// Every page and act of material.
pub fn routes() -> Routes {
    routes! {
        GET "/hoc-lieu" => list::show, for Act::AuthorCourses,
            .in_menu(33, "image", |l| t!(l, "Học tập"), |l| t!(l, "Học liệu"));
        GET "/hoc-lieu/tep/{sha256}" => serve::material, for Act::Anyone;
        GET "/hoc-lieu/minh-chung/{media}/{dang}" => serve::evidence, for Act::UseOwnAccount;
        GET "/don-vi/{unit}/hoc-lieu/moi" => send::blank, for Act::AuthorCourses;
        POST "/don-vi/{unit}/hoc-lieu/moi" => send::whole, for Act::AuthorCourses, .takes_files();
        POST "/don-vi/{unit}/hoc-lieu/gui" => send::begin, for Act::AuthorCourses;
        GET "/hoc-lieu/gui/{gui}" => send::far, for Act::AuthorCourses;
        POST "/hoc-lieu/gui/{gui}" => send::piece, for Act::AuthorCourses, .takes_files();
        POST "/hoc-lieu/gui/{gui}/xong" => send::finish, for Act::AuthorCourses;
        GET "/hoc-lieu/{media}" => show::one, for Act::AuthorCourses;
        POST "/hoc-lieu/{media}/lam-lai" => show::make_again, for Act::AuthorCourses;
    }
}

/// The material of the address, when the actor may keep it; else not found. Evidence is not found here.
fn held(call: &Call, v: &View) -> Result<Media> {
    let media = service::media(v, MediaId(call.id("media")?))?;
    call.hold(v, Act::AuthorCourses, media.unit)?;
    if media.person.is_some() { Err(kernel::Failure::NotFound) } else { Ok(media) }
}

/// The address of one form: by its content for material, by its owner for evidence.
pub fn address(media: &Media, form: &Form) -> String {
    match media.person {
        None => format!("/hoc-lieu/tep/{}", form.digest),
        Some(_) => format!("/hoc-lieu/minh-chung/{}/{}", media.id, form.purpose.code()),
    }
}

/// A piece as a lesson shows it, whatever it is.
pub fn figure(lang: Lang, media: &Media) -> Markup {
    match (&media.work, media.kind) {
        (Work::Waiting, _) => html! {
            p.hint { (t!(lang, "“{ten}” đang được nén cho nhẹ, lát nữa sẽ xem được.", ten = media.title)) }
        },
        (Work::Failed(_), _) => html! { p.hint { (t!(lang, "“{ten}” chưa xem được.", ten = media.title)) } },
        (Work::Ready, Kind::Picture) => picture(lang, media),
        (Work::Ready, Kind::Sound) => audio(lang, media),
        (Work::Ready, Kind::Video) => video(lang, media),
        (Work::Ready, Kind::Document) => download(lang, media),
    }
}

/// A picture: small screens fetch the small form; its place is kept while it comes.
pub fn picture(lang: Lang, media: &Media) -> Markup {
    let Some(best) = media.form(Purpose::Large).or_else(|| media.best()) else { return gone(lang) };
    let width = |f: &Form| f.size.map_or(0, |s| s.0);
    let set: Vec<String> = [Purpose::Small, Purpose::Large]
        .into_iter()
        .filter_map(|p| media.form(p))
        .map(|f| format!("{} {}w", address(media, f), width(f)))
        .collect();
    html! {
        img.media src=(address(media, best)) srcset=(set.join(", ")) sizes="(max-width: 720px) 100vw, 720px"
            width=[best.size.map(|s| s.0)] height=[best.size.map(|s| s.1)]
            loading="lazy" decoding="async" alt=(media.alt);
    }
}

/// The small form of a picture, for lists; an icon for other kinds.
pub fn thumbnail(media: &Media) -> Markup {
    match media.form(Purpose::Small) {
        Some(small) => html! {
            img.thumb src=(address(media, small)) width=[small.size.map(|s| s.0)] height=[small.size.map(|s| s.1)]
                loading="lazy" decoding="async" alt="";
        },
        None => html! { span.thumb { (icon(kind_icon(media.kind))) } },
    }
}

/// Sound: nothing is fetched before it is asked for, and what it costs stands below.
pub fn audio(lang: Lang, media: &Media) -> Markup {
    let Some(form) = media.form(Purpose::Audio).or_else(|| media.best()) else { return gone(lang) };
    html! {
        figure.media {
            audio controls preload="none" aria-label=(media.title) src=(address(media, form)) {}
            figcaption { (media.title) " · " (length_and_size(lang, form)) }
        }
        (said(lang, media))
    }
}

/// Video: the small form first, the larger one and the sound alone by choice, each with what it costs.
pub fn video(lang: Lang, media: &Media) -> Markup {
    let order = [Purpose::Low, Purpose::High, Purpose::Whole];
    let Some(first) = order.into_iter().find_map(|p| media.form(p)) else { return gone(lang) };
    let others = media.forms.iter().filter(|f| f.purpose != first.purpose);
    html! {
        figure.media {
            video controls preload="none" playsinline aria-label=(media.title) src=(address(media, first))
                width=[first.size.map(|s| s.0)] height=[first.size.map(|s| s.1)] {}
            figcaption {
                (media.title) " · " (length_and_size(lang, first))
                @for form in others {
                    " · " a href=(address(media, form)) { (form_word(lang, form.purpose)) " (" (size_word(lang, form.bytes)) ")" }
                }
            }
        }
        (said(lang, media))
    }
}

/// A document to save, with its size.
pub fn download(lang: Lang, media: &Media) -> Markup {
    let Some(form) = media.best() else { return gone(lang) };
    html! {
        p.media {
            a href=(address(media, form)) download {
                (icon("download")) (t!(lang, "Tải “{ten}”", ten = media.title))
            }
            " · PDF, " (size_word(lang, form.bytes))
        }
    }
}

fn gone(lang: Lang) -> Markup {
    html! { p.hint { (t!(lang, "Tệp này không còn.")) } }
}

/// What is said or shown, in words, for who cannot hear or see.
fn said(lang: Lang, media: &Media) -> Markup {
    html! { @if !media.alt.is_empty() { (disclosure(t!(lang, "Nội dung bằng chữ"), html! { p { (media.alt) } })) } }
}

/// A size in words: `430 kB`, `1,4 MB`.
pub fn size_word(lang: Lang, bytes: u64) -> String {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    if bytes < 1_000_000 {
        return format!("{} kB", numbers::count(lang, (bytes + 999) / 1000));
    }
    let tenths = (bytes + 50_000) / 100_000;
    let mark = if lang == Lang::Vi { ',' } else { '.' };
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{} MB", numbers::count(lang, whole)),
        (whole, tenth) => format!("{}{mark}{tenth} MB", numbers::count(lang, whole)),
    }
}

fn length_and_size(lang: Lang, form: &Form) -> String {
    match form.seconds {
        Some(s) => format!("{}:{:02}, {}", s / 60, s % 60, size_word(lang, form.bytes)),
        None => size_word(lang, form.bytes),
    }
}

/// A kind in words.
pub fn kind_word(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Picture => t!(lang, "Ảnh"),
        Kind::Sound => t!(lang, "Âm thanh"),
        Kind::Video => t!(lang, "Video"),
        Kind::Document => t!(lang, "Tài liệu PDF"),
    }
}

fn kind_icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Picture => "image",
        Kind::Sound => "volume-2",
        Kind::Video => "video",
        Kind::Document => "file-text",
    }
}

fn form_word(lang: Lang, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Small => t!(lang, "cỡ nhỏ"),
        Purpose::Large => t!(lang, "cỡ lớn"),
        Purpose::Low => t!(lang, "nét vừa"),
        Purpose::High => t!(lang, "nét hơn"),
        Purpose::Audio => t!(lang, "chỉ nghe tiếng"),
        Purpose::Whole => t!(lang, "tệp gốc"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        for (bytes, said) in [
            (1, "1 kB"),
            (430_000, "430 kB"),
            (999_999, "1.000 kB"),
            (1_000_000, "1 MB"),
            (1_449_999, "1,4 MB"),
            (1_234_567_890, "1.234,6 MB"),
        ] {
            assert_eq!(size_word(Lang::Vi, bytes), said);
        }
        assert_eq!(size_word(Lang::En, 1_449_999), "1.4 MB");
    }
}
