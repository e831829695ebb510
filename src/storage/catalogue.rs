//! The catalogue of programmes of a season: found, filtered, shown.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    admission::{
        catalogue_search::{CatalogueSearch, SearchTerm},
        combination::SubjectCombination,
        programme::{CatalogueFilters, PastCutoff, ProgrammeDetails, ProgrammeSummary},
    },
    exam::subject::Subject,
    ids::{InstitutionCode, ProgrammeId, SeasonYear},
    score::Score,
};

/// The number of programmes that a search finds.
///
/// # Errors
/// `Driver`.
pub async fn catalogue_count(tx: &mut Tx, season: SeasonYear, search: &CatalogueSearch) -> Result<u32, StorageError> {
    let patterns = patterns(&search.terms);
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\"
         FROM programme JOIN institution ON institution.code = programme.institution_code
         WHERE programme.season = $1 AND programme.search_text ~ ALL ($2::text[])
           AND ($3::text IS NULL OR programme.institution_code = $3)
           AND ($4::text IS NULL OR $4 = ANY (string_to_array(institution.location, ', ')))
           AND ($5::text IS NULL OR EXISTS (SELECT FROM programme_combination taken
                WHERE taken.programme_id = programme.id AND taken.combination_code = $5))",
        season.0,
        &patterns,
        search.institution.as_deref(),
        search.place.as_deref(),
        search.combination.as_deref()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The programmes that a search finds, from the `offset`-th on: those whose own code was typed first, then those of
/// an institution whose code was typed, then those whose name begins as typed, then by institution and code.
///
/// # Errors
/// `Driver`; `Inconsistent` for a negative quota.
pub async fn catalogue_search(
    tx: &mut Tx,
    season: SeasonYear,
    search: &CatalogueSearch,
    offset: u32,
    limit: u32,
) -> Result<Vec<ProgrammeSummary>, StorageError> {
    let patterns = patterns(&search.terms);
    let rows = sqlx::query_as!(
        ProgrammeRow,
        "SELECT programme.id, programme.institution_code, institution.name AS institution_name,
                institution.location, programme.admission_code, programme.name, programme.quota,
                programme.is_teacher_training,
                ARRAY(SELECT taken.combination_code FROM programme_combination taken
                      WHERE taken.programme_id = programme.id ORDER BY 1) AS \"combination_codes!\"
         FROM programme JOIN institution ON institution.code = programme.institution_code
         WHERE programme.season = $1 AND programme.search_text ~ ALL ($2::text[])
           AND ($3::text IS NULL OR programme.institution_code = $3)
           AND ($4::text IS NULL OR $4 = ANY (string_to_array(institution.location, ', ')))
           AND ($5::text IS NULL OR EXISTS (SELECT FROM programme_combination taken
                WHERE taken.programme_id = programme.id AND taken.combination_code = $5))
         ORDER BY lower(programme.admission_code) = ANY ($6::text[]) DESC,
                  lower(programme.institution_code) = ANY ($6::text[]) DESC,
                  starts_with(programme.search_text, $7) DESC,
                  programme.institution_code, programme.admission_code
         OFFSET $8 LIMIT $9",
        season.0,
        &patterns,
        search.institution.as_deref(),
        search.place.as_deref(),
        search.combination.as_deref(),
        &search.codes,
        search.text,
        i64::from(offset),
        i64::from(limit)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(ProgrammeSummary::try_from).collect()
}

/// Regular expressions that the search text has to match, all of them: each a word's beginning. The words are ASCII
/// letters and digits alone, so none has a meaning of its own in an expression.
fn patterns(terms: &[SearchTerm]) -> Vec<String> {
    let either = |term: &SearchTerm| {
        let alternatives: Vec<String> = term.alternatives.iter().map(|words| words.join("[^a-z0-9]+")).collect();
        format!("\\m({})", alternatives.join("|"))
    };
    terms.iter().map(either).collect()
}

/// What the catalogue of a season can be filtered by.
///
/// # Errors
/// `Driver`.
pub async fn catalogue_filters_fetch(tx: &mut Tx, season: SeasonYear) -> Result<CatalogueFilters, StorageError> {
    let institutions = sqlx::query!(
        "SELECT code, name FROM institution
         WHERE EXISTS (SELECT FROM programme WHERE season = $1 AND institution_code = institution.code)
         ORDER BY search_text",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let places = sqlx::query_scalar!(
        "SELECT DISTINCT place AS \"place!\"
         FROM institution CROSS JOIN LATERAL unnest(string_to_array(location, ', ')) AS place
         WHERE EXISTS (SELECT FROM programme WHERE season = $1 AND institution_code = institution.code)
         ORDER BY 1",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let combinations = sqlx::query_scalar!(
        "SELECT DISTINCT combination_code FROM programme_combination
         JOIN programme ON programme.id = programme_combination.programme_id
         WHERE programme.season = $1 ORDER BY 1",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let institutions = institutions.into_iter().map(|row| (InstitutionCode(row.code), row.name)).collect();
    Ok(CatalogueFilters { institutions, places, combinations })
}

/// The programmes of these ids, in no order; those of another season are left out.
///
/// # Errors
/// `Driver`; `Inconsistent` for a negative quota.
pub async fn programme_fetch_summaries(
    tx: &mut Tx,
    season: SeasonYear,
    ids: &[ProgrammeId],
) -> Result<Vec<ProgrammeSummary>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        ProgrammeRow,
        "SELECT programme.id, programme.institution_code, institution.name AS institution_name,
                institution.location, programme.admission_code, programme.name, programme.quota,
                programme.is_teacher_training,
                ARRAY(SELECT taken.combination_code FROM programme_combination taken
                      WHERE taken.programme_id = programme.id ORDER BY 1) AS \"combination_codes!\"
         FROM programme JOIN institution ON institution.code = programme.institution_code
         WHERE programme.season = $1 AND programme.id = ANY ($2)",
        season.0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(ProgrammeSummary::try_from).collect()
}

/// One programme with all that is known about it.
///
/// # Errors
/// `Driver`; `Inconsistent` for a subject or combination that the domain does not know.
pub async fn programme_fetch(
    tx: &mut Tx,
    season: SeasonYear,
    institution: &str,
    admission_code: &str,
) -> Result<Option<ProgrammeDetails>, StorageError> {
    let found = sqlx::query!(
        "SELECT id, entry_threshold_hundredths, weighted_subject FROM programme
         WHERE season = $1 AND institution_code = $2 AND admission_code = $3",
        season.0,
        institution,
        admission_code
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = found else { return Ok(None) };
    let id = ProgrammeId(row.id);
    let Some(summary) = programme_fetch_summaries(tx, season, &[id]).await?.pop() else { return Ok(None) };
    let subject =
        |word: String| Subject::parse(&word).ok_or(StorageError::inconsistent("programme", "weighted_subject", row.id));
    let weighted_subject = row.weighted_subject.map(subject).transpose()?;
    let combinations = combinations_fetch(tx, id).await?;
    let past_cutoffs = past_cutoffs_fetch(tx, institution, admission_code).await?;
    let entry_threshold = Score::from_hundredths(row.entry_threshold_hundredths);
    Ok(Some(ProgrammeDetails { summary, entry_threshold, weighted_subject, combinations, past_cutoffs }))
}

async fn combinations_fetch(tx: &mut Tx, id: ProgrammeId) -> Result<Vec<SubjectCombination>, StorageError> {
    let rows = sqlx::query!(
        "SELECT code, subject_1, subject_2, subject_3 FROM subject_combination
         JOIN programme_combination ON combination_code = code WHERE programme_id = $1 ORDER BY code",
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let combinations = rows.iter().map(|row| {
        SubjectCombination::parse(&row.code, [&row.subject_1, &row.subject_2, &row.subject_3])
            .ok_or(StorageError::inconsistent("subject_combination", "subject_1", id.0))
    });
    combinations.collect()
}

async fn past_cutoffs_fetch(
    tx: &mut Tx,
    institution: &str,
    admission_code: &str,
) -> Result<Vec<PastCutoff>, StorageError> {
    // 100: the results of the exam, the one method whose cut-offs compare with a candidate's score.
    let rows = sqlx::query!(
        "SELECT year, combination_code, cutoff_hundredths FROM past_cutoff
         WHERE institution_code = $1 AND admission_code = $2 AND method_code = '100'
         ORDER BY year DESC, combination_code",
        institution,
        admission_code
    )
    .fetch_all(tx.conn())
    .await?;
    let cutoffs = rows.into_iter().map(|row| PastCutoff {
        year: row.year,
        combination_code: row.combination_code,
        cutoff: Score::from_hundredths(row.cutoff_hundredths),
    });
    Ok(cutoffs.collect())
}

struct ProgrammeRow {
    id: Uuid,
    institution_code: String,
    institution_name: String,
    location: Option<String>,
    admission_code: String,
    name: String,
    quota: i32,
    is_teacher_training: bool,
    combination_codes: Vec<String>,
}

impl TryFrom<ProgrammeRow> for ProgrammeSummary {
    type Error = StorageError;

    fn try_from(row: ProgrammeRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: ProgrammeId(row.id),
            institution_code: InstitutionCode(row.institution_code),
            institution_name: row.institution_name,
            location: row.location,
            admission_code: row.admission_code,
            name: row.name,
            quota: u32::try_from(row.quota).map_err(|_| StorageError::inconsistent("programme", "quota", row.id))?,
            is_teacher_training: row.is_teacher_training,
            combination_codes: row.combination_codes,
        })
    }
}
