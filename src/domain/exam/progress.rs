//! How far the candidates of a class, a unit or a province are with their exam registration: figures alone, so that
//! whoever has to press on sees where, and nobody's record.

use crate::domain::{field_errors::FieldErrorCode, stored_words::stored_words, text::fold, time::Instant};

/// The most characters of a search for a unit.
const MAX_SEARCH: usize = 100;

/// How far a group of candidates is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// On the roll of the unit.
    pub on_roll: u32,
    /// On the roll, without ever having signed in.
    pub absent: u32,
    /// Signed in at least once, on the roll or not.
    pub signed_in: u32,
    /// Submitted: they wait for the unit.
    pub submitted: u32,
    /// Sent back: the unit waits for them.
    pub returned: u32,
    /// Approved, signed off or not.
    pub approved: u32,
    /// In a list that the head of the unit signed off.
    pub signed_off: u32,
    /// Of these, those whose form is signed.
    pub signed: u32,
    /// Of these, those who have a candidate number.
    pub numbered: u32,
    /// Found ineligible, or given up: they do not sit the exam, and nothing is waited for.
    pub ended: u32,
    /// Since when the one waits who has waited longest for the unit.
    pub waiting_since: Option<Instant>,
}

impl Progress {
    /// Everyone whom the unit has to verify, signed in or not.
    #[must_use]
    pub const fn expected(&self) -> u32 {
        (self.signed_in + self.absent).saturating_sub(self.ended)
    }

    /// Signed in, but the form was never handed in, or was taken back.
    #[must_use]
    pub const fn filling_in(&self) -> u32 {
        self.signed_in.saturating_sub(self.submitted + self.returned + self.approved + self.ended)
    }

    /// Handed in, and in no list that the head signed off: once the review has closed, the unit is late with them.
    #[must_use]
    pub const fn not_signed_off(&self) -> u32 {
        self.submitted + self.approved.saturating_sub(self.signed_off)
    }

    /// The share that is approved, in thousandths, cut off; `None` where nobody is expected.
    #[must_use]
    pub fn approved_per_mille(&self) -> Option<u32> {
        let share = u64::from(self.approved) * 1_000;
        share.checked_div(u64::from(self.expected())).and_then(|share| u32::try_from(share).ok())
    }

    /// All groups as one.
    #[must_use]
    pub fn of_all<'a>(groups: impl IntoIterator<Item = &'a NamedProgress>) -> Self {
        groups.into_iter().fold(Self::default(), |sum, group| sum.and(group.progress))
    }

    /// Not in the list that the head signs, and not waiting for the unit either: absent, filling in, or sent back.
    #[must_use]
    pub const fn left_out(&self) -> u32 {
        self.absent + self.filling_in() + self.returned
    }

    /// Both groups as one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            on_roll: self.on_roll + other.on_roll,
            absent: self.absent + other.absent,
            signed_in: self.signed_in + other.signed_in,
            submitted: self.submitted + other.submitted,
            returned: self.returned + other.returned,
            approved: self.approved + other.approved,
            signed_off: self.signed_off + other.signed_off,
            signed: self.signed + other.signed,
            numbered: self.numbered + other.numbered,
            ended: self.ended + other.ended,
            waiting_since: match (self.waiting_since, other.waiting_since) {
                (Some(one), Some(another)) => Some(one.min(another)),
                (one, another) => one.or(another),
            },
        }
    }

    /// What comes first lags most: the smallest share approved, then whoever has waited longest; groups of nobody last.
    fn lag(&self) -> (bool, Option<u32>, bool, Option<Instant>) {
        let share = self.approved_per_mille();
        (share.is_none(), share, self.waiting_since.is_none(), self.waiting_since)
    }
}

/// A group with its name and the code under which people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProgress {
    /// The code, e.g. of a unit.
    pub code: String,
    /// The name.
    pub name: String,
    /// How far it is.
    pub progress: Progress,
}

/// In which order groups are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProgressOrder {
    /// Those that lag most first.
    #[default]
    Lag,
    /// By code.
    Code,
    /// By name.
    Name,
    /// The one first whose candidates wait longest.
    Waiting,
    /// The greatest first.
    Size,
}

stored_words!(ProgressOrder {
    Lag => "lag",
    Code => "code",
    Name => "name",
    Waiting => "waiting",
    Size => "size",
});

/// Which groups are listed, and how, as it stands in an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ProgressForm {
    /// Words of the name, or the code; empty for all.
    pub q: String,
    /// A word of [`ProgressOrder`]; empty for the usual order.
    pub sort: String,
}

impl ProgressForm {
    /// The order asked for.
    ///
    /// # Errors
    /// `NotOnOffer` for a word that names none.
    pub fn order(&self) -> Result<ProgressOrder, FieldErrorCode> {
        if self.sort.is_empty() {
            return Ok(ProgressOrder::default());
        }
        ProgressOrder::parse(&self.sort).ok_or(FieldErrorCode::NotOnOffer)
    }

    /// Those of `groups` that are asked for, in the order asked for.
    ///
    /// # Errors
    /// See [`ProgressForm::order`].
    pub fn choose(&self, mut groups: Vec<NamedProgress>) -> Result<Vec<NamedProgress>, FieldErrorCode> {
        let order = self.order()?;
        let wanted: String = fold(&self.q).chars().take(MAX_SEARCH).collect();
        let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
        groups.retain(|group| {
            let name = fold(&format!("{} {}", group.code, group.name));
            words.iter().all(|word| name.contains(word))
        });
        groups.sort_by(|one, another| {
            let (left, right) = (&one.progress, &another.progress);
            let by_order = match order {
                ProgressOrder::Lag => left.lag().cmp(&right.lag()),
                ProgressOrder::Code => std::cmp::Ordering::Equal,
                ProgressOrder::Name => fold(&one.name).cmp(&fold(&another.name)),
                ProgressOrder::Waiting => {
                    let key = |group: &Progress| (group.waiting_since.is_none(), group.waiting_since);
                    key(left).cmp(&key(right))
                }
                ProgressOrder::Size => right.expected().cmp(&left.expected()),
            };
            by_order.then_with(|| one.code.cmp(&another.code))
        });
        Ok(groups)
    }
}

#[cfg(test)]
mod tests {
    use super::{NamedProgress, Progress, ProgressForm, ProgressOrder};
    use crate::domain::time::Instant;

    fn group(code: &str, name: &str, [absent, signed_in, submitted, approved]: [u32; 4]) -> NamedProgress {
        let waiting_since = (submitted > 0).then(|| Instant::from_unix_us(i64::from(submitted)));
        let progress = Progress { absent, signed_in, submitted, approved, waiting_since, ..Progress::default() };
        NamedProgress { code: code.to_owned(), name: name.to_owned(), progress }
    }

    fn codes(form: &ProgressForm) -> String {
        let groups = vec![
            group("001", "Sông Hương", [5, 5, 2, 3]),
            group("002", "Ngự Bình", [0, 9, 0, 9]),
            group("003", "Đại ngàn A Lưới", [0, 10, 1, 3]),
            group("004", "Phá Tam Giang", [0, 0, 0, 0]),
        ];
        form.choose(groups).unwrap().into_iter().map(|group| group.code).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn whoever_lags_comes_first_and_groups_of_nobody_last() {
        // 3 of 10 twice: the one that has waited longer first.
        assert_eq!(codes(&ProgressForm::default()), "003 001 002 004");
        let cases = [("lag", "003 001 002 004"), ("code", "001 002 003 004"), ("name", "003 002 004 001")];
        let more = [("waiting", "003 001 002 004"), ("size", "001 003 002 004")];
        for (sort, expected) in cases.into_iter().chain(more) {
            assert_eq!(codes(&ProgressForm { sort: sort.to_owned(), ..ProgressForm::default() }), expected, "{sort}");
        }
        assert!(ProgressForm { sort: "x".to_owned(), ..ProgressForm::default() }.choose(Vec::new()).is_err());
        assert_eq!(ProgressForm::default().order(), Ok(ProgressOrder::Lag));
    }

    #[test]
    fn groups_are_found_by_code_and_by_words_without_diacritics() {
        let found = |q: &str| codes(&ProgressForm { q: q.to_owned(), ..ProgressForm::default() });
        assert_eq!((found("luoi dai"), found("002"), found("nobody")), ("003".into(), "002".into(), String::new()));
    }

    #[test]
    fn sums_keep_the_longest_wait_and_shares_are_cut_off() {
        let sum = group("", "", [1, 2, 2, 0]).progress.and(group("", "", [0, 3, 1, 1]).progress);
        assert_eq!((sum.expected(), sum.submitted, sum.approved, sum.filling_in()), (6, 3, 1, 1));
        assert_eq!(sum.waiting_since, Some(Instant::from_unix_us(1)));
        assert_eq!((sum.approved_per_mille(), Progress::default().approved_per_mille()), (Some(166), None));
        let far = Progress { signed_off: 3, signed: 2, numbered: 1, ..Progress::default() };
        let both = far.and(far);
        assert_eq!((both.signed_off, both.signed, both.numbered), (6, 4, 2));
    }

    #[test]
    fn whoever_does_not_sit_the_exam_is_neither_filling_in_nor_waited_for() {
        let with_ended = |ended| Progress { signed_in: 5, submitted: 1, approved: 2, ended, ..Progress::default() };
        assert_eq!((with_ended(0).filling_in(), with_ended(0).expected()), (2, 5));
        assert_eq!((with_ended(2).filling_in(), with_ended(2).expected()), (0, 3));
        assert_eq!(with_ended(1).and(with_ended(2)).ended, 3);
        let done = Progress { signed_in: 3, approved: 2, ended: 1, ..Progress::default() };
        assert_eq!(done.approved_per_mille(), Some(1_000), "the work can be finished");
    }
}
