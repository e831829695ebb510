//! `/staff/accounts/invitations/{id}`: an invitation that was sent, to send it anew or take it back.

use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use leptos::prelude::*;

use super::{ACCOUNTS, account::Done, accounts, history, office_name, refused};
use crate::{
    domain::{ids::StaffInvitationId, staff_account::LinkState},
    usecases::staff::{
        AccountError, resend_invitation, revoke_invitation,
        view_accounts::{self, InvitationDetails},
    },
    web::{
        components::*,
        error::WebError,
        i18n::Lang,
        page::{Page, role_name},
    },
};

/// `GET /staff/accounts/invitations/{id}`
///
/// # Errors
/// `NotFound`, also for an invitation of another office; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>, Query(done): Query<Done>) -> Result<Response, WebError> {
    let details = load(&page, &id).await?;
    let lang = page.lang;
    let said = match done.done.as_str() {
        "invited" => Some(lang.t("Đã gửi lời mời", "The invitation was sent")),
        "resent" => Some(lang.t("Đã gửi liên kết mới", "A new link was sent")),
        "revoked" => Some(lang.t("Đã thu hồi lời mời", "The invitation was taken back")),
        _ => None,
    };
    let told = if done.done == "revoked" {
        lang.t("Liên kết trong thư không dùng được nữa.", "The link in the mail no longer works.")
    } else {
        lang.t(
            "Người được mời nhận thư trong ít phút. Nếu không thấy, hãy xem thư mục thư rác.",
            "The mail arrives within minutes. If it does not, look among junk mail.",
        )
    };
    let said = said.map(|title| notice(lang, Tone::Success, title, view! { <p>{told}</p> }.into_any()));
    Ok(page.ok(&details.invitation.full_name, || view(&page, &details, said)))
}

/// `POST /staff/accounts/invitations/{id}/resend`
///
/// # Errors
/// `NotFound`, `Forbidden`; `Unavailable`.
pub async fn resend(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let invitation = read_id(&id)?;
    match resend_invitation::run(&page.ctx, page.staff()?, invitation).await {
        Ok(next) => Ok(page.see_other(&format!("{}?done=resent", address(next)))),
        Err(error) => not_done(&page, &id, error).await,
    }
}

/// `POST /staff/accounts/invitations/{id}/revoke`
///
/// # Errors
/// `NotFound`, `Forbidden`; `Unavailable`.
pub async fn revoke(page: Page, Path(id): Path<String>) -> Result<Response, WebError> {
    let invitation = read_id(&id)?;
    match revoke_invitation::run(&page.ctx, page.staff()?, invitation).await {
        Ok(()) => Ok(page.see_other(&format!("{}?done=revoked", address(invitation)))),
        Err(error) => not_done(&page, &id, error).await,
    }
}

/// The page again, 409, with what stood in the way.
async fn not_done(page: &Page, id: &str, error: AccountError) -> Result<Response, WebError> {
    let lang = page.lang;
    let title = match error {
        AccountError::LinkEnded(_) | AccountError::AlreadyDone => {
            lang.t("Lời mời này không còn mở", "This invitation is no longer open")
        }
        AccountError::Invalid(_) => {
            lang.t("Địa chỉ này đã có lời mời khác", "The address has another invitation by now")
        }
        error => return Err(refused(error)),
    };
    let details = load(page, id).await?;
    let body = lang.t("Không có gì thay đổi.", "Nothing was changed.");
    let said = notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any());
    let name = details.invitation.full_name.clone();
    Ok(page.with_status(StatusCode::CONFLICT, &name, || view(page, &details, Some(said))))
}

async fn load(page: &Page, id: &str) -> Result<InvitationDetails, WebError> {
    view_accounts::invitation(&page.ctx, page.staff()?, read_id(id)?).await.map_err(refused)
}

fn read_id(id: &str) -> Result<StaffInvitationId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

fn address(id: StaffInvitationId) -> String {
    format!("{ACCOUNTS}/invitations/{id}")
}

fn view(page: &Page, details: &InvitationDetails, said: Option<AnyView>) -> AnyView {
    let lang = page.lang;
    let invitation = &details.invitation;
    let state = invitation.link.state_at(page.ctx.clock.machine_now());
    let mut rows = vec![
        SummaryRow::new(lang.t("Họ và tên", "Full name"), text(invitation.full_name.clone())),
        SummaryRow::new(lang.t("Thư điện tử", "E-mail address"), text(invitation.email.clone())),
        SummaryRow::new(lang.t("Vai trò", "Role"), text(role_name(lang, invitation.role.kind()))),
        SummaryRow::new(lang.t("Đơn vị", "Office"), text(office_name(lang, &invitation.office))),
        SummaryRow::new(lang.t("Trạng thái", "State"), state_tag(lang, state)),
        SummaryRow::new(lang.t("Gửi lúc", "Sent"), instant_view(invitation.created_at)),
    ];
    match state {
        LinkState::Open | LinkState::Expired => {
            rows.push(SummaryRow::new(lang.t("Hạn nhận", "Open until"), instant_view(invitation.link.expires_at)));
        }
        LinkState::Accepted | LinkState::Revoked | LinkState::Replaced => {
            if let Some(ended_at) = invitation.ended_at {
                rows.push(SummaryRow::new(lang.t("Kết thúc lúc", "Ended"), instant_view(ended_at)));
            }
        }
    }
    let account = invitation.staff_id.map(|account| {
        view! {
            <p>
                <a href=format!("{ACCOUNTS}/{account}")>{lang.t("Xem tài khoản", "To the account")}</a>
            </p>
        }
    });
    view! {
        {said}
        {breadcrumbs(lang, &[(ACCOUNTS, accounts::title(lang))])}
        <p class="quiet">{lang.t("Lời mời mở tài khoản", "Invitation to an account")}</p>
        <h1>{invitation.full_name.clone()}</h1>
        {summary_list(lang, rows)}
        {account}
        {details.is_managed.then(|| actions(lang, invitation.id, state))}
        <h2>{lang.t("Lịch sử lời mời", "History of the invitation")}</h2>
        {history(lang, &details.history)}
    }
    .into_any()
}

fn actions(lang: Lang, id: StaffInvitationId, state: LinkState) -> AnyView {
    let (can_resend, can_revoke) = (matches!(state, LinkState::Open | LinkState::Expired), state == LinkState::Open);
    if !can_resend {
        return ().into_any();
    }
    let resend = Button {
        look: ButtonLook::Secondary,
        label: lang.t("Gửi liên kết mới", "Send a new link"),
        ..Button::default()
    };
    let revoke = Button {
        look: ButtonLook::Warning,
        label: lang.t("Thu hồi lời mời", "Take the invitation back"),
        ..Button::default()
    };
    let revoke = can_revoke.then(|| {
        view! {
            <form method="post" action=format!("{}/revoke", address(id))>{button(revoke)}</form>
        }
        .into_any()
    });
    let resend = view! {
        <form method="post" action=format!("{}/resend", address(id))>{button(resend)}</form>
    };
    view! {
        <p class="quiet">
            {lang.t(
                "Gửi liên kết mới thì liên kết cũ không dùng được nữa.",
                "When a new link is sent, the old one stops working.",
            )}
        </p>
        {buttons(std::iter::once(resend.into_any()).chain(revoke).collect())}
    }
    .into_any()
}

fn state_tag(lang: Lang, state: LinkState) -> AnyView {
    match state {
        LinkState::Open => tag(Tone::Info, lang.t("Đang chờ", "Open")),
        LinkState::Accepted => tag(Tone::Success, lang.t("Đã nhận", "Taken up")),
        LinkState::Revoked => tag(Tone::Neutral, lang.t("Đã thu hồi", "Taken back")),
        LinkState::Expired => tag(Tone::Warning, lang.t("Hết hạn", "Expired")),
        LinkState::Replaced => tag(Tone::Neutral, lang.t("Đã thay bằng liên kết mới", "Replaced by a newer link")),
    }
}
