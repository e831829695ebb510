//! Role × door.

use axum::http::StatusCode;
use portal::{
    domain::access::RoleKind,
    testing::{Answer, Browser, FormFile, TestApp},
    web::{doors::Door, router::door_list},
};

use super::{admits, everybody, parameters};

/// The path of a door with something in place of its parameters that is nothing's id.
fn concrete(path: &str) -> String {
    parameters(path).fold(path.to_owned(), |path, parameter| {
        path.replace(
            parameter,
            if parameter == "{section}" { "contact" } else { "00000000-0000-7000-8000-000000000000" },
        )
    })
}

async fn knock(browser: &mut Browser, door: &Door) -> Answer {
    let path = concrete(door.path);
    let form = [("version", "0")];
    match door.method {
        "GET" => browser.get(&path).await,
        _ if door.takes_file => {
            browser.post_file(&path, &form, FormFile { field: "file", name: "empty.csv", bytes: b"" }).await
        }
        _ => browser.post(&path, &form).await,
    }
}

fn leads_to_a_sign_in(answer: &Answer) -> bool {
    let path = answer.location.split('?').next().unwrap_or_default();
    answer.status.is_redirection() && (path == "/sign-in" || path == "/staff/sign-in")
}

/// Each knocks with a session of their own: a door may end it.
#[tokio::test]
async fn every_role_passes_where_its_rights_say_and_nowhere_else() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let doors = door_list();
    let mut refused = 0;
    for (role, actor) in everybody(&app).await {
        for door in &doors {
            let mut browser = app.browser_as(&actor).await;
            let answer = knock(&mut browser, door).await;
            let which = format!("{} {} as {}: {}", door.method, door.path, role.as_str(), answer.status);
            if admits(door, role) {
                assert!(![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&answer.status), "{which}");
                assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{which}");
                assert!(door.rule == "public" || !leads_to_a_sign_in(&answer), "{which}: {}", answer.location);
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{which}");
                assert!(answer.text.contains("Bạn không có quyền mở trang này"), "{which}: {}", answer.text);
                refused += 1;
            }
        }
    }
    assert!(refused > 5 * doors.len(), "most doors are closed to most roles; {refused} were");
}

#[tokio::test]
async fn without_a_sign_in_public_doors_alone_open_and_the_others_lead_to_the_right_sign_in() {
    let app = TestApp::start("2026-04-22T09:00").await;
    let doors = door_list();
    assert!(!doors.is_empty());
    for door in &doors {
        let answer = knock(&mut app.browser(), door).await;
        let which = format!("{} {}: {}", door.method, door.path, answer.status);
        if matches!(door.rule, "public" | "machine") {
            assert!(![StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&answer.status), "{which}");
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{which}");
        } else if door.method == "GET" {
            let sign_in = if door.roles.contains(&RoleKind::Candidate) { "/sign-in" } else { "/staff/sign-in" };
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{which}");
            assert!(answer.location.starts_with(&format!("{sign_in}?return_to=")), "{which}: {}", answer.location);
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{which}");
        }
    }
}
