//! What somebody claims: exemption, marks kept, graduation priority, priority of admission, arrangements for the exam.

use leptos::prelude::*;

use super::label;
use crate::{
    domain::{
        candidate::priority::PriorityArea,
        exam::{
            arrangements::{Arrangement, ArrangementsForm},
            exemption::{ExemptionForm, SKILLS},
            graduation::GraduationForm,
            priority_claim::PriorityForm,
            reserved_marks::ReservedMarksForm,
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::exam_registration::{BonusOnOffer, CertificateOnOffer, ExamRegistration},
    web::{
        components::{
            Checkbox, Choice, Choices, InputKind, Select, TextInput, Textarea, Width, checkbox, details, fieldset,
            inset, radios, select, summary_list, text_input, textarea,
        },
        i18n::{
            Lang,
            exam::{area_name, arrangement_name, language_name, points_added, subject_name},
        },
        pages::candidate::registration::answers::{
            bonus_label, category_label, category_points, derived_row, rule_label,
        },
    },
};

/// A question of yes or no, with what yes and no mean.
fn yes_or_no<'a>(
    lang: Lang,
    (name, value): (&'a str, &'a str),
    (yes, no): (&'a str, &'a str),
    errors: &'a FieldErrors,
) -> AnyView {
    radios(Choices {
        lang,
        name,
        label: label(lang, name),
        chosen: &[value],
        error: errors.of(name),
        options: vec![Choice { value: "yes", label: yes, hint: "" }, Choice { value: "no", label: no, hint: "" }],
        ..Choices::default()
    })
}

/// Exemption from the foreign language.
pub(super) fn exemption(
    lang: Lang,
    registration: &ExamRegistration,
    form: &ExemptionForm,
    errors: &FieldErrors,
) -> AnyView {
    let names: Vec<String> = registration
        .certificates
        .iter()
        .map(|certificate| format!("{}: {}", language_name(lang, certificate.language), certificate.name))
        .collect();
    let options = registration.certificates.iter().zip(&names);
    let options = options.map(|(certificate, label)| Choice { value: &certificate.code, label, hint: "" }).collect();
    let valid = registration.rules.procedures_day.map(|day| {
        let said = lang
            .t("Chứng chỉ phải còn hạn đến ngày làm thủ tục dự thi: ", "It has to be valid on the procedures day: ");
        view! { <p>{said} <strong>{crate::domain::time::short_date(day)}</strong> "."</p> }
    });
    let field = |name: &'static str, value: &str, hint: &str, kind: InputKind| {
        text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint,
            value,
            error: errors.of(name),
            kind,
            width: Width::Short,
            ..TextInput::default()
        })
    };
    let skills = [&form.listening, &form.reading, &form.speaking, &form.writing];
    let skills: Vec<AnyView> =
        SKILLS.into_iter().zip(skills).map(|(name, value)| field(name, value, "", InputKind::Digits)).collect();
    let day = lang.t("Ngày/tháng/năm, ví dụ 05/03/2025", "Day/month/year, like 05/03/2025");
    view! {
        <p>
            {lang.t(
                "Có chứng chỉ đủ điều kiện, bạn được miễn thi Ngoại ngữ khi xét tốt nghiệp: ngoài các môn bắt buộc chỉ phải thi ít môn tự chọn hơn. Từ năm 2025 môn được miễn không còn được tính điểm 10.",
                "With a certificate that suffices you need not sit the foreign language to graduate, and sit fewer electives. Since 2025 an exempted paper no longer counts as a 10.",
            )}
        </p>
        {valid}
        {yes_or_no(
            lang,
            ("claims_exemption", &form.claims_exemption),
            (
                lang.t("Có, tôi xin miễn thi Ngoại ngữ", "Yes, I ask to be exempted"),
                lang.t("Không", "No"),
            ),
            errors,
        )}
        {fieldset(
            lang.t("Chứng chỉ (chỉ khai khi chọn Có)", "The certificate (only if yes)"),
            view! {
                {select(Select {
                    lang,
                    name: "certificate",
                    label: label(lang, "certificate"),
                    value: &form.certificate,
                    error: errors.of("certificate"),
                    options,
                    ..Select::default()
                })}
                {field(
                    "certificate_score",
                    &form.certificate_score,
                    lang.t(
                        "Ví dụ 6,5, N3 hoặc bậc 3. Với TOEIC, khai bốn điểm bên dưới",
                        "Like 6.5, N3 or level 3. Of TOEIC, give the four scores below",
                    ),
                    InputKind::Text,
                )}
                {details(lang.t("Bốn điểm của TOEIC", "The four scores of TOEIC"), skills.into_any())}
                {text_input(TextInput {
                    lang,
                    name: "issuer",
                    label: label(lang, "issuer"),
                    hint: lang.t("Như ghi trên chứng chỉ, ví dụ British Council", "As on the certificate, like British Council"),
                    value: &form.issuer,
                    error: errors.of("issuer"),
                    ..TextInput::default()
                })}
                {field("issued_on", &form.issued_on, day, InputKind::Date)}
                {field(
                    "expires_on",
                    &form.expires_on,
                    lang.t(
                        "Ngày/tháng/năm; bỏ trống nếu chứng chỉ không có thời hạn",
                        "Day/month/year; leave it open if the certificate does not expire",
                    ),
                    InputKind::Date,
                )}
            }
            .into_any(),
        )}
        {details(
            lang.t("Những chứng chỉ nào được miễn, từ mức nào?", "Which certificates exempt, from which level?"),
            certificates(lang, &registration.certificates),
        )}
    }
    .into_any()
}

fn certificates(lang: Lang, certificates: &[CertificateOnOffer]) -> AnyView {
    let items: Vec<_> = certificates
        .iter()
        .map(|certificate| {
            let least = certificate.least_words(lang.t("từ", "from"));
            view! {
                <li>
                    {language_name(lang, certificate.language)} ": " <strong>{certificate.name.clone()}</strong> " "
                    {least} " (" {certificate.issuer.clone()} ")"
                </li>
            }
        })
        .collect();
    view! { <ul>{items}</ul> }.into_any()
}

/// Marks of the year before.
pub(super) fn reserved_marks(
    lang: Lang,
    registration: &ExamRegistration,
    form: &ReservedMarksForm,
    errors: &FieldErrors,
) -> AnyView {
    let subjects = registration.situation().reservable(&registration.rules);
    let options: Vec<Choice<'_>> = subjects
        .iter()
        .map(|subject| Choice { value: subject.as_str(), label: subject_name(lang, *subject), hint: "" })
        .collect();
    let rows: Vec<AnyView> = form
        .rows()
        .into_iter()
        .enumerate()
        .map(|(place, ((subject, word), (mark, typed)))| {
            let fields = view! {
                {select(Select {
                    lang,
                    name: subject,
                    label: label(lang, subject),
                    value: word,
                    error: errors.of(subject),
                    options: options.clone(),
                    width: Width::Medium,
                    ..Select::default()
                })}
                {text_input(TextInput {
                    lang,
                    name: mark,
                    label: label(lang, mark),
                    value: typed,
                    error: errors.of(mark),
                    kind: InputKind::Decimal,
                    width: Width::Tiny,
                    ..TextInput::default()
                })}
            };
            let legend = format!("{} {}", lang.t("Môn bảo lưu", "Paper"), place + 1);
            fieldset(&legend, fields.into_any())
        })
        .collect();
    let least = lang.score(registration.rules.exam.reserved_least_mark);
    view! {
        <p>
            {lang.t(
                "Môn đã thi năm trước được giữ điểm để xét tốt nghiệp thì không phải thi lại. Điểm phải có xác nhận của trường hoặc Sở. Điểm được bảo lưu từ ",
                "A paper of the year before whose mark you keep for graduation is not sat again. School or department has to confirm the mark. Marks are kept from ",
            )}
            <strong>{least}</strong> {lang.t(" trở lên.", ".")}
        </p>
        {yes_or_no(
            lang,
            ("reserves_marks", &form.reserves_marks),
            (lang.t("Có", "Yes"), lang.t("Không", "No")),
            errors,
        )}
        {rows}
    }
    .into_any()
}

/// What counts when graduation is decided.
pub(super) fn graduation(
    lang: Lang,
    registration: &ExamRegistration,
    form: &GraduationForm,
    errors: &FieldErrors,
) -> AnyView {
    let choice = |name: &'static str, value: &str, none: &str, bonuses: &[BonusOnOffer], hint: &str| {
        let words: Vec<(String, String)> =
            bonuses.iter().map(|bonus| (bonus_label(lang, bonus), points_added(lang, bonus.points))).collect();
        let mut options = vec![Choice { value: "", label: none, hint: "" }];
        let offered = bonuses.iter().zip(&words);
        options.extend(offered.map(|(bonus, (label, hint))| Choice { value: &bonus.code, label, hint }));
        radios(Choices {
            lang,
            name,
            label: label(lang, name),
            hint,
            chosen: &[value],
            error: errors.of(name),
            options,
            ..Choices::default()
        })
    };
    view! {
        <p>
            {lang.t(
                "Chỉ dùng khi xét công nhận tốt nghiệp, không phải ưu tiên tuyển sinh. Không thuộc diện nào thì giữ nguyên và lưu.",
                "For the recognition of graduation alone, not for admission. If nothing applies, leave it and save.",
            )}
        </p>
        {choice(
            "graduation_category",
            &form.graduation_category,
            lang.t("Diện 1: không được cộng điểm", "Class 1: nothing is added"),
            &registration.graduation_categories,
            lang.t("Chỉ một diện, mức cao nhất, được tính", "Only one counts, the highest"),
        )}
        {choice(
            "encouragement",
            &form.encouragement,
            lang.t("Không có giải", "No prize"),
            &registration.encouragements,
            lang.t("Chỉ một giải, mức cao nhất, được tính", "Only one counts, the highest"),
        )}
    }
    .into_any()
}

/// The priority of admission.
pub(super) fn priority(
    lang: Lang,
    registration: &ExamRegistration,
    form: &PriorityForm,
    errors: &FieldErrors,
) -> AnyView {
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
    let is_free = registration.situation().applicant.kind.is_free_candidate();
    let rules: Vec<_> =
        registration.residence_rules.iter().filter(|rule| is_free || !rule.rule.is_for_free_candidates).collect();
    let rule_words: Vec<String> = rules.iter().map(|rule| rule_label(lang, rule)).collect();
    let mut grounds = vec![Choice { value: "", label: lang.t("Không", "No"), hint: "" }];
    grounds.extend(rules.iter().zip(&rule_words).map(|(rule, label)| Choice {
        value: rule.ground.as_str(),
        label,
        hint: "",
    }));
    view! {
        {summary_list(lang, vec![derived_row(lang, registration, &registration.draft.forms, derived)])}
        {inset(
            lang.t(
                "Khai ưu tiên mà không có minh chứng, trường sẽ trả lại phiếu.",
                "A claim without evidence is sent back.",
            )
            .into_any(),
        )}
        {radios(Choices {
            lang,
            name: "residence_ground",
            label: label(lang, "residence_ground"),
            hint: lang.t(
                "Khi đó khu vực tính theo xã, phường thường trú đã khai, không theo trường",
                "Then the commune of residence decides, not the schools",
            ),
            chosen: &[form.residence_ground.as_str()],
            error: errors.of("residence_ground"),
            options: grounds,
            ..Choices::default()
        })}
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

/// What a disabled candidate needs.
pub(super) fn arrangements(lang: Lang, form: &ArrangementsForm, errors: &FieldErrors) -> AnyView {
    let boxes: Vec<AnyView> = Arrangement::ALL
        .iter()
        .map(|kind| {
            checkbox(Checkbox {
                lang,
                name: kind.field(),
                value: "yes",
                label: arrangement_name(lang, *kind),
                is_ticked: form.needs(*kind),
                error: errors.of(kind.field()),
                ..Checkbox::default()
            })
        })
        .collect();
    view! {
        <p>
            {lang.t(
                "Dành cho thí sinh khuyết tật hoặc có vấn đề sức khỏe. Chỉ bạn và trường hoặc điểm tiếp nhận duyệt phiếu xem được mục này. Sau khi phiếu được ký, hội đồng thi biết bạn cần gì để chuẩn bị phòng thi, nhưng không đọc được ghi chú. Mỗi lần xem đều được ghi lại.",
                "For candidates with a disability or an illness. Only you and the school or point that verifies the form see this. Once the form is signed, the exam council learns what you need, to prepare the room, and never reads the note. Each look is recorded.",
            )}
        </p>
        {yes_or_no(
            lang,
            ("needs_arrangements", &form.needs_arrangements),
            (lang.t("Có", "Yes"), lang.t("Không", "No")),
            errors,
        )}
        {fieldset(lang.t("Bạn cần gì? (chỉ khi chọn Có)", "What do you need? (only if yes)"), boxes.into_any())}
        {textarea(Textarea {
            lang,
            name: "arrangement_note",
            label: label(lang, "arrangement_note"),
            hint: lang.t(
                "Ví dụ: cần thêm 1/3 thời gian; mang máy trợ thính",
                "For example: a third more time; brings a hearing aid",
            ),
            value: &form.arrangement_note,
            error: errors.of("arrangement_note"),
            rows: 3,
            is_optional: true,
            ..Textarea::default()
        })}
    }
    .into_any()
}
