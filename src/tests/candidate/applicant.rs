//! Free candidates say as what they register, and each is asked what applies to them.

use axum::http::StatusCode;
use portal::testing::{Answer, Browser, TestApp};

use super::registration::{Fields, HOME, OPEN, browser_of, save, submit, value};

const GRADUATE_OF_2018: Fields<'static> =
    &[("kind", "graduate_for_admission"), ("programme", "2018"), ("education_form", "thpt")];
const NOT_GRADUATED_OF_2006: Fields<'static> =
    &[("kind", "not_graduated"), ("programme", "2006"), ("education_form", "gdtx")];
const ADMISSION_ONLY: Fields<'static> =
    &[("kind", "admission_only"), ("programme", "2018"), ("education_form", "thpt")];

/// What every free candidate answers alike.
const ALIKE: [(&str, Fields<'static>); 6] = [
    ("identity", &[("seen", "yes")]),
    ("origin", &[("birth_province", "46"), ("citizenship", "vietnamese"), ("ethnic_group", "01")]),
    ("contact", &[("phone", "0912345678"), ("email", "minh@example.vn"), ("address", "Huế")]),
    ("residence", &[("residence_commune", "19789"), ("over_18_months", "no")]),
    ("schools", &[("school_10", "46004"), ("school_11", "46004"), ("school_12", "46004"), ("graduation_year", "2025")]),
    ("unit", &[("unit", "46901")]),
];

async fn save_done(browser: &mut Browser, section: &str, fields: Fields<'_>) {
    let answer = save(browser, section, fields).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, HOME), "{section}: {}", answer.text);
}

/// The sections that the task list shows.
fn tasks(home: &Answer) -> Vec<String> {
    let document = scraper::Html::parse_document(&home.text);
    let links = scraper::Selector::parse(".task-list a").expect("a selector");
    let paths = document.select(&links).filter_map(|link| link.value().attr("href"));
    paths.filter_map(|path| path.strip_prefix("/candidate/registration/").map(str::to_owned)).collect()
}

async fn kind_and_unit(app: &TestApp) -> (String, String) {
    let row = sqlx::query!(
        "SELECT kind, unit_code FROM candidate JOIN registration_unit unit ON unit.id = registration_unit_id
         JOIN person ON person.id = person_id WHERE person.full_name LIKE '% Minh'"
    )
    .fetch_one(app.owner())
    .await
    .expect("Minh");
    (row.kind, row.unit_code)
}

#[tokio::test]
async fn another_ground_changes_what_is_asked_and_keeps_what_was_typed() {
    let app = TestApp::start(OPEN).await;
    let mut minh = browser_of(&app, "minh").await;
    let page = minh.get(&format!("{HOME}/applicant")).await;
    assert!(page.text.contains("Điểm tiếp nhận ghi bạn là"), "{}", page.text);
    save_done(&mut minh, "applicant", GRADUATE_OF_2018).await;
    save_done(&mut minh, "papers", &[("sits_toan", "yes"), ("elective_1", "sinh_hoc")]).await;
    let home = minh.get(HOME).await;
    assert!(tasks(&home).contains(&"papers".to_owned()), "{:?}", tasks(&home));
    assert!(!tasks(&home).contains(&"studied".to_owned()), "only pupils are asked what they study");

    save_done(&mut minh, "applicant", ADMISSION_ONLY).await;
    let home = minh.get(HOME).await;
    let asked = "applicant identity origin contact residence schools unit priority";
    assert_eq!(tasks(&home).join(" "), asked, "items 1 to 11 and 13, and the priority");
    assert!(home.text.contains("Mục không còn áp dụng") && home.text.contains("1/10 việc"), "{}", home.text);
    let papers = minh.get(&format!("{HOME}/papers")).await;
    assert_eq!(papers.location, HOME, "whoever sits no paper chooses none");
    let refused = minh.post(&format!("{HOME}/papers"), &[("version", "1"), ("elective_1", "vat_li")]).await;
    assert_eq!(refused.location, HOME);
    assert_eq!(kind_and_unit(&app).await.0, "admission_only");

    save_done(&mut minh, "applicant", GRADUATE_OF_2018).await;
    let papers = minh.get(&format!("{HOME}/papers")).await;
    assert_eq!(value(&papers, "elective_1"), "sinh_hoc", "what was typed is still there");
}

#[tokio::test]
async fn whoever_wants_admission_alone_submits_without_papers() {
    let app = TestApp::start(OPEN).await;
    let mut minh = browser_of(&app, "minh").await;
    save_done(&mut minh, "applicant", ADMISSION_ONLY).await;
    for (section, fields) in ALIKE {
        save_done(&mut minh, section, fields).await;
    }
    save_done(&mut minh, "priority", &[]).await;
    save_done(&mut minh, "declaration", &[("accepted", "yes")]).await;
    assert_eq!(submit(&mut minh).await.location, "/candidate/registration/submitted");
    let confirmation = minh.get("/candidate/registration/submitted").await;
    for expected in ["901-0", "chỉ xét tuyển", "Đã tốt nghiệp", "Hội đồng thi"] {
        assert!(confirmation.text.contains(expected), "{expected}: {}", confirmation.text);
    }
    assert!(!confirmation.text.contains("Môn tự chọn"), "{}", confirmation.text);
}

#[tokio::test]
async fn the_2006_programme_asks_for_a_combined_paper() {
    let app = TestApp::start(OPEN).await;
    let mut minh = browser_of(&app, "minh").await;
    save_done(&mut minh, "applicant", NOT_GRADUATED_OF_2006).await;
    let page = minh.get(&format!("{HOME}/papers")).await;
    assert!(page.text.contains("Khoa học xã hội") && !page.text.contains("Giáo dục công dân"), "{}", page.text);
    let refused = save(&mut minh, "papers", &[("language", "N1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    save_done(&mut minh, "papers", &[("combined", "khxh"), ("language", "N1")]).await;
    let check = minh.get(&format!("{HOME}/check")).await;
    for expected in ["Khoa học xã hội: Lịch sử, Địa lí", "Toán, Ngữ văn, Ngoại ngữ", "Tiếng Anh"]
    {
        assert!(check.text.contains(expected), "{expected}: {}", check.text);
    }

    // Somebody with a diploma may take single components, all of one combined paper.
    let of_2006 = &[("kind", "graduate_for_admission"), ("programme", "2006"), ("education_form", "thpt")];
    save_done(&mut minh, "applicant", of_2006).await;
    let refused = save(&mut minh, "papers", &[("sits_vat_li", "yes"), ("sits_lich_su", "yes")]).await;
    assert!(refused.text.contains("cùng một bài thi tổ hợp"), "{}", refused.text);
    let refused = save(&mut minh, "papers", &[]).await;
    assert!(refused.text.contains("ít nhất 1 môn"), "{}", refused.text);
    save_done(&mut minh, "papers", &[("sits_vat_li", "yes")]).await;
    let check = minh.get(&format!("{HOME}/check")).await;
    assert!(check.text.contains("Khoa học tự nhiên: Vật lí"), "{}", check.text);
}

#[tokio::test]
async fn a_pupil_is_never_asked_as_what_they_register_and_cannot_choose_it() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    for section in ["applicant", "unit"] {
        assert_eq!(an.get(&format!("{HOME}/{section}")).await.location, HOME, "{section}");
    }
    let path = format!("{HOME}/applicant");
    let mut form = vec![("version", "0")];
    form.extend_from_slice(ADMISSION_ONLY);
    assert_eq!(an.post(&path, &form).await.location, HOME);
    let an_in_english = app.browser_as(&app.candidate("an").await).await.get(HOME).await;
    assert!(tasks(&an_in_english).contains(&"papers".to_owned()));
}

#[tokio::test]
async fn a_free_candidate_registers_at_a_receiving_point_of_the_list() {
    let app = TestApp::start(OPEN).await;
    let mut minh = browser_of(&app, "minh").await;
    let refused = save(&mut minh, "unit", &[("unit", "46001")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a school takes the forms of its pupils alone");
    save_done(&mut minh, "unit", &[("unit", "46902")]).await;
    assert_eq!(kind_and_unit(&app).await.1, "902", "the form goes to the point that was chosen");
}

#[tokio::test]
async fn the_subjects_of_the_school_s_roll_are_not_asked_for_again() {
    let app = TestApp::start(OPEN).await;
    sqlx::query!("UPDATE school_roll_entry SET studied_subjects = ARRAY['vat_li', 'tin_hoc']")
        .execute(app.owner())
        .await
        .expect("a roll");
    let mut an = browser_of(&app, "an").await;
    assert_eq!(an.get(&format!("{HOME}/studied")).await.location, HOME);
    let page = an.get(&format!("{HOME}/papers")).await;
    assert!(page.text.contains("Vật lí, Tin học") && !page.text.contains("value=\"sinh_hoc\""), "{}", page.text);
    let refused = save(&mut an, "papers", &[("elective_1", "vat_li"), ("elective_2", "sinh_hoc")]).await;
    assert!(refused.text.contains("Chọn môn bạn học ở lớp 12"), "{}", refused.text);
    save_done(&mut an, "papers", &[("elective_1", "vat_li"), ("elective_2", "lich_su")]).await;
}

#[tokio::test]
async fn a_foreigner_with_a_passport_names_the_nationality() {
    let app = TestApp::start(OPEN).await;
    let mut somphone = browser_of(&app, "somphone").await;
    let page = somphone.get(&format!("{HOME}/origin")).await;
    assert!(page.text.contains("value=\"foreign\" checked"), "{}", page.text);
    let refused = save(&mut somphone, "origin", &[("birth_province", "46"), ("citizenship", "vietnamese")]).await;
    assert!(refused.text.contains("hộ chiếu"), "{}", refused.text);
    let abroad =
        [("birth_province", "abroad"), ("birth_country", "Lào"), ("citizenship", "foreign"), ("nationality", "Lào")];
    save_done(&mut somphone, "origin", &abroad).await;
    save_done(&mut somphone, "residence", &[]).await;
    let check = somphone.get(&format!("{HOME}/check")).await;
    assert!(check.text.contains("người nước ngoài") && check.text.contains("Lào"), "{}", check.text);
}
