//! Vietnamese names: one form to keep, one to search by, one to sort by.

use icu_collator::{CollatorBorrowed, CollatorPreferences, options::CollatorOptions};
use std::sync::OnceLock;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// NFC with single spaces: how a text is kept.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Lower case without marks ("Đào Thị Lý" → "dao thi ly"): how a text is searched.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        out.push(if c == 'đ' { 'd' } else { c });
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sort key of a person's name, the Vietnamese way: by given name, then family, then middle names,
/// in the order of the Vietnamese alphabet. Bytes compare like the names; equal on both engines.
pub fn sort_key(full_name: &str) -> Vec<u8> {
    let words: Vec<&str> = full_name.split_whitespace().collect();
    let (given, family, middle) = match words.as_slice() {
        [] => ("", "", String::new()),
        [one] => (*one, "", String::new()),
        [family, middle @ .., given] => (*given, *family, middle.join(" ")),
    };
    let mut key = part(given);
    for p in [family, middle.as_str()] {
        key.push(0);
        key.extend(part(p));
    }
    key
}

/// Sort key of any other text (names of units) in the order of the Vietnamese alphabet.
pub fn text_key(text: &str) -> Vec<u8> {
    part(text)
}

fn part(text: &str) -> Vec<u8> {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator = COLLATOR.get_or_init(|| {
        let vietnamese = icu_locale_core::Locale::try_from_str("vi").ok()?;
        CollatorBorrowed::try_new(CollatorPreferences::from(&vietnamese), CollatorOptions::default()).ok()
    });
    let mut key = Vec::new();
    match collator {
        Some(c) => {
            let Ok(()) = c.write_sort_key_to(text, &mut key);
        }
        None => key.extend(fold(text).bytes()),
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_loses_every_mark() {
        assert_eq!(fold("Đào  Thị Lý"), "dao thi ly");
        assert_eq!(fold("Lò Thị Mai"), fold("lo thi mai"));
        assert_eq!(fold("Ẫ Ỡ Ữ ặ ỵ Ơn ưng"), "a o u a y on ung");
    }

    #[test]
    fn names_sort_by_given_name_in_vietnamese_order() {
        let mut names = vec![
            "Vàng Thị Yến",
            "Lò Văn Dũng",
            "Vàng Thị Dung",
            "Trần Đức",
            "Lý Ý",
            "Mùa A Tủa",
            "Lò Tú",
            "Lê Tuấn",
            "Cà Tùng",
        ];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(
            names,
            [
                "Vàng Thị Dung",
                "Lò Văn Dũng",
                "Trần Đức",
                "Lò Tú",
                "Mùa A Tủa",
                "Lê Tuấn",
                "Cà Tùng",
                "Lý Ý",
                "Vàng Thị Yến"
            ]
        );
    }
}
