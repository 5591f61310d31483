//! Step 3: what became of a list; taking it back.
use super::super::store::{self, Import};
use super::super::undo;
use super::{
    Names, check, csrf, encoded, faults, has_subject, many, source, steps, things_address, unit_words,
};
use kernel::sheet::{RowFault, Tally};
use kernel::{Failure, Result};
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
    let ((errors, notes), (code, unit), who, by, in_the_way) = call.read(|v| {
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
            if import.undone.is_none() { Block::all(call, v, &import)? } else { Vec::new() },
        ))
    })?;
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
                (t!(lang, "Tệp"), html! { (import.file_name) }),
                (t!(lang, "Người nhập"), html! { (who) }),
                (t!(lang, "Lúc"), html! { (import.at.text()) }),
            ])))
            @if import.undone.is_none() && n.created + n.updated > 0 && !in_the_way.is_empty() {
                section.card id="hoan-tac" {
                    div.card-head { h2 { (t!(lang, "Nhập nhầm?")) } }
                    p { (t!(lang, "Chưa hoàn tác được: sau lần nhập này đã có thay đổi khác trên cùng những dòng đó. Hãy hoàn tác từ việc mới nhất trở lại:")) }
                    ul { @for block in &in_the_way { li { (block.words(lang)) } } }
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

/// A later change of the same rows, that stands in the way of an undo.
enum Block {
    /// Another list, that can be taken back on its own page.
    List(Import),
    /// So many changes made by hand.
    ByHand(usize),
}

impl Block {
    /// Newest first; lists out of the actor's reach count among what others did.
    fn all(call: &Call, v: &::store::View, import: &Import) -> Result<Vec<Block>> {
        let (mut all, mut by_hand) = (Vec::new(), 0);
        for txn in ::store::undo::blockers(v, import.txn)? {
            match store::of_txn(v, txn)? {
                Some(other) if call.may_at(v, source(call, &other.kind)?.act(), other.unit)? => {
                    all.push(Block::List(other));
                }
                _ => by_hand += 1,
            }
        }
        if by_hand > 0 {
            all.push(Block::ByHand(by_hand));
        }
        Ok(all)
    }

    fn words(&self, lang: Lang) -> Markup {
        match self {
            Block::List(i) => html! {
                a href={ "/nhap-lieu/lan/" (i.id) "#hoan-tac" } {
                    (t!(lang, "Lần nhập “{tep}” lúc {luc}", tep = i.file_name, luc = i.at.text()))
                }
            },
            Block::ByHand(n) => {
                html! { (t!(lang, "{n} lần sửa ở trang của từng người, từng đơn vị", n = n)) }
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
        Err(Failure::Conflict(why)) => Ok(Reply::refused(page, words::say(call.lang, &why))),
        Err(other) => Err(other),
    }
}
