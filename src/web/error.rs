//! What went wrong with a request, in two messages: one for the log, one for the person.
//!
//! A handler returns [`WebError`]; the page layer, which knows the language and the header, renders it.

use axum::http::StatusCode;
use axum::http::{HeaderValue, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use uuid::Uuid;

use super::i18n::Lang;
use crate::usecases::StorageError;

/// Why a request got no page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebError {
    /// No such page, or none for this person.
    NotFound,
    /// Signed in, but not for this.
    Forbidden,
    /// The session ended before a form was posted.
    SessionEnded,
    /// The post came from another site.
    CrossSite,
    /// The form is of a page from before a sign-in or sign-out.
    StalePage,
    /// The candidate's risky acts are frozen (`domain/candidate/freeze`).
    Frozen,
    /// Someone else saved first.
    Stale,
    /// The request cannot be read: wrong encoding, fields missing or repeated.
    BadRequest,
    /// More than a form may hold.
    TooLarge,
    /// The form took too long to arrive.
    TooSlow,
    /// The address is longer than any of the portal's.
    AddressTooLong,
    /// The browser sends more headers than a browser needs.
    HeadersTooLarge,
    /// More requests than a person makes.
    TooMany {
        /// After how many seconds the next one is taken.
        retry_after_s: u32,
    },
    /// The address knows other methods.
    MethodNotAllowed,
    /// The database or a service outside does not answer.
    Unavailable,
    /// A fault of ours.
    Internal,
}

/// A link from the page of an error to where the person can go on.
#[derive(Debug, Clone)]
pub struct WayOn {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub words: &'static str,
}

impl WayOn {
    /// The way that is always open.
    #[must_use]
    pub fn home(lang: Lang) -> Self {
        Self { href: "/".to_owned(), words: lang.t("Về trang chủ", "To the home page") }
    }
}

impl WebError {
    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite | Self::StalePage => StatusCode::FORBIDDEN,
            Self::SessionEnded => StatusCode::UNAUTHORIZED,
            Self::Frozen => StatusCode::LOCKED,
            Self::Stale => StatusCode::CONFLICT,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::AddressTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The error that a bare status of the framework stands for.
    #[must_use]
    pub const fn from_status(status: StatusCode) -> Option<Self> {
        match status.as_u16() {
            400 | 415 | 422 => Some(Self::BadRequest),
            403 => Some(Self::Forbidden),
            404 => Some(Self::NotFound),
            405 => Some(Self::MethodNotAllowed),
            413 => Some(Self::TooLarge),
            408 => Some(Self::TooSlow),
            414 => Some(Self::AddressTooLong),
            431 => Some(Self::HeadersTooLarge),
            503 => Some(Self::Unavailable),
            500 => Some(Self::Internal),
            _ => None,
        }
    }

    /// The page's heading.
    #[must_use]
    pub const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::NotFound => lang.t("Không tìm thấy trang", "Page not found"),
            Self::Forbidden => lang.t("Bạn không có quyền mở trang này", "You may not open this page"),
            Self::SessionEnded => lang.t("Phiên làm việc đã kết thúc", "Your session has ended"),
            Self::CrossSite => lang.t("Yêu cầu đến từ trang khác", "The request came from another site"),
            Self::StalePage => lang.t("Trang đã cũ", "This page is out of date"),
            Self::Frozen => lang.t("Danh sách nguyện vọng đang tạm khóa", "Your preference list is frozen"),
            Self::Stale => lang.t("Dữ liệu đã thay đổi ở nơi khác", "The data was changed elsewhere"),
            Self::BadRequest => lang.t("Không đọc được yêu cầu", "The request cannot be read"),
            Self::TooLarge => lang.t("Nội dung gửi lên quá lớn", "Too much was sent"),
            Self::TooSlow => lang.t("Gửi quá lâu chưa xong", "Sending took too long"),
            Self::AddressTooLong => lang.t("Địa chỉ quá dài", "The address is too long"),
            Self::HeadersTooLarge => {
                lang.t("Trình duyệt gửi kèm quá nhiều thông tin", "The browser sends along too much")
            }
            Self::TooMany { .. } => lang.t("Có quá nhiều yêu cầu cùng lúc", "Too many requests at once"),
            Self::MethodNotAllowed => lang.t("Không thể mở trang theo cách này", "The page cannot be opened this way"),
            Self::Unavailable => lang.t("Dịch vụ tạm thời không phản hồi", "The service is not answering just now"),
            Self::Internal => lang.t("Hệ thống gặp lỗi", "Something went wrong on our side"),
        }
    }

    const fn advice(self, lang: Lang) -> &'static str {
        match self {
            Self::NotFound => lang.t(
                "Nếu bạn gõ địa chỉ, hãy kiểm tra lại. Nếu bạn bấm vào một liên kết, có thể trang đã được chuyển.",
                "If you typed the address, check it. If you followed a link, the page may have moved.",
            ),
            Self::Forbidden => lang.t(
                "Tài khoản đang đăng nhập không được mở trang này. Hãy về trang chính của bạn hoặc đăng nhập bằng tài khoản khác.",
                "The account that is signed in may not open this page. Go to your own start page, or sign in with another account.",
            ),
            Self::SessionEnded => lang.t(
                "Nội dung vừa gửi chưa được lưu; mọi nội dung đã lưu trước đó vẫn còn. Hãy đăng nhập lại, rồi dùng nút quay lại của trình duyệt để lấy lại nội dung vừa nhập.",
                "What you just sent was not saved; all that was saved before is still there. Sign in again, then use the browser's back button to get back what you typed.",
            ),
            Self::CrossSite => lang.t(
                "Để bảo vệ bạn, cổng chỉ nhận biểu mẫu gửi từ chính trang của cổng. Không có gì thay đổi.",
                "To protect you, the portal takes forms from its own pages only. Nothing was changed.",
            ),
            Self::StalePage => lang.t(
                "Sau khi mở trang đó, bạn đã đăng nhập, đăng xuất hoặc bắt đầu một phiên mới (có thể ở cửa sổ khác), nên cổng không nhận biểu mẫu vừa gửi. Không có gì thay đổi. Hãy quay lại, sao chép nội dung vừa nhập nếu cần, tải lại trang rồi gửi lại.",
                "After you opened that page you signed in, signed out or began a new session (perhaps in another window), so the portal did not take the form you just sent. Nothing was changed. Go back, copy what you typed if you need it, reload the page and send it again.",
            ),
            Self::Frozen => lang.t(
                "Có người đã mở liên kết “Không phải tôi” trong thư cảnh báo, nên việc sửa và nộp nguyện vọng, đổi thông tin liên hệ và xác nhận nhập học tạm dừng. Không có gì thay đổi. Nếu bạn là thí sinh, hãy mở trang bên dưới để xem lại và mở khóa.",
                "Somebody opened “Not me” in an alert, so editing and submitting preferences, changing contact data and confirming enrolment are on hold. Nothing was changed. If you are the candidate, open the page below to look at what happened and lift the freeze.",
            ),
            Self::Stale => lang.t(
                "Có người (hoặc chính bạn ở một cửa sổ khác) đã lưu trước. Nội dung vừa gửi chưa được lưu. Hãy quay lại, tải lại trang để xem bản mới nhất rồi sửa tiếp.",
                "Someone (or you, in another window) saved first. What you just sent was not saved. Go back, reload to see the latest version, then go on.",
            ),
            Self::BadRequest => lang.t(
                "Biểu mẫu thiếu thông tin hoặc dùng bảng mã ký tự không phải UTF-8. Không có gì thay đổi. Hãy quay lại và gửi lại.",
                "The form lacks a field or is not in UTF-8. Nothing was changed. Go back and send it again.",
            ),
            Self::TooLarge => lang.t(
                "Không có gì thay đổi. Hãy quay lại và rút ngắn nội dung.",
                "Nothing was changed. Go back and shorten what you sent.",
            ),
            Self::TooSlow => lang.t(
                "Biểu mẫu chưa đến đủ nên cổng không nhận; có thể mạng đang yếu. Không có gì thay đổi. Hãy quay lại và gửi lại.",
                "The form did not arrive whole, so the portal did not take it; the network may be weak. Nothing was changed. Go back and send it again.",
            ),
            Self::AddressTooLong => lang.t(
                "Cổng không có trang nào có địa chỉ dài như vậy. Không có gì thay đổi. Hãy về trang chủ và đi tiếp từ đó.",
                "No page of the portal has an address that long. Nothing was changed. Go to the home page and on from there.",
            ),
            Self::HeadersTooLarge => lang.t(
                "Không có gì thay đổi. Hãy xóa cookie của trang này trong trình duyệt rồi đăng nhập lại.",
                "Nothing was changed. Delete this site's cookies in your browser and sign in again.",
            ),
            Self::TooMany { .. } => lang.t(
                "Trong chốc lát, từ phiên làm việc hoặc mạng của bạn có nhiều yêu cầu hơn mức một người gửi. Mọi nội dung đã lưu vẫn còn; nội dung vừa gửi chưa được lưu nhưng vẫn ở trong trình duyệt. Hãy chờ vài giây, bấm quay lại rồi gửi lại.",
                "For a moment your session or your network sent more requests than a person does. All that was saved is still there; what you just sent was not saved but is still in your browser. Wait a few seconds, go back and send it again.",
            ),
            Self::MethodNotAllowed => lang.t("Không có gì thay đổi.", "Nothing was changed."),
            Self::Unavailable => lang.t(
                "Mọi nội dung đã lưu vẫn còn nguyên. Nếu bạn vừa gửi một biểu mẫu, nội dung đó chưa được lưu: hãy chờ một phút, bấm quay lại rồi gửi lại. Hạn nộp được tính theo giờ của máy chủ và sẽ được gia hạn nếu sự cố kéo dài.",
                "All that was saved is still there. If you just sent a form, it was not saved: wait a minute, go back and send it again. Deadlines follow the server's clock and are extended when a fault lasts.",
            ),
            Self::Internal => lang.t(
                "Lỗi đã được ghi lại. Mọi nội dung đã lưu vẫn còn nguyên; nội dung vừa gửi có thể chưa được lưu, hãy kiểm tra trước khi gửi lại.",
                "The fault was recorded. All that was saved is still there; what you just sent may not be, so check before you send it again.",
            ),
        }
    }

    /// The body of the error page, with the ways on. The request's id leads whoever helps to the log; a page that is not
    /// there, or not for this person, needs no help and reads the same each time.
    #[must_use]
    pub fn view(self, lang: Lang, ways_on: &[WayOn], request_id: Option<Uuid>) -> AnyView {
        let is_ordinary = matches!(self, Self::NotFound | Self::Forbidden);
        let reference = request_id.filter(|_| !is_ordinary).map(|id| {
            view! {
                <p class="reference">
                    {lang.t("Mã tham chiếu, khi bạn cần hỏi tổng đài: ", "Reference, should you ask the helpline: ")}
                    <code>{id.to_string()}</code>
                </p>
            }
        });
        let ways_on: Vec<_> = ways_on
            .iter()
            .map(|way| {
                view! {
                    <p>
                        <a href=way.href.clone()>{way.words}</a>
                    </p>
                }
            })
            .collect();
        view! {
            <h1>{self.title(lang)}</h1>
            <p>{self.advice(lang)}</p>
            {ways_on}
            {reference}
        }
        .into_any()
    }
}

/// An empty response that carries the error to the page layer, which renders it.
impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany { retry_after_s } = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after_s));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StorageError> for WebError {
    fn from(error: StorageError) -> Self {
        match &error {
            StorageError::Stale => Self::Stale,
            StorageError::Driver(_) => {
                tracing::error!(%error, "database");
                Self::Unavailable
            }
            StorageError::Inconsistent { .. } | StorageError::Conflict { .. } => {
                tracing::error!(%error, "storage");
                Self::Internal
            }
        }
    }
}

impl From<tower_sessions::session::Error> for WebError {
    fn from(error: tower_sessions::session::Error) -> Self {
        tracing::error!(%error, "session");
        Self::Unavailable
    }
}
