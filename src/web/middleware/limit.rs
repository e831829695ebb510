//! How fast somebody may ask: writes per session, pages per address. They stop loops and scripts, not people: a
//! limit that a class-room meets would be a fault. Guessing at passwords has limits of its own ([`crate::usecases::throttle`]).

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tower_sessions::session::Id;

use super::observe::Visit;
use crate::{
    usecases::{
        LimitsConfig,
        context::{Clock, paths},
        throttle::{Throttle, Throttled},
    },
    web::{error::WebError, router::AppState},
};

/// All limits of the process that are about requests.
#[derive(Debug)]
pub struct Limits {
    writes: Throttle<Id>,
    addresses: Throttle<IpAddr>,
}

impl Limits {
    /// Limits of this size by the machine's clock.
    #[must_use]
    pub fn new(config: LimitsConfig, clock: &Clock) -> Self {
        let every = |period: Duration, number: NonZeroU32| period / number.get();
        let between_writes = every(Duration::from_secs(60), config.writes_per_minute);
        let between_pages = every(Duration::from_secs(1), config.address_per_second);
        Self {
            writes: Throttle::new(clock, config.writes_burst.get(), between_writes),
            addresses: Throttle::new(clock, config.address_burst.get(), between_pages),
        }
    }

    /// Counts a form that this session sends.
    ///
    /// # Errors
    /// `TooMany`.
    pub fn write(&self, session: Id) -> Result<(), WebError> {
        self.writes.check(&session).map_err(too_many)
    }
}

fn too_many(Throttled { wait }: Throttled) -> WebError {
    WebError::TooMany { retry_after_s: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
}

/// The layer of addresses, around pages alone: files cost nothing. Another machine's notifications prove themselves, and
/// a gateway may have much to tell on the last day of payments.
pub async fn limit_address(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_machine =
        request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() == paths::PAYMENT_NOTIFICATION);
    let address = request.extensions().get::<Visit>().and_then(|visit| visit.address);
    let taken = match address {
        Some(address) if !is_machine => state.limits.addresses.check(&one_household(address)).map_err(too_many),
        _ => Ok(()),
    };
    match taken {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// The address itself; of IPv6 its /64, which one household has to itself (RFC 6177).
fn one_household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}
