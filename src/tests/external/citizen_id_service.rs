//! The mock on a port of its own, and a browser that follows no redirect.

use std::time::Duration;

use portal::domain::time::Instant;
use portal::external::citizen_id::{CitizenIdClient, CitizenIdConfig, SignInAttempt};
use portal::external::http::{self, Timeouts};
use portal::external::population_registry::{PopulationRegistryClient, PopulationRegistryConfig};
use portal::mocks::citizen_id::{self as mock, RegisteredClient};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

pub const CLIENT_ID: &str = "portal";
/// With characters that `client_secret_basic` has to encode (RFC 6749 §2.3.1).
pub const CLIENT_SECRET: &str = "bí mật: 100 %+&=";
pub const REDIRECT: &str = "http://portal.test/sign-in/back";
pub const AFTER_LOGOUT: &str = "http://portal.test/";
pub const REGISTRY_TOKEN: &str = "registry-token";
pub const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(2), total: Duration::from_secs(2) };

/// The machine's time.
pub fn now() -> Instant {
    Instant::from_unix_us(i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_micros()).unwrap())
}

pub struct Service {
    pub issuer: String,
    pub browser: reqwest::Client,
    task: JoinHandle<std::io::Result<()>>,
}

impl Drop for Service {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Service {
    pub async fn start() -> Self {
        Self::listen("127.0.0.1:0").await
    }

    async fn listen(address: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let config = mock::CitizenIdConfig {
            issuer: issuer.clone(),
            clients: vec![RegisteredClient {
                client_id: CLIENT_ID.into(),
                client_secret: CLIENT_SECRET.into(),
                name: "Cổng Thí sinh".into(),
                redirect_uris: vec![REDIRECT.into()],
                post_logout_redirect_uris: vec![AFTER_LOGOUT.into()],
            }],
            registry_token: REGISTRY_TOKEN.into(),
            clock: mock::ServiceClock::default(),
        };
        let task = tokio::spawn(mock::serve(listener, config));
        Self { issuer, browser: http::client(TIMEOUTS).unwrap(), task }
    }

    /// The same service started anew on the same port: nothing is remembered, the key is another.
    pub async fn restart(self) -> Self {
        let address = self.issuer.trim_start_matches("http://").to_owned();
        self.task.abort();
        while !self.task.is_finished() {
            tokio::task::yield_now().await;
        }
        Self::listen(&address).await
    }

    pub fn client(&self) -> CitizenIdClient {
        CitizenIdClient::new(self.client_config()).unwrap()
    }

    pub fn client_config(&self) -> CitizenIdConfig {
        CitizenIdConfig {
            issuer_url: self.issuer.clone(),
            client_id: CLIENT_ID.into(),
            client_secret: CLIENT_SECRET.into(),
            redirect_url: REDIRECT.into(),
            timeouts: TIMEOUTS,
        }
    }

    pub fn registry(&self, bearer_token: &str) -> PopulationRegistryClient {
        PopulationRegistryClient::new(PopulationRegistryConfig {
            base_url: self.issuer.clone(),
            bearer_token: bearer_token.into(),
            timeouts: TIMEOUTS,
        })
        .unwrap()
    }

    pub async fn set_fault(&self, fault: serde_json::Value) {
        let url = format!("{}/control/faults", self.issuer);
        let answer = self.browser.post(&url).json(&fault).send().await.unwrap();
        assert!(answer.status().is_success());
        let now: serde_json::Value = self.browser.get(&url).send().await.unwrap().json().await.unwrap();
        assert_eq!(now, fault);
    }

    /// Makes the population registry alone ill.
    pub async fn set_registry(&self, illness: serde_json::Value) {
        let url = format!("{}/control/registry", self.issuer);
        assert!(self.browser.post(&url).json(&illness).send().await.unwrap().status().is_success());
    }

    /// Tells the service of somebody; gives the status of its answer.
    pub async fn tell_person(&self, person: &serde_json::Value) -> u16 {
        let url = format!("{}/control/people", self.issuer);
        self.browser.post(&url).json(person).send().await.unwrap().status().as_u16()
    }

    /// How often the population registry was asked.
    pub async fn registry_questions(&self) -> u64 {
        let url = format!("{}/control/registry", self.issuer);
        let told: serde_json::Value = self.browser.get(&url).send().await.unwrap().json().await.unwrap();
        told["questions"].as_u64().unwrap()
    }

    /// Opens the page of an attempt and presses a button of its form; gives where the browser is sent.
    pub async fn press(&self, attempt: &SignInAttempt, name: &str, value: &str) -> Returned {
        let (fields, buttons) = self.form(attempt).await;
        let button = (name.to_owned(), value.to_owned());
        assert!(buttons.contains(&button), "no button {name}={value}");
        self.send(fields, button).await
    }

    /// Hidden fields and buttons of the page of an attempt.
    async fn form(&self, attempt: &SignInAttempt) -> (Vec<(String, String)>, Vec<(String, String)>) {
        let page = self.browser.get(&attempt.authorize_url).send().await.unwrap();
        assert_eq!(page.status(), 200);
        form_of(&page.text().await.unwrap())
    }

    async fn send(&self, mut fields: Vec<(String, String)>, button: (String, String)) -> Returned {
        fields.push(button);
        let answer = self.browser.post(format!("{}/authorize", self.issuer)).form(&fields).send().await.unwrap();
        Returned::from(&answer)
    }

    /// Signs in as somebody taken in, whom the page does not list; gives `code` and `state`.
    pub async fn choose_by_number(&self, attempt: &SignInAttempt, number: &str) -> (String, String) {
        let (fields, _) = self.form(attempt).await;
        let returned = self.send(fields, ("persona".to_owned(), number.to_owned())).await;
        (returned.get("code").expect("a code"), returned.get("state").expect("a state"))
    }

    /// Chooses a persona; gives `code` and `state`.
    pub async fn choose(&self, attempt: &SignInAttempt, persona: &str) -> (String, String) {
        let returned = self.press(attempt, "persona", persona).await;
        (returned.get("code").expect("a code"), returned.get("state").expect("a state"))
    }
}

/// Hidden fields and buttons of the page's form.
fn form_of(html: &str) -> (Vec<(String, String)>, Vec<(String, String)>) {
    let html = scraper::Html::parse_document(html);
    let pairs = |selector: &str| {
        let selector = scraper::Selector::parse(selector).unwrap();
        html.select(&selector)
            .map(|element| {
                let attribute = |name| element.value().attr(name).unwrap_or_default().to_owned();
                (attribute("name"), attribute("value"))
            })
            .collect()
    };
    (pairs("form[method=post][action=authorize] input[type=hidden]"), pairs("form button[type=submit]"))
}

/// Where a redirect leads.
pub struct Returned {
    url: Url,
}

impl From<&reqwest::Response> for Returned {
    fn from(answer: &reqwest::Response) -> Self {
        assert_eq!(answer.status(), 303, "{}", answer.url());
        let location = answer.headers()["location"].to_str().unwrap();
        Self { url: Url::parse(location).unwrap() }
    }
}

impl Returned {
    pub fn get(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    pub fn without_query(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.into()
    }
}
