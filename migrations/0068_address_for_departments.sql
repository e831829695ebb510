-- Whoever does something to a candidate's record tells the candidate by mail. A department sees no form, hence found no
-- address: it is given the address alone, of its own candidates, by a function that looks as the owner of the tables.

SET LOCAL portal.actor_kind = 'system';

CREATE POLICY address ON exam_registration_version FOR SELECT TO CURRENT_USER USING ((SELECT works_for('department')));
CREATE POLICY address ON exam_registration_section FOR SELECT TO CURRENT_USER USING ((SELECT works_for('department')));
CREATE FUNCTION department_candidate_email(of_candidate uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT coalesce(
        (SELECT version.content -> 'contact' ->> 'email' FROM exam_registration_version AS version
            WHERE version.registration_id = form.id ORDER BY version.number DESC LIMIT 1),
        (SELECT saved.form ->> 'email' FROM exam_registration_section AS saved
            WHERE saved.registration_id = form.id AND saved.section = 'contact'))
    FROM exam_registration AS form
    WHERE form.candidate_id = of_candidate AND works_for('department')
        AND of_candidate IN (SELECT tenant_candidates());
END;
REVOKE EXECUTE ON FUNCTION department_candidate_email FROM PUBLIC;
GRANT EXECUTE ON FUNCTION department_candidate_email TO portal_app;
