//! Answers what a candidate asked about an access to their data. An answer stands: it is given once. A job tells the
//! candidate by mail that there is one.

use uuid::Uuid;

use super::scope_of;
use crate::{
    domain::{access::Actor, access_question::parse_answer, field_errors::FieldErrors},
    storage::{
        StorageError,
        access_question::{QuestionPart, access_question_answer, access_questions_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Why nothing was answered.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The actor has no such question to answer.
    #[error("no such question")]
    NotFound,
    /// The answer cannot be read.
    #[error("invalid answer")]
    Invalid(FieldErrors),
    /// A colleague was faster.
    #[error("answered before")]
    AlreadyAnswered,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Answers.
///
/// # Errors
/// [`AnswerError`]; nothing is answered then.
pub async fn run(ctx: &Ctx, actor: &Actor, id: Uuid, text: &str) -> Result<(), AnswerError> {
    let (staff, scope) = scope_of(actor).ok_or(AnswerError::NotFound)?;
    let mut tx = ctx.db.begin(actor).await?;
    let part = QuestionPart { only: Some(id), is_answered: false, after: None, limit: 1 };
    let question = access_questions_fetch(&mut tx, &scope, part).await?.pop().ok_or(AnswerError::NotFound)?;
    let answer = parse_answer(text).map_err(AnswerError::Invalid)?;
    if !access_question_answer(&mut tx, &scope, id, staff.staff_id, (&answer, ctx.now())).await? {
        return Err(AnswerError::AlreadyAnswered);
    }
    let act = Act::new("access_question.answer").about(question.candidate_id).on(id);
    audit::record(&mut tx, ctx, actor, act.changed(&None::<()>, &answer)).await?;
    Ok(tx.commit().await?)
}
