//! Where passwords are hashed: argon2id with 19 MiB, two passes, one lane (OWASP password storage cheat sheet).
//!
//! Hashing is dear on purpose, so whoever may ask for it without an account could stop a server. Three bounds keep it:
//! a fixed number of threads, one a core, each with memory of its own that it fills again and again; a queue of a fixed
//! length, beyond which the answer is [`PasswordError::Busy`] at once; and a low priority of these threads, so that
//! pages go first on a machine that is full. Threads of their own instead of a semaphore before the shared ones,
//! because a priority belongs to a thread, and because memory that stays with a thread needs no pool.
//!
//! What is stored is a PHC string, which names its parameters: when they are raised here, old hashes still open, and
//! the right password gives a hash anew ([`Verdict::Right`]).

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{Error, Output, ParamsString, PasswordHash, SaltString},
};
use subtle::ConstantTimeEq as _;
use tokio::sync::oneshot;

use crate::{
    config::PasswordConfig,
    domain::password::{NewPassword, normalized},
    usecases::context::Rng,
};

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const DIGEST_BYTES: usize = 32;
/// How much later than everyone else the hashing threads get a core: with 10, about a tenth of the time of a thread
/// that competes for it, so that sign-ins go on under load (sched(7), the nice value).
const NICENESS: i32 = 10;

/// The parameters of new hashes.
fn argon2id() -> Result<Argon2<'static>, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(DIGEST_BYTES))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The queue is full: come back in a moment.
    #[error("too many passwords wait to be hashed")]
    Busy,
    /// The hashing broke off.
    #[error("the password was not hashed")]
    Broken,
}

/// What comparing a password with a hash gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the right one. `renewed` is a hash with the parameters of today, where the stored one has others.
    Right {
        /// The hash to store instead.
        renewed: Option<String>,
    },
    /// It is not.
    Wrong,
}

/// The memory that argon2 fills: written anew by each hash, allocated once.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Memory").field(&self.0.len()).finish()
    }
}

impl Memory {
    fn derive<const N: usize>(&mut self, argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<[u8; N], Error> {
        let needed = argon2.params().block_count();
        if self.0.len() < needed {
            self.0.resize(needed, Block::default());
        }
        let mut digest = [0; N];
        argon2.hash_password_into_with_memory(password, salt, &mut digest, &mut self.0)?;
        Ok(digest)
    }
}

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads that hash, and the queue before them.
#[derive(Clone)]
pub struct PasswordHasher {
    jobs: SyncSender<Job>,
    // Holds the queue open where no thread takes from it.
    _queue: Arc<Mutex<Receiver<Job>>>,
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHasher")
    }
}

impl PasswordHasher {
    /// Starts the threads; they end with the last clone.
    #[must_use]
    pub fn new(config: PasswordConfig) -> Self {
        // What nobody takes must not wait.
        let waiting = if config.threads == 0 { 0 } else { config.queue };
        let (jobs, queue) = sync_channel::<Job>(waiting);
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..config.threads {
            let queue = Arc::clone(&queue);
            let started = thread::Builder::new().name("password".to_owned()).spawn(move || work(&queue));
            if let Err(error) = started {
                tracing::error!(%error, "a thread for passwords did not start");
            }
        }
        Self { jobs, _queue: queue }
    }

    /// The hash of a password that may be used, with a fresh salt, as a PHC string.
    ///
    /// # Errors
    /// `Busy` or `Broken`.
    pub async fn hash(&self, rng: &Rng, password: &NewPassword) -> Result<String, PasswordError> {
        self.hash_unchecked(rng, password.expose()).await
    }

    /// The same without the rules for new passwords: for the known password of a demo.
    ///
    /// # Errors
    /// `Busy` or `Broken`.
    pub async fn hash_unchecked(&self, rng: &Rng, password: &str) -> Result<String, PasswordError> {
        let (password, salt) = (normalized(password), rng.bytes());
        self.run(move |memory| hash(memory, &password, &salt)).await?.map_err(|_| PasswordError::Broken)
    }

    /// Compares `password` with `phc_hash`. Without a hash, because there is no such account, it takes the same time
    /// and is wrong.
    ///
    /// # Errors
    /// `Busy` or `Broken`.
    pub async fn verify(&self, rng: &Rng, password: &str, phc_hash: Option<String>) -> Result<Verdict, PasswordError> {
        let (password, salt) = (normalized(password), rng.bytes());
        self.run(move |memory| match phc_hash {
            Some(phc_hash) => judge(memory, &password, &phc_hash, &salt),
            None => {
                // The work must not be optimised away because nobody looks at its outcome.
                std::hint::black_box(hash(memory, &password, &salt).is_ok());
                Verdict::Wrong
            }
        })
        .await
    }

    /// The digests of short secrets under one salt, with the same cost each: recovery codes, of which an entered one is
    /// compared with all.
    ///
    /// # Errors
    /// `Busy` or `Broken`.
    pub async fn digests(&self, salt: [u8; 16], secrets: Vec<String>) -> Result<Vec<Vec<u8>>, PasswordError> {
        let digests = self.run(move |memory| {
            let argon2 = argon2id()?;
            let derive = |secret: &String| memory.derive::<DIGEST_BYTES>(&argon2, secret.as_bytes(), &salt);
            secrets.iter().map(derive).map(|digest| digest.map(|bytes| bytes.to_vec())).collect::<Result<_, Error>>()
        });
        digests.await?.map_err(|_| PasswordError::Broken)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            // Whoever asked may have gone while this waited.
            if !reply.is_closed() {
                let _ = reply.send(work(memory));
            }
        });
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => PasswordError::Busy,
            TrySendError::Disconnected(_) => PasswordError::Broken,
        })?;
        answer.await.map_err(|_| PasswordError::Broken)
    }
}

/// Takes one job after the other, until nobody can send any more.
fn work(queue: &Mutex<Receiver<Job>>) {
    yield_to_pages();
    let mut memory = Memory::default();
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A job that panics answers nobody; the thread stays for the next.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
    }
}

/// Lowers the priority of this thread. Elsewhere than on Linux it would be that of the whole process.
fn yield_to_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "passwords are hashed at the priority of pages");
    }
}

fn hash(memory: &mut Memory, password: &str, salt: &[u8; 16]) -> Result<String, Error> {
    let argon2 = argon2id()?;
    let digest = memory.derive::<DIGEST_BYTES>(&argon2, password.as_bytes(), salt)?;
    let salt = SaltString::encode_b64(salt)?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params())?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&digest)?),
    };
    Ok(phc.to_string())
}

fn judge(memory: &mut Memory, password: &str, phc_hash: &str, fresh_salt: &[u8; 16]) -> Verdict {
    if !verify_with(memory, password, phc_hash) {
        return Verdict::Wrong;
    }
    let is_of_today = argon2id().is_ok_and(|argon2| {
        PasswordHash::new(phc_hash).is_ok_and(|stored| {
            ParamsString::try_from(argon2.params()).is_ok_and(|params| params == stored.params)
                && stored.algorithm == Algorithm::Argon2id.ident()
                && stored.version == Some(Version::V0x13.into())
        })
    });
    Verdict::Right { renewed: if is_of_today { None } else { hash(memory, password, fresh_salt).ok() } }
}

/// Whether `password`, in its [`normalized`] form, belongs to `phc_hash`. Takes tens of milliseconds: use cases ask
/// [`PasswordHasher::verify`], benchmarks this.
#[must_use]
pub fn verify_with(memory: &mut Memory, password: &str, phc_hash: &str) -> bool {
    let mut compared = || -> Result<bool, Error> {
        let stored = PasswordHash::new(phc_hash)?;
        let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else { return Ok(false) };
        let version = stored.version.map_or(Ok(Version::V0x13), Version::try_from)?;
        let params = Params::try_from(&stored)?;
        let argon2 = Argon2::new(Algorithm::try_from(stored.algorithm)?, version, params);
        let mut salt_bytes = [0; 64];
        let salt_bytes = salt.decode_b64(&mut salt_bytes)?;
        let digest: [u8; DIGEST_BYTES] = memory.derive(&argon2, password.as_bytes(), salt_bytes)?;
        Ok(digest.ct_eq(expected.as_bytes()).into())
    };
    compared().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher as _, password_hash::SaltString};
    use futures::future::join_all;

    use super::*;

    fn hasher(threads: usize, queue: usize) -> (PasswordHasher, Rng) {
        (PasswordHasher::new(PasswordConfig { threads, queue }), Rng::seeded(1))
    }

    #[tokio::test]
    async fn a_password_opens_its_own_hash_alone() {
        let (hasher, rng) = hasher(1, 8);
        let phc = hasher.hash_unchecked(&rng, "mười hai con giáp").await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        let right = Ok(Verdict::Right { renewed: None });
        assert_eq!(hasher.verify(&rng, "mười hai con giáp", Some(phc.clone())).await, right);
        // The same letters, composed otherwise.
        assert_eq!(
            hasher.verify(&rng, "mu\u{31b}o\u{31b}\u{300}i hai con gia\u{301}p", Some(phc.clone())).await,
            right
        );
        let wrong = Ok(Verdict::Wrong);
        assert_eq!(hasher.verify(&rng, "mười hai con giap", Some(phc)).await, wrong);
        assert_eq!(hasher.verify(&rng, "mười hai con giáp", Some("not a hash".to_owned())).await, wrong);
        assert_eq!(hasher.verify(&rng, "mười hai con giáp", None).await, wrong);
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_still_opens_and_is_renewed_once() {
        let (hasher, rng) = hasher(1, 8);
        let salt = SaltString::encode_b64(b"an old salt here").unwrap();
        let old_ways = [
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 3, 1, None).unwrap()),
            // More memory than today's, another algorithm.
            Argon2::new(Algorithm::Argon2i, Version::V0x13, Params::new(32 * 1024, 2, 2, None).unwrap()),
        ];
        for old in old_ways {
            let stored = old.hash_password("mật khẩu cũ".as_bytes(), &salt).unwrap().to_string();
            let Ok(Verdict::Right { renewed: Some(renewed) }) =
                hasher.verify(&rng, "mật khẩu cũ", Some(stored.clone())).await
            else {
                unreachable!("{stored} is right and renewed")
            };
            assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
            let again = hasher.verify(&rng, "mật khẩu cũ", Some(renewed)).await;
            assert_eq!(again, Ok(Verdict::Right { renewed: None }));
            assert_eq!(hasher.verify(&rng, "mật khẩu mới", Some(stored)).await, Ok(Verdict::Wrong));
        }
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_moves_on() {
        let (hasher, rng) = hasher(1, 2);
        let answers = join_all((0..12).map(|_| hasher.verify(&rng, "x", None))).await;
        let busy = answers.iter().filter(|answer| **answer == Err(PasswordError::Busy)).count();
        assert!((1..=10).contains(&busy), "two wait at least, not all twelve: {answers:?}");
        assert_eq!(hasher.verify(&rng, "x", None).await, Ok(Verdict::Wrong), "and later there is room again");
        let (nobody, rng) = super::tests::hasher(0, 8);
        assert_eq!(nobody.verify(&rng, "x", None).await, Err(PasswordError::Busy), "nobody hashes here");
    }

    #[tokio::test]
    async fn recovery_codes_have_digests_under_their_salt() {
        let (hasher, _) = hasher(1, 8);
        let of = |salt, code: &str| hasher.digests([salt; 16], vec![code.to_owned(), "B".to_owned()]);
        let (first, same, other) = (of(1, "A").await.unwrap(), of(1, "A").await.unwrap(), of(2, "A").await.unwrap());
        assert_eq!(first, same);
        assert!(first != other && first[0] != first[1] && first[0].len() == DIGEST_BYTES);
    }
}
