use std::fmt;

/// What a file turned out to be when it is not a list we can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A Word document, old or new, or RTF.
    Word,
    /// A PowerPoint presentation.
    Slides,
    /// Some other zip or packed file.
    Archive,
    /// A web page under another name; bank and ministry systems "export to Excel" this way.
    WebPage,
    /// An Excel binary book (.xlsb).
    Xlsb,
    /// Excel 95 or older.
    OldExcel,
    /// An Excel 2003 XML book.
    XmlBook,
    /// Bytes that are no text and no format we know.
    Unknown,
}

/// Why a whole file was not read. The page shows [`Refused::message_vi`] as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Nothing in the file.
    Empty,
    /// The file is larger than we take.
    TooBig {
        /// Its size.
        bytes: usize,
        /// What we take.
        limit: usize,
    },
    /// Locked with a password.
    Encrypted,
    /// Not a list at all, or in a form we do not read.
    NotASheet(Found),
    /// Cut off or broken inside.
    Damaged,
    /// It would grow beyond reason when unpacked ("bom nén").
    Bomb,
    /// A book without sheets.
    NoSheets,
    /// Sheets, but no text in any of them.
    Blank,
    /// Too many sheets.
    TooManySheets {
        /// How many we take.
        limit: usize,
    },
    /// Too many rows with something in them.
    TooManyRows {
        /// The sheet's name.
        sheet: String,
        /// How many we take.
        limit: usize,
    },
    /// Something stands far to the right.
    TooManyColumns {
        /// The sheet's name.
        sheet: String,
        /// The cell, as Excel names it.
        cell: String,
        /// How many columns we take.
        limit: usize,
    },
    /// Too much in all: cells or text.
    TooMuch,
}

impl Refused {
    /// What is wrong and how to mend it, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::Empty => "Tệp rỗng (0 byte). Hãy kiểm tra lại tệp rồi gửi lại; có thể lần lưu hoặc tải về trước đó chưa xong.".into(),
            Self::TooBig { bytes, limit } => format!(
                "Tệp nặng {} MB, lớn hơn mức nhận {} MB. Hãy xóa hình ảnh và các trang tính không cần, hoặc chia danh sách thành nhiều tệp.",
                bytes.div_ceil(1 << 20),
                limit >> 20
            ),
            Self::Encrypted => "Tệp được khóa bằng mật khẩu nên không đọc được. Hãy mở bằng Excel, vào Tệp → Thông tin → Bảo vệ sổ làm việc, bỏ mật khẩu, lưu rồi gửi lại.".into(),
            Self::NotASheet(found) => found.message_vi().into(),
            Self::Damaged => "Tệp bị hỏng hoặc bị cắt dở (thường do tải lên hay chép USB chưa xong). Hãy mở lại bằng Excel, dùng “Lưu thành” (Save As) dạng .xlsx rồi gửi tệp mới.".into(),
            Self::Bomb => "Tệp nén bung ra lớn bất thường nên hệ thống không mở. Hãy chép riêng bảng danh sách sang một sổ Excel mới rồi gửi lại.".into(),
            Self::NoSheets => "Tệp không có trang tính nào. Hãy mở bằng Excel, kiểm tra danh sách còn đó, lưu dạng .xlsx rồi gửi lại.".into(),
            Self::Blank => "Các trang tính trong tệp đều trống. Hãy kiểm tra xem có gửi nhầm tệp không.".into(),
            Self::TooManySheets { limit } => {
                format!("Tệp có hơn {limit} trang tính. Hãy chỉ giữ các trang có danh sách rồi gửi lại.")
            }
            Self::TooManyRows { sheet, limit } => format!(
                "Trang “{sheet}” có hơn {} dòng có nội dung. Hãy chia danh sách thành nhiều tệp nhỏ hơn, ví dụ mỗi đơn vị một tệp.",
                thousands(*limit, '.')
            ),
            Self::TooManyColumns { sheet, cell, limit } => format!(
                "Trang “{sheet}” có nội dung ở ô {cell}, vượt quá {limit} cột. Hãy tới ô đó, xóa phần thừa bên phải bảng, lưu rồi gửi lại."
            ),
            Self::TooMuch => "Tệp chứa quá nhiều ô hoặc quá nhiều chữ. Hãy chỉ giữ bảng danh sách và chia thành nhiều tệp nhỏ hơn.".into(),
        }
    }

    /// The same in English.
    pub fn message_en(&self) -> String {
        match self {
            Self::Empty => "The file is empty (0 bytes). Check it and send it again; it may not have been saved completely.".into(),
            Self::TooBig { bytes, limit } => format!(
                "The file is {} MB, more than the {} MB taken. Remove pictures and unneeded sheets, or split the list.",
                bytes.div_ceil(1 << 20),
                limit >> 20
            ),
            Self::Encrypted => "The file is locked with a password. Open it in Excel, remove the password, save it and send it again.".into(),
            Self::NotASheet(found) => found.message_en().into(),
            Self::Damaged => "The file is damaged or cut off. Open it in Excel, save it as .xlsx and send the new file.".into(),
            Self::Bomb => "The packed file would grow beyond reason, so it was not opened. Copy the table into a new workbook and send that.".into(),
            Self::NoSheets => "The file has no sheets. Open it in Excel, check the list, save as .xlsx and send it again.".into(),
            Self::Blank => "All sheets are blank. Check whether this is the right file.".into(),
            Self::TooManySheets { limit } => format!("The file has more than {limit} sheets. Keep only those with lists."),
            Self::TooManyRows { sheet, limit } => format!(
                "Sheet “{sheet}” has more than {} rows with content. Split the list, for instance one file for each unit.",
                thousands(*limit, ',')
            ),
            Self::TooManyColumns { sheet, cell, limit } => {
                format!("Sheet “{sheet}” has content in cell {cell}, beyond {limit} columns. Delete what is right of the table.")
            }
            Self::TooMuch => "The file holds too many cells or too much text. Keep only the table, and split it.".into(),
        }
    }
}

impl Found {
    fn message_vi(self) -> &'static str {
        match self {
            Self::Pdf => {
                "Đây là tệp PDF, không phải bảng tính. Hãy xin tệp Excel gốc của danh sách (.xlsx) rồi gửi lại."
            }
            Self::Picture => {
                "Đây là hình ảnh, không phải bảng tính. Hãy nhập danh sách vào Excel (có thể dùng tệp mẫu) rồi gửi lại."
            }
            Self::Word => {
                "Đây là văn bản Word, không phải bảng tính. Hãy chép bảng trong văn bản sang Excel, lưu dạng .xlsx rồi gửi lại."
            }
            Self::Slides => {
                "Đây là tệp trình chiếu, không phải bảng tính. Hãy đưa danh sách vào Excel, lưu dạng .xlsx rồi gửi lại."
            }
            Self::Archive => {
                "Đây là tệp nén, bên trong không phải sổ Excel. Hãy giải nén rồi gửi từng tệp danh sách (.xlsx)."
            }
            Self::WebPage => {
                "Tệp này thực ra là trang web được đổi đuôi thành Excel (một số phần mềm xuất ra như vậy). Hãy mở bằng Excel, chọn “Lưu thành” (Save As) dạng .xlsx rồi gửi lại."
            }
            Self::Xlsb => {
                "Tệp ở dạng Excel nhị phân (.xlsb). Hãy mở bằng Excel, chọn “Lưu thành” (Save As) dạng .xlsx rồi gửi lại."
            }
            Self::OldExcel => {
                "Tệp ở dạng Excel 95 hoặc cũ hơn. Hãy mở bằng Excel, chọn “Lưu thành” (Save As) dạng .xlsx rồi gửi lại."
            }
            Self::XmlBook => {
                "Tệp ở dạng XML. Hãy mở bằng Excel, chọn “Lưu thành” (Save As) dạng .xlsx rồi gửi lại."
            }
            Self::Unknown => {
                "Không nhận ra đây là loại tệp gì. Hệ thống đọc được Excel (.xlsx, .xls), LibreOffice (.ods) và CSV. Hãy mở tệp bằng Excel, lưu dạng .xlsx rồi gửi lại."
            }
        }
    }

    fn message_en(self) -> &'static str {
        match self {
            Self::Pdf => "This is a PDF, not a spreadsheet. Ask for the Excel file of the list.",
            Self::Picture => {
                "This is a picture, not a spreadsheet. Type the list into Excel (use the template) and send that."
            }
            Self::Word => "This is a Word document. Copy its table into Excel, save as .xlsx and send that.",
            Self::Slides => "This is a presentation. Put the list into Excel, save as .xlsx and send that.",
            Self::Archive => {
                "This is a packed file with no workbook inside. Unpack it and send the lists one by one."
            }
            Self::WebPage => {
                "This is a web page renamed to look like Excel. Open it in Excel and save it as .xlsx."
            }
            Self::Xlsb => "This is an Excel binary workbook (.xlsb). Open it in Excel and save it as .xlsx.",
            Self::OldExcel => "This is Excel 95 or older. Open it in Excel and save it as .xlsx.",
            Self::XmlBook => "This is an XML file. Open it in Excel and save it as .xlsx.",
            Self::Unknown => {
                "The kind of file was not recognised. Excel (.xlsx, .xls), LibreOffice (.ods) and CSV are read. Save it as .xlsx."
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message_en())
    }
}

impl std::error::Error for Refused {}

fn thousands(n: usize, mark: char) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}
