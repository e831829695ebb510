//! A class list of any length: the same for the same turn, with one wrong row in a hundred.

use std::fmt::Write as _;

/// One row in so many is wrong.
pub const WRONG_ONE_IN: u32 = 100;
/// The columns of the file, as a table of texts names them.
pub const COLUMNS: [&str; 9] =
    ["number", "name", "birth_date", "sex", "ethnic_group", "class", "school_10", "school_11", "note"];
const HEADINGS: &str = "Số định danh,Họ và tên,Ngày sinh,Giới tính,Dân tộc,Lớp,Trường lớp 10,Trường lớp 11,Ghi chú\r\n";
const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Võ", "Đặng"];
const MIDDLES: [&str; 6] = ["Thị Hồng", "Văn", "Minh", "Ngọc Bảo", "Quang", "Thanh"];
const GIVENS: [&str; 10] = ["An", "Bình", "Châu", "Dũng", "Hạnh", "Khánh", "Lan", "Phúc", "Quỳnh", "Tường Vy"];

/// The file of `rows` rows in UTF-8; `turn` makes it another one.
pub fn file(rows: u32, turn: u32) -> Vec<u8> {
    let mut text = String::with_capacity(rows as usize * 110);
    text.push_str(HEADINGS);
    for index in 0..rows {
        let pick = |names: &[&'static str], by: u32| names[((index / by + turn) as usize) % names.len()];
        let is_wrong = index % WRONG_ONE_IN == 0;
        let (sex, digit) = if index % 2 == 0 { ("Nam", 2) } else { ("Nữ", 3) };
        let month = if is_wrong { 13 } else { 1 + index % 12 };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "037{digit}08{index:06},{} {} {},{:02}/{month:02}/2008,{sex},Kinh,12A{},46001,46001,turn {turn}\r\n",
            pick(&FAMILIES, 1),
            pick(&MIDDLES, 7),
            pick(&GIVENS, 13),
            1 + index % 28,
            1 + index % 40
        );
    }
    text.into_bytes()
}
