//! What the records of a season say before anything is decided: programmes, candidates, and each candidate's list.
//! They come as the tables give them, in any order; the order of the ids is restored here, so that the same records
//! make the same run.

use std::collections::HashMap;

use super::instance::{Seats, index};
use crate::domain::{
    admission::{
        combination::{Marks, SubjectCombination},
        preference_list::PreferenceRules,
        score::{Applicant, ProgrammeRequirements, ScoreRules},
    },
    exam::subject::Subject,
    ids::{CandidateId, ProgrammeId},
    score::Score,
};

/// A programme with its seats and what it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeInField {
    /// Which one.
    pub id: ProgrammeId,
    /// Its seats.
    pub seats: Seats,
    /// The combinations it takes.
    pub combinations: Vec<SubjectCombination>,
    /// The subject that counts twice.
    pub weighted_subject: Option<Subject>,
    /// The least sum of three marks.
    pub entry_threshold: Score,
    /// Whether it trains teachers.
    pub is_teacher_training: bool,
}

impl ProgrammeInField {
    /// What it asks, as scores are computed of it.
    #[must_use]
    pub fn requirements(&self) -> ProgrammeRequirements<'_> {
        ProgrammeRequirements {
            combinations: &self.combinations,
            weighted_subject: self.weighted_subject,
            entry_threshold: self.entry_threshold,
            is_teacher_training: self.is_teacher_training,
        }
    }
}

/// A candidate with a submitted preference list, without the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateInField {
    /// Who.
    pub candidate: CandidateId,
    /// The greatest priority of the approved registration; `None` without one.
    pub approved_priority_max: Option<Score>,
    /// Whether the bill of the list is paid.
    pub is_paid: bool,
    /// The marks of the exam.
    pub marks: Marks,
}

impl CandidateInField {
    /// What the candidate brings to every preference.
    #[must_use]
    pub fn applicant(&self) -> Applicant<'_> {
        Applicant {
            is_approved: self.approved_priority_max.is_some(),
            is_paid: self.is_paid,
            marks: &self.marks,
            bonus: Score::ZERO,
            priority_max: self.approved_priority_max.unwrap_or(Score::ZERO),
        }
    }
}

/// One line of a list: the candidate's number, then rank and the programme's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    candidate: u32,
    rank: u8,
    programme: u32,
}

/// All that a run is made from. The lines of the lists, 7.5 million in a season, take 12 bytes each.
#[derive(Debug, Clone)]
pub struct Records {
    /// How scores are computed.
    pub score_rules: ScoreRules,
    /// What lists may hold.
    pub preference_rules: PreferenceRules,
    programmes: Vec<ProgrammeInField>,
    candidates: Vec<CandidateInField>,
    /// The numbers of the programmes: of those offered, then of those that lists name though the season does not offer
    /// them.
    numbers: HashMap<ProgrammeId, u32>,
    elsewhere: Vec<ProgrammeId>,
    lines: Vec<Line>,
}

impl Records {
    /// Records of a season that offers `programmes`.
    #[must_use]
    pub fn new(
        score_rules: ScoreRules,
        preference_rules: PreferenceRules,
        mut programmes: Vec<ProgrammeInField>,
    ) -> Self {
        programmes.sort_unstable_by_key(|programme| programme.id);
        let numbers = (0..).zip(&programmes).map(|(number, programme)| (programme.id, number)).collect();
        Self {
            score_rules,
            preference_rules,
            programmes,
            candidates: Vec::new(),
            numbers,
            elsewhere: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Adds a candidate; gives the number by which the lines of the list name the candidate.
    pub fn add_candidate(&mut self, candidate: CandidateInField) -> u32 {
        self.candidates.push(candidate);
        u32::try_from(self.candidates.len() - 1).unwrap_or(u32::MAX)
    }

    /// The candidate of that number, to be completed; `None` for a number that was not given.
    pub fn candidate_mut(&mut self, number: u32) -> Option<&mut CandidateInField> {
        self.candidates.get_mut(usize::try_from(number).ok()?)
    }

    /// Adds a line to the list of the candidate of that number.
    pub fn add_preference(&mut self, candidate: u32, rank: u8, programme: ProgrammeId) {
        let next = self.programmes.len() + self.elsewhere.len();
        let programme = *self.numbers.entry(programme).or_insert_with(|| {
            self.elsewhere.push(programme);
            u32::try_from(next).unwrap_or(u32::MAX)
        });
        self.lines.push(Line { candidate, rank, programme });
    }

    /// How many lines the lists have together.
    #[must_use]
    pub fn preference_count(&self) -> usize {
        self.lines.len()
    }

    /// The same in the order of the ids and ranks.
    #[must_use]
    pub(super) fn in_order(self) -> InOrder {
        let Self { programmes, mut candidates, elsewhere, lines, .. } = self;
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_unstable_by_key(|number| candidates[*number].candidate);
        // Where each candidate's lines begin: how many the candidates before have.
        let mut begins = vec![0_usize; candidates.len()];
        for line in &lines {
            begins[index(line.candidate)] += 1;
        }
        let mut sum = 0;
        let mut first = Vec::with_capacity(order.len() + 1);
        for number in &order {
            first.push(u32::try_from(sum).unwrap_or(u32::MAX));
            sum += std::mem::replace(&mut begins[*number], sum);
        }
        first.push(u32::try_from(sum).unwrap_or(u32::MAX));
        let mut wanted = vec![(0_u8, 0_u32); lines.len()];
        for line in &lines {
            let next = &mut begins[index(line.candidate)];
            wanted[*next] = (line.rank, line.programme);
            *next += 1;
        }
        for own in first.windows(2) {
            wanted[index(own[0])..index(own[1])].sort_unstable();
        }
        candidates.sort_unstable_by_key(|candidate| candidate.candidate);
        InOrder { programmes, elsewhere, candidates, first, wanted }
    }
}

/// Records in the order of ids and ranks.
pub(super) struct InOrder {
    /// Those that the season offers.
    pub(super) programmes: Vec<ProgrammeInField>,
    /// Their numbers follow.
    pub(super) elsewhere: Vec<ProgrammeId>,
    pub(super) candidates: Vec<CandidateInField>,
    /// Where each candidate's list begins; one more entry than candidates.
    pub(super) first: Vec<u32>,
    /// Rank and number of the programme.
    pub(super) wanted: Vec<(u8, u32)>,
}
