//! One file a screen: handlers (get, post), view model, view, in that order.

pub mod account;
pub mod audit;
pub mod candidate;
pub mod catalogue;
pub mod department;
pub mod document;
pub mod gallery;
pub mod gallery_mail;
pub mod help;
pub mod home;
pub mod institution;
pub mod language;
pub mod lead;
pub mod ministry;
pub mod not_me;
pub mod pay_link;
pub mod payment_return;
pub mod registration_history;
pub mod school;
pub mod session;
pub mod sign_in;
pub mod sign_out;
pub mod staff;
pub mod staff_sign_in;
pub mod support;
pub mod transparency;
