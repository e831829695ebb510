//! Finds a commune or a high school by words, without diacritics, for a section of the registration form.

use super::exam_registration::{ExamRegistrationError, Named, candidate_of};
use crate::{
    domain::{access::Actor, text::fold},
    storage::{
        exam_reference::{communes_find, high_schools_find},
        registrant::registrant_fetch,
    },
    usecases::Ctx,
};

/// The most places shown; whoever finds more types another word.
pub const MOST: usize = 20;
/// The most characters of a search that are looked at.
const MAX_SEARCH: usize = 100;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Communes, wards and special zones.
    Commune,
    /// High schools.
    HighSchool,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct FoundPlaces {
    /// At most [`MOST`], those of the candidate's province first.
    pub places: Vec<Named>,
    /// Whether there are more.
    pub are_more: bool,
}

/// Places with all of the words of `typed`, in any order. Nothing typed finds nothing.
///
/// # Errors
/// `Forbidden` for whoever is no candidate; `Storage`.
pub async fn run(ctx: &Ctx, actor: &Actor, place: Place, typed: &str) -> Result<FoundPlaces, ExamRegistrationError> {
    let candidate_id = candidate_of(actor)?.candidate_id;
    let typed: String = typed.chars().take(MAX_SEARCH).filter(|character| *character != '\0').collect();
    let words: Vec<String> = fold(&typed.replace(',', " ")).split(' ').map(str::to_owned).collect();
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Ok(FoundPlaces::default());
    }
    let mut tx = ctx.db.begin(actor).await?;
    let registrant = registrant_fetch(&mut tx, candidate_id).await?.ok_or(ExamRegistrationError::Forbidden)?;
    let province = registrant.unit.province_code;
    let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut places = match place {
        Place::Commune => communes_find(&mut tx, &words, &province, limit).await?,
        Place::HighSchool => high_schools_find(&mut tx, &words, &province, limit).await?,
    };
    let are_more = places.len() > MOST;
    places.truncate(MOST);
    Ok(FoundPlaces { places, are_more })
}
