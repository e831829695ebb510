-- What the exam council of a department still lacked: to put the name and address of a venue right and to take an empty one
-- away, to set up registration units, and to know for which needs of disabled candidates rooms are prepared.

SET LOCAL portal.actor_kind = 'system';

GRANT UPDATE (name, address), DELETE ON exam_venue TO portal_app;
CREATE POLICY put_right ON exam_venue FOR UPDATE USING (
    (SELECT acts_as('department_staff', 'department_lead')) AND department_code = (SELECT tenant_of('department')));
-- Only while no unit sits the exam there: then nobody has a number there either.
CREATE POLICY take_away ON exam_venue FOR DELETE USING (
    (SELECT acts_as('department_staff', 'department_lead')) AND department_code = (SELECT tenant_of('department'))
    AND id NOT IN (SELECT venue_id FROM exam_venue_unit));

-- Units are reference data, which the application may not write. A department's lead sets up those of the own department
-- and renames them by these two functions, which write as the owner of the table. Whoever else asks gets null.
CREATE FUNCTION registration_unit_add(
    of_department text, new_id uuid, new_code text, new_name text, new_school text) RETURNS uuid
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    INSERT INTO registration_unit (id, department_code, unit_code, name, high_school_code)
    SELECT new_id, of_department, new_code, new_name, new_school
    WHERE acts_as('department_lead') AND of_department = tenant_of('department')
    RETURNING id;
END;
CREATE FUNCTION registration_unit_rename(of_unit uuid, new_name text) RETURNS uuid
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    UPDATE registration_unit SET name = new_name
    WHERE id = of_unit AND acts_as('department_lead') AND department_code = tenant_of('department')
    RETURNING id;
END;
REVOKE EXECUTE ON FUNCTION registration_unit_add, registration_unit_rename FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registration_unit_add, registration_unit_rename TO portal_app;

-- What those who sit an exam of the actor's department need, once their form is signed: the kinds alone. The note, in which
-- a candidate may tell why, stays between the candidate and the unit. This looks as the owner of the tables, to whom alone
-- the rows are shown for it.
CREATE POLICY prepare ON exam_arrangement FOR SELECT TO CURRENT_USER USING (
    (SELECT acts_as('department_staff', 'department_lead')));
CREATE FUNCTION department_arrangements(of_season smallint) RETURNS TABLE (candidate_id uuid, kinds text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    -- Few need anything, so it begins with these and looks each form up by its key.
    WITH needed AS MATERIALIZED (SELECT registration_id, number, kinds FROM exam_arrangement)
    SELECT candidate.id, needed.kinds
    FROM needed
    CROSS JOIN LATERAL (SELECT form.candidate_id FROM exam_registration AS form
        WHERE form.id = needed.registration_id AND form.state IN ('signed', 'numbered') LIMIT 1) AS form
    CROSS JOIN LATERAL (SELECT here.id, here.registration_unit_id FROM candidate AS here
        WHERE here.id = form.candidate_id AND here.season = of_season LIMIT 1) AS candidate
    JOIN registration_unit AS unit ON unit.id = candidate.registration_unit_id
        AND unit.department_code = tenant_of('department')
    CROSS JOIN LATERAL (SELECT version.number, version.content -> 'papers' AS papers
        FROM exam_registration_version AS version
        WHERE version.registration_id = needed.registration_id ORDER BY version.number DESC LIMIT 1) AS latest
    WHERE acts_as('department_staff', 'department_lead') AND needed.number = latest.number
        AND (latest.papers -> 'subjects' <> '[]' OR latest.papers -> 'electives' <> '[]');
END;
REVOKE EXECUTE ON FUNCTION department_arrangements FROM PUBLIC;
GRANT EXECUTE ON FUNCTION department_arrangements TO portal_app;
