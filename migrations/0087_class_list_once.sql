-- Of a checked class list what is to be said of each row is kept, but not its values: the file itself has them, and is read
-- once more when it is accepted. A new row without a fault is not said at all: that is most of a list.

-- The tables are guarded against their owner too: this acts as the portal itself.
SET LOCAL portal.actor_kind = 'system';

ALTER TABLE roll_import_row
    DROP COLUMN identity_kind,
    DROP COLUMN identity_number,
    DROP COLUMN full_name,
    DROP COLUMN birth_date,
    DROP COLUMN sex,
    DROP COLUMN ethnic_group_code,
    DROP COLUMN class_name,
    DROP COLUMN school_10,
    DROP COLUMN school_11,
    DROP COLUMN candidate_kind;
DELETE FROM roll_import_row WHERE verdict = 'new' AND faults = '';
