//! A head of the log that somebody noted on paper ("đầu chuỗi đã chép"): does the log still contain it?

use crate::chain::{Finding, Head};
use crate::tx::View;
use crate::value::{StoreError, Val};

crate::statements! {
    /// The hash of a line.
    HASH_OF = "select hash from store_txn where id = $1";
    /// A line by its hash, or by how it begins.
    BY_HASH = "select id from store_txn where hash like $1 order by id limit 1";
}

/// Fewer digits of a hash than this prove nothing.
const FEWEST: usize = 12;
/// Digits of a whole hash.
const WHOLE: usize = 64;

/// What stands on the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The number of the line, when it was noted.
    pub txn: Option<i64>,
    /// The hash, or how it begins.
    pub hash: String,
}

/// A hash in groups of eight: easy to copy and to compare, and a narrow screen can break it.
pub fn grouped(hash: &str) -> String {
    let groups: Vec<String> =
        hash.as_bytes().chunks(8).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
    groups.join(" ")
}

impl Head {
    /// For paper: the number of the line and its hash.
    pub fn for_paper(&self) -> String {
        format!("{} {}", self.txn, grouped(&self.hash))
    }
}

impl Noted {
    /// Reads what somebody copied from paper: the hash, or the number of the line and the hash; spaces, colons and
    /// capitals do not matter. At least twelve digits of the hash are needed.
    pub fn read(text: &str) -> Option<Noted> {
        let lower = text.to_lowercase();
        let parts: Vec<&str> = lower
            .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '-' | '·' | '(' | ')'))
            .filter(|p| !p.is_empty())
            .collect();
        let is_hash = |text: &str| {
            (FEWEST..=WHOLE).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
        };
        let all = parts.concat();
        if all.len() == WHOLE && is_hash(&all) {
            return Some(Noted { txn: None, hash: all });
        }
        let (first, rest) = parts.split_first()?;
        let txn: Option<i64> = first.replace('.', "").parse().ok();
        match (txn, rest.concat()) {
            (Some(txn), hash) if is_hash(&hash) => Some(Noted { txn: Some(txn), hash }),
            (_, rest) if rest.is_empty() && is_hash(first) => {
                Some(Noted { txn: None, hash: (*first).to_owned() })
            }
            _ => None,
        }
    }

    /// Is the noted line still in the log? What is wrong, if it is not. Whether the line itself is as it was written,
    /// [`crate::chain::verify`] says: the two together prove everything up to the noted line.
    pub fn check(&self, view: &View) -> Result<Option<Finding>, StoreError> {
        let wrong = match self.txn {
            None => {
                let pattern = Val::from(format!("{}%", self.hash));
                match view.first(BY_HASH, &[pattern], |r| r.int(0))? {
                    Some(_) => return Ok(None),
                    None => {
                        "no line of the log has this hash: the log was cut before it, or rewritten".to_owned()
                    }
                }
            }
            Some(txn) => match view.first(HASH_OF, &[txn.into()], |r| r.text(0))? {
                Some(hash) if hash.starts_with(&self.hash) => return Ok(None),
                Some(hash) => format!("line {txn} has the hash {hash} now: the log was rewritten"),
                None => format!(
                    "line {txn} is not in the log, which ends with line {}: it was cut",
                    Head::read(view)?.txn
                ),
            },
        };
        Ok(Some(Finding { place: format!("the head noted on paper ({})", self.hash), wrong }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_paper_is_read_back() {
        let head = Head { txn: 412, hash: "0123456789abcdef".repeat(4) };
        let paper = head.for_paper();
        assert_eq!(paper.len(), 3 + 8 * 9);
        assert_eq!(Noted::read(&paper), Some(Noted { txn: Some(412), hash: head.hash.clone() }));
        assert_eq!(
            Noted::read(&head.hash.to_uppercase()),
            Some(Noted { txn: None, hash: head.hash.clone() })
        );
        let short = Noted { txn: Some(1412), hash: head.hash[..12].to_owned() };
        assert_eq!(Noted::read("1.412 (0123456789ab)"), Some(short));
        assert_eq!(Noted::read("0123456789ab").map(|n| n.txn), Some(None));
        for wrong in ["", "412", "412 0123", "xyz", "412 0123456789ag", "0123456789a"] {
            assert_eq!(Noted::read(wrong), None, "{wrong}");
        }
    }
}
