//! A content that is sent piece by piece, whole or in the part that was asked for (RFC 9110, section 14).

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::task::JoinHandle;

/// How long others may keep a content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// Everybody, for ever: published, and named by its content.
    Public,
    /// The reader's own browser, for ever.
    Private,
    /// Nobody.
    No,
}

/// Opens a content from a byte on, for so many bytes.
pub type Opener = Box<dyn FnOnce(u64, u64) -> io::Result<Box<dyn Read + Send>> + Send>;

/// A content to send.
pub struct Stream {
    /// Its media type.
    pub content_type: String,
    /// The name offered for saving; made safe.
    pub name: String,
    /// Is it shown in a page, or saved?
    pub inline: bool,
    /// What names this very content: for `ETag` and `If-Range`.
    pub tag: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// How long others may keep it.
    pub keep: Keep,
    /// Opens it.
    pub open: Opener,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("tag", &self.tag).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// What a request wants of a content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// From this byte to that one, both included.
    Part(u64, u64),
    /// Nothing that there is.
    Nothing,
}

/// Reads `Range`. What is no range of bytes, and a list of several, asks for the whole: that is allowed, and keeps
/// answers simple.
pub fn wanted(range: Option<&str>, bytes: u64) -> Wanted {
    let Some(spec) = range.and_then(|r| r.trim().strip_prefix("bytes=")) else { return Wanted::Whole };
    let Some((from, to)) = spec.split_once('-').filter(|_| !spec.contains(',')) else { return Wanted::Whole };
    let number = |text: &str| {
        let text = text.trim();
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        // more digits than a number holds are simply far away
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (from.trim().is_empty(), number(from), number(to), to.trim().is_empty()) {
        // the last so many bytes
        (true, _, Some(0), _) => Wanted::Nothing,
        (true, _, Some(last), _) if bytes > 0 => Wanted::Part(bytes.saturating_sub(last), bytes - 1),
        (true, _, Some(_), _) => Wanted::Nothing,
        (false, Some(from), to, is_open) if to.is_some() || is_open => match to {
            Some(to) if to < from => Wanted::Whole,
            _ if from >= bytes => Wanted::Nothing,
            to => Wanted::Part(from, to.unwrap_or(u64::MAX).min(bytes - 1)),
        },
        _ => Wanted::Whole,
    }
}

impl Stream {
    /// The answer to a request with these headers.
    pub(crate) fn answer(self, asked: &HeaderMap) -> Response {
        let text = |name: HeaderName| asked.get(name).and_then(|v| v.to_str().ok());
        let tag = format!("\"{}\"", self.tag);
        let known = text(header::IF_NONE_MATCH).is_some_and(|all| {
            all.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
        });
        // a part of another content than the reader has begun with is of no use
        let range = text(header::RANGE).filter(|_| text(header::IF_RANGE).is_none_or(|t| t.trim() == tag));
        let wanted = if known { Wanted::Whole } else { wanted(range, self.bytes) };
        let disposition = disposition(if self.inline { "inline" } else { "attachment" }, &self.name);
        let (status, from, count) = match wanted {
            _ if known => (StatusCode::NOT_MODIFIED, 0, 0),
            Wanted::Whole => (StatusCode::OK, 0, self.bytes),
            Wanted::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to - from + 1),
            Wanted::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
        };
        let body = if count == 0 {
            Body::empty()
        } else {
            match (self.open)(from, count) {
                Ok(reader) => Body::new(Pieces { reader: Some(reader), reading: None, left: count }),
                Err(e) => {
                    tracing::error!(tag = self.tag, error = %e, "a content that should be here cannot be opened");
                    return StatusCode::INTERNAL_SERVER_ERROR.into_response();
                }
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::ETAG, &tag);
        set(header::ACCEPT_RANGES, "bytes");
        set(
            header::CACHE_CONTROL,
            match self.keep {
                Keep::Public => "public, max-age=31536000, immutable",
                Keep::Private => "private, max-age=31536000, immutable",
                Keep::No => "no-store",
            },
        );
        // whatever the bytes are: nothing in them runs, nothing is guessed, nobody else's page shows them
        set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        set(header::REFERRER_POLICY, "no-referrer");
        match wanted {
            Wanted::Nothing => set(header::CONTENT_RANGE, &format!("bytes */{}", self.bytes)),
            Wanted::Part(from, to) => {
                set(header::CONTENT_RANGE, &format!("bytes {from}-{to}/{}", self.bytes))
            }
            Wanted::Whole => {}
        }
        if !known {
            set(header::CONTENT_TYPE, &self.content_type);
            set(header::CONTENT_DISPOSITION, &disposition);
            set(header::CONTENT_LENGTH, &count.to_string());
        }
        response
    }
}

/// How a file's name travels: plain letters for old programs, the whole for others.
pub(crate) fn disposition(how: &str, name: &str) -> String {
    let plain: String = kernel::name::fold(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '-' })
        .collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encode(name))
}

fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// So much is read at once, off the threads that talk to browsers.
const PIECE: u64 = 256 * 1024;

type Read1 = (Box<dyn Read + Send>, io::Result<Vec<u8>>);

/// A body read piece by piece, each when the one before was taken: a slow reader holds no thread.
struct Pieces {
    reader: Option<Box<dyn Read + Send>>,
    reading: Option<JoinHandle<Read1>>,
    left: u64,
}

fn piece(mut reader: Box<dyn Read + Send>, want: u64) -> Read1 {
    let mut bytes = Vec::new();
    let outcome = reader.by_ref().take(want).read_to_end(&mut bytes).map(|_| bytes);
    (reader, outcome)
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<http_body::Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.reading.is_none() {
            let Some(reader) = self.reader.take() else { return Poll::Ready(None) };
            let want = self.left.min(PIECE);
            self.reading = Some(tokio::task::spawn_blocking(move || piece(reader, want)));
        }
        let Some(reading) = self.reading.as_mut() else { return Poll::Ready(None) };
        let outcome = ready!(Pin::new(reading).poll(cx));
        self.reading = None;
        let bytes = match outcome {
            Ok((reader, Ok(bytes))) if !bytes.is_empty() => {
                self.reader = Some(reader);
                bytes
            }
            // less came than was promised: the reader must not take the part for the whole
            Ok((_, Ok(_))) => return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
            Ok((_, Err(e))) => return Poll::Ready(Some(Err(e))),
            Err(e) => return Poll::Ready(Some(Err(io::Error::other(e)))),
        };
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from(bytes)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_are_read_as_the_rules_of_the_web_say() {
        let cases = [
            (None, Wanted::Whole),
            (Some("bytes=0-0"), Wanted::Part(0, 0)),
            (Some("bytes=0-"), Wanted::Part(0, 99)),
            (Some("bytes=90-1000"), Wanted::Part(90, 99)),
            (Some("bytes=-10"), Wanted::Part(90, 99)),
            (Some("bytes=-1000"), Wanted::Part(0, 99)),
            (Some("bytes=-0"), Wanted::Nothing),
            (Some("bytes=100-"), Wanted::Nothing),
            (Some("bytes=99999999999999999999999-"), Wanted::Nothing),
            (Some("bytes=5-4"), Wanted::Whole),
            (Some("bytes=0-1,5-6"), Wanted::Whole),
            (Some("bytes=-"), Wanted::Whole),
            (Some("bytes=a-b"), Wanted::Whole),
            (Some("bytes=1-b"), Wanted::Whole),
            (Some("bytes=+1-2"), Wanted::Whole),
            (Some("lines=1-2"), Wanted::Whole),
        ];
        for (range, said) in cases {
            assert_eq!(wanted(range, 100), said, "{range:?}");
        }
        assert_eq!(wanted(Some("bytes=-5"), 0), Wanted::Nothing);
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Nothing);
    }

    proptest! {
        #[test]
        fn a_part_always_lies_inside(text in "(bytes=)?[0-9]{0,20}-?[0-9]{0,20},?", bytes in 0_u64..1000) {
            if let Wanted::Part(from, to) = wanted(Some(&text), bytes) {
                prop_assert!(from <= to && to < bytes, "{text} of {bytes}: {from}-{to}");
            }
        }
        #[test]
        fn parts_asked_in_order_make_the_whole(bytes in 1_u64..5000, step in 1_u64..700) {
            let mut next = 0;
            while next < bytes {
                let asked = format!("bytes={next}-{}", next + step - 1);
                let Wanted::Part(from, to) = wanted(Some(&asked), bytes) else { panic!("{asked} of {bytes}") };
                prop_assert_eq!(from, next);
                next = to + 1;
            }
            prop_assert_eq!(next, bytes);
        }
    }
}
