//! Nothing is offered that is refused: everybody walks from their first page over every link and looks at every form.
//! A link leads to a page that opens, a form posts to a door that its reader may use.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::StatusCode;
use portal::{
    domain::access::{Actor, RoleKind},
    testing::{Answer, Browser, TestApp},
    web::{doors::Door, page::home_of, router::door_list},
};
use scraper::{ElementRef, Html, Selector};

use super::{admits, door_of, everybody, posted_ids::FORMS_WITH_IDS};
use crate::{
    institution::published_season::{self, AFTER},
    school::submitted::submitted,
    small_season::{self, MATCHING, OPERATOR},
};

/// Addresses of one door are alike; so many of them are looked at.
const ADDRESSES_A_DOOR: usize = 4;

/// What a page offers.
struct Offer {
    links: Vec<String>,
    /// Address and the names of hidden fields with an id.
    posts: Vec<(String, Vec<String>)>,
}

fn offered(html: &str) -> Offer {
    let page = Html::parse_document(html);
    let select = |selector: &str| Selector::parse(selector).unwrap();
    let local = |address: &str| address.starts_with('/') && !address.starts_with("//");
    let (anchors, forms) = (select("a[href]"), select("form[action]"));
    let (inputs, targets) = (select("input[type=hidden]"), select("[formaction]"));
    let attribute = |element: ElementRef<'_>, name: &str| element.attr(name).unwrap_or_default().to_owned();
    let mut offer = Offer { links: page.select(&anchors).map(|link| attribute(link, "href")).collect(), posts: vec![] };
    for form in page.select(&forms) {
        let actions = form.select(&targets).map(|button| attribute(button, "formaction"));
        let actions = actions.chain([attribute(form, "action")]).filter(|action| local(action));
        if form.attr("method") == Some("post") {
            let is_id =
                |input: &ElementRef<'_>| input.attr("value").is_some_and(|value| value.parse::<uuid::Uuid>().is_ok());
            let ids: Vec<String> = form.select(&inputs).filter(is_id).map(|input| attribute(input, "name")).collect();
            offer.posts.extend(actions.map(|action| (action, ids.clone())));
        } else {
            offer.links.extend(actions);
        }
    }
    offer.links.retain(|link| local(link));
    offer
}

/// The address without what only the browser reads, and without its query.
fn bare(address: &str) -> &str {
    address.split(['#', '?']).next().unwrap_or_default()
}

fn opens(answer: &Answer) -> bool {
    const CLOSED: [StatusCode; 3] = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
    !answer.status.is_server_error() && !CLOSED.contains(&answer.status) && !bare(&answer.location).ends_with("sign-in")
}

/// Walks from the first page of `actor`; gives the doors that were opened.
async fn walk<'a>(doors: &'a [Door], mut browser: Browser, role: RoleKind, home: &str) -> BTreeSet<&'a str> {
    let role_name = role.as_str();
    let mut waiting = VecDeque::from([(home.to_owned(), "home".to_owned()), ("/".to_owned(), "home".to_owned())]);
    let mut seen: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    while let Some((address, from)) = waiting.pop_front() {
        let address = address.split('#').next().unwrap_or_default().to_owned();
        let door = door_of(doors, "GET", bare(&address));
        let door = door.unwrap_or_else(|| panic!("{from} offers {role_name} {address}, which is no door"));
        assert!(admits(door, role), "{from} offers {role_name} {address}, which is not theirs");
        let known = seen.entry(door.path).or_default();
        if known.len() >= ADDRESSES_A_DOOR || !known.insert(address.clone()) {
            continue;
        }
        let answer = browser.get(&address).await;
        assert!(opens(&answer), "{from} offers {role_name} {address}: {} {}", answer.status, answer.location);
        if answer.status.is_redirection() {
            waiting.push_back((answer.location, address));
            continue;
        }
        let offer = offered(&answer.text);
        for (action, ids) in offer.posts {
            let door = door_of(doors, "POST", bare(&action));
            let door = door.unwrap_or_else(|| panic!("{address} posts to {action}, which is no door"));
            assert!(admits(door, role), "{address} offers {role_name} a form to {action}, which is not theirs");
            for field in ids {
                let named = FORMS_WITH_IDS.contains(&(door.path, field.as_str()));
                assert!(named, "the form to {} posts an id as {field}: FORMS_WITH_IDS has no such row", door.path);
            }
        }
        waiting.extend(offer.links.into_iter().map(|link| (link, address.clone())));
    }
    seen.into_keys().collect()
}

/// Everybody walks; gives the doors that anybody opened.
async fn everybody_walks(app: &TestApp) -> BTreeSet<String> {
    let doors = door_list();
    let mut opened = BTreeSet::new();
    for (role, actor) in everybody(app).await {
        let home = home_of(&actor);
        let found = walk(&doors, app.browser_as(&actor).await, role, home).await;
        assert!(found.contains(home), "{} opens {home}", role.as_str());
        opened.extend(found.into_iter().map(str::to_owned));
    }
    opened
}

#[tokio::test]
async fn while_registrations_are_decided_nothing_is_offered_that_is_refused() {
    let app = TestApp::start("2026-04-22T09:00").await;
    for slug in ["an", "binh", "uyen"] {
        submitted(&app, slug).await;
    }
    let opened = everybody_walks(&app).await;
    for door in ["/school/registrations/{id}", "/departments/{department}/units/{unit}", "/candidate/registration"] {
        assert!(opened.contains(door), "{door} is reached: {opened:?}");
    }
}

#[tokio::test]
async fn while_a_proposal_waits_nothing_is_offered_that_is_refused() {
    let app = small_season::start(MATCHING).await;
    let operator: Actor = app.staff(OPERATOR).await;
    let mut browser = app.browser_as(&operator).await;
    browser.post("/ministry/matching/run", &[]).await;
    let run = browser.post("/ministry/matching/run", &[]).await.location;
    browser.post_and_follow(&format!("{run}/propose"), &[("visible_from", "2026-08-13T17:00")]).await;
    let opened = everybody_walks(&app).await;
    for door in ["/ministry/matching/{run}", "/ministry/matching/{run}/approve", "/ministry/matching/{run}/quota-trial"]
    {
        assert!(opened.contains(door), "{door} is reached: {opened:?}");
    }
}

#[tokio::test]
async fn once_results_are_public_nothing_is_offered_that_is_refused() {
    let app = published_season::start(AFTER).await;
    let opened = everybody_walks(&app).await;
    for door in ["/institution/programmes/{admission_code}", "/institution/downloads", "/candidate/result"] {
        assert!(opened.contains(door), "{door} is reached: {opened:?}");
    }
}
