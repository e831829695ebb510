//! `/candidate/preferences`: the list being edited, beside the version that stands.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    fee, not_open_notice, programme_codes, programme_href, programme_name, stale_notice, submitted_programmes,
    version_and_time, warning_of, window_sentence,
};
use crate::{
    domain::{
        field_errors::{FieldErrorCode, FieldErrors},
        ids::ProgrammeId,
        season::WindowState,
    },
    usecases::candidate::view_preferences::{self, PreferencesView},
    web::{
        components::*,
        error::WebError,
        i18n::{Lang, field_errors::sentence},
        page::Page,
        pages::candidate::freeze::frozen_notice,
    },
};

/// What was just done, as the address says it after an edit.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    added: String,
    moved: String,
    by: String,
    removed: String,
    rank: String,
}

/// What the page says beside the list.
#[derive(Debug, Clone, Default)]
pub(super) enum Feedback {
    /// Nothing happened.
    #[default]
    None,
    /// Added.
    Added(ProgrammeId),
    /// Moved by the button of this word.
    Moved(ProgrammeId, String),
    /// Removed from the rank.
    Removed(ProgrammeId, u8),
    /// The list is full.
    Full(ProgrammeId),
    /// The list was changed elsewhere: the version shown and the current one.
    Stale(u32, u32),
    /// The window is not open.
    NotOpen(WindowState),
    /// The position typed is none.
    NotAPosition {
        /// Of which row.
        programme: ProgrammeId,
        /// What was typed.
        typed: String,
        /// What is wrong with it.
        code: FieldErrorCode,
    },
}

impl Feedback {
    /// What the address says; anything unreadable says nothing.
    fn of(query: &ListQuery) -> Self {
        if let Ok(programme) = query.added.parse() {
            Self::Added(programme)
        } else if let Ok(programme) = query.moved.parse() {
            Self::Moved(programme, query.by.clone())
        } else if let (Ok(programme), Ok(rank)) = (query.removed.parse(), query.rank.parse()) {
            Self::Removed(programme, rank)
        } else {
            Self::None
        }
    }

    /// A programme to name that may stand in no list.
    pub(super) const fn programme(&self) -> Option<ProgrammeId> {
        match self {
            Self::Removed(programme, _) | Self::Full(programme) => Some(*programme),
            _ => None,
        }
    }

    /// The same with what was typed as a position.
    pub(super) fn with_typed(self, text: &str) -> Self {
        match self {
            Self::NotAPosition { programme, code, .. } => {
                Self::NotAPosition { programme, typed: text.to_owned(), code }
            }
            other => other,
        }
    }

    /// The same with the last position of a list of `count`, where one is named.
    pub(super) fn within(self, count: usize) -> Self {
        match self {
            Self::NotAPosition { programme, typed, code: FieldErrorCode::NotAPosition { .. } } => {
                let max = u8::try_from(count).unwrap_or(u8::MAX);
                Self::NotAPosition { programme, typed, code: FieldErrorCode::NotAPosition { max } }
            }
            other => other,
        }
    }

    fn errors(&self) -> FieldErrors {
        match self {
            Self::NotAPosition { code, .. } => FieldErrors::one("rank", code.clone()),
            _ => FieldErrors::new(),
        }
    }
}

/// `GET /candidate/preferences`
///
/// # Errors
/// `Forbidden` for anyone but a candidate; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let feedback = Feedback::of(&query);
    let data = view_preferences::run(&page.ctx, page.candidate()?, feedback.programme()).await?;
    Ok(page.ok(title(page.lang), || view(page.lang, &data, &feedback)))
}

/// The name of the page.
pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Nguyện vọng của tôi", "My preferences")
}

/// The page.
pub(super) fn view(lang: Lang, data: &PreferencesView, feedback: &Feedback) -> AnyView {
    let errors = feedback.errors();
    let place_of = |_: &'static str| {
        let id = match feedback {
            Feedback::NotAPosition { programme, .. } => format!("rank-{programme}"),
            _ => String::new(),
        };
        (id, lang.t("Chuyển tới vị trí", "Move to position"))
    };
    view! {
        {data.is_frozen.then(|| frozen_notice(lang))}
        {error_summary(lang, &errors, place_of)}
        {feedback_view(lang, data, feedback)}
        <h1>{title(lang)}</h1>
        {totals(lang, data)}
        {standing(lang, data)}
        {editor(lang, data, feedback)}
    }
    .into_any()
}

fn feedback_view(lang: Lang, data: &PreferencesView, feedback: &Feedback) -> AnyView {
    match feedback {
        Feedback::None | Feedback::Moved(..) | Feedback::NotAPosition { .. } => ().into_any(),
        Feedback::Added(programme) => {
            let Some(rank) = rank_of(data, *programme) else { return ().into_any() };
            let title = format!(
                "{} {} {rank}",
                programme_name(data, *programme),
                lang.t("đã vào danh sách, vị trí", "is in your list now, at rank")
            );
            let words = lang.t("Thay đổi chưa có hiệu lực cho đến khi bạn nộp.", "It counts once you submit the list.");
            notice(lang, Tone::Success, &title, view! { <p>{words}</p> }.into_any())
        }
        Feedback::Removed(programme, rank) => removed(lang, data, *programme, *rank),
        Feedback::Full(programme) => {
            let title = format!(
                "{} {} {}",
                lang.t("Danh sách đã đủ", "The list already holds"),
                data.rules.max_preferences,
                lang.t("nguyện vọng", "preferences")
            );
            let words = format!(
                "{} {}",
                lang.t("Bỏ bớt một nguyện vọng rồi thêm lại:", "Remove one, then add this again:"),
                programme_name(data, *programme)
            );
            notice(lang, Tone::Danger, &title, view! { <p>{words}</p> }.into_any())
        }
        Feedback::Stale(seen, current) => stale_notice(lang, *seen, *current),
        Feedback::NotOpen(window) => not_open_notice(lang, data, *window),
    }
}

/// Says what was removed and offers it back at its place.
fn removed(lang: Lang, data: &PreferencesView, programme: ProgrammeId, rank: u8) -> AnyView {
    if rank_of(data, programme).is_some() || !data.programmes.contains_key(&programme) {
        return ().into_any();
    }
    let title = format!("{} {}", lang.t("Đã bỏ", "Removed:"), programme_name(data, programme));
    let back = match lang {
        Lang::Vi => format!("Lấy lại vào vị trí {rank}"),
        Lang::En => format!("Put back at rank {rank}"),
    };
    let undo = Button { look: ButtonLook::Secondary, label: &back, is_focused: true, ..Button::default() };
    let body = data.window.is_open().then(|| {
        view! {
            <form method="post" action="/candidate/preferences/add">
                <input type="hidden" name="programme" value=programme.to_string() />
                <input type="hidden" name="rank" value=rank.to_string() />
                {button(undo)}
            </form>
        }
    });
    notice(lang, Tone::Success, &title, body.into_any())
}

fn rank_of(data: &PreferencesView, programme: ProgrammeId) -> Option<usize> {
    data.draft.programme_ids.iter().position(|id| *id == programme).map(|index| index + 1)
}

fn totals(lang: Lang, data: &PreferencesView) -> AnyView {
    let count = data.draft.programme_ids.len();
    let of_max = format!("{count}/{}", data.rules.max_preferences);
    let amount = fee(data, count).to_string();
    let each = format!("{} {}", data.rules.fee, lang.t("mỗi nguyện vọng", "each"));
    figures(&[
        Figure { label: lang.t("Số nguyện vọng", "Preferences"), number: &of_max, note: "" },
        Figure { label: lang.t("Lệ phí", "Fee"), number: &amount, note: &each },
    ])
}

/// The version that stands, and whether the draft differs from it.
fn standing(lang: Lang, data: &PreferencesView) -> AnyView {
    let Some(list) = data.standing() else {
        let words = if data.draft.programme_ids.is_empty() {
            lang.t("Bạn chưa nộp danh sách nào.", "You have not submitted a list yet.")
        } else {
            lang.t(
                "Bạn chưa nộp danh sách nào. Danh sách dưới đây chưa có hiệu lực cho đến khi bạn nộp.",
                "You have not submitted a list yet. The list below counts once you submit it.",
            )
        };
        return inset(view! { <p>{words}</p> <p>{window_sentence(lang, data.window)}</p> }.into_any());
    };
    let state = if data.is_submitted() {
        lang.t("Danh sách dưới đây đúng là bản đã nộp.", "The list below is what you submitted.")
    } else {
        lang.t(
            "Danh sách dưới đây có thay đổi chưa nộp. Bản đã nộp vẫn có hiệu lực cho đến khi bạn nộp bản mới.",
            "The list below has changes that are not submitted. What you submitted stands until you submit again.",
        )
    };
    let as_submitted = (!data.is_submitted()).then(|| {
        let summary = lang.t("Xem bản đang có hiệu lực", "Show the list that stands");
        details(summary, submitted_programmes(lang, data, list))
    });
    let body = view! {
        <p>
            <strong>{lang.t("Đang có hiệu lực: ", "Stands: ")}</strong>
            {version_and_time(lang, list)} "."
        </p>
        <p>{state} " " {window_sentence(lang, data.window)}</p>
        <p>
            <a href="/candidate/preferences/submitted">{lang.t("Biên nhận", "Receipt")}</a> " · "
            <a href="/candidate/preferences/versions">{lang.t("Các lần nộp", "All submissions")}</a>
        </p>
        {as_submitted}
    };
    inset(body.into_any())
}

fn editor(lang: Lang, data: &PreferencesView, feedback: &Feedback) -> AnyView {
    let ids = &data.draft.programme_ids;
    let catalogue = lang.t("Tìm ngành để thêm", "Find programmes to add");
    if ids.is_empty() {
        let start = data.window.is_open().then(|| button_link(ButtonLook::Primary, catalogue, "/catalogue"));
        return view! {
            <h2>{lang.t("Danh sách còn trống", "The list is empty")}</h2>
            <p>
                {lang.t(
                    "Tìm một ngành trong danh mục, mở trang của ngành rồi bấm “Thêm vào danh sách nguyện vọng”.",
                    "Find a programme in the catalogue, open its page and add it to your preferences.",
                )}
            </p>
            {start}
        }
        .into_any();
    }
    let rows: Vec<AnyView> = ids.iter().enumerate().map(|(index, id)| row(lang, data, feedback, index, *id)).collect();
    let actions = data.window.is_open().then(|| {
        let check = button_link(
            ButtonLook::Primary,
            lang.t("Kiểm tra rồi nộp", "Check and submit"),
            "/candidate/preferences/check",
        );
        buttons(vec![check, button_link(ButtonLook::Secondary, catalogue, "/catalogue")])
    });
    view! {
        <h2>{lang.t("Danh sách đang sửa", "The list you are editing")}</h2>
        <p>
            {lang.t(
                "Đặt ngành bạn muốn học nhất lên đầu: bạn trúng tuyển nguyện vọng cao nhất mà bạn đủ điểm, và thứ tự không làm đổi điểm.",
                "Put what you want most first: you are admitted at the highest preference your score suffices for, and the order changes no score.",
            )}
        </p>
        <ol class="preference-list">{rows}</ol>
        {actions}
    }
    .into_any()
}

fn row(lang: Lang, data: &PreferencesView, feedback: &Feedback, index: usize, id: ProgrammeId) -> AnyView {
    let rank = index + 1;
    let count = data.draft.programme_ids.len();
    let moved_by = match feedback {
        Feedback::Moved(moved, by) if *moved == id => Some(by.as_str()),
        _ => None,
    };
    let status = moved_by.map(|_| {
        let words = format!("{} {rank}/{count}", lang.t("Đã chuyển tới vị trí", "Moved to position"));
        view! { <p class="preference-moved" role="status">{words}</p> }
    });
    let name = data.programmes.get(&id).map(|programme| {
        view! {
            <p class="programme-name">
                <a href=programme_href(programme)>{programme.name.clone()}</a>
            </p>
            <p class="quiet">{programme_codes(lang, programme)}</p>
        }
    });
    let actions = data.window.is_open().then(|| row_actions(lang, data, feedback, rank, id, moved_by));
    view! {
        <li class="preference" id=format!("preference-{id}")>
            <p class="preference-rank">
                <span class="visually-hidden">{lang.t("Nguyện vọng ", "Preference ")}</span>
                {rank.to_string()}
            </p>
            <div class="preference-words">{name} {status} {warning(lang, data, id)}</div>
            {actions}
        </li>
    }
    .into_any()
}

fn warning(lang: Lang, data: &PreferencesView, id: ProgrammeId) -> Option<AnyView> {
    let (rank, max_rank) = warning_of(data, id)?;
    let label = format!("{} {rank}", lang.t("Không được xét ở vị trí", "Not considered at rank"));
    let rule = format!(
        "{} {max_rank}.",
        lang.t(
            "Ngành đào tạo giáo viên chỉ được xét ở nguyện vọng 1 đến",
            "Teacher training is considered at ranks 1 to"
        )
    );
    let fix = format!("{} {max_rank}", lang.t("Chuyển lên vị trí", "Move up to rank"));
    let name = programme_name(data, id);
    let fix = Button { look: ButtonLook::Link, label: &fix, hidden: &name, ..Button::default() };
    let form = data.window.is_open().then(|| {
        view! {
            <form method="post" action="/candidate/preferences/move">
                {hidden(data, id)} <input type="hidden" name="rank" value=max_rank.to_string() /> {button(fix)}
            </form>
        }
    });
    let view = view! {
        <div class="preference-warning">
            <p>{tag(Tone::Warning, &label)} " " {rule}</p>
            {form}
        </div>
    };
    Some(view.into_any())
}

fn hidden(data: &PreferencesView, id: ProgrammeId) -> AnyView {
    view! {
        <input type="hidden" name="programme" value=id.to_string() />
        <input type="hidden" name="version" value=data.draft.version.to_string() />
    }
    .into_any()
}

fn row_actions(
    lang: Lang,
    data: &PreferencesView,
    feedback: &Feedback,
    rank: usize,
    id: ProgrammeId,
    moved_by: Option<&str>,
) -> AnyView {
    let name = programme_name(data, id);
    let count = data.draft.programme_ids.len();
    let (is_first, is_last) = (rank == 1, rank == count);
    // The keyboard stays where it was; a button that no longer works hands it to its neighbour.
    let on_up = moved_by == Some("up") && !is_first || moved_by == Some("down") && is_last && !is_first;
    let on_down = moved_by == Some("down") && !is_last || moved_by == Some("up") && is_first && !is_last;
    let up = Button {
        look: ButtonLook::Secondary,
        label: lang.t("↑ Lên", "↑ Up"),
        hidden: &name,
        is_disabled: is_first,
        is_focused: on_up,
        ..Button::default()
    };
    let down = Button {
        look: ButtonLook::Secondary,
        label: lang.t("↓ Xuống", "↓ Down"),
        hidden: &name,
        action: "/candidate/preferences/move-down",
        is_disabled: is_last,
        is_focused: on_down,
        ..Button::default()
    };
    let remove = Button {
        look: ButtonLook::Link,
        label: lang.t("Bỏ", "Remove"),
        hidden: &name,
        action: "/candidate/preferences/remove",
        ..Button::default()
    };
    view! {
        <div class="preference-actions">
            <form method="post" action="/candidate/preferences/move-up">
                {hidden(data, id)} {button(up)} {button(down)} {button(remove)}
            </form>
            {move_to(lang, data, feedback, id, moved_by == Some("to"))}
        </div>
    }
    .into_any()
}

fn move_to(lang: Lang, data: &PreferencesView, feedback: &Feedback, id: ProgrammeId, is_focused: bool) -> AnyView {
    let (typed, error) = match feedback {
        Feedback::NotAPosition { programme, typed, code } if *programme == id => {
            (Some(typed.clone()), Some(sentence(lang, code)))
        }
        _ => (None, None),
    };
    let input_id = format!("rank-{id}");
    let error_id = error.is_some().then(|| format!("{input_id}-error"));
    let has_error = error.is_some();
    let error = error.map(|words| {
        view! {
            <p class="field-error" id=format!("{input_id}-error")>
                <span class="visually-hidden">{lang.t("Lỗi: ", "Error: ")}</span>
                {words}
            </p>
        }
    });
    let name = programme_name(data, id);
    let go = Button {
        look: ButtonLook::Secondary,
        label: lang.t("Chuyển", "Move"),
        hidden: &name,
        is_focused,
        ..Button::default()
    };
    let about = format!(" {name}");
    view! {
        <form method="post" action="/candidate/preferences/move" class="preference-move">
            {hidden(data, id)}
            {error}
            <label for=input_id.clone()>
                {lang.t("Tới vị trí", "To position")}
                <span class="visually-hidden">{about}</span>
            </label>
            <input
                class="input input-tiny"
                id=input_id
                name="rank"
                type="text"
                inputmode="numeric"
                autocomplete="off"
                value=typed
                aria-describedby=error_id
                aria-invalid=has_error.then_some("true")
            />
            {button(go)}
        </form>
    }
    .into_any()
}
