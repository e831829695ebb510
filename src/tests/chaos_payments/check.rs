//! The books of the portal against the books of the gateway, line by line, and what must never be.

use std::collections::{BTreeMap, HashMap, HashSet};

use portal::{domain::access::Actor, storage::ledger::ledger_parity, usecases::Ctx};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Failure, mishaps::Happened, payer::World, people, stack::Stack};

/// An attempt as the gateway has it.
#[derive(Deserialize)]
struct BookEntry {
    reference: String,
    amount_dong: i64,
    transaction_status: Option<String>,
    taken_dong: i64,
    refunded_dong: i64,
}

/// An attempt as the portal has it, with what the ledger holds of it.
#[derive(FromRow)]
struct Order {
    reference: String,
    bill_id: Uuid,
    state: String,
    amount_dong: i64,
    refund_problem: Option<String>,
    received_dong: i64,
    refunded_dong: i64,
}

/// In what the gateway's statements and the ledger still differ.
#[derive(FromRow)]
struct Difference {
    reference: String,
    kind: String,
}

#[derive(FromRow)]
struct Bill {
    id: Uuid,
    amount_dong: i64,
    is_paid: bool,
}

/// Prints the figures and what is wrong; whether nothing is.
pub async fn run(ctx: &Ctx, stack: &Stack, world: &World, mishaps: Happened) -> Result<bool, Failure> {
    let gateway: Vec<BookEntry> = stack.books().await?;
    let gateway: HashMap<&str, &BookEntry> = gateway.iter().map(|entry| (entry.reference.as_str(), entry)).collect();
    let owner = people::owner(ctx)?;
    let orders: Vec<Order> = sqlx::query_as(
        "SELECT reference, bill_id, state, amount_dong, refund_problem,
             (SELECT coalesce(sum(amount_dong), 0)::bigint FROM ledger_entry
              WHERE order_id = payment_order.id AND kind IN ('payment_received', 'excess_received')) AS received_dong,
             (SELECT coalesce(sum(amount_dong), 0)::bigint FROM ledger_entry
              WHERE order_id = payment_order.id AND kind = 'refund_paid') AS refunded_dong
         FROM payment_order",
    )
    .fetch_all(owner.pool())
    .await?;
    let bills: Vec<Bill> = sqlx::query_as("SELECT id, amount_dong, paid_at IS NOT NULL AS is_paid FROM bill")
        .fetch_all(owner.pool())
        .await?;
    let notices: Vec<(String, i64)> =
        sqlx::query_as("SELECT reply_code, count(*) FROM payment_notice GROUP BY reply_code ORDER BY reply_code")
            .fetch_all(owner.pool())
            .await?;

    let differences: Vec<Difference> =
        sqlx::query_as("SELECT reference, kind FROM gateway_difference WHERE settled_at IS NULL")
            .fetch_all(owner.pool())
            .await?;
    let compared_days: i64 =
        sqlx::query_scalar("SELECT count(*) FROM gateway_comparison").fetch_one(owner.pool()).await?;

    let mut wrong = world.noted();
    wrong.extend(by_statements(&orders, &differences));
    if compared_days == 0 {
        wrong.push("no statement of the gateway was compared".to_owned());
    }
    wrong.extend(line_by_line(&orders, &gateway));
    wrong.extend(by_bill(&bills, &orders, &gateway));
    let known: HashSet<&str> = orders.iter().map(|order| order.reference.as_str()).collect();
    let lost = world.acknowledged().iter().filter(|reference| !known.contains(reference.as_str())).count();
    if lost > 0 {
        wrong.push(format!("{lost} acknowledged attempts are lost"));
    }
    let mut tx = ctx.db.begin(&Actor::System).await?;
    let parity = ledger_parity(&mut tx).await?;
    if !parity.holds() {
        wrong.push(format!("the ledger does not agree with bills and attempts: {parity:?}"));
    }
    if !stack.portal_says("verify", &["audit"]).await? {
        wrong.push("the audit log has a broken link".to_owned());
    }
    if mishaps.portal_killed == 0 || mishaps.database_crashed == 0 {
        wrong.push(format!("too little went wrong: {mishaps}"));
    }
    print(&orders, &bills, &gateway, &notices);
    println!("{mishaps}");
    println!("statements: {compared_days} days compared, {} differences open", differences.len());
    println!("ledger: sum {}; holds beside bills and attempts: {}", parity.balances.sum().amount(), parity.holds());
    for each in wrong.iter().take(40) {
        println!("WRONG: {each}");
    }
    println!("{} things wrong", wrong.len());
    Ok(wrong.is_empty())
}

/// Each attempt: decided, and the same on both sides.
fn line_by_line(orders: &[Order], gateway: &HashMap<&str, &BookEntry>) -> Vec<String> {
    let mut wrong = Vec::new();
    for order in orders {
        let entry = gateway.get(order.reference.as_str());
        // Money under suspicion is with the gateway, and comes into the ledger when a person has decided.
        let status = entry.and_then(|entry| entry.transaction_status.as_deref()).unwrap_or("none");
        let is_suspect = status == "07";
        let taken = entry.filter(|_| !is_suspect).map_or(0, |entry| entry.taken_dong);
        let refunded = entry.map_or(0, |entry| entry.refunded_dong);
        let Order { reference, state, .. } = order;
        if order.received_dong != taken || order.refunded_dong != refunded {
            wrong.push(format!(
                "{reference} ({state}): the ledger has {} and {} back, the gateway {taken} and {refunded} back",
                order.received_dong, order.refunded_dong
            ));
        }
        if entry.is_some_and(|entry| entry.amount_dong != order.amount_dong) {
            wrong.push(format!("{reference}: the amounts differ"));
        }
        let is_right = match state.as_str() {
            "paid" => taken > 0 && refunded == 0,
            "refunded" => taken > 0 && refunded == taken,
            "failed" | "expired" => taken == 0 && !is_suspect,
            "under_review" => matches!(status, "07" | "04"),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{reference} is {state}, and status {status} at the gateway"));
        }
        if order.refund_problem.is_some() {
            wrong.push(format!("{reference}: its refund has a problem"));
        }
    }
    let known: HashSet<&str> = orders.iter().map(|order| order.reference.as_str()).collect();
    for reference in gateway.keys().filter(|reference| !known.contains(*reference)) {
        wrong.push(format!("{reference} is known to the gateway alone"));
    }
    wrong
}

/// What the portal itself found when it compared the statements: nothing but money that people have to decide about.
fn by_statements(orders: &[Order], differences: &[Difference]) -> Vec<String> {
    let under_review: HashSet<&str> =
        orders.iter().filter(|order| order.state == "under_review").map(|order| order.reference.as_str()).collect();
    let of = |Difference { reference, kind }: &Difference| {
        let is_expected = kind == "in_doubt" && under_review.contains(reference.as_str());
        (!is_expected).then(|| format!("{reference}: the statements differ from the ledger ({kind})"))
    };
    differences.iter().filter_map(of).collect()
}

/// Each bill: paid once when it is paid, and nothing kept when it is not.
fn by_bill(bills: &[Bill], orders: &[Order], gateway: &HashMap<&str, &BookEntry>) -> Vec<String> {
    let mut kept: HashMap<Uuid, i64> = HashMap::new();
    for order in orders {
        let Some(entry) = gateway.get(order.reference.as_str()) else { continue };
        if entry.transaction_status.as_deref() == Some("00") {
            *kept.entry(order.bill_id).or_default() += entry.taken_dong - entry.refunded_dong;
        }
    }
    let of = |bill: &Bill| {
        (kept.get(&bill.id).copied().unwrap_or_default(), if bill.is_paid { bill.amount_dong } else { 0 })
    };
    let wrong = bills.iter().filter_map(|bill| match of(bill) {
        (kept, due) if kept == due => None,
        (kept, due) => Some(format!("bill {}: {kept} đồng kept, {due} due", bill.id)),
    });
    wrong.collect()
}

fn print(orders: &[Order], bills: &[Bill], gateway: &HashMap<&str, &BookEntry>, notices: &[(String, i64)]) {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for order in orders {
        *states.entry(order.state.as_str()).or_default() += 1;
    }
    let (paid, credited) =
        (bills.iter().filter(|bill| bill.is_paid).count(), orders.iter().filter(|order| order.state == "paid").count());
    let sum = |of: fn(&BookEntry) -> i64| gateway.values().map(|entry| of(entry)).sum::<i64>();
    println!("bills {}, paid {paid}, credits {credited}; attempts {} {states:?}", bills.len(), orders.len());
    println!("notifications by reply: {notices:?}");
    println!(
        "đồng: the gateway took {} and gave back {}; the ledger has {} and {}",
        sum(|entry| entry.taken_dong),
        sum(|entry| entry.refunded_dong),
        orders.iter().map(|order| order.received_dong).sum::<i64>(),
        orders.iter().map(|order| order.refunded_dong).sum::<i64>()
    );
}
