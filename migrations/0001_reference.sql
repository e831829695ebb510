-- Reference data: rows loaded from migrations/reference/*.csv, the same for every season.

CREATE TABLE province (
    code text CONSTRAINT province_pk PRIMARY KEY,
    name text NOT NULL,
    full_name text NOT NULL,
    full_name_en text NOT NULL
);

-- The 63 provinces until 30 June 2025: their codes live on in citizen numbers and exam councils.
CREATE TABLE old_province (
    citizen_id_code text CONSTRAINT old_province_pk PRIMARY KEY,
    name text NOT NULL,
    statistics_code text NOT NULL,
    exam_council_code text NOT NULL,
    province_code text NOT NULL CONSTRAINT old_province_province_fk REFERENCES province
);

CREATE TABLE commune (
    code text CONSTRAINT commune_pk PRIMARY KEY,
    province_code text NOT NULL CONSTRAINT commune_province_fk REFERENCES province,
    kind text NOT NULL,
    name text NOT NULL
);

CREATE TABLE ethnic_group (
    code text CONSTRAINT ethnic_group_pk PRIMARY KEY,
    name text NOT NULL
);

-- `ngoai_ngu` is one subject; its language (N1 English …) is part of the mark.
CREATE TABLE subject (
    code text CONSTRAINT subject_pk PRIMARY KEY,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    is_elective boolean NOT NULL,
    position smallint NOT NULL
);

-- A subject of a combination is a subject code, or `ngoai_ngu:N1` where the language matters.
CREATE TABLE subject_combination (
    code text CONSTRAINT subject_combination_pk PRIMARY KEY,
    subject_1 text NOT NULL,
    subject_2 text NOT NULL,
    subject_3 text NOT NULL
);

CREATE TABLE institution (
    code text CONSTRAINT institution_pk PRIMARY KEY,
    name text NOT NULL,
    ownership text,
    location text,
    -- lower case, without diacritics; filled while loading
    search_text text NOT NULL
);

CREATE TABLE past_cutoff (
    institution_code text NOT NULL CONSTRAINT past_cutoff_institution_fk REFERENCES institution,
    admission_code text NOT NULL,
    year smallint NOT NULL,
    combination_code text NOT NULL,
    method_code text NOT NULL,
    cutoff_hundredths integer NOT NULL,
    CONSTRAINT past_cutoff_pk PRIMARY KEY (institution_code, admission_code, year, combination_code, method_code)
);

CREATE TABLE high_school (
    code text CONSTRAINT high_school_pk PRIMARY KEY,
    name text NOT NULL,
    province_code text NOT NULL CONSTRAINT high_school_province_fk REFERENCES province,
    commune_code text CONSTRAINT high_school_commune_fk REFERENCES commune,
    priority_area text NOT NULL CONSTRAINT high_school_priority_area_ck
        CHECK (priority_area IN ('kv1', 'kv2_rural', 'kv2', 'kv3')),
    search_text text NOT NULL
);
