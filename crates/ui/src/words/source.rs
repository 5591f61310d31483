//! Reads Rust sources for the sentences in them, so that tests can ask whether each has its English.

/// A string literal found in a source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// The line it begins on, from 1.
    pub line: usize,
    /// Its value, escapes resolved.
    pub text: String,
}

/// Every sentence that stands as the key of a `t!(…)` in this Rust source, in order, repeats kept.
pub fn keys_in_source(rust_source: &str) -> Vec<String> {
    let tokens = tokens(rust_source);
    key_places(&tokens).into_iter().filter_map(|at| tokens.get(at)?.literal().cloned()).collect()
}

/// String literals with Vietnamese letters that are not the key of a `t!(…)`: sentences that would stay Vietnamese on
/// an English page. Comments, doc comments and items under `#[cfg(test)]` are passed over; values given to a `t!` are
/// not, for they need their own.
pub fn vietnamese_literals_outside_t(rust_source: &str) -> Vec<Literal> {
    let tokens = without_tests(tokens(rust_source));
    let keys = key_places(&tokens);
    tokens
        .iter()
        .enumerate()
        .filter(|(at, _)| keys.binary_search(at).is_err())
        .filter_map(|(_, token)| {
            let text = token.literal().filter(|text| text.chars().any(is_vietnamese))?;
            Some(Literal { line: token.line, text: text.clone() })
        })
        .collect()
}

/// A letter that Vietnamese writes and English does not, or a combining tone mark.
fn is_vietnamese(letter: char) -> bool {
    matches!(letter, '\u{1EA0}'..='\u{1EF9}' | '\u{0300}'..='\u{0323}')
        || "ăâđêôơưàáãèéìíĩòóõùúũýĂÂĐÊÔƠƯÀÁÃÈÉÌÍĨÒÓÕÙÚŨÝ".contains(letter)
}

#[derive(Debug, PartialEq)]
enum Kind {
    Word(String),
    Mark(char),
    Text(String),
}

#[derive(Debug)]
struct Token {
    line: usize,
    kind: Kind,
}

impl Token {
    fn literal(&self) -> Option<&String> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(own) if own == word)
    }

    fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Places of the literals that are keys: in `t!(first, "key"`, the text after the first comma of that depth.
fn key_places(tokens: &[Token]) -> Vec<usize> {
    let mut places = Vec::new();
    for (at, window) in tokens.windows(3).enumerate() {
        let [name, bang, open] = window else { continue };
        if !(name.is_word("t") && bang.is_mark('!') && matches!(open.kind, Kind::Mark('(' | '[' | '{'))) {
            continue;
        }
        let mut depth = 0_usize;
        for (offset, token) in tokens.iter().enumerate().skip(at + 3) {
            match token.kind {
                Kind::Mark('(' | '[' | '{') => depth += 1,
                Kind::Mark(')' | ']' | '}') if depth == 0 => break,
                Kind::Mark(')' | ']' | '}') => depth -= 1,
                Kind::Mark(',') if depth == 0 => {
                    if tokens.get(offset + 1).is_some_and(|next| next.literal().is_some()) {
                        places.push(offset + 1);
                    }
                    break;
                }
                _ => {}
            }
        }
    }
    places.sort_unstable();
    places
}

/// Drops every item that follows `#[cfg(test)]`, up to its closing brace or semicolon.
fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        kept.push(token);
        if !ends_with_cfg_test(&kept) {
            continue;
        }
        let mut depth = 0_usize;
        for token in rest.by_ref() {
            match token.kind {
                Kind::Mark('(' | '[' | '{') => depth += 1,
                Kind::Mark(closing @ (')' | ']' | '}')) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && closing == '}' {
                        break;
                    }
                }
                Kind::Mark(';') if depth == 0 => break,
                _ => {}
            }
        }
    }
    kept
}

fn ends_with_cfg_test(tokens: &[Token]) -> bool {
    let Some([hash, open, cfg, paren, test, close, end]) = tokens.last_chunk::<7>() else { return false };
    hash.is_mark('#')
        && open.is_mark('[')
        && cfg.is_word("cfg")
        && paren.is_mark('(')
        && test.is_word("test")
        && close.is_mark(')')
        && end.is_mark(']')
}

/// A Rust lexer of the size we need: words, marks and string literals; comments and numbers' insides fall away.
fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1 };
    let mut tokens = Vec::new();
    while let Some(first) = reader.peek() {
        let line = reader.line;
        let kind = if reader.rest.starts_with("//") {
            reader.take_while(|letter| letter != '\n');
            None
        } else if reader.rest.starts_with("/*") {
            reader.block_comment();
            None
        } else if first == '"' {
            reader.next();
            Some(Kind::Text(reader.quoted()))
        } else if first == '\'' {
            reader.char_or_lifetime();
            None
        } else if first.is_alphanumeric() || first == '_' {
            let word = reader.take_while(|letter| letter.is_alphanumeric() || letter == '_');
            match (word, reader.peek()) {
                ("r" | "br" | "cr", Some('"' | '#')) => reader.raw().map(Kind::Text),
                _ => Some(Kind::Word(word.to_owned())),
            }
        } else {
            reader.next();
            (!first.is_whitespace()).then_some(Kind::Mark(first))
        };
        tokens.extend(kind.map(|kind| Token { line, kind }));
    }
    tokens
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.rest = self.rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter == '\n' {
            self.line += 1;
        }
        Some(letter)
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let from = self.rest;
        while self.peek().is_some_and(&keep) {
            self.next();
        }
        from.get(..from.len() - self.rest.len()).unwrap_or_default()
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                self.next();
                depth += 1;
            } else if self.rest.starts_with("*/") {
                self.next();
                depth -= 1;
            }
            if self.next().is_none() || depth == 0 {
                return;
            }
        }
    }

    fn quoted(&mut self) -> String {
        let mut text = String::new();
        while let Some(letter) = self.next() {
            match letter {
                '"' => break,
                '\\' => text.extend(self.escape()),
                _ => text.push(letter),
            }
        }
        text
    }

    fn escape(&mut self) -> Option<char> {
        match self.next()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            '0' => Some('\0'),
            '\n' => {
                self.take_while(char::is_whitespace);
                None
            }
            'u' => {
                let digits = self.take_while(|letter| letter != '}').trim_start_matches('{').replace('_', "");
                self.next();
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
            }
            'x' => {
                let digits: String = [self.next()?, self.next()?].into_iter().collect();
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
            }
            other => Some(other),
        }
    }

    /// After the `r` of `r"…"` or `r#"…"#`; none for a raw identifier such as `r#type`.
    fn raw(&mut self) -> Option<String> {
        let hashes = self.take_while(|letter| letter == '#').len();
        if self.peek() != Some('"') {
            return None;
        }
        self.next();
        let end = format!("\"{}", "#".repeat(hashes));
        let length = self.rest.find(&end).unwrap_or(self.rest.len());
        let text = self.rest.get(..length).unwrap_or_default().to_owned();
        for _ in 0..text.chars().count() + end.chars().count() {
            self.next();
        }
        Some(text)
    }

    /// `'a'`, `'\n'` and `'"'` are letters; `'static` and `'a` are lifetimes.
    fn char_or_lifetime(&mut self) {
        self.next();
        if self.peek() == Some('\\') {
            self.next();
            self.next();
            self.take_while(|letter| letter != '\'');
            self.next();
        } else if self.rest.chars().nth(1) == Some('\'') {
            self.next();
            self.next();
        }
    }
}
