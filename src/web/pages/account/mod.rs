//! `/account`: what whoever has signed in sees of their own account, and the ways to look after it.

pub mod new_device;
pub mod password;
pub mod second_factor;
pub mod sessions;

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::{
        access::{Actor, Permission},
        ids::SessionId,
    },
    usecases::{
        second_factor::RECOVERY_CODES,
        visitor::view_account::{self, AccountView, StaffView},
    },
    web::{
        components::*,
        error::WebError,
        i18n::Lang,
        page::{Page, home_of, role_name},
        pages::staff::{self, office_name},
    },
};

/// Where the page is.
const PATH: &str = "/account";
/// What was done when the password was changed.
const DONE_PASSWORD: &str = "password";

/// What was just done.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    done: String,
    /// How many other sessions ended with it.
    ended: String,
}

/// `GET /account`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page, Query(done): Query<Done>) -> Result<Response, WebError> {
    let account = view_account::run(&page.ctx, &page.actor).await?;
    let title = page.t("Tài khoản", "Account");
    Ok(page.ok(title, || view(&page, title, &account, &done)))
}

/// The session that asks.
fn this_session(page: &Page) -> Result<SessionId, WebError> {
    page.living.map(|session| session.id).ok_or(WebError::Forbidden)
}

fn view(page: &Page, title: &'static str, account: &AccountView, done: &Done) -> AnyView {
    let lang = page.lang;
    let is_candidate = matches!(page.actor, Actor::Candidate(_));
    let role = page.actor.role().map_or("", |role| role_name(lang, role));
    let mut rows = vec![
        SummaryRow::new(lang.t("Họ và tên", "Name"), text(page.name().to_owned())),
        SummaryRow::new(lang.t("Vai trò", "Role"), text(role)),
    ];
    if is_candidate {
        let email = account.email.as_ref().map_or("", |email| email.as_str());
        rows.push(
            SummaryRow::answer(lang, lang.t("Thư cảnh báo gửi đến", "Alerts go to"), email)
                .change("/candidate/registration/contact"),
        );
    }
    if let Some(staff) = &account.staff {
        rows.push(SummaryRow::new(lang.t("Đơn vị", "Office"), text(office_name(lang, &staff.office))));
    }
    view! {
        {back_link(lang, home_of(&page.actor))}
        {changed(lang, done)}
        <h1>{title}</h1>
        {summary_list(lang, rows)}
        {is_candidate.then(|| alerts(lang))}
        {account.staff.as_ref().map(|staff| sign_in(lang, staff))}
        <h2>{lang.t("Bảo vệ tài khoản", "Look after your account")}</h2>
        <ul>{ways(page)}</ul>
        <h2>{lang.t("Đăng nhập gần đây", "Recent sign-ins")}</h2>
        {sign_ins(lang, account)}
    }
    .into_any()
}

fn changed(lang: Lang, done: &Done) -> Option<AnyView> {
    let words = match (done.ended.parse::<u64>().unwrap_or(0), lang) {
        (0, _) => {
            lang.t("Lần đăng nhập tới, hãy dùng mật khẩu mới.", "Use the new one when you sign in next.").to_owned()
        }
        (ended @ 1.., Lang::Vi) => {
            format!("Đã kết thúc {ended} phiên trên thiết bị khác. Lần đăng nhập tới, hãy dùng mật khẩu mới.")
        }
        (1, Lang::En) => "1 session on another device has ended. Use the new one when you sign in next.".to_owned(),
        (ended, Lang::En) => {
            format!("{ended} sessions on other devices have ended. Use the new one when you sign in next.")
        }
    };
    let title = lang.t("Đã đổi mật khẩu", "Your password was changed");
    (done.done == DONE_PASSWORD).then(|| notice(lang, Tone::Success, title, view! { <p>{words}</p> }.into_any()))
}

fn alerts(lang: Lang) -> AnyView {
    let words = lang.t(
        "Cổng gửi thư cho bạn khi tài khoản đăng nhập từ thiết bị mới, khi nộp nguyện vọng và khi đổi thông tin liên hệ. Mỗi thư có liên kết “Không phải tôi” để khóa ngay danh sách nguyện vọng.",
        "The portal writes to you when your account signs in on a new device, submits preferences or changes contact data. Each mail has a link “Not me”, which freezes your preference list at once.",
    );
    view! { <p>{words}</p> }.into_any()
}

/// What a member of staff signs in with, and the ways to change it.
fn sign_in(lang: Lang, staff: &StaffView) -> AnyView {
    let left = lang
        .t("Còn {} trong {total} mã", "{} of {total} left")
        .replace("{}", &staff.recovery_codes_left.to_string())
        .replace("{total}", &RECOVERY_CODES.to_string());
    let rows = vec![
        SummaryRow::new(lang.t("Tên đăng nhập", "Name to sign in with"), text(staff.email.clone())),
        SummaryRow::new(lang.t("Mật khẩu", "Password"), text(lang.t("Đã đặt", "Set"))).change(password::PATH),
        SummaryRow::new(lang.t("Thiết bị tạo mã xác thực", "Device for your codes"), text(lang.t("Đã cài", "Set up")))
            .change(second_factor::PATH),
        SummaryRow::new(lang.t("Mã khôi phục", "Recovery codes"), text(left)).change("/staff/recovery-codes"),
    ];
    view! {
        <h2>{lang.t("Cách đăng nhập", "How you sign in")}</h2>
        {summary_list(lang, rows)}
    }
    .into_any()
}

/// Where one looks after the account.
fn ways(page: &Page) -> Vec<AnyView> {
    let lang = page.lang;
    let mut ways = vec![("/account/sessions", lang.t("Thiết bị đang đăng nhập", "Devices that are signed in"))];
    if page.may(Permission::ViewStaffAccounts) {
        ways.push((staff::ACCOUNTS, lang.t("Tài khoản cán bộ", "Staff accounts")));
    }
    if matches!(page.actor, Actor::Candidate(_)) {
        ways.push(("/candidate/freeze", lang.t("Tạm khóa danh sách nguyện vọng", "Freezing of the preference list")));
        ways.push(("/candidate/access-log", lang.t("Ai đã xem dữ liệu của tôi", "Who has seen my data")));
    }
    ways.into_iter().map(|(href, words)| view! { <li><a href=href>{words}</a></li> }.into_any()).collect()
}

fn sign_ins(lang: Lang, account: &AccountView) -> AnyView {
    let rows = account
        .sign_ins
        .iter()
        .map(|sign_in| vec![exact_instant_view(sign_in.at), text(network_words(lang, sign_in.network.as_deref()))])
        .collect();
    table(Table {
        caption: lang.t("Lần gần nhất ở trên, theo giờ thực tế", "The latest first, by real time"),
        columns: vec![Column::words(lang.t("Lúc", "At")), Column::words(lang.t("Từ mạng", "From the network"))],
        rows,
        when_empty: lang.t("Chưa có lần nào được ghi lại.", "None was recorded yet."),
    })
}

/// A network in words; addresses of single devices are not kept.
fn network_words(lang: Lang, network: Option<&str>) -> String {
    network.map_or_else(|| lang.t("không rõ", "unknown").to_owned(), str::to_owned)
}
