//! From the records of a season to an instance of the matching: who takes part, with what score, and why others
//! do not.

use std::{collections::HashMap, fmt::Write as _};

use super::instance::{Application, Instance, InstanceError, Outcome, Seats, index};
use crate::domain::{
    admission::{
        combination::{Marks, SubjectCombination},
        preference_list::PreferenceRules,
        result::{EvaluatedPreference, PreferenceStatus, statuses},
        score::{Applicant, NotConsidered, ProgrammeRequirements, ScoreRules, evaluate_preference},
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
    /// The combinations it takes, by code.
    pub combinations: Vec<SubjectCombination>,
    /// The subject that counts twice.
    pub weighted_subject: Option<Subject>,
    /// The least sum of three marks.
    pub entry_threshold: Score,
    /// Whether it trains teachers.
    pub is_teacher_training: bool,
}

/// A candidate with a submitted preference list.
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
    /// The preferences of the list that stands: rank and programme.
    pub preferences: Vec<(u8, ProgrammeId)>,
}

/// All that a run is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// How scores are computed.
    pub score_rules: ScoreRules,
    /// What lists may hold.
    pub preference_rules: PreferenceRules,
    /// The programmes, by id.
    pub programmes: Vec<ProgrammeInField>,
    /// The candidates, by id.
    pub candidates: Vec<CandidateInField>,
}

/// A candidate's preferences, each with its score or why it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluatedCandidate {
    /// Who.
    pub candidate: CandidateId,
    /// In the order of the ranks.
    pub preferences: Vec<EvaluatedPreference>,
}

impl Field {
    /// Scores every preference. One for a programme that the season does not offer has no combination.
    #[must_use]
    pub fn evaluate(&self) -> Vec<EvaluatedCandidate> {
        let offered: HashMap<ProgrammeId, &ProgrammeInField> =
            self.programmes.iter().map(|programme| (programme.id, programme)).collect();
        self.candidates.iter().map(|candidate| self.evaluate_one(candidate, &offered)).collect()
    }

    fn evaluate_one(
        &self,
        candidate: &CandidateInField,
        offered: &HashMap<ProgrammeId, &ProgrammeInField>,
    ) -> EvaluatedCandidate {
        let applicant = Applicant {
            is_approved: candidate.approved_priority_max.is_some(),
            is_paid: candidate.is_paid,
            marks: &candidate.marks,
            bonus: Score::ZERO,
            priority_max: candidate.approved_priority_max.unwrap_or(Score::ZERO),
        };
        let preferences = candidate.preferences.iter().map(|(rank, programme)| {
            let evaluation = match offered.get(programme) {
                None => Err(NotConsidered::NoCombination),
                Some(offered) => {
                    let requirements = ProgrammeRequirements {
                        combinations: &offered.combinations,
                        weighted_subject: offered.weighted_subject,
                        entry_threshold: offered.entry_threshold,
                        is_teacher_training: offered.is_teacher_training,
                    };
                    evaluate_preference(*rank, &applicant, &requirements, &self.preference_rules, &self.score_rules)
                }
            };
            EvaluatedPreference { rank: *rank, programme: *programme, evaluation }
        });
        EvaluatedCandidate { candidate: candidate.candidate, preferences: preferences.collect() }
    }

    /// The instance of what was considered: programmes and candidates are numbered by their places here.
    ///
    /// # Errors
    /// When a list contradicts itself, with the candidate.
    pub fn instance(&self, evaluated: &[EvaluatedCandidate]) -> Result<Instance, (CandidateId, InstanceError)> {
        let number_of: HashMap<ProgrammeId, u32> =
            (0_u32..).zip(&self.programmes).map(|(number, programme)| (programme.id, number)).collect();
        let mut instance = Instance::new(self.programmes.iter().map(|programme| programme.seats).collect(), 0);
        for candidate in evaluated {
            let considered = candidate.preferences.iter().filter_map(|preference| {
                let score = preference.evaluation.as_ref().ok()?.total;
                let programme = number_of.get(&preference.programme).copied().unwrap_or(u32::MAX);
                Some(Application { rank: u16::from(preference.rank), programme, score, ties: &[] })
            });
            instance.push_candidate(considered).map_err(|error| (candidate.candidate, error))?;
        }
        Ok(instance)
    }

    /// The field as lines of text, the same for the same field: what its fingerprint is taken of.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        let mut line = |fields: std::fmt::Arguments<'_>| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{fields}");
        };
        let (rules, lists) = (&self.score_rules, &self.preference_rules);
        line(format_args!(
            "rules\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            rules.priority_reduced_from,
            rules.scale,
            rules.bonus_cap,
            rules.common_floor,
            rules.priority_base.as_str(),
            lists.max_preferences,
            lists.teacher_training_max_rank,
        ));
        for each in &self.programmes {
            let Seats { quota, tie_policy } = each.seats;
            let id = each.id;
            let combinations: Vec<_> = each.combinations.iter().map(|combination| combination.code.as_str()).collect();
            line(format_args!(
                "programme\t{id}\t{quota}\t{}\t{}\t{}\t{}\t{}",
                tie_policy.as_str(),
                combinations.join(","),
                each.weighted_subject.map_or("", Subject::as_str),
                each.entry_threshold,
                each.is_teacher_training,
            ));
        }
        for each in &self.candidates {
            let priority = each.approved_priority_max.map(|priority| priority.to_string());
            let marks: Vec<_> =
                each.marks.iter().map(|(subject, mark)| format!("{}={mark}", subject.as_str())).collect();
            let wanted: Vec<_> =
                each.preferences.iter().map(|(rank, programme)| format!("{rank}={programme}")).collect();
            line(format_args!(
                "candidate\t{}\t{}\t{}\t{}\t{}\t{}",
                each.candidate,
                priority.as_deref().unwrap_or("not_approved"),
                if each.is_paid { "paid" } else { "unpaid" },
                each.marks.language().map_or("", |language| language.as_str()),
                marks.join(","),
                wanted.join(","),
            ));
        }
        text
    }
}

/// The status of every preference, candidate by candidate, in their order.
#[must_use]
pub fn explained(field: &Field, evaluated: &[EvaluatedCandidate], outcome: &Outcome) -> Vec<Vec<PreferenceStatus>> {
    let seat = |number: &Option<u32>| number.and_then(|number| field.programmes.get(index(number))).map(|each| each.id);
    let of_one = |(each, number): (&EvaluatedCandidate, &Option<u32>)| statuses(&each.preferences, seat(number));
    evaluated.iter().zip(&outcome.assignments).map(of_one).collect()
}

/// The result as lines of text, the same for the same result: what its fingerprint is taken of.
#[must_use]
pub fn canonical_result(
    field: &Field,
    evaluated: &[EvaluatedCandidate],
    explained: &[Vec<PreferenceStatus>],
    outcome: &Outcome,
) -> String {
    let mut text = String::new();
    for (programme, stated) in field.programmes.iter().zip(&outcome.programmes) {
        let cutoff = stated.cutoff.as_ref().map(|cutoff| cutoff.score.to_string()).unwrap_or_default();
        let _ = writeln!(text, "programme\t{}\t{}\t{cutoff}", programme.id, stated.admitted);
    }
    for (each, statuses) in evaluated.iter().zip(explained) {
        for (preference, status) in each.preferences.iter().zip(statuses) {
            let (candidate, rank) = (each.candidate, preference.rank);
            let word = status.reason().unwrap_or_else(|| status.as_str());
            let score = preference.evaluation.as_ref().map(|score| score.total.to_string()).unwrap_or_default();
            let _ = writeln!(text, "preference\t{candidate}\t{rank}\t{}\t{word}\t{score}", preference.programme);
        }
    }
    text
}
