//! `/school`: the unit's candidates by what needs doing.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{batch, cases, classes, comparison_words, desk, group_name, roll, search, sign_off, visible_record};
use crate::{
    domain::{access::Permission, exam::queue::QueueGroup, time::Instant},
    usecases::school::{
        approve_together::{self, BatchApproval},
        claim_registration,
        view_queue::{self, QueueCounts, QueueKey, QueuePage, QueueRow},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::registration_status_name},
        page::Page,
        pages::{lead::questions, staff},
    },
};

/// Which part of the queue.
#[derive(Deserialize, Default)]
pub struct QueueQuery {
    /// A group's word; all groups when empty.
    #[serde(default)]
    group: String,
    /// The last row of the page before: group, microseconds and candidate, with dots between.
    #[serde(default)]
    after: String,
    /// What was just decided.
    #[serde(default)]
    done: String,
}

/// `GET /school`; an auditor, who has no unit of their own, is led to the figures of all.
///
/// # Errors
/// `NotFound` for a group or place that does not exist; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<QueueQuery>) -> Result<Response, WebError> {
    let group = optional(&query.group, QueueGroup::parse)?;
    let after = optional(&query.after, read_key)?;
    let Some(queue) = view_queue::run(&page.ctx, &page.actor, &page.season, group, after).await? else {
        return Ok(page.see_other("/departments"));
    };
    let batches = approve_together::undoable(&page.ctx, &page.actor).await?;
    let cases = cases::link(&page).await?;
    let is_home = group.is_none() && after.is_none();
    let classes = if is_home { classes::figures(&page).await? } else { None };
    let lang = page.lang;
    let title = lang.t("Duyệt phiếu đăng ký dự thi", "Verify registrations");
    Ok(page.ok_with_islands(title, || {
        let list = page.may(Permission::DecideRegistration).then(|| {
            view! {
                <p>
                    <a href=sign_off::PATH>{sign_off::title(lang)}</a>
                </p>
            }
        });
        let accounts = staff::accounts_link(&page).map(|link| view! { <p>{link}</p> });
        view! {
            {view(&page, title, &queue, &Shown { group, is_later_page: after.is_some(), done: &query.done, batches: &batches })}
            {is_home.then(|| search::form(lang, "", None))}
            {classes}
            <p><a href=roll::PATH>{roll::title(lang)}</a></p>
            {cases}
            {list}
            {accounts}
        }
        .into_any()
    }))
}

/// What the page shows of the queue, and around it.
struct Shown<'a> {
    group: Option<QueueGroup>,
    is_later_page: bool,
    done: &'a str,
    batches: &'a [BatchApproval],
}

/// The form that begins to work, as posted.
#[derive(Deserialize)]
pub struct NextForm {
    /// A group's word; all groups when empty.
    #[serde(default)]
    group: String,
}

/// `POST /school/queue/next`: takes the first record that waits.
///
/// # Errors
/// `NotFound` for a group that does not exist; `Unavailable`.
pub async fn next(page: Page, PostForm(form): PostForm<NextForm>) -> Result<Response, WebError> {
    let group = optional(&form.group, QueueGroup::parse)?;
    let taken = claim_registration::next(&page.ctx, &page.actor, &page.season, group).await?;
    Ok(page.see_other(&match taken {
        Some(id) => format!("/school/registrations/{id}"),
        None => "/school?done=none".to_owned(),
    }))
}

/// `GET` of that form's target: leads to the queue.
pub async fn to_queue(page: Page) -> Response {
    page.see_other("/school")
}

/// `None` for an empty text.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, WebError> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some).ok_or(WebError::NotFound) }
}

fn read_key(text: &str) -> Option<QueueKey> {
    let mut parts = text.splitn(3, '.');
    let group = QueueGroup::parse(parts.next()?)?;
    let since = Instant::from_unix_us(parts.next()?.parse().ok()?);
    let candidate_id = parts.next()?.parse().ok()?;
    Some(QueueKey { group, since, candidate_id })
}

fn write_key(key: QueueKey) -> String {
    format!("{}.{}.{}", key.group.as_str(), key.since.unix_us(), key.candidate_id)
}

fn view(page: &Page, title: &'static str, queue: &QueuePage, shown: &Shown<'_>) -> AnyView {
    let lang = page.lang;
    let Shown { group, is_later_page, done, batches } = *shown;
    let may_decide = page.may(Permission::DecideRegistration);
    let groups: Vec<AnyView> = QueueGroup::ALL
        .iter()
        .map(|group| (*group, queue.rows.iter().filter(|row| row.group == *group).collect::<Vec<_>>()))
        .filter(|(_, rows)| !rows.is_empty())
        .map(|(group, rows)| group_table(lang, group, queue.counts.of(group), &rows))
        .collect();
    let nobody = queue.rows.is_empty().then(
        || view! { <p class="quiet">{lang.t("Không có thí sinh nào ở đây.", "There is no candidate here.")}</p> },
    );
    let start =
        if let Some(group) = group { format!("/school?group={}", group.as_str()) } else { "/school".to_owned() };
    let next = queue.next.map(|key| {
        let separator = if group.is_some() { '&' } else { '?' };
        let href = format!("{start}{separator}after={}", write_key(key));
        view! { <a rel="next" href=href>{lang.t("Trang sau →", "Next page →")}</a> }
    });
    let first = is_later_page.then(|| view! { <a href=start>{lang.t("← Trang đầu", "← First page")}</a> });
    view! {
        {decided(lang, done)}
        <h1>{title}</h1>
        <p class="lead">{queue.unit_name.clone()}</p>
        {questions::link(page)}
        {batch::undoable(lang, batches)}
        {progress(lang, &queue.counts)}
        {may_decide.then(|| work(lang, &queue.counts, group))}
        {filter(lang, &queue.counts, group)}
        {groups}
        {nobody}
        <p class="buttons">{first} {next}</p>
        {desk::keys(
            lang,
            &[
                ("J", lang.t("dòng sau", "next row")),
                ("K", lang.t("dòng trước", "row before")),
                ("Enter", lang.t("mở phiếu", "open the record")),
                ("A", lang.t("bắt đầu duyệt", "begin to work")),
            ],
        )}
    }
    .into_any()
}

/// The way to begin, and to approve together what nothing speaks against.
fn work(lang: Lang, counts: &QueueCounts, group: Option<QueueGroup>) -> AnyView {
    let to_do: i64 = QueueGroup::ALL
        .iter()
        .filter(|known| known.needs_decision() && group.is_none_or(|group| group == **known))
        .map(|known| counts.of(*known))
        .sum();
    let begin = (to_do > 0).then(|| {
        let begin = Button { label: lang.t("Bắt đầu duyệt", "Begin"), key: "A", ..Button::default() };
        view! {
            <form method="post" action="/school/queue/next">
                <input type="hidden" name="group" value=group.map(QueueGroup::as_str).unwrap_or_default() />
                {button(begin)}
            </form>
        }
    });
    let together = (counts.clear > 0).then(|| {
        let words =
            lang.t("Duyệt cùng lúc {} phiếu không có điểm cần xem", "Approve {} with nothing to look at together");
        button_link(ButtonLook::Secondary, &words.replace("{}", &counts.clear.to_string()), batch::PATH)
    });
    view! { <div class="buttons">{begin} {together}</div> }.into_any()
}

/// What was decided on the page before.
pub(super) fn decided(lang: Lang, done: &str) -> Option<AnyView> {
    let title = match done {
        "approved" => lang.t("Đã duyệt phiếu vừa rồi", "The registration before was approved"),
        "done" => {
            let title = lang.t("Đã thực hiện", "Done");
            return Some(notice(lang, Tone::Success, title, ().into_any()));
        }
        "unlock-requested" => {
            let title = lang.t("Đã gửi yêu cầu đến sở", "The department is asked");
            return Some(notice(lang, Tone::Success, title, ().into_any()));
        }
        "returned" => lang.t("Đã trả lại phiếu vừa rồi", "The registration before was sent back"),
        "undone" => {
            let words = lang.t(
                "Các phiếu chưa ai động đến đã trở lại danh sách chờ; thí sinh chưa nhận được thư nào.",
                "The records that nobody had touched wait again; no candidate was written to.",
            );
            let title = lang.t("Đã hoàn tác", "Taken back");
            return Some(notice(lang, Tone::Success, title, view! { <p>{words}</p> }.into_any()));
        }
        "too_late" => {
            let words = lang.t(
                "Đã quá thời gian hoàn tác, hoặc đồng nghiệp đã hoàn tác trước.",
                "Its time is over, or a colleague took it back before.",
            );
            let title = lang.t("Không hoàn tác được nữa", "It cannot be taken back");
            return Some(notice(lang, Tone::Warning, title, view! { <p>{words}</p> }.into_any()));
        }
        "none" => {
            let words = lang.t(
                "Không còn phiếu nào chờ, hoặc đồng nghiệp đang giữ hết.",
                "Nothing waits, or colleagues have all of it.",
            );
            let title = lang.t("Không có phiếu để nhận", "There is nothing to take");
            return Some(notice(lang, Tone::Info, title, view! { <p>{words}</p> }.into_any()));
        }
        _ => return None,
    };
    let body = view! {
        <p>{lang.t("Thí sinh được báo qua thư điện tử.", "The candidate is told by e-mail.")}</p>
    };
    Some(notice(lang, Tone::Success, title, body.into_any()))
}

fn progress(lang: Lang, counts: &QueueCounts) -> AnyView {
    let done = counts.of(QueueGroup::Done);
    let total = counts.total();
    let to_do: i64 = QueueGroup::ALL.iter().filter(|group| group.needs_decision()).map(|group| counts.of(*group)).sum();
    let waiting = [QueueGroup::WaitingForCandidate, QueueGroup::WaitingForEvidence, QueueGroup::Unlocked];
    let waiting: i64 = waiting.into_iter().map(|group| counts.of(group)).sum();
    let share = match lang {
        Lang::Vi => format!("Đã duyệt {done}/{total} thí sinh"),
        Lang::En => format!("{done} of {total} candidates approved"),
    };
    let numbers = [to_do, waiting, done, counts.not_signed_in].map(|n| n.to_string());
    let [to_do, waiting, approved, absent] = &numbers;
    view! {
        {figures(
            &[
                Figure { label: lang.t("Chờ trường duyệt", "Waiting for you"), number: to_do, note: "" },
                Figure { label: lang.t("Chờ thí sinh", "Waiting for candidates"), number: waiting, note: "" },
                Figure { label: lang.t("Đã duyệt", "Approved"), number: approved, note: "" },
                Figure { label: lang.t("Chưa đăng nhập lần nào", "Never signed in"), number: absent, note: "" },
            ],
        )}
        <div class="progress">
            <label for="verified">{share}</label>
            <progress id="verified" max=total.max(1).to_string() value=done.to_string()></progress>
        </div>
    }
    .into_any()
}

fn filter(lang: Lang, counts: &QueueCounts, chosen: Option<QueueGroup>) -> AnyView {
    let link = |href: String, name: String, is_chosen: bool| {
        view! {
            <li>
                <a href=href aria-current=is_chosen.then_some("true")>{name}</a>
            </li>
        }
        .into_any()
    };
    let all = link("/school".to_owned(), lang.t("Tất cả", "All").to_owned(), chosen.is_none());
    let groups = QueueGroup::ALL.iter().map(|group| {
        let name = format!("{} ({})", group_name(lang, *group), counts.of(*group));
        link(format!("/school?group={}", group.as_str()), name, chosen == Some(*group))
    });
    let links: Vec<AnyView> = std::iter::once(all).chain(groups).collect();
    view! {
        <nav class="filter" aria-label=lang.t("Nhóm phiếu", "Groups")>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

fn group_table(lang: Lang, group: QueueGroup, count: i64, rows: &[&QueueRow]) -> AnyView {
    let with_status = matches!(
        group,
        QueueGroup::WaitingForCandidate | QueueGroup::WaitingForEvidence | QueueGroup::Unlocked | QueueGroup::Ended
    );
    let caption = format!("{} ({count})", group_name(lang, group));
    let columns = vec![
        Column::words(lang.t("Họ và tên", "Full name")),
        Column::words(lang.t("Lớp", "Class")),
        Column::words(lang.t("Số phiếu", "Form number")),
        Column::words(lang.t("CSDL dân cư", "Population registry")),
        Column::words(if with_status { lang.t("Trạng thái", "Status") } else { lang.t("Nộp lúc", "Submitted") }),
    ];
    let rows = rows.iter().map(|row| cells(lang, row, with_status)).collect();
    table(Table { caption: &caption, columns, rows, when_empty: "" })
}

fn cells(lang: Lang, row: &QueueRow, with_status: bool) -> Vec<AnyView> {
    let name = row.full_name.clone();
    let name = match visible_record(row.registration_id, row.status) {
        Some(href) => {
            let claim = row.claim.as_ref().map(|claim| {
                let words = lang.t("{} đang xử lý", "with {}").replace("{}", &claim.name);
                view! { " " {tag(Tone::Neutral, &words)} }
            });
            view! {
                <span>
                    <a href=href data-row="">{name}</a>
                    {claim}
                </span>
            }
            .into_any()
        }
        None => text(name),
    };
    let or_dash = |value: &str| if value.is_empty() { text("–") } else { text(value) };
    let last = match row.status {
        Some(status) if with_status => text(registration_status_name(lang, status)),
        None => text(lang.t("Chưa bắt đầu", "Not begun")),
        Some(_) => instant_view(row.since),
    };
    vec![
        name,
        or_dash(&row.class_name),
        or_dash(row.form_number.as_deref().unwrap_or_default()),
        text(comparison_words(lang, &row.comparison, row.has_passport)),
        last,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_queue_survives_its_address() {
        let key = QueueKey {
            group: QueueGroup::NewMatched,
            since: Instant::from_unix_us(1_776_823_200_000_001),
            candidate_id: "018f4d3e-0000-7000-8000-000000000007".parse().unwrap(),
        };
        assert_eq!(read_key(&write_key(key)), Some(key));
        for wrong in ["", "new_matched", "new_matched.x.y", "nothing.1.018f4d3e-0000-7000-8000-000000000007"] {
            assert_eq!(read_key(wrong), None, "{wrong}");
        }
    }
}
