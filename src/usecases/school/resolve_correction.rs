//! The registration unit answers what a candidate asks to have corrected: what is granted becomes a version of the form, the
//! very content that the candidate proposed.

use serde_json::json;

use super::{
    decide::DecideError,
    view_registration::{self, RecordVersion, RegistrationView},
};
use crate::{
    domain::{
        access::{Actor, Permission},
        exam::{
            sections::Section,
            state::{ExamWindows, PlainAction, RegistrationStatus},
        },
        field_errors::{FieldErrorCode, FieldErrors, required_text},
        ids::ExamRegistrationId,
        season::Season,
    },
    storage::{
        StorageError,
        candidate_freeze::candidate_freeze_fetch,
        correction_request::{correction_request_decide, correction_request_latest},
        exam_registration::{
            StateChange, exam_arrangement_carry_over, exam_registration_fetch_for_update,
            exam_registration_latest_version, exam_registration_transition, exam_registration_version_append,
        },
        school_record::{school_record_candidate, school_record_names},
        stored_file::submitted_files_carry_over,
    },
    usecases::{
        Ctx,
        audit::{self, Act},
        mail::{MailTemplate, enqueue, enqueue_to_candidate},
    },
};

pub use crate::storage::correction_request::CorrectionRequest;

/// The longest answer, in characters.
const MAX_ANSWER: u16 = 500;

/// The answer as typed.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// `grant` or `refuse`.
    pub decision: String,
    /// What the candidate reads; needed where it is refused.
    pub answer: String,
}

/// What the unit answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionAnswer {
    /// Whether the form is corrected.
    pub is_granted: bool,
    /// What the candidate reads; always there where it is not granted.
    pub words: Option<String>,
}

impl AnswerForm {
    /// Reads the answer.
    ///
    /// # Errors
    /// `Missing` or `NotOnOffer` at `decision`; `Missing` (of a refusal), `TooLong` (500) or `BadCharacters` at `answer`.
    pub fn parse(&self) -> Result<CorrectionAnswer, FieldErrors> {
        let mut errors = FieldErrors::new();
        let is_granted = errors.collect(
            "decision",
            match self.decision.as_str() {
                "grant" => Ok(true),
                "refuse" => Ok(false),
                "" => Err(FieldErrorCode::Missing),
                _ => Err(FieldErrorCode::NotOnOffer),
            },
        );
        let words = match required_text(&self.answer.replace("\r\n", "\n"), MAX_ANSWER) {
            Err(FieldErrorCode::Missing) if is_granted != Some(false) => Ok(None),
            words => words.map(Some),
        };
        match (is_granted, errors.collect("answer", words)) {
            (Some(is_granted), Some(words)) => Ok(CorrectionAnswer { is_granted, words }),
            _ => Err(errors),
        }
    }
}

/// A request beside the form that it would change.
#[derive(Debug, Clone)]
pub struct CorrectionView {
    /// The form as it stands.
    pub current: RegistrationView,
    /// The form as it would stand.
    pub proposed: RegistrationView,
    /// The request.
    pub request: CorrectionRequest,
}

/// The request that waits for the actor's unit about this form; `None` where none does. The look is recorded for the
/// candidate.
///
/// # Errors
/// What the database says.
pub async fn view(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    id: ExamRegistrationId,
) -> Result<Option<CorrectionView>, StorageError> {
    let Some(current) = view_registration::run(ctx, actor, season, id).await? else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let waiting = correction_request_latest(&mut tx, id).await?.filter(|request| request.decided_at.is_none());
    let Some(request) = waiting else { return Ok(None) };
    let names = school_record_names(&mut tx, current.record.season, &request.proposed).await?;
    tx.commit().await?;
    let version = RecordVersion {
        number: request.base_number.saturating_add(1),
        content: request.proposed.clone(),
        submitted_at: request.requested_at,
    };
    let proposed = RegistrationView { versions: vec![version], names, ..current.clone() };
    Ok(Some(CorrectionView { current, proposed, request }))
}

/// Answers the request about the form that was shown in `version`.
///
/// # Errors
/// See [`DecideError`]; `Stale` also where the request was answered already.
pub async fn run(
    ctx: &Ctx,
    actor: &Actor,
    season: &Season,
    (id, version): (ExamRegistrationId, i32),
    answer: &CorrectionAnswer,
) -> Result<(), DecideError> {
    let unit = actor.unit_for(Permission::DecideRegistration).ok_or(DecideError::NotFound)?;
    let Actor::Staff(staff) = actor else { return Err(DecideError::NotFound) };
    let windows = ExamWindows::of(season).ok_or(DecideError::NotPlanned)?;
    let now = ctx.now();
    let mut tx = ctx.db.begin(actor).await?;
    let candidate_id = school_record_candidate(&mut tx, unit, id).await?.ok_or(DecideError::NotFound)?;
    let record = exam_registration_fetch_for_update(&mut tx, candidate_id).await?.ok_or(DecideError::NotFound)?;
    let request = correction_request_latest(&mut tx, id).await?.filter(|request| request.decided_at.is_none());
    let request = request.ok_or(DecideError::Stale)?;
    let latest = exam_registration_latest_version(&mut tx, candidate_id).await?.ok_or(DecideError::Stale)?;
    if record.version != version || latest.number != request.base_number {
        return Err(DecideError::Stale);
    }
    let changes_contact = answer.is_granted && request.section == Section::Contact;
    if changes_contact && candidate_freeze_fetch(&mut tx, candidate_id).await?.refuses() {
        return Err(DecideError::Frozen);
    }
    // An unlocked form stays unlocked until the head puts it back; any other is an accepted one again.
    if record.state.status() != RegistrationStatus::Unlocked {
        let (next, event) =
            record.state.clone().apply(PlainAction::ResolveCorrection, now, &windows).map_err(DecideError::Refused)?;
        let change = StateChange { event_id: ctx.fresh_uuid(), event: &event, actor, form_number: None };
        exam_registration_transition(&mut tx, &record, &next, change).await?;
    }
    let CorrectionAnswer { is_granted, words } = answer;
    correction_request_decide(&mut tx, request.id, *is_granted, words.as_deref(), now, staff.staff_id).await?;
    let mut act = if *is_granted {
        let number = exam_registration_version_append(&mut tx, id, &request.proposed, now).await?;
        exam_arrangement_carry_over(&mut tx, id, latest.number, number).await?;
        submitted_files_carry_over(&mut tx, id, latest.number, (number, &request.proposed.files())).await?;
        Act::new("exam_registration.correct")
            .changed(&latest.content, &request.proposed)
            .with(json!({ "section": request.section.as_str(), "version": number }))
    } else {
        Act::new("exam_registration.refuse_correction").with(json!({ "section": request.section.as_str() }))
    };
    if let Some(words) = words {
        act = act.because(words);
    }
    audit::record(&mut tx, ctx, actor, act.about(candidate_id).on(id.0)).await?;
    enqueue_to_candidate(&mut tx, ctx, candidate_id, MailTemplate::RegistrationChanged).await?;
    if changes_contact {
        // Where the candidate has been reached until now.
        let old = &latest.content.contact.email;
        enqueue(&mut tx, ctx, old, MailTemplate::RegistrationChanged).await?;
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::{AnswerForm, CorrectionAnswer};
    use crate::domain::field_errors::{FieldErrorCode, FieldErrors};

    #[test]
    fn a_refusal_says_why_and_a_grant_may() {
        let answer = |decision: &str, answer: &str| AnswerForm { decision: decision.into(), answer: answer.into() };
        let granted = |words: Option<&str>| CorrectionAnswer { is_granted: true, words: words.map(Into::into) };
        assert_eq!(answer("grant", " ").parse(), Ok(granted(None)));
        assert_eq!(answer("grant", "Đã sửa").parse(), Ok(granted(Some("Đã sửa"))));
        let missing = |field| Err(FieldErrors::one(field, FieldErrorCode::Missing));
        assert_eq!(answer("refuse", "").parse(), missing("answer"));
        assert_eq!(answer("", "").parse(), missing("decision"));
        assert_eq!(answer("maybe", "").parse(), Err(FieldErrors::one("decision", FieldErrorCode::NotOnOffer)));
    }
}
