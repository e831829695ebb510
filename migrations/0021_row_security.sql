-- The second wall: row-level security on every table with personal or tenant data, forced, so that it binds the owner
-- too. The first wall are the conditions of the use cases and their queries; this one does not know their mistakes.
--
-- A transaction names its actor (storage::Db::begin): portal.actor_kind, the role of domain/access, `candidate`,
-- `visitor` or `system`; portal.actor_id; portal.tenant_kind and portal.tenant, for whom the actor works. Nothing set:
-- no row. Foreign keys and unique constraints look past all this, as they must.
--
-- How the policies are written, so that they cost next to nothing in a large read:
-- * Settings are read in scalar sub-selects, once a statement and not once a row.
-- * Who may read all comes first.
-- * What is a tenant's by way of another table is in a set, which a function gives and PostgreSQL hashes once, if ever
--   it is asked for. A condition that looks the other row up would be counted for each row, though for the ministry it
--   is never tried: then the planner walks a national read index by index. That the functions set their search path
--   also keeps the planner from looking into them.
-- * The functions run as the actor. So none may ask, through any number of tables, for the table of its own policy:
--   matching, enrolment → candidate → person and everything that is a candidate's.
--
-- The policies do not know the season's clock: what of a run is public and from when is told by the first wall.

-- Whether the actor is one of these kinds.
CREATE FUNCTION acts_as(VARIADIC kinds text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('portal.actor_kind', true) = ANY (kinds), false);

-- Whether the transaction names an actor at all.
CREATE FUNCTION has_actor() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('portal.actor_kind', true), '') <> '';

-- The account of a member of staff, or the candidate; null for visitors and the portal itself.
CREATE FUNCTION actor_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('portal.actor_id', true), '')::uuid;

-- Whether the actor works for a tenant of one of these kinds: candidate (oneself), unit, department, institution.
CREATE FUNCTION works_for(VARIADIC kinds text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('portal.tenant_kind', true) = ANY (kinds), false);

-- The tenant, if it is of that kind.
CREATE FUNCTION tenant_of(kind text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN current_setting('portal.tenant_kind', true) = kind THEN current_setting('portal.tenant', true) END;

-- The units of the actor's department.
CREATE FUNCTION department_units() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM registration_unit WHERE department_code = tenant_of('department');
END;

-- The programmes of the actor's institution.
CREATE FUNCTION institution_programmes() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM programme WHERE institution_code = tenant_of('institution');
END;

-- The portal itself (sign-in, jobs, the command line) does everything that its role may.
DO $$
DECLARE
    personal regclass;
BEGIN
    FOREACH personal IN ARRAY ARRAY[
        'person', 'candidate', 'school_roll_entry', 'staff', 'audit_log', 'mail_outbox', 'exam_registration',
        'exam_registration_section', 'exam_registration_version', 'exam_registration_event', 'registry_comparison', 'mark',
        'preference_draft', 'preference_list_version', 'preference', 'bill', 'payment_order', 'payment_event',
        'payment_notice', 'matching_run', 'matching_programme_result', 'matching_preference_result', 'matching_publication',
        'publication_proposal', 'enrolment', 'staff_invitation', 'staff_password_reset']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', personal);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', personal);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', personal);
    END LOOP;
END
$$;

-- The matching. Everyone may see which run is public, and the head and the programmes of that run. Whoever confirms a
-- seat holds the pointer meanwhile, for which PostgreSQL asks the policy of UPDATE; only a releaser moves it.

CREATE POLICY read ON matching_publication FOR SELECT USING ((SELECT has_actor()));
CREATE POLICY publish ON matching_publication FOR INSERT WITH CHECK ((SELECT acts_as('ministry_releaser')));
CREATE POLICY publish_again ON matching_publication FOR UPDATE USING ((SELECT has_actor()))
    WITH CHECK ((SELECT acts_as('ministry_releaser')));

CREATE POLICY read ON matching_run FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'auditor'))
    OR id IN (SELECT run_id FROM matching_publication));
CREATE POLICY run ON matching_run FOR INSERT WITH CHECK ((SELECT acts_as('ministry_operator')));

CREATE POLICY read ON matching_programme_result FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'auditor'))
    OR run_id IN (SELECT run_id FROM matching_publication));
CREATE POLICY run ON matching_programme_result FOR INSERT WITH CHECK ((SELECT acts_as('ministry_operator')));

CREATE POLICY read ON publication_proposal FOR SELECT
    USING ((SELECT acts_as('ministry_operator', 'ministry_releaser', 'auditor')));
CREATE POLICY propose ON publication_proposal FOR INSERT WITH CHECK ((SELECT acts_as('ministry_operator')));
CREATE POLICY end_it ON publication_proposal FOR UPDATE
    USING ((SELECT acts_as('ministry_operator', 'ministry_releaser')));

-- An institution sees who confirmed a seat of its programmes …
CREATE POLICY read ON enrolment FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR candidate_id = (SELECT tenant_of('candidate')::uuid)
    OR (SELECT works_for('institution')) AND programme_id IN (SELECT institution_programmes()));
CREATE POLICY confirm ON enrolment FOR INSERT WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid));

CREATE FUNCTION institution_confirmed() RETURNS TABLE (run_id uuid, candidate_id uuid) LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT enrolment.run_id, enrolment.candidate_id FROM programme
    JOIN enrolment ON enrolment.programme_id = programme.id WHERE programme.institution_code = tenant_of('institution');
END;

-- … and who has a seat of its programmes in the public run, or confirmed it under an earlier one; of a candidate's other
-- preferences it sees nothing.
CREATE POLICY read ON matching_preference_result FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'auditor'))
    OR (candidate_id = (SELECT tenant_of('candidate')::uuid) OR (SELECT acts_as('support')))
        AND run_id IN (SELECT run_id FROM matching_publication)
    OR (SELECT works_for('institution')) AND status = 'admitted'
        AND programme_id IN (SELECT institution_programmes())
        AND (run_id IN (SELECT run_id FROM matching_publication)
            OR (run_id, candidate_id) IN (SELECT run_id, candidate_id FROM institution_confirmed())));
CREATE POLICY run ON matching_preference_result FOR INSERT WITH CHECK ((SELECT acts_as('ministry_operator')));

-- People. Added at their first sign-in, by the portal itself.

-- Those whom the institution of the actor admitted, or who confirmed there.
CREATE FUNCTION institution_candidates() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT seat.candidate_id FROM programme
    JOIN matching_preference_result AS seat ON seat.programme_id = programme.id AND seat.status = 'admitted'
    JOIN matching_publication ON matching_publication.run_id = seat.run_id
    WHERE programme.institution_code = tenant_of('institution')
    UNION ALL
    SELECT candidate_id FROM institution_confirmed();
END;

CREATE POLICY read ON candidate FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR id = (SELECT tenant_of('candidate')::uuid)
    OR registration_unit_id = (SELECT tenant_of('unit')::uuid)
    OR (SELECT works_for('department')) AND registration_unit_id IN (SELECT department_units())
    OR (SELECT works_for('institution')) AND id IN (SELECT institution_candidates()));

-- The candidate who acts, or those of the actor's unit or department.
CREATE FUNCTION tenant_candidates() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM candidate WHERE id = tenant_of('candidate')::uuid
    UNION ALL SELECT id FROM candidate WHERE registration_unit_id = tenant_of('unit')::uuid
    UNION ALL SELECT candidate.id FROM registration_unit AS unit
        JOIN candidate ON candidate.registration_unit_id = unit.id
        WHERE unit.department_code = tenant_of('department');
END;
CREATE FUNCTION tenant_persons() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT candidate.person_id FROM tenant_candidates() AS of_tenant (id) JOIN candidate USING (id)
    UNION ALL SELECT candidate.person_id FROM institution_candidates() AS of_tenant (id) JOIN candidate USING (id);
END;

CREATE POLICY read ON person FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'support', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department', 'institution')) AND id IN (SELECT tenant_persons()));

-- By what the roll and the marks know the candidate who acts.
CREATE FUNCTION own_identity() RETURNS TABLE (identity_kind text, identity_number text) LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT person.identity_kind, person.identity_number FROM candidate JOIN person ON person.id = candidate.person_id
    WHERE candidate.id = tenant_of('candidate')::uuid;
END;
CREATE FUNCTION own_number() RETURNS TABLE (season smallint, candidate_number text) LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT candidate.season, candidate.candidate_number FROM candidate WHERE candidate.id = tenant_of('candidate')::uuid;
END;

CREATE POLICY read ON school_roll_entry FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'support', 'auditor'))
    OR registration_unit_id = (SELECT tenant_of('unit')::uuid)
    OR (SELECT works_for('department')) AND registration_unit_id IN (SELECT department_units())
    OR (SELECT works_for('candidate'))
        AND (identity_kind, identity_number) IN (SELECT identity_kind, identity_number FROM own_identity()));

CREATE POLICY read ON mark FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR (SELECT works_for('candidate'))
        AND (season, candidate_number) IN (SELECT season, candidate_number FROM own_number()));

-- The exam registration: the candidate's, read and decided by the unit, counted by the department. What was typed and
-- submitted is for those who verify it and for the matching; support sees how far it is, not what it says.

CREATE POLICY read ON exam_registration FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department'))
        AND candidate_id IN (SELECT tenant_candidates()));
CREATE POLICY begin ON exam_registration FOR INSERT
    WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid));
CREATE POLICY edit_or_decide ON exam_registration FOR UPDATE USING (
    (SELECT acts_as('candidate', 'school_staff', 'school_head'))
    AND candidate_id IN (SELECT tenant_candidates()));

CREATE FUNCTION tenant_registrations() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT form.id FROM tenant_candidates() AS of_tenant (id) JOIN exam_registration AS form ON candidate_id = of_tenant.id;
END;

CREATE POLICY read ON exam_registration_section FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR (SELECT works_for('candidate', 'unit'))
        AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY begin ON exam_registration_section FOR INSERT WITH CHECK (
    (SELECT works_for('candidate'))
    AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY edit ON exam_registration_section FOR UPDATE USING (
    (SELECT works_for('candidate'))
    AND registration_id IN (SELECT tenant_registrations()));

CREATE POLICY read ON exam_registration_version FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR (SELECT works_for('candidate', 'unit'))
        AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY submit ON exam_registration_version FOR INSERT WITH CHECK (
    (SELECT works_for('candidate'))
    AND registration_id IN (SELECT tenant_registrations()));

CREATE POLICY read ON exam_registration_event FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department'))
        AND registration_id IN (SELECT tenant_registrations()));
CREATE POLICY tell ON exam_registration_event FOR INSERT WITH CHECK (
    (SELECT acts_as('candidate', 'school_staff', 'school_head'))
    AND actor_id = (SELECT actor_id())
    AND registration_id IN (SELECT tenant_registrations()));

CREATE POLICY read ON registry_comparison FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR (SELECT works_for('candidate', 'unit', 'department'))
        AND candidate_id IN (SELECT tenant_candidates()));

-- Preferences and their fee are between the candidate and the portal. A school sees none of it, and an institution
-- figures alone (institution_applicants).

CREATE POLICY read ON preference_draft FOR SELECT USING (
    (SELECT acts_as('support', 'auditor')) OR candidate_id = (SELECT tenant_of('candidate')::uuid));
CREATE POLICY begin ON preference_draft FOR INSERT
    WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid));
CREATE POLICY edit ON preference_draft FOR UPDATE USING (candidate_id = (SELECT tenant_of('candidate')::uuid));

CREATE POLICY read ON preference_list_version FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR candidate_id = (SELECT tenant_of('candidate')::uuid));
CREATE POLICY submit ON preference_list_version FOR INSERT
    WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid));

CREATE FUNCTION own_lists() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM preference_list_version WHERE candidate_id = tenant_of('candidate')::uuid;
END;

CREATE POLICY read ON preference FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR (SELECT works_for('candidate'))
        AND list_version_id IN (SELECT own_lists()));
CREATE POLICY submit ON preference FOR INSERT WITH CHECK (
    (SELECT works_for('candidate'))
    AND list_version_id IN (SELECT own_lists()));

-- Whoever starts a payment holds the bill meanwhile, for which PostgreSQL asks the policy of UPDATE; that it is paid says
-- the portal alone, when the gateway said so.
CREATE POLICY read ON bill FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'ministry_releaser', 'support', 'auditor'))
    OR candidate_id = (SELECT tenant_of('candidate')::uuid));
CREATE POLICY issue ON bill FOR INSERT
    WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid) AND paid_at IS NULL);
CREATE POLICY hold ON bill FOR UPDATE USING (candidate_id = (SELECT tenant_of('candidate')::uuid)) WITH CHECK (false);

CREATE FUNCTION own_bills() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM bill WHERE candidate_id = tenant_of('candidate')::uuid;
END;
CREATE FUNCTION own_orders() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT payment_order.id FROM own_bills() AS own (bill_id) JOIN payment_order USING (bill_id);
END;

CREATE POLICY read ON payment_order FOR SELECT USING (
    (SELECT acts_as('support', 'auditor'))
    OR (SELECT works_for('candidate')) AND bill_id IN (SELECT own_bills()));
CREATE POLICY begin ON payment_order FOR INSERT WITH CHECK (
    (SELECT works_for('candidate')) AND state IN ('created', 'pending')
    AND bill_id IN (SELECT own_bills()));
CREATE POLICY go_on ON payment_order FOR UPDATE USING (
    (SELECT works_for('candidate')) AND state IN ('created', 'pending')
    AND bill_id IN (SELECT own_bills()));

CREATE POLICY read ON payment_event FOR SELECT USING (
    (SELECT acts_as('support', 'auditor'))
    OR (SELECT works_for('candidate')) AND order_id IN (SELECT own_orders()));
CREATE POLICY tell ON payment_event FOR INSERT WITH CHECK (
    (SELECT works_for('candidate')) AND to_state IN ('created', 'pending')
    AND order_id IN (SELECT own_orders()));

CREATE POLICY read ON payment_notice FOR SELECT USING ((SELECT acts_as('auditor')));

-- How many candidates name each programme of an institution in the list that stands, and in the row without a
-- programme how many name any: for the institution that the actor works for and for no other. It counts as the owner of
-- the tables, to whom alone the rows are shown for it.
CREATE POLICY count ON preference_list_version FOR SELECT TO CURRENT_USER USING ((SELECT works_for('institution')));
CREATE POLICY count ON preference FOR SELECT TO CURRENT_USER USING ((SELECT works_for('institution')));
CREATE FUNCTION institution_applicants(of_season smallint, of_institution text, of_admission_code text)
    RETURNS TABLE (programme_id uuid, applicants bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT programme.id, count(DISTINCT list.candidate_id)
    FROM programme
    JOIN preference ON preference.programme_id = programme.id
    JOIN preference_list_version AS list ON list.id = preference.list_version_id
    WHERE programme.season = of_season AND programme.institution_code = of_institution
        AND of_institution = tenant_of('institution')
        AND (of_admission_code IS NULL OR programme.admission_code = of_admission_code)
        AND NOT EXISTS (SELECT FROM preference_list_version AS newer
            WHERE newer.candidate_id = list.candidate_id AND newer.number > list.number)
    GROUP BY GROUPING SETS ((programme.id), ());
END;
REVOKE EXECUTE ON FUNCTION institution_applicants FROM PUBLIC;
GRANT EXECUTE ON FUNCTION institution_applicants TO portal_app;

-- Mail is written with what causes it, by whoever causes it, and sent by the portal.
CREATE POLICY read ON mail_outbox FOR SELECT USING ((SELECT acts_as('auditor')));
CREATE POLICY write ON mail_outbox FOR INSERT WITH CHECK ((SELECT has_actor()) AND NOT (SELECT acts_as('auditor')));

-- Accounts: one's own, those of one's office, of a department's units too; the whole country's for operators and
-- auditors; releasers know who proposes and who releases. Whoever answers for an office manages its accounts.
CREATE POLICY read ON staff FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR id = (SELECT actor_id())
    OR registration_unit_id = (SELECT tenant_of('unit')::uuid)
    OR department_code = (SELECT tenant_of('department'))
    OR institution_code = (SELECT tenant_of('institution'))
    OR (SELECT acts_as('ministry_releaser')) AND role IN ('ministry_operator', 'ministry_releaser')
    OR (SELECT works_for('department')) AND registration_unit_id IN (SELECT department_units()));
CREATE POLICY manage ON staff FOR UPDATE USING (
    id = (SELECT actor_id())
    OR (SELECT acts_as('ministry_operator'))
    OR (SELECT acts_as('school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid)
    OR (SELECT acts_as('institution_lead')) AND institution_code = (SELECT tenant_of('institution'))
    OR (SELECT acts_as('department_lead')) AND (department_code = (SELECT tenant_of('department'))
        OR registration_unit_id IN (SELECT department_units())));

CREATE POLICY read ON staff_invitation FOR SELECT USING ((SELECT acts_as('auditor')));
CREATE POLICY manage ON staff_invitation USING (
    (SELECT acts_as('ministry_operator'))
    OR (SELECT acts_as('school_head')) AND registration_unit_id = (SELECT tenant_of('unit')::uuid)
    OR (SELECT acts_as('institution_lead')) AND institution_code = (SELECT tenant_of('institution'))
    OR (SELECT acts_as('department_lead')) AND (department_code = (SELECT tenant_of('department'))
        OR registration_unit_id IN (SELECT department_units())));

CREATE POLICY read ON staff_password_reset FOR SELECT USING ((SELECT acts_as('auditor')));
CREATE POLICY manage ON staff_password_reset USING (
    (SELECT acts_as('ministry_operator'))
    OR (SELECT acts_as('school_head', 'department_lead', 'institution_lead'))
        AND staff_id IN (SELECT id FROM staff));

-- The audit log: nobody writes in another's name. Read by auditors, by the candidate concerned, by whoever acted and
-- that one's office; of accounts also by whoever manages them.
CREATE POLICY read ON audit_log FOR SELECT USING (
    (SELECT acts_as('auditor'))
    OR actor_id = (SELECT actor_id())
    OR candidate_id = (SELECT tenant_of('candidate')::uuid)
    OR (SELECT works_for('unit', 'department', 'institution'))
        AND tenant_kind = (SELECT current_setting('portal.tenant_kind', true))
        AND tenant = (SELECT current_setting('portal.tenant', true)));
CREATE POLICY tell ON audit_log FOR INSERT WITH CHECK (
    (SELECT has_actor())
    AND actor_kind = (SELECT current_setting('portal.actor_kind', true))
    AND actor_id IS NOT DISTINCT FROM (SELECT actor_id())
    AND (tenant IS NULL OR tenant_kind = (SELECT current_setting('portal.tenant_kind', true))
        AND tenant = (SELECT current_setting('portal.tenant', true))));
CREATE POLICY read_of_accounts ON audit_log FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'school_head', 'department_lead', 'institution_lead'))
    AND action LIKE 'staff%'
    AND (object_id IN (SELECT id FROM staff) OR object_id IN (SELECT id FROM staff_invitation)));
