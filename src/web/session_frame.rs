//! What every page of somebody who is signed in says of the session: until when it lasts, and a warning before it ends
//! (WCAG 2.2.1, 2.2.6; ASVS 5.0 §7.3).
//!
//! The line in the foot of the page is for everyone. The warning needs the island `islands/session_warning`, which
//! opens one of the three dialogs below; their words stand here, ready in the page's language, so the island carries
//! none. What it decides by is [`LEFT`], asked anew each time: another window may have let the session last longer.

use leptos::prelude::*;

use super::{
    components::{ButtonLook, button_link, buttons, submit},
    i18n::{Lang, duration_words},
    islands::session_warning::SessionWarning,
    shell::Frame,
};
use crate::usecases::visitor::resume_session::LivingSession;

/// Where the island asks how long the session lasts; asking is no use of it.
pub const LEFT: &str = "/session/left";
/// The parts of the fee page, for whoever waits there.
pub const LIVE_PAYMENT: &str = "/candidate/payment/status";
/// Whether these are the parts of the page of a class list, for whoever waits there.
fn is_live_import(path: &str) -> bool {
    path.strip_prefix("/school/roll/imports/").is_some_and(|rest| rest.ends_with("/status"))
}
/// Whether a section of the registration saves itself here: whoever types uses the session.
fn is_autosave(path: &str) -> bool {
    path.strip_prefix("/candidate/registration/").is_some_and(|rest| rest.ends_with("/autosave"))
}
/// The query of a page that was loaded again by itself.
pub const REFRESHED: &str = "refreshed";
/// Where it lets the session last longer.
pub const EXTEND: &str = "/session/extend";

/// What a request is to the session of its cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionRequest {
    /// A page or a form: a use of the session. Its answer tells the person why a session is over.
    Page,
    /// An island looks: no use.
    Look,
    /// An island lets it last longer, or saves what is typed: a use.
    Extend,
    /// A page that was loaded again by itself, where no scripts run: no use.
    Refresh,
}

impl SessionRequest {
    /// What a request for `path` is, with its query.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path.split_once('?').unwrap_or((path, "")) {
            (LEFT | LIVE_PAYMENT, _) => Self::Look,
            (path, _) if is_live_import(path) => Self::Look,
            (EXTEND, _) => Self::Extend,
            (path, _) if is_autosave(path) => Self::Extend,
            (_, REFRESHED) => Self::Refresh,
            _ => Self::Page,
        }
    }

    /// Whether the session lasts longer by it.
    #[must_use]
    pub fn is_use(self) -> bool {
        !matches!(self, Self::Look | Self::Refresh)
    }

    /// Whether the island asks, whose dialog cannot tell why a session is over; the page that the person opens next can,
    /// by the cookie.
    #[must_use]
    pub fn is_by_island(self) -> bool {
        matches!(self, Self::Look | Self::Extend)
    }
}

/// `1740 41940`: seconds until the end without use, and until the end in any case; zeros when it is over.
#[must_use]
pub fn seconds_left(session: Option<&LivingSession>) -> String {
    let (idle, absolute) = session.map_or((0, 0), |session| session.span.seconds_left(session.now));
    format!("{idle} {absolute}")
}

/// Until when the session lasts.
#[must_use]
pub fn until(frame: &Frame, session: &LivingSession) -> AnyView {
    let lang = frame.lang;
    let idle = duration_words(lang, session.limits.idle_s);
    let (expires_at, ends_at) = (session.span.expires_at, session.span.ends_at);
    // The season's clock of a demonstration is not the one that sessions go by.
    let clock = if frame.clock_is_moved { lang.t(" (giờ thực tế)", " (real time)") } else { "" };
    let words = match (lang, expires_at >= ends_at) {
        (Lang::Vi, false) => format!(
            "Phiên làm việc tự kết thúc lúc {}{clock} nếu bạn không mở trang nào nữa (sau {idle}); muộn nhất lúc {}.",
            expires_at.hour_and_minute(),
            ends_at.hour_and_minute()
        ),
        (Lang::Vi, true) => {
            format!("Phiên làm việc kết thúc lúc {}{clock} và không gia hạn được nữa.", ends_at.hour_and_minute())
        }
        (Lang::En, false) => format!(
            "Your session ends at {}{clock} if you open no further page (after {idle}), and at {} at the latest.",
            expires_at.hour_and_minute(),
            ends_at.hour_and_minute()
        ),
        (Lang::En, true) => {
            format!("Your session ends at {}{clock} and cannot be extended any more.", ends_at.hour_and_minute())
        }
    };
    view! { <p class="session-until">{words}</p> }.into_any()
}

/// The dialogs, closed, and the island that opens them in time.
#[must_use]
pub fn warning(frame: &Frame, session: &LivingSession) -> AnyView {
    let lang = frame.lang;
    let left = format!("{} {}", seconds_left(Some(session)), session.limits.warning_s());
    let soon = duration_words(lang, session.limits.warning_s());
    // Of a section of the registration what is posted after the end waits for its author.
    let is_kept = frame.path.as_ref().is_some_and(|path| path.starts_with("/candidate/registration/"));
    let unsaved = if is_kept {
        lang.t("nội dung bạn nhập ở mục này vẫn được giữ.", "what you typed into this section is kept.")
    } else {
        lang.t("nội dung chưa lưu sẽ mất.", "what is not saved will be lost.")
    };
    let (idle_words, absolute_words) = match lang {
        Lang::Vi => (
            format!(
                "Đã lâu bạn chưa mở hay lưu trang nào. Để bảo vệ bạn, phiên sẽ tự kết thúc trong khoảng {soon} nữa; {unsaved}"
            ),
            format!(
                "Phiên đã dài đến mức tối đa nên không gia hạn được và sẽ kết thúc trong khoảng {soon} nữa. Hãy lưu nội dung đang nhập ngay bây giờ, rồi đăng nhập lại để làm tiếp."
            ),
        ),
        Lang::En => (
            format!(
                "You have not opened or saved a page for a while. To protect you, the session will end in about {soon}; {unsaved}"
            ),
            format!(
                "The session has reached its full length, so it cannot be extended and will end in about {soon}. Save what you are typing now, then sign in again to go on."
            ),
        ),
    };
    let extend = view! {
        <form method="post" action=EXTEND>
            {submit(lang.t("Tiếp tục làm việc", "Continue working"))}
        </form>
    };
    // An empty address is this page's own: the way back leads to where the person is.
    let again = button_link(ButtonLook::Primary, lang.t("Đăng nhập lại", "Sign in again"), "");
    let ended_words = if is_kept {
        lang.t(
            "Phiên đã kết thúc trên máy chủ. Nội dung bạn nhập không mất: ở lại trang này, bấm nút lưu rồi đăng nhập, nội dung sẽ hiện lại để bạn lưu.",
            "The session has ended on the server. What you typed is not lost: stay on this page, press its save button and sign in; it is shown again for you to save.",
        )
    } else {
        lang.t(
        "Phiên đã kết thúc trên máy chủ. Nội dung chưa lưu vẫn hiện trên trang này nhưng không gửi được nữa: hãy sao chép lại nếu cần, rồi đăng nhập.",
        "The session has ended on the server. What you typed is still on this page but can no longer be sent: copy it if you need it, then sign in.",
        )
    };
    view! {
        <div id="session-warning" data-left=left>
            {dialog("idle", lang.t("Phiên làm việc sắp kết thúc", "Your session is about to end"), idle_words, extend.into_any())}
            {dialog(
                "absolute",
                lang.t("Phiên làm việc sắp hết giờ", "Your session is running out"),
                absolute_words,
                close(lang.t("Đã hiểu, tôi sẽ lưu lại", "I see, I will save")),
            )}
            {dialog(
                "ended",
                lang.t("Phiên làm việc đã kết thúc", "Your session has ended"),
                ended_words.to_owned(),
                buttons(vec![again, close(lang.t("Ở lại trang này", "Stay on this page"))]),
            )}
            <SessionWarning />
        </div>
    }
    .into_any()
}

fn close(label: &'static str) -> AnyView {
    view! {
        <form method="dialog">
            <button class="button button-secondary" type="submit">{label}</button>
        </form>
    }
    .into_any()
}

fn dialog(kind: &'static str, title: &'static str, words: String, rest: AnyView) -> AnyView {
    let id = format!("session-{kind}");
    let (title_id, words_id) = (format!("{id}-title"), format!("{id}-words"));
    view! {
        <dialog class="session-dialog" id=id role="alertdialog" aria-labelledby=title_id aria-describedby=words_id>
            <h2 id=title_id.clone()>{title}</h2>
            <p id=words_id.clone()>{words}</p>
            {rest}
        </dialog>
    }
    .into_any()
}
