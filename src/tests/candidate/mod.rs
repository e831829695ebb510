mod registration;
mod payment;
