//! What a disabled candidate needs to sit the exam, with the note, for the unit that verifies the form. Each look is
//! recorded: it is the most private part of a registration.

use crate::{
    domain::{
        access::{Actor, Permission},
        audit::AccessPurpose,
        candidate::name::FullName,
        exam::arrangements::Arrangements,
        ids::ExamRegistrationId,
    },
    storage::{
        StorageError,
        exam_registration::exam_arrangement_fetch,
        school_record::{Units, school_record_fetch},
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

/// Who needs what.
#[derive(Debug, Clone)]
pub struct ArrangementsView {
    /// Who.
    pub full_name: FullName,
    /// What.
    pub arrangements: Arrangements,
}

/// What the registration of this id asks for; `None` where it is not one of the actor's unit, is not submitted, or asks
/// for nothing.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, id: ExamRegistrationId) -> Result<Option<ArrangementsView>, StorageError> {
    let Some(unit) = actor.unit_for(Permission::DecideRegistration) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let record = school_record_fetch(&mut tx, Units::One(unit), id).await?;
    let Some(record) = record.filter(|record| record.state.status().is_visible_to_school()) else {
        return Ok(None);
    };
    let arrangements = exam_arrangement_fetch(&mut tx, id, None).await?;
    if arrangements.is_empty() {
        return Ok(None);
    }
    let look = Act::new("exam_arrangement.view").on(id.0).about(record.candidate_id);
    audit::record(&mut tx, ctx, actor, look.purpose(AccessPurpose::Verification)).await?;
    tx.commit().await?;
    Ok(Some(ArrangementsView { full_name: record.person.full_name, arrangements }))
}
