//! Priority area and priority group in admission (domain.md §3.4, §3.5; TT 08/2022, TT 06/2026 Điều 7).

use serde::{Deserialize, Serialize};

use crate::domain::{score::Score, stored_words::stored_words};

/// A priority area (khu vực ưu tiên).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PriorityArea {
    /// KV1: the ethnic-minority and mountain area, islands, land borders.
    Kv1,
    /// KV2-NT: what is in no other area.
    Kv2Rural,
    /// KV2: wards of provinces, communes of centrally-run cities.
    Kv2,
    /// KV3: wards of centrally-run cities.
    Kv3,
}

stored_words!(PriorityArea { Kv1 => "kv1", Kv2Rural => "kv2_rural", Kv2 => "kv2", Kv3 => "kv3" });

impl PriorityArea {
    /// Points on the 30 scale before any reduction.
    #[must_use]
    pub const fn points(self) -> Score {
        Score::from_hundredths(match self {
            Self::Kv1 => 75,
            Self::Kv2Rural => 50,
            Self::Kv2 => 25,
            Self::Kv3 => 0,
        })
    }
}

/// A priority group (nhóm đối tượng ưu tiên). Which category code belongs to which group is a season's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PriorityGroup {
    /// UT1.
    Ut1,
    /// UT2.
    Ut2,
}

stored_words!(PriorityGroup { Ut1 => "ut1", Ut2 => "ut2" });

impl PriorityGroup {
    /// Points on the 30 scale before any reduction.
    #[must_use]
    pub const fn points(self) -> Score {
        Score::from_hundredths(match self {
            Self::Ut1 => 2_00,
            Self::Ut2 => 1_00,
        })
    }
}

/// The greatest priority a candidate can have, before the reduction for high scores: area plus group.
#[must_use]
pub fn priority_max(area: PriorityArea, group: Option<PriorityGroup>) -> Score {
    area.points() + group.map_or(Score::ZERO, PriorityGroup::points)
}

/// What a commune is called, by which most areas follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommuneKind {
    /// Phường.
    Ward,
    /// Xã.
    Commune,
    /// Đặc khu: islands.
    SpecialZone,
}

stored_words!(CommuneKind { Ward => "phường", Commune => "xã", SpecialZone => "đặc khu" });

/// The area of a commune that no list of the season names (TT 06/2026 Phụ lục I).
#[must_use]
pub const fn area_of_commune(kind: CommuneKind, is_in_central_city: bool) -> PriorityArea {
    match (kind, is_in_central_city) {
        (CommuneKind::SpecialZone, _) => PriorityArea::Kv1,
        (CommuneKind::Ward, true) => PriorityArea::Kv3,
        (CommuneKind::Ward, false) | (CommuneKind::Commune, true) => PriorityArea::Kv2,
        (CommuneKind::Commune, false) => PriorityArea::Kv2Rural,
    }
}

/// The area that a commune lies in, and whether the season lists it as especially difficult.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommuneArea {
    /// The area.
    pub area: PriorityArea,
    /// Whether it is especially difficult.
    pub is_difficult: bool,
}

/// What a season asks of whoever wants residence to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResidenceRule {
    /// More than 18 months of residence during upper-secondary school.
    pub needs_over_18_months: bool,
    /// A commune that the season lists as especially difficult.
    pub needs_difficult_commune: bool,
    /// Whether it is for free candidates alone.
    pub is_for_free_candidates: bool,
}

/// Why residence decides in place of the school (TT 08/2022 Điều 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResidenceGround {
    /// Pupil of an ethnic boarding school, a pre-university class or a "tạo nguồn" class.
    BoardingSchool,
    /// Resident of an especially difficult commune for more than 18 months of upper-secondary school.
    DifficultCommune,
    /// Soldier or police officer, serving or demobilised.
    ArmedForces,
}

stored_words!(ResidenceGround {
    BoardingSchool => "boarding_school",
    DifficultCommune => "difficult_commune",
    ArmedForces => "armed_forces",
});

/// A residence that counts in place of the schools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ResidenceException {
    /// Why.
    pub ground: ResidenceGround,
    /// The area of the residence (or of the place of service).
    pub area: PriorityArea,
}

/// Why an area was derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaReason {
    /// The candidate studied longest in this area.
    LongestSchool {
        /// School years there, 2 or 3.
        years: u8,
    },
    /// Equally long in several areas: the area of the last school.
    LastSchoolOnTie,
    /// Residence decides.
    ResidenceException(ResidenceGround),
    /// More than one year after graduation no area counts any more.
    ExpiredAfterGraduation,
}

/// The area that the rules give, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DerivedArea {
    /// The area.
    pub area: PriorityArea,
    /// Why.
    pub reason: AreaReason,
}

/// Derives the priority area from the areas of the schools of grades 10, 11 and 12 (any order; one school
/// a year, nine months each).
///
/// `graduation_year` is `None` for whoever has not graduated. An area counts in the year of graduation and
/// in the year after.
#[must_use]
pub fn derive_area(
    school_areas_by_grade: [(u8, PriorityArea); 3],
    residence: Option<ResidenceException>,
    exam_year: i16,
    graduation_year: Option<i16>,
) -> DerivedArea {
    if graduation_year.is_some_and(|year| exam_year - year > 1) {
        return DerivedArea { area: PriorityArea::Kv3, reason: AreaReason::ExpiredAfterGraduation };
    }
    if let Some(ResidenceException { ground, area }) = residence {
        return DerivedArea { area, reason: AreaReason::ResidenceException(ground) };
    }
    let mut areas = school_areas_by_grade;
    areas.sort_by_key(|(grade, _)| *grade);
    let [(_, first), (_, second), (_, last)] = areas;
    let (area, reason) = if first == second && second == last {
        (last, AreaReason::LongestSchool { years: 3 })
    } else if first == second || first == last {
        (first, AreaReason::LongestSchool { years: 2 })
    } else if second == last {
        (last, AreaReason::LongestSchool { years: 2 })
    } else {
        (last, AreaReason::LastSchoolOnTie)
    };
    DerivedArea { area, reason }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        AreaReason::{ExpiredAfterGraduation, LastSchoolOnTie, LongestSchool},
        PriorityArea::{Kv1, Kv2, Kv2Rural, Kv3},
        *,
    };

    fn derived(areas: [PriorityArea; 3], exam_year: i16, graduation_year: Option<i16>) -> DerivedArea {
        derive_area([(10, areas[0]), (11, areas[1]), (12, areas[2])], None, exam_year, graduation_year)
    }

    #[test]
    fn areas_and_groups_have_the_points_of_the_regulation() {
        let cases = [
            (Kv1, None, 75),
            (Kv2Rural, None, 50),
            (Kv2, None, 25),
            (Kv3, None, 0),
            (Kv1, Some(PriorityGroup::Ut1), 275),
            (Kv3, Some(PriorityGroup::Ut1), 200),
            (Kv2Rural, Some(PriorityGroup::Ut2), 150),
        ];
        for (area, group, hundredths) in cases {
            assert_eq!(priority_max(area, group), Score::from_hundredths(hundredths), "{area:?} {group:?}");
        }
    }

    #[test]
    fn the_area_of_a_commune_that_no_list_names_follows_from_what_it_is() {
        use CommuneKind::{Commune, SpecialZone, Ward};
        // domain.md §3.4, the row of 2026.
        let cases = [
            (Ward, true, Kv3),
            (Commune, true, Kv2),
            (Ward, false, Kv2),
            (Commune, false, Kv2Rural),
            (SpecialZone, false, Kv1),
            (SpecialZone, true, Kv1),
        ];
        for (kind, is_in_central_city, area) in cases {
            assert_eq!(area_of_commune(kind, is_in_central_city), area, "{kind:?} {is_in_central_city}");
        }
    }

    #[test]
    fn the_area_of_the_longest_schooling_counts_and_the_last_on_a_tie() {
        let cases = [
            ([Kv1, Kv1, Kv1], Kv1, LongestSchool { years: 3 }),
            ([Kv1, Kv1, Kv3], Kv1, LongestSchool { years: 2 }),
            ([Kv1, Kv3, Kv1], Kv1, LongestSchool { years: 2 }),
            ([Kv1, Kv3, Kv3], Kv3, LongestSchool { years: 2 }),
            ([Kv1, Kv2Rural, Kv2], Kv2, LastSchoolOnTie),
            ([Kv3, Kv2, Kv1], Kv1, LastSchoolOnTie),
        ];
        for (areas, area, reason) in cases {
            assert_eq!(derived(areas, 2026, None), DerivedArea { area, reason }, "{areas:?}");
        }
    }

    #[test]
    fn an_area_counts_in_the_year_of_graduation_and_the_next() {
        let cases = [(2026, Kv1), (2025, Kv1), (2024, Kv3), (2010, Kv3)];
        for (graduation_year, area) in cases {
            assert_eq!(derived([Kv1; 3], 2026, Some(graduation_year)).area, area, "{graduation_year}");
        }
        assert_eq!(derived([Kv1; 3], 2026, Some(2024)).reason, ExpiredAfterGraduation);
    }

    #[test]
    fn residence_decides_for_boarding_schools_until_it_expires() {
        let residence = Some(ResidenceException { ground: ResidenceGround::BoardingSchool, area: Kv1 });
        let schools = [(10, Kv2), (11, Kv2), (12, Kv2)];
        let by_residence = derive_area(schools, residence, 2026, None);
        assert_eq!(
            by_residence,
            DerivedArea { area: Kv1, reason: AreaReason::ResidenceException(ResidenceGround::BoardingSchool) }
        );
        assert_eq!(derive_area(schools, residence, 2026, Some(2024)).area, Kv3);
    }

    proptest! {
        #[test]
        fn the_order_in_which_grades_are_given_does_not_matter(
            areas in prop::array::uniform3(prop::sample::select(PriorityArea::ALL)), turns in 0..3_usize
        ) {
            let mut by_grade = [(10, areas[0]), (11, areas[1]), (12, areas[2])];
            let straight = derive_area(by_grade, None, 2026, None);
            by_grade.rotate_left(turns);
            prop_assert_eq!(derive_area(by_grade, None, 2026, None), straight);
            prop_assert!(areas.contains(&straight.area));
        }
    }
}
