-- The functions behind the policies (0021_row_security.sql), so that what they cost follows the tenant and not the country.
--
-- What joins the rows of a function with a table is planned for a thousand rows, whoever acts: for one candidate, or one
-- school, all forms of the country were read. Here each kind of tenant is found by its own column, of which the planner
-- knows how many rows it means. A sub-select is asked once; a branch for another kind of tenant finds null by an index, or is
-- not begun where it may be planned as a walk through a whole table (works_for).

CREATE OR REPLACE FUNCTION tenant_candidates() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM candidate WHERE id = (SELECT tenant_of('candidate')::uuid)
    UNION ALL SELECT id FROM candidate WHERE registration_unit_id = (SELECT tenant_of('unit')::uuid)
    UNION ALL SELECT candidate.id FROM registration_unit AS unit
        JOIN candidate ON candidate.registration_unit_id = unit.id
        WHERE (SELECT works_for('department')) AND unit.department_code = (SELECT tenant_of('department'));
END;

CREATE OR REPLACE FUNCTION tenant_persons() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT person_id FROM candidate WHERE id = (SELECT tenant_of('candidate')::uuid)
    UNION ALL SELECT person_id FROM candidate WHERE registration_unit_id = (SELECT tenant_of('unit')::uuid)
    UNION ALL SELECT candidate.person_id FROM registration_unit AS unit
        JOIN candidate ON candidate.registration_unit_id = unit.id
        WHERE (SELECT works_for('department')) AND unit.department_code = (SELECT tenant_of('department'))
    UNION ALL SELECT candidate.person_id FROM institution_candidates() AS of_tenant (id) JOIN candidate USING (id)
        WHERE (SELECT works_for('institution'));
END;

CREATE OR REPLACE FUNCTION tenant_registrations() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM exam_registration WHERE candidate_id = (SELECT tenant_of('candidate')::uuid)
    UNION ALL SELECT form.id FROM candidate JOIN exam_registration AS form ON form.candidate_id = candidate.id
        WHERE candidate.registration_unit_id = (SELECT tenant_of('unit')::uuid)
    UNION ALL SELECT form.id FROM registration_unit AS unit
        JOIN candidate ON candidate.registration_unit_id = unit.id
        JOIN exam_registration AS form ON form.candidate_id = candidate.id
        WHERE (SELECT works_for('department')) AND unit.department_code = (SELECT tenant_of('department'));
END;

CREATE OR REPLACE FUNCTION tenant_cases() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT id FROM registry_case WHERE candidate_id = (SELECT tenant_of('candidate')::uuid)
    UNION ALL SELECT registry_case.id FROM candidate JOIN registry_case ON registry_case.candidate_id = candidate.id
        WHERE candidate.registration_unit_id = (SELECT tenant_of('unit')::uuid)
    UNION ALL SELECT registry_case.id FROM registration_unit AS unit
        JOIN candidate ON candidate.registration_unit_id = unit.id
        JOIN registry_case ON registry_case.candidate_id = candidate.id
        WHERE (SELECT works_for('department')) AND unit.department_code = (SELECT tenant_of('department'));
END;

CREATE OR REPLACE FUNCTION own_orders() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT payment_order.id FROM bill JOIN payment_order ON payment_order.bill_id = bill.id
    WHERE bill.candidate_id = (SELECT tenant_of('candidate')::uuid);
END;

CREATE OR REPLACE FUNCTION unit_files() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT named.file_id FROM exam_registration AS form
        JOIN exam_registration_version_file AS named ON named.registration_id = form.id
        WHERE form.candidate_id = (SELECT tenant_of('candidate')::uuid)
    UNION ALL SELECT named.file_id FROM candidate
        JOIN exam_registration AS form ON form.candidate_id = candidate.id
        JOIN exam_registration_version_file AS named ON named.registration_id = form.id
        WHERE candidate.registration_unit_id = (SELECT tenant_of('unit')::uuid)
    UNION ALL SELECT named.file_id FROM registration_unit AS unit
        JOIN candidate ON candidate.registration_unit_id = unit.id
        JOIN exam_registration AS form ON form.candidate_id = candidate.id
        JOIN exam_registration_version_file AS named ON named.registration_id = form.id
        WHERE (SELECT works_for('department')) AND unit.department_code = (SELECT tenant_of('department'));
END;
