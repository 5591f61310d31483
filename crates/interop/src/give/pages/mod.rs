//! The pages of lists going out.
mod book;
mod text;

use crate::import::Sources;
use crate::import::pages::{USUAL, encoded, has_subject, source};
use ::store::View;
use ::store::sockets::{Present, SheetSource};
use book::Filling;
use kernel::sheet::{Column as Wanted, Reading};
use kernel::{Failure, OrganisationId, Result};
use people::organisation::store as units;
pub(crate) use text::plain;
use ui::prelude::*;
use web::{Act, Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/nhap-lieu/mau" => template, for Act::Import, .proven_for_lists();
        GET "/don-vi/{unit}/danh-sach" => choose, for Act::SeeUnits;
        GET "/don-vi/{unit}/danh-sach/{list}" => give, for Act::SeeUnits, .proven_for_lists();
        POST "/don-vi/{unit}/danh-sach/{list}" => give_with_numbers, for Act::KeepPeople, .proven_for_lists();
    }
}

/// Why the numbers of identity cards are needed: nothing else is asked for, so that nothing personal is written.
fn purposes(lang: Lang) -> [(&'static str, &'static str); 3] {
    [
        ("doi-chieu-bao-hiem", t!(lang, "Đối chiếu với cơ quan bảo hiểm xã hội")),
        ("doi-chieu-don-vi", t!(lang, "Đối chiếu với đơn vị sử dụng lao động")),
        ("thanh-tra", t!(lang, "Theo yêu cầu của đoàn thanh tra, kiểm tra")),
    ]
}

/// What a list holds of a unit, and by which columns.
struct List<'a> {
    source: &'a dyn SheetSource,
    columns: Vec<&'static Wanted>,
    rows: Vec<Present>,
    unit_code: String,
}

impl<'a> List<'a> {
    /// `None` when this kind of list is not given out.
    fn read(
        v: &View,
        call: &Call,
        source: &'a dyn SheetSource,
        unit: OrganisationId,
    ) -> Result<Option<Self>> {
        let Some(rows) = source.present(v, unit, call.today())? else { return Ok(None) };
        let unit_code = units::last(v, unit)?.map_or_else(String::new, |u| u.code);
        let columns = source
            .columns()
            .iter()
            .filter(|c| ![Reading::NamePart, Reading::NationalId].contains(&c.reads))
            .collect();
        Ok(Some(List { source, columns, rows, unit_code }))
    }
    /// The page that asks for a fresh proof, when this is a list of many people.
    fn ask_proof(&self, call: &Call) -> Result<Option<Reply>> {
        if self.source.see() == Act::SeePeople { call.proof_to_take(self.rows.len()) } else { Ok(None) }
    }
    fn looked(&self, call: &Call, how: &str) -> Result<()> {
        call.looked("lists.give", &format!("{} {}{how}", self.source.code(), self.unit_code), self.rows.len())
    }
    fn name(&self, ending: &str) -> String {
        format!("{} {}.{ending}", kernel::name::fold(self.source.title()).replace(',', ""), self.unit_code)
    }
}

/// An empty template; with `don_vi`, one that holds what the unit has.
fn template(call: &Call) -> Result<Reply> {
    let kind = source(call, Some(call.query("loai")).filter(|c| !c.is_empty()).unwrap_or(USUAL))?;
    // a whole name in one column is asked for; lists with two are read all the same
    let columns: Vec<&Wanted> = kind.columns().iter().filter(|c| c.reads != Reading::NamePart).collect();
    let code = call.query("don_vi");
    let (rows, choices) = if code.is_empty() {
        (None, Vec::new())
    } else {
        call.read(|v| {
            let unit = units::by_code(v, code)?.ok_or(Failure::NotFound)?;
            call.hold(v, kind.act(), unit)?;
            call.hold(v, kind.see(), unit)?;
            Ok((List::read(v, call, kind, unit)?, kind.choices(v, unit, call.today())?))
        })?
    };
    if let Some(list) = &rows {
        if let Some(ask) = list.ask_proof(call)? {
            return Ok(ask);
        }
        list.looked(call, " template")?;
    }
    let filling = Filling {
        title: kind.title(),
        columns: &columns,
        rows: rows.as_ref().map_or(&[], |l| &l.rows),
        choices: &choices,
        days: if has_subject(kind) { book::DAYS } else { 0 },
        lines: book::LINES,
    };
    let name = match &rows {
        Some(list) => format!("mau {}", list.name("xlsx")),
        None => format!("mau {}.xlsx", kernel::name::fold(kind.title()).replace(',', "")),
    };
    Ok(Reply::File { content_type: book::XLSX.to_owned(), name, bytes: filling.xlsx(call.lang)? })
}

/// The list that an address names ("people.xlsx") and its ending.
fn named<'a>(call: &'a Call) -> Result<(&'a dyn SheetSource, &'a str)> {
    let (code, ending) = call.param("list").rsplit_once('.').ok_or(Failure::NotFound)?;
    if !["xlsx", "csv"].contains(&ending) {
        return Err(Failure::NotFound);
    }
    Ok((source(call, code)?, ending))
}

fn file(call: &Call, list: &List, ending: &str) -> Result<Reply> {
    let filling = Filling {
        title: list.source.title(),
        columns: &list.columns,
        rows: &list.rows,
        choices: &[],
        days: 0,
        lines: 0,
    };
    let (content_type, bytes) = match ending {
        "csv" => (text::CSV, text::csv(&list.columns, &list.rows)?),
        _ => (book::XLSX, filling.xlsx(call.lang)?),
    };
    Ok(Reply::File { content_type: content_type.to_owned(), name: list.name(ending), bytes })
}

fn give(call: &Call) -> Result<Reply> {
    let (source, ending) = named(call)?;
    let unit = call.unit()?;
    let list = call.read(|v| {
        call.hold(v, source.see(), unit)?;
        List::read(v, call, source, unit)?.ok_or(Failure::NotFound)
    })?;
    if let Some(ask) = list.ask_proof(call)? {
        return Ok(ask);
    }
    list.looked(call, "")?;
    file(call, &list, ending)
}

/// The same with the numbers of identity cards, for a purpose; the purpose is written down before they are opened.
fn give_with_numbers(call: &Call) -> Result<Reply> {
    let (source, ending) = named(call)?;
    let unit = call.unit()?;
    let purpose = call.form().get("muc_dich");
    if !purposes(call.lang).iter().any(|(code, _)| *code == purpose) {
        let code = call.param("unit");
        return Ok(Reply::refused(
            format!("/don-vi/{}/danh-sach", encoded(code)),
            t!(call.lang, "Hãy chọn mục đích; mục đích được ghi vào nhật ký."),
        ));
    }
    let mut list = call.read(|v| {
        call.hold(v, source.see(), unit)?;
        List::read(v, call, source, unit)?.ok_or(Failure::NotFound)
    })?;
    if let Some(ask) = list.ask_proof(call)? {
        return Ok(ask);
    }
    let number = source.columns().iter().find(|c| c.reads == Reading::NationalId).ok_or(Failure::NotFound)?;
    call.looked(
        "lists.give.national_id",
        &format!("{} {}: {purpose}", source.code(), list.unit_code),
        list.rows.len(),
    )?;
    call.read(|v| source.open_numbers(v, unit, call.today(), &mut list.rows))?;
    list.columns.push(number);
    file(call, &list, ending)
}

/// Which lists of a unit can be had.
fn choose(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let unit = call.unit()?;
    let all = call.state::<Sources>()?;
    let (name, code, kinds) = call.read(|v| {
        let last = units::last(v, unit)?.ok_or(Failure::NotFound)?;
        let mut kinds = Vec::new();
        for kind in all.all().filter(|k| !has_subject(*k)) {
            if call.may_at(v, kind.see(), unit)? {
                kinds.push((kind, call.may(Act::Import) && call.may_at(v, kind.act(), unit)?));
            }
        }
        Ok((last.name, last.code, kinds))
    })?;
    let base = format!("/don-vi/{}/danh-sach", encoded(&code));
    let csrf = call.signed.map_or("", |s| s.csrf.as_str());
    let body = html! {
        @for (kind, brings_in) in &kinds {
            (card(words::say(lang, kind.title()), html! {
                (toolbar(html! {
                    (link_button(Look::Quiet, t!(lang, "Tải Excel"), &format!("{base}/{}.xlsx", kind.code())).icon("download"))
                    (link_button(Look::Quiet, t!(lang, "Tải CSV"), &format!("{base}/{}.csv", kind.code())).icon("download"))
                    @if *brings_in {
                        (link_button(Look::Quiet, t!(lang, "Tải mẫu có sẵn dữ liệu"),
                            &format!("/nhap-lieu/mau?loai={}&don_vi={}", kind.code(), encoded(&code))).icon("list-checks"))
                        (link_button(Look::Quiet, t!(lang, "Nhập lại danh sách"),
                            &format!("/nhap-lieu?loai={}&don_vi={}", kind.code(), encoded(&code))).icon("upload"))
                    }
                }))
                @if kind.code() == USUAL && call.may(Act::KeepPeople) {
                    (disclosure(t!(lang, "Cần cả số căn cước công dân"), html! {
                        p { (t!(lang, "Danh sách thường không có số căn cước. Chỉ tải kèm số khi thật cần; mục đích và số người được ghi vào nhật ký.")) }
                        (form(&format!("{base}/{}.xlsx", kind.code()), csrf, html! {
                            (Field::radios(lang, "muc_dich", t!(lang, "Mục đích"),
                                purposes(lang).into_iter().map(|(code, word)| Choice::new(code, word)).collect()).required())
                            (toolbar(quiet(t!(lang, "Tải Excel kèm số căn cước")).icon("download").fetches_file().render()))
                        }))
                    }))
                }
            }))
        }
        p.hint { (t!(lang, "Sửa ngay trong tệp tải về rồi nhập lại được: dòng không sửa thì không đổi gì. Đừng sửa cột “Mã hồ sơ”.")) }
    };
    Ok(call.page_with(t!(lang, "Tải danh sách"), body, |shell| {
        shell.lead = Some(name.clone());
        shell.crumbs = vec![
            (t!(lang, "Đơn vị").to_owned(), Some("/don-vi".to_owned())),
            (name.clone(), Some(format!("/don-vi/{}", encoded(&code)))),
            (t!(lang, "Tải danh sách").to_owned(), None),
        ];
    }))
}
