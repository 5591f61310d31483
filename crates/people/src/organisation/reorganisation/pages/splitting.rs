//! "Chia, tách": up to three parts; people go by section, by group below, or one by one.

use super::super::model::{Follow, Into, Reorganisation, Share, What};
use super::steps::{Filled, givable, go_on, or_form};
use super::*;
use crate::organisation::keeping::pages::{answer, trees_of};
use crate::organisation::model::Founding;
use crate::pages::{csrf, faults};
use crate::person::{Person, store as persons};
use kernel::{Failure, PersonId};
use web::Reply;

/// So many parts a form has.
const PARTS: usize = 3;
/// So many people are shown to be chosen one by one.
const MOST_PEOPLE: usize = 1000;

/// What stands in the unit and can be divided.
struct Stock {
    unit: Organisation,
    others: Vec<Organisation>,
    /// Sections with how many people each.
    sections: Vec<(String, usize)>,
    groups: Vec<Organisation>,
    people: Vec<Person>,
}

fn stock(call: &Call, v: &View) -> Result<Stock> {
    let unit = here(call, v)?;
    let today = call.today();
    let others = of_kind(call, v, unit.kind, today)?.into_iter().filter(|u| u.id != unit.id).collect();
    let mut people = if call.may_at(v, Act::SeePeople, unit.id)? {
        persons::of_unit(v, unit.id, today)?
    } else {
        Vec::new()
    };
    people.sort_by_cached_key(|p| name::sort_key(&p.full_name));
    let mut by_section: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for section in persons::of_unit(v, unit.id, today)?.into_iter().filter_map(|p| p.section) {
        by_section.entry(name::fold(&section)).or_insert((section, 0)).1 += 1;
    }
    let mut groups = Vec::new();
    for tree in Tree::all() {
        groups.extend(ground::tree(v, tree, today)?.children(unit.id).cloned());
    }
    Ok(Stock { unit, others, sections: by_section.into_values().collect(), groups, people })
}

pub(super) fn page(call: &Call) -> Result<Reply> {
    form_page(call, None)
}

fn form_page(call: &Call, wrong: Option<&[FieldFault]>) -> Result<Reply> {
    let lang = call.lang;
    let s = call.read(|v| stock(call, v))?;
    if !s.people.is_empty() {
        call.looked("people.split", &s.unit.code, s.people.len())?;
    }
    let base = format!("/don-vi/{}", s.unit.code);
    let errors = faults(lang, wrong.unwrap_or(&[]));
    let ends = call.form().get("ends") == "1";
    let parts =
        || (1..=PARTS).map(|n| Choice::new(n.to_string(), t!(lang, "phần {n}", n = n))).collect::<Vec<_>>();
    let pick = |name: String, label: &str| {
        let value = call.form().get(&name).to_owned();
        Field::select(lang, name, label, parts()).blank(t!(lang, "— ở lại —")).value(value).plain()
    };
    let body = html! {
        (errors.summary(lang))
        div.card {
            (form(&format!("{base}/tach"), csrf(call), html! {
                @for n in 1..=PARTS {
                    fieldset {
                        legend { (t!(lang, "Phần {n}", n = n)) }
                        @if n == 1 { @if let Some(fault) = errors.of("shares") { p.error { (fault) } } }
                        (Field::select(lang, format!("into-{n}"), t!(lang, "Về đơn vị đã có"), s.others.iter().map(choice).collect())
                            .blank(t!(lang, "— Lập đơn vị mới, hoặc bỏ trống phần này —")).value(call.form().get(&format!("into-{n}")))
                            .error(errors.of(&format!("into-{n}"))))
                        (Field::text(lang, format!("code-{n}"), t!(lang, "Mã đơn vị mới")).value(call.form().get(&format!("code-{n}")))
                            .max_length(40).error(errors.of(&format!("code-{n}")).or((n == 1).then(|| errors.of("code")).flatten())))
                        (Field::text(lang, format!("name-{n}"), t!(lang, "Tên đơn vị mới")).value(call.form().get(&format!("name-{n}")))
                            .max_length(200).error(errors.of(&format!("name-{n}"))))
                    }
                }
                @if !s.sections.is_empty() {
                    fieldset {
                        legend { (t!(lang, "Chia theo bộ phận, tổ")) }
                        @for (n, (section, people)) in s.sections.iter().enumerate() {
                            input type="hidden" name=(format!("section-name-{n}")) value=(section);
                            (pick(format!("section-{n}"), &t!(lang, "{bo_phan} ({n} người)", bo_phan = section, n = people)))
                        }
                    }
                }
                @if !s.groups.is_empty() {
                    fieldset {
                        legend { (t!(lang, "Đơn vị trực thuộc đi theo")) }
                        @for g in &s.groups { (pick(format!("group-{}", g.code), &g.name)) }
                    }
                }
                @if !s.people.is_empty() {
                    (disclosure(&t!(lang, "Chọn từng người ({n})", n = s.people.len()), html! {
                        @for p in s.people.iter().take(MOST_PEOPLE) {
                            @let label = match &p.section { Some(section) => format!("{} ({section})", p.full_name), None => p.full_name.clone() };
                            (pick(format!("person-{}", p.id.0), &label))
                        }
                    }))
                }
                (Field::checkbox(lang, "ends", t!(lang, "Đơn vị cũ kết thúc hoạt động (chia)"), ends)
                    .hint(t!(lang, "Không đánh dấu: đơn vị cũ tiếp tục với những người ở lại (tách). Khi chia, lịch sử của đơn vị cũ nối vào phần 1; ai không thuộc phần nào sẽ chưa gắn đơn vị.")))
                (Field::checkbox(lang, "posts", t!(lang, "Cán bộ đi theo tiếp tục chức vụ ở đơn vị tiếp nhận"), call.form().get("posts") == "1"))
                (Field::checkbox(lang, "roles", t!(lang, "Tài khoản của cán bộ đi theo được giao vai trò như cũ ở đơn vị tiếp nhận"), call.form().get("roles") == "1"))
                (decision_fields(call, &errors))
                (toolbar(html! {
                    (primary(t!(lang, "Xem trước")))
                    (link_button(Look::Quiet, t!(lang, "Thôi, quay lại"), &base))
                }))
            }))
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(s.unit.name.clone());
        shell.crumbs = crumbs(lang, &s.unit, t!(lang, "Chia, tách"));
    };
    Ok(answer(call, t!(lang, "Chia, tách đơn vị"), body, wrong.is_some(), dress))
}

pub(super) fn act(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let s = call.read(|v| stock(call, v))?;
    let outcome = read(call, &s).and_then(|(order, codes)| {
        let filled = Filled {
            unit: &s.unit,
            action: format!("/don-vi/{}/tach", s.unit.code),
            title: t!(lang, "Chia, tách đơn vị"),
            yes: t!(lang, "Ghi nhận chia, tách"),
            codes,
            order,
        };
        go_on(call, filled)
    });
    or_form(outcome, |wrong| form_page(call, Some(wrong)))
}

fn read(call: &Call, s: &Stock) -> Result<(Reorganisation, String)> {
    let lang = call.lang;
    let form = call.form();
    let mut wrong = Vec::new();
    let (on, decision) = read_decision(call, &mut wrong);
    let place = call.read(|v| {
        let tree = trees_of(v, s.unit.id, call.today())?.first().copied();
        tree.map(|t| Ok((t, ground::tree(v, t, call.today())?.get(s.unit.id).and_then(|u| u.parent))))
            .transpose()
    })?;
    let mut codes = vec![s.unit.code.clone(), ">".to_owned()];
    let mut shares: Vec<(usize, Share)> = Vec::new();
    for n in 1..=PARTS {
        let (wanted, code, name) =
            (form.get(&format!("into-{n}")), form.get(&format!("code-{n}")), form.get(&format!("name-{n}")));
        let into = if !wanted.is_empty() {
            match s.others.iter().find(|u| u.code == wanted) {
                Some(u) => Into::Unit(u.id),
                None => {
                    wrong.push(FieldFault::new(
                        &format!("into-{n}"),
                        t!(lang, "Hãy chọn đơn vị trong danh sách."),
                    ));
                    continue;
                }
            }
        } else if code.is_empty() && name.is_empty() {
            continue;
        } else {
            for (field, value, words) in [
                ("code", code, t!(lang, "Hãy nhập mã đơn vị mới.")),
                ("name", name, t!(lang, "Hãy nhập tên đơn vị mới.")),
            ] {
                if value.is_empty() {
                    wrong.push(FieldFault::new(&format!("{field}-{n}"), words));
                }
            }
            Into::New(Founding {
                code: code.to_owned(),
                name: name.to_owned(),
                kind: s.unit.kind,
                sector: s.unit.sector,
                commune: s.unit.commune,
                hard_to_reach: s.unit.hard_to_reach,
                place,
                from: on,
            })
        };
        codes.push(if wanted.is_empty() { code.to_owned() } else { wanted.to_owned() });
        let share =
            Share { into, is_heir: shares.is_empty(), sections: vec![], groups: vec![], people: vec![] };
        shares.push((n, share));
    }
    let mut put = |name: &str, give: &mut dyn FnMut(&mut Share)| {
        let Ok(n) = form.get(name).parse::<usize>() else { return };
        match shares.iter_mut().find(|(part, _)| *part == n) {
            Some((_, share)) => give(share),
            None => wrong.push(FieldFault::new(
                "shares",
                t!(lang, "Phần {n} được chọn nhưng chưa có đơn vị nhận.", n = n),
            )),
        }
    };
    for n in 0..512 {
        let section = form.get(&format!("section-name-{n}")).to_owned();
        if !section.is_empty() {
            put(&format!("section-{n}"), &mut |share| share.sections.push(section.clone()));
        }
    }
    for g in &s.groups {
        put(&format!("group-{}", g.code), &mut |share| share.groups.push(g.id));
    }
    for p in &s.people {
        put(&format!("person-{}", p.id.0), &mut |share| share.people.push(PersonId(p.id.0)));
    }
    if shares.is_empty() && wrong.is_empty() {
        wrong.push(FieldFault::new(
            "shares",
            t!(lang, "Hãy chọn đơn vị có sẵn hoặc nhập mã, tên đơn vị mới cho phần 1."),
        ));
    }
    let roles =
        if form.get("roles") == "1" { call.read(|v| givable(call, v, s.unit.id))? } else { Vec::new() };
    if !wrong.is_empty() {
        wrong.dedup_by(|a, b| a.field == b.field);
        return Err(Failure::Invalid(wrong));
    }
    let follow = Follow { posts: form.get("posts") == "1", roles };
    let shares = shares.into_iter().map(|(_, s)| s).collect();
    let what = What::Split { source: s.unit.id, ends: form.get("ends") == "1", shares, follow };
    Ok((Reorganisation { on, decision, what }, codes.join(" ")))
}
