//! How a section looks: its form, why it is shown again, and the ways on.

use leptos::prelude::*;

use super::{
    super::{
        CHECK, HOME, answers, papers_frozen_notice, refusal_notice, rejection_notice, section_fields, section_path,
    },
    autosave,
};
use crate::{
    domain::{
        candidate::contact::ContactForm,
        exam::{registration::SectionForm, sections::Section, state::TransitionRefusal},
        field_errors::FieldErrors,
        time::Instant,
    },
    usecases::candidate::{exam_registration::ExamRegistration, save_exam_section},
    web::{
        components::{
            Button, ButtonLook, Column, Table, Tone, back_link, button, button_link, buttons, error_summary,
            instant_view, notice, submit, table,
        },
        i18n::{Lang, exam::section_name},
        page::Page,
        pages::sign_in::again,
    },
};

/// Why the section is shown again.
pub(super) enum Problem {
    /// A place that was found stands in the form, and is not saved yet.
    Found,
    /// Not kept in the registration: the person had to prove themselves first.
    NotSavedYet,
    /// Kept, but something is wrong.
    SavedWithErrors,
    /// Not kept: the window or the state.
    Refused(TransitionRefusal),
    /// Not kept, and cannot be: it decides the papers, which stay as they are since then.
    PapersFrozen(Instant),
    /// Not kept: saved elsewhere in the meantime.
    Stale,
}

/// The page's content.
pub(super) struct Shown<'a> {
    pub(super) page: &'a Page,
    pub(super) registration: &'a ExamRegistration,
    pub(super) form: SectionForm,
    pub(super) errors: FieldErrors,
    /// The version over which the form saves.
    pub(super) version: i32,
    pub(super) from: String,
    pub(super) problem: Option<Problem>,
}

impl Shown<'_> {
    pub(super) fn view(&self) -> AnyView {
        let lang = self.page.lang;
        let section = self.form.section();
        let back = if self.from == "check" { CHECK } else { HOME };
        let summary = error_summary(lang, &self.errors, |field| (field.to_owned(), section_fields::label(lang, field)));
        let fields = section_fields::view(lang, self.registration, &self.form, &self.errors);
        let action = section_path(section);
        // The key Enter presses the first button of a form, which has to be the one that goes on.
        let default_button = matches!(section, Section::Residence | Section::Schools).then(|| {
            view! { <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true"></button> }
        });
        view! {
            {back_link(lang, back)}
            {summary}
            {self.problem_notice()}
            <h1>{section_name(lang, section)}</h1>
            {rejection_notice(lang, self.registration, self.page.now)}
            {autosave::kept_here(lang)}
            <form method="post" action=action novalidate=true data-draft=autosave::key(self.registration, section)>
                <input type="hidden" name="version" value=self.version.to_string() />
                <input type="hidden" name="from" value=self.from.clone() />
                {default_button}
                {fields}
                {self.proof_first()}
                {self.draft_line()}
                {self.button()}
            </form>
        }
        .into_any()
    }

    /// Where it is said that the section was saved by itself.
    fn draft_line(&self) -> Option<AnyView> {
        let can_save = !matches!(self.problem, Some(Problem::Stale | Problem::Refused(_) | Problem::PapersFrozen(_)));
        let section = self.form.section();
        can_save.then(|| autosave::line(self.page.lang, section, autosave::saves(self.registration, section)))
    }

    /// Changing what mails and calls go to takes a fresh proof, which is said before anybody presses the button.
    fn proof_first(&self) -> Option<AnyView> {
        let would_change = SectionForm::Contact(ContactForm::default());
        let is_contact = self.form.section() == Section::Contact;
        let needs_proof = is_contact && save_exam_section::needs_fresh_sign_in(self.registration, &would_change);
        needs_proof.then(|| again::beforehand(self.page)).flatten()
    }

    /// What cannot be saved as shown has no button that would only fail again.
    fn button(&self) -> AnyView {
        let lang = self.page.lang;
        match self.problem {
            None | Some(Problem::SavedWithErrors | Problem::NotSavedYet | Problem::Found) => {
                submit(lang.t("Lưu và tiếp tục", "Save and continue"))
            }
            Some(Problem::Stale) => {
                let own = button(Button {
                    label: lang.t("Lưu bản đang nhập", "Save what I am entering"),
                    ..Button::default()
                });
                let saved = section_path(self.form.section()) + "?saved=yes";
                let theirs = lang.t("Giữ bản đã lưu", "Keep the saved version");
                buttons(vec![own, button_link(ButtonLook::Secondary, theirs, &saved)])
            }
            Some(Problem::Refused(_) | Problem::PapersFrozen(_)) => {
                buttons(vec![button_link(ButtonLook::Primary, lang.t("Về danh sách việc", "To the task list"), HOME)])
            }
        }
    }

    fn problem_notice(&self) -> Option<AnyView> {
        let lang = self.page.lang;
        let notice = match self.problem.as_ref()? {
            Problem::Found => notice(
                lang,
                Tone::Info,
                lang.t("Đã điền, chưa lưu", "Filled in, not saved yet"),
                view! {
                    <p>{lang.t("Kiểm tra rồi bấm lưu ở cuối trang.", "Check it and save at the end of the page.")}</p>
                }
                .into_any(),
            ),
            Problem::NotSavedYet => not_saved_yet(lang, self.form.section()),
            Problem::SavedWithErrors => notice(
                lang,
                Tone::Info,
                lang.t("Đã lưu nháp, còn chỗ cần sửa", "Kept as a draft, with something to mend"),
                view! {
                    <p>
                        {lang.t(
                            "Những gì bạn nhập vẫn còn. Sửa các chỗ nêu trên rồi lưu lại.",
                            "What you typed is kept. Mend what is named above and save again.",
                        )}
                    </p>
                }
                .into_any(),
            ),
            Problem::Refused(refusal) => refusal_notice(lang, *refusal),
            Problem::PapersFrozen(at) => papers_frozen_notice(lang, *at),
            Problem::Stale => self.both_versions(),
        };
        Some(notice)
    }

    /// What was saved elsewhere beside what stands in the form, where they differ.
    fn both_versions(&self) -> AnyView {
        let lang = self.page.lang;
        let saved_at = self.registration.draft.saves.get(&self.form.section()).map(|save| save.saved_at);
        let saved_at = saved_at.map(|at| view! { {lang.t(" lúc ", " at ")} {instant_view(at)} });
        let heads = [
            lang.t("Thông tin", "Item"),
            lang.t("Đã lưu ở cửa sổ khác", "Saved in the other window"),
            lang.t("Đang nhập, chưa lưu", "Being entered, not saved"),
        ];
        let body = view! {
            <p>
                {lang.t("Mục này đã được lưu ở một cửa sổ khác", "This section was saved in another window")}
                {saved_at}
                {lang.t(
                    ". Nội dung trong mẫu dưới đây chưa được lưu. So hai bản rồi chọn ở cuối trang: lưu bản đang nhập, hoặc giữ bản đã lưu.",
                    ". What stands in the form below is not saved. Compare the two, then choose at the end of the page: save what you are entering, or keep what was saved.",
                )}
            </p>
            {table(Table {
                caption: lang.t("Chỗ khác nhau", "What differs"),
                columns: heads.map(Column::words).to_vec(),
                rows: answers::differences(lang, self.registration, &self.form),
                when_empty: lang.t("Hai bản giống nhau.", "Both say the same."),
            })}
        };
        let title = lang.t("Mục này đã thay đổi ở nơi khác", "This section was changed elsewhere");
        notice(lang, Tone::Warning, title, body.into_any())
    }
}

fn not_saved_yet(lang: Lang, section: Section) -> AnyView {
    let body = view! {
        <p>
            {lang.t(
                "Dưới đây là những gì bạn đã nhập trước khi xác thực lại. Hãy kiểm tra rồi bấm lưu; trước lúc đó, bản đã lưu cũ vẫn có hiệu lực.",
                "Below is what you typed before you proved yourself again. Check it and save; until then, what was saved before stands.",
            )}
        </p>
        <p>
            <a href=format!("{}?saved=yes", section_path(section))>
                {lang.t("Bỏ qua, xem bản đã lưu", "Leave it, see what is saved")}
            </a>
        </p>
    };
    notice(lang, Tone::Warning, lang.t("Chưa lưu", "Not saved yet"), body.into_any())
}
