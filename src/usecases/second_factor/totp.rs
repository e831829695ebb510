//! Codes by time (RFC 6238): SHA-1, six digits, a step of 30 seconds, which every authenticator knows; and how the
//! secret behind them is kept.
//!
//! The secret is sealed with XChaCha20-Poly1305 under a key of its own for each account, derived from `PORTAL_SECRET`
//! (HMAC-SHA-256 as in HKDF-Expand, RFC 5869): a copy of the database makes no codes, and a row moved to another
//! account does not open.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use totp_rs::{Algorithm, TOTP};

use crate::{
    domain::{ids::StaffId, time::Instant},
    usecases::Ctx,
};

/// The length of a step.
pub const STEP_SECONDS: i64 = 30;
const DIGITS: usize = 6;
const NONCE_BYTES: usize = 24;
/// As long as the digest of SHA-1 (RFC 4226, section 4, R6).
const SECRET_BYTES: usize = 20;
/// Steps that a clock may be early or late (RFC 6238, section 5.2).
const STEPS_ASIDE: i64 = 1;
/// Who issues the codes, as authenticators show it.
const ISSUER: &str = "Cổng Thí sinh";

/// What the portal and the authenticator share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; SECRET_BYTES]);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret")
    }
}

/// The step in which `at` lies.
#[must_use]
pub const fn step_at(at: Instant) -> i64 {
    at.unix_us().div_euclid(STEP_SECONDS * 1_000_000)
}

impl TotpSecret {
    /// A fresh one of 160 bits.
    #[must_use]
    pub fn fresh(ctx: &Ctx) -> Self {
        Self(ctx.rng.bytes())
    }

    /// The secret with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    fn totp(&self, account: &str) -> Option<TOTP> {
        // A colon divides issuer from account in the address.
        let account = account.replace(':', " ");
        let issuer = Some(ISSUER.to_owned());
        TOTP::new(Algorithm::SHA1, DIGITS, 1, STEP_SECONDS.unsigned_abs(), self.0.to_vec(), issuer, account).ok()
    }

    /// The code of a step.
    #[must_use]
    pub fn code(&self, step: i64) -> Option<String> {
        let seconds = u64::try_from(step * STEP_SECONDS).ok()?;
        Some(self.totp("")?.generate(seconds))
    }

    /// The step whose code `code` is, at `now` or one step aside; the latest of them.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Instant) -> Option<i64> {
        let now = step_at(now);
        let mut found = None;
        // All are compared, so that time does not tell which.
        for step in now - STEPS_ASIDE..=now + STEPS_ASIDE {
            if bool::from(self.code(step)?.as_bytes().ct_eq(code.as_bytes())) {
                found = Some(step);
            }
        }
        found
    }

    /// The secret as people type it: base32 in groups of four.
    #[must_use]
    pub fn text(&self) -> String {
        let text = self.totp("").map(|totp| totp.get_secret_base32()).unwrap_or_default();
        let letters: Vec<char> = text.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The address that an authenticator reads (`otpauth://totp/…`).
    #[must_use]
    pub fn uri(&self, account: &str) -> String {
        self.totp(account).map(|totp| totp.get_url()).unwrap_or_default()
    }

    /// Closed for the database.
    #[must_use]
    pub fn seal(&self, ctx: &Ctx, staff: StaffId) -> Option<Vec<u8>> {
        let nonce = ctx.rng.bytes::<NONCE_BYTES>();
        let payload = Payload { msg: &self.0, aad: staff.0.as_bytes() };
        let sealed = cipher(ctx, staff)?.encrypt(XNonce::from_slice(&nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// What [`TotpSecret::seal`] closed for this account; `None` for anything else.
    #[must_use]
    pub fn open(ctx: &Ctx, staff: StaffId, sealed: &[u8]) -> Option<Self> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let payload = Payload { msg: sealed, aad: staff.0.as_bytes() };
        let secret = cipher(ctx, staff)?.decrypt(XNonce::from_slice(nonce), payload).ok()?;
        secret.try_into().ok().map(Self)
    }
}

fn cipher(ctx: &Ctx, staff: StaffId) -> Option<XChaCha20Poly1305> {
    let mut key = <Hmac<Sha256> as hmac::Mac>::new_from_slice(ctx.config.secret.expose().as_bytes()).ok()?;
    key.update(b"portal staff second factor\0");
    key.update(staff.0.as_bytes());
    Some(XChaCha20Poly1305::new(&key.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::Config,
        storage::Db,
        usecases::context::{Clock, Rng},
    };

    fn at(seconds: i64) -> Instant {
        Instant::from_unix_us(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, of whose eight digits the last six are shown.
        let secret = TotpSecret::from_bytes(*b"12345678901234567890");
        let cases = [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")];
        for (seconds, code) in cases {
            assert_eq!(secret.code(step_at(at(seconds))).as_deref(), Some(code));
        }
        assert_eq!(secret.text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = secret.uri("so.hue@demo.example.vn");
        assert!(uri.starts_with("otpauth://totp/C%E1%BB%95ng%20Th%C3%AD%20sinh:so.hue%40demo.example.vn?"), "{uri}");
        assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{uri}");
    }

    #[test]
    fn a_code_counts_one_step_early_or_late_and_no_more() {
        let secret = TotpSecret::from_bytes(*b"12345678901234567890");
        let step = step_at(at(1_234_567_890));
        let code = secret.code(step).unwrap();
        for (aside, expected) in [(-2, None), (-1, Some(step)), (0, Some(step)), (1, Some(step)), (2, None)] {
            assert_eq!(secret.step_of(&code, at(1_234_567_890 + aside * STEP_SECONDS)), expected, "{aside}");
        }
        assert_eq!(secret.step_of("", at(1_234_567_890)), None);
    }

    #[tokio::test]
    async fn a_sealed_secret_opens_for_its_account_alone() {
        let config = Config::read(&|name| (name == "PORTAL_DEMO").then(|| "on".to_owned())).unwrap();
        let db = Db::connect_lazy(&config.database.url, 1).unwrap();
        let ctx = Ctx::new(db, config, Clock::system(), Rng::seeded(1)).unwrap();
        let (secret, staff) = (TotpSecret::fresh(&ctx), StaffId(ctx.fresh_uuid()));
        let sealed = secret.seal(&ctx, staff).unwrap();
        assert!(!sealed.windows(4).any(|window| secret.0.windows(4).any(|part| part == window)));
        assert_eq!(TotpSecret::open(&ctx, staff, &sealed), Some(secret.clone()));
        assert_eq!(TotpSecret::open(&ctx, StaffId(ctx.fresh_uuid()), &sealed), None);
        let mut torn = sealed.clone();
        *torn.last_mut().unwrap() ^= 1;
        assert_eq!(TotpSecret::open(&ctx, staff, &torn), None);
        assert_ne!(secret.seal(&ctx, staff).unwrap(), sealed, "a fresh nonce each time");
    }
}
