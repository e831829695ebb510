//! A made-up season of the size of the country: the same everywhere, from a seed, in integers.
//!
//! Its shape follows what the ministry published. Of 850,000 candidates about 49 % are admitted at their first
//! preference, 75 % within the first three, 85 % within the first five and 92 % at all; lists have 8.9 preferences
//! on average. The published lengths (40 % up to five, 31 % up to ten, 29 % more) come from a year without a cap;
//! no lists of at most 15 have those shares and this average, so there are fewer short ones here.
//!
//! Candidates have marks in four subjects, programmes take several combinations of three, so that a candidate's
//! score differs from programme to programme. Marks come in steps of 0.25 and 0.05, so that equals are common.

use portal::domain::{
    matching::instance::{Application, Instance, InstanceError, Seats, TiePolicy},
    score::Score,
};

/// The combinations that programmes take: code, and the subjects by their numbers in [`SUBJECTS`].
pub const COMBINATIONS: [(&str, [u8; 3]); 14] = [
    ("A00", [0, 2, 3]),
    ("A01", [0, 2, 7]),
    ("A02", [0, 2, 4]),
    ("B00", [0, 3, 4]),
    ("B03", [0, 4, 1]),
    ("C00", [1, 5, 6]),
    ("C01", [1, 0, 2]),
    ("C02", [1, 0, 3]),
    ("C03", [1, 0, 5]),
    ("C04", [1, 0, 6]),
    ("D01", [1, 0, 7]),
    ("D07", [0, 3, 7]),
    ("D14", [1, 5, 7]),
    ("D15", [1, 6, 7]),
];

/// The subjects, by the database's words; everybody sits the first two.
pub const SUBJECTS: [&str; 8] = ["toan", "ngu_van", "vat_li", "hoa_hoc", "sinh_hoc", "lich_su", "dia_li", "ngoai_ngu"];

/// Pairs of further subjects, the more often chosen ones more often.
const ELECTIVES: [[u8; 2]; 12] =
    [[2, 3], [2, 3], [2, 7], [2, 7], [3, 4], [3, 7], [5, 6], [5, 6], [5, 6], [5, 7], [6, 7], [2, 4]];

/// Hundredths by which aims lie above or below what a candidate can expect; how far they and the order of a list
/// scatter. Found by trying until the shares at the head of this file came out.
const AIM: i64 = -40;
const AIM_SPREAD: i64 = 250;
const AMBITION: i64 = 235;
const TASTE: i64 = 285;
const SEATS_PERCENT: u64 = 168;

/// A programme.
pub struct Programme {
    /// What it takes, by the numbers of [`COMBINATIONS`].
    pub combinations: Vec<u8>,
    /// What it gives.
    pub seats: Seats,
    /// Whether the mark in mathematics decides between equal scores.
    has_tie: bool,
}

/// A candidate.
pub struct Candidate {
    /// The mark in each subject of [`SUBJECTS`], in hundredths.
    pub marks: [Option<i32>; 8],
    /// Priority points before their reduction, in hundredths.
    pub priority: i32,
    /// The programmes wanted, the most wanted first.
    pub list: Vec<u32>,
}

/// Programmes and candidates.
pub struct National {
    /// By number.
    pub programmes: Vec<Programme>,
    /// By number.
    pub candidates: Vec<Candidate>,
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `count` − 1.
    fn below<N: TryFrom<u64>>(&mut self, count: u64) -> N
    where
        N::Error: std::fmt::Debug,
    {
        N::try_from(((self.next() >> 32) * count) >> 32).expect("fits by the choice of count")
    }

    /// Around 0, bell-shaped, with a standard deviation of about 1.15 × `spread`.
    fn bell(&mut self, spread: i64) -> i64 {
        let width = u64::try_from(2 * spread + 1).expect("a spread is not negative");
        (0..4).map(|_| self.below::<i64>(width) - spread).sum::<i64>()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below::<usize>(of.len() as u64)]
    }
}

impl National {
    /// So many candidates, and programmes in proportion: 25,000 for 850,000.
    pub fn with_candidates(count: usize) -> Self {
        let mut dice = Dice(2026);
        let programme_count = (count * 25 / 850).max(20);
        let (programmes, standing) = programmes(&mut dice, programme_count, count);
        let market = Market::of(&programmes, standing);
        let candidates = (0..count).map(|_| candidate(&mut dice, &market)).collect();
        Self { programmes, candidates }
    }

    /// Takes programmes without seats out of all lists, and keeps the first so many candidates who have one left.
    pub fn keep(&mut self, count: usize) {
        for candidate in &mut self.candidates {
            candidate.list.retain(|wanted| self.programmes[*wanted as usize].seats.quota > 0);
        }
        self.candidates.retain(|candidate| !candidate.list.is_empty());
        self.candidates.truncate(count);
    }

    /// The instance of the matching. `is_strict` sets equals apart by a number that only one candidate has.
    pub fn instance(&self, is_strict: bool) -> Result<Instance, InstanceError> {
        let seats = self.programmes.iter().map(|programme| programme.seats).collect();
        let tie_count = if is_strict { 2 } else { 1 };
        let mut instance = Instance::new(seats, tie_count);
        for (number, candidate) in (0_i32..).zip(&self.candidates) {
            // A permutation's worth of different numbers: an odd factor loses nothing in 31 bits.
            let lot = Score::from_hundredths(number.wrapping_mul(0x2545_F491) & i32::MAX);
            let list: Vec<(Score, [Score; 2])> = candidate
                .list
                .iter()
                .map(|wanted| {
                    let programme = &self.programmes[*wanted as usize];
                    let tie = candidate.marks[0].filter(|_| programme.has_tie).unwrap_or(0);
                    (Score::from_hundredths(candidate.score_in(programme)), [Score::from_hundredths(tie), lot])
                })
                .collect();
            instance.push_candidate((1_u16..).zip(&candidate.list).zip(&list).map(
                |((rank, programme), (score, ties))| Application {
                    rank,
                    programme: *programme,
                    score: *score,
                    ties: &ties[..tie_count],
                },
            ))?;
        }
        Ok(instance)
    }
}

impl Candidate {
    fn sum_in(&self, combination: u8) -> Option<i32> {
        COMBINATIONS[combination as usize].1.iter().map(|subject| self.marks[*subject as usize]).sum()
    }

    /// The best score over the programme's combinations, with the priority that is left at that height.
    fn score_in(&self, programme: &Programme) -> i32 {
        let best = programme.combinations.iter().filter_map(|combination| self.sum_in(*combination)).max().unwrap_or(0);
        let priority = if best < 2250 { self.priority } else { self.priority * (3000 - best) / 750 };
        (best + priority).min(3000)
    }
}

/// Programmes of `count`, with how sought after each is, in hundredths of the 30 scale.
fn programmes(dice: &mut Dice, count: usize, candidates: usize) -> (Vec<Programme>, Vec<i64>) {
    // A few programmes of hundreds of seats, many of tens.
    let sizes: Vec<u64> = (0..count).map(|_| 8 + 4_000 / (20 + dice.below::<u64>(1_000))).collect();
    let all: u64 = sizes.iter().sum();
    let seats = candidates as u64 * SEATS_PERCENT / 100;
    let build = |size: &u64| {
        let mut combinations: Vec<u8> = (0..2 + dice.below::<u8>(3)).map(|_| dice.below(14)).collect();
        combinations.sort_unstable();
        combinations.dedup();
        let quota = if dice.below::<u8>(200) == 0 { 0 } else { u32::try_from(size * seats / all).unwrap_or(0) };
        let tie_policy = if dice.below::<u8>(3) == 0 { TiePolicy::RejectAll } else { TiePolicy::AdmitAll };
        Programme { combinations, seats: Seats { quota, tie_policy }, has_tie: dice.below::<u8>(3) == 0 }
    };
    let programmes = sizes.iter().map(build).collect();
    let standing = (0..count).map(|_| 1_950 + dice.bell(190)).collect();
    (programmes, standing)
}

/// The programmes that take each combination, the least sought after first.
struct Market {
    by_combination: Vec<Vec<(i64, u32)>>,
}

impl Market {
    fn of(programmes: &[Programme], standing: Vec<i64>) -> Self {
        let mut by_combination = vec![Vec::new(); COMBINATIONS.len()];
        for ((number, programme), standing) in (0_u32..).zip(programmes).zip(standing) {
            for combination in &programme.combinations {
                by_combination[*combination as usize].push((standing, number));
            }
        }
        by_combination.iter_mut().for_each(|list| list.sort_unstable());
        Self { by_combination }
    }
}

fn candidate(dice: &mut Dice, market: &Market) -> Candidate {
    let ability = 640 + dice.bell(105);
    let mut marks = [None; 8];
    let electives = dice.pick(&ELECTIVES);
    for subject in [0, 1].into_iter().chain(electives) {
        // Literature is marked in steps of 0.25, the others by machine in finer ones.
        let step = if subject == 1 { 25 } else { 5 };
        let mark = (ability + dice.bell(70)).clamp(100, 1_000) / step * step;
        marks[subject as usize] = i32::try_from(mark).ok();
    }
    let priority = dice.pick(&[0, 0, 25, 25, 50, 75, 75]);
    let mut candidate = Candidate { marks, priority, list: Vec::new() };
    let own: Vec<u8> = (0..14).filter(|combination| candidate.sum_in(*combination).is_some()).collect();
    // Nearly everybody looks at two combinations.
    let (one, other) = (dice.pick(&own), dice.pick(&own));
    let ambition = dice.bell(AMBITION);
    let length = length(dice);
    let mut wanted: Vec<(i64, u32)> = Vec::with_capacity(length);
    for _ in 0..8 * length {
        if wanted.len() == length {
            break;
        }
        let combination = if dice.below::<u8>(2) == 0 { one } else { other };
        let offered = &market.by_combination[combination as usize];
        let score = candidate.sum_in(combination).unwrap_or(0) + candidate.priority;
        let aim = i64::from(score) + AIM + ambition + dice.bell(AIM_SPREAD);
        let near =
            offered.partition_point(|(standing, _)| *standing < aim) as i64 + dice.bell(8 + offered.len() as i64 / 100);
        let Some((standing, number)) = usize::try_from(near).ok().and_then(|at| offered.get(at)) else { continue };
        if wanted.iter().all(|(_, each)| each != number) {
            wanted.push((-(standing + dice.bell(TASTE)), *number));
        }
    }
    wanted.sort_unstable();
    candidate.list = wanted.into_iter().map(|(_, number)| number).collect();
    candidate
}

/// How long a list is: 28 % up to five, 31 % up to ten, 41 % up to fifteen, who often fill it.
fn length(dice: &mut Dice) -> usize {
    match dice.below::<u8>(100) {
        0..28 => 1 + dice.below::<usize>(5),
        28..59 => 6 + dice.below::<usize>(5),
        _ => (11 + dice.below::<usize>(7)).min(15),
    }
}
