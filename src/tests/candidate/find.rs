//! Communes and schools are found by words, and nothing that was typed is lost on the way.

use axum::http::StatusCode;
use portal::testing::TestApp;

use super::registration::{HOME, OPEN, browser_of, hidden, value};

#[tokio::test]
async fn what_was_typed_is_kept_while_a_commune_is_looked_for() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    let path = format!("{HOME}/residence");
    let form = [("version", "0"), ("residence_commune", ""), ("over_18_months", "yes"), ("find", "residence_commune")];
    let kept = an.post(&path, &form).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    assert_eq!(kept.location, format!("{path}/find?field=residence_commune"));
    let empty = an.get(&kept.location).await;
    assert!(empty.text.contains("Xã, phường thường trú") && !empty.text.contains("Chọn một kết quả"), "{}", empty.text);

    let found = an.get(&format!("{path}/find?field=residence_commune&q=luoi+2+hue")).await;
    assert!(found.text.contains("xã A Lưới 2, Huế"), "{}", found.text);
    let part = an.get(&format!("{path}/find?field=residence_commune&q=luoi+2+hue&part=results")).await;
    assert!(part.text.contains("xã A Lưới 2, Huế") && !part.text.contains("<html"), "{}", part.text);

    let chosen = an.get(&format!("{path}?residence_commune=20044")).await;
    assert!(chosen.text.contains("chưa lưu") && chosen.text.contains("xã A Lưới 2, Huế"), "{}", chosen.text);
    assert_eq!(value(&chosen, "residence_commune"), "20044");
    assert!(chosen.text.contains("value=\"yes\" checked"), "the other answer is still there: {}", chosen.text);
    let version = hidden(&chosen, "version");
    let saved =
        an.post(&path, &[("version", &version), ("residence_commune", "20044"), ("over_18_months", "yes")]).await;
    assert_eq!(saved.location, HOME);
}

#[tokio::test]
async fn schools_are_found_without_diacritics_in_any_order_those_of_the_province_first() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    let find = |words: &str| format!("{HOME}/schools/find?field=school_10&from=check&q={words}");
    let found = an.get(&find("huong+song")).await;
    assert!(found.text.contains("Trường THPT Sông Hương, Huế"), "{}", found.text);
    assert!(found.text.contains("schools?school_10=46001&amp;from=check"), "{}", found.text);
    let all = an.get(&find("thpt")).await;
    let place = |name: &str| all.text.find(name).unwrap_or(usize::MAX);
    assert!(place("Sông Hương") < place("Bằng Giang"), "the own province comes first");
    let nothing = an.get(&find("truong+tren+mat+trang")).await;
    assert!(nothing.text.contains("Không tìm thấy"), "{}", nothing.text);
    let chosen = an.get(&format!("{HOME}/schools?school_10=46004&from=check")).await;
    assert_eq!((value(&chosen, "school_10"), value(&chosen, "school_11")), ("46004".into(), "46001".into()));
    // From the check page and back to it.
    assert_eq!(hidden(&chosen, "from"), "check");
}

#[tokio::test]
async fn only_fields_that_name_a_place_are_looked_for() {
    let app = TestApp::start(OPEN).await;
    let mut an = browser_of(&app, "an").await;
    for path in ["residence/find?field=over_18_months", "schools/find?field=residence_commune", "hobbies/find?field=q"]
    {
        assert_eq!(an.get(&format!("{HOME}/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Any other parameter of the section's address changes nothing.
    let page = an.get(&format!("{HOME}/schools?class_12=12Z9")).await;
    assert_eq!(value(&page, "class_12"), "12A1");
    // A code that does not exist is shown as typed and refused on saving.
    let page = an.get(&format!("{HOME}/residence?residence_commune=99999")).await;
    assert_eq!(value(&page, "residence_commune"), "99999");
}
