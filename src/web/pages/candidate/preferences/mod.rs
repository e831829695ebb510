//! The candidate's preference list: edited, checked, submitted, kept.

pub mod check;
pub mod edit;
pub mod list;
pub mod submitted;
pub mod versions;

use leptos::prelude::*;

use crate::{
    domain::{
        admission::{preference_list::PreferenceWarning, submitted_list::SubmittedList},
        ids::ProgrammeId,
        money::Dong,
        season::WindowState,
    },
    usecases::candidate::view_preferences::PreferencesView,
    web::{
        components::*,
        i18n::Lang,
        pages::catalogue::{programme_codes, programme_href},
    },
};

/// The fee of `count` preferences.
fn fee(data: &PreferencesView, count: usize) -> Dong {
    // A list is never longer than the season's limit, which is a u8.
    data.rules.fee_of(u8::try_from(count).unwrap_or(u8::MAX))
}

/// Name and codes of a programme; its id alone where the season no longer has it.
fn programme_view(lang: Lang, data: &PreferencesView, id: ProgrammeId) -> AnyView {
    match data.programmes.get(&id) {
        Some(programme) => view! {
            <a href=programme_href(programme)>{programme.name.clone()}</a>
            <br />
            <span class="quiet">{programme_codes(lang, programme)}</span>
        }
        .into_any(),
        None => text(id.to_string()),
    }
}

/// The name of a programme.
fn programme_name(data: &PreferencesView, id: ProgrammeId) -> String {
    data.programmes.get(&id).map_or_else(|| id.to_string(), |programme| programme.name.clone())
}

/// `phiên bản 3, nộp lúc 16:41:07 12/07/2026`.
fn version_and_time(lang: Lang, list: &SubmittedList) -> AnyView {
    view! {
        {lang.t("phiên bản ", "version ")} <strong>{list.number.to_string()}</strong> {lang.t(", nộp lúc ", ", submitted at ")}
        <time datetime=list.submitted_at.iso()>{list.submitted_at.to_the_second()}</time>
    }
    .into_any()
}

/// What is wrong with teacher training at this rank, if anything.
fn warning_of(data: &PreferencesView, id: ProgrammeId) -> Option<(u8, u8)> {
    data.warnings.iter().find_map(|warning| match warning {
        PreferenceWarning::TeacherTrainingNotConsidered { rank, programme, max_rank } if *programme == id => {
            Some((*rank, *max_rank))
        }
        _ => None,
    })
}

/// Why nothing can be changed or submitted now.
fn window_sentence(lang: Lang, window: WindowState) -> String {
    match window {
        WindowState::NotPlanned => {
            lang.t("Chưa có lịch đăng ký nguyện vọng.", "Preferences are not planned yet.").to_owned()
        }
        WindowState::NotYetOpen { opens_at } => {
            format!("{} {}.", lang.t("Đợt đăng ký nguyện vọng mở lúc", "Preferences open at"), opens_at.short())
        }
        WindowState::Open { closes_at } => {
            format!("{} {}.", lang.t("Sửa và nộp được đến", "You can edit and submit until"), closes_at.short())
        }
        WindowState::Closed { closed_at } => {
            format!("{} {}.", lang.t("Đợt đăng ký nguyện vọng đã đóng lúc", "Preferences closed at"), closed_at.short())
        }
    }
}

/// The list was changed elsewhere since it was shown.
fn stale_notice(lang: Lang, seen: u32, current: u32) -> AnyView {
    let title = lang.t("Danh sách đã đổi ở nơi khác", "The list was changed elsewhere");
    let words = match lang {
        Lang::Vi => format!(
            "Bạn thao tác trên bản sửa thứ {seen}, nhưng danh sách nay là bản sửa thứ {current}. Thao tác vừa rồi chưa được thực hiện; dưới đây là danh sách mới nhất."
        ),
        Lang::En => format!(
            "You worked on edit {seen} of the list, which is now at edit {current}. What you just did was not done; below is the latest list."
        ),
    };
    notice(lang, Tone::Danger, title, view! { <p>{words}</p> }.into_any())
}

/// The window is not open: nothing was done.
fn not_open_notice(lang: Lang, data: &PreferencesView, window: WindowState) -> AnyView {
    let title = lang.t("Chưa có gì thay đổi", "Nothing was changed");
    let standing = data.standing().map(|list| {
        view! {
            <p>{lang.t("Danh sách đang có hiệu lực: ", "The list that stands: ")} {version_and_time(lang, list)} "."</p>
        }
    });
    let body = view! {
        <p>{window_sentence(lang, window)}</p>
        {standing}
    };
    notice(lang, Tone::Danger, title, body.into_any())
}

/// A list to read: the rank, the programme, and what is to be said about it.
fn programme_list(
    lang: Lang,
    data: &PreferencesView,
    rows: Vec<(Option<u8>, ProgrammeId, Option<AnyView>)>,
) -> AnyView {
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|(rank, id, remark)| {
            let (shown, spoken) = match rank {
                Some(rank) => (rank.to_string(), lang.t("Nguyện vọng ", "Preference ")),
                None => ("–".to_owned(), ""),
            };
            let class = if rank.is_some() { "preference-rank" } else { "preference-rank preference-rank-none" };
            view! {
                <li class="preference">
                    <p class=class><span class="visually-hidden">{spoken}</span>{shown}</p>
                    <div class="preference-words">{programme_view(lang, data, id)}</div>
                    {remark.map(|remark| view! { <div class="preference-remark">{remark}</div> })}
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="preference-list">{rows}</ol> }.into_any()
}

/// The list as it was submitted.
fn submitted_programmes(lang: Lang, data: &PreferencesView, list: &SubmittedList) -> AnyView {
    let rows = (1..=u8::MAX).zip(&list.programme_ids).map(|(rank, id)| (Some(rank), *id, None)).collect();
    programme_list(lang, data, rows)
}
