//! What became of a preference, and why, in sentences: for the candidate's page and for the command line.

use super::{Lang, not_considered_sentence};
use crate::domain::{
    admission::{
        explanation::{FEWEST_APPLICANTS_WITH_PLACES, PreferenceResult, Remedy, place_to_tell},
        result::PreferenceStatus,
    },
    score::Score,
    season::SeasonRules,
};

/// The status in a few words.
#[must_use]
pub const fn preference_status_name(lang: Lang, status: PreferenceStatus) -> &'static str {
    match status {
        PreferenceStatus::Admitted => lang.t("Trúng tuyển", "Admitted"),
        PreferenceStatus::AdmittedHigher => lang.t("Đã trúng tuyển nguyện vọng cao hơn", "Admitted at a better one"),
        PreferenceStatus::BelowCutoff => lang.t("Chưa đủ điểm", "Below the cut-off"),
        PreferenceStatus::NotConsidered(_) => lang.t("Không được xét", "Not considered"),
    }
}

/// Why it came so.
#[must_use]
pub fn preference_reason(lang: Lang, rules: &SeasonRules, each: &PreferenceResult) -> String {
    let score = each.score.as_ref().map(|score| score.total).unwrap_or_default();
    let (mine, cutoff) = (lang.score(score), each.cutoff.as_ref().map(|cutoff| lang.score(cutoff.score)));
    match (each.status, cutoff, lang) {
        (PreferenceStatus::NotConsidered(reason), _, _) => not_considered_sentence(lang, reason, rules),
        (PreferenceStatus::AdmittedHigher, Some(cutoff), Lang::Vi) => {
            format!(
                "Không xét đến nữa, vì bạn đã có chỗ ở nguyện vọng đứng trước. Điểm của bạn: {mine}; điểm chuẩn: {cutoff}."
            )
        }
        (PreferenceStatus::AdmittedHigher, Some(cutoff), Lang::En) => {
            format!(
                "Not needed any more: you have a seat at a preference above. Your score: {mine}; cut-off: {cutoff}."
            )
        }
        (PreferenceStatus::AdmittedHigher, None, Lang::Vi) => {
            format!("Không xét đến nữa, vì bạn đã có chỗ ở nguyện vọng đứng trước. Điểm của bạn: {mine}.")
        }
        (PreferenceStatus::AdmittedHigher, None, Lang::En) => {
            format!("Not needed any more: you have a seat at a preference above. Your score: {mine}.")
        }
        (PreferenceStatus::Admitted, Some(cutoff), Lang::Vi) => format!("Điểm của bạn: {mine}; điểm chuẩn: {cutoff}."),
        (PreferenceStatus::Admitted, Some(cutoff), Lang::En) => format!("Your score: {mine}; cut-off: {cutoff}."),
        (PreferenceStatus::Admitted, None, Lang::Vi) => {
            format!("Điểm của bạn: {mine}. Ngành nhận hết thí sinh được xét.")
        }
        (PreferenceStatus::Admitted, None, Lang::En) => {
            format!("Your score: {mine}. The programme admitted everyone considered.")
        }
        (PreferenceStatus::BelowCutoff, Some(cutoff), _)
            if each.cutoff.as_ref().is_some_and(|cutoff| cutoff.score == score) =>
        {
            below_at_a_tie(lang, &mine, &cutoff)
        }
        (PreferenceStatus::BelowCutoff, Some(cutoff), Lang::Vi) => {
            format!("Điểm của bạn: {mine}, thấp hơn điểm chuẩn {cutoff}.")
        }
        (PreferenceStatus::BelowCutoff, Some(cutoff), Lang::En) => {
            format!("Your score: {mine}, below the cut-off of {cutoff}.")
        }
        (PreferenceStatus::BelowCutoff, None, Lang::Vi) => {
            format!("Điểm của bạn: {mine}. Ngành không nhận được thí sinh nào trong chỉ tiêu.")
        }
        (PreferenceStatus::BelowCutoff, None, Lang::En) => {
            format!("Your score: {mine}. The programme could admit nobody within its quota.")
        }
    }
}

fn below_at_a_tie(lang: Lang, mine: &str, cutoff: &str) -> String {
    match lang {
        Lang::Vi => format!(
            "Điểm của bạn: {mine}, bằng điểm chuẩn {cutoff}. Khi bằng điểm, thí sinh đặt ngành này ở nguyện vọng cao hơn được nhận trước và chỉ tiêu đã hết."
        ),
        Lang::En => format!(
            "Your score: {mine}, equal to the cut-off of {cutoff}. Among equals those who ranked the programme higher come first, and the seats ran out."
        ),
    }
}

/// The place among the applicants, as far as it may be told, and the seats. `None` where the preference took no part.
#[must_use]
pub fn preference_place(lang: Lang, each: &PreferenceResult) -> Option<String> {
    each.score.as_ref()?;
    let seats = lang.count(each.quota?);
    let place = match (place_to_tell(each.place, each.applicants), lang) {
        (Some((place, applicants)), Lang::Vi) => {
            let (place, applicants) = (lang.count(place), lang.count(applicants));
            format!("Vị trí của bạn: {place} trong {applicants} thí sinh được xét vào ngành này.")
        }
        (Some((place, applicants)), Lang::En) => {
            let (place, applicants) = (lang.count(place), lang.count(applicants));
            format!("Your place: {place} of {applicants} applicants considered.")
        }
        (None, _) if each.place.is_none() => String::new(),
        (None, Lang::Vi) => {
            format!("Vị trí không được nêu khi ngành có dưới {FEWEST_APPLICANTS_WITH_PLACES} thí sinh được xét.")
        }
        (None, Lang::En) => {
            format!("Places are not told where fewer than {FEWEST_APPLICANTS_WITH_PLACES} applicants were considered.")
        }
    };
    let seats = match lang {
        Lang::Vi => format!("Chỉ tiêu: {seats}."),
        Lang::En => format!("Seats: {seats}."),
    };
    Some(format!("{place} {seats}").trim_start().to_owned())
}

/// What would have changed it, if anything is to be said.
#[must_use]
pub fn preference_remedy(lang: Lang, rules: &SeasonRules, each: &PreferenceResult) -> Option<String> {
    let scale = rules.score_rules().scale;
    let mine = each.score.as_ref()?.total;
    let text = match Remedy::of(each.status, each.needed_score, each.quota, scale)? {
        Remedy::NothingHere => lang.t(
            "Không mức điểm nào ở nguyện vọng này làm thay đổi kết quả đó.",
            "No score at this preference would have changed that.",
        ),
        Remedy::Score(needed) => return Some(with_score(lang, mine, needed)),
        Remedy::NoScoreOnTheScale => {
            let points = scale.hundredths() / 100;
            return Some(match lang {
                Lang::Vi => format!("Không mức điểm nào trong thang {points} đủ để trúng tuyển nguyện vọng này."),
                Lang::En => format!("No score on the scale of {points} would have been enough here."),
            });
        }
        Remedy::NoSeats => lang.t(
            "Ngành không có chỉ tiêu trong lần xét này, nên không mức điểm nào đủ.",
            "The programme has no seats in this run, so no score would have been enough.",
        ),
    };
    Some(text.to_owned())
}

fn with_score(lang: Lang, mine: Score, needed: Score) -> String {
    let difference = lang.score(Score::from_hundredths((needed.hundredths() - mine.hundredths()).abs()));
    let score = lang.score(needed);
    match (needed > mine, lang) {
        (true, Lang::Vi) => format!(
            "Nếu đạt {score} điểm (thêm {difference}) và mọi điều khác giữ nguyên thì bạn sẽ trúng tuyển nguyện vọng này; kém mức đó 0,01 điểm thì không."
        ),
        (true, Lang::En) => format!(
            "With {score} points (another {difference}) and everything else unchanged you would have been admitted here; with 0.01 less you would not."
        ),
        // Only where a programme admits all equals: see domain::matching::explain.
        (false, Lang::Vi) => format!(
            "Nếu đạt đúng {score} điểm (bớt {difference}) và mọi điều khác giữ nguyên thì bạn sẽ trúng tuyển nguyện vọng này cùng nhóm thí sinh bằng nhau cuối cùng được nhận."
        ),
        (false, Lang::En) => format!(
            "With exactly {score} points ({difference} less) and everything else unchanged you would have been admitted here together with the last group of equals that comes in."
        ),
    }
}

/// How the score of [`preference_remedy`] is found and what it means.
#[must_use]
pub const fn remedy_explanation(lang: Lang) -> [&'static str; 3] {
    [
        lang.t(
            "Việc xét tuyển được tính lại với điểm khác của riêng bạn ở riêng nguyện vọng đó, mọi điều khác giữ nguyên. Mức được nêu là mức thấp nhất mà khi đó bạn trúng tuyển.",
            "The matching is worked out again with another score of yours at that preference alone, everything else unchanged. The score shown is the least with which it admits you.",
        ),
        lang.t(
            "Mức này có thể cao hơn điểm chuẩn: người mất chỗ vì bạn được xét ở nguyện vọng tiếp theo của họ, và người mất chỗ ở đó có thể trở lại ngành này với điểm cao hơn bạn. Mức này cũng có thể thấp hơn điểm chuẩn, vì khi trúng tuyển ở đây bạn để lại chỗ mà bạn đang có.",
            "It can be above the cut-off: whoever loses a seat to you goes on to the next preference, and whoever loses a seat there may come back to this programme with more points than you. It can also be below the cut-off, because with a seat here you leave the one that you have.",
        ),
        lang.t(
            "Nó đúng với lần xét tuyển này và không hứa hẹn gì cho lần xét khác. Thí sinh bằng nhau ở mọi tiêu chí có cùng vị trí.",
            "It is true of this run and promises nothing for another. Applicants who are equal in every criterion share a place.",
        ),
    ]
}
