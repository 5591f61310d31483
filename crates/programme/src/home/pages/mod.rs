//! Where do we stand, who needs me today: one page for each role.

mod public;
pub(crate) mod todo;

use crate::measure::pages::ask::{Ask, own_unit, policy};
use crate::measure::pages::words::{aim_of, of, percent, say, verdict};
use crate::measure::service::{self, BoardLine, Ground};
use kernel::{Act, OrganisationId, Period, Result, Role, Share};
use ui::prelude::*;
use web::home::Homes;
use web::{Call, Reply, Routes, routes};

/// The addresses of this room.
pub fn routes() -> Routes {
    routes! {
        GET "/" => home, for Act::UseOwnAccount,
            .in_menu(10, "house", |l| t!(l, "Tổng quan"), |l| t!(l, "Trang chính"));
        GET "/cong-khai" => public::results, for Act::Anyone;
    }
}

/// As many units as one can help this week.
const NEEDING_HELP: usize = 5;

fn home(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    if !call.may(Act::SeeMeasures) {
        return worker(call);
    }
    let role = call.actor()?.main_grant(call.today()).map(|g| g.role);
    let policy = policy(call)?;
    let (ask, ground, board, may_open, todos) = call.read(|v| {
        let ask = Ask::about(v, own_unit(call)?, Period::year(call.today().year()), call.today())?;
        let ground = Ground::load(v, &ask.question())?;
        let board = service::board(v, policy, &ask.question(), &ground)?;
        let may_open = call.may_at(v, Act::SeeMeasuredPeople, ask.unit)?;
        Ok((ask, ground, board, may_open, todo::todo(call, v)?))
    })?;
    let view = View { call, ask: &ask, ground: &ground, board: &board, may_open };
    let is_counted = board.iter().any(|(line, _)| line.share.denominator > 0);
    let has_below = ground.tree().children(ask.unit).next().is_some();
    let works = call.may(Act::WriteReport) || call.may(Act::VerifyPlans);
    let body = html! {
        @if works || !todos.is_empty() { (card(t!(lang, "Việc cần làm"), todo::table(lang, &todos))) }
        @if !is_counted { (view.nothing_yet(role)) }
        @else if has_below { (view.lines()) (view.needing_help()) }
        @else { (view.doors()) (view.not_reached()) }
        @if role == Some(Role::Administrator) {
            p { (t!(lang, "Quản trị tài khoản, đơn vị và nhật ký ở thanh bên trái.")) }
        }
    };
    let title = t!(lang, "Chào {ten}", ten = call.actor()?.name);
    Ok(call.page_with(&title, body, |shell| {
        shell.lead = Some(format!("{} · {}", ask.name, ask.lead(lang)));
    }))
}

fn worker(call: &Call) -> Result<Reply> {
    let lang = call.lang;
    let own = call.read(|v| Homes::own(call, v))?;
    let name = call.signed.map_or("", |s| s.actor.name.as_str());
    let given = name.split_whitespace().last().unwrap_or("").to_owned();
    let body = html! {
        @for card in own { (card) }
        (card(t!(lang, "Sổ học tập của bạn"), html! {
            p { (t!(lang, "Các lớp bạn đã dự, kết quả và việc học đã được ghi nhận.")) }
            (toolbar(html! { (link_button(Look::Primary, t!(lang, "Mở sổ học tập"), "/so-hoc-tap").icon("book-open")) }))
        }))
        (card(t!(lang, "Lớp của bạn"), html! {
            p { (t!(lang, "Lịch các buổi học mà công đoàn đã ghi tên bạn.")) }
            (toolbar(html! { (link_button(Look::Quiet, t!(lang, "Xem lớp của tôi"), "/so-hoc-tap#lop").icon("calendar")) }))
        }))
        p { a href="/cong-khai" { (t!(lang, "Kết quả học tập chung của công nhân lao động toàn tỉnh")) } }
    };
    Ok(call.page(&t!(lang, "Chào bạn {ten}", ten = given), body))
}

struct View<'a> {
    call: &'a Call<'a>,
    ask: &'a Ask,
    ground: &'a Ground,
    board: &'a [BoardLine<'a>],
    may_open: bool,
}

impl View<'_> {
    fn nothing_yet(&self, role: Option<Role>) -> Markup {
        let lang = self.call.lang;
        if self.call.may(Act::Import) {
            return empty_state(
                "users",
                t!(lang, "Bắt đầu từ danh sách người lao động"),
                t!(
                    lang,
                    "Nhập danh sách một lần; từ đó mỗi lớp học, mỗi buổi tuyên truyền tự thành số liệu và báo cáo."
                ),
                html! { (link_button(Look::Primary, t!(lang, "Nhập danh sách"), "/nguoi").icon("upload")) },
            );
        }
        let why = match role {
            Some(Role::AssociationOfficer) => {
                t!(
                    lang,
                    "Số liệu của người lao động thuộc hệ thống công đoàn. Kết quả chung của tỉnh có ở trang công khai."
                )
            }
            _ => t!(lang, "Đơn vị này chưa có người lao động được tính vào chỉ tiêu."),
        };
        empty_state(
            "target",
            t!(lang, "Chưa có số liệu của đơn vị"),
            why,
            html! { (link_button(Look::Primary, t!(lang, "Xem kết quả toàn tỉnh"), "/cong-khai").icon("eye")) },
        )
    }

    fn open(&self, code: &str) -> String {
        self.ask.link(&format!("/chi-tieu/{code}"), &[])
    }

    fn list(&self, code: &str, side: &str) -> String {
        self.ask.link(&format!("/chi-tieu/{code}/nguoi"), &[("phia", side)])
    }

    /// The targets of the first paper as doors.
    fn doors(&self) -> Markup {
        let lang = self.call.lang;
        let first = self.board.first().map_or("", |(l, _)| l.indicator.group.as_str());
        let own = self.board.iter().filter(|(l, _)| l.indicator.group == first && l.share.denominator > 0);
        html! {
            div.card-head {
                h2 { (t!(lang, "Chỉ tiêu của kế hoạch")) }
                a href=(self.ask.link("/chi-tieu", &[])) { (t!(lang, "Xem đủ các văn bản")) }
            }
            (stat_row(html! {
                @for (l, _) in own {
                    (StatDoor::share(lang, say(lang, &l.indicator.name), l.share.numerator, l.share.denominator,
                        aim_of(l), &self.open(&l.indicator.code)))
                }
            }))
        }
    }

    /// Who is not reached yet, each a list to plan a class from.
    fn not_reached(&self) -> Markup {
        let lang = self.call.lang;
        let missing = |s: Share| s.denominator - s.numerator;
        let rows = self.board.iter().filter(|(l, _)| missing(l.share) > 0 && l.met() == Some(false)).map(|(l, _)| {
            let what = say(lang, &l.indicator.unit_of_count);
            let count = format!("{} {what}", numbers::count(lang, missing(l.share)));
            Row::new(vec![
                html! { (say(lang, &l.indicator.name)) },
                html! { @if self.may_open { a href=(self.list(&l.indicator.code, "chua-dat")) { (count) } } @else { (count) } },
                html! { (missing_words(lang, l).unwrap_or_default()) },
            ])
        });
        let columns = vec![
            Column::text(t!(lang, "Chỉ tiêu")),
            Column::text(t!(lang, "Chưa đạt")),
            Column::text(t!(lang, "Để đạt mục tiêu cần thêm")),
        ];
        let done = html! { p.hint { (t!(lang, "Mọi chỉ tiêu có mục tiêu đều đã đạt.")) } };
        let table = Table::new(lang, t!(lang, "Ai chưa được tiếp cận"), columns)
            .caption_unseen()
            .rows(rows)
            .empty(done);
        card(t!(lang, "Ai chưa được tiếp cận"), table.render())
    }

    /// One line for each indicator.
    fn lines(&self) -> Markup {
        let lang = self.call.lang;
        let columns = vec![
            Column::text(t!(lang, "Chỉ tiêu")),
            Column::number(t!(lang, "Kết quả")),
            Column::number(t!(lang, "Tử số / mẫu số")),
            Column::text(t!(lang, "Mục tiêu")),
            Column::text(t!(lang, "Còn thiếu")),
        ];
        let rows = self.board.iter().map(|(l, _)| {
            let code = &l.indicator.code;
            let missing = missing_words(lang, l);
            Row::new(vec![
                html! { (say(lang, &l.indicator.name)) },
                html! { a href=(self.open(code)) { strong { (percent(lang, l.share)) } } },
                html! { (of(lang, l.share)) },
                html! { div { @if let Some(aim) = aim_of(l) { (aim.label(lang)) " " } (verdict_mark(lang, verdict(l))) } },
                html! {
                    @if let Some(missing) = missing {
                        @if self.may_open { a href=(self.list(code, "chua-dat")) { (missing) } } @else { (missing) }
                    }
                },
            ])
        });
        html! {
            div.card-head {
                h2 { (t!(lang, "Chỉ tiêu")) }
                a href=(self.ask.link("/chi-tieu", &[])) { (t!(lang, "Xem xu hướng và phân bố")) }
            }
            (Table::new(lang, t!(lang, "Chỉ tiêu"), columns).caption_unseen().rows(rows))
        }
    }

    /// Units where most people are missing on the people's indicator furthest from its target.
    fn needing_help(&self) -> Markup {
        let lang = self.call.lang;
        let worst = self
            .board
            .iter()
            .filter(|(l, _)| l.met() == Some(false))
            .max_by_key(|(l, _)| l.target.map_or(0, |t| l.share.missing(t.threshold)));
        let Some((line, totals)) = worst else { return html! {} };
        let Some(target) = line.target else { return html! {} };
        let mut units: Vec<(OrganisationId, String, String, Share)> = self
            .ground
            .tree()
            .children(self.ask.unit)
            .filter_map(|u| Some((u.id, u.code.clone(), u.name.clone(), *totals.get(&u.id)?)))
            .filter(|(.., s)| s.denominator > 0 && s.missing(target.threshold) > 0)
            .collect();
        units.sort_by_key(|(.., s)| -s.missing(target.threshold));
        let most: Vec<RankRow> = units.iter().take(NEEDING_HELP).map(|u| self.rank(line, u)).collect();
        units.sort_by_key(|(.., s)| s.permille());
        let lowest: Vec<RankRow> = units.iter().take(NEEDING_HELP).map(|u| self.rank(line, u)).collect();
        let name = say(lang, &line.indicator.name);
        html! {
            h2 { (t!(lang, "Đơn vị cần giúp trước")) }
            p.hint { (t!(lang, "Theo chỉ tiêu còn thiếu nhiều nhất: {ten}.", ten = name)) }
            (card(t!(lang, "Thiếu nhiều người nhất"), rank_rows(lang, &most, aim_of(line))))
            (card(t!(lang, "Tỷ lệ thấp nhất"), rank_rows(lang, &lowest, aim_of(line))))
        }
    }

    fn rank(&self, line: &service::Line, u: &(OrganisationId, String, String, Share)) -> RankRow {
        let (id, code, name, share) = u;
        let ask = self.ask.for_unit(*id, code, name);
        RankRow {
            name: name.clone(),
            href: ask.link(&format!("/chi-tieu/{}", line.indicator.code), &[]),
            numerator: share.numerator,
            denominator: share.denominator,
        }
    }
}

/// How many are missing to the target: "48 người"; the column says the rest.
fn missing_words(lang: Lang, line: &service::Line) -> Option<String> {
    let missing = line.share.missing(line.target?.threshold);
    let what = say(lang, &line.indicator.unit_of_count);
    (missing > 0).then(|| format!("{}\u{a0}{what}", numbers::count(lang, missing)))
}
