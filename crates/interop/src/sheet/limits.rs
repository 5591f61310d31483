/// How much of a file we are willing to take in. The defaults fit a list of a whole province
/// and keep the memory of one reading under 256 MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file itself.
    pub max_bytes: usize,
    /// Parts inside a zip (xlsx, ods).
    pub max_entries: usize,
    /// Bytes after unpacking, declared or counted while unpacking, all parts together.
    pub max_unpacked: u64,
    /// Unpacked bytes for one packed byte, looked at once a part is larger than 1 MiB.
    pub max_ratio: u64,
    /// Sheets in one book.
    pub max_sheets: usize,
    /// Rows with something in them, in one sheet.
    pub max_rows: usize,
    /// The last column that may hold something.
    pub max_columns: usize,
    /// Cells with something in them, in the whole book.
    pub max_cells: usize,
    /// Bytes of text in all cells together.
    pub max_text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 20 << 20,
            max_entries: 2_000,
            max_unpacked: 400 << 20,
            max_ratio: 250,
            max_sheets: 100,
            max_rows: 50_000,
            max_columns: 200,
            max_cells: 1_200_000,
            max_text: 48 << 20,
        }
    }
}
