//! What the things of the exam registration are called.

use super::Lang;
use crate::domain::{
    admission::combination::CombinationSubject,
    candidate::{
        evidence::EvidenceKind,
        kind::{CandidateKind, FreeCandidateStatus, Sex},
        priority::{AreaReason, PriorityArea, PriorityGroup, ResidenceGround},
    },
    exam::{
        arrangements::Arrangement,
        exemption::CertificateResult,
        programme::{CombinedPaper, EducationForm, ExamProgramme},
        sections::Section,
        state::{RegistrationStatus, RejectionCategory},
        subject::{ForeignLanguage, Subject},
    },
    registry::comparison::DifferingField,
    score::Score,
};

/// The name of a subject.
#[must_use]
pub const fn subject_name(lang: Lang, subject: Subject) -> &'static str {
    match subject {
        Subject::Mathematics => lang.t("Toán", "Mathematics"),
        Subject::Literature => lang.t("Ngữ văn", "Literature"),
        Subject::Physics => lang.t("Vật lí", "Physics"),
        Subject::Chemistry => lang.t("Hóa học", "Chemistry"),
        Subject::Biology => lang.t("Sinh học", "Biology"),
        Subject::History => lang.t("Lịch sử", "History"),
        Subject::Geography => lang.t("Địa lí", "Geography"),
        Subject::EconomicsAndLaw => lang.t("Giáo dục kinh tế và pháp luật", "Economics and law"),
        Subject::Informatics => lang.t("Tin học", "Informatics"),
        Subject::IndustrialTechnology => lang.t("Công nghệ công nghiệp", "Industrial technology"),
        Subject::AgriculturalTechnology => lang.t("Công nghệ nông nghiệp", "Agricultural technology"),
        Subject::ForeignLanguage => lang.t("Ngoại ngữ", "Foreign language"),
        Subject::CivicEducation => lang.t("Giáo dục công dân", "Civic education"),
    }
}

/// Subjects in a row: `Toán, Ngữ văn`.
#[must_use]
pub fn subject_list(lang: Lang, subjects: &[Subject]) -> String {
    subjects.iter().map(|subject| subject_name(lang, *subject)).collect::<Vec<_>>().join(", ")
}

/// The name of a combined paper of the 2006 programme.
#[must_use]
pub const fn combined_paper_name(lang: Lang, paper: CombinedPaper) -> &'static str {
    match paper {
        CombinedPaper::NaturalSciences => lang.t("Khoa học tự nhiên", "Natural sciences"),
        CombinedPaper::SocialSciences => lang.t("Khoa học xã hội", "Social sciences"),
    }
}

/// What a disabled candidate may need.
#[must_use]
pub const fn arrangement_name(lang: Lang, kind: Arrangement) -> &'static str {
    match kind {
        Arrangement::ExtraTime => lang.t("Thêm thời gian làm bài", "More time"),
        Arrangement::LargePrint => lang.t("Đề thi in chữ to", "The paper in large print"),
        Arrangement::Braille => lang.t("Đề thi chữ nổi Braille", "The paper in braille"),
        Arrangement::ReaderOrScribe => lang.t("Người đọc đề hoặc viết hộ", "Somebody to read the paper or to write"),
        Arrangement::SignLanguage => lang.t("Người phiên dịch ngôn ngữ kí hiệu", "A sign-language interpreter"),
        Arrangement::AccessibleRoom => {
            lang.t("Phòng thi ở tầng trệt hoặc xe lăn vào được", "A room on the ground floor or for a wheelchair")
        }
        Arrangement::OwnAid => lang.t(
            "Mang theo thiết bị hỗ trợ (máy trợ thính, kính lúp, máy tiêm insulin)",
            "An aid of my own (hearing aid, magnifier, insulin pump)",
        ),
        Arrangement::Breaks => lang.t("Nghỉ giữa giờ để dùng thuốc, ăn hoặc nghỉ", "Breaks for medicine, food or rest"),
    }
}

/// The name of a programme.
#[must_use]
pub const fn programme_name(lang: Lang, programme: ExamProgramme) -> &'static str {
    match programme {
        ExamProgramme::Gdpt2018 => lang.t("Chương trình GDPT 2018", "Programme of 2018"),
        ExamProgramme::Gdpt2006 => lang.t("Chương trình GDPT 2006", "Programme of 2006"),
    }
}

/// The name of a form of education.
#[must_use]
pub const fn education_form_name(lang: Lang, form: EducationForm) -> &'static str {
    match form {
        EducationForm::HighSchool => lang.t("Giáo dục THPT", "High school"),
        EducationForm::Continuing => lang.t("Giáo dục thường xuyên (GDTX)", "Continuing education (GDTX)"),
    }
}

/// Whether a free candidate has graduated.
#[must_use]
pub const fn free_status_name(lang: Lang, status: FreeCandidateStatus) -> &'static str {
    match status {
        FreeCandidateStatus::NotGraduated => lang.t("Chưa tốt nghiệp", "Not graduated"),
        FreeCandidateStatus::Graduated => lang.t("Đã tốt nghiệp", "Graduated"),
    }
}

/// The name of the language of a foreign-language paper.
#[must_use]
pub const fn language_name(lang: Lang, language: ForeignLanguage) -> &'static str {
    match language {
        ForeignLanguage::English => lang.t("Tiếng Anh", "English"),
        ForeignLanguage::Russian => lang.t("Tiếng Nga", "Russian"),
        ForeignLanguage::French => lang.t("Tiếng Pháp", "French"),
        ForeignLanguage::Chinese => lang.t("Tiếng Trung Quốc", "Chinese"),
        ForeignLanguage::German => lang.t("Tiếng Đức", "German"),
        ForeignLanguage::Japanese => lang.t("Tiếng Nhật", "Japanese"),
        ForeignLanguage::Korean => lang.t("Tiếng Hàn", "Korean"),
    }
}

/// The name of a subject of a combination: the language, where it matters.
#[must_use]
pub fn combination_subject_name(lang: Lang, wanted: CombinationSubject) -> &'static str {
    wanted.language.map_or_else(|| subject_name(lang, wanted.subject), |language| language_name(lang, language))
}

/// The name of a priority area, short as on forms.
#[must_use]
pub const fn area_name(lang: Lang, area: PriorityArea) -> &'static str {
    match area {
        PriorityArea::Kv1 => lang.t("Khu vực 1 (KV1)", "Area 1 (KV1)"),
        PriorityArea::Kv2Rural => lang.t("Khu vực 2 nông thôn (KV2-NT)", "Area 2 rural (KV2-NT)"),
        PriorityArea::Kv2 => lang.t("Khu vực 2 (KV2)", "Area 2 (KV2)"),
        PriorityArea::Kv3 => lang.t("Khu vực 3 (KV3)", "Area 3 (KV3)"),
    }
}

/// The name of a priority group, short as on forms.
#[must_use]
pub const fn group_name(lang: Lang, group: PriorityGroup) -> &'static str {
    match group {
        PriorityGroup::Ut1 => lang.t("Nhóm UT1", "Group UT1"),
        PriorityGroup::Ut2 => lang.t("Nhóm UT2", "Group UT2"),
    }
}

/// What an area or a group adds: `cộng 0,75 điểm`.
#[must_use]
pub fn points_added(lang: Lang, points: Score) -> String {
    match lang {
        Lang::Vi => format!("cộng {} điểm", lang.score(points)),
        Lang::En => format!("adds {} points", lang.score(points)),
    }
}

/// Why an area was derived, as a sentence.
#[must_use]
pub const fn area_reason(lang: Lang, reason: AreaReason) -> &'static str {
    match reason {
        AreaReason::LongestSchool { years: 3 } => lang.t(
            "Cả ba năm lớp 10, 11 và 12 bạn học ở trường thuộc khu vực này.",
            "All three years, grades 10 to 12, were at schools in this area.",
        ),
        AreaReason::LongestSchool { .. } => lang.t(
            "Bạn học hai trong ba năm ở trường thuộc khu vực này; nơi học lâu nhất quyết định.",
            "Two of the three years were at schools in this area; the longest schooling decides.",
        ),
        AreaReason::LastSchoolOnTie => lang.t(
            "Mỗi năm bạn học ở một khu vực khác nhau; khi đó trường lớp 12 quyết định.",
            "Each year was in another area; then the school of grade 12 decides.",
        ),
        AreaReason::ResidenceException(ground) => match ground {
            ResidenceGround::BoardingSchool => lang.t(
                "Học sinh trường nội trú, dự bị: tính theo nơi thường trú.",
                "Boarding or pre-university pupils: the residence decides.",
            ),
            ResidenceGround::DifficultCommune => lang.t(
                "Thường trú trên 18 tháng ở xã đặc biệt khó khăn: tính theo nơi thường trú.",
                "Over 18 months of residence in a difficult commune: the residence decides.",
            ),
            ResidenceGround::ArmedForces => lang.t(
                "Quân nhân, công an: tính theo nơi phục vụ hoặc thường trú.",
                "Soldiers and police officers: the place of service or the residence decides.",
            ),
        },
        AreaReason::ExpiredAfterGraduation => lang.t(
            "Ưu tiên khu vực chỉ tính trong năm tốt nghiệp và năm kế tiếp; với bạn thời hạn này đã qua.",
            "Area priority counts in the year of graduation and the year after; that time has passed.",
        ),
    }
}

/// The name of a state of the registration.
#[must_use]
pub const fn registration_status_name(lang: Lang, status: RegistrationStatus) -> &'static str {
    match status {
        RegistrationStatus::Draft => lang.t("Chưa nộp", "Not submitted"),
        RegistrationStatus::Submitted => lang.t("Đã nộp, chờ duyệt", "Submitted, waiting for approval"),
        RegistrationStatus::Rejected => lang.t("Bị trả lại", "Sent back"),
        RegistrationStatus::Approved => lang.t("Đã duyệt", "Approved"),
        RegistrationStatus::CorrectionRequested => {
            lang.t("Đã duyệt, xin sửa sai sót", "Approved, correction requested")
        }
        RegistrationStatus::Locked => lang.t("Đã chốt danh sách", "In the signed-off list"),
        RegistrationStatus::Unlocked => lang.t("Được mở lại để sửa", "Unlocked to be corrected"),
        RegistrationStatus::Signed => lang.t("Đã ký xác nhận", "Confirmed by signature"),
        RegistrationStatus::Numbered => lang.t("Đã có số báo danh", "Has a candidate number"),
        RegistrationStatus::Ineligible => lang.t("Không đủ điều kiện dự thi", "May not sit the exam"),
        RegistrationStatus::Cancelled => lang.t("Đã huỷ", "Cancelled"),
    }
}

/// The name of a category of rejections.
#[must_use]
pub const fn rejection_category_name(lang: Lang, category: RejectionCategory) -> &'static str {
    match category {
        RejectionCategory::WrongPapers => lang.t("Sai môn thi", "Wrong papers"),
        RejectionCategory::IdentityMismatch => lang.t("Thông tin cá nhân không khớp", "Identity data do not match"),
        RejectionCategory::MissingEvidence => lang.t("Thiếu minh chứng ưu tiên", "Evidence of priority is missing"),
        RejectionCategory::WrongArea => lang.t("Sai khu vực ưu tiên", "Wrong priority area"),
        RejectionCategory::WrongClassOrSchool => lang.t("Sai lớp hoặc trường", "Wrong class or school"),
        RejectionCategory::WrongPortrait => lang.t("Ảnh chân dung chưa đạt", "The portrait is not fit"),
        RejectionCategory::Other => lang.t("Lý do khác", "Another reason"),
    }
}

/// What there is to do in a section, beginning with a verb.
#[must_use]
pub const fn section_name(lang: Lang, section: Section) -> &'static str {
    match section {
        Section::Applicant => lang.t("Chọn đối tượng dự thi", "Say as what you register"),
        Section::Identity => lang.t("Xem thông tin cá nhân", "Check your identity data"),
        Section::Origin => lang.t("Khai nơi sinh, quốc tịch, dân tộc", "Give birth place, nationality, ethnic group"),
        Section::Residence => lang.t("Khai nơi thường trú", "Give your residence"),
        Section::Unit => lang.t("Chọn nơi đăng ký dự thi", "Choose where you register"),
        Section::Studied => lang.t("Khai môn học lớp 12", "Name your subjects of grade 12"),
        Section::ReservedMarks => lang.t("Khai bảo lưu điểm", "Say which marks you keep"),
        Section::Exemption => lang.t("Khai miễn thi Ngoại ngữ", "State your exemption from the foreign language"),
        Section::Graduation => lang.t("Khai ưu tiên xét tốt nghiệp", "State your graduation priority"),
        Section::Arrangements => lang.t("Khai điều kiện dự thi đặc biệt", "Say what you need for the exam"),
        Section::Contact => lang.t("Khai thông tin liên hệ", "Give your contact details"),
        Section::Schools => lang.t("Khai nơi học THPT", "Name your high schools"),
        Section::Papers => lang.t("Chọn môn thi", "Choose your papers"),
        Section::Priority => lang.t("Khai ưu tiên tuyển sinh", "State your priority of admission"),
        Section::Admission => lang.t("Chọn mục đích dùng điểm", "Say what the marks are for"),
        Section::Evidence => lang.t("Tải lên minh chứng", "Upload your evidence"),
        Section::Portrait => lang.t("Tải lên ảnh chân dung", "Upload your portrait"),
        Section::Declaration => lang.t("Cam đoan", "Make the declaration"),
    }
}

/// What a certificate shows.
#[must_use]
pub fn certificate_result(lang: Lang, result: &CertificateResult) -> String {
    match result {
        CertificateResult::Score(score) => lang.score(*score),
        CertificateResult::Level(level) => level.clone(),
        CertificateResult::FourSkills(skills) => skills.map(|skill| skill.to_string()).join(" / "),
    }
}

/// What a piece of evidence proves.
#[must_use]
pub const fn evidence_name(lang: Lang, kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::PriorityArea => lang.t("Minh chứng khu vực ưu tiên", "Evidence of the priority area"),
        EvidenceKind::PriorityCategory => lang.t("Minh chứng đối tượng ưu tiên", "Evidence of the priority category"),
        EvidenceKind::LanguageCertificate => lang.t("Chứng chỉ ngoại ngữ", "Language certificate"),
        EvidenceKind::Graduation => {
            lang.t("Minh chứng ưu tiên xét tốt nghiệp", "Evidence of the claims for graduation")
        }
        EvidenceKind::ReservedMarks => lang.t("Minh chứng điểm bảo lưu", "Evidence of the reserved marks"),
    }
}

/// Which papers prove it.
#[must_use]
pub const fn evidence_papers(lang: Lang, kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::PriorityArea => lang.t(
            "Giấy tờ cho thấy khu vực bạn đề nghị là đúng: học bạ hoặc giấy xác nhận của trường về nơi học, hoặc giấy xác nhận cư trú.",
            "What shows that the area you claim is right: the school record or a school's certificate, or a certificate of residence.",
        ),
        EvidenceKind::PriorityCategory => lang.t(
            "Giấy tờ của cơ quan có thẩm quyền xác nhận bạn thuộc đối tượng đã chọn.",
            "The paper by which the authority confirms that you belong to the category you chose.",
        ),
        EvidenceKind::LanguageCertificate => lang.t(
            "Mặt có tên, điểm và ngày cấp của chứng chỉ bạn đã khai.",
            "The side of the certificate with your name, the score and the date of issue.",
        ),
        EvidenceKind::Graduation => lang.t(
            "Giấy xác nhận diện ưu tiên, giấy khen hoặc chứng nhận giải bạn đã khai.",
            "The paper that confirms the category, the award or the prize that you claim.",
        ),
        EvidenceKind::ReservedMarks => lang.t(
            "Giấy chứng nhận kết quả thi năm trước, hoặc giấy xác nhận điểm bảo lưu của sở.",
            "The certificate of last year's results, or the department's confirmation of the marks.",
        ),
    }
}

/// The name of a field in which statement and registry differ.
#[must_use]
pub const fn differing_field_name(lang: Lang, field: DifferingField) -> &'static str {
    match field {
        DifferingField::FullName => lang.t("Họ và tên", "Full name"),
        DifferingField::FullNameDiacritics => {
            lang.t("Họ và tên (chỉ khác dấu hoặc cách viết)", "Full name (diacritics or spelling alone)")
        }
        DifferingField::BirthDate => lang.t("Ngày sinh", "Birth date"),
        DifferingField::Sex => lang.t("Giới tính", "Sex"),
    }
}

/// The name of the ground on which a candidate registers.
#[must_use]
pub const fn candidate_kind_name(lang: Lang, kind: CandidateKind) -> &'static str {
    match kind {
        CandidateKind::CurrentGrade12 => lang.t("Học sinh lớp 12", "Pupil of grade 12"),
        CandidateKind::NotGraduated => lang.t("Thí sinh tự do, chưa tốt nghiệp", "Free candidate, not graduated"),
        CandidateKind::GraduateForAdmission => {
            lang.t("Thí sinh tự do, đã tốt nghiệp THPT", "Free candidate, high-school graduate")
        }
        CandidateKind::VocationalForAdmission => {
            lang.t("Thí sinh tự do, đã tốt nghiệp trung cấp", "Free candidate, vocational graduate")
        }
        CandidateKind::AdmissionOnly => lang.t("Thí sinh tự do, chỉ xét tuyển", "Free candidate, for admission alone"),
    }
}

/// The ground as people choose it, and what helps to choose.
#[must_use]
pub const fn candidate_kind_choice(lang: Lang, kind: CandidateKind) -> (&'static str, &'static str) {
    match kind {
        CandidateKind::CurrentGrade12 => (candidate_kind_name(lang, kind), ""),
        CandidateKind::NotGraduated => (
            lang.t("Chưa tốt nghiệp THPT", "I have not graduated"),
            lang.t(
                "Đã học hết chương trình những năm trước, nay thi để xét tốt nghiệp",
                "You completed the programme in an earlier year and sit to graduate",
            ),
        ),
        CandidateKind::GraduateForAdmission => (
            lang.t("Đã tốt nghiệp THPT, thi để xét tuyển", "I have graduated and sit for admission"),
            lang.t("Lấy điểm thi năm nay để xét tuyển đại học, cao đẳng", "You want the marks of this year"),
        ),
        CandidateKind::VocationalForAdmission => (
            lang.t("Đã tốt nghiệp trung cấp, thi để xét tuyển", "I have a trung cấp diploma and sit for admission"),
            lang.t(
                "Phải học đủ khối lượng kiến thức văn hóa THPT theo quy định",
                "You need to have done the general knowledge of upper-secondary school",
            ),
        ),
        CandidateKind::AdmissionOnly => (
            lang.t("Không dự thi, chỉ xét tuyển", "I sit no paper, I want admission alone"),
            lang.t(
                "Đã có bằng tốt nghiệp; xét tuyển bằng phương thức khác hoặc điểm thi năm trước",
                "You have a diploma and are admitted in another way, or by marks of an earlier year",
            ),
        ),
    }
}

/// The word for a sex.
#[must_use]
pub const fn sex_name(lang: Lang, sex: Sex) -> &'static str {
    match sex {
        Sex::Female => lang.t("Nữ", "Female"),
        Sex::Male => lang.t("Nam", "Male"),
    }
}
