//! The exam registration: a task list, a page for each section, check, confirmation, withdrawal.

pub mod act;
pub mod answers;
pub mod check;
pub mod correction;
pub mod evidence;
pub mod file;
pub mod find;
pub mod paper;
pub mod portrait;
pub mod practice;
pub mod section;
pub mod section_fields;
pub mod submitted;
pub mod tasks;
pub mod version;

use leptos::prelude::*;

use crate::{
    domain::{
        exam::{
            sections::Section,
            state::{RegistrationStatus, TransitionRefusal},
        },
        ids::StoredFileId,
        time::Instant,
    },
    usecases::candidate::exam_registration::{ExamRegistration, ExamRegistrationError},
    web::{
        components::{Tone, instant_view, notice, tag},
        error::WebError,
        i18n::{
            Lang,
            exam::{registration_status_name, rejection_category_name, section_name},
        },
    },
};

/// The paper to print.
const PAPER: &str = "/candidate/registration/paper";
/// The task list.
pub const HOME: &str = "/candidate/registration";
/// Check your answers.
pub const CHECK: &str = "/candidate/registration/check";
/// The target of the last button.
pub const SUBMIT: &str = "/candidate/registration/submit";
/// The confirmation.
pub const SUBMITTED: &str = "/candidate/registration/submitted";

impl From<ExamRegistrationError> for WebError {
    fn from(error: ExamRegistrationError) -> Self {
        match error {
            ExamRegistrationError::Forbidden => Self::Forbidden,
            ExamRegistrationError::NotPlanned => Self::NotFound,
            ExamRegistrationError::Storage(error) => error.into(),
            ExamRegistrationError::Files(error) => {
                tracing::error!(%error, "file store");
                Self::Unavailable
            }
        }
    }
}

/// Where a candidate gets a file of their own.
fn own_file_path(file: StoredFileId) -> String {
    format!("/candidate/files/{file}")
}

/// The page of a section.
fn section_path(section: Section) -> String {
    format!("{HOME}/{}", section.as_str())
}

/// The state of the form as a tag.
fn status_tag(lang: Lang, status: RegistrationStatus) -> AnyView {
    let tone = match status {
        RegistrationStatus::Draft => Tone::Info,
        RegistrationStatus::Submitted => Tone::Warning,
        RegistrationStatus::Rejected | RegistrationStatus::Ineligible => Tone::Danger,
        RegistrationStatus::CorrectionRequested | RegistrationStatus::Unlocked => Tone::Warning,
        RegistrationStatus::Approved
        | RegistrationStatus::Locked
        | RegistrationStatus::Signed
        | RegistrationStatus::Numbered => Tone::Success,
        RegistrationStatus::Cancelled => Tone::Neutral,
    };
    tag(tone, registration_status_name(lang, status))
}

/// Why nothing can be changed now, with what it means for what was typed.
fn refusal_notice(lang: Lang, refusal: TransitionRefusal) -> AnyView {
    match refusal {
        TransitionRefusal::PhaseClosed { closed_at } => window_notice(
            lang,
            lang.t("Đợt đăng ký dự thi đã đóng", "Exam registration has closed"),
            lang.t("Đợt đăng ký đóng lúc ", "It closed at "),
            closed_at,
            lang.t(
                ". Không thể lưu hay nộp nữa; những gì đã lưu trước đó vẫn còn. Nếu phiếu có sai sót, hãy báo ngay cho trường hoặc điểm tiếp nhận của bạn.",
                ". Nothing can be saved or submitted any more; what was saved before is still there. If something is wrong, tell your school or receiving point at once.",
            ),
        ),
        TransitionRefusal::NotYetOpen { opens_at } => window_notice(
            lang,
            lang.t("Chưa đến đợt đăng ký dự thi", "Exam registration is not open yet"),
            lang.t("Đợt đăng ký mở lúc ", "It opens at "),
            opens_at,
            lang.t(". Hãy quay lại sau thời điểm đó.", ". Come back after that moment."),
        ),
        TransitionRefusal::IllegalState { status } => {
            let body = match status {
                RegistrationStatus::Approved
                | RegistrationStatus::CorrectionRequested
                | RegistrationStatus::Locked
                | RegistrationStatus::Unlocked
                | RegistrationStatus::Signed => lang.t(
                    "Trường đã duyệt phiếu này. Nếu có sai sót, hãy báo cho trường.",
                    "The school has approved this form. If something is wrong, tell the school.",
                ),
                RegistrationStatus::Numbered => lang.t(
                    "Phiếu đã có số báo danh. Nếu có sai sót, hãy báo trong ngày làm thủ tục dự thi.",
                    "The form has its candidate number. If something is wrong, say so on the day of the procedures.",
                ),
                RegistrationStatus::Ineligible => lang.t(
                    "Trường kết luận bạn không đủ điều kiện dự thi. Nếu không đồng ý, hãy gặp trường ngay.",
                    "The school found that you may not sit the exam. If you disagree, see the school at once.",
                ),
                RegistrationStatus::Cancelled => {
                    lang.t("Phiếu đã huỷ.", "The form was cancelled.")
                }
                RegistrationStatus::Submitted => lang.t(
                    "Phiếu đã nộp và đang chờ duyệt. Muốn sửa, hãy rút phiếu về trước.",
                    "The form is submitted and waits for approval. To change it, take it back first.",
                ),
                RegistrationStatus::Draft | RegistrationStatus::Rejected => lang.t(
                    "Trạng thái của phiếu đã thay đổi. Hãy xem lại danh sách việc.",
                    "The form has changed its state. Look at the task list again.",
                ),
            };
            let title = lang.t("Không thể làm việc này lúc này", "This cannot be done now");
            notice(lang, Tone::Warning, title, view! { <p>{body}</p> }.into_any())
        }
        TransitionRefusal::MissingReason => ().into_any(),
    }
}

/// Why a section that decides the papers stays as it is, though the form can be mended.
fn papers_frozen_notice(lang: Lang, at: Instant) -> AnyView {
    let body = view! {
        <p>
            {lang.t("Mục này quyết định môn thi, nên không thay đổi được kể từ ", "This section decides the papers, so it stays as it is since ")}
            <strong>{instant_view(at)}</strong>
            {lang.t(
                ", khi đợt đăng ký đóng. Các mục khác vẫn sửa và nộp lại được; nếu mục này sai, hãy gặp trường.",
                ", when registration closed. Other sections can be mended and submitted again; if this one is wrong, see your school.",
            )}
        </p>
    };
    notice(
        lang,
        Tone::Warning,
        lang.t("Mục này không sửa được nữa", "This section cannot be changed any more"),
        body.into_any(),
    )
}

fn window_notice(lang: Lang, title: &str, before: &'static str, at: Instant, after: &'static str) -> AnyView {
    let body = view! { <p>{before} <strong>{instant_view(at)}</strong> {after}</p> };
    notice(lang, Tone::Warning, title, body.into_any())
}

/// Why the school sent the form back, and where to mend it while that can be done.
fn rejection_notice(lang: Lang, registration: &ExamRegistration, now: Instant) -> Option<AnyView> {
    let past = registration.open_rejection.as_ref()?;
    let category = past.rejection.category;
    let can_mend = registration.check_editable(now).is_ok();
    let asked = category.section().filter(|section| can_mend && registration.rules.asks_for(*section));
    let is_frozen = asked.is_some_and(|section| registration.is_frozen(section, now));
    let frozen = is_frozen.then(|| {
        view! {
            <p>
                {lang.t(
                    "Môn thi không thay đổi được sau khi đợt đăng ký đóng. Hãy gặp trường để thống nhất cách xử lý.",
                    "Papers cannot be changed once registration has closed. See your school about what to do.",
                )}
            </p>
        }
    });
    let place = asked.filter(|_| !is_frozen).map(|section| {
        view! {
            <p>
                {lang.t("Sửa ở mục: ", "Mend it here: ")}
                <a href=section_path(section)>{section_name(lang, section)}</a>
            </p>
        }
    });
    let windows = &registration.windows;
    let advice = can_mend.then(|| {
        if now < windows.review_closes_at {
            let by = windows.review_closes_at.short();
            lang.t(
                "Sửa xong, hãy nộp lại trước {} để kịp danh sách của trường.",
                "When you have mended it, submit again before {}, to be in time for your school’s list.",
            )
            .replace("{}", &by)
        } else {
            let by = windows.exam_opens_at.short();
            lang.t(
                "Sửa xong, hãy nộp lại càng sớm càng tốt: sau {} không nhận nữa.",
                "When you have mended it, submit again as soon as you can: after {} it is too late.",
            )
            .replace("{}", &by)
        }
    });
    let advice = advice.map(|words| view! { <p>{words}</p> });
    let lines: Vec<_> = past.rejection.text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect();
    let body = view! {
        <p>
            <strong>{rejection_category_name(lang, category)}</strong>
            {lang.t(" – trường trả lại lúc ", " – sent back at ")} {instant_view(past.at)}
        </p>
        {lines}
        {frozen}
        {place}
        {advice}
    };
    let title = lang.t("Trường đã trả lại phiếu của bạn", "The school has sent your form back");
    Some(notice(lang, Tone::Warning, title, body.into_any()))
}
