//! `portal explain --run R --candidate C`: why a run gave a candidate what it did, preference by preference.

use std::fmt::Write as _;

use clap::Args;
use uuid::Uuid;

use super::super::{CommandResult, context};
use crate::{
    domain::{ids::MatchingRunId, score::Score},
    usecases::system::explain_preferences::{self, CandidateKey, Explanation, PreferenceResult},
    web::i18n::{Lang, preference_place, preference_reason, preference_remedy, preference_status_name},
};

/// Whom to explain.
#[derive(Args)]
pub struct Explain {
    /// The run, of the current season
    #[arg(long, value_name = "R")]
    run: Uuid,
    /// The candidate's id or candidate number (số báo danh)
    #[arg(long, value_name = "C", value_parser = candidate_key)]
    candidate: CandidateKey,
}

fn candidate_key(text: &str) -> Result<CandidateKey, String> {
    CandidateKey::parse(text).ok_or_else(|| "neither an id nor the eight digits of a candidate number".to_owned())
}

/// Runs the command.
pub async fn run(command: Explain) -> CommandResult {
    let explanation = explain_preferences::run(&context()?, MatchingRunId(command.run), &command.candidate).await?;
    print!("{}", explanation_text(&explanation));
    Ok(())
}

/// What the command prints.
#[must_use]
pub fn explanation_text(explanation: &Explanation) -> String {
    let Explanation { run, candidate, preferences, rules } = explanation;
    let verified = if run.verified_at.is_some() { "verified" } else { "not verified" };
    let mut text = format!("run {} of {}, {verified}\ncandidate {candidate}\n", run.id, run.started_at.short());
    for each in preferences {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "\npreference {}: {} {}", each.rank, each.admission_code, each.programme_name);
        let status = preference_status_name(Lang::En, each.status).to_owned();
        let lines = [
            ("institution", Some(each.institution_name.clone())),
            ("status", Some(status)),
            ("my key", my_key(each)),
            ("cut-off key", cutoff_key(each)),
            ("reason", Some(preference_reason(Lang::En, rules, each))),
            ("place", preference_place(Lang::En, each)),
            ("needed", preference_remedy(Lang::En, rules, each)),
        ];
        for (name, value) in lines {
            let _ = value.map(|value| writeln!(text, "  {name:<12}{value}"));
        }
    }
    text
}

/// What decides in the order of a programme: the score, the further criteria, and the rank.
fn key(score: Score, ties: &[Score], rank: Option<u16>) -> String {
    let ties: String = ties.iter().map(|tie| format!(", {tie}")).collect();
    let rank = rank.map(|rank| format!(", rank {rank}")).unwrap_or_default();
    format!("{score}{ties}{rank}")
}

fn my_key(each: &PreferenceResult) -> Option<String> {
    // The portal's own runs have no further criteria.
    each.score.as_ref().map(|score| key(score.total, &[], Some(each.rank.into())))
}

fn cutoff_key(each: &PreferenceResult) -> Option<String> {
    each.cutoff.as_ref().map(|cutoff| key(cutoff.score, &cutoff.ties, cutoff.rank.map(|rank| rank.0)))
}
