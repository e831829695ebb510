//! The one place where a client for HTTP is made, so that no call to the outside is without a limit.
//!
//! No redirects: a service that answers with another address is not the service that was configured, and
//! following it would let it choose whom the portal talks to. No proxy from the environment either:
//! settings come from `config` alone.

use std::time::Duration;

/// How long a call to the outside may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the first byte sent to the last byte read.
    pub total: Duration,
}

impl Default for Timeouts {
    /// 2 s to connect, 8 s in all: a page that waits for an answer from outside must still answer itself.
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), total: Duration::from_secs(8) }
    }
}

/// A client without redirects and with these limits.
///
/// # Errors
/// When the TLS back end cannot be set up.
pub fn client(timeouts: Timeouts) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.total)
        .no_proxy()
        .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")))
        .build()
}
