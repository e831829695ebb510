//! What the use cases of the exam registration share: a candidate's form with all that its rules need.

use std::collections::{BTreeMap, BTreeSet};

pub use crate::storage::{
    exam_reference::{
        BonusOnOffer, CategoryOnOffer, CertificateOnOffer, Commune, HighSchool, Named, ReceivingPoint,
        ResidenceRuleOnOffer,
    },
    exam_registration::{ExamRegistrationDraft, ExamRegistrationRecord, PastRejection, SectionSave, SubmittedVersion},
    registrant::Registrant,
    stored_file::{MediaType, StoredFile},
};
use crate::{
    domain::{
        access::{Actor, CandidateActor},
        candidate::{
            citizen_id::{IdentityKind, IdentityNumber},
            evidence::EvidenceKind,
            priority::DerivedArea,
        },
        exam::{
            attachments::{FileLimits, FileRules},
            exemption::Certificate,
            registration::{ExamRegistrationForms, SectionForm, SectionStatus},
            sections::{KnownCodes, RegistrationRules, Section},
            situation::Situation,
            state::{
                EDITABLE_BY_CANDIDATE, ExamRegistrationState, ExamWindows, PhaseCondition, PlainAction,
                TransitionEvent, TransitionRefusal,
            },
        },
        field_errors::FieldErrors,
        ids::{ExamRegistrationId, StoredFileId},
        season::PhaseKind,
        time::Instant,
    },
    external::object_store::FileStoreError,
    storage::{
        StorageError, Tx,
        exam_reference::{
            categories_fetch, certificates_fetch, communes_fetch, encouragements_fetch, ethnic_groups_fetch,
            graduation_categories_fetch, high_schools_fetch, province_of_citizen_id, provinces_fetch,
            receiving_points_fetch, residence_rules_fetch, subjects_fetch,
        },
        exam_registration::{
            StateChange, exam_registration_create, exam_registration_draft_fetch, exam_registration_fetch_for_update,
            exam_registration_latest_version, exam_registration_open_rejection, exam_registration_transition,
            exam_registration_versions_list,
        },
        registrant::registrant_fetch,
        registration_history::{HistoryOf, RegistrationEvent, registration_history_fetch},
        season::season_fetch_current,
        stored_file::stored_files_fetch,
    },
    usecases::{
        Ctx,
        amendment::{self, Amendments},
        audit::{self, Act},
    },
};

/// Why the exam registration is not to be had at all.
#[derive(Debug, thiserror::Error)]
pub enum ExamRegistrationError {
    /// The actor is no candidate of the current season.
    #[error("not a candidate of the current season")]
    Forbidden,
    /// The current season plans no registration.
    #[error("the season plans no exam registration")]
    NotPlanned,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The store of uploaded files.
    #[error(transparent)]
    Files(#[from] FileStoreError),
}

/// A candidate's form with all that its pages and rules need.
#[derive(Debug, Clone)]
pub struct ExamRegistration {
    /// Who registers.
    pub registrant: Registrant,
    /// The form and its state.
    pub record: ExamRegistrationRecord,
    /// What was typed so far.
    pub draft: ExamRegistrationDraft,
    /// What was submitted last.
    pub latest: Option<SubmittedVersion>,
    /// Every submission: number and moment, the latest first.
    pub versions: Vec<(i32, Instant)>,
    /// The rejection that waits for a new submission.
    pub open_rejection: Option<PastRejection>,
    /// What happened to it, the latest first.
    pub events: Vec<RegistrationEvent>,
    /// What was put right on the procedures day.
    pub amendments: Amendments,
    /// What the sections are read with.
    pub rules: RegistrationRules,
    /// The schools that are named.
    pub schools: Vec<HighSchool>,
    /// The priority categories to choose from.
    pub categories: Vec<CategoryOnOffer>,
    /// The communes that are named.
    pub communes: Vec<Commune>,
    /// The provinces to choose from.
    pub provinces: Vec<Named>,
    /// The province of today that the personal number names as that of the birth's registration.
    pub birth_province: Option<String>,
    /// The ethnic groups to choose from.
    pub ethnic_groups: Vec<Named>,
    /// The receiving points to choose from.
    pub receiving_points: Vec<ReceivingPoint>,
    /// The files that the candidate uploaded.
    pub files: Vec<StoredFile>,
    /// How large files may be, and how many.
    pub file_limits: FileLimits,
    /// The certificates that exempt from the foreign language.
    pub certificates: Vec<CertificateOnOffer>,
    /// The categories of graduation priority.
    pub graduation_categories: Vec<BonusOnOffer>,
    /// The encouragements of graduation.
    pub encouragements: Vec<BonusOnOffer>,
    /// The grounds on which residence decides about the area.
    pub residence_rules: Vec<ResidenceRuleOnOffer>,
    /// When registration and review are open for this form.
    pub windows: ExamWindows,
    /// When the form can be tried, before it can be submitted: from, to.
    pub practice: Option<(Instant, Instant)>,
    /// From when on the papers can no longer be changed, whatever else can.
    pub papers_frozen_at: Instant,
}

impl ExamRegistration {
    /// How far each section is, in form order.
    #[must_use]
    pub fn tasks(&self) -> Vec<(Section, SectionStatus)> {
        self.draft.forms.task_list(&self.rules)
    }

    /// What decides which questions and papers there are.
    #[must_use]
    pub fn situation(&self) -> Situation {
        Situation::of(&self.draft.forms, &self.rules)
    }

    /// What is wrong with a section as typed, in the situation that it makes together with the others.
    ///
    /// # Errors
    /// Those of its `parse`.
    pub fn check_section(&self, form: &SectionForm) -> Result<(), FieldErrors> {
        let situation = Situation::of(&self.draft.forms.with(form.clone()), &self.rules);
        form.check(&situation, &self.rules)
    }

    /// Sections that were filled in and do not apply any more.
    #[must_use]
    pub fn set_aside(&self) -> Vec<Section> {
        self.draft.forms.set_aside(&self.rules)
    }

    /// Whether the form is only tried at `now`: everything is saved, and nothing can be declared or submitted.
    #[must_use]
    pub fn is_practice(&self, now: Instant) -> bool {
        let is_open = self.practice.is_some_and(|(opens_at, closes_at)| opens_at <= now && now < closes_at);
        is_open && now < self.windows.opens_at
    }

    /// Whether something of the draft was filled in before the form could be submitted, and not saved since.
    #[must_use]
    pub fn is_carried_over(&self) -> bool {
        self.draft.saves.values().any(|save| save.saved_at < self.windows.opens_at)
    }

    /// Whether the declaration can be made: every other section keeps the rules, and it is no practice.
    #[must_use]
    pub fn can_be_declared(&self, now: Instant) -> bool {
        if self.is_practice(now) {
            return false;
        }
        let is_done = |(section, status): &(Section, SectionStatus)| {
            *section == Section::Declaration || *status == SectionStatus::Done
        };
        self.tasks().iter().all(is_done)
    }

    /// Changes with every save of any section: what was checked is what is submitted.
    #[must_use]
    pub fn draft_version(&self) -> i64 {
        self.draft.saves.values().map(|save| i64::from(save.version)).sum()
    }

    /// The version of a section that a page has to name to save over it; 0 before the first save.
    #[must_use]
    pub fn section_version(&self, section: Section) -> i32 {
        self.draft.saves.get(&section).map_or(0, |save| save.version)
    }

    /// The area that the schools give, as far as they are readable.
    #[must_use]
    pub fn derived_area(&self, forms: &ExamRegistrationForms) -> Option<DerivedArea> {
        let situation = Situation::of(forms, &self.rules);
        let schools = forms.schools.as_ref()?.parse(situation.applicant.kind, &self.rules).ok()?;
        let claim = forms.priority.as_ref().and_then(|form| form.parse(&situation, &self.rules.known).ok());
        let residence = claim.and_then(|claim| claim.residence_exception(&situation, &self.rules.known));
        Some(schools.derived_area(residence, self.rules.exam_year))
    }

    /// Whether `action` could be taken now.
    ///
    /// # Errors
    /// Why not.
    pub fn may(&self, action: PlainAction, now: Instant) -> Result<(), TransitionRefusal> {
        self.record.state.clone().apply(action, now, &self.windows).map(drop)
    }

    /// A file of the candidate.
    #[must_use]
    pub fn file(&self, id: StoredFileId) -> Option<&StoredFile> {
        self.files.iter().find(|file| file.id == id)
    }

    /// The portrait that the draft names.
    #[must_use]
    pub fn portrait(&self) -> Option<&StoredFile> {
        let id = self.draft.forms.portrait.as_ref()?.parse(&self.rules.files).ok()??;
        self.file(id)
    }

    /// The evidence of this kind that the draft names, in the order of the upload.
    #[must_use]
    pub fn evidence(&self, kind: EvidenceKind) -> Vec<&StoredFile> {
        let named = self.draft.forms.evidence.iter().flat_map(|form| form.of(kind));
        named.filter_map(|id| self.file(id)).collect()
    }

    /// Whether the candidate may change sections now.
    ///
    /// # Errors
    /// `IllegalState`, or the window's refusal.
    pub fn check_editable(&self, now: Instant) -> Result<(), TransitionRefusal> {
        let status = self.record.state.status();
        if !EDITABLE_BY_CANDIDATE.contains(&status) {
            return Err(TransitionRefusal::IllegalState { status });
        }
        if self.is_practice(now) {
            return Ok(());
        }
        self.windows.check(PhaseCondition::Registration, now)
    }

    /// Whether what was submitted last names a paper; whoever asks for admission alone sits none.
    #[must_use]
    pub fn sits_the_exam(&self) -> bool {
        self.latest.as_ref().is_some_and(|version| !version.content.papers.subjects().is_empty())
    }

    /// Whether the section decides the papers and can no longer be changed, though the form can be (domain.md §3.9).
    #[must_use]
    pub fn is_frozen(&self, section: Section, now: Instant) -> bool {
        section.decides_papers() && now >= self.papers_frozen_at
    }
}

/// The candidate behind the actor.
pub(super) const fn candidate_of(actor: &Actor) -> Result<&CandidateActor, ExamRegistrationError> {
    match actor {
        Actor::Candidate(candidate) => Ok(candidate),
        _ => Err(ExamRegistrationError::Forbidden),
    }
}

/// Loads the candidate's form, locked until the transaction ends; begins it when there is none.
/// `also` are the codes of communes and schools that a form names besides those of the draft, so that they are known if
/// they exist.
pub(super) async fn load(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    also: &[String],
) -> Result<ExamRegistration, ExamRegistrationError> {
    let candidate_id = candidate_of(actor)?.candidate_id;
    let season = season_fetch_current(tx).await?.ok_or(ExamRegistrationError::NotPlanned)?;
    let windows = ExamWindows::of(&season).ok_or(ExamRegistrationError::NotPlanned)?;
    let registrant = registrant_fetch(tx, candidate_id)
        .await?
        .filter(|registrant| registrant.season == season.year)
        .ok_or(ExamRegistrationError::Forbidden)?;
    let record = record_or_begin(tx, ctx, actor, &registrant).await?;
    let draft = exam_registration_draft_fetch(tx, record.id).await?;
    let mut named = draft.forms.named_codes();
    named.extend(also.iter().cloned());
    named.extend(registrant.unit.high_school_code.clone());
    named.extend(registrant.roll.schools.iter().flatten().cloned());
    let latest = exam_registration_latest_version(tx, candidate_id).await?;
    if let Some(latest) = &latest {
        named.extend(ExamRegistrationForms::from(&latest.content).named_codes());
    }
    let schools = high_schools_fetch(tx, &named).await?;
    let communes = communes_fetch(tx, season.year, &named).await?;
    let categories = categories_fetch(tx, season.year).await?;
    let provinces = provinces_fetch(tx).await?;
    let ethnic_groups = ethnic_groups_fetch(tx).await?;
    let receiving_points = match registrant.kind.is_free_candidate() {
        true => receiving_points_fetch(tx).await?,
        false => Vec::new(),
    };
    let birth_province = match &registrant.identity {
        IdentityNumber::PersonalId(number) => province_of_citizen_id(tx, number.province_code()).await?,
        IdentityNumber::Passport(_) => None,
    };
    let certificates = certificates_fetch(tx, season.year).await?;
    let graduation_categories = graduation_categories_fetch(tx, season.year).await?;
    let encouragements = encouragements_fetch(tx, season.year).await?;
    let residence_rules = residence_rules_fetch(tx, season.year).await?;
    let points = |offered: &[BonusOnOffer]| offered.iter().map(|bonus| (bonus.code.clone(), bonus.points)).collect();
    let procedures = [PhaseKind::ExamProcedures, PhaseKind::Exam].map(|kind| season.calendar.phase(kind));
    let procedures_day = procedures.into_iter().flatten().next().map(|phase| phase.opens_at.day_in_vietnam());
    let codes = |named: &[Named]| named.iter().map(|named| named.code.clone()).collect::<BTreeSet<_>>();
    let files = stored_files_fetch(tx, candidate_id).await?;
    let rules = RegistrationRules {
        kind: registrant.kind,
        education_form: registrant.unit.education_form,
        has_passport: registrant.identity.kind() == IdentityKind::Passport,
        place: registrant.unit.place.clone(),
        studied_on_roll: registrant.roll.studied.clone(),
        exam_year: season.year.0,
        procedures_day,
        offered: subjects_fetch(tx).await?,
        exam: season.rules.exam,
        known: KnownCodes {
            schools: schools.iter().map(|school| (school.code.clone(), school.area)).collect::<BTreeMap<_, _>>(),
            categories: categories.iter().map(|category| (category.code.clone(), category.group)).collect(),
            communes: communes.iter().map(|commune| (commune.code.clone(), commune.area)).collect(),
            residence_rules: residence_rules.iter().map(|rule| (rule.ground, rule.rule)).collect(),
            graduation_categories: points(&graduation_categories),
            encouragements: points(&encouragements),
            certificates: certificates
                .iter()
                .map(|offered| {
                    let CertificateOnOffer { code, language, requirement, .. } = offered;
                    (code.clone(), Certificate { language: *language, requirement: requirement.clone() })
                })
                .collect(),
            provinces: codes(&provinces),
            ethnic_groups: codes(&ethnic_groups),
            units: receiving_points.iter().map(|point| (point.place.code(), point.place.clone())).collect(),
        },
        files: FileRules {
            asks_portrait: season.rules.files.asks_portrait,
            asks_evidence: season.rules.files.asks_evidence,
            known: files.iter().map(|file| (file.id, file.used_as)).collect(),
        },
    };
    let versions = exam_registration_versions_list(tx, record.id).await?;
    let open_rejection = exam_registration_open_rejection(tx, record.id).await?;
    let events = registration_history_fetch(tx, HistoryOf::Candidate(candidate_id)).await?;
    let amendments = amendment::fetch(tx, candidate_id, season.year).await?;
    Ok(ExamRegistration {
        latest,
        versions,
        windows: if open_rejection.is_some() { windows.of_returned_form() } else { windows },
        practice: season
            .calendar
            .phase(PhaseKind::RegistrationPractice)
            .map(|practice| (practice.opens_at, practice.closes_at)),
        papers_frozen_at: windows.closes_at,
        open_rejection,
        events,
        amendments,
        registrant,
        record,
        draft,
        rules,
        schools,
        categories,
        communes,
        provinces,
        birth_province,
        ethnic_groups,
        receiving_points,
        files,
        file_limits: season.rules.files,
        certificates,
        graduation_categories,
        encouragements,
        residence_rules,
    })
}

async fn record_or_begin(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    registrant: &Registrant,
) -> Result<ExamRegistrationRecord, ExamRegistrationError> {
    let candidate_id = registrant.candidate_id;
    if let Some(record) = exam_registration_fetch_for_update(tx, candidate_id).await? {
        return Ok(record);
    }
    let id = ExamRegistrationId(ctx.fresh_uuid());
    exam_registration_create(tx, id, candidate_id, ctx.now()).await?;
    let record = exam_registration_fetch_for_update(tx, candidate_id).await?.ok_or(StorageError::inconsistent(
        "exam_registration",
        "candidate_id",
        candidate_id.0,
    ))?;
    // Someone else may have begun it in the meantime; then theirs is the one.
    if record.id == id {
        audit(tx, ctx, actor, &record, Act::new("exam_registration.begin")).await?;
    }
    Ok(record)
}

/// Stores a change of state with its event and its trace.
pub(super) async fn change_state(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    record: &ExamRegistrationRecord,
    change: (&ExamRegistrationState, &TransitionEvent),
    form_number: Option<&str>,
) -> Result<(), StorageError> {
    let (next, event) = change;
    let stored = StateChange { event_id: ctx.fresh_uuid(), event, actor, form_number };
    exam_registration_transition(tx, record, next, stored).await
}

/// Writes what was done to the registration to the audit log.
pub(super) async fn audit(
    tx: &mut Tx,
    ctx: &Ctx,
    actor: &Actor,
    record: &ExamRegistrationRecord,
    act: Act,
) -> Result<(), StorageError> {
    audit::record(tx, ctx, actor, act.about(record.candidate_id).on(record.id.0)).await
}
