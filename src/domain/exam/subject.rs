//! The subjects of the exam and the foreign languages (domain.md §3.3).

use serde::{Deserialize, Serialize};

/// A subject of the exam: twelve of the 2018 programme, and one that the 2006 programme alone examines. All foreign
/// languages are one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// Toán, compulsory.
    #[serde(rename = "toan")]
    Mathematics,
    /// Ngữ văn, compulsory.
    #[serde(rename = "ngu_van")]
    Literature,
    /// Vật lí.
    #[serde(rename = "vat_li")]
    Physics,
    /// Hóa học.
    #[serde(rename = "hoa_hoc")]
    Chemistry,
    /// Sinh học.
    #[serde(rename = "sinh_hoc")]
    Biology,
    /// Lịch sử.
    #[serde(rename = "lich_su")]
    History,
    /// Địa lí.
    #[serde(rename = "dia_li")]
    Geography,
    /// Giáo dục kinh tế và pháp luật.
    #[serde(rename = "gdktpl")]
    EconomicsAndLaw,
    /// Tin học.
    #[serde(rename = "tin_hoc")]
    Informatics,
    /// Công nghệ công nghiệp.
    #[serde(rename = "cn_cong_nghiep")]
    IndustrialTechnology,
    /// Công nghệ nông nghiệp.
    #[serde(rename = "cn_nong_nghiep")]
    AgriculturalTechnology,
    /// Ngoại ngữ, in one of the languages of [`ForeignLanguage`].
    #[serde(rename = "ngoai_ngu")]
    ForeignLanguage,
    /// Giáo dục công dân, of the 2006 programme alone.
    #[serde(rename = "gdcd")]
    CivicEducation,
}

impl Subject {
    /// Every subject, in the order of the registration form.
    pub const ALL: [Self; 13] = [
        Self::Mathematics,
        Self::Literature,
        Self::Physics,
        Self::Chemistry,
        Self::Biology,
        Self::History,
        Self::Geography,
        Self::EconomicsAndLaw,
        Self::Informatics,
        Self::IndustrialTechnology,
        Self::AgriculturalTechnology,
        Self::ForeignLanguage,
        Self::CivicEducation,
    ];

    /// Those of the 2018 programme, in the order of the form and of a council's file of results.
    pub const OF_2018: [Self; 12] = [
        Self::Mathematics,
        Self::Literature,
        Self::Physics,
        Self::Chemistry,
        Self::Biology,
        Self::History,
        Self::Geography,
        Self::EconomicsAndLaw,
        Self::Informatics,
        Self::IndustrialTechnology,
        Self::AgriculturalTechnology,
        Self::ForeignLanguage,
    ];

    /// The word of the database and of the catalogue of combinations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mathematics => "toan",
            Self::Literature => "ngu_van",
            Self::Physics => "vat_li",
            Self::Chemistry => "hoa_hoc",
            Self::Biology => "sinh_hoc",
            Self::History => "lich_su",
            Self::Geography => "dia_li",
            Self::EconomicsAndLaw => "gdktpl",
            Self::Informatics => "tin_hoc",
            Self::IndustrialTechnology => "cn_cong_nghiep",
            Self::AgriculturalTechnology => "cn_nong_nghiep",
            Self::ForeignLanguage => "ngoai_ngu",
            Self::CivicEducation => "gdcd",
        }
    }

    /// The subject of a word of the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.as_str() == text)
    }

    /// Whether everyone sits it; the others are elective papers.
    #[must_use]
    pub const fn is_compulsory(self) -> bool {
        matches!(self, Self::Mathematics | Self::Literature)
    }

    /// Whether it is an elective paper of the 2018 programme.
    #[must_use]
    pub const fn is_elective(self) -> bool {
        !matches!(self, Self::Mathematics | Self::Literature | Self::CivicEducation)
    }

    /// Whether every pupil of the 2018 programme studies it; the others are subjects of choice.
    #[must_use]
    pub const fn is_studied_by_all(self) -> bool {
        matches!(self, Self::Mathematics | Self::Literature | Self::History | Self::ForeignLanguage)
    }

    /// Whether it is one of the two orientations of technology, which exclude each other.
    #[must_use]
    pub const fn is_technology(self) -> bool {
        matches!(self, Self::IndustrialTechnology | Self::AgriculturalTechnology)
    }
}

/// The language of a foreign-language paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ForeignLanguage {
    /// Tiếng Anh.
    #[serde(rename = "N1")]
    English,
    /// Tiếng Nga.
    #[serde(rename = "N2")]
    Russian,
    /// Tiếng Pháp.
    #[serde(rename = "N3")]
    French,
    /// Tiếng Trung Quốc.
    #[serde(rename = "N4")]
    Chinese,
    /// Tiếng Đức.
    #[serde(rename = "N5")]
    German,
    /// Tiếng Nhật.
    #[serde(rename = "N6")]
    Japanese,
    /// Tiếng Hàn.
    #[serde(rename = "N7")]
    Korean,
}

impl ForeignLanguage {
    /// Every language, N1 first.
    pub const ALL: [Self; 7] =
        [Self::English, Self::Russian, Self::French, Self::Chinese, Self::German, Self::Japanese, Self::Korean];

    /// The exam's code: `N1` to `N7`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "N1",
            Self::Russian => "N2",
            Self::French => "N3",
            Self::Chinese => "N4",
            Self::German => "N5",
            Self::Japanese => "N6",
            Self::Korean => "N7",
        }
    }

    /// The language of an exam's code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::{ForeignLanguage, Subject};

    #[test]
    fn words_lead_back_to_their_subject() {
        for subject in Subject::ALL {
            assert_eq!(Subject::parse(subject.as_str()), Some(subject));
        }
        assert_eq!(Subject::parse("am_nhac"), None);
    }

    #[test]
    fn codes_lead_back_to_their_language() {
        for (index, language) in ForeignLanguage::ALL.into_iter().enumerate() {
            assert_eq!(language.as_str(), format!("N{}", index + 1));
            assert_eq!(ForeignLanguage::parse(language.as_str()), Some(language));
        }
        assert_eq!(ForeignLanguage::parse("n1"), None);
    }
}
