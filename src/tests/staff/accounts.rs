//! Accounts of staff: made top-down by invitation, managed by a person above, in sight of their own line alone.

use axum::http::StatusCode;
use portal::{
    domain::access::{RoleKind, accounts::managed_roles},
    testing::{Answer, Browser, TestApp},
};
use sqlx::Row as _;

use super::links::{account_id, audited, column, invitation_of, link_of, mails_to, open_invitation, unit_id};

pub(super) const OPERATOR: &str = "bo.dieuhanh@demo.example.vn";
pub(super) const RELEASER: &str = "bo.giamsat@demo.example.vn";
pub(super) const LEAD: &str = "lanhdao.sohue@demo.example.vn";
pub(super) const HEAD: &str = "hieutruong.songhuong@demo.example.vn";
pub(super) const OTHER_HEAD: &str = "hieutruong.ngubinh@demo.example.vn";
pub(super) const SCHOOL: &str = "truong.songhuong@demo.example.vn";
pub(super) const INSTITUTION_LEAD: &str = "lanhdao.bka@demo.example.vn";
pub(super) const AUDITOR: &str = "kiemtoan@demo.example.vn";
const ELSEWHERE: &str = "so.laichau@demo.example.vn";
const INVITE: &str = "/staff/accounts/invite";

pub(super) async fn app() -> TestApp {
    TestApp::start("2026-04-22T09:00").await
}

pub(super) async fn browser(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

/// A lead of another department than the demo's.
async fn lead_elsewhere(app: &TestApp) -> Browser {
    let make = sqlx::query("UPDATE staff SET role = 'department_lead' WHERE email = $1").bind(ELSEWHERE);
    assert_eq!(make.execute(app.owner()).await.unwrap().rows_affected(), 1);
    browser(app, ELSEWHERE).await
}

fn invitation<'a>(role: &'a str, office: (&'a str, &'a str), email: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("role", role), office, ("full_name", "Đặng Thị Ngọc"), ("email", email)]
}

/// Without what differs between any two answers: ids, nonces and form tokens.
fn told(answer: &Answer) -> String {
    let mut text = answer.text.clone();
    for before in ["name=\"form_token\" value=\"", "nonce=\""] {
        while let Some(at) = text.find(before) {
            let end = at + before.len() + text[at + before.len()..].find('"').unwrap();
            text.replace_range(at..=end, "");
        }
    }
    let is_id = |word: &str| word.len() == 36 && word.parse::<uuid::Uuid>().is_ok();
    let parts = text.split_inclusive(|each: char| !each.is_ascii_hexdigit() && each != '-');
    parts
        .map(|part| if is_id(part.trim_end_matches(|each: char| !each.is_ascii_hexdigit())) { "ID" } else { part })
        .collect()
}

#[tokio::test]
async fn each_role_invites_what_the_table_says_and_nothing_else() {
    let app = app().await;
    let unit = unit_id(&app, "001").await;
    let demo = sqlx::query("SELECT email, role FROM staff ORDER BY email").fetch_all(app.owner()).await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for row in demo {
        let (email, word): (String, String) = (row.get("email"), row.get("role"));
        let manager = RoleKind::parse(&word).unwrap();
        if !seen.insert(manager) {
            continue;
        }
        let mut browser = browser(&app, &email).await;
        for role in RoleKind::ALL.iter().filter(|role| **role != RoleKind::Candidate) {
            let address = format!("{word}.{}@moi.example.vn", role.as_str());
            let form = [
                ("role", role.as_str()),
                ("unit", &unit),
                ("department", "46"),
                ("institution", "BKA"),
                ("full_name", "Đặng Thị Ngọc"),
                ("email", &address),
            ];
            let answer = browser.post(INVITE, &form).await;
            let expected = match managed_roles(manager) {
                [] => StatusCode::FORBIDDEN,
                managed if managed.contains(role) => StatusCode::SEE_OTHER,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            assert_eq!(answer.status, expected, "{word} invites {}", role.as_str());
            let kept = sqlx::query("SELECT 1 FROM staff_invitation WHERE email = $1").bind(&address);
            let is_kept = kept.fetch_optional(app.owner()).await.unwrap().is_some();
            assert_eq!(is_kept, expected == StatusCode::SEE_OTHER, "{word} invites {}", role.as_str());
        }
    }
    assert_eq!(seen.len(), 10, "the demo has every role");
}

#[tokio::test]
async fn an_invitation_is_for_the_own_office_whatever_the_form_says() {
    let app = app().await;
    // A head invites for another unit: the field is not looked at.
    let mut head = browser(&app, HEAD).await;
    let other = unit_id(&app, "002").await;
    let form = invitation("school_staff", ("unit", &other), "moi@songhuong.example.vn");
    assert_eq!(head.post(INVITE, &form).await.status, StatusCode::SEE_OTHER);
    let own = unit_id(&app, "001").await;
    let stored = "SELECT registration_unit_id::text FROM staff_invitation WHERE email = 'moi@songhuong.example.vn'";
    assert_eq!(column(&app, stored).await, std::slice::from_ref(&own));

    // A lead of another department invites for a unit of Huế: as if the unit did not exist.
    let mut lead = lead_elsewhere(&app).await;
    let nowhere = uuid::Uuid::from_u128(7).to_string();
    let [foreign, unknown] =
        [own.as_str(), nowhere.as_str()].map(|unit| invitation("school_head", ("unit", unit), "moi@sohue.example.vn"));
    let (foreign, unknown) = (lead.post(INVITE, &foreign).await, lead.post(INVITE, &unknown).await);
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told(&foreign), told(&unknown));
    assert!(foreign.text.contains("Chọn một mục có trong danh sách"), "{}", foreign.text);
    assert!(!foreign.text.contains("Sông Hương"), "the list holds the own units alone");

    // The department in the form is not looked at either.
    let form = invitation("department_staff", ("department", "46"), "moi@solaichau.example.vn");
    assert_eq!(lead.post(INVITE, &form).await.status, StatusCode::SEE_OTHER);
    let stored = "SELECT department_code FROM staff_invitation WHERE email = 'moi@solaichau.example.vn'";
    assert_eq!(column(&app, stored).await, ["12"]);

    // An office that there is not.
    let mut ministry = browser(&app, OPERATOR).await;
    for (role, office) in [("department_lead", ("department", "99")), ("institution_lead", ("institution", "NOPE"))] {
        let answer = ministry.post(INVITE, &invitation(role, office, "moi@dau.example.vn")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
        assert!(answer.text.contains("value=\"moi@dau.example.vn\""), "what was typed is kept: {}", answer.text);
    }
}

#[tokio::test]
async fn accounts_and_invitations_of_another_office_are_as_if_they_did_not_exist() {
    let app = app().await;
    let mut head = browser(&app, HEAD).await;
    let form = invitation("school_staff", ("unit", ""), "moi@songhuong.example.vn");
    assert_eq!(head.post(INVITE, &form).await.status, StatusCode::SEE_OTHER);
    let (account, sent) = (account_id(&app, SCHOOL).await, invitation_of(&app, "moi@songhuong.example.vn").await);
    let unknown = uuid::Uuid::from_u128(7).to_string();
    let gets = ["", "/close", "/reopen", "/reset-password", "/reset-second-factor"].map(|end| ("GET", end));
    let posts = ["/close", "/reopen", "/reset-password", "/reset-second-factor"].map(|end| ("POST", end));
    let of_accounts =
        gets.into_iter().chain(posts).map(|(method, end)| (method, "/staff/accounts/", account.as_str(), end));
    let of_invitations = [("GET", ""), ("POST", "/resend"), ("POST", "/revoke")]
        .map(|(method, end)| (method, "/staff/accounts/invitations/", sent.as_str(), end));
    let others = [browser(&app, OTHER_HEAD).await, browser(&app, INSTITUTION_LEAD).await, lead_elsewhere(&app).await];
    let doors: Vec<_> = of_accounts.chain(of_invitations).collect();
    for (number, mut other) in others.into_iter().enumerate() {
        for (method, before, id, end) in &doors {
            let mut answers = Vec::new();
            for id in [*id, unknown.as_str()] {
                let path = format!("{before}{id}{end}");
                answers.push(match *method {
                    "GET" => other.get(&path).await,
                    _ => other.post(&path, &[("reason", "Thử")]).await,
                });
            }
            assert_eq!(answers[0].status, StatusCode::NOT_FOUND, "{number}: {method} {before}…{end}");
            assert_eq!(told(&answers[0]), told(&answers[1]), "{number}: {method} {before}…{end}");
        }
        let list = other.get("/staff/accounts").await;
        assert!(!list.text.contains(SCHOOL) && !list.text.contains("moi@songhuong"), "{number}: {}", list.text);
    }
    let acts = "SELECT action FROM audit_log WHERE action LIKE 'staff_account.%' AND action <> 'staff_account.invite'";
    assert_eq!(column(&app, acts).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_in_sight_but_for_others_to_manage_is_not_touched() {
    let app = app().await;
    // Oneself; a head's own superior is out of sight; the ministry sees the schools' staff, whom their head manages.
    let cases =
        [(HEAD, HEAD), (LEAD, SCHOOL), (OPERATOR, SCHOOL), (OPERATOR, HEAD), (LEAD, LEAD), (OPERATOR, OPERATOR)];
    for (actor, target) in cases {
        let mut browser = browser(&app, actor).await;
        let id = account_id(&app, target).await;
        let page = browser.get(&format!("/staff/accounts/{id}")).await;
        assert_eq!(page.status, StatusCode::OK, "{actor} sees {target}");
        for action in ["close", "reset-password", "reset-second-factor", "reopen"] {
            let path = format!("/staff/accounts/{id}/{action}");
            assert!(!page.text.contains(&path), "{actor} is offered {action} of {target}");
            assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN, "{actor} {action} {target}");
            let answer = browser.post(&path, &[("reason", "Thử")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{actor} {action} {target}");
        }
    }
    // Who manages nobody has no door at all, and an auditor reads.
    for actor in [SCHOOL, RELEASER] {
        assert_eq!(browser(&app, actor).await.get("/staff/accounts").await.status, StatusCode::FORBIDDEN, "{actor}");
    }
    let mut auditor = browser(&app, AUDITOR).await;
    let list = auditor.get("/staff/accounts").await;
    assert!(list.text.contains(SCHOOL) && list.text.contains(OPERATOR), "{}", list.text);
    assert!(!list.text.contains(INVITE), "an auditor is offered no invitation");
    let id = account_id(&app, SCHOOL).await;
    assert_eq!(auditor.get(&format!("/staff/accounts/{id}")).await.status, StatusCode::OK);
    assert_eq!(
        auditor.post(&format!("/staff/accounts/{id}/close"), &[("reason", "Thử")]).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn an_address_is_invited_once_and_whoever_invites_is_told_so() {
    let app = app().await;
    let mut head = browser(&app, HEAD).await;
    for taken in [OPERATOR, "Bo.DieuHanh@demo.example.vn"] {
        let answer = head.post(INVITE, &invitation("school_staff", ("unit", ""), taken)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("Địa chỉ này đã có tài khoản hoặc lời mời đang chờ"), "{}", answer.text);
        assert!(!answer.text.contains("Phạm Quốc Khánh"), "whose it is is not told");
    }
    let form = invitation("school_staff", ("unit", ""), "moi@songhuong.example.vn");
    assert_eq!(head.post(INVITE, &form).await.status, StatusCode::SEE_OTHER);
    let again = browser(&app, LEAD)
        .await
        .post(INVITE, &invitation("department_staff", ("unit", ""), "Moi@SongHuong.example.vn"))
        .await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "also by another office");
    assert_eq!(mails_to(&app, "moi@songhuong.example.vn").await, ["staff_invitation"]);
    let refused = audited(&app, "staff_account.invite_refused").await;
    assert_eq!(refused.len(), 3);
    assert!(refused.iter().all(|entry| entry.contains("address_taken") && !entry.contains('@')), "{refused:?}");
    // An invitation that went unanswered stands in nobody's way.
    app.ctx.clock.advance_machine(73 * 3600);
    let mut lead = browser(&app, LEAD).await;
    let later = lead.post(INVITE, &invitation("department_staff", ("unit", ""), "moi@songhuong.example.vn")).await;
    assert_eq!(later.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn hostile_names_stay_out_and_are_shown_as_text_where_they_are() {
    let app = app().await;
    let mut head = browser(&app, HEAD).await;
    for name in ["\"><script>alert(1)</script>", "An\u{202e}gnud", "An\u{200b}Bình", "\u{200f}An"] {
        let form = [("role", "school_staff"), ("full_name", name), ("email", "moi@songhuong.example.vn")];
        let answer = head.post(INVITE, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:?}");
        assert!(answer.text.contains("Bỏ những ký tự không dùng được"), "{name:?}: {}", answer.text);
        assert!(!answer.text.contains("<script>alert"), "{name:?}");
    }
    for email in ["a@b.vn\r\nBcc: c@d.vn", "\"><script>@b.vn", "a@b.vn,c@d.vn"] {
        let form = [("role", "school_staff"), ("full_name", "Đỗ Đình Đức"), ("email", email)];
        assert_eq!(head.post(INVITE, &form).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{email:?}");
    }
    // However such a name got in, lists and pages show it as text.
    let hostile =
        sqlx::query("UPDATE staff SET full_name = '\"><script>alert(1)</script>' WHERE email = $1").bind(SCHOOL);
    hostile.execute(app.owner()).await.unwrap();
    let id = account_id(&app, SCHOOL).await;
    for path in ["/staff/accounts".to_owned(), format!("/staff/accounts/{id}"), format!("/staff/accounts/{id}/close")] {
        let answer = head.get(&path).await;
        assert!(!answer.text.contains("<script>alert"), "{path}: {}", answer.text);
        assert!(answer.text.contains("&lt;script&gt;alert(1)"), "{path}: {}", answer.text);
    }
    // A reason is text too, and never one that turns what follows around.
    let close = format!("/staff/accounts/{id}/close");
    for reason in ["", "   ", "nghỉ \u{202e}việc"] {
        assert_eq!(
            head.post(&close, &[("reason", reason)]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{reason:?}"
        );
    }
    assert_eq!(head.post(&close, &[("reason", "<b>nghỉ</b>")]).await.status, StatusCode::SEE_OTHER);
    let shown = head.get(&format!("/staff/accounts/{id}")).await;
    assert!(shown.text.contains("&lt;b&gt;nghỉ&lt;/b&gt;"), "{}", shown.text);
}

#[tokio::test]
async fn the_list_is_searched_with_and_without_diacritics_and_keeps_names_out_of_addresses() {
    let app = app().await;
    let mut lead = browser(&app, LEAD).await;
    let all = lead.get("/staff/accounts").await;
    for (email, is_there) in
        [(SCHOOL, true), (HEAD, true), (LEAD, true), (OPERATOR, false), (INSTITUTION_LEAD, false), (ELSEWHERE, false)]
    {
        assert_eq!(all.text.contains(email), is_there, "{email}: {}", all.text);
    }
    for search in ["hữu tâm", "HUU TAM", "tam truong.songhuong"] {
        let answer = lead.post("/staff/accounts", &[("search", search), ("state", "")]).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/staff/accounts"));
        let found = lead.get("/staff/accounts").await;
        assert!(found.text.contains(SCHOOL) && !found.text.contains(HEAD), "{search}: {}", found.text);
    }
    for nothing in ["%", "_", "khong co ai"] {
        lead.post("/staff/accounts", &[("search", nothing), ("state", "")]).await;
        let found = lead.get("/staff/accounts").await;
        assert!(found.text.contains("Không có tài khoản hay lời mời nào ở đây"), "{nothing}: {}", found.text);
    }
    assert!(lead.post_and_follow("/staff/accounts", &[("search", "")]).await.text.contains(HEAD));

    let mut head = browser(&app, HEAD).await;
    head.post(INVITE, &invitation("school_staff", ("unit", ""), "moi@songhuong.example.vn")).await;
    let id = account_id(&app, SCHOOL).await;
    head.post(&format!("/staff/accounts/{id}/close"), &[("reason", "Nghỉ việc")]).await;
    let cases = [("active", HEAD), ("invited", "moi@songhuong.example.vn"), ("closed", SCHOOL)];
    for (state, expected) in cases {
        let shown = head.get(&format!("/staff/accounts?state={state}")).await;
        for (_, email) in cases {
            // One address ends with another.
            assert_eq!(shown.text.contains(&format!(">{email}")), email == expected, "{state} {email}");
        }
    }
    app.ctx.clock.advance_machine(72 * 3600);
    let mut head = browser(&app, HEAD).await;
    let late = head.get("/staff/accounts?state=invitation_expired").await;
    assert!(late.text.contains("moi@songhuong.example.vn"), "{}", late.text);
    assert_eq!(head.get("/staff/accounts?state=nonsense").await.status, StatusCode::NOT_FOUND);
    let looks = audited(&app, "staff_accounts.view").await;
    assert!(!looks.is_empty() && looks.iter().all(|entry| !entry.contains("tam") && !entry.contains('@')), "{looks:?}");
}

#[tokio::test]
async fn closing_ends_sessions_and_sign_in_and_what_the_account_invited() {
    let app = app().await;
    let mut head = browser(&app, HEAD).await;
    head.post(INVITE, &invitation("school_staff", ("unit", ""), "moi@songhuong.example.vn")).await;
    let link = link_of(&app, "moi@songhuong.example.vn").await;
    let mut lead = browser(&app, LEAD).await;
    let id = account_id(&app, HEAD).await;
    let check = lead.get(&format!("/staff/accounts/{id}/close")).await;
    assert!(check.text.contains("Những lời mời do tài khoản này gửi"), "{}", check.text);
    let done = lead.post_and_follow(&format!("/staff/accounts/{id}/close"), &[("reason", "Nghỉ hưu từ 01/05")]).await;
    assert!(done.text.contains("Đã đóng tài khoản") && done.text.contains("Nghỉ hưu từ 01/05"), "{}", done.text);

    assert_ne!(head.get("/school").await.status, StatusCode::OK, "the session has ended");
    let opened = open_invitation(&app, &link).await.1;
    assert_eq!(opened.status, StatusCode::GONE);
    assert!(opened.text.contains("Lời mời đã được thu hồi"), "{}", opened.text);
    assert_eq!(mails_to(&app, HEAD).await, ["staff_account_closed"]);

    // Twice is once, and a closed account is opened before anything else.
    let again = lead.post(&format!("/staff/accounts/{id}/close"), &[("reason", "Lần nữa")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let reset = lead.post(&format!("/staff/accounts/{id}/reset-password"), &[("reason", "Quên")]).await;
    assert_eq!(reset.status, StatusCode::CONFLICT);
    let reopened = lead.post(&format!("/staff/accounts/{id}/reopen"), &[("reason", "Quay lại làm việc")]).await;
    assert_eq!(reopened.status, StatusCode::SEE_OTHER);
    assert_eq!(browser(&app, HEAD).await.get("/school").await.status, StatusCode::OK);
    assert_ne!(head.get("/school").await.status, StatusCode::OK, "the old session stays ended");
    let closed = audited(&app, "staff_account.close").await;
    assert!(closed.len() == 1 && closed[0].contains("Nghỉ hưu"), "{closed:?}");
}

#[tokio::test]
async fn every_other_releaser_is_told_of_a_new_one() {
    let app = app().await;
    let mut ministry = browser(&app, OPERATOR).await;
    let form = invitation("ministry_releaser", ("unit", ""), "duyet.moi@moet.example.vn");
    assert_eq!(ministry.post(INVITE, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(mails_to(&app, RELEASER).await, ["releaser_account_changed"]);
    assert_eq!(mails_to(&app, "duyet.moi@moet.example.vn").await, ["staff_invitation"]);
    // The one concerned gets the mail about the own account, not the one about a colleague's.
    let id = account_id(&app, RELEASER).await;
    let reset = ministry.post(&format!("/staff/accounts/{id}/reset-password"), &[("reason", "Quên mật khẩu")]).await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER);
    assert_eq!(mails_to(&app, RELEASER).await, ["releaser_account_changed", "staff_password_reset"]);
}

#[tokio::test]
async fn the_start_pages_lead_to_the_accounts_of_those_who_manage_them() {
    let app = app().await;
    for (email, home, is_there) in [
        (HEAD, "/school", true),
        (SCHOOL, "/school", false),
        (INSTITUTION_LEAD, "/institution", true),
        (OPERATOR, "/ministry", true),
        (RELEASER, "/ministry", false),
    ] {
        let shown = browser(&app, email).await.get(home).await;
        assert_eq!(shown.text.contains("href=\"/staff/accounts\""), is_there, "{email}");
    }
    // A visitor is led to the sign-in of staff.
    let answer = app.browser().get("/staff/accounts").await;
    assert!(answer.location.starts_with("/staff/sign-in"), "{}", answer.location);
}
