//! Sign-in with the portal's own client. Expected values: domain.md §11.3 and §4.1, OpenID Connect Core 1.0.

use portal::domain::candidate::citizen_id::IdentityKind;
use portal::domain::candidate::kind::Sex;
use portal::domain::time::{Instant, short_date};
use portal::external::citizen_id::{
    AssuranceLevel, CitizenIdClient, CitizenIdError, CitizenSignIn, InvalidReason, Outage,
};
use serde_json::json;

use super::citizen_id_service::{AFTER_LOGOUT, REDIRECT, Returned, Service, now};

async fn sign_in(service: &Service, client: &CitizenIdClient, persona: &str) -> CitizenSignIn {
    let attempt = client.begin(false, now()).await.unwrap();
    let (code, state) = service.choose(&attempt, persona).await;
    client.finish(&attempt, &code, &state, now()).await.unwrap()
}

fn invalid(reason: InvalidReason) -> Option<CitizenIdError> {
    Some(CitizenIdError::Invalid(reason))
}

fn unavailable(outage: Outage) -> Option<CitizenIdError> {
    Some(CitizenIdError::Unavailable(outage))
}

#[tokio::test]
async fn a_candidate_signs_in_and_is_who_the_claims_say() {
    let service = Service::start().await;
    let before = Instant::from_unix_us(now().unix_us() - 1_000_000);
    let identity = sign_in(&service, &service.client(), "an").await.identity;
    assert_eq!(identity.identity_number.kind(), IdentityKind::PersonalId);
    assert_eq!(identity.identity_number.as_str(), "046308001374");
    assert_eq!(identity.full_name.as_str(), "Nguyễn Thị Bình An");
    assert_eq!(short_date(identity.birth_date), "05/03/2008");
    assert_eq!(identity.sex, Sex::Female);
    assert_eq!(identity.assurance_level, AssuranceLevel::Level2);
    assert!(identity.authenticated_at >= before && identity.authenticated_at <= now());
}

#[tokio::test]
async fn the_subject_is_the_same_each_time_and_is_not_the_number() {
    let service = Service::start().await;
    let client = service.client();
    let first = sign_in(&service, &client, "binh").await.identity;
    let service = service.restart().await;
    let second = sign_in(&service, &client, "binh").await.identity;
    assert_eq!(first.subject, second.subject);
    assert_ne!(first.subject, first.identity_number.as_str());
}

#[tokio::test]
async fn every_persona_can_sign_in() {
    let service = Service::start().await;
    let client = service.client();
    for persona in portal::mocks::citizen_id::personas::PERSONAS {
        let identity = sign_in(&service, &client, persona.slug).await.identity;
        assert_eq!(identity.identity_number.as_str(), persona.document.number(), "{}", persona.slug);
    }
}

#[tokio::test]
async fn people_who_are_taken_in_sign_in_too() {
    let service = Service::start().await;
    let told = json!({
        "identity_number": "046308123456", "full_name": "Tôn Nữ Thu Hà", "birth_date": "2008-03-05", "sex": "female",
    });
    assert_eq!(service.tell_person(&told).await, 204);
    assert_eq!(service.tell_person(&told).await, 409, "a number is somebody's");
    let client = service.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let (code, state) = service.choose_by_number(&attempt, "046308123456").await;
    let identity = client.finish(&attempt, &code, &state, now()).await.unwrap().identity;
    assert_eq!(identity.full_name.as_str(), "Tôn Nữ Thu Hà");
    assert_eq!(identity.sex, Sex::Female);
    for (wrong, value) in
        [("identity_number", "04630812345"), ("full_name", " "), ("birth_date", "2008-3-5"), ("sex", "Nữ")]
    {
        let mut other = told.clone();
        other["identity_number"] = json!("046308123457");
        other[wrong] = json!(value);
        assert_eq!(service.tell_person(&other).await, 422, "{wrong}");
    }
    let mut persona = told;
    persona["identity_number"] = json!("046308001374");
    assert_eq!(service.tell_person(&persona).await, 409, "a persona's number");
}

#[tokio::test]
async fn level_one_and_passport_are_told_apart() {
    let service = Service::start().await;
    let client = service.client();
    let level1 = sign_in(&service, &client, "nam").await.identity;
    assert_eq!(level1.assurance_level, AssuranceLevel::Level1);
    let foreigner = sign_in(&service, &client, "somphone").await.identity;
    assert_eq!(foreigner.identity_number.kind(), IdentityKind::Passport);
    assert_eq!(foreigner.sex, Sex::Male);
}

#[tokio::test]
async fn a_fresh_proof_is_asked_for_and_given() {
    let service = Service::start().await;
    let client = service.client();
    let attempt = client.begin(true, now()).await.unwrap();
    assert!(attempt.authorize_url.contains("prompt=login") && attempt.authorize_url.contains("max_age="));
    let (code, state) = service.choose(&attempt, "an").await;
    assert!(client.finish(&attempt, &code, &state, now()).await.is_ok());
}

#[tokio::test]
async fn an_attempt_survives_the_session_store() {
    let service = Service::start().await;
    let client = service.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let (code, state) = service.choose(&attempt, "an").await;
    let stored = serde_json::from_str(&serde_json::to_string(&attempt).unwrap()).unwrap();
    assert!(client.finish(&stored, &code, &state, now()).await.is_ok());
}

#[tokio::test]
async fn a_refusal_comes_back_as_refusal() {
    let service = Service::start().await;
    let client = service.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let returned = service.press(&attempt, "decision", "refuse").await;
    assert_eq!(returned.without_query(), REDIRECT);
    let error = returned.get("error").unwrap();
    assert_eq!(error, "access_denied");
    assert_eq!(client.fail(&attempt, &error, &returned.get("state").unwrap()), CitizenIdError::Refused);
    assert_eq!(Some(client.fail(&attempt, "temporarily_unavailable", &attempt.state)), unavailable(Outage::Broken));
    assert_eq!(Some(client.fail(&attempt, &error, "another")), invalid(InvalidReason::State));
    assert_eq!(Some(client.fail(&attempt, "login_required", &attempt.state)), invalid(InvalidReason::ReportedError));
}

#[tokio::test]
async fn an_answer_for_another_attempt_is_not_believed() {
    let service = Service::start().await;
    let client = service.client();
    let mine = client.begin(false, now()).await.unwrap();
    let foreign = client.begin(false, now()).await.unwrap();
    let (code, state) = service.choose(&mine, "an").await;
    assert_eq!(client.finish(&mine, &code, &foreign.state, now()).await.err(), invalid(InvalidReason::State));
    assert_eq!(client.finish(&mine, &code, "", now()).await.err(), invalid(InvalidReason::State));

    let mut other_verifier = mine.clone();
    other_verifier.pkce_verifier = foreign.pkce_verifier.clone();
    assert_eq!(client.finish(&other_verifier, &code, &state, now()).await.err(), invalid(InvalidReason::Code));

    let (code, state) = service.choose(&foreign, "an").await;
    let mut other_nonce = foreign.clone();
    other_nonce.nonce = mine.nonce;
    assert_eq!(client.finish(&other_nonce, &code, &state, now()).await.err(), invalid(InvalidReason::Nonce));
}

#[tokio::test]
async fn a_code_is_good_for_one_exchange() {
    let service = Service::start().await;
    let client = service.client();
    let attempt = client.begin(false, now()).await.unwrap();
    let (code, state) = service.choose(&attempt, "an").await;
    assert!(client.finish(&attempt, &code, &state, now()).await.is_ok());
    assert_eq!(client.finish(&attempt, &code, &state, now()).await.err(), invalid(InvalidReason::Code));
    assert_eq!(client.finish(&attempt, "invented", &state, now()).await.err(), invalid(InvalidReason::Code));
}

#[tokio::test]
async fn a_service_that_is_down_or_slow_is_unavailable_and_comes_back() {
    let service = Service::start().await;
    let client = service.client();
    for (kind, outage) in [("unavailable", Outage::Broken), ("down", Outage::NoAnswer)] {
        service.set_fault(json!({ "kind": kind })).await;
        assert_eq!(client.begin(false, now()).await.err(), unavailable(outage), "{kind}");
        assert!(!client.health(now()).await.is_up, "{kind}");
    }
    service.set_fault(json!({ "kind": "none" })).await;
    let attempt = client.begin(false, now()).await.unwrap();
    assert!(client.health(now()).await.is_up);
    let (code, state) = service.choose(&attempt, "an").await;
    service.set_fault(json!({ "kind": "down" })).await;
    assert_eq!(client.finish(&attempt, &code, &state, now()).await.err(), unavailable(Outage::NoAnswer));
    service.set_fault(json!({ "kind": "slow", "delay_ms": 30_000 })).await;
    assert_eq!(client.finish(&attempt, &code, &state, now()).await.err(), unavailable(Outage::TooSlow));
    service.set_fault(json!({ "kind": "none" })).await;
    assert!(client.finish(&attempt, &code, &state, now()).await.is_ok());
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unavailable() {
    let service = Service::start().await;
    let mut config = service.client_config();
    config.issuer_url = "http://127.0.0.1:9".into();
    let client = CitizenIdClient::new(config).unwrap();
    assert_eq!(client.begin(false, now()).await.err(), unavailable(Outage::NoAnswer));
}

#[tokio::test]
async fn whoever_asks_how_the_service_is_never_waits_long() {
    let service = Service::start().await;
    service.set_fault(json!({ "kind": "slow", "delay_ms": 30_000 })).await;
    let client = service.client();
    let asked = std::time::Instant::now();
    let (first, second) = tokio::join!(client.health(now()), client.health(now()));
    assert!(!first.is_up && first == second, "one question, one answer");
    assert!(asked.elapsed().as_millis() < 1_900, "{:?}", asked.elapsed());
    let again = std::time::Instant::now();
    assert_eq!(client.health(now()).await, first);
    assert!(again.elapsed().as_millis() < 100, "the answer is kept for some seconds");
}

#[tokio::test]
async fn an_attempt_is_good_for_a_quarter_of_an_hour() {
    let service = Service::start().await;
    let client = service.client();
    let attempt = client.begin(false, now().plus_minutes(-16)).await.unwrap();
    let (code, state) = service.choose(&attempt, "an").await;
    let error = client.finish(&attempt, &code, &state, now()).await.err();
    assert_eq!(error, invalid(InvalidReason::AttemptExpired));
}

#[tokio::test]
async fn a_service_that_names_another_issuer_is_not_believed() {
    let service = Service::start().await;
    let mut config = service.client_config();
    config.issuer_url = service.issuer.replace("127.0.0.1", "localhost");
    let client = CitizenIdClient::new(config).unwrap();
    assert_eq!(client.begin(false, now()).await.err(), invalid(InvalidReason::Metadata));
}

#[tokio::test]
async fn a_wrong_client_secret_gets_no_token() {
    let service = Service::start().await;
    let mut config = service.client_config();
    config.client_secret = "wrong".into();
    let client = CitizenIdClient::new(config).unwrap();
    let attempt = client.begin(false, now()).await.unwrap();
    let (code, state) = service.choose(&attempt, "an").await;
    assert_eq!(client.finish(&attempt, &code, &state, now()).await.err(), invalid(InvalidReason::Code));
}

#[tokio::test]
async fn signing_out_comes_back_to_the_registered_page() {
    let service = Service::start().await;
    let client = service.client();
    let signed_in = sign_in(&service, &client, "an").await;
    let form = client.logout_form(&signed_in.id_token, AFTER_LOGOUT).await.unwrap().unwrap();
    assert!(!form.url.contains('?'), "an address says nothing of the person");
    let returned = Returned::from(&service.browser.post(&form.url).form(&form.fields).send().await.unwrap());
    assert_eq!(returned.without_query(), AFTER_LOGOUT);

    let forged = format!("{}A", signed_in.id_token);
    for (token, back) in [(&*signed_in.id_token, "http://elsewhere.test/"), (&forged, AFTER_LOGOUT)] {
        let form = client.logout_form(token, back).await.unwrap().unwrap();
        let answer = service.browser.post(&form.url).form(&form.fields).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{back}");
    }
}

#[tokio::test]
async fn nothing_printed_for_debugging_names_the_person() {
    let service = Service::start().await;
    let identity = sign_in(&service, &service.client(), "an").await.identity;
    let printed = format!("{identity:?}");
    for secret in ["046308001374", "Nguyễn", "2008"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
