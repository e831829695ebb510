//! The portal beside a citizen-ID service on a port of its own; both have the test's clock.

use axum::http::StatusCode;
use portal::{
    mocks::citizen_id::{CitizenIdConfig, RegisteredClient, ServiceClock, serve},
    testing::{Answer, Browser, TestApp},
};
use serde_json::{Value, json};
use sqlx::Row as _;
use tokio::net::TcpListener;

/// The portal's address as the service knows it.
pub const BASE_URL: &str = "http://portal.test";

pub struct CitizenPortal {
    pub app: TestApp,
    issuer: String,
}

/// What the audit log keeps of an act.
#[derive(Debug, PartialEq, Eq)]
pub struct Trace {
    pub action: String,
    pub actor_kind: String,
    pub details: Value,
    pub request_id: String,
}

impl CitizenPortal {
    pub async fn start(now: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let settings = [("CITIZEN_ID_ISSUER", issuer.clone()), ("PORTAL_BASE_URL", BASE_URL.to_owned())];
        let app = TestApp::start_with(now, &settings).await;
        let clock = app.ctx.clock.clone();
        let config = CitizenIdConfig {
            issuer: issuer.clone(),
            clients: vec![RegisteredClient {
                client_id: "cong-thi-sinh".to_owned(),
                client_secret: "demo-citizen-id-secret".to_owned(),
                name: "Cổng Thí sinh".to_owned(),
                redirect_uris: vec![format!("{BASE_URL}/sign-in/callback")],
                post_logout_redirect_uris: vec![format!("{BASE_URL}/signed-out")],
            }],
            registry_token: "demo-registry-token".to_owned(),
            clock: ServiceClock::new(move || u64::try_from(clock.machine_now().unix_us() / 1_000_000).unwrap()),
        };
        tokio::spawn(serve(listener, config));
        Self { app, issuer }
    }

    /// Tells the service to misbehave; gives its status.
    pub async fn try_fault(&self, fault: Value) -> u16 {
        let url = format!("{}/control/faults", self.issuer);
        client().post(url).json(&fault).send().await.unwrap().status().as_u16()
    }

    pub async fn set_fault(&self, fault: Value) {
        assert_eq!(self.try_fault(fault).await, 200);
    }

    /// What the service was told.
    pub async fn fault(&self) -> Value {
        let url = format!("{}/control/faults", self.issuer);
        client().get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Begins at the door (`/sign-in`, `/sign-in/again`), lets the person choose at the service, and comes back.
    pub async fn visit(&self, browser: &mut Browser, door: &str, return_to: &str, choices: &[(&str, &str)]) -> Answer {
        let began = begin(browser, door, return_to).await;
        if began.status != StatusCode::SEE_OTHER {
            return began;
        }
        let callback = at_the_service(&began.location, choices).await;
        browser.get(&callback).await
    }

    /// A browser in which this persona has signed in by the service.
    pub async fn signed_in(&self, persona: &str) -> Browser {
        let mut browser = self.app.browser();
        let answer = self.visit(&mut browser, "/sign-in", "/", &[("persona", persona)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/candidate"), "{}", answer.text);
        browser
    }

    /// What the audit log says of acts whose name begins so, in order.
    pub async fn traces(&self, action: &str) -> Vec<Trace> {
        let rows = sqlx::query(
            "SELECT action, actor_kind, details, request_id::text FROM audit_log WHERE starts_with(action, $1) ORDER BY id",
        );
        let rows = rows.bind(action.to_owned()).fetch_all(self.app.owner()).await.unwrap();
        rows.iter()
            .map(|row| Trace {
                action: row.get(0),
                actor_kind: row.get(1),
                details: row.get(2),
                request_id: row.get::<Option<String>, _>(3).unwrap_or_default(),
            })
            .collect()
    }

    /// The one refusal that the audit log keeps after `before` others: its reason, and nothing else about anybody.
    pub async fn refusal_after(&self, before: usize) -> (String, Trace) {
        let mut refusals = self.traces("citizen.sign_in_refused").await;
        assert_eq!(refusals.len(), before + 1, "{refusals:?}");
        let refusal = refusals.remove(before);
        let reason = refusal.details["reason"].as_str().unwrap().to_owned();
        assert_eq!(refusal.details, json!({ "reason": reason }), "codes alone");
        (reason, refusal)
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

/// Presses the button of a door.
pub async fn begin(browser: &mut Browser, door: &str, return_to: &str) -> Answer {
    browser.post(door, &[("return_to", return_to)]).await
}

/// Lets the person choose at the service; gives the path of the portal to which the service leads back.
pub async fn at_the_service(authorize_url: &str, choices: &[(&str, &str)]) -> String {
    let (endpoint, query) = authorize_url.split_once('?').unwrap();
    let mut body = url::form_urlencoded::Serializer::new(query.to_owned());
    body.extend_pairs(choices);
    let form = client().post(endpoint).header("content-type", "application/x-www-form-urlencoded").body(body.finish());
    let answer = form.send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    location.strip_prefix(BASE_URL).unwrap().to_owned()
}

/// Posts the page's form to the service, as its button does, and gives where the service sends the browser.
pub async fn posted_to_the_service(answer: &Answer) -> String {
    let page = scraper::Html::parse_document(&answer.text);
    let all = |selector: &str| page.select(&scraper::Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    let action = all("main form[method=post]")[0].attr("action").unwrap().to_owned();
    assert!(!action.contains('?'), "an address says nothing of the person: {action}");
    let fields = all("main form input");
    let fields: Vec<_> = fields.iter().filter_map(|input| Some((input.attr("name")?, input.attr("value")?))).collect();
    assert!(fields.iter().all(|(name, _)| *name != "form_token"), "the portal's token is for the portal");
    let answer = client().post(action).form(&fields).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// The page's main heading.
pub fn heading(answer: &Answer) -> String {
    let page = scraper::Html::parse_document(&answer.text);
    let heading = page.select(&scraper::Selector::parse("main h1").unwrap()).next();
    heading.map(|heading| heading.text().collect()).unwrap_or_default()
}

/// Whether nobody is signed in in this browser.
pub async fn is_nobody(browser: &mut Browser) -> bool {
    let answer = browser.get("/candidate").await;
    answer.status == StatusCode::SEE_OTHER && answer.location.starts_with("/sign-in?return_to=")
}
