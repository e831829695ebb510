//! Instants, and how Vietnam reads them.
//!
//! Stored and compared in UTC; shown in Asia/Ho_Chi_Minh, which is UTC+7 the whole year since 1975, so
//! the domain needs no time-zone database.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// A moment, with microseconds (what PostgreSQL keeps).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant {
    unix_us: i64,
}

/// The offset of Asia/Ho_Chi_Minh, in hours east of UTC.
const VIETNAM_OFFSET_HOURS: i8 = 7;

fn vietnam() -> UtcOffset {
    UtcOffset::from_hms(VIETNAM_OFFSET_HOURS, 0, 0).unwrap_or(UtcOffset::UTC)
}

impl Instant {
    /// From microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix_us(unix_us: i64) -> Self {
        Self { unix_us }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_us(self) -> i64 {
        self.unix_us
    }

    /// From a UTC date-time; what is finer than a microsecond is cut off.
    #[must_use]
    pub fn from_utc(utc: OffsetDateTime) -> Self {
        let unix_us = utc.unix_timestamp_nanos().div_euclid(1_000);
        Self { unix_us: i64::try_from(unix_us).unwrap_or(i64::MAX) }
    }

    /// As a UTC date-time.
    #[must_use]
    pub fn to_utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.unix_us) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// A wall-clock moment in Vietnam.
    #[must_use]
    pub fn vietnam(year: i32, month: u8, day: u8, hour: u8, minute: u8) -> Option<Self> {
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        let time = Time::from_hms(hour, minute, 0).ok()?;
        Some(Self::from_utc(PrimitiveDateTime::new(date, time).assume_offset(vietnam())))
    }

    /// Reads `2026-07-14T17:00`, `2026-07-14T17:00:00`, either with a blank for the `T`, or with `Z` or
    /// `+07:00` at the end; without an offset it is Vietnam's wall clock.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (text, offset) = if let Some(rest) = text.strip_suffix('Z') {
            (rest, UtcOffset::UTC)
        } else if let Some(rest) = text.strip_suffix("+07:00") {
            (rest, vietnam())
        } else {
            (text, vietnam())
        };
        let (date, clock) = text.split_once(['T', ' '])?;
        let mut date_parts = date.splitn(3, '-');
        let year: i32 = date_parts.next()?.parse().ok()?;
        let month: u8 = date_parts.next()?.parse().ok()?;
        let day: u8 = date_parts.next()?.parse().ok()?;
        let mut clock_parts = clock.splitn(3, ':');
        let hour: u8 = clock_parts.next()?.parse().ok()?;
        let minute: u8 = clock_parts.next()?.parse().ok()?;
        let second: u8 = clock_parts.next().map_or(Ok(0), str::parse).ok()?;
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        let time = Time::from_hms(hour, minute, second).ok()?;
        Some(Self::from_utc(PrimitiveDateTime::new(date, time).assume_offset(offset)))
    }

    /// The wall clock in Vietnam.
    #[must_use]
    pub fn in_vietnam(self) -> OffsetDateTime {
        self.to_utc().to_offset(vietnam())
    }

    /// The calendar day in Vietnam.
    #[must_use]
    pub fn day_in_vietnam(self) -> Date {
        self.in_vietnam().date()
    }

    /// `minutes` later (earlier when negative).
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self { unix_us: self.unix_us + minutes * 60_000_000 }
    }

    /// `seconds` later (earlier when negative).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self { unix_us: self.unix_us + seconds * 1_000_000 }
    }

    /// How long after `earlier` this is; negative when before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::microseconds(self.unix_us - earlier.unix_us)
    }

    /// `17:00 14/07/2026`, the order in which Vietnamese notices give a deadline.
    #[must_use]
    pub fn short(self) -> String {
        let at = self.in_vietnam();
        format!("{:02}:{:02} {}", at.hour(), at.minute(), short_date(at.date()))
    }

    /// The same of an end: midnight belongs to the day that ends, `24:00 10/06/2026`.
    #[must_use]
    pub fn short_as_end(self) -> String {
        let at = self.in_vietnam();
        match at.date().previous_day() {
            Some(day_before) if at.time() == Time::MIDNIGHT => format!("24:00 {}", short_date(day_before)),
            _ => self.short(),
        }
    }

    /// `17:00`, where the day goes without saying.
    #[must_use]
    pub fn hour_and_minute(self) -> String {
        let at = self.in_vietnam();
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// `17:00:05 14/07/2026`, for receipts.
    #[must_use]
    pub fn to_the_second(self) -> String {
        let at = self.in_vietnam();
        format!("{:02}:{:02}:{:02} {}", at.hour(), at.minute(), at.second(), short_date(at.date()))
    }

    /// `2026-07-14T17:00:05+07:00`, for machines and for `<time datetime>`.
    #[must_use]
    pub fn iso(self) -> String {
        let at = self.in_vietnam();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+07:00",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    /// `yyyyMMddHHmmss` in Vietnam, the form of the payment protocol (domain.md §11.1).
    #[must_use]
    pub fn compact(self) -> String {
        let at = self.in_vietnam();
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

/// `14/07/2026`.
#[must_use]
pub fn short_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), u8::from(date.month()), date.year())
}

/// Reads a day as `YYYYMMDD`, `YYYY-MM-DD` or `DD/MM/YYYY`.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let (year, month, day) = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        (text.get(..4)?, text.get(4..6)?, text.get(6..)?)
    } else if let Some((day, rest)) = text.split_once('/') {
        let (month, year) = rest.split_once('/')?;
        (year, month, day)
    } else {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        (year, month, day)
    };
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Instant, parse_date, short_date};

    #[test]
    fn seventeen_hundred_in_vietnam_is_ten_in_utc() {
        let deadline = Instant::vietnam(2026, 7, 14, 17, 0).unwrap();
        assert_eq!(deadline.to_utc().hour(), 10);
        assert_eq!(deadline.short(), "17:00 14/07/2026");
        assert_eq!(deadline.iso(), "2026-07-14T17:00:00+07:00");
        assert_eq!(deadline.compact(), "20260714170000");
    }

    #[test]
    fn a_day_ends_at_twenty_four_hundred() {
        let end = |day, hour, minute| Instant::vietnam(2026, 6, day, hour, minute).unwrap().short_as_end();
        assert_eq!(end(11, 0, 0), "24:00 10/06/2026");
        assert_eq!(end(1, 0, 0), "24:00 31/05/2026");
        assert_eq!(end(11, 0, 1), "00:01 11/06/2026");
        assert_eq!(end(10, 17, 0), "17:00 10/06/2026");
    }

    #[test]
    fn instants_are_read_with_and_without_an_offset() {
        let expected = Instant::vietnam(2026, 7, 14, 17, 0);
        for text in ["2026-07-14T17:00", "2026-07-14 17:00:00", "2026-07-14T10:00:00Z", "2026-07-14T17:00+07:00"] {
            assert_eq!(Instant::parse(text), expected, "{text}");
        }
        for text in ["", "2026-07-14", "2026-13-01T00:00", "2026-02-30T00:00", "14/07/2026 17:00", "2026-07-14T25:00"] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_in_three_orders() {
        for text in ["20080305", "2008-03-05", "05/03/2008", " 5/3/2008 "] {
            assert_eq!(parse_date(text).map(short_date).as_deref(), Some("05/03/2008"), "{text}");
        }
        assert_eq!(parse_date("31/02/2008"), None);
    }
}
