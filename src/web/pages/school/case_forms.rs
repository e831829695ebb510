//! The two forms of a case: one corrects the record, one tells what the school concludes otherwise.

use leptos::prelude::*;

use crate::{
    domain::{
        candidate::kind::Sex,
        field_errors::FieldErrors,
        registry::{
            case::{CaseKind, Party, Trigger, apply},
            case_form::{MAX_REASON, SettleForm},
        },
        time::{parse_date, short_date},
    },
    usecases::school::view_cases::{CaseView, RegistryCase},
    web::{
        components::*,
        i18n::{Lang, exam::sex_name, registry_case::case_value},
    },
};

use super::cases::PATH;

/// What was typed, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) form: SettleForm,
    pub(super) errors: FieldErrors,
}

impl Typed {
    fn is_correction(&self) -> bool {
        self.form.act == Trigger::Corrected.as_str()
    }
}

/// The field of an error and its name, for the summary on top.
pub(super) fn target(lang: Lang, typed: Option<&Typed>, field: &str) -> (String, &'static str) {
    let is_correction = typed.is_some_and(Typed::is_correction);
    let id = if field == "reason" && is_correction { "correction-reason" } else { field };
    let label = match field {
        "act" => conclusion(lang),
        "reason" if is_correction => correction_reason(lang),
        "reason" => reason(lang),
        "full_name" => lang.t("Họ và tên", "Full name"),
        "birth_date" => lang.t("Ngày sinh", "Birth date"),
        "sex" => lang.t("Giới tính", "Sex"),
        _ => "",
    };
    (id.to_owned(), label)
}

const fn conclusion(lang: Lang) -> &'static str {
    lang.t("Kết luận của trường", "What the school concludes")
}

const fn reason(lang: Lang) -> &'static str {
    lang.t("Căn cứ vào giấy tờ nào", "On which papers")
}

const fn correction_reason(lang: Lang) -> &'static str {
    lang.t("Sửa theo giấy tờ nào", "Corrected by which papers")
}

/// The forms that the case takes as it stands; nothing once it has ended.
pub(super) fn forms(lang: Lang, shown: &CaseView, typed: Option<&Typed>) -> Option<AnyView> {
    let case = &shown.case;
    if case.state.is_end() {
        return None;
    }
    let takes = |trigger| apply(case.kind, case.state, trigger, Party::School).is_ok();
    let correction =
        takes(Trigger::Corrected).then(|| correction(lang, shown, typed.filter(|typed| typed.is_correction())));
    let conclusion = conclusions(lang, case, typed.filter(|typed| !typed.is_correction()));
    Some(view! { {correction} {conclusion} }.into_any())
}

/// The form with the record's values, and the registry's in the field that differs.
fn proposed(shown: &CaseView) -> SettleForm {
    let (case, person) = (&shown.case, &shown.person);
    let mut form = SettleForm {
        full_name: person.full_name.clone(),
        birth_date: short_date(person.birth_date),
        sex: person.sex.clone().unwrap_or_default(),
        ..SettleForm::default()
    };
    if let Some((_, registered)) = &case.values {
        match case.kind {
            CaseKind::Name | CaseKind::Diacritics => form.full_name.clone_from(registered),
            CaseKind::BirthDate => {
                if let Some(day) = parse_date(registered) {
                    form.birth_date = short_date(day);
                }
            }
            CaseKind::Sex => form.sex.clone_from(registered),
            _ => {}
        }
    }
    form
}

fn correction(lang: Lang, shown: &CaseView, typed: Option<&Typed>) -> AnyView {
    let case = &shown.case;
    let proposed = proposed(shown);
    let form = typed.map_or(&proposed, |typed| &typed.form);
    let none = FieldErrors::new();
    let errors = typed.map_or(&none, |typed| &typed.errors);
    let was = |kinds: &[CaseKind]| match &case.values {
        Some((recorded, _)) if kinds.contains(&case.kind) => {
            let recorded = case_value(lang, case.kind, recorded);
            match lang {
                Lang::Vi => format!("Đã điền theo CSDL dân cư; hồ sơ đang ghi {recorded}."),
                Lang::En => format!("Filled in from the registry; the record says {recorded}."),
            }
        }
        _ => String::new(),
    };
    let (name_hint, date_hint, sex_hint) =
        (was(&[CaseKind::Name, CaseKind::Diacritics]), was(&[CaseKind::BirthDate]), was(&[CaseKind::Sex]));
    let sexes =
        Sex::ALL.iter().map(|sex| Choice { value: sex.as_str(), label: sex_name(lang, *sex), hint: "" }).collect();
    let chosen = [form.sex.as_str()];
    let hint = reason_hint(lang);
    view! {
        <h2>{lang.t("Hồ sơ của trường ghi sai: sửa hồ sơ", "The school’s record is wrong: correct it")}</h2>
        <form method="post" action=format!("{PATH}/{}", case.id) novalidate>
            <input type="hidden" name="version" value=case.version.to_string() />
            <input type="hidden" name="act" value=Trigger::Corrected.as_str() />
            {text_input(TextInput {
                lang,
                name: "full_name",
                label: lang.t("Họ và tên", "Full name"),
                hint: &name_hint,
                value: &form.full_name,
                error: errors.of("full_name"),
                ..TextInput::default()
            })}
            {text_input(TextInput {
                lang,
                name: "birth_date",
                label: lang.t("Ngày sinh", "Birth date"),
                hint: &date_hint,
                value: &form.birth_date,
                error: errors.of("birth_date"),
                kind: InputKind::Date,
                width: Width::Short,
                ..TextInput::default()
            })}
            {radios(Choices {
                lang,
                name: "sex",
                label: lang.t("Giới tính", "Sex"),
                hint: &sex_hint,
                chosen: &chosen,
                error: errors.of("sex"),
                options: sexes,
                is_inline: true,
                ..Choices::default()
            })}
            {textarea(Textarea {
                lang,
                name: "reason",
                id: "correction-reason",
                label: correction_reason(lang),
                hint: &hint,
                value: typed.map_or("", |typed| &typed.form.reason),
                error: errors.of("reason"),
                rows: 3,
                ..Textarea::default()
            })} {buttons(vec![submit(lang.t("Sửa hồ sơ và đối chiếu lại", "Correct the record and compare again"))])}
        </form>
    }
    .into_any()
}

fn reason_hint(lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("Thí sinh đọc đúng những lời này. Tối đa {MAX_REASON} ký tự."),
        Lang::En => format!("The candidate reads these very words. At most {MAX_REASON} characters."),
    }
}

fn conclusions(lang: Lang, case: &RegistryCase, typed: Option<&Typed>) -> AnyView {
    let all = [
        Choice {
            value: Trigger::RegistryIsWrong.as_str(),
            label: lang.t("CSDL dân cư ghi sai", "The population registry is wrong"),
            hint: lang.t(
                "Thí sinh nhận phiếu mang đến công an cấp xã; cổng tự đối chiếu lại.",
                "The candidate gets a note for the commune police; the portal compares again by itself.",
            ),
        },
        Choice {
            value: Trigger::Accepted.as_str(),
            label: lang.t("Giữ nguyên hồ sơ theo giấy tờ", "The record stands, on papers"),
            hint: lang.t(
                "Trường đã xem giấy tờ gốc và chịu trách nhiệm. Việc này kết thúc.",
                "The school has seen the originals and answers for it. The case ends.",
            ),
        },
        Choice {
            value: Trigger::TwoPeople.as_str(),
            label: lang.t("Là hai người khác nhau", "They are two people"),
            hint: lang.t("Hồ sơ giữ nguyên. Việc này kết thúc.", "The records stand. The case ends."),
        },
        Choice {
            value: Trigger::SamePerson.as_str(),
            label: lang.t("Là cùng một người", "They are one person"),
            hint: lang.t(
                "Ghi rõ thí sinh dùng hồ sơ nào; tài khoản định danh làm lại được đăng nhập vào hồ sơ này. Việc này kết thúc.",
                "Say which record the candidate uses; an electronic identity made anew may sign in to this one. The case ends.",
            ),
        },
    ];
    let takes = |choice: &Choice<'_>| {
        let to = Trigger::parse(choice.value).map(|trigger| apply(case.kind, case.state, trigger, Party::School));
        matches!(to, Some(Ok(to)) if to != case.state)
    };
    let options: Vec<_> = all.into_iter().filter(takes).collect();
    let none = FieldErrors::new();
    let errors = typed.map_or(&none, |typed| &typed.errors);
    let chosen = [typed.map_or("", |typed| typed.form.act.as_str())];
    let hint = reason_hint(lang);
    let heading = if case.kind.is_about_two() {
        lang.t("Một hay hai người", "One person or two")
    } else {
        lang.t("Hoặc kết luận khác", "Or conclude otherwise")
    };
    view! {
        <h2>{heading}</h2>
        <form method="post" action=format!("{PATH}/{}", case.id) novalidate>
            <input type="hidden" name="version" value=case.version.to_string() />
            {radios(Choices {
                lang,
                name: "act",
                label: conclusion(lang),
                chosen: &chosen,
                error: errors.of("act"),
                options,
                ..Choices::default()
            })}
            {textarea(Textarea {
                lang,
                name: "reason",
                label: reason(lang),
                hint: &hint,
                value: typed.map_or("", |typed| &typed.form.reason),
                error: errors.of("reason"),
                rows: 3,
                ..Textarea::default()
            })} {buttons(vec![submit(lang.t("Ghi kết luận", "Record this"))])}
        </form>
    }
    .into_any()
}
