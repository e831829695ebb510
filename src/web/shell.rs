//! What stands around every page: `<html>`, language, header, phase line, help.
//!
//! No inline style, and no script unless the page brings one, so that the content security policy can forbid both.

use leptos::prelude::*;

use super::{components::raw_text::raw_text, i18n::Lang, session_frame};
use crate::{domain::time::Instant, usecases::visitor::resume_session::LivingSession};

/// What the surroundings of a page need to know.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// The portal's clock, by which deadlines count.
    pub now: Instant,
    /// Whether that clock was moved, as in a demonstration.
    pub clock_is_moved: bool,
    /// The phase of the season, when one is running.
    pub phase: Option<PhaseLine>,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// The session of whoever is signed in.
    pub session: Option<LivingSession>,
    /// Path and query of this page, to which the change of language returns; none on a page that can hold no form.
    pub path: Option<String>,
    /// Where the style sheet is, with the hash of its content.
    pub css_href: String,
}

/// The phase of the season and its end.
#[derive(Clone, Debug)]
pub struct PhaseLine {
    /// What people do in this phase, e.g. "Đăng ký nguyện vọng xét tuyển".
    pub text: String,
    /// When it closes.
    pub deadline: Option<Instant>,
}

/// The person at the keyboard.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person's name.
    pub name: String,
    /// In what role, in the language of the page.
    pub role: String,
    /// The first page of that role.
    pub home: &'static str,
}

const PORTAL_NAME: &str = "Cổng Thí sinh";
const MINUTES_OF_AN_HOUR: i64 = 60;
const MINUTES_OF_A_DAY: i64 = 24 * MINUTES_OF_AN_HOUR;

/// The whole document around `body`; the caller writes `<!DOCTYPE html>` before it.
#[must_use]
pub fn document(frame: &Frame, title: &str, has_errors: bool, scripts: Option<AnyView>, body: AnyView) -> AnyView {
    let lang = frame.lang;
    view! {
        <html lang=lang.code()>
            <head>
                <meta charset="utf-8" />
                <title inner_html=raw_text(&document_title(lang, title, has_errors))></title>
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="theme-color" content="#0b4a63" />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=frame.css_href.clone() />
                {scripts}
            </head>
            <body>
                <a class="skip-link" href="#main">{lang.t("Bỏ qua, đến nội dung chính", "Skip to main content")}</a>
                {header(frame)} {frame.clock_is_moved.then(|| moved_clock(lang, frame.now))}
                {frame.phase.as_ref().map(|phase| phase_line(lang, frame.now, phase))}
                <main id="main" class="page" tabindex="-1">
                    {body}
                </main>
                {footer(frame)}
                {frame.session.as_ref().map(|session| session_frame::warning(frame, session))}
            </body>
        </html>
    }
    .into_any()
}

/// `Lỗi: Số điện thoại – Cổng Thí sinh`; the home page is the portal's name alone.
fn document_title(lang: Lang, title: &str, has_errors: bool) -> String {
    let prefix = if has_errors { lang.t("Lỗi: ", "Error: ") } else { "" };
    if title == PORTAL_NAME { format!("{prefix}{title}") } else { format!("{prefix}{title} – {PORTAL_NAME}") }
}

fn header(frame: &Frame) -> AnyView {
    let lang = frame.lang;
    let home = frame.signed_in.as_ref().map_or("/", |person| person.home);
    view! {
        <header class="header">
            <div class="header-inner">
                <a class="header-name" href=home>
                    {gate()}
                    <span>
                        {PORTAL_NAME}
                        <span class="header-subtitle">
                            {lang.t("Thi tốt nghiệp và xét tuyển đại học", "Graduation exam and university admission")}
                        </span>
                    </span>
                </a>
                {frame.path.as_deref().map(|path| language_switch(frame.lang, path))}
                {frame.signed_in.as_ref().map(|person| who_i_am(lang, person))}
            </div>
        </header>
    }
    .into_any()
}

/// The mark: an open gate under a roof.
fn gate() -> AnyView {
    view! {
        <svg class="header-mark" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
            <path fill="#f4b942" d="M3 13C9 12 15 9 20 4c5 5 11 8 17 9l-1 4H4z" />
            <path fill="#fff" d="M7 20h6v16H7zm20 0h6v16h-6zM16 24c0-5 8-5 8 0v12h-8z" />
        </svg>
    }
    .into_any()
}

fn language_switch(lang: Lang, path: &str) -> AnyView {
    let other = if lang == Lang::Vi { Lang::En } else { Lang::Vi };
    view! {
        <form class="header-language" method="post" action="/language">
            <input type="hidden" name="language" value=other.code() />
            <input type="hidden" name="return_to" value=path.to_owned() />
            <button class="header-button" type="submit" lang=other.code()>
                {other.t("Tiếng Việt", "English")}
            </button>
        </form>
    }
    .into_any()
}

fn who_i_am(lang: Lang, person: &SignedIn) -> AnyView {
    view! {
        <div class="header-person">
            <p class="header-who">
                <a class="header-home" href=person.home>
                    <strong dir="auto">{person.name.clone()}</strong>
                </a>
                <span class="header-role">
                    {person.role.clone()} " · " <a href="/account">{lang.t("Tài khoản", "Account")}</a>
                </span>
            </p>
            <form method="post" action="/sign-out">
                <button class="header-button" type="submit">{lang.t("Đăng xuất", "Sign out")}</button>
            </form>
        </div>
    }
    .into_any()
}

fn moved_clock(lang: Lang, now: Instant) -> AnyView {
    view! {
        <section class="moved-clock" aria-label=lang.t("Đồng hồ trình diễn", "Demonstration clock")>
            <p class="band">
                <strong>{lang.t("Bản trình diễn.", "Demonstration.")}</strong>
                " "
                {lang.t("Đồng hồ mùa thi được chỉnh đến ", "The season clock is set to ")}
                <time datetime=now.iso()>{now.short()}</time>
                "."
            </p>
        </section>
    }
    .into_any()
}

fn phase_line(lang: Lang, now: Instant, phase: &PhaseLine) -> AnyView {
    let deadline = phase.deadline.map(|deadline| {
        view! {
            <span class="phase-deadline">
                {lang.t("Hạn cuối ", "Closes ")} <strong>
                    <time datetime=deadline.iso()>{deadline.short()}</time>
                </strong> {format!(" ({})", time_left(lang, now, deadline))}
            </span>
        }
    });
    view! {
        <section class="phase" aria-label=lang.t("Giai đoạn hiện tại", "Current phase")>
            <p class="band">
                <strong class="phase-name">{phase.text.clone()}</strong>
                {deadline}
                <span class="phase-clock">
                    {lang.t("Giờ của hệ thống: ", "System time: ")}
                    <time datetime=now.iso()>{now.short()}</time>
                </span>
            </p>
        </section>
    }
    .into_any()
}

/// `còn 2 ngày 3 giờ`, in the two greatest units; whole minutes, cut off, so that nobody is promised too much.
fn time_left(lang: Lang, now: Instant, deadline: Instant) -> String {
    let minutes = deadline.since(now).whole_minutes();
    if deadline <= now {
        return lang.t("đã hết hạn", "closed").to_owned();
    }
    if minutes < 1 {
        return lang.t("còn chưa đầy 1 phút", "less than 1 minute left").to_owned();
    }
    let days = (minutes / MINUTES_OF_A_DAY, count(lang, minutes / MINUTES_OF_A_DAY, ["ngày", "day"]));
    let of_the_day = minutes % MINUTES_OF_A_DAY;
    let hours = (of_the_day / MINUTES_OF_AN_HOUR, count(lang, of_the_day / MINUTES_OF_AN_HOUR, ["giờ", "hour"]));
    let of_the_hour = minutes % MINUTES_OF_AN_HOUR;
    let rest = (of_the_hour, count(lang, of_the_hour, ["phút", "minute"]));
    let two = if days.0 > 0 { [days, hours] } else { [hours, rest] };
    let parts: Vec<String> = two.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words).collect();
    match lang {
        Lang::Vi => format!("còn {}", parts.join(" ")),
        Lang::En => format!("{} left", parts.join(" ")),
    }
}

fn count(lang: Lang, number: i64, [vi, en]: [&'static str; 2]) -> String {
    match lang {
        Lang::Vi => format!("{number}\u{a0}{vi}"),
        Lang::En if number == 1 => format!("1\u{a0}{en}"),
        Lang::En => format!("{number}\u{a0}{en}s"),
    }
}

fn footer(frame: &Frame) -> AnyView {
    let lang = frame.lang;
    view! {
        <footer class="footer">
            <div class="footer-inner">
                {frame.session.as_ref().map(|session| session_frame::until(frame, session))}
                <h2 class="footer-title">{lang.t("Cần trợ giúp?", "Need help?")}</h2>
                <p>
                    {lang.t("Tổng đài miễn phí ", "Free helpline ")} <a href="tel:18008000">"1800 8000"</a>
                    {lang.t(", nhánh\u{a0}2", ", extension\u{a0}2")}
                </p>
                <ul class="footer-links">
                    <li>
                        <a href="/help">{lang.t("Hướng dẫn và câu hỏi thường gặp", "Guidance and common questions")}</a>
                    </li>
                    <li>
                        <a href="/transparency/audit">{lang.t("Nhật ký được niêm phong", "The sealed log")}</a>
                    </li>
                    <li>
                        <a href="/help#accessibility">{lang.t("Tuyên bố về khả năng tiếp cận", "Accessibility statement")}</a>
                    </li>
                </ul>
            </div>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::{Frame, PhaseLine, SignedIn, document, document_title, time_left};
    use crate::{domain::time::Instant, web::i18n::Lang};

    fn at(day: u8, hour: u8, minute: u8) -> Instant {
        Instant::vietnam(2026, 7, day, hour, minute).unwrap()
    }

    fn page(frame: &Frame, has_errors: bool) -> String {
        Owner::new().with(|| {
            document(frame, "Số điện thoại", has_errors, None, view! { <h1>"Số điện thoại"</h1> }.into_any()).to_html()
        })
    }

    fn frame() -> Frame {
        Frame {
            lang: Lang::Vi,
            now: at(12, 14, 0),
            clock_is_moved: true,
            phase: Some(PhaseLine { text: "Đăng ký nguyện vọng".to_owned(), deadline: Some(at(14, 17, 0)) }),
            signed_in: Some(SignedIn {
                name: "Nguyễn Thị Hường".to_owned(),
                role: "Thí sinh".to_owned(),
                home: "/candidate",
            }),
            session: None,
            path: Some("/candidate/contact?step=2".to_owned()),
            css_href: "/pkg/portal.css".to_owned(),
        }
    }

    #[test]
    fn the_title_says_when_the_form_has_errors() {
        assert!(page(&frame(), true).contains("<title>Lỗi: Số điện thoại – Cổng Thí sinh</title>"));
        assert!(page(&frame(), false).contains("<title>Số điện thoại – Cổng Thí sinh</title>"));
        assert_eq!(document_title(Lang::Vi, "Cổng Thí sinh", false), "Cổng Thí sinh");
        let english = Frame { lang: Lang::En, ..frame() };
        assert!(page(&english, true).contains("<title>Error: "));
    }

    #[test]
    fn a_page_has_one_header_one_main_and_no_script_or_inline_style() {
        let html = page(&frame(), false);
        for (part, times) in [("<header", 1), ("<main", 1), ("<footer", 1), ("<h1", 1), ("<script", 0), (" style=", 0)]
        {
            assert_eq!(html.matches(part).count(), times, "{part}");
        }
        assert!(html.starts_with("<html lang=\"vi\">"), "{html}");
    }

    #[test]
    fn the_change_of_language_returns_to_this_page() {
        let html = page(&frame(), false);
        assert!(html.contains("name=\"return_to\" value=\"/candidate/contact?step=2\""), "{html}");
        assert!(html.contains("name=\"language\" value=\"en\""), "{html}");
    }

    #[test]
    fn the_clock_is_shown_as_moved_only_when_it_is() {
        assert!(page(&frame(), false).contains("moved-clock"));
        assert!(!page(&Frame { clock_is_moved: false, ..frame() }, false).contains("moved-clock"));
    }

    #[test]
    fn time_left_is_told_in_two_units_and_never_rounded_up() {
        let deadline = at(14, 17, 0);
        let cases = [
            (at(12, 14, 0), "còn 2 ngày 3 giờ", "2 days 3 hours left"),
            (at(13, 16, 59), "còn 1 ngày", "1 day left"),
            (at(14, 15, 30), "còn 1 giờ 30 phút", "1 hour 30 minutes left"),
            (at(14, 16, 59), "còn 1 phút", "1 minute left"),
            (Instant::from_unix_us(deadline.unix_us() - 1), "còn chưa đầy 1 phút", "less than 1 minute left"),
            (deadline, "đã hết hạn", "closed"),
            (at(15, 0, 0), "đã hết hạn", "closed"),
        ];
        for (now, vi, en) in cases {
            assert_eq!(time_left(Lang::Vi, now, deadline).replace('\u{a0}', " "), vi);
            assert_eq!(time_left(Lang::En, now, deadline).replace('\u{a0}', " "), en);
        }
    }
}
