//! What the worker does.

mod send_mail;
mod smtp_sink;
