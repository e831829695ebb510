-- A paper to hold has its number from the moment there is something to print, not from the moment somebody looks: to look
-- changes nothing. A submitted version has one for the registration form, a seat one for the exam notice.

SET LOCAL portal.actor_kind = 'system';

-- Sixteen of the letters that domain/exam/document.rs reads, from 32 random bytes: more than 2^77 numbers.
CREATE FUNCTION new_document_code() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH random AS MATERIALIZED (
        SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS bytes
    )
    SELECT string_agg(
        substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + get_byte(random.bytes, place) % 30, 1)
            || CASE WHEN place IN (3, 7, 11) THEN '-' ELSE '' END,
        '' ORDER BY place)
    FROM random, generate_series(0, 15) AS place;
END;

ALTER TABLE exam_registration_version
    ADD document_code text NOT NULL DEFAULT new_document_code()
        CONSTRAINT exam_registration_version_document_code_uq UNIQUE;
UPDATE exam_registration_version AS version SET document_code = copy.code
FROM document_copy AS copy
WHERE copy.registration_id = version.registration_id AND copy.version = version.number;
DROP TABLE document_copy;

ALTER TABLE exam_seat
    ADD document_code text NOT NULL DEFAULT new_document_code() CONSTRAINT exam_seat_document_code_uq UNIQUE;
