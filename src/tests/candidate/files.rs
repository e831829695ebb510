//! Portrait and evidence: uploaded by forms alone, submitted, seen by the school, and by nobody else.

use axum::http::StatusCode;
use portal::{
    domain::access::Actor,
    jobs,
    testing::{Answer, Browser, FormFile, TestApp, drawn_portrait},
};

use super::registration::{self, ANSWERS, Fields, OPEN, browser_of, hidden, save};

const PORTRAIT: &str = "/candidate/registration/portrait";
const EVIDENCE: &str = "/candidate/registration/evidence";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript /JS (app.alert(1))>>>> endobj\n%%EOF\n";

/// The first address on the page that begins like this.
fn address(page: &Answer, beginning: &str) -> String {
    let (_, rest) = page.text.split_once(beginning).unwrap_or_else(|| panic!("no {beginning} in {}", page.text));
    format!("{beginning}{}", rest.split(['"', '?']).next().unwrap_or_default())
}

/// A file within a form, as a browser sends it; without a name where none was chosen.
const fn named_file<'a>(name: &'a str, bytes: &'a [u8]) -> FormFile<'a> {
    FormFile { field: "file", name, bytes }
}

/// Uploads a picture and confirms the part that is proposed.
pub(super) async fn upload_portrait(browser: &mut Browser) {
    let answer = browser.post_file(PORTRAIT, &[], named_file("IMG_0001.HEIC", &drawn_portrait(900, 1200))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let confirmed = browser.post(&answer.location, &[("zoom", "0"), ("left", "50"), ("top", "50")]).await;
    assert_eq!(
        (confirmed.status, confirmed.location.as_str()),
        (StatusCode::SEE_OTHER, PORTRAIT),
        "{}",
        confirmed.text
    );
}

/// Uploads a paper that proves a claim of this kind.
pub(super) async fn prove(browser: &mut Browser, kind: &str) {
    let answer = browser.post_file(EVIDENCE, &[("kind", kind)], named_file("a.pdf", PDF)).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, EVIDENCE), "{}", answer.text);
}

/// What a pupil answers who claims this; all but the declaration.
pub(super) async fn fill_in(browser: &mut Browser, priority: Fields<'_>) {
    for (section, fields) in ANSWERS.into_iter().filter(|(section, _)| *section != "declaration") {
        let fields = if section == "priority" { priority } else { fields };
        let answer = save(browser, section, fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{section}: {}", answer.text);
    }
}

pub(super) async fn submit(browser: &mut Browser) {
    save(browser, "declaration", &[("accepted", "yes")]).await;
    let answer = registration::submit(browser).await;
    assert_eq!(answer.location, "/candidate/registration/submitted", "{}", answer.text);
}

async fn registration_id(app: &TestApp) -> String {
    let id = sqlx::query_scalar!("SELECT id FROM exam_registration WHERE state <> 'draft'");
    id.fetch_one(app.owner()).await.unwrap().to_string()
}

#[tokio::test]
async fn each_fault_of_a_picture_is_said_in_its_own_words_and_both_languages() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let too_big = vec![0xff; 5 * 1024 * 1024 + 1];
    let beyond_all = vec![0xff; 9 * 1024 * 1024];
    let small = drawn_portrait(399, 600);
    let cases = [
        (named_file("", b""), "Chọn một tệp trước khi bấm", "Choose a file before"),
        (named_file("a.jpg", b""), "Không đọc được tệp", "cannot be read"),
        (named_file("a.jpg", b"GIF89a"), "Chọn một ảnh JPEG hoặc PNG", "Choose a JPEG or PNG"),
        (named_file("a.jpg", &small), "400 × 600", "400 × 600"),
        (named_file("a.jpg", &too_big), "không quá 5 MB", "5 MB or less"),
        (named_file("a.jpg", &beyond_all), "không quá 5 MB", "5 MB or less"),
    ];
    for (language, wanted) in [("vi", 0), ("en", 1)] {
        browser.set_cookie("language", language);
        for (chosen, vi, en) in &cases {
            let answer = browser.post_file(PORTRAIT, &[], *chosen).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{vi}: {}", answer.text);
            let words = [vi, en][wanted];
            assert!(answer.text.matches(*words).count() >= 2, "summary and field say {words}: {}", answer.text);
        }
    }
    let files = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM stored_file"#).fetch_one(app.owner()).await;
    assert_eq!(files.unwrap(), 0);
}

#[tokio::test]
async fn a_form_with_a_file_needs_its_token_like_any_other() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let picture = drawn_portrait(400, 600);
    let without = browser.post_file_without_token(PORTRAIT, &[], named_file("a.jpg", &picture)).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    let stale =
        browser.post_file_without_token(PORTRAIT, &[("form_token", "AAAA")], named_file("a.jpg", &picture)).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    let visitor = app.browser().post_file(PORTRAIT, &[], named_file("a.jpg", &picture)).await;
    assert_eq!(visitor.status, StatusCode::UNAUTHORIZED);
    // Another door takes no file.
    let elsewhere =
        browser.post_file("/candidate/registration/contact", &[("version", "0")], named_file("", b"")).await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    let files = sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM stored_file"#).fetch_one(app.owner()).await;
    assert_eq!(files.unwrap(), 0);
}

#[tokio::test]
async fn a_portrait_is_looked_at_confirmed_replaced_and_removed_while_the_form_is_open() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    let uploaded = browser.post_file(PORTRAIT, &[], named_file("a.jpg", &drawn_portrait(1000, 1000))).await;
    let crop = browser.get(&uploaded.location).await;
    assert_eq!(crop.status, StatusCode::OK, "{}", crop.text);
    let preview = browser.get(&address(&crop, "/candidate/registration/portrait/").replace("/crop", "/preview")).await;
    assert_eq!((preview.status, preview.content_type.as_str()), (StatusCode::OK, "image/jpeg"));
    let shown = image::load_from_memory(&preview.bytes).unwrap();
    assert_eq!((shown.width(), shown.height()), (666, 999));
    // Without scripts the sliders are looked at by a button.
    let look =
        browser.post(&uploaded.location, &[("zoom", "50"), ("left", "0"), ("top", "9"), ("look", "again")]).await;
    assert!(look.location.ends_with("crop?zoom=50&left=0&top=9"), "{}", look.location);
    let before = browser.get("/candidate/registration").await;
    assert!(!before.text.contains("/candidate/files/"));

    upload_portrait(&mut browser).await;
    let page = browser.get(PORTRAIT).await;
    let first = address(&page, "/candidate/files/");
    let file = browser.get(&first).await;
    let kept = image::load_from_memory(&file.bytes).unwrap();
    assert_eq!((kept.width(), kept.height()), (800, 1200));
    assert!(file.headers["content-disposition"].starts_with("attachment; filename=\"anh-chan-dung.jpg\""));
    assert!(file.headers["content-security-policy"].contains("sandbox"));
    assert_eq!(file.headers["x-content-type-options"], "nosniff");

    upload_portrait(&mut browser).await;
    let second = address(&browser.get(PORTRAIT).await, "/candidate/files/");
    assert_ne!(first, second);
    let check = browser.get("/candidate/registration/check").await;
    assert!(check.text.contains(&second));
    let removed = browser.post(&format!("{PORTRAIT}/remove"), &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(PORTRAIT).await.text.contains("/candidate/files/"));

    // Nobody else gets it.
    let mut other = browser_of(&app, "binh").await;
    assert_eq!(other.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&uploaded.location).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn evidence_goes_with_the_submission_and_stays_with_its_version() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    fill_in(&mut browser, &[("area", "kv2"), ("category_code", "")]).await;
    let page = browser.get(EVIDENCE).await;
    assert!(page.text.contains("Minh chứng khu vực ưu tiên") && !page.text.contains("Minh chứng đối tượng"));
    let kind = [("kind", "priority_area")];
    let wrong = browser.post_file(EVIDENCE, &kind, named_file("a.pdf", b"PK\x03\x04")).await;
    assert!(wrong.text.contains("Chọn một tệp PDF"), "{}", wrong.text);
    let not_claimed = browser.post_file(EVIDENCE, &[("kind", "priority_category")], named_file("a.pdf", PDF)).await;
    assert_eq!(not_claimed.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let added = browser.post_file(EVIDENCE, &kind, named_file("046208000001.pdf", PDF)).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    }
    upload_portrait(&mut browser).await;
    let page = browser.get(EVIDENCE).await;
    assert!(page.text.contains("Tệp 2 (PDF, 1 KB)") && !page.text.contains("046208000001"), "{}", page.text);
    let second = page.text.matches("/candidate/files/").count();
    assert_eq!(second, 2);
    let file = address(&page, "/candidate/files/").replace("/candidate/files/", "");
    submit(&mut browser).await;
    // Once it is submitted nothing is added or taken away.
    let late = browser.post_file(EVIDENCE, &kind, named_file("a.pdf", PDF)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let late = browser.post(&format!("{EVIDENCE}/remove"), &[("file", &file)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);

    let id = registration_id(&app).await;
    let staff = app.staff("truong.songhuong@demo.example.vn").await;
    let mut school = app.browser_as(&staff).await;
    let record = school.get(&format!("/school/registrations/{id}")).await;
    assert!(record.text.contains("Ảnh chân dung của thí sinh") && record.text.contains("Tải tệp 2"), "{}", record.text);
    let path = format!("/school/registrations/{id}/files/{file}");
    let seen = school.get(&path).await;
    assert_eq!((seen.status, seen.bytes.as_slice()), (StatusCode::OK, PDF));
    assert_eq!(seen.headers["content-disposition"], "attachment; filename=\"minh-chung-khu-vuc.pdf\"");
    assert!(seen.headers["content-security-policy"].contains("sandbox"));
    let told = browser.get("/candidate/access-log").await;
    assert!(told.text.contains("Tải minh chứng của bạn về để kiểm tra"), "{}", told.text);

    // A later replacement changes nothing of what was submitted: not by withdrawing, not by time.
    let withdraw = browser.get("/candidate/registration/form/withdraw").await;
    let version = hidden(&withdraw, "version");
    browser.post("/candidate/registration/form/withdraw", &[("version", &version)]).await;
    browser.post(&format!("{EVIDENCE}/remove"), &[("file", &file)]).await;
    app.ctx.clock.advance(3 * 24 * 60);
    jobs::run_all_once(&app.ctx).await;
    assert_eq!(school.get(&path).await.bytes, PDF);
    assert_eq!(browser.get(&format!("/candidate/files/{file}")).await.status, StatusCode::OK);
    // The school of somebody else has no such registration.
    for other in ["truong.ngubinh@demo.example.vn", "so.hue@demo.example.vn", "tongdai@demo.example.vn"] {
        let Some(actor) = staff_if_any(&app, other).await else { continue };
        let answer = app.browser_as(&actor).await.get(&path).await;
        assert!(matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{other}: {}", answer.status);
    }
}

async fn staff_if_any(app: &TestApp, email: &str) -> Option<Actor> {
    let known = sqlx::query_scalar!("SELECT email FROM staff WHERE email = $1", email);
    let known = known.fetch_optional(app.owner()).await.unwrap();
    match known {
        Some(email) => Some(app.staff(&email).await),
        None => None,
    }
}

#[tokio::test]
async fn what_nobody_names_is_gone_after_a_day_and_what_a_form_names_stays() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    upload_portrait(&mut browser).await;
    let first = address(&browser.get(PORTRAIT).await, "/candidate/files/");
    upload_portrait(&mut browser).await;
    let second = address(&browser.get(PORTRAIT).await, "/candidate/files/");
    // A crash between the store and the database leaves a file without a row.
    let orphan = portal::external::object_store::FileName::of([7; 16]);
    app.ctx.external.files.put(&orphan, b"lost".to_vec()).await.unwrap();
    jobs::run_all_once(&app.ctx).await;
    for file in [&first, &second] {
        assert_eq!(browser.get(file).await.status, StatusCode::OK, "a day has not passed");
    }
    app.ctx.clock.advance(25 * 60);
    // The store dates its files by the real clock.
    app.ctx.clock.advance_machine(400 * 24 * 3600);
    jobs::run_all_once(&app.ctx).await;
    let mut browser = browser_of(&app, "an").await;
    assert_eq!(browser.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&second).await.status, StatusCode::OK);
    assert!(app.ctx.external.files.get(&orphan).await.is_err());
}
