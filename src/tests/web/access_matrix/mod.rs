//! Who gets in where, asked of every door there is: the tests read the registry of doors (web/router.rs), so a new
//! door is tried by every role without a line here. What a test has to be told about a new door it says itself when it
//! fails: an address with a parameter needs a row in `foreign_ids.rs`.

mod crawl;
mod document;
mod foreign_ids;
mod posted_ids;
mod roles;

use portal::{
    domain::access::{Actor, RoleKind},
    testing::TestApp,
    web::doors::Door,
};

/// An account of each role of staff. Of the two departments this is the one of unit 001's.
const ACCOUNTS: [(RoleKind, &str); 10] = [
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

/// Somebody of every role.
async fn everybody(app: &TestApp) -> Vec<(RoleKind, Actor)> {
    let mut actors = vec![(RoleKind::Candidate, app.candidate("an").await)];
    for (role, email) in ACCOUNTS {
        actors.push((role, app.staff(email).await));
    }
    let roles: Vec<RoleKind> = actors.iter().map(|(role, _)| *role).collect();
    assert_eq!(roles, RoleKind::ALL, "one of each, in order");
    assert!(actors.iter().all(|(role, actor)| actor.role() == Some(*role)));
    actors
}

/// The door of this method behind an address without query, the most exact one.
fn door_of<'a>(doors: &'a [Door], method: &str, address: &str) -> Option<&'a Door> {
    let parts: Vec<&str> = address.split('/').collect();
    let fits = |door: &&Door| {
        let pattern: Vec<&str> = door.path.split('/').collect();
        door.method == method
            && pattern.len() == parts.len()
            && pattern.iter().zip(&parts).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
    };
    doors.iter().filter(fits).min_by_key(|door| door.path.matches('{').count())
}

/// Whether the rule of the door lets the role in.
fn admits(door: &Door, role: RoleKind) -> bool {
    matches!(door.rule, "public" | "machine") || door.roles.contains(&role)
}

/// The names of the parameters of a path, with their braces.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| part.starts_with('{'))
}
