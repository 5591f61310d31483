//! The lines by which a person is found, and the words that are looked for. Pure.

use crate::person::model::Person;
use kernel::name;
use std::collections::BTreeSet;

/// Before a phone number, from its beginning.
const PHONE: u8 = b'#';
/// Before a phone number, from its end.
const PHONE_END: u8 = b'$';
/// Before a staff code.
const CODE: u8 = b'@';
/// Between the end of a name and the words that were turned behind it. Smaller than any letter.
const TURN: char = '|';

/// A folded text without the signs that mean something here.
fn plain(text: &str) -> String {
    name::fold(text).chars().map(|c| if "#$@|%_\\".contains(c) { ' ' } else { c }).collect()
}

/// The lines of one record: the name turned to begin with each of its words, the phone from both ends, the code.
pub fn keys(p: &Person) -> BTreeSet<Vec<u8>> {
    let mut out = BTreeSet::new();
    let name = plain(&p.full_name);
    let words: Vec<&str> = name.split_whitespace().collect();
    for at in 0..words.len() {
        let (before, from) = words.split_at(at);
        let mut key = from.join(" ");
        if !before.is_empty() {
            key.push(TURN);
            key.push_str(&before.join(" "));
        }
        out.insert(key.into_bytes());
    }
    if let Some(phone) = &p.phone {
        let with = |sign: u8, digits: &str| std::iter::once(sign).chain(digits.bytes()).collect::<Vec<u8>>();
        out.insert(with(PHONE, phone));
        out.insert(with(PHONE_END, &phone.chars().rev().collect::<String>()));
    }
    if let Some(code) = &p.staff_code {
        let code = plain(code).replace(' ', "");
        if !code.is_empty() {
            out.insert(std::iter::once(CODE).chain(code.bytes()).collect());
        }
    }
    out
}

/// A stretch of lines: from here, to before there.
pub type Range = (Vec<u8>, Vec<u8>);

fn range(sign: Option<u8>, text: &str) -> Range {
    let from: Vec<u8> = sign.into_iter().chain(text.bytes()).collect();
    let mut to = from.clone();
    to.push(0xff);
    (from, to)
}

/// One word that is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// Without marks.
    pub text: String,
    /// It has digits, so it is looked for in phones and codes and not in names.
    pub is_number: bool,
}

impl Token {
    /// Where its lines stand; a word that stands alone may also begin a staff code.
    pub(crate) fn ranges(&self, alone: bool) -> Vec<Range> {
        let code = range(Some(CODE), &self.text);
        if !self.is_number {
            let name = range(None, &self.text);
            return if alone { vec![name, code] } else { vec![name] };
        }
        let back: String = self.text.chars().rev().collect();
        if self.text.bytes().all(|b| b.is_ascii_digit()) {
            vec![range(Some(PHONE), &self.text), range(Some(PHONE_END), &back), code]
        } else {
            vec![code]
        }
    }
    /// Does a word of this name begin so?
    pub(crate) fn is_in(&self, key: &[u8]) -> bool {
        let mut words = key.split(|b| *b == b' ' || *b == TURN as u8);
        words.any(|w| w.starts_with(self.text.as_bytes()))
    }
    /// Is this one of its lines?
    pub(crate) fn matches(&self, key: &[u8]) -> bool {
        self.ranges(false).iter().any(|(from, _)| key.starts_with(from))
    }
}

/// What was typed into a search box.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    /// The words without marks; all must be met, in any order.
    pub tokens: Vec<Token>,
    /// The words as typed, in small letters, when any of them bears a mark.
    pub marked: Vec<String>,
}

impl Words {
    /// Reads what was typed.
    pub fn read(typed: &str) -> Words {
        let is_number = typed.chars().any(|c| c.is_ascii_digit())
            && typed.chars().all(|c| c.is_ascii_digit() || " .-+()".contains(c));
        if is_number {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            let digits = match digits.strip_prefix("84") {
                Some(rest) if typed.trim_start().starts_with('+') => format!("0{rest}"),
                _ => digits,
            };
            return Words { tokens: vec![Token { text: digits, is_number: true }], marked: Vec::new() };
        }
        let text = plain(typed);
        let mut tokens: Vec<Token> = Vec::new();
        for word in text.split_whitespace().take(8) {
            let token = Token { text: word.to_owned(), is_number: word.chars().any(|c| c.is_ascii_digit()) };
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        let lower = name::tidy(typed).to_lowercase();
        let marked = if name::fold(&lower) == lower {
            Vec::new()
        } else {
            lower.split(' ').map(str::to_owned).collect()
        };
        Words { tokens, marked }
    }
    /// Was nothing asked?
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
    /// Is every word met in the name with its marks as typed? Always so when none was typed.
    pub fn is_exact(&self, full_name: &str) -> bool {
        let lower = full_name.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        self.marked.iter().all(|m| words.iter().any(|w| w.starts_with(m.as_str())))
    }
    /// Patterns for four words of a name; empty where there is no word.
    pub(crate) fn patterns(&self) -> [String; 4] {
        let mut names = self.tokens.iter().filter(|t| !t.is_number);
        std::array::from_fn(|_| names.next().map_or_else(String::new, |t| format!("% {}%", t.text)))
    }
    /// Patterns for a number: at the beginning, at the end.
    pub(crate) fn number(&self) -> [String; 2] {
        match self.tokens.iter().find(|t| t.is_number) {
            Some(t) => [format!("{}%", t.text), format!("%{}", t.text)],
            None => [String::new(), String::new()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> Person {
        Person { phone: Some("0912345178".into()), staff_code: Some("NV-012".into()), ..Person::named(name) }
    }

    fn finds(typed: &str, p: &Person) -> bool {
        let words = Words::read(typed);
        let keys = keys(p);
        words.tokens.iter().all(|t| {
            let ranges = t.ranges(words.tokens.len() == 1);
            keys.iter().any(|k| ranges.iter().any(|(from, to)| k >= from && k < to))
        })
    }

    #[test]
    fn words_are_found_in_any_order_without_marks_and_unfinished() {
        let mai = person("Lò Thị Mai");
        for typed in [
            "lo thi mai",
            "mai",
            "thi mai",
            "lo mai",
            "Mai Lò",
            "lo thi m",
            "LÒ",
            "0912",
            "0912 345 178",
            "178",
            "5178",
            "+84 912",
            "nv-0",
            "mai 178",
        ] {
            assert!(finds(typed, &mai), "{typed}");
        }
        for typed in ["ai", "lo thi mao", "0913", "345", "mai 999"] {
            assert!(!finds(typed, &mai), "{typed}");
        }
        assert!(finds("dao", &person("Đào Thị Lý")));
        assert!(Words::read("  ").is_empty() && Words::read("% _").is_empty());
    }

    #[test]
    fn marks_count_when_they_are_typed() {
        assert!(Words::read("đào").is_exact("Đào Thị Lý") && !Words::read("đào").is_exact("Dao Văn Páo"));
        assert!(Words::read("dao").is_exact("Dao Văn Páo") && Words::read("dao").marked.is_empty());
        assert!(Words::read("lò m").is_exact("Lò Thị Mai"));
    }
}
