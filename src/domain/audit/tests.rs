use proptest::prelude::*;
use time::{Date, Month};
use uuid::Uuid;

use super::{Checkpoint, ENTRY_TAG, Entry, EntryKey};
use crate::domain::{text::hex, time::Instant};

/// Computed by a few lines of Python that share nothing with this program:
///
/// ```python
/// import struct, uuid
/// f = lambda b: b"\0" if b is None else b"\1" + struct.pack(">I", len(b)) + b
/// u = lambda n: uuid.UUID(int=n).bytes
/// fields = [u(1), struct.pack(">q", 1776823200000001), struct.pack(">q", -1), b"school_head", u(2), b"unit",
///     "đ".encode(), b"exam_registration.view", u(3), b"exam_registration", u(4), b"verification", None, u(5),
///     b"203.0.113.0/24", None, b"\xab" * 32, b'{"a":1}']
/// print((b"portal audit entry v1\0" + b"".join(map(f, fields))).hex())
/// print((b"portal audit checkpoint v1\0" + b"2026-07-14" + struct.pack(">Q", 7) + b"\1" * 32 + b"\2" * 32
///     + struct.pack(">q", 1776823200000001)).hex())
/// ```
#[test]
fn the_bytes_are_those_of_the_format() {
    let entry = Entry {
        id: Uuid::from_u128(1),
        at: Instant::from_unix_us(1_776_823_200_000_001),
        recorded_at: Instant::from_unix_us(-1),
        actor_kind: "school_head".to_owned(),
        actor_id: Some(Uuid::from_u128(2)),
        tenant_kind: Some("unit".to_owned()),
        tenant: Some("đ".to_owned()),
        action: "exam_registration.view".to_owned(),
        candidate_id: Some(Uuid::from_u128(3)),
        object_kind: Some("exam_registration".to_owned()),
        object_id: Some(Uuid::from_u128(4)),
        purpose: Some("verification".to_owned()),
        reason: None,
        request_id: Some(Uuid::from_u128(5)),
        network: Some("203.0.113.0/24".to_owned()),
        before_digest: None,
        after_digest: Some(vec![0xab; 32]),
        details: r#"{"a":1}"#.to_owned(),
    };
    let expected = concat!(
        "706f7274616c20617564697420656e747279207631000100000010000000000000000000000000000000010100000008",
        "00065002e3aa28010100000008ffffffffffffffff010000000b7363686f6f6c5f686561640100000010000000000000",
        "000000000000000000020100000004756e69740100000002c49101000000166578616d5f726567697374726174696f6e",
        "2e7669657701000000100000000000000000000000000000000301000000116578616d5f726567697374726174696f6e",
        "010000001000000000000000000000000000000004010000000c766572696669636174696f6e00010000001000000000",
        "000000000000000000000005010000000e3230332e302e3131332e302f3234000100000020ababababababababababab",
        "ababababababababababababababababababababab01000000077b2261223a317d",
    );
    assert_eq!(hex(&entry.canonical_bytes()), expected);
    let checkpoint = Checkpoint {
        day: Date::from_calendar_date(2026, Month::July, 14).unwrap(),
        entries: 7,
        last_hash: [1; 32],
        previous_hash: [2; 32],
        closed_at: Instant::from_unix_us(1_776_823_200_000_001),
    };
    let expected = concat!(
        "706f7274616c20617564697420636865636b706f696e7420763100323032362d30372d31340000000000000007010101",
        "010101010101010101010101010101010101010101010101010101010102020202020202020202020202020202020202",
        "0202020202020202020202020200065002e3aa2801",
    );
    assert_eq!(hex(&checkpoint.canonical_bytes()), expected);
}

fn uuids() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn instants() -> impl Strategy<Value = Instant> {
    any::<i64>().prop_map(Instant::from_unix_us)
}

fn texts() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("\\PC{0,6}")
}

fn digests() -> impl Strategy<Value = Option<Vec<u8>>> {
    proptest::option::of(proptest::collection::vec(any::<u8>(), 0..4))
}

fn entries() -> impl Strategy<Value = Entry> {
    let ids = (uuids(), [(); 4].map(|()| proptest::option::of(uuids())));
    let moments = (instants(), instants());
    let words = ("\\PC{0,6}", "\\PC{0,6}", "\\PC{0,6}");
    (ids, moments, words, [(); 6].map(|()| texts()), digests(), digests()).prop_map(
        |((id, ids), (at, recorded_at), (actor_kind, action, details), texts, before_digest, after_digest)| {
            let [actor_id, candidate_id, object_id, request_id] = ids;
            let [tenant_kind, tenant, object_kind, purpose, reason, network] = texts;
            Entry {
                id,
                at,
                recorded_at,
                actor_kind,
                actor_id,
                tenant_kind,
                tenant,
                action,
                candidate_id,
                object_kind,
                object_id,
                purpose,
                reason,
                request_id,
                network,
                before_digest,
                after_digest,
                details,
            }
        },
    )
}

/// Reads the bytes back, by the description of the format alone; `None` for bytes that are no entry.
fn decode(bytes: &[u8]) -> Option<Entry> {
    let mut rest = bytes.strip_prefix(ENTRY_TAG)?;
    let mut next = || -> Option<Option<Vec<u8>>> {
        let (presence, after) = rest.split_first()?;
        rest = after;
        if *presence == 0 {
            return Some(None);
        }
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (content, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after;
        Some(Some(content.to_vec()))
    };
    let id = |field: Option<Vec<u8>>| field.map(|bytes| Uuid::from_slice(&bytes).unwrap());
    let text = |field: Option<Vec<u8>>| field.map(|bytes| String::from_utf8(bytes).unwrap());
    let instant = |field: Option<Vec<u8>>| Some(Instant::from_unix_us(i64::from_be_bytes(field?.try_into().ok()?)));
    let entry = Entry {
        id: id(next()?)?,
        at: instant(next()?)?,
        recorded_at: instant(next()?)?,
        actor_kind: text(next()?)?,
        actor_id: id(next()?),
        tenant_kind: text(next()?),
        tenant: text(next()?),
        action: text(next()?)?,
        candidate_id: id(next()?),
        object_kind: text(next()?),
        object_id: id(next()?),
        purpose: text(next()?),
        reason: text(next()?),
        request_id: id(next()?),
        network: text(next()?),
        before_digest: next()?,
        after_digest: next()?,
        details: text(next()?)?,
    };
    rest.is_empty().then_some(entry)
}

proptest! {
    /// What can be read back is never the same for two entries.
    #[test]
    fn no_two_entries_have_the_same_bytes(entry in entries(), other in entries()) {
        let bytes = entry.canonical_bytes();
        let read = decode(&bytes);
        prop_assert_eq!(read.as_ref(), Some(&entry));
        prop_assert_eq!(other.canonical_bytes() == bytes, other == entry);
    }
}

#[test]
fn a_place_in_the_log_survives_its_address() {
    let key = EntryKey { recorded_at: Instant::from_unix_us(1_776_823_200_000_001), id: Uuid::from_u128(7) };
    assert_eq!(EntryKey::read(&key.write()), Some(key));
    for wrong in ["", "1", "x.018f4d3e-0000-7000-8000-000000000007", "1.7"] {
        assert_eq!(EntryKey::read(wrong), None, "{wrong}");
    }
}
