//! `/department/exam/amendments/{id}/{fact}`: a slip about one fact.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{candidate, load, read_id, read_seen, refusal_notice, who};
use crate::{
    domain::{
        candidate::{kind::Sex, priority::PriorityArea},
        exam::{
            amendment::{AmendmentForm, AmendmentRefusal, Fact, FactValue, NO_CATEGORY},
            origin::{ABROAD, FOREIGNER},
        },
        field_errors::FieldErrors,
        ids::ExamRegistrationId,
    },
    usecases::department::amend_registration::{self, AmendError, NumberedView},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            amendment::{category_words, fact_name, value_words},
            exam::{area_name, sex_name},
        },
        page::Page,
    },
};

/// The slip as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PostedSlip {
    /// The number of the last slip that was shown.
    seen: String,
    value: String,
    country: String,
    reason: String,
    evidence: String,
}

/// What the page shows besides the fact.
#[derive(Default)]
struct Typed {
    form: AmendmentForm,
    errors: FieldErrors,
    refusal: Option<AmendmentRefusal>,
}

/// Where a fact is amended.
pub(super) fn path(id: ExamRegistrationId, fact: Fact) -> String {
    format!("{}/{}", candidate::path(id), fact.as_str())
}

/// `GET /department/exam/amendments/{id}/{fact}`; to the registration where the fact is not amended now.
///
/// # Errors
/// `NotFound`, also for a fact that is none and the form of another council; `Unavailable`.
pub async fn get(page: Page, Path((id, fact)): Path<(String, String)>) -> Result<Response, WebError> {
    let (id, fact) = (read_id(&id)?, Fact::parse(&fact).ok_or(WebError::NotFound)?);
    let shown = load(&page, id).await?;
    if !shown.amendable().contains(&fact) {
        return Ok(page.see_other(&candidate::path(id)));
    }
    Ok(page.ok(&title(page.lang, fact), || view(page.lang, &shown, fact, &Typed::default())))
}

/// `POST /department/exam/amendments/{id}/{fact}`
///
/// # Errors
/// As [`get`]; `BadRequest`.
pub async fn post(
    page: Page,
    Path((id, fact)): Path<(String, String)>,
    PostForm(posted): PostForm<PostedSlip>,
) -> Result<Response, WebError> {
    let (id, fact) = (read_id(&id)?, Fact::parse(&fact).ok_or(WebError::NotFound)?);
    let shown = load(&page, id).await?;
    let seen = read_seen(&posted.seen)?;
    let PostedSlip { value, country, reason, evidence, .. } = posted;
    let form = AmendmentForm { value, country, reason, evidence };
    let title = title(page.lang, fact);
    match amend_registration::run(&page.ctx, &page.actor, &page.season, (id, seen), fact, &form).await {
        Ok(number) => Ok(page.see_other(&format!("{}?slip={number}", candidate::path(id)))),
        Err(AmendError::Invalid(errors)) => {
            let typed = Typed { form, errors, refusal: None };
            Ok(page.invalid(&title, || view(page.lang, &shown, fact, &typed)))
        }
        Err(AmendError::Refused(refusal)) => {
            let typed = Typed { form, errors: FieldErrors::new(), refusal: Some(refusal) };
            Ok(page.conflict(&title, || view(page.lang, &shown, fact, &typed)))
        }
        Err(error) => Err(error.into()),
    }
}

fn title(lang: Lang, fact: Fact) -> String {
    format!("{}: {}", lang.t("Đính chính", "Correct"), fact_name(lang, fact))
}

const fn label(lang: Lang, field: &str) -> &'static str {
    match field.as_bytes() {
        b"value" => lang.t("Nội dung đúng", "What is right"),
        b"country" => lang.t("Tên nước", "Country"),
        b"reason" => lang.t("Lý do đính chính", "Why it is corrected"),
        _ => lang.t("Giấy tờ đã xem", "The paper that was seen"),
    }
}

fn view(lang: Lang, shown: &NumberedView, fact: Fact, typed: &Typed) -> AnyView {
    let id = shown.candidate.registration_id;
    let words = |value: Option<&FactValue>| value_words(lang, &shown.names, value);
    let mut rows = who(lang, shown);
    rows.push(SummaryRow::answer(lang, lang.t("Đã in", "As printed"), &words(shown.printed.value(fact).as_ref())));
    rows.extend(shown.slips.latest(fact).map(|latest| {
        let name = format!("{} {}", lang.t("Theo phiếu đính chính", "By slip"), latest.number);
        SummaryRow::answer(lang, name, &words(latest.corrected.as_ref()))
    }));
    view! {
        {error_summary(lang, &typed.errors, |field| (field.to_owned(), label(lang, field)))}
        {typed.refusal.map(|refusal| refusal_notice(lang, refusal))}
        {breadcrumbs(
            lang,
            &[(super::PATH, super::title(lang)), (&candidate::path(id), &candidate::heading(shown))],
        )}
        <h1>{title(lang, fact)}</h1>
        {summary_list(lang, rows)}
        <form method="post" action=path(id, fact) novalidate>
            <input type="hidden" name="seen" value=shown.slips.last_number().to_string() />
            {value_field(lang, shown, fact, typed)}
            {textarea(Textarea {
                lang,
                name: "reason",
                label: label(lang, "reason"),
                hint: lang.t("Thí sinh và trường đọc được; tối đa 500 ký tự.", "Candidate and school can read it; at most 500 characters."),
                value: &typed.form.reason,
                error: typed.errors.of("reason"),
                rows: 3,
                ..Textarea::default()
            })}
            {text_input(TextInput {
                lang,
                name: "evidence",
                label: label(lang, "evidence"),
                hint: lang.t("Ví dụ: giấy khai sinh số 112/2008 do UBND phường Vỹ Dạ cấp", "Such as: birth certificate 112/2008, issued by the ward of Vỹ Dạ"),
                value: &typed.form.evidence,
                error: typed.errors.of("evidence"),
                ..TextInput::default()
            })}
            {submit(lang.t("Lập phiếu đính chính", "Append the slip"))}
        </form>
    }
    .into_any()
}

/// The field of the fact; nothing is filled in beforehand, so that what is right is read from the paper.
fn value_field(lang: Lang, shown: &NumberedView, fact: Fact, typed: &Typed) -> AnyView {
    let form = &typed.form;
    let typed_text = |kind, width, hint| {
        text_input(TextInput {
            lang,
            name: "value",
            label: label(lang, "value"),
            hint,
            value: &form.value,
            error: typed.errors.of("value"),
            kind,
            width,
            ..TextInput::default()
        })
    };
    match fact {
        Fact::FullName => typed_text(
            InputKind::Text,
            Width::Full,
            lang.t("Như giấy khai sinh, có dấu", "As on the birth certificate, with diacritics"),
        ),
        Fact::BirthDate => typed_text(
            InputKind::Date,
            Width::Short,
            lang.t("Ngày/tháng/năm, ví dụ 05/03/2008", "Day/month/year, like 05/03/2008"),
        ),
        Fact::Sex => one_of(lang, typed, Sex::ALL.iter().map(|sex| (sex.as_str(), sex_name(lang, *sex).to_owned()))),
        Fact::PriorityArea => {
            one_of(lang, typed, PriorityArea::ALL.iter().map(|area| (area.as_str(), area_name(lang, *area).to_owned())))
        }
        Fact::PriorityCategory => {
            let none = (NO_CATEGORY, lang.t("Không có", "None").to_owned());
            let on_offer = shown.names.categories.iter();
            let on_offer = on_offer.map(|category| (category.code.as_str(), category_words(lang, category)));
            one_of(lang, typed, on_offer.chain([none]))
        }
        Fact::EthnicGroup => {
            let groups = shown.names.ethnic_groups.iter().filter(|group| group.code != FOREIGNER);
            from_list(lang, typed, groups.map(|group| (group.code.as_str(), group.name.as_str())).collect())
        }
        Fact::BirthPlace => {
            let provinces = shown.names.provinces.iter().map(|named| (named.code.as_str(), named.name.as_str()));
            let abroad = (ABROAD, lang.t("Nước ngoài", "Abroad"));
            let country = text_input(TextInput {
                lang,
                name: "country",
                label: label(lang, "country"),
                hint: lang.t(
                    "Chỉ khi sinh ở nước ngoài, bằng tiếng Việt, ví dụ Lào",
                    "Only if born abroad, in Vietnamese, like Lào",
                ),
                value: &form.country,
                error: typed.errors.of("country"),
                width: Width::Medium,
                is_optional: true,
                ..TextInput::default()
            });
            view! { {from_list(lang, typed, provinces.chain([abroad]).collect())} {country} }.into_any()
        }
    }
}

fn one_of<'a>(lang: Lang, typed: &Typed, options: impl Iterator<Item = (&'a str, String)>) -> AnyView {
    let options: Vec<(&str, String)> = options.collect();
    radios(Choices {
        lang,
        name: "value",
        label: label(lang, "value"),
        chosen: &[typed.form.value.as_str()],
        error: typed.errors.of("value"),
        options: options.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        ..Choices::default()
    })
}

fn from_list(lang: Lang, typed: &Typed, options: Vec<(&str, &str)>) -> AnyView {
    select(Select {
        lang,
        name: "value",
        label: label(lang, "value"),
        value: &typed.form.value,
        error: typed.errors.of("value"),
        options: options.into_iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        width: Width::Medium,
        ..Select::default()
    })
}
