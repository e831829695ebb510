//! `/not-me`: "Không phải tôi", from the link of an alert.
//!
//! The link itself changes nothing and leaves the address at once: mail is opened by scanners, and addresses are kept
//! by browsers. Only the button freezes.

use axum::{extract::Path, http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::candidate::alert::{Alert, AlertKind},
    usecases::{
        link_token::LinkToken,
        visitor::not_me::{self, Link},
    },
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

const PATH: &str = "/not-me";
/// Where the session keeps the token between the link and the button.
const TOKEN: &str = "not_me_token";

/// `GET /not-me/{token}`
///
/// # Errors
/// `Unavailable` when the session cannot be kept.
pub async fn open(page: Page, Path(token): Path<LinkToken>) -> Result<Response, WebError> {
    page.session.insert(TOKEN, token.expose()).await?;
    Ok(page.see_other(PATH))
}

/// `GET /not-me`
///
/// # Errors
/// `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let token: Option<String> = page.session.get(TOKEN).await?;
    let link = not_me::view(&page.ctx, &token.unwrap_or_default()).await?;
    Ok(match link {
        Link::Open(alert) => page.ok(title(page.lang), || view(page.lang, &alert)),
        spent => refused(&page, &spent),
    })
}

/// `POST /not-me`
///
/// # Errors
/// `Unavailable`; nothing has changed then.
pub async fn post(page: Page) -> Result<Response, WebError> {
    let token: Option<String> = page.session.remove(TOKEN).await?;
    let link = not_me::run(&page.ctx, &token.unwrap_or_default()).await?;
    Ok(match link {
        Link::Open(_) => page.see_other("/not-me/done"),
        spent => refused(&page, &spent),
    })
}

/// `GET /not-me/done`
pub async fn done(page: Page) -> Response {
    let lang = page.lang;
    let title = lang.t("Đã tạm khóa", "Frozen");
    page.ok(title, || {
        view! {
            {panel(title, None)}
            <p>
                {lang.t(
                    "Danh sách nguyện vọng, thông tin liên hệ và việc xác nhận nhập học đã tạm khóa. Mọi thiết bị đã đăng xuất. Danh sách đã nộp vẫn giữ nguyên. Cổng đã gửi thư xác nhận cho bạn.",
                    "The preference list, the contact data and the confirmation of enrolment are frozen. All devices were signed out. The list that was submitted stays as it is. The portal has sent you a mail that says so.",
                )}
            </p>
            <h2>{lang.t("Việc tiếp theo", "What happens next")}</h2>
            <ol>
                <li>{lang.t("Đổi mật khẩu của tài khoản định danh điện tử nếu bạn nghĩ có người biết.", "Change the password of your electronic identity if you think that somebody knows it.")}</li>
                <li>{lang.t("Đăng nhập lại, xem những gì đã thay đổi, rồi mở khóa trước hạn.", "Sign in again, look at what has changed and lift the freeze before the deadline.")}</li>
            </ol>
            {buttons(vec![button_link(ButtonLook::Primary, lang.t("Xem lại và mở khóa", "Look at it and lift the freeze"), "/candidate/freeze")])}
            <p>{lang.t("Cần giúp, hãy gọi 1800 8000, nhánh 2.", "For help call 1800 8000, extension 2.")}</p>
        }
        .into_any()
    })
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Không phải bạn?", "Was it not you?")
}

fn view(lang: Lang, alert: &Alert) -> AnyView {
    let what = match alert.kind {
        AlertKind::NewDevice => lang.t("Đăng nhập trên thiết bị mới", "A sign-in on a new device"),
        AlertKind::PreferencesSubmitted => lang.t("Nộp danh sách nguyện vọng", "A preference list was submitted"),
        AlertKind::ContactChanged => lang.t("Đổi thông tin liên hệ", "Contact data was changed"),
    };
    let network = alert.network.clone().unwrap_or_else(|| lang.t("không rõ", "unknown").to_owned());
    let rows = vec![
        SummaryRow::new(lang.t("Việc đã xảy ra", "What happened"), text(what)),
        SummaryRow::new(lang.t("Lúc", "At"), instant_view(alert.raised_at)),
        SummaryRow::new(lang.t("Thiết bị", "Device"), text(alert.device.in_words(lang == Lang::Vi))),
        SummaryRow::new(lang.t("Từ mạng", "From the network"), text(network)),
    ];
    view! {
        <h1>{title(lang)}</h1>
        {summary_list(lang, rows)}
        <p>{lang.t("Nếu chính bạn đã làm việc này, hãy đóng trang; không có gì thay đổi.", "If it was you, close this page; nothing is changed.")}</p>
        <h2>{lang.t("Nếu không phải bạn, khi bấm nút dưới đây:", "If it was not you, the button below does this:")}</h2>
        <ul>
            <li>{lang.t("Mọi thiết bị đang đăng nhập tài khoản sẽ bị đăng xuất.", "All devices that are signed in to the account are signed out.")}</li>
            <li>{lang.t("Không ai sửa, nộp nguyện vọng, đổi thông tin liên hệ hay xác nhận nhập học được nữa.", "Nobody can edit or submit preferences, change contact data or confirm enrolment.")}</li>
            <li>{lang.t("Danh sách đã nộp và tiền đã đóng giữ nguyên.", "The list that was submitted and what was paid stay as they are.")}</li>
            <li>{lang.t("Chỉ một lần đăng nhập mới bằng định danh điện tử mới mở khóa được.", "Only a new sign-in with the electronic identity can lift it.")}</li>
        </ul>
        <form method="post" action=PATH>
            {button(Button {
                look: ButtonLook::Warning,
                label: lang.t("Không phải tôi, hãy tạm khóa", "It was not me: freeze"),
                ..Button::default()
            })}
        </form>
    }
    .into_any()
}

/// A link that can do nothing any more, or never could.
fn refused(page: &Page, link: &Link) -> Response {
    let lang = page.lang;
    let (status, title, words) = match link {
        Link::Used => (
            StatusCode::GONE,
            lang.t("Liên kết đã được dùng", "The link was used"),
            lang.t("Mỗi liên kết “Không phải tôi” dùng được một lần, và liên kết này đã được dùng để tạm khóa.", "Each link “Not me” works once, and this one was used to freeze."),
        ),
        Link::Expired => (
            StatusCode::GONE,
            lang.t("Liên kết đã hết hạn", "The link has expired"),
            lang.t("Liên kết “Không phải tôi” dùng được trong 7 ngày.", "A link “Not me” works for 7 days."),
        ),
        Link::Open(_) | Link::Unknown => (
            StatusCode::NOT_FOUND,
            lang.t("Liên kết không đúng", "The link is not right"),
            lang.t("Hãy mở lại liên kết trong thư, hoặc sao chép cả dòng vào thanh địa chỉ: có thể liên kết bị cắt mất một phần.", "Open the link in the mail again, or copy the whole line into the address bar: a part of it may have been cut off."),
        ),
    };
    page.with_status(status, title, || {
        view! {
            <h1>{title}</h1>
            <p>{words}</p>
            <p>
                {lang.t(
                    "Nếu vẫn lo ngại, hãy đăng nhập rồi vào mục Tài khoản để đăng xuất thiết bị lạ, hoặc gọi 1800 8000, nhánh 2.",
                    "If you are still worried, sign in and sign out unknown devices under Account, or call 1800 8000, extension 2.",
                )}
            </p>
            <p><a href="/account">{lang.t("Đến mục Tài khoản", "To Account")}</a></p>
        }
        .into_any()
    })
}
