//! Refuses posts that another site caused (CSRF): the browser says so itself by `Sec-Fetch-Site`, older
//! ones by `Origin` (OWASP CSRF cheat sheet, Fetch Metadata). A request with neither is no browser's.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header::ORIGIN},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::web::{error::WebError, router::AppState};

/// The layer.
pub async fn same_site(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_safe || is_from_own_page(request.headers(), &state.ctx.config.web.base_url) {
        next.run(request).await
    } else {
        WebError::CrossSite.into_response()
    }
}

fn is_from_own_page(headers: &HeaderMap, base_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == base_url,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::is_from_own_page;

    #[test]
    fn only_posts_from_the_portals_own_pages_pass() {
        let cases: [(&[(&'static str, &'static str)], bool); 7] = [
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "https://portal.example.vn")], true),
            (&[("origin", "https://evil.example")], false),
            (&[("origin", "null")], false),
        ];
        for (headers, passes) in cases {
            let map: HeaderMap =
                headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(is_from_own_page(&map, "https://portal.example.vn"), passes, "{headers:?}");
        }
    }
}
