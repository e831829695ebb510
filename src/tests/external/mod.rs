//! Clients of services outside against servers that speak the same protocol.

mod citizen_id;
mod citizen_id_protocol;
mod citizen_id_service;
mod object_store;
mod payment_gateway;
mod payment_gateway_faults;
mod population_registry;
mod rogue_citizen_id;
