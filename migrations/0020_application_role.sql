-- The application's own role: it owns nothing, so that row-level security binds it, and has the verbs that the code
-- needs and no others. What is append-only is so by right: nobody who speaks as the application rewrites it.
--
-- Every later migration grants what its new tables need; a test compares the catalogue with the rules.

-- Roles belong to the whole cluster: another database may have made it, or be about to.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;

GRANT USAGE ON SCHEMA public TO portal_app;

-- Reference data: loaded by the owner.
GRANT SELECT ON province, old_province, commune, ethnic_group, subject, subject_combination, institution, past_cutoff,
    high_school, department, registration_unit, season, season_setting, season_phase, season_payment_group,
    season_method, season_priority_category, programme, programme_combination TO portal_app;
-- Loaded by the owner too, and personal.
GRANT SELECT ON school_roll_entry, mark TO portal_app;

GRANT SELECT, INSERT, UPDATE ON demo_clock TO portal_app;

-- Append-only.
GRANT SELECT, INSERT ON audit_log, audit_chain, audit_checkpoint, audit_verification, exam_registration_version,
    exam_registration_event, preference_list_version, preference, payment_event, matching_run, matching_programme_result,
    matching_preference_result, enrolment, person, candidate TO portal_app;
-- A notification that was refused gives way to its better copy.
GRANT SELECT, INSERT, UPDATE ON payment_notice TO portal_app;

-- Edited, or locked before something is decided by them.
GRANT SELECT, INSERT, UPDATE ON exam_registration, exam_registration_section, registry_comparison, preference_draft, bill,
    payment_order, matching_publication, publication_proposal, mail_outbox TO portal_app;
-- Of an account neither the role nor the office is ever changed: there would be another account.
GRANT SELECT, INSERT, UPDATE (password_hash, disabled_at, disabled_by, disabled_reason) ON staff TO portal_app;
GRANT SELECT, INSERT, UPDATE ON staff_invitation, staff_password_reset, access_question, alert, candidate_freeze
    TO portal_app;
-- Emptied once it is no more of use: what waits for the chain, sessions that are over.
GRANT SELECT, INSERT, DELETE ON audit_unchained TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON session, known_device, staff_second_factor, staff_recovery_code TO portal_app;

GRANT USAGE ON SEQUENCE form_number_seq TO portal_app;
