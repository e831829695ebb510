//! From which network a request comes: enough to see that something is unusual, too little to follow a person.

use std::{fmt, net::IpAddr};

/// The network of an address: the first three bytes of IPv4, the first 48 bits of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl Network {
    /// The network that `address` lies in; an IPv4 address in IPv6 clothes is taken for what it is.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                IpAddr::from([a, b, c, 0])
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                IpAddr::from([a, b, c, 0, 0, 0, 0, 0])
            }
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = if self.0.is_ipv4() { 24 } else { 48 };
        write!(f, "{}/{bits}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn a_network_names_no_single_address() {
        let cases = [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:7:8::9", "2001:db8:7::/48"),
        ];
        for (address, expected) in cases {
            assert_eq!(Network::of(address.parse().unwrap()).to_string(), expected);
        }
    }
}
