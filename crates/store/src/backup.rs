//! Backup and restore: one file with every table as text, whatever the engine. It is made while
//! others write, it goes from SQLite to PostgreSQL and back, and a damaged one is refused whole.

use crate::chain::{Head, sha256};
use crate::engine::{Db, Entry};
use crate::migrate::{all, kept_tables};
use crate::tx::View;
use crate::value::{StoreError, Val};
use base64::Engine as _;
use kernel::{Failure, Result};
use std::io::{Read, Write};
use std::path::Path;

/// Tables that are made again instead of carried: who keeps them plugs a reckoner in.
/// Sessions end with a restore.
const LEFT_OUT: &[&str] = &["store_migration", "store_lock"];

#[derive(serde::Serialize, serde::Deserialize)]
struct Manifest {
    format: u32,
    program: String,
    migration: i64,
    head_txn: i64,
    head_hash: String,
    tables: Vec<TablePart>,
    files: Vec<FilePart>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct TablePart {
    name: String,
    columns: Vec<String>,
    rows: u64,
    sha256: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct FilePart {
    name: String,
    sha256: String,
}

/// A new file that only its owner can read: backups and keys hold everything there is.
pub fn for_owner_only(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        // a file that was there before keeps its mode unless it is told otherwise
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

fn broken(what: &str) -> impl Fn(std::io::Error) -> Failure + '_ {
    move |e| Failure::broken(format!("{what}: {e}"))
}
fn zip_broken(e: zip::result::ZipError) -> Failure {
    Failure::field(
        "file",
        format!(
            "Tệp sao lưu hỏng hoặc không phải tệp sao lưu của Áo Giáp ({e}). Dữ liệu hiện có không bị thay đổi."
        ),
    )
}

fn tables(view: &View) -> std::result::Result<Vec<String>, StoreError> {
    let sql = if view.is_lite() {
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
    } else {
        "select cast(table_name as text) from information_schema.tables where table_schema = current_schema() \
         and table_type = 'BASE TABLE' order by table_name"
    };
    let mut names = view.rows(sql, &[], |r| r.text(0))?;
    names.retain(|n| !LEFT_OUT.contains(&n.as_str()));
    names.sort();
    Ok(names)
}

/// Writes everything to `file` (through a temporary neighbour, so that a half file never has the name).
/// `extra` are files beside the database (keys), by name. Gives rows written and the end of the log.
pub fn backup(db: &Db, file: &Path, extra: &[(String, Vec<u8>)]) -> Result<(u64, Head)> {
    let part = file.with_extension("part");
    let out = for_owner_only(&part).map_err(broken("cannot write the backup"))?;
    let mut zip = zip::ZipWriter::new(std::io::BufWriter::new(out));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .large_file(true);
    let mut total = 0;
    let head = db.read(|view| {
        let head = Head::read(view)?;
        let mut parts = Vec::new();
        for name in tables(view)? {
            zip.start_file(format!("tables/{name}.jsonl"), options).map_err(zip_broken)?;
            let order = if kept_tables().iter().any(|k| k.table == name) { "order by id" } else { "" };
            let mut columns = Vec::new();
            let mut rows = 0;
            let mut digest = Vec::new();
            let mut failed = None;
            view.each(&format!("select * from {name} {order}"), &[], |r| {
                let named = r.named()?;
                if rows == 0 {
                    columns = named.iter().map(|(n, _)| n.clone()).collect();
                }
                let line = row_text(named.into_iter().map(|(_, v)| v))?;
                digest.push(sha256(line.as_bytes()));
                rows += 1;
                if let Err(e) = zip.write_all(line.as_bytes()) {
                    failed = Some(e);
                }
                Ok(())
            })?;
            if let Some(e) = failed {
                return Err(broken("cannot write the backup")(e));
            }
            total += rows;
            parts.push(TablePart { name, columns, rows, sha256: sha256(digest.concat().as_bytes()) });
        }
        let mut files = Vec::new();
        for (name, bytes) in extra {
            zip.start_file(format!("files/{name}"), options).map_err(zip_broken)?;
            zip.write_all(bytes).map_err(broken("cannot write the backup"))?;
            files.push(FilePart { name: name.clone(), sha256: sha256(bytes) });
        }
        let manifest = Manifest {
            format: 1,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            migration: all().last().map_or(0, |m| m.0),
            head_txn: head.txn,
            head_hash: head.hash.clone(),
            tables: parts,
            files,
        };
        zip.start_file("manifest.json", options).map_err(zip_broken)?;
        let text = serde_json::to_vec_pretty(&manifest).map_err(|e| Failure::broken(e.to_string()))?;
        zip.write_all(&text).map_err(broken("cannot write the backup"))?;
        Ok(head)
    })?;
    let out = zip.finish().map_err(zip_broken)?;
    let out = out.into_inner().map_err(|e| Failure::broken(e.to_string()))?;
    out.sync_all().map_err(broken("cannot write the backup"))?;
    std::fs::rename(&part, file).map_err(broken("cannot name the backup"))?;
    Ok((total, head))
}

fn row_text(values: impl Iterator<Item = Val>) -> std::result::Result<String, StoreError> {
    let cells: Vec<serde_json::Value> = values
        .map(|v| match v {
            Val::Null => serde_json::Value::Null,
            Val::Int(i) => i.into(),
            Val::Text(t) => t.into(),
            Val::Bytes(b) => serde_json::json!({ "b": base64::engine::general_purpose::STANDARD.encode(b) }),
        })
        .collect();
    let mut line = serde_json::to_string(&cells).map_err(|e| StoreError::Own(e.to_string()))?;
    line.push('\n');
    Ok(line)
}

fn row_values(line: &str) -> Option<Vec<Val>> {
    let cells: Vec<serde_json::Value> = serde_json::from_str(line).ok()?;
    cells
        .into_iter()
        .map(|c| match c {
            serde_json::Value::Null => Some(Val::Null),
            serde_json::Value::Number(n) => n.as_i64().map(Val::Int),
            serde_json::Value::String(s) => Some(Val::Text(s)),
            serde_json::Value::Object(o) => {
                base64::engine::general_purpose::STANDARD.decode(o.get("b")?.as_str()?).ok().map(Val::Bytes)
            }
            _ => None,
        })
        .collect()
}

/// A backup that was read to the end and found whole.
pub struct Checked {
    tables: Vec<(TablePart, Vec<Vec<Val>>)>,
    /// Files beside the database.
    pub files: Vec<(String, Vec<u8>)>,
    /// The end of the log inside.
    pub head: Head,
}

/// Reads a backup and checks every part of it, without touching any database.
pub fn check(file: &Path) -> Result<Checked> {
    let damaged = |what: &str| {
        Failure::field(
            "file",
            format!(
                "Tệp sao lưu bị hỏng ở phần “{what}”. Dữ liệu hiện có không bị thay đổi; hãy dùng tệp sao lưu khác."
            ),
        )
    };
    let input = std::fs::File::open(file)
        .map_err(|e| Failure::field("file", format!("Không mở được tệp sao lưu {}: {e}.", file.display())))?;
    let mut zip = zip::ZipArchive::new(std::io::BufReader::new(input)).map_err(zip_broken)?;
    let mut part = |name: &str| -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        zip.by_name(name).map_err(|_| damaged(name))?.read_to_end(&mut bytes).map_err(|_| damaged(name))?;
        Ok(bytes)
    };
    let manifest: Manifest =
        serde_json::from_slice(&part("manifest.json")?).map_err(|_| damaged("manifest.json"))?;
    let newest = all().last().map_or(0, |m| m.0);
    if manifest.format != 1 || manifest.migration > newest {
        return Err(Failure::field(
            "file",
            "Tệp sao lưu do phiên bản mới hơn tạo ra. Hãy nâng cấp chương trình rồi khôi phục lại.",
        ));
    }
    let mut tables = Vec::new();
    for t in manifest.tables {
        let name = format!("tables/{}.jsonl", t.name);
        let text = String::from_utf8(part(&name)?).map_err(|_| damaged(&name))?;
        let mut digest = String::new();
        let mut rows = Vec::new();
        for line in text.split_inclusive('\n') {
            digest.push_str(&sha256(line.as_bytes()));
            rows.push(row_values(line).filter(|r| r.len() == t.columns.len()).ok_or_else(|| damaged(&name))?);
        }
        if rows.len() as u64 != t.rows || sha256(digest.as_bytes()) != t.sha256 {
            return Err(damaged(&name));
        }
        tables.push((t, rows));
    }
    let mut files = Vec::new();
    for f in manifest.files {
        let bytes = part(&format!("files/{}", f.name))?;
        if sha256(&bytes) != f.sha256 || f.name.contains(['/', '\\']) || f.name.starts_with('.') {
            return Err(damaged(&f.name));
        }
        files.push((f.name, bytes));
    }
    Ok(Checked { tables, files, head: Head { txn: manifest.head_txn, hash: manifest.head_hash } })
}

/// Fills an empty database from a checked backup, in one transaction: all of it or nothing.
/// The restored database gets a new epoch, so that phones offer again what they have sent.
pub fn restore(db: &Db, backup: &Checked) -> Result<u64> {
    let head = db.read(|v| Ok(Head::read(v)?))?;
    if head.txn != 0 {
        return Err(Failure::Conflict(
            "Kho dữ liệu đích không trống: chỉ khôi phục vào một thư mục hoặc cơ sở dữ liệu mới.".to_owned(),
        ));
    }
    let rows = db.fill(|view| {
        let known = tables(view)?;
        let mut rows = 0;
        // the seed rows of the migrations come back with the backup
        view.batch("delete from store_setting")?;
        for (t, values) in &backup.tables {
            if !known.contains(&t.name) {
                return Err(Failure::field("file", format!("Tệp sao lưu có bảng lạ “{}”.", t.name)));
            }
            if values.is_empty() {
                continue;
            }
            let holes: Vec<String> = (1..=t.columns.len()).map(|i| format!("${i}")).collect();
            let sql =
                format!("insert into {} ({}) values ({})", t.name, t.columns.join(", "), holes.join(", "));
            for row in values {
                view.exec(&sql, row)?;
                rows += 1;
            }
        }
        Ok(rows)
    })?;
    let now = db.read(|v| Ok(Head::read(v)?))?;
    if now != backup.head {
        return Err(Failure::broken("the restored log does not end where the backup says"));
    }
    db.write(&Entry::cli("store.restore", format!("rows {rows}")), |tx| {
        tx.set("epoch", &format!("{}-{}", tx.txn(), tx.now.0))?;
        Ok(())
    })?;
    Ok(rows)
}
