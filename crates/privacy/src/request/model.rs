//! The life of a request. Pure.

use kernel::time::parse_day;
use kernel::{AccountId, Date, Moment, OrganisationId, PersonId};

/// What was done with a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepKind {
    /// The person was told that and how it is dealt with.
    Answered,
    /// A processor or third party takes part: the longer time holds.
    Processor,
    /// Put off, once.
    Extended,
    /// Done.
    Done,
    /// Not done, with the reason.
    Refused,
    /// Taken back by the person.
    Cancelled,
}

const STEPS: [(StepKind, &str); 6] = [
    (StepKind::Answered, "answered"),
    (StepKind::Processor, "processor"),
    (StepKind::Extended, "extended"),
    (StepKind::Done, "done"),
    (StepKind::Refused, "refused"),
    (StepKind::Cancelled, "cancelled"),
];

impl StepKind {
    /// The stored code.
    pub fn code(self) -> &'static str {
        STEPS.iter().find(|(k, _)| *k == self).map_or("", |(_, c)| c)
    }
    /// The step with this code.
    pub fn find(code: &str) -> Option<StepKind> {
        STEPS.iter().find(|(_, c)| *c == code).map(|(k, _)| *k)
    }
    /// Does it end the request?
    pub fn ends(self) -> bool {
        matches!(self, StepKind::Done | StepKind::Refused | StepKind::Cancelled)
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub kind: StepKind,
    /// What was said.
    pub note: String,
    /// The new day by which it must be done.
    pub due: Option<Date>,
    /// By whom.
    pub account: Option<AccountId>,
    /// Their name.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
}

/// A request with its steps, oldest first.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its number.
    pub id: i64,
    /// Whose data.
    pub person: PersonId,
    /// Their name as it is now.
    pub name: String,
    /// Their unit when they asked.
    pub organisation: OrganisationId,
    /// Code of the kind.
    pub kind: String,
    /// What they ask.
    pub wish: String,
    /// The field to be corrected.
    pub field: String,
    /// The right value.
    pub value: String,
    /// `own`, `paper`.
    pub channel: String,
    /// When it came.
    pub at: Moment,
    /// By when it must be answered.
    pub answer_due: Date,
    /// By when it had to be done at first.
    pub first_due: Date,
    /// What was done.
    pub steps: Vec<Step>,
}

/// Where a request stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Waits for an answer.
    New,
    /// Answered, not done.
    Open,
    /// Ended by this step.
    Ended(StepKind),
}

/// The next date that binds, and how it stands on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    /// The day.
    pub day: Date,
    /// Is it the answer that is due, or the doing?
    pub is_answer: bool,
    /// Days left; below nothing it is late.
    pub left: i32,
}

impl Request {
    /// Where it stands.
    pub fn state(&self) -> State {
        if let Some(end) = self.steps.iter().find(|s| s.kind.ends()) {
            return State::Ended(end.kind);
        }
        let is_answered = self.steps.iter().any(|s| s.kind == StepKind::Answered);
        if is_answered { State::Open } else { State::New }
    }
    /// By when it must be done, all extensions counted.
    pub fn finish_due(&self) -> Date {
        self.steps.iter().rev().find_map(|s| s.due).unwrap_or(self.first_due)
    }
    /// Was it put off already?
    pub fn is_extended(&self) -> bool {
        self.steps.iter().any(|s| s.kind == StepKind::Extended)
    }
    /// What binds next; nothing once it has ended.
    pub fn due(&self, today: Date) -> Option<Due> {
        let (day, is_answer) = match self.state() {
            State::New => (self.answer_due.min(self.finish_due()), true),
            State::Open => (self.finish_due(), false),
            State::Ended(_) => return None,
        };
        let left = today.until(day).map_or(0, |s| s.get_days());
        Some(Due { day, is_answer, left })
    }
    /// Was some binding day missed, also after the end?
    pub fn was_late(&self, today: Date) -> bool {
        let answered = self.steps.iter().find(|s| s.kind == StepKind::Answered || s.kind.ends());
        let ended = self.steps.iter().find(|s| s.kind.ends());
        answered.map_or(today, |s| s.at.day()) > self.answer_due
            || ended.map_or(today, |s| s.at.day()) > self.finish_due()
    }
}

/// Reads a stored day.
pub(super) fn day(text: &str) -> Date {
    parse_day(text).unwrap_or(Date::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(steps: &[(StepKind, &str, Option<&str>)]) -> Request {
        Request {
            id: 1,
            person: PersonId(1),
            name: "Mai".into(),
            organisation: OrganisationId(1),
            kind: "withdraw".into(),
            wish: String::new(),
            field: String::new(),
            value: String::new(),
            channel: "own".into(),
            at: Moment::at(day("2026-11-19"), 9, 0),
            answer_due: day("2026-11-23"),
            first_due: day("2026-12-04"),
            steps: steps
                .iter()
                .map(|(kind, at, due)| Step {
                    kind: *kind,
                    note: String::new(),
                    due: due.map(day),
                    account: None,
                    by: None,
                    at: Moment::at(day(at), 9, 0),
                })
                .collect(),
        }
    }

    #[test]
    fn first_the_answer_binds_then_the_doing() {
        use StepKind::*;
        let due = |r: &Request, on: &str| r.due(day(on)).map(|d| (d.day.to_string(), d.is_answer, d.left));
        let new = request(&[]);
        assert_eq!(due(&new, "2026-11-20"), Some(("2026-11-23".into(), true, 3)));
        assert_eq!(due(&new, "2026-11-25"), Some(("2026-11-23".into(), true, -2)));
        let open = request(&[(Answered, "2026-11-20", None)]);
        assert_eq!(due(&open, "2026-11-20"), Some(("2026-12-04".into(), false, 14)));
        let later = request(&[(Answered, "2026-11-20", None), (Extended, "2026-12-01", Some("2026-12-21"))]);
        assert_eq!(due(&later, "2026-12-10"), Some(("2026-12-21".into(), false, 11)));
        assert!(later.is_extended() && !later.was_late(day("2026-12-10")));
        let done = request(&[(Answered, "2026-11-24", None), (Done, "2026-11-25", None)]);
        assert_eq!((done.state(), done.due(day("2026-12-30"))), (State::Ended(Done), None));
        assert!(done.was_late(day("2026-12-30")), "answered a day late stays late");
    }
}
