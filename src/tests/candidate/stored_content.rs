//! What was submitted is read again as it was, also when the form has grown since.

use portal::domain::exam::{
    arrangements::{Arrangement, ArrangementsForm},
    exemption::Day,
    papers::Papers,
    registration::{ExamRegistrationContent, ExamRegistrationForms},
    studied::StudiedForm,
    subject::ForeignLanguage,
};

#[test]
fn a_submission_of_before_the_form_grew_is_still_read() {
    let stored = r#"{
        "identity": null,
        "contact": {"phone": "0912345678", "email": "an@example.vn", "address": "Huế"},
        "schools": {
            "grade_10": {"code": "05002", "area": "kv1"}, "grade_11": {"code": "05002", "area": "kv1"},
            "grade_12": {"code": "01001", "area": "kv3"}, "class_12": "12A1", "graduation_year": null},
        "papers": {"electives": ["vat_li", "ngoai_ngu"], "language": "N1"},
        "priority": {"area": null, "category": {"code": "06", "group": "ut2"}, "residence_commune": "20044"},
        "derived_area": {"area": "kv1", "reason": {"longest_school": {"years": 2}}},
        "admission": {"use_for_admission": true},
        "declaration": null
    }"#;
    let content: ExamRegistrationContent = serde_json::from_str(stored).unwrap();
    let words: Vec<_> = content.papers.subjects().iter().map(|subject| subject.as_str()).collect();
    assert_eq!(words, ["toan", "ngu_van", "vat_li", "ngoai_ngu"]);
    assert_eq!(content.papers.language(), Some(ForeignLanguage::English));
    let forms = ExamRegistrationForms::from(&content);
    assert_eq!(forms.residence.map(|residence| residence.residence_commune).as_deref(), Some("20044"));
    assert!(forms.applicant.is_none() && forms.origin.is_none());
}

#[test]
fn a_day_is_written_as_a_day_and_what_a_disabled_candidate_needs_not_at_all() {
    let day = Day(portal::domain::time::parse_date("2026-06-10").unwrap());
    assert_eq!(serde_json::to_string(&day).unwrap(), r#""2026-06-10""#);
    assert_eq!(serde_json::from_str::<Day>(r#""2026-06-10""#).unwrap(), day);
    for kind in Arrangement::ALL {
        let posted = serde_json::json!({ "needs_arrangements": "yes", kind.field(): "yes" });
        let form: ArrangementsForm = serde_json::from_value(posted).unwrap();
        assert_eq!(form.parse().unwrap().kinds, [*kind]);
    }
}

#[test]
fn papers_are_read_as_they_were_written() {
    let stored = r#"{"programme":"2006","subjects":["toan","vat_li"],"language":null,"combined":"khtn"}"#;
    let papers: Papers = serde_json::from_str(stored).unwrap();
    assert_eq!(serde_json::to_string(&papers).unwrap(), stored);
}

#[test]
fn a_box_of_a_subject_is_posted_under_its_name() {
    for (subject, field) in StudiedForm::FIELDS {
        let form: StudiedForm = serde_json::from_value(serde_json::json!({ field: "yes" })).unwrap();
        assert!(form.has(subject), "{field}");
    }
}
