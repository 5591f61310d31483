//! Adding and changing people by hand, leaving, moving to another unit.

use crate::organisation::store as units;
use crate::pages::{csrf, day_field, faults, population_word, stretch, unit_name};
use crate::person::model::{Affiliation, AffiliationRole, Person, Sex};
use crate::person::pages::unit_choices;
use crate::person::record::pages::{held, opened};
use crate::person::service::{self, Joining};
use crate::person::{Secrets, store, typed};
use ::store::View;
use kernel::{Date, Failure, FieldFault, OrganisationId, Result, name};
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/don-vi/{unit}/nguoi/moi" => new_page, for Act::KeepPeople;
        POST "/don-vi/{unit}/nguoi/moi" => add, for Act::KeepPeople;
        GET "/nguoi/{id}/sua" => edit_page, for Act::KeepPeople;
        POST "/nguoi/{id}/sua" => edit, for Act::KeepPeople;
        GET "/nguoi/{id}/thoi" => leave_page, for Act::KeepPeople;
        POST "/nguoi/{id}/thoi" => leave, for Act::KeepPeople;
        GET "/nguoi/{id}/chuyen" => transfer_page, for Act::KeepPeople;
        POST "/nguoi/{id}/chuyen" => transfer, for Act::KeepPeople;
    }
}

/// What the form of a person holds, as text.
#[derive(Default)]
struct Draft {
    name: String,
    birth: String,
    sex: String,
    phone: String,
    section: String,
    national_id: String,
    member: bool,
    day: String,
    same: bool,
}

impl Draft {
    fn sent(call: &Call) -> Draft {
        let f = |n: &str| call.form().get(n).to_owned();
        Draft {
            name: f("name"),
            birth: f("birth"),
            sex: f("sex"),
            phone: f("phone"),
            section: f("section"),
            national_id: f("national_id"),
            member: call.form().get("member") == "1",
            day: f("day"),
            same: call.form().get("another") == "1",
        }
    }

    /// The record that the form means, on top of what is known.
    fn read(&self, call: &Call, known: &Person) -> Result<(Person, Vec<FieldFault>)> {
        let lang = call.lang;
        let mut wrong = Vec::new();
        let mut p = Person { full_name: name::tidy(&self.name), ..known.clone() };
        if p.full_name.is_empty() {
            wrong.push(FieldFault::new("name", t!(lang, "Hãy nhập họ và tên.")));
        } else if p.full_name.chars().count() > 100 {
            wrong.push(FieldFault::new("name", t!(lang, "Họ tên quá dài, tối đa 100 ký tự.")));
        } else if p.full_name.chars().any(|c| c.is_numeric()) {
            wrong.push(FieldFault::new("name", t!(lang, "Họ tên không có chữ số. Hãy kiểm tra lại.")));
        }
        match typed::birth(&self.birth, call.today()) {
            Some((_, Some(year))) if year > call.today().year() - kernel::sheet::LEAST_AGE => {
                wrong.push(FieldFault::new(
                    "birth",
                    t!(lang, "Người lao động chưa đủ tuổi. Hãy kiểm tra năm sinh."),
                ));
            }
            Some((day, year)) => (p.birth_day, p.birth_year) = (day, year),
            None => wrong.push(FieldFault::new(
                "birth",
                t!(lang, "Ngày sinh chưa đúng. Ví dụ 20/12/1984, hoặc chỉ năm 1984."),
            )),
        }
        p.sex = Sex::find(&self.sex);
        p.phone = (!self.phone.is_empty()).then(|| typed::phone(&self.phone)).flatten();
        if !self.phone.is_empty() && p.phone.is_none() {
            wrong.push(FieldFault::new("phone", t!(lang, "Số điện thoại chưa đúng. Ví dụ 0912 345 178.")));
        }
        p.section = Some(name::tidy(&self.section)).filter(|s| !s.is_empty());
        if !self.national_id.is_empty() {
            match typed::national_id(&self.national_id) {
                Some(number) => {
                    let secrets = call.state::<Secrets>()?;
                    p.national_id_key = Some(secrets.key_of(&number));
                    p.national_id_sealed = Some(secrets.seal(&number)?);
                }
                None => wrong.push(FieldFault::new("national_id", t!(lang, "Số căn cước gồm 12 chữ số."))),
            }
        }
        Ok((p, wrong))
    }
}

fn person_fields(lang: Lang, d: &Draft, errors: &Errors) -> Markup {
    html! {
        (Field::text(lang, "name", t!(lang, "Họ và tên")).value(&d.name).required().max_length(100)
            .error(errors.of("name")))
        (Field::text(lang, "birth", t!(lang, "Ngày sinh")).value(&d.birth).max_length(10)
            .hint(t!(lang, "Ví dụ 20/12/1984; chỉ biết năm thì ghi 1984.")).error(errors.of("birth")))
        (Field::radios(lang, "sex", t!(lang, "Giới tính"),
            vec![Choice::new("f", t!(lang, "Nữ")), Choice::new("m", t!(lang, "Nam"))]).value(&d.sex))
        (Field::phone(lang, "phone", t!(lang, "Điện thoại")).value(&d.phone).autocomplete("off").max_length(20)
            .error(errors.of("phone")))
        (Field::text(lang, "section", t!(lang, "Bộ phận, tổ")).value(&d.section).max_length(100))
    }
}

fn answer(call: &Call, title: &str, body: Markup, refused: bool, dress: impl FnOnce(&mut Shell)) -> Reply {
    if refused { call.page_refused(title, body, dress) } else { call.page_with(title, body, dress) }
}

fn new_page(call: &Call) -> Result<Reply> {
    new_form(call, &Draft { day: call.today().to_string(), ..Draft::default() }, None)
}

fn new_form(call: &Call, draft: &Draft, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.read(|v| Ok(units::last(v, call.unit()?)?))?.ok_or(Failure::NotFound)?;
    let base = format!("/don-vi/{}", unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form(&format!("{base}/nguoi/moi"), csrf(call), html! {
                (person_fields(lang, draft, &errors))
                (Field::text(lang, "national_id", t!(lang, "Số căn cước")).value(&draft.national_id).max_length(20)
                    .autocomplete("off").hint(t!(lang, "Chỉ để không ghi trùng một người; được mã hóa."))
                    .error(errors.of("national_id")))
                (Field::checkbox(lang, "member", t!(lang, "Là đoàn viên công đoàn"), draft.member))
                (Field::date(lang, "day", t!(lang, "Vào đơn vị từ ngày")).value(&draft.day).required()
                    .error(errors.of("day")))
                @if errors.of("another").is_some() {
                    (Field::checkbox(lang, "another", t!(lang, "Đây là người khác, vẫn thêm"), draft.same)
                        .error(errors.of("another")))
                }
                (toolbar(html! {
                    (primary(t!(lang, "Thêm người")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(unit.name.clone());
        shell.crumbs = vec![
            (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
            (unit.name.clone(), Some(base.clone())),
            (t!(lang, "Thêm người").to_owned(), None),
        ];
    };
    Ok(answer(call, t!(lang, "Thêm người"), body, wrong.is_some(), dress))
}

/// Somebody of the unit who is perhaps the same person.
fn namesake(v: &View, unit: OrganisationId, p: &Person, on: Date) -> Result<Option<Person>> {
    let fold = name::fold(&p.full_name);
    Ok(store::of_unit(v, unit, on)?.into_iter().find(|o| {
        let same_birth = p.birth_year.is_none() || o.birth_year.is_none() || p.birth_year == o.birth_year;
        name::fold(&o.full_name) == fold && same_birth
    }))
}

fn add(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let draft = Draft::sent(call);
    let outcome = draft.read(call, &Person::named("")).and_then(|(p, mut wrong)| {
        let day = day_field(call, "day", &mut wrong);
        if wrong.is_empty() && call.read(|v| Ok(units::one(v, unit, day)?))?.is_none() {
            wrong.push(FieldFault::new("day", t!(lang, "Vào ngày này đơn vị chưa có hoặc đã kết thúc.")));
        }
        if let Some(key) = &p.national_id_key
            && call.read(|v| Ok(store::by_key(v, key)?))?.is_some()
        {
            wrong.push(FieldFault::new(
                "national_id",
                t!(lang, "Số căn cước này đã có trong hệ thống. Nếu người này mới chuyển về, hãy đề nghị Liên đoàn Lao động chuyển hồ sơ."),
            ));
        }
        if !draft.same
            && let Some(other) = call.read(|v| namesake(v, unit, &p, call.today()))?
        {
            let text = t!(lang, "Đơn vị đã có “{ten}” ({sinh}).", ten = other.full_name, sinh = other.birth_text());
            wrong.push(FieldFault::new("another", text));
        }
        if !wrong.is_empty() {
            return Err(Failure::Invalid(wrong));
        }
        let mut belongs = vec![(unit, AffiliationRole::Worker, None, day, None)];
        if draft.member {
            belongs.push((unit, AffiliationRole::Member, None, day, None));
        }
        let joining = [Joining { person: p, belongs }];
        call.write("person.add", format!("unit {unit}"), |tx| service::add(tx, &joining, "web"))
    });
    match outcome {
        Ok(ids) => {
            let to = ids.first().map_or_else(|| "/nguoi".to_owned(), |id| format!("/nguoi/{id}"));
            Ok(Reply::done(to, t!(lang, "Đã thêm “{ten}”.", ten = name::tidy(&draft.name))))
        }
        Err(Failure::Invalid(wrong)) => new_form(call, &draft, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn crumbs(lang: Lang, p: &Person, last: &str) -> Vec<(String, Option<String>)> {
    vec![
        (t!(lang, "Người lao động").to_owned(), Some("/nguoi".to_owned())),
        (p.full_name.clone(), Some(format!("/nguoi/{}", p.id))),
        (last.to_owned(), None),
    ]
}

fn edit_page(call: &Call) -> Result<Reply> {
    opened(call)?;
    let (p, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    let draft = Draft {
        name: p.full_name.clone(),
        birth: p.birth_text(),
        sex: p.sex.map_or("", Sex::code).to_owned(),
        phone: p.phone.clone().unwrap_or_default(),
        section: p.section.clone().unwrap_or_default(),
        ..Draft::default()
    };
    edit_form(call, &p, &draft, None)
}

fn edit_form(call: &Call, p: &Person, draft: &Draft, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let base = format!("/nguoi/{}", p.id);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form(&format!("{base}/sua"), csrf(call), html! {
                (person_fields(lang, draft, &errors))
                (toolbar(html! {
                    (primary(t!(lang, "Lưu thay đổi")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let dress = |shell: &mut Shell| shell.crumbs = crumbs(lang, p, t!(lang, "Sửa"));
    Ok(answer(call, t!(lang, "Sửa hồ sơ"), body, wrong.is_some(), dress))
}

fn edit(call: &Call) -> Result<Reply> {
    let draft = Draft { national_id: String::new(), ..Draft::sent(call) };
    let (known, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    let outcome = draft.read(call, &known).and_then(|(p, wrong)| {
        if !wrong.is_empty() {
            return Err(Failure::Invalid(wrong));
        }
        if p == known {
            return Ok(());
        }
        call.write("person.change", format!("person {}", p.id), |tx| {
            // the rights are asked again inside the write: a transfer may have come between
            held(call, tx, Act::KeepPeople)?;
            Ok(store::change(tx, &p)?)
        })
    });
    match outcome {
        Ok(()) => Ok(Reply::done(format!("/nguoi/{}", known.id), t!(call.lang, "Đã lưu hồ sơ."))),
        Err(Failure::Invalid(wrong)) => edit_form(call, &known, &draft, Some(&wrong)),
        Err(other) => Err(other),
    }
}

/// The affiliations of a person that go on and that the actor may end.
fn open(call: &Call, v: &View, all: &[Affiliation]) -> Result<Vec<Affiliation>> {
    let mut open = Vec::new();
    for a in all.iter().filter(|a| a.to > call.today()) {
        if call.may_at(v, Act::KeepPeople, a.organisation)? {
            open.push(a.clone());
        }
    }
    Ok(open)
}

fn leave_page(call: &Call) -> Result<Reply> {
    opened(call)?;
    leave_form(call, None)
}

fn leave_form(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (p, choices) = call.read(|v| {
        let (p, all) = held(call, v, Act::KeepPeople)?;
        let mut choices = vec![Choice::new("", t!(lang, "Tất cả, người này ra khỏi đơn vị"))];
        for a in open(call, v, &all)? {
            let words = format!("{} · {}", population_word(lang, a.role), unit_name(v, a.organisation)?);
            choices.push(Choice::new(a.id.to_string(), words).hint(stretch(lang, a.from, a.to)));
        }
        Ok((p, choices))
    })?;
    let base = format!("/nguoi/{}", p.id);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let day = call.form().opt("day").map_or_else(|| call.today().to_string(), str::to_owned);
    let body = html! {
        (errors.summary(lang))
        @if choices.len() < 2 {
            (notice(lang, Tone::Plain, t!(lang, "Người này không còn thuộc đơn vị nào."), html! {}))
        } @else {
            div.card {
                (form(&format!("{base}/thoi"), csrf(call), html! {
                    (Field::radios(lang, "viec", t!(lang, "Kết thúc"), choices).value(call.form().get("viec")).plain()
                        .error(errors.of("viec")))
                    (Field::date(lang, "day", t!(lang, "Từ ngày")).value(day).required()
                        .hint(t!(lang, "Từ ngày này không còn tính vào đơn vị; trước đó vẫn tính.")).error(errors.of("day")))
                    (toolbar(html! {
                        (danger(t!(lang, "Ghi nhận thôi")))
                        (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                    }))
                }))
            }
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(p.full_name.clone());
        shell.crumbs = crumbs(lang, &p, t!(lang, "Thôi việc, ra khỏi đơn vị"));
    };
    Ok(answer(call, t!(lang, "Thôi việc, ra khỏi đơn vị"), body, wrong.is_some(), dress))
}

fn leave(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (p, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    let mut wrong = Vec::new();
    let day = day_field(call, "day", &mut wrong);
    let chosen = call.form().get("viec");
    let outcome = if wrong.is_empty() {
        call.write("person.leave", format!("person {}", p.id), |tx| {
            let (_, all) = held(call, tx, Act::KeepPeople)?;
            let ending: Vec<Affiliation> = open(call, tx, &all)?
                .into_iter()
                .filter(|a| chosen.is_empty() || a.id.to_string() == chosen)
                .collect();
            if ending.is_empty() {
                return Err(Failure::field("viec", t!(lang, "Hãy chọn một dòng còn hiệu lực.")));
            }
            if ending.iter().any(|a| day < a.from) {
                return Err(Failure::field("day", t!(lang, "Ngày này trước ngày bắt đầu.")));
            }
            ending.iter().try_for_each(|a| service::end(tx, a, day))
        })
    } else {
        Err(Failure::Invalid(wrong))
    };
    match outcome {
        Ok(()) => Ok(Reply::done(
            format!("/nguoi/{}", p.id),
            t!(lang, "Đã ghi nhận. Trước ngày ấy mọi số liệu giữ nguyên."),
        )),
        Err(Failure::Invalid(wrong)) => leave_form(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}

fn transfer_page(call: &Call) -> Result<Reply> {
    opened(call)?;
    transfer_form(call, None)
}

fn transfer_form(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let (p, choices) = call.read(|v| {
        let (p, all) = held(call, v, Act::KeepPeople)?;
        let mut now = Vec::new();
        for a in all.iter().filter(|a| a.role == AffiliationRole::Worker && a.to > call.today()) {
            now.extend(units::last(v, a.organisation)?.map(|u| u.code));
        }
        let mut choices = unit_choices(call, v, Act::KeepPeople)?;
        choices.retain(|c| !now.contains(&c.value));
        Ok((p, choices))
    })?;
    let base = format!("/nguoi/{}", p.id);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let day = call.form().opt("day").map_or_else(|| call.today().to_string(), str::to_owned);
    let body = html! {
        (errors.summary(lang))
        @if choices.is_empty() {
            (refused(lang, t!(lang, "Trong phạm vi của bạn không có đơn vị khác."),
                t!(lang, "Liên đoàn Lao động chuyển hồ sơ giữa các đơn vị.")))
            p { a href=(base) { (t!(lang, "Về hồ sơ")) } }
        } @else {
            div.card {
                (form(&format!("{base}/chuyen"), csrf(call), html! {
                    (Field::select(lang, "den", t!(lang, "Chuyển đến"), choices).blank(t!(lang, "— Chọn đơn vị —"))
                        .value(call.form().get("den")).required().error(errors.of("den")))
                    (Field::date(lang, "day", t!(lang, "Từ ngày")).value(day).required()
                        .hint(t!(lang, "Việc làm và đoàn viên chuyển theo; việc học trước ngày này vẫn tính cho đơn vị cũ."))
                        .error(errors.of("day")))
                    (toolbar(html! {
                        (primary(t!(lang, "Chuyển đơn vị")))
                        (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                    }))
                }))
            }
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(p.full_name.clone());
        shell.crumbs = crumbs(lang, &p, t!(lang, "Chuyển đơn vị"));
    };
    Ok(answer(call, t!(lang, "Chuyển đơn vị"), body, wrong.is_some(), dress))
}

fn transfer(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let (p, _) = call.read(|v| held(call, v, Act::KeepPeople))?;
    let mut wrong = Vec::new();
    let day = day_field(call, "day", &mut wrong);
    let code = call.form().get("den");
    let target = call.read(|v| {
        let Some(unit) = units::by_code(v, code)? else { return Ok(None) };
        Ok(call.may_at(v, Act::KeepPeople, unit)?.then_some(unit))
    })?;
    if target.is_none() {
        wrong.push(FieldFault::new("den", t!(lang, "Hãy chọn đơn vị trong danh sách.")));
    }
    let outcome = match target.filter(|_| wrong.is_empty()) {
        None => Err(Failure::Invalid(wrong)),
        Some(target) => call.write("person.transfer", format!("person {}", p.id), |tx| {
            let (_, all) = held(call, tx, Act::KeepPeople)?;
            if units::one(tx, target, day)?.is_none() {
                return Err(Failure::field("day", t!(lang, "Vào ngày này đơn vị chưa có hoặc đã kết thúc.")));
            }
            let works = all.iter().filter(|a| a.role == AffiliationRole::Worker && a.from <= day && a.to > day);
            if works.clone().next().is_none() {
                return Err(Failure::field("day", t!(lang, "Vào ngày này người ấy không làm ở đơn vị nào.")));
            }
            for a in all.iter().filter(|a| a.to > day) {
                if !call.may_at(tx, Act::KeepPeople, a.organisation)? {
                    return Err(Failure::Conflict(
                        t!(lang, "Người này còn thuộc một đơn vị ngoài phạm vi của bạn. Hãy đề nghị Liên đoàn Lao động chuyển hồ sơ.").to_owned(),
                    ));
                }
            }
            service::transfer(tx, p.id, target, day)
        }),
    };
    match outcome {
        Ok(()) => {
            let to = if day > call.today() { format!("/nguoi/{}", p.id) } else { "/nguoi".to_owned() };
            Ok(Reply::done(to, t!(lang, "Đã chuyển “{ten}”.", ten = p.full_name)))
        }
        Err(Failure::Invalid(wrong)) => transfer_form(call, Some(&wrong)),
        Err(other) => Err(other),
    }
}
