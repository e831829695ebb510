//! `/candidate/preferences/check`: what submitting would change, then submitting.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    fee, not_open_notice, programme_list, programme_view, stale_notice, version_and_time, warning_of, window_sentence,
};
use crate::{
    domain::{
        admission::preference_list::PreferenceChange,
        season::{PhaseKind, WindowState},
        time::Instant,
    },
    usecases::candidate::{
        submit_preferences::{self, SubmitPreferencesError},
        view_preferences::{self, PreferencesView},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::Page,
        pages::{
            candidate::level_2::{Level2Act, level_2_notice, level_2_page},
            sign_in::again,
        },
    },
};

/// This page.
const CHECK: &str = "/candidate/preferences/check";

/// The version of the draft that was checked.
#[derive(Debug, Default, Deserialize)]
pub struct SubmitForm {
    version: String,
}

/// Why nothing was submitted.
#[derive(Debug, Clone, Copy)]
enum Problem {
    Stale(u32, u32),
    NotOpen(WindowState),
}

/// `GET /candidate/preferences/check`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let data = view_preferences::run(&page.ctx, candidate, None).await?;
    if data.draft.programme_ids.is_empty() {
        return Ok(page.see_other("/candidate/preferences"));
    }
    Ok(page.ok(title(page.lang), || view(&page, &data, None)))
}

/// `POST /candidate/preferences/submit`
///
/// # Errors
/// `BadRequest`; `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<SubmitForm>) -> Result<Response, WebError> {
    let candidate = page.candidate()?;
    let version = form.version.parse().map_err(|_| WebError::BadRequest)?;
    let problem = match submit_preferences::run(&page.ctx, candidate, version).await {
        Ok(_) => return Ok(page.see_other("/candidate/preferences/submitted")),
        Err(SubmitPreferencesError::Empty) => return Ok(page.see_other("/candidate/preferences")),
        Err(SubmitPreferencesError::Frozen) => return Err(WebError::Frozen),
        Err(SubmitPreferencesError::Storage(error)) => return Err(error.into()),
        Err(SubmitPreferencesError::NeedsFreshSignIn) => return Ok(page.see_other(&again::path(CHECK))),
        Err(SubmitPreferencesError::NeedsLevel2) => {
            return Ok(level_2_page(&page, Level2Act::SubmitPreferences, deadline(&page)));
        }
        Err(SubmitPreferencesError::Stale { seen, current }) => Problem::Stale(seen, current),
        Err(SubmitPreferencesError::NotOpen(window)) => Problem::NotOpen(window),
    };
    let data = view_preferences::run(&page.ctx, candidate, None).await?;
    Ok(page.conflict(title(page.lang), || view(&page, &data, Some(problem))))
}

/// When preferences close, while they are open.
fn deadline(page: &Page) -> Option<Instant> {
    match page.season.calendar.state(PhaseKind::Preference, page.now) {
        WindowState::Open { closes_at } => Some(closes_at),
        _ => None,
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Kiểm tra rồi nộp", "Check and submit")
}

fn view(page: &Page, data: &PreferencesView, problem: Option<Problem>) -> AnyView {
    let lang = page.lang;
    let problem = problem.map(|problem| match problem {
        Problem::Stale(seen, current) => stale_notice(lang, seen, current),
        Problem::NotOpen(window) => not_open_notice(lang, data, window),
    });
    view! {
        {back_link(lang, "/candidate/preferences")}
        {problem}
        <h1>{title(lang)}</h1>
        {state(lang, data)}
        {warnings(lang, data)}
        {changes(lang, data)}
        {totals(lang, data)}
        {submission(page, data)}
    }
    .into_any()
}

fn state(lang: Lang, data: &PreferencesView) -> AnyView {
    let standing = data.standing().map(|list| {
        view! { <p>{lang.t("Đang có hiệu lực: ", "Stands: ")} {version_and_time(lang, list)} "."</p> }
    });
    let words = if data.is_submitted() {
        lang.t("Không có gì thay đổi so với bản đã nộp.", "Nothing differs from what you submitted.")
    } else {
        lang.t(
            "Danh sách dưới đây chưa được nộp. Việc nộp chỉ hoàn tất khi bạn bấm nút ở cuối trang và thấy biên nhận.",
            "The list below is not submitted yet. It is once you press the button at the end and see the receipt.",
        )
    };
    inset(view! { <p><strong>{words}</strong></p> {standing} }.into_any())
}

fn warnings(lang: Lang, data: &PreferencesView) -> AnyView {
    let rows: Vec<AnyView> = data
        .draft
        .programme_ids
        .iter()
        .filter_map(|id| warning_of(data, *id).map(|(rank, max_rank)| (*id, rank, max_rank)))
        .map(|(id, rank, max_rank)| {
            let rule = match lang {
                Lang::Vi => format!("Nguyện vọng {rank} sẽ không được xét: ngành đào tạo giáo viên chỉ được xét ở nguyện vọng 1 đến {max_rank}."),
                Lang::En => format!("Preference {rank} will not be considered: teacher training is considered at ranks 1 to {max_rank}."),
            };
            view! { <li>{rule} <br /> {programme_view(lang, data, id)}</li> }.into_any()
        })
        .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let body = view! {
        <ul>{rows}</ul>
        <p><a href="/candidate/preferences">{lang.t("Đổi thứ tự", "Change the order")}</a></p>
    };
    notice(
        lang,
        Tone::Warning,
        lang.t("Có nguyện vọng sẽ không được xét", "A preference will not be considered"),
        body.into_any(),
    )
}

/// Each programme with what becomes of it; against nothing submitted, all are simply listed.
fn changes(lang: Lang, data: &PreferencesView) -> AnyView {
    let is_first = data.standing().is_none();
    let rows = data
        .changes
        .iter()
        .map(|change| {
            let (rank, programme, what) = match *change {
                PreferenceChange::Added { rank, programme } => {
                    (Some(rank), programme, tag(Tone::Success, lang.t("Mới", "New")))
                }
                PreferenceChange::Kept { rank, programme } => (
                    Some(rank),
                    programme,
                    view! { <span class="quiet">{lang.t("Giữ nguyên", "Unchanged")}</span> }.into_any(),
                ),
                PreferenceChange::Moved { from, to, programme } => {
                    let words = match lang {
                        Lang::Vi => format!("Từ vị trí {from}"),
                        Lang::En => format!("From rank {from}"),
                    };
                    (Some(to), programme, tag(Tone::Info, &words))
                }
                PreferenceChange::Removed { rank, programme } => {
                    let words = match lang {
                        Lang::Vi => format!("Bỏ (trước ở vị trí {rank})"),
                        Lang::En => format!("Removed (was at rank {rank})"),
                    };
                    (None, programme, tag(Tone::Danger, &words))
                }
            };
            (rank, programme, (!is_first).then_some(what))
        })
        .collect();
    let heading = if is_first {
        lang.t("Danh sách sẽ nộp", "The list to submit")
    } else {
        lang.t("Danh sách sẽ nộp, so với bản đã nộp", "The list to submit, against what you submitted")
    };
    view! {
        <h2>{heading}</h2>
        {programme_list(lang, data, rows)}
    }
    .into_any()
}

fn totals(lang: Lang, data: &PreferencesView) -> AnyView {
    let count = data.draft.programme_ids.len();
    let amount = fee(data, count);
    let rows = vec![
        SummaryRow::new(
            lang.t("Số nguyện vọng", "Preferences"),
            text(format!("{count}/{}", data.rules.max_preferences)),
        ),
        SummaryRow::new(lang.t("Lệ phí phải nộp", "Fee to pay"), money(amount)),
    ];
    summary_list(lang, rows)
}

fn submission(page: &Page, data: &PreferencesView) -> AnyView {
    let lang = page.lang;
    let edit = button_link(ButtonLook::Secondary, lang.t("Sửa tiếp", "Go on editing"), "/candidate/preferences");
    if data.is_submitted() && data.standing().is_some() {
        let receipt = button_link(
            ButtonLook::Primary,
            lang.t("Xem biên nhận", "See the receipt"),
            "/candidate/preferences/submitted",
        );
        return buttons(vec![receipt, edit]);
    }
    if !data.window.is_open() {
        return view! { <p>{window_sentence(lang, data.window)}</p> }.into_any();
    }
    if !page.candidate().is_ok_and(|candidate| candidate.is_level_2) {
        return level_2_notice(lang, Level2Act::SubmitPreferences, deadline(page));
    }
    let count = data.draft.programme_ids.len();
    let label = match lang {
        Lang::Vi => format!("Nộp {count} nguyện vọng"),
        Lang::En if count == 1 => "Submit 1 preference".to_owned(),
        Lang::En => format!("Submit {count} preferences"),
    };
    view! {
        <p>{window_sentence(lang, data.window)}</p>
        {again::beforehand(page)}
        <form method="post" action="/candidate/preferences/submit">
            <input type="hidden" name="version" value=data.draft.version.to_string() />
            {buttons(vec![submit(&label), edit])}
        </form>
    }
    .into_any()
}
