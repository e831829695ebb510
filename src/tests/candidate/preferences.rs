//! The preference list by its forms: edited, checked, submitted, kept.

use axum::http::StatusCode;
use portal::{
    domain::access::Actor,
    testing::{Answer, Browser, TestApp},
};
use scraper::{Html, Selector};

const LIST: &str = "/candidate/preferences";

/// The ids of the first programmes that are (no) teacher training.
async fn programmes(app: &TestApp, is_teacher_training: bool, count: i64) -> Vec<String> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM programme WHERE is_teacher_training = $1 ORDER BY institution_code, admission_code LIMIT $2",
        is_teacher_training,
        count
    )
    .fetch_all(app.owner())
    .await
    .unwrap();
    ids.iter().map(ToString::to_string).collect()
}

async fn add_all(browser: &mut Browser, ids: &[String]) {
    for id in ids {
        let answer = browser.post("/candidate/preferences/add", &[("programme", id)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
}

/// The programmes of the list as the page shows them.
fn shown(answer: &Answer) -> Vec<String> {
    let rows = Selector::parse(".preference[id]").unwrap();
    Html::parse_document(&answer.text)
        .select(&rows)
        .map(|row| row.attr("id").unwrap_or_default().trim_start_matches("preference-").to_owned())
        .collect()
}

/// The version that the page's forms carry.
fn version(answer: &Answer) -> String {
    let input = Selector::parse("input[name=version]").unwrap();
    let page = Html::parse_document(&answer.text);
    page.select(&input).next().and_then(|input| input.attr("value")).unwrap_or("0").to_owned()
}

async fn edit(browser: &mut Browser, verb: &str, id: &str, rank: &str) -> Answer {
    let version = version(&browser.get(LIST).await);
    let form = [("programme", id), ("version", version.as_str()), ("rank", rank)];
    browser.post(&format!("{LIST}/{verb}"), &form).await
}

async fn submit(browser: &mut Browser) -> Answer {
    let version = version(&browser.get("/candidate/preferences/check").await);
    browser.post_and_follow("/candidate/preferences/submit", &[("version", &version)]).await
}

async fn candidate(app: &TestApp, slug: &str) -> Browser {
    app.browser_as(&app.candidate(slug).await).await
}

#[tokio::test]
async fn a_list_is_made_ordered_and_undone_by_plain_forms() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    assert!(browser.get(LIST).await.text.contains("Danh sách còn trống"));
    let ids = programmes(&app, false, 4).await;
    let [a, b, c, d] = [0, 1, 2, 3].map(|index: usize| ids[index].clone());
    add_all(&mut browser, &ids).await;
    let listed = browser.get(LIST).await;
    assert_eq!(shown(&listed), [&a, &b, &c, &d].map(String::as_str));
    // Four at 15,000 each.
    assert!(listed.text.contains("4/15") && listed.text.contains("60.000\u{a0}đ"), "{}", listed.text);
    let steps: [(&str, &str, &str, [&str; 4]); 4] = [
        ("move-up", &c, "", [&a, &c, &b, &d]),
        ("move-down", &a, "", [&c, &a, &b, &d]),
        ("move", &d, "1", [&d, &c, &a, &b]),
        ("move", &d, " 4 ", [&c, &a, &b, &d]),
    ];
    for (verb, id, rank, expected) in steps {
        let answer = edit(&mut browser, verb, id, rank).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{verb} {}", answer.text);
        let after = browser.get(answer.location.split('#').next().unwrap_or_default()).await;
        assert_eq!(shown(&after), expected, "{verb} {rank}");
        assert!(after.text.contains("Đã chuyển tới vị trí"), "{}", after.text);
    }
    let removed = edit(&mut browser, "remove", &a, "").await;
    let after = browser.get(&removed.location).await;
    assert_eq!(shown(&after), [&c, &b, &d].map(String::as_str));
    assert!(after.text.contains("Lấy lại vào vị trí 2"), "{}", after.text);
    browser.post_and_follow("/candidate/preferences/add", &[("programme", &a), ("rank", "2")]).await;
    assert_eq!(shown(&browser.get(LIST).await), [&c, &a, &b, &d].map(String::as_str));
}

#[tokio::test]
async fn doing_it_twice_is_harmless_for_adding_and_removing() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let ids = programmes(&app, false, 2).await;
    add_all(&mut browser, &[ids[0].clone(), ids[1].clone(), ids[0].clone()]).await;
    let listed = browser.get(LIST).await;
    assert_eq!(shown(&listed), ids);
    let seen = version(&listed);
    for _ in 0..2 {
        let form = [("programme", ids[0].as_str()), ("version", seen.as_str())];
        assert_eq!(browser.post("/candidate/preferences/remove", &form).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(shown(&browser.get(LIST).await), [ids[1].as_str()]);
}

#[tokio::test]
async fn a_stale_window_is_told_and_changes_nothing() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let ids = programmes(&app, false, 3).await;
    add_all(&mut browser, &ids).await;
    assert_eq!(version(&browser.get(LIST).await), "3");
    assert_eq!(edit(&mut browser, "move-up", &ids[2], "").await.status, StatusCode::SEE_OTHER);
    for (path, rank) in [("move-up", ""), ("move-down", ""), ("move", "2"), ("remove", "")] {
        let form = [("programme", ids[0].as_str()), ("version", "3"), ("rank", rank)];
        let answer = browser.post(&format!("{LIST}/{path}"), &form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert!(answer.text.contains("bản sửa thứ 3") && answer.text.contains("bản sửa thứ 4"), "{}", answer.text);
        assert_eq!(shown(&answer), [&ids[0], &ids[2], &ids[1]].map(String::as_str), "{path}");
    }
    let answer = browser.post("/candidate/preferences/submit", &[("version", "3")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(!browser.get(LIST).await.text.contains("Đang có hiệu lực"));
}

#[tokio::test]
async fn a_position_that_is_none_is_told_at_its_row() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let ids = programmes(&app, false, 3).await;
    add_all(&mut browser, &ids).await;
    for rank in ["0", "4", "255", "256", "-1", "hai", "1.5", "<b>"] {
        let answer = edit(&mut browser, "move", &ids[1], rank).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{rank}");
        assert!(answer.text.contains("Nhập vị trí là một số từ 1 đến 3"), "{rank}: {}", answer.text);
        assert!(answer.text.contains(&format!("href=\"#rank-{}\"", ids[1])), "{rank}");
        let page = Html::parse_document(&answer.text);
        let typed = page.select(&Selector::parse(&format!("[id='rank-{}']", ids[1])).unwrap()).next().unwrap();
        assert_eq!(typed.attr("value"), Some(rank));
        assert_eq!(shown(&answer), ids);
    }
    assert_eq!(edit(&mut browser, "move", &ids[1], "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_sixteenth_is_refused_and_named() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let ids = programmes(&app, false, 16).await;
    add_all(&mut browser, &ids[..15]).await;
    let answer = browser.post("/candidate/preferences/add", &[("programme", &ids[15])]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Danh sách đã đủ 15") && answer.text.contains("15/15"), "{}", answer.text);
    assert_eq!(shown(&answer).len(), 15);
}

#[tokio::test]
async fn teacher_training_beyond_the_fifth_rank_is_warned_about_and_fixed_by_one_press() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let teaching = programmes(&app, true, 1).await;
    add_all(&mut browser, &programmes(&app, false, 5).await).await;
    add_all(&mut browser, &teaching).await;
    let warned = browser.get(LIST).await;
    assert!(warned.text.contains("Không được xét ở vị trí 6") && warned.text.contains("Chuyển lên vị trí 5"));
    assert!(browser.get("/candidate/preferences/check").await.text.contains("Nguyện vọng 6 sẽ không được xét"));
    assert_eq!(edit(&mut browser, "move", &teaching[0], "5").await.status, StatusCode::SEE_OTHER);
    let fixed = browser.get(LIST).await;
    assert!(!fixed.text.contains("Không được xét"), "{}", fixed.text);
    // A warning forbids nothing.
    edit(&mut browser, "move", &teaching[0], "6").await;
    assert!(submit(&mut browser).await.text.contains("Số biên nhận"));
}

#[tokio::test]
async fn a_submission_stands_until_the_next_and_every_version_is_kept() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let ids = programmes(&app, false, 3).await;
    add_all(&mut browser, &ids[..2]).await;
    let check = browser.get("/candidate/preferences/check").await;
    assert!(check.text.contains("chưa được nộp") && check.text.contains("30.000\u{a0}đ"), "{}", check.text);
    let first = submit(&mut browser).await;
    assert!(first.text.contains("09:00:00 05/07/2026") && first.text.contains("NV-"), "{}", first.text);
    app.ctx.clock.advance(61);
    // Edits alone change nothing of what stands.
    edit(&mut browser, "move-up", &ids[1], "").await;
    add_all(&mut browser, &ids[2..]).await;
    edit(&mut browser, "remove", &ids[0], "").await;
    let list = browser.get(LIST).await;
    assert!(list.text.contains("có thay đổi chưa nộp") && list.text.contains("09:00:00 05/07/2026"), "{}", list.text);
    let check = browser.get("/candidate/preferences/check").await;
    for part in ["Mới", "Từ vị trí 2", "Bỏ (trước ở vị trí 1)"] {
        assert!(check.text.contains(part), "{part}: {}", check.text);
    }
    let second = submit(&mut browser).await;
    assert!(second.text.contains("10:01:00 05/07/2026"), "{}", second.text);
    assert!(browser.get(LIST).await.text.contains("đúng là bản đã nộp"));
    let versions = browser.get("/candidate/preferences/versions").await;
    assert!(versions.text.contains("09:00:00 05/07/2026") && versions.text.contains("10:01:00 05/07/2026"));
    let again = browser.get("/candidate/preferences/submitted?version=1").await;
    assert!(again.text.contains("09:00:00 05/07/2026") && again.text.contains("Đã được thay bằng bản nộp sau"));
    for missing in ["version=3", "version=x"] {
        let answer = browser.get(&format!("/candidate/preferences/submitted?{missing}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn submitting_twice_gives_the_same_receipt_even_after_the_deadline() {
    let app = TestApp::start("2026-07-14T16:59").await;
    let mut browser = candidate(&app, "an").await;
    add_all(&mut browser, &programmes(&app, false, 2).await).await;
    let first = submit(&mut browser).await;
    let receipt = |answer: &Answer| {
        let number = Selector::parse(".panel-reference strong").unwrap();
        let page = Html::parse_document(&answer.text);
        page.select(&number).next().map(|number| number.text().collect::<String>())
    };
    assert!(receipt(&first).is_some(), "{}", first.text);
    let again = browser.post_and_follow("/candidate/preferences/submit", &[("version", "2")]).await;
    assert_eq!(receipt(&again), receipt(&first));
    app.ctx.clock.advance(2);
    let late = browser.post_and_follow("/candidate/preferences/submit", &[("version", "2")]).await;
    assert_eq!(receipt(&late), receipt(&first));
    let kept = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM preference_list_version")
        .fetch_one(app.owner())
        .await
        .unwrap();
    assert_eq!(kept, 1);
    let acts = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM audit_log WHERE action = 'preference_list.submit' AND candidate_id IS NOT NULL"
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    assert_eq!(acts, 1);
}

#[tokio::test]
async fn nothing_changes_before_the_window_opens_and_from_the_deadline_on() {
    let app = TestApp::start("2026-07-01T23:59").await;
    let mut browser = candidate(&app, "an").await;
    let ids = programmes(&app, false, 3).await;
    let early = browser.post("/candidate/preferences/add", &[("programme", &ids[0])]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert!(early.text.contains("mở lúc 00:00 02/07/2026"), "{}", early.text);
    app.ctx.clock.advance(1);
    add_all(&mut browser, &ids[..2]).await;
    submit(&mut browser).await;
    edit(&mut browser, "move-up", &ids[1], "").await;
    // 14 July 17:00, the moment of closing.
    app.ctx.clock.advance(12 * 24 * 60 + 17 * 60);
    for (path, form) in [
        ("add", vec![("programme", ids[2].as_str())]),
        ("move-down", vec![("programme", ids[1].as_str()), ("version", "3")]),
        ("remove", vec![("programme", ids[1].as_str()), ("version", "3")]),
        ("submit", vec![("version", "3")]),
    ] {
        let answer = browser.post(&format!("{LIST}/{path}"), &form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert!(answer.text.contains("đã đóng lúc 17:00 14/07/2026"), "{path}: {}", answer.text);
    }
    let list = browser.get(LIST).await;
    assert!(list.text.contains("00:00:00 02/07/2026") && !list.text.contains("<button class=\"button\""));
    assert!(browser.get("/catalogue/BKA/IT1").await.text.contains("đã đóng lúc"));
}

#[tokio::test]
async fn identity_of_level_1_may_draft_but_not_submit() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let Actor::Candidate(mut actor) = app.candidate("an").await else { panic!("a candidate") };
    actor.is_level_2 = false;
    let mut browser = app.browser_as(&Actor::Candidate(actor)).await;
    add_all(&mut browser, &programmes(&app, false, 1).await).await;
    let check = browser.get("/candidate/preferences/check").await;
    assert!(
        check.text.contains("Cần định danh mức độ 2 để nộp nguyện vọng")
            && !check.text.contains("/candidate/preferences/submit\"")
    );
    let answer = browser.post("/candidate/preferences/submit", &[("version", "1")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("Cần định danh mức độ 2 để nộp nguyện vọng"), "{}", answer.text);
    assert!(browser.get(LIST).await.text.contains("chưa nộp danh sách nào"));
}

#[tokio::test]
async fn nobody_sees_or_changes_the_list_of_another() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let ids = programmes(&app, false, 2).await;
    let mut an = candidate(&app, "an").await;
    add_all(&mut an, &ids).await;
    submit(&mut an).await;
    let mut binh = candidate(&app, "binh").await;
    let list = binh.get(LIST).await;
    assert!(shown(&list).is_empty() && list.text.contains("chưa nộp danh sách nào"));
    let receipt = binh.get("/candidate/preferences/submitted?version=1").await;
    assert_eq!((receipt.status, receipt.location.as_str()), (StatusCode::SEE_OTHER, LIST));
    edit(&mut binh, "remove", &ids[0], "").await;
    assert_eq!(shown(&an.get(LIST).await), ids);
    let visitor = app.browser().post("/candidate/preferences/add", &[("programme", &ids[0])]).await;
    assert_eq!(visitor.status, StatusCode::UNAUTHORIZED);
    let staff = app.staff("truong.songhuong@demo.example.vn").await;
    assert_eq!(app.browser_as(&staff).await.get(LIST).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn forms_that_the_portal_did_not_make_are_refused() {
    let app = TestApp::start("2026-07-05T09:00").await;
    let mut browser = candidate(&app, "an").await;
    let nobody = uuid::Uuid::nil().to_string();
    let cases: [(&str, Vec<(&str, &str)>, StatusCode); 6] = [
        ("add", vec![], StatusCode::BAD_REQUEST),
        ("add", vec![("programme", "x")], StatusCode::BAD_REQUEST),
        ("add", vec![("programme", &nobody)], StatusCode::NOT_FOUND),
        ("move", vec![("programme", &nobody), ("rank", "1")], StatusCode::BAD_REQUEST),
        ("move-up", vec![("programme", &nobody), ("version", "-1")], StatusCode::BAD_REQUEST),
        ("submit", vec![("version", "")], StatusCode::BAD_REQUEST),
    ];
    for (path, form, expected) in cases {
        assert_eq!(browser.post(&format!("{LIST}/{path}"), &form).await.status, expected, "{path} {form:?}");
    }
    let empty = browser.post("/candidate/preferences/submit", &[("version", "0")]).await;
    assert_eq!((empty.status, empty.location.as_str()), (StatusCode::SEE_OTHER, LIST));
}
