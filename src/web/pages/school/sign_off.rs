//! `/school/list`: the unit's list, class by class: to print and sign, to be signed off by the head, and to record who
//! has signed on paper.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;
use url::form_urlencoded;

use super::{exam_notices, group_name, record::closed_sentence};
use crate::{
    domain::{
        access::Permission,
        exam::{
            progress::Progress,
            queue::QueueGroup,
            state::{ExamWindows, PhaseCondition, RegistrationStatus, TransitionRefusal},
        },
        ids::ExamRegistrationId,
        time::short_date,
    },
    usecases::school::sign_off::{self, ListedForm, SignOffError, UnitList},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{Lang, exam::registration_status_name},
        page::Page,
    },
};

/// The page.
pub const PATH: &str = "/school/list";
/// Where the head signs off.
pub const LOCK: &str = "/school/list/lock";
/// Where signatures are recorded.
pub const SIGN: &str = "/school/list/sign";

/// What was just done, and the class whose boxes are to be ticked.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ListQuery {
    done: String,
    tick: String,
}

/// The head's sign-off: how many forms were shown, and that the printed list was read.
#[derive(Deserialize)]
pub struct LockForm {
    forms: String,
    #[serde(default)]
    read: String,
}

/// The forms that were ticked.
#[derive(Deserialize)]
pub struct SignForm {
    #[serde(default)]
    form: Vec<String>,
}

/// Why nothing was done.
enum Problem {
    Stale,
    Undecided(i64),
    NotRead,
    NothingTicked,
    Closed(TransitionRefusal),
}

/// `GET /school/list`
///
/// # Errors
/// `NotFound` for whoever has no unit; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let list = load(&page).await?;
    Ok(page.ok(title(page.lang), || view(&page, &list, None, &query)))
}

/// `GET` of the forms' targets, e.g. after switching the language there.
///
/// # Errors
/// None.
pub async fn to_list(page: Page) -> Result<Response, WebError> {
    Ok(page.see_other(PATH))
}

/// `POST /school/list/lock`
///
/// # Errors
/// `NotFound`, `BadRequest`, `Unavailable`.
pub async fn lock(page: Page, PostForm(form): PostForm<LockForm>) -> Result<Response, WebError> {
    let shown: usize = form.forms.parse().map_err(|_| WebError::BadRequest)?;
    if form.read != "yes" {
        return again(&page, Problem::NotRead).await;
    }
    match sign_off::lock(&page.ctx, &page.actor, &page.season, shown).await {
        Ok(_) => Ok(page.see_other("/school/list?done=locked")),
        Err(error) => again(&page, problem(error)?).await,
    }
}

/// `POST /school/list/sign`
///
/// # Errors
/// `NotFound`, `BadRequest`, `Unavailable`.
pub async fn sign(page: Page, PostForm(form): PostForm<SignForm>) -> Result<Response, WebError> {
    let forms: Result<Vec<ExamRegistrationId>, _> = form.form.iter().map(|id| id.parse()).collect();
    let forms = forms.map_err(|_| WebError::BadRequest)?;
    if forms.is_empty() {
        return again(&page, Problem::NothingTicked).await;
    }
    match sign_off::sign(&page.ctx, &page.actor, &page.season, &forms).await {
        Ok(_) => Ok(page.see_other("/school/list?done=signed")),
        Err(error) => again(&page, problem(error)?).await,
    }
}

fn problem(error: SignOffError) -> Result<Problem, WebError> {
    match error {
        SignOffError::NotFound => Err(WebError::NotFound),
        SignOffError::Storage(error) => Err(error.into()),
        SignOffError::Undecided(count) => Ok(Problem::Undecided(count)),
        SignOffError::Stale | SignOffError::Refused(TransitionRefusal::IllegalState { .. }) => Ok(Problem::Stale),
        SignOffError::Refused(refusal) => Ok(Problem::Closed(refusal)),
    }
}

async fn again(page: &Page, problem: Problem) -> Result<Response, WebError> {
    let list = load(page).await?;
    let shown = || view(page, &list, Some(&problem), &ListQuery::default());
    Ok(match problem {
        Problem::NotRead | Problem::NothingTicked => page.invalid(title(page.lang), shown),
        _ => page.conflict(title(page.lang), shown),
    })
}

async fn load(page: &Page) -> Result<UnitList, WebError> {
    sign_off::view(&page.ctx, &page.actor, page.season.year).await?.ok_or(WebError::NotFound)
}

/// The page's title, also of the link to it.
#[must_use]
pub const fn title(lang: Lang) -> &'static str {
    lang.t("Danh sách đăng ký dự thi", "The unit’s list")
}

fn view(page: &Page, list: &UnitList, problem: Option<&Problem>, query: &ListQuery) -> AnyView {
    let lang = page.lang;
    let count = |status| lang.count(list.count(status) as u64);
    let figures_shown = [
        (lang.t("Đã duyệt, chưa chốt", "Approved, not signed off"), count(RegistrationStatus::Approved)),
        (lang.t("Đã chốt, chờ ký", "Signed off, to be confirmed"), count(RegistrationStatus::Locked)),
        (lang.t("Đã ký xác nhận", "Confirmed"), count(RegistrationStatus::Signed)),
        (lang.t("Đã có số báo danh", "Numbered"), count(RegistrationStatus::Numbered)),
    ];
    let rows = figures_shown.into_iter().map(|(key, value)| SummaryRow::answer(lang, key, &value)).collect();
    view! {
        {problem.map(|problem| problem_notice(lang, problem))}
        {done_notice(lang, &query.done)}
        {breadcrumbs(lang, &[("/school", lang.t("Duyệt phiếu", "Verify registrations"))])}
        <h1>{title(lang)}</h1>
        {summary_list(lang, rows)}
        {exam_notices(lang, list)}
        {signed_off(lang, list)}
        {sign_off_form(page, list)}
        {classes(page, list, &query.tick)}
        {ineligible(page, &list.ineligible)}
    }
    .into_any()
}

/// Whom the sign-off leaves out, with the ways to them: whoever signs knows whose exam is at stake.
fn left_out(lang: Lang, progress: &Progress) -> Option<AnyView> {
    let all = progress.left_out();
    if all == 0 {
        return None;
    }
    let title = lang.t("{} học sinh chưa có trong danh sách này", "{} pupils are not on this list");
    let lines = [
        (lang.t("Chưa đăng nhập lần nào", "Never signed in"), progress.absent),
        (lang.t("Đang khai, chưa nộp", "Filling in, not submitted"), progress.filling_in()),
        (lang.t("Bị trả lại, chưa nộp lại", "Sent back, not submitted again"), progress.returned),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| view! { <li>{format!("{name}: {}", lang.count(count))}</li> })
        .collect();
    let groups = [QueueGroup::WaitingForCandidate, QueueGroup::WaitingForEvidence];
    let links: Vec<_> = groups
        .into_iter()
        .map(|group| {
            view! {
                <li>
                    <a href=format!("/school?group={}", group.as_str())>{group_name(lang, group)}</a>
                </li>
            }
        })
        .collect();
    let body = view! {
        <ul>{lines}</ul>
        <p>
            {lang.t(
                "Ai không nộp phiếu thì không được dự thi. Hãy liên hệ các em trước khi chốt; danh sách từng lớp ở trang Duyệt phiếu.",
                "Whoever submits no form does not sit the exam. Reach them before you sign; the page Verify registrations has each class.",
            )}
        </p>
        <ul>
            {links} <li>
                <a href="/school">{lang.t("Tiến độ theo lớp", "Progress by class")}</a>
            </li>
        </ul>
    };
    let title = title.replace("{}", &lang.count(all));
    // The printed list goes to the candidates, who need not read it.
    Some(view! { <div class="on-screen">{notice(lang, Tone::Warning, &title, body.into_any())}</div> }.into_any())
}

/// Who may not sit the exam, to be printed and made public (domain.md §1).
fn ineligible(page: &Page, forms: &[ListedForm]) -> Option<AnyView> {
    if forms.is_empty() {
        return None;
    }
    let lang = page.lang;
    let public_by = ExamWindows::of(&page.season).map(|windows| {
        let words = lang.t(
            "Danh sách này phải được công bố chậm nhất {}; sau đó không thay đổi được nữa.",
            "This list has to be public by {}; after that it cannot be changed.",
        );
        view! { <p>{words.replace("{}", &windows.eligibility_closes_at.short())}</p> }
    });
    let or_dash = |value: &str| if value.is_empty() { text("–") } else { text(value) };
    let row = |(index, form): (usize, &ListedForm)| {
        let link = format!("/school/registrations/{}", form.id);
        vec![
            text((index + 1).to_string()),
            view! { <a href=link>{form.full_name.upper()}</a> }.into_any(),
            text(short_date(form.birth_date)),
            or_dash(&form.class_name),
            text(form.form_number.clone()),
            text(form.ineligible_because.clone().unwrap_or_default()),
        ]
    };
    let list = Table {
        caption: lang.t("Danh sách không đủ điều kiện dự thi", "Who may not sit the exam"),
        columns: vec![
            Column::number(lang.t("STT", "No.")),
            Column::words(lang.t("Họ và tên", "Full name")),
            Column::words(lang.t("Ngày sinh", "Birth date")),
            Column::words(lang.t("Lớp", "Class")),
            Column::words(lang.t("Số phiếu", "Form")),
            Column::words(lang.t("Lý do", "Reason")),
        ],
        rows: forms.iter().enumerate().map(row).collect(),
        when_empty: "",
    };
    Some(view! { {public_by} {table(list)} }.into_any())
}

/// The notices to be printed, once the council has given out numbers.
fn exam_notices(lang: Lang, list: &UnitList) -> Option<AnyView> {
    (list.count(RegistrationStatus::Numbered) > 0).then(|| {
        let words = lang.t("Tải giấy báo dự thi của cả trường (PDF)", "Download all exam notices (PDF)");
        buttons(vec![button_link(ButtonLook::Secondary, words, exam_notices::PATH)])
    })
}

fn done_notice(lang: Lang, done: &str) -> Option<AnyView> {
    let title = match done {
        "locked" => lang.t("Đã chốt danh sách", "The list is signed off"),
        "signed" => lang.t("Đã ghi nhận chữ ký", "The signatures are recorded"),
        _ => return None,
    };
    let body = if done == "locked" {
        lang.t(
            "Mỗi thí sinh nhận thư mời kiểm tra và xác nhận phiếu, tại Cổng Thí sinh hoặc bằng chữ ký trên bản giấy.",
            "Each candidate is told by mail to check and confirm the form, in the portal or by signing it on paper.",
        )
    } else {
        ""
    };
    Some(notice(lang, Tone::Success, title, view! { <p>{body}</p> }.into_any()))
}

fn problem_notice(lang: Lang, problem: &Problem) -> AnyView {
    let (title, body) = match problem {
        Problem::Stale => (
            lang.t("Danh sách vừa thay đổi", "The list has just changed"),
            lang.t("Chưa ghi gì. Dưới đây là danh sách mới nhất.", "Nothing was recorded. Below is the latest list.")
                .to_owned(),
        ),
        Problem::Undecided(count) => (
            lang.t("Chưa chốt được danh sách", "The list cannot be signed off yet"),
            match lang {
                Lang::Vi => format!("Còn {count} phiếu chờ quyết định của trường. Hãy duyệt hoặc trả lại trước."),
                Lang::En => format!("{count} forms still wait for the school. Approve or return them first."),
            },
        ),
        Problem::NotRead => (
            lang.t("Hãy đánh dấu ô xác nhận", "Tick the box first"),
            lang.t(
                "Bạn cần xác nhận đã đọc danh sách trước khi chốt.",
                "Say that you have read the list before you sign it off.",
            )
            .to_owned(),
        ),
        Problem::NothingTicked => (
            lang.t("Chưa đánh dấu thí sinh nào", "No candidate is ticked"),
            lang.t("Hãy đánh dấu những thí sinh đã ký bản giấy.", "Tick those who have signed on paper.").to_owned(),
        ),
        Problem::Closed(refusal) => {
            (lang.t("Hiện không làm được việc này", "This cannot be done now"), closed_sentence(lang, *refusal))
        }
    };
    notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any())
}

fn signed_off(lang: Lang, list: &UnitList) -> Option<AnyView> {
    let rows: Vec<_> = list
        .sign_offs
        .iter()
        .map(|sign_off| {
            let forms = lang.count(sign_off.forms);
            vec![instant_view(sign_off.at), text(sign_off.signed_off_by.clone()), text(forms)]
        })
        .collect();
    let columns = vec![
        Column::words(lang.t("Lúc", "When")),
        Column::words(lang.t("Người chốt", "By")),
        Column::number(lang.t("Số phiếu", "Forms")),
    ];
    let caption = lang.t("Các lần chốt danh sách", "Sign-offs");
    (!rows.is_empty()).then(|| table(Table { caption, columns, rows, when_empty: "" }))
}

/// For the head: the box and the button, or what stands in the way.
fn sign_off_form(page: &Page, list: &UnitList) -> Option<AnyView> {
    let lang = page.lang;
    let approved = list.count(RegistrationStatus::Approved);
    if !page.may(Permission::LockUnitList) || approved == 0 {
        return None;
    }
    let windows = ExamWindows::of(&page.season)?;
    let heading = lang.t("Chốt danh sách", "Sign the list off");
    if let Err(refusal) = windows.check(PhaseCondition::SignOff, page.now) {
        let sentence = format!(
            "{} {}",
            lang.t(
                "Danh sách được chốt sau khi đợt đăng ký đóng.",
                "The list is signed off once registration has closed."
            ),
            closed_sentence(lang, refusal)
        );
        return Some(view! { <h2>{heading}</h2> {inset(text(sentence))} }.into_any());
    }
    if list.waiting > 0 {
        return Some(view! { <h2>{heading}</h2> {problem_notice(lang, &Problem::Undecided(list.waiting))} }.into_any());
    }
    let label = match lang {
        Lang::Vi => format!("Chốt {approved} phiếu"),
        Lang::En => format!("Sign {approved} forms off"),
    };
    let shown = view! {
        <h2>{heading}</h2>
        {left_out(lang, &list.progress)}
        <p>
            {lang.t(
                "In danh sách dưới đây, đọc và ký. Sau khi chốt, muốn sửa một phiếu phải xin sở mở lại, có lý do và người thứ hai duyệt.",
                "Print the list below, read and sign it. After that, changing a form takes the department, a reason, and a second person.",
            )}
        </p>
        <form method="post" action=LOCK>
            <input type="hidden" name="forms" value=approved.to_string() />
            {checkbox(Checkbox {
                lang,
                name: "read",
                value: "yes",
                label: lang.t(
                    "Tôi đã đọc và ký danh sách in",
                    "I have read and signed the printed list",
                ),
                ..Checkbox::default()
            })}
            {buttons(vec![submit(&label)])}
        </form>
    };
    Some(shown.into_any())
}

/// The list class by class. Those who are to sign have a box.
/// `tick` names the class whose boxes are ticked.
fn classes(page: &Page, list: &UnitList, tick: &str) -> AnyView {
    let lang = page.lang;
    if list.forms.is_empty() {
        return view! { <p class="quiet">{lang.t("Chưa có phiếu nào được duyệt.", "No form is approved yet.")}</p> }
            .into_any();
    }
    let is_open =
        ExamWindows::of(&page.season).is_some_and(|windows| windows.check(PhaseCondition::SignOff, page.now).is_ok());
    let may_sign = is_open && page.may(Permission::DecideRegistration) && list.count(RegistrationStatus::Locked) > 0;
    let tables: Vec<_> = list
        .forms
        .chunk_by(|one, next| one.class_name == next.class_name)
        .map(|class| {
            let is_ticked = !tick.is_empty() && class.first().is_some_and(|form| form.class_name == tick);
            let tick_all = may_sign.then(|| tick_all(lang, class));
            view! { {tick_all} {class_table(lang, class, may_sign, is_ticked)} }.into_any()
        })
        .collect();
    if !may_sign {
        return tables.into_any();
    }
    view! {
        <form method="post" action=SIGN>
            <p>
                {lang.t(
                    "Đánh dấu những thí sinh đã ký phiếu giấy, rồi bấm ghi nhận ở cuối trang. Thí sinh tự xác nhận trên Cổng Thí sinh được ghi tự động.",
                    "Tick those who have signed on paper, then record it at the end of the page. Whoever confirms in the portal is recorded by itself.",
                )}
            </p>
            {tables}
            {buttons(vec![submit(lang.t("Ghi nhận chữ ký", "Record the signatures"))])}
        </form>
    }
    .into_any()
}

/// The way to have the boxes of a whole class ticked, without a script: the page again.
fn tick_all(lang: Lang, class: &[ListedForm]) -> Option<AnyView> {
    let name = class.first().map(|form| form.class_name.as_str()).filter(|name| !name.is_empty())?;
    class.iter().any(|form| form.status == RegistrationStatus::Locked).then(|| {
        let tick: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let words = format!("{} {name}", lang.t("Đánh dấu cả lớp", "Tick the whole class"));
        view! {
            <p id=anchor(name)>
                <a href=format!("{PATH}?tick={tick}#{}", anchor(name))>{words}</a>
            </p>
        }
        .into_any()
    })
}

/// An id of the class on the page.
fn anchor(class: &str) -> String {
    let letters: String =
        class.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("class-{letters}")
}

fn class_table(lang: Lang, class: &[ListedForm], may_sign: bool, is_ticked: bool) -> AnyView {
    let name = class.first().map(|form| form.class_name.as_str()).filter(|name| !name.is_empty());
    let caption = match (name, lang) {
        (Some(name), Lang::Vi) => format!("Lớp {name}: {} thí sinh", class.len()),
        (Some(name), Lang::En) => format!("Class {name}: {} candidates", class.len()),
        (None, Lang::Vi) => format!("Không thuộc lớp nào: {} thí sinh", class.len()),
        (None, Lang::En) => format!("In no class: {} candidates", class.len()),
    };
    let columns = vec![
        Column::words(lang.t("Họ và tên", "Full name")),
        Column::words(lang.t("Ngày sinh", "Birth date")),
        Column::words(lang.t("Số phiếu", "Form")),
        Column::words(lang.t("Trạng thái", "State")),
        Column::words(lang.t("Ký tên; số báo danh", "Signature; number")),
    ];
    let row = |form: &ListedForm| {
        let name = form.full_name.upper();
        let signature = if may_sign && form.status == RegistrationStatus::Locked {
            let label = lang.t("Đã ký bản giấy", "Signed on paper");
            let id = form.id.to_string();
            let box_id = format!("form-{id}");
            view! {
                <label class="tick" for=box_id.clone()>
                    <input
                        type="checkbox"
                        id=box_id.clone()
                        name="form"
                        value=id
                        checked=is_ticked
                        aria-label=format!("{label}: {name}")
                    />
                    " "
                    {label}
                </label>
            }
            .into_any()
        } else if form.status == RegistrationStatus::Numbered {
            text(form.candidate_number.clone().unwrap_or_default())
        } else {
            text("")
        };
        let link = format!("/school/registrations/{}", form.id);
        vec![
            view! { <a href=link>{name}</a> }.into_any(),
            text(short_date(form.birth_date)),
            text(form.form_number.clone()),
            text(registration_status_name(lang, form.status)),
            signature,
        ]
    };
    table(Table { caption: &caption, columns, rows: class.iter().map(row).collect(), when_empty: "" })
}
