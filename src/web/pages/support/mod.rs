//! `/support`: what support looks up for whoever calls: a candidate's standing, or one payment.
//!
//! The number is posted and stands in no address, and so in no log; the candidate can read who looked it up and why.

pub mod candidate;
pub mod payment;
mod standing;

use axum::{http::StatusCode, response::Response};
use leptos::prelude::*;

use crate::{
    domain::{
        field_errors::FieldErrors,
        support::{LookUpForm, LookUpPurpose},
    },
    usecases::support::look_up::LookUpError,
    web::{components::*, error::WebError, i18n::Lang, page::Page},
};

/// What one of the two pages has of its own.
struct LookUpPage<T> {
    path: &'static str,
    title: fn(Lang) -> &'static str,
    number_label: fn(Lang) -> &'static str,
    number_hint: fn(Lang) -> &'static str,
    /// The purpose that is chosen at first, by its word.
    purpose: &'static str,
    /// The heading of the form below an answer.
    another: fn(Lang) -> &'static str,
    /// What is told of what was found by a number.
    answer: fn(Lang, &str, &T) -> AnyView,
    /// What is told when nothing was.
    unknown: fn(Lang) -> &'static str,
    above: fn(Lang) -> AnyView,
    below: fn(Lang) -> AnyView,
}

/// What the page shows besides the form.
enum Outcome<T> {
    Nothing,
    Found(T),
    Unknown,
    TooMany(u16),
}

impl<T> LookUpPage<T> {
    fn blank(&self) -> LookUpForm {
        LookUpForm { purpose: self.purpose.to_owned(), ..LookUpForm::default() }
    }

    /// The page as it is opened.
    fn opened(&self, page: &Page) -> Response {
        let view = || self.view(page.lang, &self.blank(), &FieldErrors::new(), &Outcome::Nothing);
        page.ok((self.title)(page.lang), view)
    }

    /// The page after a look-up.
    fn answered(
        &self,
        page: &Page,
        form: &LookUpForm,
        found: Result<Option<T>, LookUpError>,
    ) -> Result<Response, WebError> {
        let (lang, title, none) = (page.lang, (self.title)(page.lang), FieldErrors::new());
        let outcome = match found {
            Ok(Some(found)) => Outcome::Found(found),
            Ok(None) => Outcome::Unknown,
            Err(LookUpError::TooMany { limit }) => {
                let view = || self.view(lang, form, &none, &Outcome::TooMany(limit));
                return Ok(page.hindered(StatusCode::TOO_MANY_REQUESTS, title, view));
            }
            Err(LookUpError::Invalid(errors)) => {
                return Ok(page.invalid(title, || self.view(lang, form, &errors, &Outcome::Nothing)));
            }
            Err(LookUpError::Forbidden) => return Err(WebError::Forbidden),
            Err(LookUpError::Storage(error)) => return Err(error.into()),
        };
        Ok(page.ok(title, || self.view(lang, form, &none, &outcome)))
    }

    fn view(&self, lang: Lang, form: &LookUpForm, errors: &FieldErrors, outcome: &Outcome<T>) -> AnyView {
        // After an answer the next call begins with an empty form; what was not found stays to be corrected.
        let blank = self.blank();
        let (shown, form) = match outcome {
            Outcome::Found(found) => (Some((self.answer)(lang, &form.number, found)), &blank),
            Outcome::Unknown => (Some(unknown((self.unknown)(lang), lang)), form),
            Outcome::TooMany(limit) => (Some(too_many(lang, *limit)), form),
            Outcome::Nothing => (None, form),
        };
        let next = matches!(outcome, Outcome::Found(_)).then(|| view! { <h2>{(self.another)(lang)}</h2> });
        view! {
            {(self.above)(lang)}
            {error_summary(lang, errors, |field| (field.to_owned(), self.label(lang, field)))}
            <h1>{(self.title)(lang)}</h1>
            {shown}
            {next}
            {self.form(lang, form, errors)}
            {(self.below)(lang)}
        }
        .into_any()
    }

    fn label(&self, lang: Lang, field: &str) -> &'static str {
        match field {
            "number" => (self.number_label)(lang),
            "purpose" => lang.t("Lý do tra", "Why you look it up"),
            _ => lang.t("Nói rõ thêm", "More about it"),
        }
    }

    fn form(&self, lang: Lang, form: &LookUpForm, errors: &FieldErrors) -> AnyView {
        let number = TextInput {
            lang,
            name: "number",
            label: self.label(lang, "number"),
            hint: (self.number_hint)(lang),
            value: &form.number,
            error: errors.of("number"),
            autocomplete: "off",
            width: Width::Medium,
            ..TextInput::default()
        };
        let options = LookUpPurpose::ALL
            .iter()
            .map(|purpose| Choice { value: purpose.as_str(), label: purpose_name(lang, *purpose), hint: "" })
            .collect();
        let purpose = Select {
            lang,
            name: "purpose",
            label: self.label(lang, "purpose"),
            value: &form.purpose,
            error: errors.of("purpose"),
            options,
            ..Select::default()
        };
        let note = Textarea {
            lang,
            name: "note",
            label: self.label(lang, "note"),
            hint: lang.t(
                "Chỉ bắt buộc khi lý do là việc khác. Thí sinh đọc được lời này. Tối đa 200 ký tự; không ghi tên, số định danh hay số điện thoại.",
                "Required only for something else. The candidate can read this. At most 200 characters, without names, identity or telephone numbers.",
            ),
            value: &form.note,
            error: errors.of("note"),
            rows: 2,
            ..Textarea::default()
        };
        view! {
            <form method="post" action=self.path novalidate>
                {text_input(number)} {select(purpose)} {textarea(note)} {submit(lang.t("Tra cứu", "Look up"))}
            </form>
        }
        .into_any()
    }
}

const fn purpose_name(lang: Lang, purpose: LookUpPurpose) -> &'static str {
    let english = match purpose {
        LookUpPurpose::Registration => "Answering about the exam registration",
        LookUpPurpose::Preferences => "Answering about preferences",
        LookUpPurpose::Payment => "Answering about the fee",
        LookUpPurpose::Result => "Answering about the admission result",
        LookUpPurpose::Enrolment => "Answering about confirming enrolment",
        LookUpPurpose::SignIn => "Answering about signing in",
        LookUpPurpose::Complaint => "Dealing with a complaint",
        LookUpPurpose::Other => "Something else",
    };
    lang.t(purpose.in_vietnamese(), english)
}

fn unknown(sentence: &'static str, lang: Lang) -> AnyView {
    let body = view! { <p>{sentence}</p> };
    notice(lang, Tone::Warning, lang.t("Không tìm thấy số này", "This number was not found"), body.into_any())
}

fn too_many(lang: Lang, limit: u16) -> AnyView {
    let sentence = match lang {
        Lang::Vi => format!("Mỗi cán bộ tra tối đa {limit} lần trong một giờ. Số này chưa được tra; hãy thử lại sau."),
        Lang::En => format!("One person looks up at most {limit} numbers an hour. This one was not; try again later."),
    };
    let title = lang.t("Bạn đã tra quá nhiều trong một giờ", "Too many look-ups within an hour");
    notice(lang, Tone::Danger, title, view! { <p>{sentence}</p> }.into_any())
}
