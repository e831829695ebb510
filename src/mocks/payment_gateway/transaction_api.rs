//! What `querydr` and `refund` have in common: how a request is checked, and the envelope of an answer.

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};

use super::{
    Gateway,
    protocol::{Fields, is_signed, raw, read_date, sign},
};

/// A response code with its message.
pub(super) type Refusal = (&'static str, &'static str);

/// A field that is missing, too long or of no use.
pub(super) const BAD_FORM: Refusal = ("03", "Invalid data format");

/// What a command takes and answers, each list in the order in which it is signed.
pub(super) struct Command {
    pub(super) name: &'static str,
    pub(super) request: &'static [&'static str],
    pub(super) answer: &'static [&'static str],
    /// The fields that are moments.
    pub(super) dates: &'static [&'static str],
}

/// A field of a request; empty where it is missing.
pub(super) fn field<'a>(request: &'a Fields, name: &str) -> &'a str {
    request.get(name).map_or("", String::as_str)
}

impl Command {
    /// Checks a request as the gateway does: merchant, command, form, signature. Other commands than this one get 99: this
    /// merchant has no right to them.
    pub(super) fn check(&self, gateway: &Gateway, request: &Fields) -> Result<(), Refusal> {
        let in_form =
            |name: &&str| (1..=255).contains(&field(request, name).len()) && !field(request, name).contains('|');
        let is_date = |name: &&str| read_date(field(request, name)).is_some();
        if field(request, "vnp_TmnCode") != gateway.config.terminal_code {
            return Err(("02", "Invalid TmnCode"));
        }
        if field(request, "vnp_Command") != self.name {
            return Err(("99", "Command not supported"));
        }
        if !self.request.iter().all(in_form)
            || !self.dates.iter().all(is_date)
            || field(request, "vnp_RequestId").len() > 32
        {
            return Err(BAD_FORM);
        }
        if !is_signed(&gateway.config.secret, &raw(request, self.request), field(request, "vnp_SecureHash")) {
            return Err(("97", "Invalid checksum"));
        }
        Ok(())
    }

    /// The signed answer to a request, with what it says besides.
    pub(super) fn reply(
        &self,
        gateway: &Gateway,
        request: &Fields,
        (code, message): Refusal,
        mut answer: Fields,
    ) -> Response {
        for (name, value) in [
            ("vnp_ResponseId", gateway.books().next_response_id().as_str()),
            ("vnp_Command", self.name),
            ("vnp_ResponseCode", code),
            ("vnp_Message", message),
            ("vnp_TmnCode", &gateway.config.terminal_code),
            ("vnp_TxnRef", field(request, "vnp_TxnRef")),
        ] {
            answer.insert(name.to_owned(), value.to_owned());
        }
        answer.insert("vnp_SecureHash".to_owned(), sign(&gateway.config.secret, &raw(&answer, self.answer)));
        Json(answer).into_response()
    }
}
