//! Which mails there are, and how each is put together; their sentences are in `words`.

use super::words::Around;
use crate::{domain::stored_words::stored_words, usecases::link_token::LinkPurpose};

/// Why a mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailTemplate {
    /// The registration unit sent the exam registration back.
    RegistrationReturned,
    /// The registration unit decided on the exam registration, and there is nothing left to do.
    RegistrationApproved,
    /// The unit signed its list off; the candidate checks the form and confirms it.
    RegistrationLocked,
    /// The unit or the department did something else to the exam registration.
    RegistrationChanged,
    /// The exam council gave out candidate number, venue and room.
    CandidateNumberGiven,
    /// Appeals against marks came from the candidate's account.
    MarkAppealReceived,
    /// The exam council decided an appeal against a mark.
    MarkAppealDecided,
    /// The exam council appended a slip to the numbered registration.
    RegistrationAmended,
    /// A preference list was submitted.
    PreferencesSubmitted,
    /// The preference fee arrived.
    PaymentReceived,
    /// The same, by an attempt that somebody went on with from the candidate's link.
    PaymentReceivedByLink,
    /// The payment window of the candidate's provinces closes later than announced, and the fee is not paid.
    PaymentWindowExtended,
    /// An enrolment was confirmed.
    EnrolmentConfirmed,
    /// A candidate signed in on a device that was never seen before.
    NewDevice,
    /// A candidate's contact data was changed; goes to the old address and to the new one.
    ContactChanged,
    /// "Không phải tôi" was said.
    FreezeBegun,
    /// The candidate lifted the freeze.
    FreezeLifted,
    /// To operators of the ministry: a colleague proposed to publish a run.
    PublicationProposed,
    /// An account of staff waits to be taken up; the link does it.
    StaffInvitation,
    /// A person above asked for a new password; the link sets it.
    StaffPasswordReset,
    /// A person above took the second factor away, to be set up anew.
    StaffSecondFactorReset,
    /// The account's own person changed the password.
    StaffPasswordChanged,
    /// The account's own person set up another authenticator.
    StaffSecondFactorChanged,
    /// The account was closed.
    StaffAccountClosed,
    /// The account was opened again.
    StaffAccountReopened,
    /// To the other releasers: someone prepared or changed the account of one of them.
    ReleaserAccountChanged,
    /// To whoever answers for an office: a candidate asks about an access to their data.
    AccessQuestionAsked,
    /// The office answered what the candidate asked.
    AccessQuestionAnswered,
    /// To the leads of a department: a unit asks for a form to be unlocked.
    UnlockRequested,
    /// To whoever asked for it: the department has decided.
    UnlockDecided,
    /// There is a case about who the candidate is.
    RegistryCaseOpened,
    /// The case went on or ended.
    RegistryCaseMoved,
    /// Something that has to be done before a moment is not done.
    StepUnfinished,
}

stored_words!(MailTemplate {
    RegistrationReturned => "registration_returned",
    RegistrationApproved => "registration_approved",
    RegistrationLocked => "registration_locked",
    RegistrationChanged => "registration_changed",
    CandidateNumberGiven => "candidate_number_given",
    MarkAppealReceived => "mark_appeal_received",
    MarkAppealDecided => "mark_appeal_decided",
    RegistrationAmended => "registration_amended",
    PreferencesSubmitted => "preferences_submitted",
    PaymentReceived => "payment_received",
    PaymentReceivedByLink => "payment_received_by_link",
    PaymentWindowExtended => "payment_window_extended",
    EnrolmentConfirmed => "enrolment_confirmed",
    NewDevice => "new_device",
    ContactChanged => "contact_changed",
    FreezeBegun => "freeze_begun",
    FreezeLifted => "freeze_lifted",
    PublicationProposed => "publication_proposed",
    StaffInvitation => "staff_invitation",
    StaffPasswordReset => "staff_password_reset",
    StaffSecondFactorReset => "staff_second_factor_reset",
    StaffPasswordChanged => "staff_password_changed",
    StaffSecondFactorChanged => "staff_second_factor_changed",
    StaffAccountClosed => "staff_account_closed",
    StaffAccountReopened => "staff_account_reopened",
    ReleaserAccountChanged => "releaser_account_changed",
    AccessQuestionAsked => "access_question_asked",
    AccessQuestionAnswered => "access_question_answered",
    UnlockRequested => "unlock_requested",
    UnlockDecided => "unlock_decided",
    RegistryCaseOpened => "registry_case_opened",
    RegistryCaseMoved => "registry_case_moved",
    StepUnfinished => "step_unfinished",
});

/// The language of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailLanguage {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

stored_words!(MailLanguage { Vi => "vi", En => "en" });

/// What a mail may mention.
#[derive(Debug, Clone, Copy)]
pub struct MailFacts<'a> {
    /// The portal's address, without a slash at the end.
    pub portal_url: &'a str,
    /// The token of the one-time link; empty for templates without one.
    pub token: &'a str,
    /// What an alert was raised by or when a deadline is, in lines of words; empty for other templates.
    pub details: &'a str,
}

/// A mail ready to be sent or shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject.
    pub subject: &'static str,
    /// The words as plain text.
    pub text: String,
    /// The words as HTML.
    pub html: String,
}

impl MailTemplate {
    /// What the mail's one-time link opens; `None` where the link leads to the sign-in.
    #[must_use]
    pub const fn link_purpose(self) -> Option<LinkPurpose> {
        match self {
            Self::StaffInvitation => Some(LinkPurpose::StaffInvitation),
            Self::StaffPasswordReset => Some(LinkPurpose::StaffPasswordReset),
            Self::NewDevice | Self::ContactChanged | Self::PreferencesSubmitted => Some(LinkPurpose::NotMe),
            _ => None,
        }
    }

    /// Whether members of staff get it, who sign in elsewhere than candidates.
    const fn is_for_staff(self) -> bool {
        matches!(
            self,
            Self::PublicationProposed
                | Self::StaffInvitation
                | Self::StaffPasswordReset
                | Self::StaffSecondFactorReset
                | Self::StaffPasswordChanged
                | Self::StaffSecondFactorChanged
                | Self::StaffAccountClosed
                | Self::StaffAccountReopened
                | Self::ReleaserAccountChanged
                | Self::AccessQuestionAsked
                | Self::UnlockRequested
                | Self::UnlockDecided
        )
    }

    /// What to do when the mail does not fit.
    const fn if_wrong(self, around: &Around) -> &'static str {
        match self {
            Self::PublicationProposed | Self::AccessQuestionAsked | Self::UnlockRequested | Self::UnlockDecided => {
                around.not_for_you
            }
            Self::StaffInvitation => around.not_expected,
            Self::StepUnfinished => around.not_here,
            Self::StaffPasswordChanged | Self::StaffSecondFactorChanged => around.was_not_you,
            _ if self.is_for_staff() => around.ask_your_administrator,
            _ => around.not_you,
        }
    }

    /// The mail in `language`.
    #[must_use]
    pub fn render(self, language: MailLanguage, facts: MailFacts<'_>) -> RenderedMail {
        let words = self.words(language);
        let around = Around::of(language);
        // An alert has two links: what to do if it was the candidate is to sign in, as ever.
        let not_me = match self.link_purpose() {
            Some(purpose @ LinkPurpose::NotMe) => {
                Some(format!("{}{}/{}", facts.portal_url, purpose.path(), facts.token))
            }
            _ => None,
        };
        let (link_words, path) = match self.link_purpose().filter(|purpose| *purpose != LinkPurpose::NotMe) {
            Some(purpose) => (around.open, format!("{}/{}", purpose.path(), facts.token)),
            None if self.is_for_staff() => (around.sign_in_at, "/staff/sign-in".to_owned()),
            None => (around.sign_in_at, "/sign-in".to_owned()),
        };
        let (link, if_wrong) = (format!("{}{path}", facts.portal_url), self.if_wrong(&around));
        let not_you = not_me.as_ref().map_or_else(|| if_wrong.to_owned(), |url| format!("{} {url}", around.not_me));
        let not_you_html = not_me.as_ref().map_or_else(
            || if_wrong.to_owned(),
            |url| format!("{} <a href=\"{href}\">{href}</a>", around.not_me, href = escape(url)),
        );
        let details = if facts.details.is_empty() { String::new() } else { format!("\n\n{}", facts.details) };
        let text = format!(
            "{}\n\n{}{details}\n\n{}\n{} {link}\n\n{}\n{}\n",
            around.greeting, words.happened, words.next, link_words, not_you, around.no_reply
        );
        let html = format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em\">\
             <p>{greeting}</p><p>{happened}</p>{details}<p>{next}<br>{link_words} <a href=\"{href}\">{href}</a></p>\
             <p>{not_you_html}</p><p>{no_reply}</p></body></html>",
            lang = language.as_str(),
            subject = words.subject,
            greeting = around.greeting,
            happened = words.happened,
            details = details_html(facts.details),
            next = words.next,
            href = escape(&link),
            no_reply = around.no_reply,
        );
        RenderedMail { subject: words.subject, text, html }
    }
}

/// The lines of an alert; they hold what a browser says of itself, so they are escaped.
fn details_html(details: &str) -> String {
    if details.is_empty() {
        return String::new();
    }
    format!("<p>{}</p>", escape(details).replace('\n', "<br>"))
}

/// The portal's address comes from settings, not from people; it is escaped all the same.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_leads_to_the_sign_in_or_its_one_time_link_and_says_no_decision() {
        let facts = MailFacts { portal_url: "https://portal.test", token: "token", details: "Lúc: <b>" };
        for template in MailTemplate::ALL {
            for language in MailLanguage::ALL {
                let mail = template.render(*language, facts);
                for words in [&mail.text, &mail.html] {
                    let link = match template.link_purpose() {
                        Some(purpose) => format!("{}/token", purpose.path()),
                        None if template.is_for_staff() => "/staff/sign-in".to_owned(),
                        None => "/sign-in".to_owned(),
                    };
                    assert!(words.contains(&format!("https://portal.test{link}")), "{words}");
                    if template.link_purpose() == Some(LinkPurpose::NotMe) {
                        assert!(words.contains("https://portal.test/sign-in"), "{words}");
                    }
                    let lower = words.to_lowercase();
                    for decision in ["trúng tuyển", "trả lại", "được duyệt", "admitted", "approved", "rejected"]
                    {
                        assert!(!lower.contains(decision), "{template:?} {language:?} says {decision}");
                    }
                }
                assert!(mail.text.contains("Lúc: <b>") && mail.html.contains("Lúc: &lt;b&gt;"), "{}", mail.html);
                assert!(!mail.subject.contains('\n') && mail.subject.chars().count() <= 70, "{}", mail.subject);
            }
        }
    }
}
