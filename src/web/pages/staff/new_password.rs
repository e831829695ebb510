//! The form in which a member of staff chooses a password, and the pages for links that open none.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    domain::field_errors::{FieldErrorCode, FieldErrors},
    web::{components::*, i18n::Lang, page::Page},
};

/// The form as posted. Not `Debug`: passwords stay out of logs.
#[derive(Deserialize)]
pub struct NewPasswordForm {
    password: String,
    password_repeat: String,
}

impl NewPasswordForm {
    /// The password, if it was typed twice alike. Whether it may be used says the use case.
    pub(in crate::web::pages) fn password(&self) -> Result<&str, FieldErrors> {
        if self.password == self.password_repeat {
            Ok(&self.password)
        } else {
            Err(FieldErrors::one("password_repeat", FieldErrorCode::NotRepeated))
        }
    }
}

pub(in crate::web::pages) fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "password" => lang.t("Mật khẩu mới", "New password"),
        "password_repeat" => lang.t("Nhập lại mật khẩu mới", "New password again"),
        _ => "",
    }
}

/// The rules, then the two fields. `email` is told to the browser's password store.
pub(in crate::web::pages) fn fields(lang: Lang, email: &str, errors: &FieldErrors) -> AnyView {
    let field = |name, hint| {
        text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint,
            error: errors.of(name),
            kind: InputKind::Password,
            autocomplete: "new-password",
            ..TextInput::default()
        })
    };
    let rules = [
        lang.t("Ít nhất 8 ký tự; càng dài càng tốt, tối đa 128.", "At least 8 characters; longer is better, up to 128."),
        lang.t(
            "Một câu dễ nhớ với bạn là tốt nhất. Không bắt buộc chữ hoa, số hay ký hiệu; dùng được dấu và dấu cách.",
            "A sentence that you remember is best. No capitals, digits or signs are asked for; any letter and blank will do.",
        ),
        lang.t(
            "Không dùng mật khẩu phổ biến, tên của bạn, tên đơn vị hay tên cổng.",
            "No common password, and not your name, your office's or the portal's.",
        ),
        lang.t(
            "Nên để trình duyệt hoặc ứng dụng quản lý mật khẩu ghi nhớ; dán vào được.",
            "Let a password manager remember it; you can paste it.",
        ),
    ];
    let rules: Vec<_> = rules.into_iter().map(|rule| view! { <li>{rule}</li> }).collect();
    view! {
        <ul>{rules}</ul>
        <input
            class="visually-hidden"
            type="email"
            name="username"
            autocomplete="username"
            value=email.to_owned()
            readonly
            tabindex="-1"
            aria-hidden="true"
        />
        {field("password", "")}
        {field("password_repeat", "")}
    }
    .into_any()
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DeadLink {
    pub(super) status: StatusCode,
    pub(super) title: &'static str,
    pub(super) advice: &'static str,
    /// Whether signing in is what to do.
    pub(super) leads_to_sign_in: bool,
}

/// The page of a link that opens nothing, with what to do.
pub(super) fn dead_link(page: &Page, dead: DeadLink) -> Response {
    let lang = page.lang;
    page.with_status(dead.status, dead.title, || {
        let sign_in = dead.leads_to_sign_in.then(|| {
            let label = lang.t("Đăng nhập", "Sign in");
            view! { <p>{button_link(ButtonLook::Primary, label, "/staff/sign-in")}</p> }
        });
        view! {
            <h1>{dead.title}</h1>
            <p>{dead.advice}</p>
            {sign_in}
        }
        .into_any()
    })
}

/// A link that is none of ours, the same for whatever it was to open.
pub(super) const fn not_ours(lang: Lang) -> DeadLink {
    DeadLink {
        status: StatusCode::NOT_FOUND,
        title: lang.t("Liên kết không đúng", "This link is not right"),
        advice: lang.t(
            "Có thể liên kết bị cắt khi sao chép, hoặc trang đã mở quá lâu. Hãy mở lại liên kết từ thư, hoặc sao chép toàn bộ liên kết. Nếu vẫn không được, hãy nhờ người quản lý tài khoản của đơn vị gửi lại.",
            "It may have been cut off while copying, or the page was open for too long. Open the link from the mail again, or copy the whole of it. If that fails, ask whoever manages the accounts of your office to send it again.",
        ),
        leads_to_sign_in: false,
    }
}
