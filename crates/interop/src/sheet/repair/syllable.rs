//! What a written Vietnamese syllable can be: an onset, a rime, at most one tone. Names of the peoples of the
//! north-west (Páo, Vừ, Lỳ, Chẻo) are written by the same rules.
use unicode_normalization::UnicodeNormalization;

const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "q", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// In the order of their bytes, to be searched by halves.
const RIMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en",
    "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên",
    "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oc", "oe", "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot",
    "oăc", "oăm", "oăn", "oăng", "oăt", "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya",
    "uych", "uyn", "uynh", "uyp", "uyt", "uyu", "uyên", "uyêt", "uân", "uâng", "uât", "uây", "uê", "uêch",
    "uên", "uênh", "uêt", "uêu", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ", "y", "yêm", "yên", "yêng",
    "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "ê", "êch", "êm", "ên", "êng", "ênh",
    "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ăc", "ăm", "ăn", "ăng", "ăp", "ăt",
    "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư", "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi",
    "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
];

/// Whether a word is a possible Vietnamese syllable, written small, capital, or with a capital first letter.
pub fn is_vietnamese_syllable(word: &str) -> bool {
    if !has_plain_case(word) {
        return false;
    }
    let mut bare = String::new();
    let mut tone = None;
    for c in word.to_lowercase().nfd() {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                if tone.replace(c).is_some() {
                    return false;
                }
            }
            c => bare.push(c),
        }
    }
    let bare: String = bare.nfc().collect();
    let possible = ONSETS.iter().any(|onset| {
        bare.strip_prefix(onset).is_some_and(|rime| is_rime(rime) && (*onset != "q" || rime.starts_with('u')))
    }) || (bare.starts_with("gi") && is_rime(bare.get(1..).unwrap_or("")));
    let stopped = ["c", "ch", "p", "t"].iter().any(|end| bare.ends_with(end));
    // a stopped syllable can only rise (sắc) or fall heavily (nặng)
    possible && (!stopped || matches!(tone, Some('\u{301}' | '\u{323}')))
}

fn is_rime(text: &str) -> bool {
    RIMES.binary_search(&text).is_ok()
}

fn has_plain_case(word: &str) -> bool {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return false };
    let rest = chars.as_str();
    let small = !rest.chars().any(char::is_uppercase);
    small || (first.is_uppercase() && !rest.chars().any(char::is_lowercase))
}

/// How many words with letters beyond ASCII a text has, and how many of them are possible syllables.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tally {
    pub words: usize,
    pub good: usize,
}

impl Tally {
    pub fn of(text: &str) -> Self {
        let mut tally = Self::default();
        if text.is_ascii() {
            return tally;
        }
        for word in text.split(|c: char| c.is_whitespace() || (c.is_ascii() && !c.is_ascii_alphabetic())) {
            if word.is_ascii() || word.chars().all(is_sign) || is_abbreviation(word) {
                continue;
            }
            let word = word.trim_matches(is_sign);
            tally.words += 1;
            tally.good += usize::from(is_vietnamese_syllable(word));
        }
        tally
    }

    pub fn share(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of words in one file")]
        let (good, words) = (self.good as f64, self.words as f64);
        if self.words == 0 { 0.0 } else { good / words }
    }
}

/// Signs that stand in any text and say nothing about its code.
fn is_sign(c: char) -> bool {
    matches!(c, '…' | '–' | '—' | '‘' | '’' | '“' | '”' | '•' | '✓' | '✔' | '√' | '☑' | '☐' | '→')
}

/// "ĐT", "LĐLĐ", "CĐCS": only capital consonants.
fn is_abbreviation(word: &str) -> bool {
    word.chars().all(|c| c == 'Đ' || c.is_ascii_uppercase()) && !word.contains(['A', 'E', 'I', 'O', 'U', 'Y'])
}
