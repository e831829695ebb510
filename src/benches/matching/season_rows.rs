//! The season as rows for `\copy`, tab-separated; tools/bench_database.sql makes the portal's records of them.

use std::{
    error::Error,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
};

use crate::national::{COMBINATIONS, National, SUBJECTS};

/// Writes into `folder`: `programmes` (number, quota, tie policy, combinations), `candidates` (number, priority in
/// hundredths, the two elective subjects), `marks` (candidate, subject, hundredths) and `preferences` (candidate, rank,
/// programme).
pub fn write(candidates: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let national = National::with_candidates(candidates);
    fs::create_dir_all(folder)?;
    let open = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut out = open("programmes")?;
    for (number, programme) in national.programmes.iter().enumerate() {
        let codes: Vec<&str> = programme.combinations.iter().map(|each| COMBINATIONS[usize::from(*each)].0).collect();
        let seats = programme.seats;
        writeln!(out, "{number}\t{}\t{}\t{{{}}}", seats.quota, seats.tie_policy.as_str(), codes.join(","))?;
    }
    out.flush()?;
    let (mut out, mut marks, mut preferences) = (open("candidates")?, open("marks")?, open("preferences")?);
    for (number, candidate) in national.candidates.iter().enumerate() {
        let sat: Vec<(&str, i32)> =
            SUBJECTS.into_iter().zip(candidate.marks).filter_map(|(word, mark)| Some((word, mark?))).collect();
        let electives: Vec<&str> = sat.iter().skip(2).map(|(word, _)| *word).collect();
        writeln!(out, "{number}\t{}\t{{{}}}", candidate.priority, electives.join(","))?;
        for (word, mark) in sat {
            writeln!(marks, "{number}\t{word}\t{mark}")?;
        }
        for (rank, programme) in (1..).zip(&candidate.list) {
            writeln!(preferences, "{number}\t{rank}\t{programme}")?;
        }
    }
    out.flush()?;
    marks.flush()?;
    preferences.flush()?;
    Ok(())
}
