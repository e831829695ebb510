//! The canonical form of a value, and its digest.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// JSON without blanks and with the keys of each object sorted by their bytes: the same for the same value, whatever
/// wrote or stored it.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical_json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.as_bytes());
            let members = members.into_iter().map(|(key, value)| {
                let key = Value::String(key.clone());
                format!("{key}:{}", canonical_json(value))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}

/// The SHA-256 of the canonical form of `value`; none of what is not there.
#[must_use]
pub fn digest<T: Serialize + ?Sized>(value: &T) -> Option<[u8; 32]> {
    let value = serde_json::to_value(value).unwrap_or_default();
    (!value.is_null()).then(|| Sha256::digest(canonical_json(&value)).into())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{canonical_json, digest};
    use crate::domain::text::hex;

    #[test]
    fn keys_are_sorted_at_every_depth_and_nothing_is_blank() {
        let value: Value = serde_json::from_str(r#"{"b": [1, {"z": null, "a": "đ\n"}], "a": true}"#).unwrap();
        assert_eq!(canonical_json(&value), r#"{"a":true,"b":[1,{"a":"đ\n","z":null}]}"#);
    }

    /// python3 -c 'import hashlib;print(hashlib.sha256(b"{\"a\":1,\"b\":[2]}").hexdigest())'
    #[test]
    fn a_digest_is_the_sha_256_of_the_canonical_form_and_what_is_not_there_has_none() {
        let digest_of = digest(&json!({ "b": [2], "a": 1 })).map(|digest| hex(&digest));
        assert_eq!(digest_of.as_deref(), Some("0855bfc20eb6cfaa4be7d6b510c63dd22997718bddadcb1a4915cec3a16145b9"));
        assert_eq!(digest(&None::<u8>), None);
    }
}
