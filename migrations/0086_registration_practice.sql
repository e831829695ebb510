-- What a candidate filled in to try the form can be emptied: a draft is nobody else's, and no submission hangs on it.

GRANT DELETE ON exam_registration_section TO portal_app;
CREATE POLICY discard ON exam_registration_section FOR DELETE USING (
    (SELECT works_for('candidate')) AND registration_id IN (SELECT tenant_registrations()));
