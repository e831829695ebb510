//! The forms of the list: add, remove, up, down, to a position. Each leads back to the list, which says what was done.

use axum::response::Response;
use serde::Deserialize;

use super::list::{self, Feedback};
use crate::{
    domain::{admission::preference_list::PreferenceRefusal, field_errors::FieldErrorCode, ids::ProgrammeId},
    usecases::candidate::{
        edit_preferences::{self, EditPreferencesError, PreferenceEdit},
        view_preferences,
    },
    web::{error::WebError, form::PostForm, page::Page},
};

/// A programme to add, at the end or at a rank.
#[derive(Debug, Default, Deserialize)]
pub struct AddForm {
    programme: String,
    #[serde(default)]
    rank: String,
}

/// A programme of the list, and the version of the list that was shown.
#[derive(Debug, Default, Deserialize)]
pub struct RowForm {
    programme: String,
    version: String,
}

/// The same with a position typed.
#[derive(Debug, Default, Deserialize)]
pub struct MoveForm {
    programme: String,
    version: String,
    #[serde(default)]
    rank: String,
}

/// What the portal itself put into a form; anything else was not sent from its pages.
fn own<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| WebError::BadRequest)
}

/// `POST /candidate/preferences/add`
///
/// # Errors
/// `BadRequest`; `NotFound` for a programme that the season does not have; `Unavailable`.
pub async fn add(page: Page, PostForm(form): PostForm<AddForm>) -> Result<Response, WebError> {
    let programme = own(&form.programme)?;
    let rank = if form.rank.is_empty() { None } else { Some(own(&form.rank)?) };
    let done = format!("/candidate/preferences?added={programme}");
    edit(&page, programme, PreferenceEdit::Add { rank }, &done).await
}

/// `POST /candidate/preferences/remove`
///
/// # Errors
/// As [`add`].
pub async fn remove(page: Page, PostForm(form): PostForm<RowForm>) -> Result<Response, WebError> {
    let (programme, version) = (own(&form.programme)?, own(&form.version)?);
    let before = view_preferences::run(&page.ctx, page.candidate()?, None).await?;
    let rank = before.draft.programme_ids.iter().position(|id| *id == programme).map(|index| index + 1);
    let done = match rank {
        Some(rank) => format!("/candidate/preferences?removed={programme}&rank={rank}"),
        None => "/candidate/preferences".to_owned(),
    };
    edit(&page, programme, PreferenceEdit::Remove { version }, &done).await
}

/// `POST /candidate/preferences/move-up`
///
/// # Errors
/// As [`add`].
pub async fn move_up(page: Page, PostForm(form): PostForm<RowForm>) -> Result<Response, WebError> {
    let (programme, version) = (own(&form.programme)?, own(&form.version)?);
    edit(&page, programme, PreferenceEdit::MoveUp { version }, &moved(programme, "up")).await
}

/// `POST /candidate/preferences/move-down`
///
/// # Errors
/// As [`add`].
pub async fn move_down(page: Page, PostForm(form): PostForm<RowForm>) -> Result<Response, WebError> {
    let (programme, version) = (own(&form.programme)?, own(&form.version)?);
    edit(&page, programme, PreferenceEdit::MoveDown { version }, &moved(programme, "down")).await
}

/// `POST /candidate/preferences/move`
///
/// # Errors
/// As [`add`].
pub async fn move_to(page: Page, PostForm(form): PostForm<MoveForm>) -> Result<Response, WebError> {
    let (programme, version) = (own(&form.programme)?, own(&form.version)?);
    let typed = form.rank.trim();
    match typed.parse() {
        Ok(rank) => {
            let answer = run(&page, programme, PreferenceEdit::MoveTo { version, rank }).await?;
            let Some(feedback) = answer else { return Ok(page.see_other(&moved(programme, "to"))) };
            refused(&page, feedback.with_typed(typed)).await
        }
        Err(_) => {
            refused(
                &page,
                Feedback::NotAPosition {
                    programme,
                    typed: typed.chars().take(20).collect(),
                    code: if typed.is_empty() {
                        FieldErrorCode::Missing
                    } else {
                        FieldErrorCode::NotAPosition { max: 0 }
                    },
                },
            )
            .await
        }
    }
}

/// The list with the row that was moved in sight.
fn moved(programme: ProgrammeId, by: &str) -> String {
    format!("/candidate/preferences?moved={programme}&by={by}#preference-{programme}")
}

async fn edit(page: &Page, programme: ProgrammeId, edit: PreferenceEdit, done: &str) -> Result<Response, WebError> {
    match run(page, programme, edit).await? {
        None => Ok(page.see_other(done)),
        Some(feedback) => refused(page, feedback).await,
    }
}

/// Edits; gives what stood in the way.
async fn run(page: &Page, programme: ProgrammeId, edit: PreferenceEdit) -> Result<Option<Feedback>, WebError> {
    let error = match edit_preferences::run(&page.ctx, page.candidate()?, programme, edit).await {
        Ok(_) => return Ok(None),
        Err(error) => error,
    };
    match error {
        EditPreferencesError::NotOpen(window) => Ok(Some(Feedback::NotOpen(window))),
        EditPreferencesError::Stale { seen, current } => Ok(Some(Feedback::Stale(seen, current))),
        EditPreferencesError::Frozen => Err(WebError::Frozen),
        EditPreferencesError::NoSuchProgramme => Err(WebError::NotFound),
        // Added twice is added.
        EditPreferencesError::Refused(PreferenceRefusal::AlreadyListed) => Ok(None),
        EditPreferencesError::Refused(PreferenceRefusal::ListFull { .. }) => Ok(Some(Feedback::Full(programme))),
        EditPreferencesError::Refused(PreferenceRefusal::PositionOutOfRange { len }) => {
            let code = FieldErrorCode::NotAPosition { max: len };
            Ok(Some(Feedback::NotAPosition { programme, typed: String::new(), code }))
        }
        EditPreferencesError::Refused(PreferenceRefusal::NotListed) => Err(WebError::NotFound),
        EditPreferencesError::Storage(error) => Err(error.into()),
    }
}

/// The list as it stands, with what stood in the way.
async fn refused(page: &Page, feedback: Feedback) -> Result<Response, WebError> {
    let data = view_preferences::run(&page.ctx, page.candidate()?, feedback.programme()).await?;
    let feedback = feedback.within(data.draft.programme_ids.len());
    let view = || list::view(page.lang, &data, &feedback);
    let title = list::title(page.lang);
    Ok(match feedback {
        Feedback::Stale(..) | Feedback::NotOpen(_) => page.conflict(title, view),
        _ => page.invalid(title, view),
    })
}
