//! Files that people take away: how rows become bytes, and the headers under which they travel.

pub mod confirmed_list;

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};

/// An answer that browsers save under `file_name` and nobody keeps on the way.
#[must_use]
pub fn attachment(content_type: &'static str, file_name: &str, body: Body) -> Response {
    let plain: String = file_name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::header};

    use super::attachment;

    #[test]
    fn a_download_is_saved_under_a_plain_name_and_kept_by_nobody_on_the_way() {
        let response = attachment("text/csv", "a-B\"; \r\nđ1.csv", Body::empty());
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header(header::CONTENT_DISPOSITION), "attachment; filename=\"a-B1.csv\"");
        assert_eq!(header(header::CACHE_CONTROL), "no-store");
        assert_eq!(header(header::CONTENT_TYPE), "text/csv");
    }
}
