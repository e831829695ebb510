//! Two of each tenant, a and b, with a row in every table that the policies guard: whose a row is can be told from its
//! text, for each holds an id, a code or a number of its tenant.

use portal::{
    domain::{
        access::{Actor, CandidateActor, StaffActor, StaffRole},
        ids::{CandidateId, DepartmentCode, InstitutionCode, PersonId, RegistrationUnitId, StaffId},
    },
    testing::TestApp,
};
use uuid::Uuid;

/// One of the two.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    letter: char,
    number: &'static str,
}

pub const A: Side = Side { letter: 'a', number: "11111111" };
pub const B: Side = Side { letter: 'b', number: "22222222" };

/// The public run, in which both have a seat.
pub const RUN: Uuid = Uuid::from_u128(0xcccc_cccc_0000_7000_8000_0000_0000_0001);

impl Side {
    pub fn uuid(self, number: u8) -> Uuid {
        id(self.letter, number).parse().unwrap()
    }

    pub fn candidate(self) -> CandidateId {
        CandidateId(self.uuid(4))
    }

    pub fn unit(self) -> RegistrationUnitId {
        RegistrationUnitId(self.uuid(1))
    }

    pub fn institution(self) -> InstitutionCode {
        InstitutionCode(format!("mark-{}", self.letter))
    }

    /// What the rows of this side can be told by.
    pub fn owns(self, row: &str) -> bool {
        row.contains(&id(self.letter, 0)[..9]) || row.contains(&self.institution().0) || row.contains(self.number)
    }

    pub fn actor(self, kind: &str) -> Actor {
        let (unit, department) = (self.unit(), DepartmentCode(self.institution().0));
        let institution = self.institution();
        let (account, role) = match kind {
            "candidate" => {
                return Actor::Candidate(CandidateActor {
                    person_id: PersonId(self.uuid(3)),
                    candidate_id: self.candidate(),
                    is_level_2: true,
                    authenticated_at: portal::domain::time::Instant::parse("2026-08-14T09:00").unwrap(),
                });
            }
            "school_staff" => (5, StaffRole::SchoolStaff { unit }),
            "school_head" => (5, StaffRole::SchoolHead { unit }),
            "department_staff" => (6, StaffRole::DepartmentStaff { department }),
            "department_lead" => (6, StaffRole::DepartmentLead { department }),
            "institution_staff" => (7, StaffRole::InstitutionStaff { institution }),
            "institution_lead" => (7, StaffRole::InstitutionLead { institution }),
            other => unreachable!("{other}"),
        };
        Actor::Staff(StaffActor { staff_id: StaffId(self.uuid(account)), role })
    }
}

/// Somebody of the whole country.
pub fn national(role: StaffRole) -> Actor {
    Actor::Staff(StaffActor { staff_id: StaffId(id('c', 2).parse().unwrap()), role })
}

fn id(letter: char, number: u8) -> String {
    format!("{}-0000-7000-8000-{number:012}", letter.to_string().repeat(8))
}

/// The portal after publication, with both.
pub async fn start() -> TestApp {
    let app = TestApp::start("2026-08-14T09:00").await;
    sqlx::raw_sql(NATIONAL).execute(app.owner()).await.unwrap();
    for side in [A, B] {
        let mut script = TENANT.replace("$letter", &side.letter.to_string()).replace("$number", side.number);
        // From the end, so that `id1` is not taken out of `id11`.
        for number in (1..=32).rev() {
            script = script.replace(&format!("$id{number}"), &format!("'{}'", id(side.letter, number)));
        }
        sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(app.owner()).await.unwrap();
    }
    app
}

const NATIONAL: &str = "
    INSERT INTO staff (id, email, full_name, role, password_hash) VALUES
        ('cccccccc-0000-7000-8000-000000000002', 'operator@test', 'Điều hành', 'ministry_operator', ''),
        ('cccccccc-0000-7000-8000-000000000003', 'releaser@test', 'Giám sát', 'ministry_releaser', '');
    INSERT INTO matching_run (id, season, started_at, input_sha256, output_sha256, candidates, preferences, considered,
        admitted, verified_at)
    VALUES ('cccccccc-0000-7000-8000-000000000001', 2026, now(), '', '', 2, 2, 2, 2, now());
    INSERT INTO publication_proposal (id, season, run_id, output_sha256, visible_from, proposed_by, proposed_at, state)
    VALUES ('cccccccc-0000-7000-8000-000000000004', 2026, 'cccccccc-0000-7000-8000-000000000001', '', '2026-08-13 10:00Z',
        'cccccccc-0000-7000-8000-000000000002', now(), 'proposed');
    INSERT INTO matching_publication (season, run_id, visible_from, published_at, proposed_by, approved_by)
    VALUES (2026, 'cccccccc-0000-7000-8000-000000000001', '2026-08-13 10:00Z', now(),
        'cccccccc-0000-7000-8000-000000000002', 'cccccccc-0000-7000-8000-000000000003');
    INSERT INTO gateway_statement (day, fetched_at, lines, sum_dong) VALUES ('2026-07-17', now(), 2, 30000);
    INSERT INTO gateway_comparison (day, compared_at, differences) VALUES ('2026-07-17', now(), 2);
    INSERT INTO payment_window_extension (id, season, province_group, closed_before, closes_at, reason, extended_by,
        extended_at)
    VALUES ('cccccccc-0000-7000-8000-000000000006', 2026, 4, '2026-07-21 10:00Z', '2026-07-22 10:00Z', 'Sự cố',
        'cccccccc-0000-7000-8000-000000000002', now());
    INSERT INTO audit_checkpoint (day, entries, last_hash, previous_hash, closed_at, public_key, signature)
    VALUES ('2026-08-01', 2, sha256('b'), sha256(''), now(), sha256(''), sha256('') || sha256(''));
    INSERT INTO audit_verification (id, started_at, finished_at, days, entries)
    VALUES ('cccccccc-0000-7000-8000-000000000005', now(), now(), 1, 2);
";

const TENANT: &str = "
    INSERT INTO department (code, name, province_code, exam_council_code)
    SELECT 'mark-$letter', 'Sở', min(code), '99' FROM province;
    INSERT INTO registration_unit (id, department_code, unit_code, name) VALUES ($id1, 'mark-$letter', '001', 'Trường');
    INSERT INTO institution (code, name, search_text) VALUES ('mark-$letter', 'Trường đại học', '');
    INSERT INTO programme (id, season, institution_code, admission_code, name, quota, is_teacher_training, search_text)
    VALUES ($id2, 2026, 'mark-$letter', 'one', 'Ngành', 1, false, '');
    INSERT INTO person (id, subject, identity_kind, identity_number, full_name, birth_date, sex, created_at)
    VALUES ($id3, 'mark-$letter', 'personal_id', '04620800000$letter', 'Nguyễn Thị Thử', '2008-01-01', 'female', now());
    INSERT INTO candidate (id, person_id, season, kind, registration_unit_id, candidate_number, created_at)
    VALUES ($id4, $id3, 2026, 'current_grade12', $id1, '$number', now());
    INSERT INTO school_roll_entry (season, registration_unit_id, identity_kind, identity_number, full_name, birth_date, sex,
        ethnic_group_code, class_name, candidate_kind)
    SELECT 2026, $id1, 'personal_id', '04620800000$letter', 'Nguyễn Thị Thử', '2008-01-01', 'female', min(code), '12A1',
        'current_grade12' FROM ethnic_group;
    INSERT INTO staff (id, email, full_name, role, registration_unit_id, department_code, institution_code, password_hash)
    VALUES ($id5, 'school@mark-$letter', 'Cán bộ trường', 'school_staff', $id1, NULL, NULL, ''),
        ($id6, 'department@mark-$letter', 'Cán bộ sở', 'department_staff', NULL, 'mark-$letter', NULL, ''),
        ($id7, 'institution@mark-$letter', 'Cán bộ tuyển sinh', 'institution_staff', NULL, NULL, 'mark-$letter', '');
    INSERT INTO staff_invitation (id, email, full_name, search_text, role, registration_unit_id, invited_by, created_at,
        expires_at, state)
    VALUES ($id16, 'new@mark-$letter', 'Cán bộ mới', '', 'school_staff', $id1, $id5, now(), now() + interval '1 day', 'open');
    INSERT INTO staff_password_reset (id, staff_id, requested_by, created_at, expires_at, state)
    VALUES ($id17, $id5, $id6, now(), now() + interval '1 day', 'open');
    INSERT INTO staff_second_factor (staff_id, sealed_secret, begun_at) VALUES ($id5, '', now());
    INSERT INTO staff_recovery_code (staff_id, code_hash) VALUES ($id5, '');
    INSERT INTO session (id_hash, data, expires_at, public_id, owner_kind, owner_id, begun_at, last_seen_at, ends_at, browser,
        system)
    VALUES (sha256('$letter'), '{}', now() + interval '1 hour', $id19, 'person', $id3, now(), now(), now() + interval '1 hour',
        'firefox', 'linux');
    INSERT INTO unsaved_section (person_id, section, shown_version, fields, typed_at)
    VALUES ($id3, 'contact', 0, '{}', now());
    INSERT INTO known_device (person_id, secret_hash, browser, system, first_seen_at, last_seen_at)
    VALUES ($id3, sha256('$letter'), 'firefox', 'linux', now(), now());
    INSERT INTO alert (id, candidate_id, kind, raised_at, occurred_at, expires_at, browser, system)
    VALUES ($id20, $id4, 'new_device', now(), now(), now() + interval '1 hour', 'firefox', 'linux');
    INSERT INTO candidate_freeze (id, candidate_id, alert_id, frozen_at) VALUES ($id21, $id4, $id20, now());
    INSERT INTO audit_log (id, at, recorded_at, actor_kind, actor_id, tenant_kind, tenant, action, candidate_id)
    VALUES ($id8, now(), now(), 'school_staff', $id5, 'unit', $id1, 'test.act', $id4);
    INSERT INTO audit_unchained (recorded_at, entry_id) VALUES (now(), $id8);
    INSERT INTO audit_chain (day, number, entry_id, hash)
    VALUES ('2026-08-01', $number, $id8, sha256('$letter'));
    INSERT INTO access_question (id, entry_id, candidate_id, tenant_kind, tenant, department_code, question, asked_at, due_at)
    VALUES ($id18, $id8, $id4, 'unit', $id1, 'mark-$letter', 'Vì sao?', now(), now());
    INSERT INTO mail_outbox (id, recipient, template, language, created_at, next_attempt_at)
    VALUES ($id9, 'an@mark-$letter', 'test', 'vi', now(), now());
    INSERT INTO exam_registration (id, candidate_id, state, form_number, version, submitted_at, updated_at)
    VALUES ($id10, $id4, 'submitted', 'mark-$letter', 1, now(), now());
    INSERT INTO exam_registration_section (registration_id, section, form, is_complete, version, saved_at)
    VALUES ($id10, 'contact', '{\"email\": \"an@example.vn\"}', true, 1, now());
    INSERT INTO exam_registration_version (registration_id, number, content, submitted_at) VALUES ($id10, 1, '{}', now());
    INSERT INTO exam_arrangement (registration_id, number, kinds, note) VALUES ($id10, 1, '{braille}', '');
    INSERT INTO exam_registration_event (id, registration_id, at, actor_kind, actor_id, from_state, to_state)
    VALUES ($id11, $id10, now(), 'candidate', $id4, 'draft', 'submitted');
    INSERT INTO stored_file (id, candidate_id, name, purpose, media_type, size_bytes, sha256, uploaded_at)
    VALUES ($id28, $id4, md5('$letter'), 'portrait', 'image/jpeg', 1, sha256('$letter'), now());
    INSERT INTO exam_registration_version_file (registration_id, number, file_id) VALUES ($id10, 1, $id28);
    INSERT INTO registry_comparison (candidate_id, status) VALUES ($id4, 'unchecked');
    INSERT INTO registry_check (id, candidate_id, request_id, checked_at, status, answer_sha256)
    VALUES ($id23, $id4, $id23, now(), 'not_found', sha256('$letter'));
    INSERT INTO registry_case (id, case_number, candidate_id, kind, state, subject, opened_at, due_at)
    VALUES ($id24, 'mark-$letter', $id4, 'name', 'awaiting_candidate', '', now(), now());
    INSERT INTO registry_case_value (case_id, recorded, registered) VALUES ($id24, 'An', 'Ân');
    INSERT INTO registry_case_event (id, case_id, at, actor_kind, to_state)
    VALUES ($id25, $id24, now(), 'system', 'awaiting_candidate');
    INSERT INTO registration_claim (registration_id, staff_id, claimed_at, lapses_at) VALUES ($id10, $id5, now(), now());
    INSERT INTO batch_approval (id, registration_unit_id, staff_id, approved_at) VALUES ($id29, $id1, $id5, now());
    INSERT INTO batch_approval_item (batch_id, registration_id, version) VALUES ($id29, $id10, 1);
    INSERT INTO roll_import (id, season, registration_unit_id, uploaded_by, uploaded_at, file_name, format, size_bytes,
        file_sha256, state)
    VALUES ($id28, 2026, $id1, $id5, now(), '12A1.csv', 'csv', 1, sha256('$letter'), 'checked');
    INSERT INTO roll_import_piece (import_id, number, bytes) VALUES ($id28, 0, 'x');
    INSERT INTO roll_import_row (import_id, line, verdict, faults) VALUES ($id28, 2, 'wrong', 'number:missing');
    INSERT INTO exam_venue (id, season, department_code, venue_code, name, address)
    VALUES ($id26, 2026, 'mark-$letter', '01', 'Điểm thi', 'Huế');
    INSERT INTO exam_venue_unit (season, registration_unit_id, venue_id) VALUES (2026, $id1, $id26);
    INSERT INTO exam_number_counter (season, department_code, next_number) VALUES (2026, 'mark-$letter', 2);
    INSERT INTO exam_numbering (id, venue_id, at, numbered_by, numbered) VALUES ($id28, $id26, now(), $id6, 1);
    INSERT INTO exam_seat (candidate_id, venue_id, room, seat, numbering_id) VALUES ($id4, $id26, 1, 1, $id28);
    INSERT INTO amendment (candidate_id, number, fact, printed, corrected, reason, evidence, amended_at, amended_by)
    VALUES ($id4, 1, 'full_name', 'Nguyễn Thị Thừ', 'Nguyễn Thị Thử', 'In sai', 'Giấy khai sinh', now(), $id6);
    INSERT INTO unit_sign_off (id, registration_unit_id, season, at, signed_off_by, forms)
    VALUES ($id29, $id1, 2026, now(), $id5, 1);
    INSERT INTO unlock_request (id, registration_id, reason, requested_at, requested_by)
    VALUES ($id30, $id10, 'Sai lớp', now(), $id5);
    INSERT INTO correction_request (id, registration_id, section, base_number, proposed, reason, requested_at)
    VALUES ($id26, $id10, 'contact', 1, '{}', 'Sai', now());
    INSERT INTO mark (season, candidate_number, subject_code, mark_hundredths) VALUES (2026, '$number', 'toan', 800);
    INSERT INTO mark_appeal (id, candidate_id, season, candidate_number, subject_code, mark_hundredths, state, submitted_at,
        proposed_by, decided_at, decided_by, decided_hundredths, answer)
    VALUES ($id31, $id4, 2026, '$number', 'toan', 800, 'changed', now(), $id6, now(),
        'cccccccc-0000-7000-8000-000000000002', 850, 'Cộng sót');
    INSERT INTO mark_appeal_event (id, appeal_id, at, actor_kind, actor_id, to_state)
    VALUES ($id32, $id31, now(), 'candidate', $id4, 'submitted');
    INSERT INTO mark_change (season, candidate_number, subject_code, appeal_id, before_hundredths, mark_hundredths, changed_at)
    VALUES (2026, '$number', 'toan', $id31, 800, 850, now());
    INSERT INTO preference_draft (candidate_id, version, programme_ids, updated_at) VALUES ($id4, 1, ARRAY[$id2]::uuid[], now());
    INSERT INTO preference_list_version (id, candidate_id, number, submitted_at, receipt_number)
    VALUES ($id12, $id4, 1, now(), 'mark-$letter');
    INSERT INTO preference (list_version_id, rank, programme_id) VALUES ($id12, 1, $id2);
    INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at)
    VALUES ($id13, $id4, $id12, 1, 15000, 15000, now());
    INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at)
    VALUES ($id14, $id13, 'mark-$letter', 15000, 'pending', now(), now());
    INSERT INTO payment_event (id, order_id, at, source, from_state, to_state)
    VALUES ($id15, $id14, now(), 'browser', 'created', 'pending');
    INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id)
    VALUES ($id22, now(), 'bill_issued', 'receivable', 'fee_income', 15000, $id13);
    INSERT INTO payment_link (id, bill_id, created_at) VALUES ($id27, $id13, now());
    INSERT INTO payment_notice (reference, gateway_transaction, transaction_status, raw_query, received_at, reply_code)
    VALUES ('mark-$letter', '1', '00', '', now(), '97');
    INSERT INTO gateway_statement_line (day, transaction_no, reference, kind, amount_dong, status, bank_code, at)
    VALUES ('2026-07-17', '$number', 'mark-$letter', 'payment', 15000, '00', 'NCB', now());
    INSERT INTO gateway_difference (id, reference, kind, day, found_at, statement_dong, ledger_dong)
    VALUES ($id23, 'mark-$letter', 'in_doubt', '2026-07-17', now(), 15000, 0);
    INSERT INTO payment_decision (id, order_id, at, decision, reason, decided_by)
    VALUES ($id24, $id14, now(), 'found_unpaid', 'Sao kê', 'cccccccc-0000-7000-8000-000000000002');
    INSERT INTO matching_programme_result (run_id, programme_id, quota, applicants, admitted)
    VALUES ('cccccccc-0000-7000-8000-000000000001', $id2, 1, 1, 1);
    INSERT INTO matching_preference_result (run_id, candidate_id, rank, programme_id, status, combination_code,
        exam_score_hundredths, priority_hundredths, score_hundredths, place)
    VALUES ('cccccccc-0000-7000-8000-000000000001', $id4, 1, $id2, 'admitted', 'A00', 2400, 0, 2400, 1);
    INSERT INTO enrolment (candidate_id, run_id, programme_id, confirmed_at, receipt_number)
    VALUES ($id4, 'cccccccc-0000-7000-8000-000000000001', $id2, now(), 'mark-$letter');
";
