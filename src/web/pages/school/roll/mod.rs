//! `/school/roll`: the unit's class list, its template, and the files that changed it.

mod one;
mod take_off;

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

pub use self::{
    one::{accept, get as get_one, get_file, get_status, to_one},
    take_off::{get as get_take_off, link as take_off_link, post as take_off},
};
use crate::{
    domain::{
        access::Permission,
        field_errors::{FieldErrorCode, FieldErrors},
        roll::import::{KEPT_DAYS, MAX_FILE_BYTES, MAX_ROWS, RollFormat, RollImportState},
    },
    usecases::school::{
        import_roll::{ImportRollError, RollUpload, Uploaded},
        view_rolls::{self, RollImport, RollView},
    },
    web::{
        components::*,
        downloads::{attachment, class_list},
        error::WebError,
        i18n::{Lang, roll::import_state_name},
        page::Page,
        upload::Upload,
    },
};

/// Where the list is.
pub const PATH: &str = "/school/roll";
/// The name of the field with the file.
const FIELD: &str = "file";

/// What was just done.
#[derive(Deserialize, Default)]
pub struct RollQuery {
    #[serde(default)]
    done: String,
}

/// `GET /school/roll`; an auditor, who has no unit of their own, is led to the figures of all.
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page, Query(query): Query<RollQuery>) -> Result<Response, WebError> {
    let Some(roll) = view_rolls::list(&page.ctx, &page.actor, page.season.year).await? else {
        return Ok(page.see_other("/departments"));
    };
    Ok(page.ok(title(page.lang), || view(&page, &roll, None, &query.done)))
}

/// `POST /school/roll`
///
/// # Errors
/// `Forbidden` for anyone without a unit; `TooSlow`; `Unavailable`.
pub async fn post(page: Page, upload: Upload) -> Result<Response, WebError> {
    match keep(&page, upload).await? {
        Ok(Uploaded { id, is_known }) => {
            let known = if is_known { "?known=yes" } else { "" };
            Ok(page.see_other(&format!("{PATH}/imports/{id}{known}")))
        }
        Err(code) => {
            let roll = view_rolls::list(&page.ctx, &page.actor, page.season.year).await?.ok_or(WebError::Forbidden)?;
            Ok(page.invalid(title(page.lang), || view(&page, &roll, Some(&code), "")))
        }
    }
}

/// Keeps the file, or says what is wrong with it.
async fn keep(page: &Page, upload: Upload) -> Result<Result<Uploaded, FieldErrorCode>, WebError> {
    let Some(mut file) = upload.file.filter(|file| file.field == FIELD) else {
        return Ok(Err(FieldErrorCode::Missing));
    };
    let outcome = async {
        let mut kept = RollUpload::begin()?;
        loop {
            match file.chunk().await {
                Ok(Some(bytes)) => kept.add(&bytes).await?,
                Ok(None) => break,
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok::<_, ImportRollError>(Ok(kept.finish(&page.ctx, &page.actor, page.season.year, &file.name).await?))
    };
    let max_bytes = u32::try_from(MAX_FILE_BYTES).unwrap_or(u32::MAX);
    match outcome.await {
        Ok(Ok(uploaded)) => Ok(Ok(uploaded)),
        Ok(Err(WebError::TooLarge)) => Ok(Err(FieldErrorCode::FileTooLarge { max_bytes })),
        Ok(Err(error)) => Err(error),
        Err(ImportRollError::Forbidden) => Err(WebError::Forbidden),
        Err(ImportRollError::Empty) => Ok(Err(FieldErrorCode::EmptyFile)),
        Err(ImportRollError::OldWorkbook) => Ok(Err(FieldErrorCode::OldWorkbook)),
        Err(ImportRollError::NotATable) => Ok(Err(FieldErrorCode::NotATable)),
        Err(ImportRollError::Temporary(error)) => {
            tracing::error!(%error, "class list not kept");
            Err(WebError::Unavailable)
        }
        Err(ImportRollError::Storage(error)) => Err(error.into()),
    }
}

/// `GET /school/roll/template.csv`
///
/// # Errors
/// `Internal`.
pub async fn get_template_csv() -> Result<Response, WebError> {
    template(RollFormat::Csv)
}

/// `GET /school/roll/template.xlsx`
///
/// # Errors
/// `Internal`.
pub async fn get_template_xlsx() -> Result<Response, WebError> {
    template(RollFormat::Xlsx)
}

fn template(format: RollFormat) -> Result<Response, WebError> {
    let name = format!("mau-danh-sach-hoc-sinh.{}", format.as_str());
    Ok(attachment(class_list::content_type(format), &name, class_list::template(format)?))
}

/// The name of these pages.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Danh sách học sinh", "Class lists")
}

fn view(page: &Page, roll: &RollView, error: Option<&FieldErrorCode>, done: &str) -> AnyView {
    let lang = page.lang;
    let taken_off = (done == "taken-off").then(|| {
        let title = lang.t("Đã đưa tên ra khỏi danh sách", "The name is off the roll");
        notice(lang, Tone::Success, title, ().into_any())
    });
    let on_roll = roll.on_roll.to_string();
    let rows = roll.imports.iter().map(|import| cells(lang, import)).collect();
    let history = Table {
        caption: lang.t("Các tệp đã tải lên", "Files uploaded"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Tệp", "File")),
            Column::words(lang.t("Người tải", "By")),
            Column::words(lang.t("Trạng thái", "State")),
            Column::number(lang.t("Số dòng", "Rows")),
            Column::number(lang.t("Lỗi", "Wrong")),
        ],
        rows,
        when_empty: lang.t("Chưa có tệp nào.", "There is none yet."),
    };
    view! {
        {error.and_then(|code| summary(lang, code))}
        {taken_off}
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{title(lang)}</h1>
        <p class="lead">{roll.unit_name.clone()}</p>
        {figures(
            &[
                Figure {
                    label: lang.t("Có tên trong danh sách", "On the list"),
                    number: &on_roll,
                    note: lang.t("đăng nhập được bằng định danh", "may sign in by citizen ID"),
                },
            ],
        )}
        {page.may(Permission::ImportRoll).then(|| form(lang, error))}
        {table(history)}
        <p class="quiet">{kept_sentence(lang)}</p>
    }
    .into_any()
}

fn kept_sentence(lang: Lang) -> String {
    let words = lang.t(
        "Nội dung tệp được giữ {} ngày để bạn xem và tải về, rồi bị xóa; dòng lịch sử này vẫn còn.",
        "What a file holds is kept for {} days, to be looked at and downloaded, and then deleted; this line of the history stays.",
    );
    words.replace("{}", &KEPT_DAYS.to_string())
}

fn summary(lang: Lang, code: &FieldErrorCode) -> Option<AnyView> {
    let errors = FieldErrors::one(FIELD, code.clone());
    error_summary(lang, &errors, |field| (field.to_owned(), label(lang)))
}

const fn label(lang: Lang) -> &'static str {
    lang.t("Tệp danh sách", "File")
}

fn form(lang: Lang, error: Option<&FieldErrorCode>) -> AnyView {
    let limits = lang.t(
        "XLSX hoặc CSV, tối đa {a} MB và {b} dòng. Trong tệp XLSX chỉ đọc trang tính đầu tiên.",
        "XLSX or CSV, at most {a} MB and {b} rows. Of an XLSX file the first sheet alone is read.",
    );
    let limits =
        limits.replace("{a}", &(MAX_FILE_BYTES / (1024 * 1024)).to_string()).replace("{b}", &lang.count(MAX_ROWS));
    let file = FileInput {
        lang,
        name: FIELD,
        label: label(lang),
        hint: &limits,
        accept: ".xlsx,.csv",
        error,
        ..FileInput::default()
    };
    view! {
        <h2>{lang.t("Nhập từ tệp", "Bring in a file")}</h2>
        {steps(
            lang,
            &[
                Step {
                    title: lang.t("Lấy tệp mẫu, hoặc dùng tệp sẵn có của trường", "Take the template, or a file of your own"),
                    detail: lang.t(
                        "Cần có tiêu đề cột như tệp mẫu, thứ tự tùy ý; cột khác được giữ nguyên khi trả tệp.",
                        "It needs the headings of the template, in any order; other columns stay as they are.",
                    ),
                    ..Step::default()
                },
                Step {
                    title: lang.t("Tải lên và xem kết quả kiểm tra", "Upload it and look at what came of it"),
                    detail: lang.t(
                        "Chưa có gì thay đổi cho đến khi bạn nhận.",
                        "Nothing changes before you accept it.",
                    ),
                    ..Step::default()
                },
                Step {
                    title: lang.t("Sửa ngay trên tệp trả về, tải lên lại, rồi nhận", "Correct the file that you get back, upload it again, accept it"),
                    detail: lang.t(
                        "Tải lên hai lần không tạo trùng: dòng đã có và không đổi được bỏ qua.",
                        "Twice does no harm: rows that are there already are left as they are.",
                    ),
                    ..Step::default()
                },
            ],
        )}
        <p>
            <a href=format!("{PATH}/template.xlsx")>{lang.t("Tệp mẫu XLSX", "Template as XLSX")}</a>
            " · "
            <a href=format!("{PATH}/template.csv")>{lang.t("Tệp mẫu CSV", "Template as CSV")}</a>
        </p>
        <form method="post" action=PATH enctype="multipart/form-data" novalidate>
            {file_input(file)} {buttons(vec![submit(lang.t("Tải lên và kiểm tra", "Upload and check"))])}
        </form>
    }
    .into_any()
}

fn cells(lang: Lang, import: &RollImport) -> Vec<AnyView> {
    let is_known = !matches!(import.state, RollImportState::Waiting | RollImportState::Unreadable);
    let count = |count: u32| text(if is_known { lang.count(count) } else { "–".to_owned() });
    let name = import.file_name.clone();
    vec![
        instant_view(import.uploaded_at),
        view! { <a href=format!("{PATH}/imports/{}", import.id)>{name}</a> }.into_any(),
        text(import.uploaded_by.clone()),
        tag(tone(import.state), import_state_name(lang, import.state)),
        count(import.counts.rows),
        count(import.counts.wrong),
    ]
}

const fn tone(state: RollImportState) -> Tone {
    match state {
        RollImportState::Waiting | RollImportState::Accepting => Tone::Info,
        RollImportState::Checked => Tone::Warning,
        RollImportState::Unreadable => Tone::Danger,
        RollImportState::Accepted => Tone::Success,
    }
}
