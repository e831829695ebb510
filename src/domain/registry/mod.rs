//! Rules of registry.
