//! The fields of each section, with what helps to fill them in.

mod about_you;
mod papers;
mod places;

use leptos::prelude::*;

use super::answers::{category_label, category_points, derived_row};
use crate::{
    domain::{
        candidate::{contact::ContactForm, priority::PriorityArea},
        exam::{
            priority_claim::PriorityForm,
            registration::SectionForm,
            sections::{AdmissionForm, DeclarationForm},
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::exam_registration::ExamRegistration,
    web::{
        components::{
            Checkbox, Choice, Choices, InputKind, TextInput, Textarea, Width, checkbox, radios, summary_list,
            text_input, textarea,
        },
        i18n::{
            Lang,
            exam::{area_name, points_added},
        },
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
        SectionForm::Priority(form) => priority(lang, registration, form, errors),
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

fn priority(lang: Lang, registration: &ExamRegistration, form: &PriorityForm, errors: &FieldErrors) -> AnyView {
    let derived = registration.derived_area(&registration.draft.forms);
    let mut areas =
        vec![Choice {
            value: "", label: lang.t("Không, giữ khu vực nêu trên", "No, keep the area above"), hint: ""
        }];
    let points: Vec<String> = PriorityArea::ALL.iter().map(|area| points_added(lang, area.points())).collect();
    areas.extend(PriorityArea::ALL.iter().zip(&points).map(|(area, hint)| Choice {
        value: area.as_str(),
        label: area_name(lang, *area),
        hint,
    }));
    let words = |category| (category_label(lang, category), category_points(lang, category));
    let words: Vec<(String, String)> = registration.categories.iter().map(words).collect();
    let mut categories =
        vec![Choice { value: "", label: lang.t("Không thuộc đối tượng nào", "None"), hint: "" }];
    categories.extend(registration.categories.iter().zip(&words).map(|(category, (label, hint))| Choice {
        value: &category.code,
        label,
        hint,
    }));
    view! {
        <p>
            {lang.t(
                "Minh chứng (bản giấy) nộp cho trường. Khai ưu tiên mà không có minh chứng, trường sẽ trả lại phiếu.",
                "Take the evidence to school, on paper. A claim without evidence is sent back.",
            )}
        </p>
        {summary_list(lang, vec![derived_row(lang, derived)])}
        {radios(Choices {
            lang,
            name: "area",
            label: label(lang, "area"),
            hint: lang.t("Chỉ khi bạn có minh chứng rằng khu vực trên chưa đúng", "Only with evidence that it is wrong"),
            chosen: &[form.area.as_str()],
            error: errors.of("area"),
            options: areas,
            ..Choices::default()
        })}
        {radios(Choices {
            lang,
            name: "category_code",
            label: label(lang, "category_code"),
            hint: lang.t("Chỉ một đối tượng, mức cao nhất, được tính", "Only one counts, the highest"),
            chosen: &[form.category_code.as_str()],
            error: errors.of("category_code"),
            options: categories,
            ..Choices::default()
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
