//! `/ministry/payments/windows`: when each group of provinces pays, and the form that lets a window close later.

use axum::response::Response;
use leptos::prelude::*;

use super::back_to_overview;
use crate::{
    domain::{
        access::Permission,
        field_errors::FieldErrors,
        season::{EXTENSION_MAX_REASON, ExtensionForm, Phase, PhaseKind, WindowState},
    },
    usecases::ministry::extend_payment_window::{self, ExtendWindowError, KeptExtension},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// Where the page is.
pub const PATH: &str = "/ministry/payments/windows";

/// `GET /ministry/payments/windows`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let kept = load(&page).await?;
    Ok(page.ok(title(&page), || view(&page, &kept, &ExtensionForm::default(), &FieldErrors::new())))
}

/// `POST /ministry/payments/windows`
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<ExtensionForm>) -> Result<Response, WebError> {
    match extend_payment_window::run(&page.ctx, page.staff()?, &form).await {
        Ok(()) => Ok(page.see_other(PATH)),
        Err(ExtendWindowError::Invalid(errors)) => {
            let kept = load(&page).await?;
            Ok(page.invalid(title(&page), || view(&page, &kept, &form, &errors)))
        }
        Err(ExtendWindowError::Forbidden) => Err(WebError::Forbidden),
        Err(ExtendWindowError::Storage(error)) => Err(error.into()),
    }
}

async fn load(page: &Page) -> Result<Vec<KeptExtension>, WebError> {
    extend_payment_window::kept(&page.ctx, &page.actor, &page.season).await?.ok_or(WebError::Forbidden)
}

pub(super) fn title(page: &Page) -> &'static str {
    if page.may(Permission::ExtendPaymentWindow) {
        page.t("Gia hạn nộp lệ phí", "Extend a payment window")
    } else {
        page.t("Hạn nộp lệ phí", "Payment windows")
    }
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "group" => lang.t("Nhóm tỉnh", "Group of provinces"),
        "closes_at" => lang.t("Hạn mới (giờ Việt Nam)", "New closing (Vietnam time)"),
        _ => lang.t("Lý do", "Reason"),
    }
}

fn group_name(lang: Lang, group: u8) -> String {
    match (lang, group) {
        (_, 0) => lang.t("Cả nước", "Everyone").to_owned(),
        (Lang::Vi, group) => format!("Nhóm {group}"),
        (Lang::En, group) => format!("Group {group}"),
    }
}

fn view(page: &Page, kept: &[KeptExtension], form: &ExtensionForm, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let windows: Vec<&Phase> =
        page.season.calendar.phases().iter().filter(|phase| phase.kind == PhaseKind::Payment).collect();
    let extend = page.may(Permission::ExtendPaymentWindow).then(|| extension_form(lang, &windows, form, errors));
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        {back_to_overview(lang)}
        <h1>{title(page)}</h1>
        {table(
            Table {
                caption: lang.t("Các đợt nộp lệ phí", "Payment windows"),
                columns: vec![
                    Column::words(label(lang, "group")),
                    Column::words(lang.t("Mở", "Opens")),
                    Column::words(lang.t("Đóng", "Closes")),
                    Column::words(lang.t("Tình trạng", "Standing")),
                ],
                rows: windows.iter().map(|window| cells(page, window)).collect(),
                when_empty: lang.t("Mùa này chưa có lịch nộp lệ phí.", "The season has no payment window yet."),
            },
        )}
        {extend}
        {history(lang, kept)}
    }
    .into_any()
}

fn cells(page: &Page, window: &Phase) -> Vec<AnyView> {
    let lang = page.lang;
    let (tone, words) = match window.state_at(page.now) {
        WindowState::Open { .. } => (Tone::Success, lang.t("Đang mở", "Open")),
        WindowState::Closed { .. } => (Tone::Neutral, lang.t("Đã đóng", "Closed")),
        _ => (Tone::Info, lang.t("Chưa mở", "Not open yet")),
    };
    let extended = window.extended_from.map(|from| {
        view! { <span class="quiet">" (" {lang.t("trước: ", "before: ")} {instant_view(from)} ")"</span> }
    });
    vec![
        text(group_name(lang, window.province_group)),
        instant_view(window.opens_at),
        view! { <span>{instant_view(window.closes_at)} {extended}</span> }.into_any(),
        view! { {tag(tone, words)} }.into_any(),
    ]
}

fn extension_form(lang: Lang, windows: &[&Phase], form: &ExtensionForm, errors: &FieldErrors) -> AnyView {
    let names: Vec<(String, String)> = windows
        .iter()
        .map(|window| (window.province_group.to_string(), group_name(lang, window.province_group)))
        .collect();
    let group = Select {
        lang,
        name: "group",
        label: label(lang, "group"),
        value: &form.group,
        error: errors.of("group"),
        options: names.iter().map(|(value, label)| Choice { value, label, hint: "" }).collect(),
        ..Select::default()
    };
    let closes_at = TextInput {
        lang,
        name: "closes_at",
        label: label(lang, "closes_at"),
        hint: lang.t(
            "Muộn hơn hạn hiện tại và không quá lúc bắt đầu xử lý nguyện vọng",
            "Later than now announced, and not after the matching begins",
        ),
        value: &form.closes_at,
        error: errors.of("closes_at"),
        kind: InputKind::DateTime,
        width: Width::Medium,
        ..TextInput::default()
    };
    let hint = match lang {
        Lang::Vi => format!("Kiểm toán đọc được; tối đa {EXTENSION_MAX_REASON} ký tự"),
        Lang::En => format!("Auditors read it; at most {EXTENSION_MAX_REASON} characters"),
    };
    let reason = Textarea {
        lang,
        name: "reason",
        label: label(lang, "reason"),
        hint: &hint,
        value: &form.reason,
        error: errors.of("reason"),
        rows: 3,
        ..Textarea::default()
    };
    let meaning = view! {
        <ul>
            <li>{lang.t("Hạn mới có hiệu lực ngay và không rút ngắn lại được.", "The new closing holds at once and is never moved back.")}</li>
            <li>
                {lang.t(
                    "Mọi thí sinh của nhóm chưa nộp lệ phí được báo qua thư điện tử và thấy hạn mới ở trang lệ phí.",
                    "Every candidate of the group who has not paid is told by e-mail and sees it on the fee page.",
                )}
            </li>
        </ul>
    };
    view! {
        <h2>{lang.t("Gia hạn cho một nhóm", "Extend the window of a group")}</h2>
        {notice(lang, Tone::Warning, lang.t("Việc này có nghĩa là", "This means"), meaning.into_any())}
        <form method="post" action=PATH novalidate>
            {select(group)} {text_input(closes_at)} {textarea(reason)}
            {buttons(vec![submit(lang.t("Gia hạn", "Extend"))])}
        </form>
    }
    .into_any()
}

fn history(lang: Lang, kept: &[KeptExtension]) -> AnyView {
    let rows = kept.iter().map(|kept| {
        let extension = &kept.extension;
        let told = kept.told_at.map_or_else(|| text(lang.t("đang gửi thư", "being told")), instant_view);
        vec![
            instant_view(kept.at),
            text(group_name(lang, extension.province_group)),
            instant_view(extension.closes_at),
            text(&*extension.reason),
            told,
        ]
    });
    let table = table(Table {
        caption: lang.t("Mới nhất trước", "The latest first"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(label(lang, "group")),
            Column::words(lang.t("Hạn mới", "New closing")),
            Column::words(label(lang, "reason")),
            Column::words(lang.t("Đã báo thí sinh", "Candidates told")),
        ],
        rows: rows.collect(),
        when_empty: lang.t("Chưa gia hạn lần nào.", "No window was extended."),
    });
    view! { <h2>{lang.t("Các lần gia hạn", "Extensions so far")}</h2> {table} }.into_any()
}
