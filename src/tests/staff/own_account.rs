//! What staff change of their own account: the password, and the device that makes their codes.

use axum::http::StatusCode;
use portal::{
    testing::{Answer, Browser, TestApp},
    usecases::{
        audit::digest,
        second_factor::{TotpSecret, step_at},
        system::seed_demo::DEMO_PASSWORD,
    },
};
use sqlx::Row as _;

use super::{
    CODE, PATH as SIGN_IN, SCHOOL, after_password, code,
    enrolment::{recovery_codes, secret_of},
    form,
    invitations::PASSWORD as NEW,
    links::{audited, mails_to, password_opens},
    send_code, wrong_code,
};

const ACCOUNT: &str = "/account";
const PASSWORD: &str = "/account/password";
const DEVICE: &str = "/account/second-factor";
const NEW_DEVICE: &str = "/account/second-factor/new";
const LATE: &str = "/account/second-factor?expired=1";
const OTHER: &str = "truong.ngubinh@demo.example.vn";

async fn app() -> TestApp {
    TestApp::start("2026-04-22T09:00").await
}

async fn browser(app: &TestApp, email: &str) -> Browser {
    app.browser_as(&app.staff(email).await).await
}

async fn change(browser: &mut Browser, current: &str, new: &str, repeat: &str) -> Answer {
    let form = [("current_password", current), ("password", new), ("password_repeat", repeat)];
    browser.post(PASSWORD, &form).await
}

async fn prove(browser: &mut Browser, password: &str, code: &str) -> Answer {
    browser.post(DEVICE, &[("current_password", password), ("code", code)]).await
}

/// The code of a fresh device at this moment, `steps` of 30 seconds from now.
fn code_of(app: &TestApp, secret: &TotpSecret, steps: i64) -> String {
    secret.code(step_at(app.ctx.clock.machine_now()) + steps).unwrap()
}

/// A browser that has proved both factors of the school's account, with the secret that it is shown.
async fn at_new_device(app: &TestApp) -> (Browser, TotpSecret) {
    let mut browser = browser(app, SCHOOL).await;
    let proved = prove(&mut browser, DEMO_PASSWORD, &code(app, SCHOOL, 0)).await;
    assert_eq!((proved.status, proved.location.as_str()), (StatusCode::SEE_OTHER, NEW_DEVICE), "{}", proved.text);
    let secret = secret_of(&browser.get(NEW_DEVICE).await);
    (browser, secret)
}

/// All that is stored of the accounts' passwords and second factors but those of one address.
async fn of_others(app: &TestApp, email: &str) -> String {
    let query = sqlx::query(
        "SELECT string_agg(concat_ws(' ', email, password_hash, encode(sealed_secret, 'hex'), last_step), ',' ORDER BY email)
         FROM staff LEFT JOIN staff_second_factor ON staff_id = id WHERE email <> $1",
    );
    query.bind(email).fetch_one(app.owner()).await.unwrap().get(0)
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_gives_this_one_a_new_id() {
    let app = app().await;
    let others_before = of_others(&app, SCHOOL).await;
    let hash = "SELECT password_hash FROM staff WHERE email = $1";
    let hash = async || -> String { sqlx::query(hash).bind(SCHOOL).fetch_one(app.owner()).await.unwrap().get(0) };
    let before = hash().await;
    let (mut here, mut there) = (browser(&app, SCHOOL).await, browser(&app, SCHOOL).await);
    let mut neighbour = browser(&app, OTHER).await;
    let page = here.get(PASSWORD).await;
    assert_eq!(page.text.matches("autocomplete=\"current-password\"").count(), 1, "{}", page.text);
    assert_eq!(page.text.matches("autocomplete=\"new-password\"").count(), 2, "{}", page.text);
    let mut planted = app.browser();
    planted.set_cookie("session", here.cookie("session"));

    let done = change(&mut here, DEMO_PASSWORD, NEW, NEW).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/account?done=password&ended=1"));
    let shown = here.get(&done.location).await;
    assert!(shown.text.contains("Đã đổi mật khẩu") && shown.text.contains("Đã kết thúc 1 phiên"), "{}", shown.text);
    assert_ne!(planted.cookie("session"), here.cookie("session"), "a new id");
    assert_ne!(planted.get("/school").await.status, StatusCode::OK, "the id before opens nothing");
    let ended = there.get("/school").await;
    assert_ne!(ended.status, StatusCode::OK);
    assert!(there.get(&ended.location).await.text.contains("Phiên làm việc đã kết thúc"));
    assert_eq!(neighbour.get("/school").await.status, StatusCode::OK, "another account goes on");

    assert!(password_opens(&app, SCHOOL, NEW).await && !password_opens(&app, SCHOOL, DEMO_PASSWORD).await);
    assert_eq!(of_others(&app, SCHOOL).await, others_before);
    let old = app.browser().post(SIGN_IN, &form(SCHOOL, DEMO_PASSWORD, "")).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.browser().post(SIGN_IN, &form(SCHOOL, NEW, "")).await.location, CODE);

    assert_eq!(mails_to(&app, SCHOOL).await, ["staff_password_changed"]);
    let acts = audited(&app, "staff_account.change_password").await;
    assert!(acts.len() == 1 && acts[0].contains("\"actor_kind\":\"school_staff\""), "{acts:?}");
    assert!(!acts[0].contains('@') && !acts[0].contains("argon2"), "{acts:?}");
    let row = sqlx::query(
        "SELECT object_kind, object_id = actor_id AS is_own, before_digest, after_digest FROM audit_log
         WHERE action = 'staff_account.change_password'",
    );
    let row = row.fetch_one(app.owner()).await.unwrap();
    assert_eq!((row.get("object_kind"), row.get("is_own")), (Some("staff_account".to_owned()), Some(true)));
    let digests = ["before_digest", "after_digest"].map(|column| row.get::<Option<Vec<u8>>, _>(column));
    assert_eq!(digests, [digest(&before).map(Vec::from), digest(&hash().await).map(Vec::from)]);
}

#[tokio::test]
async fn a_refused_new_password_changes_nothing_and_no_answer_holds_what_was_typed() {
    let app = app().await;
    let (mut here, mut there) = (browser(&app, SCHOOL).await, browser(&app, SCHOOL).await);
    let id = here.cookie("session").to_owned();
    let cases = [
        ("sai-mat-khau-roi", NEW, NEW, "current_password", "Mật khẩu hiện tại không đúng"),
        ("", NEW, NEW, "current_password", "Nhập hoặc chọn thông tin này"),
        ("", NEW, "khác hẳn ô trên", "current_password", "Nhập lại giống hệt ô bên trên"),
        (DEMO_PASSWORD, NEW, "khác hẳn ô trên", "password_repeat", "Nhập lại giống hệt ô bên trên"),
        (DEMO_PASSWORD, "1234567", "1234567", "password", "Nhập ít nhất 8 ký tự"),
        (DEMO_PASSWORD, "iloveyou", "iloveyou", "password", "nhiều người dùng"),
        (DEMO_PASSWORD, "songhuong", "songhuong", "password", "không dựa trên tên"),
        (DEMO_PASSWORD, DEMO_PASSWORD, DEMO_PASSWORD, "password", ""),
    ];
    for (current, new, repeat, field, said) in cases {
        let answer = change(&mut here, current, new, repeat).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{current:?} {new:?}");
        assert!(answer.text.contains(&format!("id=\"{field}-error\"")), "{field}: {}", answer.text);
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
        for typed in [current, new, repeat].into_iter().filter(|typed| !typed.is_empty()) {
            assert!(!answer.text.contains(&format!("value=\"{typed}\"")), "{typed}: {}", answer.text);
        }
    }
    // A password that keeps the rules but is the one before.
    let same = "xzqvwkjh bplmtrdf";
    assert_eq!(change(&mut here, DEMO_PASSWORD, same, same).await.status, StatusCode::SEE_OTHER);
    assert_ne!(here.cookie("session"), id);
    let answer = change(&mut here, same, same, same).await;
    assert!(answer.text.contains("Chọn mật khẩu khác với mật khẩu hiện tại"), "{}", answer.text);
    assert_eq!(audited(&app, "staff.password_refused").await.len(), 1, "the one that was compared");
    assert_eq!(audited(&app, "staff_account.change_password").await.len(), 1);
    assert_ne!(there.get("/school").await.status, StatusCode::OK, "ended by the change that was made");
}

#[tokio::test]
async fn current_passwords_are_tried_as_often_as_at_the_sign_in_and_no_more() {
    // Nobody hashes here: a try that comes through is answered by "busy", at once.
    let app = TestApp::start_with("2026-04-22T09:00", &[("PASSWORD_THREADS", "0".to_owned())]).await;
    let mut here = browser(&app, SCHOOL).await;
    for tries in 1..=5 {
        let answer = change(&mut here, DEMO_PASSWORD, NEW, NEW).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{tries}: {}", answer.text);
        assert!(answer.text.contains("Hệ thống đang bận") && answer.headers.contains_key("retry-after"));
        let answer = prove(&mut here, DEMO_PASSWORD, "123456").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{tries}: {}", answer.text);
    }
    for answer in [change(&mut here, DEMO_PASSWORD, NEW, NEW).await, prove(&mut here, DEMO_PASSWORD, "123456").await] {
        assert_eq!((answer.status, answer.headers["retry-after"].as_str()), (StatusCode::TOO_MANY_REQUESTS, "75"));
        assert!(
            answer.text.contains("Đã thử quá nhiều lần") && !answer.text.contains(DEMO_PASSWORD),
            "{}",
            answer.text
        );
    }
    let sign_in = app.browser().post(SIGN_IN, &form(SCHOOL, DEMO_PASSWORD, "")).await;
    assert_eq!(sign_in.status, StatusCode::TOO_MANY_REQUESTS, "one count for both");
    assert_eq!(
        change(&mut browser(&app, OTHER).await, DEMO_PASSWORD, NEW, NEW).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
}

#[tokio::test]
async fn a_new_device_takes_both_factors_and_the_old_one_works_until_its_first_code() {
    let app = app().await;
    let others_before = of_others(&app, SCHOOL).await;
    let mut there = browser(&app, SCHOOL).await;
    let mut here = browser(&app, SCHOOL).await;
    assert_eq!(here.get(NEW_DEVICE).await.location, LATE, "nothing is shown before both are proved");
    let right = code(&app, SCHOOL, 0);
    let wrong_password = prove(&mut here, "sai-mat-khau-roi", &right).await;
    assert!(wrong_password.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong_password.text);
    assert!(wrong_password.text.contains("Mật khẩu hiện tại không đúng"), "{}", wrong_password.text);
    let wrong = wrong_code(&app, SCHOOL);
    let refused = prove(&mut here, DEMO_PASSWORD, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Mã không đúng hoặc đã được dùng"), "{}", refused.text);
    assert!(!refused.text.contains(&wrong) && !refused.text.contains(DEMO_PASSWORD), "{}", refused.text);
    assert_eq!(here.get(NEW_DEVICE).await.location, LATE);

    let (mut here, secret) = at_new_device(&app).await;
    assert!(secret_of(&here.get(NEW_DEVICE).await) == secret, "a look changes nothing");
    assert_eq!(there.get(NEW_DEVICE).await.location, LATE, "no other session of the account sees the secret");
    let slip = here.post(NEW_DEVICE, &[("code", "000000")]).await;
    assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(secret_of(&slip) == secret, "the same secret after a slip");
    app.ctx.clock.advance_machine(30);
    let mut meanwhile = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut meanwhile, &code_of(&app, &secret, 0)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send_code(&mut meanwhile, &code(&app, SCHOOL, 0)).await.location, "/school", "the old one works");

    let before = here.cookie("session").to_owned();
    let first = code_of(&app, &secret, 0);
    let done = here.post(NEW_DEVICE, &[("code", &first)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert!(done.text.contains("Đã đổi thiết bị tạo mã xác thực"), "{}", done.text);
    let codes = recovery_codes(&done);
    assert_eq!(codes.len(), 10);
    assert_ne!(here.cookie("session"), before, "a new id");
    assert_eq!(here.get("/school").await.status, StatusCode::OK);
    for mut ended in [there, meanwhile] {
        assert_ne!(ended.get("/school").await.status, StatusCode::OK);
    }
    // The forms of the answer itself are believed.
    let token = done.text.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let language = here.post_without_token("/language", &[("language", "en"), ("form_token", token)]).await;
    assert_eq!(language.status, StatusCode::SEE_OTHER, "{}", language.text);
    assert_eq!(here.get(NEW_DEVICE).await.location, LATE, "the secret is shown no more");

    // Neither the code of the change, nor the old device, nor an old recovery code opens anything.
    app.ctx.clock.advance_machine(5);
    let mut again = after_password(&app, SCHOOL).await;
    for used in [first, code(&app, SCHOOL, 1)] {
        assert_eq!(send_code(&mut again, &used).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(send_code(&mut again, &code_of(&app, &secret, 1)).await.location, "/school");
    assert_eq!(of_others(&app, SCHOOL).await, others_before);
    assert_eq!(mails_to(&app, SCHOOL).await, ["staff_second_factor_changed"]);
    let acts = audited(&app, "staff_account.change_second_factor").await;
    assert!(acts.len() == 1 && acts[0].contains("\"actor_kind\":\"school_staff\""), "{acts:?}");
    assert!(!acts[0].contains("_digest\":null") && !acts[0].contains('@'), "{acts:?}");
    assert!(acts[0].contains("\"sessions\": 3"), "{acts:?}");
}

#[tokio::test]
async fn a_lost_device_is_replaced_with_a_recovery_code() {
    let app = app().await;
    let mut here = browser(&app, SCHOOL).await;
    let old = recovery_codes(&here.post("/staff/recovery-codes", &[("code", &code(&app, SCHOOL, 0))]).await);
    assert!(here.get(ACCOUNT).await.text.contains("Còn 10 trong 10 mã"));
    assert_eq!(prove(&mut here, DEMO_PASSWORD, &old[0].to_lowercase()).await.location, NEW_DEVICE);
    assert!(here.get(ACCOUNT).await.text.contains("Còn 9 trong 10 mã"), "used up");
    assert_eq!(prove(&mut here, DEMO_PASSWORD, &old[0]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let secret = secret_of(&here.get(NEW_DEVICE).await);
    // No recovery code confirms a device.
    let answer = here.post(NEW_DEVICE, &[("code", &old[1])]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = recovery_codes(&here.post(NEW_DEVICE, &[("code", &code_of(&app, &secret, 0))]).await);
    assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
    let mut again = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut again, &old[1]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send_code(&mut again, &new[0]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_device_that_waited_too_long_or_was_overtaken_replaces_nothing() {
    let app = app().await;
    let (mut here, secret) = at_new_device(&app).await;
    app.ctx.clock.advance_machine(15 * 60 - 1);
    assert_eq!(here.get(NEW_DEVICE).await.status, StatusCode::OK);
    app.ctx.clock.advance_machine(1);
    assert_eq!(here.post(NEW_DEVICE, &[("code", &code_of(&app, &secret, 0))]).await.location, LATE);
    assert!(here.get(LATE).await.text.contains("chưa có gì thay đổi"));

    // Two windows of one session begin; the one that ends first counts, and the other starts again.
    app.ctx.clock.advance_machine(30);
    let (mut slow, secret) = at_new_device(&app).await;
    let overtaken = "UPDATE staff_second_factor SET sealed_secret = sealed_secret || '\\x00'
                     FROM staff WHERE staff.id = staff_id AND email = $1";
    super::change(&app, overtaken, SCHOOL).await;
    assert_eq!(slow.post(NEW_DEVICE, &[("code", &code_of(&app, &secret, 0))]).await.location, LATE);
    assert_eq!(audited(&app, "staff_account.change_second_factor").await, Vec::<String>::new());
    assert_eq!(mails_to(&app, SCHOOL).await, Vec::<String>::new());
}

#[tokio::test]
async fn wrong_codes_of_the_page_count_with_those_of_the_sign_in() {
    let app = app().await;
    let mut here = browser(&app, SCHOOL).await;
    for tries in 1..=5 {
        let answer = prove(&mut here, DEMO_PASSWORD, &wrong_code(&app, SCHOOL)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{tries}");
    }
    let answer = prove(&mut here, DEMO_PASSWORD, &code(&app, SCHOOL, 0)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "not even the right one");
    let mut again = after_password(&app, SCHOOL).await;
    assert_eq!(send_code(&mut again, &code(&app, SCHOOL, 0)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(audited(&app, "staff.code_refused").await.len(), 5);
}

#[tokio::test]
async fn the_account_page_shows_staff_how_they_sign_in_and_candidates_who_looked() {
    let app = app().await;
    let own = [PASSWORD, DEVICE, "/staff/recovery-codes"].map(|path| format!("href=\"{path}\""));
    let page = browser(&app, SCHOOL).await.get(ACCOUNT).await;
    assert!(own.iter().all(|link| page.text.contains(link)), "{}", page.text);
    assert!(page.text.contains(SCHOOL) && page.text.contains("Trường THPT Sông Hương"), "{}", page.text);
    assert!(!page.text.contains("/candidate/"), "{}", page.text);
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let page = candidate.get(ACCOUNT).await;
    assert!(page.text.contains("href=\"/candidate/access-log\""), "{}", page.text);
    assert!(own.iter().all(|link| !page.text.contains(link)), "{}", page.text);
    for path in [PASSWORD, DEVICE, NEW_DEVICE] {
        assert_eq!(candidate.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn the_start_pages_lead_to_accounts_and_questions_where_the_role_may() {
    let app = app().await;
    let cases = [
        ("lanhdao.sohue@demo.example.vn", "/department", true, true),
        ("so.hue@demo.example.vn", "/department", false, false),
        ("kiemtoan@demo.example.vn", "/audit", true, false),
        ("bo.giamsat@demo.example.vn", "/ministry", false, false),
    ];
    for (email, home, sees_accounts, answers) in cases {
        let page = browser(&app, email).await.get(home).await;
        assert_eq!(page.status, StatusCode::OK, "{email}");
        assert_eq!(page.text.contains("href=\"/staff/accounts\""), sees_accounts, "{email}: {}", page.text);
        assert_eq!(page.text.contains("href=\"/questions\""), answers, "{email}: {}", page.text);
    }
}
