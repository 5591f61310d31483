//! One's own learning plan, for the phone.

use super::model::{Aim, Goal, GoalKind, GoalRules, Learned, Standing};
use super::{service, store};
use crate::class::model::{Topics, parse_hours};
use crate::class::pages::{csrf, wording};
use crate::selfstudy::pages::{duration, own_tabs};
use ::store::View;
use kernel::time::day_text;
use kernel::{Act, Failure, Result, Topic};
use ui::prelude::*;
use web::home::Waits;
use web::{Call, Reply, Routes, routes};

/// The pages of the learning plan.
pub fn routes() -> Routes {
    routes! {
        GET "/ke-hoach-hoc" => show, for Act::UseOwnAccount;
        POST "/ke-hoach-hoc/them" => add, for Act::UseOwnAccount;
        POST "/ke-hoach-hoc/xong" => tick, for Act::UseOwnAccount;
        POST "/ke-hoach-hoc/bo" => drop_goal, for Act::UseOwnAccount;
        POST "/ke-hoach-hoc/chep" => copy, for Act::UseOwnAccount;
    }
}

/// The goal in words.
fn words(lang: Lang, topics: &Topics, aim: &Aim) -> String {
    let topic = wording::topic(lang, topics, &aim.topic.0);
    match aim.kind {
        GoalKind::Hours => {
            t!(lang, "Học {gio} về {chu_de}", gio = duration(lang, aim.minutes), chu_de = topic)
        }
        GoalKind::Finish if aim.what.is_empty() => {
            t!(lang, "Hoàn thành một lớp hoặc khóa về {chu_de}", chu_de = topic)
        }
        GoalKind::Finish => t!(lang, "Hoàn thành “{ten}” ({chu_de})", ten = aim.what, chu_de = topic),
        GoalKind::Free => aim.what.clone(),
    }
}

fn standing_badge(lang: Lang, standing: Standing) -> Markup {
    match standing {
        Standing::Done => badge(Tone::Ok, t!(lang, "Đã xong")),
        Standing::Soon => badge(Tone::Warn, t!(lang, "Sắp đến hạn")),
        Standing::Running => badge(Tone::Plain, t!(lang, "Đang học")),
        Standing::Late => badge(Tone::Bad, t!(lang, "Quá hạn")),
    }
}

fn asked_year(call: &Call, text: &str) -> i16 {
    text.parse().unwrap_or(call.today().year())
}

fn at(year: i16) -> String {
    format!("/ke-hoach-hoc?nam={year}")
}

/// `GET /ke-hoach-hoc`
fn show(call: &Call) -> Result<Reply> {
    let year = asked_year(call, call.query("nam"));
    page(call, year, &Errors::default())
}

fn page(call: &Call, year: i16, errors: &Errors) -> Result<Reply> {
    let lang = call.lang;
    let (rules, topics) = (call.state::<GoalRules>()?, call.state::<Topics>()?);
    let person = call.actor()?.person;
    let now = call.today().year();
    let (goals, before, learned) = call.read(|v| {
        let goals = store::of_year(v, person, year)?;
        let before = store::of_year(v, person, year - 1)?.len();
        Ok((goals, before, service::learned(v, person)?))
    })?;
    let may_plan = (now..=now + rules.years_ahead).contains(&year);
    let years: Vec<Tab> = (now - 1..=now + rules.years_ahead)
        .map(|y| Tab { label: t!(lang, "Năm {nam}", nam = y), href: at(y), count: None, active: y == year })
        .collect();
    let done = goals
        .iter()
        .filter(|g| g.standing(&learned, call.today(), rules.remind_days_before) == Standing::Done)
        .count();
    let body = html! {
        (own_tabs(lang, "/ke-hoach-hoc"))
        (tabs(lang, t!(lang, "Năm"), &years))
        @if goals.is_empty() {
            (empty_state("target", &t!(lang, "Bạn chưa có kế hoạch năm {nam}", nam = year),
                t!(lang, "Đặt một hai mục tiêu nhỏ: học gì, bao nhiêu giờ, xong tháng nào. Hệ thống tự đếm từ sổ học tập và nhắc bạn trước hạn. Chỉ bạn xem được."),
                html! {}))
        } @else {
            p { strong { (t!(lang, "Đã xong {n}/{tong} mục tiêu.", n = done, tong = goals.len())) } }
            @for goal in &goals { (goal_card(call, rules, topics, goal, &learned, may_plan)) }
        }
        @if may_plan {
            @if before > 0 && goals.is_empty() {
                (card(t!(lang, "Chép kế hoạch năm trước"), form("/ke-hoach-hoc/chep", csrf(call), html! {
                    input type="hidden" name="nam" value=(year);
                    p { (t!(lang, "Năm {nam} bạn có {n} mục tiêu. Chép sang rồi sửa cho hợp.", nam = year - 1, n = before)) }
                    (toolbar(html! { (quiet(&t!(lang, "Chép sang năm {nam}", nam = year)).icon("refresh-cw")) }))
                })))
            }
            (new_goal(call, topics, year, errors))
        }
    };
    let dress = |shell: &mut Shell| {
        shell.lead = Some(
            t!(lang, "Công đoàn chỉ biết có bao nhiêu người lập kế hoạch, không xem được nội dung.")
                .to_owned(),
        );
    };
    let title = t!(lang, "Kế hoạch học tập");
    Ok(if errors.is_empty() {
        call.page_with(title, body, dress)
    } else {
        call.page_refused(title, body, dress)
    })
}

fn goal_card(
    call: &Call,
    rules: &GoalRules,
    topics: &Topics,
    goal: &Goal,
    learned: &[Learned],
    may_plan: bool,
) -> Markup {
    let lang = call.lang;
    let standing = goal.standing(learned, call.today(), rules.remind_days_before);
    let (reached, of) = goal.progress(learned);
    let title = words(lang, topics, &goal.aim);
    let ticked = goal.done_on.is_some();
    card_with(
        &title,
        standing_badge(lang, standing),
        html! {
            @if goal.aim.kind == GoalKind::Hours {
                (percent_bar(lang, &title, reached.min(of), of, None))
                p { (t!(lang, "Đã học {gio} trong {tong}.", gio = duration(lang, reached), tong = duration(lang, of))) }
            }
            p.hint { (t!(lang, "Hạn: hết ngày {ngay}", ngay = day_text(goal.due()))) }
            @if may_plan {
                div.toolbar {
                    @if goal.aim.kind != GoalKind::Hours && (ticked || standing != Standing::Done) {
                        (form("/ke-hoach-hoc/xong", csrf(call), html! {
                            input type="hidden" name="so" value=(goal.id);
                            input type="hidden" name="nam" value=(goal.year);
                            input type="hidden" name="xong" value=(if ticked { "0" } else { "1" });
                            @if ticked { (quiet(t!(lang, "Chưa xong")).icon("undo-2")) }
                            @else { (quiet(t!(lang, "Đã xong")).icon("check")) }
                        }))
                    }
                    (form("/ke-hoach-hoc/bo", csrf(call), html! {
                        input type="hidden" name="so" value=(goal.id);
                        input type="hidden" name="nam" value=(goal.year);
                        (danger(t!(lang, "Bỏ mục tiêu")).icon("trash-2"))
                    }))
                }
            }
        },
    )
}

fn new_goal(call: &Call, topics: &Topics, year: i16, errors: &Errors) -> Markup {
    let lang = call.lang;
    let given = |name: &str| call.form().get(name).to_owned();
    let kind =
        Some(given("kind")).filter(|k| !k.is_empty()).unwrap_or_else(|| GoalKind::Hours.code().to_owned());
    let kinds = vec![
        Choice::new(GoalKind::Hours.code(), t!(lang, "Học đủ số giờ"))
            .hint(t!(lang, "Tự đếm từ lớp đã dự và việc tự học đã xác nhận")),
        Choice::new(GoalKind::Finish.code(), t!(lang, "Hoàn thành một lớp, một khóa học"))
            .hint(t!(lang, "Tự đánh dấu khi có kết quả đạt về chủ đề này")),
        Choice::new(GoalKind::Free.code(), t!(lang, "Mục tiêu khác"))
            .hint(t!(lang, "Bạn tự đánh dấu khi xong")),
    ];
    let topic_choices: Vec<Choice> = topics
        .0
        .iter()
        .map(|t| {
            let name = wording::topic(lang, topics, &t.code);
            Choice::new(t.code.clone(), if t.code == t.area { name } else { format!("– {name}") })
        })
        .collect();
    let months = (1..=12).map(|m: i8| Choice::new(m.to_string(), t!(lang, "Tháng {n}", n = m))).collect();
    card(
        t!(lang, "Thêm mục tiêu"),
        html! {
            (errors.summary(lang))
            (form("/ke-hoach-hoc/them", csrf(call), html! {
                input type="hidden" name="nam" value=(year);
                (Field::radios(lang, "kind", t!(lang, "Mục tiêu là gì?"), kinds).required().value(kind))
                (Field::select(lang, "topic", t!(lang, "Chủ đề"), topic_choices).plain().blank(t!(lang, "— Chọn chủ đề —"))
                    .value(given("topic")).error(errors.of("topic")))
                (Field::number(lang, "hours", t!(lang, "Số giờ, nếu học đủ giờ")).plain().suffix(t!(lang, "giờ"))
                    .value(given("hours")).error(errors.of("hours")))
                (Field::text(lang, "what", t!(lang, "Tên lớp, khóa học, hoặc mục tiêu bằng lời")).plain().max_length(200)
                    .value(given("what")).error(errors.of("what")))
                (Field::select(lang, "due_month", t!(lang, "Muốn xong trong tháng"), months).required()
                    .value(Some(given("due_month")).filter(|m| !m.is_empty()).unwrap_or_else(|| "12".to_owned()))
                    .error(errors.of("due_month")))
                (toolbar(html! { (primary(t!(lang, "Thêm vào kế hoạch")).icon("plus")) }))
            }))
        },
    )
}

/// `POST /ke-hoach-hoc/them`
fn add(call: &Call) -> Result<Reply> {
    let (rules, topics) = (call.state::<GoalRules>()?, call.state::<Topics>()?);
    let form = call.form();
    let year = asked_year(call, form.get("nam"));
    let person = call.actor()?.person;
    let kind = GoalKind::find(form.get("kind")).unwrap_or(GoalKind::Hours);
    let aim = Aim {
        kind,
        topic: Topic(form.get("topic").to_owned()),
        what: kernel::name::tidy(form.get("what")),
        minutes: if kind == GoalKind::Hours { parse_hours(form.get("hours")).unwrap_or(0) } else { 0 },
        due_month: form.get("due_month").parse().unwrap_or(0),
    };
    match call.write("goal.add", year.to_string(), |tx| service::add(tx, rules, topics, person, year, &aim)) {
        Ok(_) => Ok(Reply::done(at(year), t!(call.lang, "Đã thêm mục tiêu vào kế hoạch."))),
        Err(Failure::Invalid(faults)) => {
            page(call, year, &Errors(faults.into_iter().map(|f| (f.field, f.message)).collect()))
        }
        Err(other) => Err(other),
    }
}

fn number(call: &Call) -> Result<i64> {
    call.form().get("so").parse().map_err(|_| Failure::NotFound)
}

/// `POST /ke-hoach-hoc/xong`
fn tick(call: &Call) -> Result<Reply> {
    let (id, person, done) = (number(call)?, call.actor()?.person, call.form().get("xong") != "0");
    call.write("goal.tick", id.to_string(), |tx| service::tick(tx, person, id, done))?;
    let words = if done {
        t!(call.lang, "Chúc mừng bạn đã xong một mục tiêu.")
    } else {
        t!(call.lang, "Đã ghi là chưa xong.")
    };
    Ok(Reply::done(at(asked_year(call, call.form().get("nam"))), words))
}

/// `POST /ke-hoach-hoc/bo`
fn drop_goal(call: &Call) -> Result<Reply> {
    let (id, person) = (number(call)?, call.actor()?.person);
    call.write("goal.drop", id.to_string(), |tx| service::drop_goal(tx, person, id))?;
    Ok(Reply::done(at(asked_year(call, call.form().get("nam"))), t!(call.lang, "Đã bỏ mục tiêu.")))
}

/// `POST /ke-hoach-hoc/chep`
fn copy(call: &Call) -> Result<Reply> {
    let rules = call.state::<GoalRules>()?;
    let (year, person) = (asked_year(call, call.form().get("nam")), call.actor()?.person);
    let before = call.read(|v| Ok(store::of_year(v, person, year - 1)?.len()))?;
    if before == 0 {
        return Ok(Reply::refused(at(year), t!(call.lang, "Năm trước bạn chưa có mục tiêu nào để chép.")));
    }
    let n =
        call.write("goal.copy", year.to_string(), |tx| service::copy_last_year(tx, rules, person, year))?;
    Ok(Reply::done(at(year), t!(call.lang, "Đã chép {n} mục tiêu của năm trước.", n = n)))
}

/// What the plan says on the worker's home page.
pub struct GoalHome;

impl Waits for GoalHome {
    fn own(&self, call: &Call, v: &View) -> Result<Vec<Markup>> {
        let lang = call.lang;
        let (rules, topics) = (call.state::<GoalRules>()?, call.state::<Topics>()?);
        let person = call.actor()?.person;
        let all = service::reminders(v, rules, person)?;
        if all.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![card(
            t!(lang, "Kế hoạch học tập: sắp đến hạn"),
            html! {
                ul.rows {
                    @for r in &all {
                        li { span { (words(lang, topics, &r.goal.aim)) } (standing_badge(lang, r.standing)) }
                    }
                }
                (toolbar(html! { (link_button(Look::Quiet, t!(lang, "Xem kế hoạch"), "/ke-hoach-hoc").icon("target")) }))
            },
        )])
    }
}
