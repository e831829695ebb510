//! A candidate fills in, submits, takes back and mends the exam registration, by forms alone.

use axum::http::StatusCode;
use portal::{
    domain::access::Actor,
    testing::{Answer, Browser, TestApp},
};

use super::files::upload_portrait;

/// Within the registration window of the demo season (08:00 21/04/2026 to 17:00 28/04/2026).
pub(super) const OPEN: &str = "2026-04-22T09:00";
pub(super) const HOME: &str = "/candidate/registration";

pub(super) type Fields<'a> = &'a [(&'a str, &'a str)];

/// What a pupil of Sông Hương without priority answers.
pub(super) const ANSWERS: [(&str, Fields<'static>); 13] = [
    ("identity", &[("seen", "yes")]),
    ("origin", &[("birth_province", "46"), ("citizenship", "vietnamese"), ("ethnic_group", "01")]),
    ("contact", &[("phone", "0912 345 678"), ("email", "an@example.vn"), ("address", "12 Lê Lợi, Huế")]),
    ("residence", &[("residence_commune", "19789"), ("over_18_months", "yes")]),
    ("schools", &[("school_10", "46004"), ("school_11", "46004"), ("school_12", "46001"), ("class_12", "12A1")]),
    ("admission", &[("use_for_admission", "yes")]),
    (
        "studied",
        &[("studied_vat_li", "yes"), ("studied_hoa_hoc", "yes"), ("studied_dia_li", "yes"), ("studied_tin_hoc", "yes")],
    ),
    ("exemption", &[("claims_exemption", "no")]),
    ("papers", &[("elective_1", "vat_li"), ("elective_2", "ngoai_ngu"), ("language", "N1")]),
    ("graduation", &[("graduation_category", ""), ("encouragement", "")]),
    ("priority", &[("area", ""), ("category_code", "")]),
    ("arrangements", &[("needs_arrangements", "no")]),
    ("declaration", &[("accepted", "yes")]),
];

/// The value of a page's hidden field.
pub(super) fn hidden(page: &Answer, name: &str) -> String {
    let document = scraper::Html::parse_document(&page.text);
    let selector = scraper::Selector::parse(&format!("input[type=hidden][name={name}]")).expect("a selector");
    let field = document.select(&selector).next().unwrap_or_else(|| panic!("no hidden {name}: {}", page.text));
    field.value().attr("value").unwrap_or_default().to_owned()
}

/// The value of a text field or of the chosen option.
pub(super) fn value(page: &Answer, id: &str) -> String {
    let document = scraper::Html::parse_document(&page.text);
    let select = |css: &str| scraper::Selector::parse(css).expect("a selector");
    if let Some(option) = document.select(&select(&format!("#{id} option[selected]"))).next() {
        return option.value().attr("value").unwrap_or_default().to_owned();
    }
    let field = document.select(&select(&format!("#{id}"))).next().unwrap_or_else(|| panic!("no #{id}"));
    match field.value().name() {
        "textarea" => field.text().collect(),
        _ => field.value().attr("value").unwrap_or_default().to_owned(),
    }
}

pub(super) async fn save(browser: &mut Browser, section: &str, fields: Fields<'_>) -> Answer {
    let path = format!("{HOME}/{section}");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.location);
    let version = hidden(&page, "version");
    let mut form = vec![("version", version.as_str())];
    form.extend_from_slice(fields);
    browser.post(&path, &form).await
}

async fn save_all(browser: &mut Browser) {
    for (section, fields) in ANSWERS {
        if section == "declaration" {
            upload_portrait(browser).await;
        }
        let answer = save(browser, section, fields).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, HOME), "{section}");
    }
}

pub(super) async fn submit(browser: &mut Browser) -> Answer {
    let check = browser.get(&format!("{HOME}/check")).await;
    let version = hidden(&check, "version");
    browser.post(&format!("{HOME}/submit"), &[("version", &version)]).await
}

pub(super) async fn browser_of(app: &TestApp, slug: &str) -> Browser {
    let actor = app.candidate(slug).await;
    app.browser_as(&actor).await
}

/// What the verifying school does, as the tables would show it.
async fn school_decides(app: &TestApp, state: &str, rejection: Option<(&str, &str)>) {
    let (category, text) = rejection.unzip();
    let id = sqlx::query_scalar!(
        "UPDATE exam_registration SET state = $1, version = version + 1, rejection_category = $2, rejection_text = $3,
             decided_at = submitted_at WHERE state = 'submitted' RETURNING id",
        state,
        category,
        text
    )
    .fetch_one(app.owner())
    .await
    .expect("a submitted form");
    sqlx::query!(
        "INSERT INTO exam_registration_event (id, registration_id, at, actor_kind, from_state, to_state, category, text)
         VALUES ($1, $2, $3, 'school_staff', 'submitted', $4, $5, $6)",
        app.ctx.fresh_uuid(),
        id,
        app.ctx.now().to_utc(),
        state,
        category,
        text
    )
    .execute(app.owner())
    .await
    .expect("an event");
}

#[tokio::test]
async fn a_candidate_fills_in_checks_submits_and_finds_the_confirmation_again() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let tasks = browser.get(HOME).await;
    assert!(tasks.text.contains("0/15 việc đã xong"), "{}", tasks.text);
    assert!(tasks.text.contains("17:00 28/04/2026") && tasks.text.contains("Chưa thể bắt đầu"), "{}", tasks.text);

    // The roll knows school and class of An.
    let schools = browser.get(&format!("{HOME}/schools")).await;
    assert_eq!((value(&schools, "school_12"), value(&schools, "class_12")), ("46001".into(), "12A1".into()));

    save_all(&mut browser).await;
    let tasks = browser.get(HOME).await;
    assert!(tasks.text.contains("15/15 việc đã xong") && tasks.text.contains("Kiểm tra rồi nộp"), "{}", tasks.text);

    let check = browser.get(&format!("{HOME}/check")).await;
    for expected in ["Phiếu chưa được nộp", "Thứ tiếng dự thi", "Khu vực 1 (KV1)", "0,75", "?from=check#email"]
    {
        assert!(check.text.contains(expected), "{expected}: {}", check.text);
    }

    let answer = submit(&mut browser).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/candidate/registration/submitted"));
    let confirmation = browser.get(&answer.location).await;
    for expected in ["001-000001", "09:00:00 22/04/2026", "17:00 09/05/2026", "an@example.vn"] {
        assert!(confirmation.text.contains(expected), "{expected}: {}", confirmation.text);
    }
    // A day later, in another browser, it is still there.
    app.ctx.clock.advance(24 * 60);
    let again = browser_of(&app, "an").await.get("/candidate/registration/submitted").await;
    assert!(again.text.contains("001-000001") && again.text.contains("09:00:00 22/04/2026"), "{}", again.text);
    let home = browser.get(HOME).await;
    assert!(home.text.contains("Đã nộp, chờ duyệt") && home.text.contains("an@example.vn"), "{}", home.text);
}

#[tokio::test]
async fn whatever_is_wrong_is_said_at_its_field_and_kept() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let long = "x".repeat(300);
    let cases: [(&str, Fields<'_>, &str); 15] = [
        ("identity", &[], "Đánh dấu vào ô này"),
        ("contact", &[("phone", ""), ("email", "an@example.vn"), ("address", "Huế")], "Nhập hoặc chọn"),
        ("contact", &[("phone", "12"), ("email", "an@example.vn"), ("address", "Huế")], "10 chữ số"),
        ("contact", &[("phone", "0912345678"), ("email", "an"), ("address", "Huế")], "đúng dạng"),
        ("contact", &[("phone", "0912345678"), ("email", "an@x.vn"), ("address", &long)], "tối đa 255 ký tự"),
        ("contact", &[("phone", "0912345678"), ("email", "an@x.vn"), ("address", "a\u{7}b")], "Bỏ những ký tự"),
        ("schools", &[("school_10", "99999"), ("school_11", "46001"), ("school_12", "46001")], "có trong danh sách"),
        ("origin", &[("birth_province", "abroad"), ("citizenship", "foreign")], "Nhập hoặc chọn"),
        (
            "origin",
            &[("birth_province", "46"), ("citizenship", "vietnamese"), ("ethnic_group", "55")],
            "người nước ngoài",
        ),
        ("residence", &[("residence_commune", "99999"), ("over_18_months", "no")], "có trong danh sách"),
        ("papers", &[("elective_1", "vat_li"), ("elective_2", "vat_li")], "hai môn tự chọn khác nhau"),
        ("papers", &[("elective_1", "cn_cong_nghiep"), ("elective_2", "cn_nong_nghiep")], "hai môn Công nghệ"),
        ("studied", &[("studied_cn_cong_nghiep", "yes"), ("studied_cn_nong_nghiep", "yes")], "hai môn Công nghệ"),
        ("priority", &[("area", "kv9"), ("category_code", "1")], "có trong danh sách"),
        ("admission", &[("use_for_admission", "perhaps")], "có trong danh sách"),
    ];
    for (section, fields, expected) in cases {
        let answer = save(&mut browser, section, fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{section}: {}", answer.text);
        assert!(
            answer.text.contains(expected) && answer.text.contains("Lỗi:"),
            "{section} {expected}: {}",
            answer.text
        );
    }
    // It is kept, shown as typed, and told by the task list.
    let contact = browser.get(&format!("{HOME}/contact")).await;
    assert_eq!(value(&contact, "email"), "an@x.vn");
    let papers = browser.get(&format!("{HOME}/papers")).await;
    assert_eq!(value(&papers, "elective_2"), "cn_nong_nghiep");
    let tasks = browser.get(HOME).await;
    assert!(tasks.text.contains("0/15 việc đã xong") && tasks.text.contains("Có lỗi"), "{}", tasks.text);
    assert!(tasks.text.contains("Đang làm"), "{}", tasks.text);
}

#[tokio::test]
async fn what_is_no_form_of_the_page_is_refused_and_changes_nothing() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let path = format!("{HOME}/contact");
    let cases: [Fields<'_>; 5] = [
        &[("phone", "0912345678")],
        &[("version", "one"), ("phone", "0912345678")],
        &[("version", "99999999999"), ("phone", "0912345678")],
        &[("version", "0"), ("phone", "0912345678"), ("phone", "0912345679")],
        &[("version", "0"), ("phone", "09\0")],
    ];
    for form in cases {
        assert_eq!(browser.post(&path, form).await.status, StatusCode::BAD_REQUEST, "{form:?}");
    }
    let huge = "x".repeat(70_000);
    let answer = browser.post(&path, &[("version", "0"), ("address", &huge)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(browser.get(&format!("{HOME}/hobbies")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&format!("{HOME}/hobbies"), &[("version", "0")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(hidden(&browser.get(&path).await, "version"), "0");
}

#[tokio::test]
async fn an_incomplete_form_is_not_submitted_and_says_what_is_left() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save(&mut browser, "identity", ANSWERS[0].1).await;
    // The declaration covers the others: it cannot be made before them.
    let early = browser.get(&format!("{HOME}/declaration")).await;
    assert_eq!((early.status, early.location.as_str()), (StatusCode::SEE_OTHER, HOME));
    let early = browser.post(&format!("{HOME}/declaration"), &[("version", "0"), ("accepted", "yes")]).await;
    assert_eq!(early.location, HOME);
    let check = browser.get(&format!("{HOME}/check")).await;
    assert!(check.text.contains("Còn việc phải làm") && check.text.contains("Chưa khai"), "{}", check.text);
    assert!(!check.text.contains("Nộp phiếu đăng ký dự thi"), "{}", check.text);
    let forced = browser.post(&format!("{HOME}/submit"), &[("version", "1")]).await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(forced.text.contains("Còn việc phải làm"), "{}", forced.text);
}

#[tokio::test]
async fn a_second_window_does_not_overwrite_the_first() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let path = format!("{HOME}/papers");
    let first: Fields<'_> = &[("version", "0"), ("elective_1", "vat_li"), ("elective_2", "hoa_hoc")];
    assert_eq!(browser.post(&path, first).await.status, StatusCode::SEE_OTHER);
    // A double click sends the same again: nothing is wrong with that.
    assert_eq!(browser.post(&path, first).await.status, StatusCode::SEE_OTHER);
    let other: Fields<'_> = &[("version", "0"), ("elective_1", "lich_su"), ("elective_2", "dia_li")];
    let stale = browser.post(&path, other).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("đã thay đổi ở nơi khác"), "{}", stale.text);
    assert_eq!(value(&stale, "elective_1"), "lich_su");
    let saved = browser.get(&path).await;
    assert_eq!((value(&saved, "elective_1"), hidden(&saved, "version")), ("vat_li".into(), "1".into()));
}

#[tokio::test]
async fn what_is_submitted_is_what_was_checked_and_twice_is_once() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    let checked = hidden(&browser.get(&format!("{HOME}/check")).await, "version");
    save(&mut browser, "papers", &[("elective_1", "lich_su"), ("elective_2", "dia_li")]).await;
    let stale = browser.post(&format!("{HOME}/submit"), &[("version", &checked)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("đã thay đổi ở nơi khác") && stale.text.contains("Lịch sử"), "{}", stale.text);
    let checked = hidden(&stale, "version");
    for _ in 0..2 {
        let answer = browser.post(&format!("{HOME}/submit"), &[("version", &checked)]).await;
        assert_eq!(answer.location, "/candidate/registration/submitted");
    }
    let versions = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM exam_registration_version")
        .fetch_one(app.owner())
        .await
        .expect("a count");
    assert_eq!(versions, 1);
}

#[tokio::test]
async fn nothing_is_saved_or_submitted_before_or_after_the_window() {
    let app = TestApp::start("2026-04-28T16:00").await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    let version = hidden(&browser.get(&format!("{HOME}/check")).await, "version");
    app.ctx.clock.advance(60);
    let form = [("version", "1"), ("phone", "0987654321"), ("email", "new@example.vn"), ("address", "Huế")];
    let late = browser.post(&format!("{HOME}/contact"), &form).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("đã đóng") && late.text.contains("17:00 28/04/2026"), "{}", late.text);
    assert_eq!(value(&late, "email"), "new@example.vn");
    let late = browser.post(&format!("{HOME}/submit"), &[("version", &version)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let home = browser.get(HOME).await;
    assert!(home.text.contains("đã đóng") && home.text.contains("an@example.vn"), "{}", home.text);
    assert!(!home.text.contains("new@example.vn"), "{}", home.text);

    let early = TestApp::start("2026-04-21T07:59").await;
    let mut browser = browser_of(&early, "an").await;
    let home = browser.get(HOME).await;
    assert!(home.text.contains("08:00 21/04/2026") && home.text.contains("Chưa đến đợt"), "{}", home.text);
    let answer = browser.post(&format!("{HOME}/identity"), &[("version", "0"), ("seen", "yes")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn level_1_fills_in_but_does_not_submit() {
    let app = TestApp::start(OPEN).await;
    let Actor::Candidate(mut actor) = app.candidate("an").await else { panic!("a candidate") };
    actor.is_level_2 = false;
    let mut browser = app.browser_as(&Actor::Candidate(actor)).await;
    save_all(&mut browser).await;
    let check = browser.get(&format!("{HOME}/check")).await;
    assert!(check.text.contains("mức độ 2") && !check.text.contains("Nộp phiếu đăng ký dự thi"), "{}", check.text);
    let refused = browser.post(&format!("{HOME}/submit"), &[("version", "13")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text.contains("mức độ 2") && refused.text.contains("chưa được nộp"), "{}", refused.text);
}

#[tokio::test]
async fn a_form_is_taken_back_changed_and_submitted_again_under_its_number() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    submit(&mut browser).await;
    // While it is handed in, nothing can be changed.
    let locked = browser.get(&format!("{HOME}/papers")).await;
    assert_eq!(locked.location, HOME);
    let locked = browser
        .post(&format!("{HOME}/papers"), &[("version", "1"), ("elective_1", "lich_su"), ("elective_2", "dia_li")])
        .await;
    assert_eq!(locked.status, StatusCode::CONFLICT);

    let page = browser.get(&format!("{HOME}/form/withdraw")).await;
    assert!(page.text.contains("chưa nộp") && page.text.contains("17:00 28/04/2026"), "{}", page.text);
    let version = hidden(&page, "version");
    let stale = browser.post(&format!("{HOME}/form/withdraw"), &[("version", "0")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for _ in 0..2 {
        let answer = browser.post(&format!("{HOME}/form/withdraw"), &[("version", &version)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, HOME));
    }
    assert_eq!(browser.get("/candidate/registration/submitted").await.location, HOME);
    save(&mut browser, "papers", &[("elective_1", "lich_su"), ("elective_2", "dia_li")]).await;
    app.ctx.clock.advance(5);
    let answer = submit(&mut browser).await;
    let confirmation = browser.get(&answer.location).await;
    for expected in ["001-000001", "09:05:00 22/04/2026", "Lịch sử"] {
        assert!(confirmation.text.contains(expected), "{expected}: {}", confirmation.text);
    }
    // Both submissions are kept, and can be read.
    let home = browser.get(HOME).await.text;
    assert!(home.contains("Bản nộp thứ 1") && home.contains("Bản nộp thứ 2"), "{home}");
    let first = browser.get(&format!("{HOME}/versions/1")).await.text;
    assert!(first.contains("Vật lí") && !first.contains("Lịch sử") && first.contains("Đây là bản cũ"), "{first}");
    let second = browser.get(&format!("{HOME}/versions/2")).await.text;
    assert!(second.contains("Lịch sử") && !second.contains("Đây là bản cũ"), "{second}");
    for none in ["3", "0", "x"] {
        assert_eq!(browser.get(&format!("{HOME}/versions/{none}")).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    let mut other = browser_of(&app, "binh").await;
    assert_eq!(other.get(&format!("{HOME}/versions/1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_that_was_sent_back_says_why_and_where_to_mend_it() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    submit(&mut browser).await;
    school_decides(&app, "rejected", Some(("wrong_papers", "Em không học Vật lí ở lớp 12."))).await;
    app.ctx.clock.advance(1);
    let home = browser.get(HOME).await;
    for expected in ["Bị trả lại", "Sai môn thi", "Em không học Vật lí ở lớp 12.", "/candidate/registration/papers"]
    {
        assert!(home.text.contains(expected), "{expected}: {}", home.text);
    }
    let saved = save(&mut browser, "papers", &[("elective_1", "lich_su"), ("elective_2", "dia_li")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // A draft again, and the reason still stands there until it is submitted.
    let home = browser.get(HOME).await;
    assert!(home.text.contains("Chưa nộp") && home.text.contains("Em không học Vật lí"), "{}", home.text);
    app.ctx.clock.advance(1);
    assert_eq!(submit(&mut browser).await.status, StatusCode::SEE_OTHER);
    let home = browser.get(HOME).await;
    assert!(
        home.text.contains("Đã nộp, chờ duyệt") && !home.text.contains("Trường đã trả lại phiếu của bạn"),
        "{}",
        home.text
    );

    // Only evidence was missing: the same answers are submitted again.
    school_decides(&app, "rejected", Some(("missing_evidence", "Mang giấy chứng nhận đến trường."))).await;
    app.ctx.clock.advance(1);
    assert_eq!(submit(&mut browser).await.location, "/candidate/registration/submitted");
    school_decides(&app, "approved", None).await;
    let home = browser.get(HOME).await;
    assert!(home.text.contains("Đã duyệt") && home.text.contains("Lịch sử"), "{}", home.text);
    assert!(!home.text.contains("/candidate/registration/form/withdraw"), "{}", home.text);
    let refused = browser.post(&format!("{HOME}/form/withdraw"), &[("version", "9")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_form_that_was_sent_back_after_the_deadline_can_be_mended_but_for_its_papers() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    submit(&mut browser).await;
    // Registration closes at 17:00 on 28 April, the review on 9 May.
    app.ctx.clock.advance(10 * 24 * 60);
    school_decides(&app, "rejected", Some(("wrong_class_or_school", "Sai tên lớp."))).await;
    let papers = save(&mut browser, "papers", &[("elective_1", "lich_su"), ("elective_2", "dia_li")]).await;
    assert_eq!(papers.status, StatusCode::CONFLICT, "papers are frozen after the window");
    assert!(papers.text.contains("Mục này không sửa được nữa"), "{}", papers.text);
    let shown = browser.get(&format!("{HOME}/papers")).await.text;
    assert!(shown.contains("Mục này không sửa được nữa") && !shown.contains("Lưu và tiếp tục"), "{shown}");
    let exemption = save(&mut browser, "exemption", &[("claims_exemption", "yes")]).await;
    assert_eq!(exemption.status, StatusCode::CONFLICT, "and so is what would change them");
    let saved = save(&mut browser, "identity", &[("seen", "yes")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(submit(&mut browser).await.location, "/candidate/registration/submitted");
    let withdrawn = browser.post(&format!("{HOME}/form/withdraw"), &[("version", "9")]).await;
    assert_eq!(withdrawn.status, StatusCode::CONFLICT, "submitted again, and the window is over");
}

#[tokio::test]
async fn whoever_is_sent_back_for_papers_that_are_frozen_is_not_led_to_them() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    submit(&mut browser).await;
    app.ctx.clock.advance(10 * 24 * 60);
    school_decides(&app, "rejected", Some(("wrong_papers", "Em không học Vật lí ở lớp 12."))).await;
    let home = browser.get(HOME).await.text;
    assert!(home.contains("Hãy gặp trường để thống nhất cách xử lý") && !home.contains("Sửa ở mục"), "{home}");
}

#[tokio::test]
async fn a_form_that_was_sent_back_after_the_review_is_mended_and_approved_before_the_exam() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    save_all(&mut browser).await;
    submit(&mut browser).await;
    let id: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM exam_registration").fetch_one(app.owner()).await.expect("a form");
    // 12 May: the review has closed at 17:00 on the 9th; the exam begins at 14:00 on 10 June.
    app.ctx.clock.advance(20 * 24 * 60);
    assert!(browser.get(HOME).await.text.contains("14:00 10/06/2026"), "by when the school decides now");
    let mut school = app.browser_as(&app.staff("truong.songhuong@demo.example.vn").await).await;
    let record = format!("/school/registrations/{id}");
    let words = [("version", "1"), ("category", "wrong_class_or_school"), ("text", "Sai tên lớp."), ("step", "send")];
    let returned = school.post(&format!("{record}/reject"), &words).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.text);

    app.ctx.clock.advance(24 * 60);
    let home = browser.get(HOME).await.text;
    assert!(home.contains("Sai tên lớp.") && home.contains("14:00 10/06/2026"), "{home}");
    let papers = save(&mut browser, "papers", &[("elective_1", "lich_su"), ("elective_2", "dia_li")]).await;
    assert_eq!(papers.status, StatusCode::CONFLICT, "papers are frozen after the window");
    let saved = save(&mut browser, "identity", &[("seen", "yes")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(submit(&mut browser).await.location, "/candidate/registration/submitted");
    let version: i32 =
        sqlx::query_scalar("SELECT version FROM exam_registration").fetch_one(app.owner()).await.expect("a form");
    let approved = school.post(&format!("{record}/approve"), &[("version", &version.to_string())]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text);
}

#[tokio::test]
async fn nobody_sees_the_form_of_another() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    save_all(&mut an).await;
    submit(&mut an).await;
    let mut binh = browser_of(&app, "binh").await;
    for path in [HOME, "/candidate/registration/check", "/candidate/registration/contact"] {
        let page = binh.get(path).await;
        assert!(!page.text.contains("an@example.vn") && !page.text.contains("001-000001"), "{path}: {}", page.text);
    }
    assert_eq!(binh.get("/candidate/registration/submitted").await.location, HOME);
    let school = app.staff("truong.songhuong@demo.example.vn").await;
    assert_eq!(app.browser_as(&school).await.get(HOME).await.status, StatusCode::FORBIDDEN);
    let visitor = app.browser().get(HOME).await;
    assert_eq!(visitor.location, "/sign-in?return_to=%2Fcandidate%2Fregistration");
}

#[tokio::test]
async fn a_free_candidate_gives_a_year_of_graduation_and_loses_an_expired_area() {
    let app = TestApp::start(OPEN).await;
    let mut minh = browser_of(&app, "minh").await;
    let schools: Fields<'_> = &[("school_10", "46004"), ("school_11", "46004"), ("school_12", "46004")];
    let missing = save(&mut minh, "schools", schools).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let graduated: Vec<_> = schools.iter().copied().chain([("graduation_year", "2024")]).collect();
    assert_eq!(save(&mut minh, "schools", &graduated).await.status, StatusCode::SEE_OTHER);
    // More than one year after graduation no area counts any more (domain.md §3.4).
    let priority = minh.get(&format!("{HOME}/priority")).await;
    assert!(priority.text.contains("Khu vực 3 (KV3)") && priority.text.contains("đã qua"), "{}", priority.text);
}

#[tokio::test]
async fn what_the_population_registry_says_differently_is_shown_and_stops_nobody() {
    let app = TestApp::start(OPEN).await;
    let Actor::Candidate(candidate) = app.candidate("lan").await else { panic!("a candidate") };
    let cases: [(&str, &[&str], &str); 4] = [
        ("matched", &[], "Khớp với cơ sở dữ liệu quốc gia"),
        ("partial", &["full_name_diacritics", "birth_date"], "<li>Ngày sinh"),
        ("not_found", &[], "không có hoặc đã hủy"),
        ("unavailable", &[], "Chưa đối chiếu được"),
    ];
    let mut browser = app.browser_as(&Actor::Candidate(candidate.clone())).await;
    for (status, fields, expected) in cases {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        sqlx::query!(
            "INSERT INTO registry_comparison (candidate_id, status, differing_fields) VALUES ($1, $2, $3)
             ON CONFLICT (candidate_id) DO UPDATE SET status = excluded.status,
                 differing_fields = excluded.differing_fields",
            candidate.candidate_id.0,
            status,
            &fields
        )
        .execute(app.owner())
        .await
        .expect("a comparison");
        let page = browser.get(&format!("{HOME}/identity")).await;
        assert!(page.text.contains(expected), "{status}: {}", page.text);
    }
    assert_eq!(save(&mut browser, "identity", ANSWERS[0].1).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_form_speaks_english_too() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    browser.set_cookie("language", "en");
    save_all(&mut browser).await;
    let tasks = browser.get(HOME).await;
    assert!(tasks.text.contains("15 of 15 tasks done"), "{}", tasks.text);
    submit(&mut browser).await;
    let confirmation = browser.get("/candidate/registration/submitted").await;
    assert!(confirmation.text.contains("Exam registration submitted"), "{}", confirmation.text);
}
