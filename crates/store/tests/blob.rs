//! Contents outside the database, through their door.
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use kernel::Moment;
use std::io::Read;
use store::blob::{Blobs, Digest, LocalBlobs, PutError, put_bytes, read, wrong_with};

/// Long after every file of a test was made.
const FAR: Moment = Moment(32_503_680_000_000_000);

fn fresh() -> (tempfile::TempDir, LocalBlobs) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = LocalBlobs::open(&folder.path().join("media")).unwrap();
    (folder, blobs)
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(files(&path)) } else { out.push(path) }
    }
    out
}

#[test]
fn a_content_is_kept_once_under_its_digest_and_read_in_parts() {
    let (folder, blobs) = fresh();
    let blob = put_bytes(&blobs, b"hello").unwrap();
    assert_eq!(blob.digest.text(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!(put_bytes(&blobs, b"hello").unwrap(), blob);
    assert_eq!(files(folder.path()).len(), 1, "once");
    assert_eq!(blobs.length(&blob.digest).unwrap(), Some(5));
    let mut part = String::new();
    blobs.open(&blob.digest, 1, 3).unwrap().unwrap().read_to_string(&mut part).unwrap();
    assert_eq!(part, "ell");
    assert_eq!(read(&blobs, &Digest::of(b"other")).unwrap(), None);
    assert_eq!(wrong_with(&blobs, &blob.digest).unwrap(), None);
    assert_eq!(wrong_with(&blobs, &Digest::of(b"other")).unwrap(), Some("is missing"));
    std::fs::write(&files(folder.path())[0], b"hellO").unwrap();
    assert_eq!(wrong_with(&blobs, &blob.digest).unwrap(), Some("has another content than its name says"));
}

#[test]
fn too_long_a_content_and_a_broken_source_leave_nothing_behind() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    let (folder, blobs) = fresh();
    assert!(matches!(blobs.put(&mut &b"hello"[..], 4), Err(PutError::TooLong(4))));
    assert!(matches!(blobs.put(&mut b"hell".chain(Broken), 100), Err(PutError::Io(_))));
    assert_eq!(files(folder.path()), Vec::<std::path::PathBuf>::new());
    assert!(blobs.put(&mut &b"hello"[..], 5).is_ok(), "the bound itself is taken");
}

#[test]
fn only_what_is_old_and_needed_by_nobody_is_swept() {
    let (folder, blobs) = fresh();
    let kept = put_bytes(&blobs, b"kept").unwrap().digest;
    let left = put_bytes(&blobs, b"left").unwrap().digest;
    std::fs::write(folder.path().join("media/coming/1-1"), b"half").unwrap();
    let needs = |d: &Digest| *d == kept;
    assert_eq!(blobs.sweep(&needs, Moment(0)).unwrap(), 0, "all are young");
    assert_eq!(files(folder.path()).len(), 3);
    assert_eq!(blobs.sweep(&needs, FAR).unwrap(), 2, "the one left and the half one");
    assert_eq!((blobs.length(&kept).unwrap(), blobs.length(&left).unwrap()), (Some(4), None));
}

#[test]
fn nothing_but_a_digest_names_a_content() {
    for text in ["", "../../etc/passwd", &"A".repeat(64), &"g".repeat(64), &"a".repeat(63), &"é".repeat(32)]
    {
        assert_eq!(Digest::parse(text), None, "{text}");
    }
    assert!(Digest::parse(&"0af9".repeat(16)).is_some());
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_reads_them() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, blobs) = fresh();
    put_bytes(&blobs, b"hello").unwrap();
    let mode = |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&files(folder.path())[0]), 0o600);
    assert_eq!(mode(&folder.path().join("media")), 0o700);
}
