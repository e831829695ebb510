//! Subjects studied, and papers, by the plan of whoever chooses them.

use leptos::prelude::*;

use super::label;
use crate::{
    domain::{
        exam::{
            paper_plan::{PaperChoice, PaperPlan, paper_plan},
            papers::PapersForm,
            programme::{CombinedPaper, EducationForm},
            situation::Situation,
            studied::StudiedForm,
            subject::{ForeignLanguage, Subject},
        },
        field_errors::FieldErrors,
    },
    usecases::candidate::exam_registration::ExamRegistration,
    web::{
        components::{Checkbox, Choice, Choices, Select, Width, checkbox, fieldset, inset, radios, select},
        i18n::{
            Lang,
            exam::{combined_paper_name, language_name, subject_list, subject_name},
        },
    },
};

/// The subjects of choice of grade 12.
pub(super) fn studied(lang: Lang, form: &StudiedForm, errors: &FieldErrors) -> AnyView {
    let boxes: Vec<AnyView> = StudiedForm::FIELDS
        .into_iter()
        .map(|(subject, field)| {
            checkbox(Checkbox {
                lang,
                name: field,
                value: "yes",
                label: subject_name(lang, subject),
                is_ticked: form.has(subject),
                error: errors.of(field),
                ..Checkbox::default()
            })
        })
        .collect();
    view! {
        <p>
            {lang.t(
                "Toán, Ngữ văn, Lịch sử và Ngoại ngữ ai cũng học nên không cần khai. Đánh dấu những môn lựa chọn ghi trong học bạ lớp 12 của bạn; môn tự chọn của kỳ thi phải là môn bạn đã học.",
                "Mathematics, literature, history and the foreign language are everybody's. Tick the subjects of choice in your grade 12 record; an elective paper has to be one that you studied.",
            )}
        </p>
        {fieldset(label(lang, "studied_vat_li"), boxes.into_any())}
    }
    .into_any()
}

/// The papers.
pub(super) fn papers(lang: Lang, registration: &ExamRegistration, form: &PapersForm, errors: &FieldErrors) -> AnyView {
    let situation = registration.situation();
    let Some(plan) = paper_plan(&situation, &registration.rules) else { return ().into_any() };
    let exempted = situation.is_exempted.then(|| {
        let said = lang.t(
            "Bạn đã xin miễn thi Ngoại ngữ nên không chọn môn này và phải chọn ít môn tự chọn hơn.",
            "You asked to be exempted from the foreign language, so it is not on offer and you choose fewer electives.",
        );
        inset(said.into_any())
    });
    let optional = (!plan.optional.is_empty()).then(|| optional_papers(lang, &plan, form, errors));
    let choice = match &plan.choice {
        PaperChoice::Electives { least, most, from } => {
            electives(lang, (*least, *most, from), &situation, form, errors)
        }
        PaperChoice::Nothing => ().into_any(),
        PaperChoice::Combined { is_whole, .. } => {
            combined(lang, *is_whole, &plan, situation.education_form(), form, errors)
        }
    };
    view! {
        {inset(explanation(lang, &plan))}
        {exempted}
        {optional}
        {choice}
        {situation.may_sit_language().then(|| language(lang, form, errors))}
    }
    .into_any()
}

/// What the plan asks for, in words.
fn explanation(lang: Lang, plan: &PaperPlan) -> AnyView {
    let compulsory = (!plan.compulsory.is_empty()).then(|| {
        view! {
            <p>
                {lang.t("Bắt buộc: ", "You sit: ")} <strong>{subject_list(lang, &plan.compulsory)}</strong> "."
            </p>
        }
    });
    let reserved = (!plan.reserved.is_empty()).then(|| {
        let said = lang.t("Không phải thi vì đã bảo lưu điểm: ", "Not sat, because the mark is kept: ");
        view! { <p>{said} <strong>{subject_list(lang, &plan.reserved)}</strong> "."</p> }
    });
    let choice = match plan.choice {
        PaperChoice::Nothing | PaperChoice::Electives { most: 0, .. } => {
            lang.t("Bạn không phải chọn thêm môn nào.", "You have no other paper to choose.")
        }
        PaperChoice::Electives { least: 0, .. } => lang.t(
            "Bạn thi để xét tuyển nên chỉ cần đăng ký những môn mình cần: ít nhất một môn, nhiều nhất Toán, Ngữ văn và hai môn tự chọn.",
            "You sit for admission, so register the papers that you need: at least one, at most mathematics, literature and two electives.",
        ),
        PaperChoice::Electives { most: 1, .. } => lang.t(
            "Chọn thêm một môn trong các môn bạn học ở lớp 12.",
            "Choose one more, which you studied in grade 12.",
        ),
        PaperChoice::Electives { .. } => lang.t(
            "Chọn thêm hai môn khác nhau trong các môn bạn học ở lớp 12.",
            "Choose two more, which you studied in grade 12.",
        ),
        PaperChoice::Combined { is_whole: true, .. } => lang.t(
            "Chọn thêm một bài thi tổ hợp, dự thi đủ các môn thành phần.",
            "Choose one combined paper, with all its components.",
        ),
        PaperChoice::Combined { is_whole: false, .. } => lang.t(
            "Bạn thi để xét tuyển nên chỉ cần đăng ký những bài, môn mình cần, ít nhất một. Các môn thành phần phải thuộc cùng một bài thi tổ hợp.",
            "You sit for admission, so register what you need, at least one paper. Components have to belong to one combined paper.",
        ),
    };
    view! {
        {compulsory}
        {reserved}
        <p>{choice}</p>
        <p>{lang.t("Hết hạn đăng ký sẽ không đổi được môn thi.", "Papers cannot be changed after registration closes.")}</p>
    }
    .into_any()
}

fn optional_papers(lang: Lang, plan: &PaperPlan, form: &PapersForm, errors: &FieldErrors) -> AnyView {
    let boxes: Vec<AnyView> = plan.optional.iter().map(|subject| paper_box(lang, *subject, form, errors)).collect();
    fieldset(label(lang, "sits_toan"), boxes.into_any())
}

fn paper_box(lang: Lang, subject: Subject, form: &PapersForm, errors: &FieldErrors) -> AnyView {
    let name = format!("sits_{}", subject.as_str());
    checkbox(Checkbox {
        lang,
        name: &name,
        value: "yes",
        label: subject_name(lang, subject),
        is_ticked: form.sits(subject),
        error: errors.of(&name),
        ..Checkbox::default()
    })
}

fn electives(
    lang: Lang,
    (least, most, from): (usize, usize, &[Subject]),
    situation: &Situation,
    form: &PapersForm,
    errors: &FieldErrors,
) -> AnyView {
    let studied = situation.studied.as_deref();
    // What was chosen and is not open stays in the list, so that the error can be seen and mended.
    let is_open = |subject: &&Subject| {
        let is_studied = studied.is_none_or(|studied| subject.is_studied_by_all() || studied.contains(subject));
        let is_exempted = situation.is_exempted && **subject == Subject::ForeignLanguage;
        let is_sat = !(is_exempted || situation.reserved.contains(subject));
        (is_studied && is_sat) || [&form.elective_1, &form.elective_2].into_iter().any(|word| word == subject.as_str())
    };
    let open: Vec<Choice<'_>> = from
        .iter()
        .filter(is_open)
        .map(|subject| Choice { value: subject.as_str(), label: subject_name(lang, *subject), hint: "" })
        .collect();
    let known = studied.map(|studied| {
        let words = subject_list(lang, studied);
        let said = lang.t("Môn lựa chọn bạn học ở lớp 12: ", "Your subjects of choice of grade 12: ");
        let none = lang.t("không có môn nào được thi", "none that is examined");
        view! { <p class="quiet">{said} {if words.is_empty() { none.to_owned() } else { words }} "."</p> }
    });
    let fields = [("elective_1", &form.elective_1), ("elective_2", &form.elective_2)];
    let selects: Vec<AnyView> = fields
        .into_iter()
        .enumerate()
        .take(most)
        .map(|(place, (name, value))| {
            select(Select {
                lang,
                name,
                label: label(lang, name),
                value,
                error: errors.of(name),
                options: open.clone(),
                width: Width::Medium,
                is_optional: place >= least,
                ..Select::default()
            })
        })
        .collect();
    view! { {known} {selects} }.into_any()
}

fn combined(
    lang: Lang,
    is_whole: bool,
    plan: &PaperPlan,
    education: EducationForm,
    form: &PapersForm,
    errors: &FieldErrors,
) -> AnyView {
    let list = |paper: &CombinedPaper| subject_list(lang, &plan.components(*paper, education));
    let words: Vec<String> = CombinedPaper::ALL.iter().map(list).collect();
    let none = lang.t("Không dự thi bài tổ hợp", "No combined paper");
    let papers = CombinedPaper::ALL.iter().zip(&words);
    let mut options: Vec<Choice<'_>> = papers
        .map(|(paper, hint)| Choice { value: paper.as_str(), label: combined_paper_name(lang, *paper), hint })
        .collect();
    if !is_whole {
        options.push(Choice { value: "", label: none, hint: "" });
    }
    let single = (!is_whole).then(|| {
        let components = CombinedPaper::ALL.iter().flat_map(|paper| plan.components(*paper, education));
        let boxes: Vec<AnyView> = components.map(|subject| paper_box(lang, subject, form, errors)).collect();
        let legend = lang.t(
            "Chỉ dự thi một số môn thành phần? Đánh dấu các môn đó; không đánh dấu môn nào là dự thi cả bài",
            "Some components alone? Tick them; without a tick you sit the whole paper",
        );
        fieldset(legend, boxes.into_any())
    });
    view! {
        {radios(Choices {
            lang,
            name: "combined",
            label: label(lang, "combined"),
            chosen: &[form.combined.as_str()],
            error: errors.of("combined"),
            options,
            ..Choices::default()
        })}
        {single}
    }
    .into_any()
}

fn language(lang: Lang, form: &PapersForm, errors: &FieldErrors) -> AnyView {
    let languages = ForeignLanguage::ALL
        .iter()
        .map(|language| Choice { value: language.as_str(), label: language_name(lang, *language), hint: "" })
        .collect();
    select(Select {
        lang,
        name: "language",
        label: label(lang, "language"),
        hint: lang.t(
            "Chỉ chọn khi bạn dự thi môn Ngoại ngữ; được chọn thứ tiếng khác với thứ tiếng học ở trường",
            "Only if you sit the foreign language; it may be another than the one you learnt at school",
        ),
        value: &form.language,
        error: errors.of("language"),
        options: languages,
        width: Width::Medium,
        is_optional: true,
        ..Select::default()
    })
}
