//! Yearly programmes, reports owed and reports begun.

use super::dice::Dice;
use super::making::{Making, day, shift};
use super::model::*;
use super::{NAMED_UNITS, Scale, TODAY};
use kernel::{Moment, Period};

/// Lays the papers.
pub(super) fn lay(making: &mut Making) {
    programmes(making);
    assignments(making);
    reports(making);
}

// The named six by hand: number, with the part?, verified?
const NAMED: [(&str, &str, bool, bool); 5] = [
    ("CD001", "02/CTr-CĐCS", true, true),
    ("CD002", "01/CTr-CĐCS", true, false),
    ("CD003", "01/CTr-CĐCS", false, true),
    ("CD004", "03/CTr-CĐCS", true, true),
    ("CD006", "01/CTr-CĐCS", true, true),
];

fn programmes(making: &mut Making) {
    for (number, (code, paper, has_learning_part, verified)) in NAMED.into_iter().enumerate() {
        let Some(unit) = making.find(code) else { continue };
        let issued_on = day(2026, 1, 15 + i8::try_from(number).unwrap_or(0));
        making.world.programmes.push(YearlyProgramme {
            unit,
            year: 2026,
            number: paper.to_owned(),
            issued_on,
            has_learning_part,
            verified_on: verified.then_some(day(2026, 3, 20)),
        });
    }
    let mut dice = Dice::of(making.world.seed, "papers");
    for unit in grassroots(making) {
        let Some(organisation) = making.world.organisation(unit) else { continue };
        let named = NAMED_UNITS.contains(&organisation.code.as_str());
        // nine in ten have a programme; of those who lived then
        if named || !dice.chance(91) {
            continue;
        }
        let issued_on = shift(organisation.from.max(day(2026, 1, 5)), dice.between(5, 70));
        let has_learning_part = dice.chance(74);
        let verified_on = dice.chance(95).then(|| shift(issued_on, dice.between(6, 40)).min(TODAY));
        making.world.programmes.push(YearlyProgramme {
            unit,
            year: 2026,
            number: format!("{:02}/CTr-CĐCS", 1 + dice.below(6)),
            issued_on,
            has_learning_part,
            verified_on,
        });
    }
}

fn assignments(making: &mut Making) {
    let quarter = Period::quarter(2026, 3);
    let year = Period::year(2026);
    for (form, period, asked_on, due_on) in [
        ("quarterly", quarter, day(2026, 9, 15), day(2026, 10, 10)),
        ("yearly", year, day(2026, 11, 2), day(2026, 12, 15)),
    ] {
        let on = period.attribution_day(TODAY);
        let units = grassroots(making)
            .into_iter()
            .filter(|u| making.world.organisation(*u).is_some_and(|o| o.lives_on(on)))
            .collect();
        making.world.assignments.push(ReportAssignment { form, period, due_on, asked_on, units });
    }
}

/// Living grassroots unions.
fn grassroots(making: &Making) -> Vec<OrganisationRef> {
    let all = making.world.organisations.iter().enumerate();
    all.filter(|(_, o)| o.kind == OrganisationKind::GrassrootsUnion && o.lives_on(TODAY))
        .map(|(i, _)| OrganisationRef(i))
        .collect()
}

// By hand: unit, how far it came, words, difficulties.
const REPORTS: [(&str, ReportState, &str, &str); 4] = [
    (
        "CD001",
        ReportState::Draft,
        "Quý III, CĐCS phổ biến Luật Bảo hiểm xã hội và Luật An toàn, vệ sinh lao động cho công nhân các tổ.",
        "Vụ chè chính, khó bố trí cả tổ học cùng lúc.",
    ),
    (
        "CD002",
        ReportState::Submitted,
        "Quý III, CĐCS tổ chức bốn buổi phổ biến pháp luật cho toàn bộ công nhân vận hành.",
        "",
    ),
    (
        "CD005",
        ReportState::Returned,
        "Quý III, CĐCS mở lớp cạo mủ và lớp chăm sóc sức khỏe gia đình.",
        "Sóng điện thoại ở lô 3 yếu, chưa học trực tuyến được.",
    ),
    (
        "CD004",
        ReportState::Accepted,
        "Quý III, CĐCS duy trì nhóm học tập trên Zalo, vận động doanh nghiệp bố trí phòng học tại xưởng.",
        "",
    ),
];

fn reports(making: &mut Making) {
    let mut list: Vec<(OrganisationRef, ReportState, String, String)> = Vec::new();
    for (code, state, narrative, obstacles) in REPORTS {
        if let Some(unit) = making.find(code) {
            list.push((unit, state, narrative.to_owned(), obstacles.to_owned()));
        }
    }
    if making.world.scale == Scale::Province {
        use ReportState::{Accepted, Draft, Returned, Submitted};
        for (number, unit) in grassroots(making).into_iter().skip(20).step_by(23).take(12).enumerate() {
            let state = [Accepted, Submitted, Accepted, Returned, Submitted, Draft][number % 6];
            let narrative = "Quý III, CĐCS tổ chức học tập cho công nhân theo chương trình năm.";
            list.push((unit, state, narrative.to_owned(), String::new()));
        }
    }
    let Some(officer) = making.find("LDLD-LC").and_then(|f| holder(making, f, Position::Staff)) else {
        return;
    };
    for (number, (unit, state, narrative, obstacles)) in list.into_iter().enumerate() {
        let Some(chair) = holder(making, unit, Position::Chair) else { continue };
        let step = |to, d: i8, hour, by, note: &str| ReportMove {
            to,
            at: Moment::at(day(2026, 10, d), hour, 15),
            by,
            note: note.to_owned(),
        };
        let late = i8::try_from(number % 3).unwrap_or(0);
        let mut moves = vec![step(ReportState::Draft, 2 + late, 9, chair, "")];
        if state != ReportState::Draft {
            moves.push(step(ReportState::Submitted, 7 + 2 * late, 15, chair, ""));
        }
        if state == ReportState::Returned {
            let note = "Đề nghị ghi rõ số buổi và số người của từng lớp, gửi lại trước 30/10.";
            moves.push(step(ReportState::Returned, 14 + late, 10, officer, note));
        }
        if state == ReportState::Accepted {
            moves.push(step(ReportState::Accepted, 15 + late, 10, officer, "Đã nhận, số liệu khớp."));
        }
        let period = Period::quarter(2026, 3);
        making.world.reports.push(Report { unit, form: "quarterly", period, narrative, obstacles, moves });
    }
}

fn holder(making: &Making, unit: OrganisationRef, position: Position) -> Option<PersonRef> {
    let mut offices = making.world.offices.iter();
    offices.find(|o| o.unit == unit && o.position == position && o.to.is_none()).map(|o| o.person)
}
