//! `/staff/invitation`: the invited person sees what the account is for and sets its password.

use axum::{extract::Path, http::StatusCode, response::Response};
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    link::{self, KeptLink},
    new_password::{DeadLink, NewPasswordForm, dead_link, fields, label, not_ours},
    office_name, refused,
};
use crate::{
    domain::{field_errors::FieldErrors, ids::StaffInvitationId, staff_account::LinkState},
    usecases::{
        link_token::{LinkPurpose, LinkToken},
        staff::{AccountError, InvitationView, accept_invitation},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, role_name},
        pages::staff_sign_in,
    },
};

const PURPOSE: LinkPurpose = LinkPurpose::StaffInvitation;

/// `GET /staff/invitation/{token}`
///
/// # Errors
/// `Unavailable`.
pub async fn open(page: Page, Path(token): Path<LinkToken>) -> Result<Response, WebError> {
    link::open(&page, PURPOSE, &token).await
}

/// `GET /staff/invitation`
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
        KeptLink::Opens(id) => match accept_invitation::view(&page.ctx, StaffInvitationId(id)).await {
            Ok(invitation) => Ok(page.ok(title(page.lang), || view(page.lang, &invitation, &FieldErrors::new()))),
            Err(error) => dead(&page, error),
        },
    }
}

/// `POST /staff/invitation`
///
/// # Errors
/// `Unavailable`, also while too many passwords wait.
pub async fn post(page: Page, PostForm(form): PostForm<NewPasswordForm>) -> Result<Response, WebError> {
    let KeptLink::Opens(id) = link::kept(&page, PURPOSE).await? else { return get(page).await };
    let accepted = match form.password() {
        Ok(password) => accept_invitation::run(&page.ctx, StaffInvitationId(id), password).await,
        Err(errors) => Err(AccountError::Invalid(errors)),
    };
    match accepted {
        Ok(accepted) => {
            link::keep(&page, PURPOSE, KeptLink::Done).await?;
            staff_sign_in::after_new_password(&page, accepted).await
        }
        Err(AccountError::Invalid(errors)) => again(&page, id, &errors).await,
        Err(error) => dead(&page, error),
    }
}

async fn again(page: &Page, id: Uuid, errors: &FieldErrors) -> Result<Response, WebError> {
    match accept_invitation::view(&page.ctx, StaffInvitationId(id)).await {
        Ok(invitation) => Ok(page.invalid(title(page.lang), || view(page.lang, &invitation, errors))),
        Err(error) => dead(page, error),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Mở tài khoản cán bộ", "Open your staff account")
}

fn view(lang: Lang, invitation: &InvitationView, errors: &FieldErrors) -> AnyView {
    let rows = vec![
        SummaryRow::new(lang.t("Họ và tên", "Full name"), text(invitation.full_name.clone())),
        SummaryRow::new(lang.t("Tên đăng nhập", "Name to sign in with"), text(invitation.email.clone())),
        SummaryRow::new(lang.t("Vai trò", "Role"), text(role_name(lang, invitation.role.kind()))),
        SummaryRow::new(lang.t("Đơn vị", "Office"), text(office_name(lang, &invitation.office))),
        SummaryRow::new(lang.t("Nhận trước", "Open until"), instant_view(invitation.link.expires_at)),
    ];
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        <p>
            {lang.t(
                "Bạn được mời mở tài khoản dưới đây. Nếu không phải bạn, hãy đóng trang này và báo cho người đã mời.",
                "You are invited to open the account below. If this is not you, close this page and tell whoever sent the invitation.",
            )}
        </p>
        {summary_list(lang, rows)}
        <h2>{lang.t("Bước 1: đặt mật khẩu", "Step 1: set a password")}</h2>
        <form method="post" action=PURPOSE.path() novalidate>
            {fields(lang, &invitation.email, errors)}
            <p>
                {lang.t(
                    "Bước 2 là cài mã xác thực trên điện thoại; hãy chuẩn bị sẵn điện thoại của bạn.",
                    "Step 2 is setting up codes on your telephone; have it at hand.",
                )}
            </p>
            {buttons(vec![submit(lang.t("Đặt mật khẩu và tiếp tục", "Set the password and continue"))])}
        </form>
    }
    .into_any()
}

/// The password is set: signing in with it leads on to the codes.
fn done(page: &Page) -> Response {
    let lang = page.lang;
    let title = lang.t("Đã đặt mật khẩu", "Your password is set");
    page.ok(title, || {
        let label = lang.t("Đăng nhập để cài mã xác thực", "Sign in to set up your codes");
        view! {
            {panel(title, None)}
            <h2>{lang.t("Bước 2: cài mã xác thực", "Step 2: set up your codes")}</h2>
            <p>
                {lang.t(
                    "Hãy đăng nhập bằng thư điện tử và mật khẩu vừa đặt. Cổng sẽ hướng dẫn bạn cài ứng dụng tạo mã trên điện thoại; xong bước này tài khoản mới dùng được.",
                    "Sign in with your e-mail address and the password you just set. The portal helps you to set up an app for codes on your telephone; only then can the account be used.",
                )}
            </p>
            <p>{button_link(ButtonLook::Primary, label, "/staff/sign-in")}</p>
        }
        .into_any()
    })
}

/// The page of an invitation that can no longer be taken up.
fn dead(page: &Page, error: AccountError) -> Result<Response, WebError> {
    let lang = page.lang;
    let gone = |title, advice| DeadLink { status: StatusCode::GONE, title, advice, leads_to_sign_in: false };
    let dead = match error {
        AccountError::NotFound => not_ours(lang),
        AccountError::AlreadyDone | AccountError::LinkEnded(LinkState::Accepted | LinkState::Open) => DeadLink {
            leads_to_sign_in: true,
            ..gone(
                lang.t("Lời mời này đã được dùng", "This invitation was taken up already"),
                lang.t(
                    "Tài khoản đã mở; bạn đăng nhập bằng thư điện tử và mật khẩu đã đặt. Nếu không phải bạn đã mở, hãy báo ngay cho người quản lý tài khoản của đơn vị.",
                    "The account is open: sign in with your e-mail address and the password you set. If it was not you who opened it, tell whoever manages the accounts of your office at once.",
                ),
            )
        },
        AccountError::LinkEnded(LinkState::Revoked) => gone(
            lang.t("Lời mời đã được thu hồi", "The invitation was taken back"),
            lang.t(
                "Người quản lý tài khoản đã thu hồi lời mời này. Nếu bạn vẫn cần tài khoản, hãy hỏi người quản lý tài khoản của đơn vị.",
                "Whoever manages the accounts has taken this invitation back. If you still need an account, ask them.",
            ),
        ),
        AccountError::LinkEnded(LinkState::Expired) => gone(
            lang.t("Lời mời đã hết hạn", "The invitation has expired"),
            lang.t(
                "Liên kết chỉ có hiệu lực 72 giờ. Hãy nhờ người đã mời gửi liên kết mới; việc đó chỉ mất một phút.",
                "The link was open for 72 hours. Ask whoever invited you to send a new one; it takes them a minute.",
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
