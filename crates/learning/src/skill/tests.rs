//! What is drawn, what is right, what comes out.

use super::model::*;
use std::collections::BTreeSet;

const TEXT: &str = include_str!("../../../../policy/learning/digital_skill.toml");

fn questions() -> Questions {
    Questions::read(TEXT).unwrap()
}

#[test]
fn the_policy_holds_what_the_check_promises() {
    let q = questions();
    assert_eq!((q.statement.len(), q.task.len(), q.group.len()), (10, 8, 3));
    assert!(q.example.len() >= 4 && !q.self_assessment_alone);
    let kinds: BTreeSet<_> = q.task.iter().map(|t| format!("{:?}", t.kind)).collect();
    assert_eq!(kinds.len(), 5, "every way of answering is asked: {kinds:?}");
}

#[test]
fn an_example_that_comes_out_otherwise_is_refused() {
    assert!(Questions::read(&TEXT.replace("pass_points = 6", "pass_points = 7")).is_err());
    assert!(Questions::read(&TEXT.replace("least_in_each_group = 1", "least_in_each_group = 0")).is_err());
    assert!(
        Questions::read(&TEXT.replace("self_assessment_alone = false", "self_assessment_alone = true"))
            .is_err()
    );
    assert!(
        Questions::read(&TEXT.replace("right = [0, 1, 2]", "right = [0, 1, 9]")).is_err(),
        "no such option"
    );
}

#[test]
fn chance_draws_other_faces_and_the_same_chance_the_same() {
    let q = questions();
    let faces = |seed| -> Vec<String> {
        let of = |q: Question| match q {
            Question::Task(_, v, chance) => format!("{} {:?}", v.question, order(chance, 4)),
            Question::Statement(s) => s.code.clone(),
        };
        q.drawn(seed).into_iter().map(of).collect()
    };
    assert_eq!(faces(7), faces(7));
    let different: BTreeSet<_> = (0..40).map(faces).collect();
    assert!(different.len() > 30, "{}", different.len());
    for seed in 0..200 {
        let mut shown = order(seed, 4);
        shown.sort_unstable();
        assert_eq!(shown, [0, 1, 2, 3]);
    }
}

#[test]
fn what_was_found_is_right_however_it_is_typed() {
    let q = questions();
    let notice = &q.task[0].variant[0];
    for right in ["8 giờ 30", "8H30", " 08:30 ", "8 gio 30"] {
        assert!(is_right(TaskKind::Type, notice, right), "{right}");
    }
    for wrong in ["", "17 giờ", "8", "830 000"] {
        assert!(!is_right(TaskKind::Type, notice, wrong), "{wrong}");
    }
    let form = &q.task.iter().find(|t| t.kind == TaskKind::Form).unwrap().variant[0];
    assert!(is_right(TaskKind::Form, form, "tran van mau\n15/8/1990\nnv0427"));
    assert!(!is_right(TaskKind::Form, form, "tran van mau\n15/8/1990"), "a box is empty");
    let many = &q.task.iter().find(|t| t.kind == TaskKind::Many).unwrap().variant[0];
    assert!(is_right(TaskKind::Many, many, "0\n1\n2") && !is_right(TaskKind::Many, many, "0\n1\n2\n3"));
    let steps = &q.task.iter().find(|t| t.kind == TaskKind::Order).unwrap().variant[0];
    assert!(
        is_right(TaskKind::Order, steps, "1\n2\n3\n4") && !is_right(TaskKind::Order, steps, "1\n2\n4\n3")
    );
}

#[test]
fn a_result_holds_its_months_and_the_next_try_waits() {
    let q = questions();
    let day = "2026-03-01".parse().unwrap();
    assert_eq!(q.ends(day).to_string(), "2028-03-01");
    assert_eq!(q.next(day, false).to_string(), "2026-03-08");
    assert_eq!(q.next(day, true).to_string(), "2028-01-01", "sixty days before the end");
}
