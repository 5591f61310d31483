//! DOCX and XLSX are zip packages. Their writers stamp the clock and running numbers into them; here a package is
//! packed again so that the same paper gives the same bytes.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::Failed;

/// Packs the package again: fixed times, compressed, every part passed through `mend(name, bytes)`.
pub(crate) fn settle(
    package: Vec<u8>,
    mend: impl Fn(&str, Vec<u8>) -> Result<Vec<u8>, Failed>,
) -> Result<Vec<u8>, Failed> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut old = ZipArchive::new(Cursor::new(package))?;
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name().to_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        new.start_file(name.as_str(), options)?;
        new.write_all(&mend(&name, bytes)?)?;
    }
    Ok(new.finish()?.into_inner())
}
