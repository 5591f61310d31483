//! A list as text with separators.
use ::store::sockets::Present;
use kernel::sheet::Column as Wanted;
use kernel::{Failure, Result};

/// Its media type.
pub(super) const CSV: &str = "text/csv; charset=utf-8";

/// CSV in UTF-8 with its mark, so that spreadsheets read it as such.
pub(super) fn csv(columns: &[&Wanted], rows: &[Present]) -> Result<Vec<u8>> {
    let broken = |e: csv::Error| Failure::broken(e.to_string());
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(std::iter::once("TT").chain(columns.iter().map(|c| c.title))).map_err(broken)?;
    for (number, row) in (1..).zip(rows) {
        let number: usize = number;
        let cells = columns.iter().map(|c| plain(row.get(c.key).map_or("", String::as_str)));
        out.write_record(std::iter::once(number.to_string()).chain(cells)).map_err(broken)?;
    }
    out.into_inner().map_err(|e| Failure::broken(e.to_string()))
}

/// A text that no spreadsheet takes for a formula. The import takes the guard off again.
pub(crate) fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_formula_comes_out() {
        assert_eq!(plain("=1+1"), "'=1+1");
        assert_eq!(plain("Tổ 1"), "Tổ 1");
    }
}
