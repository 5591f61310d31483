//! Issuing, revoking, and what the square code says.

use super::model::{Achievement, Certificate, CertificateRules, Outlook, Says, message};
use super::signing::{Signer, payload};
use super::store;
use crate::class::model::{ClassState, Learner, TrainingClass};
use crate::class::service::SUBJECT as CLASS;
use crate::class::store as classes;
use ::store::{Tx, View};
use kernel::{Failure, PersonId, Result, name};
use people::organisation::store as units;
use people::person::store as persons;

/// The kind of achievement that an online course is.
pub const COURSE: &str = "course";

/// Every certificate of a person for one thing, under all ids that are the same person, the newest last.
pub fn of_achievement(v: &View, person: PersonId, kind: &str, subject: i64) -> Result<Vec<Certificate>> {
    let ids = v.ids_of(person)?;
    let all = store::of_subject(v, kind, subject)?;
    Ok(all.into_iter().filter(|c| ids.contains(&c.person)).collect())
}

/// Every certificate of a person, the newest first.
pub fn of_person(v: &View, person: PersonId) -> Result<Vec<Certificate>> {
    let mut all = Vec::new();
    for id in v.ids_of(person)? {
        all.extend(store::of_person(v, id)?);
    }
    all.sort_by_key(|c| std::cmp::Reverse(c.id));
    Ok(all)
}

/// Issues the certificate of an achievement; the one that is there when it was issued before. None when the policy gives
/// none for it. The course room calls this when a course is passed. `signer` may be empty: the line is for a pen.
pub fn issue_for(
    tx: &Tx,
    rules: &CertificateRules,
    keys: &Signer,
    person: PersonId,
    what: &Achievement,
    signer: &str,
) -> Result<Option<Certificate>> {
    let Some(given) = rules.given_for(&what.subject_kind, &what.kind) else { return Ok(None) };
    let before = of_achievement(tx, person, &what.subject_kind, what.subject)?;
    if let Some(valid) = before.iter().find(|c| c.revoked.is_none()) {
        return Ok(Some(valid.clone()));
    }
    let own = tx.canonical(person)?;
    let known = persons::one(tx, own)?.ok_or(Failure::NotFound)?;
    let unit = units::last(tx, what.organisation)?.ok_or(Failure::NotFound)?;
    let parent = match unit.parent {
        Some(parent) => units::last(tx, parent)?.map_or_else(String::new, |p| p.name),
        None => String::new(),
    };
    let capacity = rules
        .capacity(unit.kind.code())
        .ok_or_else(|| Failure::broken("the policy names nobody who signs certificates"))?;
    let today = tx.today();
    let year = today.year();
    let number = store::next_number(tx, what.organisation, year)?;
    let code = rules.code(year, number, &unit.code);
    let birth = known.birth_day.map(|d| d.year()).or(known.birth_year);
    let says = Says {
        full_name: name::tidy(&known.full_name),
        birth_year: birth.map(i64::from),
        heading: given.heading.clone(),
        words: given.words.clone(),
        title: name::tidy(&what.title),
        minutes: what.minutes,
        day: what.day,
        issued_on: today,
        issuer: unit.name,
        issuer_parent: parent,
        capacity: capacity.capacity.clone(),
        post: capacity.post.clone(),
        signer: name::tidy(signer),
    };
    let key = keys.public()?;
    if !store::keys(tx)?.contains(key) {
        store::add_key(tx, key, today)?;
    }
    let signature = keys.sign(&message(&code, &says, &key.name))?;
    let last = before.iter().max_by_key(|c| c.edition);
    let mut certificate = Certificate {
        id: 0,
        organisation: what.organisation,
        code,
        person: own,
        subject: (what.subject_kind.clone(), what.subject),
        edition: last.map_or(0, |c| c.edition) + 1,
        replaces: last.map(|c| c.id),
        says,
        key_name: key.name.clone(),
        signature,
        revoked: None,
    };
    certificate.id = store::add(tx, &certificate, year, number)?;
    Ok(Some(certificate))
}

/// What a closed class gave a learner who passed it.
pub fn achievement(class: &TrainingClass, learner: &Learner) -> Option<Achievement> {
    let (_, minutes) = learner.attended(&class.is.days).filter(|_| learner.passed == Some(true))?;
    Some(Achievement {
        subject_kind: CLASS.to_owned(),
        subject: class.id.0,
        kind: class.is.kind.code().to_owned(),
        organisation: class.is.unit,
        title: class.is.title.clone(),
        minutes,
        day: class.last_day(),
    })
}

/// What each learner of a class would get, in the order of its list.
pub fn outlook(v: &View, class: &TrainingClass) -> Result<Vec<(classes::Name, Learner, Outlook)>> {
    let all = store::of_subject(v, CLASS, class.id.0)?;
    let mut out = Vec::new();
    for (who, learner) in classes::roster(v, class)? {
        let ids = v.ids_of(learner.person)?;
        let own = || all.iter().filter(|c| ids.contains(&c.person));
        let look = match (own().find(|c| c.revoked.is_none()), own().max_by_key(|c| c.edition)) {
            (Some(valid), _) => Outlook::Has(Box::new(valid.clone())),
            _ if achievement(class, &learner).is_none() => Outlook::NotPassed,
            (None, Some(revoked)) => Outlook::Again { replaces: revoked.code.clone() },
            (None, None) => Outlook::New,
        };
        out.push((who, learner, look));
    }
    Ok(out)
}

/// What became of each person of a bulk issue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Issued {
    /// New certificates.
    pub new: usize,
    /// Had one already.
    pub had: usize,
    /// Did not pass, or is not on the list.
    pub left_out: usize,
}

/// Issues the certificates of a closed class to those chosen. All or nothing.
pub fn issue_class(
    tx: &Tx,
    rules: &CertificateRules,
    keys: &Signer,
    class: &TrainingClass,
    chosen: &[PersonId],
    signer: &str,
) -> Result<Issued> {
    if class.state != ClassState::Closed {
        return Err(Failure::Conflict("Lớp chưa kết thúc nên chưa cấp được giấy chứng nhận.".to_owned()));
    }
    if rules.given_for(CLASS, class.is.kind.code()).is_none() {
        return Err(Failure::Conflict("Loại lớp này không cấp giấy chứng nhận.".to_owned()));
    }
    if chosen.is_empty() {
        return Err(Failure::field("nguoi", "Chưa chọn ai. Hãy đánh dấu người được cấp rồi bấm lại."));
    }
    let signer = name::tidy(signer);
    if signer.chars().count() > 80 {
        return Err(Failure::field("nguoi_ky", "Tên người ký dài quá 80 chữ. Hãy rút gọn."));
    }
    let mut done = Issued::default();
    // numbers follow the order of the list
    let mut left = chosen.to_vec();
    for (_, learner, look) in outlook(tx, class)? {
        let Some(at) = left.iter().position(|p| *p == learner.person) else { continue };
        left.swap_remove(at);
        match (achievement(class, &learner), look) {
            (_, Outlook::Has(_)) => done.had += 1,
            (Some(what), _) => {
                issue_for(tx, rules, keys, learner.person, &what, &signer)?;
                done.new += 1;
            }
            (None, _) => done.left_out += 1,
        }
    }
    done.left_out += left.len();
    Ok(done)
}

/// Revokes a certificate: the facts stay, the public page says so from now on.
pub fn revoke(tx: &Tx, id: i64, reason: &str) -> Result<()> {
    let certificate = store::one(tx, id)?.ok_or(Failure::NotFound)?;
    if certificate.revoked.is_some() {
        return Err(Failure::Conflict("Giấy này đã thu hồi rồi.".to_owned()));
    }
    let reason = name::tidy(reason);
    if !(5..=300).contains(&reason.chars().count()) {
        return Err(Failure::field("ly_do", "Hãy ghi lý do thu hồi, từ 5 đến 300 chữ."));
    }
    store::revoke(tx, id, tx.today(), &reason)?;
    Ok(())
}

/// What the square code of a certificate carries; none once the person was de-identified.
pub fn carried(c: &Certificate) -> Option<String> {
    payload(&message(&c.code, &c.says, &c.key_name), &c.signature)
}
