//! The invented people who can sign in, and what the population registry holds about each.
//!
//! Every number follows Nghị định 137/2015 Điều 13 (province of birth registration, century and sex, year,
//! six digits); nobody here exists. Claims are what the citizen-ID service says at sign-in; `registry` is
//! what the population registry answers, which differs where a persona shows just that.

use sha2::{Digest, Sha256};

/// One invented person.
#[derive(Clone, Copy, Debug)]
pub struct Persona {
    /// Short stable name, used by buttons, scripts and journeys.
    pub slug: &'static str,
    /// Full name as in the claim `HoVaTen`.
    pub full_name: &'static str,
    /// What identifies the person.
    pub document: Document,
    /// `YYYYMMDD`, as in the claim `NgayThangNamSinh`.
    pub birth_date: &'static str,
    /// Sex on the document.
    pub sex: Sex,
    /// How well the service knows the person.
    pub assurance: Assurance,
    /// What the population registry holds.
    pub registry: RegistryEntry,
    /// What this persona shows, in Vietnamese.
    pub description: &'static str,
}

/// What identifies a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// Twelve digits, the claim `SoDinhDanh`.
    PersonalId(&'static str),
    /// A foreign passport, the claim `SoHoChieu`.
    Passport(&'static str),
}

/// Sex, as Vietnamese documents have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

/// The level of the electronic identity (Nghị định 69/2024).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assurance {
    /// Level 01: registered from afar.
    Level1,
    /// Level 02: verified by chip or biometrics; equals showing the card.
    Level2,
}

/// What the population registry holds about a persona.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistryEntry {
    /// The same as the claims.
    AsClaimed,
    /// Something else.
    Differing {
        /// Full name in the registry.
        full_name: &'static str,
        /// `YYYY-MM-DD`, or `YYYY` where only the year is known.
        birth_date: &'static str,
        /// Sex in the registry.
        sex: Sex,
    },
    /// The number was withdrawn or never properly issued.
    Invalid,
    /// No such number.
    Absent,
}

impl Sex {
    /// The registry's word.
    #[must_use]
    pub fn registry_word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }

    /// The claim's word.
    #[must_use]
    pub fn claim_word(self) -> &'static str {
        match self {
            Self::Female => "Nữ",
            Self::Male => "Nam",
        }
    }
}

impl Assurance {
    /// The value of the claim `acr`.
    #[must_use]
    pub fn acr(self) -> &'static str {
        match self {
            Self::Level1 => "LoA1",
            Self::Level2 => "LoA2",
        }
    }
}

impl Document {
    /// The number itself.
    #[must_use]
    pub fn number(self) -> &'static str {
        match self {
            Self::PersonalId(number) | Self::Passport(number) => number,
        }
    }
}

impl Persona {
    /// The claim `sub`: stable over restarts, and not the identity number.
    #[must_use]
    pub fn subject(&self) -> String {
        self.derived_uuid("sub")
    }

    /// The claim `TechID`: the account's technical id.
    #[must_use]
    pub fn tech_id(&self) -> String {
        self.derived_uuid("TechID")
    }

    fn derived_uuid(&self, purpose: &str) -> String {
        let hash: [u8; 32] = Sha256::digest(format!("{purpose}:{}", self.slug)).into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn birth_date_iso(&self) -> String {
        let (year, rest) = self.birth_date.split_at(4);
        let (month, day) = rest.split_at(2);
        format!("{year}-{month}-{day}")
    }

    /// `DD/MM/YYYY`, for the page.
    #[must_use]
    pub fn birth_date_shown(&self) -> String {
        let (year, rest) = self.birth_date.split_at(4);
        let (month, day) = rest.split_at(2);
        format!("{day}/{month}/{year}")
    }
}

/// The persona of this slug.
#[must_use]
pub fn by_slug(slug: &str) -> Option<&'static Persona> {
    PERSONAS.iter().find(|persona| persona.slug == slug)
}

/// The persona of this personal ID number. Passports are not in the population registry.
#[must_use]
pub fn by_personal_id(number: &str) -> Option<&'static Persona> {
    PERSONAS.iter().find(|persona| matches!(persona.document, Document::PersonalId(own) if own == number))
}

const fn grade12(
    slug: &'static str,
    full_name: &'static str,
    number: &'static str,
    birth_date: &'static str,
    sex: Sex,
    description: &'static str,
) -> Persona {
    Persona {
        slug,
        full_name,
        document: Document::PersonalId(number),
        birth_date,
        sex,
        assurance: Assurance::Level2,
        registry: RegistryEntry::AsClaimed,
        description,
    }
}

/// Everyone, in the order of the page.
pub const PERSONAS: &[Persona] = &[
    grade12(
        "an",
        "Nguyễn Thị Bình An",
        "046308001374",
        "20080305",
        Sex::Female,
        "Thí sinh lớp 12 ở Huế; mọi dữ liệu khớp với Cơ sở dữ liệu quốc gia về dân cư.",
    ),
    grade12(
        "binh",
        "Trần Gia Bình",
        "046208005921",
        "20080917",
        Sex::Male,
        "Thí sinh lớp 12 ở Huế; dùng để thử trả lại phiếu rồi duyệt.",
    ),
    grade12(
        "chau",
        "Lê Ngọc Minh Châu",
        "046308002186",
        "20080122",
        Sex::Female,
        "Thí sinh lớp 12 ở Huế; dự định đăng ký ngành đào tạo giáo viên.",
    ),
    grade12(
        "dung",
        "Hồ Việt Dũng",
        "046208007745",
        "20081230",
        Sex::Male,
        "Thí sinh lớp 12 ở Huế; chỉ thi để xét công nhận tốt nghiệp.",
    ),
    grade12(
        "giang",
        "Phan Hương Giang",
        "046308009053",
        "20080614",
        Sex::Female,
        "Thí sinh lớp 12 học ở nông thôn thành phố Huế (khu vực 2 nông thôn).",
    ),
    grade12(
        "nhanh",
        "Hồ Thị Nhành",
        "046308004408",
        "20080411",
        Sex::Female,
        "Thí sinh lớp 12 ở A Lưới, dân tộc thiểu số, khu vực 1: có cả ưu tiên khu vực và đối tượng.",
    ),
    grade12(
        "uyen",
        "Tôn Nữ Phương Uyên",
        "048308003317",
        "20080829",
        Sex::Female,
        "Thí sinh lớp 12 ở Huế, đăng ký khai sinh ở Đà Nẵng: mã tỉnh trên số định danh không phải nơi học.",
    ),
    Persona {
        registry: RegistryEntry::Differing { full_name: "Lê Hoà Khanh", birth_date: "2008-07-19", sex: Sex::Male },
        ..grade12(
            "khanh",
            "Lê Hòa Khánh",
            "046208006630",
            "20080719",
            Sex::Male,
            "Họ tên khác nhau về dấu giữa hồ sơ và Cơ sở dữ liệu dân cư (Khánh – Khanh).",
        )
    },
    Persona {
        registry: RegistryEntry::Differing { full_name: "Đặng Thu Lan", birth_date: "2008-02-11", sex: Sex::Female },
        ..grade12(
            "lan",
            "Đặng Thu Lan",
            "046308008262",
            "20081102",
            Sex::Female,
            "Ngày sinh khác với Cơ sở dữ liệu dân cư (02/11 và 11/02).",
        )
    },
    Persona {
        registry: RegistryEntry::Differing { full_name: "Cao Thị Thảo", birth_date: "2008", sex: Sex::Female },
        ..grade12(
            "thao",
            "Cao Thị Thảo",
            "046308000591",
            "20080520",
            Sex::Female,
            "Cơ sở dữ liệu dân cư chỉ có năm sinh.",
        )
    },
    Persona {
        registry: RegistryEntry::Absent,
        ..grade12(
            "quyen",
            "Võ Đỗ Quyên",
            "046308007108",
            "20080303",
            Sex::Female,
            "Số định danh không tìm thấy trong Cơ sở dữ liệu dân cư.",
        )
    },
    Persona {
        registry: RegistryEntry::Invalid,
        ..grade12(
            "phuc",
            "Mai Hồng Phúc",
            "046208002849",
            "20081008",
            Sex::Male,
            "Số định danh đã bị hủy trong Cơ sở dữ liệu dân cư: nhà trường phải xử lý.",
        )
    },
    Persona {
        assurance: Assurance::Level1,
        ..grade12(
            "nam",
            "Bùi Hoài Nam",
            "046208003476",
            "20080226",
            Sex::Male,
            "Định danh mức 1: đăng nhập được nhưng chưa được nộp phiếu, nộp phí, xác nhận nhập học.",
        )
    },
    Persona {
        description: "Thí sinh tự do, tốt nghiệp năm 2024, thi lại để xét tuyển.",
        ..grade12("minh", "Hoàng Nhật Minh", "046206001955", "20061124", Sex::Male, "")
    },
    Persona {
        description: "Thí sinh tự do sinh năm 1999 ở Quảng Trị, đã tốt nghiệp trung cấp.",
        ..grade12("son", "Trương Công Sơn", "045099004127", "19990815", Sex::Male, "")
    },
    Persona {
        document: Document::Passport("PA0384712"),
        registry: RegistryEntry::Absent,
        description: "Người nước ngoài học ở Huế; dùng số hộ chiếu thay cho số định danh.",
        ..grade12("somphone", "SOMPHONE VONGSAVATH", "", "20080109", Sex::Male, "")
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Document, PERSONAS, Sex};

    #[test]
    fn personal_id_numbers_follow_the_decree() {
        for persona in PERSONAS {
            let Document::PersonalId(number) = persona.document else { continue };
            assert_eq!(number.len(), 12, "{}", persona.slug);
            assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{}", persona.slug);
            assert!(["045", "046", "048"].contains(&&number[..3]), "{}", persona.slug);
            let century_and_sex = match (&persona.birth_date[..2], persona.sex) {
                ("19", Sex::Male) => "0",
                ("19", Sex::Female) => "1",
                ("20", Sex::Male) => "2",
                ("20", Sex::Female) => "3",
                other => unreachable!("{other:?}"),
            };
            assert_eq!(&number[3..4], century_and_sex, "{}", persona.slug);
            assert_eq!(number[4..6], persona.birth_date[2..4], "{}", persona.slug);
        }
    }

    #[test]
    fn nobody_shares_a_slug_a_number_or_a_subject() {
        let slugs: BTreeSet<_> = PERSONAS.iter().map(|persona| persona.slug).collect();
        let numbers: BTreeSet<_> = PERSONAS.iter().map(|persona| persona.document.number()).collect();
        let subjects: BTreeSet<_> = PERSONAS.iter().map(super::Persona::subject).collect();
        assert!(PERSONAS.len() >= 12);
        assert_eq!((slugs.len(), numbers.len(), subjects.len()), (PERSONAS.len(), PERSONAS.len(), PERSONAS.len()));
    }
}
