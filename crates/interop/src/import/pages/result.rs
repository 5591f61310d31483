//! Step 3: what became of a list; taking it back.
use super::super::store::{self, Import};
use super::super::undo;
use super::{
    Names, check, csrf, encoded, faults, has_subject, many, source, steps, subject_words, things_address,
    unit_words,
};
use ::store::undo::{InTheWay, in_the_way as everything_in_the_way, line_of};
use kernel::sheet::{RowFault, Tally};
use kernel::{Failure, Moment, Result};
use people::person::store as persons;
use std::collections::BTreeSet;
use ui::prelude::*;
use web::{Call, Reply};

/// An import of a unit in the actor's scope.
fn kept(call: &Call) -> Result<Import> {
    let id = call.id("import")?;
    call.read(|v| {
        let import = store::one(v, id)?.ok_or(Failure::NotFound)?;
        call.hold(v, source(call, &import.kind)?.act(), import.unit)?;
        Ok(import)
    })
}

pub fn show(call: &Call) -> Result<Reply> {
    let (lang, import) = (call.lang, kept(call)?);
    let kind = source(call, &import.kind)?;
    let ((errors, notes), (code, unit), who, by, in_the_way, class) = call.read(|v| {
        let mut names = Names::default();
        let by = match &import.undone {
            Some((_, account)) => Some(names.of(v, lang, *account)?),
            None => None,
        };
        Ok((
            store::leftovers(v, import.id)?,
            unit_words(v, import.unit)?,
            names.of(v, lang, import.account)?,
            by,
            if import.undone.is_none() { Block::all(call, v, &import, &mut names)? } else { Vec::new() },
            subject_words(call, v, kind, import.subject)?,
        ))
    })?;
    let named: usize = in_the_way.iter().map(Block::people).sum();
    if named > 0 {
        call.looked("import.undo", &code, named)?;
    }
    let people = things_address(kind, &code, import.subject);
    let n = import.numbers;
    let body = html! {
        (steps(lang, 3))
        @if let (Some((at, _)), Some(by)) = (&import.undone, &by) {
            (notice(lang, Tone::Warn, &t!(lang, "Lần nhập này đã được hoàn tác lúc {luc}, bởi {ai}.", luc = at.text(), ai = by), html! {}))
        }
        (numbers_of(lang, &import, &errors, &notes, &people))
        (toolbar(html! {
            (link_button(Look::Primary, if has_subject(kind) { t!(lang, "Mở lớp học") } else { t!(lang, "Mở danh sách") }, &people).icon("users"))
            @if !errors.is_empty() || !notes.is_empty() {
                (link_button(Look::Quiet, t!(lang, "Tải danh sách lỗi (CSV)"), &format!("/nhap-lieu/lan/{}/loi", import.id)).icon("download").download())
            }
            (link_button(Look::Quiet, t!(lang, "Nhập danh sách khác"), &again(&import, &code)).icon("upload"))
        }))
        (grid(html! {
            (card(t!(lang, "Lần nhập này"), definition_list(&[
                (t!(lang, "Loại danh sách"), html! { (words::say(lang, kind.title())) }),
                (t!(lang, "Của đơn vị"), html! { a href={ "/don-vi/" (encoded(&code)) } { (unit) } }),
                (t!(lang, "Lớp học"), html! { (class.as_deref().unwrap_or("")) }),
                (t!(lang, "Tệp"), html! { (import.file_name) }),
                (t!(lang, "Người nhập"), html! { (who) }),
                (t!(lang, "Lúc"), html! { (import.at.text()) }),
            ].into_iter().filter(|(title, _)| class.is_some() || *title != t!(lang, "Lớp học")).collect::<Vec<_>>())))
            @if import.undone.is_none() && n.created + n.updated > 0 && !in_the_way.is_empty() {
                section.card id="hoan-tac" {
                    div.card-head { h2 { (t!(lang, "Nhập nhầm?")) } }
                    p { (t!(lang, "Chưa hoàn tác được: sau lần nhập này, chính những dòng đó đã được đổi bởi các việc dưới đây. Hãy gỡ từ việc mới nhất trở lại:")) }
                    ul { @for block in &in_the_way { li { (block.words(lang)) } } }
                    p { (t!(lang, "Lần nhập sau thì hoàn tác ở trang của nó. Việc sửa tay thì mở hồ sơ ghi ở trên, sửa trở lại như sau lần nhập này; khi không còn gì ở trên thì nút hoàn tác hiện ra. Nếu chỉ sai vài người, hãy sửa thẳng ở hồ sơ của họ.")) }
                    (toolbar(link_button(Look::Quiet, t!(lang, "Xem lại"), &format!("/nhap-lieu/lan/{}#hoan-tac", import.id)).icon("refresh-cw").render()))
                }
            }
            @if import.undone.is_none() && n.created + n.updated > 0 && in_the_way.is_empty() {
                section.card id="hoan-tac" {
                    div.card-head { h2 { (t!(lang, "Nhập nhầm?")) } }
                    p { (t!(lang, "Hoàn tác đưa dữ liệu về như trước lần nhập này: {moi} dòng mới được rút ra, {cap_nhat} dòng trở lại như cũ. Nhật ký vẫn giữ cả hai việc.", moi = many(lang, n.created), cap_nhat = many(lang, n.updated))) }
                    (form(&format!("/nhap-lieu/lan/{}/hoan-tac", import.id), csrf(call), toolbar(danger(t!(lang, "Hoàn tác lần nhập này")).icon("undo-2").render())))
                }
            }
        }))
        (faults::tables(lang, &errors, &notes))
        @if n.errors + n.notes > 0 && errors.is_empty() && notes.is_empty() {
            p.hint { (t!(lang, "Lời nhắc của từng dòng chỉ giữ một tháng, vì có tên người.")) }
        }
    };
    Ok(call.page_with(t!(lang, "Kết quả nhập danh sách"), body, |shell| {
        shell.crumbs = vec![
            (t!(lang, "Nhập danh sách").to_owned(), Some("/nhap-lieu".to_owned())),
            (import.file_name.clone(), None),
        ];
    }))
}

/// So many things of one change are named.
const NAMED: usize = 8;

/// A later change of the same rows, that stands in the way of an undo.
enum Block {
    /// Another list, that can be taken back on its own page.
    List(Import),
    /// A change made by hand: when, by whom, of which kinds, whose (address, name), and how many more.
    ByHand { at: Moment, who: String, kinds: BTreeSet<Change>, whose: Vec<(String, String)>, more: usize },
}

/// What a change was about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Record,
    Belonging,
    Merge,
    Unit,
    Attendance,
    Other,
}

impl Change {
    /// By the last words of the name of what was kept: the house itself is not known here.
    fn of(table: &str) -> Change {
        let (house, kept) = table.split_once('_').unwrap_or((table, ""));
        match kept {
            _ if house == "learning" => Change::Attendance,
            "person_state" => Change::Record,
            "affiliation" | "basis" => Change::Belonging,
            "person_merge" => Change::Merge,
            "organisation_state" | "place" => Change::Unit,
            _ => Change::Other,
        }
    }
    fn words(self, lang: Lang) -> &'static str {
        match self {
            Change::Record => t!(lang, "sửa hồ sơ"),
            Change::Belonging => t!(lang, "chuyển, thôi việc hoặc đổi nhiệm kỳ"),
            Change::Merge => t!(lang, "gộp hồ sơ"),
            Change::Unit => t!(lang, "sửa đơn vị"),
            Change::Attendance => t!(lang, "sửa điểm danh, danh sách lớp"),
            Change::Other => t!(lang, "sửa dữ liệu khác"),
        }
    }
}

impl Block {
    /// Newest first; lists out of the actor's reach count among what others did.
    fn all(call: &Call, v: &::store::View, import: &Import, names: &mut Names) -> Result<Vec<Block>> {
        let everything = everything_in_the_way(v, import.txn)?;
        let mut all = Vec::new();
        for changes in everything.chunk_by(|a, b| a.txn == b.txn) {
            let Some(txn) = changes.first().map(|c| c.txn) else { continue };
            match store::of_txn(v, txn)? {
                Some(other) if call.may_at(v, source(call, &other.kind)?.act(), other.unit)? => {
                    all.push(Block::List(other));
                }
                _ => all.push(Block::by_hand(call, v, txn, changes, names)?),
            }
        }
        Ok(all)
    }

    fn by_hand(
        call: &Call,
        v: &::store::View,
        txn: i64,
        changes: &[InTheWay],
        names: &mut Names,
    ) -> Result<Block> {
        let (at, account) = line_of(v, txn)?.unwrap_or((Moment(0), None));
        let people: BTreeSet<_> = changes.iter().filter_map(|c| c.person).collect();
        let units: BTreeSet<_> =
            changes.iter().filter(|c| c.person.is_none()).filter_map(|c| c.organisation).collect();
        let mut whose = Vec::new();
        for person in people.iter().take(NAMED) {
            if let Some(p) = persons::one(v, *person)? {
                whose.push((format!("/nguoi/{person}"), p.full_name));
            }
        }
        for unit in units.iter().take(NAMED.saturating_sub(whose.len())) {
            let (code, name) = unit_words(v, *unit)?;
            whose.push((format!("/don-vi/{}", encoded(&code)), name));
        }
        let more = (people.len() + units.len()).saturating_sub(whose.len());
        let kinds = changes.iter().map(|c| Change::of(&c.table)).collect();
        Ok(Block::ByHand { at, who: names.of(v, call.lang, account)?, kinds, whose, more })
    }

    /// How many people it names.
    fn people(&self) -> usize {
        match self {
            Block::List(_) => 0,
            Block::ByHand { whose, .. } => whose.iter().filter(|(a, _)| a.starts_with("/nguoi/")).count(),
        }
    }

    fn words(&self, lang: Lang) -> Markup {
        match self {
            Block::List(i) => html! {
                a href={ "/nhap-lieu/lan/" (i.id) "#hoan-tac" } {
                    (t!(lang, "Lần nhập “{tep}” lúc {luc}", tep = i.file_name, luc = i.at.text()))
                }
            },
            Block::ByHand { at, who, kinds, whose, more } => {
                let kinds: Vec<&str> = kinds.iter().map(|k| k.words(lang)).collect();
                html! {
                    (t!(lang, "{luc}, {ai}: {viec}", luc = at.text(), ai = who, viec = kinds.join(", ")))
                    @for (at, (href, name)) in whose.iter().enumerate() {
                        (if at == 0 { ": " } else { ", " }) a href=(href) { (name) }
                    }
                    @if *more > 0 { " " (t!(lang, "và {n} mục nữa", n = numbers::count(lang, i64::try_from(*more).unwrap_or(i64::MAX)))) }
                    "."
                }
            }
        }
    }
}

/// The numbers of the import, kept even when the remarks are gone.
fn numbers_of(lang: Lang, import: &Import, errors: &[RowFault], notes: &[RowFault], people: &str) -> Markup {
    let n = import.numbers;
    let mut tally = Tally {
        rows: n.rows,
        created: n.created,
        updated: n.updated,
        unchanged: n.unchanged,
        duplicates: n.duplicates,
        errors: errors.to_vec(),
        notes: notes.to_vec(),
    };
    let lost = RowFault { sheet: String::new(), row: 0, message: String::new() };
    tally.errors.resize(usize::try_from(n.errors).unwrap_or(0), lost);
    check::tiles(lang, &tally, people)
}

fn again(import: &Import, code: &str) -> String {
    let mut href = format!("/nhap-lieu?loai={}&don_vi={}", import.kind, encoded(code));
    if let Some(subject) = import.subject {
        href += &format!("&lop={subject}");
    }
    href
}

/// Everything that was said of single rows.
pub fn fetch_faults(call: &Call) -> Result<Reply> {
    let import = kept(call)?;
    let (errors, notes) = call.read(|v| Ok(store::leftovers(v, import.id)?))?;
    call.looked("import.faults", &import.id.to_string(), errors.len())?;
    faults::csv(call.lang, &import.file_name, &errors, &notes)
}

/// Takes it back, whole.
pub fn take_back(call: &Call) -> Result<Reply> {
    let import = kept(call)?;
    let page = format!("/nhap-lieu/lan/{}", import.id);
    let entry = call.entry("import.undo", import.id.to_string());
    match undo(call.db(), &entry, import.id) {
        Ok(_) => Ok(Reply::done(
            page,
            t!(call.lang, "Đã hoàn tác lần nhập “{tep}”. Dữ liệu trở lại như trước.", tep = import.file_name),
        )),
        Err(Failure::Conflict(why)) => Ok(Reply::refused(page, words::retell(call.lang, &why))),
        Err(other) => Err(other),
    }
}
