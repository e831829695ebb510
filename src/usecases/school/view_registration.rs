//! One registration beside what the registry and the school's roll say.

use super::units_of;
use crate::{
    domain::{access::Actor, audit::AccessPurpose, exam::state::VISIBLE_TO_SCHOOL, ids::ExamRegistrationId},
    storage::{
        StorageError,
        exam_registration::exam_arrangement_fetch,
        school_record::{
            Units, school_record_events, school_record_fetch, school_record_names, school_record_versions,
        },
    },
    usecases::{
        Ctx,
        audit::{self, Act},
    },
};

pub use crate::storage::school_record::{RecordEvent, RecordNames, RecordVersion, RollPerson, SchoolRecord};

/// A registration with its history.
#[derive(Debug, Clone)]
pub struct RegistrationView {
    /// The registration.
    pub record: SchoolRecord,
    /// What was submitted, the latest first. Empty while the candidate has the form.
    pub versions: Vec<RecordVersion>,
    /// What the codes of the latest version mean.
    pub names: RecordNames,
    /// Whether the candidate needs arrangements for the exam: only whoever decides learns it.
    pub has_arrangements: bool,
    /// Every change of state, the latest first.
    pub events: Vec<RecordEvent>,
}

/// The registration of this id in the actor's unit, for an auditor in any; `None` if there is none, whoever else's it
/// may be. That it was looked at is recorded for the candidate.
///
/// # Errors
/// What the database says.
pub async fn run(ctx: &Ctx, actor: &Actor, id: ExamRegistrationId) -> Result<Option<RegistrationView>, StorageError> {
    let Some(units) = units_of(actor) else { return Ok(None) };
    let mut tx = ctx.db.begin(actor).await?;
    let Some(record) = school_record_fetch(&mut tx, units, id).await? else { return Ok(None) };
    let is_visible = VISIBLE_TO_SCHOOL.contains(&record.state.status());
    let versions = if is_visible { school_record_versions(&mut tx, units, id).await? } else { Vec::new() };
    let names = match versions.first() {
        Some(latest) => school_record_names(&mut tx, record.season, &latest.content).await?,
        None => RecordNames::default(),
    };
    let has_arrangements = is_visible && !exam_arrangement_fetch(&mut tx, id).await?.is_empty();
    let events = school_record_events(&mut tx, units, id).await?;
    let purpose = if units == Units::All { AccessPurpose::Audit } else { AccessPurpose::Verification };
    let look = Act::new("exam_registration.view").on(id.0).purpose(purpose);
    audit::record_views(&mut tx, ctx, actor, look, &[record.candidate_id]).await?;
    tx.commit().await?;
    Ok(Some(RegistrationView { record, versions, names, has_arrangements, events }))
}
