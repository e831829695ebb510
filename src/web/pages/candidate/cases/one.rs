//! `/candidate/cases/{id}`: one thing to be cleared up: both sides, who has to act until when, and what happened so far.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{DoneQuery, PATH, title, tone};
use crate::{
    domain::{
        access::{Permission, RoleKind},
        field_errors::{FieldErrorCode, FieldErrors},
        ids::RegistryCaseId,
        registry::case::{CaseKind, CaseOwner, CaseState, Party, Trigger, apply},
    },
    usecases::{
        candidate::registry_cases::{self, OwnCase},
        registry_case::CaseError,
    },
    web::{
        components::*,
        error::WebError,
        form::PostForm,
        i18n::{
            Lang,
            exam::differing_field_name,
            registry_case::{
                case_kind_name, case_kind_sentence, case_owner_name, case_state_name, case_trigger_name, case_value,
                due_day,
            },
        },
        page::Page,
    },
};

/// The answer as posted.
#[derive(Deserialize)]
pub struct AnswerForm {
    #[serde(default)]
    version: String,
    /// The word of a trigger.
    #[serde(default)]
    side: String,
}

/// `GET /candidate/cases/{id}`
///
/// # Errors
/// `NotFound`, also for another one's case; `Unavailable`.
pub async fn get(page: Page, Path(id): Path<String>, Query(query): Query<DoneQuery>) -> Result<Response, WebError> {
    let own = load(&page, &id).await?;
    let name = case_kind_name(page.lang, own.case.kind);
    let said = (query.done == "answered").then_some(Said::Thanks);
    Ok(page.ok(name, || view(&page, &own, said, &FieldErrors::new())))
}

/// `POST /candidate/cases/{id}`
///
/// # Errors
/// As [`get`].
pub async fn answer(
    page: Page,
    Path(id): Path<String>,
    PostForm(form): PostForm<AnswerForm>,
) -> Result<Response, WebError> {
    let own = load(&page, &id).await?;
    let name = case_kind_name(page.lang, own.case.kind);
    let code = if form.side.is_empty() { FieldErrorCode::Missing } else { FieldErrorCode::NotOnOffer };
    let trigger = Trigger::parse(&form.side).filter(|trigger| Party::Candidate.may(*trigger));
    let Some(trigger) = trigger else {
        let errors = FieldErrors::one("side", code);
        return Ok(page.invalid(name, || view(&page, &own, None, &errors)));
    };
    let version: i32 = form.version.parse().map_err(|_| WebError::BadRequest)?;
    let answered =
        registry_cases::answer(&page.ctx, page.candidate()?, &page.season, own.case.id, version, trigger).await;
    match answered {
        Ok(()) => Ok(page.see_other(&format!("{PATH}/{}?done=answered", own.case.id))),
        Err(CaseError::NotFound) => Err(WebError::NotFound),
        Err(CaseError::Storage(error)) => Err(error.into()),
        Err(CaseError::Stale | CaseError::Refused(_) | CaseError::Numbered) => {
            let own = load(&page, &id).await?;
            Ok(page.conflict(name, || view(&page, &own, Some(Said::Changed), &FieldErrors::new())))
        }
    }
}

/// What the page says on top.
#[derive(Clone, Copy)]
enum Said {
    Thanks,
    Changed,
}

pub(super) async fn load(page: &Page, id: &str) -> Result<OwnCase, WebError> {
    let id: RegistryCaseId = id.parse().map_err(|_| WebError::NotFound)?;
    registry_cases::one(&page.ctx, page.candidate()?, id).await?.ok_or(WebError::NotFound)
}

fn view(page: &Page, own: &OwnCase, said: Option<Said>, errors: &FieldErrors) -> AnyView {
    let lang = page.lang;
    let case = &own.case;
    view! {
        {error_summary(lang, errors, |field| (field.to_owned(), question(lang)))}
        {said.map(|said| said_notice(lang, said))}
        {breadcrumbs(lang, &[("/candidate", lang.t("Trang của tôi", "My page")), (PATH, title(lang))])}
        <h1>{case_kind_name(lang, case.kind)}</h1>
        <p>
            {tag(tone(case.state), case_state_name(lang, case.state))} " " {lang.t("Mã việc ", "Case ")}
            <strong>{case.number.clone()}</strong>
        </p>
        <p>{case_kind_sentence(lang, case.kind)}</p>
        {both_sides(lang, case.kind, case.values.as_ref())}
        {next(page, own)}
        {answer_form(page, own, errors)}
        {history(lang, own)}
    }
    .into_any()
}

fn said_notice(lang: Lang, said: Said) -> AnyView {
    match said {
        Said::Thanks => {
            let body = view! { <p>{lang.t("Việc tiếp theo ghi ở dưới.", "What comes next stands below.")}</p> };
            notice(lang, Tone::Success, lang.t("Đã ghi nhận câu trả lời", "Your answer is recorded"), body.into_any())
        }
        Said::Changed => {
            let title = lang.t("Việc này vừa thay đổi", "The case has just changed");
            let body = lang.t(
                "Câu trả lời của bạn chưa được ghi. Dưới đây là tình trạng mới nhất.",
                "Your answer was not recorded. Below is how it stands now.",
            );
            notice(lang, Tone::Danger, title, view! { <p>{body}</p> }.into_any())
        }
    }
}

/// What the record and the registry hold in the field that differs, and in no other.
pub fn both_sides(lang: Lang, kind: CaseKind, values: Option<&(String, String)>) -> Option<AnyView> {
    let (field, (recorded, registered)) = kind.field().zip(values)?;
    let rows = vec![vec![
        text(differing_field_name(lang, field)),
        view! { <strong>{case_value(lang, kind, recorded)}</strong> }.into_any(),
        view! { <strong>{case_value(lang, kind, registered)}</strong> }.into_any(),
    ]];
    Some(table(Table {
        caption: lang.t("Hai bên ghi", "What both sides say"),
        columns: vec![
            Column::words(lang.t("Thông tin", "Field")),
            Column::words(lang.t("Hồ sơ ở trường", "Record at the school")),
            Column::words(lang.t("CSDL quốc gia về dân cư", "Population registry")),
        ],
        rows,
        when_empty: "",
    }))
}

/// Who has to do what, until when.
fn next(page: &Page, own: &OwnCase) -> AnyView {
    let lang = page.lang;
    let case = &own.case;
    let Some(owner) = case.state.owner() else {
        return inset(view! { <p>{ended_sentence(lang, case.state)}</p> }.into_any());
    };
    let overdue = (case.due_at <= page.now).then(|| view! { " " {tag(Tone::Danger, lang.t("Quá hạn", "Overdue"))} });
    let note = (owner == CaseOwner::Police).then(|| {
        let href = format!("{PATH}/{}/police-note", case.id);
        view! {
            <p>
                <a href=href>{lang.t("Phiếu mang đến công an cấp xã (in được)", "Note for the commune police (to print)")}</a>
            </p>
        }
    });
    view! {
        <h2>{lang.t("Việc tiếp theo", "What comes next")}</h2>
        {summary_list(
            lang,
            vec![
                SummaryRow::new(lang.t("Ai cần làm", "Who has to act"), text(case_owner_name(lang, owner))),
                SummaryRow::new(
                    lang.t("Hết ngày", "By the end of"),
                    view! { <span>{due_day(case.due_at)} {overdue}</span> }.into_any(),
                ),
            ],
        )}
        <p>{to_do(lang, owner)}</p>
        {note}
    }
    .into_any()
}

const fn to_do(lang: Lang, owner: CaseOwner) -> &'static str {
    match owner {
        CaseOwner::Candidate => lang.t(
            "Xem giấy khai sinh và thẻ căn cước của bạn, rồi cho biết bên nào ghi sai. Nếu chưa chắc, hãy hỏi thầy cô phụ trách.",
            "Look at your birth certificate and identity card, then say which side is wrong. If you are not sure, ask the teacher in charge.",
        ),
        CaseOwner::School => lang.t(
            "Nhà trường xem giấy tờ rồi xử lý. Hãy mang giấy khai sinh và thẻ căn cước đến trường; kết quả được báo qua thư điện tử.",
            "The school looks at the papers and settles it. Take your birth certificate and identity card there; you are told by e-mail.",
        ),
        CaseOwner::Police => lang.t(
            "Mang phiếu dưới đây cùng giấy khai sinh đến công an xã, phường nơi bạn thường trú để được cập nhật. Cổng tự đối chiếu lại. Nếu không kịp, hãy nhờ nhà trường giữ hồ sơ theo giấy tờ.",
            "Take the note below and your birth certificate to the police of the commune where you live. The portal compares again by itself. If it takes too long, ask the school to let the record stand on papers.",
        ),
        CaseOwner::Portal => lang.t(
            "Nhà trường đã sửa hồ sơ. Cổng đang đối chiếu lại; bạn không cần làm gì.",
            "The school has corrected the record. The portal compares again; there is nothing for you to do.",
        ),
    }
}

const fn ended_sentence(lang: Lang, state: CaseState) -> &'static str {
    match state {
        CaseState::Matched => lang.t("Hai bên nay ghi như nhau.", "Both sides say the same now."),
        CaseState::Corrected => lang.t(
            "Nhà trường đã sửa hồ sơ; hai bên nay ghi như nhau.",
            "The school corrected the record; both agree now.",
        ),
        CaseState::Accepted => lang.t(
            "Nhà trường đã xem giấy tờ và giữ nguyên hồ sơ. Bạn không cần làm gì thêm cho mùa thi này.",
            "The school saw the papers and lets the record stand. There is nothing more to do for this season.",
        ),
        CaseState::TwoPeople => lang.t(
            "Nhà trường kết luận là hai người khác nhau. Hồ sơ của bạn giữ nguyên.",
            "The school decided that there are two people. Your record stands.",
        ),
        CaseState::SamePerson => lang.t(
            "Nhà trường kết luận là cùng một người. Nhà trường sẽ cho bạn biết dùng hồ sơ nào.",
            "The school decided that it is one person. It tells you which record to use.",
        ),
        _ => lang.t(
            "Lần đối chiếu sau thấy điểm khác; xem việc mới.",
            "A later comparison found something else: see the new case.",
        ),
    }
}

const fn question(lang: Lang) -> &'static str {
    lang.t("Bên nào ghi sai?", "Which side is wrong?")
}

/// The sides that may still be named.
fn answer_form(page: &Page, own: &OwnCase, errors: &FieldErrors) -> Option<AnyView> {
    let lang = page.lang;
    let case = &own.case;
    let sides = [
        Choice {
            value: Trigger::RecordIsWrong.as_str(),
            label: lang.t("Hồ sơ của tôi ở trường ghi sai", "My record at the school is wrong"),
            hint: lang.t("Nhà trường xem giấy tờ và sửa.", "The school looks at the papers and corrects it."),
        },
        Choice {
            value: Trigger::RegistryIsWrong.as_str(),
            label: lang.t("CSDL quốc gia về dân cư ghi sai", "The population registry is wrong"),
            hint: lang.t(
                "Bạn đến công an cấp xã với phiếu in từ cổng.",
                "You go to the commune police with a note from the portal.",
            ),
        },
    ];
    // A case that the school has already need not be told again that it is the school's.
    let changes = |trigger| apply(case.kind, case.state, trigger, Party::Candidate).is_ok_and(|to| to != case.state);
    let options: Vec<_> = sides.into_iter().filter(|side| Trigger::parse(side.value).is_some_and(changes)).collect();
    if options.is_empty() || !page.may(Permission::AnswerOwnCase) {
        return None;
    }
    let choices =
        Choices { lang, name: "side", label: question(lang), error: errors.of("side"), options, ..Choices::default() };
    let form = view! {
        <form method="post" action=format!("{PATH}/{}", case.id) novalidate>
            <input type="hidden" name="version" value=case.version.to_string() />
            {radios(choices)} {buttons(vec![submit(lang.t("Gửi câu trả lời", "Send the answer"))])}
        </form>
    };
    let is_asked = case.state == CaseState::AwaitingCandidate || !errors.is_empty();
    let form = form.into_any();
    Some(if is_asked {
        form
    } else {
        details(lang.t("Tôi muốn trả lời khác", "I want to answer otherwise"), form)
    })
}

fn history(lang: Lang, own: &OwnCase) -> AnyView {
    let rows = own
        .events
        .iter()
        .map(|event| {
            let who = match event.role {
                None => lang.t("Cổng Thí sinh", "The portal"),
                Some(RoleKind::Candidate) => lang.t("Bạn", "You"),
                Some(_) => lang.t("Nhà trường", "The school"),
            };
            let words = event.reason.clone().unwrap_or_else(|| "–".to_owned());
            vec![instant_view(event.at), text(case_trigger_name(lang, event.trigger)), text(who), text(words)]
        })
        .collect();
    table(Table {
        caption: lang.t("Đã diễn ra", "What happened so far"),
        columns: vec![
            Column::words(lang.t("Lúc", "When")),
            Column::words(lang.t("Việc", "What")),
            Column::words(lang.t("Ai", "Who")),
            Column::words(lang.t("Lời nhắn", "Words")),
        ],
        rows,
        when_empty: "",
    })
}
