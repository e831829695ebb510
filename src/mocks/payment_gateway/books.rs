//! The gateway's books: each order that arrived, and how it ended.

use std::{collections::HashMap, time::Instant};

use time::Date;

use super::protocol::{Parameters, PayRequest, Refusal, write_date};

/// A merchant's reference is unique within a day.
pub(super) type OrderKey = (String, Date);

/// How the payer's decision ends an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) response_code: &'static str,
    pub(super) transaction_status: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct Completed {
    pub(super) outcome: Outcome,
    /// `0` when no transaction came about.
    pub(super) transaction_no: String,
    pub(super) bank_code: String,
    pub(super) pay_date: String,
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefundStage {
    /// The gateway works on it.
    Processing,
    /// It is with the bank.
    AtBank,
    /// The money is back.
    Done,
    /// The bank does not take it.
    Rejected,
}

impl RefundStage {
    /// `vnp_TransactionStatus`.
    pub(super) const fn transaction_status(self) -> &'static str {
        match self {
            Self::Processing => "05",
            Self::AtBank => "06",
            Self::Done => "00",
            Self::Rejected => "09",
        }
    }
}

/// One refund of an order, as the gateway took it.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    pub(super) request_id: String,
    pub(super) transaction_no: String,
    pub(super) stage: RefundStage,
    /// Whether the bank will reject it.
    is_unwanted: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) request: PayRequest,
    pub(super) completed: Option<Completed>,
    /// The oldest first: the bank rejected all but perhaps the last.
    pub(super) refunds: Vec<Refund>,
    arrived: Instant,
}

impl Order {
    /// Whether the time to pay has run out, on the real clock.
    pub(super) fn is_expired(&self) -> bool {
        self.arrived.elapsed() > self.request.time_to_pay()
    }

    /// Whether its money was taken from the payer and is with the gateway.
    pub(super) fn is_paid(&self) -> bool {
        self.completed.as_ref().is_some_and(|completed| matches!(completed.outcome.transaction_status, "00" | "07"))
    }

    /// The signed words of notification and return; nothing while the order is open.
    pub(super) fn result(&self, terminal_code: &str) -> Option<Parameters> {
        let completed = self.completed.as_ref()?;
        let mut words = vec![
            ("vnp_TmnCode", terminal_code.to_owned()),
            ("vnp_Amount", self.request.amount.to_string()),
            ("vnp_BankCode", completed.bank_code.clone()),
            ("vnp_CardType", "ATM".to_owned()),
            ("vnp_PayDate", completed.pay_date.clone()),
            ("vnp_OrderInfo", self.request.order_info.clone()),
            ("vnp_TransactionNo", completed.transaction_no.clone()),
            ("vnp_ResponseCode", completed.outcome.response_code.to_owned()),
            ("vnp_TransactionStatus", completed.outcome.transaction_status.to_owned()),
            ("vnp_TxnRef", self.request.reference.clone()),
        ];
        if completed.transaction_no != "0" {
            words.push(("vnp_BankTranNo", format!("{}{}", completed.bank_code, completed.transaction_no)));
        }
        Some(words.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

#[derive(Default)]
pub(super) struct Books {
    orders: HashMap<OrderKey, Order>,
    transactions: u32,
    responses: u32,
}

/// The first transaction has the number after this one.
const TRANSACTIONS_BEFORE: u32 = 14_400_000;

impl Books {
    /// Takes in an order, or finds it when the payer comes again with the very same one.
    pub(super) fn arrive(&mut self, request: PayRequest) -> Result<Order, Refusal> {
        let key = (request.reference.clone(), request.created.date());
        let order = self.orders.entry(key).or_insert_with(|| Order {
            request: request.clone(),
            completed: None,
            refunds: Vec::new(),
            arrived: Instant::now(),
        });
        if order.request == request { Ok(order.clone()) } else { Err(Refusal { code: "01", parameter: "vnp_TxnRef" }) }
    }

    /// The order with this reference, made at this moment (`yyyyMMddHHmmss`).
    pub(super) fn find(&self, reference: &str, created: &str) -> Option<Order> {
        let mut orders = self.orders.values();
        orders
            .find(|order| order.request.reference == reference && write_date(order.request.created) == created)
            .cloned()
    }

    /// The same, after its refund went on: the bank needs one question to get it and another to be done with it.
    pub(super) fn look(&mut self, reference: &str, created: &str) -> Option<Order> {
        let mut orders = self.orders.values_mut();
        let order = orders
            .find(|order| order.request.reference == reference && write_date(order.request.created) == created)?;
        if let Some(refund) = order.refunds.last_mut() {
            refund.stage = match refund.stage {
                RefundStage::Processing => RefundStage::AtBank,
                RefundStage::AtBank if refund.is_unwanted => RefundStage::Rejected,
                RefundStage::AtBank => RefundStage::Done,
                ended @ (RefundStage::Done | RefundStage::Rejected) => ended,
            };
        }
        Some(order.clone())
    }

    /// Takes a refund of the whole amount in. The code of the protocol when there is nothing to give back, or it is
    /// asked for already: an order is refunded once, and a request is taken once even when the bank rejected it.
    pub(super) fn refund(
        &mut self,
        reference: &str,
        created: &str,
        request_id: &str,
        is_unwanted: bool,
    ) -> Result<Order, &'static str> {
        let mut orders = self.orders.values_mut();
        let order = orders
            .find(|order| order.request.reference == reference && write_date(order.request.created) == created)
            .ok_or("91")?;
        if !order.is_paid() {
            return Err("95");
        }
        let is_asked_for = |refund: &Refund| refund.stage != RefundStage::Rejected || refund.request_id == request_id;
        if order.refunds.iter().any(is_asked_for) {
            return Err("94");
        }
        self.transactions += 1;
        order.refunds.push(Refund {
            request_id: request_id.to_owned(),
            transaction_no: (TRANSACTIONS_BEFORE + self.transactions).to_string(),
            stage: RefundStage::Processing,
            is_unwanted,
        });
        Ok(order.clone())
    }

    /// Every refund: the order's reference, đồng, and how far it is.
    pub(super) fn refunds(&self) -> Vec<(String, u64, RefundStage)> {
        let of = |order: &Order| {
            let (reference, amount) = (order.request.reference.clone(), order.request.amount / 100);
            order.refunds.clone().into_iter().map(move |refund| (reference.clone(), amount, refund.stage))
        };
        let mut refunds: Vec<_> = self.orders.values().flat_map(of).collect();
        refunds.sort_by(|one, other| one.0.cmp(&other.0));
        refunds
    }

    /// A number for the next answer to a query.
    pub(super) fn next_response_id(&mut self) -> String {
        self.responses += 1;
        format!("RES{:08}", self.responses)
    }

    /// Ends an order as the payer decided, or as expired when that is too late. `None` when it had ended before.
    pub(super) fn complete(&mut self, request: &PayRequest, bank_code: &str, outcome: Outcome) -> Option<Order> {
        let order = self.orders.get_mut(&(request.reference.clone(), request.created.date()))?;
        if order.completed.is_some() {
            return None;
        }
        let outcome =
            if order.is_expired() { Outcome { response_code: "11", transaction_status: "02" } } else { outcome };
        let transaction_no = if ["11", "24"].contains(&outcome.response_code) {
            "0".to_owned()
        } else {
            self.transactions += 1;
            (TRANSACTIONS_BEFORE + self.transactions).to_string()
        };
        let paid_at = order.request.created.saturating_add(order.arrived.elapsed().try_into().unwrap_or_default());
        order.completed =
            Some(Completed { outcome, transaction_no, bank_code: bank_code.to_owned(), pay_date: write_date(paid_at) });
        Some(order.clone())
    }
}
