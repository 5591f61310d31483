//! Material through HTTP: taken by content, made small, shown to whom it is for, in whole and in parts.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a step of the walk that fails is a failed test"
)]

#[expect(dead_code, reason = "other tests take the other parts")]
mod small_world;

use bytes::Bytes;
use http::Request;
use image::{DynamicImage, ImageFormat, RgbImage};
use kernel::MediaId;
use learning::media::model::{Kind, Media, Purpose, Work};
use learning::media::service::{NewMedia, check, copy, open_to_all, prepare_bytes, sweep, take, work_one};
use learning::media::store as rows;
use small_world::{SmallWorld, worlds};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::Entry;
use store::testing::test_now;
use web::testing::{Answer, Browser};

const PDF: &[u8] = b"%PDF-1.4\nabcdefghij\n%%EOF\n";

/// A photo of this size, as a camera makes it: not two points alike.
fn photo(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)).wrapping_mul(2_654_435_761) >> 24;
        image::Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, noise as u8])
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// The same photo as a phone held upright writes it: turned by a mark, with the place in plain bytes.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS-22.38N-103.46E");
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &tiff, &jpeg[2..]].concat()
}

fn send(b: &mut Browser, title: &str, bytes: &[u8]) -> Answer {
    b.upload(
        "/don-vi/A/hoc-lieu/moi",
        &[("title", title), ("alt", "Một người thợ")],
        ("file", "../../x.exe", bytes),
    )
}

fn id_in(answer: &Answer) -> MediaId {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location.as_deref().unwrap().split('/').nth(2).unwrap().parse().unwrap()
}

fn known(w: &SmallWorld, id: MediaId) -> Media {
    w.fresh.db.read(|v| Ok(rows::find(v, id)?)).unwrap().unwrap()
}

fn ask(b: &mut Browser, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    b.send(request, Bytes::new())
}

fn evidence(w: &SmallWorld, bytes: &[u8]) -> MediaId {
    let file = prepare_bytes(&w.shop, bytes).unwrap();
    let new = NewMedia { unit: w.tea, person: Some(w.an), title: "Ảnh tự học", alt: "", file: &file };
    w.fresh.db.write(&Entry::cli("test", ""), |tx| take(tx, &new)).unwrap()
}

/// Every file below the folder of media.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(files(&path)) } else { out.push(path) }
    }
    out
}

#[test]
fn a_photo_is_turned_made_small_and_loses_its_place() {
    for w in worlds() {
        let mut officer = w.browser("officer");
        assert!(officer.get("/hoc-lieu").text().contains("Chưa có học liệu nào"));
        let photo = with_exif(&photo(1600, 1200));
        assert!(photo.windows(8).any(|w| w == b"GPS-22.3"));
        let id = id_in(&send(&mut officer, "Đội mũ bảo hộ", &photo));
        let media = known(&w, id);
        assert_eq!((media.kind, media.work.clone(), media.unit), (Kind::Picture, Work::Ready, w.tea));
        let size = |p| media.form(p).unwrap().size.unwrap();
        assert_eq!((size(Purpose::Large), size(Purpose::Small)), ((960, 1280), (360, 480)), "upright");
        let page = officer.get(&format!("/hoc-lieu/{id}")).text();
        assert!(
            page.contains("width=\"960\" height=\"1280\"") && page.contains("alt=\"Một người thợ\""),
            "{page}"
        );
        for form in &media.forms {
            let got = officer.get(&format!("/hoc-lieu/tep/{}", form.digest));
            assert_eq!((got.status.as_u16(), got.content_type.as_str()), (200, form.content_type.as_str()));
            assert_eq!(store::blob::Digest::of(&got.bytes), form.digest);
            assert!(
                !got.bytes.windows(4).any(|w| w == b"Exif" || w == b"GPS-"),
                "nothing of where it was taken"
            );
        }
        assert!(media.form(Purpose::Small).unwrap().bytes < photo.len() as u64 / 4);
        assert!(officer.get("/hoc-lieu?tim=mu+bao+ho").text().contains("Đội mũ bảo hộ"));
        assert!(!officer.get("/hoc-lieu?loai=video").text().contains("Đội mũ bảo hộ"));
        // no name that anybody gave reached the disk, and the photo as it came is not there
        let names = files(&w.shop.folder);
        assert_eq!(names.len(), 2);
        assert!(
            names
                .iter()
                .all(|n| store::blob::Digest::parse(n.file_name().unwrap().to_str().unwrap()).is_some())
        );
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn what_is_not_taken_is_refused_with_what_to_do_and_nothing_is_kept() {
    let w = worlds().remove(0);
    let mut officer = w.browser("officer");
    let mut bomb = Cursor::new(Vec::new());
    // a small file that would fill 300 million points
    DynamicImage::new_luma8(30_000, 10_000).write_to(&mut bomb, ImageFormat::Png).unwrap();
    for (bytes, said) in [
        (&b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"[..], "SVG"),
        (b"<!doctype html><script>alert(1)</script>", "HTML"),
        (b"PK\x03\x04...", "lưu thành PDF"),
        (b"%PDF-1.4 and no end", "bị cụt"),
        (b"\x89PNG\r\n\x1a\nrubbish", "Ảnh bị hỏng"),
        (bomb.get_ref(), "triệu điểm"),
        (b"OggS\0\x02rest", "chưa có chương trình ffmpeg"),
        (b"", "Tệp trống"),
    ] {
        let answer = send(&mut officer, "Thử", bytes);
        assert_eq!(answer.status, 422, "{said}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
    }
    assert!(send(&mut officer, "", PDF).text().contains("Hãy ghi tên học liệu"));
    assert!(officer.get("/hoc-lieu").text().contains("Chưa có học liệu nào"));
    let later = kernel::Moment(32_503_680_000_000_000);
    sweep(&w.fresh.db, &w.shop, later).unwrap();
    assert_eq!(files(&w.shop.folder), Vec::<PathBuf>::new());
}

#[test]
fn material_is_for_who_is_signed_in_and_for_all_once_it_is_open() {
    for w in worlds() {
        let mut officer = w.browser("officer");
        let id = id_in(&send(&mut officer, "Sổ tay", PDF));
        let path = format!("/hoc-lieu/tep/{}", known(&w, id).forms[0].digest);
        let mut nobody = Browser::new(w.app.clone()).unwrap();
        assert_eq!(nobody.get(&path).status, 404);
        let seen = w.browser("an").get(&path);
        assert_eq!(seen.status, 200, "a learner reads it");
        assert_eq!(seen.headers["cache-control"], "private, max-age=31536000, immutable");
        let disposition = seen.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename=\"so-tay.pdf\""), "{disposition}");
        let csp = seen.headers["content-security-policy"].to_str().unwrap();
        assert!(csp.contains("sandbox") && seen.headers["x-content-type-options"] == "nosniff");
        let open = |to| w.fresh.db.write(&Entry::cli("test", ""), |tx| open_to_all(tx, id, to)).unwrap();
        assert!(open(true) && !open(true));
        let seen = nobody.get(&path);
        assert_eq!(seen.status, 200);
        assert!(seen.headers["cache-control"].to_str().unwrap().starts_with("public"));
        assert!(open(false));
        assert_eq!(nobody.get(&path).status, 404);
        // the page of it belongs to those who keep it
        assert_eq!(w.browser("stranger").get(&format!("/hoc-lieu/{id}")).status, 404);
        assert_eq!(w.browser("an").get("/hoc-lieu").status, 403);
        assert!(!w.browser("stranger").get("/hoc-lieu").text().contains("Sổ tay"));
        for wrong in ["/hoc-lieu/tep/x", &format!("/hoc-lieu/tep/{}", "a".repeat(64))] {
            assert_eq!(officer.get(wrong).status, 404);
        }
    }
}

#[test]
fn evidence_is_for_its_owner_and_the_officers_of_the_unit_alone() {
    for w in worlds() {
        let id = evidence(&w, PDF);
        let path = format!("/hoc-lieu/minh-chung/{id}/whole");
        let own = w.browser("an").get(&path);
        assert_eq!((own.status.as_u16(), &own.bytes[..]), (200, PDF));
        assert_eq!(own.headers["cache-control"], "no-store");
        assert_eq!(w.browser("officer").get(&path).status, 200);
        assert_eq!(w.browser("federation").get(&path).status, 200);
        for who in ["mai", "stranger", "employer"] {
            assert_eq!(w.browser(who).get(&path).status, 404, "{who}");
        }
        let mut nobody = Browser::new(w.app.clone()).unwrap();
        assert_eq!(nobody.get(&path).status, 303, "to the door");
        // its content gives no way in, and it is no material
        let digest = known(&w, id).forms[0].digest.clone();
        for who in ["an", "officer", "mai"] {
            assert_eq!(w.browser(who).get(&format!("/hoc-lieu/tep/{digest}")).status, 404, "{who}");
        }
        assert_eq!(w.browser("officer").get(&format!("/hoc-lieu/{id}")).status, 404);
        let opened = w.fresh.db.write(&Entry::cli("test", ""), |tx| open_to_all(tx, id, true));
        assert!(matches!(opened, Err(kernel::Failure::NotFound)));
    }
}

#[test]
fn parts_are_given_as_the_rules_of_the_web_say() {
    let w = worlds().remove(0);
    let mut officer = w.browser("officer");
    let id = id_in(&send(&mut officer, "Sổ tay", PDF));
    let path = format!("/hoc-lieu/tep/{}", known(&w, id).forms[0].digest);
    let whole = officer.get(&path);
    let tag = whole.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(whole.headers["accept-ranges"], "bytes");
    assert_eq!(whole.headers["content-length"], PDF.len().to_string().as_str());
    let part = ask(&mut officer, &path, &[("range", "bytes=9-18")]);
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &b"abcdefghij"[..]));
    assert_eq!(part.headers["content-range"], format!("bytes 9-18/{}", PDF.len()).as_str());
    let last = ask(&mut officer, &path, &[("range", "bytes=-6"), ("if-range", &tag)]);
    assert_eq!((last.status.as_u16(), &last.bytes[..]), (206, &b"%%EOF\n"[..]));
    let other = ask(&mut officer, &path, &[("range", "bytes=0-1"), ("if-range", "\"another\"")]);
    assert_eq!((other.status.as_u16(), other.bytes.len()), (200, PDF.len()), "another content: the whole");
    let beyond = ask(&mut officer, &path, &[("range", "bytes=5000-")]);
    assert_eq!(beyond.status, 416);
    assert_eq!(beyond.headers["content-range"], format!("bytes */{}", PDF.len()).as_str());
    let known = ask(&mut officer, &path, &[("if-none-match", &tag)]);
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
    let head = officer.send(Request::head(&path), Bytes::new());
    assert_eq!((head.status.as_u16(), head.bytes.len()), (200, 0));
    assert_eq!(head.headers["content-length"], PDF.len().to_string().as_str());
}

fn piece(b: &mut Browser, at: &str, from: usize, bytes: &[u8]) -> Answer {
    let csrf = b.csrf();
    let request = Request::post(format!("{at}?tu={from}"))
        .header("content-type", "application/octet-stream")
        .header("x-csrf", csrf);
    b.send(request, Bytes::copy_from_slice(bytes))
}

fn here(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_str::<serde_json::Value>(&answer.text()).unwrap()["here"].as_u64().unwrap()
}

fn told(answer: &Answer, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(&answer.text()).expect("JSON");
    value[name].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_file_comes_in_pieces_twice_with_gaps_and_across_a_restart() {
    for w in worlds() {
        let file = photo(900, 700);
        let mut officer = w.browser("officer");
        let size = file.len().to_string();
        let fields = [("title", "Ảnh lớn"), ("bytes", size.as_str())];
        let begun = officer.post("/don-vi/A/hoc-lieu/gui", &fields);
        assert_eq!(begun.status, 201);
        let at = told(&begun, "at");
        assert_eq!(here(&piece(&mut officer, &at, 0, &file[..1000])), 1000);
        assert_eq!(here(&piece(&mut officer, &at, 0, &file[..1000])), 1000, "again: nothing changes");
        assert_eq!(here(&piece(&mut officer, &at, 5000, &file[5000..6000])), 1000, "a gap is not taken");
        assert_eq!(here(&piece(&mut officer, &at, 500, &file[500..3000])), 3000, "an overlap is");
        let early = officer.post(&format!("{at}/xong"), &[]);
        assert_eq!(early.status, 422);
        assert!(early.text().contains("Hãy gửi nốt"), "{}", early.text());
        // nobody else, and nobody without the token
        assert_eq!(w.browser("stranger").get(&at).status, 404);
        assert_eq!(w.browser("federation").get(&at).status, 404);
        let no_token =
            Request::post(format!("{at}?tu=3000")).header("content-type", "application/octet-stream");
        assert_eq!(officer.send(no_token, Bytes::from_static(b"x")).status, 403);
        // another browser of the same officer: what has come is known from the disk
        let mut again = w.browser("officer");
        assert_eq!(here(&again.get(&at)), 3000);
        assert_eq!(here(&piece(&mut again, &at, 3000, &file[3000..])), file.len() as u64);
        assert_eq!(piece(&mut again, &at, file.len(), b"more").status, 422);
        let done = told(&again.post(&format!("{at}/xong"), &[]), "go");
        assert_eq!(told(&again.post(&format!("{at}/xong"), &[]), "go"), done, "finished twice, made once");
        assert!(again.get(&done).text().contains("Ảnh lớn"));
        assert!(
            !w.shop.folder.join("arriving").read_dir().unwrap().any(|f| f.is_ok()),
            "the pieces are gone"
        );
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn refused_and_forgotten_files_leave_no_pieces_and_no_row() {
    let w = worlds().remove(0);
    let mut officer = w.browser("officer");
    let begin = |b: &mut Browser| b.post("/don-vi/A/hoc-lieu/gui", &[("title", "Tệp"), ("bytes", "4")]);
    let at = told(&begin(&mut officer), "at");
    piece(&mut officer, &at, 0, b"MZ\x90\0");
    let refused = officer.post(&format!("{at}/xong"), &[]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Không nhận ra loại tệp"), "{}", refused.text());
    assert_eq!(officer.get(&at).status, 404);
    let mut all: Vec<Answer> = (0..6).map(|_| begin(&mut officer)).collect();
    let last = all.pop().unwrap();
    assert!(all.iter().all(|a| a.status == 201), "five may be on their way");
    assert!(last.status == 422 && last.text().contains("5 tệp gửi dở"), "{}", last.text());
    let at = told(&all[0], "at");
    piece(&mut officer, &at, 0, b"MZ");
    let days = |n: i64| kernel::Moment(test_now().0 + n * 86_400_000_000);
    sweep(&w.fresh.db, &w.shop, days(3)).unwrap();
    assert_eq!(here(&officer.get(&at)), 2, "it waits over the weekend");
    sweep(&w.fresh.db, &w.shop, days(5)).unwrap();
    assert_eq!(officer.get(&at).status, 404);
    assert!(!files(&w.shop.folder).iter().any(|f| f.to_string_lossy().contains("arriving")));
}

fn ffmpeg() -> PathBuf {
    let path = PathBuf::from("/usr/bin/ffmpeg");
    assert!(path.exists(), "script/test installs ffmpeg");
    path
}

/// A film of this many seconds, made by the program itself; with a place and a name written into it.
fn film(folder: &Path, name: &str, arguments: &[&str]) -> Vec<u8> {
    let to = folder.join(name);
    let done = Command::new(ffmpeg())
        .args(["-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=3"])
        .args(["-f", "lavfi", "-i", "sine=f=440:d=3", "-metadata", "title=Nha rieng cua An"])
        .args(arguments)
        .arg(&to)
        .status()
        .unwrap();
    assert!(done.success());
    std::fs::read(to).unwrap()
}

#[test]
fn video_and_sound_are_made_small_in_the_background() {
    for mut w in worlds() {
        w.use_ffmpeg(ffmpeg());
        let folder = tempfile::tempdir().unwrap();
        let mut officer = w.browser("officer");
        let came = film(folder.path(), "a.mp4", &["-c:v", "libx264", "-b:v", "3M", "-c:a", "aac"]);
        let id = id_in(&send(&mut officer, "Vận hành máy", &came));
        assert_eq!(known(&w, id).work, Work::Waiting);
        assert!(officer.get(&format!("/hoc-lieu/{id}")).text().contains("Đang nén cho nhẹ"));
        // the server was killed in the middle: a folder half full, one try counted
        let half = w.shop.folder.join("work").join(id.to_string());
        std::fs::create_dir_all(&half).unwrap();
        std::fs::write(half.join("low.m4"), b"half").unwrap();
        w.fresh.db.write(&Entry::cli("test", ""), |tx| Ok(rows::try_again(tx, id)?)).unwrap();
        assert!(work_one(&w.fresh.db, &w.shop).unwrap());
        assert!(!work_one(&w.fresh.db, &w.shop).unwrap(), "nothing waits any more");
        let media = known(&w, id);
        assert_eq!(media.work, Work::Ready, "{media:?}");
        let size = |p| media.form(p).unwrap().size;
        assert_eq!((size(Purpose::Low), size(Purpose::High)), (Some((426, 240)), Some((640, 360))));
        let bytes = |p| media.form(p).unwrap().bytes;
        assert!(bytes(Purpose::Low) < bytes(Purpose::High) && bytes(Purpose::High) < came.len() as u64);
        // 150 kbit/s and a voice for three seconds
        assert!(bytes(Purpose::Low) < 150_000 && bytes(Purpose::Audio) < 30_000, "{media:?}");
        assert_eq!(media.form(Purpose::Low).unwrap().seconds, Some(3));
        let page = officer.get(&format!("/hoc-lieu/{id}")).text();
        assert!(page.contains("<video controls") && page.contains("chỉ nghe tiếng"), "{page}");
        let path = format!("/hoc-lieu/tep/{}", media.form(Purpose::Low).unwrap().digest);
        let low = officer.get(&path);
        assert!(!low.bytes.windows(8).any(|w| w == b"Nha rien"), "what the phone wrote into it is gone");
        let at = |what: &[u8]| low.bytes.windows(4).position(|w| w == what).unwrap();
        assert!(at(b"moov") < at(b"mdat"), "it plays before all of it has come");
        assert_eq!(ask(&mut officer, &path, &[("range", "bytes=0-99")]).status, 206);
        // what came goes, the forms stay
        sweep(&w.fresh.db, &w.shop, kernel::Moment(32_503_680_000_000_000)).unwrap();
        assert_eq!(files(&w.shop.folder).len(), 3);
        let webm =
            film(folder.path(), "a.webm", &["-c:v", "libvpx", "-c:a", "libvorbis", "-vf", "transpose=1"]);
        let upright = id_in(&send(&mut officer, "Đứng", &webm));
        let sound = film(folder.path(), "a.wav", &["-map", "1:a"]);
        let sound = id_in(&send(&mut officer, "Bài đọc", &sound));
        let rotten = id_in(&send(&mut officer, "Hỏng", b"\0\0\0\x20ftypisom\0\0\0\0rubbish rubbish rubbish"));
        while work_one(&w.fresh.db, &w.shop).unwrap() {}
        assert_eq!(known(&w, upright).form(Purpose::Low).unwrap().size, Some((240, 426)), "the shorter side");
        let sound = known(&w, sound);
        assert_eq!((sound.kind, sound.forms.len(), sound.forms[0].purpose), (Kind::Sound, 1, Purpose::Audio));
        assert!(matches!(known(&w, rotten).work, Work::Failed(_)));
        let page = officer.get(&format!("/hoc-lieu/{rotten}")).text();
        assert!(page.contains("Nén không được") && page.contains("Thử nén lại"));
        assert_eq!(officer.post(&format!("/hoc-lieu/{rotten}/lam-lai"), &[]).status, 303);
        assert_eq!(known(&w, rotten).work, Work::Waiting);
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn without_the_program_small_files_are_taken_as_they_are_and_the_page_says_so() {
    let w = worlds().remove(0);
    let mut officer = w.browser("officer");
    assert!(officer.get("/don-vi/A/hoc-lieu/moi").text().contains("chưa nén được video"));
    let id = id_in(&send(&mut officer, "Bài hát", b"ID3\x04 some sound"));
    let media = known(&w, id);
    assert_eq!((media.work.clone(), media.forms[0].purpose), (Work::Ready, Purpose::Whole));
    assert!(officer.get(&format!("/hoc-lieu/{id}")).text().contains("<audio controls"));
    let large = [&b"\0\0\0\x20ftypisom"[..], &vec![0; 19_000_000]].concat();
    assert_eq!(send(&mut officer, "Vừa", &large).status, 303);
    let over = prepare_bytes(&w.shop, &[&b"\0\0\0\x20ftypisom"[..], &vec![0; 25_000_000]].concat());
    assert!(over.unwrap_err().messages()[0].contains("quản trị cài ffmpeg"));
}

#[test]
fn what_a_worker_showed_goes_when_its_row_is_emptied() {
    for w in worlds() {
        let id = evidence(&w, PDF);
        let far = kernel::Moment(32_503_680_000_000_000);
        assert_eq!(sweep(&w.fresh.db, &w.shop, far).unwrap(), 0);
        let blanks = w
            .fresh
            .db
            .read(|v| {
                Ok(v.rows("select id from learning_media_variant where media = $1", &[id.into()], |r| {
                    r.int(0)
                })?)
            })
            .unwrap();
        let blank = |table: &str, row| store::erasure::Blank {
            person: w.an,
            table: table.to_owned(),
            row,
            columns: vec![("sha256".to_owned(), "".into())],
        };
        let mut all: Vec<_> = blanks.into_iter().map(|row| blank("learning_media_variant", row)).collect();
        all.push(blank("learning_media", id.0));
        w.fresh
            .db
            .write(&Entry::cli("privacy.erase", ""), |tx| Ok(store::erasure::erase(tx, &all)?))
            .unwrap();
        assert_eq!(w.browser("an").get(&format!("/hoc-lieu/minh-chung/{id}/whole")).status, 404);
        assert_eq!(sweep(&w.fresh.db, &w.shop, far).unwrap(), 1, "the bytes go too");
        assert_eq!(w.fresh.db.verify().unwrap(), [], "{}", w.fresh.engine);
    }
}

#[test]
fn contents_are_copied_once_and_a_check_finds_what_is_missing_or_changed() {
    let w = worlds().remove(0);
    let id = evidence(&w, PDF);
    let second = tempfile::tempdir().unwrap();
    let to = store::blob::LocalBlobs::open(second.path()).unwrap();
    let copy = || w.fresh.db.read(|v| copy(v, &*w.shop.blobs, &to)).unwrap();
    assert_eq!((copy(), copy()), ((1, 1), (1, 0)), "what is there is not copied again");
    let wrong = |blobs: &dyn store::blob::Blobs| w.fresh.db.read(|v| check(v, blobs)).unwrap().1;
    assert!(wrong(&to).is_empty() && wrong(&*w.shop.blobs).is_empty());
    let file = files(second.path()).remove(0);
    std::fs::write(&file, b"%PDF-forged").unwrap();
    assert_eq!(wrong(&to)[0].wrong, "has another content than its name says");
    std::fs::remove_file(file).unwrap();
    let found = wrong(&to);
    assert_eq!(found[0].wrong, "is missing");
    assert!(found[0].place.contains(known(&w, id).forms[0].digest.text()));
}
