//! The fixed words of an official paper and the way its numbers, dates and lists are written.

use jiff::civil::Date;

/// The national title ("quốc hiệu").
pub(crate) const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
/// The motto ("tiêu ngữ").
pub(crate) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// Recipients' heading.
pub(crate) const RECIPIENTS: &str = "Nơi nhận:";

/// "Lai Châu, ngày 09 tháng 02 năm 2026". Days below 10 and months 1 and 2 take a zero (Nghị định 30/2020, Phụ lục I).
pub(crate) fn place_and_date(place: &str, date: Option<Date>) -> String {
    let place = if place.is_empty() { String::new() } else { format!("{place}, ") };
    format!("{place}{}", date_words(date))
}

/// "ngày 09 tháng 02 năm 2026", or blanks to be filled by hand.
pub(crate) fn date_words(date: Option<Date>) -> String {
    let Some(date) = date else { return "ngày … tháng … năm …".to_owned() };
    let month = if date.month() <= 2 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// A list whose lines end in `;` and whose last ends in `.`, whatever the caller wrote.
pub(crate) fn closed_list(lines: &[String]) -> Vec<String> {
    let bare: Vec<&str> = lines.iter().map(|line| line.trim_end_matches([';', '.', ',', ' '])).collect();
    let last = bare.len().saturating_sub(1);
    bare.iter()
        .enumerate()
        .map(|(at, line)| format!("{line}{}", if at == last { "." } else { ";" }))
        .collect()
}

/// Takes away a dash that the caller wrote although the renderer puts it.
pub(crate) fn undashed(line: &str) -> &str {
    ["- ", "– ", "— "].iter().find_map(|dash| line.strip_prefix(dash)).unwrap_or(line).trim_start()
}

/// 1 → I, 4 → IV. Annexes are numbered so.
pub(crate) fn roman(mut number: usize) -> String {
    const STEPS: [(usize, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut text = String::new();
    for (value, sign) in STEPS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// Keeps what may be printed: no control signs (XML forbids them) and no signs that turn the reading direction
/// (they make a paper show other than what it says). Line ends become `\n`, tabs become spaces.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let kept = |sign: &char| match sign {
        '\n' => true,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => false,
        '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    };
    text.chars().filter(kept).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::paper::count_text;

    #[test]
    fn counts_are_grouped_by_three() {
        let written: Vec<String> =
            [0, 7, 999, 1_000, 12_345, 1_234_567, -5_000].into_iter().map(count_text).collect();
        assert_eq!(written, ["0", "7", "999", "1.000", "12.345", "1.234.567", "-5.000"]);
        assert_eq!(count_text(i64::MIN), "-9.223.372.036.854.775.808");
    }

    #[test]
    fn small_days_and_the_first_two_months_take_a_zero() {
        let on = |year, month, day| place_and_date("Lai Châu", Some(jiff::civil::date(year, month, day)));
        assert_eq!(on(2026, 2, 9), "Lai Châu, ngày 09 tháng 02 năm 2026");
        assert_eq!(on(2026, 3, 10), "Lai Châu, ngày 10 tháng 3 năm 2026");
        assert_eq!(place_and_date("", None), "ngày … tháng … năm …");
    }

    #[test]
    fn lists_close_as_the_decree_wants() {
        let lines = ["Luật Công đoàn;".to_owned(), "Kế hoạch số 31".to_owned(), "Lưu: VT.".to_owned()];
        assert_eq!(closed_list(&lines), ["Luật Công đoàn;", "Kế hoạch số 31;", "Lưu: VT."]);
        assert!(closed_list(&[]).is_empty());
        assert_eq!(undashed("- Ban Tuyên giáo"), "Ban Tuyên giáo");
        assert_eq!((roman(1), roman(4), roman(19)), ("I".into(), "IV".into(), "XIX".into()));
    }

    #[test]
    fn unprintable_signs_go_and_vietnamese_stays() {
        assert_eq!(clean(" Lò\u{0} Thị\u{202e} Hằng\r\nẫữỹ\u{b}\t✓ "), "Lò Thị Hằng\nẫữỹ ✓");
    }
}
