//! Every SQL of certificates. Numbers are safe because writers take turns: of two that ask for the next number at once,
//! the second sees the first one's row; the unique keys are the last word.

use super::model::{Certificate, Says};
use super::signing::PublicKey;
use kernel::{Date, OrganisationId, PersonId};
use store::{Row, StoreError, Tx, Val, View};

type Out<T> = Result<T, StoreError>;

store::statements! {
    /// One certificate.
    ONE = "select c.id, c.organisation, c.code, c.person, c.subject_kind, c.subject, c.edition, c.replaces, c.full_name, \
        c.birth_year, c.heading, c.words, c.title, c.minutes, c.day, c.issued_on, c.issuer, c.issuer_parent, c.capacity, \
        c.post, c.signer, c.key_name, c.signature, r.day, r.reason from learning_certificate c \
        left join learning_certificate_revocation r on r.certificate = c.id where c.id = $1";
    /// The one with this number.
    BY_CODE = "select c.id, c.organisation, c.code, c.person, c.subject_kind, c.subject, c.edition, c.replaces, c.full_name, \
        c.birth_year, c.heading, c.words, c.title, c.minutes, c.day, c.issued_on, c.issuer, c.issuer_parent, c.capacity, \
        c.post, c.signer, c.key_name, c.signature, r.day, r.reason from learning_certificate c \
        left join learning_certificate_revocation r on r.certificate = c.id where c.code = $1";
    /// All of a class or course, the oldest first.
    OF_SUBJECT = "select c.id, c.organisation, c.code, c.person, c.subject_kind, c.subject, c.edition, c.replaces, c.full_name, \
        c.birth_year, c.heading, c.words, c.title, c.minutes, c.day, c.issued_on, c.issuer, c.issuer_parent, c.capacity, \
        c.post, c.signer, c.key_name, c.signature, r.day, r.reason from learning_certificate c \
        left join learning_certificate_revocation r on r.certificate = c.id where c.subject_kind = $1 and c.subject = $2 order by c.id";
    /// All of a person's id, the newest first.
    OF_PERSON = "select c.id, c.organisation, c.code, c.person, c.subject_kind, c.subject, c.edition, c.replaces, c.full_name, \
        c.birth_year, c.heading, c.words, c.title, c.minutes, c.day, c.issued_on, c.issuer, c.issuer_parent, c.capacity, \
        c.post, c.signer, c.key_name, c.signature, r.day, r.reason from learning_certificate c \
        left join learning_certificate_revocation r on r.certificate = c.id where c.person = $1 order by c.id desc";
    /// The one that stands in for this one.
    REPLACED_BY = "select c.code from learning_certificate c where c.replaces = $1";
    /// The next number of a unit and year.
    NEXT_NUMBER = "select coalesce(max(number), 0) + 1 from learning_certificate where organisation = $1 and year = $2";
    /// The last signer of a unit, to be proposed again.
    LAST_SIGNER = "select signer from learning_certificate where organisation = $1 and signer <> '' order by id desc limit 1";
    /// How many there are.
    COUNT = "select count(*) from learning_certificate";
    /// Every key.
    KEYS = "select name, public_key from learning_certificate_key order by id desc";
}

fn certificate(r: &Row) -> Out<Certificate> {
    let revoked = match (r.opt_day(23)?, r.opt_text(24)?) {
        (Some(day), reason) => Some((day, reason.unwrap_or_default())),
        _ => None,
    };
    Ok(Certificate {
        id: r.int(0)?,
        organisation: OrganisationId(r.int(1)?),
        code: r.text(2)?,
        person: PersonId(r.int(3)?),
        subject: (r.text(4)?, r.int(5)?),
        edition: r.int(6)?,
        replaces: r.opt_int(7)?,
        says: Says {
            full_name: r.text(8)?,
            birth_year: r.opt_int(9)?,
            heading: r.text(10)?,
            words: r.text(11)?,
            title: r.text(12)?,
            minutes: r.int(13)?,
            day: r.day(14)?,
            issued_on: r.day(15)?,
            issuer: r.text(16)?,
            issuer_parent: r.text(17)?,
            capacity: r.text(18)?,
            post: r.text(19)?,
            signer: r.text(20)?,
        },
        key_name: r.text(21)?,
        signature: r.text(22)?,
        revoked,
    })
}

/// One certificate.
pub fn one(v: &View, id: i64) -> Out<Option<Certificate>> {
    v.first(ONE, &[id.into()], certificate)
}

/// The certificate with this number.
pub fn by_code(v: &View, code: &str) -> Out<Option<Certificate>> {
    v.first(BY_CODE, &[code.into()], certificate)
}

/// All certificates of a class or course, the oldest first.
pub fn of_subject(v: &View, kind: &str, subject: i64) -> Out<Vec<Certificate>> {
    v.rows(OF_SUBJECT, &[kind.into(), subject.into()], certificate)
}

/// All certificates under one id of a person, the newest first.
pub fn of_person(v: &View, person: PersonId) -> Out<Vec<Certificate>> {
    v.rows(OF_PERSON, &[person.into()], certificate)
}

/// The number of the one that stands in for this one.
pub fn replaced_by(v: &View, id: i64) -> Out<Option<String>> {
    v.first(REPLACED_BY, &[id.into()], |r| r.text(0))
}

/// The next number of a unit in a year.
pub fn next_number(v: &View, unit: OrganisationId, year: i16) -> Out<i64> {
    v.number(NEXT_NUMBER, &[unit.into(), i64::from(year).into()])
}

/// Who signed last at this unit.
pub fn last_signer(v: &View, unit: OrganisationId) -> Out<Option<String>> {
    v.first(LAST_SIGNER, &[unit.into()], |r| r.text(0))
}

/// Every key by which certificates are verified, the newest first.
pub fn keys(v: &View) -> Out<Vec<PublicKey>> {
    v.rows(KEYS, &[], |r| Ok(PublicKey { name: r.text(0)?, point: r.text(1)? }))
}

/// How many certificates there are.
pub fn count(v: &View) -> Out<i64> {
    v.number(COUNT, &[])
}

/// Keeps a public key.
pub fn add_key(tx: &Tx, key: &PublicKey, since: Date) -> Out<i64> {
    let values: [Val; 3] = [key.name.as_str().into(), key.point.as_str().into(), since.into()];
    tx.insert("learning_certificate_key", "name, public_key, since", &values)
}

/// Keeps a certificate (its `id` is not read) with its year and bare number.
pub fn add(tx: &Tx, c: &Certificate, year: i16, number: i64) -> Out<i64> {
    let s = &c.says;
    let values: [Val; 24] = [
        c.organisation.into(),
        i64::from(year).into(),
        number.into(),
        c.code.as_str().into(),
        c.person.into(),
        c.subject.0.as_str().into(),
        c.subject.1.into(),
        c.edition.into(),
        c.replaces.into(),
        s.full_name.as_str().into(),
        s.birth_year.into(),
        s.heading.as_str().into(),
        s.words.as_str().into(),
        s.title.as_str().into(),
        s.minutes.into(),
        s.day.into(),
        s.issued_on.into(),
        s.issuer.as_str().into(),
        s.issuer_parent.as_str().into(),
        s.capacity.as_str().into(),
        s.post.as_str().into(),
        s.signer.as_str().into(),
        c.key_name.as_str().into(),
        c.signature.as_str().into(),
    ];
    tx.insert(
        "learning_certificate",
        "organisation, year, number, code, person, subject_kind, subject, edition, replaces, full_name, birth_year, \
         heading, words, title, minutes, day, issued_on, issuer, issuer_parent, capacity, post, signer, key_name, signature",
        &values,
    )
}

/// Keeps a revocation.
pub fn revoke(tx: &Tx, id: i64, day: Date, reason: &str) -> Out<i64> {
    let values: [Val; 3] = [id.into(), day.into(), reason.into()];
    tx.insert("learning_certificate_revocation", "certificate, day, reason", &values)
}
