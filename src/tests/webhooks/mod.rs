mod payment;
mod refunds;
