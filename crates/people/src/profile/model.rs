//! The lines and levels of the competence profile, as the policy names them. Pure.

use kernel::Topic;

/// A level of a line.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

/// A line ("mặt năng lực").
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Topics that feed it, each with everything below.
    pub topics: Vec<String>,
}

impl Line {
    /// Does learning about this topic feed the line?
    pub fn takes(&self, topic: &Topic) -> bool {
        self.topics.iter().any(|t| topic.lies_under(t))
    }
}

/// `policy/people/competence.toml`.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Competence {
    /// The paper.
    pub source: String,
    /// How we read it.
    pub reading: String,
    #[serde(rename = "level")]
    levels: Vec<Level>,
    #[serde(rename = "line")]
    lines: Vec<Line>,
}

impl Competence {
    /// Reads the file; refused when a code stands there twice or a line has no topic.
    pub fn read(text: &str) -> Result<Competence, String> {
        let read: Competence = toml::from_str(text).map_err(|e| e.to_string())?;
        let codes: Vec<&str> = read.lines.iter().map(|l| l.code.as_str()).collect();
        let levels: Vec<&str> = read.levels.iter().map(|l| l.code.as_str()).collect();
        for all in [&codes, &levels] {
            if let Some(twice) =
                all.iter().enumerate().find(|(at, c)| all.iter().skip(at + 1).any(|o| o == *c))
            {
                return Err(format!("{}: the code stands there twice", twice.1));
            }
        }
        if let Some(line) = read.lines.iter().find(|l| l.topics.is_empty() || l.name.is_empty()) {
            return Err(format!("line {}: needs a name and topics", line.code));
        }
        if read.levels.len() < 2 || read.lines.is_empty() {
            return Err("needs lines, and at least two levels".to_owned());
        }
        Ok(read)
    }
    /// The lines, in the order of the plan.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
    /// The levels, the lowest first.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }
    /// The level with this code.
    pub fn level(&self, code: &str) -> Option<&Level> {
        self.levels.iter().find(|l| l.code == code)
    }
}

/// Who said a level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Voice {
    /// The person ("tự khai").
    Declared,
    /// The union's officer ("công đoàn xác nhận").
    Attested,
}

impl Voice {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Voice::Declared => "declared",
            Voice::Attested => "attested",
        }
    }
    /// The voice with this code.
    pub fn find(code: &str) -> Option<Voice> {
        [Voice::Declared, Voice::Attested].into_iter().find(|v| v.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_lines_of_the_plan_are_there_and_fed_by_topics() {
        let c = Competence::read(include_str!("../../../../policy/people/competence.toml")).unwrap();
        assert_eq!(c.lines().len(), 5);
        let fed = |topic: &str| {
            let topic = Topic(topic.to_owned());
            c.lines().iter().filter(|l| l.takes(&topic)).map(|l| l.code.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(fed("digital_skill.basic"), ["digital_ability"]);
        assert_eq!(fed("digital_skill.ai"), ["digital_ability", "digital_economy"]);
        assert!(fed("title.learning_citizen").is_empty());
        assert!(Competence::read("source='x'\nreading='y'\nlevel=[]\nline=[]").is_err());
    }
}
