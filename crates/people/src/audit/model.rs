//! What a line of the log is about, and which lines somebody wants.

use kernel::{AccountId, Moment};
use std::collections::HashSet;

/// The act of a line that only says that somebody looked.
pub const LOOK: &str = "look";

/// One line of the log, as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its number.
    pub txn: i64,
    /// When.
    pub at: Moment,
    /// Who; none for the command line.
    pub account: Option<AccountId>,
    /// What kind of act.
    pub act: String,
    /// About what.
    pub reason: String,
    /// From where.
    pub device: String,
    /// Its hash.
    pub hash: String,
    /// Whom it was about and what was asked, and how many people it showed.
    pub notes: Vec<(String, i64)>,
}

impl LogLine {
    /// Did it only look?
    pub fn is_look(&self) -> bool {
        self.act == LOOK
    }

    /// The code of what was done or looked at: `person.add`, `people.list`.
    pub fn code(&self) -> &str {
        if self.is_look() { self.reason.split(' ').next().unwrap_or("") } else { &self.act }
    }

    /// Is this word (a person's number, a unit's code) one of those that the line is about?
    pub fn is_about(&self, word: &str) -> bool {
        let holds = |text: &str| {
            text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/')))
                .any(|part| part.eq_ignore_ascii_case(word))
        };
        holds(&self.reason) || self.notes.iter().any(|(detail, _)| holds(detail))
    }
}

/// A group of acts ("nhóm việc") by which the log is filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Signing in and out.
    Session,
    /// Accounts, roles, slips, second proofs.
    Account,
    /// People and their records.
    People,
    /// Units and their reorganisation.
    Unit,
    /// Lists brought in and given out.
    Lists,
    /// Classes.
    Class,
    /// Numbers and the people behind them.
    Measure,
    /// Yearly programmes.
    Plan,
    /// Reports.
    Report,
    /// Requests, consents, de-identification, breaches.
    Privacy,
    /// The log itself.
    Log,
    /// Everything else: upkeep, restores, counting anew.
    System,
}

impl Group {
    /// Every group, in the order in which it is offered.
    pub const ALL: [Group; 12] = [
        Group::Session,
        Group::Account,
        Group::People,
        Group::Unit,
        Group::Lists,
        Group::Class,
        Group::Measure,
        Group::Plan,
        Group::Report,
        Group::Privacy,
        Group::Log,
        Group::System,
    ];

    /// As it stands in an address.
    pub fn code(self) -> &'static str {
        match self {
            Group::Session => "phien",
            Group::Account => "tai-khoan",
            Group::People => "nguoi",
            Group::Unit => "don-vi",
            Group::Lists => "danh-sach",
            Group::Class => "lop",
            Group::Measure => "chi-tieu",
            Group::Plan => "chuong-trinh",
            Group::Report => "bao-cao",
            Group::Privacy => "rieng-tu",
            Group::Log => "nhat-ky",
            Group::System => "he-thong",
        }
    }

    /// The group with this code.
    pub fn find(code: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|g| g.code() == code)
    }

    /// The group of a code of an act or a look.
    pub fn of(code: &str) -> Group {
        match code {
            "people.import" => return Group::Lists,
            "store.verify" => return Group::Log,
            _ => {}
        }
        match code.split('.').next().unwrap_or("") {
            "session" => Group::Session,
            "account" | "code" | "proof" | "rights" => Group::Account,
            "people" | "person" | "roster" => Group::People,
            "organisation" => Group::Unit,
            "import" | "interop" | "lists" => Group::Lists,
            "class" | "learning" => Group::Class,
            "measure" => Group::Measure,
            "plan" => Group::Plan,
            "report" | "sealed" => Group::Report,
            "privacy" => Group::Privacy,
            "log" => Group::Log,
            _ => Group::System,
        }
    }
}

/// Whose lines are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actors {
    /// Everybody's, the program's own too.
    All,
    /// What the program did by itself: the command line, upkeep.
    Program,
    /// These few accounts', each by its own index.
    Few(Vec<AccountId>),
    /// These accounts'.
    Many(HashSet<AccountId>),
}

/// Fewer accounts than this are read one by one.
pub const FEW: usize = 20;

impl Actors {
    /// Of a list of accounts.
    pub fn of(accounts: Vec<AccountId>) -> Actors {
        if accounts.len() < FEW {
            Actors::Few(accounts)
        } else {
            Actors::Many(accounts.into_iter().collect())
        }
    }

    /// Is the line one of theirs?
    pub fn hold(&self, account: Option<AccountId>) -> bool {
        match self {
            Actors::All => true,
            Actors::Program => account.is_none(),
            Actors::Few(few) => account.is_some_and(|a| few.contains(&a)),
            Actors::Many(many) => account.is_some_and(|a| many.contains(&a)),
        }
    }
}

/// What of the log is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Whose lines may be seen at all; none for the whole log.
    pub reach: Option<HashSet<AccountId>>,
    /// Who acted.
    pub actors: Actors,
    /// Of this unit: who acted holds a role at it or below, or the line is about it.
    pub unit: Option<(String, HashSet<AccountId>)>,
    /// Of this group of acts.
    pub group: Option<Group>,
    /// Only looks, or only writes.
    pub looks: Option<bool>,
    /// About this: a person's number, a unit's or class's code.
    pub about: Option<String>,
    /// Words of the act or of what it was about, folded; all of them.
    pub words: Vec<String>,
    /// From this moment on …
    pub from: Moment,
    /// … up to this one.
    pub to: Moment,
}

impl Wanted {
    /// The whole log.
    pub fn everything() -> Wanted {
        Wanted {
            reach: None,
            actors: Actors::All,
            unit: None,
            group: None,
            looks: None,
            about: None,
            words: Vec::new(),
            from: Moment(0),
            to: Moment(i64::MAX),
        }
    }

    /// Must the notes beside a line be read to know whether it is wanted?
    pub fn needs_notes(&self) -> bool {
        self.about.is_some() || self.unit.is_some() || !self.words.is_empty()
    }

    /// Is this line wanted? `said` is its act in words, folded.
    pub fn takes<'a>(&self, line: &LogLine, said: impl FnOnce(&LogLine) -> &'a str) -> bool {
        let reached = match &self.reach {
            None => true,
            Some(reach) => line.account.is_some_and(|a| reach.contains(&a)),
        };
        reached
            && self.from <= line.at
            && line.at < self.to
            && self.actors.hold(line.account)
            && self.looks.is_none_or(|looks| looks == line.is_look())
            && self.group.is_none_or(|g| g == Group::of(line.code()))
            && self.about.as_ref().is_none_or(|word| line.is_about(word))
            && self.unit.as_ref().is_none_or(|(code, who)| {
                line.account.is_some_and(|a| who.contains(&a)) || line.is_about(code)
            })
            && (self.words.is_empty() || {
                let about: Vec<String> =
                    line.notes.iter().map(|(detail, _)| kernel::name::fold(detail)).collect();
                let (said, reason) = (said(line), kernel::name::fold(&line.reason));
                self.words.iter().all(|w| {
                    said.contains(w.as_str())
                        || line.act.contains(w.as_str())
                        || reason.contains(w.as_str())
                        || about.iter().any(|text| text.contains(w.as_str()))
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(act: &str, reason: &str) -> LogLine {
        LogLine {
            txn: 1,
            at: Moment(5),
            account: Some(AccountId(7)),
            act: act.to_owned(),
            reason: reason.to_owned(),
            device: "web".to_owned(),
            hash: String::new(),
            notes: vec![("1048577: …".to_owned(), 1)],
        }
    }

    #[test]
    fn a_line_is_about_whole_words_only() {
        let l = line("person.change", "person 12 CD001");
        assert!(l.is_about("12") && l.is_about("cd001") && l.is_about("1048577"));
        assert!(!l.is_about("1") && !l.is_about("CD00") && !l.is_about("person 12"));
    }

    #[test]
    fn looks_are_grouped_by_what_was_looked_at() {
        assert_eq!(Group::of(line(LOOK, "measure KH31-2").code()), Group::Measure);
        assert_eq!(Group::of(line(LOOK, "people.list [thay mặt #3]").code()), Group::People);
        assert_eq!(Group::of(line("people.import", "CD001").code()), Group::Lists);
        assert_eq!(Group::of(line("store.restore", "").code()), Group::System);
        for g in Group::ALL {
            assert_eq!(Group::find(g.code()), Some(g));
        }
    }

    #[test]
    fn every_condition_must_hold() {
        let (l, said) = (line("class.close", "CD001"), |_: &LogLine| "ket thuc lop");
        let all = Wanted::everything;
        assert!(all().takes(&l, said));
        assert!(Wanted { words: vec!["thuc".into(), "cd001".into()], ..all() }.takes(&l, said));
        assert!(!Wanted { words: vec!["thuc".into(), "cd002".into()], ..all() }.takes(&l, said));
        assert!(!Wanted { looks: Some(true), ..all() }.takes(&l, said));
        assert!(!Wanted { to: Moment(5), ..all() }.takes(&l, said));
        assert!(!Wanted { group: Some(Group::Report), ..all() }.takes(&l, said));
        assert!(!Wanted { actors: Actors::Program, ..all() }.takes(&l, said));
        assert!(!Wanted { reach: Some(HashSet::new()), ..all() }.takes(&l, said));
        let unit = Some(("CD001".to_owned(), HashSet::new()));
        assert!(Wanted { unit, ..all() }.takes(&l, said));
        let unit = Some(("CD002".to_owned(), HashSet::from([AccountId(7)])));
        assert!(Wanted { unit, ..all() }.takes(&l, said));
    }
}
