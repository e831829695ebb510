//! What the tests over all doors share: a browser of each role, and paths for doors with parameters.

use portal::{
    domain::access::RoleKind,
    testing::{Browser, TestApp},
    web::doors::Door,
};

/// A demo account of each role of staff; candidates come from the citizen-ID service.
const STAFF: [(RoleKind, &str); 10] = [
    (RoleKind::SchoolStaff, "truong.songhuong@demo.example.vn"),
    (RoleKind::SchoolHead, "hieutruong.songhuong@demo.example.vn"),
    (RoleKind::DepartmentStaff, "so.hue@demo.example.vn"),
    (RoleKind::DepartmentLead, "lanhdao.sohue@demo.example.vn"),
    (RoleKind::InstitutionStaff, "tuyensinh.bka@demo.example.vn"),
    (RoleKind::InstitutionLead, "lanhdao.bka@demo.example.vn"),
    (RoleKind::MinistryOperator, "bo.dieuhanh@demo.example.vn"),
    (RoleKind::MinistryReleaser, "bo.giamsat@demo.example.vn"),
    (RoleKind::Support, "tongdai@demo.example.vn"),
    (RoleKind::Auditor, "kiemtoan@demo.example.vn"),
];

/// A browser of a visitor and of each role, by name; the candidate is the persona `an`.
pub async fn everybody(app: &TestApp) -> Vec<(&'static str, Browser)> {
    let candidate = app.candidate("an").await;
    let mut all = vec![("visitor", app.browser()), ("candidate", app.browser_as(&candidate).await)];
    for (role, email) in STAFF {
        let staff = app.staff(email).await;
        assert_eq!(staff.role(), Some(role), "{email}");
        all.push((role.as_str(), app.browser_as(&staff).await));
    }
    all
}

/// The path of a door with something in place of its parameters: the text that `find` gives, or one that nothing has.
pub fn concrete(door: &Door, find: impl Fn(&str) -> Option<String>) -> String {
    let parts = door.path.split('/').map(|part| match part.strip_prefix('{') {
        None => part.to_owned(),
        Some(name) => find(name.trim_end_matches('}')).unwrap_or_else(|| match name {
            "id}" | "run}" => "00000000-0000-7000-8000-000000000000".to_owned(),
            "section}" => "contact".to_owned(),
            _ => "NONE".to_owned(),
        }),
    });
    parts.collect::<Vec<_>>().join("/")
}
