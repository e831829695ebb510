//! How far departments, units and classes are: figures for those who have to press on, which name nobody; and the work of
//! a department with the exam, unlockings and appeals, which names candidates and records each look.

pub mod amendments;
pub mod appeal;
pub mod appeals;
pub mod departments;
pub mod exam;
pub mod identity;
pub mod needs;
pub mod new_unit;
pub mod numbers;
pub mod rename_unit;
pub mod unit;
pub mod units;
pub mod unlocks;
pub mod venue;

use leptos::prelude::*;
use url::form_urlencoded;

use crate::{
    domain::{
        exam::progress::{NamedProgress, Progress, ProgressForm, ProgressOrder},
        ids::DepartmentCode,
    },
    usecases::department::{DepartmentError, manage_units::UnitError},
    web::{components::*, error::WebError, i18n::Lang},
};

impl From<DepartmentError> for WebError {
    fn from(error: DepartmentError) -> Self {
        match error {
            DepartmentError::Forbidden => Self::Forbidden,
            DepartmentError::NotFound => Self::NotFound,
            DepartmentError::Storage(error) => error.into(),
        }
    }
}

impl From<UnitError> for WebError {
    fn from(error: UnitError) -> Self {
        match error {
            UnitError::NotFound => Self::NotFound,
            UnitError::Storage(error) => error.into(),
            UnitError::Invalid(_) => Self::Internal,
        }
    }
}

/// The address of a department's page.
fn address(department: &DepartmentCode) -> String {
    let code: String = form_urlencoded::byte_serialize(department.0.as_bytes()).collect();
    format!("/departments/{code}")
}

/// The address of a unit's page, by its code.
fn unit_address(department: &DepartmentCode, unit: &str) -> String {
    let code: String = form_urlencoded::byte_serialize(unit.as_bytes()).collect();
    format!("{}/units/{code}", address(department))
}

/// The most groups that are drawn: those that lag most, or come first in the order asked for.
const MOST_DRAWN: usize = 20;

/// All groups together under the name of `all`, then each, as far as they are; the table below says the same in numbers.
fn chart(lang: Lang, (all, total): (&str, &Progress), groups: &[NamedProgress]) -> Option<AnyView> {
    let parts = |progress: &Progress| {
        vec![progress.approved, progress.submitted, progress.returned, progress.filling_in(), progress.absent]
    };
    let drawn = groups.iter().filter(|group| group.progress.expected() > 0).take(MOST_DRAWN);
    let named: Vec<(String, &Progress)> = std::iter::once((all.to_owned(), total))
        .chain(drawn.map(|group| (format!("{} {}", group.code, group.name), &group.progress)))
        .filter(|(_, progress)| progress.expected() > 0)
        .collect();
    let notes: Vec<String> = named
        .iter()
        .map(|(_, progress)| {
            let (approved, expected) = (lang.count(progress.approved), lang.count(progress.expected()));
            format!("{approved}/{expected} {}", lang.t("đã duyệt", "approved"))
        })
        .collect();
    let bars_of = named.iter().zip(&notes).map(|((label, progress), note)| Bar { label, parts: parts(progress), note });
    let legend = [
        lang.t("Đã duyệt", "Approved"),
        lang.t("Chờ duyệt", "Waiting"),
        lang.t("Trả lại", "Sent back"),
        lang.t("Đang khai", "Filling in"),
        lang.t("Chưa đăng nhập", "Never signed in"),
    ];
    bars(&Bars { caption: chart_caption(lang), legend: &legend, bars: bars_of.collect() })
}

/// What a chart beside a table says of itself.
const fn chart_caption(lang: Lang) -> &'static str {
    lang.t("Tiến độ bằng hình; số liệu ở bảng dưới", "The same as a picture; the figures are in the table below")
}

/// Those of `groups` that the address asks for; an order that does not exist is no page.
fn chosen(form: &ProgressForm, groups: &[NamedProgress]) -> Result<Vec<NamedProgress>, WebError> {
    form.choose(groups.to_vec()).map_err(|_| WebError::NotFound)
}

/// What a group comes to, large, and how many are approved, as a bar.
fn summary(lang: Lang, total: &Progress) -> AnyView {
    let numbers = [total.expected(), total.absent, total.submitted, total.returned, total.approved];
    let numbers = numbers.map(|number| lang.count(number));
    let [expected, absent, submitted, returned, approved] = &numbers;
    let share = match lang {
        Lang::Vi => format!("Đã duyệt {approved}/{expected} thí sinh"),
        Lang::En => format!("{approved} of {expected} candidates approved"),
    };
    let since =
        total.waiting_since.map(|since| format!("{}{}", lang.t("lâu nhất từ ", "longest since "), since.short()));
    view! {
        {figures(
            &[
                Figure { label: lang.t("Thí sinh", "Candidates"), number: expected, note: "" },
                Figure { label: lang.t("Chưa đăng nhập lần nào", "Never signed in"), number: absent, note: "" },
                Figure {
                    label: lang.t("Chờ đơn vị duyệt", "Waiting for their unit"),
                    number: submitted,
                    note: since.as_deref().unwrap_or_default(),
                },
                Figure { label: lang.t("Chờ thí sinh sửa", "Sent back"), number: returned, note: "" },
            ],
        )}
        <div class="progress">
            <label for="approved">{share}</label>
            <progress
                id="approved"
                max=total.expected().max(1).to_string()
                value=total.approved.to_string()
            ></progress>
        </div>
    }
    .into_any()
}

/// The columns of a table of groups, after the one that names the group.
pub(in crate::web::pages) fn columns(lang: Lang, first: &'static str) -> Vec<Column<'static>> {
    vec![
        Column::words(first),
        Column::number(lang.t("Thí sinh", "Candidates")),
        Column::number(lang.t("Chưa đăng nhập", "Never signed in")),
        Column::number(lang.t("Đang khai", "Filling in")),
        Column::number(lang.t("Chờ duyệt", "Waiting")),
        Column::number(lang.t("Trả lại", "Sent back")),
        Column::number(lang.t("Đã duyệt", "Approved")),
        Column::number(lang.t("Đã chốt", "Signed off")),
        Column::number(lang.t("Đã ký", "Signed")),
        Column::number(lang.t("Có số báo danh", "Numbered")),
        Column::words(lang.t("Chờ lâu nhất từ", "Longest wait since")),
    ]
}

/// The cells of a group under [`columns`].
pub(in crate::web::pages) fn cells(lang: Lang, name: AnyView, progress: &Progress) -> Vec<AnyView> {
    let counts = [
        progress.expected(),
        progress.absent,
        progress.filling_in(),
        progress.submitted,
        progress.returned,
        progress.approved,
        progress.signed_off,
        progress.signed,
        progress.numbered,
    ];
    let since = progress.waiting_since.map_or_else(|| text("–"), instant_view);
    let counts = counts.into_iter().map(|count| text(lang.count(count)));
    std::iter::once(name).chain(counts).chain([since]).collect()
}

const fn order_name(lang: Lang, order: ProgressOrder) -> &'static str {
    match order {
        ProgressOrder::Lag => lang.t("Chậm nhất trước", "Those that lag first"),
        ProgressOrder::Code => lang.t("Theo mã", "By code"),
        ProgressOrder::Name => lang.t("Theo tên", "By name"),
        ProgressOrder::Waiting => lang.t("Chờ duyệt lâu nhất trước", "The longest wait first"),
        ProgressOrder::Size => lang.t("Đông thí sinh nhất trước", "The most candidates first"),
    }
}

/// The form that searches and sorts; it works by address alone.
fn search(lang: Lang, action: &str, label: &'static str, form: &ProgressForm) -> AnyView {
    let words = TextInput { lang, name: "q", label, value: &form.q, kind: InputKind::Search, ..TextInput::default() };
    let options = ProgressOrder::ALL
        .iter()
        .map(|order| Choice { value: order.as_str(), label: order_name(lang, *order), hint: "" })
        .collect();
    let chosen = if form.sort.is_empty() { ProgressOrder::default().as_str() } else { &form.sort };
    let sort = Select {
        lang,
        name: "sort",
        label: lang.t("Sắp xếp", "Order"),
        value: chosen,
        options,
        width: Width::Medium,
        ..Select::default()
    };
    view! {
        <form method="get" action=action.to_owned() role="search" class="progress-search">
            {text_input(words)} {select(sort)} {submit(lang.t("Xem", "Show"))}
        </form>
    }
    .into_any()
}
