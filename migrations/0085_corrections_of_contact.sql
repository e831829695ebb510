-- A correction leaves what a disabled candidate needs as it was: its version gets the same row. And a unit that grants
-- another contact has to know whether the candidate's risky acts are frozen.

CREATE POLICY carry_over ON exam_arrangement FOR INSERT WITH CHECK (
    (SELECT acts_as('school_staff', 'school_head')) AND registration_id IN (SELECT tenant_registrations())
    AND EXISTS (SELECT FROM correction_request AS request
        WHERE request.registration_id = exam_arrangement.registration_id AND request.is_granted
            AND request.base_number = exam_arrangement.number - 1));

CREATE POLICY read_by_unit ON candidate_freeze FOR SELECT USING (
    (SELECT works_for('unit')) AND candidate_id IN (SELECT tenant_candidates()));
