//! What is done to an account, each after a page that says what it means: closing, opening again, a new password, a
//! new second factor.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;

use super::{
    account::{address, conflict, facts, load, read_id},
    refused,
};
use crate::{
    domain::{field_errors::FieldErrors, staff_account::ReasonForm},
    usecases::staff::{self, AccountError, view_accounts::AccountDetails},
    web::{components::*, error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// What can be done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountAction {
    /// Sends a link to set a new password.
    ResetPassword,
    /// Takes the second factor away.
    ResetSecondFactor,
    /// Closes the account.
    Close,
    /// Opens it again.
    Reopen,
}

impl AccountAction {
    /// All, in the order of the account's page.
    pub const ALL: [Self; 4] = [Self::ResetPassword, Self::ResetSecondFactor, Self::Close, Self::Reopen];

    /// The last part of its address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset-password",
            Self::ResetSecondFactor => "reset-second-factor",
            Self::Close => "close",
            Self::Reopen => "reopen",
        }
    }

    /// Whether it is done to closed accounts; the others to open ones.
    pub(super) const fn is_for_closed(self) -> bool {
        matches!(self, Self::Reopen)
    }

    pub(super) const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::ResetPassword => lang.t("Gửi liên kết đặt mật khẩu mới", "Send a link to set a new password"),
            Self::ResetSecondFactor => lang.t("Gỡ thiết bị tạo mã xác thực", "Remove the device that makes the codes"),
            Self::Close => lang.t("Đóng tài khoản", "Close the account"),
            Self::Reopen => lang.t("Mở lại tài khoản", "Open the account again"),
        }
    }

    /// What it means, a sentence each.
    const fn meaning(self, lang: Lang) -> [&'static str; 3] {
        match self {
            Self::ResetPassword => [
                lang.t(
                    "Mật khẩu hiện tại hết hiệu lực ngay; mọi phiên làm việc kết thúc.",
                    "The present password stops working at once, and all sessions end.",
                ),
                lang.t(
                    "Liên kết dùng một lần được gửi tới thư điện tử của tài khoản, có hiệu lực 72 giờ.",
                    "A link that works once goes to the account's e-mail address and is open for 72 hours.",
                ),
                lang.t(
                    "Khi đăng nhập, người dùng vẫn cần mã xác thực như trước.",
                    "Signing in still takes a code, as before.",
                ),
            ],
            Self::ResetSecondFactor => [
                lang.t(
                    "Hãy chắc chắn đúng người đang nhờ bạn: gặp trực tiếp hoặc gọi vào số bạn đã biết. Không làm theo yêu cầu chỉ qua thư hay tin nhắn.",
                    "Make sure who is asking: meet them, or call a number that you know. Never do it on the word of a mail or message alone.",
                ),
                lang.t(
                    "Mã xác thực và mã khôi phục cũ hết hiệu lực; mọi phiên làm việc kết thúc.",
                    "Codes and recovery codes stop working, and all sessions end.",
                ),
                lang.t(
                    "Lần đăng nhập tới, sau mật khẩu, người dùng phải cài lại mã xác thực.",
                    "At the next sign-in, after the password, the codes have to be set up again.",
                ),
            ],
            Self::Close => [
                lang.t(
                    "Không ai đăng nhập được bằng tài khoản này nữa; mọi phiên làm việc kết thúc ngay.",
                    "Nobody signs in with this account any more, and all its sessions end at once.",
                ),
                lang.t(
                    "Những lời mời do tài khoản này gửi mà chưa ai nhận sẽ bị thu hồi.",
                    "Invitations that it sent and nobody has taken up are taken back.",
                ),
                lang.t(
                    "Những việc tài khoản đã làm vẫn được lưu. Bạn có thể mở lại tài khoản.",
                    "What was done with it stays on record. You can open it again.",
                ),
            ],
            Self::Reopen => [
                lang.t(
                    "Người dùng đăng nhập lại được bằng mật khẩu và mã xác thực cũ.",
                    "The person can sign in again, with the password and the codes of before.",
                ),
                lang.t("Vai trò và đơn vị giữ nguyên.", "Role and office stay as they were."),
                lang.t(
                    "Nếu nghi có người khác biết mật khẩu, hãy đặt lại mật khẩu ngay sau khi mở.",
                    "If someone else may know the password, reset it right after opening.",
                ),
            ],
        }
    }

    /// That it was done.
    pub(super) const fn done(self, lang: Lang) -> &'static str {
        match self {
            Self::ResetPassword => lang.t("Đã gửi liên kết đặt mật khẩu mới", "The link was sent"),
            Self::ResetSecondFactor => lang.t("Đã gỡ thiết bị tạo mã xác thực", "The device was removed"),
            Self::Close => lang.t("Đã đóng tài khoản", "The account is closed"),
            Self::Reopen => lang.t("Đã mở lại tài khoản", "The account is open again"),
        }
    }

    /// Who is told.
    pub(super) const fn told(self, lang: Lang) -> &'static str {
        match self {
            Self::ResetPassword => lang.t(
                "Hãy nhắc người dùng mở thư trong vòng 72 giờ.",
                "Remind the person to open the mail within 72 hours.",
            ),
            _ => lang.t("Người dùng được báo qua thư điện tử.", "The person is told by e-mail."),
        }
    }
}

/// `GET` and `POST` of each action's page.
macro_rules! doors {
    ($($get:ident, $post:ident => $action:ident, $path:literal;)+) => {$(
        #[doc = concat!("`GET /staff/accounts/{id}/", $path, "`: what it means.")]
        ///
        /// # Errors
        /// `NotFound`, also for an account of another office; `Forbidden`; `Unavailable`.
        pub async fn $get(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
            get(&page, &id, AccountAction::$action).await
        }

        #[doc = concat!("`POST /staff/accounts/{id}/", $path, "`")]
        ///
        /// # Errors
        /// `NotFound`, also for an account of another office; `Forbidden`; `Unavailable`.
        pub async fn $post(
            page: Page,
            Path(id): Path<String>,
            PostForm(form): PostForm<ReasonForm>,
        ) -> Result<Response, WebError> {
            post(&page, &id, &form, AccountAction::$action).await
        }
    )+};
}

doors! {
    get_reset_password, reset_password => ResetPassword, "reset-password";
    get_reset_second_factor, reset_second_factor => ResetSecondFactor, "reset-second-factor";
    get_close, close => Close, "close";
    get_reopen, reopen => Reopen, "reopen";
}

async fn get(page: &Page, id: &str, action: AccountAction) -> Result<Response, WebError> {
    let details = load(page, read_id(id)?).await?;
    if !details.is_managed {
        return Err(WebError::Forbidden);
    }
    if details.account.closed_at.is_some() != action.is_for_closed() {
        return Ok(page.see_other(&address(details.account.id)));
    }
    let (form, errors) = (ReasonForm::default(), FieldErrors::new());
    Ok(page.ok(action.title(page.lang), || view(page.lang, &details, action, &form, &errors)))
}

async fn post(page: &Page, id: &str, form: &ReasonForm, action: AccountAction) -> Result<Response, WebError> {
    let id = read_id(id)?;
    let (ctx, actor) = (&page.ctx, page.staff()?);
    let outcome = match action {
        AccountAction::ResetPassword => staff::reset_password::run(ctx, actor, id, form).await,
        AccountAction::ResetSecondFactor => staff::reset_second_factor::run(ctx, actor, id, form).await,
        AccountAction::Close => staff::close_account::run(ctx, actor, id, form).await,
        AccountAction::Reopen => staff::reopen_account::run(ctx, actor, id, form).await,
    };
    match outcome {
        Ok(()) => Ok(page.see_other(&format!("{}?done={}", address(id), action.path()))),
        Err(AccountError::Invalid(errors)) => {
            let details = load(page, id).await?;
            if !details.is_managed {
                return Err(WebError::Forbidden);
            }
            Ok(page.invalid(action.title(page.lang), || view(page.lang, &details, action, form, &errors)))
        }
        Err(AccountError::AlreadyDone) => {
            let title = match action {
                AccountAction::ResetSecondFactor => page.t(
                    "Tài khoản này chưa cài mã xác thực, nên không có gì để gỡ",
                    "This account has not set up its codes, so there is nothing to remove",
                ),
                _ => page.t("Có người đã làm việc này trước bạn", "Someone has done this before you"),
            };
            conflict(page, id, title).await
        }
        Err(AccountError::Closed) => conflict(page, id, page.t("Tài khoản đang đóng", "The account is closed")).await,
        Err(error) => Err(refused(error)),
    }
}

fn view(
    lang: Lang,
    details: &AccountDetails,
    action: AccountAction,
    form: &ReasonForm,
    errors: &FieldErrors,
) -> AnyView {
    let back = address(details.account.id);
    let label = lang.t("Lý do", "Reason");
    let reason = Textarea {
        lang,
        name: "reason",
        label,
        hint: lang.t(
            "Lưu trong lịch sử tài khoản, người quản lý và kiểm toán đọc được; tối đa 300 ký tự",
            "Kept in the account's history, where managers and auditors read it; at most 300 characters",
        ),
        value: &form.reason,
        error: errors.of("reason"),
        rows: 3,
        ..Textarea::default()
    };
    let meaning: Vec<_> = action.meaning(lang).into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect();
    let look = if action == AccountAction::Reopen { ButtonLook::Primary } else { ButtonLook::Warning };
    view! {
        {back_link(lang, &back)}
        {error_summary(lang, errors, |field| (field.to_owned(), label))}
        <h1>{action.title(lang)}</h1>
        {summary_list(lang, facts(lang, details))}
        {notice(
            lang,
            Tone::Warning,
            lang.t("Việc này có nghĩa là", "This means"),
            view! { <ul>{meaning}</ul> }.into_any(),
        )}
        <form method="post" action=format!("{back}/{}", action.path()) novalidate>
            {textarea(reason)}
            {buttons(
                vec![
                    button(Button { look, label: action.title(lang), ..Button::default() }),
                    button_link(ButtonLook::Secondary, lang.t("Để sau", "Not now"), &back),
                ],
            )}
        </form>
    }
    .into_any()
}
