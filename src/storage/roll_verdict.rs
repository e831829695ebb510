//! What came of the rows of a class list: each is compared with the roll, and what is to be said of it is kept.

use std::collections::{HashMap, HashSet};

use super::{StorageError, Tx, roll_work::ClaimedImport};
use crate::domain::{
    candidate::citizen_id::{IdentityKind, IdentityNumber},
    ids::RegistrationUnitId,
    roll::{
        columns::RollColumn,
        fault::{FaultKind, RollFault},
        import::{RollCounts, RowVerdict},
        row::{ReadRow, RollEntry},
    },
};

/// What is to be said of the rows of a list, on its way into the database: of each but of a new one without a fault, for
/// that is most of a list.
#[derive(Debug, Default)]
pub struct RollVerdicts {
    counts: RollCounts,
    lines: Vec<i32>,
    verdicts: Vec<&'static str>,
    faults: Vec<String>,
}

/// So many verdicts go at once.
const VERDICTS_AT_ONCE: usize = 1_000;

impl RollVerdicts {
    /// Compares rows, with their lines, with the roll.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn add(
        &mut self,
        tx: &mut Tx,
        claim: &ClaimedImport,
        rows: &mut [(u32, ReadRow)],
    ) -> Result<(), StorageError> {
        let known = on_the_roll(tx, claim, rows).await?;
        let fixed = registered_otherwise(tx, claim, rows, &known).await?;
        for (line, read) in rows {
            let verdict = match (&read.entry, read.entry.as_ref().and_then(|entry| known.get(&entry.identity))) {
                (None, _) => RowVerdict::Wrong,
                (Some(_), None) => RowVerdict::New,
                (Some(_), Some(known)) if known.unit != claim.unit => {
                    read.faults.push(RollFault::new(RollColumn::Number, FaultKind::OtherUnit));
                    RowVerdict::Wrong
                }
                (Some(entry), _) if fixed.contains(&entry.identity) => {
                    read.faults.push(RollFault::new(RollColumn::Kind, FaultKind::KindFixed));
                    RowVerdict::Wrong
                }
                (Some(entry), Some(known)) if known.says(entry) => RowVerdict::Same,
                (Some(_), Some(_)) => RowVerdict::Changed,
            };
            self.counts.add(verdict, !read.faults.is_empty());
            if verdict != RowVerdict::New || !read.faults.is_empty() {
                self.lines.push(i32::try_from(*line).unwrap_or(i32::MAX));
                self.verdicts.push(verdict.as_str());
                self.faults.push(read.faults.iter().map(RollFault::to_string).collect::<Vec<_>>().join(" "));
            }
        }
        if self.lines.len() < VERDICTS_AT_ONCE { Ok(()) } else { self.keep(tx, claim).await }
    }

    async fn keep(&mut self, tx: &mut Tx, claim: &ClaimedImport) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO roll_import_row (import_id, line, verdict, faults)
             SELECT $1, * FROM unnest($2::integer[], $3::text[], $4::text[])",
            claim.id.0,
            &self.lines,
            &self.verdicts as &[&str],
            &self.faults
        )
        .execute(tx.conn())
        .await?;
        *self = Self { counts: self.counts, ..Self::default() };
        Ok(())
    }

    /// Keeps the rest; gives how the rows came out.
    ///
    /// # Errors
    /// `Driver`.
    pub async fn finish(mut self, tx: &mut Tx, claim: &ClaimedImport) -> Result<RollCounts, StorageError> {
        self.keep(tx, claim).await?;
        Ok(self.counts)
    }
}

/// What the roll has of a number.
struct OnTheRoll {
    unit: RegistrationUnitId,
    full_name: String,
    birth_date: time::Date,
    sex: String,
    ethnic_group_code: String,
    class_name: String,
    candidate_kind: String,
    school_10: Option<String>,
    school_11: Option<String>,
}

impl OnTheRoll {
    /// Whether the entry would change nothing; schools that it does not say stay as they are.
    fn says(&self, entry: &RollEntry) -> bool {
        let is_kept = |new: &Option<String>, old: &Option<String>| new.is_none() || new == old;
        self.full_name == entry.full_name.as_str()
            && self.birth_date == entry.birth_date
            && self.sex == entry.sex.as_str()
            && self.ethnic_group_code == entry.ethnic_group_code
            && self.class_name == entry.class_name
            && self.candidate_kind == entry.kind.as_str()
            && is_kept(&entry.school_10, &self.school_10)
            && is_kept(&entry.school_11, &self.school_11)
    }
}

/// What the roll has of the numbers of the good rows; of most of them nothing. A plain lookup: with a table of what was
/// listed to join, planning it would take longer than doing it.
async fn on_the_roll(
    tx: &mut Tx,
    claim: &ClaimedImport,
    rows: &[(u32, ReadRow)],
) -> Result<HashMap<IdentityNumber, OnTheRoll>, StorageError> {
    let listed = || rows.iter().filter_map(|(_, read)| read.entry.as_ref()).map(|entry| &entry.identity);
    let mut kinds: Vec<&str> = listed().map(|identity| identity.kind().as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let numbers: Vec<&str> = listed().map(IdentityNumber::as_str).collect();
    let found = sqlx::query!(
        "SELECT registration_unit_id, identity_kind, identity_number, full_name, birth_date, sex, ethnic_group_code,
             class_name, candidate_kind, school_10, school_11
         FROM school_roll_entry WHERE season = $1 AND identity_kind = ANY($2) AND identity_number = ANY($3)",
        claim.season.0,
        &kinds as &[&str],
        &numbers as &[&str]
    )
    .fetch_all(tx.conn())
    .await?;
    found
        .into_iter()
        .map(|row| {
            let identity = identity(&row.identity_kind, &row.identity_number, claim)?;
            Ok((
                identity,
                OnTheRoll {
                    unit: RegistrationUnitId(row.registration_unit_id),
                    full_name: row.full_name,
                    birth_date: row.birth_date,
                    sex: row.sex,
                    ethnic_group_code: row.ethnic_group_code,
                    class_name: row.class_name,
                    candidate_kind: row.candidate_kind,
                    school_10: row.school_10,
                    school_11: row.school_11,
                },
            ))
        })
        .collect()
}

fn identity(kind: &str, number: &str, claim: &ClaimedImport) -> Result<IdentityNumber, StorageError> {
    IdentityKind::parse(kind)
        .and_then(|kind| IdentityNumber::parse(kind, number).ok())
        .ok_or_else(|| StorageError::inconsistent("school_roll_entry", "identity_number", claim.id.0))
}

/// The numbers of those whom the list would give another ground than that on which they register already.
async fn registered_otherwise(
    tx: &mut Tx,
    claim: &ClaimedImport,
    rows: &[(u32, ReadRow)],
    known: &HashMap<IdentityNumber, OnTheRoll>,
) -> Result<HashSet<IdentityNumber>, StorageError> {
    let entries = rows.iter().filter_map(|(_, read)| read.entry.as_ref());
    let moved = entries
        .filter(|entry| known.get(&entry.identity).is_some_and(|known| known.candidate_kind != entry.kind.as_str()));
    let numbers: Vec<&str> = moved.map(|entry| entry.identity.as_str()).collect();
    if numbers.is_empty() {
        return Ok(HashSet::new());
    }
    let found = sqlx::query!(
        "SELECT identity_kind, identity_number FROM person JOIN candidate ON candidate.person_id = person.id
         WHERE candidate.season = $1 AND identity_number = ANY($2)",
        claim.season.0,
        &numbers as &[&str]
    )
    .fetch_all(tx.conn())
    .await?;
    found.into_iter().map(|row| identity(&row.identity_kind, &row.identity_number, claim)).collect()
}
