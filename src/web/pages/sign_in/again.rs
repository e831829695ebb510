//! Proving oneself again, before an act that a stranger at a forgotten screen must not do. The session stays; it gets a
//! new id and the new proof. Nothing typed is lost on the way: see `usecases/candidate/unsaved_section`.

use axum::{extract::Query, http::StatusCode, response::Response};
use leptos::prelude::*;

use super::{ReturnTo, refused::reference, to_the_service};
use crate::{
    domain::access::Actor,
    usecases::{CitizenSignIn, candidate::prove_again},
    web::{
        components::{ButtonLook, button_link, buttons, submit},
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, home_of, local_path},
        session::renew,
    },
};

/// The address of the page that leads back to `return_to` afterwards.
#[must_use]
pub fn path(return_to: &str) -> String {
    let query: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish();
    format!("/sign-in/again?{query}")
}

/// `GET /sign-in/again`
///
/// # Errors
/// `Forbidden` for anyone but a candidate.
pub async fn get(page: Page, Query(query): Query<ReturnTo>) -> Result<Response, WebError> {
    page.candidate()?;
    let return_to = local_path(&query.return_to).to_owned();
    Ok(page.ok(title(page.lang), || view(&page, &return_to)))
}

/// `POST /sign-in/again`: to the citizen-ID service, which has to ask the person anew.
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable` when the session cannot be kept.
pub async fn post(page: Page, PostForm(form): PostForm<ReturnTo>) -> Result<Response, WebError> {
    page.candidate()?;
    to_the_service(&page, &form.return_to, true).await
}

/// Back from the service with a fresh proof: of the same person, or of nobody here.
pub(super) async fn finish(page: &Page, sign_in: CitizenSignIn, return_to: &str) -> Result<Response, WebError> {
    match prove_again::run(&page.ctx, page.candidate()?, &sign_in.identity).await? {
        Some(candidate) => {
            renew(&page.session, Actor::Candidate(candidate), Some(sign_in.id_token)).await?;
            Ok(page.see_other(if return_to == "/" { home_of(&page.actor) } else { return_to }))
        }
        None => Ok(other_person(page, return_to)),
    }
}

/// Said on a page whose button leads here first.
#[must_use]
pub fn beforehand(page: &Page) -> Option<AnyView> {
    let lang = page.lang;
    let is_fresh = page.candidate().is_ok_and(|candidate| page.ctx.is_fresh(candidate));
    let words = lang.t(
        "Để bảo vệ bạn, khi bấm nút này bạn sẽ được đề nghị xác thực lại bằng định danh điện tử, rồi trở về đúng trang này. Không có gì bị mất.",
        "To protect you, this button first asks you to prove yourself again with your electronic identity, then brings you back to this page. Nothing is lost.",
    );
    (!is_fresh).then(|| view! { <p class="hint">{words}</p> }.into_any())
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Xác thực lại", "Prove yourself again")
}

fn view(page: &Page, return_to: &str) -> AnyView {
    let lang = page.lang;
    let minutes = page.ctx.config.citizen_id.fresh_minutes;
    let is_fresh = page.candidate().is_ok_and(|candidate| page.ctx.is_fresh(candidate));
    let last_proof = (!is_fresh).then(|| match lang {
        Lang::Vi => format!(" Lần xác thực gần nhất của bạn đã quá {minutes} phút."),
        Lang::En => format!(" Your last proof is more than {minutes} minutes old."),
    });
    view! {
        <h1>{title(lang)}</h1>
        <p class="lead">
            {lang.t(
                "Việc bạn sắp làm không được để người khác làm thay khi bạn rời máy, nên cổng cần biết chắc vẫn là bạn.",
                "What you are about to do must not be done by somebody else while you are away, so the portal has to be sure that it is still you.",
            )}
            {last_proof}
        </p>
        <h2>{lang.t("Điều gì sẽ xảy ra", "What happens")}</h2>
        <ol>
            <li>
                {lang.t(
                    "Bạn được chuyển sang dịch vụ định danh và xác nhận trên điện thoại của mình.",
                    "You are taken to the identity service and confirm on your telephone.",
                )}
            </li>
            <li>
                {lang.t(
                    "Bạn trở về đúng trang đang dở; những gì đã nhập vẫn còn.",
                    "You come back to where you were; what you typed is still there.",
                )}
            </li>
            <li>
                {lang.t(
                    "Bạn kiểm tra rồi bấm nút một lần nữa. Chưa có gì được nộp hay thay đổi trước lúc đó.",
                    "You check and press the button once more. Nothing is submitted or changed before that.",
                )}
            </li>
        </ol>
        <form method="post" action="/sign-in/again">
            <input type="hidden" name="return_to" value=return_to.to_owned() />
            {submit(lang.t("Xác thực lại bằng định danh điện tử", "Prove yourself with electronic identity"))}
        </form>
        <p>
            <a href=return_to.to_owned()>{lang.t("Để sau, quay lại trang trước", "Not now, back to the page before")}</a>
        </p>
    }
    .into_any()
}

/// Somebody else's telephone, or somebody else.
fn other_person(page: &Page, return_to: &str) -> Response {
    let lang = page.lang;
    let title = lang.t("Đó không phải người đang đăng nhập", "That is not who is signed in");
    page.with_status(StatusCode::FORBIDDEN, title, || {
        view! {
            <h1>{title}</h1>
            <p class="lead">
                {lang.t(
                    "Dịch vụ định danh vừa xác nhận một người khác với người đang đăng nhập ở đây, nên cổng không nhận lần xác thực này.",
                    "The identity service confirmed somebody else than who is signed in here, so the portal did not take this proof.",
                )}
            </p>
            <p>
                {lang.t(
                    "Không có gì được nộp hay thay đổi. Sự việc đã được ghi lại, và chủ hồ sơ đọc được.",
                    "Nothing was submitted or changed. The event was recorded, and the owner of the record can read it.",
                )}
            </p>
            <h2>{lang.t("Bạn có thể làm gì", "What you can do")}</h2>
            <ul>
                <li>
                    {lang.t(
                        "Nếu đây là hồ sơ của bạn, hãy xác thực lại bằng tài khoản định danh của chính bạn.",
                        "If this is your record, prove yourself with your own electronic identity.",
                    )}
                </li>
                <li>
                    {lang.t(
                        "Nếu đây là máy chung và hồ sơ là của người khác, hãy đăng xuất rồi đăng nhập bằng tài khoản của bạn.",
                        "If this is a shared computer and somebody else's record, sign out, then sign in with your own.",
                    )}
                </li>
            </ul>
            {buttons(vec![
                button_link(ButtonLook::Primary, lang.t("Xác thực lại", "Prove yourself again"), &path(return_to)),
                button_link(ButtonLook::Secondary, lang.t("Về trang của tôi", "To my page"), home_of(&page.actor)),
            ])}
            {reference(page)}
        }
        .into_any()
    })
}
