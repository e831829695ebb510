//! `portal verify run`: the program itself on the files that `portal match` wrote, as they are and tampered with.

use std::{
    fs,
    process::{Command, Output},
};

use portal::domain::matching::manifest::Manifest;

use super::match_files::{Folder, files, sha256};

/// In X and Y the one stands higher who wants the other more.
const PROGRAMMES: &str =
    "programme_id,quota,tie_policy\nA,1,reject_all\nB,1,admit_all\nX,1,admit_all\nY,1,reject_all\n";
const APPLICATIONS: &str = "candidate_id,rank,programme_id,score\n\
    c1,1,A,25\nc1,2,B,25\nc2,1,A,25.5\nc3,1,B,24.99\nc3,2,A,20\n\
    d1,1,X,20\nd1,2,Y,25\nd2,1,Y,20\nd2,2,X,25\n";
const ASSIGNMENTS: &str = "candidate_id,programme_id,rank\nc1,B,2\nc2,A,1\nd1,X,1\nd2,Y,1\n";
const CUTOFFS: &str = "programme_id,quota,admitted,cutoff_score\nA,1,1,25.50\nB,1,1,25.00\nX,1,1,\nY,1,1,\n";

fn matched(test: &str) -> Folder {
    let folder = Folder::with(&format!("verify-{test}"), PROGRAMMES, APPLICATIONS);
    assert_eq!(folder.run(&[]).status.code(), Some(0));
    let written = files(&folder.output());
    assert_eq!((written["assignments.csv"].as_str(), written["cutoffs.csv"].as_str()), (ASSIGNMENTS, CUTOFFS));
    folder
}

fn verified(folder: &Folder) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command.args(["verify", "run", "--input"]).arg(folder.input()).arg("--output").arg(folder.output());
    command.output().unwrap()
}

/// The one line on stderr, without the name of the program.
fn refusal(folder: &Folder) -> String {
    let run = verified(folder);
    let stderr = String::from_utf8(run.stderr).unwrap();
    assert_eq!((run.status.code(), run.stdout.as_slice()), (Some(1), &b""[..]), "{stderr}");
    let line = stderr.strip_prefix("portal: ").and_then(|line| line.strip_suffix('\n')).unwrap();
    assert!(!line.contains('\n'), "{stderr}");
    line.to_owned()
}

fn change_manifest(folder: &Folder, change: impl FnOnce(&mut Manifest)) {
    let path = folder.output().join("run.json");
    let mut manifest: Manifest = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut manifest);
    fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

/// Lets the manifest state the hashes of the files as they are now.
fn hash_anew(folder: &Folder) {
    let (input, output) = (files(&folder.input()), files(&folder.output()));
    change_manifest(folder, |manifest| {
        manifest.inputs.programmes = sha256(&input["programmes.csv"]);
        manifest.inputs.applications = sha256(&input["applications.csv"]);
        manifest.outputs.assignments = sha256(&output["assignments.csv"]);
        manifest.outputs.cutoffs = sha256(&output["cutoffs.csv"]);
    });
}

/// Changes one file: the refusal tells that it is another one than the manifest's and then what is wrong with it; once
/// the manifest states its hash, what is wrong remains.
fn expect_refusal(name: &str, from: &str, to: &str, expected: &str) {
    let folder = matched(&format!("tampered-{name}"));
    let is_input = ["programmes.csv", "applications.csv"].contains(&name);
    let path = if is_input { folder.input() } else { folder.output() }.join(name);
    let honest = fs::read_to_string(&path).unwrap();
    let tampered = honest.replacen(from, to, 1);
    assert_ne!(tampered, honest);
    fs::write(&path, &tampered).unwrap();
    let hash = sha256(&tampered);
    assert_eq!(refusal(&folder), format!("{name} is not the file of run.json, its SHA-256 is {hash}: {expected}"));
    hash_anew(&folder);
    assert_eq!(refusal(&folder), expected);
}

#[test]
fn the_result_of_the_engine_is_verified() {
    let folder = matched("honest");
    let run = verified(&folder);
    assert_eq!((run.status.code(), run.stderr.as_slice()), (Some(0), &b""[..]));
    let expected = "verified: 4 programmes, 5 candidates, 9 applications; 4 admitted, 2 cut-offs; hashes, seats, \
                    quotas, order, cut-offs and least limits are right\n";
    assert_eq!(String::from_utf8(run.stdout).unwrap(), expected);
}

#[test]
fn a_tampered_assignment_is_named() {
    let cases = [
        ("c1,B,2\n", "", r#"candidate "c1" is refused at programme "B", which has room"#),
        (
            "c1,B,2\nc2,A,1\n",
            "c2,A,1\nc3,B,1\n",
            r#"candidate "c1" is passed over at programme "B": candidate "c3" stands lower and is admitted"#,
        ),
        (
            "c2,A,1\n",
            "c2,A,1\nc3,B,1\n",
            "programme \"B\" admits 2 where the quota is 1, more than its tie policy allows; candidate \"c3\" is the last",
        ),
        (
            "c1,B,2\n",
            "c1,A,1\n",
            "programme \"A\" admits 2 where the quota is 1, more than its tie policy allows; candidate \"c1\" is the last",
        ),
        ("d1,X,1", "d1,A,1", r#"candidate "d1" did not apply for the seat in programme "A""#),
        ("d1,X,1", "d1,Z,1", r#"assignments.csv:4: candidate "d1" has a seat in unknown programme "Z""#),
        ("c1,B,2", "c1,B,1", r#"assignments.csv:2: candidate "c1" has programme "B" at rank 2, not 1"#),
        ("c1,B,2\n", "c1,A,1\nc1,B,2\n", r#"assignments.csv:3: candidate "c1" comes twice"#),
        ("d2,Y,1", "e,Y,1", r#"assignments.csv:5: unknown candidate "e""#),
    ];
    for (from, to, expected) in cases {
        expect_refusal("assignments.csv", from, to, expected);
    }
}

#[test]
fn a_tampered_cutoff_or_number_is_named() {
    let cases = [
        (
            "25.50",
            "25.00",
            r#"the cut-off of programme "A" is not the place of candidate "c2", the last admitted there"#,
        ),
        ("25.00", "", r#"the cut-off of programme "B" is not the place of candidate "c1", the last admitted there"#),
        (
            "X,1,1,",
            "X,1,1,20.00",
            r#"a cut-off of programme "X" is stated, where nobody was refused or nobody admitted"#,
        ),
        ("Y,1,1,", "Y,1,0,", r#"programme "Y" admits 1, not 0 as stated"#),
        ("A,1,1", "A,2,1", r#"cutoffs.csv:2: programme "A" has a quota of 1, not 2"#),
        ("X,1,1,\n", "", r#"cutoffs.csv:4: programme "X" is missing"#),
    ];
    for (from, to, expected) in cases {
        expect_refusal("cutoffs.csv", from, to, expected);
    }
}

#[test]
fn a_tampered_input_is_named() {
    let passed_over = r#"candidate "c1" is passed over at programme "A": candidate "c2" stands lower and is admitted"#;
    expect_refusal("applications.csv", "c1,1,A,25\n", "c1,1,A,26\n", passed_over);
    expect_refusal("applications.csv", "c1,1,A", "c1,1,N", r#"applications.csv:2: unknown programme "N""#);
    let quota = r#"cutoffs.csv:3: programme "B" has a quota of 2, not 1"#;
    expect_refusal("programmes.csv", "B,1,admit_all", "B,2,admit_all", quota);
    // A change that changes nothing: the hash alone tells.
    let folder = matched("harmless");
    let path = folder.input().join("applications.csv");
    fs::write(&path, APPLICATIONS.replace("c3,2,A,20", "c3,2,A,20.00")).unwrap();
    let line = refusal(&folder);
    assert!(line.starts_with("applications.csv is not the file of run.json, its SHA-256 is "), "{line}");
    assert!(!line.contains("candidate"), "{line}");
}

#[test]
fn a_stable_result_that_is_not_the_best_for_the_candidates_is_named() {
    let folder = matched("circle");
    let exchanged = ASSIGNMENTS.replace("d1,X,1\nd2,Y,1", "d1,Y,2\nd2,X,2");
    fs::write(folder.output().join("assignments.csv"), exchanged).unwrap();
    let cutoffs = CUTOFFS.replace("X,1,1,", "X,1,1,25.00").replace("Y,1,1,", "Y,1,1,25.00");
    fs::write(folder.output().join("cutoffs.csv"), cutoffs).unwrap();
    hash_anew(&folder);
    change_manifest(&folder, |manifest| manifest.counts.programmes_with_cutoff = 4);
    let expected =
        r#"candidate "d1" could have a seat in programme "X" and has programme "Y": the limits are not the least"#;
    assert_eq!(refusal(&folder), expected);
}

#[test]
fn a_tampered_manifest_is_named() {
    type Change = fn(&mut Manifest);
    let cases: [(Change, &str); 8] = [
        (|m| m.inputs.programmes = sha256(""), "programmes.csv is not the file of run.json, "),
        (|m| m.inputs.applications = "?".to_owned(), "applications.csv is not the file of run.json, "),
        (|m| m.outputs.assignments.insert(0, '0'), "assignments.csv is not the file of run.json, "),
        (|m| m.outputs.cutoffs.clear(), "cutoffs.csv is not the file of run.json, "),
        (|m| m.counts.admitted += 1, "run.json: admitted is 4, not 5 as stated"),
        (|m| m.counts.seats = 0, "run.json: seats is 4, not 0 as stated"),
        (|m| m.counts.programmes_with_cutoff = 1, "run.json: programmes_with_cutoff is 2, not 1 as stated"),
        (|m| m.rules_version.push('0'), "run.json: rules \"matching-rules-10\", where this program checks "),
    ];
    for (change, expected) in cases {
        let folder = matched("manifest");
        change_manifest(&folder, change);
        let line = refusal(&folder);
        assert!(line.starts_with(expected), "{line}");
        assert!(!line.contains("candidate"), "{line}");
    }
    let folder = matched("manifest");
    fs::write(folder.output().join("run.json"), "{}").unwrap();
    assert!(refusal(&folder).starts_with("run.json: missing field"));
}

#[test]
fn a_file_that_is_not_there_is_told_with_its_path() {
    for name in ["programmes.csv", "applications.csv", "assignments.csv", "cutoffs.csv", "run.json"] {
        let folder = matched("missing");
        let path = if folder.input().join(name).exists() { folder.input() } else { folder.output() }.join(name);
        fs::remove_file(&path).unwrap();
        assert!(refusal(&folder).starts_with(&format!("{}: ", path.display())));
    }
}
