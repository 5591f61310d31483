//! What goes out comes back and changes nothing: templates with data and whole lists, on both engines.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[expect(dead_code, reason = "other tests take the other parts")]
mod world;

use interop::sheet::{Limits, read_book};
use interop::{Choices, Order, bring_in};
use kernel::{Date, OrganisationId};
use people::person::Secrets;
use store::testing::{Fresh, both, test_now};
use store::{Db, Entry};
use web::testing::Browser;

const FEDERATION: &str = "0900000001";
const DUNG: &str = "0900000002";

struct Town {
    fresh: Fresh,
    units: [OrganisationId; 3],
    app: std::sync::Arc<web::App>,
    sources: interop::Sources,
}

impl Town {
    fn all() -> impl Iterator<Item = Town> {
        both().into_iter().map(|fresh| {
            let units = world::build(&fresh.db).unwrap();
            let app = world::app(&fresh.db);
            let sources =
                interop::Sources::new(people::lists::sheets(&Secrets::new([7; 32]), &world::posts()));
            let town = Town { fresh, units, app, sources };
            town.fill();
            town
        })
    }
    fn db(&self) -> &Db {
        &self.fresh.db
    }
    fn bring(&self, kind: &str, name: &str, bytes: &[u8]) -> kernel::sheet::Tally {
        let order = Order {
            unit: self.units[0],
            subject: None,
            on: test_now().day(),
            since: Date::constant(2026, 1, 1),
            file_name: name.into(),
            dry_run: false,
            entry: Entry::cli("test.import", ""),
            progress: store::sockets::Progress::default(),
        };
        bring_in(self.db(), &**self.sources.find(kind).unwrap(), &order, bytes, &Choices::default())
            .unwrap()
            .tally
    }
    /// Something of every kind, awkward values among them.
    fn fill(&self) {
        for (kind, text) in [
            (
                "units",
                "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Khu vực,Vùng khó khăn,Ngày thành lập\n\
                C-3,CĐCS Hợp tác xã “Mường So”,Công đoàn cơ sở,LD,Doanh nghiệp,x,01/02/2024\n\
                T-1,\"'- Tổ, số 1\",Tổ công đoàn,C-3,,,01/02/2024\n",
            ),
            (
                "people",
                "Họ và tên,Giới tính,Ngày sinh,Số CCCD,Điện thoại,Đoàn viên,Bộ phận,Mã NV,Ngày vào làm,Mã đơn vị\n\
                Lò Thị Mai,Nữ,05/06/1990,012190000137,0912345678,x,\"Tổ \"\"chè\"\", ca 1\",007,01/03/2020,A-1\n\
                Lò Thị Mai,Nữ,05/06/1990,012190000155,,,\"'=1+1\",0,01/03/2021,A-1\n\
                H'Nhung Ê Ban,Nữ,1991,,,,'- ca 2,,01/03/2021,B-2\n\
                Vàng A Tủa,Nam,1991,,0912345679,x,,,01/03/2021,A-1\n\
                Vàng A Tủa,Nam,1985,,,,,,01/03/2021,C-3\n\
                Sùng A Dơ,,,,,,,,01/03/2022,A-1\n",
            ),
            (
                "officers",
                "Họ và tên,Ngày sinh,Mã đơn vị,Chức vụ,Từ ngày,Đến hết ngày,Căn cứ\n\
                Vàng A Tủa,1991,A-1,Chủ tịch,01/03/2023,,7/QĐ-LĐLĐ\n\
                Vàng A Tủa,1991,A-1,Ủy viên,01/03/2018,28/02/2023,\n\
                Vàng A Tủa,1985,C-3,Chủ tịch,01/03/2024,,\n",
            ),
            (
                "transfers",
                "Họ và tên,Ngày sinh,Từ đơn vị,Đến đơn vị,Ngày chuyển,Căn cứ\nVàng A Tủa,1985,C-3,B-2,01/10/2026,9/QĐ\n",
            ),
            ("leavers", "Họ và tên,Mã đơn vị,Thôi từ ngày,Căn cứ\nSùng A Dơ,A-1,01/11/2026,Hết hợp đồng\n"),
        ] {
            let tally = self.bring(kind, "ds.csv", text.as_bytes());
            assert_eq!((tally.errors.len(), tally.updated), (0, 0), "{kind} {tally:?}");
        }
    }
    /// How many rows every kept table of people has.
    fn kept(&self) -> Vec<i64> {
        let tables = [
            "people_person",
            "people_person_state",
            "people_affiliation",
            "people_organisation_state",
            "people_place",
            "people_basis",
            "people_organisation_event",
        ];
        let count =
            |t: &&str| self.db().read(|v| Ok(v.number(&format!("select count(*) from {t}"), &[])?)).unwrap();
        tables.iter().map(count).collect()
    }
    fn enter(&self, login: &str) -> Browser {
        world::browser(&self.app, login).unwrap()
    }
}

#[test]
fn every_list_comes_back_and_changes_nothing() {
    for town in Town::all() {
        let mut ha = town.enter(FEDERATION);
        for (kind, rows) in [("units", 5), ("people", 5), ("officers", 3), ("transfers", 1), ("leavers", 1)] {
            let before = town.kept();
            for address in [
                format!("/don-vi/LD/danh-sach/{kind}.xlsx"),
                format!("/don-vi/LD/danh-sach/{kind}.csv"),
                format!("/nhap-lieu/mau?loai={kind}&don_vi=LD"),
            ] {
                let answer = ha.get(&address);
                assert_eq!(answer.status, 200, "{address}");
                let name = address.replace("/nhap-lieu/mau", "mau.xlsx");
                let tally = town.bring(kind, &name, &answer.bytes);
                let said = (tally.rows, tally.created, tally.updated, tally.unchanged + tally.duplicates);
                assert_eq!(said, (rows, 0, 0, rows), "{} {address}: {tally:?}", town.fresh.engine);
                assert_eq!((tally.errors, town.kept()), (vec![], before.clone()), "{address}");
            }
        }
        assert_eq!(town.db().verify().unwrap(), []);
    }
}

#[test]
fn national_ids_go_out_only_for_a_purpose_that_is_written_down() {
    for town in Town::all() {
        let mut ha = town.enter(FEDERATION);
        for address in ["/don-vi/A-1/danh-sach/people.csv", "/nhap-lieu/mau?loai=people&don_vi=A-1"] {
            let answer = ha.get(address);
            let book = read_book(&answer.bytes, "x", &Limits::default()).unwrap();
            let all: String = book
                .sheets
                .iter()
                .flat_map(|s| &s.rows)
                .flat_map(|r| &r.cells)
                .map(|(_, c)| c.text().into_owned() + " ")
                .collect();
            assert!(all.contains("Lò Thị Mai") && !all.contains("012190000137"), "{address}: {all}");
        }
        let refused = ha.post("/don-vi/A-1/danh-sach/people.csv", &[("muc_dich", "tò mò")]);
        assert_eq!(refused.status, 303);
        let given = ha.post("/don-vi/A-1/danh-sach/people.csv", &[("muc_dich", "thanh-tra")]);
        assert!(given.text().contains("012190000137"));
        let looks = town
            .db()
            .read(|v| {
                Ok(v.rows("select subject, detail from store_look order by id", &[], |r| {
                    Ok((r.text(0)?, r.text(1)?))
                })?)
            })
            .unwrap();
        assert!(
            looks.contains(&("lists.give.national_id".into(), "people A-1: thanh-tra".into())),
            "{looks:?}"
        );
        assert!(looks.contains(&("lists.give".into(), "people A-1".into())), "{looks:?}");
    }
}

#[test]
fn nobody_takes_out_what_is_not_theirs() {
    for town in Town::all() {
        let mut dung = town.enter(DUNG);
        for kind in ["units", "people", "officers", "transfers", "leavers"] {
            assert_eq!(dung.get(&format!("/don-vi/A-1/danh-sach/{kind}.csv")).status, 200, "{kind}");
            for foreign in [
                format!("/don-vi/B-2/danh-sach/{kind}.csv"),
                format!("/don-vi/LD/danh-sach/{kind}.xlsx"),
                format!("/nhap-lieu/mau?loai={kind}&don_vi=B-2"),
            ] {
                assert_eq!(dung.get(&foreign).status, 404, "{foreign}");
            }
        }
        // the transfer of a colleague to another union names that union to nobody below
        assert!(!dung.get("/don-vi/A-1/danh-sach/transfers.csv").text().contains("B-2"));
        assert_eq!(dung.post("/don-vi/B-2/danh-sach/people.csv", &[("muc_dich", "thanh-tra")]).status, 404);
        assert_eq!(dung.get("/don-vi/A-1/danh-sach/attendance.csv").status, 404);
        assert_eq!(dung.get("/don-vi/A-1/danh-sach/people.pdf").status, 404);
        let mut pao = town.enter("0900000004");
        assert_eq!(pao.get("/don-vi/A-1/danh-sach/people.csv").status, 404, "a worker takes no lists");
    }
}

#[test]
fn a_template_is_ready_to_be_filled() {
    for town in Town::all().take(1) {
        let mut ha = town.enter(FEDERATION);
        let answer = ha.get("/nhap-lieu/mau?loai=units&don_vi=LD");
        let book = read_book(&answer.bytes, "mau.xlsx", &Limits::default()).unwrap();
        let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["Danh sách", "Hướng dẫn", "Danh muc"]);
        assert!(book.sheets[2].hidden);
        assert_eq!(book.sheets[0].rows.len(), 6, "a header, five units");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer.bytes.to_vec())).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml)
            .unwrap();
        assert!(xml.contains("<dataValidation ") && xml.contains("Danh muc"), "drop-down lists");
        assert!(xml.contains("state=\"frozen\""), "the header stays");
        let page = ha.get("/don-vi/LD/danh-sach");
        assert_eq!(page.status, 200);
        assert!(page.text().contains("/nhap-lieu/mau?loai=officers&amp;don_vi=LD"));
    }
}
