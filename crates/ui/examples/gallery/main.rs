//! Writes every part in every state as HTML pages into the folder given: `cargo run -p ui --example gallery -- folder`.

mod forms;
mod numbers;
mod tables;

use std::fs;
use std::io;
use std::path::Path;
use ui::prelude::*;
use ui::words::Words;

/// A real name of the length that breaks pages.
const LONG: &str = "Công đoàn cơ sở Công ty Trách nhiệm hữu hạn Một thành viên Đầu tư Xây dựng và Phát triển Nông lâm nghiệp Tây Bắc";

fn main() -> io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| io::Error::other("give a folder to write to"))?;
    let folder = Path::new(&folder);
    words::install(Words::new(&[("ui", words::EN)]).map_err(io::Error::other)?);
    fs::create_dir_all(folder.join("tinh"))?;
    for asset in ui::assets() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    let vi = Lang::Vi;
    let pages = [
        ("index.html", page(&officer(vi, "Tổng quan"), numbers::dashboard(vi))),
        ("en.html", page(&officer(Lang::En, "Overview"), numbers::dashboard(Lang::En))),
        ("bang.html", page(&officer(vi, "Đoàn viên"), tables::people(vi, 12))),
        ("bang-200.html", page(&officer(vi, "Đoàn viên"), tables::people(vi, 200))),
        ("bang-0.html", page(&officer(vi, "Đoàn viên"), tables::people(vi, 0))),
        (
            "bieu-mau.html",
            page(&flashed(officer(vi, "Thêm đoàn viên"), Tone::Ok), forms::every_field(vi, false)),
        ),
        ("bieu-mau-loi.html", page(&flashed(officer(vi, LONG), Tone::Bad), forms::every_field(vi, true))),
        ("bao-cao.html", page(&officer(vi, "Báo cáo quý IV năm 2026"), forms::report(vi))),
        ("nguoi-hoc.html", page(&worker(vi), numbers::worker_home(vi))),
        ("dang-nhap.html", page(&Shell::new(vi, ShellKind::Public, "Đăng nhập"), forms::sign_in(vi))),
    ];
    for (name, markup) in pages {
        fs::write(folder.join(name), markup.into_string())?;
    }
    Ok(())
}

fn item(label: &str, icon: &'static str, active: bool, count: Option<u32>) -> MenuItem {
    MenuItem { label: label.to_owned(), href: "#".to_owned(), icon, active, count }
}

fn officer(lang: Lang, title: &str) -> Shell<'static> {
    let group = |label: &str, items| MenuGroup { label: label.to_owned(), items };
    Shell {
        lead: Some("Kỳ quý IV năm 2026. Số liệu đến 07:30 ngày 05/10/2026.".to_owned()),
        actions: Some(html! {
            (link_button(Look::Quiet, "In trang này", "#").icon("printer"))
            (link_button(Look::Primary, "Mở báo cáo", "#").icon("file-text"))
        }),
        who: Some(Who {
            name: "Nguyễn Thị Hồng Ngọc Ánh".to_owned(),
            role_label: "Chủ tịch Công đoàn cơ sở".to_owned(),
            unit_label: LONG.to_owned(),
        }),
        menu: vec![
            group(
                "",
                vec![
                    item("Tổng quan", "house", true, None),
                    item("Việc cần làm", "list-checks", false, Some(3)),
                ],
            ),
            group(
                "Công việc",
                vec![
                    item("Tổ chức & con người", "users", false, None),
                    item("Học tập", "graduation-cap", false, None),
                    item("Tuyên truyền", "megaphone", false, None),
                    item("Doanh nghiệp", "handshake", false, None),
                    item("Thi đua & danh hiệu", "award", false, None),
                ],
            ),
            group(
                "Sổ sách",
                vec![
                    item("Kế hoạch & báo cáo", "clipboard-list", false, Some(12)),
                    item("Văn bản", "file-text", false, None),
                ],
            ),
        ],
        crumbs: vec![
            ("Liên đoàn Lao động tỉnh".to_owned(), Some("#".to_owned())),
            (LONG.to_owned(), Some("#".to_owned())),
            (title.to_owned(), None),
        ],
        csrf: "token".to_owned(),
        ..Shell::new(lang, ShellKind::Officer, title)
    }
}

fn flashed(shell: Shell<'static>, tone: Tone) -> Shell<'static> {
    let undo = (tone == Tone::Ok).then(|| Undo {
        label: "Hoàn tác".to_owned(),
        action: "#".to_owned(),
        token: "1".to_owned(),
    });
    let text = if tone == Tone::Ok {
        "Đã chuyển 23 người sang lớp Kỹ năng số."
    } else {
        "Chưa lưu được: còn 5 chỗ cần sửa bên dưới."
    };
    Shell { flash: Some(Flash { tone, text: text.to_owned(), undo }), ..shell }
}

fn worker(lang: Lang) -> Shell<'static> {
    Shell {
        who: Some(Who {
            name: "Lò Văn Dũng".to_owned(),
            role_label: "Người lao động".to_owned(),
            unit_label: "CĐCS Chè Than Uyên".to_owned(),
        }),
        menu: vec![MenuGroup {
            label: String::new(),
            items: vec![
                item("Học", "book-open", true, None),
                item("Lớp", "calendar", false, None),
                item("Cuộc thi", "trophy", false, Some(2)),
                item("Sổ học tập", "clipboard-list", false, None),
                item("Thêm", "ellipsis", false, None),
            ],
        }],
        csrf: "token".to_owned(),
        ..Shell::new(lang, ShellKind::Worker, "Chào bạn Dũng")
    }
}
