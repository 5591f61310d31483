//! Sentences that were made before anybody knew who reads them: remarks on the rows of a list are kept in Vietnamese
//! and told again in the reader's language, by the sentence with places that they were made from.

/// A sentence with places, ready to be met again.
#[derive(Debug)]
pub(super) struct Mould {
    /// What stands between the places.
    parts: Vec<String>,
    /// The names of the places, in order; some have none.
    names: Vec<String>,
    /// How much of it is fixed.
    weight: usize,
    english: String,
}

/// With fewer letters a sentence is hardly more than its places, and many would be taken for it …
const LEAST: usize = 8;
/// … unless it begins with so many.
const BEGINNING: usize = 3;
/// Places that hold sentences or titles of their own.
const TOLD: [&str; 2] = ["title", "what"];

/// The parts between the places of a sentence, and the names of the places.
fn split(sentence: &str) -> (Vec<String>, Vec<String>) {
    let (mut parts, mut names) = (vec![String::new()], Vec::new());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        if let Some(last) = parts.last_mut() {
            last.push_str(before);
        }
        names.push(name.to_owned());
        parts.push(String::new());
        rest = tail;
    }
    if let Some(last) = parts.last_mut() {
        last.push_str(rest);
    }
    (parts, names)
}

impl Mould {
    /// None for a sentence without places, or with hardly anything else.
    pub(super) fn of(vietnamese: &str, english: &str) -> Option<Mould> {
        let (parts, names) = split(vietnamese);
        let letters = |part: &String| part.chars().filter(|c| c.is_alphabetic()).count();
        let weight = parts.iter().map(letters).sum();
        let begins = parts.first().is_some_and(|first| letters(first) >= BEGINNING);
        (!names.is_empty() && (begins || weight >= LEAST)).then(|| Mould {
            parts,
            names,
            weight,
            english: english.to_owned(),
        })
    }

    /// What stands in the places of a sentence that was made from this one.
    fn values<'a>(&self, made: &'a str) -> Option<Vec<&'a str>> {
        let (first, rest) = self.parts.split_first()?;
        let (last, middle) = rest.split_last()?;
        let mut left = made.strip_prefix(first.as_str())?.strip_suffix(last.as_str())?;
        let mut values = Vec::with_capacity(self.names.len());
        for part in middle {
            let (value, after) = left.split_once(part.as_str())?;
            values.push(value);
            left = after;
        }
        values.push(left);
        Some(values)
    }

    fn told(&self, values: &[&str], tell: &dyn Fn(&str) -> String) -> String {
        let (parts, names) = split(&self.english);
        let mut nameless = self.names.iter().zip(values).filter(|(n, _)| n.is_empty());
        let mut out = parts.first().cloned().unwrap_or_default();
        for (name, part) in names.iter().zip(parts.iter().skip(1)) {
            let value = if name.is_empty() {
                nameless.next().map(|(_, v)| *v)
            } else {
                self.names.iter().zip(values).find(|(n, _)| *n == name).map(|(_, v)| *v)
            };
            let value = value.unwrap_or_default();
            out += &if TOLD.contains(&name.as_str()) { tell(value) } else { value.to_owned() };
            out += part;
        }
        out
    }
}

/// The sentence in English: by itself, or by the mould that fixes most of it.
pub(super) fn retold(
    made: &str,
    whole: &dyn Fn(&str) -> Option<String>,
    moulds: &[Mould],
    depth: usize,
) -> String {
    if let Some(english) = whole(made) {
        return english;
    }
    let met = moulds.iter().filter_map(|m| Some((m, m.values(made)?)));
    match met.max_by_key(|(m, _)| m.weight) {
        Some((mould, values)) => mould.told(&values, &|value| {
            if depth == 0 { value.to_owned() } else { retold(value, whole, moulds, depth - 1) }
        }),
        None => made.to_owned(),
    }
}
