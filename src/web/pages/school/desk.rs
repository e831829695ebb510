//! What surrounds a record while one works through the queue: whose it is, the way to the next, and the keys.

use leptos::prelude::*;

use crate::{
    domain::{ids::StaffId, time::Instant},
    usecases::school::view_registration::{Desk, SchoolRecord},
    web::{components::*, i18n::Lang, islands::queue_keys::QueueKeys},
};

/// The legend of the keys, with the island that hears them; nothing where no scripts run, for then there are none.
pub(super) fn keys(lang: Lang, keys: &[(&'static str, &'static str)]) -> AnyView {
    let items: Vec<_> = keys
        .iter()
        .map(|(key, words)| {
            view! {
                <li>
                    <kbd>{*key}</kbd>
                    " "
                    {*words}
                </li>
            }
        })
        .collect();
    view! {
        <div class="keys on-screen">
            <p class="quiet">{lang.t("Phím tắt, khi không ở trong ô nhập:", "Keys, while you are in no field:")}</p>
            <ul>{items}</ul>
        </div>
        <QueueKeys />
    }
    .into_any()
}

/// The ways to the records before and after.
pub(super) fn ways(lang: Lang, desk: &Desk) -> AnyView {
    let link = |id: Option<_>, key: &'static str, rel: &'static str, words: &'static str| {
        id.map(|id| {
            view! {
                <a href=format!("/school/registrations/{id}") rel=rel aria-keyshortcuts=key>
                    {words}
                </a>
            }
        })
    };
    view! {
        <nav class="record-ways" aria-label=lang.t("Phiếu trước, phiếu sau", "Records before and after")>
            {link(desk.previous, "K", "prev", lang.t("← Phiếu trước", "← The one before"))}
            {link(desk.next, "J", "next", lang.t("Phiếu sau →", "The next →"))}
        </nav>
    }
    .into_any()
}

/// Whose the record is now; of nobody, the button to take it.
pub(super) fn claim(lang: Lang, record: &SchoolRecord, desk: &Desk, own: StaffId) -> AnyView {
    let until = |at: Instant| at.hour_and_minute();
    match &desk.claim {
        Some(claim) if claim.staff_id == own => {
            let words = lang.t("Bạn đang giữ phiếu này đến {}.", "This record is yours until {}.");
            view! { <p class="quiet">{words.replace("{}", &until(claim.until))}</p> }.into_any()
        }
        Some(claim) => {
            let title = lang.t("Đồng nghiệp đang xử lý phiếu này", "A colleague works on this record");
            let words = lang.t(
                "{a} giữ phiếu đến {b}. Sau đó ai cũng quyết định được; bạn có thể xem tiếp hoặc sang phiếu sau.",
                "{a} has it until {b}. After that anybody can decide; meanwhile you may read it, or go on to the next.",
            );
            let words = words.replace("{a}", &claim.name).replace("{b}", &until(claim.until));
            notice(lang, Tone::Warning, title, view! { <p>{words}</p> }.into_any())
        }
        None => {
            let take = Button {
                look: ButtonLook::Link,
                label: lang.t(
                    "Giữ phiếu này 10 phút để đồng nghiệp không làm trùng",
                    "Take it for 10 minutes, so that no colleague does the same",
                ),
                ..Button::default()
            };
            view! {
                <form method="post" action=format!("/school/registrations/{}/claim", record.id)>
                    {button(take)}
                </form>
            }
            .into_any()
        }
    }
}
