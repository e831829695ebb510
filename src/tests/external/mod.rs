//! Clients of services outside against servers that speak the same protocol.

mod payment_gateway;
