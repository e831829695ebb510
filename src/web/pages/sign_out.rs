//! Signing out, on the server and at the citizen-ID service.

use axum::{
    http::{HeaderName, HeaderValue},
    response::{IntoResponse as _, Response},
};

use leptos::prelude::*;

use crate::{
    usecases::context::paths,
    web::{
        components::button::{Button, button},
        error::WebError,
        page::Page,
        session,
    },
};

/// What the browser forgets (W3C Clear Site Data): pages in its cache, whatever a script could have stored. Not the
/// cookies: the session's is removed by name, and the others are the language and the mark by which a candidate's
/// device is known again; without it each sign-in would raise an alert, until nobody reads alerts any more.
const CLEAR_SITE_DATA: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));

/// The page that says that the service was not told.
const ELSEWHERE_UNKNOWN: &str = "/signed-out?elsewhere=unknown";

/// `POST /sign-out`
///
/// # Errors
/// `Unavailable` when the session cannot be ended.
pub async fn post(page: Page) -> Result<Response, WebError> {
    let signed_in = session::signed_in(&page.session).await?;
    session::end(&page.session).await?;
    let answer = match signed_in.and_then(|signed_in| signed_in.id_token) {
        Some(id_token) => at_the_service(&page, &id_token).await,
        None => page.see_other(paths::SIGNED_OUT),
    };
    Ok(([CLEAR_SITE_DATA], answer).into_response())
}

/// Signed out here in any case; whether the service answers is its own affair.
async fn at_the_service(page: &Page, id_token: &str) -> Response {
    let back = format!("{}{}", page.ctx.config.web.base_url, paths::SIGNED_OUT);
    // Nobody is sent to a service that does not answer.
    if !page.ctx.external.citizen_id.health(page.now).await.is_up {
        return page.see_other(ELSEWHERE_UNKNOWN);
    }
    match page.ctx.external.citizen_id.logout_form(id_token, &back).await {
        Ok(Some(form)) => way_there(page, &form.url, form.fields).unwrap_or_else(|_| page.see_other(ELSEWHERE_UNKNOWN)),
        Ok(None) => page.see_other(paths::SIGNED_OUT),
        Err(_) => page.see_other(ELSEWHERE_UNKNOWN),
    }
}

/// The page that takes the person there: a form, because the ID token must stand in no address.
fn way_there(page: &Page, url: &str, fields: [(&'static str, String); 3]) -> Result<Response, WebError> {
    let lang = page.lang;
    let title = lang.t("Bạn đã đăng xuất khỏi cổng", "You have signed out of the portal");
    page.leave_by_form(url, title, || {
        let inputs = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Còn một bước: đăng xuất ở dịch vụ định danh, để người dùng máy này sau bạn không vào được bằng phiên của bạn ở đó.",
                    "One step is left: sign out of the identity service, so that whoever uses this device after you cannot come in by your session there.",
                )}
            </p>
            <form method="post" action=url.to_owned()>
                {inputs.into_iter().collect_view()}
                {button(Button {
                    label: lang.t("Đăng xuất ở dịch vụ định danh", "Sign out of the identity service"),
                    ..Button::default()
                })}
            </form>
            <p><a href="/">{lang.t("Về trang chủ", "To the home page")}</a></p>
        }
        .into_any()
    })
}
