//! `/department` and `/departments/{department}`: how far the units of a department are, those first that lag.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;

use super::{
    address, appeals, cells, chart, chosen, columns, exam, identity, new_unit, search, summary, unit_address, unlocks,
};
use crate::{
    domain::{
        access::Permission,
        exam::{
            progress::{NamedProgress, ProgressForm},
            state::ExamWindows,
        },
        ids::DepartmentCode,
    },
    usecases::department::{
        decide_unlock, download_units, mark_appeals,
        view_units::{self, DepartmentUnits},
    },
    web::{
        components::*,
        downloads::{CSV_TYPE, attachment, unit_progress::csv_body},
        error::WebError,
        i18n::Lang,
        page::Page,
        pages::{lead::questions, school::cases, staff::accounts_link},
    },
};

/// `GET /department`: one's own; whoever sees all of them is led to the list.
///
/// # Errors
/// `NotFound` for an order that does not exist; `Unavailable`.
pub async fn get_own(page: Page, Query(form): Query<ProgressForm>) -> Result<Response, WebError> {
    if page.actor.department_for(Permission::ViewDepartment).is_none() {
        return Ok(page.see_other("/departments"));
    }
    show(&page, None, &form, "/department").await
}

/// `GET /departments/{department}`
///
/// # Errors
/// `NotFound`, also for another one's department; `Unavailable`.
pub async fn get(
    page: Page,
    Path(department): Path<String>,
    Query(form): Query<ProgressForm>,
) -> Result<Response, WebError> {
    let department = DepartmentCode(department);
    let action = address(&department);
    show(&page, Some(department), &form, &action).await
}

/// `GET /departments/{department}/units.csv`
///
/// # Errors
/// `NotFound`, also for another one's department; `Unavailable`; `Internal`.
pub async fn get_csv(page: Page, Path(department): Path<String>) -> Result<Response, WebError> {
    let units = download_units::run(&page.ctx, &page.actor, &page.season, DepartmentCode(department)).await?;
    let day = page.now.day_in_vietnam();
    let (year, month, day) = (day.year(), u8::from(day.month()), day.day());
    let file_name = format!("tien-do-{}-{year:04}-{month:02}-{day:02}.csv", units.department);
    Ok(attachment(CSV_TYPE, &file_name, csv_body(&units.units)?))
}

async fn show(
    page: &Page,
    department: Option<DepartmentCode>,
    form: &ProgressForm,
    action: &str,
) -> Result<Response, WebError> {
    let shown = view_units::run(&page.ctx, &page.actor, page.season.year, department).await?;
    let units = chosen(form, &shown.units)?;
    let may_confirm =
        page.actor.department_for(Permission::ConfirmMarkChange).is_some_and(|own| own == shown.department);
    let proposals =
        if may_confirm { mark_appeals::proposals_waiting(&page.ctx, &page.actor, page.season.year).await? } else { 0 };
    let is_own = page.actor.department_for(Permission::UnlockRegistration).is_some_and(|own| own == shown.department);
    let unlocks = if is_own { decide_unlock::count(&page.ctx, &page.actor).await? } else { 0 };
    let waiting = Waiting { proposals, unlocks };
    Ok(page.ok(&shown.name, || view(page, &shown, &units, waiting, (form, action))))
}

/// What waits for the department.
#[derive(Clone, Copy)]
struct Waiting {
    /// Marks that the second person confirms.
    proposals: u64,
    /// Forms that units ask to have unlocked.
    unlocks: u64,
}

/// The units that are late with the sign-off, each with the way there: once the review has closed, and until the exam
/// begins, when it is too late for anything.
fn late(page: &Page, department: &DepartmentCode, units: &[NamedProgress]) -> Option<AnyView> {
    let lang = page.lang;
    let windows = ExamWindows::of(&page.season)?;
    let is_late = |unit: &&NamedProgress| unit.progress.not_signed_off() > 0;
    let late: Vec<_> = units.iter().filter(is_late).collect();
    if late.is_empty() || !(windows.review_closes_at..windows.exam_opens_at).contains(&page.now) {
        return None;
    }
    let title = match lang {
        Lang::Vi => format!("{} đơn vị chưa chốt danh sách", late.len()),
        Lang::En => format!("{} units have not signed their list off", late.len()),
    };
    let line = |unit: &NamedProgress| {
        let forms = lang.count(unit.progress.not_signed_off());
        match lang {
            Lang::Vi => format!("{} {}: {forms} phiếu", unit.code, unit.name),
            Lang::En => format!("{} {}: {forms} forms", unit.code, unit.name),
        }
    };
    let way = |unit: &NamedProgress| {
        view! {
            <li>
                <a href=unit_address(department, &unit.code)>{line(unit)}</a>
            </li>
        }
    };
    let lines: Vec<_> = late.into_iter().map(way).collect();
    Some(notice(lang, Tone::Warning, &title, view! { <ul>{lines}</ul> }.into_any()))
}

fn view(
    page: &Page,
    shown: &DepartmentUnits,
    units: &[NamedProgress],
    Waiting { proposals, unlocks }: Waiting,
    (form, action): (&ProgressForm, &str),
) -> AnyView {
    let lang = page.lang;
    let own = address(&shown.department);
    let row = |unit: &NamedProgress| {
        let name = format!("{} {}", unit.code, unit.name);
        let href = unit_address(&shown.department, &unit.code);
        cells(lang, view! { <a href=href>{name}</a> }.into_any(), &unit.progress)
    };
    let list = Table {
        caption: lang.t("Các đơn vị đăng ký dự thi", "Registration units"),
        columns: columns(lang, lang.t("Đơn vị", "Unit")),
        rows: units.iter().map(row).collect(),
        when_empty: if shown.units.is_empty() {
            lang.t("Sở chưa có đơn vị đăng ký dự thi nào.", "The department has no registration unit yet.")
        } else {
            lang.t("Không có đơn vị nào khớp với từ đã nhập.", "No unit matches these words.")
        },
    };
    let is_own = page.actor.department_for(Permission::ViewDepartment).is_some();
    let above = (!is_own).then(|| back_link(lang, "/departments"));
    let exam = (is_own && page.may(Permission::RunExamCouncil)).then(|| {
        view! {
            <p>
                <a href=exam::PATH>{exam::title(lang)}</a>
            </p>
        }
    });
    let asked = (is_own && page.may(Permission::UnlockRegistration)).then(|| {
        view! {
            <p>
                <a href=unlocks::PATH>{unlocks::title(lang)}</a>
                {(unlocks > 0).then(|| {
                    let words = match lang {
                        Lang::Vi => format!("{} yêu cầu đang chờ", lang.count(unlocks)),
                        Lang::En => format!("{} waiting", lang.count(unlocks)),
                    };
                    view! { " " {tag(Tone::Warning, &words)} }
                })}
            </p>
        }
    });
    let appeals = (is_own && page.may(Permission::DecideMarkAppeal)).then(|| {
        view! {
            <p>
                <a href=appeals::PATH>{appeals::title(lang)}</a>
                {(proposals > 0).then(|| {
                    let words = match lang {
                        Lang::Vi => format!("{} điểm đề xuất chờ duyệt", lang.count(proposals)),
                        Lang::En => format!("{} proposed marks to be confirmed", lang.count(proposals)),
                    };
                    view! { " " {tag(Tone::Warning, &words)} }
                })}
            </p>
        }
    });
    let new_unit = (is_own && page.may(Permission::ManageUnits)).then(|| {
        view! {
            <p>
                <a href=new_unit::PATH>{new_unit::title(lang)}</a>
            </p>
        }
    });
    view! {
        {above}
        <h1>{shown.name.clone()}</h1>
        <p class="lead">{lang.t("Tiến độ đăng ký dự thi của các đơn vị", "How far the units are with exam registration")}</p>
        {questions::link(page).filter(|_| is_own)}
        {summary(lang, &shown.total)}
        <p>
            <a href=identity::path(&shown.department)>{cases::title(lang)}</a>
        </p>
        {exam}
        {asked}
        {appeals}
        {late(page, &shown.department, &shown.units)}
        {chart(lang, (lang.t("Cả sở", "All units"), &shown.total), units)}
        {search(lang, action, lang.t("Tên hoặc mã đơn vị", "Name or code of a unit"), form)}
        {table(list)}
        {new_unit}
        {accounts_link(page).filter(|_| is_own).map(|link| view! { <p>{link}</p> })}
        <p>
            <a href=format!("{own}/units.csv") download="">
                {lang.t("Tải số liệu các đơn vị (CSV)", "Download the figures of all units (CSV)")}
            </a>
        </p>
        <p class="quiet">
            {lang.t(
                "Trang này và tệp chỉ có số liệu, không có thông tin của thí sinh nào. Việc tải tệp được ghi lại.",
                "This page and the file hold figures and nobody’s data. Downloading the file is recorded.",
            )}
        </p>
    }
    .into_any()
}
