//! `/audit`: searches the audit log. What is searched for, numbers and addresses of people, is posted and stands in no
//! address, and so in no log; nothing is searched before it is sent.

use axum::response::Response;
use leptos::prelude::*;
use serde::Deserialize;

use super::{actor_name, parts};
use crate::{
    domain::{access::RoleKind, audit::EntryKey, field_errors::FieldErrors, time::short_date},
    usecases::auditor::search_log::{self, Found, FoundEntry, SearchError, SearchForm},
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            audit::{ACTIONS, action_words, national_office},
        },
        page::Page,
        pages::{ministry::payments, staff},
    },
};

/// What was asked for.
#[derive(Deserialize, Default)]
pub struct SearchQuery {
    #[serde(flatten)]
    form: SearchForm,
    /// The last entry of the page before.
    #[serde(default)]
    after: String,
}

/// `GET /audit`
pub async fn get(page: Page) -> Response {
    page.ok(title(page.lang), || view(&page, &SearchQuery::default(), None, &FieldErrors::new()))
}

/// `POST /audit`
///
/// # Errors
/// `NotFound` for a place that does not exist; `Forbidden`; `Unavailable`.
pub async fn post(page: Page, PostForm(query): PostForm<SearchQuery>) -> Result<Response, WebError> {
    let nothing = FieldErrors::new();
    let after = match query.after.as_str() {
        "" => None,
        key => Some(EntryKey::read(key).ok_or(WebError::NotFound)?),
    };
    match search_log::run(&page.ctx, &page.actor, page.season.year, &query.form, after).await {
        Ok(found) => Ok(page.ok(title(page.lang), || view(&page, &query, Some(&found), &nothing))),
        Err(SearchError::Invalid(errors)) => Ok(page.invalid(title(page.lang), || view(&page, &query, None, &errors))),
        Err(SearchError::Forbidden) => Err(WebError::Forbidden),
        Err(SearchError::Storage(error)) => Err(error.into()),
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.t("Kiểm toán: tra cứu nhật ký", "Audit: search the log")
}

fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "candidate" => lang.t("Số báo danh hoặc số phiếu", "Candidate or form number"),
        "staff" => lang.t("Thư điện tử của cán bộ", "E-mail address of a member of staff"),
        "action" => lang.t("Việc", "Act"),
        "office" => lang.t("Cơ quan", "Office"),
        "from" => lang.t("Từ lúc", "From"),
        "until" => lang.t("Trước lúc", "Before"),
        _ => "",
    }
}

fn view(page: &Page, query: &SearchQuery, found: Option<&Found>, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), label(lang, field)))}
        <h1>{title(lang)}</h1>
        {parts(lang, "/audit")}
        <p>
            {lang.t(
                "Ô nào để trống thì không lọc theo ô đó. Việc tra cứu của bạn cũng được ghi vào nhật ký.",
                "A field that is empty does not matter. Your search goes into the log, too.",
            )}
        </p>
        {form(lang, &query.form, errors)}
        {found.map(|found| results(lang, query, found))}
        {elsewhere(page)}
    }
    .into_any()
}

/// The pages of others that an auditor reads.
fn elsewhere(page: &Page) -> AnyView {
    let lang = page.lang;
    let accounts = staff::accounts_link(page).map(|link| view! { <li>{link}</li> });
    view! {
        <h2>{lang.t("Xem thêm", "More to see")}</h2>
        <ul>
            <li>
                <a href="/ministry">{lang.t("Số liệu mùa tuyển sinh và các lượt xử lý nguyện vọng", "The season in figures and the runs of the matching")}</a>
            </li>
            <li>
                <a href="/departments">
                    {lang.t("Tiến độ đăng ký dự thi các tỉnh, thành phố", "Exam registration by province")}
                </a>
            </li>
            {payments::link(page).map(|link| view! { <li>{link}</li> })}
            {accounts}
        </ul>
    }
    .into_any()
}

fn form(lang: Lang, form: &SearchForm, errors: &FieldErrors) -> AnyView {
    let input = |name: &'static str, value: &str, hint: &'static str, kind: InputKind| {
        text_input(TextInput {
            lang,
            name,
            label: label(lang, name),
            hint,
            value,
            error: errors.of(name),
            kind,
            width: Width::Medium,
            autocomplete: "off",
            ..TextInput::default()
        })
    };
    let actions = ACTIONS.iter().map(|(word, vi, en)| Choice { value: word, label: lang.t(vi, en), hint: "" });
    let action = Select {
        lang,
        name: "action",
        label: label(lang, "action"),
        value: &form.action,
        error: errors.of("action"),
        options: actions.collect(),
        ..Select::default()
    };
    let office = lang.t(
        "Mã Sở (46), mã đơn vị (46.001) hoặc mã cơ sở đào tạo (BKA)",
        "Code of a department (46), a unit (46.001) or an institution (BKA)",
    );
    let machine_time = lang.t("Theo giờ của máy chủ, giờ Việt Nam", "By the server’s clock, in Vietnam");
    view! {
        <form method="post" action="/audit">
            {input("candidate", &form.candidate, "", InputKind::Search)}
            {input("staff", &form.staff, "", InputKind::Search)} {select(action)}
            {input("office", &form.office, office, InputKind::Search)}
            {input("from", &form.from, machine_time, InputKind::DateTime)}
            {input("until", &form.until, machine_time, InputKind::DateTime)}
            {buttons(
                vec![
                    button(Button { label: lang.t("Tra cứu", "Search"), ..Button::default() }),
                ],
            )}
        </form>
    }
    .into_any()
}

fn results(lang: Lang, query: &SearchQuery, found: &Found) -> AnyView {
    let next = found.next.map(|key| turn(&query.form, &key.write(), lang.t("Cũ hơn →", "Earlier →")));
    let first = (!query.after.is_empty()).then(|| turn(&query.form, "", lang.t("← Mới nhất", "← Latest")));
    let table = table(Table {
        caption: lang.t("Kết quả, mới nhất trước", "Results, the latest first"),
        columns: vec![
            Column::words(lang.t("Thời điểm", "When")),
            Column::words(lang.t("Việc", "Act")),
            Column::words(lang.t("Ai", "Who")),
            Column::words(lang.t("Cơ quan", "Office")),
            Column::words(lang.t("Niêm phong", "Seal")),
        ],
        rows: found.rows.iter().map(|entry| cells(lang, entry)).collect(),
        when_empty: lang.t("Không tìm thấy dòng nào.", "Nothing was found."),
    });
    view! { <section id="results">{table} <div class="buttons">{first} {next}</div></section> }.into_any()
}

/// A button to another page of the same search.
fn turn(form: &SearchForm, after: &str, label: &'static str) -> AnyView {
    let fields = [
        ("candidate", form.candidate.as_str()),
        ("staff", &form.staff),
        ("action", &form.action),
        ("office", &form.office),
        ("from", &form.from),
        ("until", &form.until),
        ("after", after),
    ];
    let inputs = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> });
    let button = button(Button { look: ButtonLook::Secondary, label, ..Button::default() });
    view! { <form method="post" action="/audit">{inputs.into_iter().collect_view()} {button}</form> }.into_any()
}

fn cells(lang: Lang, entry: &FoundEntry) -> Vec<AnyView> {
    let href = format!("/audit/entries/{}", entry.key.id);
    let at = entry.key.recorded_at;
    let office = match (&entry.office, &entry.tenant_kind) {
        (Some(office), _) => office.clone(),
        (None, Some(_)) => national_office(lang, RoleKind::parse(&entry.actor_kind)).to_owned(),
        (None, None) => "–".to_owned(),
    };
    let place = entry.link.as_ref().map_or_else(
        || lang.t("chờ", "waiting").to_owned(),
        |(day, number, _)| format!("{} / {number}", short_date(*day)),
    );
    vec![
        view! { <a href=href><time datetime=at.iso()>{at.to_the_second()}</time></a> }.into_any(),
        text(action_words(lang, &entry.action)),
        text(actor_name(lang, &entry.actor_kind)),
        text(office),
        text(place),
    ]
}
