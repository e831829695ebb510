//! What the institution does.
