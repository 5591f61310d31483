use std::fmt;

/// What is wrong with a cell. `text` is what the cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are what the messages name")]
pub enum CellFault {
    /// Must be filled and is not.
    Missing,
    /// An Excel error such as `#N/A`.
    ErrorValue { code: String },
    /// A formula whose result was never saved.
    FormulaWithoutValue,
    /// Longer than anything that belongs here.
    TooLong { limit: usize },
    /// A character that cannot be seen, or turns the direction of writing.
    HiddenCharacter { code: u32 },
    /// A name with digits.
    DigitsInName { text: String },
    /// No letter in a name.
    NoLetters { text: String },
    /// Not to be read as a date.
    NotADate { text: String },
    /// A day the calendar does not have; `swapped` is what it would be with day and month exchanged.
    NoSuchDay { text: String, swapped: Option<String> },
    /// Born after today.
    BirthInFuture { text: String },
    /// Younger than anyone may work.
    TooYoung { text: String, least: i16 },
    /// Older than anyone on a list of workers.
    TooOld { text: String, most: i16 },
    /// Neither male nor female.
    NotASex { text: String },
    /// Marked in both columns.
    BothSexes,
    /// Not a mark.
    NotAMark { text: String },
    /// Not a mark of an attendance list.
    NotAttendance { text: String },
    /// Wrong number of digits for a phone.
    PhoneDigits { text: String, digits: usize },
    /// A letter or sign in a phone number.
    NotAPhone { text: String },
    /// The beginning belongs to no mobile network.
    NotMobile { text: String },
    /// Two numbers in one cell.
    TwoPhones { text: String },
    /// Wrong number of digits for an identity number.
    IdDigits { text: String, digits: usize },
    /// A letter or sign in an identity number.
    NotAnId { text: String },
    /// An identity number that no office gives out.
    IdProvince { text: String },
    /// Excel has rounded a long number; digits are lost.
    IdRounded { text: String },
    /// Not a whole number from zero.
    NotACount { text: String },
}

impl CellFault {
    /// What is wrong and how to mend it, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::Missing => "Ô này còn trống; hãy điền vào.".into(),
            Self::ErrorValue { code } => {
                format!("Ô đang báo lỗi {code} của Excel; hãy sửa công thức hoặc gõ giá trị vào.")
            }
            Self::FormulaWithoutValue => {
                "Ô là công thức chưa được tính; hãy mở tệp bằng Excel, lưu lại rồi gửi, hoặc gõ giá trị vào."
                    .into()
            }
            Self::TooLong { limit } => {
                format!("Nội dung dài quá {limit} ký tự; hãy kiểm tra xem có dán nhầm không.")
            }
            Self::HiddenCharacter { code } => {
                format!("Có ký tự ẩn (U+{code:04X}) lẫn trong chữ; hãy xóa ô rồi gõ lại.")
            }
            Self::DigitsInName { text } => format!("Họ tên “{text}” có chữ số; hãy bỏ số đi."),
            Self::NoLetters { text } => format!("“{text}” không phải họ tên; hãy kiểm tra lại cột."),
            Self::NotADate { text } => format!(
                "Không hiểu “{text}” là ngày nào; hãy ghi dạng ngày/tháng/năm, ví dụ 20/12/1984, hoặc chỉ năm 1984."
            ),
            Self::NoSuchDay { text, swapped: Some(swapped) } => {
                format!("Không có ngày “{text}”; nếu là {swapped} thì hãy ghi ngày trước, tháng sau.")
            }
            Self::NoSuchDay { text, swapped: None } => {
                format!("Không có ngày “{text}” trong lịch; hãy kiểm tra lại ngày và tháng.")
            }
            Self::BirthInFuture { text } => {
                format!("Ngày sinh “{text}” ở sau ngày hôm nay; hãy kiểm tra lại năm.")
            }
            Self::TooYoung { text, least } => {
                format!("Sinh “{text}” thì chưa đủ {least} tuổi; hãy kiểm tra lại năm.")
            }
            Self::TooOld { text, most } => {
                format!("Sinh “{text}” thì đã trên {most} tuổi; hãy kiểm tra lại năm.")
            }
            Self::NotASex { text } => format!("Không hiểu “{text}” là nam hay nữ; hãy ghi Nam hoặc Nữ."),
            Self::BothSexes => "Đánh dấu cả cột Nam lẫn cột Nữ; hãy bỏ một dấu.".into(),
            Self::NotAMark { text } => {
                format!("Không hiểu dấu “{text}”; hãy ghi x (có) hoặc để trống (không).")
            }
            Self::NotAttendance { text } => {
                format!("Không hiểu dấu điểm danh “{text}”; hãy ghi x (có mặt), P (có phép) hoặc v (vắng).")
            }
            Self::PhoneDigits { text, digits } => format!(
                "Số điện thoại “{text}” có {digits} chữ số; số di động có 10 chữ số, ví dụ 0912345678."
            ),
            Self::NotAPhone { text } => {
                format!("“{text}” không phải số điện thoại; hãy ghi số di động 10 chữ số hoặc để trống.")
            }
            Self::NotMobile { text } => format!(
                "“{text}” không phải số di động (bắt đầu bằng 03, 05, 07, 08 hoặc 09); hãy ghi số di động hoặc để trống."
            ),
            Self::TwoPhones { text } => format!("Ô có hai số điện thoại “{text}”; hãy giữ một số."),
            Self::IdDigits { text, digits } => {
                format!("Số “{text}” có {digits} chữ số; CCCD có 12 chữ số, CMND có 9 chữ số.")
            }
            Self::NotAnId { text } => format!("“{text}” không phải số CCCD/CMND; hãy chỉ ghi chữ số."),
            Self::IdProvince { text } => {
                format!("Số CCCD “{text}” không đúng cách cấp số; hãy so lại với thẻ.")
            }
            Self::IdRounded { text } => format!(
                "Excel đã làm tròn số dài “{text}” nên mất chữ số; hãy định dạng cột là Văn bản (Text) rồi gõ lại."
            ),
            Self::NotACount { text } => {
                format!("“{text}” không phải số lượng; hãy ghi số nguyên từ 0 trở lên.")
            }
        }
    }

    /// The same in English.
    pub fn message_en(&self) -> String {
        match self {
            Self::Missing => "This cell is empty; fill it in.".into(),
            Self::ErrorValue { code } => format!("The cell shows the Excel error {code}; mend the formula or type the value."),
            Self::FormulaWithoutValue => "The cell is a formula that was never computed; open the file in Excel, save it, and send it again.".into(),
            Self::TooLong { limit } => format!("More than {limit} characters; was something pasted by mistake?"),
            Self::HiddenCharacter { code } => format!("A hidden character (U+{code:04X}) is among the letters; clear the cell and type it again."),
            Self::DigitsInName { text } => format!("The name “{text}” has digits; remove them."),
            Self::NoLetters { text } => format!("“{text}” is no name; check the column."),
            Self::NotADate { text } => format!("“{text}” is not understood as a date; write day/month/year such as 20/12/1984, or only the year."),
            Self::NoSuchDay { text, swapped: Some(swapped) } => format!("There is no day “{text}”; if it is {swapped}, write the day before the month."),
            Self::NoSuchDay { text, swapped: None } => format!("There is no day “{text}”; check day and month."),
            Self::BirthInFuture { text } => format!("The birth “{text}” lies after today; check the year."),
            Self::TooYoung { text, least } => format!("Born “{text}” is younger than {least}; check the year."),
            Self::TooOld { text, most } => format!("Born “{text}” is older than {most}; check the year."),
            Self::NotASex { text } => format!("“{text}” is neither male nor female; write {}.", SEXES.join(" or ")),
            Self::BothSexes => "Both the male and the female column are marked; remove one.".into(),
            Self::NotAMark { text } => format!("The mark “{text}” is not understood; write x (yes) or leave it empty (no)."),
            Self::NotAttendance { text } => format!("The mark “{text}” is not understood; write x (present), P (excused) or v (absent)."),
            Self::PhoneDigits { text, digits } => format!("The phone “{text}” has {digits} digits; a mobile number has 10."),
            Self::NotAPhone { text } => format!("“{text}” is no phone number; write a mobile number of 10 digits or leave it empty."),
            Self::NotMobile { text } => format!("“{text}” is no mobile number (03, 05, 07, 08, 09…); write one or leave it empty."),
            Self::TwoPhones { text } => format!("There are two numbers in “{text}”; keep one."),
            Self::IdDigits { text, digits } => format!("“{text}” has {digits} digits; a citizen number has 12, an old identity number 9."),
            Self::NotAnId { text } => format!("“{text}” is no identity number; write digits only."),
            Self::IdProvince { text } => format!("“{text}” does not follow the rules of citizen numbers; compare it with the card."),
            Self::IdRounded { text } => format!("Excel has rounded the long number “{text}”; format the column as text and type it again."),
            Self::NotACount { text } => format!("“{text}” is no count; write a whole number from 0."),
        }
    }
}

/// What a cell holds for a man and a woman, in every language.
const SEXES: [&str; 2] = ["Nam", "Nữ"];

impl fmt::Display for CellFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message_en())
    }
}

impl std::error::Error for CellFault {}
