//! The fields of each section, with what helps to fill them in.

use leptos::prelude::*;

use super::answers::{category_label, category_points, derived_row, identity_rows};
use crate::{
    domain::{
        candidate::{contact::ContactForm, kind::CandidateKind, priority::PriorityArea},
        exam::{
            papers::PapersForm,
            registration::SectionForm,
            sections::{AdmissionForm, DeclarationForm, PriorityForm, SchoolsForm},
            subject::{ForeignLanguage, Subject},
        },
        field_errors::FieldErrors,
        registry::comparison::ComparisonStatus,
    },
    usecases::candidate::exam_registration::ExamRegistration,
    web::{
        components::{
            Checkbox, Choice, Choices, InputKind, Select, TextInput, Textarea, Tone, Width, checkbox, details, inset,
            notice, radios, select, summary_list, text_input, textarea,
        },
        i18n::{
            Lang,
            exam::{area_name, differing_field_name, language_name, points_added, subject_name},
        },
        pages::candidate::cases,
    },
};

/// The label of a field, the same above it and in the error summary.
#[must_use]
pub fn label(lang: Lang, field: &str) -> &'static str {
    match field {
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
        "residence_commune" => lang.t("Mã xã, phường thường trú", "Code of the commune of residence"),
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
        SectionForm::Identity(_) => identity(lang, registration, errors),
        SectionForm::Contact(form) => contact(lang, form, errors),
        SectionForm::Schools(form) => schools(lang, registration, form, errors),
        SectionForm::Papers(form) => papers(lang, registration, form, errors),
        SectionForm::Priority(form) => priority(lang, registration, form, errors),
        SectionForm::Admission(form) => admission(lang, form, errors),
        SectionForm::Declaration(form) => declaration(lang, form, errors),
    }
}

fn identity(lang: Lang, registration: &ExamRegistration, errors: &FieldErrors) -> AnyView {
    let advice = view! {
        <p>
            {lang.t(
                "Tài khoản định danh điện tử giữ họ tên, ngày sinh, giới tính và số định danh: hãy đến công an xã, phường để cập nhật, rồi đăng nhập lại. Nơi đăng ký dự thi do trường nhập: hãy báo cho giáo viên phụ trách.",
                "Name, birth date, sex and number come from your electronic identity: have them mended by the commune's police, then sign in again. The registration unit was entered by the school: tell the teacher in charge.",
            )}
        </p>
        <p>
            {lang.t(
                "Trong lúc chờ, bạn vẫn khai và nộp phiếu được; trường đối chiếu với giấy tờ khi duyệt.",
                "Meanwhile you may fill in and submit the form; the school compares it with your papers.",
            )}
        </p>
    };
    view! {
        <p>
            {lang.t(
                "Thông tin lấy từ tài khoản định danh điện tử và danh sách của trường; không sửa được ở đây.",
                "These come from your electronic identity and the school's roll; they cannot be changed here.",
            )}
        </p>
        {summary_list(lang, identity_rows(lang, &registration.registrant))}
        {comparison(lang, &registration.registrant.comparison)}
        {details(lang.t("Có chỗ chưa đúng thì làm gì?", "What if something is wrong?"), advice.into_any())}
        {checkbox(Checkbox {
            lang,
            name: "seen",
            value: "yes",
            label: lang.t("Tôi đã xem, thông tin trên là đúng", "I have looked at the data, and they are right"),
            is_ticked: registration.draft.forms.identity.as_ref().is_some_and(|form| form.parse().is_ok()),
            error: errors.of("seen"),
            ..Checkbox::default()
        })}
    }
    .into_any()
}

/// What the population registry says, where it says anything.
fn comparison(lang: Lang, comparison: &ComparisonStatus) -> AnyView {
    let title = lang.t("Chưa khớp với cơ sở dữ liệu dân cư", "Not the same as in the population registry");
    match comparison {
        ComparisonStatus::Matched => inset(
            lang.t("Khớp với cơ sở dữ liệu quốc gia về dân cư.", "The population registry says the same.").into_any(),
        ),
        ComparisonStatus::Unchecked | ComparisonStatus::Unavailable => inset(
            lang.t(
                "Chưa đối chiếu được với cơ sở dữ liệu dân cư. Việc này không cản trở bạn khai và nộp phiếu.",
                "Not compared with the population registry yet. This does not keep you from submitting.",
            )
            .into_any(),
        ),
        ComparisonStatus::Partial(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|field| view! { <li>{differing_field_name(lang, *field)}</li> }).collect();
            let body = view! {
                <p>{lang.t("Khác nhau ở:", "They differ in:")}</p>
                <ul>{fields}</ul>
                <p>
                    {lang.t(
                        "Bạn vẫn khai và nộp được. Hãy mang giấy khai sinh và căn cước đến trường để đối chiếu.",
                        "You may still submit. Take your birth certificate and identity card to school.",
                    )}
                </p>
                {cases_link(lang)}
            };
            let tone = if comparison.is_minor() { Tone::Info } else { Tone::Warning };
            notice(lang, tone, title, body.into_any())
        }
        ComparisonStatus::NotFound | ComparisonStatus::Invalid => {
            let body = lang.t(
                "Cơ sở dữ liệu dân cư không có hoặc đã hủy số định danh này. Bạn vẫn khai và nộp được; trường sẽ xem giấy tờ gốc.",
                "The registry does not hold this number, or has cancelled it. You may still submit; the school will look at your papers.",
            );
            notice(lang, Tone::Warning, title, view! { <p>{body}</p> {cases_link(lang)} }.into_any())
        }
    }
}

fn cases_link(lang: Lang) -> AnyView {
    let words = lang.t("Xem hai bên ghi gì và ai cần làm", "See what both sides say, and who has to act");
    view! { <p><a href=cases::PATH>{words}</a></p> }.into_any()
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

fn schools(lang: Lang, registration: &ExamRegistration, form: &SchoolsForm, errors: &FieldErrors) -> AnyView {
    let labels: Vec<String> = registration
        .schools
        .iter()
        .map(|school| format!("{} – {} ({})", school.name, school.province, school.code))
        .collect();
    let school = |name: &'static str, value: &str| {
        let options = registration.schools.iter().zip(&labels);
        select(Select {
            lang,
            name,
            label: label(lang, name),
            value: value.trim(),
            error: errors.of(name),
            options: options.map(|(school, label)| Choice { value: &school.code, label, hint: "" }).collect(),
            ..Select::default()
        })
    };
    let kind = registration.rules.kind;
    let year = kind.has_graduated().then(|| {
        text_input(TextInput {
            lang,
            name: "graduation_year",
            label: label(lang, "graduation_year"),
            hint: lang.t("Bốn chữ số, ví dụ 2025", "Four digits, like 2025"),
            value: &form.graduation_year,
            error: errors.of("graduation_year"),
            kind: InputKind::Digits,
            width: Width::Tiny,
            ..TextInput::default()
        })
    });
    view! {
        <p>
            {lang.t(
                "Nơi học quyết định khu vực ưu tiên. Mỗi năm khai một trường; nếu chuyển trường giữa năm, khai trường học sau.",
                "The schools decide your priority area. Name one for each year; after a move, the later one.",
            )}
        </p>
        {school("school_10", &form.school_10)}
        {school("school_11", &form.school_11)}
        {school("school_12", &form.school_12)}
        {text_input(TextInput {
            lang,
            name: "class_12",
            label: label(lang, "class_12"),
            hint: lang.t("Ví dụ 12A1", "Like 12A1"),
            value: &form.class_12,
            error: errors.of("class_12"),
            width: Width::Short,
            is_optional: kind != CandidateKind::CurrentGrade12,
            ..TextInput::default()
        })}
        {year}
    }
    .into_any()
}

fn papers(lang: Lang, registration: &ExamRegistration, form: &PapersForm, errors: &FieldErrors) -> AnyView {
    let electives = registration.rules.offered.iter().filter(|subject| !subject.is_compulsory());
    let electives: Vec<Choice<'_>> = electives
        .map(|subject| Choice { value: subject.as_str(), label: subject_name(lang, *subject), hint: "" })
        .collect();
    let languages: Vec<Choice<'_>> = ForeignLanguage::ALL
        .iter()
        .map(|language| Choice { value: language.as_str(), label: language_name(lang, *language), hint: "" })
        .collect();
    let elective = |name: &'static str, value: &str| {
        select(Select {
            lang,
            name,
            label: label(lang, name),
            value,
            error: errors.of(name),
            options: electives.clone(),
            ..Select::default()
        })
    };
    let compulsory = view! {
        <p>
            {lang.t("Bắt buộc với mọi thí sinh: ", "Everyone sits: ")}
            <strong>{subject_name(lang, Subject::Mathematics)}</strong>
            {lang.t(" và ", " and ")}
            <strong>{subject_name(lang, Subject::Literature)}</strong> "."
        </p>
        <p>
            {lang.t(
                "Chọn thêm hai môn khác nhau trong các môn bạn học ở lớp 12. Hết hạn đăng ký sẽ không đổi được môn.",
                "Choose two more, which you studied in grade 12. They cannot be changed after registration closes.",
            )}
        </p>
    };
    view! {
        {inset(compulsory.into_any())}
        {elective("elective_1", &form.elective_1)}
        {elective("elective_2", &form.elective_2)}
        {select(Select {
            lang,
            name: "language",
            label: label(lang, "language"),
            hint: lang.t(
                "Chỉ chọn khi một trong hai môn trên là Ngoại ngữ",
                "Only if one of the two papers is the foreign language",
            ),
            value: &form.language,
            error: errors.of("language"),
            options: languages,
            is_optional: true,
            ..Select::default()
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
    let communes: Vec<Choice<'_>> = registration
        .communes
        .iter()
        .map(|commune| Choice { value: &commune.code, label: &commune.name, hint: "" })
        .collect();
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
        {text_input(TextInput {
            lang,
            name: "residence_commune",
            label: label(lang, "residence_commune"),
            hint: lang.t(
                "Chỉ cần khi nơi thường trú cho bạn quyền ưu tiên. Gõ tên để tìm trong tỉnh của trường, hoặc gõ mã 5 chữ số",
                "Only where your residence gives priority. Type a name of the school's province, or the five digits",
            ),
            value: &form.residence_commune,
            error: errors.of("residence_commune"),
            width: Width::Short,
            is_optional: true,
            suggestions: &communes,
            ..TextInput::default()
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
