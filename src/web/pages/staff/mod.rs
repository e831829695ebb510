//! `/staff/accounts` and what leads there: the accounts that one answers for, and the links that begin or renew one.

pub mod account;
pub mod account_action;
pub mod accounts;
pub mod invitation;
pub mod invite;
pub mod link;
pub(super) mod new_password;
pub mod password_reset;
pub mod sent_invitation;

use leptos::prelude::*;

use crate::{
    domain::{access::Permission, staff_account::ListedState},
    usecases::{
        password::PasswordError,
        staff::{AccountError, AccountEvent},
    },
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// The accounts' list.
pub const ACCOUNTS: &str = "/staff/accounts";

/// The link to the accounts, for the start pages of those who see them.
#[must_use]
pub fn accounts_link(page: &Page) -> Option<AnyView> {
    page.may(Permission::ViewStaffAccounts)
        .then(|| view! { <a href=ACCOUNTS>{page.t("Tài khoản cán bộ", "Staff accounts")}</a> }.into_any())
}

/// What the pages of accounts answer when nothing was done and no form is to be shown again.
fn refused(error: AccountError) -> WebError {
    match error {
        AccountError::NotFound => WebError::NotFound,
        AccountError::Forbidden => WebError::Forbidden,
        AccountError::Invalid(_) => WebError::BadRequest,
        AccountError::AlreadyDone | AccountError::Closed | AccountError::LinkEnded(_) => WebError::Stale,
        AccountError::Hashing(PasswordError::Busy) => WebError::Unavailable,
        AccountError::Hashing(PasswordError::Broken) => WebError::Internal,
        AccountError::Storage(error) => error.into(),
    }
}

fn state_tag(lang: Lang, state: ListedState) -> AnyView {
    let tone = match state {
        ListedState::Active => Tone::Success,
        ListedState::Invited => Tone::Info,
        ListedState::InvitationExpired => Tone::Warning,
        ListedState::Closed => Tone::Neutral,
    };
    tag(tone, state_name(lang, state))
}

const fn state_name(lang: Lang, state: ListedState) -> &'static str {
    match state {
        ListedState::Active => lang.t("Đang dùng", "In use"),
        ListedState::Invited => lang.t("Đã mời", "Invited"),
        ListedState::InvitationExpired => lang.t("Lời mời hết hạn", "Invitation expired"),
        ListedState::Closed => lang.t("Đã đóng", "Closed"),
    }
}

/// The name of an office; the whole country has none of its own.
pub(super) fn office_name(lang: Lang, office: &str) -> String {
    if office.is_empty() {
        lang.t("Bộ Giáo dục và Đào tạo", "The Ministry").to_owned()
    } else {
        office.to_owned()
    }
}

/// What was done, the latest first.
fn history(lang: Lang, events: &[AccountEvent]) -> AnyView {
    let row = |event: &AccountEvent| {
        let by = event.by.clone().unwrap_or_else(|| lang.t("Cổng Thí sinh", "The portal").to_owned());
        vec![
            instant_view(event.at),
            text(action_name(lang, &event.action)),
            text(by),
            text(event.reason.clone().unwrap_or_else(|| "–".to_owned())),
        ]
    };
    table(Table {
        caption: lang.t("Lịch sử, mới nhất trước", "History, the latest first"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Người thực hiện", "By")),
            Column::words(lang.t("Lý do", "Reason")),
        ],
        rows: events.iter().map(row).collect(),
        when_empty: lang
            .t("Chưa có việc gì được ghi lại với tài khoản này.", "Nothing has been recorded of this account yet."),
    })
}

fn action_name(lang: Lang, action: &str) -> &str {
    match action {
        "staff_account.invite" => lang.t("Gửi lời mời", "Invitation sent"),
        "staff_account.revoke_invitation" => lang.t("Thu hồi lời mời", "Invitation taken back"),
        "staff_account.accept_invitation" => lang.t("Nhận lời mời, mở tài khoản", "Invitation taken up"),
        "staff_account.close" => lang.t("Đóng tài khoản", "Account closed"),
        "staff_account.reopen" => lang.t("Mở lại tài khoản", "Account opened again"),
        "staff_account.reset_second_factor" => lang.t("Gỡ thiết bị tạo mã xác thực", "Code device removed"),
        "staff_account.reset_password" => lang.t("Yêu cầu đặt mật khẩu mới", "New password asked for"),
        "staff_account.change_password" => lang.t("Đổi mật khẩu của mình", "Own password changed"),
        "staff_account.change_second_factor" => lang.t("Đổi thiết bị tạo mã của mình", "Own device for codes changed"),
        "staff_account.set_password" => lang.t("Đặt mật khẩu mới", "New password set"),
        other => other,
    }
}
