//! What is wrong with a class list, in sentences that say which values are allowed.

use super::Lang;
use crate::domain::roll::{
    columns::RollColumn,
    fault::{FaultKind, RollFault},
    import::{FileFault, MAX_ROWS, RollImportState, RowVerdict},
    row::RollRules,
};

/// The name of a column: its heading in the file, which is Vietnamese whatever the language of the page.
#[must_use]
pub fn column_name(lang: Lang, column: RollColumn) -> String {
    match lang {
        Lang::Vi => format!("Cột “{}”", column.heading()),
        Lang::En => format!("Column “{}”", column.heading()),
    }
}

/// What is wrong with a value, and what it may be. `exam_year` is the season's.
#[must_use]
pub fn fault_sentence(lang: Lang, fault: &RollFault, exam_year: i16) -> String {
    let words = match fault.kind {
        FaultKind::Missing => missing(lang, fault.column),
        FaultKind::NotANumber => lang.t(
            "không phải số định danh. Nhập đúng 12 chữ số như trên thẻ căn cước; người nước ngoài ghi số hộ chiếu ở cột “Số hộ chiếu”",
            "is no personal number. Enter the 12 digits of the identity card; a foreigner’s passport number goes into “Số hộ chiếu”",
        ),
        FaultKind::ZerosLost => lang.t(
            "thiếu chữ số (có thể bảng tính đã bỏ số 0 ở đầu). Định dạng cột là Văn bản (Text) rồi nhập lại đủ 12 chữ số",
            "has too few digits (a spreadsheet may have dropped the zeros at the beginning). Format the column as text and enter all 12 digits again",
        ),
        FaultKind::Rounded => lang.t(
            "đã bị bảng tính làm tròn (dạng 4,6E+10) nên mất chữ số. Định dạng cột là Văn bản (Text) rồi nhập lại đủ 12 chữ số",
            "was rounded by a spreadsheet (like 4.6E+10), so digits are gone. Format the column as text and enter all 12 digits again",
        ),
        FaultKind::NotAPassport => lang.t(
            "không phải số hộ chiếu: từ 5 đến 20 chữ cái không dấu và chữ số",
            "is no passport number: 5 to 20 plain letters and digits",
        ),
        FaultKind::TwoNumbers => lang.t(
            "có số trong khi cột “Số định danh” cũng có. Chỉ để lại một trong hai",
            "is filled in, and so is “Số định danh”. Leave one of the two",
        ),
        FaultKind::NotAName => lang.t(
            "có ký tự không dùng trong họ tên, hoặc dài quá 100 ký tự. Chỉ dùng chữ cái, dấu cách, gạch nối và dấu chấm",
            "has characters that no name has, or more than 100. Use letters, blanks, hyphens and full stops alone",
        ),
        FaultKind::NotADate => lang.t(
            "không phải ngày có thật. Nhập ngày/tháng/năm với năm đủ 4 chữ số, ví dụ 05/03/2008",
            "is no real day. Enter day/month/year with a year of four digits, like 05/03/2008",
        ),
        FaultKind::ImplausibleDate => {
            let (first, last) = RollRules::birth_years(i32::from(exam_year));
            let words = lang.t("có năm sinh ngoài khoảng từ {a} đến {b}", "has a year that is not between {a} and {b}");
            return told(lang, fault, &words.replace("{a}", &first.to_string()).replace("{b}", &last.to_string()));
        }
        FaultKind::NotASex => lang.t("chỉ nhận “Nam” hoặc “Nữ”", "takes “Nam” or “Nữ” alone"),
        FaultKind::NotAnEthnicGroup => lang.t(
            "không có trong danh mục 54 dân tộc. Ghi tên như “Kinh”, “Tày”, “Cơ-tu”, hoặc mã từ 01 đến 55",
            "is no ethnic group of the list. Write its name, like “Kinh”, “Tày”, “Cơ-tu”, or its code from 01 to 55",
        ),
        FaultKind::TooLong => lang.t("dài quá 20 ký tự. Ghi gọn tên lớp, ví dụ 12A1", "has more than 20 characters. Write the short name, like 12A1"),
        FaultKind::NotASchool => lang.t(
            "không phải mã trường THPT: 5 chữ số, gồm 2 số mã tỉnh và 3 số mã trường, ví dụ 46001; để trống nếu không rõ",
            "is no code of a high school: 5 digits, two of the province and three of the school, like 46001; leave it empty when unsure",
        ),
        FaultKind::NotAKind => lang.t(
            "chỉ nhận “Lớp 12”, “Chưa tốt nghiệp”, “Đã tốt nghiệp”, “Trung cấp” hoặc “Chỉ xét tuyển”",
            "takes “Lớp 12”, “Chưa tốt nghiệp”, “Đã tốt nghiệp”, “Trung cấp” or “Chỉ xét tuyển” alone",
        ),
        FaultKind::Repeated => {
            let line = match fault.data {
                Some(line) => lang.t("dòng {}", "line {}").replace("{}", &line.to_string()),
                None => lang.t("một dòng trước", "an earlier line").to_owned(),
            };
            let words = lang.t("trùng với {}. Mỗi học sinh chỉ ghi một dòng", "is that of {} too. Each pupil has one line");
            return told(lang, fault, &words.replace("{}", &line));
        }
        FaultKind::OtherUnit => lang.t(
            "đang thuộc danh sách của một đơn vị khác. Kiểm tra lại số; nếu số đúng, hãy báo Sở GDĐT để đơn vị kia đưa tên ấy ra khỏi danh sách của họ, rồi tải tệp lên lại",
            "stands on the list of another unit. Check the number; if it is right, ask the department to have the other unit take it off its roll, then upload the file again",
        ),
        FaultKind::KindFixed => lang.t(
            "khác với diện mà thí sinh đã đăng ký sau khi đăng nhập. Giữ nguyên diện cũ hoặc liên hệ Sở GDĐT",
            "is not the ground on which the candidate already registers. Keep the old one, or ask the department",
        ),
        FaultKind::ZerosGivenBack => lang.t(
            "đã được thêm lại số 0 ở đầu. Hãy kiểm tra",
            "got its zeros at the beginning back. Check it",
        ),
        FaultKind::YearDiffers => {
            let year = fault.data.map(|year| format!(" {year}")).unwrap_or_default();
            let words = lang.t("cho biết năm sinh{}, khác cột “Ngày sinh”", "tells a birth year{}, other than “Ngày sinh”");
            return told(lang, fault, &words.replace("{}", &year));
        }
        FaultKind::SexDiffers => lang.t("cho biết giới tính khác cột “Giới tính”", "tells another sex than “Giới tính”"),
        FaultKind::UnknownProvince => lang.t(
            "không bắt đầu bằng mã của tỉnh nào. Hãy kiểm tra, trừ khi khai sinh ở nước ngoài",
            "begins with no province’s code. Check it, unless the birth was registered abroad",
        ),
    };
    told(lang, fault, words)
}

fn told(lang: Lang, fault: &RollFault, words: &str) -> String {
    format!("{}: {words}.", column_name(lang, fault.column))
}

const fn missing(lang: Lang, column: RollColumn) -> &'static str {
    match column {
        RollColumn::Number => lang.t(
            "để trống. Nhập số định danh 12 chữ số, hoặc số hộ chiếu ở cột “Số hộ chiếu”",
            "is empty. Enter the personal number of 12 digits, or a passport number in “Số hộ chiếu”",
        ),
        RollColumn::BirthDate => {
            lang.t("để trống. Nhập ngày/tháng/năm, ví dụ 05/03/2008", "is empty. Enter day/month/year, like 05/03/2008")
        }
        RollColumn::Sex => lang.t("để trống. Ghi “Nam” hoặc “Nữ”", "is empty. Write “Nam” or “Nữ”"),
        RollColumn::EthnicGroup => lang.t(
            "để trống. Ghi tên dân tộc như “Kinh” hoặc mã từ 01 đến 55",
            "is empty. Write a name like “Kinh”, or a code from 01 to 55",
        ),
        RollColumn::Class => lang.t("để trống. Ghi tên lớp, ví dụ 12A1", "is empty. Write the class, like 12A1"),
        RollColumn::Kind => lang.t(
            "để trống. Ghi “Chưa tốt nghiệp”, “Đã tốt nghiệp”, “Trung cấp” hoặc “Chỉ xét tuyển”",
            "is empty. Write “Chưa tốt nghiệp”, “Đã tốt nghiệp”, “Trung cấp” or “Chỉ xét tuyển”",
        ),
        _ => lang.t("để trống", "is empty"),
    }
}

/// Why a file is no class list, and what to do.
#[must_use]
pub fn file_fault_sentence(lang: Lang, fault: &FileFault) -> String {
    match fault {
        FileFault::MissingColumns(columns) => {
            let names: Vec<_> = columns.iter().map(|column| format!("“{}”", column.heading())).collect();
            let words = lang.t(
                "Không tìm thấy các cột {}. Dòng tiêu đề phải có đủ các cột này, thứ tự tùy ý; hãy so với tệp mẫu.",
                "These columns were not found: {}. The row of headings has to have them, in any order; compare it with the template.",
            );
            words.replace("{}", &names.join(", "))
        }
        FileFault::NoRows => {
            lang.t("Dưới dòng tiêu đề không có học sinh nào.", "There is nobody below the headings.").to_owned()
        }
        FileFault::TooManyRows => {
            let words = lang.t("Tệp có hơn {} dòng. Hãy chia thành nhiều tệp.", "The file has more than {} rows. Split it.");
            words.replace("{}", &lang.count(MAX_ROWS))
        }
        FileFault::TooLarge => lang
            .t(
                "Tệp giải nén quá lớn so với một danh sách học sinh. Hãy lưu lại chỉ trang tính có danh sách.",
                "Unpacked, the file is too large for a class list. Save the sheet with the list alone.",
            )
            .to_owned(),
        FileFault::Damaged => lang
            .t(
                "Tệp bị hỏng hoặc không phải CSV, XLSX. Hãy mở bằng Excel hay LibreOffice rồi lưu lại dạng XLSX.",
                "The file is damaged, or neither CSV nor XLSX. Open it in Excel or LibreOffice and save it as XLSX again.",
            )
            .to_owned(),
        FileFault::Failed => lang
            .t(
                "Hệ thống gặp lỗi khi đọc tệp này, không phải lỗi của bạn. Hãy tải lên lại; nếu vẫn vậy, gọi tổng đài.",
                "The portal failed to read this file; it is no fault of yours. Upload it again; if that fails too, call the helpline.",
            )
            .to_owned(),
    }
}

/// The name of a state.
#[must_use]
pub const fn import_state_name(lang: Lang, state: RollImportState) -> &'static str {
    match state {
        RollImportState::Waiting => lang.t("Đang kiểm tra", "Being checked"),
        RollImportState::Checked => lang.t("Đã kiểm tra, chưa nhận", "Checked, not accepted"),
        RollImportState::Unreadable => lang.t("Không đọc được", "Cannot be read"),
        RollImportState::Accepting => lang.t("Đang ghi vào danh sách", "Being written"),
        RollImportState::Accepted => lang.t("Đã nhận vào danh sách", "Accepted"),
    }
}

/// What came of a row, in the file that goes back.
#[must_use]
pub const fn verdict_name(lang: Lang, verdict: RowVerdict, has_warning: bool) -> &'static str {
    match (verdict, has_warning) {
        (RowVerdict::Wrong, _) => lang.t("Lỗi", "Wrong"),
        (RowVerdict::New, false) => lang.t("Tốt: học sinh mới", "Good: new"),
        (RowVerdict::Changed, false) => lang.t("Tốt: cập nhật", "Good: changes an entry"),
        (RowVerdict::Same, false) => lang.t("Đã có, không đổi", "There already, unchanged"),
        (RowVerdict::New, true) => lang.t("Tốt, cần xem lại: học sinh mới", "Good, worth a look: new"),
        (RowVerdict::Changed, true) => lang.t("Tốt, cần xem lại: cập nhật", "Good, worth a look: changes an entry"),
        (RowVerdict::Same, true) => lang.t("Đã có, cần xem lại", "There already, worth a look"),
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultKind, Lang, RollColumn, RollFault, fault_sentence};

    #[test]
    fn every_fault_names_its_column_and_leaves_no_gap() {
        for lang in [Lang::Vi, Lang::En] {
            for kind in FaultKind::ALL {
                for data in [None, Some(17)] {
                    let fault = RollFault { column: RollColumn::Number, kind: *kind, data };
                    let sentence = fault_sentence(lang, &fault, 2026);
                    assert!(sentence.contains("“Số định danh”") && !sentence.contains(['{', '}']), "{sentence}");
                    assert!(sentence.ends_with('.') && !sentence.contains(".."), "{sentence}");
                }
            }
        }
    }

    #[test]
    fn errors_of_values_name_the_values_that_are_allowed() {
        let cases = [
            (RollColumn::Sex, FaultKind::NotASex, "“Nam” hoặc “Nữ”"),
            (RollColumn::Sex, FaultKind::Missing, "“Nam” hoặc “Nữ”"),
            (RollColumn::BirthDate, FaultKind::NotADate, "05/03/2008"),
            (RollColumn::BirthDate, FaultKind::ImplausibleDate, "từ 1946 đến 2012"),
            (RollColumn::EthnicGroup, FaultKind::NotAnEthnicGroup, "01 đến 55"),
            (RollColumn::Kind, FaultKind::NotAKind, "“Đã tốt nghiệp”"),
            (RollColumn::Number, FaultKind::ZerosLost, "12 chữ số"),
        ];
        for (column, kind, allowed) in cases {
            let sentence = fault_sentence(Lang::Vi, &RollFault::new(column, kind), 2026);
            assert!(sentence.contains(allowed), "{sentence}");
        }
    }
}
