//! The fields of each section, with what helps to fill them in.

mod about_you;
mod claims;
mod papers;
mod places;

use leptos::prelude::*;

use crate::{
    domain::{
        candidate::contact::ContactForm,
        exam::{
            registration::SectionForm,
            sections::{AdmissionForm, DeclarationForm},
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::exam_registration::ExamRegistration,
    web::{
        components::{
            Checkbox, Choice, Choices, InputKind, TextInput, Textarea, Width, checkbox, radios, text_input, textarea,
        },
        i18n::Lang,
    },
};

/// The label of a field, the same above it and in the error summary.
#[must_use]
pub fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "kind" => lang.t("Bạn đăng ký với tư cách nào?", "As what do you register?"),
        "programme" => lang.t("Chương trình đã học", "Programme you studied"),
        "education_form" => lang.t("Hình thức học", "Form of education"),
        "birth_province" => lang.t("Nơi sinh", "Place of birth"),
        "birth_country" => lang.t("Tên nước nơi sinh", "Country of birth"),
        "citizenship" => lang.t("Quốc tịch", "Nationality"),
        "nationality" => lang.t("Tên quốc tịch nước ngoài", "Name of the other nationality"),
        "ethnic_group" => lang.t("Dân tộc", "Ethnic group"),
        "residence_commune" => lang.t("Xã, phường thường trú", "Commune of permanent residence"),
        "over_18_months" => lang.t(
            "Trong thời gian học THPT, bạn có thường trú ở xã, phường này trên 18 tháng không?",
            "Were you a permanent resident there for more than 18 months of upper-secondary school?",
        ),
        "unit" => lang.t("Điểm tiếp nhận hồ sơ", "Receiving point"),
        "studied_vat_li" => lang.t("Môn lựa chọn đã học ở lớp 12", "Subjects of choice studied in grade 12"),
        "studied_cn_cong_nghiep" => lang.t("Công nghệ", "Technology"),
        "sits_toan" => lang.t("Môn thi", "Papers"),
        "combined" => lang.t("Bài thi tổ hợp", "Combined paper"),
        "reserves_marks" => {
            lang.t("Bạn có xin bảo lưu điểm thi năm trước không?", "Do you want to keep marks of the year before?")
        }
        "reserved_1" | "reserved_2" | "reserved_3" | "reserved_4" => lang.t("Môn", "Subject"),
        "mark_1" | "mark_2" | "mark_3" | "mark_4" => lang.t("Điểm", "Mark"),
        "claims_exemption" => lang.t(
            "Bạn có xin miễn thi Ngoại ngữ bằng chứng chỉ không?",
            "Do you ask to be exempted from the foreign language by a certificate?",
        ),
        "certificate" => lang.t("Loại chứng chỉ", "Certificate"),
        "certificate_score" => lang.t("Điểm hoặc bậc", "Score or level"),
        "listening" => lang.t("Điểm nghe", "Listening"),
        "reading" => lang.t("Điểm đọc", "Reading"),
        "speaking" => lang.t("Điểm nói", "Speaking"),
        "writing" => lang.t("Điểm viết", "Writing"),
        "issuer" => lang.t("Nơi cấp", "Issuer"),
        "issued_on" => lang.t("Ngày cấp", "Day of issue"),
        "expires_on" => lang.t("Ngày hết hạn", "Last day of validity"),
        "graduation_category" => lang.t("Diện ưu tiên xét tốt nghiệp", "Class of graduation priority"),
        "encouragement" => lang.t("Điểm khuyến khích", "Encouragement"),
        "residence_ground" => lang
            .t("Khu vực của bạn có được tính theo nơi thường trú không?", "Does your residence decide about the area?"),
        "needs_arrangements" => {
            lang.t("Bạn có cần điều kiện dự thi đặc biệt không?", "Do you need special arrangements for the exam?")
        }
        "needs_extra_time" => lang.t("Bạn cần gì?", "What do you need?"),
        "arrangement_note" => lang.t("Ghi chú cho trường", "Note to the school"),
        "seen" => lang.t("Xác nhận thông tin cá nhân", "Confirmation of your identity data"),
        "phone" => lang.t("Số điện thoại", "Telephone number"),
        "email" => lang.t("Địa chỉ thư điện tử", "Email address"),
        "address" => lang.t("Địa chỉ liên hệ", "Contact address"),
        "school_10" => lang.t("Trường học lớp 10", "School of grade 10"),
        "school_11" => lang.t("Trường học lớp 11", "School of grade 11"),
        "school_12" => lang.t("Trường học lớp 12", "School of grade 12"),
        "class_12" => lang.t("Tên lớp 12", "Class of grade 12"),
        "graduation_year" => lang.t("Năm tốt nghiệp", "Year of graduation"),
        "elective_1" => lang.t("Môn tự chọn thứ nhất", "First elective paper"),
        "elective_2" => lang.t("Môn tự chọn thứ hai", "Second elective paper"),
        "language" => lang.t("Thứ tiếng của môn Ngoại ngữ", "Language of the foreign-language paper"),
        "area" => lang.t("Bạn đề nghị khu vực khác?", "Do you claim another area?"),
        "category_code" => lang.t("Bạn thuộc đối tượng ưu tiên nào?", "Which priority category do you belong to?"),
        "use_for_admission" => lang.t(
            "Bạn có dùng kết quả thi để xét tuyển đại học, cao đẳng không?",
            "Will you use the marks for university admission?",
        ),
        "accepted" => lang.t("Cam đoan", "Declaration"),
        _ => "",
    }
}

/// The fields of the section that `form` is of.
#[must_use]
pub fn view(lang: Lang, registration: &ExamRegistration, form: &SectionForm, errors: &FieldErrors) -> AnyView {
    match form {
        SectionForm::Applicant(form) => about_you::applicant(lang, registration, form, errors),
        SectionForm::Identity(_) => about_you::identity(lang, registration, errors),
        SectionForm::Origin(form) => about_you::origin(lang, registration, form, errors),
        SectionForm::Contact(form) => contact(lang, form, errors),
        SectionForm::Residence(form) => places::residence(lang, registration, form, errors),
        SectionForm::Schools(form) => places::schools(lang, registration, form, errors),
        SectionForm::Unit(form) => places::unit(lang, registration, form, errors),
        SectionForm::Admission(form) => admission(lang, form, errors),
        SectionForm::Studied(form) => papers::studied(lang, form, errors),
        SectionForm::Papers(form) => papers::papers(lang, registration, form, errors),
        SectionForm::ReservedMarks(form) => claims::reserved_marks(lang, registration, form, errors),
        SectionForm::Exemption(form) => claims::exemption(lang, registration, form, errors),
        SectionForm::Graduation(form) => claims::graduation(lang, registration, form, errors),
        SectionForm::Priority(form) => claims::priority(lang, registration, form, errors),
        SectionForm::Arrangements(form) => claims::arrangements(lang, form, errors),
        SectionForm::Declaration(form) => declaration(lang, form, errors),
        // Files have pages of their own.
        SectionForm::Evidence(_) | SectionForm::Portrait(_) => ().into_any(),
    }
}

fn contact(lang: Lang, form: &ContactForm, errors: &FieldErrors) -> AnyView {
    view! {
        {text_input(TextInput {
            lang,
            name: "phone",
            label: label(lang, "phone"),
            hint: lang.t("10 chữ số, ví dụ 0912 345 678", "10 digits, like 0912 345 678"),
            value: &form.phone,
            error: errors.of("phone"),
            kind: InputKind::Tel,
            autocomplete: "tel",
            width: Width::Medium,
            ..TextInput::default()
        })}
        {text_input(TextInput {
            lang,
            name: "email",
            label: label(lang, "email"),
            hint: lang.t("Thông báo của trường và của cổng gửi về đây", "The school and the portal write to it"),
            value: &form.email,
            error: errors.of("email"),
            kind: InputKind::Email,
            autocomplete: "email",
            ..TextInput::default()
        })}
        {textarea(Textarea {
            lang,
            name: "address",
            label: label(lang, "address"),
            hint: lang.t("Số nhà, đường hoặc thôn, xã hoặc phường, tỉnh", "House, street or hamlet, commune, province"),
            value: &form.address,
            error: errors.of("address"),
            rows: 3,
            autocomplete: "street-address",
            ..Textarea::default()
        })}
    }
    .into_any()
}

fn admission(lang: Lang, form: &AdmissionForm, errors: &FieldErrors) -> AnyView {
    radios(Choices {
        lang,
        name: "use_for_admission",
        label: label(lang, "use_for_admission"),
        hint: lang.t(
            "Chọn Có nếu bạn có thể sẽ đăng ký nguyện vọng. Chọn Không thì sau này không đăng ký nguyện vọng được",
            "Choose yes if you may enter preferences. With no, you cannot enter any later",
        ),
        chosen: &[form.use_for_admission.as_str()],
        error: errors.of("use_for_admission"),
        options: vec![
            Choice { value: "yes", label: lang.t("Có", "Yes"), hint: "" },
            Choice {
                value: "no", label: lang.t("Không, chỉ để xét tốt nghiệp", "No, for graduation alone"), hint: ""
            },
        ],
        ..Choices::default()
    })
}

fn declaration(lang: Lang, form: &DeclarationForm, errors: &FieldErrors) -> AnyView {
    view! {
        <p>
            {lang.t(
                "Lời khai sai có thể khiến phiếu bị trả lại, mất ưu tiên hoặc bị hủy kết quả thi và xét tuyển.",
                "False statements may cost you the priority, or void your marks and your admission.",
            )}
        </p>
        {checkbox(Checkbox {
            lang,
            name: "accepted",
            value: "yes",
            label: lang.t(
                "Tôi cam đoan những lời khai trong phiếu là đúng sự thật và hoàn toàn chịu trách nhiệm về thông tin đã khai",
                "I declare that all that the form says is true, and answer for it",
            ),
            is_ticked: form.parse().is_ok(),
            error: errors.of("accepted"),
            ..Checkbox::default()
        })}
    }
    .into_any()
}
