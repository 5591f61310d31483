//! A stream of XML events with two more guards: depth, and the size of one piece.
use super::parts::Guarded;
use crate::sheet::refused::Refused;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Spreadsheets nest a dozen deep.
const MAX_DEPTH: usize = 100;

pub struct Xml<'a> {
    reader: Reader<Guarded<'a>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<'a> Xml<'a> {
    pub fn new(part: Guarded<'a>) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event; an end of file in the middle of an element is a damaged file.
    pub fn next(&mut self) -> Result<Event<'_>, Refused> {
        self.buffer.clear();
        self.reader.get_mut().new_piece();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => {
                match &event {
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    Event::Eof if self.depth > 0 => return Err(Refused::Damaged),
                    _ => {}
                }
                if self.depth > MAX_DEPTH { Err(Refused::Bomb) } else { Ok(event) }
            }
            Err(_) => Err(self.reader.get_ref().refusal()),
        }
    }
}

/// The value of an attribute, by its local name, entities resolved.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in tag.attributes().with_checks(false) {
        let Ok(attribute) = attribute else { continue };
        if attribute.key.local_name().as_ref() == name {
            return Some(unescape(attribute.value.as_ref()));
        }
    }
    None
}

/// Adds what `&name;` stands for; unknown names stay out.
pub fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        text.push(c);
    } else {
        let name: &str = reference.as_ref();
        text.push_str(quick_xml::escape::resolve_predefined_entity(name).unwrap_or(""));
    }
}

fn unescape(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_string(), std::borrow::Cow::into_owned)
}
