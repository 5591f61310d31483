//! Numbers and dates as the reader writes them. Exact: no floating point between a count and its percentage.

use crate::Lang;
use jiff::civil::Date;

/// A whole number with its thousands marked: `1.234` in Vietnamese, `1,234` in English.
pub fn count(lang: Lang, number: i64) -> String {
    let mark = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage with one decimal, rounded half up: `63,4 %` (English `63.4 %`); `–` when nothing is counted.
pub fn percent1(lang: Lang, numerator: i64, denominator: i64) -> String {
    match share_per_mille(numerator, denominator) {
        Some(per_mille) => per_mille_text(lang, per_mille, true),
        None => "–".to_owned(),
    }
}

/// A target in per mille as people write it: 700 is `70 %`, 655 is `65,5 %`.
pub fn target(lang: Lang, per_mille: i64) -> String {
    per_mille_text(lang, per_mille, false)
}

/// The share in whole per mille, rounded half up; none when the denominator is not positive.
pub fn share_per_mille(numerator: i64, denominator: i64) -> Option<i64> {
    if denominator <= 0 {
        return None;
    }
    let (n, d) = (i128::from(numerator), i128::from(denominator));
    i64::try_from((n * 2000 + d).div_euclid(2 * d)).ok()
}

/// A day: `05/10/2026`, in both languages, as the union's papers write it.
pub fn date(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

fn per_mille_text(lang: Lang, per_mille: i64, always_decimal: bool) -> String {
    let mark = match lang {
        Lang::Vi => ',',
        Lang::En => '.',
    };
    let sign = if per_mille < 0 { "-" } else { "" };
    let (whole, tenth) = (per_mille.unsigned_abs() / 10, per_mille.unsigned_abs() % 10);
    let whole = count(lang, i64::try_from(whole).unwrap_or(i64::MAX));
    if tenth == 0 && !always_decimal {
        format!("{sign}{whole} %")
    } else {
        format!("{sign}{whole}{mark}{tenth} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_rounded_half_up_and_exact() {
        let cases = [
            ((0, 0), "–"),
            ((5, 0), "–"),
            ((0, 7), "0,0 %"),
            ((1, 3), "33,3 %"),
            ((2, 3), "66,7 %"),
            ((1, 1), "100,0 %"),
            ((1, 2000), "0,1 %"),
            ((1, 2001), "0,0 %"),
            ((634, 1000), "63,4 %"),
            ((13, 10), "130,0 %"),
            ((i64::MAX, i64::MAX), "100,0 %"),
        ];
        for ((n, d), wanted) in cases {
            assert_eq!(percent1(Lang::Vi, n, d), wanted, "{n}/{d}");
        }
        assert_eq!(percent1(Lang::En, 2, 3), "66.7 %");
    }

    #[test]
    fn thousands_are_marked() {
        let cases = [(0, "0"), (999, "999"), (1_234, "1.234"), (-1_234_567, "-1.234.567")];
        for (number, wanted) in cases {
            assert_eq!(count(Lang::Vi, number), wanted);
        }
        assert_eq!(count(Lang::En, 50_000), "50,000");
        assert_eq!(count(Lang::Vi, i64::MIN), "-9.223.372.036.854.775.808");
    }

    #[test]
    fn targets_and_days() {
        assert_eq!(target(Lang::Vi, 700), "70 %");
        assert_eq!(target(Lang::Vi, 655), "65,5 %");
        assert_eq!(date(Date::constant(2026, 10, 5)), "05/10/2026");
    }
}
