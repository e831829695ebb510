//! From the records of a season to an instance of the matching: who takes part, with what score, and why others
//! do not. And back: what a run says of every preference.
//!
//! A season has 7.5 million preferences, so each is a few bytes in columns, and whoever wants rows or lines gets
//! them one after another.

use super::{
    explain::Explanations,
    instance::{Application, Instance, InstanceError, Outcome, Seats, index},
    lines::{
        ASSIGNMENTS_HEADER, PROGRAMMES_HEADER, applications_header, cutoffs_header, push_application, push_assignment,
        push_cutoff, push_programme,
    },
    records::{InOrder, ProgrammeInField, Records},
};
use crate::domain::{
    admission::{
        result::PreferenceStatus,
        score::{NotConsidered, place_preference},
    },
    ids::{CandidateId, ProgrammeId},
    score::Score,
};

/// The further criteria of a season: none so far.
pub const TIE_COUNT: usize = 0;
/// Lines are handed on when they have come to so many bytes.
const LINES_AT_ONCE: usize = 1 << 16;

/// What evaluating a preference came to. The total stands in the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evaluation {
    Considered { combination: u16, exam30: Score, priority: Score },
    NotConsidered(NotConsidered),
}

/// The preferences of a season, evaluated. Programmes and candidates are numbered in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Those offered, by id; behind them those that lists name though the season does not offer them.
    programmes: Vec<ProgrammeId>,
    candidates: Vec<CandidateId>,
    /// Where each candidate's preferences begin; one more entry than candidates.
    first: Vec<u32>,
    ranks: Vec<u8>,
    wanted: Vec<u32>,
    evaluations: Vec<Evaluation>,
    /// The codes of the combinations by number.
    combinations: Vec<String>,
    instance: Instance,
}

/// What a run says of one preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreferenceOutcome<'a> {
    /// Whose.
    pub candidate: CandidateId,
    /// From 1.
    pub rank: u8,
    /// Where.
    pub programme: ProgrammeId,
    /// What became of it.
    pub status: PreferenceStatus,
    /// With what it took part.
    pub considered: Option<Considered<'a>>,
}

/// With what a preference took part, and where that put it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Considered<'a> {
    /// The code of the combination.
    pub combination: &'a str,
    /// The sum of the marks.
    pub exam30: Score,
    /// The priority points.
    pub priority: Score,
    /// The admission score.
    pub total: Score,
    /// The place among the applicants of the programme, from 1; equals share one.
    pub place: u32,
    /// The least score that would have admitted the candidate here, where refused (see [`Explanations`]).
    pub needed: Option<Score>,
}

impl Field {
    /// Scores every preference. One for a programme that the season does not offer has no combination.
    ///
    /// # Errors
    /// When a list contradicts itself, with the candidate.
    pub fn of(records: Records) -> Result<Self, (CandidateId, InstanceError)> {
        let (score_rules, preference_rules) = (records.score_rules, records.preference_rules);
        let InOrder { programmes, elsewhere, candidates, first, wanted: lines } = records.in_order();
        let (combinations, numbers) = number_combinations(&programmes);
        let seats = programmes.iter().map(|programme| programme.seats).collect();
        let mut field = Self {
            programmes: programmes.iter().map(|programme| programme.id).chain(elsewhere).collect(),
            candidates: candidates.iter().map(|candidate| candidate.candidate).collect(),
            ranks: lines.iter().map(|(rank, _)| *rank).collect(),
            wanted: lines.iter().map(|(_, programme)| *programme).collect(),
            evaluations: Vec::with_capacity(lines.len()),
            first,
            combinations,
            instance: Instance::new(seats, TIE_COUNT),
        };
        let mut considered = Vec::new();
        for (candidate, own) in candidates.iter().zip(field.first.windows(2)) {
            let applicant = candidate.applicant();
            considered.clear();
            for (rank, number) in &lines[index(own[0])..index(own[1])] {
                let programme = index(*number);
                let placed = match programmes.get(programme) {
                    None => Err(NotConsidered::NoCombination),
                    Some(offered) => {
                        let asked = offered.requirements();
                        place_preference(*rank, &applicant, &asked, &preference_rules, &score_rules)
                    }
                };
                field.evaluations.push(match placed {
                    Err(reason) => Evaluation::NotConsidered(reason),
                    Ok(score) => {
                        let (rank, programme_number) = (u16::from(*rank), *number);
                        considered.push(Application {
                            rank,
                            programme: programme_number,
                            score: score.total,
                            ties: &[],
                        });
                        let combination = numbers[programme][score.combination];
                        Evaluation::Considered { combination, exam30: score.exam30, priority: score.priority }
                    }
                });
            }
            let pushed = field.instance.push_candidate(considered.iter().copied());
            pushed.map_err(|error| (candidate.candidate, error))?;
        }
        Ok(field)
    }

    /// What the matching is run on. Its candidates are those of the field, also those without an application.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The programmes offered, by id, as the instance numbers them.
    #[must_use]
    pub fn programmes(&self) -> &[ProgrammeId] {
        &self.programmes[..self.instance.seats().len()]
    }

    /// The candidates, by id, as the instance numbers them.
    #[must_use]
    pub fn candidates(&self) -> &[CandidateId] {
        &self.candidates
    }

    /// How many preferences there are, considered or not.
    #[must_use]
    pub fn preference_count(&self) -> usize {
        self.wanted.len()
    }

    /// What `outcome` says of every preference, by candidate and rank.
    pub fn results<'a>(
        &'a self,
        outcome: &'a Outcome,
        explanations: &'a Explanations,
    ) -> impl Iterator<Item = PreferenceOutcome<'a>> {
        let mut application = 0;
        (0..self.candidates.len()).flat_map(move |candidate| {
            let own = index(self.first[candidate])..index(self.first[candidate + 1]);
            let seat = outcome.assignments[candidate];
            let seat = own.clone().find(|number| Some(self.wanted[*number]) == seat).map(|number| self.ranks[number]);
            let begin = application;
            application = self.instance.applications_of(candidate).end;
            let mut applications = begin..application;
            own.map(move |number| {
                let considered = match self.evaluations[number] {
                    Evaluation::Considered { .. } => applications.next(),
                    Evaluation::NotConsidered(_) => None,
                };
                self.result(candidate, number, seat, considered.map(|each| (each, explanations)))
            })
        })
    }

    fn result<'a>(
        &'a self,
        candidate: usize,
        number: usize,
        seat: Option<u8>,
        application: Option<(usize, &Explanations)>,
    ) -> PreferenceOutcome<'a> {
        let rank = self.ranks[number];
        let (refusal, considered) = match (self.evaluations[number], application) {
            (Evaluation::NotConsidered(reason), _) => (Some(reason), None),
            (Evaluation::Considered { .. }, None) => (None, None),
            (Evaluation::Considered { combination, exam30, priority }, Some((application, explanations))) => {
                let considered = Considered {
                    combination: &self.combinations[usize::from(combination)],
                    exam30,
                    priority,
                    total: self.instance.scores()[application],
                    place: explanations.places[application],
                    needed: explanations.needed[application],
                };
                (None, Some(considered))
            }
        };
        PreferenceOutcome {
            candidate: self.candidates[candidate],
            rank,
            programme: self.programmes[index(self.wanted[number])],
            status: PreferenceStatus::of(refusal, rank, seat),
            considered,
        }
    }

    /// Hands on the lines of `programmes.csv`, a piece at a time.
    pub fn programmes_csv(&self, take: impl FnMut(&[u8])) {
        let mut lines = Lines::begin(PROGRAMMES_HEADER, take);
        for (id, seats) in self.programmes.iter().zip(self.instance.seats()) {
            lines.push(|out| push_programme(out, &id.to_string(), *seats));
        }
        lines.end();
    }

    /// Hands on the lines of `applications.csv`, a piece at a time.
    pub fn applications_csv(&self, take: impl FnMut(&[u8])) {
        let names: Vec<String> = self.programmes.iter().map(ToString::to_string).collect();
        let mut lines = Lines::begin(&applications_header(TIE_COUNT), take);
        for (number, candidate) in self.candidates.iter().enumerate() {
            let name = candidate.to_string();
            for application in self.instance.applications_of(number) {
                let application = self.instance.application(application);
                let programme = &names[index(application.programme)];
                lines.push(|out| push_application(out, &name, programme, &application));
            }
        }
        lines.end();
    }

    /// Hands on the lines of `assignments.csv`, a piece at a time.
    pub fn assignments_csv(&self, outcome: &Outcome, take: impl FnMut(&[u8])) {
        let mut lines = Lines::begin(ASSIGNMENTS_HEADER, take);
        for (number, seat) in outcome.assignments.iter().enumerate() {
            let mut own = self.instance.applications_of(number);
            let Some(application) = own.find(|each| Some(self.instance.programmes()[*each]) == *seat) else { continue };
            let (programme, rank) = (self.instance.programmes()[application], self.instance.ranks()[application]);
            let (candidate, programme) = (self.candidates[number], self.programmes[index(programme)]);
            lines.push(|out| push_assignment(out, &candidate.to_string(), &programme.to_string(), rank));
        }
        lines.end();
    }

    /// Hands on the lines of `cutoffs.csv`, a piece at a time.
    pub fn cutoffs_csv(&self, outcome: &Outcome, take: impl FnMut(&[u8])) {
        let mut lines = Lines::begin(&cutoffs_header(TIE_COUNT), take);
        for ((id, Seats { quota, .. }), of_one) in
            self.programmes.iter().zip(self.instance.seats()).zip(&outcome.programmes)
        {
            lines.push(|out| push_cutoff(out, &id.to_string(), *quota, of_one, TIE_COUNT));
        }
        lines.end();
    }
}

/// The codes of all combinations, each once, and for each programme the numbers of its own.
fn number_combinations(programmes: &[ProgrammeInField]) -> (Vec<String>, Vec<Vec<u16>>) {
    let codes = programmes.iter().flat_map(|programme| &programme.combinations);
    let mut codes: Vec<&str> = codes.map(|combination| combination.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let number = |code: &str| codes.binary_search(&code).ok().and_then(|number| u16::try_from(number).ok());
    let numbers = programmes.iter().map(|programme| {
        let own = programme.combinations.iter();
        own.map(|combination| number(&combination.code).unwrap_or(u16::MAX)).collect()
    });
    let numbers = numbers.collect();
    (codes.into_iter().map(str::to_owned).collect(), numbers)
}

/// Lines on their way to somebody who wants bytes, not one long text.
struct Lines<T> {
    text: String,
    take: T,
}

impl<T: FnMut(&[u8])> Lines<T> {
    fn begin(header: &str, take: T) -> Self {
        Self { text: format!("{header}\n"), take }
    }

    fn push(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.text);
        if self.text.len() >= LINES_AT_ONCE {
            (self.take)(self.text.as_bytes());
            self.text.clear();
        }
    }

    fn end(mut self) {
        (self.take)(self.text.as_bytes());
    }
}
