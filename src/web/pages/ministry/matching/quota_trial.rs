//! What another quota would change, tried while people watch. Nothing is kept.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::difference::programme_changes_table;
use crate::{
    domain::{field_errors::FieldErrors, ids::MatchingRunId, matching::trial::QuotaTrialForm},
    usecases::ministry::try_quota::{self, QuotaTried, TryQuotaError},
    web::{
        components::{Figure, InputKind, TextInput, Width, back_link, error_summary, figures, submit, text_input},
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// Which programme is to have which quota; nothing at first.
#[derive(Deserialize)]
pub struct TrialQuery {
    #[serde(default)]
    institution: String,
    #[serde(default)]
    admission_code: String,
    quota: Option<String>,
}

/// `GET /ministry/matching/{run}/quota-trial`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`; `Internal` when the run kept no instance.
pub async fn get(page: Page, Path(run): Path<String>, Query(query): Query<TrialQuery>) -> Result<Response, WebError> {
    let run: MatchingRunId = run.parse().map_err(|_| WebError::NotFound)?;
    let is_asked = query.quota.is_some();
    let form = QuotaTrialForm {
        institution: query.institution,
        admission_code: query.admission_code,
        quota: query.quota.unwrap_or_default(),
    };
    let lang = page.lang;
    if !is_asked {
        return Ok(page.ok(title(lang), || view(lang, run, &form, &FieldErrors::new(), None)));
    }
    match try_quota::run(&page.ctx, page.staff()?, run, &form).await {
        Ok(tried) => Ok(page.ok(title(lang), || view(lang, run, &form, &FieldErrors::new(), Some(&tried)))),
        Err(TryQuotaError::Invalid(errors)) => Ok(page.invalid(title(lang), || view(lang, run, &form, &errors, None))),
        Err(TryQuotaError::NotFound) => Err(WebError::NotFound),
        Err(TryQuotaError::Forbidden) => Err(WebError::Forbidden),
        Err(error @ (TryQuotaError::Contradiction(..) | TryQuotaError::BrokenOff)) => {
            tracing::error!(%error, "trying a quota");
            Err(WebError::Internal)
        }
        Err(TryQuotaError::Storage(error)) => Err(error.into()),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Thử chỉ tiêu khác", "Try another quota")
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "institution" => lang.t("Mã trường", "Code of the institution"),
        "admission_code" => lang.t("Mã xét tuyển", "Admission code"),
        _ => lang.t("Chỉ tiêu muốn thử", "Quota to try"),
    }
}

fn view(
    lang: Lang,
    run: MatchingRunId,
    form: &QuotaTrialForm,
    errors: &FieldErrors,
    tried: Option<&QuotaTried>,
) -> AnyView {
    let address = format!("/ministry/matching/{run}");
    let field = |name: &'static str, value: &str, kind: InputKind| {
        text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            value,
            kind,
            width: Width::Short,
            error: errors.of(name),
            ..TextInput::default()
        })
    };
    view! {
        {back_link(lang, &address)}
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Toàn bộ lượt xử lý được tính lại với chỉ tiêu này, mọi dữ liệu khác giữ nguyên. Không kết quả nào được lưu hay công bố.",
                "The whole run is computed once more with this quota, everything else as it is. No result is kept or published.",
            )}
        </p>
        <form method="get" action=format!("{address}/quota-trial")>
            {field("institution", &form.institution, InputKind::Text)}
            {field("admission_code", &form.admission_code, InputKind::Text)}
            {field("quota", &form.quota, InputKind::Digits)}
            {submit(lang.t("Tính thử", "Try it"))}
        </form>
        {tried.map(|tried| result(lang, tried))}
    }
    .into_any()
}

fn result(lang: Lang, tried: &QuotaTried) -> AnyView {
    let programme = &tried.programme;
    let name = format!("{} {} {}", programme.institution_code, programme.admission_code, programme.name);
    let counts = [
        (lang.t("Thêm trúng tuyển", "Newly admitted"), lang.count(tried.gained)),
        (lang.t("Không còn trúng tuyển", "No longer admitted"), lang.count(tried.lost)),
        (lang.t("Chuyển ngành", "Admitted elsewhere"), lang.count(tried.moved)),
    ];
    let counts: Vec<_> = counts.iter().map(|(label, number)| Figure { label, number, note: "" }).collect();
    let nobody = (tried.gained + tried.lost + tried.moved == 0)
        .then(|| view! { <p>{lang.t("Không thí sinh nào thay đổi.", "No candidate changes.")}</p> });
    let more = (tried.other_count > tried.others.len()).then(|| {
        let more = lang.count(u32::try_from(tried.other_count - tried.others.len()).unwrap_or(u32::MAX));
        let words = match lang {
            Lang::Vi => format!("Còn {more} ngành khác thay đổi ít hơn."),
            Lang::En => format!("{more} more programmes change less."),
        };
        view! { <p>{words}</p> }
    });
    view! {
        <h2 id="result">{lang.t("Nếu như vậy", "What would come of it")}</h2>
        {figures(&counts)}
        {nobody}
        {programme_changes_table(lang, &name, std::slice::from_ref(programme))}
        {programme_changes_table(
            lang,
            lang.t("Các ngành khác, thay đổi nhiều nhất trước", "The other programmes, the most first"),
            &tried.others,
        )}
        {more}
    }
    .into_any()
}
