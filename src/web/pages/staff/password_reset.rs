//! `/staff/password-reset`: sets the new password that a person above asked for.

use axum::{extract::Path, http::StatusCode, response::Response};
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    link::{self, KeptLink},
    new_password::{DeadLink, NewPasswordForm, dead_link, fields, label, not_ours},
    refused,
};
use crate::{
    domain::{field_errors::FieldErrors, ids::StaffPasswordResetId, staff_account::LinkState},
    usecases::{
        link_token::{LinkPurpose, LinkToken},
        staff::{Account, AccountError, set_new_password},
    },
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page, pages::staff_sign_in},
};

const PURPOSE: LinkPurpose = LinkPurpose::StaffPasswordReset;

/// `GET /staff/password-reset/{token}`
///
/// # Errors
/// `Unavailable`.
pub async fn open(page: Page, Path(token): Path<LinkToken>) -> Result<Response, WebError> {
    link::open(&page, PURPOSE, &token).await
}

/// `GET /staff/password-reset`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    match link::kept(&page, PURPOSE).await? {
        KeptLink::NotOurs => Ok(dead_link(&page, not_ours(page.lang))),
        KeptLink::Done => match staff_sign_in::waiting_step(&page).await? {
            Some(on) => Ok(on),
            None => Ok(done(&page)),
        },
        KeptLink::Opens(id) => match set_new_password::view(&page.ctx, StaffPasswordResetId(id)).await {
            Ok(account) => Ok(page.ok(title(page.lang), || view(page.lang, &account, &FieldErrors::new()))),
            Err(error) => dead(&page, error),
        },
    }
}

/// `POST /staff/password-reset`
///
/// # Errors
/// `Unavailable`, also while too many passwords wait.
pub async fn post(page: Page, PostForm(form): PostForm<NewPasswordForm>) -> Result<Response, WebError> {
    let KeptLink::Opens(id) = link::kept(&page, PURPOSE).await? else { return get(page).await };
    let set = match form.password() {
        Ok(password) => set_new_password::run(&page.ctx, StaffPasswordResetId(id), password).await,
        Err(errors) => Err(AccountError::Invalid(errors)),
    };
    match set {
        Ok(accepted) => {
            link::keep(&page, PURPOSE, KeptLink::Done).await?;
            staff_sign_in::after_new_password(&page, accepted).await
        }
        Err(AccountError::Invalid(errors)) => again(&page, id, &errors).await,
        Err(error) => dead(&page, error),
    }
}

async fn again(page: &Page, id: Uuid, errors: &FieldErrors) -> Result<Response, WebError> {
    match set_new_password::view(&page.ctx, StaffPasswordResetId(id)).await {
        Ok(account) => Ok(page.invalid(title(page.lang), || view(page.lang, &account, errors))),
        Err(error) => dead(page, error),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Đặt mật khẩu mới", "Set a new password")
}

fn view(lang: Lang, account: &Account, errors: &FieldErrors) -> AnyView {
    let rows = vec![SummaryRow::new(lang.t("Tên đăng nhập", "Name to sign in with"), text(account.email.clone()))];
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        {summary_list(lang, rows)}
        <form method="post" action=PURPOSE.path() novalidate>
            {fields(lang, &account.email, errors)}
            {buttons(vec![submit(lang.t("Đặt mật khẩu mới", "Set the new password"))])}
        </form>
    }
    .into_any()
}

fn done(page: &Page) -> Response {
    let lang = page.lang;
    let title = lang.t("Đã đặt mật khẩu mới", "The new password is set");
    page.ok(title, || {
        let label = lang.t("Đăng nhập", "Sign in");
        view! {
            {panel(title, None)}
            <p>
                {lang.t(
                    "Hãy đăng nhập bằng mật khẩu mới và mã xác thực như trước.",
                    "Sign in with the new password and a code, as before.",
                )}
            </p>
            <p>{button_link(ButtonLook::Primary, label, "/staff/sign-in")}</p>
        }
        .into_any()
    })
}

/// The page of a link that no longer sets a password.
fn dead(page: &Page, error: AccountError) -> Result<Response, WebError> {
    let lang = page.lang;
    let gone = |title, advice| DeadLink { status: StatusCode::GONE, title, advice, leads_to_sign_in: false };
    let dead = match error {
        AccountError::NotFound => not_ours(lang),
        AccountError::LinkEnded(LinkState::Accepted | LinkState::Open) => DeadLink {
            leads_to_sign_in: true,
            ..gone(
                lang.t("Liên kết này đã được dùng", "This link was used already"),
                lang.t(
                    "Mật khẩu mới đã được đặt. Nếu không phải bạn đã đặt, hãy báo ngay cho người quản lý tài khoản của đơn vị.",
                    "The new password is set. If it was not you who set it, tell whoever manages the accounts of your office at once.",
                ),
            )
        },
        AccountError::LinkEnded(LinkState::Revoked) => gone(
            lang.t("Liên kết không còn hiệu lực", "This link is no longer open"),
            lang.t(
                "Tài khoản đã đóng. Nếu bạn vẫn phụ trách công việc này, hãy hỏi người quản lý tài khoản của đơn vị.",
                "The account is closed. If this is still your work, ask whoever manages the accounts of your office.",
            ),
        ),
        AccountError::LinkEnded(LinkState::Expired) => gone(
            lang.t("Liên kết đã hết hạn", "The link has expired"),
            lang.t(
                "Liên kết chỉ có hiệu lực 72 giờ. Hãy nhờ người quản lý tài khoản của đơn vị gửi liên kết mới.",
                "The link was open for 72 hours. Ask whoever manages the accounts of your office to send a new one.",
            ),
        ),
        AccountError::LinkEnded(LinkState::Replaced) => gone(
            lang.t("Đã có liên kết mới hơn", "There is a newer link"),
            lang.t(
                "Một thư mới với liên kết khác đã được gửi cho bạn. Hãy mở liên kết trong thư mới nhất.",
                "A newer mail with another link was sent to you. Open the link of the latest mail.",
            ),
        ),
        error => return Err(refused(error)),
    };
    Ok(dead_link(page, dead))
}
