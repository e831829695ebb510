//! What an institution downloads: the confirmed list, for a purpose that is recorded.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;

use super::{count, not_public_yet};
use crate::{
    domain::{
        admission::confirmed_list::{DownloadForm, DownloadFormat, DownloadPurpose},
        field_errors::FieldErrors,
    },
    usecases::institution::{
        InstitutionError,
        download_confirmed::{self, ConfirmedList},
        view_downloads::{self, DownloadsView},
    },
    web::{
        components::{Choice, Select, breadcrumbs, buttons, error_summary, select},
        downloads::{
            CSV_TYPE, attachment,
            confirmed_list::{XLSX_TYPE, csv_body, xlsx_body},
        },
        error::WebError,
        i18n::Lang,
        page::Page,
    },
};

/// `GET /institution/downloads`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = view_downloads::run(&page.ctx, &page.actor, page.season.year).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, &shown, &DownloadForm::default(), &FieldErrors::new())))
}

/// `GET /institution/confirmed.csv?purpose=…`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get_csv(page: Page, Query(form): Query<DownloadForm>) -> Result<Response, WebError> {
    match begin(&page, &form, DownloadFormat::Csv).await? {
        Ok(list) => Ok(attachment(CSV_TYPE, &file_name(&list, DownloadFormat::Csv), csv_body(list))),
        Err(refusal) => Ok(refusal),
    }
}

/// `GET /institution/confirmed.xlsx?purpose=…`
///
/// # Errors
/// `Forbidden`; `Unavailable`; `Internal`.
pub async fn get_xlsx(page: Page, Query(form): Query<DownloadForm>) -> Result<Response, WebError> {
    match begin(&page, &form, DownloadFormat::Xlsx).await? {
        Ok(list) => {
            let file_name = file_name(&list, DownloadFormat::Xlsx);
            Ok(attachment(XLSX_TYPE, &file_name, xlsx_body(list).await?))
        }
        Err(refusal) => Ok(refusal),
    }
}

/// The recorded list; or the page again: 422 without a purpose, 409 before the results are public.
async fn begin(
    page: &Page,
    form: &DownloadForm,
    format: DownloadFormat,
) -> Result<Result<ConfirmedList, Response>, WebError> {
    let lang = page.lang;
    let begun = match form.parse() {
        Ok(purpose) => download_confirmed::run(&page.ctx, &page.actor, page.season.year, purpose, format).await,
        Err(errors) => {
            let shown = view_downloads::run(&page.ctx, &page.actor, page.season.year).await?;
            return Ok(Err(page.invalid(title(lang), || view(lang, &shown, form, &errors))));
        }
    };
    match begun {
        Ok(list) => Ok(Ok(list)),
        Err(InstitutionError::NotPublished) => {
            let shown = view_downloads::run(&page.ctx, &page.actor, page.season.year).await?;
            Ok(Err(page.conflict(title(lang), || view(lang, &shown, form, &FieldErrors::new()))))
        }
        Err(error) => Err(error.into()),
    }
}

fn file_name(list: &ConfirmedList, format: DownloadFormat) -> String {
    let day = list.taken_at().day_in_vietnam();
    let (year, month, day) = (day.year(), u8::from(day.month()), day.day());
    format!("xac-nhan-nhap-hoc-{}-{year:04}-{month:02}-{day:02}.{}", list.institution(), format.as_str())
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Tải danh sách xác nhận", "Download the confirmed list")
}

const fn purpose_name(lang: Lang, purpose: DownloadPurpose) -> &'static str {
    match purpose {
        DownloadPurpose::Enrolment => lang.t("Làm thủ tục nhập học", "Enrolling the new students"),
        DownloadPurpose::StudentRecords => {
            lang.t("Nạp vào hệ thống quản lý sinh viên của trường", "Loading the institution’s student records")
        }
        DownloadPurpose::Reconciliation => lang.t("Đối chiếu số liệu với Bộ", "Comparing figures with the ministry"),
        DownloadPurpose::Inspection => lang.t("Phục vụ thanh tra, kiểm tra", "Answering an inspection"),
    }
}

fn view(lang: Lang, shown: &DownloadsView, form: &DownloadForm, errors: &FieldErrors) -> AnyView {
    let content = match shown.confirmed {
        Some(confirmed) => {
            view! { {offer(lang, confirmed)} {purpose_form(lang, form, errors)} {recorded(lang)} }.into_any()
        }
        None => not_public_yet(lang),
    };
    view! {
        {breadcrumbs(lang, &[("/institution", &shown.institution_name)])}
        {error_summary(lang, errors, |field| (field.to_owned(), purpose_label(lang)))}
        <h1>{title(lang)}</h1>
        {content}
    }
    .into_any()
}

const fn purpose_label(lang: Lang) -> &'static str {
    lang.t("Mục đích sử dụng", "Purpose")
}

fn offer(lang: Lang, confirmed: u64) -> AnyView {
    let number = count(lang, confirmed);
    view! {
        <p class="lead">
            {lang.t("Đến lúc này có ", "So far ")} <strong>{number}</strong>
            {lang.t(" thí sinh đã xác nhận nhập học.", " candidates have confirmed their enrolment.")}
        </p>
        <p>
            {lang.t(
                "Mỗi dòng một thí sinh: số báo danh, số định danh, họ tên, ngày sinh, giới tính, ngành, điểm, tổ hợp, thời điểm xác nhận và số biên nhận. Nếu mở bằng Excel, nên tải tệp XLSX: tệp này giữ số 0 ở đầu số định danh.",
                "One candidate a line: candidate number, identity number, name, date of birth, sex, programme, score, combination, time of confirmation and receipt number. For Excel, take the XLSX file: it keeps the zeros at the beginning of identity numbers.",
            )}
        </p>
    }
    .into_any()
}

/// Two buttons of one form, so that the purpose goes with either.
fn purpose_form(lang: Lang, form: &DownloadForm, errors: &FieldErrors) -> AnyView {
    let options = DownloadPurpose::ALL
        .iter()
        .map(|purpose| Choice { value: purpose.as_str(), label: purpose_name(lang, *purpose), hint: "" })
        .collect();
    let purpose = Select {
        lang,
        name: "purpose",
        label: purpose_label(lang),
        value: &form.purpose,
        error: errors.of("purpose"),
        options,
        ..Select::default()
    };
    let button = |class: &'static str, path: &'static str, label: &'static str| {
        view! { <button class=class type="submit" formaction=path>{label}</button> }.into_any()
    };
    view! {
        <form method="get" action="/institution/confirmed.xlsx">
            {select(purpose)}
            {buttons(
                vec![
                    button("button", "/institution/confirmed.xlsx", lang.t("Tải tệp XLSX", "Download XLSX")),
                    button("button button-secondary", "/institution/confirmed.csv", lang.t("Tải tệp CSV", "Download CSV")),
                ],
            )}
        </form>
    }
    .into_any()
}

fn recorded(lang: Lang) -> AnyView {
    view! {
        <h2>{lang.t("Những gì được ghi lại", "What is recorded")}</h2>
        <ul>
            <li>
                {lang.t(
                    "Tài khoản tải, cơ sở đào tạo, thời điểm, mục đích, số dòng và lượt xét tuyển của danh sách.",
                    "The account, the institution, the time, the purpose, the number of lines and the run of the list.",
                )}
            </li>
            <li>
                {lang.t(
                    "Với từng thí sinh có trong danh sách: cơ sở nào đã tải dữ liệu của mình, lúc nào, để làm gì.",
                    "For each candidate on the list: which institution took their data, when, and what for.",
                )}
            </li>
        </ul>
        <p>
            {lang.t(
                "Danh sách chứa dữ liệu cá nhân: chỉ dùng cho mục đích đã chọn và xoá khi không còn cần.",
                "The list holds personal data: use it for the purpose chosen alone, and delete it when it is no longer needed.",
            )}
        </p>
    }
    .into_any()
}
