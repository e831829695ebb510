//! Where the many go to school: departments as they are, schools and receiving points in proportion to the candidates of
//! 2026, named after communes, and who works there.

use std::collections::HashMap;

use super::{marks::Published, people};
use crate::{
    domain::{
        candidate::priority::{CommuneArea, PriorityArea},
        ids::StaffId,
        text::fold,
        time::Instant,
    },
    storage::population::{SeedProvince, SeedStaff, SeedUnit},
    usecases::{
        Ctx,
        system::{draw::Draw, seed_demo::demo_totp_secret},
    },
};

/// About so many are in grade 12 of a school.
const OF_A_SCHOOL: u64 = 400;
/// So many of a thousand are free candidates.
const FREE_PER_MILLE: u64 = 37;
/// So many of them hand in at one point.
const OF_A_POINT: u64 = 600;
/// Codes of units: first and last of schools, first and last of points. Lower ones are the demo's.
const SCHOOL_CODES: (u16, u16) = (101, 900);
const POINT_CODES: (u16, u16) = (911, 999);
/// Venues have two digits.
const VENUE_CODES: (u16, u16) = (1, 99);

/// How far a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Candidates fill in, staff decide.
    Verifying,
    /// The head signed the list off.
    SignedOff,
    /// Numbers are given out and papers marked.
    Numbered,
}

/// A unit with its part of the many.
pub struct PlannedUnit {
    /// What is kept of it.
    pub unit: SeedUnit,
    /// Its place among all units.
    pub part: u64,
    /// Its province.
    pub province: usize,
    /// How many.
    pub size: u64,
    /// The place of the first of them among the people of the province.
    pub first_of_province: u64,
    /// The same among all.
    pub first: u64,
    /// How far it is.
    pub stage: Stage,
    /// The venue's code and the first candidate number, of a numbered one.
    pub venue: Option<(String, u32)>,
    /// The area of its commune.
    pub area: CommuneArea,
    /// A school that those of a receiving point went to, and its area.
    pub school_of_points: Option<(String, PriorityArea)>,
    /// Who verifies and who heads it.
    pub staff: (StaffId, StaffId),
}

/// All units with who works there.
pub struct Plan {
    /// By province and code.
    pub units: Vec<PlannedUnit>,
    /// Their staff and that of the departments.
    pub staff: Vec<SeedStaff>,
    /// Who leads each department, by code.
    pub leads: HashMap<String, StaffId>,
    /// The first running number after those given out, by department; of those alone that give some out.
    pub next_numbers: HashMap<String, u32>,
}

/// What a plan is made from.
pub struct Country<'a> {
    pub provinces: &'a [SeedProvince],
    /// The areas of communes by code.
    pub areas: &'a HashMap<String, CommuneArea>,
    pub published: &'a Published,
    /// The next running number of each council.
    pub next_numbers: &'a HashMap<String, u32>,
}

/// Shares `count` out in proportion to `weights`: whole numbers that add up to it.
fn shares(count: u64, weights: &[u64]) -> Vec<u64> {
    let all: u64 = weights.iter().sum::<u64>().max(1);
    let mut shares: Vec<u64> = weights.iter().map(|weight| count * weight / all).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&place| (std::cmp::Reverse(count * weights[place] % all), place));
    let left = count - shares.iter().sum::<u64>();
    for (_, &place) in (0..left).zip(order.iter().cycle()) {
        shares[place] += 1;
    }
    shares
}

/// The codes of this range that nobody has, as `width` digits.
fn free_codes((first, last): (u16, u16), width: usize, taken: &[String]) -> impl Iterator<Item = String> {
    (first..=last).map(move |code| format!("{code:0width$}")).filter(|code| !taken.contains(code))
}

impl Plan {
    /// Shares `count` people out. The same for the same country and seed; `None` where a province cannot hold its part.
    pub fn make(ctx: &Ctx, country: &Country<'_>, count: u64, seed: u64, at: Instant) -> Option<Self> {
        let weights: Vec<u64> =
            country.provinces.iter().map(|province| country.published.candidates(&province.code)).collect();
        let mut plan =
            Self { units: Vec::new(), staff: Vec::new(), leads: HashMap::new(), next_numbers: HashMap::new() };
        let mut first = 0;
        for ((place, province), size) in country.provinces.iter().enumerate().zip(shares(count, &weights)) {
            if size > people::MOST_OF_A_PROVINCE {
                return None;
            }
            if size > 0 {
                let draw = Draw::of_part(seed, u64::MAX - u64::try_from(place).ok()?);
                plan.add_province(ctx, country, (place, province), (first, size), &draw, at)?;
                first += size;
            }
        }
        Some(plan)
    }

    fn add_province(
        &mut self,
        ctx: &Ctx,
        country: &Country<'_>,
        (place, province): (usize, &SeedProvince),
        (first, size): (u64, u64),
        draw: &Draw,
        at: Instant,
    ) -> Option<()> {
        let lead = self.add_staff(ctx, draw, at, ("department_lead", "lanhdao", &province.code), None)?;
        self.add_staff(ctx, draw, at, ("department_staff", "so", &province.code), None)?;
        self.leads.insert(province.code.clone(), lead);
        let free = size * FREE_PER_MILLE / 1_000;
        let pupils = size - free;
        let schools = usize::try_from((pupils / OF_A_SCHOOL).max(1)).ok()?;
        let points = usize::try_from(free.div_ceil(OF_A_POINT)).ok()?;
        // Schools of 200 to 700; the numbers say nothing more.
        let weights: Vec<u64> =
            (0..schools).map(|_| 200 + u64::try_from(draw.below(500)).unwrap_or_default()).collect();
        let school_sizes = shares(pupils, &weights);
        let point_sizes = shares(free, &vec![1; points]);
        let mut venues = free_codes(VENUE_CODES, 2, &province.venue_codes);
        let mut next_number = country.next_numbers.get(&province.code).copied().unwrap_or(1);
        let codes = free_codes(SCHOOL_CODES, 3, &province.unit_codes).map(|code| (true, code)).zip(school_sizes);
        let points = free_codes(POINT_CODES, 3, &province.unit_codes).map(|code| (false, code)).zip(point_sizes);
        let mut of_province = 0;
        let mut first_school = None;
        for ((is_school, unit_code), size) in codes.chain(points).filter(|(_, size)| *size > 0) {
            let (commune, commune_name) = province.communes.get(draw.below(province.communes.len()))?;
            let area = *country.areas.get(commune)?;
            let name = if is_school {
                format!("Trường THPT {commune_name}")
            } else {
                format!("Điểm tiếp nhận thí sinh tự do {commune_name}, {}", province.name)
            };
            let school = is_school.then(|| format!("{}{unit_code}", province.code));
            let unit = SeedUnit {
                id: draw.id(at),
                department: province.code.clone(),
                search_text: fold(&format!("{name} {}", school.as_deref().unwrap_or_default())),
                commune: commune.clone(),
                area: area.area.as_str(),
                unit_code,
                name,
                school,
            };
            first_school = first_school.or(unit.school.clone().map(|school| (school, area.area)));
            let code = format!("{}{}", unit.department, unit.unit_code);
            let verifier = self.add_staff(ctx, draw, at, ("school_staff", "truong", &code), Some(unit.id))?;
            let head = self.add_staff(ctx, draw, at, ("school_head", "hieutruong", &code), Some(unit.id))?;
            let (stage, venue) =
                match draw.weighted(&[(Stage::Verifying, 55), (Stage::SignedOff, 25), (Stage::Numbered, 20)])? {
                    Stage::Numbered => match venues.next() {
                        Some(venue) => (Stage::Numbered, Some((venue, next_number))),
                        None => (Stage::SignedOff, None),
                    },
                    stage => (stage, None),
                };
            if venue.is_some() {
                next_number += u32::try_from(size).ok()?;
                self.next_numbers.insert(province.code.clone(), next_number);
            }
            self.units.push(PlannedUnit {
                part: u64::try_from(self.units.len()).ok()?,
                province: place,
                size,
                first_of_province: of_province,
                first: first + of_province,
                stage,
                venue,
                area,
                school_of_points: if is_school { None } else { first_school.clone() },
                staff: (verifier, head),
                unit,
            });
            of_province += size;
        }
        // Fewer codes than schools: somebody would be left over.
        (of_province == size).then_some(())
    }

    /// An account `word.code@…`, of a unit or else of the department with this code.
    fn add_staff(
        &mut self,
        ctx: &Ctx,
        draw: &Draw,
        at: Instant,
        (role, word, code): (&'static str, &str, &str),
        unit: Option<uuid::Uuid>,
    ) -> Option<StaffId> {
        let id = StaffId(draw.id(at));
        let email = format!("{word}.{code}@seed.example.vn");
        let full_name = people::somebody(draw, "", 1980)?.full_name;
        self.staff.push(SeedStaff {
            id: id.0,
            role,
            unit,
            department: unit.is_none().then(|| code.to_owned()),
            sealed_secret: demo_totp_secret(&email).seal(ctx, id)?,
            recovery_salt: draw.0.bytes::<16>().to_vec(),
            email,
            full_name,
        });
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shares_add_up_and_keep_the_proportion(
            count in 0..100_000_u64, weights in prop::collection::vec(1..1_000_u64, 1..40),
        ) {
            let shared = shares(count, &weights);
            prop_assert_eq!(shared.iter().sum::<u64>(), count);
            let all: u64 = weights.iter().sum();
            for (share, weight) in shared.iter().zip(&weights) {
                prop_assert!(share.abs_diff(count * weight / all) <= 1);
            }
        }
    }

    #[test]
    fn a_code_that_is_taken_is_left_out() {
        let taken = ["101".to_owned(), "103".to_owned()];
        assert_eq!(free_codes((101, 105), 3, &taken).collect::<Vec<_>>(), ["102", "104", "105"]);
    }
}
