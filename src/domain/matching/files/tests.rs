use proptest::prelude::*;

use super::{Input, Ranks, assignments_csv, cutoffs_csv, read_input};
use crate::domain::matching::{engine, manifest::Counts, verifier::verify};

/// A and B fill up, C does not, D has no seats.
const PROGRAMMES: &str = "programme_id,quota,tie_policy\n\
    D,0,admit_all\nB,2,reject_all\nA,2,admit_all\nC,5,reject_all\n";

/// A takes 10, then 9 and Z together as equals; the younger (tie_1) of lower score is refused. B takes a, whom D
/// refuses, then would have one seat for Â and é, who are equal.
const APPLICATIONS: &str = "candidate_id,rank,programme_id,score,tie_1\n\
    10,1,A,25,-5\n10,2,B,26,0\n\
    9,1,A,24.0,3\n9,2,C,24,3\n\
    Z,1,A,24.00,3.00\n\
    young,1,A,23.99,9\nyoung,2,C,15,9\n\
    a,2,B,27.5,1\na,1,D,30,1\n\
    Â,1,B,23,1\nÂ,2,C,20.05,1\n\
    é,1,B,23,1\né,2,D,30,1\n";

fn result(input: &Input) -> (String, String) {
    let outcome = engine::run(&input.instance);
    assert_eq!(verify(&input.instance, &outcome), Ok(()));
    (assignments_csv(&input.names, &input.instance, &outcome), cutoffs_csv(&input.names, &input.instance, &outcome))
}

fn read(programmes: &str, applications: &str) -> Result<Input, String> {
    read_input(programmes.as_bytes(), applications.as_bytes(), Ranks::Complete).map_err(|error| error.to_string())
}

#[test]
fn an_instance_worked_by_hand_comes_out_sorted_as_bytes() {
    let input = read(PROGRAMMES, APPLICATIONS).unwrap();
    assert_eq!(input.names.programmes, ["A", "B", "C", "D"]);
    assert_eq!(input.names.candidates, ["10", "9", "Z", "a", "young", "Â", "é"]);
    let (assignments, cutoffs) = result(&input);
    assert_eq!(assignments, "candidate_id,programme_id,rank\n10,A,1\n9,A,1\nZ,A,1\na,B,2\nyoung,C,2\nÂ,C,2\n");
    assert_eq!(
        cutoffs,
        "programme_id,quota,admitted,cutoff_score,cutoff_tie_1\n\
         A,2,3,24.00,3.00\nB,2,1,27.50,1.00\nC,5,2,,\nD,0,0,,\n"
    );
    let counts =
        Counts { programmes: 4, seats: 9, candidates: 7, applications: 13, admitted: 6, programmes_with_cutoff: 2 };
    assert_eq!(Counts::of(&input.instance, &engine::run(&input.instance)), counts);
}

#[test]
fn a_mark_at_the_beginning_other_line_ends_and_a_missing_last_one_change_nothing() {
    let expected = read(PROGRAMMES, APPLICATIONS).unwrap();
    let other = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(read(&other(PROGRAMMES), &other(APPLICATIONS)), Ok(expected.clone()));
    assert_eq!(read(PROGRAMMES.trim_end(), APPLICATIONS.trim_end()), Ok(expected.clone()));
    assert_eq!(read(other(PROGRAMMES).trim_end(), other(APPLICATIONS).trim_end()), Ok(expected));
}

proptest! {
    #[test]
    fn the_order_of_the_rows_changes_nothing(
        programmes in Just(PROGRAMMES.lines().skip(1).collect::<Vec<_>>()).prop_shuffle(),
        applications in Just(APPLICATIONS.lines().skip(1).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let file = |whole: &str, rows: &[&str]| format!("{}\n{}\n", whole.lines().next().unwrap(), rows.join("\n"));
        let input = read(&file(PROGRAMMES, &programmes), &file(APPLICATIONS, &applications)).unwrap();
        let expected = read(PROGRAMMES, APPLICATIONS).unwrap();
        prop_assert_eq!(&input, &expected);
        prop_assert_eq!(result(&input), result(&expected));
    }
}

#[test]
fn every_fault_of_the_programmes_is_told_with_its_line() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "1: the file is empty"),
        (b"\xef\xbb\xbf", "1: the file is empty"),
        (b"programme_id,quota,tie_policy\n", "2: no programme"),
        (b"\n", "1: the line is empty"),
        (
            b"programme_id,quota\nA,1\n",
            "1: wrong header: \"programme_id,quota\" where \"programme_id,quota,tie_policy\" is due",
        ),
        (
            b"programme_id;quota;tie_policy\n",
            "1: wrong header: \"programme_id;quota;tie_policy\" where \"programme_id,quota,tie_policy\" is due",
        ),
        (
            b"programme_id,quota,tie_policy,tie_1\n",
            "1: wrong header: \"programme_id,quota,tie_policy,tie_1\" where \"programme_id,quota,tie_policy\" is due",
        ),
        (b"programme_id,\xff,tie_policy\n", "1: the line is not UTF-8"),
    ];
    for (programmes, expected) in cases {
        let error = read_input(programmes, APPLICATIONS.as_bytes(), Ranks::Complete).unwrap_err();
        assert_eq!(error.to_string(), format!("programmes.csv:{expected}"));
    }
    let rows: &[(&[u8], &str)] = &[
        (b"", "the line is empty"),
        (b"B,1", "2 fields where 3 are due"),
        (b"B,1,admit_all,", "4 fields where 3 are due"),
        (b",1,admit_all", "programme_id is missing"),
        (b"B,,admit_all", "quota is missing"),
        (b"B,1,", "tie_policy is missing"),
        (b"B,-1,admit_all", "quota \"-1\" is negative"),
        (b"B,+1,admit_all", "quota \"+1\" is not a whole number"),
        (b"B,1.0,admit_all", "quota \"1.0\" is not a whole number"),
        (b"B, 1,admit_all", "quota \" 1\" is not a whole number"),
        (b"B,-,admit_all", "quota \"-\" is not a whole number"),
        (b"B,4294967296,admit_all", "quota \"4294967296\" is too large: at most 4294967295"),
        (b"B,99999999999999999999,admit_all", "quota \"99999999999999999999\" is too large: at most 4294967295"),
        (b"B,1,Admit_all", "unknown tie policy \"Admit_all\": admit_all or reject_all is due"),
        (b"B,1,admit_all ", "unknown tie policy \"admit_all \": admit_all or reject_all is due"),
        (b"A,1,admit_all", "programme \"A\" is in line 2 already"),
        (b"B\xff,1,admit_all", "the line is not UTF-8"),
        (b"B\r,1,admit_all", "a carriage return within the line"),
    ];
    for (row, expected) in rows {
        let programmes = [b"programme_id,quota,tie_policy\nA,1,admit_all\n", *row, b"\nC,1,admit_all\n"].concat();
        let error = read_input(&programmes, APPLICATIONS.as_bytes(), Ranks::Complete).unwrap_err();
        assert_eq!(error.to_string(), format!("programmes.csv:3: {expected}"));
    }
}

#[test]
fn every_fault_of_the_applications_is_told_with_its_line() {
    let cases = [
        ("", "1: the file is empty"),
        ("candidate_id,rank,programme_id,score\n", "2: no application"),
        (
            "candidate_id,programme_id,rank,score\n",
            "1: wrong header: \"candidate_id,programme_id,rank,score\" where \
             \"candidate_id,rank,programme_id,score\" is due",
        ),
        (
            "candidate_id,rank,programme_id,score,tie_2\n",
            "1: wrong header: \"candidate_id,rank,programme_id,score,tie_2\" where \
             \"candidate_id,rank,programme_id,score,tie_1\" is due",
        ),
        ("c,rank", "1: wrong header: \"c,rank\" where \"candidate_id,rank,programme_id,score\" is due"),
    ];
    for (applications, expected) in cases {
        assert_eq!(read(PROGRAMMES, applications), Err(format!("applications.csv:{expected}")));
    }
    let not_a_number = "is not a number with at most two places after a point";
    let rows: &[(&[u8], &str)] = &[
        (b"", "the line is empty"),
        (b"c,2,B,1", "4 fields where 5 are due"),
        (b"c,2,B,1,1,1", "6 fields where 5 are due"),
        (b",2,B,1,1", "candidate_id is missing"),
        (b"c,,B,1,1", "rank is missing"),
        (b"c,2,,1,1", "programme_id is missing"),
        (b"c,2,B,,1", "score is missing"),
        (b"c,2,B,1,", "tie_1 is missing"),
        (b"c,0,B,1,1", "rank 0: the first is 1"),
        (b"c,-1,B,1,1", "rank \"-1\" is negative"),
        (b"c,2.0,B,1,1", "rank \"2.0\" is not a whole number"),
        (b"c,two,B,1,1", "rank \"two\" is not a whole number"),
        (b"c,65536,B,1,1", "rank \"65536\" is too large: at most 65535"),
        (b"c,2,P9,1,1", "unknown programme \"P9\""),
        (b"c,2,b,1,1", "unknown programme \"b\""),
        ("c,2,Thú\u{1b}y,1,1".as_bytes(), "unknown programme \"Thú\\u{1b}y\""),
        (b"c,2,B,.5,1", &format!("score \".5\" {not_a_number}")),
        (b"c,2,B,7.,1", &format!("score \"7.\" {not_a_number}")),
        (b"c,2,B,.,1", &format!("score \".\" {not_a_number}")),
        (b"c,2,B,1e3,1", &format!("score \"1e3\" {not_a_number}")),
        (b"c,2,B,+1,1", &format!("score \"+1\" {not_a_number}")),
        (b"c,2,B,NaN,1", &format!("score \"NaN\" {not_a_number}")),
        (b"c,2,B,7.255,1", &format!("score \"7.255\" {not_a_number}")),
        (b"c,2,B,7.2.5,1", &format!("score \"7.2.5\" {not_a_number}")),
        (b"c,2,B,7.-5,1", &format!("score \"7.-5\" {not_a_number}")),
        (b"c,2,B, 7,1", &format!("score \" 7\" {not_a_number}")),
        (b"c,2,B,-7,1", "score \"-7\" is negative"),
        (b"c,2,B,21474836.48,1", "score \"21474836.48\" is too large"),
        (b"c,2,B,99999999999999999999999,1", "score \"99999999999999999999999\" is too large"),
        (b"c,2,B,1,--1", &format!("tie_1 \"--1\" {not_a_number}")),
        (b"c,2,B,1,-", &format!("tie_1 \"-\" {not_a_number}")),
        (b"c,2,B,1,-21474836.49", "tie_1 \"-21474836.49\" is too large"),
        (b"c,1,B,1,1", "rank 1 comes twice in the list of \"c\""),
        (b"c,2,A,1,1", "programme \"A\" comes twice in the list of \"c\""),
        (b"c,3,B,1,1", "rank 2 is missing in the list of \"c\": rank 3 follows"),
        (b"d,2,B,1,1", "rank 1 is missing in the list of \"d\": rank 2 follows"),
        (b"c\xff,2,B,1,1", "the line is not UTF-8"),
        (b"c,2,B\r,1,1", "a carriage return within the line"),
    ];
    for (row, expected) in rows {
        let applications =
            [b"candidate_id,rank,programme_id,score,tie_1\nc,1,A,20,0\n", *row, b"\ne,1,B,20,1\n"].concat();
        let error = read_input(PROGRAMMES.as_bytes(), &applications, Ranks::Complete).unwrap_err();
        assert_eq!(error.to_string(), format!("applications.csv:3: {expected}"));
    }
}

#[test]
fn of_several_faults_the_first_line_is_told_whatever_its_kind() {
    let told = |rows: &[&str]| {
        let applications = format!("candidate_id,rank,programme_id,score\n{}\n", rows.join("\n"));
        read(PROGRAMMES, &applications).unwrap_err()
    };
    let gap = "applications.csv:2: rank 1 is missing in the list of \"c\": rank 2 follows";
    assert_eq!(told(&["c,2,A,1", "d,1,A,x", "d,1,A,1"]), gap);
    assert_eq!(told(&["d,1,A,1", "d,1,B,1", "c,2,A,1"]), "applications.csv:3: rank 1 comes twice in the list of \"d\"");
    // The line that cannot be read may be the rank that is missing.
    assert_eq!(told(&["c,2,A,1", "c,1,Z,1", "d,2,A,1"]), "applications.csv:3: unknown programme \"Z\"");
    // Both are wrong with line 4; the gap stands at the rank after it, not at the end of the list.
    assert_eq!(
        told(&["c,4,A,1", "c,1,B,1", "c,3,C,1"]),
        "applications.csv:4: rank 2 is missing in the list of \"c\": rank 3 follows"
    );
    let both = read("programme_id,quota,tie_policy\nA,1,x\n", "").unwrap_err();
    assert_eq!(both, "programmes.csv:2: unknown tie policy \"x\": admit_all or reject_all is due");
}

#[test]
fn ranks_of_a_season_may_skip_but_not_repeat() {
    let read = |rows: &str| {
        let applications = format!("candidate_id,rank,programme_id,score\n{rows}");
        read_input(PROGRAMMES.as_bytes(), applications.as_bytes(), Ranks::MaySkip).map_err(|error| error.to_string())
    };
    assert_eq!(read("c,7,A,1\nc,2,B,1\n").unwrap().instance.ranks(), [2, 7]);
    assert_eq!(
        read("c,7,A,1\nc,7,B,1\n"),
        Err("applications.csv:3: rank 7 comes twice in the list of \"c\"".to_owned())
    );
}

#[test]
fn more_than_the_engine_can_count_is_told_at_the_greatest_rank() {
    let rows: String = (0..40_000).map(|who| format!("c{who},{},A,1\n", if who == 3 { 65_535 } else { 1 })).collect();
    let applications = format!("candidate_id,rank,programme_id,score\n{rows}");
    let error = read_input(PROGRAMMES.as_bytes(), applications.as_bytes(), Ranks::MaySkip).unwrap_err();
    let expected = "applications.csv:5: rank 65535 in a file of 40000 applications: too many applications";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn numbers_are_read_to_the_ends_of_their_range() {
    let rows = "c,1,A,21474836.47,-21474836.48\nc,2,B,007.5,-0.05\nc,3,C,0,10.5\n";
    let applications = format!("candidate_id,rank,programme_id,score,tie_1\n{rows}");
    let instance = read(PROGRAMMES, &applications).unwrap().instance;
    let scores: Vec<i32> = instance.scores().iter().map(|score| score.hundredths()).collect();
    assert_eq!(scores, [i32::MAX, 7_50, 0]);
    let ties: Vec<i32> = (0..3).map(|number| instance.ties_of(number)[0].hundredths()).collect();
    assert_eq!(ties, [i32::MIN, -5, 10_50]);
}

#[test]
fn a_long_cell_is_cut_in_the_reason() {
    let long = "Đ".repeat(1_000);
    let error = read(PROGRAMMES, &format!("candidate_id,rank,programme_id,score\nc,1,{long},1\n")).unwrap_err();
    assert_eq!(error, format!("applications.csv:2: unknown programme \"{}\"…", "Đ".repeat(60)));
}
