//! The scripts of pgbench: the very statements with which the portal settles a notification, in their order.

use std::fs;

use crate::Failure;

const FOLDER: &str = ".run/bench-payments";
/// The candidate, the bill and the attempt of order `n`; testing::insert_payers gives all of them one id.
const ID: &str = "md5('payer-' || :n::text)::uuid";
const REFERENCE: &str = "'LP-' || :n::text";

/// A statement of the portal, found by how it begins and ends, and what takes the places of its parameters.
struct Statement {
    begins: &'static str,
    ends: &'static str,
    values: &'static [&'static str],
}

const ACT_AS_SYSTEM: Statement =
    Statement { begins: "SELECT set_config('portal.actor_kind'", ends: "", values: &["'system'", "''", "''", "''"] };
const LOCK_BILL: Statement = Statement {
    begins: "SELECT id, candidate_id, list_version_id,",
    ends: "WHERE reference = $1) FOR UPDATE",
    values: &[REFERENCE],
};
const FETCH_ORDER: Statement =
    Statement { begins: "SELECT payment_order.id, bill_id,", ends: "WHERE reference = $1", values: &[REFERENCE] };
const EARLIER_REPLY: Statement = Statement {
    begins: "SELECT reply_code FROM payment_notice",
    ends: "",
    values: &[REFERENCE, "'14' || :n::text", "'00'"],
};
const CHANGE_ORDER: Statement = Statement {
    begins: "UPDATE payment_order SET state = $3",
    ends: "",
    values: &[
        ID,
        "'pending'",
        "'paid'",
        "'00'",
        "'14' || :n::text",
        "now()",
        "0",
        "NULL::timestamptz",
        "false",
        "now()",
    ],
};
const ADD_EVENT: Statement = Statement {
    begins: "INSERT INTO payment_event",
    ends: "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    values: &["gen_random_uuid()", ID, "now()", "'notification'", "'pending'", "'paid'", "'00'", "'00'"],
};
const ADD_TRANSFER: Statement = Statement {
    begins: "INSERT INTO ledger_entry",
    ends: "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    values: &["gen_random_uuid()", "now()", "'payment_received'", "'gateway_cash'", "'receivable'", "15000", ID, ID],
};
const MARK_PAID: Statement =
    Statement { begins: "UPDATE bill SET paid_at = $2", ends: "", values: &[ID, "now()", "'BL-' || :n::text"] };
const FIND_ADDRESS: Statement =
    Statement { begins: "SELECT (SELECT v.content -> 'contact' ->> 'email'", ends: "", values: &[ID] };
const ADD_TO_AUDIT_LOG: Statement = Statement {
    begins: "WITH noted AS ( INSERT INTO audit_unchained",
    ends: "",
    values: &[
        "ARRAY[md5('audit-' || :n::text)::uuid]",
        "now()",
        "now()",
        "'system'",
        "NULL",
        "NULL",
        "NULL",
        "'bill.paid'",
        "ARRAY[md5('payer-' || :n::text)::uuid]",
        "'bill'",
        ID,
        "NULL",
        "NULL",
        "NULL",
        "NULL",
        "NULL",
        "NULL",
        "'{\"amount_dong\": 15000}'",
    ],
};
const KEEP_NOTICE: Statement = Statement {
    begins: "INSERT INTO payment_notice",
    ends: "",
    values: &[REFERENCE, "'14' || :n::text", "'00'", "repeat('x', 400)", "now()", "'00'"],
};

/// Writes `new.sql` and `again.sql`; the folder. The orders of client `c` are those from `first + c * span` on.
pub fn write(first: usize, span: usize) -> Result<String, Failure> {
    let known = known()?;
    let both = [&ACT_AS_SYSTEM, &LOCK_BILL, &FETCH_ORDER, &EARLIER_REPLY];
    let settling =
        [&CHANGE_ORDER, &ADD_EVENT, &ADD_TRANSFER, &MARK_PAID, &FIND_ADDRESS, &ADD_TO_AUDIT_LOG, &KEEP_NOTICE];
    let begin = first + 1;
    fs::create_dir_all(FOLDER)?;
    let new = format!("\\set n {begin} + :client_id * {span} + :done\n\\set done :done + 1\n");
    let again = format!("\\set n {begin} + :client_id * {span} + greatest(:done - 1, 0)\n");
    fs::write(format!("{FOLDER}/new.sql"), script(new, both.into_iter().chain(settling), &known)?)?;
    fs::write(format!("{FOLDER}/again.sql"), script(again, both.into_iter().chain([&KEEP_NOTICE]), &known)?)?;
    Ok(FOLDER.to_owned())
}

fn script<'a>(
    head: String,
    statements: impl Iterator<Item = &'a Statement>,
    known: &[String],
) -> Result<String, Failure> {
    let mut script = head + "BEGIN;\n";
    for statement in statements {
        let mut found =
            known.iter().filter(|text| text.starts_with(statement.begins) && text.ends_with(statement.ends));
        let text = found.next().ok_or_else(|| format!("no statement begins with {}", statement.begins))?;
        if found.next().is_some() {
            return Err(format!("several statements begin with {}", statement.begins).into());
        }
        // The last first, since $1 is also the beginning of $10.
        let filled = statement.values.iter().enumerate().rev();
        let filled = filled.fold(text.clone(), |text, (index, value)| text.replace(&format!("${}", index + 1), value));
        script += &format!("{filled};\n");
    }
    Ok(script + "COMMIT;\n")
}

/// The statements of the portal, each on one line.
fn known() -> Result<Vec<String>, Failure> {
    let mut known = Vec::new();
    for entry in fs::read_dir(".sqlx")? {
        let file: serde_json::Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
        let text = file["query"].as_str().ok_or("a query without a text")?;
        known.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Ok(known)
}
