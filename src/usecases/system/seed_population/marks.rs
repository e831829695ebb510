//! Which papers are sat and what comes of them, drawn from what was published of 2026 (migrations/demo/population): how
//! many of each province sat which subject, which two subjects of choice go together, how the marks of a subject are
//! spread, how far a province lies above or below the country, and how the marks of two subjects hang together.
//!
//! Four numbers that hang together as published are drawn for a candidate, each is moved as the subject's marks are in
//! the province, and read off at the same place of the country's marks. All in thousandths and millionths: the same
//! everywhere.

use std::collections::HashMap;

use crate::{
    domain::{exam::subject::Subject, score::Score},
    usecases::system::draw::Draw,
};

const PROVINCE_SUBJECTS: &str = include_str!("../../../../migrations/demo/population/province_subjects.csv");
const SUBJECT_MARKS: &str = include_str!("../../../../migrations/demo/population/subject_marks.csv");
const SUBJECT_PAIRS: &str = include_str!("../../../../migrations/demo/population/subject_pairs.csv");

/// How many of a million lie below so many tenths of a deviation above the middle.
const BELOW: [i64; 45] = [
    500_000, 539_828, 579_260, 617_911, 655_422, 691_462, 725_747, 758_036, 788_145, 815_940, 841_345, 864_334,
    884_930, 903_200, 919_243, 933_193, 945_201, 955_435, 964_070, 971_283, 977_250, 982_136, 986_097, 989_276,
    991_802, 993_790, 995_339, 996_533, 997_445, 998_134, 998_650, 999_032, 999_313, 999_517, 999_663, 999_767,
    999_841, 999_892, 999_928, 999_952, 999_968, 999_979, 999_987, 999_991, 999_995,
];
const MILLION: i64 = 1_000_000;
/// A tenth of a deviation, in thousandths.
const TENTH: i64 = 100;

/// Four subjects, the two that everybody sits first.
pub type Papers = [Subject; 4];

/// What was published, ready to draw from.
pub struct Published {
    pairs: Vec<Pair>,
    provinces: HashMap<String, Province>,
    countries: HashMap<Subject, Country>,
}

/// Two subjects of choice.
struct Pair {
    subjects: [Subject; 2],
    /// So many chose them.
    candidates: u64,
    /// The four marks of such a candidate from four independent numbers: the lower half of a matrix, in millionths.
    from_independent: [[i64; 4]; 4],
}

/// The marks of a subject in the whole country.
struct Country {
    /// The marks from the worst on, each with how many of a million have it or a worse one.
    marks: Vec<(i64, Score)>,
    mean_hundredths: i64,
    deviation_hundredths: i64,
    candidates: u64,
}

/// A province.
#[derive(Default)]
struct Province {
    candidates: u64,
    subjects: HashMap<Subject, InProvince>,
}

struct InProvince {
    candidates: u64,
    mean_hundredths: i64,
    deviation_hundredths: i64,
}

/// How a province chooses: a weight for each pair.
pub struct Choices {
    weights: Vec<u64>,
}

fn lines<const N: usize>(csv: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    csv.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let row = std::array::from_fn(|_| fields.next());
        row.iter().all(Option::is_some).then(|| row.map(Option::unwrap_or_default))
    })
}

fn number<T: std::str::FromStr + Default>(text: &str) -> T {
    text.parse().unwrap_or_default()
}

impl Published {
    /// Reads the files.
    pub fn read() -> Self {
        let mut provinces: HashMap<String, Province> = HashMap::new();
        for [code, subject, candidates, mean, deviation] in lines(PROVINCE_SUBJECTS) {
            let Some(subject) = Subject::parse(subject) else { continue };
            let province = provinces.entry(code.to_owned()).or_default();
            let candidates = number(candidates);
            province.candidates = province.candidates.max(candidates);
            let (mean_hundredths, deviation_hundredths) = (number(mean), number(deviation));
            province.subjects.insert(subject, InProvince { candidates, mean_hundredths, deviation_hundredths });
        }
        let mut counted: HashMap<Subject, Vec<(Score, u64)>> = HashMap::new();
        for [subject, mark, candidates] in lines(SUBJECT_MARKS) {
            let Some(subject) = Subject::parse(subject) else { continue };
            counted.entry(subject).or_default().push((Score::from_hundredths(number(mark)), number(candidates)));
        }
        let countries = counted.into_iter().map(|(subject, marks)| (subject, Country::of(&marks))).collect();
        let mut together: HashMap<(Subject, Subject), i64> = HashMap::new();
        let mut chosen = Vec::new();
        for [one, two, correlation, _, candidates] in lines(SUBJECT_PAIRS) {
            let (Some(one), Some(two)) = (Subject::parse(one), Subject::parse(two)) else { continue };
            let correlation: i64 = number(correlation);
            together.insert((one, two), correlation * 1_000);
            together.insert((two, one), correlation * 1_000);
            let candidates: u64 = number(candidates);
            if candidates > 0 {
                chosen.push(([one, two], candidates));
            }
        }
        let pairs = chosen.into_iter().map(|(subjects, candidates)| {
            let papers = papers_of(subjects);
            let matrix = papers.map(|row| {
                papers.map(
                    |column| if row == column { MILLION } else { together.get(&(row, column)).copied().unwrap_or(0) },
                )
            });
            Pair { subjects, candidates, from_independent: lower_half(&matrix) }
        });
        Self { pairs: pairs.collect(), provinces, countries }
    }

    /// How many candidates a province had.
    pub fn candidates(&self, province: &str) -> u64 {
        self.provinces.get(province).map_or(0, |province| province.candidates)
    }

    /// How the candidates of a province choose: as the country does, but subjects that are chosen more often there, more
    /// often.
    pub fn choices(&self, province: &str) -> Choices {
        let country_of_all = self.countries.get(&Subject::Literature).map_or(1, |country| country.candidates);
        let Some(own) = self.provinces.get(province) else {
            return Choices { weights: self.pairs.iter().map(|pair| pair.candidates).collect() };
        };
        // In thousandths of the country's share.
        let favour = |subject: Subject| {
            let there = own.subjects.get(&subject).map_or(0, |there| there.candidates);
            let everywhere = self.countries.get(&subject).map_or(1, |country| country.candidates);
            u128::from(there) * u128::from(country_of_all) * 1_000
                / (u128::from(own.candidates.max(1)) * u128::from(everywhere.max(1)))
        };
        let weight = |pair: &Pair| {
            let [one, two] = pair.subjects.map(favour);
            u64::try_from(u128::from(pair.candidates) * one * two / 1_000).unwrap_or(u64::MAX >> 8)
        };
        Choices { weights: self.pairs.iter().map(weight).collect() }
    }

    /// Somebody's papers and the marks in them.
    pub fn sit(&self, draw: &Draw, choices: &Choices, province: &str) -> Option<(Papers, [Score; 4])> {
        let pair = self.pairs.get(draw.place(choices.weights.iter().copied())?)?;
        let papers = papers_of(pair.subjects);
        let independent: [i64; 4] = std::array::from_fn(|_| draw.bell());
        let mut marks = [Score::ZERO; 4];
        for ((mark, subject), weights) in marks.iter_mut().zip(papers).zip(&pair.from_independent) {
            let drawn = weights.iter().zip(independent).map(|(weight, number)| weight * number).sum::<i64>() / MILLION;
            let there = self.provinces.get(province).and_then(|province| province.subjects.get(&subject));
            *mark = self.countries.get(&subject)?.mark(drawn, there);
        }
        Some((papers, marks))
    }
}

const fn papers_of([one, two]: [Subject; 2]) -> Papers {
    [Subject::Mathematics, Subject::Literature, one, two]
}

impl Country {
    fn of(marks: &[(Score, u64)]) -> Self {
        let candidates: u64 = marks.iter().map(|(_, count)| count).sum();
        let all = i64::try_from(candidates.max(1)).unwrap_or(i64::MAX);
        let signed = |count: u64| i64::try_from(count).unwrap_or_default();
        let sum: i64 = marks.iter().map(|(mark, count)| i64::from(mark.hundredths()) * signed(*count)).sum();
        let mean = sum / all;
        let squares = marks.iter().map(|(mark, count)| (i64::from(mark.hundredths()) - mean).pow(2) * signed(*count));
        let mut below = 0;
        let steps = marks.iter().map(|(mark, count)| {
            below += signed(*count);
            (below * MILLION / all, *mark)
        });
        let steps = steps.collect();
        Self {
            marks: steps,
            mean_hundredths: mean,
            deviation_hundredths: (squares.sum::<i64>() / all).isqrt().max(1),
            candidates,
        }
    }

    /// The mark of whoever stands so many thousandths of a deviation above the middle of the province.
    fn mark(&self, drawn: i64, there: Option<&InProvince>) -> Score {
        let standing = there.map_or(drawn, |there| {
            ((there.mean_hundredths - self.mean_hundredths) * 1_000 + there.deviation_hundredths * drawn)
                / self.deviation_hundredths
        });
        let below = below(standing);
        let place = self.marks.partition_point(|(up_to, _)| *up_to < below);
        self.marks.get(place).or(self.marks.last()).map_or(Score::ZERO, |(_, mark)| *mark)
    }
}

/// How many of a million lie below so many thousandths of a deviation above the middle.
fn below(standing: i64) -> i64 {
    let distance = standing.abs();
    let entry = |place: i64| usize::try_from(place).ok().and_then(|place| BELOW.get(place)).copied().unwrap_or(MILLION);
    let (from, to) = (entry(distance / TENTH), entry(distance / TENTH + 1));
    let above = from + (to - from) * (distance % TENTH) / TENTH;
    if standing < 0 { MILLION - above } else { above }
}

/// The lower half L of a matrix M of correlations, M = L·Lᵀ (Cholesky), in millionths. Where what was published for
/// different people does not fit together, as little is added as makes it fit.
fn lower_half(matrix: &[[i64; 4]; 4]) -> [[i64; 4]; 4] {
    let mut half = [[0_i64; 4]; 4];
    for row in 0..4 {
        for column in 0..=row {
            let known: i64 = (0..column).map(|inner| half[row][inner] * half[column][inner] / MILLION).sum();
            let left = matrix[row][column] - known;
            half[row][column] = if row == column {
                (left.max(MILLION / 100) * MILLION).isqrt()
            } else {
                left * MILLION / half[column][column].max(1)
            };
        }
    }
    half
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Correlation of two lists, in thousandths.
    fn correlation(pairs: &[(i64, i64)]) -> i64 {
        let count = i64::try_from(pairs.len()).unwrap();
        let mean = |of: fn(&(i64, i64)) -> i64| pairs.iter().map(of).sum::<i64>() / count;
        let (one, two) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let sum = |of: &dyn Fn(i64, i64) -> i64| pairs.iter().map(|(a, b)| of(a - one, b - two)).sum::<i64>();
        let spread = (sum(&|a, _| a * a) / count) * (sum(&|_, b| b * b) / count);
        sum(&|a, b| a * b) / count * 1_000 / spread.isqrt()
    }

    #[test]
    fn a_country_of_candidates_has_the_published_marks_and_correlations() {
        let published = Published::read();
        let mut codes: Vec<&String> = published.provinces.keys().collect();
        codes.sort();
        assert_eq!(codes.len(), 34);
        let weights: Vec<u64> = codes.iter().map(|code| published.candidates(code)).collect();
        let choices: Vec<Choices> = codes.iter().map(|code| published.choices(code)).collect();
        let draw = Draw::of_part(7, 7);
        let mut together: HashMap<(Subject, Subject), Vec<(i64, i64)>> = HashMap::new();
        let mut alone: HashMap<Subject, Vec<i64>> = HashMap::new();
        for _ in 0..60_000 {
            let place = draw.place(weights.iter().copied()).unwrap();
            let (papers, marks) = published.sit(&draw, &choices[place], codes[place]).unwrap();
            let marks = marks.map(|mark| i64::from(mark.hundredths()));
            for (at, one) in papers.into_iter().enumerate() {
                alone.entry(one).or_default().push(marks[at]);
                for other in at + 1..4 {
                    together.entry((one, papers[other])).or_default().push((marks[at], marks[other]));
                }
            }
        }
        for [one, two, expected, is_published, _] in lines(SUBJECT_PAIRS) {
            let pair = (Subject::parse(one).unwrap(), Subject::parse(two).unwrap());
            let drawn = together.get(&pair).map_or(&[][..], Vec::as_slice);
            // Of those whom few chose a sample says little.
            if is_published == "true" && drawn.len() > 2_000 {
                let (found, expected) = (correlation(drawn), expected.parse::<i64>().unwrap());
                assert!((found - expected).abs() < 80, "{one} {two}: {found}, published {expected}");
            }
        }
        for (subject, country) in &published.countries {
            let marks = &alone[subject];
            let mean = marks.iter().sum::<i64>() / i64::try_from(marks.len()).unwrap();
            let is_sampled = marks.len() > 2_000;
            assert!(!is_sampled || (mean - country.mean_hundredths).abs() < 25, "{subject:?}: {mean}");
            let share = u64::try_from(marks.len()).unwrap() * 1_000 / 60_000;
            let expected = country.candidates * 1_000 / published.countries[&Subject::Literature].candidates;
            assert!(share.abs_diff(expected) < 25, "{subject:?}: {share} of a thousand, published {expected}");
        }
    }

    #[test]
    fn a_lower_half_gives_its_matrix_again() {
        let matrix = [
            [1_000_000, 440_000, 732_000, 711_000],
            [440_000, 1_000_000, 294_000, 264_000],
            [732_000, 294_000, 1_000_000, 738_000],
            [711_000, 264_000, 738_000, 1_000_000],
        ];
        let half = lower_half(&matrix);
        for row in 0..4 {
            for column in 0..4 {
                let product: i64 = (0..4).map(|inner| half[row][inner] * half[column][inner] / MILLION).sum();
                assert!((product - matrix[row][column]).abs() < 10, "{row} {column}: {product}");
            }
        }
    }

    #[test]
    fn half_lie_below_the_middle_and_none_beyond_the_end() {
        assert_eq!((below(0), below(1_000), below(-1_000)), (500_000, 841_345, 158_655));
        assert_eq!((below(9_000), below(-9_000)), (1_000_000, 0));
    }
}
