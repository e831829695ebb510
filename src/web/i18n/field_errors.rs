//! A sentence for each thing that can be wrong with a field. Each says what to do, without "please" and without
//! the field's name, which stands right above it.

use super::Lang;
use crate::domain::{field_errors::FieldErrorCode as Code, time::short_date};

/// The sentence for `code`, the same at the field and in the summary on top.
#[must_use]
pub fn sentence(lang: Lang, code: &Code) -> String {
    let with = |vi: &'static str, en: &'static str, value: String| lang.t(vi, en).replace("{}", &value);
    let plain = |vi: &'static str, en: &'static str| lang.t(vi, en).to_owned();
    match code {
        Code::Missing => plain("Nhập hoặc chọn thông tin này", "Enter or choose an answer"),
        Code::TooLong { max } => {
            with("Rút gọn còn tối đa {} ký tự", "Shorten this to {} characters or fewer", max.to_string())
        }
        Code::TooShort { min } => with("Nhập ít nhất {} ký tự", "Enter at least {} characters", min.to_string()),
        Code::NotOnOffer => plain("Chọn một mục có trong danh sách", "Choose one of the options in the list"),
        Code::NotKnown => {
            plain("Không tìm thấy. Hãy kiểm tra lại nội dung đã nhập", "Nothing is known by this. Check what you typed")
        }
        Code::NotDigits { digits } => with(
            "Nhập mã gồm đúng {} chữ số, không phải toàn số 0",
            "Enter a code of {} digits, not of zeros alone",
            digits.to_string(),
        ),
        Code::NotForReceivingPoint => plain(
            "Để trống: mã 901–999 là điểm tiếp nhận, không gắn với trường nào",
            "Leave this empty: 901–999 are receiving points, which are no school",
        ),
        Code::NotAPhoneNumber => plain(
            "Nhập số điện thoại Việt Nam gồm 10 chữ số, ví dụ 0912 345 678",
            "Enter a Vietnamese telephone number of 10 digits, like 0912 345 678",
        ),
        Code::NotAnEmailAddress => plain(
            "Nhập địa chỉ thư điện tử đúng dạng, ví dụ ten@example.vn",
            "Enter an email address in the correct format, like name@example.vn",
        ),
        Code::NotAPersonalNumber => plain(
            "Nhập số định danh cá nhân gồm 12 chữ số, như trên thẻ căn cước",
            "Enter the personal number of 12 digits, as on the identity card",
        ),
        Code::NotAReferenceNumber => plain(
            "Nhập số phiếu (như 001-000042), số báo danh (8 chữ số) hoặc số biên nhận (như NV-7K2M-XQ9D). Không tra bằng họ tên, số định danh hay số điện thoại",
            "Enter a form number (like 001-000042), a candidate number (8 digits) or a receipt number (like NV-7K2M-XQ9D). Names, identity and telephone numbers find nobody",
        ),
        Code::NotANumber => plain(
            "Nhập một số, có nhiều nhất hai chữ số thập phân, ví dụ 7,25",
            "Enter a number with at most two decimal places, like 7.25",
        ),
        Code::NotAWholeNumber => plain("Nhập một số nguyên, ví dụ 120", "Enter a whole number, like 120"),
        Code::NotAPosition { max } => {
            with("Nhập vị trí là một số từ 1 đến {}", "Enter a position from 1 to {}", max.to_string())
        }
        Code::NotADate => plain("Nhập một ngày có thật, ví dụ 05/03/2008", "Enter a real date, like 05/03/2008"),
        Code::NotAnInstant => plain("Nhập ngày và giờ có thật", "Enter a real date and time"),
        Code::SameElectiveTwice => plain("Chọn hai môn tự chọn khác nhau", "Choose two different elective papers"),
        Code::BothTechnologyPapers => plain(
            "Chỉ chọn một trong hai môn Công nghệ (Công nghiệp hoặc Nông nghiệp)",
            "Choose only one of the two Technology papers (Industrial or Agricultural)",
        ),
        Code::NotStudied => plain(
            "Chọn môn bạn học ở lớp 12. Nếu bạn có học môn này, hãy sửa danh sách môn học lớp 12 trước",
            "Choose a subject that you studied in grade 12. If you did study this one, mend the list of your subjects first",
        ),
        Code::ExemptedPaper => plain(
            "Chọn môn khác: bạn đã xin miễn thi Ngoại ngữ. Muốn thi môn này, hãy bỏ xin miễn thi trước",
            "Choose another: you asked to be exempted from the foreign language. To sit it, take the exemption back first",
        ),
        Code::ReservedPaper => plain(
            "Chọn môn khác: môn này đã xin bảo lưu điểm. Muốn thi lại, hãy bỏ bảo lưu trước",
            "Choose another: you keep the mark of this one. To sit it again, take that back first",
        ),
        Code::SameSubjectTwice => plain("Chọn mỗi môn một lần", "Choose each subject once"),
        Code::AtLeast { least } => with("Nhập điểm từ {} trở lên", "Enter a score of {} or more", least.to_string()),
        Code::LevelTooLow { levels } => with(
            "Nhập một trong các bậc được miễn thi: {}; bậc thấp hơn không được miễn",
            "Enter one of the levels that exempt: {}; a lower one does not",
            levels.clone(),
        ),
        Code::IssuedLater { day } => with(
            "Nhập ngày cấp không muộn hơn ngày làm thủ tục dự thi {}",
            "Enter a day of issue no later than the procedures day {}",
            short_date(*day),
        ),
        Code::ExpiredBefore { day } => with(
            "Chứng chỉ phải còn hạn đến ngày làm thủ tục dự thi {}: dùng chứng chỉ khác, hoặc không xin miễn thi",
            "The certificate has to be valid on the procedures day {}: use another, or ask for no exemption",
            short_date(*day),
        ),
        Code::NeedsResidence => plain(
            "Khai xã, phường thường trú ở mục Khai nơi thường trú trước, hoặc chọn Không",
            "Give your commune of residence first, in its own section, or choose no",
        ),
        Code::NeedsLongResidence => plain(
            "Chỉ chọn khi đã thường trú trên 18 tháng. Nếu đúng vậy, hãy sửa ở mục Khai nơi thường trú trước",
            "Only after more than 18 months of residence. If that is so, mend the section of residence first",
        ),
        Code::NeedsDifficultCommune => plain(
            "Chọn Không: xã, phường đã khai không có trong danh sách đặc biệt khó khăn của mùa thi này. Nếu sai, hãy đề nghị khu vực khác và nộp minh chứng",
            "Choose no: the commune is not on the season's list of especially difficult ones. If that is wrong, claim another area and hand in evidence",
        ),
        Code::TwoCombinedPapers => plain(
            "Chỉ chọn các môn thành phần của cùng một bài thi tổ hợp: bỏ bài hoặc các môn của tổ hợp kia",
            "Choose components of one combined paper alone: take out the other paper or its components",
        ),
        Code::TooFewPapers { least } => {
            with("Đăng ký ít nhất {} môn thi", "Register at least {} paper", least.to_string())
        }
        Code::TooMany { most } => with("Chọn nhiều nhất {} mục", "Choose {} at most", most.to_string()),
        Code::PassportIsForeign => plain(
            "Chọn Nước ngoài: chỉ người không có quốc tịch Việt Nam được dùng hộ chiếu. Công dân Việt Nam phải đăng nhập bằng số định danh",
            "Choose Another: only people without Vietnamese nationality may use a passport. Citizens have to sign in with their personal number",
        ),
        Code::NotForVietnamese => plain(
            "Chọn dân tộc như trong giấy khai sinh: “người nước ngoài” chỉ dành cho người có quốc tịch nước ngoài",
            "Choose the group of your birth certificate: “foreigner” is for people of another nationality",
        ),
        Code::LanguageNeedsPaper => plain(
            "Chọn môn Ngoại ngữ cùng với thứ tiếng dự thi, hoặc bỏ cả hai",
            "Choose the foreign language paper together with its language, or neither",
        ),
        Code::NotAccepted => plain("Đánh dấu vào ô này để tiếp tục", "Tick this box to continue"),
        Code::BadCharacters => {
            plain("Bỏ những ký tự không dùng được ở ô này", "Remove the characters that this field does not take")
        }
        Code::Taken => plain("Giá trị này đã thuộc về một hồ sơ khác", "This value already belongs to another record"),
        Code::AddressInUse => plain(
            "Địa chỉ này đã có tài khoản hoặc lời mời đang chờ. Hãy tìm trong danh sách tài khoản, hoặc dùng địa chỉ khác",
            "This address already has an account or an open invitation. Look for it in the list of accounts, or use another address",
        ),
        Code::Unchanged => {
            plain("Nhập nội dung khác với nội dung đang có hiệu lực", "Enter something else than what holds already")
        }
        Code::NotRepeated => plain("Nhập lại giống hệt ô bên trên", "Enter the same as in the field above"),
        Code::AboveLimit { limit } => {
            with("Nhập giá trị không vượt quá {}", "Enter a value of {} or less", limit.to_string())
        }
        Code::BelowScore { least } => {
            with("Nhập điểm từ {} trở lên", "Enter a score of {} or more", lang.score(*least))
        }
        Code::CommonPassword => plain(
            "Chọn mật khẩu khác: mật khẩu này nhiều người dùng hoặc quá dễ đoán",
            "Choose another password: this one is common or too easy to guess",
        ),
        Code::PasswordOfContext => plain(
            "Chọn mật khẩu khác, không dựa trên tên hoặc thư điện tử của bạn hay tên của hệ thống",
            "Choose another password, not one made of your name, your e-mail address or the portal's name",
        ),
        Code::WrongPassword => plain(
            "Mật khẩu hiện tại không đúng. Hãy nhập lại mật khẩu mà bạn dùng để đăng nhập",
            "This is not your current password. Enter the one that you sign in with",
        ),
        Code::SameMark => plain(
            "Đây chính là điểm hiện tại. Nếu điểm không đổi, hãy chọn giữ nguyên điểm",
            "This is the mark there is. If it stands, choose to keep it",
        ),
        Code::MarkNotWanted => plain(
            "Bạn chọn giữ nguyên điểm nhưng có ghi điểm mới. Hãy xóa điểm mới, hoặc chọn đề xuất điểm mới",
            "You let the mark stand, and yet wrote another one. Delete it, or choose to propose it",
        ),
        Code::SamePassword => {
            plain("Chọn mật khẩu khác với mật khẩu hiện tại", "Choose another password than the current one")
        }
        Code::NotACode => plain(
            "Nhập mã gồm 6 chữ số trong ứng dụng xác thực, hoặc một mã khôi phục dạng ABCD-EFGH-JKLM",
            "Enter the 6 digits that your authenticator shows, or a recovery code like ABCD-EFGH-JKLM",
        ),
        Code::NoFile => plain("Chọn một tệp trước khi bấm tải lên", "Choose a file before you upload"),
        Code::NotAPicture => plain(
            "Chọn một ảnh JPEG hoặc PNG. Tệp này là loại khác, dù tên tệp ghi gì",
            "Choose a JPEG or PNG picture. This file is of another kind, whatever its name says",
        ),
        Code::NotADocument => plain(
            "Chọn một tệp PDF hoặc ảnh JPEG, PNG. Tệp này là loại khác, dù tên tệp ghi gì",
            "Choose a PDF file, or a JPEG or PNG picture. This file is of another kind, whatever its name says",
        ),
        Code::FileTooLarge { max_bytes } => {
            with("Chọn tệp không quá {}", "Choose a file of {} or less", file_size(lang, *max_bytes))
        }
        Code::FileBroken => plain(
            "Không đọc được tệp: tệp rỗng, bị cắt hoặc bị hỏng. Hãy mở thử trên máy của bạn, lưu lại rồi tải lên",
            "The file cannot be read: it is empty, cut off or damaged. Open it on your device, save it again and upload that",
        ),
        Code::PictureTooSmall { width_px, height_px } => with(
            "Chọn ảnh lớn hơn: ít nhất {} điểm ảnh (rộng × cao)",
            "Choose a larger picture: at least {} pixels (width × height)",
            format!("{width_px} × {height_px}"),
        ),
        Code::PictureTooLarge => plain(
            "Thu nhỏ ảnh rồi tải lên: ảnh này có quá nhiều điểm ảnh",
            "Make the picture smaller and upload that: this one has too many pixels",
        ),
        Code::TooManyFiles { max } => with(
            "Đã có {} tệp, là số tối đa. Hãy bỏ bớt một tệp trước khi tải thêm",
            "There are {} files already, the most that are taken. Remove one before you add another",
            max.to_string(),
        ),
        Code::After { instant } => {
            with("Chọn thời điểm không muộn hơn {}", "Choose a time no later than {}", instant.short())
        }
        Code::EmptyFile => plain("Tệp rỗng. Chọn tệp khác", "The file is empty. Choose another one"),
        Code::OldWorkbook => plain(
            "Tệp Excel đời cũ (.xls) hoặc có mật khẩu. Lưu lại dạng XLSX, không đặt mật khẩu, rồi tải lên",
            "An old Excel file (.xls), or one with a password. Save it as XLSX without a password and upload that",
        ),
        Code::NotATable => plain(
            "Đây không phải tệp XLSX hay CSV. Mở bằng Excel hay LibreOffice rồi lưu lại dạng XLSX",
            "This is neither an XLSX nor a CSV file. Open it in Excel or LibreOffice and save it as XLSX",
        ),
        Code::Before { instant } => with("Chọn thời điểm sau {}", "Choose a time after {}", instant.short()),
    }
}

/// The size of a file as people read it: `5 MB`, `340 KB`.
#[must_use]
pub fn file_size(lang: Lang, bytes: u32) -> String {
    const KILO: u32 = 1024;
    let tenths = (bytes / KILO) * 10 / KILO;
    match (bytes / KILO, tenths % 10) {
        (0..KILO, _) => format!("{} KB", bytes.div_ceil(KILO)),
        (_, 0) => format!("{} MB", tenths / 10),
        (_, tenth) => format!("{}{}{tenth} MB", tenths / 10, lang.t(",", ".")),
    }
}

#[cfg(test)]
mod tests {
    use super::{file_size, sentence};
    use crate::domain::{field_errors::FieldErrorCode as Code, score::Score, time::Instant};
    use crate::web::i18n::Lang;

    #[test]
    fn sizes_of_files_are_told_in_the_unit_that_fits() {
        let cases = [(1, "1 KB"), (340 * 1024, "340 KB"), (5 * 1024 * 1024, "5 MB"), (1_700_000, "1,6 MB")];
        for (bytes, expected) in cases {
            assert_eq!(file_size(Lang::Vi, bytes), expected);
        }
        assert_eq!(file_size(Lang::En, 1_700_000), "1.6 MB");
    }

    #[test]
    fn sentences_carry_the_limit_in_the_readers_notation() {
        let deadline = Instant::vietnam(2026, 7, 14, 17, 0).unwrap();
        let cases = [
            (Code::TooLong { max: 60 }, "Rút gọn còn tối đa 60 ký tự", "Shorten this to 60 characters or fewer"),
            (Code::TooShort { min: 8 }, "Nhập ít nhất 8 ký tự", "Enter at least 8 characters"),
            (
                Code::BelowScore { least: Score::from_hundredths(15_00) },
                "Nhập điểm từ 15,00 trở lên",
                "Enter a score of 15.00 or more",
            ),
            (
                Code::Before { instant: deadline },
                "Chọn thời điểm sau 17:00 14/07/2026",
                "Choose a time after 17:00 14/07/2026",
            ),
            (
                Code::After { instant: deadline },
                "Chọn thời điểm không muộn hơn 17:00 14/07/2026",
                "Choose a time no later than 17:00 14/07/2026",
            ),
            (Code::Missing, "Nhập hoặc chọn thông tin này", "Enter or choose an answer"),
        ];
        for (code, vi, en) in cases {
            assert_eq!(sentence(Lang::Vi, &code), vi);
            assert_eq!(sentence(Lang::En, &code), en);
        }
    }
}
