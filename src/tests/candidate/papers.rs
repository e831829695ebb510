//! The registration as a paper: other programs open the PDF, read it and its code, and the code leads to a page that tells
//! whether the paper is genuine, and no more.

use axum::http::StatusCode;
use portal::testing::TestApp;

use super::{
    files::{fill_in, submit, upload_portrait},
    registration::{OPEN, browser_of},
};
use crate::other_programs::{output, read_pages, scratch};

const PAPER: &str = "/candidate/registration/paper";

#[tokio::test]
async fn other_programs_open_the_paper_and_its_code_leads_to_a_page_that_says_it_is_genuine() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    fill_in(&mut browser, &[("area", ""), ("category_code", "")]).await;
    upload_portrait(&mut browser).await;
    let early = browser.get(&format!("{PAPER}.pdf")).await;
    assert_eq!((early.status, early.location.as_str()), (StatusCode::SEE_OTHER, "/candidate/registration"));
    submit(&mut browser).await;

    let answer = browser.get(&format!("{PAPER}.pdf")).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (StatusCode::OK, "application/pdf"), "{}", answer.text);
    let pdf = scratch("registration.pdf");
    std::fs::write(&pdf, &answer.bytes).unwrap();
    let pdf = pdf.to_str().unwrap();
    let text = output("pdftotext", &["-layout", pdf, "-"]);
    let (full_name, identity_number): (String, String) = sqlx::query_as(
        "SELECT full_name, identity_number FROM person JOIN candidate ON candidate.person_id = person.id
         JOIN exam_registration ON exam_registration.candidate_id = candidate.id",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    let upper = full_name.to_uppercase();
    for expected in [
        "Phiếu đăng ký dự thi",
        "001-000001",
        "09:00:00 22/04/2026",
        upper.as_str(),
        "0912345678",
        "Vật lí",
        "Tiếng Anh",
        "12A1",
        "trên 18 tháng",
        "Khu vực theo nơi học",
        "Cam đoan",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(!text.contains(&identity_number), "masked, as on the pages");
    let facts = output("pdfinfo", &[pdf]);
    assert!(
        facts.contains("(A4)") && facts.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")),
        "{facts}"
    );
    assert!(facts.contains("Phiếu đăng ký dự thi"), "{facts}");
    let fonts = output("pdffonts", &[pdf]);
    assert!(fonts.lines().skip(2).all(|font| font.contains("NotoSans") && font.contains("yes yes yes")), "{fonts}");

    let pages = read_pages(pdf);
    let address = pages.first().and_then(|(_, address)| address.as_deref()).expect("a code on the first page");
    let path = address.strip_prefix(&app.ctx.config.web.base_url).expect("an address of the portal");
    let told = app.browser().get(path).await;
    let told_of = &identity_number[identity_number.len() - 3..];
    for expected in ["Giấy thật", "09:00:00 22/04/2026", told_of] {
        assert!(told.text.contains(expected), "{expected}: {}", told.text);
    }
    for private in [full_name.as_str(), upper.as_str(), "0912345678", "001-000001", &identity_number[..9]] {
        assert!(!told.text.contains(private), "{private}: {}", told.text);
    }
    // The page says the same as the PDF, under the same number.
    let page = browser.get(PAPER).await;
    assert!(page.text.contains(path) && page.text.contains("Vật lí"), "{}", page.text);
}

#[tokio::test]
async fn each_version_has_its_own_number_and_an_old_paper_stays_genuine() {
    let app = TestApp::start(OPEN).await;
    let mut browser = browser_of(&app, "an").await;
    fill_in(&mut browser, &[("area", ""), ("category_code", "")]).await;
    upload_portrait(&mut browser).await;
    submit(&mut browser).await;
    let code = |page: &portal::testing::Answer| {
        let (_, rest) = page.text.split_once("/documents/").expect("an address");
        rest[..19].to_owned()
    };
    let first = code(&browser.get(PAPER).await);
    assert_eq!(code(&browser.get(PAPER).await), first, "printed again it has the same number");
    let withdraw = browser.get("/candidate/registration/form/withdraw").await;
    let (_, version) = withdraw.text.split_once("name=\"version\" value=\"").unwrap();
    let version = version.split('"').next().unwrap().to_owned();
    browser.post("/candidate/registration/form/withdraw", &[("version", &version)]).await;
    assert_eq!(browser.get(PAPER).await.status, StatusCode::SEE_OTHER);
    app.ctx.clock.advance(60);
    submit(&mut browser).await;
    let second = code(&browser.get(PAPER).await);
    assert_ne!(first, second);
    let mut visitor = app.browser();
    let old = visitor.get(&format!("/documents/{first}")).await;
    let told_new = visitor.get(&format!("/documents/{second}")).await;
    assert!(old.text.contains("Không còn hiệu lực") && !told_new.text.contains("Không còn hiệu lực"));
    assert!(old.text.contains("Giấy thật") && old.text.contains("09:00:00 22/04/2026"), "{}", old.text);
    let new = visitor.get(&format!("/documents/{}", second.to_lowercase().replace('-', ""))).await;
    assert!(new.text.contains("10:00:00 22/04/2026"), "{}", new.text);
    for unknown in ["2222-2222-2222-2222", "x", "%2e%2e"] {
        let answer = visitor.get(&format!("/documents/{unknown}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text.contains("không cấp giấy nào"), "{}", answer.text);
    }
}
