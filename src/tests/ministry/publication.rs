//! The publication of a run by two operators of the ministry: who may, what is checked again, what is shown before.

use axum::http::StatusCode;
use portal::{
    domain::{
        access::{Actor, StaffActor},
        ids::PublicationProposalId,
        matching::publication::ProposalRefusal,
    },
    testing::{Browser, TestApp},
    usecases::ministry::{approve_publication, publication::PublicationError},
};

use super::rows;
use crate::small_season::{MATCHING, OPERATOR, RELEASER, open_proposal, propose_and_approve, run_and_publish, start};

const AT_FIVE: [(&str, &str); 1] = [("visible_from", "2026-08-13T17:00")];

async fn operators(app: &TestApp) -> (Browser, Browser) {
    let first = app.browser_as(&app.staff(OPERATOR).await).await;
    (first, app.browser_as(&app.staff(RELEASER).await).await)
}

async fn staff(app: &TestApp, email: &str) -> StaffActor {
    let Actor::Staff(staff) = app.staff(email).await else { panic!("{email} is no member of staff") };
    staff
}

/// The address of the run that is published.
async fn published(app: &TestApp) -> Option<String> {
    let run = sqlx::query_scalar!("SELECT run_id FROM matching_publication").fetch_optional(app.owner());
    run.await.unwrap().map(|run| format!("/ministry/matching/{run}"))
}

/// All that was done, by name.
async fn audited(app: &TestApp) -> Vec<String> {
    let actions = sqlx::query_scalar!("SELECT action FROM audit_log WHERE action LIKE '%publi%' ORDER BY action");
    actions.fetch_all(app.owner()).await.unwrap()
}

async fn execute(app: &TestApp, statement: &'static str) -> u64 {
    sqlx::query(statement).execute(app.owner()).await.expect(statement).rows_affected()
}

fn has_form(html: &str, address: &str) -> bool {
    html.contains(&format!("action=\"{address}\""))
}

/// Without a seat in IT1 an goes to IT2, and binh has none.
async fn close_it1(app: &TestApp) {
    execute(app, "UPDATE programme SET quota = 0 WHERE institution_code = 'BKA' AND admission_code = 'IT1'").await;
}

#[tokio::test]
async fn one_operator_proposes_and_another_one_publishes() {
    let app = start(MATCHING).await;
    let (mut first, mut second) = operators(&app).await;
    let run = first.post("/ministry/matching/run", &[]).await.location;
    for typed in ["", "13/08/2026 17:00"] {
        let refused = first.post(&format!("{run}/propose"), &[("visible_from", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}: {}", refused.text);
        assert!(refused.text.contains("href=\"#visible_from\""), "{}", refused.text);
        assert!(refused.text.contains(typed), "{typed:?} is kept: {}", refused.text);
    }
    let own = first.post_and_follow(&format!("{run}/propose"), &AT_FIVE).await;
    assert!(
        own.text.contains("không tự duyệt được") && has_form(&own.text, &format!("{run}/withdraw")),
        "{}",
        own.text
    );
    for act in ["propose", "approve", "reject"] {
        assert!(!own.text.contains(&format!("\"{run}/{act}\"")), "{act}: {}", own.text);
    }
    assert_eq!(published(&app).await, None, "a proposal publishes nothing");
    let mails = sqlx::query!("SELECT recipient, template, parameters::text FROM mail_outbox");
    let mails = mails.fetch_all(app.owner()).await.unwrap();
    let mails: Vec<_> = mails.iter().map(|mail| (mail.recipient.as_str(), mail.template.as_str())).collect();
    assert_eq!(mails, [(RELEASER, "publication_proposed")], "the proposer gets none");

    // The proposer gets no further by asking for it directly.
    let proposal = open_proposal(&app).await;
    assert_eq!(first.get(&format!("{run}/approve")).await.status, StatusCode::FORBIDDEN);
    for act in ["approve", "reject"] {
        let refused = first.post(&format!("{run}/{act}"), &[("proposal", &proposal), ("reason", "x")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{act}");
    }

    let list = second.get("/ministry/matching").await;
    assert!(list.text.contains("Chờ duyệt") && list.text.contains("Phạm Quốc Khánh"), "{}", list.text);
    let shown = second.get(&run).await;
    assert!(shown.text.contains(&format!("href=\"{run}/approve\"")) && has_form(&shown.text, &format!("{run}/reject")));
    let interruption = second.get(&format!("{run}/approve")).await;
    assert!(interruption.text.contains("Kiểm tra rồi công bố"), "{}", interruption.text);
    let who = "Từ 17:00 13/08/2026, 6 thí sinh có danh sách đã nộp xem được kết quả; 3 thí sinh trúng tuyển.";
    assert!(interruption.text.contains(who), "{}", interruption.text);
    let refused = second.post(&format!("{run}/withdraw"), &[("proposal", &proposal)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "a releaser takes no proposal back");
    let done = second.post_and_follow(&format!("{run}/approve"), &[("proposal", &proposal)]).await;
    assert!(done.text.contains("Lượt này đang được công bố"), "{}", done.text);
    assert!(done.text.contains("Thí sinh sẽ xem được từ 17:00 13/08/2026"), "{}", done.text);
    assert!(done.text.contains("Đã duyệt") && done.text.contains("Ngô Thanh Thủy"), "{}", done.text);
    assert_eq!(published(&app).await, Some(run.clone()));
    assert_eq!(
        audited(&app).await,
        ["matching_run.publish", "publication_proposal.approve", "publication_proposal.propose"]
    );
    for unknown in ["/ministry/matching/xyz", "/ministry/matching/00000000-0000-0000-0000-000000000000"] {
        assert_eq!(first.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
        let proposed = first.post(&format!("{unknown}/propose"), &AT_FIVE).await;
        assert_eq!(proposed.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn the_database_itself_takes_no_publication_by_one_person() {
    let app = start(MATCHING).await;
    let run = run_and_publish(&app).await;
    let alone = sqlx::query("UPDATE matching_publication SET approved_by = proposed_by");
    let error = alone.execute(app.owner()).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().constraint(), Some("matching_publication_two_people_ck"));
    let nobody = sqlx::query("UPDATE matching_publication SET proposed_by = NULL");
    let error = nobody.execute(app.owner()).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().constraint(), Some("matching_publication_two_people_ck"));
    let approved_alone = sqlx::query("UPDATE publication_proposal SET ended_by = proposed_by");
    let error = approved_alone.execute(app.owner()).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().constraint(), Some("publication_proposal_two_people_ck"));
    assert_eq!(published(&app).await, Some(run));
}

#[tokio::test]
async fn a_proposal_that_is_rejected_or_taken_back_publishes_nothing_and_makes_room_for_another() {
    let app = start(MATCHING).await;
    let (mut first, mut second) = operators(&app).await;
    let run = first.post("/ministry/matching/run", &[]).await.location;
    let newer = first.post("/ministry/matching/run", &[]).await.location;
    first.post_and_follow(&format!("{run}/propose"), &AT_FIVE).await;
    let proposal = open_proposal(&app).await;
    let forbidden = second.post(&format!("{newer}/propose"), &AT_FIVE).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN, "a releaser proposes nothing");
    let other = first.post(&format!("{newer}/propose"), &[("visible_from", "2026-08-13T18:30")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text.contains("Một đề nghị công bố khác đang chờ"), "{}", other.text);
    assert!(other.text.contains(&format!("href=\"{run}\"")), "a link to the one that waits: {}", other.text);

    let old = second.get(&run).await;
    assert!(old.text.contains("đã có lượt chạy mới hơn"), "{}", old.text);
    let no_reason = second.post(&format!("{run}/reject"), &[("proposal", &proposal), ("reason", " ")]).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", no_reason.text);
    assert!(no_reason.text.contains("href=\"#reason\""), "{}", no_reason.text);
    let reason = [("proposal", proposal.as_str()), ("reason", "Chưa cập nhật chỉ tiêu ngành IT1.")];
    let rejected = second.post_and_follow(&format!("{run}/reject"), &reason).await;
    assert!(rejected.text.contains("Bị từ chối") && rejected.text.contains("Chưa cập nhật chỉ tiêu ngành IT1."));
    let too_late = second.post(&format!("{run}/approve"), &[("proposal", &proposal)]).await;
    assert_eq!(too_late.status, StatusCode::CONFLICT);
    assert!(too_late.text.contains("đã bị từ chối trước đó"), "{}", too_late.text);

    first.post_and_follow(&format!("{newer}/propose"), &AT_FIVE).await;
    let proposal = open_proposal(&app).await;
    let taken_back = first.post_and_follow(&format!("{newer}/withdraw"), &[("proposal", &proposal)]).await;
    assert!(taken_back.text.contains("Đã rút") && has_form(&taken_back.text, &format!("{newer}/propose")));
    assert_eq!(published(&app).await, None);
    propose_and_approve(&app, &newer).await;
    assert_eq!(published(&app).await, Some(newer));
    let acts = audited(&app).await;
    let acts: Vec<&str> = acts.iter().map(|act| act.split('.').next_back().unwrap()).collect();
    assert_eq!(acts, ["publish", "approve", "propose", "propose", "propose", "reject", "withdraw"]);
}

#[tokio::test]
async fn what_changed_since_the_proposal_keeps_it_from_being_approved() {
    let app = start(MATCHING).await;
    let first_run = run_and_publish(&app).await;
    close_it1(&app).await;
    let (mut first, mut second) = operators(&app).await;
    let run = first.post("/ministry/matching/run", &[]).await.location;
    first.post_and_follow(&format!("{run}/propose"), &AT_FIVE).await;
    let proposal = open_proposal(&app).await;
    // An confirms the seat of the first run while the proposal waits.
    let confirmed = "INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
        SELECT candidate_id, run_id, programme_id, now(), 'NH-TEST' FROM matching_preference_result result
        JOIN matching_publication USING (run_id) WHERE score_hundredths = 2650 AND status = 'admitted'";
    assert_eq!(execute(&app, confirmed).await, 1);
    let unverified = "UPDATE matching_run SET verified_at = NULL";
    let other_result = "UPDATE publication_proposal SET output_sha256 = 'x' WHERE state = 'proposed'";
    let steps = [
        ("SELECT", "lấy mất chỗ đã xác nhận"),
        (other_result, "không còn như lúc được đề nghị"),
        (unverified, "không thể công bố"),
    ];
    for (statement, why) in steps {
        execute(&app, statement).await;
        let refused = second.post(&format!("{run}/approve"), &[("proposal", &proposal)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{statement}");
        assert!(refused.text.contains(why), "{statement}: {}", refused.text);
    }
    assert_eq!(published(&app).await, Some(first_run));
    assert_eq!(open_proposal(&app).await, proposal, "it goes on waiting");

    // Neither can such runs be proposed.
    first.post_and_follow(&format!("{run}/withdraw"), &[("proposal", &proposal)]).await;
    let refused = first.post(&format!("{run}/propose"), &AT_FIVE).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("không thể công bố"), "{}", refused.text);
    execute(&app, "UPDATE matching_run SET verified_at = now()").await;
    let refused = first.post(&format!("{run}/propose"), &AT_FIVE).await;
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("lấy mất chỗ đã xác nhận"));
    assert!(!has_form(&refused.text, &format!("{run}/propose")), "{}", refused.text);
}

#[tokio::test]
async fn of_two_who_approve_at_once_one_publishes_and_the_other_is_told() {
    let app = start(MATCHING).await;
    execute(
        &app,
        "INSERT INTO staff (id, email, full_name, role, password_hash)
         VALUES (md5('third')::uuid, 'bo.thuba@demo.example.vn', 'Người Thứ Ba', 'ministry_releaser', 'none')",
    )
    .await;
    let (mut first, _) = operators(&app).await;
    let run = first.post("/ministry/matching/run", &[]).await.location;
    first.post_and_follow(&format!("{run}/propose"), &AT_FIVE).await;
    let proposal = PublicationProposalId(open_proposal(&app).await.parse().unwrap());
    let both = (run.rsplit('/').next().unwrap().parse().unwrap(), proposal);
    let (second, third) = (staff(&app, RELEASER).await, staff(&app, "bo.thuba@demo.example.vn").await);
    let outcomes = tokio::join!(
        approve_publication::run(&app.ctx, &second, both),
        approve_publication::run(&app.ctx, &third, both),
    );
    let lost = match outcomes {
        (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
        other => panic!("one wins, one loses: {other:?}"),
    };
    assert!(matches!(lost, PublicationError::Refused(ProposalRefusal::Ended { .. })), "{lost:?}");
    assert_eq!(
        audited(&app).await,
        ["matching_run.publish", "publication_proposal.approve", "publication_proposal.propose"]
    );
    let mut late = app.browser_as(&Actor::Staff(third)).await;
    let told = late.post(&format!("{run}/approve"), &[("proposal", &proposal.to_string())]).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.text.contains("đã được duyệt trước đó"), "{}", told.text);
}

#[tokio::test]
async fn a_run_says_what_it_changes_against_the_published_one_and_the_one_before() {
    let app = start(MATCHING).await;
    let (mut first, mut second) = operators(&app).await;
    let alone = first.post_and_follow("/ministry/matching/run", &[]).await;
    assert!(alone.text.contains("chưa có gì để so sánh"), "{}", alone.text);
    let base = run_and_publish(&app).await;
    let same = first.get(&base).await;
    assert!(same.text.contains("Cùng dữ liệu vào, cùng kết quả."), "{}", same.text);

    close_it1(&app).await;
    let closed = first.post("/ministry/matching/run", &[]).await.location;
    let page = first.get(&closed).await;
    let shown = rows(&page.text);
    // One base: the published run is the one before. An moves to IT2, binh loses the seat there.
    assert!(shown[0].starts_with("Lượt đang công bố, cũng là lượt trước"), "{shown:?}");
    assert!(shown[0].contains("| khác | 0 | 1 | 1 | 2 thí sinh thay đổi. 2 ngành thay đổi"), "{shown:?}");
    assert_eq!(
        shown[1..3],
        [
            "BKA IT2 Kỹ thuật máy tính | 25,50 → 26,50 | 1 | 1 | 1 | 1",
            "BKA IT1 Khoa học máy tính | 26,50 → – | 1 → 0 | 0 | 1 | 1 → 0",
        ]
    );
    assert!(page.text.contains("2 ngành thay đổi so với lượt"), "{}", page.text);

    let again = first.post("/ministry/matching/run", &[]).await.location;
    let page = first.get(&format!("{again}?against=previous&changes=9")).await;
    let shown = rows(&page.text);
    assert!(shown[0].starts_with("Lượt đang công bố") && shown[0].contains("2 thí sinh thay đổi."), "{shown:?}");
    assert!(shown[0].contains("Xem từng ngành"), "{shown:?}");
    assert!(shown[1].starts_with("Lượt trước"), "{shown:?}");
    assert!(shown[1].ends_with("| như nhau | 0 | 0 | 0 | Cùng dữ liệu vào, cùng kết quả."), "{shown:?}");
    let page = first.get(&format!("{again}?against=published&changes=9")).await;
    assert!(page.text.contains("2 ngành thay đổi"), "a page beyond the last is the first: {}", page.text);

    // The second person reads the same before approving; an instant that has passed is said to be one.
    first.post_and_follow(&format!("{again}/propose"), &[("visible_from", "2026-08-01T08:00")]).await;
    let interruption = second.get(&format!("{again}/approve")).await;
    assert!(interruption.text.contains("0 thí sinh thêm trúng tuyển, 1 không còn trúng tuyển, 1 chuyển ngành"));
    assert!(interruption.text.contains("đã qua: thí sinh xem được ngay khi được duyệt"), "{}", interruption.text);
    let proposal = open_proposal(&app).await;
    second.post_and_follow(&format!("{again}/approve"), &[("proposal", &proposal)]).await;
    let list = rows(&first.get("/ministry/matching").await.text);
    assert!(list[0].contains("Đang công bố") && list[2].contains("Từng công bố"), "{list:?}");
}
