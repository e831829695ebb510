//! The columns of a class list: found by their headings, in any order, whatever else stands beside them.

use crate::domain::{stored_words::stored_words, text::fold};

/// What a class list says of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RollColumn {
    /// Personal number.
    Number,
    /// Number of the passport of whoever has no personal number.
    Passport,
    /// Full name.
    Name,
    /// Day of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Ethnic group, by code or name.
    EthnicGroup,
    /// Class of grade 12.
    Class,
    /// Code of the school of grade 10.
    School10,
    /// Code of the school of grade 11.
    School11,
    /// On which ground the candidate registers.
    Kind,
}

stored_words!(RollColumn {
    Number => "number",
    Passport => "passport",
    Name => "name",
    BirthDate => "birth_date",
    Sex => "sex",
    EthnicGroup => "ethnic_group",
    Class => "class",
    School10 => "school_10",
    School11 => "school_11",
    Kind => "kind",
});

/// The heading of the column that the portal adds to a checked file: what came of the row.
pub const RESULT_HEADING: &str = "Kết quả kiểm tra";
/// The same for what is wrong with the row.
pub const FAULTS_HEADING: &str = "Lỗi";

/// So many rows may stand above the headings, e.g. the school's name.
pub const MAX_ROWS_ABOVE: usize = 10;
/// Rows with fewer known headings are none of headings.
const LEAST_KNOWN_HEADINGS: usize = 3;

impl RollColumn {
    /// The heading in the template. The file is in Vietnamese whatever the language of the pages.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Number => "Số định danh",
            Self::Passport => "Số hộ chiếu",
            Self::Name => "Họ và tên",
            Self::BirthDate => "Ngày sinh",
            Self::Sex => "Giới tính",
            Self::EthnicGroup => "Dân tộc",
            Self::Class => "Lớp",
            Self::School10 => "Trường lớp 10",
            Self::School11 => "Trường lớp 11",
            Self::Kind => "Diện dự thi",
        }
    }

    /// Other headings under which schools know the column, folded.
    const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Number => {
                &["so dinh danh ca nhan", "so dddn", "so ddcn", "cccd", "so cccd", "so can cuoc", "so cccd/ddcn"]
            }
            Self::Passport => &["ho chieu"],
            Self::Name => &["ho ten", "ho, chu dem va ten", "ho ten hoc sinh", "ho va ten hoc sinh"],
            Self::BirthDate => &["ngay, thang, nam sinh", "ngay thang nam sinh"],
            Self::Sex => &["nam/nu", "phai"],
            Self::EthnicGroup => &["ma dan toc"],
            Self::Class => &["ten lop", "lop 12", "ten lop 12"],
            Self::School10 => &["truong lop 10 (ma)", "ma truong lop 10"],
            Self::School11 => &["truong lop 11 (ma)", "ma truong lop 11"],
            Self::Kind => &["dien", "doi tuong du thi"],
        }
    }

    /// Whether a file without it is no class list.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Number | Self::Name | Self::BirthDate | Self::Sex | Self::EthnicGroup | Self::Class)
    }

    fn of_heading(folded: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| fold(column.heading()) == folded || column.aliases().contains(&folded))
    }
}

/// Where the columns of a file stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollHeader {
    places: [Option<usize>; RollColumn::ALL.len()],
    /// The columns that the portal wrote into the file when it was checked before.
    pub results: Vec<usize>,
}

impl RollHeader {
    /// Where `column` stands.
    #[must_use]
    pub fn place(&self, column: RollColumn) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }

    /// How many columns are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// The columns that a class list must have and this one has not.
    #[must_use]
    pub fn missing(&self) -> Vec<RollColumn> {
        RollColumn::ALL.iter().copied().filter(|column| column.is_required() && self.place(*column).is_none()).collect()
    }

    /// What the cells of one row are as headings; of two alike the first counts. `None` for any other row.
    #[must_use]
    pub fn of_row<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut header = Self::default();
        for (index, cell) in cells.enumerate() {
            // Line breaks, stars and explanations in brackets are common in headings.
            let heading = fold(cell.trim_end_matches(['*', ':', ' ']));
            if [RESULT_HEADING, FAULTS_HEADING].iter().any(|ours| fold(ours) == heading) {
                header.results.push(index);
            } else if let Some(column) = RollColumn::of_heading(&heading) {
                let place = &mut header.places[column as usize];
                *place = place.or(Some(index));
            }
        }
        (header.known() >= LEAST_KNOWN_HEADINGS).then_some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::{RollColumn, RollHeader};

    #[test]
    fn headings_are_known_in_any_order_and_spelling() {
        let row = ["STT", "HỌ TÊN", "Ngày sinh *", "giới  tính", "Dân tộc", "Lớp", "Số CCCD", "Ghi chú", "Lỗi", "Lớp"];
        let header = RollHeader::of_row(row.into_iter()).unwrap();
        let places = [RollColumn::Number, RollColumn::Name, RollColumn::Class].map(|column| header.place(column));
        assert_eq!(places, [Some(6), Some(1), Some(5)]);
        assert_eq!((header.missing(), header.results.as_slice()), (vec![], [8].as_slice()));
        assert_eq!(header.place(RollColumn::Passport), None);
    }

    #[test]
    fn a_title_or_a_candidate_is_no_row_of_headings() {
        for row in [&["SỞ GDĐT HUẾ", "Danh sách lớp"][..], &["1", "Nguyễn Văn A", "046208001234", "12A1"][..], &[][..]]
        {
            assert_eq!(RollHeader::of_row(row.iter().copied()), None, "{row:?}");
        }
    }

    #[test]
    fn each_column_is_known_by_the_heading_of_the_template() {
        let header = RollHeader::of_row(RollColumn::ALL.iter().map(|column| column.heading())).unwrap();
        assert_eq!(header.known(), RollColumn::ALL.len());
        for (index, column) in RollColumn::ALL.iter().enumerate() {
            assert_eq!((*column as usize, header.place(*column)), (index, Some(index)));
        }
    }
}
