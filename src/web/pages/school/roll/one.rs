//! `/school/roll/imports/{id}`: one file, how far it is, what came of its rows, and accepting them.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{PATH, title, tone};
use crate::{
    domain::{
        access::Permission,
        field_errors::{FieldErrorCode, FieldErrors},
        ids::RollImportId,
        roll::import::{FaultGroup, RollImportState, SampleRow},
    },
    usecases::school::{
        accept_roll::{self, AcceptRollError, Acceptance},
        download_checked_roll,
        view_rolls::{self, ImportView, RollImport},
    },
    web::{
        components::*,
        downloads::{attachment, class_list},
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::sex_name,
            roll::{fault_sentence, file_fault_sentence, import_state_name},
        },
        page::Page,
        session_frame::REFRESHED,
    },
};

/// How soon a page that waits asks again, in seconds.
const AGAIN_S: u16 = 1;
const GOOD_ALONE: &str = "good_alone";

/// How the page was come to.
#[derive(Deserialize, Default)]
pub struct ImportQuery {
    /// Whether the same file had been uploaded before.
    #[serde(default)]
    known: String,
}

/// The form as posted.
#[derive(Deserialize)]
pub struct AcceptForm {
    /// How many rows were shown to change the list.
    rows: String,
    #[serde(default)]
    good_alone: String,
}

/// What the page shows besides the file.
#[derive(Default)]
struct Around {
    is_known: bool,
    is_stale: bool,
    errors: FieldErrors,
}

/// `GET /school/roll/imports/{id}`
///
/// # Errors
/// `NotFound`, also for the file of another unit; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>, Query(query): Query<ImportQuery>) -> Result<Response, WebError> {
    let shown = load(&page, read_id(&id)?).await?;
    let around = Around { is_known: query.known == "yes", ..Around::default() };
    Ok(waiting(&page, &shown, &around))
}

/// The page, which looks again by itself while a job is at work.
fn waiting(page: &Page, shown: &ImportView, around: &Around) -> Response {
    let id = shown.import.id;
    let (whole, parts) = (format!("{PATH}/imports/{id}?{REFRESHED}"), format!("{PATH}/imports/{id}/status"));
    let refresh =
        shown.import.state.is_under_way().then_some(Refresh { after_s: AGAIN_S, page: &whole, parts: &parts });
    page.ok_that_waits(title(page.lang), refresh, || view(page, shown, around))
}

/// `GET /school/roll/imports/{id}/status`: the parts of the page that change while a job is at work.
///
/// # Errors
/// As [`get`].
pub async fn get_status(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let shown = load(&page, read_id(&id)?).await?;
    let after_s = shown.import.state.is_under_way().then_some(AGAIN_S);
    Ok(page.part(|| live_answer(after_s, standing(&page, &shown, &Around::default()))))
}

/// `GET` of the form's target: leads to the page.
///
/// # Errors
/// As [`get`].
pub async fn to_one(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let shown = load(&page, read_id(&id)?).await?;
    Ok(page.see_other(&format!("{PATH}/imports/{}", shown.import.id)))
}

/// `POST /school/roll/imports/{id}/accept`
///
/// # Errors
/// `NotFound`, also for the file of another unit; `BadRequest`; `Unavailable`.
pub async fn accept(
    page: Page,
    Path(id): Path<String>,
    PostForm(form): PostForm<AcceptForm>,
) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let shown_rows = form.rows.parse().map_err(|_| WebError::BadRequest)?;
    let acceptance = Acceptance { shown_rows, is_good_alone: form.good_alone == "yes" };
    match accept_roll::run(&page.ctx, &page.actor, page.season.year, id, acceptance).await {
        Ok(()) => Ok(page.see_other(&format!("{PATH}/imports/{id}"))),
        Err(AcceptRollError::NotFound) => Err(WebError::NotFound),
        Err(AcceptRollError::Storage(error)) => Err(error.into()),
        Err(AcceptRollError::Stale) => {
            let shown = load(&page, id).await?;
            let around = Around { is_stale: true, ..Around::default() };
            Ok(page.conflict(title(page.lang), || view(&page, &shown, &around)))
        }
        Err(AcceptRollError::LeavesOut) => {
            let shown = load(&page, id).await?;
            let around =
                Around { errors: FieldErrors::one(GOOD_ALONE, FieldErrorCode::NotAccepted), ..Around::default() };
            Ok(page.invalid(title(page.lang), || view(&page, &shown, &around)))
        }
    }
}

/// `GET /school/roll/imports/{id}/file`: the file back, each row with what came of it.
///
/// # Errors
/// `NotFound`, also for the file of another unit or one that is not checked; `Unavailable`; `Internal`.
pub async fn get_file(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let year = page.season.year;
    let checked = download_checked_roll::run(&page.ctx, &page.actor, year, read_id(&id)?).await?;
    let checked = checked.ok_or(WebError::NotFound)?;
    let stem = checked.file_name.rsplit_once('.').map_or(checked.file_name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}-ket-qua.{}", checked.format.as_str());
    let body = class_list::checked(page.lang, year.0, checked.format, checked.rows).await?;
    Ok(attachment(class_list::content_type(checked.format), &name, body))
}

fn read_id(text: &str) -> Result<RollImportId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

async fn load(page: &Page, id: RollImportId) -> Result<ImportView, WebError> {
    view_rolls::one(&page.ctx, &page.actor, page.season.year, id).await?.ok_or(WebError::NotFound)
}

fn view(page: &Page, shown: &ImportView, around: &Around) -> AnyView {
    let lang = page.lang;
    let import = &shown.import;
    let known = around.is_known.then(|| {
        let body = view! {
            <p>
                {lang.t(
                    "Tệp này giống hệt tệp đã tải lên trước đó, nên không có gì được thêm. Đây là kết quả của tệp ấy.",
                    "This file is the very one that was uploaded before, so nothing was added. This is what came of it.",
                )}
            </p>
        };
        notice(lang, Tone::Info, lang.t("Tệp đã có", "The file is known"), body.into_any())
    });
    let stale = around.is_stale.then(|| {
        let body = view! {
            <p>
                {lang.t(
                    "Tệp đã được đồng nghiệp nhận, hoặc nội dung đã bị xóa. Dưới đây là trạng thái mới nhất.",
                    "A colleague accepted it, or its content was deleted. Below is how it stands now.",
                )}
            </p>
        };
        notice(lang, Tone::Danger, lang.t("Chưa ghi được", "Not accepted"), body.into_any())
    });
    view! {
        {error_summary(lang, &around.errors, |field| (field.to_owned(), lang.t("Chỉ nhận dòng tốt", "Good rows alone")))}
        {known}
        {stale}
        {breadcrumbs(
            lang,
            &[("/school", lang.t("Duyệt phiếu", "Verify registrations")), (PATH, title(lang))],
        )}
        <h1>{import.file_name.clone()}</h1>
        <p class="quiet">
            {import.uploaded_by.clone()} ", " {instant_view(import.uploaded_at)}
            {import.encoding.as_deref().filter(|encoding| *encoding != "utf-8").map(|encoding| encoding_words(lang, encoding))}
        </p>
        {standing(page, shown, around)}
    }
    .into_any()
}

fn encoding_words(lang: Lang, encoding: &str) -> String {
    lang.t(". Đọc theo bảng mã {}", ". Read as {}").replace("{}", &encoding.to_uppercase())
}

/// Everything that depends on how far the file is, as one part of the page.
fn standing(page: &Page, shown: &ImportView, around: &Around) -> AnyView {
    let import = &shown.import;
    let version = format!("{} {}", import.state.as_str(), import.progress_per_mille);
    let body = match import.state {
        RollImportState::Waiting | RollImportState::Accepting => under_way(page.lang, import),
        RollImportState::Unreadable => unreadable(page.lang, import),
        RollImportState::Checked | RollImportState::Accepted => outcome(page, shown, around),
    };
    live_part("import", Telling::Politely, &version, body)
}

fn under_way(lang: Lang, import: &RollImport) -> AnyView {
    let percent = import.progress_per_mille / 10;
    let words = match import.state {
        RollImportState::Accepting => lang.t("Đang ghi vào danh sách", "Writing into the list"),
        _ => lang.t("Đang kiểm tra từng dòng", "Checking row by row"),
    };
    view! {
        <div class="progress">
            <label for="progress">{format!("{words}: {percent} %")}</label>
            <progress id="progress" max="100" value=percent.to_string()></progress>
        </div>
        <p>
            {lang.t(
                "Bạn có thể rời trang này; việc vẫn tiếp tục và kết quả ở lại đây.",
                "You may leave this page; the work goes on, and what comes of it stays here.",
            )}
        </p>
    }
    .into_any()
}

fn unreadable(lang: Lang, import: &RollImport) -> AnyView {
    let sentence = import.fault.as_ref().map(|fault| file_fault_sentence(lang, fault)).unwrap_or_default();
    let body = view! {
        <p>{sentence}</p>
        <p><a href=PATH>{lang.t("Tải lên tệp khác", "Upload another file")}</a></p>
    };
    notice(lang, Tone::Danger, lang.t("Không đọc được tệp này", "This file cannot be read"), body.into_any())
}

fn outcome(page: &Page, shown: &ImportView, around: &Around) -> AnyView {
    let lang = page.lang;
    let import = &shown.import;
    let counts = &import.counts;
    let is_kept = import.emptied_at.is_none();
    let numbers = [counts.rows, counts.new, counts.changed, counts.same, counts.warned, counts.wrong]
        .map(|count| lang.count(count));
    let [rows, new, changed, same, warned, wrong] = &numbers;
    let file = is_kept.then(|| {
        view! {
            <p>
                <a href=format!("{PATH}/imports/{}/file", import.id) download="">
                    {lang.t(
                        "Tải tệp của bạn về, kèm cột “Kết quả kiểm tra” và “Lỗi”",
                        "Your own file back, with the columns “Kết quả kiểm tra” and “Lỗi”",
                    )}
                </a>
            </p>
        }
    });
    let accepted = import.written.map(|written| {
        let words = lang.t("Đã ghi {} dòng vào danh sách.", "{} rows were written into the list.");
        let by = import.accepted_by.clone().unwrap_or_default();
        let body = view! {
            <p>{words.replace("{}", &lang.count(written))}</p>
            <p>{by} ", " {import.accepted_at.map(instant_view)}</p>
        };
        notice(lang, Tone::Success, lang.t("Đã nhận", "Accepted"), body.into_any())
    });
    let accept = (import.state == RollImportState::Checked && is_kept && page.may(Permission::ImportRoll))
        .then(|| acceptance(lang, import, &around.errors));
    let gone = (!is_kept).then(|| {
        inset(text(
            lang.t("Nội dung của tệp đã được xóa sau thời hạn giữ.", "What the file held was deleted after its time."),
        ))
    });
    view! {
        <p>{tag(tone(import.state), import_state_name(lang, import.state))}</p>
        {accepted}
        {figures(
            &[
                Figure { label: lang.t("Số dòng", "Rows"), number: rows, note: "" },
                Figure { label: lang.t("Học sinh mới", "New"), number: new, note: "" },
                Figure { label: lang.t("Cập nhật", "Changed"), number: changed, note: "" },
                Figure { label: lang.t("Đã có, không đổi", "Unchanged"), number: same, note: "" },
                Figure { label: lang.t("Cần xem lại", "Worth a look"), number: warned, note: "" },
                Figure { label: lang.t("Lỗi", "Wrong"), number: wrong, note: "" },
            ],
        )}
        {gone}
        {sample(lang, &shown.sample)}
        {fault_tables(lang, page.season.year.0, &shown.faults)}
        {file}
        {accept}
    }
    .into_any()
}

/// The first good rows as they were read, to be looked at before they are accepted.
fn sample(lang: Lang, rows: &[SampleRow]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let cells = |row: &SampleRow| {
        vec![
            text(row.full_name.clone()),
            text(row.birth_date.clone()),
            text(sex_name(lang, row.sex)),
            text(if row.class_name.is_empty() { "–" } else { row.class_name.as_str() }),
            text(format!("…{}", row.last_digits)),
            text(lang.count(row.line)),
        ]
    };
    let words = lang.t(
        "Hãy xem tên có đúng dấu, ngày và tháng có đúng chỗ không. Nếu sai, đừng nhận: lưu lại tệp dạng XLSX hoặc CSV UTF-8 rồi tải lên.",
        "Look whether names have their diacritics, and day and month their places. If not, do not accept it: save the file as XLSX or as CSV in UTF-8, and upload it.",
    );
    let list = Table {
        caption: lang.t("Những dòng tốt đầu tiên, như hệ thống đọc được", "The first good rows, as they were read"),
        columns: vec![
            Column::words(lang.t("Họ và tên", "Full name")),
            Column::words(lang.t("Ngày sinh", "Birth date")),
            Column::words(lang.t("Giới tính", "Sex")),
            Column::words(lang.t("Lớp", "Class")),
            Column::words(lang.t("Số cuối của định danh", "Number ends with")),
            Column::number(lang.t("Dòng", "Line")),
        ],
        rows: rows.iter().map(cells).collect(),
        when_empty: "",
    };
    Some(view! { {table(list)} <p class="quiet">{words}</p> }.into_any())
}

/// Errors and warnings by kind, each with the lines where it stands first.
fn fault_tables(lang: Lang, exam_year: i16, faults: &[FaultGroup]) -> AnyView {
    let one = |is_warning: bool, caption: &str| {
        let rows: Vec<_> = faults
            .iter()
            .filter(|group| group.fault.kind.is_warning() == is_warning)
            .map(|group| fault_cells(lang, exam_year, group))
            .collect();
        (!rows.is_empty()).then(|| {
            table(Table {
                caption,
                columns: vec![
                    Column::words(lang.t("Vấn đề", "What")),
                    Column::number(lang.t("Số dòng", "Rows")),
                    Column::words(lang.t("Ở các dòng", "In the lines")),
                ],
                rows,
                when_empty: "",
            })
        })
    };
    view! {
        {one(false, lang.t("Lỗi cần sửa", "Errors to correct"))}
        {one(true, lang.t("Cần xem lại, vẫn nhận được", "Worth a look, can be accepted"))}
    }
    .into_any()
}

fn fault_cells(lang: Lang, exam_year: i16, group: &FaultGroup) -> Vec<AnyView> {
    let sentence = fault_sentence(lang, &group.fault, exam_year);
    let shown: Vec<_> = group.lines.iter().map(u32::to_string).collect();
    let more = group.rows as usize > group.lines.len();
    vec![
        text(sentence),
        text(lang.count(group.rows)),
        text(format!("{}{}", shown.join(", "), if more { " …" } else { "" })),
    ]
}

fn acceptance(lang: Lang, import: &RollImport, errors: &FieldErrors) -> AnyView {
    let counts = &import.counts;
    let rows = counts.to_accept();
    if rows == 0 {
        let sentence = if counts.wrong == 0 {
            lang.t(
                "Mọi dòng đã có trong danh sách và không đổi: không có gì để nhận.",
                "Every row is on the list already, unchanged: there is nothing to accept.",
            )
        } else {
            lang.t(
                "Chưa có dòng tốt nào làm thay đổi danh sách. Hãy sửa tệp trả về rồi tải lên lại.",
                "No good row would change the list. Correct the file that you get back, and upload it again.",
            )
        };
        return inset(text(sentence));
    }
    let label = lang.t("Nhận {} dòng vào danh sách", "Accept {} rows").replace("{}", &lang.count(rows));
    let alone = (counts.wrong > 0).then(|| {
        let words = lang.t(
            "Chỉ nhận {a} dòng tốt, bỏ qua {b} dòng lỗi; tôi sẽ sửa và tải lên lại sau",
            "Accept the {a} good rows alone and leave out {b}; they are corrected and uploaded later",
        );
        let words = words.replace("{a}", &lang.count(rows)).replace("{b}", &lang.count(counts.wrong));
        checkbox(Checkbox {
            lang,
            name: GOOD_ALONE,
            value: "yes",
            label: &words,
            error: errors.of(GOOD_ALONE),
            ..Checkbox::default()
        })
    });
    view! {
        <h2>{lang.t("Nhận vào danh sách", "Accept")}</h2>
        <p>
            {lang.t(
                "Học sinh có tên trong danh sách đăng nhập được bằng định danh và đăng ký dự thi ở đơn vị này. Nhận không xóa tên ai.",
                "Whoever is on the list may sign in by citizen ID and registers at this unit. Accepting takes nobody off.",
            )}
        </p>
        <form method="post" action=format!("{PATH}/imports/{}/accept", import.id) novalidate>
            <input type="hidden" name="rows" value=rows.to_string() />
            {alone}
            {buttons(vec![submit(&label)])}
        </form>
    }
    .into_any()
}
