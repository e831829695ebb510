//! What an electronic identity of level 1 cannot do, and how to raise it (Nghị định 69/2024).

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::time::Instant,
    web::{
        components::{ButtonLook, Tone, button_link, buttons, instant_view, notice},
        i18n::Lang,
        page::Page,
        pages::sign_in::again,
    },
};

/// An act that needs level 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level2Act {
    /// Handing in the exam registration.
    SubmitRegistration,
    /// Appealing against marks.
    AppealMarks,
    /// Submitting a preference list.
    SubmitPreferences,
    /// Paying the fee.
    Pay,
    /// Confirming the enrolment.
    ConfirmEnrolment,
}

impl Level2Act {
    const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::SubmitRegistration => {
                lang.t("Cần định danh mức độ 2 để nộp phiếu", "Submitting the form needs identity level 2")
            }
            Self::AppealMarks => lang.t("Cần định danh mức độ 2 để phúc khảo", "An appeal needs identity level 2"),
            Self::SubmitPreferences => {
                lang.t("Cần định danh mức độ 2 để nộp nguyện vọng", "Submitting preferences needs identity level 2")
            }
            Self::Pay => lang.t("Cần định danh mức độ 2 để trả lệ phí", "Paying needs identity level 2"),
            Self::ConfirmEnrolment => {
                lang.t("Cần định danh mức độ 2 để xác nhận nhập học", "Confirming needs identity level 2")
            }
        }
    }

    /// What stands, and what can be done at level 1 all the same.
    const fn what_stands(self, lang: Lang) -> &'static str {
        match self {
            Self::SubmitRegistration => lang.t(
                "Phiếu chưa được nộp. Mọi nội dung đã lưu vẫn còn, và bạn vẫn khai, sửa, lưu được.",
                "The form is not submitted. All that was saved is still there, and you can go on filling in and saving.",
            ),
            Self::AppealMarks => lang.t(
                "Chưa có đơn nào được nộp. Điểm của bạn giữ nguyên, và bạn vẫn xem được.",
                "No appeal was made. Your marks stand, and you can still see them.",
            ),
            Self::SubmitPreferences => lang.t(
                "Chưa có gì được nộp. Danh sách nháp vẫn được giữ, và bạn vẫn thêm, bớt, sắp xếp được.",
                "Nothing was submitted. Your draft is kept, and you can go on adding, removing and ordering.",
            ),
            Self::Pay => lang.t(
                "Chưa có tiền nào bị trừ. Khoản lệ phí vẫn được giữ, và bạn vẫn xem được từng mục.",
                "No money was taken. Your bill is kept, and you can still look at every item.",
            ),
            Self::ConfirmEnrolment => lang.t(
                "Chưa có gì được xác nhận. Chỗ của bạn vẫn được giữ đến hạn, và bạn vẫn xem được kết quả.",
                "Nothing was confirmed. Your seat is kept until the deadline, and you can still see your result.",
            ),
        }
    }

    /// Where the act is done once the level is there.
    const fn return_to(self) -> &'static str {
        match self {
            Self::SubmitRegistration => "/candidate/registration/check",
            Self::AppealMarks => "/candidate/appeals",
            Self::SubmitPreferences => "/candidate/preferences/check",
            Self::Pay => "/candidate/payment",
            Self::ConfirmEnrolment => "/candidate/enrolment",
        }
    }
}

/// Said where the button would be.
#[must_use]
pub fn level_2_notice(lang: Lang, act: Level2Act, deadline: Option<Instant>) -> AnyView {
    notice(lang, Tone::Warning, act.title(lang), advice(lang, act, deadline))
}

/// The answer to whoever tried all the same: 403.
#[must_use]
pub fn level_2_page(page: &Page, act: Level2Act, deadline: Option<Instant>) -> Response {
    let lang = page.lang;
    let title = act.title(lang);
    page.with_status(StatusCode::FORBIDDEN, title, || {
        view! {
            <h1>{title}</h1>
            {advice(lang, act, deadline)}
            {buttons(vec![button_link(ButtonLook::Secondary, lang.t("Về trang của tôi", "To my page"), "/candidate")])}
        }
        .into_any()
    })
}

fn advice(lang: Lang, act: Level2Act, deadline: Option<Instant>) -> AnyView {
    let deadline = deadline.map(|deadline| {
        view! {
            <p>
                {lang.t("Hạn không thay đổi: ", "The deadline stays: ")} <strong>{instant_view(deadline)}</strong>
                {lang.t(". Nếu không kịp, hãy báo ngay cho trường.", ". If time is short, tell your school at once.")}
            </p>
        }
    });
    view! {
        <p>
            {lang.t(
                "Bạn đang đăng nhập bằng định danh điện tử mức độ 1. Nộp, trả lệ phí và xác nhận nhập học cần mức độ 2 (Nghị định 69/2024/NĐ-CP).",
                "You signed in with an electronic identity of level 1. To submit, pay and confirm takes level 2 (Decree 69/2024).",
            )}
        </p>
        <p>{act.what_stands(lang)}</p>
        <p><strong>{lang.t("Cách nâng lên mức độ 2", "How to reach level 2")}</strong></p>
        <ol>
            <li>
                {lang.t(
                    "Mang căn cước đến công an xã, phường bất kỳ (người nước ngoài: mang hộ chiếu đến cơ quan quản lý xuất nhập cảnh).",
                    "Take your identity card to any commune's police (foreign nationals: your passport to the immigration office).",
                )}
            </li>
            <li>
                {lang.t(
                    "Khi có tin nhắn báo, mở ứng dụng VNeID và kích hoạt mức độ 2.",
                    "When the text message comes, open the VNeID app and activate level 2.",
                )}
            </li>
            <li>
                <a href=again::path(act.return_to())>
                    {lang.t("Xác thực lại ở đây bằng tài khoản mức độ 2", "Prove yourself again here with level 2")}
                </a>
            </li>
        </ol>
        {deadline}
    }
    .into_any()
}
