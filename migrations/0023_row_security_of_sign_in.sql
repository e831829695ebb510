-- The second wall around what signing in leaves (see 0021_row_security.sql): the portal itself alone reads and writes
-- sessions, devices and second factors, and compares whose they are; so does whoever opens the link of an alert.

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY[
        'session', 'known_device', 'alert', 'candidate_freeze', 'staff_second_factor', 'staff_recovery_code']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

-- A candidate's own acts raise alerts.
CREATE POLICY read ON alert FOR SELECT USING (candidate_id = (SELECT tenant_of('candidate')::uuid));
CREATE POLICY raise ON alert FOR INSERT
    WITH CHECK (candidate_id = (SELECT tenant_of('candidate')::uuid) AND used_at IS NULL);

CREATE POLICY read ON candidate_freeze FOR SELECT USING (
    (SELECT acts_as('support', 'auditor')) OR candidate_id = (SELECT tenant_of('candidate')::uuid));

-- Whoever manages an account ends its sessions, and does nothing else to them. Whose accounts a manager sees at all say
-- the policies of staff.
CREATE FUNCTION managed_accounts() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM staff;
END;
CREATE POLICY read_managed ON session FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'school_head', 'department_lead', 'institution_lead'))
    AND owner_kind = 'staff' AND owner_id IN (SELECT managed_accounts()));
CREATE POLICY end_managed ON session FOR UPDATE USING (
    (SELECT acts_as('ministry_operator', 'school_head', 'department_lead', 'institution_lead'))
    AND owner_kind = 'staff' AND owner_id IN (SELECT managed_accounts()))
    WITH CHECK (ended_at IS NOT NULL AND data = '{}');
