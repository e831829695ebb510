//! `/gallery/mail`: every mail that the portal sends, as candidates read it, in both languages.

use axum::response::Response;
use leptos::prelude::*;

use crate::{
    domain::{
        device::{Browser, DeviceKind, System},
        time::Instant,
    },
    usecases::mail::{self, MailFacts, MailLanguage, MailTemplate},
    web::{components::*, i18n::Lang, page::Page},
};

/// Opens nothing; as long as a true one.
const EXAMPLE_TOKEN: &str = "AZ-xample-xample-xample-xample-xample-xample-xample-xample-xample-";

/// `GET /gallery/mail`
pub async fn get(page: Page) -> Response {
    let title = page.t("Mẫu thư điện tử", "Mail templates");
    page.ok(title, || view(page.lang, title, &page.ctx.config.web.base_url))
}

fn view(lang: Lang, title: &'static str, portal_url: &str) -> AnyView {
    let mails: Vec<AnyView> = MailTemplate::ALL
        .iter()
        .flat_map(|template| MailLanguage::ALL.iter().map(move |language| (*template, *language)))
        .map(|(template, language)| mail(template, language, portal_url))
        .collect();
    view! {
        {breadcrumbs(
            lang,
            &[("/", lang.t("Trang chủ", "Home")), ("/gallery", lang.t("Bộ thành phần giao diện", "Component gallery"))],
        )}
        <h1>{title}</h1>
        <p>
            {lang.t(
                "Thư chỉ báo có việc cần xem; không có họ tên, số giấy tờ, điểm hay quyết định.",
                "A mail only says that there is something to read; it holds no name, number, mark or decision.",
            )}
        </p>
        {mails}
    }
    .into_any()
}

fn example_details(language: MailLanguage) -> String {
    let device = DeviceKind { browser: Browser::Chrome, system: System::Android };
    mail::device_lines(language, Instant::from_unix_us(1_783_000_000_000_000), device, Some("203.0.113.0/24"))
}

fn mail(template: MailTemplate, language: MailLanguage, portal_url: &str) -> AnyView {
    let details = if template == MailTemplate::NewDevice { example_details(language) } else { String::new() };
    let mail = template.render(language, MailFacts { portal_url, token: EXAMPLE_TOKEN, details: &details });
    let paragraphs: Vec<AnyView> = mail.text.trim().split("\n\n").map(paragraph).collect();
    view! {
        <section lang=language.as_str()>
            <h2>{mail.subject}</h2>
            <p class="quiet" lang="en">{template.as_str()} " · " {language.as_str()}</p>
            {inset(paragraphs.into_any())}
        </section>
    }
    .into_any()
}

fn paragraph(text: &str) -> AnyView {
    let lines: Vec<AnyView> =
        text.lines().map(|line| view! { <span>{line.to_owned()}</span> <br /> }.into_any()).collect();
    view! { <p>{lines}</p> }.into_any()
}
