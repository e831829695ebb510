//! Mail over SMTP.
//!
//! `smtp://` is plain (the mail catcher of a developer's machine), `smtp://…?tls=required` is STARTTLS,
//! `smtps://` is TLS from the first byte. User and password may stand in the address.

use std::{fmt, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};

/// How long one command of the conversation may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where mail goes and whom it is from.
#[derive(Clone)]
pub struct MailerConfig {
    /// The server, e.g. `smtp://127.0.0.1:1025`. May hold a password: never shown.
    pub smtp_url: String,
    /// The sender, e.g. `Cổng Thí sinh <khong-tra-loi@thisinh.example.vn>`.
    pub from: String,
}

impl fmt::Debug for MailerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailerConfig").field("from", &self.from).finish_non_exhaustive()
    }
}

/// One mail, with the same words twice: as text and as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// The recipient's address.
    pub to: String,
    /// The subject; one line.
    pub subject: String,
    /// The words as plain text.
    pub text: String,
    /// The words as HTML.
    pub html: String,
}

/// Why a mail was not sent. No variant shows the recipient or the words.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The recipient's address is none; sending it again is useless.
    #[error("the recipient's address cannot be used")]
    BadRecipient,
    /// The parts cannot be made into a mail; sending it again is useless.
    #[error("the mail cannot be put together")]
    Malformed(#[source] lettre::error::Error),
    /// The server said no for good (5xx); sending it again is useless.
    #[error("the mail server refuses the mail")]
    Refused(#[source] lettre::transport::smtp::Error),
    /// No connection, no answer, or "not now" (4xx): try again later.
    #[error("the mail server cannot take the mail now")]
    Unavailable(#[source] lettre::transport::smtp::Error),
}

impl MailError {
    /// Whether the same mail may go through later.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

/// What is wrong with a [`MailerConfig`].
#[derive(Debug, thiserror::Error)]
pub enum MailerConfigError {
    /// Not an address of the form `smtp://…` or `smtps://…`.
    #[error("the SMTP address cannot be used")]
    SmtpUrl(#[source] lettre::transport::smtp::Error),
    /// Not a mail address.
    #[error("the sender's address cannot be used")]
    From(#[source] lettre::address::AddressError),
}

/// Sends mail. Cheap to clone; each mail has a connection of its own.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    smtp: AsyncSmtpTransport<Tokio1Executor>,
}

impl Mailer {
    /// A mailer for this server and sender. Nothing is sent yet.
    ///
    /// # Errors
    /// When an address of `config` cannot be read.
    pub fn new(config: &MailerConfig) -> Result<Self, MailerConfigError> {
        let from = config.from.parse().map_err(MailerConfigError::From)?;
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.smtp_url)
            .map_err(MailerConfigError::SmtpUrl)?
            .timeout(Some(TIMEOUT))
            .build();
        Ok(Self { from, smtp })
    }

    /// Hands one mail to the server; `Ok` means that the server has taken it over.
    ///
    /// # Errors
    /// When it has not; [`MailError::is_temporary`] tells whether to try again.
    pub async fn send(&self, mail: &OutgoingMail) -> Result<(), MailError> {
        let to = mail.to.parse().map_err(|_| MailError::BadRecipient)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .message_id(None)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(MailError::Malformed)?;
        match self.smtp.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused(error)),
            Err(error) => Err(MailError::Unavailable(error)),
        }
    }
}

#[cfg(test)]
mod tests;
