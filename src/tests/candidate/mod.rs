mod payment;
mod registration;
