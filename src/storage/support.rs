//! Where a candidate stands, for whoever answers their call: states and times. Names stay here but for their initials.

use super::{StorageError, Tx, candidate_overview::candidate_overview_fetch, payment_order::payment_order_list};
use crate::domain::{
    exam::state::RegistrationStatus,
    ids::{CandidateId, SeasonYear, StaffId},
    payment::{order::OrderState, status::PaymentStatus},
    support::LookUpNumber,
    time::Instant,
};

/// Where a candidate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateStanding {
    /// The initials, e.g. `N. T. B. A.`.
    pub initials: String,
    /// The state of the exam registration and since when; none before it is begun.
    pub registration: Option<(RegistrationStatus, Instant)>,
    /// When the last preference list was submitted, and how many preferences it holds.
    pub submitted_list: Option<(Instant, u8)>,
    /// Whether the list was changed since, without being submitted again.
    pub has_unsubmitted_changes: bool,
    /// How the payment of the fee stands, and when it was received; none before the bill is made.
    pub payment: Option<(PaymentStatus, Option<Instant>)>,
    /// When the enrolment was confirmed.
    pub enrolment_confirmed_at: Option<Instant>,
}

/// The candidate of the season with this number.
///
/// # Errors
/// `Driver`.
pub async fn candidate_find_by_number(
    tx: &mut Tx,
    season: SeasonYear,
    number: &LookUpNumber,
) -> Result<Option<CandidateId>, StorageError> {
    let found = match number {
        LookUpNumber::Candidate(number) => {
            sqlx::query_scalar!(
                "SELECT id FROM candidate WHERE season = $1 AND candidate_number = $2",
                season.0,
                number.as_str()
            )
            .fetch_optional(tx.conn())
            .await?
        }
        LookUpNumber::Form(number) => {
            sqlx::query_scalar!(
                "SELECT candidate.id FROM exam_registration JOIN candidate ON candidate.id = candidate_id
                 WHERE season = $1 AND form_number = $2",
                season.0,
                number
            )
            .fetch_optional(tx.conn())
            .await?
        }
        LookUpNumber::PreferenceReceipt(number) => {
            sqlx::query_scalar!(
                "SELECT candidate.id FROM preference_list_version JOIN candidate ON candidate.id = candidate_id
                 WHERE season = $1 AND receipt_number = $2",
                season.0,
                number
            )
            .fetch_optional(tx.conn())
            .await?
        }
        LookUpNumber::PaymentReceipt(number) => {
            sqlx::query_scalar!(
                "SELECT candidate.id FROM bill JOIN candidate ON candidate.id = candidate_id
                 WHERE season = $1 AND receipt_number = $2",
                season.0,
                number
            )
            .fetch_optional(tx.conn())
            .await?
        }
        LookUpNumber::EnrolmentReceipt(number) => {
            sqlx::query_scalar!(
                "SELECT candidate.id FROM enrolment JOIN candidate ON candidate.id = candidate_id
                 WHERE season = $1 AND receipt_number = $2",
                season.0,
                number
            )
            .fetch_optional(tx.conn())
            .await?
        }
    };
    Ok(found.map(CandidateId))
}

/// Where the candidate stands.
///
/// # Errors
/// `Driver`; `Inconsistent` for what the domain refuses.
pub async fn candidate_standing_fetch(tx: &mut Tx, candidate: CandidateId) -> Result<CandidateStanding, StorageError> {
    let overview = candidate_overview_fetch(tx, candidate).await?;
    let orders = payment_order_list(tx, candidate).await?;
    let states: Vec<OrderState> = orders.iter().map(|order| order.state).collect();
    let row = sqlx::query!(
        r#"SELECT person.full_name, form.updated_at AS "updated_at?", form.submitted_at AS "submitted_at?",
                  form.decided_at AS "decided_at?"
           FROM candidate
           JOIN person ON person.id = candidate.person_id
           LEFT JOIN exam_registration form ON form.candidate_id = candidate.id
           WHERE candidate.id = $1"#,
        candidate.0
    )
    .fetch_one(tx.conn())
    .await?;
    let registration = overview.registration.and_then(|status| {
        let since = match status {
            RegistrationStatus::Draft => row.updated_at,
            RegistrationStatus::Submitted => row.submitted_at,
            RegistrationStatus::Rejected | RegistrationStatus::Approved => row.decided_at.or(row.updated_at),
            RegistrationStatus::CorrectionRequested
            | RegistrationStatus::Locked
            | RegistrationStatus::Unlocked
            | RegistrationStatus::Signed
            | RegistrationStatus::Numbered
            | RegistrationStatus::Ineligible
            | RegistrationStatus::Cancelled => row.updated_at,
        };
        since.map(|since| (status, Instant::from_utc(since)))
    });
    Ok(CandidateStanding {
        initials: initials(&row.full_name),
        registration,
        submitted_list: overview.submitted_list.map(|(_, at, count)| (at, count)),
        has_unsubmitted_changes: overview.draft_differs,
        payment: overview.bill.map(|(_, paid_at)| (PaymentStatus::of(paid_at.is_some(), &states), paid_at)),
        enrolment_confirmed_at: overview.enrolment_confirmed_at,
    })
}

/// How many candidates and payments `staff` has looked up since `since`, found or not.
///
/// # Errors
/// `Driver`.
pub async fn look_ups_count(tx: &mut Tx, staff: StaffId, since: Instant) -> Result<i64, StorageError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM audit_log
           WHERE recorded_at > $2 AND actor_id = $1 AND action IN ('candidate.look_up', 'payment.look_up')"#,
        staff.0,
        since.to_utc()
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// The first letter of each word: enough to notice a number misheard.
pub(super) fn initials(full_name: &str) -> String {
    let letters = full_name.split_whitespace().filter_map(|word| word.chars().next());
    letters.map(|letter| format!("{}.", letter.to_uppercase())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_name_leaves_as_its_initials() {
        assert_eq!(initials("Đặng Thị  ánh"), "Đ. T. Á.");
        assert_eq!(initials(""), "");
    }
}
