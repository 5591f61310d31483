//! A record in words: its sums, its years, its areas.

use crate::class::model::Topics;
use crate::class::pages::wording;
use crate::record::model::{Entry, Record, Status, Sum};
use kernel::Result;
use kernel::time::day_text;
use ui::prelude::*;
use web::Call;

/// How sure an entry is, in a word.
pub(crate) fn status(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Verified => t!(lang, "Đã kiểm chứng"),
        Status::Confirmed => t!(lang, "Được xác nhận"),
        Status::Declared => t!(lang, "Tự khai"),
    }
}

/// What a status means, in a sentence.
fn meaning(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Verified => t!(lang, "hệ thống có danh sách điểm danh hoặc bài kiểm tra"),
        Status::Confirmed => t!(lang, "cán bộ công đoàn đã xem minh chứng"),
        Status::Declared => t!(lang, "chính người học khai, chưa ai xem; không tính vào tổng số giờ"),
    }
}

/// What is called nothing of its own.
pub(crate) fn title(lang: Lang, e: &Entry) -> String {
    if !e.title.is_empty() {
        return e.title.clone();
    }
    match e.subject_kind.as_str() {
        "lesson" | "course" | "quiz" => t!(lang, "Bài học trực tuyến"),
        "self_study" => t!(lang, "Tự học được xác nhận"),
        "campaign" => t!(lang, "Nội dung tuyên truyền"),
        "contest" => t!(lang, "Cuộc thi"),
        _ => t!(lang, "Việc học khác"),
    }
    .to_owned()
}

/// What became of it.
pub(crate) fn outcome(lang: Lang, e: &Entry) -> &'static str {
    match (e.status, e.passed) {
        (Status::Declared, _) => t!(lang, "Tự khai"),
        (_, true) => t!(lang, "Đạt yêu cầu"),
        (Status::Confirmed, false) => t!(lang, "Được xác nhận"),
        (Status::Verified, false) => t!(lang, "Đã tham gia"),
    }
}

/// The names of its topics.
pub(crate) fn topics(lang: Lang, all: &Topics, e: &Entry) -> String {
    e.topics.iter().map(|t| wording::topic(lang, all, t)).collect::<Vec<_>>().join("; ")
}

/// The name of an area.
pub(crate) fn area(lang: Lang, all: &Topics, code: &str) -> String {
    let own = all.areas().into_iter().find(|(area, _)| *area == code);
    match own {
        Some((code, name)) => wording::area(lang, all, code, name),
        None => t!(lang, "Khác").to_owned(),
    }
}

fn event(lang: Lang, all: &Topics, e: &Entry) -> Event {
    let mut when = day_text(e.day);
    if e.minutes > 0 {
        when = format!("{when} · {}", wording::hours(lang, e.minutes));
    }
    Event {
        who: outcome(lang, e).to_owned(),
        when: if e.place.is_empty() { when } else { format!("{when} · {}", e.place) },
        what: title(lang, e),
        note: Some(topics(lang, all, e)).filter(|t| !t.is_empty()),
        tone: match (e.status, e.passed) {
            (Status::Declared, _) => Tone::Warn,
            (_, true) => Tone::Ok,
            _ => Tone::Plain,
        },
    }
}

fn hours_of(lang: Lang, sum: Sum) -> String {
    match (sum.minutes, sum.declared) {
        (counted, 0) => wording::hours(lang, counted),
        (counted, declared) => t!(
            lang,
            "{gio} (tự khai thêm {khai})",
            gio = wording::hours(lang, counted),
            khai = wording::hours(lang, declared)
        ),
    }
}

/// The years of a record, each with its hours and what was learned.
pub(crate) fn by_year(lang: Lang, all: &Topics, record: &Record) -> Markup {
    html! {
        @for year in record.years() {
            @let part = record.of_years(&[year]);
            @let beside = html! { strong { (hours_of(lang, part.sum())) } };
            (card_with(&t!(lang, "Năm {nam}", nam = year), beside,
                timeline(&part.entries.iter().map(|e| event(lang, all, e)).collect::<Vec<_>>())))
        }
    }
}

/// Hours by area, and by year beside them.
pub(crate) fn by_area(lang: Lang, all: &Topics, record: &Record) -> Markup {
    let years = record.years();
    let shown = years.iter().take(4).copied().collect::<Vec<_>>();
    let mut columns = vec![Column::text(t!(lang, "Lĩnh vực")), Column::number(t!(lang, "Tất cả"))];
    columns.extend(shown.iter().map(|y| Column::number(y.to_string())));
    let line = |name: String, total: Sum, of: &dyn Fn(i16) -> Sum| {
        let mut cells = vec![html! { (name) }, html! { (hours_of(lang, total)) }];
        cells.extend(shown.iter().map(|y| html! { (wording::hours(lang, of(*y).minutes)) }));
        Row::new(cells)
    };
    let by_year: Vec<_> = shown.iter().map(|y| (*y, record.of_years(&[*y]).by_area())).collect();
    let rows = record.by_area().into_iter().map(|(code, sum)| {
        let in_year = |year: i16| {
            let found = by_year.iter().find(|(y, _)| *y == year);
            found.and_then(|(_, areas)| areas.get(&code).copied()).unwrap_or_default()
        };
        line(area(lang, all, &code), sum, &in_year)
    });
    let foot = line(t!(lang, "Cộng").to_owned(), record.sum(), &|y| record.of_years(&[y]).sum());
    html! {
        (Table::new(lang, t!(lang, "Số giờ theo lĩnh vực"), columns).caption_unseen().rows(rows).foot(foot))
        p.hint { (t!(lang, "Lớp dạy nhiều lĩnh vực chỉ tính giờ một lần, chia đều cho các lĩnh vực đó.")) }
    }
}

/// What is asked of a record by its address.
struct Asked {
    view: String,
    area: String,
    status: Option<Status>,
}

/// The whole record with its views and filters; `here` is its address.
pub(super) fn body(call: &Call, record: &Record, here: &str) -> Result<Markup> {
    let lang = call.lang;
    let all = call.state::<Topics>()?;
    let asked = Asked {
        view: call.query("xem").to_owned(),
        area: call.query("linh-vuc").to_owned(),
        status: Status::find(call.query("trang-thai")),
    };
    if record.entries.is_empty() {
        return Ok(empty_state(
            "book-open",
            if here == super::HERE {
                t!(lang, "Sổ của bạn chưa có gì")
            } else {
                t!(lang, "Sổ này chưa có gì")
            },
            t!(lang, "Sau mỗi lớp học, cán bộ công đoàn ghi kết quả và việc học của bạn hiện ở đây."),
            html! {},
        ));
    }
    let year = call.today().year();
    let this_year = record.of_years(&[year]);
    let filtered = record.only(|e| {
        (asked.area.is_empty() || e.areas().contains(&asked.area.as_str()))
            && asked.status.is_none_or(|s| e.status == s)
    });
    let tab = |label: String, view: &str, count: Option<usize>| Tab {
        label,
        href: if view.is_empty() { here.to_owned() } else { format!("{here}?xem={view}") },
        count: count.and_then(|n| i64::try_from(n).ok()),
        active: asked.view == view,
    };
    let views = [
        tab(t!(lang, "Năm {nam}", nam = year), "", Some(this_year.entries.len())),
        tab(t!(lang, "Tất cả các năm").to_owned(), "tat-ca", Some(record.entries.len())),
        tab(t!(lang, "Theo lĩnh vực").to_owned(), "linh-vuc", None),
    ];
    let whole = |years: &Record| wording::hours(lang, years.sum().minutes);
    Ok(html! {
        (stat_row(html! {
            (stat_door(lang, &t!(lang, "Giờ học năm {nam}", nam = year), whole(&this_year), here))
            (stat_door(lang, t!(lang, "Giờ học từ trước đến nay"), whole(record), &format!("{here}?xem=tat-ca")))
            (stat_door(lang, t!(lang, "Việc học đã ghi"), wording::count(lang, record.sum().things), &format!("{here}?xem=tat-ca")))
        }))
        (tabs(lang, t!(lang, "Cách xem sổ"), &views))
        @match asked.view.as_str() {
            "linh-vuc" => (by_area(lang, all, record)),
            "tat-ca" => {
                (filters(lang, all, record, here, &asked))
                @if filtered.entries.is_empty() { p.hint { (t!(lang, "Không có việc học nào như vậy. Hãy bỏ bớt điều kiện lọc.")) } }
                (by_year(lang, all, &filtered))
            }
            _ => {
                @if this_year.entries.is_empty() {
                    (empty_state("book-open", &t!(lang, "Năm {nam} chưa có gì", nam = year),
                        t!(lang, "Những năm trước vẫn còn trong sổ."),
                        html! { (link_button(Look::Quiet, t!(lang, "Xem tất cả các năm"), &format!("{here}?xem=tat-ca"))) }))
                }
                (by_year(lang, all, &this_year))
            }
        }
        (legend(lang))
    })
}

/// What the statuses mean.
pub(crate) fn legend(lang: Lang) -> Markup {
    disclosure(
        t!(lang, "“Đã kiểm chứng”, “được xác nhận”, “tự khai” là gì?"),
        html! {
            ul { @for s in Status::ALL { li { strong { (status(lang, s)) } ": " (meaning(lang, s)) "." } } }
        },
    )
}

fn filters(lang: Lang, all: &Topics, record: &Record, here: &str, asked: &Asked) -> Markup {
    let areas: Vec<Choice> =
        record.by_area().into_keys().map(|code| Choice::new(code.clone(), area(lang, all, &code))).collect();
    let kinds = Status::ALL.iter().map(|s| Choice::new(s.code(), status(lang, *s))).collect();
    form_get(
        here,
        html! {
            input type="hidden" name="xem" value="tat-ca";
            div.filters {
                (Field::select(lang, "linh-vuc", t!(lang, "Lĩnh vực"), areas).blank(t!(lang, "Mọi lĩnh vực")).value(asked.area.as_str()).plain())
                (Field::select(lang, "trang-thai", t!(lang, "Mức xác nhận"), kinds).blank(t!(lang, "Tất cả"))
                    .value(asked.status.map_or("", Status::code)).plain())
                (quiet(t!(lang, "Lọc")))
            }
        },
    )
}

/// The record as files.
pub(super) fn downloads(lang: Lang, here: &str) -> Markup {
    let file = |format: &str| format!("{here}/tai?dang={format}");
    html! {
        (link_button(Look::Quiet, t!(lang, "Bản in (PDF)"), &file("pdf")).icon("printer").download())
        (link_button(Look::Quiet, t!(lang, "Bảng (CSV)"), &file("csv")).icon("download").download())
        (link_button(Look::Quiet, t!(lang, "Dữ liệu (JSON)"), &file("json")).icon("download").download())
    }
}
