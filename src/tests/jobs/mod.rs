//! What the worker does.

mod compare_with_registry;
mod send_mail;
mod smtp_sink;
