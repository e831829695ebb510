//! `/department/exam`: the exam council: its venues, which units sit the exam where, and the ways to numbers and rooms.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;
use uuid::Uuid;

use super::{amendments, numbers};
use crate::{
    domain::{access::Permission, field_errors::FieldErrors, ids::RegistrationUnitId},
    usecases::department::exam_council::{self, Council, CouncilError, PlacedUnit, Venue, VenueForm},
    web::{
        components::*,
        downloads::{attachment, paper::notice::notices_pdf},
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
    },
};

/// The page.
pub const PATH: &str = "/department/exam";

impl From<CouncilError> for WebError {
    fn from(error: CouncilError) -> Self {
        match error {
            CouncilError::NotFound => Self::NotFound,
            CouncilError::Storage(error) => error.into(),
            CouncilError::Invalid(_)
            | CouncilError::HasNumbers
            | CouncilError::InUse
            | CouncilError::NotUnderstood
            | CouncilError::Refused(_)
            | CouncilError::NoNumberLeft(_) => Self::Internal,
        }
    }
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct ExamQuery {
    /// `venue`, `removed`, `unit` or `numbers`.
    #[serde(default)]
    done: String,
    /// How many numbers were given out.
    #[serde(default)]
    count: u64,
}

/// Where units sit the exam: the first unit at the first venue, and so on.
#[derive(Deserialize)]
pub struct PlacesForm {
    #[serde(default)]
    unit: Vec<String>,
    #[serde(default)]
    venue: Vec<String>,
}

impl PlacesForm {
    /// The units with a venue; of the others nothing is said. `None` for what cannot be ids.
    fn places(&self) -> Option<Vec<(RegistrationUnitId, Uuid)>> {
        if self.unit.len() != self.venue.len() {
            return None;
        }
        let placed = self.unit.iter().zip(&self.venue).filter(|(_, venue)| !venue.is_empty());
        placed.map(|(unit, venue)| Some((unit.parse().ok()?, venue.parse().ok()?))).collect()
    }
}

/// What the page shows besides the council.
#[derive(Default)]
struct Around<'a> {
    done: Option<String>,
    problem: Option<&'static str>,
    form: Option<&'a VenueForm>,
    errors: FieldErrors,
}

/// `GET /department/exam`
///
/// # Errors
/// `NotFound`, `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ExamQuery>) -> Result<Response, WebError> {
    let council = load(&page).await?;
    let lang = page.lang;
    let done = match (query.done.as_str(), query.count, lang) {
        ("venue", ..) => Some(lang.t("Đã thêm điểm thi", "The venue is set up").to_owned()),
        ("removed", ..) => Some(lang.t("Đã bỏ điểm thi", "The venue is taken away").to_owned()),
        ("unit", ..) => Some(lang.t("Đã xếp đơn vị vào điểm thi", "The units are placed").to_owned()),
        ("numbers", 0, _) => Some(
            lang.t(
                "Không có thí sinh nào mới: mọi phiếu đã ký đều đã có số báo danh",
                "Nobody new: every signed form has its number already",
            )
            .to_owned(),
        ),
        ("numbers", count, Lang::Vi) => Some(format!("Đã cấp {} số báo danh", lang.count(count))),
        ("numbers", count, Lang::En) => Some(format!("{} candidate numbers were given out", lang.count(count))),
        _ => None,
    };
    Ok(page.ok(title(lang), || view(&page, &council, &Around { done, ..Around::default() })))
}

/// `GET` of the forms' targets, e.g. after switching the language there.
///
/// # Errors
/// None.
pub async fn to_council(page: Page) -> Result<Response, WebError> {
    Ok(page.see_other(PATH))
}

/// `POST /department/exam/venues`
///
/// # Errors
/// `NotFound`, `BadRequest`, `Unavailable`.
pub async fn add_venue(page: Page, PostForm(form): PostForm<VenueForm>) -> Result<Response, WebError> {
    match exam_council::add_venue(&page.ctx, &page.actor, page.season.year, &form).await {
        Ok(()) => Ok(page.see_other("/department/exam?done=venue")),
        Err(CouncilError::Invalid(errors)) => {
            let council = load(&page).await?;
            let around = Around { form: Some(&form), errors, ..Around::default() };
            Ok(page.invalid(title(page.lang), || view(&page, &council, &around)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /department/exam/units`
///
/// # Errors
/// `NotFound`, also for what is not the council's; `BadRequest`, `Unavailable`.
pub async fn place_units(page: Page, PostForm(form): PostForm<PlacesForm>) -> Result<Response, WebError> {
    let places = form.places().ok_or(WebError::BadRequest)?;
    match exam_council::place_units(&page.ctx, &page.actor, page.season.year, &places).await {
        Ok(()) => Ok(page.see_other("/department/exam?done=unit")),
        Err(CouncilError::HasNumbers) => {
            let problem = page.t(
                "Thí sinh của đơn vị này đã có số báo danh, nên đơn vị ở lại điểm thi cũ.",
                "Candidates of this unit have numbers already, so it stays at its venue.",
            );
            refused(&page, problem).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /department/exam/units/{unit}/notices.pdf`: all exam notices of a unit, to be printed. Before there is a number:
/// the council, which says so.
///
/// # Errors
/// `NotFound`, also for a unit of another department; `Unavailable`; `Internal` where the paper cannot be set.
pub async fn get_notices(page: Page, Path(unit): Path<String>) -> Result<Response, WebError> {
    let unit: RegistrationUnitId = unit.parse().map_err(|_| WebError::NotFound)?;
    let (unit, notices) = exam_council::print_notices(&page.ctx, &page.actor, page.season.year, unit).await?;
    if notices.is_empty() {
        return Ok(page.see_other(PATH));
    }
    let pdf = notices_pdf(page.lang, &notices).await?;
    Ok(attachment("application/pdf", &format!("giay-bao-du-thi-{}.pdf", unit.code), pdf.into()))
}

async fn load(page: &Page) -> Result<Council, WebError> {
    Ok(exam_council::view(&page.ctx, &page.actor, page.season.year).await?)
}

async fn refused(page: &Page, problem: &'static str) -> Result<Response, WebError> {
    let council = load(page).await?;
    let around = Around { problem: Some(problem), ..Around::default() };
    Ok(page.conflict(title(page.lang), || view(page, &council, &around)))
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Hội đồng thi: điểm thi và số báo danh", "Exam council: venues and candidate numbers")
}

/// The label of a field of a venue's form.
pub(super) fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "code" => lang.t("Mã điểm thi", "Code of the venue"),
        "name" => lang.t("Tên điểm thi", "Name of the venue"),
        "address" => lang.t("Địa chỉ", "Address"),
        _ => "",
    }
}

fn view(page: &Page, council: &Council, around: &Around<'_>) -> AnyView {
    let lang = page.lang;
    let done = around.done.as_ref().map(|title| notice(lang, Tone::Success, title, ().into_any()));
    let problem = around.problem.map(|problem| {
        let title = lang.t("Chưa thực hiện", "Not done");
        notice(lang, Tone::Danger, title, view! { <p>{problem}</p> }.into_any())
    });
    view! {
        {error_summary(lang, &around.errors, |field| (field.to_owned(), label(lang, field)))}
        {problem}
        {done}
        {back_link(lang, "/department")}
        <h1>{title(lang)}</h1>
        {page.may(Permission::AmendRegistration).then(|| {
            view! {
                <p>
                    <a href=amendments::PATH>{amendments::title(lang)}</a>
                </p>
            }
        })}
        {venues(page, &council.venues)}
        {units(lang, council)}
        {new_venue(lang, around)}
    }
    .into_any()
}

fn venues(page: &Page, venues: &[Venue]) -> AnyView {
    let lang = page.lang;
    let may_number = page.may(Permission::GiveCandidateNumbers);
    let count = |number: i64| text(lang.count(number.unsigned_abs()));
    let row = |venue: &Venue| {
        let name = format!("{} {}", venue.code, venue.name);
        let rooms = format!("{PATH}/venues/{}", venue.code);
        let way = (may_number && venue.ready > 0).then(|| {
            let label = match lang {
                Lang::Vi => format!("Cấp {} số", lang.count(venue.ready.unsigned_abs())),
                Lang::En => format!("Give out {}", lang.count(venue.ready.unsigned_abs())),
            };
            let of_which = format!(": {name}");
            view! {
                <a class="button button-secondary" href=numbers::path(venue.id)>
                    {label}
                    <span class="visually-hidden">{of_which}</span>
                </a>
            }
        });
        vec![
            view! { <a href=rooms>{name}</a> }.into_any(),
            count(venue.not_ready),
            count(venue.ready),
            count(venue.numbered),
            count(venue.rooms),
            venue.numbered_at.map_or_else(|| text("–"), instant_view),
            way.into_any(),
        ]
    };
    table(Table {
        caption: lang.t("Điểm thi", "Venues"),
        columns: vec![
            Column::words(lang.t("Điểm thi", "Venue")),
            Column::number(lang.t("Chưa ký", "Not signed")),
            Column::number(lang.t("Chờ số", "Ready")),
            Column::number(lang.t("Đã có số", "Numbered")),
            Column::number(lang.t("Phòng", "Rooms")),
            Column::words(lang.t("Cấp gần nhất", "Last run")),
            Column::words(lang.t("Số báo danh", "Numbers")),
        ],
        rows: venues.iter().map(row).collect(),
        when_empty: lang.t("Chưa có điểm thi nào. Thêm ở cuối trang.", "No venue yet. Add one below."),
    })
}

fn units(lang: Lang, council: &Council) -> AnyView {
    let row = |unit: &PlacedUnit| {
        let venue = council.venues.iter().find(|venue| Some(venue.id) == unit.venue_id);
        let shown = match venue {
            Some(venue) if unit.has_numbers => text(format!("{} {}", venue.code, venue.name)),
            _ if council.venues.is_empty() => text("–"),
            _ => place(lang, council, unit),
        };
        vec![text(format!("{} {}", unit.code, unit.name)), shown, notices_link(lang, unit)]
    };
    let list = table(Table {
        caption: lang.t("Đơn vị đăng ký dự thi và điểm thi", "Units and their venues"),
        columns: vec![
            Column::words(lang.t("Đơn vị", "Unit")),
            Column::words(lang.t("Điểm thi", "Venue")),
            Column::words(lang.t("Giấy báo dự thi", "Exam notices")),
        ],
        rows: council.units.iter().map(row).collect(),
        when_empty: lang.t("Sở chưa có đơn vị đăng ký dự thi nào.", "The department has no registration unit yet."),
    });
    if council.venues.is_empty() || council.units.iter().all(|unit| unit.has_numbers) {
        return list;
    }
    let save = submit(lang.t("Lưu điểm thi của các đơn vị", "Save the venues of the units"));
    view! {
        <form method="post" action="/department/exam/units">{list} {buttons(vec![save])}</form>
    }
    .into_any()
}

fn notices_link(lang: Lang, unit: &PlacedUnit) -> AnyView {
    if !unit.has_numbers {
        return text("–");
    }
    let path = format!("{PATH}/units/{}/notices.pdf", unit.id);
    view! {
        <a href=path>
            {lang.t("Tải (PDF)", "Download (PDF)")} <span class="visually-hidden">": "{unit.name.clone()}</span>
        </a>
    }
    .into_any()
}

/// The list of venues of one unit, named by it: the table says the rest.
fn place(lang: Lang, council: &Council, unit: &PlacedUnit) -> AnyView {
    let name = match lang {
        Lang::Vi => format!("Điểm thi của {}", unit.name),
        Lang::En => format!("Venue of {}", unit.name),
    };
    let none = unit.venue_id.is_none().then(|| view! { <option value="">{lang.t("Chưa xếp", "Not placed")}</option> });
    let options = council.venues.iter().map(|venue| {
        let is_chosen = unit.venue_id == Some(venue.id);
        let label = format!("{} {}", venue.code, venue.name);
        view! { <option value=venue.id.to_string() selected=is_chosen>{label}</option> }
    });
    view! {
        <input type="hidden" name="unit" value=unit.id.to_string() />
        <select class="input" name="venue" aria-label=name>
            {none}
            {options.collect::<Vec<_>>()}
        </select>
    }
    .into_any()
}

fn new_venue(lang: Lang, around: &Around<'_>) -> AnyView {
    let empty = VenueForm::default();
    let form = around.form.unwrap_or(&empty);
    let field = |name: &'static str, value: &str, hint: &'static str, width: Width| {
        text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint,
            value,
            error: around.errors.of(name),
            width,
            ..TextInput::default()
        })
    };
    view! {
        <h2>{lang.t("Thêm điểm thi", "Add a venue")}</h2>
        <form method="post" action="/department/exam/venues" novalidate>
            {field("code", &form.code, lang.t("Hai chữ số, ví dụ 01", "Two digits, e.g. 01"), Width::Short)}
            {field("name", &form.name, "", Width::Full)}
            {field("address", &form.address, "", Width::Full)}
            {submit(lang.t("Thêm điểm thi", "Add the venue"))}
        </form>
    }
    .into_any()
}
