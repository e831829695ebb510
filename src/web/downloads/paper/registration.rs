//! The exam registration (phiếu đăng ký dự thi) as a paper: what was submitted, item by item, in words. The page that can
//! be printed and the PDF say the same, because both are made of this.

use serde::Serialize;

use super::{Filled, pdf};
use crate::{
    domain::{
        candidate::evidence::EvidenceKind,
        exam::{
            graduation::GraduationBonus, origin::BirthPlace, registration::ExamRegistrationContent, sections::School,
        },
        time::short_date,
    },
    usecases::candidate::{
        exam_registration::{BonusOnOffer, Named},
        view_paper::Paper,
    },
    web::{
        error::WebError,
        i18n::{
            Lang,
            exam::{
                area_name, area_reason, candidate_kind_name, certificate_result, combined_paper_name,
                education_form_name, evidence_name, group_name, language_name, points_added, programme_name, sex_name,
                subject_list, subject_name,
            },
        },
    },
};

/// A part of the paper.
#[derive(Debug, Clone, Serialize)]
pub struct PaperSection {
    /// Its heading.
    pub title: &'static str,
    /// Names and values.
    pub rows: Vec<(&'static str, String)>,
}

/// All that stands on the paper besides its pictures.
#[derive(Debug, Clone, Serialize)]
pub struct PaperData {
    /// The name of the paper.
    pub title: &'static str,
    /// Form number, version, time.
    pub head: Vec<(&'static str, String)>,
    /// What was submitted.
    pub sections: Vec<PaperSection>,
    /// What the number is for.
    pub check_title: &'static str,
    /// How it is checked, and what is told.
    pub check_words: &'static str,
    /// Where.
    pub address: String,
    /// What the number is called.
    pub code_label: &'static str,
    /// The number.
    pub code: String,
    /// What those hear who do not see the code.
    pub qr_alt: String,
    /// And the portrait.
    pub portrait_alt: &'static str,
    has_portrait: bool,
    portal: &'static str,
    language: &'static str,
    region: &'static str,
}

impl PaperData {
    /// The words of `paper`.
    #[must_use]
    pub fn of(lang: Lang, paper: &Paper) -> Self {
        let registration = &paper.registration;
        let number = registration.record.form_number.clone().unwrap_or_default();
        Self {
            title: lang.t("Phiếu đăng ký dự thi", "Exam registration form"),
            head: vec![
                (lang.t("Phiếu số", "Form number"), number),
                (lang.t("Bản nộp thứ", "Version"), paper.version.number.to_string()),
                (lang.t("Nộp lúc", "Submitted at"), paper.version.submitted_at.to_the_second()),
                (lang.t("Kỳ thi tốt nghiệp THPT năm", "Graduation exam of"), registration.rules.exam_year.to_string()),
            ],
            sections: sections(lang, paper),
            check_title: lang.t("Kiểm tra giấy này", "Check this paper"),
            check_words: lang.t(
                "Quét mã hoặc mở địa chỉ dưới đây. Trang kiểm tra chỉ cho biết giấy có thật hay không, bản nộp thứ mấy, nộp lúc nào, chữ cái đầu của họ tên và ba số cuối của số định danh.",
                "Scan the code or open the address below. The page says whether the paper is genuine, which version it is and of when, the initials of the name and the last three digits of the personal number, and no more.",
            ),
            address: paper.address.clone(),
            code_label: lang.t("Mã giấy", "Number of this paper"),
            code: paper.version.document_code.to_string(),
            qr_alt: format!("{}: {}", lang.t("Mã QR dẫn đến", "QR code that leads to"), paper.address),
            portrait_alt: lang.t("Ảnh chân dung của thí sinh", "The candidate's portrait"),
            has_portrait: paper.portrait.is_some(),
            portal: lang.t("Cổng Thí sinh", "Candidate Portal"),
            language: lang.t("vi", "en"),
            region: lang.t("vn", "gb"),
        }
    }
}

fn sections(lang: Lang, paper: &Paper) -> Vec<PaperSection> {
    let content = &paper.version.content;
    let all = vec![
        PaperSection { title: lang.t("Thông tin cá nhân", "Identity"), rows: identity(lang, paper) },
        PaperSection { title: lang.t("Liên hệ", "Contact"), rows: contact(lang, content) },
        PaperSection { title: lang.t("Nơi học THPT", "High schools"), rows: schools(lang, paper) },
        PaperSection { title: lang.t("Môn thi và mục đích", "Papers and purpose"), rows: papers(lang, content) },
        PaperSection {
            title: lang.t("Miễn thi, bảo lưu, ưu tiên xét tốt nghiệp", "Exemption, reserved marks, graduation"),
            rows: recognised(lang, paper),
        },
        PaperSection {
            title: lang.t("Ưu tiên và minh chứng", "Priority and evidence"), rows: priority(lang, paper)
        },
        PaperSection {
            title: lang.t("Cam đoan", "Declaration"),
            rows: vec![(
                lang.t("Lời khai", "Statements"),
                lang.t(
                    "Thí sinh đã cam đoan những lời khai trên là đúng sự thật và chịu trách nhiệm về chúng.",
                    "The candidate has declared that all of the above is true, and answers for it.",
                )
                .to_owned(),
            )],
        },
    ];
    // Most claim nothing of some kind; their paper is a page shorter.
    all.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

fn identity(lang: Lang, paper: &Paper) -> Vec<(&'static str, String)> {
    let registration = &paper.registration;
    let (registrant, content) = (&registration.registrant, &paper.version.content);
    let kind = content.applicant.map_or(registrant.kind, |applicant| applicant.kind);
    let mut rows = vec![
        (lang.t("Họ và tên", "Full name"), registrant.full_name.upper()),
        (lang.t("Ngày sinh", "Birth date"), short_date(registrant.birth_date)),
        (lang.t("Giới tính", "Sex"), registrant.sex.map(|sex| sex_name(lang, sex)).unwrap_or_default().to_owned()),
        (lang.t("Số định danh hoặc hộ chiếu", "Personal or passport number"), registrant.identity.masked()),
    ];
    rows.extend(content.origin.iter().flat_map(|origin| {
        let birth_place = match &origin.birth_place {
            BirthPlace::Province(code) => named(&registration.provinces, code),
            BirthPlace::Country(country) => country.clone(),
        };
        let nationality = origin.nationality.clone().unwrap_or_else(|| lang.t("Việt Nam", "Vietnamese").to_owned());
        [
            (lang.t("Nơi sinh", "Place of birth"), birth_place),
            (lang.t("Dân tộc", "Ethnic group"), named(&registration.ethnic_groups, &origin.ethnic_group)),
            (lang.t("Quốc tịch", "Nationality"), nationality),
        ]
    }));
    rows.extend(content.residence.iter().filter_map(|residence| {
        let code = residence.commune.as_ref()?;
        let known = registration.communes.iter().find(|commune| commune.code == *code);
        let name = known.map_or_else(|| code.clone(), |commune| format!("{} ({code})", commune.name));
        let months = if residence.over_18_months {
            lang.t("trên 18 tháng khi học THPT", "over 18 months of upper-secondary school")
        } else {
            lang.t("không quá 18 tháng khi học THPT", "at most 18 months of upper-secondary school")
        };
        Some((lang.t("Nơi thường trú", "Permanent residence"), format!("{name}, {months}")))
    }));
    rows.push((lang.t("Đối tượng dự thi", "Registers as"), candidate_kind_name(lang, kind).to_owned()));
    rows.extend(content.applicant.map(|applicant| {
        let words = format!(
            "{}, {}",
            programme_name(lang, applicant.programme),
            education_form_name(lang, applicant.education_form)
        );
        (lang.t("Chương trình học", "Programme"), words)
    }));
    rows.push((
        lang.t("Nơi đăng ký dự thi", "Registration unit"),
        format!("{} ({})", registrant.unit.name, registrant.unit.code),
    ));
    let council = content.place.as_ref().map(|place| place.council.clone());
    rows.extend(council.map(|code| (lang.t("Mã hội đồng thi", "Exam council"), code)));
    rows
}

/// The name behind a code, or the code itself.
fn named(all: &[Named], code: &str) -> String {
    all.iter().find(|named| named.code == code).map_or_else(|| code.to_owned(), |named| named.name.clone())
}

fn contact(lang: Lang, content: &ExamRegistrationContent) -> Vec<(&'static str, String)> {
    let contact = &content.contact;
    vec![
        (lang.t("Số điện thoại", "Telephone number"), contact.phone.as_str().to_owned()),
        (lang.t("Thư điện tử", "Email"), contact.email.as_str().to_owned()),
        (lang.t("Địa chỉ liên hệ", "Contact address"), contact.address.clone()),
    ]
}

fn schools(lang: Lang, paper: &Paper) -> Vec<(&'static str, String)> {
    let schools = &paper.version.content.schools;
    let show = |school: &School| {
        let known = paper.registration.schools.iter().find(|known| known.code == school.code);
        let name = known.map(|known| format!("{}, {}", known.name, known.province)).unwrap_or_default();
        format!("{name} ({}), {}", school.code, area_name(lang, school.area))
    };
    let mut rows = vec![
        (lang.t("Lớp 10", "Grade 10"), show(&schools.grade_10)),
        (lang.t("Lớp 11", "Grade 11"), show(&schools.grade_11)),
        (lang.t("Lớp 12", "Grade 12"), show(&schools.grade_12)),
    ];
    rows.extend(schools.class_12.clone().map(|class| (lang.t("Tên lớp 12", "Class of grade 12"), class)));
    let year = schools.graduation_year.map(|year| (lang.t("Năm tốt nghiệp", "Year of graduation"), year.to_string()));
    rows.extend(year);
    rows
}

fn papers(lang: Lang, content: &ExamRegistrationContent) -> Vec<(&'static str, String)> {
    let papers = &content.papers;
    let subjects = match papers.subjects() {
        [] => lang.t("Không dự thi môn nào", "Sits no paper").to_owned(),
        subjects => subject_list(lang, subjects),
    };
    let mut rows = vec![(lang.t("Môn thi", "Papers"), subjects)];
    let combined = papers.combined().map(|paper| combined_paper_name(lang, paper).to_owned());
    rows.extend(combined.map(|name| (lang.t("Bài thi tổ hợp", "Combined paper"), name)));
    let language = papers.language().map(|language| language_name(lang, language).to_owned());
    rows.extend(language.map(|name| (lang.t("Thứ tiếng dự thi", "Language"), name)));
    let studied = content.studied.as_ref().map(|studied| subject_list(lang, studied));
    rows.extend(studied.map(|list| (lang.t("Môn lựa chọn đã học ở lớp 12", "Subjects of choice of grade 12"), list)));
    let purpose = if content.admission.use_for_admission {
        lang.t("Có", "Yes")
    } else {
        lang.t("Không, chỉ để xét tốt nghiệp", "No, for graduation alone")
    };
    rows.push((lang.t("Dùng kết quả để xét tuyển", "Marks used for admission"), purpose.to_owned()));
    rows
}

/// What is claimed besides the priority in admission.
fn recognised(lang: Lang, paper: &Paper) -> Vec<(&'static str, String)> {
    let (content, registration) = (&paper.version.content, &paper.registration);
    let mut rows = Vec::new();
    rows.extend(content.exemption.as_ref().map(|claim| {
        let known = registration.certificates.iter().find(|known| known.code == claim.certificate);
        let name = known.map_or(claim.certificate.as_str(), |known| known.name.as_str());
        let words = format!(
            "{}: {name} {}, {}, {}",
            language_name(lang, claim.language),
            certificate_result(lang, &claim.result),
            claim.issuer,
            short_date(claim.issued_on.0)
        );
        (lang.t("Miễn thi Ngoại ngữ", "Exempted from the language"), words)
    }));
    rows.extend(content.reserved_marks.iter().map(|kept| {
        let words = format!("{}: {}", subject_name(lang, kept.subject), lang.score(kept.mark));
        (lang.t("Điểm bảo lưu", "Reserved mark"), words)
    }));
    let bonus = |claimed: &GraduationBonus, on_offer: &[BonusOnOffer]| {
        let known = on_offer.iter().find(|known| known.code == claimed.code);
        let name = known.map(|known| if lang == Lang::Vi { &known.name_vi } else { &known.name_en });
        format!("{} – {}: {}", claimed.code, name.cloned().unwrap_or_default(), points_added(lang, claimed.points))
    };
    let claim = &content.graduation;
    rows.extend(claim.category.as_ref().map(|claimed| {
        let words = bonus(claimed, &registration.graduation_categories);
        (lang.t("Diện ưu tiên xét tốt nghiệp", "Class for graduation"), words)
    }));
    rows.extend(claim.encouragement.as_ref().map(|claimed| {
        (lang.t("Khuyến khích xét tốt nghiệp", "Encouragement"), bonus(claimed, &registration.encouragements))
    }));
    rows
}

fn priority(lang: Lang, paper: &Paper) -> Vec<(&'static str, String)> {
    let content = &paper.version.content;
    let derived = content.derived_area;
    let mut rows = vec![(
        lang.t("Khu vực theo nơi học", "Area by schools"),
        format!(
            "{}, {}. {}",
            area_name(lang, derived.area),
            points_added(lang, derived.area.points()),
            area_reason(lang, derived.reason)
        ),
    )];
    rows.extend(
        content
            .priority
            .area
            .map(|area| (lang.t("Khu vực tự đề nghị", "Area claimed instead"), area_name(lang, area).to_owned())),
    );
    rows.extend(content.priority.residence_ground.map(|ground| {
        let rule = paper.registration.residence_rules.iter().find(|rule| rule.ground == ground);
        let name = rule.map(|rule| if lang == Lang::Vi { &rule.name_vi } else { &rule.name_en });
        let words = name.cloned().unwrap_or_else(|| ground.as_str().to_owned());
        (lang.t("Khu vực theo nơi thường trú", "Area by residence"), words)
    }));
    let none = || lang.t("Không", "None").to_owned();
    let category = content.priority.category.as_ref().map(|claimed| {
        let known = paper.registration.categories.iter().find(|category| category.code == claimed.code);
        let name = known.map(|category| if lang == Lang::Vi { &category.name_vi } else { &category.name_en });
        format!("{} ({}). {}", claimed.code, group_name(lang, claimed.group), name.cloned().unwrap_or_default())
    });
    rows.push((lang.t("Đối tượng ưu tiên", "Priority category"), category.unwrap_or_else(none)));
    for kind in EvidenceKind::ALL {
        let count = content.evidence.iter().filter(|file| file.kind == *kind).count();
        if count > 0 {
            rows.push((evidence_name(lang, *kind), format!("{count} {}", lang.t("tệp", "files"))));
        }
    }
    rows
}

/// The paper as a PDF document.
///
/// # Errors
/// `Internal`, of which the log tells more.
pub async fn registration_pdf(lang: Lang, paper: &Paper) -> Result<Vec<u8>, WebError> {
    let data = PaperData::of(lang, paper);
    let portrait = paper.portrait.clone().map(|jpeg| ("portrait.jpg".to_owned(), jpeg));
    let pictures = portrait.into_iter().chain([("qr.svg".to_owned(), paper.qr_svg.clone().into_bytes())]).collect();
    pdf(Filled { template: include_str!("registration.typ"), data: &data, pictures }).await
}
