//! How much one session or one address may ask for, and which proxies are believed about addresses.

use std::{
    net::{AddrParseError, IpAddr},
    num::NonZeroU32,
};

use ipnet::IpNet;

use super::Reader;

/// Limits of requests. The numbers are for people: whoever types and presses never meets them.
#[derive(Debug, Clone, Copy)]
pub struct LimitsConfig {
    /// `PORTAL_WRITES_PER_MINUTE`: forms that one session may send in the long run.
    pub writes_per_minute: NonZeroU32,
    /// `PORTAL_WRITES_BURST`: and at once.
    pub writes_burst: NonZeroU32,
    /// `PORTAL_ADDRESS_PER_SECOND`: pages that one address may ask for in the long run. Whole schools share one.
    pub address_per_second: NonZeroU32,
    /// `PORTAL_ADDRESS_BURST`: and at once.
    pub address_burst: NonZeroU32,
}

impl LimitsConfig {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            writes_per_minute: number(reader, "PORTAL_WRITES_PER_MINUTE", 60),
            writes_burst: number(reader, "PORTAL_WRITES_BURST", 30),
            address_per_second: number(reader, "PORTAL_ADDRESS_PER_SECOND", 50),
            address_burst: number(reader, "PORTAL_ADDRESS_BURST", 500),
        }
    }
}

fn number(reader: &mut Reader, name: &str, default: u32) -> NonZeroU32 {
    reader.parsed(name, NonZeroU32::new(default).unwrap_or(NonZeroU32::MIN), "a number above zero")
}

/// The proxies that end TLS in front of the portal: what they say of a request's address is believed, and nobody else.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Whether `address` is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Networks or single addresses, separated by commas.
impl std::str::FromStr for TrustedProxies {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks = parts.map(|part| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)));
        networks.collect::<Result<_, AddrParseError>>().map(Self).map_err(|_| ())
    }
}
