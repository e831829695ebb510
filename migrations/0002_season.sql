-- A season as data: windows, limits, fees and methods are rows. `is_verified = false` marks what no
-- published source confirms yet.

CREATE TABLE season (
    year smallint CONSTRAINT season_pk PRIMARY KEY,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    is_current boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX season_one_current ON season (is_current) WHERE is_current;

-- Limits, fees and options by name; see domain/season.
CREATE TABLE season_setting (
    season smallint NOT NULL CONSTRAINT season_setting_season_fk REFERENCES season,
    name text NOT NULL,
    value text NOT NULL,
    is_verified boolean NOT NULL,
    source text NOT NULL,
    CONSTRAINT season_setting_pk PRIMARY KEY (season, name)
);

-- Half open: opens_at <= now < closes_at. province_group 0 = everyone.
CREATE TABLE season_phase (
    season smallint NOT NULL CONSTRAINT season_phase_season_fk REFERENCES season,
    kind text NOT NULL,
    province_group smallint NOT NULL DEFAULT 0,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    extended_from timestamptz,
    is_verified boolean NOT NULL,
    source text NOT NULL,
    CONSTRAINT season_phase_pk PRIMARY KEY (season, kind, province_group),
    CONSTRAINT season_phase_order_ck CHECK (opens_at < closes_at)
);

-- Which provinces pay together (domain.md §2.3).
CREATE TABLE season_payment_group (
    season smallint NOT NULL CONSTRAINT season_payment_group_season_fk REFERENCES season,
    province_code text NOT NULL CONSTRAINT season_payment_group_province_fk REFERENCES province,
    province_group smallint NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_payment_group_pk PRIMARY KEY (season, province_code)
);

CREATE TABLE season_method (
    season smallint NOT NULL CONSTRAINT season_method_season_fk REFERENCES season,
    code text NOT NULL,
    name_vi text NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_method_pk PRIMARY KEY (season, code)
);

-- Priority categories (đối tượng) by season: codes change meaning between regulations.
CREATE TABLE season_priority_category (
    season smallint NOT NULL CONSTRAINT season_priority_category_season_fk REFERENCES season,
    code text NOT NULL,
    priority_group text NOT NULL CONSTRAINT season_priority_category_group_ck CHECK (priority_group IN ('ut1', 'ut2')),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    is_verified boolean NOT NULL,
    CONSTRAINT season_priority_category_pk PRIMARY KEY (season, code)
);

CREATE TABLE programme (
    id uuid CONSTRAINT programme_pk PRIMARY KEY,
    season smallint NOT NULL CONSTRAINT programme_season_fk REFERENCES season,
    institution_code text NOT NULL CONSTRAINT programme_institution_fk REFERENCES institution,
    admission_code text NOT NULL,
    name text NOT NULL,
    quota integer NOT NULL CONSTRAINT programme_quota_ck CHECK (quota >= 0),
    is_teacher_training boolean NOT NULL,
    entry_threshold_hundredths integer NOT NULL DEFAULT 0,
    -- a subject that counts twice (domain.md §6.1), if any
    weighted_subject text,
    tie_policy text NOT NULL DEFAULT 'admit_all' CONSTRAINT programme_tie_policy_ck
        CHECK (tie_policy IN ('admit_all', 'reject_all')),
    -- lower case, without diacritics: name, codes, institution, place
    search_text text NOT NULL,
    CONSTRAINT programme_admission_code_uq UNIQUE (season, institution_code, admission_code)
);

CREATE TABLE programme_combination (
    programme_id uuid NOT NULL CONSTRAINT programme_combination_programme_fk REFERENCES programme,
    combination_code text NOT NULL CONSTRAINT programme_combination_combination_fk REFERENCES subject_combination,
    CONSTRAINT programme_combination_pk PRIMARY KEY (programme_id, combination_code)
);

-- The clock of a demo: the portal's now is `shows` plus what has passed since `set_at`.
CREATE TABLE demo_clock (
    is_only boolean CONSTRAINT demo_clock_pk PRIMARY KEY DEFAULT true CONSTRAINT demo_clock_only_ck CHECK (is_only),
    shows timestamptz NOT NULL,
    set_at timestamptz NOT NULL
);
