//! The owner's links: made, seen, withdrawn.

use super::{HERE, csrf, own_person};
use crate::record::model::{Link, Record, RecordRules};
use crate::record::service::{self, Wish};
use kernel::time::day_text;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

const PAGE: &str = "/so-hoc-tap/chia-se";

/// `GET /so-hoc-tap/chia-se`
pub(super) fn show(call: &Call) -> Result<Reply> {
    page(call, None, &Errors::default())
}

/// Makes a link and shows it: this once, for only its digest is kept.
pub(super) fn make(call: &Call) -> Result<Reply> {
    let person = own_person(call)?;
    let rules = call.state::<RecordRules>()?;
    let form = call.form();
    let wish = Wish {
        days: form.get("ngay").parse().unwrap_or(0),
        years: form.all("nam").iter().filter_map(|y| y.parse().ok()).collect(),
        whole_name: form.get("ten") == "du",
    };
    let chance = call.state::<people::account::Chance>()?;
    let secret = service::secret((chance.0)());
    match call.write("record.share", "", |tx| service::share(tx, rules, person, &wish, &secret)) {
        Ok(_) => page(call, Some(&secret), &Errors::default()),
        Err(Failure::Invalid(faults)) => {
            page(call, None, &Errors(faults.into_iter().map(|f| (f.field, f.message)).collect()))
        }
        Err(other) => Err(other),
    }
}

/// Withdraws a link.
pub(super) fn withdraw(call: &Call) -> Result<Reply> {
    let person = own_person(call)?;
    let link = call.form().get("duong_dan").parse().map_err(|_| Failure::NotFound)?;
    call.write("record.unshare", "", |tx| service::withdraw(tx, person, link))?;
    Ok(Reply::done(PAGE, t!(call.lang, "Đã thu hồi. Ai mở đường dẫn này cũng không thấy gì nữa.")))
}

fn page(call: &Call, secret: Option<&str>, errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let rules = call.state::<RecordRules>()?;
    let person = own_person(call)?;
    let (links, record) = call.read(|v| Ok((service::links(v, person)?, service::record(v, person)?)))?;
    let body = html! {
        (errors.summary(lang))
        @if let Some(secret) = secret {
            @let address = format!("{}/chia-se/{secret}", call.site());
            (notice(lang, Tone::Ok, t!(lang, "Đã tạo đường dẫn. Chỉ hiện một lần, hãy chép lại ngay"), html! {
                (Field::text(lang, "duong_dan_moi", t!(lang, "Đường dẫn")).value(address.as_str()).plain())
                p.hint { (t!(lang, "Gửi cho ai thì người đó xem được sổ, đến khi hết hạn hoặc bạn thu hồi.")) }
                p { a href=(address) { (t!(lang, "Xem thử trang người khác sẽ thấy")) } }
            }))
        }
        @if record.entries.is_empty() {
            (empty_state("book-open", t!(lang, "Sổ của bạn chưa có gì"),
                t!(lang, "Có việc học rồi mới có gì để chia sẻ."), html! {}))
        } @else {
            (card(t!(lang, "Tạo đường dẫn mới"), maker(call, rules, &record, errors)))
        }
        @if !links.is_empty() { (card(t!(lang, "Đường dẫn đã tạo"), table(call, &links))) }
    };
    let dress = |shell: &mut Shell| {
        shell.crumbs = vec![
            (t!(lang, "Sổ học tập").to_owned(), Some(HERE.to_owned())),
            (t!(lang, "Chia sẻ").to_owned(), None),
        ];
        shell.lead = Some(
            t!(
                lang,
                "Người nhận chỉ thấy việc học và tên bạn chọn hiện; không có số điện thoại, số căn cước."
            )
            .to_owned(),
        );
    };
    let title = t!(lang, "Chia sẻ sổ học tập");
    Ok(if errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

fn maker(call: &Call, rules: &RecordRules, record: &Record, errors: &Errors) -> Markup {
    let lang = call.lang;
    let days: Vec<Choice> =
        rules.link_days.iter().map(|d| Choice::new(d.to_string(), t!(lang, "{n} ngày", n = d))).collect();
    let first = rules.link_days.first().map_or_else(String::new, ToString::to_string);
    let names = vec![
        Choice::new("du", t!(lang, "Đủ họ tên")),
        Choice::new("tat", t!(lang, "Chỉ chữ đầu (ví dụ: L. T. M.)")),
    ];
    let typed = call.form().all("nam");
    form(
        PAGE,
        csrf(call),
        html! {
            (Field::radios(lang, "ngay", t!(lang, "Có hiệu lực trong"), days).value(first).required().error(errors.of("ngay")))
            (Field::radios(lang, "ten", t!(lang, "Tên hiện ra"), names).value("du").required())
            fieldset.field {
                legend { (t!(lang, "Năm được xem")) }
                p.hint { (t!(lang, "Không chọn năm nào là cho xem cả sổ.")) }
                @if let Some(wrong) = errors.of("nam") { p.error { (wrong) } }
                @for year in record.years() {
                    (Field::checkbox(lang, "nam", t!(lang, "Năm {nam}", nam = year), typed.iter().any(|t| *t == year.to_string()))
                        .value(year.to_string()).id(format!("nam-{year}")))
                }
            }
            (primary(t!(lang, "Tạo đường dẫn")).icon("plus"))
        },
    )
}

fn table(call: &Call, links: &[Link]) -> Markup {
    let lang = call.lang;
    let columns = vec![
        Column::text(t!(lang, "Tạo ngày")),
        Column::text(t!(lang, "Cho xem")),
        Column::text(t!(lang, "Tình trạng")),
        Column::text(t!(lang, "Đã mở")),
        Column::text(""),
    ];
    let rows = links.iter().map(|l| {
        let years = l.years.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let what = if years.is_empty() { t!(lang, "Cả sổ").to_owned() } else { years };
        let name =
            if l.whole_name { t!(lang, "đủ họ tên") } else { t!(lang, "chữ đầu của tên") };
        let live = l.opens_on(call.today());
        let row = Row::new(vec![
            html! { (day_text(l.made_on)) },
            html! { (what) ", " (name) },
            if l.withdrawn {
                badge(Tone::Bad, t!(lang, "Đã thu hồi"))
            } else if live {
                html! {
                    (badge(Tone::Ok, t!(lang, "Còn hạn"))) " "
                    (t!(lang, "đến hết {ngay}", ngay = day_text(kernel::time::day_before(l.ends_on))))
                }
            } else {
                badge(Tone::Plain, t!(lang, "Đã hết hạn"))
            },
            html! {
                (t!(lang, "{n} lần", n = l.times))
                @if let Some(at) = l.last_at { " · " (t!(lang, "lần cuối {luc}", luc = at.text())) }
            },
            html! {
                @if live {
                    (form("/so-hoc-tap/chia-se/thu-hoi", csrf(call), html! {
                        input type="hidden" name="duong_dan" value=(l.id);
                        (danger(t!(lang, "Thu hồi")))
                    }))
                }
            },
        ]);
        if live { row } else { row.quiet() }
    });
    html! { (Table::new(lang, t!(lang, "Đường dẫn đã tạo"), columns).caption_unseen().rows(rows)) }
}
