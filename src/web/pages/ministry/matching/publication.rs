//! The publication of a run by two: what proposing, approving, rejecting and withdrawing answer.

use axum::{extract::Path, response::Response};
use serde::Deserialize;

use super::{
    approval, details, run_title,
    run_view::{self, Around},
};
use crate::{
    domain::{
        ids::{MatchingRunId, PublicationProposalId},
        matching::publication::{ProposalForm, ProposalRefusal, ProposalRejectionForm, ProposalStatus},
    },
    usecases::ministry::{
        approve_publication, propose_publication, publication::PublicationError, reject_publication,
        view_matching_runs::Asked, withdraw_publication,
    },
    web::{error::WebError, form::PostForm, i18n::Lang, page::Page},
};

/// Which proposal the page showed, and why it is refused.
#[derive(Deserialize)]
pub struct DecisionForm {
    proposal: String,
    #[serde(default)]
    reason: String,
}

/// `GET` of the forms' targets, e.g. after switching the language there: leads to the run.
///
/// # Errors
/// `NotFound` for what cannot be an id.
pub async fn to_run(page: Page, Path(run): Path<String>) -> Result<Response, WebError> {
    let run: MatchingRunId = run.parse().map_err(|_| WebError::NotFound)?;
    Ok(page.see_other(&address(run)))
}

/// `POST /ministry/matching/{run}/propose`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn propose(
    page: Page,
    Path(run): Path<String>,
    PostForm(form): PostForm<ProposalForm>,
) -> Result<Response, WebError> {
    let id: MatchingRunId = run.parse().map_err(|_| WebError::NotFound)?;
    match propose_publication::run(&page.ctx, page.staff()?, id, &form).await {
        Ok(_) => Ok(page.see_other(&format!("{}#publication", address(id)))),
        Err(error) => not_done(&page, &run, error, Typed { form: Some(form), ..Typed::default() }).await,
    }
}

/// `GET /ministry/matching/{run}/approve`
///
/// # Errors
/// `NotFound`; `Forbidden`; `Unavailable`.
pub async fn get_approve(page: Page, Path(run): Path<String>) -> Result<Response, WebError> {
    let shown = details(&page, &run, Asked::default()).await?;
    match shown.open_of_this_run() {
        Some(open) if open.proposal.proposed_by != page.staff()?.staff_id => {
            Ok(page.ok(approval::title(page.lang), || approval::view(&page, &shown, open)))
        }
        // The run's page says who may.
        _ => Ok(page.see_other(&address(shown.run.id))),
    }
}

/// `POST /ministry/matching/{run}/approve`
///
/// # Errors
/// `NotFound`; `BadRequest`; `Forbidden`; `Unavailable`.
pub async fn approve(
    page: Page,
    Path(run): Path<String>,
    PostForm(form): PostForm<DecisionForm>,
) -> Result<Response, WebError> {
    let proposal = read_proposal(&run, &form)?;
    let outcome = approve_publication::run(&page.ctx, page.staff()?, proposal).await;
    decided(&page, &run, outcome, Typed::default()).await
}

/// `POST /ministry/matching/{run}/reject`
///
/// # Errors
/// `NotFound`; `BadRequest`; `Forbidden`; `Unavailable`.
pub async fn reject(
    page: Page,
    Path(run): Path<String>,
    PostForm(form): PostForm<DecisionForm>,
) -> Result<Response, WebError> {
    let proposal = read_proposal(&run, &form)?;
    let rejection = ProposalRejectionForm { reason: form.reason };
    let outcome = reject_publication::run(&page.ctx, page.staff()?, proposal, &rejection).await;
    decided(&page, &run, outcome, Typed { rejection, ..Typed::default() }).await
}

/// `POST /ministry/matching/{run}/withdraw`
///
/// # Errors
/// `NotFound`; `BadRequest`; `Forbidden`; `Unavailable`.
pub async fn withdraw(
    page: Page,
    Path(run): Path<String>,
    PostForm(form): PostForm<DecisionForm>,
) -> Result<Response, WebError> {
    let proposal = read_proposal(&run, &form)?;
    let outcome = withdraw_publication::run(&page.ctx, page.staff()?, proposal).await;
    decided(&page, &run, outcome, Typed::default()).await
}

/// The proposal that the form names, with the run of its page.
fn read_proposal(run: &str, form: &DecisionForm) -> Result<(MatchingRunId, PublicationProposalId), WebError> {
    let run = run.parse().map_err(|_| WebError::NotFound)?;
    Ok((run, form.proposal.parse().map_err(|_| WebError::BadRequest)?))
}

pub(super) fn address(run: MatchingRunId) -> String {
    format!("/ministry/matching/{run}")
}

async fn decided(
    page: &Page,
    run: &str,
    outcome: Result<(), PublicationError>,
    typed: Typed,
) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => Ok(page.see_other(&format!("/ministry/matching/{run}#publication"))),
        Err(error) => not_done(page, run, error, typed).await,
    }
}

/// What was typed, to be kept.
#[derive(Default)]
struct Typed {
    form: Option<ProposalForm>,
    rejection: ProposalRejectionForm,
}

/// The run's page again, with what stands in the way.
async fn not_done(page: &Page, run: &str, error: PublicationError, typed: Typed) -> Result<Response, WebError> {
    let (errors, refusal) = match error {
        PublicationError::Forbidden => return Err(WebError::Forbidden),
        PublicationError::NotFound => return Err(WebError::NotFound),
        PublicationError::Storage(error) => return Err(error.into()),
        PublicationError::Invalid(errors) => (Some(errors), None),
        error => (None, Some(refusal_words(page.lang, &error))),
    };
    let shown = details(page, run, Asked::default()).await?;
    let mut around = Around { rejection: typed.rejection, refusal, ..Around::fresh(page, &shown) };
    if let Some(form) = typed.form {
        around.form = form;
    }
    let title = run_title(page.lang);
    match errors {
        Some(errors) => {
            around.errors = errors;
            Ok(page.invalid(title, || run_view::view(page, &shown, Asked::default(), &around)))
        }
        None => Ok(page.conflict(title, || run_view::view(page, &shown, Asked::default(), &around))),
    }
}

fn refusal_words(lang: Lang, error: &PublicationError) -> String {
    let plain = |vi, en| lang.t(vi, en).to_owned();
    match error {
        PublicationError::NotVerified => plain(
            "Bộ kiểm chứng không xác nhận lượt chạy này, nên không thể công bố.",
            "The verifier did not confirm this run, so it cannot be published.",
        ),
        PublicationError::ResultChanged => plain(
            "Kết quả của lượt chạy không còn như lúc được đề nghị. Hãy từ chối đề nghị này và báo bộ phận kỹ thuật.",
            "The run's result is not the one that was proposed. Reject the proposal and tell the technical team.",
        ),
        PublicationError::ConfirmedElsewhere { candidates } => confirmed_words(lang, *candidates),
        PublicationError::MarksChanged { changes } => marks_changed_words(lang, *changes),
        PublicationError::AlreadyProposed => plain(
            "Một đề nghị công bố khác đang chờ. Mỗi lúc chỉ có một đề nghị; hãy xử lý đề nghị đó trước.",
            "Another proposal to publish is waiting. There is one at a time; that one has to be decided first.",
        ),
        PublicationError::Refused(ProposalRefusal::OwnProposal) => plain(
            "Bạn là người đề nghị nên không tự duyệt hay từ chối được. Cần một cán bộ khác của Bộ.",
            "You proposed it, so you cannot decide on it. It takes another operator of the ministry.",
        ),
        PublicationError::Refused(ProposalRefusal::NotTheProposer) => plain(
            "Chỉ người đề nghị mới rút lại được. Bạn có thể duyệt hoặc từ chối.",
            "Only its proposer takes a proposal back. You can approve or reject it.",
        ),
        PublicationError::Refused(ProposalRefusal::Ended { status }) => match status {
            ProposalStatus::Approved => plain(
                "Đề nghị này đã được duyệt trước đó. Thao tác của bạn không thay đổi gì.",
                "This proposal has been approved already. What you did changed nothing.",
            ),
            ProposalStatus::Rejected => plain(
                "Đề nghị này đã bị từ chối trước đó. Thao tác của bạn không thay đổi gì.",
                "This proposal has been rejected already. What you did changed nothing.",
            ),
            ProposalStatus::Withdrawn | ProposalStatus::Proposed => plain(
                "Người đề nghị đã rút đề nghị này. Thao tác của bạn không thay đổi gì.",
                "Its proposer has taken this proposal back. What you did changed nothing.",
            ),
        },
        PublicationError::Forbidden
        | PublicationError::NotFound
        | PublicationError::Invalid(_)
        | PublicationError::Storage(_) => String::new(),
    }
}

pub(super) fn confirmed_words(lang: Lang, candidates: u32) -> String {
    let candidates = lang.count(candidates);
    match lang {
        Lang::Vi => format!(
            "{candidates} thí sinh đã xác nhận nhập học ở ngành mà lượt chạy này không còn xếp cho họ. Công bố sẽ lấy mất chỗ đã xác nhận."
        ),
        Lang::En => format!(
            "{candidates} candidates have confirmed seats that this run does not give them. Publishing it would take confirmed seats away."
        ),
    }
}

pub(super) fn marks_changed_words(lang: Lang, changes: u32) -> String {
    let changes = lang.count(changes);
    match lang {
        Lang::Vi => format!(
            "{changes} điểm đã đổi sau phúc khảo mà lượt chạy này chưa tính đến. Hãy chạy lại rồi mới công bố; kết quả đã công bố không tự thay đổi."
        ),
        Lang::En => format!(
            "{changes} marks were changed on appeal that this run does not count with. Run the matching again before publishing; what is public does not change by itself."
        ),
    }
}

pub(super) fn label(lang: Lang, field: &str) -> &'static str {
    match field {
        "reason" => lang.t("Lý do từ chối", "Reason for rejecting"),
        _ => lang.t("Thí sinh xem được từ (giờ Việt Nam)", "Candidates see it from (Vietnam time)"),
    }
}
