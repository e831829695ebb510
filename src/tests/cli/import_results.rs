//! Files of results come in once; wrong rows stay out and are told.

use portal::{
    domain::exam::{
        results::ResultRowRefusal::{
            AnotherMark, CandidateNumber, FieldCount, Mark, NotText, Repeated, UnknownCouncil,
        },
        subject::Subject,
    },
    testing::TestApp,
    usecases::system::import_results::{self, ImportReport, ImportResultsError},
};

const HEADER: &str =
    "sbd,toan,ngu_van,vat_li,hoa_hoc,sinh_hoc,lich_su,dia_li,gdktpl,tin_hoc,cn_cong_nghiep,cn_nong_nghiep,ngoai_ngu\n";

async fn import(app: &TestApp, rows: &[u8]) -> ImportReport {
    let file = [HEADER.as_bytes(), rows].concat();
    import_results::run(&app.owner_ctx(), &file, |_| {}).await.unwrap()
}

async fn standing(app: &TestApp) -> Vec<(String, String, i16)> {
    let rows = sqlx::query!(
        "SELECT candidate_number, subject_code, mark_hundredths FROM mark ORDER BY candidate_number, subject_code"
    );
    let rows = rows.fetch_all(app.owner()).await.unwrap();
    rows.into_iter().map(|row| (row.candidate_number, row.subject_code, row.mark_hundredths)).collect()
}

fn marks(expected: &[(&str, &str, i16)]) -> Vec<(String, String, i16)> {
    expected.iter().map(|(number, subject, mark)| ((*number).to_owned(), (*subject).to_owned(), *mark)).collect()
}

#[tokio::test]
async fn good_rows_come_in_and_wrong_rows_are_told_with_their_line() {
    let app = TestApp::start("2026-06-30T09:00").await;
    let file = b"46000001,4.5,6.5,,,,,,,,,,\n\
        4600002,4.5,6.5,,,,,,,,,,\n\
        98000003,4.5,6.5,,,,,,,,,,\n\
        46000004,4.5,10.5,,,,,,,,,,\n\
        46000005,4.5\n\
        46000001,4.5,6.5,,,,,,,,,,\n\
        46000006,\xff,6.5,,,,,,,,,,\n\
        46000007,,,,,,,,,,,,10\n";
    let report = import(&app, file).await;
    assert_eq!((report.rows, report.new_candidates, report.new_marks, report.unchanged), (8, 2, 3, 0));
    let refused: Vec<_> = report.refused.iter().map(|row| (row.line, row.refusal)).collect();
    let expected = [
        (3, CandidateNumber),
        (4, UnknownCouncil),
        (5, Mark { subject: Subject::Literature }),
        (6, FieldCount { found: 2 }),
        (7, Repeated { first_line: 2 }),
        (8, NotText),
    ];
    assert_eq!(refused, expected);
    let come_in = marks(&[("46000001", "ngu_van", 650), ("46000001", "toan", 450), ("46000007", "ngoai_ngu", 1000)]);
    assert_eq!(standing(&app).await, come_in);
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_another_mark_is_refused() {
    let app = TestApp::start("2026-06-30T09:00").await;
    let file = b"46000001,4.5,6.5,,,,,,,,,,\n46000002,5,7,,,,,,,,,,\n";
    assert_eq!(import(&app, file).await.new_candidates, 2);
    let before = standing(&app).await;
    let again = import(&app, file).await;
    assert_eq!((again.new_marks, again.unchanged, again.refused.len()), (0, 2, 0));
    // The second row differs in one mark: none of its marks comes in, not even the new one.
    let corrected = import(&app, b"46000001,4.50,6.5,,,,,,,,,,\n46000002,5,7.25,8,,,,,,,,,\n").await;
    assert_eq!((corrected.new_marks, corrected.unchanged), (0, 1));
    let refused: Vec<_> = corrected.refused.iter().map(|row| (row.line, row.refusal)).collect();
    assert_eq!(refused, [(3, AnotherMark { subject: Subject::Literature })]);
    assert_eq!(corrected.refused[0].candidate_number, "46000002");
    assert_eq!(standing(&app).await, before);
}

#[tokio::test]
async fn a_file_of_another_kind_is_refused_whole() {
    let app = TestApp::start("2026-06-30T09:00").await;
    for file in ["", "sbd;toan\n46000001;5\n", "toan,sbd\n5,46000001\n"] {
        let imported = import_results::run(&app.owner_ctx(), file.as_bytes(), |_| {}).await;
        assert!(matches!(imported, Err(ImportResultsError::Header)), "{file:?}: {imported:?}");
    }
    assert_eq!(standing(&app).await, []);
}
