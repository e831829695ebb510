-- A school that decides that somebody whom the citizen-ID service names otherwise is its candidate lets that name in, at
-- the next sign-in. Nothing else binds a number to another name: what a case is about is the hash of both words, each
-- with a zero byte.

CREATE FUNCTION person_subject_is_decided() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- Whoever owns the tables is trusted, as in a migration.
    IF current_user <> 'portal_app' OR acts_as('system') AND EXISTS (
        SELECT FROM registry_case JOIN candidate ON candidate.id = registry_case.candidate_id
        WHERE candidate.person_id = NEW.id AND registry_case.kind = 'duplicate' AND registry_case.state = 'same_person'
            AND registry_case.subject = encode(
                sha256('duplicate'::bytea || '\x00' || convert_to(NEW.subject, 'UTF8') || '\x00'), 'hex'))
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'no school has decided that this name is the person''s';
END
$$;
CREATE TRIGGER person_subject_decided BEFORE UPDATE OF subject ON person
    FOR EACH ROW WHEN (NEW.subject IS DISTINCT FROM OLD.subject) EXECUTE FUNCTION person_subject_is_decided();

GRANT UPDATE (subject) ON person TO portal_app;
