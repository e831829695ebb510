//! What the mails say, in both languages.

use crate::domain::stored_words::stored_words;

/// Why a mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailTemplate {
    /// The registration unit sent the exam registration back.
    RegistrationReturned,
    /// The registration unit decided on the exam registration, and there is nothing left to do.
    RegistrationApproved,
    /// A preference list was submitted.
    PreferencesSubmitted,
    /// The preference fee arrived.
    PaymentReceived,
    /// An enrolment was confirmed.
    EnrolmentConfirmed,
    /// To operators of the ministry: a colleague proposed to publish a run.
    PublicationProposed,
}

stored_words!(MailTemplate {
    RegistrationReturned => "registration_returned",
    RegistrationApproved => "registration_approved",
    PreferencesSubmitted => "preferences_submitted",
    PaymentReceived => "payment_received",
    EnrolmentConfirmed => "enrolment_confirmed",
    PublicationProposed => "publication_proposed",
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

/// What differs between the templates, in one language.
struct Words {
    subject: &'static str,
    /// What happened, without saying how it ended.
    happened: &'static str,
    /// What to do now.
    next: &'static str,
}

impl MailTemplate {
    /// The mail in `language`.
    #[must_use]
    pub fn render(self, language: MailLanguage, facts: MailFacts<'_>) -> RenderedMail {
        let words = match language {
            MailLanguage::Vi => self.vietnamese(),
            MailLanguage::En => self.english(),
        };
        let around = Around::of(language);
        let (sign_in, not_you) = match self {
            Self::PublicationProposed => ("/staff/sign-in", around.not_for_you),
            _ => ("/sign-in", around.not_you),
        };
        let link = format!("{}{sign_in}", facts.portal_url);
        let text = format!(
            "{}\n\n{}\n\n{}\n{} {link}\n\n{}\n{}\n",
            around.greeting, words.happened, words.next, around.sign_in_at, not_you, around.no_reply
        );
        let html = format!(
            "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em\">\
             <p>{greeting}</p><p>{happened}</p><p>{next}<br>{sign_in_at} <a href=\"{href}\">{href}</a></p>\
             <p>{not_you}</p><p>{no_reply}</p></body></html>",
            lang = language.as_str(),
            subject = words.subject,
            greeting = around.greeting,
            happened = words.happened,
            next = words.next,
            sign_in_at = around.sign_in_at,
            href = escape(&link),
            no_reply = around.no_reply,
        );
        RenderedMail { subject: words.subject, text, html }
    }

    const fn vietnamese(self) -> Words {
        match self {
            Self::RegistrationReturned => Words {
                subject: "Cổng Thí sinh: phiếu đăng ký dự thi cần bạn xem lại",
                happened: "Nơi đăng ký dự thi vừa xem phiếu đăng ký dự thi của bạn và có điều cần bạn xem lại.",
                next: "Hãy đăng nhập để đọc nội dung cần sửa, rồi nộp lại trước hạn.",
            },
            Self::RegistrationApproved => Words {
                subject: "Cổng Thí sinh: phiếu đăng ký dự thi đã được xử lý",
                happened: "Nơi đăng ký dự thi vừa xử lý phiếu đăng ký dự thi của bạn.",
                next: "Hãy đăng nhập để xem kết quả xử lý. Hiện bạn chưa cần làm gì thêm.",
            },
            Self::PreferencesSubmitted => Words {
                subject: "Cổng Thí sinh: đã nhận danh sách nguyện vọng",
                happened: "Cổng Thí sinh vừa nhận một danh sách nguyện vọng nộp từ tài khoản của bạn.",
                next: "Hãy đăng nhập để xem lại danh sách và giấy biên nhận.",
            },
            Self::PaymentReceived => Words {
                subject: "Cổng Thí sinh: đã nhận lệ phí xét tuyển",
                happened: "Cổng Thí sinh vừa nhận được lệ phí xét tuyển của bạn. Bạn không cần nộp thêm lần nào nữa.",
                next: "Hãy đăng nhập để xem biên lai.",
            },
            Self::EnrolmentConfirmed => Words {
                subject: "Cổng Thí sinh: đã nhận xác nhận nhập học",
                happened: "Cổng Thí sinh vừa ghi nhận một xác nhận nhập học từ tài khoản của bạn.",
                next: "Hãy đăng nhập để xem giấy biên nhận.",
            },
            Self::PublicationProposed => Words {
                subject: "Cổng Thí sinh: một đề nghị công bố đang chờ bạn kiểm tra",
                happened: "Một cán bộ điều hành vừa đề nghị công bố một lượt xử lý nguyện vọng. Việc công bố cần người thứ hai kiểm tra.",
                next: "Hãy đăng nhập, mở mục Xử lý nguyện vọng, rồi duyệt hoặc từ chối đề nghị.",
            },
        }
    }

    const fn english(self) -> Words {
        match self {
            Self::RegistrationReturned => Words {
                subject: "Candidate portal: please look at your exam registration",
                happened: "Your registration unit has looked at your exam registration and asks you to look at it again.",
                next: "Sign in to read what to change, then submit it again before the deadline.",
            },
            Self::RegistrationApproved => Words {
                subject: "Candidate portal: your exam registration was processed",
                happened: "Your registration unit has processed your exam registration.",
                next: "Sign in to read the outcome. There is nothing more for you to do now.",
            },
            Self::PreferencesSubmitted => Words {
                subject: "Candidate portal: preference list received",
                happened: "The portal has received a preference list from your account.",
                next: "Sign in to look at the list and its receipt.",
            },
            Self::PaymentReceived => Words {
                subject: "Candidate portal: preference fee received",
                happened: "The portal has received your preference fee. You need not pay again.",
                next: "Sign in to see the receipt.",
            },
            Self::EnrolmentConfirmed => Words {
                subject: "Candidate portal: enrolment confirmation received",
                happened: "The portal has recorded an enrolment confirmation from your account.",
                next: "Sign in to see the receipt.",
            },
            Self::PublicationProposed => Words {
                subject: "Candidate portal: a proposal to publish waits for your check",
                happened: "An operator has proposed to publish a run of the matching. Publishing it takes a second person's check.",
                next: "Sign in, open Admission matching, and approve or reject the proposal.",
            },
        }
    }
}

/// What all mails say.
struct Around {
    greeting: &'static str,
    sign_in_at: &'static str,
    not_you: &'static str,
    /// The same to staff, who did nothing.
    not_for_you: &'static str,
    no_reply: &'static str,
}

impl Around {
    const fn of(language: MailLanguage) -> Self {
        match language {
            MailLanguage::Vi => Self {
                greeting: "Chào bạn,",
                sign_in_at: "Đăng nhập tại:",
                not_you: "Nếu không phải bạn đã thực hiện, hãy đăng nhập kiểm tra ngay và báo cho nơi đăng ký dự thi.",
                not_for_you: "Nếu bạn không làm việc này nữa, hãy báo cho người quản trị để đóng tài khoản.",
                no_reply: "Thư được gửi tự động, xin đừng trả lời. Cổng Thí sinh không bao giờ hỏi mật khẩu hay mã xác nhận qua thư.",
            },
            MailLanguage::En => Self {
                greeting: "Hello,",
                sign_in_at: "Sign in at:",
                not_you: "If this was not you, sign in at once to check, and tell your registration unit.",
                not_for_you: "If this is no longer your work, tell the administrator, so that the account is closed.",
                no_reply: "This mail was sent automatically; please do not answer it. The portal never asks for a password or a code by mail.",
            },
        }
    }
}

/// The portal's address comes from settings, not from people; it is escaped all the same.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_leads_to_the_sign_in_and_says_no_decision() {
        let facts = MailFacts { portal_url: "https://portal.test" };
        for template in MailTemplate::ALL {
            for language in MailLanguage::ALL {
                let mail = template.render(*language, facts);
                for words in [&mail.text, &mail.html] {
                    let is_staff = *template == MailTemplate::PublicationProposed;
                    let sign_in = if is_staff { "/staff/sign-in" } else { "/sign-in" };
                    assert!(words.contains(&format!("https://portal.test{sign_in}")), "{words}");
                    let lower = words.to_lowercase();
                    for decision in ["trúng tuyển", "trả lại", "được duyệt", "admitted", "approved", "rejected"]
                    {
                        assert!(!lower.contains(decision), "{template:?} {language:?} says {decision}");
                    }
                }
                assert!(!mail.subject.contains('\n') && mail.subject.chars().count() <= 70, "{}", mail.subject);
            }
        }
    }
}
