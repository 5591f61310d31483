//! Two ways to make texts comparable. "Năm" (year) and "Nam" (male) fold to the same letters, so whoever
//! compares short words must look at the marks too.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Small letters without marks, only letters and digits, single spaces: "Họ và tên (*)" becomes "ho va ten".
pub fn fold(text: &str) -> String {
    squeeze(
        text.nfd()
            .filter(|c| !is_combining_mark(*c))
            .flat_map(char::to_lowercase)
            .map(|c| if c == 'đ' { 'd' } else { c }),
    )
}

/// Small letters with their marks, otherwise as [`fold`].
pub fn fold_keeping_marks(text: &str) -> String {
    squeeze(text.nfc().flat_map(char::to_lowercase))
}

fn squeeze(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in chars {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else {
            gap = true;
        }
    }
    out
}
