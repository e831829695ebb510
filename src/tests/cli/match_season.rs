//! `portal match run` and `portal match export`: a season of the database is matched, kept whole, and recomputed from
//! its files.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::atomic::{AtomicUsize, Ordering},
};

use portal::{
    domain::{
        access::Actor,
        ids::SeasonYear,
        matching::{
            engine,
            files::{Ranks, assignments_csv, cutoffs_csv, read_input},
            manifest::Manifest,
        },
        time::Instant,
    },
    storage::matching_run::MatchingRun,
    testing::TestApp,
    usecases::{
        StorageError,
        ministry::{
            export_matching_run::{self, ExportMatchingRunError},
            set_demo_clock,
            start_matching_run::{self, Computed, RunProgress, StartMatchingRunError},
        },
    },
};

use super::match_files::sha256;
use crate::small_season::{MATCHING, at, start};

const SEASON: Option<SeasonYear> = Some(SeasonYear(2026));

async fn try_run(app: &TestApp) -> Result<MatchingRun, StartMatchingRunError> {
    start_matching_run::run(&app.ctx, &Actor::System, SEASON, &|_| ()).await
}

async fn run(app: &TestApp) -> MatchingRun {
    try_run(app).await.unwrap()
}

async fn execute(app: &TestApp, statement: &'static str) {
    sqlx::raw_sql(statement).execute(app.owner()).await.expect(statement);
}

/// The four files of a run, by name.
async fn export(app: &TestApp, run: &MatchingRun) -> Result<BTreeMap<&'static str, String>, ExportMatchingRunError> {
    let folder = Folder::new();
    let mut names = Vec::new();
    let manifest = export_matching_run::run(&app.ctx, &Actor::System, run.id, |name| {
        names.push(name);
        fs::File::create(folder.0.join(name))
    });
    assert_eq!(Some(manifest.await?), run.manifest);
    Ok(names.into_iter().map(|name| (name, fs::read_to_string(folder.0.join(name)).unwrap())).collect())
}

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("portal-match-season-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What was kept of each preference, with the ids of people and the codes of programmes.
async fn kept(app: &TestApp, run: &MatchingRun) -> Vec<String> {
    let rows = sqlx::query!(
        "SELECT result.candidate_id, programme.admission_code, result.rank, result.status, result.reason,
               result.combination_code, result.exam_score_hundredths, result.priority_hundredths,
               result.score_hundredths, result.place, result.needed_score_hundredths
           FROM matching_preference_result AS result
           JOIN programme ON programme.id = result.programme_id
           WHERE result.run_id = $1 ORDER BY result.candidate_id, result.rank",
        run.id.0
    );
    let rows = rows.fetch_all(app.owner()).await.unwrap();
    let number = |value: Option<i32>| value.map_or("-".to_owned(), |value| value.to_string());
    let line = rows.into_iter().map(|row| {
        let word = row.reason.unwrap_or(row.status);
        let (combination, exam) = (row.combination_code.as_deref().unwrap_or("-"), number(row.exam_score_hundredths));
        let (priority, score) = (number(row.priority_hundredths), number(row.score_hundredths));
        let (place, needed) = (number(row.place), number(row.needed_score_hundredths));
        let (who, rank, code) = (row.candidate_id, row.rank, row.admission_code);
        format!("{who} {rank} {code} {word} {combination} {exam}+{priority}={score} place {place} needs {needed}")
    });
    line.collect()
}

#[tokio::test]
async fn a_run_keeps_for_each_preference_what_was_computed_by_hand() {
    let app = start(MATCHING).await;
    let run = run(&app).await;
    assert_eq!((run.candidates, run.preferences, run.considered, run.admitted), (6, 9, 7, 3));
    assert_eq!((run.verified_at.is_some(), run.violation.as_deref(), run.started_by), (true, None, None));
    // Binh ties with an at 26.50 and both come in. Chau stands before binh at 25.50, by the better rank, and behind an
    // at 26.50, by the worse.
    let expected = [
        "an 1 IT1 admitted A00 2650+0=2650 place 1 needs -",
        "an 2 IT2 admitted_higher A00 2650+0=2650 place 1 needs -",
        "binh 1 IT1 below_cutoff A00 2500+50=2550 place 2 needs 2650",
        "binh 2 IT2 admitted A00 2500+50=2550 place 2 needs -",
        "chau 1 IT2 below_cutoff A00 2400+0=2400 place 3 needs 2550",
        "chau 2 IT1 below_cutoff A00 2400+0=2400 place 3 needs 2651",
        "giang 1 IT2 below_common_floor - -+-=- place - needs -",
        "nam 1 IT-E10 admitted A00 2700+0=2700 place 1 needs -",
        "uyen 1 IT1 unpaid - -+-=- place - needs -",
    ]
    .map(str::to_owned);
    let mut found = kept(&app, &run).await;
    for slug in ["an", "binh", "chau", "giang", "nam", "uyen"] {
        let Actor::Candidate(candidate) = app.candidate(slug).await else { panic!("{slug} is no candidate") };
        for line in &mut found {
            *line = line.replace(&candidate.candidate_id.to_string(), slug);
        }
    }
    found.sort_unstable();
    assert_eq!(found, expected);
    let programmes = sqlx::query!(
        "SELECT programme.admission_code, result.quota, result.tie_policy, result.applicants, result.admitted,
             result.cutoff_hundredths, result.cutoff_ties_hundredths, result.cutoff_rank
         FROM matching_programme_result AS result JOIN programme ON programme.id = result.programme_id
         WHERE result.applicants > 0 AND result.run_id = $1 ORDER BY 1",
        run.id.0
    );
    let programmes = programmes.fetch_all(app.owner()).await.unwrap();
    let figures: Vec<_> = programmes
        .iter()
        .map(|row| {
            let cutoff = (row.cutoff_hundredths, row.cutoff_ties_hundredths.as_deref(), row.cutoff_rank);
            let policy = row.tie_policy.as_deref().unwrap();
            (row.admission_code.as_str(), row.quota, policy, row.applicants, row.admitted, cutoff)
        })
        .collect();
    let none: &[i32] = &[];
    let expected = [
        ("IT-E10", 129, "admit_all", 1, 1, (None, None, None)),
        ("IT1", 1, "admit_all", 3, 1, (Some(2650), Some(none), Some(1))),
        ("IT2", 1, "admit_all", 3, 1, (Some(2550), Some(none), Some(2))),
    ];
    assert_eq!(figures, expected);
    let without_rows = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM programme WHERE season = 2026 AND NOT EXISTS (
               SELECT FROM matching_programme_result WHERE run_id = $1 AND programme_id = programme.id)"#,
        run.id.0
    );
    assert_eq!(without_rows.fetch_one(app.owner()).await.unwrap(), 0);
}

#[tokio::test]
async fn the_same_records_give_the_same_hashes_whatever_the_order_of_their_rows() {
    const ORDER: &str = "SELECT string_agg(list_version_id || ' ' || rank, ',') FROM preference";
    let app = start(MATCHING).await;
    let first = run(&app).await;
    let order = || sqlx::query_scalar::<_, String>(ORDER).fetch_one(app.owner());
    let before = order().await.unwrap();
    // Written anew in another order, or updated, which moves a row to the end of its table.
    execute(
        &app,
        "CREATE TABLE shuffled AS SELECT * FROM preference;
         DELETE FROM preference;
         INSERT INTO preference SELECT * FROM shuffled ORDER BY md5(list_version_id::text || rank);
         CREATE TABLE shuffled_marks AS SELECT * FROM mark;
         DELETE FROM mark;
         INSERT INTO mark SELECT * FROM shuffled_marks ORDER BY mark_hundredths, md5(candidate_number);
         CREATE TABLE shuffled_combinations AS SELECT * FROM programme_combination;
         DELETE FROM programme_combination;
         INSERT INTO programme_combination SELECT * FROM shuffled_combinations ORDER BY combination_code DESC;
         UPDATE candidate SET kind = kind WHERE id IN (SELECT id FROM candidate ORDER BY md5(id::text) LIMIT 3);
         UPDATE preference_list_version SET number = number WHERE id IN (SELECT id FROM candidate ORDER BY id LIMIT 2);
         UPDATE programme SET quota = quota WHERE admission_code LIKE 'IT%'",
    )
    .await;
    assert_ne!(order().await.unwrap(), before);
    let second = run(&app).await;
    assert_ne!(first.id, second.id);
    let hashes = |run: &MatchingRun| {
        let manifest = run.manifest.clone().unwrap();
        (run.input_sha256.clone(), run.output_sha256.clone(), manifest.inputs, manifest.outputs, manifest.counts)
    };
    assert_eq!(hashes(&first), hashes(&second));
    assert_eq!(kept(&app, &first).await, kept(&app, &second).await);
    execute(&app, "UPDATE programme SET quota = 2 WHERE institution_code = 'BKA' AND admission_code = 'IT2'").await;
    let other = run(&app).await;
    assert_ne!(first.input_sha256, other.input_sha256);
    assert_ne!(first.output_sha256, other.output_sha256);
}

#[tokio::test]
async fn the_files_of_a_run_are_those_that_were_written_by_hand_and_give_it_again() {
    let app = start(MATCHING).await;
    let run = run(&app).await;
    let files = export(&app, &run).await.unwrap();
    assert_eq!(files.len(), 4);
    let [applications, assignments, cutoffs, programmes] =
        ["applications.csv", "assignments.csv", "cutoffs.csv", "programmes.csv"].map(|name| files[name].as_str());
    assert_eq!(run.input_sha256, sha256(&[programmes, applications].concat()));
    assert_eq!(run.output_sha256, sha256(&[assignments, cutoffs].concat()));
    let manifest = run.manifest.clone().unwrap();
    assert_eq!(manifest.inputs.applications, sha256(applications));
    assert_eq!(manifest.outputs.cutoffs, sha256(cutoffs));
    assert!(manifest.ranks_may_skip);

    let id = |code: &'static str| {
        let id = sqlx::query_scalar!(
            "SELECT id FROM programme WHERE institution_code = 'BKA' AND season = 2026 AND admission_code = $1",
            code
        );
        let pool = app.owner().clone();
        async move { id.fetch_one(&pool).await.unwrap().to_string() }
    };
    let (it1, it2, e10) = (id("IT1").await, id("IT2").await, id("IT-E10").await);
    let applied: Vec<(&str, String)> = applications
        .lines()
        .skip(1)
        .map(|line| {
            let (candidate, rest) = line.split_once(',').unwrap();
            (candidate, rest.replace(&it1, "IT1").replace(&it2, "IT2").replace(&e10, "IT-E10"))
        })
        .collect();
    let mut lines: Vec<&str> = applied.iter().map(|(_, line)| line.as_str()).collect();
    lines.sort_unstable();
    let expected =
        ["1,IT-E10,27.00", "1,IT1,25.50", "1,IT1,26.50", "1,IT2,24.00", "2,IT1,24.00", "2,IT2,25.50", "2,IT2,26.50"];
    assert_eq!(lines, expected);
    assert!(applied.is_sorted_by_key(|(candidate, _)| *candidate), "{applications}");
    assert!(cutoffs.contains(&format!("{it1},1,1,26.50\n")), "{cutoffs}");
    assert!(cutoffs.contains(&format!("{e10},129,1,\n")), "{cutoffs}");

    // The engine on the files alone.
    let input = read_input(programmes.as_bytes(), applications.as_bytes(), Ranks::MaySkip).unwrap();
    let outcome = engine::run(&input.instance);
    assert_eq!(assignments_csv(&input.names, &input.instance, &outcome), assignments);
    assert_eq!(cutoffs_csv(&input.names, &input.instance, &outcome), cutoffs);

    execute(&app, "UPDATE matching_preference_result SET score_hundredths = 2649 WHERE score_hundredths = 2650").await;
    let tampered = export(&app, &run).await;
    assert!(matches!(tampered, Err(ExportMatchingRunError::Differs("applications.csv"))), "{tampered:?}");
    execute(&app, "UPDATE matching_programme_result SET tie_policy = NULL; UPDATE matching_run SET manifest = NULL")
        .await;
    let of_old = export_matching_run::run(&app.ctx, &Actor::System, run.id, |_| Ok(Vec::new())).await;
    assert!(matches!(of_old, Err(ExportMatchingRunError::NotWhole(_))), "{of_old:?}");
}

#[tokio::test]
async fn a_run_that_fails_anywhere_leaves_nothing() {
    let app = start(MATCHING).await;
    for (break_it, mend_it, constraint) in [
        (
            "ALTER TABLE matching_preference_result ADD CONSTRAINT injected CHECK (needed_score_hundredths < 2651)",
            "ALTER TABLE matching_preference_result DROP CONSTRAINT injected",
            "injected",
        ),
        (
            "ALTER TABLE audit_log ADD CONSTRAINT injected_last CHECK (action <> 'matching_run.start')",
            "ALTER TABLE audit_log DROP CONSTRAINT injected_last",
            "injected_last",
        ),
    ] {
        execute(&app, break_it).await;
        let failed = try_run(&app).await.unwrap_err();
        let StartMatchingRunError::Storage(StorageError::Conflict { constraint: named }) = failed else {
            panic!("{failed}")
        };
        assert_eq!(named, constraint);
        let left = sqlx::query_scalar!(
            r#"SELECT (SELECT count(*) FROM matching_run) + (SELECT count(*) FROM matching_programme_result)
                   + (SELECT count(*) FROM matching_preference_result)
                   + (SELECT count(*) FROM audit_log WHERE action = 'matching_run.start') AS "left!""#
        );
        assert_eq!(left.fetch_one(app.owner()).await.unwrap(), 0, "{constraint}");
        execute(&app, mend_it).await;
    }
    assert_eq!(kept(&app, &run(&app).await).await.len(), 9);
}

#[tokio::test]
async fn a_run_that_the_verifier_refuses_is_kept_and_says_why() {
    let app = start(MATCHING).await;
    let now = app.ctx.now();
    let (season, records) = start_matching_run::read(&app.ctx, &Actor::System, SEASON, now, &|_| ()).await.unwrap();
    let mut computed = Computed::of(records, now).unwrap();
    assert_eq!(computed.violation, None);
    let nobody = computed.outcome.assignments.iter().position(Option::is_none).unwrap();
    computed.outcome.assignments[nobody] = Some(0);
    computed.verify();
    let violation = computed.violation.clone().unwrap();
    let candidate = computed.field.candidates()[nobody];
    assert!(violation.contains(&candidate.to_string()), "{violation}");
    let kept_run =
        start_matching_run::keep(&app.ctx, &Actor::System, season.year, now, &computed, &|_| ()).await.unwrap();
    assert_eq!((kept_run.verified_at, kept_run.violation.as_ref()), (None, Some(&violation)));
    let stored = sqlx::query!("SELECT verified_at, violation FROM matching_run WHERE id = $1", kept_run.id.0);
    let stored = stored.fetch_one(app.owner()).await.unwrap();
    assert_eq!((stored.verified_at, stored.violation), (None, Some(violation)));
    assert_eq!(kept(&app, &kept_run).await.len(), 9);
}

#[tokio::test]
async fn the_list_that_stands_counts_and_its_own_bill() {
    let app = start(MATCHING).await;
    // Nam wants IT1 instead, and the bill is that of the list before.
    execute(
        &app,
        "INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
         SELECT md5('again')::uuid, candidate_id, 2, now(), 'again' FROM preference_list_version AS list
         WHERE EXISTS (SELECT FROM preference JOIN programme ON programme.id = programme_id
             WHERE list_version_id = list.id AND admission_code = 'IT-E10');
         INSERT INTO preference (list_version_id, rank, programme_id)
         SELECT md5('again')::uuid, 1, id FROM programme
         WHERE institution_code = 'BKA' AND admission_code = 'IT1' AND season = 2026",
    )
    .await;
    let unpaid = run(&app).await;
    assert_eq!((unpaid.candidates, unpaid.preferences, unpaid.considered, unpaid.admitted), (6, 9, 6, 2));
    execute(
        &app,
        "UPDATE bill SET list_version_id = md5('again')::uuid
        WHERE candidate_id = (SELECT candidate_id FROM preference_list_version WHERE id = md5('again')::uuid)",
    )
    .await;
    let paid = run(&app).await;
    assert_eq!((paid.considered, paid.admitted), (7, 2), "nam at IT1, an at IT2");
    // A registration that is not approved any more takes no part.
    execute(&app, "UPDATE exam_registration SET state = 'submitted'").await;
    let nobody = run(&app).await;
    assert_eq!((nobody.preferences, nobody.considered, nobody.admitted), (9, 0, 0));
    let files = export(&app, &nobody).await.unwrap();
    assert_eq!(files["applications.csv"], "candidate_id,rank,programme_id,score\n");
}

#[tokio::test]
async fn two_runs_at_the_same_time_are_two_runs() {
    let app = start(MATCHING).await;
    let (one, other) = tokio::join!(run(&app), run(&app));
    assert_ne!(one.id, other.id);
    assert_eq!((&one.input_sha256, &one.output_sha256), (&other.input_sha256, &other.output_sha256));
    assert_eq!(kept(&app, &one).await, kept(&app, &other).await);
}

#[tokio::test]
async fn only_the_ministry_and_the_command_line_run_the_matching_of_a_season_that_is_there() {
    let app = start(MATCHING).await;
    let candidate = app.candidate("an").await;
    let refused = start_matching_run::run(&app.ctx, &candidate, SEASON, &|_| ()).await;
    assert!(matches!(refused, Err(StartMatchingRunError::Forbidden)), "{refused:?}");
    let id = run(&app).await.id;
    let refused = export_matching_run::run(&app.ctx, &candidate, id, |_| Ok(Vec::new())).await;
    assert!(matches!(refused, Err(ExportMatchingRunError::Forbidden)), "{refused:?}");
    export_matching_run::run(&app.ctx, &Actor::System, id, |_| Ok(Vec::new())).await.unwrap();
    let exported = "SELECT object_id FROM audit_log WHERE action = 'matching_run.export'";
    let exported: Vec<uuid::Uuid> = sqlx::query_scalar(exported).fetch_all(app.owner()).await.unwrap();
    assert_eq!(exported, [id.0], "a run that is handed on leaves its trace, a refusal gives nothing to hand on");
    let stages = std::sync::Mutex::new(Vec::new());
    let told = |progress| stages.lock().unwrap().push(progress);
    start_matching_run::run(&app.ctx, &Actor::System, SEASON, &told).await.unwrap();
    assert_eq!(*stages.lock().unwrap(), [RunProgress::Computing(9)]);
    at(&app, "2026-08-13T17:00");
    assert!(matches!(try_run(&app).await, Err(StartMatchingRunError::NotNow(_))));
}

fn portal(app: &TestApp, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command.env("DATABASE_URL", &app.ctx.config.database.url).env("PORTAL_DEMO", "on");
    command.args(arguments).output().unwrap()
}

fn refused(run: &Output) -> String {
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    let stderr = String::from_utf8(run.stderr.clone()).unwrap();
    let lines = stderr.lines().filter(|line| line.starts_with("portal: "));
    assert_eq!(lines.count(), 1, "{stderr}");
    stderr
}

#[tokio::test]
async fn the_program_runs_a_season_and_writes_files_that_it_matches_to_the_same_result() {
    let app = start(MATCHING).await;
    let too_early = Instant::parse("2026-07-20T09:00").unwrap();
    set_demo_clock::run(&app.ctx, &Actor::System, too_early).await.unwrap();
    assert!(
        refused(&portal(&app, &["match", "run", "--season", "2026"])).contains("not now: the window payment closes")
    );
    set_demo_clock::run(&app.ctx, &Actor::System, Instant::parse(MATCHING).unwrap()).await.unwrap();
    assert!(refused(&portal(&app, &["match", "run", "--season", "1999"])).contains("there is no season 1999"));
    let nowhere = "00000000-0000-0000-0000-000000000000";
    let folder = Folder::new();
    let path = |name: &str| folder.0.join(name).display().to_string();
    let unknown = portal(&app, &["match", "export", "--run", nowhere, "--output", &path("nowhere")]);
    assert!(refused(&unknown).contains("there is no run"));

    let ran = portal(&app, &["match", "run", "--season", "2026"]);
    assert!(ran.status.success(), "{ran:?}");
    let said = String::from_utf8(ran.stdout).unwrap();
    let figures: BTreeMap<&str, &str> =
        said.lines().map(|line| line.split_once(' ').unwrap()).map(|(name, value)| (name, value.trim())).collect();
    let [candidates, considered, admitted, verified] =
        ["candidates", "considered", "admitted", "verified"].map(|name| figures[name]);
    assert_eq!([candidates, considered, admitted, verified], ["6", "7", "3", "yes"]);

    let exported = portal(&app, &["match", "export", "--run", figures["run"], "--output", &path("run")]);
    assert!(exported.status.success(), "{exported:?}");
    let [input, output, again] = [path("run/input"), path("run/output"), path("again")];
    let verified = portal(&app, &["verify", "run", "--input", &input, "--output", &output]);
    assert!(verified.status.success(), "{verified:?}");
    let matched = portal(&app, &["match", "--input", &input, "--output", &again, "--ranks-may-skip"]);
    assert!(matched.status.success(), "{matched:?}");
    for name in ["assignments.csv", "cutoffs.csv"] {
        assert_eq!(fs::read(Path::new(&again).join(name)).unwrap(), fs::read(Path::new(&output).join(name)).unwrap());
    }
    let manifest = |folder: &str| {
        let text = fs::read_to_string(Path::new(folder).join("run.json")).unwrap();
        let manifest: Manifest = serde_json::from_str(&text).unwrap();
        Manifest { started_at: String::new(), duration_ms: 0, ..manifest }
    };
    assert_eq!(manifest(&output), manifest(&again));
}
