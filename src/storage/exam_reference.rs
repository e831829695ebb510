//! What the registration form offers to choose from: schools, priority categories, communes, subjects.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::priority::{
        CommuneArea, CommuneKind, PriorityArea, PriorityGroup, ResidenceGround, ResidenceRule, area_of_commune,
    },
    exam::{
        exemption::Requirement,
        programme::ExamPlace,
        subject::{ForeignLanguage, Subject},
    },
    ids::SeasonYear,
    score::Score,
};

/// A high school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HighSchool {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The short name of its province.
    pub province: String,
    /// The area that it lies in.
    pub area: PriorityArea,
}

/// A priority category of a season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryOnOffer {
    /// Its code.
    pub code: String,
    /// Its group.
    pub group: PriorityGroup,
    /// Who belongs to it, in Vietnamese.
    pub name_vi: String,
    /// Who belongs to it, in English.
    pub name_en: String,
}

/// A code and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// A point that takes the forms of free candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivingPoint {
    /// Department, unit, council.
    pub place: ExamPlace,
    /// Its name.
    pub name: String,
    /// The name of its department.
    pub department: String,
}

/// A commune or ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// Its code, five digits.
    pub code: String,
    /// Kind, name and province, e.g. `xã A Lưới 1, Huế`.
    pub name: String,
    /// The priority area that the season gives it.
    pub area: CommuneArea,
}

/// A code of the season that adds points to those of graduation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BonusOnOffer {
    /// The code.
    pub code: String,
    /// What it adds.
    pub points: Score,
    /// Who has it, in Vietnamese.
    pub name_vi: String,
    /// Who has it, in English.
    pub name_en: String,
}

/// A certificate of the season that exempts from the foreign language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateOnOffer {
    /// The code.
    pub code: String,
    /// The language.
    pub language: ForeignLanguage,
    /// Its name.
    pub name: String,
    /// Who issues it.
    pub issuer: String,
    /// What it needs to show.
    pub requirement: Requirement,
}

impl CertificateOnOffer {
    /// What it needs to show, after the word for `from`.
    #[must_use]
    pub fn least_words(&self, from: &str) -> String {
        match &self.requirement {
            Requirement::Score(least) => format!("{from} {least}"),
            Requirement::FourSkills(least) => format!("{from} {}", least.map(|least| least.to_string()).join(" / ")),
            Requirement::Level(levels) => levels.first().map_or_else(String::new, |least| format!("{from} {least}")),
        }
    }
}

/// A ground of the season on which residence decides about the area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidenceRuleOnOffer {
    /// The ground.
    pub ground: ResidenceGround,
    /// What it asks.
    pub rule: ResidenceRule,
    /// Whom it is for, in Vietnamese.
    pub name_vi: String,
    /// Whom it is for, in English.
    pub name_en: String,
}

/// The high schools of these codes, those of them that exist.
///
/// # Errors
/// `Driver`; `Inconsistent` for an unknown area.
pub async fn high_schools_fetch(tx: &mut Tx, codes: &[String]) -> Result<Vec<HighSchool>, StorageError> {
    let rows = sqlx::query!(
        "SELECT high_school.code, high_school.name, province.name AS province, priority_area
         FROM high_school JOIN province ON province.code = high_school.province_code
         WHERE high_school.code = ANY($1)",
        codes
    )
    .fetch_all(tx.conn())
    .await?;
    let schools = rows.into_iter().map(|row| {
        let area = PriorityArea::parse(&row.priority_area)
            .ok_or_else(|| StorageError::inconsistent("high_school", "priority_area", Uuid::nil()))?;
        Ok(HighSchool { code: row.code, name: row.name, province: row.province, area })
    });
    schools.collect()
}

/// The priority categories of a season, by code.
///
/// # Errors
/// `Driver`; `Inconsistent` for an unknown group.
pub async fn categories_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<CategoryOnOffer>, StorageError> {
    let rows = sqlx::query!(
        "SELECT code, priority_group, name_vi, name_en FROM season_priority_category WHERE season = $1 ORDER BY code",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let categories = rows.into_iter().map(|row| {
        let group = PriorityGroup::parse(&row.priority_group)
            .ok_or_else(|| StorageError::inconsistent("season_priority_category", "priority_group", Uuid::nil()))?;
        Ok(CategoryOnOffer { code: row.code, group, name_vi: row.name_vi, name_en: row.name_en })
    });
    categories.collect()
}

/// The communes of these codes, those of them that exist, with the areas that the season gives them.
///
/// # Errors
/// `Driver`; `Inconsistent` for a kind or an area that the domain does not know.
pub async fn communes_fetch(tx: &mut Tx, season: SeasonYear, codes: &[String]) -> Result<Vec<Commune>, StorageError> {
    let rows = sqlx::query!(
        r#"SELECT commune.code, commune.kind, commune.name, province.name AS province,
               province.full_name LIKE 'Thành phố%' AS "is_central_city!",
               listed.priority_area AS "priority_area?", coalesce(listed.is_difficult, false) AS "is_difficult!"
           FROM commune JOIN province ON province.code = commune.province_code
           LEFT JOIN season_commune_area listed ON listed.season = $2 AND listed.commune_code = commune.code
           WHERE commune.code = ANY($1)"#,
        codes,
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let inconsistent = |table, column| StorageError::inconsistent(table, column, Uuid::nil());
    let communes = rows.into_iter().map(|row| {
        let kind = CommuneKind::parse(&row.kind).ok_or_else(|| inconsistent("commune", "kind"))?;
        let area = match row.priority_area {
            Some(area) => {
                PriorityArea::parse(&area).ok_or_else(|| inconsistent("season_commune_area", "priority_area"))?
            }
            None => area_of_commune(kind, row.is_central_city),
        };
        Ok(Commune {
            name: format!("{} {}, {}", row.kind, row.name, row.province),
            code: row.code,
            area: CommuneArea { area, is_difficult: row.is_difficult },
        })
    });
    communes.collect()
}

/// The graduation categories of a season, the lowest class first.
///
/// # Errors
/// `Driver`.
pub async fn graduation_categories_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<BonusOnOffer>, StorageError> {
    let rows = sqlx::query!(
        "SELECT code, points_hundredths, name_vi, name_en FROM season_graduation_category WHERE season = $1
         ORDER BY class, code",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let offered = rows.into_iter().map(|row| BonusOnOffer {
        code: row.code,
        points: Score::from_hundredths(row.points_hundredths.into()),
        name_vi: row.name_vi,
        name_en: row.name_en,
    });
    Ok(offered.collect())
}

/// The encouragements of a season, the greatest first.
///
/// # Errors
/// `Driver`.
pub async fn encouragements_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<BonusOnOffer>, StorageError> {
    let rows = sqlx::query!(
        "SELECT code, points_hundredths, name_vi, name_en FROM season_encouragement WHERE season = $1
         ORDER BY points_hundredths DESC, code",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let offered = rows.into_iter().map(|row| BonusOnOffer {
        code: row.code,
        points: Score::from_hundredths(row.points_hundredths.into()),
        name_vi: row.name_vi,
        name_en: row.name_en,
    });
    Ok(offered.collect())
}

/// The certificates of a season that exempt from the foreign language, in the order of its list.
///
/// # Errors
/// `Driver`; `Inconsistent` for a language or a requirement that the domain does not know.
pub async fn certificates_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<CertificateOnOffer>, StorageError> {
    let rows = sqlx::query!(
        "SELECT code, language, name, issuer, least, levels FROM season_language_certificate WHERE season = $1
         ORDER BY position",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let inconsistent = |column| StorageError::inconsistent("season_language_certificate", column, Uuid::nil());
    let offered = rows.into_iter().map(|row| {
        Ok(CertificateOnOffer {
            language: ForeignLanguage::parse(&row.language).ok_or_else(|| inconsistent("language"))?,
            requirement: Requirement::from_row(&row.least, &row.levels).ok_or_else(|| inconsistent("least"))?,
            code: row.code,
            name: row.name,
            issuer: row.issuer,
        })
    });
    offered.collect()
}

/// The grounds of a season on which residence decides about the area.
///
/// # Errors
/// `Driver`; `Inconsistent` for an unknown ground.
pub async fn residence_rules_fetch(tx: &mut Tx, season: SeasonYear) -> Result<Vec<ResidenceRuleOnOffer>, StorageError> {
    let rows = sqlx::query!(
        "SELECT ground, name_vi, name_en, needs_over_18_months, needs_difficult_commune, is_for_free_candidates
         FROM season_residence_rule WHERE season = $1 ORDER BY ground DESC",
        season.0
    )
    .fetch_all(tx.conn())
    .await?;
    let offered = rows.into_iter().map(|row| {
        let inconsistent = || StorageError::inconsistent("season_residence_rule", "ground", Uuid::nil());
        Ok(ResidenceRuleOnOffer {
            ground: ResidenceGround::parse(&row.ground).ok_or_else(inconsistent)?,
            rule: ResidenceRule {
                needs_over_18_months: row.needs_over_18_months,
                needs_difficult_commune: row.needs_difficult_commune,
                is_for_free_candidates: row.is_for_free_candidates,
            },
            name_vi: row.name_vi,
            name_en: row.name_en,
        })
    });
    offered.collect()
}

/// The subjects that are examined, in the order of the form.
///
/// # Errors
/// `Driver`; `Inconsistent` for a subject that the domain does not know.
pub async fn subjects_fetch(tx: &mut Tx) -> Result<Vec<Subject>, StorageError> {
    let rows = sqlx::query!("SELECT code FROM subject ORDER BY position").fetch_all(tx.conn()).await?;
    let subjects = rows
        .into_iter()
        .map(|row| Subject::parse(&row.code).ok_or_else(|| StorageError::inconsistent("subject", "code", Uuid::nil())));
    subjects.collect()
}

/// All provinces, by name.
///
/// # Errors
/// `Driver`.
pub async fn provinces_fetch(tx: &mut Tx) -> Result<Vec<Named>, StorageError> {
    let rows = sqlx::query_as!(Named, "SELECT code, name FROM province ORDER BY name COLLATE \"vi-x-icu\"");
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// The province of today in which citizen numbers begin with these three digits.
///
/// # Errors
/// `Driver`.
pub async fn province_of_citizen_id(tx: &mut Tx, code: &str) -> Result<Option<String>, StorageError> {
    let province = sqlx::query_scalar!("SELECT province_code FROM old_province WHERE citizen_id_code = $1", code);
    Ok(province.fetch_optional(tx.conn()).await?)
}

/// All ethnic groups, by code.
///
/// # Errors
/// `Driver`.
pub async fn ethnic_groups_fetch(tx: &mut Tx) -> Result<Vec<Named>, StorageError> {
    let rows = sqlx::query_as!(Named, "SELECT code, name FROM ethnic_group ORDER BY code");
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// Every receiving point of free candidates, by department and unit.
///
/// # Errors
/// `Driver`.
pub async fn receiving_points_fetch(tx: &mut Tx) -> Result<Vec<ReceivingPoint>, StorageError> {
    let rows = sqlx::query!(
        "SELECT unit.department_code, unit.unit_code, unit.name, department.name AS department,
             department.exam_council_code
         FROM registration_unit unit JOIN department ON department.code = unit.department_code
         WHERE unit.high_school_code IS NULL ORDER BY unit.department_code, unit.unit_code"
    )
    .fetch_all(tx.conn())
    .await?;
    let points = rows.into_iter().map(|row| ReceivingPoint {
        place: ExamPlace { department: row.department_code, unit: row.unit_code, council: row.exam_council_code },
        name: row.name,
        department: row.department,
    });
    Ok(points.collect())
}

/// Communes with all of these folded words in name, kind, code or province, those of one province first: at most `limit`.
///
/// # Errors
/// `Driver`.
pub async fn communes_find(
    tx: &mut Tx,
    words: &[String],
    first_province: &str,
    limit: i64,
) -> Result<Vec<Named>, StorageError> {
    let start = words.join(" ");
    let rows = sqlx::query_as!(
        Named,
        r#"SELECT commune.code, commune.kind || ' ' || commune.name || ', ' || province.name AS "name!"
           FROM commune JOIN province ON province.code = commune.province_code
           WHERE NOT EXISTS (
               SELECT FROM unnest($1::text[]) AS typed (word) WHERE position(word IN commune.search_text) = 0)
           ORDER BY commune.province_code = $2 DESC, starts_with(commune.search_text, $3) DESC, province.search_text,
               commune.search_text, commune.code
           LIMIT $4"#,
        words,
        first_province,
        start,
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// High schools with all of these folded words in name, code or province, those of one province first: at most `limit`.
///
/// # Errors
/// `Driver`.
pub async fn high_schools_find(
    tx: &mut Tx,
    words: &[String],
    first_province: &str,
    limit: i64,
) -> Result<Vec<Named>, StorageError> {
    let rows = sqlx::query_as!(
        Named,
        r#"SELECT high_school.code, high_school.name || ', ' || province.name AS "name!"
           FROM high_school JOIN province ON province.code = high_school.province_code
           WHERE NOT EXISTS (
               SELECT FROM unnest($1::text[]) AS typed (word)
               WHERE position(word IN high_school.search_text || ' ' || province.search_text) = 0)
           ORDER BY high_school.province_code = $2 DESC, province.search_text, high_school.search_text, high_school.code
           LIMIT $3"#,
        words,
        first_province,
        limit
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}
