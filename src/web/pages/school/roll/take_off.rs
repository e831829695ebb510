//! `/school/roll/entries/{id}/take-off`: takes a row that was typed wrongly off the unit's roll, after a look at the name.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{PATH, title as roll_title};
use crate::{
    domain::{ids::RollEntryId, time::short_date},
    usecases::school::take_off_roll::{self, RollRow, TakeOffError},
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

impl From<TakeOffError> for WebError {
    fn from(error: TakeOffError) -> Self {
        match error {
            // Whoever has signed in has a record, and no row that could be taken off.
            TakeOffError::NotFound | TakeOffError::SignedIn => Self::NotFound,
            TakeOffError::Storage(error) => error.into(),
        }
    }
}

/// `GET /school/roll/entries/{id}/take-off`
///
/// # Errors
/// `NotFound`, also for a row of another unit; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    let row = take_off_roll::view(&page.ctx, &page.actor, page.season.year, id).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, id, &row)))
}

/// `POST /school/roll/entries/{id}/take-off`
///
/// # Errors
/// `NotFound`, also for a row of another unit; `Unavailable`.
pub async fn post(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let id = read_id(&id)?;
    match take_off_roll::run(&page.ctx, &page.actor, page.season.year, id).await {
        Ok(()) => Ok(page.see_other(&format!("{PATH}?done=taken-off"))),
        Err(TakeOffError::SignedIn) => {
            let row = take_off_roll::view(&page.ctx, &page.actor, page.season.year, id).await?;
            Ok(page.conflict(title(page.lang), || view(page.lang, id, &row)))
        }
        Err(error) => Err(error.into()),
    }
}

fn read_id(text: &str) -> Result<RollEntryId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

fn path(id: RollEntryId) -> String {
    format!("{PATH}/entries/{id}/take-off")
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Đưa ra khỏi danh sách", "Take off the roll")
}

/// The way there, beside a row of somebody who never signed in.
#[must_use]
pub fn link(lang: Lang, id: RollEntryId, full_name: &str) -> AnyView {
    let whom = format!(": {full_name}");
    view! { <a class="on-screen" href=path(id)>{title(lang)}<span class="visually-hidden">{whom}</span></a> }.into_any()
}

fn view(lang: Lang, id: RollEntryId, row: &RollRow) -> AnyView {
    let rows = vec![
        SummaryRow::answer(lang, lang.t("Họ và tên", "Full name"), &row.full_name),
        SummaryRow::answer(lang, lang.t("Ngày sinh", "Birth date"), &short_date(row.birth_date)),
        SummaryRow::answer(lang, lang.t("Lớp", "Class"), &row.class_name),
    ];
    view! {
        {breadcrumbs(
            lang,
            &[("/school", lang.t("Duyệt phiếu", "Verify registrations")), (PATH, roll_title(lang))],
        )}
        <h1>{title(lang)}</h1>
        {summary_list(lang, rows)}
        {if row.has_signed_in { stays(lang) } else { form(lang, id) }}
        <p>
            <a href=PATH>{lang.t("Không, quay lại danh sách", "No, back to the roll")}</a>
        </p>
    }
    .into_any()
}

fn stays(lang: Lang) -> AnyView {
    let title = lang.t("Học sinh này đã đăng nhập", "This pupil has signed in");
    let body = lang.t(
        "Đã có hồ sơ ở đơn vị, nên tên không đưa ra khỏi danh sách được nữa. Nếu em không dự thi, hiệu trưởng huỷ phiếu hoặc kết luận ở phiếu của em.",
        "There is a record at the unit, so the name cannot be taken off any more. If the pupil does not sit the exam, the head strikes the form.",
    );
    notice(lang, Tone::Warning, title, view! { <p>{body}</p> }.into_any())
}

fn form(lang: Lang, id: RollEntryId) -> AnyView {
    let label = lang.t("Đưa tên này ra khỏi danh sách", "Take this name off the roll");
    view! {
        <p>
            {lang.t(
                "Dùng khi số định danh bị ghi sai hoặc học sinh đã chuyển trường. Người mang số định danh này sẽ không đăng nhập vào đơn vị được nữa, và đơn vị khác nhận được số này. Muốn đưa lại, hãy tải lên tệp có dòng đúng.",
                "For a personal number that was typed wrongly, or a pupil who has changed schools. Whoever has this number cannot sign in at the unit any more, and another unit can take the number. To bring it back, upload a file with the right row.",
            )}
        </p>
        <form method="post" action=path(id)>
            {buttons(vec![button(Button { look: ButtonLook::Warning, label, ..Button::default() })])}
        </form>
    }
    .into_any()
}
