//! `/account/second-factor/new`: the new authenticator takes the secret over, and its first code puts it in the place of
//! the old one. The answer shows the new recovery codes, once.

use axum::response::Response;
use leptos::prelude::*;

use super::{
    PATH as ACCOUNT,
    second_factor::{LATE, title},
    this_session,
};
use crate::{
    domain::{field_errors::FieldErrors, second_factor::SecondFactorCode},
    usecases::second_factor::{Enrolment, confirm_change, view_change},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        pages::staff_sign_in::{
            Problem,
            code::{CodeForm, refused},
            enrolment::{device_code, device_steps, label},
            problem_of,
            recovery::codes_page,
        },
        session::{drop_new_device, new_device, renew},
    },
};

/// Where the page is.
pub const PATH: &str = "/account/second-factor/new";

/// `GET /account/second-factor/new`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    again(&page, &Problem::None).await
}

/// `POST /account/second-factor/new`
///
/// # Errors
/// `Forbidden` for anyone but staff; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<CodeForm>) -> Result<Response, WebError> {
    let (staff, this) = (page.staff()?, this_session(&page)?);
    let Some(device) = new_device(&page.session).await? else { return Ok(page.see_other(LATE)) };
    let code = match SecondFactorCode::parse(&form.code) {
        Ok(code) => code,
        Err(code) => return again(&page, &Problem::Fields(FieldErrors::one("code", code))).await,
    };
    match confirm_change(&page.ctx, staff, this, (&device, &code)).await {
        Ok(codes) => {
            drop_new_device(&page.session).await?;
            renew(&page.session, page.actor.clone(), None).await?;
            let page = page.under_new_id().await?;
            Ok(codes_page(&page, &codes, ACCOUNT, Some(changed(page.lang))))
        }
        Err(error) => match problem_of(error)? {
            Some(problem) => again(&page, &problem).await,
            None => late(&page).await,
        },
    }
}

/// The page with the secret of the authenticator that waits.
async fn again(page: &Page, problem: &Problem) -> Result<Response, WebError> {
    let staff = page.staff()?;
    let Some(device) = new_device(&page.session).await? else { return Ok(page.see_other(LATE)) };
    let Some(enrolment) = view_change(&page.ctx, staff, &device).await? else { return late(page).await };
    Ok(problem.answer(page, title(page.lang), || view(page.lang, &enrolment, problem)))
}

/// It waited too long, or there is nothing any more that it could replace.
async fn late(page: &Page) -> Result<Response, WebError> {
    drop_new_device(&page.session).await?;
    Ok(page.see_other(LATE))
}

fn changed(lang: Lang) -> AnyView {
    let title = lang.t("Đã đổi thiết bị tạo mã xác thực", "The device for your codes was changed");
    let words = lang.t(
        "Thiết bị cũ và các mã khôi phục cũ hết giá trị. Các thiết bị khác đã bị đăng xuất.",
        "The old device and the old recovery codes work no more. Your other sessions were signed out.",
    );
    notice(lang, Tone::Success, title, view! { <p>{words}</p> }.into_any())
}

fn view(lang: Lang, enrolment: &Enrolment, problem: &Problem) -> AnyView {
    let errors = problem.errors();
    view! {
        {error_summary(lang, &errors, |field| (field.to_owned(), label(lang)))}
        {problem.view(lang, || refused(lang))}
        <h1>{lang.t("Bước 2: cài thiết bị mới", "Step 2: set up the new device")}</h1>
        <p>
            {lang.t(
                "Làm trên thiết bị mới, trong vòng 15 phút. Chưa nhập mã ở dưới thì thiết bị cũ vẫn dùng được.",
                "Do this on the new device, within 15 minutes. The old one works until the code below is entered.",
            )}
        </p>
        {device_steps(lang, enrolment)}
        <form method="post" action=PATH novalidate>
            {device_code(lang, &errors)}
            {buttons(
                vec![
                    submit(lang.t("Dùng thiết bị mới", "Use the new device")),
                    button_link(ButtonLook::Secondary, lang.t("Giữ thiết bị cũ", "Keep the old one"), ACCOUNT),
                ],
            )}
        </form>
    }
    .into_any()
}
