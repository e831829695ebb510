-- Every role of domain/access, and the departments that some of them work for.

ALTER TABLE staff
    ADD COLUMN department_code text CONSTRAINT staff_department_fk REFERENCES department,
    DROP CONSTRAINT staff_role_ck,
    DROP CONSTRAINT staff_tenant_ck,
    ADD CONSTRAINT staff_role_ck CHECK (role IN (
        'school_staff', 'school_head', 'department_staff', 'department_lead', 'institution_staff', 'institution_lead',
        'ministry_operator', 'ministry_releaser', 'support', 'auditor')),
    ADD CONSTRAINT staff_tenant_ck CHECK (
        (role IN ('school_staff', 'school_head')) = (registration_unit_id IS NOT NULL)
        AND (role IN ('department_staff', 'department_lead')) = (department_code IS NOT NULL)
        AND (role IN ('institution_staff', 'institution_lead')) = (institution_code IS NOT NULL));
