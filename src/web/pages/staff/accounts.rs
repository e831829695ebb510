//! `/staff/accounts`: the accounts and invitations of one's office and of those below it.
//!
//! Names and addresses are searched for by a form that is posted, and kept in the session: what stands in an address
//! ends up in histories and logs.

use axum::{extract::Query, response::Response};
use leptos::prelude::*;
use serde::Deserialize;

use super::{ACCOUNTS, office_name, refused, state_name, state_tag};
use crate::{
    domain::{access::Permission, staff_account::ListedState},
    usecases::staff::{
        AccountPage, ListedAccount,
        view_accounts::{self, Asked, PAGE_SIZE},
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::Lang,
        page::{Page, role_name},
    },
};

/// Where the session keeps what was searched for.
const SEARCH: &str = "staff_account_search";
/// The most characters of a search.
const MAX_SEARCH: usize = 100;

/// The parameters of the list.
#[derive(Deserialize, Default)]
pub struct ListQuery {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
}

/// The search as posted.
#[derive(Deserialize)]
pub struct SearchForm {
    #[serde(default)]
    search: String,
    #[serde(default)]
    state: String,
}

/// `GET /staff/accounts`
///
/// # Errors
/// `NotFound` for a state that is none; `Forbidden`; `Unavailable`.
pub async fn get(page: Page, Query(query): Query<ListQuery>) -> Result<Response, WebError> {
    let asked = Asked {
        search: page.session.get(SEARCH).await?.unwrap_or_default(),
        state: read_state(&query.state)?,
        page: if query.page.is_empty() { 1 } else { query.page.parse().map_err(|_| WebError::NotFound)? },
    };
    let shown = view_accounts::run(&page.ctx, page.staff()?, &asked).await.map_err(refused)?;
    Ok(page.ok(title(page.lang), || view(&page, &shown, &asked)))
}

/// `POST /staff/accounts`: searches; an empty search shows all.
///
/// # Errors
/// `NotFound` for a state that is none; `Unavailable`.
pub async fn post(page: Page, PostForm(form): PostForm<SearchForm>) -> Result<Response, WebError> {
    let state = read_state(&form.state)?;
    let search: String = form.search.trim().chars().take(MAX_SEARCH).collect();
    if search.is_empty() {
        page.session.remove_value(SEARCH).await?;
    } else {
        page.session.insert(SEARCH, search).await?;
    }
    Ok(page.see_other(&address(state, 1)))
}

fn read_state(word: &str) -> Result<Option<ListedState>, WebError> {
    if word.is_empty() { Ok(None) } else { ListedState::parse(word).map(Some).ok_or(WebError::NotFound) }
}

fn address(state: Option<ListedState>, page: u32) -> String {
    let parameters =
        [state.map(|state| format!("state={}", state.as_str())), (page > 1).then(|| format!("page={page}"))];
    let query: Vec<String> = parameters.into_iter().flatten().collect();
    if query.is_empty() { ACCOUNTS.to_owned() } else { format!("{ACCOUNTS}?{}", query.join("&")) }
}

pub(super) const fn title(lang: Lang) -> &'static str {
    lang.t("Tài khoản cán bộ", "Staff accounts")
}

fn view(page: &Page, shown: &AccountPage, asked: &Asked) -> AnyView {
    let lang = page.lang;
    let invite = page.may(Permission::ManageStaffAccounts).then(|| {
        let label = lang.t("Mời người mới", "Invite someone");
        view! { <p>{button_link(ButtonLook::Primary, label, "/staff/accounts/invite")}</p> }
    });
    let total = u64::try_from(shown.total).unwrap_or_default();
    let last = u32::try_from(total.div_ceil(u64::from(PAGE_SIZE)).max(1)).unwrap_or(1);
    let count = lang.count(total);
    let found = match (lang, asked.search.is_empty()) {
        (Lang::Vi, true) => format!("{count} tài khoản và lời mời"),
        (Lang::En, true) => format!("{count} accounts and invitations"),
        (Lang::Vi, false) => format!("{count} kết quả cho “{}”", asked.search),
        (Lang::En, false) => format!("{count} results for “{}”", asked.search),
    };
    let place = Pagination { lang, current: asked.page.clamp(1, last), last };
    view! {
        <h1>{title(lang)}</h1>
        {invite}
        {search(lang, asked)}
        {filter(lang, asked.state)}
        {table(Table {
            caption: &found,
            columns: vec![
                Column::words(lang.t("Họ và tên", "Full name")),
                Column::words(lang.t("Thư điện tử", "E-mail address")),
                Column::words(lang.t("Vai trò", "Role")),
                Column::words(lang.t("Đơn vị", "Office")),
                Column::words(lang.t("Trạng thái", "State")),
            ],
            rows: shown.rows.iter().map(|row| cells(lang, row)).collect(),
            when_empty: lang.t("Không có tài khoản hay lời mời nào ở đây.", "There is no account or invitation here."),
        })}
        {pagination(place, |number| address(asked.state, number))}
    }
    .into_any()
}

fn search(lang: Lang, asked: &Asked) -> AnyView {
    let field = TextInput {
        lang,
        name: "search",
        label: lang.t("Tìm theo họ tên hoặc thư điện tử", "Search by name or e-mail address"),
        hint: lang.t("Có dấu hay không dấu đều được", "With or without diacritics"),
        value: &asked.search,
        kind: InputKind::Search,
        autocomplete: "off",
        ..TextInput::default()
    };
    let state = asked.state.map(ListedState::as_str).unwrap_or_default();
    let all = (!asked.search.is_empty()).then(|| {
        // A form of its own: its empty field is the search for all.
        view! {
            <form method="post" action=ACCOUNTS>
                <input type="hidden" name="state" value=state />
                {button(Button { look: ButtonLook::Link, label: lang.t("Bỏ tìm kiếm", "Clear the search"), ..Button::default() })}
            </form>
        }
    });
    view! {
        <search>
            <form method="post" action=ACCOUNTS>
                <input type="hidden" name="state" value=state />
                {text_input(field)}
                {buttons(vec![button(Button {
                    look: ButtonLook::Secondary,
                    label: lang.t("Tìm", "Search"),
                    ..Button::default()
                })])}
            </form>
            {all}
        </search>
    }
    .into_any()
}

fn filter(lang: Lang, chosen: Option<ListedState>) -> AnyView {
    let states = std::iter::once(None).chain(ListedState::ALL.iter().copied().map(Some));
    let links: Vec<_> = states
        .map(|state| {
            let name = state.map_or(lang.t("Tất cả", "All"), |state| state_name(lang, state));
            let is_chosen = state == chosen;
            view! {
                <li>
                    <a href=address(state, 1) aria-current=is_chosen.then_some("true")>{name}</a>
                </li>
            }
        })
        .collect();
    view! {
        <nav class="filter" aria-label=lang.t("Lọc theo trạng thái", "Filter by state")>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

fn cells(lang: Lang, row: &ListedAccount) -> Vec<AnyView> {
    let part = match row.state {
        ListedState::Active | ListedState::Closed => "",
        ListedState::Invited | ListedState::InvitationExpired => "invitations/",
    };
    let name = row.full_name.clone();
    vec![
        view! { <a href=format!("{ACCOUNTS}/{part}{}", row.id)>{name}</a> }.into_any(),
        text(row.email.clone()),
        text(role_name(lang, row.role)),
        text(office_name(lang, &row.office)),
        state_tag(lang, row.state),
    ]
}
