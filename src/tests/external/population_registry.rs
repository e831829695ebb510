//! Comparisons with the population registry. Expected values: domain.md §10.

use portal::domain::candidate::{citizen_id::PersonalId, kind::Sex};
use portal::domain::time::parse_date;
use portal::external::population_registry::{
    RegistryAnswer, RegistryBirthDate, RegistryError, RegistryRecord, RegistryRequest, RegistryStatus,
};
use serde_json::json;
use uuid::Uuid;

use super::citizen_id_service::{REGISTRY_TOKEN, Service};

fn question(number: &str, full_name: &str, birth_date: &str, sex: Sex) -> RegistryRequest {
    RegistryRequest {
        request_id: Uuid::from_u128(7),
        personal_id: PersonalId::parse(number).unwrap(),
        full_name: full_name.into(),
        birth_date: parse_date(birth_date).unwrap(),
        sex,
    }
}

fn an() -> RegistryRequest {
    question("046308001374", "Nguyễn Thị Bình An", "05/03/2008", Sex::Female)
}

async fn record(service: &Service, request: &RegistryRequest) -> RegistryRecord {
    match service.registry(REGISTRY_TOKEN).compare(request).await.map(|reply| reply.answer) {
        Ok(RegistryAnswer::Found(record)) => record,
        Ok(RegistryAnswer::NotFound) => panic!("not found"),
        Err(error) => panic!("{error}"),
    }
}

fn day(text: &str) -> RegistryBirthDate {
    RegistryBirthDate::Day(parse_date(text).unwrap())
}

#[tokio::test]
async fn the_registry_answers_with_its_own_values() {
    let service = Service::start().await;
    let same = record(&service, &an()).await;
    assert_eq!((same.full_name.as_str(), same.birth_date), ("Nguyễn Thị Bình An", day("05/03/2008")));
    assert_eq!((same.sex, same.status), (Sex::Female, RegistryStatus::Active));

    let name = record(&service, &question("046208006630", "Lê Hòa Khánh", "19/07/2008", Sex::Male)).await;
    assert_eq!(name.full_name, "Lê Hoà Khanh");
    let date = record(&service, &question("046308008262", "Đặng Thu Lan", "02/11/2008", Sex::Female)).await;
    assert_eq!(date.birth_date, day("11/02/2008"));
    let year = record(&service, &question("046308000591", "Cao Thị Thảo", "20/05/2008", Sex::Female)).await;
    assert_eq!(year.birth_date, RegistryBirthDate::Year(2008));
    let withdrawn = record(&service, &question("046208002849", "Mai Hồng Phúc", "08/10/2008", Sex::Male)).await;
    assert_eq!(withdrawn.status, RegistryStatus::Invalid);
}

#[tokio::test]
async fn an_unknown_number_is_not_found() {
    let service = Service::start().await;
    let registry = service.registry(REGISTRY_TOKEN);
    for (number, name) in [("046308007108", "Võ Đỗ Quyên"), ("046308999999", "Không Có Ai")] {
        let answer =
            registry.compare(&question(number, name, "03/03/2008", Sex::Female)).await.map(|reply| reply.answer);
        assert!(matches!(answer, Ok(RegistryAnswer::NotFound)), "{number}");
    }
}

#[tokio::test]
async fn only_the_service_token_opens_the_registry() {
    let service = Service::start().await;
    for token in ["", "wrong"] {
        let answer = service.registry(token).compare(&an()).await;
        assert_eq!(answer.err(), Some(RegistryError::NotAllowed), "{token:?}");
    }
}

#[tokio::test]
async fn a_registry_that_is_down_is_unavailable_and_comes_back() {
    let service = Service::start().await;
    service.set_fault(json!({ "kind": "down" })).await;
    let registry = service.registry(REGISTRY_TOKEN);
    assert_eq!(registry.compare(&an()).await.err(), Some(RegistryError::Unavailable));
    service.set_fault(json!({ "kind": "none" })).await;
    assert!(registry.compare(&an()).await.is_ok());
}

#[tokio::test]
async fn a_number_of_the_range_says_by_its_tenth_digit_what_is_held() {
    let service = Service::start().await;
    let ask = async |digit: char| {
        let question = question(&format!("046308700{digit}01"), "Đỗ Thị Hòa", "05/03/2008", Sex::Female);
        service.registry(REGISTRY_TOKEN).compare(&question).await.map(|reply| reply.answer)
    };
    let same = RegistryRecord {
        full_name: "Đỗ Thị Hòa".into(),
        birth_date: day("05/03/2008"),
        sex: Sex::Female,
        status: RegistryStatus::Active,
    };
    let held = [
        ('0', same.clone()),
        ('1', RegistryRecord { full_name: "Đỗ Thị Hòa Hai".into(), ..same.clone() }),
        ('2', RegistryRecord { full_name: "Do Thi Hoa".into(), ..same.clone() }),
        ('3', RegistryRecord { birth_date: day("05/03/2007"), ..same.clone() }),
        ('4', RegistryRecord { sex: Sex::Male, ..same.clone() }),
        ('5', RegistryRecord { status: RegistryStatus::Invalid, ..same.clone() }),
        ('7', RegistryRecord { birth_date: RegistryBirthDate::Year(2008), ..same.clone() }),
        ('8', RegistryRecord { status: RegistryStatus::Deceased, ..same }),
    ];
    for (digit, expected) in held {
        assert!(ask(digit).await == Ok(RegistryAnswer::Found(expected)), "{digit}");
    }
    for digit in ['6', '9'] {
        assert!(ask(digit).await == Ok(RegistryAnswer::NotFound), "{digit}");
    }
}

#[tokio::test]
async fn a_question_is_repeated_while_the_registry_is_ill_and_the_answer_has_a_hash() {
    let service = Service::start().await;
    let registry = service.registry(REGISTRY_TOKEN);
    for (kind, times, questions) in [("unavailable", 2, 3), ("down", 1, 2), ("none", 0, 1)] {
        service.set_registry(json!({ "kind": kind, "times": times })).await;
        let before = service.registry_questions().await;
        let reply = registry.compare(&an()).await;
        assert!(reply.is_ok_and(|reply| reply.sha256 != [0; 32]), "{kind}");
        assert_eq!(service.registry_questions().await - before, questions, "{kind}");
    }
    service.set_registry(json!({ "kind": "unavailable" })).await;
    let before = service.registry_questions().await;
    assert_eq!(registry.compare(&an()).await.err(), Some(RegistryError::Unavailable));
    assert_eq!(service.registry_questions().await - before, 3, "and no more often");
}
