//! What the registration form offers to choose from: schools, priority categories, communes, subjects.

use uuid::Uuid;

use super::{StorageError, Tx};
use crate::domain::{
    candidate::priority::{PriorityArea, PriorityGroup},
    exam::{programme::ExamPlace, subject::Subject},
    ids::SeasonYear,
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
}

/// All high schools, by province and name.
///
/// # Errors
/// `Driver`; `Inconsistent` for an unknown area.
pub async fn high_schools_fetch(tx: &mut Tx) -> Result<Vec<HighSchool>, StorageError> {
    let rows = sqlx::query!(
        "SELECT high_school.code, high_school.name, province.name AS province, priority_area
         FROM high_school JOIN province ON province.code = high_school.province_code
         ORDER BY high_school.province_code, high_school.name, high_school.code"
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

/// The communes of a province and, wherever it lies, the one with the code `also`; by code.
///
/// # Errors
/// `Driver`.
pub async fn communes_fetch(tx: &mut Tx, province_code: &str, also: &str) -> Result<Vec<Commune>, StorageError> {
    let rows = sqlx::query!(
        "SELECT commune.code, commune.kind, commune.name, province.name AS province
         FROM commune JOIN province ON province.code = commune.province_code
         WHERE commune.province_code = $1 OR commune.code = $2 ORDER BY commune.code",
        province_code,
        also
    )
    .fetch_all(tx.conn())
    .await?;
    let name = |kind: &str, name: &str, province: &str| format!("{kind} {name}, {province}");
    Ok(rows
        .into_iter()
        .map(|row| Commune { name: name(&row.kind, &row.name, &row.province), code: row.code })
        .collect())
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
