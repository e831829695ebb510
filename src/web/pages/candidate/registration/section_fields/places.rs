//! Where somebody lives, learnt, and hands in the form.

use leptos::prelude::*;

use super::label;
use crate::{
    domain::{
        candidate::kind::CandidateKind,
        exam::{
            residence::{ResidenceForm, UnitForm},
            sections::SchoolsForm,
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::exam_registration::ExamRegistration,
    web::{
        components::{Button, ButtonLook, Choice, Choices, InputKind, TextInput, Width, button, radios, text_input},
        i18n::{Lang, exam::area_name},
    },
};

/// Keeps what was typed and goes to the search for a field.
fn find_button(field: &str, words: &str) -> AnyView {
    button(Button { look: ButtonLook::Secondary, label: words, name: "find", value: field, ..Button::default() })
}

/// The permanent residence.
pub(super) fn residence(
    lang: Lang,
    registration: &ExamRegistration,
    form: &ResidenceForm,
    errors: &FieldErrors,
) -> AnyView {
    let is_foreign = registration.situation().is_foreign;
    let code = form.residence_commune.trim();
    let commune = registration.communes.iter().find(|commune| commune.code == code);
    let hint = commune.map_or_else(
        || lang.t("Bấm nút tìm, hoặc gõ mã 5 chữ số", "Use the search, or type the five digits").to_owned(),
        |commune| format!("{} ({})", commune.name, area_name(lang, commune.area.area)),
    );
    view! {
        <p>
            {lang.t(
                "Nơi thường trú như trong cơ sở dữ liệu dân cư. Nhà trường đối chiếu được; có nơi cho quyền ưu tiên.",
                "The permanent residence as the population registry has it. The school can compare it; some give priority.",
            )}
        </p>
        {text_input(TextInput {
            lang,
            name: "residence_commune",
            label: label(lang, "residence_commune"),
            hint: &hint,
            value: &form.residence_commune,
            error: errors.of("residence_commune"),
            width: Width::Short,
            is_optional: is_foreign,
            ..TextInput::default()
        })}
        {find_button("residence_commune", lang.t("Tìm xã, phường theo tên", "Find the commune by name"))}
        {radios(Choices {
            lang,
            name: "over_18_months",
            label: label(lang, "over_18_months"),
            chosen: &[form.over_18_months.as_str()],
            error: errors.of("over_18_months"),
            options: vec![
                Choice { value: "yes", label: lang.t("Có", "Yes"), hint: "" },
                Choice { value: "no", label: lang.t("Không", "No"), hint: "" },
            ],
            is_inline: true,
            is_optional: is_foreign,
            ..Choices::default()
        })}
    }
    .into_any()
}

/// Schools of grades 10 to 12.
pub(super) fn schools(
    lang: Lang,
    registration: &ExamRegistration,
    form: &SchoolsForm,
    errors: &FieldErrors,
) -> AnyView {
    let school = |name: &'static str, value: &str| {
        let known = registration.schools.iter().find(|school| school.code == value.trim());
        let hint = known.map_or_else(
            || lang.t("Bấm nút tìm, hoặc gõ mã 5 chữ số", "Use the search, or type the five digits").to_owned(),
            |school| format!("{}, {} ({})", school.name, school.province, area_name(lang, school.area)),
        );
        let input = text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint: &hint,
            value: value.trim(),
            error: errors.of(name),
            kind: InputKind::Digits,
            width: Width::Short,
            ..TextInput::default()
        });
        let find = match name {
            "school_10" => lang.t("Tìm trường lớp 10 theo tên", "Find the school of grade 10 by name"),
            "school_11" => lang.t("Tìm trường lớp 11 theo tên", "Find the school of grade 11 by name"),
            _ => lang.t("Tìm trường lớp 12 theo tên", "Find the school of grade 12 by name"),
        };
        view! { {input} {find_button(name, find)} }.into_any()
    };
    let kind = registration.situation().applicant.kind;
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

/// The receiving point of a free candidate.
pub(super) fn unit(lang: Lang, registration: &ExamRegistration, form: &UnitForm, errors: &FieldErrors) -> AnyView {
    let words: Vec<(String, String)> = registration
        .receiving_points
        .iter()
        .map(|point| {
            let council = lang.t("Hội đồng thi", "Exam council");
            (point.place.code(), format!("{}. {council} {}", point.department, point.place.council))
        })
        .collect();
    let points = registration.receiving_points.iter().zip(&words);
    let options = points.map(|(point, (value, hint))| Choice { value, label: &point.name, hint }).collect();
    view! {
        <p>
            {lang.t(
                "Điểm tiếp nhận nhận hồ sơ giấy, duyệt phiếu và phát giấy báo dự thi. Bạn dự thi tại hội đồng thi của Sở có điểm đó.",
                "The point takes your papers, verifies the form and hands out the exam notice. You sit at the exam council of its department.",
            )}
        </p>
        {radios(Choices {
            lang,
            name: "unit",
            label: label(lang, "unit"),
            chosen: &[form.unit.as_str()],
            error: errors.of("unit"),
            options,
            ..Choices::default()
        })}
    }
    .into_any()
}
