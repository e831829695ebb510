//! Loads the reference data that the program carries: `migrations/reference/*.csv`.

use super::{
    StorageError, Tx,
    csv_source::{Source, merge_source},
};

macro_rules! reference {
    ($name:literal) => {
        include_str!(concat!("../../migrations/reference/", $name, ".csv"))
    };
}

/// In the order of their foreign keys.
const SOURCES: &[Source<'static>] = &[
    Source {
        table: "province",
        csv: reference!("provinces"),
        search_columns: &["name"],
        merge: "INSERT INTO province SELECT code, name, full_name, full_name_en, search_text FROM incoming
                ON CONFLICT (code) DO UPDATE SET name = excluded.name, full_name = excluded.full_name,
                    full_name_en = excluded.full_name_en, search_text = excluded.search_text",
    },
    Source {
        table: "old_province",
        csv: reference!("province_merger_2025"),
        search_columns: &[],
        merge: "INSERT INTO old_province
                SELECT citizen_id_code, old_name, old_stat_code, exam_council_code, new_code FROM incoming
                ON CONFLICT (citizen_id_code) DO UPDATE SET name = excluded.name,
                    exam_council_code = excluded.exam_council_code, province_code = excluded.province_code",
    },
    Source {
        table: "commune",
        csv: reference!("communes"),
        search_columns: &["name", "kind", "code"],
        merge: "INSERT INTO commune
                SELECT incoming.code, province_code, kind, incoming.name,
                    incoming.search_text || ' ' || province.search_text
                FROM incoming JOIN province ON province.code = province_code
                ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                    search_text = excluded.search_text",
    },
    Source {
        table: "ethnic_group",
        csv: reference!("ethnic_groups"),
        search_columns: &[],
        merge: "INSERT INTO ethnic_group SELECT code, name FROM incoming
                ON CONFLICT (code) DO UPDATE SET name = excluded.name",
    },
    Source {
        table: "subject",
        csv: reference!("subjects"),
        search_columns: &[],
        merge: "INSERT INTO subject SELECT code, name_vi, name_en, is_elective::boolean, position::smallint FROM incoming
                ON CONFLICT (code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en,
                    is_elective = excluded.is_elective, position = excluded.position",
    },
    Source {
        table: "subject_combination",
        csv: reference!("subject_combinations"),
        search_columns: &[],
        merge: "INSERT INTO subject_combination SELECT code, subject_1, subject_2, subject_3 FROM incoming
                ON CONFLICT (code) DO UPDATE SET subject_1 = excluded.subject_1, subject_2 = excluded.subject_2,
                    subject_3 = excluded.subject_3",
    },
    // The published list names some institutions twice: the first row stands.
    Source {
        table: "institution",
        csv: reference!("institutions"),
        search_columns: &["name", "code", "location"],
        merge: "INSERT INTO institution
                SELECT DISTINCT ON (code) code, name, nullif(ownership, ''), nullif(location, ''), search_text
                FROM incoming ORDER BY code, line_number
                ON CONFLICT (code) DO UPDATE SET name = excluded.name, ownership = excluded.ownership,
                    location = excluded.location, search_text = excluded.search_text",
    },
    Source {
        table: "season",
        csv: reference!("seasons"),
        search_columns: &[],
        merge: "INSERT INTO season SELECT year::smallint, name_vi, name_en, is_current::boolean FROM incoming
                ON CONFLICT (year) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en",
    },
    Source {
        table: "season_setting",
        csv: reference!("season_settings"),
        search_columns: &[],
        merge: "INSERT INTO season_setting SELECT season::smallint, name, value, is_verified::boolean, source FROM incoming
                ON CONFLICT (season, name) DO NOTHING",
    },
    Source {
        table: "season_phase",
        csv: reference!("season_phases"),
        search_columns: &[],
        merge: "INSERT INTO season_phase
                SELECT season::smallint, kind, province_group::smallint, opens_at::timestamptz, closes_at::timestamptz,
                    nullif(extended_from, '')::timestamptz, is_verified::boolean, source FROM incoming
                ON CONFLICT (season, kind, province_group) DO NOTHING",
    },
    Source {
        table: "season_exam_session",
        csv: reference!("season_exam_sessions"),
        search_columns: &[],
        merge: "INSERT INTO season_exam_session (season, position, programme, paper, starts_at, minutes, is_verified, source)
                SELECT season::smallint, position::smallint, programme, paper, starts_at::timestamptz, minutes::smallint,
                    is_verified::boolean, source FROM incoming
                ON CONFLICT (season, position) DO NOTHING",
    },
    Source {
        table: "season_payment_group",
        csv: reference!("season_payment_groups"),
        search_columns: &[],
        merge: "INSERT INTO season_payment_group
                SELECT season::smallint, province_code, province_group::smallint, is_verified::boolean FROM incoming
                ON CONFLICT (season, province_code) DO NOTHING",
    },
    Source {
        table: "season_method",
        csv: reference!("season_methods"),
        search_columns: &[],
        merge: "INSERT INTO season_method SELECT season::smallint, code, name_vi, is_verified::boolean FROM incoming
                ON CONFLICT (season, code) DO UPDATE SET name_vi = excluded.name_vi",
    },
    Source {
        table: "season_priority_category",
        csv: reference!("season_priority_categories"),
        search_columns: &[],
        merge: "INSERT INTO season_priority_category
                SELECT season::smallint, code, priority_group, name_vi, name_en, is_verified::boolean FROM incoming
                ON CONFLICT (season, code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en",
    },
    Source {
        table: "season_rejection_reason",
        csv: reference!("season_rejection_reasons"),
        search_columns: &[],
        merge: "INSERT INTO season_rejection_reason SELECT season::smallint, code, category, words, position::smallint FROM incoming
                ON CONFLICT (season, code) DO UPDATE SET category = excluded.category, words = excluded.words,
                    position = excluded.position",
    },
    Source {
        table: "season_graduation_category",
        csv: reference!("season_graduation_categories"),
        search_columns: &[],
        merge: "INSERT INTO season_graduation_category
                SELECT season::smallint, code, class::smallint, (100 * points::numeric)::smallint, name_vi, name_en,
                    is_verified::boolean FROM incoming
                ON CONFLICT (season, code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en",
    },
    Source {
        table: "season_encouragement",
        csv: reference!("season_encouragements"),
        search_columns: &[],
        merge: "INSERT INTO season_encouragement
                SELECT season::smallint, code, (100 * points::numeric)::smallint, name_vi, name_en, is_verified::boolean
                FROM incoming
                ON CONFLICT (season, code) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en",
    },
    Source {
        table: "season_language_certificate",
        csv: reference!("season_language_certificates"),
        search_columns: &[],
        merge: "INSERT INTO season_language_certificate
                SELECT season::smallint, code, position::smallint, language, name, issuer, least, levels,
                    is_verified::boolean FROM incoming
                ON CONFLICT (season, code) DO UPDATE SET name = excluded.name, issuer = excluded.issuer",
    },
    Source {
        table: "season_residence_rule",
        csv: reference!("season_residence_rules"),
        search_columns: &[],
        merge: "INSERT INTO season_residence_rule
                SELECT season::smallint, ground, name_vi, name_en, needs_over_18_months::boolean,
                    needs_difficult_commune::boolean, is_for_free_candidates::boolean, is_verified::boolean FROM incoming
                ON CONFLICT (season, ground) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en",
    },
    Source {
        table: "season_commune_area",
        csv: reference!("season_commune_areas"),
        search_columns: &[],
        merge: "INSERT INTO season_commune_area
                SELECT season::smallint, commune_code, priority_area, is_difficult::boolean, is_verified::boolean
                FROM incoming ON CONFLICT (season, commune_code) DO NOTHING",
    },
    // Some admission codes are listed twice, too. Teacher training is
    // told by the name, since the list has no field for it.
    Source {
        table: "programme",
        csv: reference!("programmes"),
        search_columns: &["name", "admission_code", "institution"],
        merge: "INSERT INTO programme (id, season, institution_code, admission_code, name, quota, is_teacher_training,
                    entry_threshold_hundredths, search_text)
                SELECT DISTINCT ON (incoming.institution, incoming.admission_code)
                    gen_random_uuid(), season.year, incoming.institution, incoming.admission_code, incoming.name,
                    incoming.quota::integer, teaching.it_is,
                    CASE WHEN teaching.it_is THEN 100 * setting.value::numeric ELSE 0 END::integer,
                    incoming.search_text || ' ' || institution.search_text
                FROM incoming
                JOIN institution ON institution.code = incoming.institution
                JOIN season ON season.is_current
                JOIN season_setting setting ON setting.season = season.year AND setting.name = 'teacher_training_threshold'
                CROSS JOIN LATERAL (SELECT incoming.name ~* '^(sư phạm|giáo dục (mầm non|tiểu học|đặc biệt|thể chất|công dân|chính trị|quốc phòng))' AS it_is) teaching
                ORDER BY incoming.institution, incoming.admission_code, incoming.line_number
                ON CONFLICT (season, institution_code, admission_code) DO UPDATE SET name = excluded.name,
                    search_text = excluded.search_text",
    },
    // Combinations with aptitude tests are not in the list of combinations and cannot be scored here.
    Source {
        table: "programme_combination",
        csv: reference!("programmes"),
        search_columns: &[],
        merge: "INSERT INTO programme_combination (programme_id, combination_code)
                SELECT DISTINCT programme.id, subject_combination.code
                FROM incoming
                JOIN season ON season.is_current
                JOIN programme ON programme.season = season.year AND programme.institution_code = incoming.institution
                    AND programme.admission_code = incoming.admission_code
                CROSS JOIN LATERAL regexp_split_to_table(incoming.combinations, ' +') AS combination (code)
                JOIN subject_combination ON subject_combination.code = combination.code
                ON CONFLICT DO NOTHING",
    },
    Source {
        table: "past_cutoff",
        csv: reference!("past_cutoffs"),
        search_columns: &[],
        merge: "INSERT INTO past_cutoff
                SELECT institution, admission_code, year::smallint, combination, method, round(100 * cutoff::numeric)::integer
                FROM incoming WHERE cutoff <> ''
                ON CONFLICT DO NOTHING",
    },
];

/// Loads all reference data; gives the number of rows per table.
///
/// # Errors
/// `Driver`, also for a file that does not fit its table; `Inconsistent` for an unreadable file.
pub async fn reference_load(tx: &mut Tx) -> Result<Vec<(&'static str, u64)>, StorageError> {
    let mut loaded = Vec::with_capacity(SOURCES.len());
    for source in SOURCES {
        loaded.push((source.table, merge_source(tx, source).await?));
    }
    Ok(loaded)
}
