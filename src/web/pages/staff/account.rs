//! `/staff/accounts/{id}`: one account, what was done to it, and what can be done.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{ACCOUNTS, account_action::AccountAction, accounts, history, office_name, refused, state_tag};
use crate::{
    domain::{ids::StaffId, staff_account::ListedState},
    usecases::staff::view_accounts::{self, AccountDetails},
    web::{
        components::*,
        error::WebError,
        i18n::Lang,
        page::{Page, role_name},
    },
};

/// What was done on the page before.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    pub(super) done: String,
}

/// `GET /staff/accounts/{id}`
///
/// # Errors
/// `NotFound`, also for an account of another office; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>, Query(done): Query<Done>) -> Result<Response, WebError> {
    let details = load(&page, read_id(&id)?).await?;
    let said = AccountAction::ALL.iter().find(|action| action.path() == done.done).map(|action| {
        notice(page.lang, Tone::Success, action.done(page.lang), view! { <p>{action.told(page.lang)}</p> }.into_any())
    });
    Ok(page.ok(&details.account.full_name, || view(&page, &details, said)))
}

/// The account's page again, 409, with what stood in the way.
pub(super) async fn conflict(page: &Page, id: StaffId, title: &str) -> Result<Response, WebError> {
    let details = load(page, id).await?;
    let body = page
        .t("Không có gì thay đổi. Tài khoản hiện như dưới đây.", "Nothing was changed. The account now is as below.");
    let said = notice(page.lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any());
    Ok(page.with_status(StatusCode::CONFLICT, &details.account.full_name, || view(page, &details, Some(said))))
}

pub(super) async fn load(page: &Page, id: StaffId) -> Result<AccountDetails, WebError> {
    view_accounts::one(&page.ctx, page.staff()?, id).await.map_err(refused)
}

pub(super) fn read_id(id: &str) -> Result<StaffId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

pub(super) fn address(id: StaffId) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// Who the account belongs to.
pub(super) fn facts(lang: Lang, details: &AccountDetails) -> Vec<SummaryRow> {
    let account = &details.account;
    vec![
        SummaryRow::new(lang.t("Họ và tên", "Full name"), text(account.full_name.clone())),
        SummaryRow::new(lang.t("Thư điện tử", "E-mail address"), text(account.email.clone())),
        SummaryRow::new(lang.t("Vai trò", "Role"), text(role_name(lang, account.role.kind()))),
        SummaryRow::new(lang.t("Đơn vị", "Office"), text(office_name(lang, &account.office))),
    ]
}

fn view(page: &Page, details: &AccountDetails, said: Option<AnyView>) -> AnyView {
    let lang = page.lang;
    let account = &details.account;
    let state = if account.closed_at.is_some() { ListedState::Closed } else { ListedState::Active };
    let mut rows = facts(lang, details);
    rows.push(SummaryRow::new(lang.t("Trạng thái", "State"), state_tag(lang, state)));
    rows.push(SummaryRow::new(lang.t("Mở lúc", "Made"), instant_view(account.created_at)));
    if let Some(closed_at) = account.closed_at {
        rows.push(SummaryRow::new(lang.t("Đóng lúc", "Closed"), instant_view(closed_at)));
        let reason = account.closed_because.clone().unwrap_or_default();
        rows.push(SummaryRow::new(lang.t("Lý do đóng", "Why"), text(reason)));
    }
    view! {
        {said}
        {breadcrumbs(lang, &[(ACCOUNTS, accounts::title(lang))])}
        <h1>{account.full_name.clone()}</h1>
        {summary_list(lang, rows)}
        {actions(lang, details)}
        <h2>{lang.t("Lịch sử tài khoản", "History of the account")}</h2>
        {history(lang, &details.history)}
    }
    .into_any()
}

fn actions(lang: Lang, details: &AccountDetails) -> AnyView {
    if details.is_own {
        let words = lang.t(
            "Đây là tài khoản của bạn. Không ai tự đóng hay đặt lại tài khoản của mình: hãy nhờ đồng nghiệp cùng cấp hoặc cấp trên.",
            "This is your own account. Nobody closes or resets their own: ask a colleague of your level or someone above.",
        );
        let own =
            lang.t("Đổi mật khẩu hoặc thiết bị tạo mã của bạn", "Change your password or the device for your codes");
        return inset(
            view! {
                <p>{words}</p>
                <p>
                    <a href="/account">{own}</a>
                </p>
            }
            .into_any(),
        );
    }
    if !details.is_managed {
        return ().into_any();
    }
    let id = details.account.id;
    let is_closed = details.account.closed_at.is_some();
    let links: Vec<_> = AccountAction::ALL
        .iter()
        .filter(|action| action.is_for_closed() == is_closed)
        .map(|action| {
            view! {
                <li>
                    <a href=format!("{}/{}", address(id), action.path())>{action.title(lang)}</a>
                </li>
            }
        })
        .collect();
    view! {
        <h2>{lang.t("Việc có thể làm", "What you can do")}</h2>
        <ul>{links}</ul>
    }
    .into_any()
}
