//! From which address a request comes. Behind a proxy that ends TLS the connection is the proxy's, which appends the
//! address that it saw to `X-Forwarded-For`. Whatever stands left of that anybody may have written, so the header is
//! read from its end and only as far as `PORTAL_TRUSTED_PROXIES` vouch; without that setting it is not read at all.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

use crate::usecases::TrustedProxies;

/// The address of the client, given that of the connection.
#[must_use]
pub fn client_address(connection: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter();
    let forwarded: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).collect();
    let mut client = connection;
    for entry in forwarded.into_iter().rev() {
        if !trusted.contains(client) {
            break;
        }
        // What cannot be read is nobody's word: the last address that somebody vouched for stands.
        let Some(address) = read(entry.trim()) else { break };
        client = address;
    }
    client.to_canonical()
}

/// An address, also with the port that some proxies add.
fn read(entry: &str) -> Option<IpAddr> {
    entry.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::client_address;

    #[test]
    fn only_trusted_proxies_are_believed_and_only_as_far_as_they_vouch() {
        let cases = [
            // proxies, connection, X-Forwarded-For, client
            ("", "10.0.0.1", vec!["203.0.113.7"], "10.0.0.1"),
            ("10.0.0.0/8", "10.0.0.1", vec!["203.0.113.7"], "203.0.113.7"),
            ("10.0.0.0/8", "198.51.100.9", vec!["203.0.113.7"], "198.51.100.9"),
            ("10.0.0.0/8", "10.0.0.1", vec!["192.0.2.1, 203.0.113.7"], "203.0.113.7"),
            ("10.0.0.0/8", "10.0.0.1", vec!["192.0.2.1", "203.0.113.7, 10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1, 10.0.0.2", "10.0.0.1", vec!["203.0.113.7, 10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.0/8", "10.0.0.1", vec!["203.0.113.7, unknown"], "10.0.0.1"),
            ("10.0.0.0/8", "10.0.0.1", vec!["203.0.113.7:4711"], "203.0.113.7"),
            ("10.0.0.0/8", "10.0.0.1", vec!["[2001:db8::7]:4711"], "2001:db8::7"),
            ("::1", "::1", vec!["2001:db8::7"], "2001:db8::7"),
            ("10.0.0.0/8", "::ffff:10.0.0.1", vec!["203.0.113.7"], "203.0.113.7"),
            ("10.0.0.0/8", "10.0.0.1", vec![], "10.0.0.1"),
        ];
        for (proxies, connection, lines, client) in cases {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let found = client_address(connection.parse().unwrap(), &headers, &proxies.parse().unwrap());
            assert_eq!(found.to_string(), client, "{proxies:?} {connection} {lines:?}");
        }
    }
}
