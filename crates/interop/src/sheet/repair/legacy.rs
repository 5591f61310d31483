//! The tables. Text in an old code arrives as Western letters (U+00A1–U+00FF), one for each byte.
use encoding_rs::WINDOWS_1252;

/// TCVN3: the code, then its letter. Capital vowels with tones have no codes there: old fonts show small ones as capitals.
const TCVN3: &[(char, char)] = &[
    ('µ', 'à'),
    ('¶', 'ả'),
    ('·', 'ã'),
    ('¸', 'á'),
    ('¹', 'ạ'),
    ('¨', 'ă'),
    ('»', 'ằ'),
    ('¼', 'ẳ'),
    ('½', 'ẵ'),
    ('¾', 'ắ'),
    ('Æ', 'ặ'),
    ('©', 'â'),
    ('Ç', 'ầ'),
    ('È', 'ẩ'),
    ('É', 'ẫ'),
    ('Ê', 'ấ'),
    ('Ë', 'ậ'),
    ('®', 'đ'),
    ('Ì', 'è'),
    ('Î', 'ẻ'),
    ('Ï', 'ẽ'),
    ('Ð', 'é'),
    ('Ñ', 'ẹ'),
    ('ª', 'ê'),
    ('Ò', 'ề'),
    ('Ó', 'ể'),
    ('Ô', 'ễ'),
    ('Õ', 'ế'),
    ('Ö', 'ệ'),
    ('×', 'ì'),
    ('Ø', 'ỉ'),
    ('Ü', 'ĩ'),
    ('Ý', 'í'),
    ('Þ', 'ị'),
    ('ß', 'ò'),
    ('á', 'ỏ'),
    ('â', 'õ'),
    ('ã', 'ó'),
    ('ä', 'ọ'),
    ('«', 'ô'),
    ('å', 'ồ'),
    ('æ', 'ổ'),
    ('ç', 'ỗ'),
    ('è', 'ố'),
    ('é', 'ộ'),
    ('¬', 'ơ'),
    ('ê', 'ờ'),
    ('ë', 'ở'),
    ('ì', 'ỡ'),
    ('í', 'ớ'),
    ('î', 'ợ'),
    ('ï', 'ù'),
    ('ñ', 'ủ'),
    ('ò', 'ũ'),
    ('ó', 'ú'),
    ('ô', 'ụ'),
    ('\u{ad}', 'ư'),
    ('õ', 'ừ'),
    ('ö', 'ử'),
    ('÷', 'ữ'),
    ('ø', 'ứ'),
    ('ù', 'ự'),
    ('ú', 'ỳ'),
    ('û', 'ỷ'),
    ('ü', 'ỹ'),
    ('ý', 'ý'),
    ('þ', 'ỵ'),
    ('¡', 'Ă'),
    ('¢', 'Â'),
    ('£', 'Ê'),
    ('¤', 'Ô'),
    ('¥', 'Ơ'),
    ('¦', 'Ư'),
    ('§', 'Đ'),
];

/// VNI: the code after a vowel, then what it makes of a, e, o, u, y (a dash: nothing).
const VNI_MARKS: &[(char, &str)] = &[
    ('ù', "áéóúý"),
    ('ø', "àèòùỳ"),
    ('û', "ảẻỏủỷ"),
    ('õ', "ãẽõũỹ"),
    ('ï', "ạẹọụ-"),
    ('â', "âêô--"),
    ('á', "ấếố--"),
    ('à', "ầềồ--"),
    ('å', "ẩểổ--"),
    ('ã', "ẫễỗ--"),
    ('ä', "ậệộ--"),
    ('ê', "ă----"),
    ('é', "ắ----"),
    ('è', "ằ----"),
    ('ú', "ẳ----"),
    ('ü', "ẵ----"),
    ('ë', "ặ----"),
];
const VNI_BASES: &str = "aeouy";

/// VNI: codes after ơ (written ô) and ư (written ö).
const VNI_HORNED: &[(char, char, char)] =
    &[('ù', 'ớ', 'ứ'), ('ø', 'ờ', 'ừ'), ('û', 'ở', 'ử'), ('õ', 'ỡ', 'ữ'), ('ï', 'ợ', 'ự')];

/// VNI: codes that stand alone.
const VNI_ALONE: &[(char, char)] = &[
    ('ñ', 'đ'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
    ('ô', 'ơ'),
    ('ö', 'ư'),
];

/// Typographic signs that text in any code may hold.
fn is_neutral(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{a0}' | '…' | '–' | '—' | '‘' | '’' | '“' | '”' | '•')
}

/// TCVN3 as Unicode; nothing if a character is not TCVN3.
pub fn from_tcvn3(text: &str) -> Option<String> {
    text.chars()
        .map(|c| {
            if is_neutral(c) {
                return Some(c);
            }
            TCVN3.iter().find(|(code, _)| *code == c).map(|(_, letter)| *letter)
        })
        .collect()
}

/// VNI as Unicode; nothing if a character is not VNI.
pub fn from_vni(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let small = lower(c);
        let next = chars.peek().map(|next| lower(*next));
        let pair = next.and_then(|mark| vni_pair(small, mark));
        let letter = if let Some(letter) = pair {
            chars.next();
            letter
        } else if is_neutral(c) {
            out.push(c);
            continue;
        } else {
            VNI_ALONE.iter().find(|(code, _)| *code == small).map(|(_, letter)| *letter)?
        };
        if c == small {
            out.push(letter);
        } else {
            out.extend(letter.to_uppercase());
        }
    }
    Some(out)
}

fn vni_pair(base: char, mark: char) -> Option<char> {
    match base {
        'ô' => VNI_HORNED.iter().find(|(code, _, _)| *code == mark).map(|(_, letter, _)| *letter),
        'ö' => VNI_HORNED.iter().find(|(code, _, _)| *code == mark).map(|(_, _, letter)| *letter),
        _ => {
            let at = VNI_BASES.chars().position(|vowel| vowel == base)?;
            let (_, row) = VNI_MARKS.iter().find(|(code, _)| *code == mark)?;
            row.chars().nth(at).filter(|letter| *letter != '-')
        }
    }
}

fn lower(c: char) -> char {
    let mut small = c.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

/// UTF-8 bytes that were shown as Western letters, put right; nothing if they are not UTF-8.
pub fn from_mangled_utf8(text: &str) -> Option<String> {
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    if unmappable {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok()
}
