//! `/support`: where a candidate who calls stands, by a number that they tell, and what may be said to them.

use axum::response::Response;
use leptos::prelude::*;

use super::{LookUpPage, standing};
use crate::{
    domain::support::LookUpForm,
    usecases::support::look_up::{self, LookedUp},
    web::{error::WebError, form::PostForm, i18n::Lang, page::Page},
};

const PAGE: LookUpPage<LookedUp> = LookUpPage {
    path: "/support",
    title: |lang| lang.t("Tra tình trạng thí sinh", "Where a candidate stands"),
    number_label: |lang| lang.t("Số mà người gọi đọc", "The number that the caller tells"),
    number_hint: |lang| {
        lang.t(
            "Số phiếu, số báo danh, hoặc số biên nhận nguyện vọng (NV), lệ phí (BL), nhập học (NH).",
            "A form number, a candidate number, or a receipt of preferences (NV), of the fee (BL), of enrolment (NH).",
        )
    },
    purpose: "",
    another: |lang| lang.t("Tra số khác", "Look up another number"),
    answer: standing::answer,
    unknown: |lang| {
        lang.t(
            "Không thí sinh nào của mùa này có số đó. Hỏi lại từng ký tự; số biên nhận không dùng các chữ O, I, L và các số 0, 1. Nếu vẫn không thấy, mời người gọi đăng nhập hoặc hỏi trường nơi đăng ký.",
            "No candidate of this season has that number. Ask for it letter by letter; receipts have no O, I, L, 0 or 1. If it is still unknown, have the caller sign in or ask the school where they registered.",
        )
    },
    above: |_| ().into_any(),
    below,
};

/// `GET /support`
pub async fn get(page: Page) -> Response {
    PAGE.opened(&page)
}

/// `POST /support`
///
/// # Errors
/// `Forbidden`; `Unavailable`; `Internal`.
pub async fn post(page: Page, PostForm(form): PostForm<LookUpForm>) -> Result<Response, WebError> {
    let found = look_up::run(&page.ctx, page.staff()?, &page.season, &form).await;
    PAGE.answered(&page, &form, found)
}

fn below(lang: Lang) -> AnyView {
    view! {
        <p>
            <a href="/support/payments">
                {lang.t(
                    "Tra một khoản lệ phí theo mã tham chiếu hoặc mã giao dịch ngân hàng",
                    "Look up a payment by its reference or the bank's",
                )}
            </a>
        </p>
        {rules(lang)}
        <p>
            <a href="/ministry/payments">{lang.t("Tình hình thu lệ phí", "How fee payments are going")}</a>
        </p>
    }
    .into_any()
}

fn rules(lang: Lang) -> AnyView {
    view! {
        <h2>{lang.t("Trước khi tra", "Before you look")}</h2>
        <ul>
            <li>
                {lang.t(
                    "Chỉ tra số do chính người gọi đọc. Không tra theo họ tên hay số định danh.",
                    "Look up a number that the caller tells, never a name or an identity number.",
                )}
            </li>
            <li>
                {lang.t(
                    "Mỗi lần tra, kể cả không thấy, đều được ghi lại. Thí sinh đọc được ai tra, lúc nào và lý do, ở trang “Ai đã xem dữ liệu của tôi”.",
                    "Every look-up is recorded, also one that finds nobody. Candidates can read who looked, when and why.",
                )}
            </li>
            <li>
                {lang.t(
                    "Không nói điểm, kết quả hay lý do trả lại phiếu qua điện thoại: trang này không có những thông tin đó. Thí sinh đăng nhập để đọc.",
                    "Marks, results and why a form was sent back are not told by telephone: this page does not hold them. The candidate signs in to read them.",
                )}
            </li>
        </ul>
    }
    .into_any()
}
