//! The citizen-ID service vouches for a person whom the portal cannot let in.
//!
//! What differs is said as far as it concerns whoever signs in: which of their own two proofs is bound elsewhere. To
//! whom it is bound is never said.

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    usecases::visitor::sign_in_citizen::Contradiction,
    web::{i18n::Lang, page::Page},
};

use super::refused::reference;

pub(super) fn not_on_roll(page: &Page) -> Response {
    let lang = page.lang;
    let title = lang.t("Chưa có hồ sơ của bạn", "There is no record of you yet");
    page.with_status(StatusCode::NOT_FOUND, title, || {
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Dịch vụ định danh đã xác nhận bạn, nhưng chưa trường hay điểm tiếp nhận nào đưa bạn vào danh sách của mùa này.",
                    "The identity service confirmed who you are, but no school or receiving point has put you on its roll for this season.",
                )}
            </p>
            <ul>
                <li>{lang.t("Học sinh lớp 12: hỏi nhà trường, mang theo căn cước.", "Pupils of grade 12: ask your school, with your identity card.")}</li>
                <li>{lang.t("Thí sinh tự do: đến điểm tiếp nhận của Sở GDĐT nơi cư trú.", "Others: go to the receiving point of the department where you live.")}</li>
            </ul>
            <p><a href="/help">{lang.t("Trợ giúp", "Help")}</a></p>
        }
        .into_any()
    })
}

pub(super) fn contradiction(page: &Page, contradiction: Contradiction) -> Response {
    let lang = page.lang;
    let title = lang.t("Thông tin định danh không khớp", "Your identity does not match our records");
    page.with_status(StatusCode::CONFLICT, title, || {
        view! {
            <h1>{title}</h1>
            <p>{what_differs(lang, contradiction)}</p>
            <p>
                {lang.t(
                    "Để không ai dùng nhầm hồ sơ của bạn, cổng dừng lại ở đây: bạn chưa được đăng nhập và không có gì thay đổi. Sự việc đã được ghi lại.",
                    "So that nobody uses your record by mistake, the portal stops here: you are not signed in and nothing was changed. The event was recorded.",
                )}
            </p>
            <p>
                {lang.t(
                    "Hãy gọi 1800 8000, nhánh 2, và mang căn cước hoặc hộ chiếu đến trường hay điểm tiếp nhận để đối chiếu.",
                    "Call 1800 8000, extension 2, and show your identity card or passport at your school or receiving point.",
                )}
            </p>
            {reference(page)}
        }
        .into_any()
    })
}

const fn what_differs(lang: Lang, contradiction: Contradiction) -> &'static str {
    match contradiction {
        Contradiction::OtherSubject => lang.t(
            "Số giấy tờ của bạn đã gắn với một tài khoản định danh khác với tài khoản vừa đăng nhập. Điều này thường xảy ra khi tài khoản định danh được lập lại.",
            "The number of your document is bound to another electronic identity than the one that just signed in. This usually happens when an electronic identity was made anew.",
        ),
        Contradiction::OtherNumber => lang.t(
            "Tài khoản định danh vừa đăng nhập đã gắn với một số giấy tờ khác với số mà dịch vụ vừa gửi. Điều này thường xảy ra khi số giấy tờ được cấp đổi.",
            "The electronic identity that just signed in is bound to another document number than the one that the service has sent. This usually happens when a document was replaced.",
        ),
        Contradiction::TwoPeople => lang.t(
            "Tài khoản định danh và số giấy tờ vừa đăng nhập thuộc về hai hồ sơ khác nhau ở cổng.",
            "The electronic identity and the document number that just signed in belong to two different records of the portal.",
        ),
    }
}
