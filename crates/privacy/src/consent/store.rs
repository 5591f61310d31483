//! Every SQL of consents.

use super::model::{Giver, Turn};
use kernel::{Moment, PersonId};
use store::{StoreError, Tx, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// All turns of a person, oldest first, with the words that were read.
    OF_PERSON = "select c.id, c.purpose, c.turn, c.giver, c.giver_name, c.channel, c.evidence, c.at, x.body \
        from privacy_consent c left join privacy_consent_text x on x.digest = c.digest where c.person = $1 order by c.id";
    /// Is a text kept already?
    TEXT = "select id from privacy_consent_text where digest = $1";
    /// How many people said yes last, themselves, by purpose.
    COUNTS = "select c.purpose, count(*) from privacy_consent c where c.turn = 'given' and c.giver = 'self' \
        and not exists (select 1 from privacy_consent n where n.person = c.person and n.purpose = c.purpose and n.id > c.id) \
        group by c.purpose order by c.purpose";
}

/// A line of the ledger.
#[derive(Clone, Debug)]
pub struct Line {
    /// For what.
    pub purpose: String,
    /// Who and whether.
    pub turn: Turn,
    /// The representative's name.
    pub giver_name: String,
    /// own, paper.
    pub channel: String,
    /// What proves it.
    pub evidence: String,
    /// When.
    pub at: Moment,
    /// The words that were read.
    pub text: Option<String>,
}

/// The ledger of a person, oldest first.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Line>> {
    v.rows(OF_PERSON, &[person.into()], |r| {
        Ok(Line {
            purpose: r.text(1)?,
            turn: Turn {
                given: r.text(2)? == "given",
                giver: Giver::find(&r.text(3)?).unwrap_or(Giver::Own),
            },
            giver_name: r.text(4)?,
            channel: r.text(5)?,
            evidence: r.text(6)?,
            at: Moment(r.int(7)?),
            text: r.opt_text(8)?,
        })
    })
}

/// How many hold, by purpose.
pub fn counts(v: &View) -> Out<Vec<(String, i64)>> {
    v.rows(COUNTS, &[], |r| Ok((r.text(0)?, r.int(1)?)))
}

/// Keeps the words once.
pub(super) fn keep_text(tx: &Tx, purpose: &str, language: &str, body: &str, digest: &str) -> Out<()> {
    if tx.first(TEXT, &[digest.into()], |r| r.int(0))?.is_none() {
        tx.insert(
            "privacy_consent_text",
            "purpose, language, body, digest",
            &[purpose.into(), language.into(), body.into(), digest.into()],
        )?;
    }
    Ok(())
}

/// Keeps a turn.
pub(super) fn add(tx: &Tx, person: PersonId, line: &Line, digest: &str) -> Out<i64> {
    tx.insert(
        "privacy_consent",
        "person, purpose, turn, giver, giver_name, channel, evidence, digest, account, at",
        &[
            person.into(),
            line.purpose.as_str().into(),
            if line.turn.given { "given" } else { "withdrawn" }.into(),
            line.turn.giver.code().into(),
            line.giver_name.as_str().into(),
            line.channel.as_str().into(),
            line.evidence.as_str().into(),
            digest.into(),
            tx.account.into(),
            tx.now.into(),
        ],
    )
}
