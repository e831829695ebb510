//! What there is to do and how far each thing is, shown at the start and at every return.

use leptos::prelude::*;

use super::{field::attribute, tag::tag, tone::Tone};
use crate::web::i18n::Lang;

/// How far a task is. The smallest set that people understand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskStatus {
    /// Something else has to come first.
    CannotStartYet,
    /// Nothing done yet.
    #[default]
    NotStarted,
    /// Something done.
    InProgress,
    /// Done: plain text, for it needs no action.
    Completed,
    /// Something is wrong.
    HasError,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Task<'a> {
    /// What to do, beginning with a verb.
    pub name: &'a str,
    /// Where it is done.
    pub href: &'a str,
    /// What helps, e.g. why it cannot start yet; empty for none.
    pub hint: &'a str,
    /// How far it is.
    pub status: TaskStatus,
}

/// Shows tasks in order. `id` is the stem of the identifiers, unique on the page.
#[must_use]
pub fn task_list(lang: Lang, id: &str, tasks: &[Task<'_>]) -> AnyView {
    let items: Vec<AnyView> =
        tasks.iter().enumerate().map(|(index, task)| item(lang, &format!("{id}-{}", index + 1), task)).collect();
    view! { <ul class="task-list">{items}</ul> }.into_any()
}

fn item(lang: Lang, id: &str, task: &Task<'_>) -> AnyView {
    let status_id = format!("{id}-status");
    let hint_id = format!("{id}-hint");
    let described_by = if task.hint.is_empty() { status_id.clone() } else { format!("{hint_id} {status_id}") };
    let name = if task.status == TaskStatus::CannotStartYet {
        view! { <span>{task.name.to_owned()}</span> }.into_any()
    } else {
        view! { <a href=task.href.to_owned() aria-describedby=described_by>{task.name.to_owned()}</a> }.into_any()
    };
    let hint = attribute(task.hint).map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> });
    view! {
        <li class="task">
            <div class="task-name">{name} {hint}</div>
            <div class="task-status" id=status_id>{status(lang, task.status)}</div>
        </li>
    }
    .into_any()
}

fn status(lang: Lang, status: TaskStatus) -> AnyView {
    match status {
        TaskStatus::CannotStartYet => {
            view! { <span class="quiet">{lang.t("Chưa thể bắt đầu", "Cannot start yet")}</span> }.into_any()
        }
        TaskStatus::NotStarted => tag(Tone::Info, lang.t("Chưa làm", "Not started")),
        TaskStatus::InProgress => tag(Tone::Warning, lang.t("Đang làm", "In progress")),
        TaskStatus::Completed => lang.t("Xong", "Completed").into_any(),
        TaskStatus::HasError => tag(Tone::Danger, lang.t("Có lỗi", "There is a problem")),
    }
}
