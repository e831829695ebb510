//! The files of a result, read back and read wrong.

use proptest::prelude::*;

use super::{
    super::{
        super::{
            engine::run,
            files::{Input, Names, Ranks, assignments_csv, cutoffs_csv, read_input},
            instance::Outcome,
            tests::{instance, small},
        },
        read_result, verify,
    },
    two_programmes,
};

fn named(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}{number:03}")).collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back((programmes, rows) in small()) {
        let instance = instance(&programmes, &rows);
        let candidates = named("c", instance.candidate_count());
        let names = Names { programmes: named("p", programmes.len()), candidates };
        let honest = run(&instance);
        let assignments = assignments_csv(&names, &instance, &honest);
        let cutoffs = cutoffs_csv(&names, &instance, &honest);
        let read = read_result(assignments.as_bytes(), cutoffs.as_bytes(), &Input { names, instance: instance.clone() });
        let mut expected = honest;
        for cutoff in expected.programmes.iter_mut().flat_map(|programme| &mut programme.cutoff) {
            cutoff.rank = None;
        }
        prop_assert_eq!(read.as_ref(), Ok(&expected));
        prop_assert_eq!(verify(&instance, &expected), Ok(()));
    }
}

#[test]
fn a_violation_has_the_ids_of_the_files() {
    let instance = two_programmes();
    let mut outcome: Outcome = run(&instance);
    outcome.assignments[2] = None;
    let names = Names { programmes: named("p", 2), candidates: named("c", 4) };
    let violation = verify(&instance, &outcome).unwrap_err();
    assert_eq!(violation.with_names(&names), r#"candidate "c002" is refused at programme "p001", which has room"#);
}

#[test]
fn what_is_no_statement_about_the_input_is_refused_with_its_line() {
    let programmes = b"programme_id,quota,tie_policy\nA,1,admit_all\nB,2,admit_all\n";
    let applications = b"candidate_id,rank,programme_id,score,tie_1\n\
        c1,1,A,20,5\nc1,2,B,20,5\nc2,1,A,21,-5\nc3,1,B,19,0\n";
    let input = read_input(programmes, applications, Ranks::Complete).unwrap();
    let assignments = "candidate_id,programme_id,rank\nc1,B,2\nc2,A,1\nc3,B,1\n";
    let cutoffs = "programme_id,quota,admitted,cutoff_score,cutoff_tie_1\nA,1,1,21.00,-5.00\nB,2,2,,\n";
    let read = |assignments: &str, cutoffs: &str| read_result(assignments.as_bytes(), cutoffs.as_bytes(), &input);
    assert_eq!(verify(&input.instance, &read(assignments, cutoffs).unwrap()), Ok(()));
    let assignment_cases = [
        ("c1,B,2\n", "c1,B\n", r#"2: 2 fields where 3 are due"#),
        ("c1,B,2\n", ",B,2\n", r#"2: candidate_id is missing"#),
        ("c1,B,2\n", "c1,B,1\n", r#"2: candidate "c1" has programme "B" at rank 2, not 1"#),
        ("c1,B,2\n", "c1,B,x\n", r#"2: rank "x" is not a whole number"#),
        ("c1,B,2\n", "c1,C,2\n", r#"2: candidate "c1" has a seat in unknown programme "C""#),
        ("c1,B,2\n", "c1,,2\n", r#"2: programme_id is missing"#),
        ("c1,B,2\n", "c0,B,2\n", r#"2: unknown candidate "c0""#),
        ("c3,B,1\n", "c4,B,1\n", r#"4: unknown candidate "c4""#),
        ("c1,B,2\n", "c1,B,2\nc1,A,1\n", r#"3: candidate "c1" comes twice"#),
        ("c3,B,1\n", "c3,B,1\nc1,B,2\n", r#"5: candidate "c1" is out of order: ids ascend, each at most once"#),
        ("candidate_id,", "candidate,", r#"1: wrong header: "#),
    ];
    for (from, to, expected) in assignment_cases {
        let error = read(&assignments.replace(from, to), cutoffs).unwrap_err().to_string();
        assert!(error.starts_with(&format!("assignments.csv:{expected}")), "{to:?}: {error}");
    }
    let cutoff_cases = [
        ("A,1,", "A,2,", r#"2: programme "A" has a quota of 1, not 2"#),
        ("A,1,1,21.00,-5.00\n", "", r#"2: programme "A" is missing"#),
        ("B,2,2,,\n", "", r#"3: programme "B" is missing"#),
        ("B,2,2,,\n", "B,2,2,,\nB,2,2,,\n", r#"4: programme "B" comes twice"#),
        ("B,2,2,,\n", "B,2,2,,\nA,1,1,21.00,-5.00\n", r#"4: programme "A" is out of order"#),
        ("B,2,2,,\n", "B,2,2,,\nC,2,2,,\n", r#"4: unknown programme "C""#),
        ("21.00,-5.00", "21.00,", r#"2: cutoff_tie_1 is missing"#),
        ("21.00,-5.00", ",-5.00", r#"2: cutoff_score is missing"#),
        ("A,1,1,", "A,1,-1,", r#"2: admitted "-1" is negative"#),
        (",cutoff_tie_1", "", r#"1: 0 further criteria where the applications have 1"#),
    ];
    for (from, to, expected) in cutoff_cases {
        let error = read(assignments, &cutoffs.replace(from, to)).unwrap_err().to_string();
        assert!(error.starts_with(&format!("cutoffs.csv:{expected}")), "{to:?}: {error}");
    }
    assert_eq!(read("", cutoffs).unwrap_err().to_string(), "assignments.csv:1: the file is empty");
}
