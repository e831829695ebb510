//! Numbers that the exam gives out.

/// The number of a form (số phiếu): the unit's code and a running number of at least six digits, e.g.
/// `001-000042`. Given at the first submission and kept for good.
#[must_use]
pub fn form_number(unit_code: &str, sequence: i64) -> String {
    format!("{unit_code}-{sequence:06}")
}

#[cfg(test)]
mod tests {
    use super::form_number;

    #[test]
    fn form_numbers_are_padded_to_six_digits_and_grow_beyond_them() {
        assert_eq!(form_number("001", 42), "001-000042");
        assert_eq!(form_number("901", 1_234_567), "901-1234567");
    }
}
