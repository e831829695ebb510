//! Passwords of staff: argon2id with 19 MiB, two passes, one lane (OWASP password storage cheat sheet).

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{Error, SaltString},
};

use super::context::Rng;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

fn argon2id() -> Result<Argon2<'static>, Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(MEMORY_KIB, PASSES, LANES, None)?))
}

/// The hash of `password` with a fresh salt, as a PHC string. Takes tens of milliseconds: call it where
/// blocking is allowed.
///
/// # Errors
/// When argon2 refuses its parameters.
pub fn hash(rng: &Rng, password: &str) -> Result<String, Error> {
    let salt = SaltString::encode_b64(&rng.bytes::<16>())?;
    Ok(argon2id()?.hash_password(password.as_bytes(), &salt)?.to_string())
}

/// Whether `password` belongs to `phc_hash`. Takes tens of milliseconds.
#[must_use]
pub fn verify(password: &str, phc_hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(phc_hash) else { return false };
    argon2id().is_ok_and(|argon2id| argon2id.verify_password(password.as_bytes(), &parsed).is_ok())
}

/// Takes the time of [`verify`] and says no: for accounts that do not exist, so that time does not tell.
#[must_use]
pub fn verify_for_nobody(password: &str) -> bool {
    let Ok(salt) = SaltString::encode_b64(&[0; 16]) else { return false };
    let hashed = argon2id().and_then(|argon2id| argon2id.hash_password(password.as_bytes(), &salt).map(drop));
    // The work must not be optimised away because nobody looks at its outcome.
    std::hint::black_box(hashed).is_err()
}

#[cfg(test)]
mod tests {
    use super::{Rng, hash, verify, verify_for_nobody};

    #[test]
    fn a_password_opens_its_own_hash_alone() {
        let phc = hash(&Rng::seeded(1), "mười hai con giáp").unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(verify("mười hai con giáp", &phc));
        assert!(!verify("mười hai con giap", &phc));
        assert!(!verify("mười hai con giáp", "not a hash"));
        assert!(!verify_for_nobody("mười hai con giáp"));
    }
}
