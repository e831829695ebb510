//! `portal explain` tells the facts of the small season's run.

use portal::{
    cli::explanation_text,
    domain::{
        access::Actor,
        ids::{CandidateId, MatchingRunId},
    },
    testing::TestApp,
    usecases::system::explain_preferences::{self, CandidateKey, ExplainPreferencesError},
};
use uuid::Uuid;

use crate::small_season::{MATCHING, OPERATOR, start};

/// A run that nobody has published.
async fn run_matching(app: &TestApp) -> MatchingRunId {
    let mut operator = app.browser_as(&app.staff(OPERATOR).await).await;
    let run = operator.post("/ministry/matching/run", &[]).await;
    MatchingRunId(Uuid::parse_str(run.location.strip_prefix("/ministry/matching/").unwrap()).unwrap())
}

async fn id_of(app: &TestApp, slug: &str) -> CandidateId {
    let Actor::Candidate(candidate) = app.candidate(slug).await else { panic!("{slug} is no candidate") };
    candidate.candidate_id
}

/// Each line begins with the one expected; the cut-off may be told more closely.
fn assert_lines(text: &str, expected: &[&str]) {
    assert_eq!(text.lines().count(), expected.len(), "{text}");
    for (line, expected) in text.lines().zip(expected) {
        assert!(line.starts_with(expected), "{expected:?}: {line:?}");
    }
}

#[tokio::test]
async fn every_preference_is_told_with_its_keys_and_what_would_have_helped() {
    let app = start(MATCHING).await;
    let run = run_matching(&app).await;
    let binh = id_of(&app, "binh").await;
    let by_id = explain_preferences::run(&app.ctx, run, &CandidateKey::Id(binh)).await.unwrap();
    let text = explanation_text(&by_id);
    let (head, preferences) = text.split_once("\n\n").unwrap();
    assert_eq!(head, format!("run {run} of 09:00 05/08/2026, verified\ncandidate {binh}"));
    let (first, second) = preferences.split_once("\n\n").unwrap();
    let few = "  place       Places are not told where fewer than 5 applicants were considered. Seats: 1.";
    let expected = [
        "preference 1: IT1 Khoa học máy tính",
        "  institution Đại học Bách Khoa Hà Nội",
        "  status      Below the cut-off",
        "  my key      25.50, rank 1",
        "  cut-off key 26.50",
        "  reason      Your score: 25.50, below the cut-off of 26.50.",
        few,
        "  needed      With 26.50 points (another 1.00) and everything else unchanged you would have been admitted \
         here; with 0.01 less you would not.",
    ];
    assert_lines(first, &expected);
    let expected = [
        "preference 2: IT2 Kỹ thuật máy tính",
        "  institution Đại học Bách Khoa Hà Nội",
        "  status      Admitted",
        "  my key      25.50, rank 2",
        "  cut-off key 25.50",
        "  reason      Your score: 25.50; cut-off: 25.50.",
        few,
    ];
    assert_lines(second, &expected);
    // an, by the candidate number.
    let an = CandidateKey::parse("46001661").unwrap();
    let an = explanation_text(&explain_preferences::run(&app.ctx, run, &an).await.unwrap());
    assert!(an.contains("No score at this preference would have changed that."), "{an}");
    let uyen = CandidateKey::Id(id_of(&app, "uyen").await);
    let uyen = explanation_text(&explain_preferences::run(&app.ctx, run, &uyen).await.unwrap());
    assert!(uyen.contains("Not considered") && !uyen.contains("my key") && !uyen.contains("needed"), "{uyen}");
}

#[tokio::test]
async fn unknown_runs_and_candidates_are_refused() {
    use ExplainPreferencesError::{NoCandidate, NoPreferences, NoRun};
    let app = start(MATCHING).await;
    let run = run_matching(&app).await;
    let an = CandidateKey::parse("46001661").unwrap();
    let refused = explain_preferences::run(&app.ctx, MatchingRunId(Uuid::nil()), &an).await;
    assert!(matches!(refused, Err(NoRun)), "{refused:?}");
    let nobody = CandidateKey::parse("99999999").unwrap();
    let refused = explain_preferences::run(&app.ctx, run, &nobody).await;
    assert!(matches!(refused, Err(NoCandidate)), "{refused:?}");
    let dung = CandidateKey::Id(id_of(&app, "dung").await);
    let refused = explain_preferences::run(&app.ctx, run, &dung).await;
    assert!(matches!(refused, Err(NoPreferences)), "{refused:?}");
    // An identity number of twelve digits is neither.
    assert_eq!(CandidateKey::parse("001207000001"), None);
}
