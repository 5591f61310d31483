//! When a consent holds. Pure.

use crate::rules::model::Minors;
use kernel::Date;

/// Who says yes or no.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Giver {
    /// The person.
    Own,
    /// Parent or guardian ("người đại diện theo pháp luật").
    Representative,
}

impl Giver {
    /// The stored code.
    pub fn code(self) -> &'static str {
        match self {
            Giver::Own => "self",
            Giver::Representative => "representative",
        }
    }
    /// The giver with this code.
    pub fn find(code: &str) -> Option<Giver> {
        [Giver::Own, Giver::Representative].into_iter().find(|g| g.code() == code)
    }
}

/// How old somebody is on a day; by the year alone they are as young as they may be.
pub fn age(birth_day: Option<Date>, birth_year: Option<i16>, on: Date) -> Option<i16> {
    match (birth_day, birth_year) {
        (Some(b), _) => {
            let had = (on.month(), on.day()) >= (b.month(), b.day());
            Some(on.year() - b.year() - i16::from(!had))
        }
        (None, Some(y)) => Some(on.year() - y - 1),
        (None, None) => None,
    }
}

/// Whose yes is needed at that age; whoever's birth is unknown is taken for grown up.
pub fn needed(age: Option<i16>, minors: &Minors) -> Vec<Giver> {
    let mut all = Vec::new();
    if age.is_none_or(|a| a >= minors.own_voice_from) {
        all.push(Giver::Own);
    }
    if age.is_some_and(|a| a < minors.representative_until) {
        all.push(Giver::Representative);
    }
    all
}

/// One consent or withdrawal, as far as the rule asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who.
    pub giver: Giver,
    /// Yes, or taken back.
    pub given: bool,
}

/// Does it hold, by all turns of one purpose, oldest first? Everybody needed must have said yes last, and a no of
/// either side ends it.
pub fn holds(turns: &[Turn], needed: &[Giver]) -> bool {
    let last = |giver: Giver| turns.iter().rev().find(|t| t.giver == giver).map(|t| t.given);
    let refused = turns.iter().any(|t| last(t.giver) == Some(false));
    !refused && needed.iter().all(|g| last(*g) == Some(true))
}

/// Whose yes is still missing, of those needed.
pub fn waits(turns: &[Turn], needed: &[Giver]) -> Vec<Giver> {
    let last = |giver: Giver| turns.iter().rev().find(|t| t.giver == giver).map(|t| t.given);
    needed.iter().copied().filter(|g| last(*g) != Some(true)).collect()
}

/// What stands for a name that may not be published: "Lò Thị Mai" is "L.T.M."
pub fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|w| w.chars().next())
        .map(|c| format!("{}.", c.to_uppercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::model::Otherwise;

    fn minors() -> Minors {
        Minors {
            own_voice_from: 7,
            representative_until: 16,
            otherwise: Otherwise::Initials,
            source: String::new(),
        }
    }

    fn turn(giver: Giver, given: bool) -> Turn {
        Turn { giver, given }
    }

    #[test]
    fn a_child_of_seven_and_its_parent_both_must_agree() {
        use Giver::*;
        assert_eq!(needed(Some(30), &minors()), [Own]);
        assert_eq!(needed(None, &minors()), [Own]);
        assert_eq!(needed(Some(15), &minors()), [Own, Representative]);
        assert_eq!(needed(Some(7), &minors()), [Own, Representative]);
        assert_eq!(needed(Some(6), &minors()), [Representative]);
        let child = [Own, Representative];
        assert!(!holds(&[turn(Own, true)], &child));
        assert!(!holds(&[turn(Representative, true)], &child));
        assert!(holds(&[turn(Own, true), turn(Representative, true)], &child));
        assert!(!holds(&[turn(Own, true), turn(Representative, true), turn(Own, false)], &child));
    }

    #[test]
    fn it_is_known_whose_yes_is_missing_and_what_stands_for_the_name() {
        use Giver::*;
        let both = [Own, Representative];
        assert_eq!(waits(&[], &both), both);
        assert_eq!(waits(&[turn(Own, true)], &both), [Representative]);
        assert_eq!(waits(&[turn(Own, true), turn(Representative, true), turn(Own, false)], &both), [Own]);
        assert_eq!(initials("Lò Thị Mai"), "L.T.M.");
        assert_eq!(initials("đèo văn Ân"), "Đ.V.Â.");
    }

    #[test]
    fn nothing_holds_before_a_yes_and_nothing_after_a_no() {
        let own = [Giver::Own];
        assert!(!holds(&[], &own));
        assert!(holds(&[turn(Giver::Own, true)], &own));
        assert!(!holds(&[turn(Giver::Own, true), turn(Giver::Own, false)], &own));
        assert!(holds(&[turn(Giver::Own, false), turn(Giver::Own, true)], &own));
        assert!(!holds(&[], &[]) || needed(Some(5), &minors()).contains(&Giver::Representative));
    }

    #[test]
    fn by_the_year_alone_one_is_as_young_as_may_be() {
        let on: Date = "2026-11-20".parse().unwrap();
        assert_eq!(age(None, Some(2010), on), Some(15));
        assert_eq!(age(Some("2010-11-20".parse().unwrap()), None, on), Some(16));
        assert_eq!(age(Some("2010-11-21".parse().unwrap()), None, on), Some(15));
    }
}
