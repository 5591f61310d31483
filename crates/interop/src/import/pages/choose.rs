//! Step 1: which list, whose, which file. And what was brought in before.
use super::super::store::{self, Import, Upload};
use super::super::{Choices, Sources, service};
use super::{Names, USUAL, csrf, has_since, has_subject, many, source, steps, unit_words};
use ::store::View;
use ::store::sockets::SheetSource;
use kernel::{Date, Failure, FieldFault, OrganisationId, Result, name, time};
use people::organisation::{Tree, store as units};
use ui::prelude::*;
use web::{Call, Reply};

/// So many earlier imports on a page.
const PAGE: usize = 20;
/// Files that are read.
const KINDS: &str = ".xlsx,.xls,.ods,.csv,.tsv,.txt";
/// So many files are taken at once.
const MOST_FILES: usize = 20;
/// The longest file name that is kept.
const NAME: usize = 200;

/// What the form holds.
struct Form<'a> {
    kind: &'a dyn SheetSource,
    unit_code: String,
    subject: Option<i64>,
    since: String,
    errors: Errors,
}

pub fn show(call: &Call) -> Result<Reply> {
    let kind = source(call, Some(call.query("loai")).filter(|c| !c.is_empty()).unwrap_or(USUAL))?;
    let form = Form {
        kind,
        unit_code: call.query("don_vi").to_owned(),
        subject: call.query("lop").parse().ok(),
        since: first_of_year(call).to_string(),
        errors: Errors::default(),
    };
    page(call, &form)
}

fn first_of_year(call: &Call) -> Date {
    Date::new(call.today().year(), 1, 1).unwrap_or(call.today())
}

fn page(call: &Call, form: &Form) -> Result<Reply> {
    let lang = call.lang;
    let (choices, past, class) = call.read(|v| {
        let class = super::subject_words(call, v, form.kind, form.subject)?;
        Ok((units_of(call, v, form.kind)?, Past::read(call, v)?, class))
    })?;
    let body = html! {
        (steps(lang, 1))
        (grid(html! {
            (card(t!(lang, "Tệp danh sách"), html! { (form.errors.summary(lang)) (the_form(call, form, &choices, class.as_deref())) }))
            (card(t!(lang, "Tệp như thế nào thì được?"), advice(call, form, &choices)))
        }))
        h2 id="truoc-day" { (t!(lang, "Những lần nhập trước")) }
        (past.table(lang))
    };
    let title = t!(lang, "Nhập danh sách");
    let dress = |shell: &mut Shell| {
        shell.lead = Some(t!(lang, "Đưa danh sách từ Excel vào hệ thống. Bước sau cho xem trước kết quả; chưa xác nhận thì chưa ghi gì.").to_owned());
    };
    Ok(if form.errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

/// Units whose lists the actor may bring in: (code, name), by name.
fn units_of(call: &Call, v: &View, kind: &dyn SheetSource) -> Result<Vec<(String, String)>> {
    let today = call.today();
    let scope = units::within(v, &call.scope(kind.act())?, today)?;
    let tree = units::tree(v, Tree::main(), today)?;
    let mut found: Vec<(String, String)> =
        tree.units().filter(|u| scope.contains(&u.id)).map(|u| (u.code.clone(), u.name.clone())).collect();
    found.sort_by_cached_key(|(_, n)| name::text_key(n));
    // the list of a whole province belongs to its top: that stands first
    let tops = call.scope(kind.act())?;
    let codes: Vec<&str> = tree.units().filter(|u| tops.contains(&u.id)).map(|u| u.code.as_str()).collect();
    found.sort_by_key(|(code, _)| !codes.contains(&code.as_str()));
    Ok(found)
}

fn the_form(call: &Call, form: &Form, choices: &[(String, String)], class: Option<&str>) -> Markup {
    let lang = call.lang;
    let kinds = kinds_of(call, form);
    let body = html! {
        @if kinds.len() > 1 {
            (Field::radios(lang, "loai", t!(lang, "Loại danh sách"),
                kinds.iter().map(|k| Choice::new(k.code(), words::say(lang, k.title()))).collect())
                .value(form.kind.code()).required())
        } @else {
            input type="hidden" name="loai" value=(form.kind.code());
        }
        @if let Some(subject) = form.subject {
            input type="hidden" name="lop" value=(subject);
            p {
                @if let Some(class) = class { (t!(lang, "Điểm danh của lớp")) ": " strong { (class) } ". " }
                a href={ "/lop/" (subject) } { (t!(lang, "Xem lớp học sẽ nhận danh sách điểm danh")) }
            }
        }
        @match choices {
            [(code, unit)] => {
                input type="hidden" name="don_vi" value=(code);
                p { (t!(lang, "Của đơn vị")) ": " strong { (unit) } }
            },
            _ => (Field::select(lang, "don_vi", t!(lang, "Danh sách của đơn vị nào?"),
                    choices.iter().map(|(code, unit)| Choice::new(code, format!("{unit} ({code})"))).collect())
                    .value(form.unit_code.as_str()).blank(t!(lang, "— Chọn đơn vị —")).required().error(form.errors.of("don_vi"))),
        }
        (Field::file(lang, "file", t!(lang, "Tệp danh sách")).accept(KINDS).many().required()
            .hint(t!(lang, "Excel (.xlsx, .xls), LibreOffice (.ods) hoặc CSV, không quá 20 MB; chọn nhiều tệp một lúc cũng được. Có phông chữ cũ (.VnTime, VNI) cũng được."))
            .error(form.errors.of("file")))
        @if has_since(form.kind) || kinds.len() > 1 {
            (Field::date(lang, "tu_ngay", t!(lang, "Người mới, đơn vị mới được tính từ ngày")).value(form.since.as_str()).required()
                .hint(t!(lang, "Dùng cho dòng không ghi ngày vào làm hoặc ngày thành lập."))
                .error(form.errors.of("tu_ngay")))
        }
        (toolbar(primary(t!(lang, "Xem trước kết quả")).icon("upload").render()))
    };
    form_files("/nhap-lieu", csrf(call), body)
}

/// The kinds of lists that the actor may bring in here.
fn kinds_of<'a>(call: &'a Call, form: &Form) -> Vec<&'a dyn SheetSource> {
    let offered = |s: &&dyn SheetSource| call.may(s.act()) && (form.subject.is_some() || !has_subject(*s));
    call.state::<Sources>().map_or_else(|_| Vec::new(), |all| all.all().filter(offered).collect())
}

fn advice(call: &Call, form: &Form, choices: &[(String, String)]) -> Markup {
    let lang = call.lang;
    let href = form.subject.map(|s| format!("/nhap-lieu/mau?loai={}&lop={s}", form.kind.code()));
    html! {
        ul {
            li { (t!(lang, "Danh sách đang dùng ở đơn vị, không cần sửa lại: có tên đơn vị ở trên, tiêu đề hai tầng, chữ ký ở dưới đều đọc được.")) }
            li { (t!(lang, "Có một dòng tiêu đề ghi tên cột; tên cột như trong tệp mẫu hoặc gần giống.")) }
            li { (t!(lang, "Một người ghi hai lần chỉ tính một lần. Nhập lại cùng tệp không làm thay đổi gì.")) }
            li { (t!(lang, "Dòng nào sai thì để riêng dòng đó và báo rõ lý do; sửa rồi nhập lại cả tệp là được.")) }
            li { (t!(lang, "Nhập nhầm thì hoàn tác được cả lần nhập.")) }
        }
        @if let Some(href) = href {
            (toolbar(link_button(Look::Quiet, t!(lang, "Tải tệp mẫu"), &href).icon("download").download().render()))
        } @else {
            h3 { (t!(lang, "Tệp mẫu")) }
            p { (t!(lang, "Mẫu có sẵn dữ liệu của đơn vị: sửa trong tệp rồi nhập lại; dòng không sửa thì không đổi gì.")) }
            (form_get("/nhap-lieu/mau", html! {
                (Field::select(lang, "loai", t!(lang, "Loại danh sách"),
                    kinds_of(call, form).iter().map(|k| Choice::new(k.code(), words::say(lang, k.title()))).collect())
                    .value(form.kind.code()).plain().id("mau-loai"))
                (Field::select(lang, "don_vi", t!(lang, "Có dữ liệu của"),
                    choices.iter().map(|(code, unit)| Choice::new(code, format!("{unit} ({code})"))).collect())
                    .value(form.unit_code.as_str()).blank(t!(lang, "— Mẫu trống —")).plain().id("mau-don-vi"))
                (quiet(t!(lang, "Tải tệp mẫu")).icon("download"))
            }))
        }
    }
}

/// Imports of the actor's scope, newest first.
struct Past {
    lines: Vec<(Import, String, String)>,
    next: Option<i64>,
}

impl Past {
    fn read(call: &Call, v: &View) -> Result<Past> {
        let scope = units::within(v, &call.scope(web::Act::Import)?, call.today())?;
        let (mut lines, mut names) = (Vec::new(), Names::default());
        let mut before = call.query("truoc").parse().unwrap_or(i64::MAX);
        loop {
            let page = store::page(v, before, 100)?;
            for import in &page {
                before = import.id;
                if !scope.contains(&import.unit) && !call.may_at(v, web::Act::Import, import.unit)? {
                    continue;
                }
                if lines.len() == PAGE {
                    let next = lines.last().map(|(i, ..): &(Import, String, String)| i.id);
                    return Ok(Past { lines, next });
                }
                let who = names.of(v, call.lang, import.account)?;
                lines.push((import.clone(), unit_words(v, import.unit)?.1, who));
            }
            if page.len() < 100 {
                return Ok(Past { lines, next: None });
            }
        }
    }

    fn table(&self, lang: Lang) -> Markup {
        let columns = vec![
            Column::text(t!(lang, "Tệp")),
            Column::text(t!(lang, "Của đơn vị")),
            Column::text(t!(lang, "Ai, lúc nào")),
            Column::number(t!(lang, "Mới")),
            Column::number(t!(lang, "Cập nhật")),
            Column::number(t!(lang, "Lỗi")),
            Column::text(t!(lang, "Tình trạng")),
        ];
        let rows = self.lines.iter().map(|(i, unit, who)| {
            let href = format!("/nhap-lieu/lan/{}", i.id);
            let number = |n: u32| html! { a href=(href) { (many(lang, n)) } };
            let row = Row::new(vec![
                html! { a href=(href) { (i.file_name) } },
                html! { (unit) },
                html! { div { (who) div.hint { (i.at.text()) } } },
                number(i.numbers.created),
                number(i.numbers.updated),
                number(i.numbers.errors),
                match &i.undone {
                    Some((at, _)) => {
                        html! { div { (badge(Tone::Plain, t!(lang, "Đã hoàn tác"))) div.hint { (at.text()) } } }
                    }
                    None if i.numbers.created + i.numbers.updated == 0 => {
                        html! { span.hint { (t!(lang, "Không thay đổi gì")) } }
                    }
                    None => html! { a href={ (href) "#hoan-tac" } { (t!(lang, "Hoàn tác…")) } },
                },
            ]);
            if i.undone.is_some() { row.quiet() } else { row }
        });
        let empty = empty_state(
            "upload",
            t!(lang, "Chưa nhập danh sách nào"),
            t!(lang, "Mỗi lần nhập sẽ được ghi ở đây: ai, lúc nào, bao nhiêu người; và hoàn tác được."),
            html! {},
        );
        let table = Table::new(lang, t!(lang, "Những lần nhập trước"), columns)
            .caption_unseen()
            .rows(rows)
            .empty(empty);
        let next = self.next.map(|id| format!("/nhap-lieu?truoc={id}#truoc-day"));
        html! { (table) (pager_keyset(lang, None, next.as_deref(), "")) }
    }
}

/// Takes the file in, if it is a list at all, and goes on to step 2. A file that is refused leaves no trace.
pub fn send(call: &Call) -> Result<Reply> {
    let sent = call.form();
    let kind = source(call, sent.opt("loai").unwrap_or(USUAL))?;
    let mut faults = Vec::new();
    let unit = unit_of(call, kind, sent.get("don_vi"), &mut faults)?;
    let since = match time::parse_typed_day(sent.get("tu_ngay")) {
        Some(day) => day,
        None if !has_since(kind) => first_of_year(call),
        None => {
            faults.push(FieldFault::new("tu_ngay", t!(call.lang, "Hãy nhập ngày, ví dụ 05/10/2026.")));
            first_of_year(call)
        }
    };
    let subject: Option<i64> = sent.opt("lop").and_then(|s| s.parse().ok()).filter(|_| has_subject(kind));
    if has_subject(kind) && subject.is_none() {
        faults
            .push(FieldFault::new("", t!(call.lang, "Danh sách điểm danh phải nhập từ trang của lớp học.")));
    }
    let files: Vec<&web::Upload> = call
        .visit
        .files
        .iter()
        .filter(|f| f.field == "file" && !(f.name.is_empty() && f.bytes.is_empty()))
        .collect();
    if files.is_empty() {
        faults.push(FieldFault::new("file", t!(call.lang, "Hãy chọn tệp danh sách.")));
    }
    if files.len() > MOST_FILES {
        faults.push(FieldFault::new("file", t!(call.lang, "Mỗi lần gửi tối đa {n} tệp.", n = MOST_FILES)));
    }
    let mut uploads = Vec::new();
    if faults.is_empty() {
        for file in &files {
            let file_name: String = file.name.chars().filter(|c| !c.is_control()).take(NAME).collect();
            let order = super::Order {
                unit,
                subject,
                on: call.today(),
                since,
                file_name,
                dry_run: true,
                entry: call.entry("import.look", ""),
                progress: ::store::sockets::Progress::default(),
            };
            let fault = match service::look(kind, &order, &file.bytes, &Choices::default()) {
                Ok(_) => None,
                // one bad file is a refusal; among others it is named beside them
                Err(Failure::Invalid(wrong)) if files.len() == 1 => {
                    faults = wrong;
                    break;
                }
                Err(Failure::Invalid(wrong)) => {
                    Some(wrong.into_iter().map(|f| f.message).collect::<Vec<_>>().join(" "))
                }
                Err(other) => return Err(other),
            };
            uploads.push(Upload {
                id: 0,
                unit,
                kind: kind.code().to_owned(),
                subject,
                since,
                file_name: order.file_name,
                bytes: if fault.is_none() { file.bytes.clone() } else { Vec::new() },
                import: None,
                sending: None,
                fault,
                begun: None,
                choices: None,
            });
        }
    }
    if !faults.is_empty() {
        let errors =
            Errors(faults.into_iter().map(|f| (f.field, words::retell(call.lang, &f.message))).collect());
        let form = Form {
            kind,
            unit_code: sent.get("don_vi").to_owned(),
            subject,
            since: sent.opt("tu_ngay").map_or_else(|| since.to_string(), str::to_owned),
            errors,
        };
        return page(call, &form);
    }
    let account = call.actor()?.account;
    let ids = call.write("import.send", kind.code(), |tx| Ok(store::send(tx, account, &uploads)?))?;
    Ok(match ids.as_slice() {
        [one] => Reply::Go(format!("/nhap-lieu/{one}"), None),
        [first, ..] => Reply::Go(format!("/nhap-lieu/dot/{first}"), None),
        [] => return Err(Failure::broken("a sending without files")),
    })
}

/// The unit with this code. One out of reach is as unknown as one that is not there.
fn unit_of(
    call: &Call,
    kind: &dyn SheetSource,
    code: &str,
    faults: &mut Vec<FieldFault>,
) -> Result<OrganisationId> {
    if code.is_empty() {
        faults.push(FieldFault::new("don_vi", t!(call.lang, "Hãy chọn đơn vị của danh sách.")));
        return Ok(OrganisationId(0));
    }
    call.read(|v| {
        let unit = units::by_code(v, code)?.ok_or(Failure::NotFound)?;
        call.hold(v, kind.act(), unit)?;
        Ok(unit)
    })
}
