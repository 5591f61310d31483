//! Lists of units, officers, transfers and leavers, and of workers of many units, on both engines.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod world;

use interop::{Choices, Done, Order, bring_in, undo};
use kernel::{Date, OrganisationId};
use people::person::Secrets;
use people::person::model::{AffiliationRole, Person};
use people::person::{service as service_of_people, store as persons};
use people::roster::headcounts;
use std::sync::Arc;
use store::sockets::SheetSource;
use store::testing::{Fresh, both, test_now};
use store::{Db, Entry};

const fn day(year: i16, month: i8, of_month: i8) -> Date {
    Date::constant(year, month, of_month)
}

struct Town {
    fresh: Fresh,
    units: [OrganisationId; 3],
    sources: interop::Sources,
}

impl Town {
    fn all() -> impl Iterator<Item = Town> {
        both().into_iter().map(|fresh| {
            let units = world::build(&fresh.db).unwrap();
            let sources =
                interop::Sources::new(people::lists::sheets(&Secrets::new([7; 32]), &world::posts()));
            Town { fresh, units, sources }
        })
    }
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn source(&self, kind: &str) -> Arc<dyn SheetSource> {
        self.sources.find(kind).unwrap().clone()
    }
    fn take(&self, kind: &str, unit: OrganisationId, text: &str, dry_run: bool) -> Done {
        let order = Order {
            unit,
            subject: None,
            on: test_now().day(),
            since: day(2026, 1, 1),
            file_name: "ds.csv".into(),
            dry_run,
            entry: Entry::cli("test.import", ""),
            progress: store::sockets::Progress::default(),
        };
        bring_in(self.db(), &*self.source(kind), &order, text.as_bytes(), &Choices::default()).unwrap()
    }
    /// A dry run, then the run: both say the same.
    fn bring(&self, kind: &str, unit: OrganisationId, text: &str) -> Done {
        let dry = self.take(kind, unit, text, true);
        let done = self.take(kind, unit, text, false);
        assert_eq!(dry.tally, done.tally, "{}", self.fresh.engine);
        done
    }
    fn workers(&self, unit: OrganisationId, on: Date) -> i64 {
        self.db().read(|v| Ok(headcounts(v, "workers", on)?.get(&unit).copied().unwrap_or(0))).unwrap()
    }
    /// Three workers of A, one of B.
    fn with_workers(self) -> Town {
        let [_, a, b] = self.units;
        let list = "Họ và tên,Ngày sinh,Điện thoại,Đoàn viên,Ngày vào làm,Mã đơn vị\n\
            Lò Thị Mai,05/06/1990,0912345678,x,01/03/2020,A-1\n\
            Vàng A Tủa,1991,0912345679,x,01/03/2021,a-1\n\
            Giàng Thị Sua,1992,,,01/03/2021,CĐCS Công ty CP Chè Than Uyên\n\
            Lò Thị Mai,1988,0912345670,,01/03/2022,B-2\n";
        let done = self.bring("people", self.units[0], list);
        assert_eq!((done.tally.created, done.tally.errors.len()), (4, 0), "{:?}", done.tally);
        let on = test_now().day();
        assert_eq!((self.workers(a, on), self.workers(b, on)), (3, 1));
        self
    }
}

fn numbers(done: &Done) -> (u32, u32, u32, u32, u32, usize) {
    let t = &done.tally;
    (t.rows, t.created, t.updated, t.unchanged, t.duplicates, t.errors.len())
}

fn errors(done: &Done) -> Vec<(u32, String)> {
    done.tally.errors.iter().map(|e| (e.row, e.message.clone())).collect()
}

#[test]
fn a_list_of_the_whole_province_names_the_unit_in_each_row() {
    for town in Town::all() {
        let town = town.with_workers();
        let [top, a, _] = town.units;
        let list = "Họ và tên,Ngày sinh,Mã đơn vị\nTẩn Mí Lở,1985,A-1\nSìn A Dì,1986,\nMa Thị Hoa,1987,Z-9\nLò Thị Mai,1990,A-1\n";
        let done = town.bring("people", top, list);
        assert_eq!(numbers(&done), (4, 1, 0, 1, 0, 2), "{:?}", done.tally);
        let errors = errors(&done);
        assert!(errors[0].0 == 3 && errors[0].1.contains("Thiếu mã đơn vị"), "{errors:?}");
        assert!(errors[1].0 == 4 && errors[1].1.contains("“Z-9”"), "{errors:?}");
        // a union's own list cannot reach another union, and says nothing of who is there
        let done =
            town.bring("people", a, "Họ và tên,Ngày sinh,Mã đơn vị\nLò Thị Mai,1988,B-2\nTẩn A,1980,A-1\n");
        assert_eq!(numbers(&done), (2, 1, 0, 0, 0, 1), "{:?}", done.tally);
        assert!(done.tally.errors[0].message.contains("không có đơn vị “B-2”"));
        assert!(!done.tally.errors[0].message.contains("Bình Minh"));
    }
}

#[test]
fn units_are_founded_in_any_order_and_changed_by_the_same_list() {
    for town in Town::all() {
        let [top, a, _] = town.units;
        let list = "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Khu vực,Vùng khó khăn,Ngày thành lập,Quyết định số\n\
            T-1,Tổ công đoàn Xưởng 1,Tổ công đoàn,C-3,,,01/02/2024,12/QĐ\n\
            C-3,CĐCS Hợp tác xã Mường So,công đoàn cơ sở,LD,Doanh nghiệp,x,01/02/2024,12/QĐ\n\
            A-1,CĐCS Công ty CP Chè Than Uyên,Công đoàn cơ sở,LD,Doanh nghiệp,,,\n\
            X-1,Tổ lạc,Tổ công đoàn,X-2,,,,\n\
            X-2,Tổ lạc hai,Tổ công đoàn,X-1,,,,\n\
            Y 1,Mã có dấu cách,Tổ công đoàn,A-1,,,,\n\
            Y-2,,Tổ công đoàn,A-1,,,,\n\
            Y-3,Loại lạ,Câu lạc bộ,A-1,,,,\n\
            Y-4,Cấp trên lạ,Tổ công đoàn,Q-7,,,,\n";
        let done = town.bring("units", top, list);
        assert_eq!(numbers(&done), (9, 2, 0, 1, 0, 6), "{:?}", done.tally);
        let said = errors(&done);
        for (row, words) in [
            (5, "cấp trên"),
            (6, "cấp trên"),
            (7, "Mã đơn vị chỉ gồm"),
            (8, "thiếu tên"),
            (9, "Câu lạc bộ"),
            (10, "Q-7"),
        ] {
            assert!(said.iter().any(|(at, m)| *at == row && m.contains(words)), "{row} {words} {said:?}");
        }
        let again =
            "Mã đơn vị,Tên đơn vị,Xã\u{a0}phường\nC-3,CĐCS HTX Mường So,\nT-1,Tổ công đoàn Xưởng 1,\n";
        let done = town.bring("units", top, again);
        assert_eq!(numbers(&done), (2, 0, 1, 1, 0, 0), "{:?}", done.tally);
        let ended = "Mã đơn vị,Ngày kết thúc,Quyết định số\nT-1,01/10/2026,45/QĐ\nC-3,01/10/2026,45/QĐ\nA-1,01/10/2026,\n";
        let done = town.bring("units", top, ended);
        assert_eq!(numbers(&done), (3, 0, 1, 0, 0, 2), "{:?}", done.tally);
        // a union has no right at the unit above it, nor at its neighbour
        let done = town.bring("units", a, "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên\nB-2,Đổi tên,,\nN-1,Mới,Tổ công đoàn,LD\nN-2,Tổ chè,Tổ công đoàn,A-1\n");
        assert_eq!(numbers(&done), (3, 1, 0, 0, 0, 2), "{:?}", done.tally);
        undo(town.db(), &Entry::cli("undo", ""), done.import.unwrap()).unwrap();
        assert_eq!(town.db().verify().unwrap(), [], "{}", town.fresh.engine);
        let done = town.bring(
            "units",
            a,
            "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên\nN-2,Tổ chè,Tổ công đoàn,A-1\n",
        );
        assert_eq!(numbers(&done), (1, 1, 0, 0, 0, 0), "a code comes again after its undo: {:?}", done.tally);
    }
}

#[test]
fn officers_have_terms_that_do_not_overlap() {
    for town in Town::all() {
        let town = town.with_workers();
        let [top, a, _] = town.units;
        let list = "Họ và tên,Điện thoại,Mã đơn vị,Chức vụ,Từ ngày,Đến ngày,Căn cứ\n\
            Lò Thị Mai,0912345678,A-1,Chủ tịch,01/03/2023,,7/QĐ-LĐLĐ\n\
            Vàng A Tủa,,A-1,Phó Chủ tịch,01/03/2018,28/02/2023,\n\
            Lò Thị Mai,,A-1,Ủy viên,01/03/2023,,\n\
            Người Lạ,,A-1,Ủy viên,01/03/2023,,\n\
            Giàng Thị Sua,,A-1,Ủy viên,01/03/2023,01/01/2022,\n\
            Giàng Thị Sua,,A-1,,01/03/2023,,\n";
        let done = town.bring("officers", top, list);
        assert_eq!(numbers(&done), (6, 2, 0, 0, 0, 4), "{:?}", done.tally);
        let said = errors(&done);
        for (row, words) in
            [(4, "2 người tên"), (5, "Không thấy “Người Lạ”"), (6, "trước ngày bắt đầu"), (7, "Chức vụ")]
        {
            assert!(said.iter().any(|(at, m)| *at == row && m.contains(words)), "{row} {words} {said:?}");
        }
        let again = "Họ và tên,Điện thoại,Mã đơn vị,Chức vụ,Từ ngày,Đến hết ngày\n\
            Lò Thị Mai,0912345678,A-1,chủ tịch,01/03/2023,31/10/2026\n\
            Vàng A Tủa,,A-1,Phó Chủ tịch,01/03/2018,28/02/2023\n\
            Lò Thị Mai,0912345678,A-1,Chủ tịch,01/05/2025,\n";
        let done = town.bring("officers", a, again);
        assert_eq!(numbers(&done), (3, 0, 1, 1, 0, 1), "{:?}", done.tally);
        assert!(done.tally.errors[0].message.contains("Trùng thời gian"), "{:?}", done.tally);
        undo(town.db(), &Entry::cli("undo", ""), done.import.unwrap()).unwrap();
        assert_eq!(town.db().verify().unwrap(), [], "{}", town.fresh.engine);
    }
}

#[test]
fn people_move_and_leave_by_list_and_come_back_by_undo() {
    for town in Town::all() {
        let town = town.with_workers();
        let [top, a, b] = town.units;
        let on = test_now().day();
        let list = "Họ và tên,Từ đơn vị,Đến đơn vị,Ngày chuyển,Căn cứ\n\
            Vàng A Tủa,A-1,B-2,01/10/2026,9/QĐ\n\
            Giàng Thị Sua,B-2,A-1,01/10/2026,\n\
            Lò Thị Mai,A-1,A-1,01/10/2026,\n\
            Lò Thị Mai,A-1,B-2,01/12/2026,\n\
            Vàng A Tủa,A-1,B-2,01/10/2026,\n";
        let moved = town.bring("transfers", top, list);
        assert_eq!(numbers(&moved), (5, 1, 0, 0, 1, 3), "{:?}", moved.tally);
        assert_eq!((town.workers(a, on), town.workers(b, on), town.workers(a, day(2026, 9, 30))), (2, 2, 3));
        assert_eq!(numbers(&town.bring("transfers", top, list)), (5, 0, 0, 1, 1, 3), "again");
        // an officer of A cannot take people from B, nor send them there
        let foreign = "Họ và tên,Từ đơn vị,Đến đơn vị,Ngày chuyển\nLò Thị Mai,B-2,A-1,01/10/2026\nGiàng Thị Sua,A-1,B-2,01/10/2026\n";
        assert_eq!(numbers(&town.bring("transfers", a, foreign)).5, 2);

        let gone = "Họ và tên,Mã đơn vị,Ngày thôi việc,Lý do\nVàng A Tủa,B-2,15/11/2026,Hết hợp đồng\nGiàng Thị Sua,A-1,01/01/2027,\nLò Thị Mai,A-1,01/01/2019,\n";
        let left = town.bring("leavers", top, gone);
        assert_eq!(numbers(&left), (3, 1, 0, 0, 0, 2), "{:?}", left.tally);
        assert_eq!((town.workers(b, on), town.workers(b, day(2026, 11, 14))), (1, 2));
        assert_eq!(numbers(&town.bring("leavers", top, gone)), (3, 0, 0, 1, 0, 2), "again");
        for done in [left, moved] {
            undo(town.db(), &Entry::cli("undo", ""), done.import.unwrap()).unwrap();
        }
        assert_eq!((town.workers(a, on), town.workers(b, on)), (3, 1));
        assert_eq!(town.db().verify().unwrap(), [], "{}", town.fresh.engine);
    }
}

#[test]
fn namesakes_are_told_by_what_goes_with_the_name() {
    for town in Town::all().take(1) {
        let town = town.with_workers();
        let a = town.units[1];
        let twin = Person { birth_year: Some(1979), ..Person::named("Vàng A Tủa") };
        let belongs = vec![(a, AffiliationRole::Worker, None, day(2022, 1, 1), None)];
        town.db()
            .write(&Entry::cli("test", ""), |tx| {
                let new = service_of_people::Joining { person: twin.clone(), belongs: belongs.clone() };
                service_of_people::add(tx, &[new], "test")
            })
            .unwrap();
        let list = |more: &str| {
            format!("Họ và tên,Ngày sinh,Mã đơn vị,Ngày thôi việc\nVàng A Tủa,{more},A-1,15/11/2026\n")
        };
        assert_eq!(numbers(&town.take("leavers", a, &list(""), true)).5, 1, "nobody is guessed");
        assert_eq!(numbers(&town.take("leavers", a, &list("1980"), true)).5, 1, "a birth that nobody has");
        assert_eq!(numbers(&town.bring("leavers", a, &list("1979"))).1, 1);
        let left = town.db().read(|v| Ok(persons::of_unit(v, a, day(2026, 11, 20))?)).unwrap();
        assert!(
            left.iter().any(|p| p.birth_year == Some(1991))
                && !left.iter().any(|p| p.birth_year == Some(1979))
        );
    }
}
