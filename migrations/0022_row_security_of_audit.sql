-- The second wall around the chain of the audit log and the questions about accesses (see 0021_row_security.sql).

DO $$
DECLARE
    guarded regclass;
BEGIN
    FOREACH guarded IN ARRAY ARRAY[
        'audit_unchained', 'audit_chain', 'audit_checkpoint', 'audit_verification', 'access_question']::regclass[]
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY all_by_system ON %s USING ((SELECT acts_as(''system'')))', guarded);
    END LOOP;
END
$$;

-- Whoever acts adds to the log, and with it to what waits for the chain.
CREATE POLICY wait ON audit_unchained FOR INSERT WITH CHECK ((SELECT has_actor()));

-- Hashes and ids, for everyone to compare with.
CREATE POLICY read ON audit_chain FOR SELECT USING ((SELECT has_actor()));
CREATE POLICY read ON audit_checkpoint FOR SELECT USING ((SELECT has_actor()));
CREATE POLICY read ON audit_verification FOR SELECT USING ((SELECT acts_as('auditor')));

-- Asked by the candidate; answered by whoever answers for the office, for its department, or for all.
CREATE POLICY read ON access_question FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'auditor'))
    OR candidate_id = (SELECT tenant_of('candidate')::uuid)
    OR (SELECT acts_as('school_head', 'department_lead', 'institution_lead'))
        AND (department_code = (SELECT tenant_of('department'))
            OR tenant_kind = (SELECT current_setting('portal.tenant_kind', true))
                AND tenant = (SELECT current_setting('portal.tenant', true))));
CREATE POLICY ask ON access_question FOR INSERT WITH CHECK (
    candidate_id = (SELECT tenant_of('candidate')::uuid) AND answer IS NULL
    AND EXISTS (SELECT FROM audit_log WHERE audit_log.id = entry_id AND audit_log.candidate_id = access_question.candidate_id));
CREATE POLICY answer ON access_question FOR UPDATE USING (
    (SELECT acts_as('ministry_operator'))
    OR (SELECT acts_as('school_head', 'department_lead', 'institution_lead'))
        AND (department_code = (SELECT tenant_of('department'))
            OR tenant_kind = (SELECT current_setting('portal.tenant_kind', true))
                AND tenant = (SELECT current_setting('portal.tenant', true))));

-- Whoever answers sees the access that was asked about.
CREATE FUNCTION questioned_entries() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT entry_id FROM access_question;
END;
CREATE POLICY read_of_questions ON audit_log FOR SELECT USING (
    (SELECT acts_as('ministry_operator', 'department_lead')) AND id IN (SELECT questioned_entries()));
