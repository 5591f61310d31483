//! What a piece of material is, and the numbers of the policy.

use kernel::{MediaId, OrganisationId, PersonId};
use serde::Deserialize;
use store::blob::Digest;

/// What the policy says of material (`policy/learning/media.toml`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaRules {
    /// Pictures.
    pub picture: PictureRules,
    /// Sound.
    pub sound: SoundRules,
    /// Video.
    pub video: VideoRules,
    /// Documents.
    pub document: SizeRule,
    /// Sound and video where no program makes them small.
    pub plain: SizeRule,
    /// Files on their way.
    pub upload: UploadRules,
    /// Making things small.
    pub work: WorkRules,
}

/// A bound of size.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeRule {
    /// At most so many bytes.
    pub most_bytes: u64,
}

/// Pictures.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PictureRules {
    /// At most so many bytes.
    pub most_bytes: u64,
    /// At most so many points.
    pub most_pixels: u64,
    /// The longer side of the small form.
    pub small: u32,
    /// The longer side of the large form.
    pub large: u32,
    /// JPEG quality.
    pub quality: u8,
}

/// Sound.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoundRules {
    /// At most so many bytes.
    pub most_bytes: u64,
    /// At most so long.
    pub most_seconds: u32,
    /// Bits per second.
    pub bits: u32,
}

/// Video.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoRules {
    /// At most so many bytes.
    pub most_bytes: u64,
    /// At most so long.
    pub most_seconds: u32,
    /// The small form.
    pub low: VideoForm,
    /// The large form.
    pub high: VideoForm,
}

/// One size of video.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoForm {
    /// The shorter side.
    pub lines: u32,
    /// Bits per second.
    pub bits: u32,
}

/// Files on their way.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadRules {
    /// So many days an unfinished one waits.
    pub days: i64,
    /// So many unfinished ones an account may have.
    pub most: i64,
    /// The bytes of one piece.
    pub piece: u64,
    /// The most that the plain form takes.
    pub form_bytes: u64,
}

/// Making things small.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkRules {
    /// At most so long for one file.
    pub most_seconds: u64,
    /// So often it is tried.
    pub tries: i64,
    /// After so many hours what nobody needs is removed.
    pub keep_hours: i64,
}

impl MediaRules {
    /// Reads the policy's text.
    ///
    /// # Errors
    /// When it is no such table, or a number makes no sense.
    pub fn read(text: &str) -> Result<MediaRules, String> {
        let rules: MediaRules = toml::from_str(text).map_err(|e| e.to_string())?;
        let p = &rules.picture;
        if p.small == 0 || p.large < p.small || !(1..=100).contains(&p.quality) {
            return Err("picture: small ≤ large, quality 1–100".to_owned());
        }
        if rules.upload.piece == 0 || rules.upload.days < 1 || rules.work.tries < 1 {
            return Err("upload.piece, upload.days and work.tries must be positive".to_owned());
        }
        Ok(rules)
    }
    /// The most bytes that a file of any kind may have.
    pub fn most_bytes(&self) -> u64 {
        let all =
            [self.picture.most_bytes, self.sound.most_bytes, self.video.most_bytes, self.document.most_bytes];
        all.into_iter().max().unwrap_or(0)
    }
}

/// What a piece is for eyes and ears.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// "ảnh"
    Picture,
    /// "âm thanh"
    Sound,
    /// "video"
    Video,
    /// "tài liệu"
    Document,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Picture, Kind::Sound, Kind::Video, Kind::Document];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Picture => "picture",
            Kind::Sound => "sound",
            Kind::Video => "video",
            Kind::Document => "document",
        }
    }
    /// The kind with this code.
    pub fn find(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// For what a form is there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Purpose {
    /// A picture for lists and small screens.
    Small,
    /// A picture for the lesson.
    Large,
    /// Video for a thin line.
    Low,
    /// Video for a good line.
    High,
    /// Sound alone.
    Audio,
    /// The file as it came.
    Whole,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 6] =
        [Purpose::Small, Purpose::Large, Purpose::Low, Purpose::High, Purpose::Audio, Purpose::Whole];
    /// The stored code; it stands in addresses too.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Small => "small",
            Purpose::Large => "large",
            Purpose::Low => "low",
            Purpose::High => "high",
            Purpose::Audio => "audio",
            Purpose::Whole => "whole",
        }
    }
    /// The purpose with this code.
    pub fn find(code: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|p| p.code() == code)
    }
}

/// One form of a piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Form {
    /// For what.
    pub purpose: Purpose,
    /// Its content.
    pub digest: Digest,
    /// Its media type.
    pub content_type: String,
    /// Its size.
    pub bytes: u64,
    /// Width and height in points.
    pub size: Option<(u32, u32)>,
    /// How long it plays.
    pub seconds: Option<u32>,
}

/// How it stands with the forms of a piece.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Work {
    /// They are there.
    Ready,
    /// They are being made, or wait for it.
    Waiting,
    /// They could not be made, for this reason.
    Failed(String),
}

/// A piece of material or of evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Media {
    /// Identity.
    pub id: MediaId,
    /// The unit that keeps it.
    pub unit: OrganisationId,
    /// Whose own evidence it is; none for material.
    pub person: Option<PersonId>,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// What is to be seen or heard, for who cannot.
    pub alt: String,
    /// The size of what came.
    pub came_bytes: u64,
    /// Its forms.
    pub forms: Vec<Form>,
    /// How it stands with them.
    pub work: Work,
}

impl Media {
    /// The form for a purpose.
    pub fn form(&self, purpose: Purpose) -> Option<&Form> {
        self.forms.iter().find(|f| f.purpose == purpose)
    }
    /// The best form there is.
    pub fn best(&self) -> Option<&Form> {
        [Purpose::Large, Purpose::High, Purpose::Low, Purpose::Whole, Purpose::Audio, Purpose::Small]
            .into_iter()
            .find_map(|p| self.form(p))
    }
    /// The form that a phone fetches first.
    pub fn first(&self) -> Option<&Form> {
        [Purpose::Small, Purpose::Low, Purpose::Audio, Purpose::Whole].into_iter().find_map(|p| self.form(p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_read_and_nonsense_refused() {
        let text = include_str!("../../../../policy/learning/media.toml");
        let rules = MediaRules::read(text).unwrap();
        assert!(rules.most_bytes() >= rules.document.most_bytes);
        assert!(MediaRules::read(&text.replace("quality = 80", "quality = 0")).is_err());
        assert!(MediaRules::read(&text.replace("tries = 3", "tries = 0")).is_err());
        assert!(MediaRules::read(&text.replace("tries", "trials")).is_err());
    }
}
