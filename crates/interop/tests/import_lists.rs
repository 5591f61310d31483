//! Lists brought in through the service, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]
use interop::{Choices, Done, Order, bring_in, undo};
use kernel::sheet::{CellValue, Column, Reading, RowFault, SheetRow, Tally};
use kernel::{Date, Failure, OrganisationId};
use people::organisation::service::{Founding, found};
use people::organisation::{Kind, Sector, Tree};
use people::person::sheet::PeopleSheet;
use people::person::{Secrets, store as persons};
use people::roster::{Roster, headcounts};
use std::collections::BTreeMap;
use std::path::Path;
use store::chain::Head;
use store::sockets::{SheetOrder, SheetSource};
use store::testing::{Fresh, both};
use store::{Db, Entry, Tx};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

const fn day(year: i16, month: i8, of_month: i8) -> Date {
    Date::constant(year, month, of_month)
}

struct World {
    fresh: Fresh,
    unit: OrganisationId,
    source: PeopleSheet,
}

impl World {
    fn of(fresh: Fresh) -> World {
        fresh.db.plug(vec![Box::new(Roster)]);
        let founding = |code: &str, kind, parent| Founding {
            code: code.into(),
            name: format!("Đơn vị {code}"),
            kind,
            sector: if kind.is_base() { Sector::Enterprise } else { Sector::None },
            commune: None,
            hard_to_reach: false,
            place: Some((Tree::main(), parent)),
            from: day(2020, 1, 1),
        };
        let unit = fresh
            .db
            .write(&Entry::cli("test", ""), |tx| {
                let top = found(tx, &founding("TOP", Tree::main().head(), None))?;
                found(tx, &founding("A", Kind::base(), Some(top)))
            })
            .unwrap();
        World { fresh, unit, source: PeopleSheet { secrets: Secrets::new([1; 32]) } }
    }
    fn both() -> impl Iterator<Item = World> {
        both().into_iter().map(World::of)
    }
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn order(&self, name: &str, dry_run: bool) -> Order {
        Order {
            unit: self.unit,
            subject: None,
            on: day(2026, 11, 20),
            since: day(2026, 1, 1),
            file_name: name.into(),
            dry_run,
            progress: store::sockets::Progress::default(),
            entry: Entry::cli("people.import", "A"),
        }
    }
    fn take(&self, name: &str, bytes: &[u8], dry_run: bool) -> Done {
        bring_in(self.db(), &self.source, &self.order(name, dry_run), bytes, &Choices::default()).unwrap()
    }
    fn workers(&self) -> i64 {
        self.db()
            .read(|v| Ok(headcounts(v, "workers", day(2026, 11, 20))?.get(&self.unit).copied().unwrap_or(0)))
            .unwrap()
    }
    fn head(&self) -> Head {
        self.db().read(|v| Ok(Head::read(v)?)).unwrap()
    }
    fn people(&self) -> Vec<people::person::model::Person> {
        self.db().read(|v| Ok(persons::of_unit(v, self.unit, day(2026, 11, 20))?)).unwrap()
    }
    fn refused(&self, name: &str, bytes: &[u8]) -> String {
        let before = self.head();
        match bring_in(self.db(), &self.source, &self.order(name, false), bytes, &Choices::default()) {
            Err(Failure::Invalid(faults)) => {
                assert_eq!(self.head(), before, "nothing was written");
                faults.into_iter().map(|f| f.message).collect::<Vec<_>>().join("\n")
            }
            other => panic!("{other:?}"),
        }
    }
}

fn numbers(done: &Done) -> (u32, u32, u32, u32, u32, usize) {
    let t = &done.tally;
    (t.rows, t.created, t.updated, t.unchanged, t.duplicates, t.errors.len())
}

const TEA: &str = "ds-cong-nhan-che-than-uyen.xlsx";

#[test]
fn the_tea_list_comes_once_and_goes_whole() {
    for w in World::both() {
        let tea = bytes(TEA);
        let before = w.head();
        let dry = w.take(TEA, &tea, true);
        assert_eq!(numbers(&dry), (189, 184, 0, 0, 5, 0), "{:?}", dry.tally);
        assert_eq!((dry.txn, dry.import, w.head()), (None, None, before), "a dry run leaves no trace");
        let first = w.take(TEA, &tea, false);
        assert_eq!(first.tally, dry.tally);
        assert_eq!(w.workers(), 184);
        assert_eq!(numbers(&w.take(TEA, &tea, false)), (189, 0, 0, 184, 5, 0), "the second time");
        assert_eq!(first.repaired.len(), 1);
        assert!(first.repaired[0].contains("Unicode tổ hợp"), "{:?}", first.repaired);
        let found = &first.sheets[0];
        assert_eq!((found.header_rows.as_slice(), found.rows), (&[5, 6][..], 189));
        let placed: BTreeMap<&str, usize> =
            found.columns.iter().filter_map(|c| Some((c.key, c.column?))).collect();
        let wanted = [
            ("birth", 4),
            ("full_name", 1),
            ("member", 8),
            ("national_id", 6),
            ("phone", 7),
            ("section", 9),
            ("sex_female", 3),
            ("sex_male", 2),
        ];
        assert_eq!(placed, BTreeMap::from(wanted));
        assert_eq!(found.unmapped.iter().map(|h| h.title.as_str()).collect::<Vec<_>>(), ["Dân tộc"]);
        assert!(found.skipped.iter().any(|s| s.row == 197));

        // what was kept of the first row, to the last cell
        let people = w.people();
        let nam = people.iter().find(|p| p.full_name == "Lục Quang Nam").unwrap();
        assert_eq!(nam.birth_year, Some(1984));
        assert_eq!(nam.sex, Some(people::person::model::Sex::Male));
        assert_eq!(nam.national_id_key, Some(w.source.secrets.key_of("012084257915")));

        undo(w.db(), &Entry::cli("import.undo", ""), first.import.unwrap()).unwrap();
        assert_eq!(w.workers(), 0);
        assert!(
            matches!(
                undo(w.db(), &Entry::cli("import.undo", ""), first.import.unwrap()),
                Err(Failure::Conflict(_))
            ),
            "only once"
        );
        assert_eq!(numbers(&w.take(TEA, &tea, false)), (189, 184, 0, 0, 5, 0), "and it can come again");
        assert_eq!(w.db().verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn an_import_that_was_built_upon_is_not_taken_back() {
    for w in World::both() {
        let first = w.take(TEA, &bytes(TEA), false).import.unwrap();
        let one = w.people().remove(0);
        w.db()
            .write(&Entry::cli("test", ""), |tx| {
                Ok(persons::change(
                    tx,
                    &people::person::model::Person { phone: Some("0912345678".into()), ..one.clone() },
                )?)
            })
            .unwrap();
        let before = w.head();
        let Err(Failure::Conflict(why)) = undo(w.db(), &Entry::cli("import.undo", ""), first) else {
            panic!()
        };
        assert!(why.contains("Không hoàn tác được") && !why.contains("people_"), "{why}");
        assert_eq!((w.head(), w.workers()), (before, 184));
    }
}

#[test]
fn lists_in_old_codes_are_read() {
    // reading is the same whatever the database
    for w in [World::of(store::testing::lite())] {
        let dry = w.take("ds-xay-dung-tcvn3.xlsx", &bytes("ds-xay-dung-tcvn3.xlsx"), true);
        assert_eq!(dry.tally.rows, 96, "{:?}", dry.tally);
        assert_eq!(
            dry.tally.created + dry.tally.duplicates + u32::try_from(dry.tally.errors.len()).unwrap(),
            96
        );
        assert!(dry.repaired.iter().any(|r| r.contains("TCVN3")), "{:?}", dry.repaired);
        let utf16 = w.take("ds-thuy-dien-utf16.csv", &bytes("ds-thuy-dien-utf16.csv"), true);
        assert_eq!(utf16.tally.rows, 130, "{:?}", utf16.tally);
        for name in
            ["ds-xay-dung-tcvn3.xls", "ds-cong-nhan-che-than-uyen.xls", "ds-cong-nhan-che-than-uyen.ods"]
        {
            let other = w.take(name, &bytes(name), true);
            let same = w.take("", &bytes(&format!("{}.xlsx", &name[..name.len() - 4])), true);
            assert_eq!(other.tally, same.tally, "{name}");
        }
    }
}

fn csv(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

#[test]
fn bad_cells_are_left_empty_and_bad_rows_left_out_all_by_name() {
    for w in World::both() {
        let file = csv("Họ và tên;Giới tính;Ngày sinh;Số CCCD;Điện thoại;Đoàn viên;Ngày vào làm\n\
             Lò Thị Mai;Nữ;05/06/1990;012190000137;0912345678;x;01/03/2020\n\
             Vàng A Páo;Nam;31/02/1991;;0912345679;;\n\
             Giàng 7;Nam;1992;;;;\n\
             ;Nam;1993;;;x;\n\
             Mùa A Sử;Nam;1994;;12345;có thể;mùa xuân\n\
             Tẩn Mí Lở;Nam;1985;012190000145;;;\n");
        let done = w.take("ds.csv", &file, false);
        assert_eq!(numbers(&done), (6, 3, 0, 0, 0, 3), "{:?}", done.tally);
        let errors: Vec<(u32, &str)> =
            done.tally.errors.iter().map(|e| (e.row, e.message.as_str())).collect();
        assert!(
            errors[0].0 == 3
                && errors[0].1.contains("Cột C “Ngày sinh”")
                && errors[0].1.contains("31/02/1991"),
            "{errors:?}"
        );
        assert!(errors[1].0 == 4 && errors[1].1.contains("chữ số"), "{errors:?}");
        assert!(errors[2].0 == 5 && errors[2].1.contains("Thiếu họ và tên"), "{errors:?}");
        let notes: Vec<(u32, &str)> = done.tally.notes.iter().map(|e| (e.row, e.message.as_str())).collect();
        assert_eq!(notes.len(), 2, "{notes:?}");
        for part in ["Điện thoại", "Đoàn viên", "Ngày vào làm", "để trống"] {
            assert!(notes[0].0 == 6 && notes[0].1.contains(part), "{notes:?}");
        }
        assert!(
            notes[1].0 == 7
                && notes[1].1.contains("giới tính và năm sinh")
                && !notes[1].1.contains("0121900"),
            "{notes:?}"
        );
        let mua = w.people().into_iter().find(|p| p.full_name == "Mùa A Sử").unwrap();
        assert_eq!((mua.phone, mua.birth_year), (None, Some(1994)));
        // since a day of one's own
        let count = |on| {
            w.db().read(|v| Ok(headcounts(v, "workers", on)?.get(&w.unit).copied().unwrap_or(0))).unwrap()
        };
        assert_eq!((count(day(2020, 2, 29)), count(day(2020, 3, 1)), count(day(2026, 1, 1))), (0, 1, 3));
        // the remarks are kept for the sender, the numbers for ever
        let import = done.import.unwrap();
        let (kept, left) = w
            .db()
            .read(|v| {
                Ok((
                    interop::import::store::one(v, import)?.unwrap(),
                    interop::import::store::leftovers(v, import)?,
                ))
            })
            .unwrap();
        assert_eq!(left, (done.tally.errors, done.tally.notes));
        assert_eq!(
            (kept.numbers.created, kept.numbers.errors, kept.numbers.notes, kept.txn),
            (3, 3, 2, done.txn.unwrap())
        );
    }
}

#[test]
fn names_in_two_columns_and_sexes_in_two() {
    for w in World::both() {
        let file = csv("STT,Họ đệm,Tên,Nam,Nữ,Đoàn viên\n1,Lò Thị,Mai,,1990,x\n2,Vàng A,Páo,1985,,\n");
        let done = w.take("ds.csv", &file, false);
        assert_eq!(numbers(&done), (2, 2, 0, 0, 0, 0), "{:?} {:?}", done.tally, done.sheets);
        let mut people: Vec<(String, Option<i16>, Option<&str>)> =
            w.people().into_iter().map(|p| (p.full_name, p.birth_year, p.sex.map(|s| s.code()))).collect();
        people.sort();
        assert_eq!(
            people,
            [("Lò Thị Mai".into(), Some(1990), Some("f")), ("Vàng A Páo".into(), Some(1985), Some("m"))]
        );
    }
}

#[test]
fn a_list_of_names_and_numbers_is_a_list() {
    let w = World::of(store::testing::lite());
    let done = w.take(
        "ds.csv",
        &csv("CÔNG ĐOÀN CƠ SỞ CHÈ\nTT;Họ và tên;Ký nhận\n1;Lò Thị Mai;\n2;Vàng A Páo;\n3;;\n4;;\n"),
        true,
    );
    assert_eq!(numbers(&done), (2, 2, 0, 0, 0, 0), "{:?}", done.tally);
    assert_eq!(
        done.sheets[0].skipped.iter().filter(|s| s.row >= 5).count(),
        2,
        "numbers without names are no people"
    );
    assert!(w.refused("x.csv", &csv("TT;Mặt hàng;Ghi chú\n1;Chè khô;\n")).contains("“Mặt hàng”"));
}

#[test]
fn the_user_may_say_what_is_where_and_which_sheets_count() {
    for w in World::both() {
        // nobody titles a name so: the table is found by its other columns, and the user says the rest
        let file = csv("Bí danh;Năm sinh;Điện thoại\nLò Thị Mai;1990;0912345678\nVàng A Páo;1985;\n");
        let why = w.refused("ds.csv", &file);
        assert!(why.contains("chưa biết cột nào là họ và tên"), "{why}");
        let mapping = BTreeMap::from([("full_name".to_owned(), 0), ("birth".to_owned(), 1)]);
        let sheet =
            interop::sheet::read_book(&file, "ds.csv", &interop::sheet::Limits::default()).unwrap().sheets[0]
                .name
                .clone();
        let choices = Choices { columns: BTreeMap::from([(sheet.clone(), mapping)]), ..Choices::default() };
        let done = bring_in(w.db(), &w.source, &w.order("ds.csv", false), &file, &choices).unwrap();
        assert_eq!(numbers(&done), (2, 2, 0, 0, 0, 0));
        assert!(
            w.people().iter().all(|p| p.phone.is_none() && p.birth_year.is_some()),
            "what is not named is not read"
        );
        let none = Choices { leave_out: [sheet].into(), ..Choices::default() };
        assert!(matches!(
            bring_in(w.db(), &w.source, &w.order("ds.csv", false), &file, &none),
            Err(Failure::Invalid(_))
        ));
    }
}

#[test]
fn all_sheets_are_read_but_hidden_ones_only_when_asked() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, person, hidden) in
        [("Tổ 1", "Lò Thị Mai", false), ("Tổ 2", "Vàng A Páo", false), ("Cũ", "Giàng A Dế", true)]
    {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["Họ và tên", "Năm sinh"]).unwrap();
        sheet.write_row(1, 0, [person, "1990"]).unwrap();
        sheet.set_hidden(hidden);
    }
    book.add_worksheet().set_name("Ghi nhớ").unwrap().write_string(0, 0, "gọi cho chị Hà").unwrap();
    let file = book.save_to_buffer().unwrap();
    for w in World::both() {
        let dry = w.take("ds.xlsx", &file, true);
        assert_eq!(numbers(&dry), (2, 2, 0, 0, 0, 0));
        let notes: Vec<Option<&str>> = dry.sheets.iter().map(|s| s.note.as_deref()).collect();
        assert!(
            notes[0].is_none()
                && notes[1].is_none()
                && notes[2].unwrap().contains("ẩn")
                && notes[3].unwrap().contains("không thấy bảng"),
            "{notes:?}"
        );
        let mapping = BTreeMap::from([("full_name".to_owned(), 0)]);
        let choices = Choices {
            columns: BTreeMap::from([("Cũ".to_owned(), mapping)]),
            leave_out: ["Tổ 2".to_owned()].into(),
        };
        let done = bring_in(w.db(), &w.source, &w.order("ds.xlsx", true), &file, &choices).unwrap();
        let names: Vec<&str> = done.preview.iter().map(|r| r.text("name").unwrap()).collect();
        assert_eq!(names, ["Lò Thị Mai", "Giàng A Dế"]);
    }
}

/// A house that takes attendance lists, and only tells what it got.
struct Attendance;

impl SheetSource for Attendance {
    fn code(&self) -> &'static str {
        "attendance"
    }
    fn title(&self) -> &'static str {
        "Danh sách điểm danh lớp học"
    }
    fn columns(&self) -> &'static [Column] {
        const fn column(key: &'static str, title: &'static str, reads: Reading) -> Column {
            Column { key, title, synonyms: &[], required: false, reads }
        }
        const {
            &[
                column("name", "Họ và tên", Reading::Name),
                column("birth", "Năm sinh", Reading::Birth),
                column("unit", "Đơn vị", Reading::Text),
            ]
        }
    }
    fn take(&self, _: &Tx, order: &SheetOrder, rows: &[SheetRow]) -> kernel::Result<Tally> {
        assert_eq!(order.subject, Some(77));
        let fault = |message: String| RowFault { sheet: String::new(), row: 0, message };
        let mut tally = Tally { rows: u32::try_from(rows.len()).unwrap(), ..Tally::default() };
        tally.notes.push(fault(order.columns.join(" ")));
        let count = |wanted: CellValue| {
            rows.iter()
                .flat_map(|r| r.cells.iter())
                .filter(|(k, v)| k.starts_with("day:") && **v == wanted)
                .count()
        };
        tally.notes.push(fault(format!(
            "{} {} {}",
            count(CellValue::Yes),
            count(CellValue::Excused),
            count(CellValue::No)
        )));
        tally.notes.push(fault(
            rows.iter()
                .flat_map(|r| r.cells.keys())
                .filter(|k| k.starts_with("day:"))
                .max()
                .cloned()
                .unwrap_or_default(),
        ));
        Ok(tally)
    }
}

#[test]
fn days_of_an_attendance_list_are_numbered_and_read() {
    let w = World::of(store::testing::lite());
    let take = |name: &str, bytes: &[u8]| {
        let order = Order { subject: Some(77), ..w.order(name, true) };
        let done = bring_in(w.db(), &Attendance, &order, bytes, &Choices::default()).unwrap();
        (
            done.tally.rows,
            done.tally.notes.into_iter().map(|n| n.message).collect::<Vec<_>>(),
            done.sheets.into_iter().next().unwrap(),
        )
    };
    let (rows, said, sheet) = take("diem-danh.xlsx", &bytes("diem-danh-lop-ky-nang-so.xlsx"));
    assert_eq!(rows, 60);
    // counted by hand in the test of the sheet room: 163 present, 8 excused, 6 absent, 3 empty
    assert_eq!(said, ["birth day:1 day:2 day:3 name unit", "163 8 6", "day:3"]);
    assert_eq!(sheet.days.iter().map(|d| (d.number, d.column)).collect::<Vec<_>>(), [(1, 4), (2, 5), (3, 6)]);
    // numbered days; morning and afternoon of one date are one day, and the worse mark counts
    let (_, said, _) =
        take("a.csv", &csv("TT;Họ và tên;Buổi 1;Buổi 2\n1;Lò Thị Mai;x;P\n2;Vàng A Páo;v;x\n"));
    assert_eq!(said, ["day:1 day:2 name", "2 1 1", "day:2"]);
    let (_, said, _) = take(
        "b.csv",
        &csv(
            "TT;Họ và tên;6/10/2026;5/10/2026 sáng;5/10/2026 chiều\n1;Lò Thị Mai;x;x;v\n2;Vàng A Páo;P;x;x\n",
        ),
    );
    assert_eq!(said, ["day:1 day:2 name", "2 1 1", "day:2"]);
}

#[test]
fn a_file_without_a_list_is_refused_with_what_was_seen_and_what_is_sought() {
    for w in World::both() {
        let why = w.refused("x.csv", &csv("Mặt hàng;Số lượng\nChè khô;12\n"));
        assert!(why.contains("“Mặt hàng”") && why.contains("Họ và tên") && why.contains("tệp mẫu"), "{why}");
        assert!(w.refused("x.xlsx", b"").contains("rỗng"));
        assert!(w.refused("x.xls", b"<html><table><tr><td>Ho ten</td></tr></table>").contains("trang web"));
    }
}

#[test]
fn every_statement_is_known_to_both_engines() {
    for w in World::both() {
        for (name, sql) in interop::statements() {
            w.db().read(|v| Ok(v.prepare(sql)?)).unwrap_or_else(|e| panic!("{} {name}: {e}", w.fresh.engine));
        }
    }
}
