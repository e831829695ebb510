//! Gives the demo season its many candidates: invented people under real candidate numbers of Huế, with lists that
//! want the same programmes, so that the matching has something to decide. The same every time.

use std::collections::HashMap;

use time::{Date, Month};

use crate::{
    domain::{
        access::Actor,
        admission::combination::Marks,
        candidate::{
            contact::ContactForm,
            kind::CandidateKind,
            priority::{CommuneArea, PriorityArea},
        },
        exam::{
            numbering::form_number,
            origin::OriginForm,
            papers::PapersForm,
            programme::ExamPlace,
            registration::{ExamRegistrationContent, ExamRegistrationForms},
            residence::ResidenceForm,
            sections::{RegistrationRules, SchoolsForm},
            studied::StudiedForm,
            subject::Subject,
        },
        ids::{CandidateNumber, ProgrammeId},
        matching::records::ProgrammeInField,
        score::Score,
        season::Season,
        time::Instant,
    },
    storage::{
        StorageError, Tx,
        demo_population::{
            Extra, ExtraTimes, extra_units_fetch, extras_exist, extras_insert, popular_programmes_fetch,
        },
        mark::marks_fetch_unclaimed,
        matching_records::records_fetch_programmes,
        season::season_require_current,
    },
    usecases::{
        Ctx,
        context::Rng,
        system::{draw::Draw, seed_demo::SeedDemoError},
    },
};

/// How many candidate numbers are looked at; whoever fits no programme wanted here gets no candidate.
const CANDIDATES: i64 = 4_000;
/// Whose programmes are wanted.
const POPULAR_INSTITUTIONS: [&str; 2] = ["DHU", "DND"];
/// How many of these programmes, those with the fewest seats: together about as many as there are candidates.
const POPULAR: i64 = 24;
/// The units that the many registered with, their schools and the areas these lie in.
const AREAS: [(&str, PriorityArea); 6] = [
    ("46010", PriorityArea::Kv3),
    ("46011", PriorityArea::Kv3),
    ("46012", PriorityArea::Kv2),
    ("46013", PriorityArea::Kv2Rural),
    ("46014", PriorityArea::Kv2Rural),
    ("46015", PriorityArea::Kv1),
];
/// Where they all live and were born: phường Thuận Hoá, Huế; and their ethnic group, Kinh.
const COMMUNE: &str = "19789";
const PROVINCE: &str = "46";
const KINH: &str = "01";
/// Department and exam council of Huế.
const COUNCIL: &str = "46";
/// One in so many has not paid.
const UNPAID_ONE_IN: usize = 50;

const FAMILY_NAMES: [&str; 12] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Võ", "Đặng", "Bùi", "Hồ", "Ngô", "Dương"];
const FEMALE_MIDDLE: [&str; 6] = ["Thị", "Ngọc", "Khánh", "Thu", "Minh", "Diệu"];
const MALE_MIDDLE: [&str; 6] = ["Văn", "Đức", "Quang", "Hữu", "Gia", "Minh"];
const FEMALE_GIVEN: [&str; 10] = ["Anh", "Hà", "Linh", "Mai", "Nhi", "Oanh", "Phương", "Quỳnh", "Trang", "Vy"];
const MALE_GIVEN: [&str; 10] = ["Bảo", "Cường", "Đạt", "Huy", "Khoa", "Long", "Nam", "Phúc", "Quân", "Tuấn"];

/// Seeds the many; gives how many. They are there once: a second time gives 0.
///
/// # Errors
/// `NotADemo`, or what the database says.
pub async fn run(ctx: &Ctx) -> Result<usize, SeedDemoError> {
    if !ctx.config.is_demo {
        return Err(SeedDemoError::NotADemo);
    }
    let mut tx = ctx.db.begin(&Actor::System).await?;
    if extras_exist(&mut tx).await? {
        return Ok(0);
    }
    let season = season_require_current(&mut tx).await?;
    let Some(times) = times() else { return Ok(0) };
    let extras = invent(&mut tx, &season).await?;
    extras_insert(&mut tx, season.year, season.rules.preference_fee, times, &extras).await?;
    tx.commit().await?;
    Ok(extras.len())
}

fn times() -> Option<ExtraTimes> {
    Some(ExtraTimes {
        registered_at: Instant::vietnam(2026, 4, 24, 9, 0)?,
        approved_at: Instant::vietnam(2026, 5, 5, 9, 0)?,
        listed_at: Instant::vietnam(2026, 7, 10, 9, 0)?,
        billed_at: Instant::vietnam(2026, 7, 16, 12, 0)?,
        paid_at: Instant::vietnam(2026, 7, 18, 9, 0)?,
    })
}

async fn invent(tx: &mut Tx, season: &Season) -> Result<Vec<Extra>, StorageError> {
    let units = extra_units_fetch(tx).await?;
    let institutions = POPULAR_INSTITUTIONS.map(str::to_owned);
    let popular = popular_programmes_fetch(tx, season.year, &institutions, POPULAR).await?;
    let offered = records_fetch_programmes(tx, season.year).await?;
    let offered: HashMap<ProgrammeId, ProgrammeInField> =
        offered.into_iter().map(|programme| (programme.id, programme)).collect();
    let wanted: Vec<&ProgrammeInField> = popular.iter().filter_map(|id| offered.get(id)).collect();
    let marked = marks_fetch_unclaimed(tx, season.year, "46", CANDIDATES).await?;
    let rules = registration_rules(season);
    let draw = Draw(Rng::seeded(46));
    let mut extras = Vec::with_capacity(marked.len());
    for (number, marks) in marked {
        let programmes = list(&draw, &wanted, &marks, season.rules.common_floor);
        let index = extras.len();
        let unit = units.get(draw.below(units.len()));
        let Some((unit, unit_code, school)) = unit.filter(|_| !programmes.is_empty()) else { continue };
        let Some(content) = registration(index, (unit_code, school), &marks, &rules) else { continue };
        let Ok(content) = serde_json::to_value(content) else { continue };
        let Some(mut extra) = person(&draw, index, number) else { continue };
        extra.unit = *unit;
        extra.form_number = form_number(unit_code, i64::try_from(index).unwrap_or(i64::MAX) + 1);
        extra.content = content;
        extra.programmes = programmes;
        extras.push(extra);
    }
    Ok(extras)
}

/// Somebody invented, still without registration and list.
fn person(draw: &Draw, index: usize, number: CandidateNumber) -> Option<Extra> {
    let is_female = draw.below(2) == 0;
    let (middle, given) = if is_female { (FEMALE_MIDDLE, FEMALE_GIVEN) } else { (MALE_MIDDLE, MALE_GIVEN) };
    let full_name = format!("{} {} {}", draw.one_of(&FAMILY_NAMES)?, draw.one_of(&middle)?, draw.one_of(&given)?);
    let month = Month::try_from(u8::try_from(draw.below(12) + 1).ok()?).ok()?;
    let birth_date = Date::from_calendar_date(2008, month, u8::try_from(draw.below(28) + 1).ok()?).ok()?;
    let century_and_sex = if is_female { 3 } else { 2 };
    let receipt = (draw.below(UNPAID_ONE_IN) > 0).then(|| draw.0.public_number("BL"));
    Some(Extra {
        id: uuid::Builder::from_random_bytes(draw.0.bytes()).into_uuid(),
        identity_number: format!("046{century_and_sex}08{:06}", 100_000 + index),
        full_name,
        birth_date,
        sex: if is_female { "female" } else { "male" },
        unit: uuid::Uuid::nil(),
        candidate_number: number.to_string(),
        form_number: String::new(),
        content: serde_json::Value::Null,
        programmes: Vec::new(),
        receipts: (draw.0.public_number("NV"), receipt),
    })
}

/// Three to ten programmes that the marks suffice for, those first in `wanted` more often than those behind.
fn list(draw: &Draw, wanted: &[&ProgrammeInField], marks: &Marks, floor: Score) -> Vec<ProgrammeId> {
    let fits = |programme: &ProgrammeInField| {
        let least = floor.max(programme.entry_threshold);
        let sums = programme.combinations.iter().filter_map(|combination| combination.marks_from(marks));
        sums.map(|three| three.into_iter().sum::<Score>()).any(|sum| sum >= least)
    };
    let mut open: Vec<(ProgrammeId, u64)> = wanted
        .iter()
        .zip(0_u64..)
        .filter(|(programme, _)| fits(programme))
        .map(|(programme, place)| (programme.id, 1_000 / (place + 3)))
        .collect();
    let mut chosen = Vec::new();
    for _ in 0..3 + draw.below(8) {
        let Some(drawn) = draw.place(open.iter().map(|(_, weight)| *weight)) else { break };
        chosen.push(open.remove(drawn).0);
    }
    chosen
}

fn registration_rules(season: &Season) -> RegistrationRules {
    let mut rules = RegistrationRules::new(CandidateKind::CurrentGrade12, season.year.0);
    rules.exam = season.rules.exam;
    rules.known.schools.extend(AREAS.into_iter().map(|(code, area)| (code.to_owned(), area)));
    let ward = CommuneArea { area: PriorityArea::Kv3, is_difficult: false };
    rules.known.communes.insert(COMMUNE.to_owned(), ward);
    rules.known.provinces.insert(PROVINCE.to_owned());
    rules.known.ethnic_groups.insert(KINH.to_owned());
    rules
}

/// The registration of somebody who sat these papers; `None` for papers that the form does not allow.
fn registration(
    index: usize,
    (unit_code, school): (&str, &str),
    marks: &Marks,
    rules: &RegistrationRules,
) -> Option<ExamRegistrationContent> {
    let electives: Vec<Subject> =
        marks.iter().map(|(subject, _)| subject).filter(|subject| !subject.is_compulsory()).collect();
    let [first, second] = electives[..] else { return None };
    let language = if second == Subject::ForeignLanguage { "N1" } else { "" };
    let mut rules = rules.clone();
    rules.place = ExamPlace { department: COUNCIL.to_owned(), unit: unit_code.to_owned(), council: COUNCIL.to_owned() };
    let forms = ExamRegistrationForms {
        origin: Some(OriginForm {
            birth_province: PROVINCE.to_owned(),
            citizenship: "vietnamese".to_owned(),
            ethnic_group: KINH.to_owned(),
            ..OriginForm::default()
        }),
        contact: Some(ContactForm {
            phone: format!("09{:08}", 10_000_000 + index),
            email: format!("thi-sinh-{index}@example.vn"),
            address: "Thành phố Huế".to_owned(),
        }),
        residence: Some(ResidenceForm { residence_commune: COMMUNE.to_owned(), over_18_months: "yes".to_owned() }),
        schools: Some(SchoolsForm {
            school_10: school.to_owned(),
            school_11: school.to_owned(),
            school_12: school.to_owned(),
            class_12: format!("12A{}", index % 9 + 1),
            graduation_year: String::new(),
        }),
        studied: Some(StudiedForm::from(&electives[..])),
        papers: Some(PapersForm {
            elective_1: first.as_str().to_owned(),
            elective_2: second.as_str().to_owned(),
            language: language.to_owned(),
            ..PapersForm::default()
        }),
        ..ExamRegistrationForms::without_claims()
    };
    forms.submit(&rules).ok()
}
