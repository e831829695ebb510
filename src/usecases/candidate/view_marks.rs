//! The candidate's marks, from their publication on, with the sums that they make.

use std::collections::BTreeMap;

use crate::{
    domain::{
        access::{Actor, CandidateActor},
        exam::mark_appeal::AppealWindows,
        ids::CandidateNumber,
        score::Score,
        season::PhaseKind,
        time::Instant,
    },
    storage::{
        StorageError,
        mark::{changed_marks_fetch, combinations_fetch_all, marks_fetch_of_candidate, subjects_fetch_names},
        season::season_fetch_current,
    },
    usecases::Ctx,
};

/// The most sums shown.
const SUMS_SHOWN: usize = 8;

/// What there is to see.
#[derive(Debug, PartialEq, Eq)]
pub enum MarksView {
    /// Marks are not public yet.
    NotYet {
        /// From when they are, where the season says so.
        opens_at: Option<Instant>,
    },
    /// No candidate number was given out.
    NoNumber,
    /// Marks are public.
    Marks {
        /// The candidate number.
        number: CandidateNumber,
        /// The marks in the order of the registration form; none when the candidate sat no paper.
        marks: Vec<SubjectMark>,
        /// The best sums of three marks, the highest first.
        sums: Vec<CombinationSum>,
        /// When appeals are received; `None` where the season plans none.
        appeals: Option<AppealWindows>,
    },
}

/// One mark.
#[derive(Debug, PartialEq, Eq)]
pub struct SubjectMark {
    /// The subject in Vietnamese.
    pub name_vi: String,
    /// The subject in English.
    pub name_en: String,
    /// The mark that counts.
    pub mark: Score,
    /// The mark as it was published, where an appeal changed it.
    pub published: Option<Score>,
}

/// The three marks of a combination together.
#[derive(Debug, PartialEq, Eq)]
pub struct CombinationSum {
    /// The combination's code; several hold the same subjects.
    pub codes: Vec<String>,
    /// The subjects in Vietnamese.
    pub subjects_vi: [String; 3],
    /// The subjects in English.
    pub subjects_en: [String; 3],
    /// The sum.
    pub sum: Score,
}

/// The marks of the candidate who acts.
///
/// # Errors
/// `Driver`, `Inconsistent`.
pub async fn run(ctx: &Ctx, actor: &CandidateActor) -> Result<MarksView, StorageError> {
    let mut tx = ctx.db.begin(&Actor::Candidate(actor.clone())).await?;
    let season = season_fetch_current(&mut tx).await?;
    let publication = season.as_ref().and_then(|season| season.calendar.phase(PhaseKind::ResultsPublication).copied());
    let opens_at = publication.map(|phase| phase.opens_at);
    if opens_at.is_none_or(|opens_at| ctx.now() < opens_at) {
        return Ok(MarksView::NotYet { opens_at });
    }
    let Some((number, marks)) = marks_fetch_of_candidate(&mut tx, actor.candidate_id).await? else {
        return Ok(MarksView::NoNumber);
    };
    let changed = match &season {
        Some(season) => changed_marks_fetch(&mut tx, season.year, &number).await?,
        None => BTreeMap::new(),
    };
    let names = subjects_fetch_names(&mut tx).await?;
    let combinations = combinations_fetch_all(&mut tx).await?;
    tx.commit().await?;
    let name = |subject| names.get(&subject).cloned().unwrap_or_default();
    let mut sums: Vec<CombinationSum> = Vec::new();
    for combination in combinations.values() {
        let Some(three) = combination.marks_from(&marks) else { continue };
        let mut subjects = combination.subjects.map(|each| each.subject);
        subjects.sort_unstable();
        let subjects_vi = subjects.map(|subject| name(subject).0);
        match sums.iter_mut().find(|sum| sum.subjects_vi == subjects_vi) {
            Some(sum) => sum.codes.push(combination.code.clone()),
            None => sums.push(CombinationSum {
                codes: vec![combination.code.clone()],
                subjects_vi,
                subjects_en: subjects.map(|subject| name(subject).1),
                sum: three.into_iter().sum(),
            }),
        }
    }
    sums.sort_by(|one, other| other.sum.cmp(&one.sum).then_with(|| one.codes.cmp(&other.codes)));
    sums.truncate(SUMS_SHOWN);
    let marks = marks.iter().map(|(subject, mark)| {
        let (name_vi, name_en) = name(subject);
        SubjectMark { name_vi, name_en, mark, published: changed.get(&subject).copied() }
    });
    let appeals = season.as_ref().and_then(AppealWindows::of);
    Ok(MarksView::Marks { number, marks: marks.collect(), sums, appeals })
}
