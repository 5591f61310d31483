//! What a course is made of, when it may be published, how an answer is judged. Pure.

use kernel::{CourseId, Date, FieldFault, MediaId, OrganisationId, PersonId, Topic, VersionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A whole course as authors write it and as a version keeps it: one text of JSON, fields always in this order, so
/// that the same course has the same digest everywhere.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseBody {
    /// Its title.
    pub title: String,
    /// What one learns, in a sentence or two.
    #[serde(default)]
    pub summary: String,
    /// Topics of `policy/topics.toml`.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// Codes of sectors whose workers it is recommended to; none: to everybody.
    #[serde(default)]
    pub sectors: Vec<String>,
    /// The language of its texts: a code of `policy/learning/languages.toml` ("vi").
    #[serde(default = "vietnamese")]
    pub language: String,
    /// Who may find it.
    #[serde(default)]
    pub audience: Audience,
    /// Does passing its checks count as a test of the topic ("bài kiểm tra"), for example of digital skill?
    #[serde(default)]
    pub is_test: bool,
    /// Which part of its check questions must be right to pass, in percent; none: the policy's.
    #[serde(default)]
    pub needed_share: Option<u8>,
    /// Where its content comes from: laws, authors, licences.
    #[serde(default)]
    pub sources: String,
    /// Its lessons, in order.
    #[serde(default)]
    pub lessons: Vec<Lesson>,
}

fn vietnamese() -> String {
    "vi".to_owned()
}

/// Who may find a published course.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Every learner.
    #[default]
    Everybody,
    /// The people of the unit that made it and of the units below.
    OwnUnits,
}

impl Audience {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Audience::Everybody => "everybody",
            Audience::OwnUnits => "own_units",
        }
    }
    /// The audience with this code.
    pub fn find(code: &str) -> Option<Audience> {
        [Audience::Everybody, Audience::OwnUnits].into_iter().find(|a| a.code() == code)
    }
}

/// One sitting: read or heard in a few minutes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its name inside the course, the same through all versions ("b1").
    pub key: String,
    /// Its title.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// The lesson read aloud, one recording per language.
    #[serde(default)]
    pub voices: Vec<Voice>,
    /// What it is made of, in order.
    #[serde(default)]
    pub blocks: Vec<Block>,
}

/// A recording of a lesson in a language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// A code of `policy/learning/languages.toml`.
    pub language: String,
    /// The recording.
    pub media: MediaId,
}

/// One piece of a lesson.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// Paragraphs, headings, lists: a small part of Markdown, no HTML.
    Text {
        /// The text.
        text: String,
    },
    /// A picture or an infographic.
    Picture {
        /// The picture.
        media: MediaId,
        /// What it shows, for whoever cannot see it.
        alt: String,
        /// The line under it.
        #[serde(default)]
        caption: String,
    },
    /// A recording.
    Audio {
        /// The recording.
        media: MediaId,
        /// Its title.
        title: String,
        /// What is said, to be read.
        #[serde(default)]
        transcript: String,
    },
    /// A film, in two bit rates.
    Video {
        /// The film.
        media: MediaId,
        /// Its title.
        title: String,
        /// What is said and shown, to be read.
        #[serde(default)]
        transcript: String,
    },
    /// A document to open or print.
    Document {
        /// The file.
        media: MediaId,
        /// Its title.
        title: String,
    },
    /// A short question with ready answers.
    Check(Check),
}

/// A short question ("câu kiểm tra nhanh"). It teaches: the right answer and the reason are shown at once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name inside the lesson, the same through all versions ("c1").
    pub key: String,
    /// The question.
    pub question: String,
    /// May several answers be right?
    #[serde(default)]
    pub several: bool,
    /// The answers to choose from.
    pub answers: Vec<Answer>,
    /// What to remember, shown after answering.
    #[serde(default)]
    pub explanation: String,
}

/// One of the answers to choose from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Its words.
    pub text: String,
    /// Is it right?
    #[serde(default)]
    pub is_right: bool,
}

impl Check {
    /// Are exactly the right answers chosen (numbers from 0)?
    pub fn judge(&self, chosen: &BTreeSet<usize>) -> bool {
        let right: BTreeSet<usize> =
            self.answers.iter().enumerate().filter(|(_, a)| a.is_right).map(|(i, _)| i).collect();
        right == *chosen
    }
}

impl Lesson {
    /// Its check questions.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.blocks.iter().filter_map(|b| match b {
            Block::Check(check) => Some(check),
            _ => None,
        })
    }
    /// The media it needs.
    pub fn media(&self) -> impl Iterator<Item = MediaId> {
        let of_blocks = self.blocks.iter().filter_map(|b| match b {
            Block::Picture { media, .. }
            | Block::Audio { media, .. }
            | Block::Video { media, .. }
            | Block::Document { media, .. } => Some(*media),
            Block::Text { .. } | Block::Check(_) => None,
        });
        self.voices.iter().map(|v| v.media).chain(of_blocks)
    }
}

impl CourseBody {
    /// Reads the kept text.
    ///
    /// # Errors
    /// When it is no course.
    pub fn read(text: &str) -> Result<CourseBody, serde_json::Error> {
        serde_json::from_str(text)
    }
    /// The text to keep: the same course always gives the same text.
    ///
    /// # Errors
    /// Never for a course made in this program; the reader of JSON says so by type only.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
    /// How long it takes, in minutes.
    pub fn minutes(&self) -> i64 {
        self.lessons.iter().map(|l| i64::from(l.minutes)).sum()
    }
    /// Every medium it needs, once.
    pub fn media(&self) -> BTreeSet<MediaId> {
        self.lessons.iter().flat_map(Lesson::media).collect()
    }
    /// The lesson with this key.
    pub fn lesson(&self, key: &str) -> Option<&Lesson> {
        self.lessons.iter().find(|l| l.key == key)
    }
    /// How many check questions it has.
    pub fn checks(&self) -> usize {
        self.lessons.iter().map(|l| l.checks().count()).sum()
    }
}

/// A change of a course's state, kept as a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CourseTurn {
    /// Handed in for review ("gửi duyệt").
    Submitted,
    /// Given back with a reason ("trả lại").
    Returned,
    /// Published as a version ("xuất bản").
    Published,
    /// No longer offered; those who learn it may finish ("ngừng dùng").
    Withdrawn,
    /// Offered again ("dùng lại").
    Restored,
}

impl CourseTurn {
    /// All turns.
    pub const ALL: [CourseTurn; 5] = [
        CourseTurn::Submitted,
        CourseTurn::Returned,
        CourseTurn::Published,
        CourseTurn::Withdrawn,
        CourseTurn::Restored,
    ];
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            CourseTurn::Submitted => "submitted",
            CourseTurn::Returned => "returned",
            CourseTurn::Published => "published",
            CourseTurn::Withdrawn => "withdrawn",
            CourseTurn::Restored => "restored",
        }
    }
    /// The turn with this code.
    pub fn find(code: &str) -> Option<CourseTurn> {
        CourseTurn::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// A published version without its text: for lists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Published {
    /// The course.
    pub course: CourseId,
    /// The course's code ("KH-2026-003").
    pub code: String,
    /// Who made it.
    pub organisation: OrganisationId,
    /// The version.
    pub version: VersionId,
    /// Its number, from 1.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// The language of its texts.
    pub language: String,
    /// Who may find it.
    pub audience: Audience,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// How many lessons it has.
    pub lessons: i64,
    /// The digest of its text.
    pub sha256: String,
    /// Is it offered (not withdrawn)?
    pub is_offered: bool,
}

/// A course given to a unit or a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// Its row.
    pub id: i64,
    /// The course.
    pub course: CourseId,
    /// To the people of this unit and below, or the unit that gave it to one person.
    pub organisation: OrganisationId,
    /// To this person only.
    pub person: Option<PersonId>,
    /// Until when.
    pub due_on: Option<Date>,
    /// A word to the learner.
    pub note: String,
}

/// What stands in the way of handing a course in; empty when nothing does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults(pub Vec<FieldFault>);

impl CourseBody {
    /// What is missing or wrong before the course can be reviewed. `knows` says whether a topic may be taught.
    pub fn faults(&self, knows: impl Fn(&str) -> bool) -> Faults {
        let mut out = Vec::new();
        let mut say = |field: String, message: String| out.push(FieldFault { field, message });
        if self.title.trim().is_empty() {
            say("title".into(), "Hãy ghi tên khóa học.".into());
        }
        if self.topics.is_empty() {
            say("topics".into(), "Hãy chọn ít nhất một chủ đề: chỉ tiêu đếm theo chủ đề.".into());
        }
        for topic in self.topics.iter().filter(|t| !knows(&t.0)) {
            say(
                "topics".into(),
                format!("Chủ đề “{}” không còn trong danh mục. Hãy chọn chủ đề khác.", topic.0),
            );
        }
        if self.lessons.is_empty() {
            say("lessons".into(), "Khóa học chưa có bài nào.".into());
        }
        for (i, lesson) in self.lessons.iter().enumerate() {
            let at = format!("lessons.{i}");
            let n = i + 1;
            if lesson.title.trim().is_empty() {
                say(format!("{at}.title"), format!("Bài {n} chưa có tên."));
            }
            if lesson.minutes == 0 {
                say(format!("{at}.minutes"), format!("Bài {n}: hãy ghi số phút để học bài này."));
            }
            if lesson.blocks.is_empty() {
                say(at.clone(), format!("Bài {n} chưa có nội dung."));
            }
            if self.lessons[..i].iter().any(|l| l.key == lesson.key) {
                say(at.clone(), format!("Bài {n} trùng mã “{}” với bài trước.", lesson.key));
            }
            let mut keys: BTreeSet<&str> = BTreeSet::new();
            for (b, block) in lesson.blocks.iter().enumerate() {
                let at = format!("{at}.blocks.{b}");
                match block {
                    Block::Text { text } if text.trim().is_empty() => {
                        say(at, format!("Bài {n}: có một đoạn chữ để trống. Hãy viết hoặc xóa đoạn đó."));
                    }
                    Block::Picture { alt, .. } if alt.trim().is_empty() => {
                        say(
                            at,
                            format!("Bài {n}: hãy mô tả hình ảnh bằng lời cho người không nhìn thấy hình."),
                        );
                    }
                    Block::Check(check) => {
                        let right = check.answers.iter().filter(|a| a.is_right).count();
                        if check.question.trim().is_empty() {
                            say(at.clone(), format!("Bài {n}: có câu hỏi chưa ghi nội dung."));
                        }
                        if check.answers.len() < 2 || check.answers.iter().any(|a| a.text.trim().is_empty()) {
                            say(
                                at.clone(),
                                format!(
                                    "Bài {n}: mỗi câu hỏi cần ít nhất hai đáp án, không đáp án nào để trống."
                                ),
                            );
                        }
                        if right == 0 || (!check.several && right > 1) {
                            say(
                                at.clone(),
                                format!(
                                    "Bài {n}: hãy đánh dấu đáp án đúng (một đáp án, trừ khi câu hỏi cho chọn nhiều)."
                                ),
                            );
                        }
                        if !keys.insert(&check.key) {
                            say(at, format!("Bài {n}: hai câu hỏi trùng mã “{}”.", check.key));
                        }
                    }
                    _ => {}
                }
            }
        }
        if self.is_test && self.checks() == 0 {
            say("is_test".into(), "Khóa học được tính là bài kiểm tra thì phải có câu hỏi.".into());
        }
        if self.needed_share.is_some_and(|n| n == 0 || n > 100) {
            say("needed_share".into(), "Tỷ lệ trả lời đúng để đạt phải từ 1 đến 100 %.".into());
        }
        Faults(out)
    }
}
