//! What is left of a record under a restriction. Pure.

use crate::person::Person;
use kernel::{Date, PersonId};

/// The first words of whoever may not be named for now; the number of the record follows.
pub const MARK: &str = "Đang hạn chế xử lý #";

/// What stands where a detail is withheld.
pub const HIDDEN: &str = "••••";

/// A restriction that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// Its row.
    pub row: i64,
    /// Whose data.
    pub person: PersonId,
    /// What was asked: `restrict`, `object`.
    pub kind: String,
    /// The request it rests on, in the register of requests.
    pub request: Option<i64>,
    /// The row of the record that comes back.
    pub state: i64,
    /// First day.
    pub since: Date,
}

/// The record as everybody sees it meanwhile. The keyed digest of the national id stays, which says nothing to a
/// reader: a list that brings the same number must not make a second record of the same human being.
pub fn veiled(p: &Person) -> Person {
    Person {
        id: p.id,
        national_id_key: p.national_id_key.clone(),
        ..Person::named(&format!("{MARK}{}", p.id))
    }
}

/// Is this what a veiled record is called?
pub fn is_veiled(name: &str) -> bool {
    name.starts_with(MARK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_veiled_record_says_nothing_of_the_person() {
        let mai = Person {
            id: PersonId(7),
            birth_year: Some(1987),
            phone: Some("0912000001".into()),
            national_id_key: Some("k".into()),
            national_id_sealed: Some(vec![1]),
            section: Some("Tổ 4".into()),
            staff_code: Some("NV7".into()),
            ..Person::named("Lò Thị Mai")
        };
        let left = veiled(&mai);
        assert_eq!(left.full_name, "Đang hạn chế xử lý #7");
        assert!(is_veiled(&left.full_name) && !is_veiled(&mai.full_name));
        let all = (left.birth_text(), left.phone, left.section, left.staff_code, left.national_id_sealed);
        assert_eq!(all, (String::new(), None, None, None, None));
        assert_eq!(
            left.national_id_key, mai.national_id_key,
            "a list with the number still finds the record"
        );
    }
}
