//! How far departments, units and classes are: figures for those who have to press on. No page here names a candidate.

pub mod amendments;
pub mod appeal;
pub mod appeals;
pub mod departments;
pub mod exam;
pub mod identity;
pub mod rooms;
pub mod unit;
pub mod units;
pub mod unlocks;

use leptos::prelude::*;
use url::form_urlencoded;

use crate::{
    domain::{
        exam::progress::{NamedProgress, Progress, ProgressForm, ProgressOrder},
        ids::DepartmentCode,
    },
    usecases::department::DepartmentError,
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

/// The address of a department's page.
fn address(department: &DepartmentCode) -> String {
    let code: String = form_urlencoded::byte_serialize(department.0.as_bytes()).collect();
    format!("/departments/{code}")
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
