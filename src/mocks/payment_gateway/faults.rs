//! What goes wrong on purpose: with everything from now on, with one order, or with some orders at random.
//!
//! Whatever is wrong, the gateway's own books stay true: it lies to the merchant, never to itself. So a merchant that
//! believes its daily statement in the end can always be in order.

use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use serde::{Deserialize, Serialize};

/// How the notification of an order misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpnFault {
    /// The first attempt is answered before the browser is sent back.
    #[default]
    BeforeReturn,
    /// Sent while the browser goes back; either may come first.
    Normal,
    /// Sent twice whatever the answer to the first, both before the browser is sent back.
    Twice,
    /// First how it ended, then that it has not ended yet.
    OutOfOrder,
    /// Not sent at all.
    Never,
    /// Sent with a signature that does not hold.
    BadSignature,
    /// Sent and signed with an amount 1,000 đồng too high.
    WrongAmount,
    /// Not sent before the time to pay is over.
    AfterExpiry,
}

/// What the browser brings back to the merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnFault {
    /// How the payment ended.
    #[default]
    Honest,
    /// The contrary, well signed.
    Lies,
    /// How it ended, with a signature that does not hold.
    BadSignature,
    /// Nothing: the payer stays at the gateway.
    Never,
}

/// How questions about an order are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryFault {
    /// As it is.
    #[default]
    Honest,
    /// Not finished yet (status 01), also when it is.
    Late,
    /// Not found (91).
    NotFound,
    /// Failed (status 02), whatever the notification says.
    Contradicts,
    /// An error of the gateway (99).
    Error,
    /// 503.
    Silent,
}

/// How requests for a refund are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFault {
    /// The money goes back.
    #[default]
    Honest,
    /// The request is taken, and the bank rejects it later (status 09).
    Rejected,
    /// The request is taken, and the answer lost.
    AnswerLost,
    /// The request is not taken (99).
    NotTaken,
}

/// What goes wrong with one order, whatever goes wrong with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderFaults {
    /// With its notification.
    pub ipn: IpnFault,
    /// Milliseconds between the payer's decision and the notification; the browser does not wait for them.
    pub delay_ms: u64,
    /// With the way back.
    pub way_back: ReturnFault,
    /// With questions about it.
    pub query: QueryFault,
    /// How many questions are answered so; all later ones honestly.
    pub query_answers: u32,
    /// With its refund.
    pub refund: RefundFault,
    /// How many requests for its refund are answered so.
    pub refund_answers: u32,
}

/// The switches for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// With notifications.
    pub ipn: IpnFault,
    /// Milliseconds between the payer's decision and the notification; the browser does not wait for them.
    pub delay_ms: u64,
    /// With the way back.
    pub way_back: ReturnFault,
    /// With questions, until it is set otherwise.
    pub query: QueryFault,
    /// With refunds, until it is set otherwise.
    pub refund: RefundFault,
    /// Everything answers 503.
    pub down: bool,
    /// Every answer comes so many milliseconds late.
    pub slow_ms: u64,
    /// Of a hundred orders that arrive, so many have faults of their own, drawn by lot.
    pub percent: u32,
    /// What the lots are drawn by: the same seed and the same order of arrival give the same faults.
    pub seed: u64,
    /// Milliseconds that a notification drawn by lot is late at most.
    pub most_delay_ms: u64,
}

/// The words of each switch and what they mean, for the control page: name, Vietnamese text.
pub(super) type Choices = &'static [(&'static str, &'static str)];

pub(super) const IPN_CHOICES: Choices = &[
    ("before_return", "Gửi trước khi người trả tiền quay về"),
    ("normal", "Gửi cùng lúc người trả tiền quay về"),
    ("twice", "Gửi hai lần"),
    ("out_of_order", "Gửi kết quả, rồi gửi tin cũ “chưa xong”"),
    ("never", "Không gửi"),
    ("bad_signature", "Gửi với chữ ký sai"),
    ("wrong_amount", "Gửi với số tiền khác"),
    ("after_expiry", "Gửi sau khi hết hạn thanh toán"),
];
pub(super) const RETURN_CHOICES: Choices = &[
    ("honest", "Đúng kết quả"),
    ("lies", "Nói ngược kết quả"),
    ("bad_signature", "Chữ ký sai"),
    ("never", "Không quay về"),
];
pub(super) const QUERY_CHOICES: Choices = &[
    ("honest", "Trả lời đúng"),
    ("late", "Nói là chưa xong (01)"),
    ("not_found", "Nói là không có (91)"),
    ("contradicts", "Nói là thất bại (02)"),
    ("error", "Lỗi (99)"),
    ("silent", "Không trả lời (503)"),
];
pub(super) const REFUND_CHOICES: Choices = &[
    ("honest", "Hoàn tiền"),
    ("rejected", "Nhận (00), sau đó ngân hàng từ chối (09)"),
    ("answer_lost", "Nhận, nhưng mất câu trả lời"),
    ("not_taken", "Lỗi (99)"),
];

impl Faults {
    /// The faults that the order that arrives as number `arrival` draws; `None` for none of its own.
    pub(super) fn draw(&self, arrival: u64) -> Option<OrderFaults> {
        // Each arrival has lots of its own, so that what came before does not change them.
        let mut lots = SmallRng::seed_from_u64(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ arrival);
        (lots.random_range(0..100) < self.percent).then(|| self.drawn(&mut lots))
    }

    fn drawn(&self, lots: &mut SmallRng) -> OrderFaults {
        OrderFaults {
            ipn: draw(
                lots,
                &[
                    IpnFault::BeforeReturn,
                    IpnFault::Normal,
                    IpnFault::Twice,
                    IpnFault::OutOfOrder,
                    IpnFault::Never,
                    IpnFault::BadSignature,
                    IpnFault::WrongAmount,
                    IpnFault::AfterExpiry,
                ],
            ),
            delay_ms: if self.most_delay_ms == 0 { 0 } else { lots.random_range(0..=self.most_delay_ms) },
            way_back: draw(
                lots,
                &[ReturnFault::Honest, ReturnFault::Lies, ReturnFault::BadSignature, ReturnFault::Never],
            ),
            query: draw(
                lots,
                &[
                    QueryFault::Honest,
                    QueryFault::Late,
                    QueryFault::NotFound,
                    QueryFault::Contradicts,
                    QueryFault::Error,
                    QueryFault::Silent,
                ],
            ),
            query_answers: lots.random_range(0..=2),
            refund: draw(
                lots,
                &[RefundFault::Honest, RefundFault::Rejected, RefundFault::AnswerLost, RefundFault::NotTaken],
            ),
            refund_answers: lots.random_range(0..=2),
        }
    }

    /// How the notification and the way back of an order go wrong that has no faults of its own.
    pub(super) fn of_everybody(&self) -> OrderFaults {
        OrderFaults { ipn: self.ipn, delay_ms: self.delay_ms, way_back: self.way_back, ..OrderFaults::default() }
    }
}

fn draw<T: Copy + Default>(lots: &mut SmallRng, choices: &[T]) -> T {
    choices.get(lots.random_range(0..choices.len())).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Faults, IPN_CHOICES, IpnFault, OrderFaults, QUERY_CHOICES, REFUND_CHOICES, RETURN_CHOICES};

    #[test]
    fn lots_depend_on_seed_and_arrival_alone_and_draw_everything() {
        let faults = Faults { percent: 100, seed: 7, most_delay_ms: 50, ..Faults::default() };
        let drawn: Vec<OrderFaults> = (0..400).filter_map(|arrival| faults.draw(arrival)).collect();
        assert_eq!(drawn.len(), 400);
        assert!((0..400).rev().all(|arrival| faults.draw(arrival) == Some(drawn[arrival as usize])));
        let other = Faults { seed: 8, ..faults };
        assert!((0..400).any(|arrival| other.draw(arrival) != Some(drawn[arrival as usize])));
        let ipn: HashSet<String> = drawn.iter().map(|each| format!("{:?}", each.ipn)).collect();
        assert_eq!(ipn.len(), IPN_CHOICES.len());
        assert!(drawn.iter().all(|each| each.delay_ms <= 50 && each.query_answers <= 2 && each.refund_answers <= 2));
    }

    #[test]
    fn so_many_in_a_hundred_draw() {
        let faults = Faults { ipn: IpnFault::Never, ..Faults::default() };
        assert!((0..100).all(|arrival| faults.draw(arrival).is_none()));
        assert_eq!(faults.of_everybody(), OrderFaults { ipn: IpnFault::Never, ..OrderFaults::default() });
        let some = Faults { percent: 30, ..faults };
        let drawn = (0..1_000).filter_map(|arrival| some.draw(arrival)).count();
        assert!((200..400).contains(&drawn), "{drawn} of 1,000");
    }

    #[test]
    fn every_word_of_the_control_page_is_one_of_the_wire() {
        let fits =
            |field: &str, word: &str| serde_json::from_value::<OrderFaults>(serde_json::json!({ field: word })).is_ok();
        for (field, choices) in
            [("ipn", IPN_CHOICES), ("way_back", RETURN_CHOICES), ("query", QUERY_CHOICES), ("refund", REFUND_CHOICES)]
        {
            assert!(choices.iter().all(|(word, _)| fits(field, word)), "{field}");
            assert!(!fits(field, "no such word"));
        }
    }
}
