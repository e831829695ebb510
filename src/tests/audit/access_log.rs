//! "Ai đã xem dữ liệu của tôi": what the candidate reads, at once.

use axum::http::StatusCode;
use portal::{
    domain::{
        access::{Actor, CandidateActor},
        audit::AccessPurpose,
        ids::{CandidateId, PersonId},
    },
    testing::{Browser, TestApp},
    usecases::audit::{Act, record},
};
use uuid::Uuid;

use super::{NAME_A, NOW, candidate_id};
use crate::{
    institution::published_season,
    school::submitted::{SCHOOL_A, submitted},
};

const PAGE: &str = "/candidate/access-log";

/// The rows of the page.
async fn rows(browser: &mut Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("{PAGE}{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let body = page.text.split("<tbody").nth(1).map(|rest| rest.split("</tbody>").next().unwrap().to_owned());
    body.map(|body| body.split("<tr").skip(1).map(str::to_owned).collect()).unwrap_or_default()
}

#[tokio::test]
async fn a_look_by_the_school_appears_at_once_with_office_role_purpose_and_no_name() {
    let app = TestApp::start(NOW).await;
    let id = submitted(&app, "an").await;
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    assert!(rows(&mut candidate, "").await.is_empty());
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    school.get("/school").await;
    for _ in 0..3 {
        school.get(&format!("/school/registrations/{id}")).await;
    }
    let found = rows(&mut candidate, "").await;
    assert_eq!(found.len(), 2, "{found:?}");
    for (row, done) in found.iter().zip(["Xem phiếu đăng ký dự thi của bạn", "Xem danh sách thí sinh có tên bạn"])
    {
        for words in [NAME_A, done, "Cán bộ đơn vị đăng ký dự thi", "Kiểm tra, duyệt phiếu", "Hỏi về lần này"]
        {
            assert!(row.contains(words), "{words}: {row}");
        }
        assert!(!row.contains("Nguyễn Hữu Tâm"), "the name of the person: {row}");
    }
    candidate.set_cookie("language", "en");
    assert!(rows(&mut candidate, "").await[0].contains("Looked at your exam registration"));
}

#[tokio::test]
async fn own_acts_are_no_accesses_of_others() {
    let app = TestApp::start(NOW).await;
    let mut candidate = app.browser_as(&app.candidate("an").await).await;
    let contact = [("phone", "0912345678"), ("email", "an@example.vn"), ("address", "Huế"), ("version", "0")];
    candidate.post("/candidate/registration/contact", &contact).await;
    assert!(rows(&mut candidate, "?show=others").await.is_empty());
    let mine = rows(&mut candidate, "?show=mine").await;
    assert!(mine.iter().any(|row| row.contains("Đăng nhập")), "{mine:?}");
    assert!(mine.iter().any(|row| row.contains("Bắt đầu phiếu đăng ký dự thi")), "{mine:?}");
    assert_eq!(rows(&mut candidate, "?show=all").await.len(), mine.len());
    assert_eq!(candidate.get(&format!("{PAGE}?show=nobody")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(candidate.get(&format!("{PAGE}?after=x")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_download_appears_with_the_institution_and_its_purpose() {
    let app = published_season::start(published_season::AFTER).await;
    let mut institution = app.browser_as(&app.staff("tuyensinh.bka@demo.example.vn").await).await;
    institution.get("/institution/programmes/IT1").await;
    institution.get("/institution/confirmed.csv?purpose=student_records").await;
    let ids: (Uuid, Uuid) = sqlx::query_as(
        "SELECT person_id, candidate.id FROM candidate JOIN person ON person.id = person_id WHERE subject = 'BKA1'",
    )
    .fetch_one(app.owner())
    .await
    .unwrap();
    let actor = Actor::Candidate(CandidateActor {
        person_id: PersonId(ids.0),
        candidate_id: CandidateId(ids.1),
        is_level_2: true,
        authenticated_at: app.ctx.now(),
    });
    let mut candidate = app.browser_as(&actor).await;
    let found = rows(&mut candidate, "").await;
    assert_eq!(found.len(), 2, "{found:?}");
    for words in
        ["Bách khoa Hà Nội", "Tải danh sách xác nhận nhập học có tên bạn", "Nạp vào hệ thống quản lý sinh viên"]
    {
        assert!(found[0].to_lowercase().contains(&words.to_lowercase()), "{words}: {}", found[0]);
    }
    assert!(found[1].contains("Xem danh sách trúng tuyển có tên bạn"), "{}", found[1]);
}

/// What a look-up by the helpline records.
#[tokio::test]
async fn a_look_up_by_support_appears_with_its_reason() {
    let app = TestApp::start(NOW).await;
    let actor = app.candidate("an").await;
    let mut candidate = app.browser_as(&actor).await;
    let support = app.staff("tongdai@demo.example.vn").await;
    let mut tx = app.ctx.db.begin(&support).await.unwrap();
    let act = Act::new("candidate.look_up").about(candidate_id(&actor)).purpose(AccessPurpose::Support);
    record(&mut tx, &app.ctx, &support, act.because("Thí sinh gọi hỏi hạn nộp")).await.unwrap();
    tx.commit().await.unwrap();
    let found = rows(&mut candidate, "").await;
    assert_eq!(found.len(), 1);
    for words in ["Tổng đài hỗ trợ", "Hỗ trợ theo yêu cầu của thí sinh", "Thí sinh gọi hỏi hạn nộp"]
    {
        assert!(found[0].contains(words), "{words}: {}", found[0]);
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let app = TestApp::start(NOW).await;
    let actor = app.candidate("an").await;
    let support = app.staff("tongdai@demo.example.vn").await;
    let mut tx = app.ctx.db.begin(&support).await.unwrap();
    for number in 0..65 {
        let act = Act::new("candidate.look_up").about(candidate_id(&actor)).because(format!("lần thứ {number}."));
        record(&mut tx, &app.ctx, &support, act).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut candidate = app.browser_as(&actor).await;
    let (mut seen, mut pages, mut path) = (std::collections::BTreeSet::new(), 0, Some(PAGE.to_owned()));
    while let Some(next) = path {
        let page = candidate.get(&next).await;
        pages += 1;
        for number in page.text.split("lần thứ ").skip(1) {
            let number: String = number.chars().take_while(char::is_ascii_digit).collect();
            assert!(seen.insert(number.clone()), "{number} twice");
        }
        let mut links = page.text.split("href=\"").filter_map(|rest| rest.split('"').next());
        path = links.find(|link| link.contains("&amp;after=")).map(|link| link.replace("&amp;", "&"));
    }
    assert_eq!((seen.len(), pages), (65, 3));
}

#[tokio::test]
async fn nobody_reads_the_log_of_another_candidate() {
    let app = TestApp::start(NOW).await;
    let id = submitted(&app, "an").await;
    let mut school = app.browser_as(&app.staff(SCHOOL_A).await).await;
    school.get(&format!("/school/registrations/{id}")).await;
    let mut other = app.browser_as(&app.candidate("binh").await).await;
    let found = rows(&mut other, "?show=all").await;
    assert!(!found.iter().any(|row| row.contains("Xem phiếu đăng ký dự thi của bạn")), "{found:?}");
    assert_eq!(school.get(PAGE).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.browser().get(PAGE).await.status, StatusCode::SEE_OTHER);
}
