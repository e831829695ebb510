-- Name, birth date and sex are the citizen-ID service's to say, and may be corrected there. Its name of the person and
-- the identity number are bound to each other for good: the application has no right to change either.
GRANT UPDATE (full_name, birth_date, sex) ON person TO portal_app;
