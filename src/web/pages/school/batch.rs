//! `/school/batch`: approves together what nothing speaks against, and takes it back.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    attached,
    record::{Problem, problem_notice, problem_of},
};
use crate::{
    domain::{
        exam::queue::{BATCH_MAX, UNDO_MINUTES},
        ids::{BatchApprovalId, StoredFileId},
    },
    usecases::school::{
        approve_together::{self, BatchApproval, Preview},
        decide::DecideError,
        view_queue::QueueRow,
    },
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// Where the page is.
pub const PATH: &str = "/school/batch";

/// The form as posted.
#[derive(Deserialize)]
pub struct BatchForm {
    /// What was shown, see [`Preview::digest`].
    shown: String,
}

/// `GET /school/batch`
///
/// # Errors
/// `Forbidden` for whoever decides nothing; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let shown = load(&page).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, &shown, None)))
}

async fn load(page: &Page) -> Result<Preview, WebError> {
    approve_together::preview(&page.ctx, &page.actor, &page.season).await?.ok_or(WebError::Forbidden)
}

/// `POST /school/batch`
///
/// # Errors
/// `Forbidden` for whoever decides nothing; `BadRequest`; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<BatchForm>) -> Result<Response, WebError> {
    match approve_together::run(&page.ctx, &page.actor, &page.season, &form.shown).await {
        Ok(_) => Ok(page.see_other("/school?done=batch")),
        Err(error) => {
            let problem = problem_of(error)?;
            let shown = load(&page).await?;
            let notice = match problem {
                Problem::Stale => other_list_notice(page.lang),
                problem => problem_notice(page.lang, &problem),
            };
            Ok(page.conflict(title(page.lang), || view(page.lang, &shown, Some(notice))))
        }
    }
}

/// `GET` of the form's target: leads to the queue.
///
/// # Errors
/// `NotFound` for what cannot be an id.
pub async fn to_queue(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    read_id(&id)?;
    Ok(page.see_other("/school"))
}

/// `POST /school/batch/{id}/undo`
///
/// # Errors
/// `NotFound`, also for a batch of another unit; `Unavailable`.
pub async fn undo(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    match approve_together::undo(&page.ctx, &page.actor, &page.season, read_id(&id)?).await {
        Ok(_) => Ok(page.see_other("/school?done=undone")),
        Err(DecideError::NotFound) => Err(WebError::NotFound),
        Err(DecideError::Stale) => Ok(page.see_other("/school?done=too_late")),
        Err(error) => {
            let notice = problem_notice(page.lang, &problem_of(error)?);
            Ok(page.conflict(title(page.lang), || view(page.lang, &Preview::default(), Some(notice))))
        }
    }
}

fn read_id(text: &str) -> Result<BatchApprovalId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Duyệt cùng lúc", "Approve together")
}

fn other_list_notice(lang: Lang) -> AnyView {
    let title = lang.t("Danh sách đã thay đổi trong lúc bạn xem", "The list changed while you looked at it");
    let body = lang.t(
        "Có phiếu đã được rút, sửa hoặc xử lý, hoặc có phiếu mới. Chưa phiếu nào được duyệt. Hãy xem lại danh sách mới dưới đây.",
        "Some were withdrawn, changed or decided, or there are new ones. None was approved. Look at the new list below.",
    );
    notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any())
}

fn view(lang: Lang, shown: &Preview, notice: Option<AnyView>) -> AnyView {
    let Preview { rows, digest, portraits } = shown;
    let count = rows.len();
    let list = Table {
        caption: &lang.t("Sẽ được duyệt ({})", "To be approved ({})").replace("{}", &count.to_string()),
        columns: vec![
            Column::words(lang.t("Họ và tên", "Full name")),
            Column::words(lang.t("Ảnh", "Portrait")),
            Column::words(lang.t("Lớp", "Class")),
            Column::words(lang.t("Số phiếu", "Form number")),
            Column::words(lang.t("Nộp lúc", "Submitted")),
        ],
        rows: rows.iter().map(|row| cells(lang, row, row.registration_id.and_then(|id| portraits.get(&id)))).collect(),
        when_empty: lang.t("Không có phiếu nào như vậy.", "There is no such record."),
    };
    let form = (count > 0).then(|| {
        let label = lang.t("Duyệt {} phiếu này", "Approve these {}").replace("{}", &count.to_string());
        view! {
            <form method="post" action=PATH>
                <input type="hidden" name="shown" value=digest.clone() />
                {buttons(vec![submit(&label)])}
            </form>
        }
    });
    let undo = lang.t(
        "Trong {a} phút sau khi duyệt, bạn hoặc đồng nghiệp có thể hoàn tác cả loạt; sau đó thí sinh mới được báo. Mỗi lần tối đa {b} phiếu.",
        "For {a} minutes you or a colleague can take all of it back; then the candidates are told. At most {b} at a time.",
    );
    let undo = undo.replace("{a}", &UNDO_MINUTES.to_string()).replace("{b}", &BATCH_MAX.to_string());
    view! {
        {notice}
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Chỉ gồm phiếu nộp lần đầu mà cơ sở dữ liệu dân cư và danh sách trường đều khớp, không đề nghị gì phải kiểm tra (ưu tiên, khu vực khác, miễn thi ngoại ngữ, điểm xét tốt nghiệp, bảo lưu, hỗ trợ khi thi), không kèm minh chứng, không có việc làm rõ đang mở và không ai đang xử lý.",
                "Only first submissions of which the population registry and the school’s roll say the same, which claim nothing that you have to check (priority, another area, exemption from the foreign language, points for graduation, reserved marks, arrangements for the exam), come without evidence, have no open case, and on which nobody works.",
            )}
        </p>
        <p>
            {lang.t(
                "Hãy nhìn qua từng ảnh. Gặp ảnh chưa đạt, mở phiếu đó và trả lại trước khi duyệt cùng lúc.",
                "Look at each portrait. If one is not fit, open that form and send it back before you approve the rest.",
            )}
        </p>
        <p>{undo}</p>
        {table(list)}
        {form}
    }
    .into_any()
}

fn cells(lang: Lang, row: &QueueRow, portrait: Option<&StoredFileId>) -> Vec<AnyView> {
    let href = row.registration_id.map(|id| format!("/school/registrations/{id}")).unwrap_or_default();
    let portrait = match (row.registration_id, portrait) {
        (Some(id), Some(file)) => {
            let alt = format!("{}{}", lang.t("Ảnh chân dung của ", "Portrait of "), row.full_name);
            let src = attached::path(id, *file);
            view! { <img class="portrait portrait-small" src=src alt=alt width="60" height="90" loading="lazy" /> }
                .into_any()
        }
        _ => text("–"),
    };
    vec![
        view! { <a href=href>{row.full_name.clone()}</a> }.into_any(),
        portrait,
        text(row.class_name.clone()),
        text(row.form_number.clone().unwrap_or_default()),
        instant_view(row.since),
    ]
}

/// The batches that can still be taken back, each with its button.
pub(super) fn undoable(lang: Lang, batches: &[BatchApproval]) -> Option<AnyView> {
    let one = |batch: &BatchApproval| {
        let words = lang.t("{a} đã duyệt cùng lúc {b} phiếu lúc {c}.", "{a} approved {b} together at {c}.");
        let words = words.replace("{a}", &batch.staff_name).replace("{b}", &batch.records.to_string());
        let words = words.replace("{c}", &batch.approved_at.hour_and_minute());
        let until = batch.approved_at.plus_minutes(UNDO_MINUTES).hour_and_minute();
        let label = lang.t("Hoàn tác (đến {})", "Take back (until {})").replace("{}", &until);
        let undo = Button { look: ButtonLook::Secondary, label: &label, ..Button::default() };
        view! {
            <form method="post" action=format!("{PATH}/{}/undo", batch.id)>
                <p>{words}</p>
                {buttons(vec![button(undo)])}
            </form>
        }
    };
    let forms: Vec<_> = batches.iter().map(one).collect();
    (!forms.is_empty()).then(|| {
        let title = lang.t("Đã duyệt cùng lúc", "Approved together");
        let told = lang.t(
            "Thí sinh được báo sau khi hết thời gian hoàn tác.",
            "The candidates are told once it cannot be taken back.",
        );
        notice(lang, Tone::Success, title, view! { <p>{told}</p> {forms} }.into_any())
    })
}
