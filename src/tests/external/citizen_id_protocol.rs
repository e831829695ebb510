//! The mock holds every relying party to the protocol: requests that the portal's own client never makes.
//! Expected values: RFC 6749 §4.1.2.1, §5.2; RFC 7636 §4; RFC 6750 §3; OpenID Connect Core §3.1, §5.3.

use serde_json::Value;

use super::citizen_id_service::{CLIENT_ID, CLIENT_SECRET, REDIRECT, Returned, Service};

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

type Pairs<'a> = Vec<(&'a str, &'a str)>;

fn authorize_pairs() -> Pairs<'static> {
    vec![
        ("client_id", CLIENT_ID),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

/// The same pairs with one replaced; an empty value takes it away.
fn with<'a>(mut pairs: Pairs<'a>, name: &'a str, value: &'a str) -> Pairs<'a> {
    pairs.retain(|(key, _)| *key != name);
    if !value.is_empty() {
        pairs.push((name, value));
    }
    pairs
}

async fn authorize(service: &Service, pairs: &[(&str, &str)]) -> reqwest::Response {
    service.browser.get(format!("{}/authorize", service.issuer)).query(pairs).send().await.unwrap()
}

async fn code(service: &Service) -> String {
    let pairs = with(authorize_pairs(), "persona", "an");
    let url = format!("{}/authorize", service.issuer);
    let returned = Returned::from(&service.browser.post(url).form(&pairs).send().await.unwrap());
    assert_eq!(returned.get("state").as_deref(), Some("the-state"));
    assert_eq!(returned.get("iss").as_ref(), Some(&service.issuer));
    returned.get("code").unwrap()
}

fn token_pairs(code: &str) -> Pairs<'_> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
    ]
}

async fn exchange(service: &Service, pairs: &[(&str, &str)]) -> (u16, Value) {
    let url = format!("{}/token", service.issuer);
    let answer = service.browser.post(url).form(pairs).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_request_that_breaks_the_protocol_comes_back_with_its_error() {
    let service = Service::start().await;
    let cases = [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("response_mode", "fragment", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("state", "", "invalid_request"),
        ("nonce", "", "invalid_request"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("max_age", "soon", "invalid_request"),
        ("prompt", "none", "login_required"),
        ("prompt", "none login", "invalid_request"),
        ("prompt", "dance", "invalid_request"),
        ("request", "eyJ", "request_not_supported"),
        ("request_uri", "http://portal.test/r", "request_uri_not_supported"),
    ];
    for (name, value, error) in cases {
        let returned = Returned::from(&authorize(&service, &with(authorize_pairs(), name, value)).await);
        assert_eq!(returned.without_query(), REDIRECT, "{name}={value}");
        assert_eq!(returned.get("error").as_deref(), Some(error), "{name}={value}");
        let state = (name != "state").then(|| "the-state".to_owned());
        assert_eq!(returned.get("state"), state, "{name}={value}");
        assert_eq!(returned.get("code"), None, "{name}={value}");
    }
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered_byte_by_byte() {
    let service = Service::start().await;
    let cases = [
        ("redirect_uri", "http://elsewhere.test/"),
        ("redirect_uri", "http://portal.test/sign-in/back/"),
        ("redirect_uri", "http://portal.test/sign-in/back?x=1"),
        ("redirect_uri", "http://portal.test/sign-in/BACK"),
        ("redirect_uri", ""),
        ("client_id", "another"),
        ("client_id", ""),
    ];
    for (name, value) in cases {
        let answer = authorize(&service, &with(authorize_pairs(), name, value)).await;
        assert_eq!(answer.status(), 400, "{name}={value}");
        assert!(!answer.headers().contains_key("location"), "{name}={value}");
    }
    let mut twice = authorize_pairs();
    twice.push(("redirect_uri", "http://elsewhere.test/"));
    assert_eq!(authorize(&service, &twice).await.status(), 400);
}

#[tokio::test]
async fn what_comes_with_the_request_is_never_markup_on_the_page() {
    let service = Service::start().await;
    let pairs = with(authorize_pairs(), "state", r#""><script>alert(1)</script>"#);
    let html = authorize(&service, &pairs).await.text().await.unwrap();
    assert!(!html.contains("<script"));
}

#[tokio::test]
async fn an_exchange_that_breaks_the_protocol_is_refused() {
    let service = Service::start().await;
    let cases = [
        ("code_verifier", "", 400, "invalid_grant"),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX", 400, "invalid_grant"),
        ("redirect_uri", "http://portal.test/", 400, "invalid_grant"),
        ("redirect_uri", "", 400, "invalid_grant"),
        ("code", "invented", 400, "invalid_grant"),
        ("code", "", 400, "invalid_request"),
        ("grant_type", "password", 400, "unsupported_grant_type"),
        ("grant_type", "", 400, "invalid_request"),
        ("client_secret", "wrong", 401, "invalid_client"),
        ("client_secret", "", 401, "invalid_client"),
        ("client_id", "another", 401, "invalid_client"),
    ];
    for (name, value, status, error) in cases {
        let code = code(&service).await;
        let answer = exchange(&service, &with(token_pairs(&code), name, value)).await;
        assert_eq!((answer.0, answer.1["error"].as_str()), (status, Some(error)), "{name}={value}");
    }
}

#[tokio::test]
async fn a_code_used_again_gives_nothing_and_takes_back_the_first_token() {
    let service = Service::start().await;
    let code = code(&service).await;
    let (status, tokens) = exchange(&service, &token_pairs(&code)).await;
    assert_eq!((status, tokens["token_type"].as_str()), (200, Some("Bearer")));
    let userinfo = || async {
        let url = format!("{}/userinfo", service.issuer);
        service.browser.get(url).bearer_auth(tokens["access_token"].as_str().unwrap()).send().await.unwrap()
    };
    let claims: Value = userinfo().await.json().await.unwrap();
    assert_eq!(claims["SoDinhDanh"], "046308001374");
    assert_eq!(claims["HoVaTen"], "Nguyễn Thị Bình An");
    assert_eq!(claims["NgayThangNamSinh"], "20080305");
    assert_eq!(claims["LoaiTaiKhoan"], "1");
    assert_eq!(claims["loginIdp"], "BCA");
    let (status, refusal) = exchange(&service, &token_pairs(&code)).await;
    assert_eq!((status, refusal["error"].as_str()), (400, Some("invalid_grant")));
    let refused = userinfo().await;
    assert_eq!(refused.status(), 401);
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().contains("invalid_token"));
}

#[tokio::test]
async fn discovery_says_what_the_service_does() {
    let service = Service::start().await;
    let url = format!("{}/.well-known/openid-configuration", service.issuer);
    let metadata: Value = service.browser.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(metadata["issuer"].as_str(), Some(service.issuer.as_str()));
    assert_eq!(metadata["response_types_supported"], serde_json::json!(["code"]));
    assert_eq!(metadata["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    let jwks: Value =
        service.browser.get(metadata["jwks_uri"].as_str().unwrap()).send().await.unwrap().json().await.unwrap();
    assert_eq!(jwks["keys"][0]["kty"], "OKP");
    assert!(jwks["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn signing_out_without_a_hint_asks_before_it_leads_away() {
    let service = Service::start().await;
    let url = format!("{}/logout?client_id={CLIENT_ID}&post_logout_redirect_uri=http://portal.test/", service.issuer);
    assert_eq!(service.browser.get(url).send().await.unwrap().status(), 200);
}
