//! Facts that are amended on the procedures day, and what they say, in words.

use super::{
    Lang,
    exam::{area_name, group_name, sex_name},
};
use crate::{
    domain::{
        exam::{
            amendment::{Fact, FactValue, Slip},
            origin::BirthPlace,
        },
        time::short_date,
    },
    usecases::amendment::{AmendmentNames, Amendments, CategoryOnOffer, Named},
};

/// The name of a fact.
#[must_use]
pub const fn fact_name(lang: Lang, fact: Fact) -> &'static str {
    match fact {
        Fact::FullName => lang.t("Họ và tên", "Full name"),
        Fact::BirthDate => lang.t("Ngày sinh", "Birth date"),
        Fact::Sex => lang.t("Giới tính", "Sex"),
        Fact::BirthPlace => lang.t("Nơi sinh", "Place of birth"),
        Fact::EthnicGroup => lang.t("Dân tộc", "Ethnic group"),
        Fact::PriorityArea => lang.t("Khu vực ưu tiên", "Priority area"),
        Fact::PriorityCategory => lang.t("Đối tượng ưu tiên", "Priority category"),
    }
}

/// What a fact says; a code without a name stands for itself.
#[must_use]
pub fn value_words(lang: Lang, names: &AmendmentNames, value: Option<&FactValue>) -> String {
    match value {
        None => lang.t("Không có", "None").to_owned(),
        Some(FactValue::FullName(name)) => name.upper(),
        Some(FactValue::BirthDate(day)) => short_date(*day),
        Some(FactValue::Sex(sex)) => sex_name(lang, *sex).to_owned(),
        Some(FactValue::BirthPlace(BirthPlace::Country(country))) => country.clone(),
        Some(FactValue::BirthPlace(BirthPlace::Province(code))) => named(&names.provinces, code),
        Some(FactValue::EthnicGroup(code)) => named(&names.ethnic_groups, code),
        Some(FactValue::PriorityArea(area)) => area_name(lang, *area).to_owned(),
        Some(FactValue::PriorityCategory(code)) => {
            let known = names.categories.iter().find(|category| category.code == *code);
            known.map_or_else(|| code.clone(), |category| category_words(lang, category))
        }
    }
}

/// A category with its group.
#[must_use]
pub fn category_words(lang: Lang, category: &CategoryOnOffer) -> String {
    let name = lang_name(lang, category);
    format!("{} ({}). {name}", category.code, group_name(lang, category.group))
}

fn lang_name(lang: Lang, category: &CategoryOnOffer) -> &str {
    match lang {
        Lang::Vi => &category.name_vi,
        Lang::En => &category.name_en,
    }
}

fn named(all: &[Named], code: &str) -> String {
    all.iter().find(|named| named.code == code).map_or_else(|| code.to_owned(), |named| named.name.clone())
}

/// What the slips are called together.
#[must_use]
pub const fn amendments_title(lang: Lang) -> &'static str {
    lang.t("Đính chính trong ngày làm thủ tục dự thi", "Corrections of the procedures day")
}

/// Why, and by which paper or as the end of which slip.
#[must_use]
pub fn why(lang: Lang, slip: &Slip) -> String {
    match slip.withdraws {
        Some(number) => format!("{} {number}: {}", lang.t("Rút phiếu", "Takes back slip"), slip.reason),
        None => format!("{} ({})", slip.reason, slip.evidence),
    }
}

/// What holds after the slips, for papers with little room: item, as printed, corrected.
#[must_use]
pub fn amendments_in_words(lang: Lang, amendments: &Amendments) -> Vec<[String; 3]> {
    let words = |value| value_words(lang, &amendments.names, value);
    let slips = amendments.slips.all().iter();
    slips
        .map(|slip| {
            let item = format!("{}. {}", slip.number, fact_name(lang, slip.fact));
            [item, words(slip.printed.as_ref()), words(slip.corrected.as_ref())]
        })
        .collect()
}
