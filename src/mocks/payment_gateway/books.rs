//! The gateway's books: each order that arrived, how it ended, and what went back.

use std::{collections::HashMap, time::Instant};

use time::{Date, PrimitiveDateTime};

use super::{
    faults::{OrderFaults, QueryFault, RefundFault},
    protocol::{Parameters, PayRequest, Refusal, read_date, write_date},
};

/// A merchant's reference is unique within a day.
pub(super) type OrderKey = (String, Date);

/// How the payer's decision ends an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) response_code: &'static str,
    pub(super) transaction_status: &'static str,
}

impl Outcome {
    /// The payer's money is with the gateway: success, or success under suspicion.
    pub(super) fn took_money(self) -> bool {
        matches!(self.transaction_status, "00" | "07")
    }
}

/// How the payer paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaidBy {
    Bank,
    Code,
}

impl PaidBy {
    const fn card_type(self) -> &'static str {
        match self {
            Self::Bank => "ATM",
            Self::Code => "QRCODE",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Completed {
    pub(super) outcome: Outcome,
    /// `0` when no transaction came about.
    pub(super) transaction_no: String,
    pub(super) bank_code: String,
    pub(super) paid_by: PaidBy,
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
    /// `yyyyMMddHHmmss`, as the merchant dated its request.
    pub(super) at: String,
    /// Whether the bank will reject it.
    is_unwanted: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) request: PayRequest,
    pub(super) completed: Option<Completed>,
    /// The oldest first: the bank rejected all but perhaps the last.
    pub(super) refunds: Vec<Refund>,
    /// What goes wrong with this one, whatever goes wrong with others.
    pub(super) faults: Option<OrderFaults>,
    arrived: Instant,
}

impl Order {
    /// Whether the time to pay has run out, on the real clock.
    pub(super) fn is_expired(&self) -> bool {
        self.arrived.elapsed() > self.request.time_to_pay()
    }

    /// How long there is to pay.
    pub(super) fn time_left(&self) -> std::time::Duration {
        self.request.time_to_pay().saturating_sub(self.arrived.elapsed())
    }

    /// The moment by the merchant's clock.
    fn now(&self) -> PrimitiveDateTime {
        self.request.created.saturating_add(self.arrived.elapsed().try_into().unwrap_or_default())
    }

    /// Whether its money was taken from the payer and is with the gateway.
    pub(super) fn is_paid(&self) -> bool {
        self.completed.as_ref().is_some_and(|completed| completed.outcome.took_money())
    }

    /// How the next question is answered; `of_everybody` where the order has no faults of its own.
    pub(super) fn next_query_fault(&mut self, of_everybody: QueryFault) -> QueryFault {
        let Some(faults) = &mut self.faults else { return of_everybody };
        if faults.query_answers == 0 {
            return QueryFault::Honest;
        }
        faults.query_answers -= 1;
        faults.query
    }

    /// The same for the next request for a refund.
    pub(super) fn next_refund_fault(&mut self, of_everybody: RefundFault) -> RefundFault {
        let Some(faults) = &mut self.faults else { return of_everybody };
        if faults.refund_answers == 0 {
            return RefundFault::Honest;
        }
        faults.refund_answers -= 1;
        faults.refund
    }

    /// A step of the bank: it needs one to get a refund and another to be done with it.
    fn move_refund(&mut self) {
        if let Some(refund) = self.refunds.last_mut() {
            refund.stage = match refund.stage {
                RefundStage::Processing => RefundStage::AtBank,
                RefundStage::AtBank if refund.is_unwanted => RefundStage::Rejected,
                RefundStage::AtBank => RefundStage::Done,
                ended @ (RefundStage::Done | RefundStage::Rejected) => ended,
            };
        }
    }

    /// The signed words of notification and return; nothing while the order is open.
    pub(super) fn result(&self, terminal_code: &str) -> Option<Parameters> {
        let completed = self.completed.as_ref()?;
        let mut words = vec![
            ("vnp_TmnCode", terminal_code.to_owned()),
            ("vnp_Amount", self.request.amount.to_string()),
            ("vnp_BankCode", completed.bank_code.clone()),
            ("vnp_CardType", completed.paid_by.card_type().to_owned()),
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
    arrivals: u64,
    transactions: u32,
    responses: u32,
}

/// The first transaction has the number after this one.
const TRANSACTIONS_BEFORE: u32 = 14_400_000;

impl Books {
    /// Takes in an order, or finds it when the payer comes again with the very same one. A new one draws its faults by
    /// the number of its arrival.
    pub(super) fn arrive(
        &mut self,
        request: PayRequest,
        draw: impl FnOnce(u64) -> Option<OrderFaults>,
    ) -> Result<Order, Refusal> {
        let key = (request.reference.clone(), request.created.date());
        let arrivals = &mut self.arrivals;
        let order = self.orders.entry(key).or_insert_with(|| {
            *arrivals += 1;
            Order {
                request: request.clone(),
                completed: None,
                refunds: Vec::new(),
                faults: draw(*arrivals),
                arrived: Instant::now(),
            }
        });
        if order.request == request { Ok(order.clone()) } else { Err(Refusal { code: "01", parameter: "vnp_TxnRef" }) }
    }

    /// Every order, in no order.
    pub(super) fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// The order with this reference, made at this moment (`yyyyMMddHHmmss`).
    pub(super) fn find(&mut self, reference: &str, created: &str) -> Option<&mut Order> {
        let day = read_date(created)?.date();
        let order = self.orders.get_mut(&(reference.to_owned(), day))?;
        (write_date(order.request.created) == created).then_some(order)
    }

    /// The latest order with this reference.
    pub(super) fn find_latest(&mut self, reference: &str) -> Option<&mut Order> {
        let orders = self.orders.values_mut().filter(|order| order.request.reference == reference);
        orders.max_by_key(|order| order.request.created)
    }

    /// The order of a question, after its refund went on.
    pub(super) fn look(&mut self, reference: &str, created: &str) -> Option<Order> {
        let order = self.find(reference, created)?;
        order.move_refund();
        Some(order.clone())
    }

    /// The end of the day: what the bank was asked is done or rejected.
    pub(super) fn end_refunds(&mut self) {
        for order in self.orders.values_mut() {
            order.move_refund();
            order.move_refund();
        }
    }

    /// Takes a refund of the whole amount in. The code of the protocol when there is nothing to give back, or it is
    /// asked for already: an order is refunded once, and a request is taken once even when the bank rejected it.
    pub(super) fn refund(
        &mut self,
        reference: &str,
        created: &str,
        (request_id, at): (&str, &str),
        is_unwanted: bool,
    ) -> Result<Order, &'static str> {
        self.transactions += 1;
        let transaction_no = (TRANSACTIONS_BEFORE + self.transactions).to_string();
        let order = self.find(reference, created).ok_or("91")?;
        if !order.is_paid() {
            return Err("95");
        }
        let is_asked_for = |refund: &Refund| refund.stage != RefundStage::Rejected || refund.request_id == request_id;
        if order.refunds.iter().any(is_asked_for) {
            return Err("94");
        }
        order.refunds.push(Refund {
            request_id: request_id.to_owned(),
            transaction_no,
            stage: RefundStage::Processing,
            at: at.to_owned(),
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
    pub(super) fn complete(
        &mut self,
        request: &PayRequest,
        (bank_code, paid_by): (&str, PaidBy),
        outcome: Outcome,
    ) -> Option<Order> {
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
        let pay_date = write_date(order.now());
        order.completed =
            Some(Completed { outcome, transaction_no, bank_code: bank_code.to_owned(), paid_by, pay_date });
        Some(order.clone())
    }
}
