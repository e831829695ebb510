//! Where the portal leads: to pages of its own, and to the services outside that the settings name.

use axum::http::StatusCode;
use portal::testing::TestApp;

#[tokio::test]
async fn whoever_writes_where_to_return_chooses_among_the_portals_pages_alone() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let mut browser = app.browser();
    let cases = [
        ("/help", "/help"),
        ("/catalogue?q=a%20b#results", "/catalogue?q=a%20b#results"),
        ("/candidate/registration/contact", "/candidate/registration/contact"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example/help", "/"),
        ("javascript:alert(1)", "/"),
        ("help", "/"),
        ("/help/../../evil", "/"),
        ("/%2f%2fevil.example", "/"),
        ("/sign-out", "/"),
        ("/webhooks/payment", "/"),
        ("/pkg/portal.css", "/"),
        ("/help\r\nLocation: https://evil.example", "/"),
        ("", "/"),
    ];
    for (return_to, expected) in cases {
        let answer = browser.post("/language", &[("language", "vi"), ("return_to", return_to)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, expected), "{return_to:?}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

/// Redirects are made at two places, which check where they lead; the guard of a door leads to a sign-in page.
#[test]
fn no_page_makes_a_redirect_of_its_own() {
    let mut folders = vec![std::path::PathBuf::from("src/web")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            // What runs in the browser answers nobody.
            let is_island = path.starts_with("src/web/islands");
            let may = is_island || path.ends_with("web/page.rs") || path.ends_with("web/doors.rs");
            assert!(
                may || !(source.contains("Redirect::") || source.contains("header::LOCATION")),
                "{}",
                path.display()
            );
        }
    }
}
