//! After signing out.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::web::page::Page;

/// Whether the person could be signed out at the citizen-ID service too.
#[derive(Deserialize, Default)]
pub struct Elsewhere {
    /// `unknown` when the service did not answer.
    #[serde(default)]
    elsewhere: String,
}

/// `GET /signed-out`
pub async fn get(page: Page, Query(query): Query<Elsewhere>) -> Response {
    let title = page.t("Bạn đã đăng xuất", "You have signed out");
    let is_unknown = query.elsewhere == "unknown";
    page.ok(title, || {
        let lang = page.lang;
        let unknown = is_unknown.then(|| {
            let words = lang.t(
                "Dịch vụ định danh đang không phản hồi, nên cổng chưa báo được cho dịch vụ rằng bạn đã đăng xuất. Nếu dùng máy chung, hãy đóng hết các cửa sổ trình duyệt.",
                "The identity service is not answering, so the portal could not tell it that you signed out. On a shared computer, close all windows of the browser.",
            );
            view! { <p>{words}</p> }
        });
        view! {
            <h1>{title}</h1>
            <p>
                {lang.t(
                    "Phiên làm việc đã kết thúc trên máy chủ. Nếu dùng máy chung, hãy đóng trình duyệt.",
                    "Your session has ended on the server. On a shared computer, close the browser too.",
                )}
            </p>
            {unknown}
            <p><a href="/">{lang.t("Về trang chủ", "To the home page")}</a></p>
        }
        .into_any()
    })
}
