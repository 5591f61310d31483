//! What a file is, by its content. The name and the type that a browser says are not asked.

use super::model::Kind;

/// What a content was recognised as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// MPEG layer 3.
    Mp3,
    /// Ogg.
    Ogg,
    /// RIFF WAVE.
    Wav,
    /// MPEG-4 with sound only.
    M4a,
    /// MPEG-4, QuickTime, 3GPP.
    Mp4,
    /// WebM.
    Webm,
    /// PDF.
    Pdf,
}

impl Found {
    /// What it is for eyes and ears.
    pub fn kind(self) -> Kind {
        match self {
            Found::Jpeg | Found::Png | Found::Webp => Kind::Picture,
            Found::Mp3 | Found::Ogg | Found::Wav | Found::M4a => Kind::Sound,
            Found::Mp4 | Found::Webm => Kind::Video,
            Found::Pdf => Kind::Document,
        }
    }
    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Found::Jpeg => "image/jpeg",
            Found::Png => "image/png",
            Found::Webp => "image/webp",
            Found::Mp3 => "audio/mpeg",
            Found::Ogg => "audio/ogg",
            Found::Wav => "audio/wav",
            Found::M4a => "audio/mp4",
            Found::Mp4 => "video/mp4",
            Found::Webm => "video/webm",
            Found::Pdf => "application/pdf",
        }
    }
    /// The reader that the outside program must use: a file cannot choose one for itself.
    pub(super) fn reader(self) -> &'static str {
        match self {
            Found::Mp3 => "mp3",
            Found::Ogg => "ogg",
            Found::Wav => "wav",
            Found::Webm => "matroska",
            _ => "mov",
        }
    }
    /// What was recognised when this type was stored.
    pub(super) fn by_type(content_type: &str) -> Option<Found> {
        use Found::*;
        [Jpeg, Png, Webp, Mp3, Ogg, Wav, M4a, Mp4, Webm, Pdf]
            .into_iter()
            .find(|f| f.content_type() == content_type)
    }
}

/// The kinds that are taken, for messages.
pub const TAKEN: &str = "ảnh JPEG, PNG, WebP; âm thanh MP3, M4A, OGG, WAV; video MP4, WebM; tài liệu PDF";

/// So many bytes from the beginning are enough to recognise a content.
pub const HEAD: usize = 4096;

/// Recognises a content by its first bytes; else says why not and what to do.
pub fn recognise(head: &[u8]) -> Result<Found, String> {
    let at = |from: usize, what: &[u8]| head.get(from..from + what.len()) == Some(what);
    let brand = head.get(8..12).unwrap_or_default();
    let found = if at(0, &[0xff, 0xd8, 0xff]) {
        Found::Jpeg
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Found::Png
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Found::Webp
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        Found::Wav
    } else if at(0, b"OggS") {
        Found::Ogg
    } else if at(4, b"ftyp")
        && [b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"].iter().any(|b| brand == *b)
    {
        return Err("Đây là ảnh HEIC hoặc AVIF, nhiều điện thoại không mở được. Trên iPhone: Cài đặt → Camera → Định dạng → \
                    “Tương thích nhất”, rồi chụp lại; hoặc gửi ảnh qua Zalo cho mình rồi tải về dạng JPEG."
            .to_owned());
    } else if at(4, b"ftyp") && [b"M4A ", b"M4B "].iter().any(|b| brand == *b) {
        Found::M4a
    } else if at(4, b"ftyp") {
        Found::Mp4
    } else if at(0, &[0x1a, 0x45, 0xdf, 0xa3])
        && head.iter().take(64).copied().collect::<Vec<u8>>().windows(4).any(|w| w == b"webm")
    {
        Found::Webm
    } else if at(0, b"%PDF-") {
        Found::Pdf
    } else if at(0, b"ID3") || is_mp3_frame(head) {
        Found::Mp3
    } else {
        return Err(refusal(head));
    };
    Ok(found)
}

/// The head of an MPEG layer 3 frame: eleven set bits, a version, layer 3, a bit rate and a sampling rate that exist.
fn is_mp3_frame(head: &[u8]) -> bool {
    let [a, b, c, ..] = *head else { return false };
    a == 0xff
        && b & 0xe0 == 0xe0
        && b & 0x18 != 0x08
        && b & 0x06 == 0x02
        && c & 0xf0 != 0xf0
        && c & 0xf0 != 0
        && c & 0x0c != 0x0c
}

/// What to say of a content that is not taken.
fn refusal(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(head).to_lowercase();
    let what = if head.is_empty() {
        return "Tệp trống. Hãy chọn lại tệp.".to_owned();
    } else if text.contains("<svg") {
        "Đây là ảnh vẽ SVG, có thể mang mã chạy được nên không nhận; hãy xuất thành PNG."
    } else if text.contains("<html") || text.contains("<!doctype") || text.contains("<script") {
        "Đây là trang web (HTML), không nhận."
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        "Đây là tệp Word, Excel, PowerPoint hoặc tệp nén; hãy lưu thành PDF rồi gửi."
    } else if head.starts_with(b"GIF8") {
        "Đây là ảnh GIF; hãy lưu thành PNG hoặc quay thành video MP4."
    } else {
        "Không nhận ra loại tệp này."
    };
    format!("{what} Nhận: {TAKEN}. Loại tệp xét theo nội dung, đổi đuôi tên không có tác dụng.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_known_by_their_first_bytes_and_nothing_else_is_taken() {
        let cases: [(&[u8], Found); 10] = [
            (b"\xff\xd8\xff\xe0", Found::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Found::Png),
            (b"RIFF\0\0\0\0WEBP", Found::Webp),
            (b"RIFF\0\0\0\0WAVE", Found::Wav),
            (b"OggS\0", Found::Ogg),
            (b"\0\0\0\x20ftypM4A ", Found::M4a),
            (b"\0\0\0\x20ftypisom", Found::Mp4),
            (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", Found::Webm),
            (b"%PDF-1.7", Found::Pdf),
            (b"ID3\x04", Found::Mp3),
        ];
        for (head, found) in cases {
            assert_eq!(recognise(head), Ok(found));
        }
        assert_eq!(recognise(&[0xff, 0xfb, 0x90, 0x00]), Ok(Found::Mp3));
        for (head, said) in [
            (&b"<svg xmlns='x'>"[..], "SVG"),
            (b"<!DOCTYPE html><html>", "HTML"),
            (b"PK\x03\x04word", "PDF rồi gửi"),
            (b"\0\0\0\x18ftypheic", "iPhone"),
            (b"MZ\x90", "Không nhận ra"),
            (b"GIF89a", "GIF"),
            (b"\x1a\x45\xdf\xa3matroska", "Không nhận ra"),
            (b"", "Tệp trống"),
        ] {
            let why = recognise(head).unwrap_err();
            assert!(why.contains(said), "{why}");
        }
    }
}
