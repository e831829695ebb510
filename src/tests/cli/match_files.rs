//! `portal match` on files: the program itself, its exit code, what it says and what it leaves in the folder.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use portal::domain::matching::manifest::Manifest;
use sha2::{Digest as _, Sha256};

const PROGRAMMES: &str = "programme_id,quota,tie_policy\nB,1,admit_all\nA,1,reject_all\n";

/// c2 takes A from c1, who takes B from nobody; c3 is below both cut-offs.
const APPLICATIONS: &str = "candidate_id,rank,programme_id,score\n\
    c2,1,A,25.5\nc1,1,A,25\nc1,2,B,25\nc3,1,B,24.99\nc3,2,A,20\n";

/// A folder that goes away with the test.
pub(super) struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("portal-match-{}-{test}", std::process::id()));
        fs::create_dir_all(path.join("in")).unwrap();
        Self(path)
    }

    pub(super) fn with(test: &str, programmes: &str, applications: &str) -> Self {
        let folder = Self::new(test);
        fs::write(folder.input().join("programmes.csv"), programmes).unwrap();
        fs::write(folder.input().join("applications.csv"), applications).unwrap();
        folder
    }

    pub(super) fn input(&self) -> PathBuf {
        self.0.join("in")
    }

    pub(super) fn output(&self) -> PathBuf {
        self.0.join("out")
    }

    pub(super) fn run(&self, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.arg("match").arg("--input").arg(self.input()).arg("--output").arg(self.output()).args(more);
        command.output().unwrap()
    }

    /// Runs it and gives the one line on stderr.
    fn refused(&self) -> String {
        let run = self.run(&[]);
        assert_eq!(run.status.code(), Some(1));
        assert_eq!(run.stdout, b"");
        let stderr = String::from_utf8(run.stderr).unwrap();
        assert_eq!(stderr.matches('\n').count(), 1, "{stderr}");
        stderr
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(super) fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())).collect()
}

pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_result_and_its_manifest_are_written_and_are_the_same_for_any_order_of_the_rows() {
    let folder = Folder::with("result", PROGRAMMES, APPLICATIONS);
    let run = folder.run(&[]);
    assert_eq!((run.status.code(), run.stderr.as_slice()), (Some(0), &b""[..]));
    let written = files(&folder.output());
    assert_eq!(written.keys().collect::<Vec<_>>(), ["assignments.csv", "cutoffs.csv", "run.json"]);
    assert_eq!(written["assignments.csv"], "candidate_id,programme_id,rank\nc1,B,2\nc2,A,1\n");
    assert_eq!(written["cutoffs.csv"], "programme_id,quota,admitted,cutoff_score\nA,1,1,25.50\nB,1,1,25.00\n");
    let manifest: Manifest = serde_json::from_str(&written["run.json"]).unwrap();
    assert_eq!(manifest.inputs.programmes, sha256(PROGRAMMES));
    assert_eq!(manifest.inputs.applications, sha256(APPLICATIONS));
    assert_eq!(manifest.outputs.assignments, sha256(&written["assignments.csv"]));
    assert_eq!(manifest.outputs.cutoffs, sha256(&written["cutoffs.csv"]));
    assert_eq!((manifest.counts.candidates, manifest.counts.applications, manifest.counts.admitted), (3, 5, 2));

    // A second time into the same folder, with the rows upside down: all but the input's hash and the times stays.
    let mut rows: Vec<&str> = APPLICATIONS.lines().skip(1).collect();
    rows.reverse();
    let upside_down = format!("candidate_id,rank,programme_id,score\n{}\n", rows.join("\n"));
    fs::write(folder.input().join("applications.csv"), &upside_down).unwrap();
    assert_eq!(folder.run(&[]).status.code(), Some(0));
    let again = files(&folder.output());
    let second: Manifest = serde_json::from_str(&again["run.json"]).unwrap();
    let mut expected = Manifest { started_at: second.started_at.clone(), duration_ms: second.duration_ms, ..manifest };
    expected.inputs.applications = sha256(&upside_down);
    assert_eq!(second, expected);
    for name in ["assignments.csv", "cutoffs.csv"] {
        assert_eq!(again[name], written[name]);
    }
    assert_eq!(again.len(), 3);
}

#[test]
fn a_fault_is_one_line_and_leaves_nothing_behind() {
    let cases = [
        (
            PROGRAMMES,
            "candidate_id,rank,programme_id,score\nc1,1,A,1\nc1,2,P9,1\n",
            "applications.csv:3: unknown programme \"P9\"",
        ),
        ("programme_id,quota,tie_policy\nA,-1,admit_all\n", APPLICATIONS, "programmes.csv:2: quota \"-1\" is negative"),
        (PROGRAMMES, "", "applications.csv:1: the file is empty"),
        (
            PROGRAMMES,
            "candidate_id,rank,programme_id,score\nc1,2,A,1\n",
            "applications.csv:2: rank 1 is missing in the list of \"c1\": rank 2 follows",
        ),
    ];
    for (programmes, applications, expected) in cases {
        let folder = Folder::with("fault", programmes, applications);
        assert_eq!(folder.refused(), format!("portal: {expected}\n"));
        assert!(!folder.output().exists());
    }
}

#[test]
fn a_fault_leaves_the_result_of_before_as_it_was() {
    let folder = Folder::with("before", PROGRAMMES, APPLICATIONS);
    assert_eq!(folder.run(&[]).status.code(), Some(0));
    let before = files(&folder.output());
    fs::write(folder.input().join("applications.csv"), "nothing").unwrap();
    folder.refused();
    assert_eq!(files(&folder.output()), before);
}

#[test]
fn a_missing_file_is_told_with_its_path() {
    let folder = Folder::new("missing");
    let path = |name| folder.input().join(name).display().to_string();
    assert!(folder.refused().starts_with(&format!("portal: {}: ", path("programmes.csv"))));
    fs::write(folder.input().join("programmes.csv"), PROGRAMMES).unwrap();
    assert!(folder.refused().starts_with(&format!("portal: {}: ", path("applications.csv"))));
    assert!(!folder.output().exists());
}

#[test]
fn an_output_that_cannot_be_written_is_told_and_leaves_nothing_half() {
    let folder = Folder::with("unwritable", PROGRAMMES, APPLICATIONS);
    fs::write(folder.output(), "a file").unwrap();
    assert!(folder.refused().starts_with(&format!("portal: {}: ", folder.output().display())));
    fs::remove_file(folder.output()).unwrap();
    // The second temporary file cannot be made, so the first goes away again.
    fs::create_dir_all(folder.output().join(".cutoffs.csv.partial")).unwrap();
    folder.refused();
    let left: Vec<_> = fs::read_dir(folder.output()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".cutoffs.csv.partial"]);
}

#[test]
fn ranks_that_skip_are_taken_when_asked_for_and_the_manifest_says_so() {
    let applications = "candidate_id,rank,programme_id,score\nc1,2,A,1\n";
    let folder = Folder::with("skip", PROGRAMMES, applications);
    assert_eq!(folder.run(&["--ranks-may-skip"]).status.code(), Some(0));
    let written = files(&folder.output());
    assert_eq!(written["assignments.csv"], "candidate_id,programme_id,rank\nc1,A,2\n");
    assert!(serde_json::from_str::<Manifest>(&written["run.json"]).unwrap().ranks_may_skip);
}

#[test]
fn without_its_options_the_command_says_what_is_missing() {
    let run = Command::new(env!("CARGO_BIN_EXE_portal")).arg("match").output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    let stderr = String::from_utf8(run.stderr).unwrap();
    assert!(stderr.contains("--input <DIR>") && stderr.contains("--output <DIR>"), "{stderr}");
}
