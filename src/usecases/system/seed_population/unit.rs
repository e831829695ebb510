//! The people of one unit, each with what they have done so far. Pure: from the plan, the season's rules and a seed.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::{
    forms::{Answers, forms, rules_of},
    history::{Actors, History, Moments},
    marks::{Choices, Published},
    people::{Made, citizen_number, somebody},
    places::{PlannedUnit, Stage},
};
use crate::{
    domain::{
        candidate::{kind::CandidateKind, name::FullName},
        exam::{
            numbering::form_number,
            seating::{SeatingStart, Sitter, seat},
            sections::{RegistrationRules, Section},
            situation::Situation,
            state::{ExamWindows, RegistrationStatus},
            subject::Subject,
        },
        ids::CandidateId,
        time::Instant,
    },
    storage::population::{
        SeedProvince, SeededCandidate, SeededComparison, SeededForm, SeededSeat, SeededSection, SeededUnitWork,
        SeededUnlock, SeededVenue,
    },
    usecases::system::draw::Draw,
};

/// What all units have in common.
pub struct Season {
    /// The seed.
    pub seed: u64,
    /// Rules with the codes that everybody may name; units add their own.
    pub rules: RegistrationRules,
    /// When what may be done.
    pub windows: ExamWindows,
    /// How many sit in a room.
    pub room_size: u16,
    /// The provinces.
    pub provinces: Vec<SeedProvince>,
    /// What was published.
    pub published: Published,
    /// How each province chooses its papers.
    pub choices: Vec<Choices>,
    /// The first running number of a form.
    pub first_form_number: i64,
}

/// Of a thousand on the roll so many have not signed in yet, and of those who have, so many have not begun.
const ABSENT_PER_MILLE: usize = 60;
const NOT_BEGUN_PER_MILLE: usize = 30;
/// The roll has another birth date for so many of a thousand.
const ROLL_ERRS_PER_MILLE: usize = 8;
/// So many of a thousand pupils repeated a year.
const A_YEAR_OLDER_PER_MILLE: usize = 30;
/// Pupils of a class.
const CLASS_SIZE: u64 = 40;
/// The marks serve admission for so many of a thousand.
const FOR_ADMISSION_PER_MILLE: usize = 890;

/// On which grounds free candidates register, by how many of a hundred.
const FREE_KINDS: [(CandidateKind, u64); 3] = [
    (CandidateKind::NotGraduated, 25),
    (CandidateKind::GraduateForAdmission, 65),
    (CandidateKind::VocationalForAdmission, 10),
];

/// What the registry said, with how many of a thousand it said so of.
const COMPARISONS: [(&str, u64); 4] = [("matched", 955), ("partial", 33), ("not_found", 10), ("invalid", 2)];

/// A candidate who is being made up.
struct Person {
    draw: Draw,
    id: Uuid,
    made: Made,
    kind: CandidateKind,
    /// The place among all.
    place: u64,
    papers: [Subject; 4],
}

/// What all people of a unit have in common.
struct Here<'a> {
    season: &'a Season,
    unit: &'a PlannedUnit,
    /// The rules for each kind of candidate that it has.
    rules: BTreeMap<CandidateKind, RegistrationRules>,
    moments: &'a Moments,
    actors: Actors,
}

/// The work of a unit; `None` where the season's data do not suffice for one.
pub fn work(season: &Season, unit: &PlannedUnit, department_lead: Uuid) -> Option<SeededUnitWork> {
    let draw = Draw::of_part(season.seed, unit.part);
    let moments = Moments::of_unit(&draw, &season.windows);
    let actors = Actors { verifier: unit.staff.0.0, head: unit.staff.1.0, lead: department_lead };
    let kinds: &[CandidateKind] =
        if unit.unit.school.is_some() { &[CandidateKind::CurrentGrade12] } else { &FREE_KINDS.map(|(kind, _)| kind) };
    let rules = kinds.iter().map(|kind| (*kind, rules_of(season, unit, *kind))).collect();
    let here = Here { season, unit, rules, moments: &moments, actors };
    let mut candidates = Vec::with_capacity(usize::try_from(unit.size).ok()?);
    for index in 0..unit.size {
        candidates.push(candidate(&here, index)?);
    }
    let accepted = |candidate: &&SeededCandidate| {
        let state = candidate.form.as_ref().map(|form| form.state);
        state.is_some_and(|state| ["locked", "unlocked", "signed", "numbered"].contains(&state))
    };
    let forms = candidates.iter().filter(accepted).count();
    let sign_off = (forms > 0).then(|| (draw.id(moments.lock), moments.lock, actors.head, forms));
    let venue = match &unit.venue {
        Some((code, first_number)) => {
            let province = season.provinces.get(unit.province)?;
            let venue = SeededVenue {
                id: draw.id(moments.number),
                department: unit.unit.department.clone(),
                venue_code: code.clone(),
                name: unit.unit.name.clone(),
                address: province.name.clone(),
                numbering: draw.id(moments.number),
                at: moments.number,
                by: department_lead,
            };
            give_numbers(season, &unit.unit.department, *first_number, &mut candidates);
            Some(venue)
        }
        None => None,
    };
    Some(SeededUnitWork { unit: unit.unit.id, candidates, sign_off, venue })
}

/// Numbers and rooms for those whose form has a number, in the order of their names. Nobody else has marks.
fn give_numbers(season: &Season, council: &str, next_number: u32, candidates: &mut [SeededCandidate]) {
    let is_numbered = |candidate: &SeededCandidate| {
        candidate.form.as_ref().is_some_and(|form| form.state == RegistrationStatus::Numbered.as_str())
    };
    let sitters = candidates.iter().filter(|candidate| is_numbered(candidate)).filter_map(|candidate| {
        let full_name = FullName::parse(&candidate.full_name).ok()?;
        Some(Sitter { candidate_id: CandidateId(candidate.id), full_name, birth_date: candidate.birth_date })
    });
    let start = SeatingStart { next_number, taken: 0, room_size: season.room_size };
    let seated = seat(sitters.collect(), council, start).unwrap_or_default();
    let mut by_id: HashMap<Uuid, _> = seated.into_iter().map(|seated| (seated.candidate_id.0, seated)).collect();
    for candidate in candidates {
        match by_id.remove(&candidate.id) {
            Some(seated) => {
                candidate.seat = Some(SeededSeat {
                    number: seated.number.to_string(),
                    room: seated.room,
                    seat: seated.seat,
                    document_code: document_code(&Draw::of_part(season.seed, u64::from_be_bytes(tail(candidate.id)))),
                });
            }
            None => candidate.marks.clear(),
        }
    }
}

/// The random end of an id.
fn tail(id: Uuid) -> [u8; 8] {
    let mut end = [0; 8];
    end.copy_from_slice(&id.as_bytes()[8..]);
    end
}

/// The number of a paper, as `new_document_code` of the database makes them.
fn document_code(draw: &Draw) -> String {
    let (first, second) = (draw.0.public_number(""), draw.0.public_number(""));
    format!("{}{second}", first.trim_start_matches('-'))
}

fn candidate(here: &Here<'_>, index: u64) -> Option<SeededCandidate> {
    let Here { season, unit, .. } = *here;
    let place = unit.first + index;
    let draw = Draw::of_part(season.seed, (1 << 40) + place);
    let province = season.provinces.get(unit.province)?;
    let kind = match unit.unit.school {
        Some(_) => CandidateKind::CurrentGrade12,
        None => draw.weighted(&FREE_KINDS)?,
    };
    let year = i32::from(season.rules.exam_year)
        - 18
        - match kind {
            CandidateKind::CurrentGrade12 => i32::from(draw.happens(A_YEAR_OLDER_PER_MILLE)),
            _ => 1 + i32::try_from(draw.below(9)).ok()?,
        };
    let made = somebody(&draw, &province.code, year)?;
    let identity_number = citizen_number(&province.citizen_id_codes, unit.first_of_province + index, &made)?;
    let (papers, marks) = season.published.sit(&draw, season.choices.get(unit.province)?, &province.code)?;
    // Ids sort as people were added.
    let id = draw.id(season.windows.opens_at.plus_seconds(i64::try_from(place / 1_000).ok()?));
    let is_pupil = kind == CandidateKind::CurrentGrade12;
    let signed_in_at = (unit.stage != Stage::Verifying || !draw.happens(ABSENT_PER_MILLE))
        .then(|| draw.moment(season.windows.opens_at, here.moments.last_sign_in));
    let birth_date = made.birth_date;
    let mut candidate = SeededCandidate {
        id,
        identity_number,
        full_name: made.full_name.clone(),
        birth_date,
        birth_date_on_roll: if draw.happens(ROLL_ERRS_PER_MILLE) { birth_date.next_day()? } else { birth_date },
        sex: if made.is_female { "female" } else { "male" },
        ethnic_group: made.ethnic_group.to_owned(),
        class_name: if is_pupil { format!("12A{}", index / CLASS_SIZE + 1) } else { String::new() },
        school: unit.unit.school.clone(),
        kind: kind.as_str(),
        signed_in_at,
        comparison: None,
        form: None,
        seat: None,
        marks: papers.into_iter().zip(marks).collect(),
    };
    let Some(signed_in_at) = signed_in_at else { return Some(candidate) };
    let person = Person { draw, id, made, kind, place, papers };
    candidate.comparison = comparison(&person, unit.stage, signed_in_at, birth_date);
    if unit.stage != Stage::Verifying || !person.draw.happens(NOT_BEGUN_PER_MILLE) {
        candidate.form = Some(form(here, &person, &candidate.class_name, signed_in_at)?);
    }
    Some(candidate)
}

fn comparison(
    person: &Person,
    stage: Stage,
    signed_in_at: Instant,
    birth_date: time::Date,
) -> Option<SeededComparison> {
    // What is signed off was settled before.
    let status = if stage == Stage::Verifying { person.draw.weighted(&COMPARISONS)? } else { "matched" };
    let registered = birth_date.previous_day()?;
    let difference = (status == "partial").then(|| ("birth_date", registered.to_string()));
    let at = signed_in_at.plus_minutes(1);
    Some(SeededComparison {
        status,
        difference,
        id: person.draw.id(at),
        request_id: person.draw.id(at),
        at,
        answer_sha256: person.draw.0.bytes(),
    })
}

fn form(here: &Here<'_>, person: &Person, class_name: &str, signed_in_at: Instant) -> Option<SeededForm> {
    let Here { season, unit, moments, actors, .. } = *here;
    let draw = &person.draw;
    let rules = here.rules.get(&person.kind)?;
    let answers = Answers {
        place: person.place,
        kind: person.kind,
        ethnic_group: person.made.ethnic_group,
        papers: person.papers,
        class_name,
        is_for_admission: draw.happens(FOR_ADMISSION_PER_MILLE),
        graduation_year: season.rules.exam_year - 1 - i16::try_from(draw.below(5)).ok()?,
        phone_tail: draw.below(100_000_000),
    };
    let forms = forms(season, unit, &answers)?;
    let history = History::make(draw, person.id, unit.stage, signed_in_at, moments, actors, &season.windows)?;
    let situation = Situation::of(&forms, rules);
    let asked = Section::ALL.iter().filter(|section| situation.asks(**section, rules));
    // Whoever still writes has not come to the end.
    let is_new = history.submissions.is_empty();
    let known = if is_new { 1 + draw.below(9) } else { usize::MAX };
    let sections: Option<Vec<SeededSection>> = asked
        .filter_map(|section| forms.form(*section).map(|form| (*section, form)))
        .take(known)
        .zip(1..)
        .map(|((section, form), minutes)| {
            let form = serde_json::to_string(&form).ok()?;
            Some(SeededSection { section: section.as_str(), form, saved_at: signed_in_at.plus_minutes(minutes) })
        })
        .collect();
    let (mut content, mut correction) = (String::new(), None);
    if !is_new {
        let submitted = forms.submit(rules).ok()?;
        content = serde_json::to_string(&submitted).ok()?;
        if history.state == RegistrationStatus::CorrectionRequested {
            let mut proposed = forms;
            if let Some(contact) = &mut proposed.contact {
                contact.phone = format!("08{:08}", draw.below(100_000_000));
            }
            let proposed = serde_json::to_string(&proposed.submit(rules).ok()?).ok()?;
            let at = history.changes.last()?.event.at;
            correction = Some((draw.id(at), proposed, at));
        }
    }
    let unlock = history.unlock.map(|(requested_at, decided_at, reason)| SeededUnlock {
        id: draw.id(requested_at),
        reason,
        requested_at,
        requested_by: actors.head,
        decided_at,
        decided_by: actors.lead,
    });
    let sequence = season.first_form_number + i64::try_from(person.place).ok()?;
    let last_change = history.changes.last().map(|change| change.event.at);
    let sections = sections?;
    let last_save = sections.last().map_or(signed_in_at, |section| section.saved_at);
    Some(SeededForm {
        state: history.state.as_str(),
        form_number: (!is_new).then(|| form_number(&unit.unit.unit_code, sequence)),
        submitted_at: history.submissions.last().copied(),
        decided_at: history.decided_at,
        rejection: history.rejection,
        updated_at: last_change.unwrap_or(last_save),
        sections,
        content,
        submissions: history.submissions.iter().map(|at| (*at, document_code(draw))).collect(),
        changes: history.changes,
        correction,
        unlock,
    })
}
