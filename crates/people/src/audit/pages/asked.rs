//! What the reader of the log asked for: the fields of the filter, as they stand in the address.

use super::act_words::{act_words, group_word, said};
use crate::audit::model::{Actors, Group, LogLine, Wanted};
use crate::audit::service::{self, Found};
use crate::audit::store;
use crate::organisation::{Tree, store as units};
use ::store::View;
use kernel::{Act, Failure, Moment, Result, Role, time};
use ui::prelude::*;
use web::{Call, role_word};

/// The names of the fields, in the order in which they stand in an address.
pub(super) const NAMES: [&str; 9] = ["viec", "ai", "vai", "nhom", "kieu", "don_vi", "ve", "tu", "den"];
/// In the place of a role: the program's own acts.
pub(super) const PROGRAM: &str = "chuong-trinh";

/// What was asked.
pub(super) struct Asked<'a> {
    call: &'a Call<'a>,
}

impl<'a> Asked<'a> {
    pub(super) fn read(call: &'a Call<'a>) -> Asked<'a> {
        Asked { call }
    }

    pub(super) fn of(&self, name: &str) -> &'a str {
        self.call.query(name)
    }

    /// The fields that say something, for an address.
    pub(super) fn pairs(&self) -> Vec<(&'static str, &'a str)> {
        NAMES.into_iter().map(|n| (n, self.of(n))).filter(|(_, v)| !v.is_empty()).collect()
    }

    /// Is only a part of the log asked for?
    pub(super) fn is_filtered(&self) -> bool {
        !self.pairs().is_empty()
    }

    /// Which fields were filled, never with what: what was typed may be a name.
    pub(super) fn kinds(&self) -> String {
        self.pairs().into_iter().map(|(n, _)| n).collect::<Vec<_>>().join(" ")
    }

    /// What cannot be understood, field by field.
    pub(super) fn faults(&self, v: &View) -> Result<Errors> {
        let (call, lang) = (self.call, self.call.lang);
        let mut errors = Errors::default();
        for name in ["tu", "den"] {
            if !self.of(name).is_empty() && time::parse_typed_day(self.of(name)).is_none() {
                errors.add(name, t!(lang, "Ngày chưa đúng. Hãy viết như 31/12/2026."));
            }
        }
        let code = self.of("don_vi");
        let known = match units::by_code(v, code)? {
            Some(unit) => call.may_at(v, Act::SeeAudit, unit)?,
            None => false,
        };
        if !code.is_empty() && !known {
            errors.add("don_vi", t!(lang, "Không có đơn vị nào mang mã này. Xem mã ở trang của đơn vị."));
        }
        Ok(errors)
    }

    /// The question to the log.
    fn wanted(&self, v: &View) -> Result<Wanted> {
        let call = self.call;
        let top = call.scope(Act::SeeAudit)?.first().copied().ok_or(Failure::NotFound)?;
        let sees_all = units::last(v, top)?.is_some_and(|u| u.kind.is_head_of(Tree::main()));
        let day = |name: &str| time::parse_typed_day(self.of(name));
        let (who, role) = (self.of("ai"), self.of("vai"));
        let actors = if role == PROGRAM {
            Actors::Program
        } else if who.is_empty() && Role::find(role).is_none() {
            Actors::All
        } else {
            Actors::of(store::actors(v, who, role)?)
        };
        let unit = match units::by_code(v, self.of("don_vi"))? {
            Some(unit) => Some((self.of("don_vi").to_owned(), store::below(v, unit)?)),
            None => None,
        };
        Ok(Wanted {
            reach: if sees_all { None } else { Some(store::below(v, top)?) },
            actors,
            unit,
            group: Group::find(self.of("nhom")),
            looks: match self.of("kieu") {
                "xem" => Some(true),
                "ghi" => Some(false),
                _ => None,
            },
            about: Some(self.of("ve").trim().to_owned()).filter(|w| !w.is_empty()),
            words: kernel::name::fold(self.of("viec"))
                .split(' ')
                .filter(|w| !w.is_empty())
                .map(str::to_owned)
                .collect(),
            from: day("tu").map_or(Moment(0), |d| Moment::at(d, 0, 0)),
            to: day("den").map_or(Moment(i64::MAX), |d| Moment::at(time::next_day(d), 0, 0)),
        })
    }

    /// The wanted lines below a number, newest first.
    pub(super) fn search(&self, v: &View, before: i64, most: usize, budget: i64) -> Result<Found> {
        service::search(v, &self.wanted(v)?, before, most, budget, |l: &LogLine| said(l))
    }

    /// What was asked for, in words.
    pub(super) fn in_words(&self) -> Vec<(&'static str, String)> {
        let lang = self.call.lang;
        let mut out = Vec::new();
        for (name, value) in self.pairs() {
            out.push(match name {
                "ai" => (t!(lang, "Người thực hiện"), value.to_owned()),
                "vai" => (t!(lang, "Vai trò"), self.role_in_words(value)),
                "nhom" => (
                    t!(lang, "Nhóm việc"),
                    Group::find(value).map_or_else(String::new, |g| group_word(lang, g).to_owned()),
                ),
                "kieu" => (
                    t!(lang, "Xem hay ghi"),
                    if value == "xem" {
                        t!(lang, "Chỉ lần xem")
                    } else {
                        t!(lang, "Chỉ lần ghi, sửa")
                    }
                    .to_owned(),
                ),
                "don_vi" => (t!(lang, "Mã đơn vị"), value.to_owned()),
                "ve" => (t!(lang, "Về"), value.to_owned()),
                "tu" => (t!(lang, "Từ ngày"), value.to_owned()),
                "den" => (t!(lang, "Đến ngày"), value.to_owned()),
                _ => (t!(lang, "Việc"), value.to_owned()),
            });
        }
        out
    }

    fn role_in_words(&self, code: &str) -> String {
        let lang = self.call.lang;
        match Role::find(code) {
            Some(role) => role_word(lang, role).to_owned(),
            None => t!(lang, "Chương trình").to_owned(),
        }
    }

    /// The form.
    pub(super) fn form(&self, errors: &Errors) -> Markup {
        let lang = self.call.lang;
        let mut roles: Vec<Choice> =
            Role::ALL.iter().map(|r| Choice::new(r.code(), role_word(lang, *r))).collect();
        roles.push(Choice::new(PROGRAM, t!(lang, "Chương trình")));
        let groups = Group::ALL.iter().map(|g| Choice::new(g.code(), group_word(lang, *g))).collect();
        let kinds = vec![
            Choice::new("ghi", t!(lang, "Chỉ lần ghi, sửa")),
            Choice::new("xem", t!(lang, "Chỉ lần xem")),
        ];
        form_get(
            "/nhat-ky",
            html! {
                (Field::text(lang, "viec", t!(lang, "Việc (không cần dấu)")).value(self.of("viec")).plain())
                (Field::text(lang, "ai", t!(lang, "Người thực hiện")).value(self.of("ai")).plain())
                (Field::date(lang, "tu", t!(lang, "Từ ngày")).value(self.of("tu")).plain().error(errors.of("tu")))
                (Field::date(lang, "den", t!(lang, "Đến ngày")).value(self.of("den")).plain().error(errors.of("den")))
                (disclosure(t!(lang, "Lọc thêm"), html! {
                    (Field::select(lang, "vai", t!(lang, "Vai trò"), roles).value(self.of("vai")).blank(t!(lang, "Mọi vai trò")).plain())
                    (Field::select(lang, "nhom", t!(lang, "Nhóm việc"), groups).value(self.of("nhom")).blank(t!(lang, "Mọi việc")).plain())
                    (Field::select(lang, "kieu", t!(lang, "Xem hay ghi"), kinds).value(self.of("kieu")).blank(t!(lang, "Cả hai")).plain())
                    (Field::text(lang, "don_vi", t!(lang, "Mã đơn vị")).value(self.of("don_vi")).plain().error(errors.of("don_vi")))
                    (Field::text(lang, "ve", t!(lang, "Về (số hồ sơ, số lớp, mã)")).value(self.of("ve")).plain())
                }))
                (quiet(t!(lang, "Lọc")).icon("search"))
                (quiet(t!(lang, "Tải Excel")).icon("download").to("/nhat-ky/tai").sends("loai", "xlsx").fetches_file())
            },
        )
    }
}

/// What a line was about, in words.
pub(super) fn about(lang: Lang, v: &View, l: &LogLine) -> Result<String> {
    let mut out: Vec<String> = Vec::new();
    if !l.is_look() && !l.reason.is_empty() {
        out.push(crate::account::delegation::pages::with_names(lang, v, &l.reason)?);
    } else if let Some((_, rest)) = l.reason.split_once(' ') {
        out.push(crate::account::delegation::pages::with_names(lang, v, rest)?);
    }
    // which fields of the filter were filled says nothing to a reader
    for (detail, people) in l.notes.iter().filter(|_| l.code() != "log") {
        match (detail.is_empty(), *people) {
            (true, 0) => {}
            (true, n) => out.push(t!(lang, "{n} người", n = n)),
            (false, 0) => out.push(detail.clone()),
            (false, n) => out.push(t!(lang, "{noi_dung} ({n} người)", noi_dung = detail, n = n)),
        }
    }
    out.dedup();
    Ok(out.join(" · "))
}

/// Who acted, in words.
pub(super) fn who(lang: Lang, v: &View, l: &LogLine) -> Result<String> {
    Ok(match l.account {
        None => t!(lang, "Chương trình").to_owned(),
        Some(account) => store::name(v, account)?.unwrap_or_else(|| format!("#{account}")),
    })
}

/// A line's act in words.
pub(super) fn what(lang: Lang, l: &LogLine) -> &'static str {
    act_words(lang, l.code())
}
