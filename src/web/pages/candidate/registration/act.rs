//! What a candidate does to the form as a whole: a page that says what it means, and one button.

use axum::{extract::Path, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{HOME, answers, refusal_notice};
use crate::{
    domain::exam::state::{ActionName, RegistrationStatus, TRANSITIONS, TransitionRefusal},
    usecases::candidate::{
        act_on_exam_registration::{self, CandidateAct, NotDone},
        exam_registration::ExamRegistration,
        view_exam_registration,
    },
    web::{
        components::{Button, ButtonLook, Tone, back_link, button, instant_view, notice},
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        pages::candidate::level_2::{Level2Act, level_2_page},
    },
};

/// The form of this page.
#[derive(Debug, Deserialize)]
pub struct ActPost {
    /// The version of the record that the page showed.
    version: String,
}

/// The page of an act.
#[must_use]
pub fn path(act: CandidateAct) -> String {
    format!("{HOME}/form/{}", act.as_str())
}

/// `GET /candidate/registration/form/{act}`
///
/// # Errors
/// `NotFound` for another word than an act's; `Forbidden`, `Unavailable`.
pub async fn get(page: Page, Path(act): Path<String>) -> Result<Response, WebError> {
    let act = CandidateAct::parse(&act).ok_or(WebError::NotFound)?;
    let registration = view_exam_registration::run(&page.ctx, &page.actor, &[]).await?;
    match registration.may(act.action(), page.now) {
        Ok(()) => Ok(page.ok(title(page.lang, act), || view(page.lang, act, &registration))),
        Err(TransitionRefusal::IllegalState { .. }) => Ok(page.see_other(HOME)),
        Err(refusal) => Ok(refused(&page, act, refusal)),
    }
}

/// `POST /candidate/registration/form/{act}`
///
/// # Errors
/// `NotFound` for another word than an act's; `BadRequest` for what is no form of this page; `Forbidden`, `Unavailable`.
pub async fn post(
    page: Page,
    Path(act): Path<String>,
    PostForm(posted): PostForm<ActPost>,
) -> Result<Response, WebError> {
    let lang = page.lang;
    let act = CandidateAct::parse(&act).ok_or(WebError::NotFound)?;
    let shown_version: i32 = posted.version.parse().map_err(|_| WebError::BadRequest)?;
    let outcome = act_on_exam_registration::run(&page.ctx, &page.actor, act, shown_version).await?;
    match outcome.done {
        Ok(()) => Ok(page.see_other(HOME)),
        Err(NotDone::Refused(TransitionRefusal::IllegalState { status })) if is_end_of(act, status) => {
            // Done already, e.g. by the first of two clicks.
            Ok(page.see_other(HOME))
        }
        Err(NotDone::Refused(refusal)) => Ok(refused(&page, act, refusal)),
        Err(NotDone::NotLevel2) => {
            let until = outcome.registration.windows.exam_opens_at;
            Ok(level_2_page(&page, Level2Act::SubmitRegistration, Some(until)))
        }
        Err(NotDone::Stale) => Ok(page.conflict(title(lang, act), || {
            let body = lang.t(
                "Phiếu đã thay đổi sau khi bạn mở trang này, nên chưa làm gì cả. Nếu vẫn muốn, hãy bấm nút dưới đây.",
                "The form changed after you opened this page, so nothing was done. If you still want it, press the button below.",
            );
            let heading = lang.t("Phiếu đã thay đổi ở nơi khác", "The form was changed elsewhere");
            view! {
                {notice(lang, Tone::Warning, heading, view! { <p>{body}</p> }.into_any())}
                {view(lang, act, &outcome.registration)}
            }
            .into_any()
        })),
    }
}

fn is_end_of(act: CandidateAct, status: RegistrationStatus) -> bool {
    let name = ActionName::Plain(act.action());
    TRANSITIONS.iter().any(|row| row.action == name && row.to == status)
}

const fn title(lang: Lang, act: CandidateAct) -> &'static str {
    match act {
        CandidateAct::Withdraw => lang.t("Rút phiếu về để sửa?", "Take the form back?"),
        CandidateAct::Cancel => lang.t("Huỷ đăng ký dự thi?", "Cancel the registration?"),
        CandidateAct::BeginAgain => lang.t("Đăng ký lại?", "Register again?"),
        CandidateAct::Confirm => lang.t("Xác nhận phiếu đăng ký dự thi", "Confirm your registration"),
    }
}

fn refused(page: &Page, act: CandidateAct, refusal: TransitionRefusal) -> Response {
    let lang = page.lang;
    page.conflict(title(lang, act), || {
        view! {
            {back_link(lang, HOME)}
            <h1>{title(lang, act)}</h1>
            {refusal_notice(lang, refusal)}
        }
        .into_any()
    })
}

fn view(lang: Lang, act: CandidateAct, registration: &ExamRegistration) -> AnyView {
    let (look, label) = match act {
        CandidateAct::Withdraw => (ButtonLook::Warning, lang.t("Rút phiếu", "Take the form back")),
        CandidateAct::Cancel => (ButtonLook::Warning, lang.t("Huỷ đăng ký dự thi", "Cancel the registration")),
        CandidateAct::BeginAgain => (ButtonLook::Primary, lang.t("Đăng ký lại", "Register again")),
        CandidateAct::Confirm => {
            (ButtonLook::Primary, lang.t("Tôi xác nhận phiếu là đúng", "I confirm that it is right"))
        }
    };
    view! {
        {back_link(lang, HOME)}
        <h1>{title(lang, act)}</h1>
        {meaning(lang, act, registration)}
        <form method="post" action=path(act)>
            <input type="hidden" name="version" value=registration.record.version.to_string() />
            {button(Button { look, label, ..Button::default() })}
        </form>
        <p>
            <a href=HOME>{lang.t("Không, quay lại", "No, go back")}</a>
        </p>
    }
    .into_any()
}

fn meaning(lang: Lang, act: CandidateAct, registration: &ExamRegistration) -> AnyView {
    let until = registration.windows.closes_at;
    match act {
        CandidateAct::Withdraw => view! {
            <p>
                {lang.t(
                    "Sau khi rút, trường không còn thấy phiếu của bạn và phiếu coi như ",
                    "Once taken back, the school no longer sees your form, and it counts as ",
                )}
                <strong>{lang.t("chưa nộp", "not submitted")}</strong>
                {lang.t(". Bạn phải nộp lại trước ", ". You have to submit it again before ")}
                <strong>{instant_view(until)}</strong>
                {lang.t(", nếu không sẽ không được dự thi.", ", or you cannot sit the exam.")}
            </p>
            <p>
                {lang.t(
                    "Mọi nội dung đã khai và số phiếu vẫn được giữ.",
                    "All that you entered is kept, and so is the form number.",
                )}
            </p>
        }
        .into_any(),
        CandidateAct::Cancel => view! {
            <p>
                {lang.t("Sau khi huỷ, bạn ", "Once cancelled, you ")}
                <strong>{lang.t("không được dự thi", "cannot sit the exam")}</strong>
                {lang.t(" kỳ này, trừ khi đăng ký lại trước ", " this year, unless you register again before ")}
                <strong>{instant_view(until)}</strong> "."
            </p>
            <p>
                {lang.t(
                    "Những gì đã khai vẫn được giữ để đăng ký lại. Muốn sửa phiếu thì không cần huỷ.",
                    "All that you entered is kept for that. To change the form there is no need to cancel it.",
                )}
            </p>
        }
        .into_any(),
        CandidateAct::BeginAgain => view! {
            <p>
                {lang.t(
                    "Những gì bạn đã khai hiện lại để sửa. Phiếu chỉ có hiệu lực khi bạn nộp trước ",
                    "All that you entered comes back to be changed. The form counts only if you submit it before ",
                )}
                <strong>{instant_view(until)}</strong> "."
            </p>
        }
        .into_any(),
        CandidateAct::Confirm => view! {
            <p>
                {lang.t(
                    "Trường đã chốt danh sách dự thi có phiếu của bạn. Xác nhận ở đây có giá trị như chữ ký trên phiếu giấy; sau đó chỉ còn đính chính trong ngày làm thủ tục dự thi.",
                    "The school has signed off its list with your form in it. Confirming here counts as your signature on the paper form; after that, mistakes are put right on the day of the procedures alone.",
                )}
            </p>
            <p>
                {lang.t(
                    "Hãy kiểm tra từng dòng dưới đây. Nếu có sai sót, đừng xác nhận: báo ngay cho trường để mở lại phiếu.",
                    "Check each line below. If something is wrong, do not confirm: tell the school at once, so that the form is unlocked.",
                )}
            </p>
            {answers::of_latest(lang, registration)}
        }
        .into_any(),
    }
}
