//! The bytes themselves. Material is read by whoever is signed in, and by everybody once its course is open to all;
//! evidence by its owner and by the officers who keep the people of the unit.

use super::super::model::{Form, Media, Purpose};
use super::super::service::{self, Workshop};
use super::super::store;
use ::store::blob::Digest;
use kernel::{Act, Failure, MediaId, Result};
use web::{Call, Keep, Reply, Stream};

/// Material by its content.
pub(super) fn material(call: &Call) -> Result<Reply> {
    let digest = Digest::parse(call.param("sha256")).ok_or(Failure::NotFound)?;
    let (media, form, is_open) = call.read(|v| {
        let all = store::with_content(v, &digest)?;
        // the same photo may be somebody's evidence too: what counts is that it is material somewhere
        let as_material = || all.iter().filter(|h| !h.is_personal);
        let held =
            as_material().find(|h| h.is_open).or_else(|| as_material().next()).ok_or(Failure::NotFound)?;
        let media = service::media(v, held.media)?;
        let form = media.form(held.purpose).cloned().ok_or(Failure::NotFound)?;
        Ok((media, form, held.is_open))
    })?;
    if call.signed.is_none() && !is_open {
        return Err(Failure::NotFound);
    }
    send(call, &media, &form, if is_open { Keep::Public } else { Keep::Private })
}

/// Evidence by its number and form.
pub(super) fn evidence(call: &Call) -> Result<Reply> {
    let purpose = Purpose::find(call.param("dang")).ok_or(Failure::NotFound)?;
    let own = call.actor()?.person;
    let (media, form) = call.read(|v| {
        let media = service::media(v, MediaId(call.id("media")?))?;
        let owner = media.person.ok_or(Failure::NotFound)?;
        if v.canonical(owner)? != v.canonical(own)? {
            call.hold(v, Act::SeePeople, media.unit)?;
        }
        let form = media.form(purpose).cloned().ok_or(Failure::NotFound)?;
        Ok((media, form))
    })?;
    send(call, &media, &form, Keep::No)
}

fn send(call: &Call, media: &Media, form: &Form, keep: Keep) -> Result<Reply> {
    let blobs = call.state::<Workshop>()?.blobs.clone();
    let broken = |e: std::io::Error| Failure::broken(format!("content {}: {e}", form.digest));
    if blobs.length(&form.digest).map_err(broken)? != Some(form.bytes) {
        return Err(Failure::broken(format!("content {} is missing or cut", form.digest)));
    }
    let digest = form.digest.clone();
    let ending = match form.content_type.as_str() {
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "audio/mp4" => "m4a",
        "audio/mpeg" => "mp3",
        "video/mp4" => "mp4",
        _ => "pdf",
    };
    Ok(Reply::Stream(Stream {
        content_type: form.content_type.clone(),
        name: format!("{}.{ending}", media.title),
        // a document may carry script: it is saved, never shown inside our site
        inline: ending != "pdf",
        tag: form.digest.to_string(),
        bytes: form.bytes,
        keep,
        open: Box::new(move |from, count| {
            blobs.open(&digest, from, count)?.ok_or_else(|| std::io::ErrorKind::NotFound.into())
        }),
    }))
}
