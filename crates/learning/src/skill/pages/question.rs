//! One question a screen; works without scripts.

use super::super::model::{Answers, BETWEEN, Own, Question, Questions, Task, TaskKind, Variant, order};
use super::super::{service, store};
use crate::class::pages::csrf;
use kernel::{Failure, Result};
use ui::prelude::*;
use web::{Call, Reply};

/// `GET /ky-nang-so/cau?so=`
pub(super) fn show(call: &Call) -> Result<Reply> {
    let questions = call.state::<Questions>()?;
    let person = call.actor()?.person;
    let found = call.read(|v| {
        let check = service::open(v, questions, person)?;
        let answers = store::answers(v, check.id)?;
        Ok((check, answers))
    });
    let (check, answers) = match found {
        Ok(found) => found,
        Err(Failure::NotFound) => return super::own::show(call),
        Err(other) => return Err(other),
    };
    let drawn = questions.drawn(check.seed);
    let first_open = drawn.iter().position(|q| !answers.contains_key(&q.code())).unwrap_or(0);
    // one may go back, not past the first that is open
    let asked = call.query("so").parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let at = asked.filter(|at| *at <= first_open).unwrap_or(first_open);
    let Some(question) = drawn.get(at) else { return Err(Failure::NotFound) };
    page(call, questions, question, &answers, at, drawn.len(), &Errors::default())
}

fn page(
    call: &Call,
    questions: &Questions,
    question: &Question,
    answers: &Answers,
    at: usize,
    of: usize,
    errors: &Errors,
) -> Result<Reply> {
    let lang = call.lang;
    let before = answers.get(&question.code()).map_or("", String::as_str);
    let group = match question {
        Question::Statement(s) => &s.group,
        Question::Task(t, ..) => &t.group,
    };
    let group = questions.group.iter().find(|g| g.code == *group);
    let group = group.map_or("", |g| if lang == Lang::Vi { &g.name } else { &g.name_en });
    let reached = i64::try_from(at).unwrap_or(0);
    let all = i64::try_from(of).unwrap_or(1);
    let title = t!(lang, "Câu {n} trong {tong}", n = at + 1, tong = of);
    let body = html! {
        (percent_bar(lang, &title, reached, all, None))
        (errors.summary(lang))
        (form("/ky-nang-so/cau", csrf(call), html! {
            input type="hidden" name="cau" value=(question.code());
            @match question {
                Question::Statement(s) => (Field::radios(lang, "tra-loi", if lang == Lang::Vi { &s.text } else { &s.text_en },
                    Own::ALL.iter().map(|o| Choice::new(o.code(), own_word(lang, *o))).collect())
                    .required().value(before).error(errors.of("tra-loi"))),
                Question::Task(task, variant, chance) => (task_fields(lang, task, variant, *chance, before, errors)),
            }
            div.toolbar {
                (primary(if at + 1 == of { t!(lang, "Xong, xem kết quả") } else { t!(lang, "Tiếp theo") }).icon("arrow-right"))
                @if matches!(question, Question::Task(..)) {
                    (quiet(t!(lang, "Chưa biết, bỏ qua")).sends("viec", "bo-qua").unchecked())
                }
            }
        }))
        p {
            @if at > 0 { a href={ "/ky-nang-so/cau?so=" (at) } { (t!(lang, "Quay lại câu trước")) } " · " }
            a href="/ky-nang-so" { (t!(lang, "Dừng ở đây, làm tiếp sau")) }
        }
    };
    let dress = |shell: &mut Shell| shell.lead = Some(group.to_owned());
    Ok(if errors.is_empty() {
        call.page_with(&title, body, dress)
    } else {
        call.page_refused(&title, body, dress)
    })
}

fn own_word(lang: Lang, own: Own) -> &'static str {
    match own {
        Own::Can => t!(lang, "Tự làm được"),
        Own::WithHelp => t!(lang, "Làm được khi có người giúp"),
        Own::Cannot => t!(lang, "Chưa làm được"),
    }
}

fn task_fields(lang: Lang, task: &Task, v: &Variant, chance: u64, before: &str, errors: &Errors) -> Markup {
    let parts: Vec<&str> = before.split(BETWEEN).collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    let given = |n: usize| parts.iter().any(|p| *p == n.to_string());
    html! {
        div.card { @for line in v.scene.lines() { p { (line) } } }
        @match task.kind {
            TaskKind::Choose => {
                @let choices = order(chance, v.options.len()).into_iter()
                    .filter_map(|n| Some(Choice::new(n.to_string(), v.options.get(n)?.as_str()))).collect();
                (Field::radios(lang, "tra-loi", &v.question, choices).required().value(before).error(errors.of("tra-loi")))
            }
            TaskKind::Many => {
                p { strong { (v.question) } }
                @if let Some(wrong) = errors.of("tra-loi") { p.error { (icon("triangle-alert")) (wrong) } }
                @for n in order(chance, v.options.len()) {
                    @if let Some(option) = v.options.get(n) {
                        (Field::checkbox(lang, "tra-loi", option.as_str(), given(n)).value(n.to_string()).id(format!("tra-loi-{n}")))
                    }
                }
            }
            TaskKind::Type => (Field::text(lang, "tra-loi", &v.question).required().max_length(100).autocomplete("off")
                .value(before).error(errors.of("tra-loi"))),
            TaskKind::Order => {
                p { strong { (v.question) } }
                @for n in order(chance, v.steps.len()) {
                    @if let Some(step) = v.steps.get(n) {
                        @let places = (1..=v.steps.len()).map(|p| Choice::new(p.to_string(), t!(lang, "Việc thứ {n}", n = p))).collect();
                        (Field::select(lang, format!("tra-loi-{n}"), step.as_str(), places).required()
                            .blank(t!(lang, "— Chọn thứ tự —")).value(part(n)).error(errors.of(&format!("tra-loi-{n}"))))
                    }
                }
            }
            TaskKind::Form => {
                p { strong { (v.question) } }
                @for (n, field) in v.fields.iter().enumerate() {
                    (Field::text(lang, format!("tra-loi-{n}"), field.label.as_str()).required().max_length(100)
                        .autocomplete("off").value(part(n)).error(errors.of(&format!("tra-loi-{n}"))))
                }
            }
        }
    }
}

/// What the form answers, and what of it is missing.
fn given(call: &Call, question: &Question) -> (String, Errors) {
    let lang = call.lang;
    let form = call.form();
    let mut errors = Errors::default();
    let between = BETWEEN.to_string();
    // one line each, so that the parts stay apart
    let line = |text: &str| kernel::name::tidy(text).chars().take(100).collect::<String>();
    let mut parts_of = |n: usize| -> String {
        let mut parts = Vec::new();
        for at in 0..n {
            let name = format!("tra-loi-{at}");
            let part = line(form.get(&name));
            if part.is_empty() {
                errors.add(name, t!(lang, "Hãy trả lời chỗ này, hoặc bấm Chưa biết, bỏ qua."));
            }
            parts.push(part);
        }
        parts.join(&between)
    };
    let answer = match question {
        Question::Statement(_) => {
            Own::find(form.get("tra-loi")).map_or_else(String::new, |own| own.code().to_owned())
        }
        Question::Task(task, v, _) => match task.kind {
            TaskKind::Order => parts_of(v.steps.len()),
            TaskKind::Form => parts_of(v.fields.len()),
            TaskKind::Many => {
                let mut all: Vec<usize> = form.all("tra-loi").iter().filter_map(|s| s.parse().ok()).collect();
                all.sort_unstable();
                all.dedup();
                all.iter().map(usize::to_string).collect::<Vec<_>>().join(&between)
            }
            TaskKind::Choose | TaskKind::Type => line(form.get("tra-loi")),
        },
    };
    if answer.is_empty() && errors.is_empty() {
        errors.add(
            "tra-loi",
            match question {
                Question::Statement(_) => t!(lang, "Hãy chọn một câu trả lời."),
                Question::Task(..) => t!(lang, "Hãy trả lời, hoặc bấm Chưa biết, bỏ qua."),
            },
        );
    }
    (answer, errors)
}

/// `POST /ky-nang-so/cau`
pub(super) fn answer(call: &Call) -> Result<Reply> {
    let questions = call.state::<Questions>()?;
    let person = call.actor()?.person;
    let (check, answers) = call.read(|v| {
        let check = service::open(v, questions, person)?;
        let answers = store::answers(v, check.id)?;
        Ok((check, answers))
    })?;
    let drawn = questions.drawn(check.seed);
    let code = call.form().get("cau");
    let Some(at) = drawn.iter().position(|q| q.code() == code) else { return Err(Failure::NotFound) };
    let Some(question) = drawn.get(at) else { return Err(Failure::NotFound) };
    let skips = call.form().get("viec") == "bo-qua" && matches!(question, Question::Task(..));
    let (answer, errors) = if skips { (String::new(), Errors::default()) } else { given(call, question) };
    if !errors.is_empty() {
        return page(call, questions, question, &answers, at, drawn.len(), &errors);
    }
    let outcome =
        call.write("skill.answer", code, |tx| service::answer(tx, questions, person, code, &answer))?;
    Ok(match outcome {
        Some(_) => Reply::done("/ky-nang-so", t!(call.lang, "Cảm ơn bạn, đã làm xong. Kết quả ở dưới đây.")),
        None => Reply::Go("/ky-nang-so/cau".to_owned(), None),
    })
}
