//! Where help is to be had; the footer of every page leads here.

use axum::response::Response;
use leptos::prelude::*;

use crate::web::page::Page;

/// `GET /help`
pub async fn get(page: Page) -> Response {
    page.ok(page.t("Trợ giúp", "Help"), || view(&page))
}

fn view(page: &Page) -> AnyView {
    let lang = page.lang;
    view! {
        <h1>{lang.t("Trợ giúp", "Help")}</h1>
        <p>{lang.t("Tổng đài 1800 8000, nhánh 2 (miễn phí).", "Helpline 1800 8000, extension 2 (free of charge).")}</p>
        <h2>{lang.t("Ai giải quyết việc gì", "Who deals with what")}</h2>
        <ul>
            <li>
                {lang.t(
                    "Sai thông tin trong phiếu đăng ký: trường hoặc điểm tiếp nhận nơi bạn đăng ký.",
                    "Errors in your registration: the school or receiving point where you registered.",
                )}
            </li>
            <li>
                {lang.t(
                    "Sai họ tên, ngày sinh, số định danh trong dữ liệu dân cư: công an xã, phường.",
                    "Errors in the population registry (name, birth date, number): the commune police.",
                )}
            </li>
            <li>
                {lang.t(
                    "Đã trừ tiền mà chưa ghi nhận: đừng trả lại; cổng tự hỏi lại đơn vị thanh toán và báo cho bạn.",
                    "Money was taken but is not recorded: do not pay again; the portal asks the payment service itself and tells you.",
                )}
            </li>
            <li>
                {lang.t(
                    "Điều kiện của một chương trình: cơ sở đào tạo.",
                    "The conditions of a programme: its institution.",
                )}
            </li>
        </ul>
        <h2 id="accessibility">{lang.t("Tiếp cận cho mọi người", "Accessibility")}</h2>
        <p>
            {lang.t(
                "Mọi trang dùng được bằng bàn phím, trình đọc màn hình, điện thoại nhỏ và khi tắt JavaScript, theo WCAG 2.2 mức AA. Nếu có trang bạn không dùng được, hãy gọi tổng đài.",
                "Every page works by keyboard, with a screen reader, on a small phone and without JavaScript, to WCAG 2.2 level AA. If a page does not work for you, call the helpline.",
            )}
        </p>
    }
    .into_any()
}
