//! The outside: a folder a service, each with the port (in domain words), its client and a contract test that the mock passes too.

pub mod citizen_id;
pub mod http;
pub mod mailer;
pub mod object_store;
pub mod payment_gateway;
pub mod population_registry;
