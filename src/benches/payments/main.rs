//! Notifications of the gateway a second, as a ratio to pgbench that runs the same SQL. `make bench` runs it by
//! tools/bench_payments.sh.
//!
//! One in five is the repeat of an earlier one. The portal is asked over HTTP, with signatures that hold, by as many
//! senders as pgbench has clients; both use the same database server and take turns. The statements of pgbench are those
//! of the portal, read from `.sqlx` ([`script`]). Needs a database server (`DATABASE_URL`, an owner of databases) and
//! `pgbench`.

mod script;

use std::{
    error::Error,
    process::Command,
    time::{Duration, Instant},
};

use portal::{
    external::payment_gateway::vnpay::SigningKey,
    storage::Db,
    testing::{TestApp, insert_payers},
    usecases::Ctx,
    web::{router::router, server},
};
use sqlx::PgPool;
use tokio::{net::TcpListener, task::JoinSet};

const CLIENTS: usize = 16;
/// What one client sends in a turn, repeats too.
const EACH: usize = 100;
const TURNS: usize = 6;
/// One in so many is a repeat.
const REPEAT_ONE_IN: usize = 5;
/// How many orders a client may need.
const SPAN: usize = EACH * TURNS;
const LIMIT: f64 = 0.6;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run())
}

async fn run() -> Result<(), Failure> {
    let unlimited = |name| (name, "1000000".to_owned());
    let settings = [unlimited("PORTAL_ADDRESS_PER_SECOND"), unlimited("PORTAL_ADDRESS_BURST")];
    let app = TestApp::start_with("2026-07-17T09:00", &settings).await;
    // The first half of the orders is the portal's, the second pgbench's.
    let orders = i64::try_from(2 * CLIENTS * SPAN)?;
    insert_payers(app.owner(), orders).await?;
    insert_orders(app.owner()).await?;
    let ctx = Ctx { db: Db::connect_lazy(&app.ctx.config.database.url, u32::try_from(CLIENTS)?)?, ..app.ctx.clone() };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/webhooks/payment", listener.local_addr()?);
    let secret = ctx.config.payment.secret.clone();
    tokio::spawn(async move { server::serve(listener, router(ctx), std::future::pending()).await });
    let folder = script::write(CLIENTS * SPAN, SPAN)?;

    let (mut by_portal, mut by_pgbench) = (Duration::ZERO, Duration::ZERO);
    for turn in 0..TURNS {
        by_portal += notify(&address, &SigningKey::new(secret.clone()), turn).await?;
        by_pgbench += pgbench(&app.ctx.config.database.url, &folder, turn)?;
    }
    let paid: i64 = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM bill WHERE paid_at IS NOT NULL")
        .fetch_one(app.owner())
        .await?;
    let sent = CLIENTS * EACH * TURNS;
    let rate = |time: Duration| sent as f64 / time.as_secs_f64();
    let (portal, direct) = (rate(by_portal), rate(by_pgbench));
    println!("{sent} notifications each, one in {REPEAT_ONE_IN} a repeat; {paid} bills paid by both together");
    println!("a second: the portal {portal:.0}, pgbench with the same SQL {direct:.0}");
    let verdict = if portal / direct >= LIMIT { "meets the limit" } else { "MISSES" };
    println!("{:<66}{:>9.2}{LIMIT:>7}  {verdict}", "notifications a second / pgbench", portal / direct);
    Ok(())
}

/// A bill of one preference and a pending attempt for each of the payers, the order `LP-<number>`.
async fn insert_orders(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "WITH billed AS (
             INSERT INTO bill (id, candidate_id, list_version_id, preference_count, unit_fee_dong, amount_dong, frozen_at)
             SELECT id, candidate_id, id, 1, 15000, 15000, '2026-07-16T12:00:00+07:00' FROM preference_list_version
             WHERE starts_with(receipt_number, 'payer-') RETURNING id),
         issued AS (
             INSERT INTO ledger_entry (id, at, kind, debit_account, credit_account, amount_dong, bill_id)
             SELECT id, '2026-07-16T12:00:00+07:00', 'bill_issued', 'receivable', 'fee_income', 15000, id FROM billed)
         INSERT INTO payment_order (id, bill_id, reference, amount_dong, state, created_at, expires_at)
         SELECT billed.id, billed.id, replace(list.receipt_number, 'payer', 'LP'), 15000, 'pending',
             '2026-07-17T08:59:00+07:00', '2026-07-17T09:14:00+07:00'
         FROM billed JOIN preference_list_version AS list ON list.id = billed.id"
    )
    .execute(pool)
    .await?;
    sqlx::query!("ANALYZE bill, payment_order, ledger_entry, preference_list_version").execute(pool).await?;
    Ok(())
}

/// One turn of all senders; how long it took.
async fn notify(address: &str, key: &SigningKey, turn: usize) -> Result<Duration, Failure> {
    let queries: Vec<Vec<String>> =
        (0..CLIENTS).map(|client| (0..EACH).map(|index| query(key, order_of(client, turn, index))).collect()).collect();
    let began = Instant::now();
    let mut senders = JoinSet::new();
    for queries in queries {
        let address = address.to_owned();
        senders.spawn(async move {
            let http = reqwest::Client::builder().no_proxy().build()?;
            for (index, query) in queries.iter().enumerate() {
                let answer = http.get(format!("{address}?{query}")).send().await?.text().await?;
                let expected = if is_repeat(index) { "\"02\"" } else { "\"00\"" };
                if !answer.contains(expected) {
                    return Err::<(), Failure>(format!("{answer} instead of {expected}").into());
                }
            }
            Ok(())
        });
    }
    while let Some(done) = senders.join_next().await {
        done??;
    }
    Ok(began.elapsed())
}

const fn is_repeat(index: usize) -> bool {
    index % REPEAT_ONE_IN == REPEAT_ONE_IN - 1
}

/// The number of the order that a client's notification is about; a repeat is about the one before.
const fn order_of(client: usize, turn: usize, index: usize) -> usize {
    1 + client * SPAN + turn * EACH + if is_repeat(index) { index - 1 } else { index }
}

fn query(key: &SigningKey, order: usize) -> String {
    let text = format!(
        "vnp_Amount=1500000&vnp_BankCode=NCB&vnp_BankTranNo=NCB14{order}&vnp_CardType=ATM\
         &vnp_OrderInfo=Le+phi+xet+tuyen+LP-{order}&vnp_PayDate=20260717090000&vnp_ResponseCode=00&vnp_TmnCode=DEMOV210\
         &vnp_TransactionNo=14{order}&vnp_TransactionStatus=00&vnp_TxnRef=LP-{order}"
    );
    format!("{text}&vnp_SecureHash={}", key.sign(&text))
}

/// One turn of pgbench; how long it took, without the time to connect.
fn pgbench(url: &str, folder: &str, turn: usize) -> Result<Duration, Failure> {
    let (new, again) = (format!("{folder}/new.sql@{}", REPEAT_ONE_IN - 1), format!("{folder}/again.sql@1"));
    let mut command = Command::new("pgbench");
    command.args(["--no-vacuum", "--protocol=prepared", "--random-seed=1", "--jobs=2"]);
    command.args(["--client", &CLIENTS.to_string(), "--transactions", &EACH.to_string()]);
    command.args(["--define", &format!("done={}", turn * EACH), "--file", &new, "--file", &again, url]);
    let output = command.output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !text.contains("number of failed transactions: 0") {
        return Err(format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let rate = text.split_once("tps = ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<f64>().ok());
    let rate = rate.ok_or("pgbench tells no rate")?;
    Ok(Duration::from_secs_f64((CLIENTS * EACH) as f64 / rate))
}
