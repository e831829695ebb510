//! `/department/exam/venues/{venue}/numbers`: what giving out candidate numbers means, who would be left behind, and the
//! button. A number is given for good, so nobody gives one by a slip of the finger.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::exam;
use crate::{
    domain::{
        exam::state::TransitionRefusal,
        field_errors::{FieldErrorCode, FieldErrors},
    },
    usecases::department::{
        exam_council::CouncilError,
        give_numbers::{self, NumbersPreview, UnplacedUnit, Venue},
    },
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// The box that says that some are left behind.
const UNDERSTOOD: &str = "understood";
/// So many units that stand at no venue are named.
const MOST_NAMED: usize = 20;

/// The form as posted.
#[derive(Deserialize)]
pub struct NumbersForm {
    /// `yes` where the box is ticked.
    #[serde(default)]
    understood: String,
}

/// Where it stands.
pub(super) fn path(venue: Uuid) -> String {
    format!("{}/venues/{venue}/numbers", exam::PATH)
}

/// `GET /department/exam/venues/{venue}/numbers`
///
/// # Errors
/// `NotFound`, also for a venue of another council; `Unavailable`.
pub async fn get(page: Page, Path(venue): Path<String>) -> Result<Response, WebError> {
    let shown = load(&page, read_id(&venue)?).await?;
    Ok(page.ok(&title(page.lang, &shown.venue), || view(&page, &shown, &FieldErrors::new(), None)))
}

/// `POST /department/exam/venues/{venue}/numbers`
///
/// # Errors
/// `NotFound`, also for a venue of another council; `BadRequest`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(venue): Path<String>,
    PostForm(form): PostForm<NumbersForm>,
) -> Result<Response, WebError> {
    let venue = read_id(&venue)?;
    let is_understood = form.understood == "yes";
    let error = match give_numbers::run(&page.ctx, &page.actor, &page.season, venue, is_understood).await {
        Ok(given) => {
            return Ok(page.see_other(&format!("{}?done=numbers&count={}", exam::PATH, given.numbered)));
        }
        Err(error) => error,
    };
    let problem = match error {
        CouncilError::NotUnderstood => {
            let shown = load(&page, venue).await?;
            let errors = FieldErrors::one(UNDERSTOOD, FieldErrorCode::NotAccepted);
            return Ok(page.invalid(&title(page.lang, &shown.venue), || view(&page, &shown, &errors, None)));
        }
        CouncilError::Refused(refusal) => refusal_words(page.lang, refusal),
        CouncilError::NoNumberLeft(_) => {
            page.t("Hội đồng thi đã hết số báo danh.", "The council has no number left.").to_owned()
        }
        error => return Err(error.into()),
    };
    let shown = load(&page, venue).await?;
    Ok(page.conflict(&title(page.lang, &shown.venue), || view(&page, &shown, &FieldErrors::new(), Some(problem))))
}

/// Whatever cannot be an id is the id of nothing.
fn read_id(text: &str) -> Result<Uuid, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

async fn load(page: &Page, venue: Uuid) -> Result<NumbersPreview, WebError> {
    Ok(give_numbers::preview(&page.ctx, &page.actor, &page.season, venue).await?)
}

fn title(lang: Lang, venue: &Venue) -> String {
    format!("{}: {} – {}", lang.t("Cấp số báo danh", "Give out candidate numbers"), venue.code, venue.name)
}

fn refusal_words(lang: Lang, refusal: TransitionRefusal) -> String {
    let window = lang.t(
        "Số báo danh được cấp từ khi đợt đăng ký đóng đến khi kỳ thi bắt đầu.",
        "Numbers are given out between the closing of registration and the beginning of the exam.",
    );
    let (word, at) = match refusal {
        TransitionRefusal::NotYetOpen { opens_at } => (lang.t("Mở từ", "It opens at"), opens_at),
        TransitionRefusal::PhaseClosed { closed_at } => (lang.t("Đã đóng lúc", "It closed at"), closed_at),
        TransitionRefusal::IllegalState { .. } | TransitionRefusal::MissingReason => return window.to_owned(),
    };
    format!("{window} {word} {}.", at.short())
}

fn view(page: &Page, shown: &NumbersPreview, errors: &FieldErrors, problem: Option<String>) -> AnyView {
    let lang = page.lang;
    let problem = problem.map(|problem| {
        let title = lang.t("Chưa cấp số nào", "No number was given out");
        notice(lang, Tone::Danger, title, view! { <p>{problem}</p> }.into_any())
    });
    let heading = title(lang, &shown.venue);
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), ""))}
        {problem}
        {breadcrumbs(lang, &[(exam::PATH, exam::title(lang))])}
        <h1>{heading}</h1>
        {what_happens(page, shown, errors)}
    }
    .into_any()
}

/// What a run would do and its button; or why there is nothing to do.
fn what_happens(page: &Page, shown: &NumbersPreview, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let ready = lang.count(shown.venue.ready.unsigned_abs());
    if shown.venue.ready <= 0 {
        let words = lang.t(
            "Không có thí sinh nào chờ số: mọi phiếu đã ký của điểm thi này đều đã có số báo danh.",
            "Nobody waits for a number: every signed form of this venue has one already.",
        );
        return view! { <p>{words}</p> }.into_any();
    }
    if let Some(refusal) = shown.refusal {
        return inset(text(refusal_words(lang, refusal)));
    }
    let (gets, button) = match lang {
        Lang::Vi => (format!("{ready} thí sinh có phiếu đã ký"), format!("Cấp {ready} số báo danh")),
        Lang::En => (format!("{ready} candidates whose form is signed"), format!("Give out {ready} candidate numbers")),
    };
    let size = page.season.rules.exam_room_size;
    let rooms = match lang {
        Lang::Vi => format!("Theo thứ tự đó, {size} thí sinh một phòng"),
        Lang::En => format!("In that order, {size} to a room"),
    };
    let order = if shown.venue.numbered > 0 {
        lang.t(
            "Theo tên a, b, c; nối tiếp sau những thí sinh đã có số",
            "By given name; they follow after those who have a number",
        )
    } else {
        lang.t("Theo tên a, b, c", "By given name")
    };
    let rows = vec![
        SummaryRow::answer(lang, lang.t("Được cấp số", "Who gets one"), &gets),
        SummaryRow::answer(lang, lang.t("Thứ tự", "The order"), order),
        SummaryRow::answer(lang, lang.t("Phòng thi", "Rooms"), &rooms),
    ];
    let for_good = view! {
        <p>
            {lang.t(
                "Số báo danh, phòng và chỗ ngồi đã cấp thì giữ nguyên; không rút lại hay xếp lại được. Mỗi thí sinh nhận thư báo ngay.",
                "A number, room and seat stay as they are given; nothing is taken back or put in another order. Each candidate is told by mail at once.",
            )}
        </p>
    };
    view! {
        {summary_list(lang, rows)}
        {notice(lang, Tone::Warning, lang.t("Việc này không hoàn tác được", "This cannot be undone"), for_good.into_any())}
        {left_behind(lang, shown)}
        <form method="post" action=path(shown.venue.id) novalidate>
            {shown.leaves_some_behind().then(|| checkbox(Checkbox {
                lang,
                name: UNDERSTOOD,
                value: "yes",
                label: lang.t(
                    "Tôi hiểu những em chưa ký sẽ được xếp sau",
                    "I understand that whoever has not signed is placed behind",
                ),
                error: errors.of(UNDERSTOOD),
                ..Checkbox::default()
            }))}
            {buttons(vec![submit(&button)])}
        </form>
    }
    .into_any()
}

/// Who would not be among those who are numbered now.
fn left_behind(lang: Lang, shown: &NumbersPreview) -> Option<AnyView> {
    if !shown.leaves_some_behind() {
        return None;
    }
    let not_signed = (shown.venue.not_ready > 0).then(|| {
        let count = lang.count(shown.venue.not_ready.unsigned_abs());
        let words = match lang {
            Lang::Vi => format!(
                "{count} phiếu của các đơn vị thi ở đây chưa ký: các em ấy sẽ được cấp số và xếp chỗ sau cùng."
            ),
            Lang::En => format!(
                "{count} forms of the units of this venue are not signed: these candidates will be numbered and seated behind."
            ),
        };
        view! { <p>{words}</p> }
    });
    let unplaced = (!shown.unplaced.is_empty()).then(|| {
        let count = shown.unplaced.len();
        let words = match lang {
            Lang::Vi => format!("{count} đơn vị có phiếu đã duyệt nhưng chưa xếp vào điểm thi nào:"),
            Lang::En => format!("{count} units with approved forms stand at no venue:"),
        };
        let more = (count > MOST_NAMED).then(|| view! { <li>"…"</li> });
        let names: Vec<_> = shown.unplaced.iter().take(MOST_NAMED).map(|unit| unplaced_unit(lang, unit)).collect();
        view! {
            <p>{words}</p>
            <ul>{names} {more}</ul>
        }
    });
    let body = view! { {not_signed} {unplaced} };
    let title = lang.t("Chưa đủ thí sinh của hội đồng thi", "Some candidates of the council are missing");
    Some(notice(lang, Tone::Warning, title, body.into_any()))
}

fn unplaced_unit(lang: Lang, unit: &UnplacedUnit) -> AnyView {
    let forms = lang.count(unit.forms.unsigned_abs());
    let words = match lang {
        Lang::Vi => format!("{} {}: {forms} phiếu", unit.code, unit.name),
        Lang::En => format!("{} {}: {forms} forms", unit.code, unit.name),
    };
    view! { <li>{words}</li> }.into_any()
}
