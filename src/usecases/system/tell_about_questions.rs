//! Writes the mails about candidates' questions: to whoever answers for the office that there is one, and to the
//! candidate that there is an answer. Neither of those who ask and answer may see the other's address, so the portal
//! does it.

use crate::{
    domain::{access::Actor, candidate::contact::EmailAddress},
    storage::{
        StorageError,
        access_question::{access_question_mark_told, access_questions_untold},
    },
    usecases::{
        Ctx,
        mail::{MailTemplate, enqueue, enqueue_to_candidate},
    },
};

/// How many questions one run takes.
const BATCH: i64 = 100;

/// Writes the mails; gives of how many questions.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, StorageError> {
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let untold = access_questions_untold(&mut tx, BATCH).await?;
    for question in &untold {
        for email in &question.leads {
            match EmailAddress::parse(email) {
                Ok(email) => enqueue(&mut tx, ctx, &email, MailTemplate::AccessQuestionAsked).await?,
                Err(_) => tracing::warn!("the account of a lead has no address that can be written to"),
            }
        }
        if question.is_answer
            && !enqueue_to_candidate(&mut tx, ctx, question.candidate_id, MailTemplate::AccessQuestionAnswered).await?
        {
            tracing::warn!(question = %question.id, "no address to write to");
        }
        access_question_mark_told(&mut tx, question.id, ctx.clock.machine_now()).await?;
    }
    tx.commit().await?;
    Ok(untold.len())
}
