//! Codes and access tokens that are alive. In memory, bounded, with the time passed in.

use std::collections::HashMap;

use super::faults::Fault;
use super::personas::Persona;

/// How long a code may be exchanged.
pub(super) const CODE_LIFETIME_S: u64 = 60;
/// How long an access token opens `/userinfo`.
pub(super) const ACCESS_TOKEN_LIFETIME_S: u64 = 600;
/// Above this the oldest is forgotten: nobody signs in so often within ten minutes by honest means.
const MAX_ALIVE: usize = 50_000;

/// What a person agreed to.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: String,
    pub(super) code_challenge: String,
    pub(super) persona: &'static Persona,
    pub(super) auth_time_s: u64,
    /// What is wrong with this sign-in alone.
    pub(super) fault: Fault,
}

#[derive(Default)]
pub(super) struct Grants {
    codes: HashMap<String, Code>,
    access_tokens: HashMap<String, AccessToken>,
}

struct Code {
    grant: Grant,
    expires_s: u64,
    used: bool,
}

struct AccessToken {
    /// The code it came from: used again, the code revokes it (RFC 6749 §4.1.2).
    code: String,
    client_id: String,
    persona: &'static Persona,
    expires_s: u64,
}

impl Grants {
    pub(super) fn add_code(&mut self, code: String, grant: Grant, now_s: u64) {
        self.codes.retain(|_, code| code.expires_s + ACCESS_TOKEN_LIFETIME_S > now_s);
        if self.codes.len() >= MAX_ALIVE {
            let oldest = self.codes.iter().min_by_key(|(_, code)| code.expires_s).map(|(name, _)| name.clone());
            oldest.map(|name| self.codes.remove(&name));
        }
        let lifetime_s = if grant.fault == Fault::RequestExpired { 0 } else { CODE_LIFETIME_S };
        self.codes.insert(code, Code { grant, expires_s: now_s + lifetime_s, used: false });
    }

    /// The grant behind a code, once. A second use gives nothing and revokes what the first one gave.
    pub(super) fn redeem(&mut self, code: &str, now_s: u64) -> Option<Grant> {
        let entry = self.codes.get_mut(code)?;
        if entry.used {
            self.access_tokens.retain(|_, token| token.code != code);
            return None;
        }
        entry.used = true;
        (now_s < entry.expires_s).then(|| entry.grant.clone())
    }

    pub(super) fn add_access_token(&mut self, token: String, code: &str, grant: &Grant, now_s: u64) {
        self.access_tokens.retain(|_, token| token.expires_s > now_s);
        self.access_tokens.insert(
            token,
            AccessToken {
                code: code.to_owned(),
                client_id: grant.client_id.clone(),
                persona: grant.persona,
                expires_s: now_s + ACCESS_TOKEN_LIFETIME_S,
            },
        );
    }

    pub(super) fn persona_of(&self, token: &str, now_s: u64) -> Option<&'static Persona> {
        self.access_tokens.get(token).filter(|token| now_s < token.expires_s).map(|token| token.persona)
    }

    /// Signing out ends what the person gave this client.
    pub(super) fn revoke(&mut self, client_id: &str, subject: &str) {
        self.access_tokens.retain(|_, token| token.client_id != client_id || token.persona.subject() != subject);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{faults::Fault, personas::PERSONAS};
    use super::{CODE_LIFETIME_S, Grant, Grants};

    fn grant() -> Grant {
        Grant {
            client_id: "portal".into(),
            redirect_uri: "http://portal.test/back".into(),
            nonce: "n".into(),
            code_challenge: "c".into(),
            persona: &PERSONAS[0],
            auth_time_s: 1_000,
            fault: Fault::None,
        }
    }

    #[test]
    fn a_code_lives_sixty_seconds() {
        assert_eq!(CODE_LIFETIME_S, 60);
        for (later_s, alive) in [(0, true), (59, true), (60, false), (61, false)] {
            let mut grants = Grants::default();
            grants.add_code("code".into(), grant(), 1_000);
            assert_eq!(grants.redeem("code", 1_000 + later_s).is_some(), alive, "{later_s}");
        }
    }

    #[test]
    fn a_code_used_twice_revokes_its_access_token() {
        let mut grants = Grants::default();
        grants.add_code("code".into(), grant(), 1_000);
        let first = grants.redeem("code", 1_001).unwrap();
        grants.add_access_token("token".into(), "code", &first, 1_001);
        assert!(grants.persona_of("token", 1_002).is_some());
        assert!(grants.redeem("code", 1_003).is_none());
        assert!(grants.persona_of("token", 1_004).is_none());
    }
}
