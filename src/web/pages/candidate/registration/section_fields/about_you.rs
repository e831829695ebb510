//! Who somebody is and as what they register.

use leptos::prelude::*;

use super::label;
use crate::{
    domain::{
        candidate::kind::CandidateKind,
        exam::{
            applicant::ApplicantForm,
            origin::{ABROAD, FOREIGNER, OriginForm},
            programme::{EducationForm, ExamProgramme},
        },
        field_errors::FieldErrors,
        registry::comparison::ComparisonStatus,
    },
    usecases::candidate::exam_registration::ExamRegistration,
    web::{
        components::{
            Checkbox, Choice, Choices, Select, TextInput, Tone, Width, checkbox, details, inset, notice, radios,
            select, summary_list, text_input,
        },
        i18n::{
            Lang,
            exam::{
                candidate_kind_choice, candidate_kind_name, differing_field_name, education_form_name, programme_name,
            },
        },
        pages::candidate::{cases, registration::answers::identity_rows},
    },
};

/// As what a free candidate registers.
pub(super) fn applicant(
    lang: Lang,
    registration: &ExamRegistration,
    form: &ApplicantForm,
    errors: &FieldErrors,
) -> AnyView {
    let words: Vec<(&str, (&str, &str))> = CandidateKind::ALL
        .iter()
        .filter(|kind| kind.is_free_candidate())
        .map(|kind| (kind.as_str(), candidate_kind_choice(lang, *kind)))
        .collect();
    let kinds = words.iter().map(|(value, (label, hint))| Choice { value, label, hint }).collect();
    let expected = registration.registrant.roll.kind.map(|kind| {
        let said = lang.t("Điểm tiếp nhận ghi bạn là: ", "The receiving point has you down as: ");
        inset(view! { {said} <strong>{candidate_kind_name(lang, kind)}</strong> "." }.into_any())
    });
    let programmes = ExamProgramme::ALL
        .iter()
        .map(|programme| Choice { value: programme.as_str(), label: programme_name(lang, *programme), hint: "" })
        .collect();
    let education_forms = EducationForm::ALL
        .iter()
        .map(|form| Choice { value: form.as_str(), label: education_form_name(lang, *form), hint: "" })
        .collect();
    view! {
        <p>
            {lang.t(
                "Câu trả lời quyết định những mục nào bạn phải khai. Đổi lại sau vẫn được: những gì đã khai ở mục khác được giữ nguyên.",
                "Your answer decides which tasks there are. You may change it later: what you filled in elsewhere is kept.",
            )}
        </p>
        {expected}
        {radios(Choices {
            lang,
            name: "kind",
            label: label(lang, "kind"),
            chosen: &[form.kind.as_str()],
            error: errors.of("kind"),
            options: kinds,
            ..Choices::default()
        })}
        {radios(Choices {
            lang,
            name: "programme",
            label: label(lang, "programme"),
            hint: lang.t(
                "Học lớp 12 từ năm học 2024–2025 trở đi là chương trình 2018",
                "Grade 12 in 2024–2025 or later is the 2018 programme",
            ),
            chosen: &[form.programme.as_str()],
            error: errors.of("programme"),
            options: programmes,
            ..Choices::default()
        })}
        {radios(Choices {
            lang,
            name: "education_form",
            label: label(lang, "education_form"),
            chosen: &[form.education_form.as_str()],
            error: errors.of("education_form"),
            options: education_forms,
            ..Choices::default()
        })}
    }
    .into_any()
}

/// What the citizen-ID service says, to be looked at.
pub(super) fn identity(lang: Lang, registration: &ExamRegistration, errors: &FieldErrors) -> AnyView {
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
        {(!registration.rules.has_passport).then(|| comparison(lang, &registration.registrant.comparison))}
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

/// Birth place, nationality, ethnic group.
pub(super) fn origin(lang: Lang, registration: &ExamRegistration, form: &OriginForm, errors: &FieldErrors) -> AnyView {
    let mut provinces: Vec<Choice<'_>> = registration
        .provinces
        .iter()
        .map(|province| Choice { value: &province.code, label: &province.name, hint: "" })
        .collect();
    provinces.push(Choice { value: ABROAD, label: lang.t("Nước ngoài", "Abroad"), hint: "" });
    let groups = registration
        .ethnic_groups
        .iter()
        .filter(|group| group.code != FOREIGNER)
        .map(|group| Choice { value: &group.code, label: &group.name, hint: "" })
        .collect();
    view! {
        {select(Select {
            lang,
            name: "birth_province",
            label: label(lang, "birth_province"),
            hint: lang.t(
                "Như giấy khai sinh, theo tên tỉnh, thành phố hiện nay",
                "As on the birth certificate, by the name that the province has now",
            ),
            value: &form.birth_province,
            error: errors.of("birth_province"),
            options: provinces,
            width: Width::Medium,
            ..Select::default()
        })}
        {text_input(TextInput {
            lang,
            name: "birth_country",
            label: label(lang, "birth_country"),
            hint: lang.t("Chỉ khi sinh ở nước ngoài, bằng tiếng Việt, ví dụ Lào", "Only if born abroad, in Vietnamese, like Lào"),
            value: &form.birth_country,
            error: errors.of("birth_country"),
            width: Width::Medium,
            is_optional: true,
            ..TextInput::default()
        })}
        {radios(Choices {
            lang,
            name: "citizenship",
            label: label(lang, "citizenship"),
            chosen: &[form.citizenship.as_str()],
            error: errors.of("citizenship"),
            options: vec![
                Choice { value: "vietnamese", label: lang.t("Việt Nam", "Vietnamese"), hint: "" },
                Choice {
                    value: "foreign",
                    label: lang.t("Nước ngoài", "Another"),
                    hint: lang.t(
                        "Dân tộc khi đó được ghi là “người nước ngoài”",
                        "The ethnic group is then recorded as “foreigner”",
                    ),
                },
            ],
            ..Choices::default()
        })}
        {text_input(TextInput {
            lang,
            name: "nationality",
            label: label(lang, "nationality"),
            hint: lang.t("Chỉ khi có quốc tịch nước ngoài, ví dụ Lào", "Only with another nationality, like Lào"),
            value: &form.nationality,
            error: errors.of("nationality"),
            width: Width::Medium,
            is_optional: true,
            ..TextInput::default()
        })}
        {select(Select {
            lang,
            name: "ethnic_group",
            label: label(lang, "ethnic_group"),
            hint: lang.t(
                "Như giấy khai sinh. Người có quốc tịch nước ngoài bỏ qua",
                "As on the birth certificate. Leave it open with another nationality",
            ),
            value: &form.ethnic_group,
            error: errors.of("ethnic_group"),
            options: groups,
            width: Width::Medium,
            ..Select::default()
        })}
    }
    .into_any()
}
