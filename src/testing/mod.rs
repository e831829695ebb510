//! Test application, builders, frozen clock.
