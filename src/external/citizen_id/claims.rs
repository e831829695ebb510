//! What an ID token says, once its signature holds: who, how sure, since when. And what a refused one is called.

use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, IdTokenClaims, SignatureVerificationError, core::CoreGenderClaim,
};
use serde::{Deserialize, Serialize};

use super::{AssuranceLevel, CitizenIdError, CitizenIdentity, InvalidReason, SignInAttempt};
use crate::domain::{
    candidate::{
        citizen_id::{IdentityKind, IdentityNumber},
        kind::Sex,
        name::FullName,
    },
    time::{Instant, parse_date},
};

/// How far the service's clock may be from ours, in seconds.
const MAX_SKEW_S: i64 = 60;

/// The claims beyond OpenID Connect's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(non_snake_case, reason = "the service's own words")]
pub(super) struct PersonClaims {
    HoVaTen: Option<String>,
    SoDinhDanh: Option<String>,
    SoHoChieu: Option<String>,
    NgayThangNamSinh: Option<String>,
    GioiTinh: Option<String>,
}

impl AdditionalClaims for PersonClaims {}

pub(super) type CitizenIdTokenClaims = IdTokenClaims<PersonClaims, CoreGenderClaim>;

pub(super) const fn acr(level: AssuranceLevel) -> &'static str {
    match level {
        AssuranceLevel::Level1 => "LoA1",
        AssuranceLevel::Level2 => "LoA2",
    }
}

/// Which step of OpenID Connect Core §3.1.3.7 a token failed.
pub(super) const fn reason(error: &ClaimsVerificationError) -> InvalidReason {
    match error {
        ClaimsVerificationError::InvalidIssuer(_) => InvalidReason::Issuer,
        ClaimsVerificationError::InvalidAudience(_) => InvalidReason::Audience,
        ClaimsVerificationError::Expired(_) => InvalidReason::Expired,
        ClaimsVerificationError::InvalidNonce(_) => InvalidReason::Nonce,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoSignature
            | SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::UnsupportedAlg(_) => InvalidReason::Algorithm,
            SignatureVerificationError::NoMatchingKey
            | SignatureVerificationError::AmbiguousKeyId(_)
            | SignatureVerificationError::InvalidKey(_) => InvalidReason::Key,
            _ => InvalidReason::Signature,
        },
        _ => InvalidReason::IdToken,
    }
}

/// Who the verified claims name.
pub(super) fn identity(
    claims: &CitizenIdTokenClaims,
    attempt: &SignInAttempt,
    now: Instant,
) -> Result<CitizenIdentity, CitizenIdError> {
    let authenticated_at = authenticated_at(claims, attempt, now).map_err(CitizenIdError::Invalid)?;
    let stated = claims.auth_context_ref().map(|acr| acr.as_str());
    let assurance_level = [AssuranceLevel::Level1, AssuranceLevel::Level2]
        .into_iter()
        .find(|level| stated == Some(acr(*level)))
        .ok_or(CitizenIdError::Invalid(InvalidReason::AssuranceLevel))?;
    let person = person(claims.additional_claims()).ok_or(CitizenIdError::Invalid(InvalidReason::PersonClaims))?;
    Ok(CitizenIdentity {
        subject: claims.subject().to_string(),
        identity_number: person.identity_number,
        full_name: person.full_name,
        birth_date: person.birth_date,
        sex: person.sex,
        assurance_level,
        authenticated_at,
    })
}

/// When the person proved who they are. A fresh proof is one given since the attempt began (OpenID Connect Core
/// §3.1.2.1, `prompt=login` and `max_age`); what the service remembers from before is none.
fn authenticated_at(
    claims: &CitizenIdTokenClaims,
    attempt: &SignInAttempt,
    now: Instant,
) -> Result<Instant, InvalidReason> {
    let skew_us = MAX_SKEW_S * 1_000_000;
    let told = claims.auth_time().map(|at| Instant::from_unix_us(at.timestamp_micros()));
    if told.is_some_and(|told| told.unix_us() > now.unix_us() + skew_us) {
        return Err(InvalidReason::AuthTime);
    }
    let is_fresh = told.is_some_and(|told| told.unix_us() >= attempt.begun_at.unix_us() - skew_us);
    if attempt.fresh && !is_fresh {
        return Err(InvalidReason::Stale);
    }
    Ok(told.map_or(Instant::from_unix_us(0), |told| told.min(now)))
}

struct Person {
    identity_number: IdentityNumber,
    full_name: FullName,
    birth_date: time::Date,
    sex: Sex,
}

/// `None` when a claim is missing, is not what it should be, or contradicts the personal ID number.
fn person(claims: &PersonClaims) -> Option<Person> {
    let full_name = FullName::parse(claims.HoVaTen.as_deref()?).ok()?;
    let birth_date = parse_date(claims.NgayThangNamSinh.as_deref()?)?;
    let stated_sex = match claims.GioiTinh.as_deref() {
        None => None,
        Some("Nam") => Some(Sex::Male),
        Some("Nữ") => Some(Sex::Female),
        Some(_) => return None,
    };
    let (kind, number) = match (&claims.SoDinhDanh, &claims.SoHoChieu) {
        (Some(number), _) => (IdentityKind::PersonalId, number),
        (None, Some(number)) => (IdentityKind::Passport, number),
        (None, None) => return None,
    };
    let identity_number = IdentityNumber::parse(kind, number).ok()?;
    let sex = match &identity_number {
        IdentityNumber::PersonalId(number) => {
            let sex = stated_sex.unwrap_or_else(|| number.sex());
            if !number.disagreements(birth_date, sex).is_empty() {
                return None;
            }
            sex
        }
        IdentityNumber::Passport(_) => stated_sex?,
    };
    Some(Person { identity_number, full_name, birth_date, sex })
}
