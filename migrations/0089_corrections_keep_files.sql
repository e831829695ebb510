-- A correction that is granted leaves the portrait and the evidence as they were: its version names the same files.

-- In a function, since a policy cannot look at its own table.
CREATE FUNCTION version_files(registration uuid, version integer) RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT file_id FROM exam_registration_version_file WHERE registration_id = registration AND number = version;
END;

CREATE POLICY carry_over ON exam_registration_version_file FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_id IN (SELECT tenant_registrations())
    AND EXISTS (SELECT FROM correction_request AS request
        WHERE request.registration_id = exam_registration_version_file.registration_id AND request.is_granted
            AND request.base_number = exam_registration_version_file.number - 1)
    AND file_id IN (SELECT version_files(registration_id, number - 1)));
