//! Made-up people as rows of COPY.

use super::{
    Batch, SeededCandidate, SeededForm, SeededUnitWork,
    people::{SeededComparison, SeededSeat, SeededVenue},
};
use crate::{domain::ids::SeasonYear, storage::copy::Rows};

/// Places of the tables in the list of targets.
mod at {
    pub const PERSON: usize = 0;
    pub const ROLL: usize = 1;
    pub const CANDIDATE: usize = 2;
    pub const COMPARISON: usize = 3;
    pub const CHECK: usize = 4;
    pub const FORM: usize = 5;
    pub const SECTION: usize = 6;
    pub const VERSION: usize = 7;
    pub const EVENT: usize = 8;
    pub const CORRECTION: usize = 9;
    pub const UNLOCK: usize = 10;
    pub const SIGN_OFF: usize = 11;
    pub const VENUE: usize = 12;
    pub const VENUE_UNIT: usize = 13;
    pub const NUMBERING: usize = 14;
    pub const SEAT: usize = 15;
    pub const MARK: usize = 16;
}

const PERSONAL_ID: Option<&str> = Some("personal_id");

fn small(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl Batch {
    pub(super) fn add(&mut self, season: SeasonYear, work: &SeededUnitWork) {
        if let Some((id, moment, by, forms)) = work.sign_off {
            let mut row = self.rows[at::SIGN_OFF].row();
            row.uuid(id);
            row.uuid(work.unit);
            row.i16(Some(season.0));
            row.instant(Some(moment));
            row.uuid(by);
            row.i32(Some(small(forms)));
        }
        if let Some(venue) = &work.venue {
            let numbered = work.candidates.iter().filter(|candidate| candidate.seat.is_some()).count();
            self.add_venue(season, work, venue, numbered);
        }
        for candidate in &work.candidates {
            self.add_roll(season, work, candidate);
            if candidate.signed_in_at.is_some() {
                self.add_candidate(season, work, candidate);
            }
            if let Some(form) = &candidate.form {
                self.add_form(candidate, form);
            }
            if let (Some(seat), Some(venue)) = (&candidate.seat, &work.venue) {
                self.add_seat(season, candidate, seat, venue);
            }
        }
    }

    fn add_venue(&mut self, season: SeasonYear, work: &SeededUnitWork, venue: &SeededVenue, numbered: usize) {
        let mut row = self.rows[at::VENUE].row();
        row.uuid(venue.id);
        row.i16(Some(season.0));
        row.text(Some(&venue.department));
        row.text(Some(&venue.venue_code));
        row.text(Some(&venue.name));
        row.text(Some(&venue.address));
        let mut row = self.rows[at::VENUE_UNIT].row();
        row.i16(Some(season.0));
        row.uuid(work.unit);
        row.uuid(venue.id);
        let mut row = self.rows[at::NUMBERING].row();
        row.uuid(venue.numbering);
        row.uuid(venue.id);
        row.instant(Some(venue.at));
        row.uuid(venue.by);
        row.i32(Some(small(numbered)));
    }

    fn add_roll(&mut self, season: SeasonYear, work: &SeededUnitWork, candidate: &SeededCandidate) {
        let mut row = self.rows[at::ROLL].row();
        row.i16(Some(season.0));
        row.uuid(work.unit);
        row.text(PERSONAL_ID);
        row.text(Some(&candidate.identity_number));
        row.text(Some(&candidate.full_name));
        row.date(Some(candidate.birth_date_on_roll));
        row.text(Some(candidate.sex));
        row.text(Some(&candidate.ethnic_group));
        row.text(Some(&candidate.class_name));
        row.text(Some(candidate.kind));
        row.text(None);
        row.text(candidate.school.as_deref());
        row.text(candidate.school.as_deref());
        row.uuid(candidate.id);
    }

    fn add_candidate(&mut self, season: SeasonYear, work: &SeededUnitWork, candidate: &SeededCandidate) {
        let mut row = self.rows[at::PERSON].row();
        row.uuid(candidate.id);
        row.text(Some(&format!("{}{}", super::SUBJECTS.0, candidate.id)));
        row.text(PERSONAL_ID);
        row.text(Some(&candidate.identity_number));
        row.text(Some(&candidate.full_name));
        row.date(Some(candidate.birth_date));
        row.text(Some(candidate.sex));
        row.instant(candidate.signed_in_at);
        let mut row = self.rows[at::CANDIDATE].row();
        row.uuid(candidate.id);
        row.uuid(candidate.id);
        row.i16(Some(season.0));
        row.text(Some(candidate.kind));
        row.uuid(work.unit);
        row.text(candidate.seat.as_ref().map(|seat| seat.number.as_str()));
        row.instant(candidate.signed_in_at);
        if let Some(comparison) = &candidate.comparison {
            add_comparison(&mut self.rows, candidate, comparison);
        }
    }

    fn add_form(&mut self, candidate: &SeededCandidate, form: &SeededForm) {
        let mut row = self.rows[at::FORM].row();
        row.uuid(candidate.id);
        row.uuid(candidate.id);
        row.text(Some(form.state));
        row.text(form.form_number.as_deref());
        row.i32(Some(small(form.changes.len())));
        row.instant(form.submitted_at);
        row.instant(form.decided_at);
        row.text(form.rejection.as_ref().map(|(category, _)| *category));
        row.text(form.rejection.as_ref().map(|(_, words)| words.as_str()));
        row.instant(Some(form.updated_at));
        for section in &form.sections {
            let mut row = self.rows[at::SECTION].row();
            row.uuid(candidate.id);
            row.text(Some(section.section));
            row.json(&section.form);
            row.bool(true);
            row.i32(Some(1));
            row.instant(Some(section.saved_at));
        }
        for (number, (moment, document_code)) in (1..).zip(&form.submissions) {
            let mut row = self.rows[at::VERSION].row();
            row.uuid(candidate.id);
            row.i32(Some(number));
            row.json(&form.content);
            row.instant(Some(*moment));
            row.text(Some(document_code));
        }
        for change in &form.changes {
            let mut row = self.rows[at::EVENT].row();
            let rejection = change.event.rejection.as_ref();
            row.uuid(change.id);
            row.uuid(candidate.id);
            row.instant(Some(change.event.at));
            row.text(Some(change.actor_kind));
            row.uuid(change.actor_id);
            row.text(Some(change.event.from.as_str()));
            row.text(Some(change.event.to.as_str()));
            row.text(rejection.map(|rejection| rejection.category.as_str()));
            row.text(rejection.map(|rejection| rejection.text.as_str()).or(change.event.reason.as_deref()));
        }
        if let Some((id, proposed, moment)) = &form.correction {
            let mut row = self.rows[at::CORRECTION].row();
            row.uuid(*id);
            row.uuid(candidate.id);
            row.text(Some("contact"));
            row.i32(Some(small(form.submissions.len())));
            row.json(proposed);
            row.text(form.changes.last().and_then(|change| change.event.reason.as_deref()));
            row.instant(Some(*moment));
        }
        if let Some(unlock) = &form.unlock {
            let mut row = self.rows[at::UNLOCK].row();
            row.uuid(unlock.id);
            row.uuid(candidate.id);
            row.text(Some(&unlock.reason));
            row.instant(Some(unlock.requested_at));
            row.uuid(unlock.requested_by);
            row.instant(Some(unlock.decided_at));
            row.uuid(unlock.decided_by);
            row.bool(true);
        }
    }

    fn add_seat(&mut self, season: SeasonYear, candidate: &SeededCandidate, seat: &SeededSeat, venue: &SeededVenue) {
        let mut row = self.rows[at::SEAT].row();
        row.uuid(candidate.id);
        row.uuid(venue.id);
        row.i16(i16::try_from(seat.room).ok());
        row.i16(i16::try_from(seat.seat).ok());
        row.uuid(venue.numbering);
        row.text(Some(&seat.document_code));
        for (subject, mark) in &candidate.marks {
            let mut row = self.rows[at::MARK].row();
            row.i16(Some(season.0));
            row.text(Some(&seat.number));
            row.text(Some(subject.as_str()));
            row.i16(i16::try_from(mark.hundredths()).ok());
        }
    }
}

/// What is known of the comparison now, and the evidence of how it became known.
fn add_comparison(rows: &mut [Rows], candidate: &SeededCandidate, comparison: &SeededComparison) {
    let (fields, values) = match &comparison.difference {
        Some((field, value)) => (vec![*field], serde_json::json!({ *field: value }).to_string()),
        None => (Vec::new(), "{}".to_owned()),
    };
    let mut row = rows[at::COMPARISON].row();
    row.uuid(candidate.id);
    row.text(Some(comparison.status));
    row.texts(&fields);
    row.json(&values);
    row.text(Some(&comparison.request_id.to_string()));
    row.instant(Some(comparison.at));
    row.instant(None);
    let mut row = rows[at::CHECK].row();
    row.uuid(comparison.id);
    row.uuid(candidate.id);
    row.uuid(comparison.request_id);
    row.instant(Some(comparison.at));
    row.text(Some(comparison.status));
    row.texts(&fields);
    row.bytes(Some(&comparison.answer_sha256));
}
