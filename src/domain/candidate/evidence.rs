//! Which claims of a registration have to be proved by papers (domain.md §3.4–3.7): each claim names the kind of evidence
//! that it needs, and nobody is asked for a paper that proves nothing. What a disabled candidate needs is proved at the
//! school: such papers are not for everybody who sees the form.

use super::priority::PriorityArea;
use crate::domain::stored_words::stored_words;

/// What a piece of evidence proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// That another priority area counts than the one that the schools give, or that the residence does.
    PriorityArea,
    /// That the candidate belongs to the priority category claimed.
    PriorityCategory,
    /// The certificate that exempts from the foreign language.
    LanguageCertificate,
    /// The category and the encouragement claimed for graduation.
    Graduation,
    /// The marks kept from the year before.
    ReservedMarks,
}

stored_words!(EvidenceKind {
    PriorityArea => "priority_area",
    PriorityCategory => "priority_category",
    LanguageCertificate => "language_certificate",
    Graduation => "graduation",
    ReservedMarks => "reserved_marks",
});

/// What a registration claims, as far as it is readable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Claims {
    /// The area claimed instead of the derived one.
    pub area: Option<PriorityArea>,
    /// The area that the schools give; none while they are not readable.
    pub derived_area: Option<PriorityArea>,
    /// Whether the residence is to decide about the area.
    pub has_residence_ground: bool,
    /// Whether a priority category is claimed.
    pub has_category: bool,
    /// Whether a certificate is to exempt from the foreign language.
    pub has_certificate: bool,
    /// Whether a category or an encouragement is claimed for graduation.
    pub has_graduation_claim: bool,
    /// Whether marks of the year before are to count.
    pub has_reserved_marks: bool,
}

impl Claims {
    /// The evidence that these claims need, in the order of the kinds. An area that is claimed though the schools give
    /// it anyway needs none.
    #[must_use]
    pub fn needed(&self) -> Vec<EvidenceKind> {
        let is_needed = |kind: &EvidenceKind| match kind {
            EvidenceKind::PriorityArea => {
                self.has_residence_ground || self.area.is_some() && self.area != self.derived_area
            }
            EvidenceKind::PriorityCategory => self.has_category,
            EvidenceKind::LanguageCertificate => self.has_certificate,
            EvidenceKind::Graduation => self.has_graduation_claim,
            EvidenceKind::ReservedMarks => self.has_reserved_marks,
        };
        EvidenceKind::ALL.iter().copied().filter(is_needed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Claims, EvidenceKind, PriorityArea};

    #[test]
    fn each_claim_needs_its_own_evidence_and_no_other() {
        use EvidenceKind::{PriorityArea as Area, PriorityCategory as Category};
        let (kv1, kv2) = (Some(PriorityArea::Kv1), Some(PriorityArea::Kv2));
        let none: &[EvidenceKind] = &[];
        let cases = [
            (None, kv2, false, none),
            (None, None, false, &[]),
            (kv2, kv2, false, &[]),
            (kv1, kv2, false, &[Area]),
            (kv1, None, false, &[Area]),
            (None, kv2, true, &[Category]),
            (kv1, kv2, true, &[Area, Category]),
        ];
        for (area, derived_area, has_category, expected) in cases {
            let claims = Claims { area, derived_area, has_category, ..Claims::default() };
            assert_eq!(claims.needed(), expected, "{claims:?}");
        }
        let by_residence = Claims { derived_area: kv1, has_residence_ground: true, ..Claims::default() };
        assert_eq!(by_residence.needed(), [Area], "the derived area is the claimed one already");
        let others = Claims { has_certificate: true, has_graduation_claim: true, ..Claims::default() };
        assert_eq!(others.needed(), [EvidenceKind::LanguageCertificate, EvidenceKind::Graduation]);
        let kept = Claims { has_reserved_marks: true, ..Claims::default() };
        assert_eq!(kept.needed(), [EvidenceKind::ReservedMarks]);
    }
}
