//! Who may do what, as a document: made from the roles, the matrix and the doors themselves, so that it cannot say
//! anything else than they do. `docs/access.md` is what this prints; a test compares the two.

use std::fmt::Write as _;

use crate::{
    domain::{
        access::{Permission, RoleKind, Scope, StaffRole, Tenant},
        ids::{DepartmentCode, InstitutionCode, RegistrationUnitId},
    },
    web::{doors::Door, router::door_list},
};

const HEAD: &str = "\
# Who may do what

Generated from the code by `make docs`; a test fails when it is out of date. The roles stand in `src/domain/access/role.rs`,
the matrix in `src/domain/access/permission.rs`, the doors in `src/web/router.rs`. Each door asks the matrix, each use case
asks it again with the tenant of the record, and the policies of the database repeat the tenant rule.
";

/// The document, in Markdown.
#[must_use]
pub fn access_document() -> String {
    let mut text = HEAD.to_owned();
    // Writing to a string cannot fail.
    let _ = roles(&mut text).and_then(|()| matrix(&mut text)).and_then(|()| doors(&mut text, &door_list()));
    text
}

fn roles(text: &mut String) -> std::fmt::Result {
    writeln!(text, "\n## Roles\n\n| Role | Who | Works for |\n|---|---|---|")?;
    for role in RoleKind::ALL {
        writeln!(text, "| `{}` | {} | {} |", role.as_str(), role.description(), works_for(*role))?;
    }
    writeln!(
        text,
        "\nVisitors, who have not signed in, and the portal itself (jobs, the command line) have no role and none of the \
         rights below."
    )
}

/// For whom the role works: the kind of tenant with which its accounts can be made.
fn works_for(role: RoleKind) -> &'static str {
    let tenants = [
        (Tenant::Unit(RegistrationUnitId(uuid::Uuid::nil())), "one registration unit"),
        (Tenant::Department(DepartmentCode(String::new())), "one department, with its units"),
        (Tenant::Institution(InstitutionCode(String::new())), "one institution"),
        (Tenant::National, "the whole country"),
    ];
    let found = tenants.into_iter().find(|(tenant, _)| StaffRole::new(role, tenant.clone()).is_some());
    found.map_or("oneself", |(_, words)| words)
}

const fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Own => "own",
        Scope::Unit => "unit",
        Scope::Department => "department",
        Scope::Institution => "institution",
        Scope::All => "all",
    }
}

fn matrix(text: &mut String) -> std::fmt::Result {
    writeln!(
        text,
        "\n## The matrix\n\nA cell says over whose data the role has the right; an empty one that it has not. Rights that \
         change nothing are marked with ○."
    )?;
    let columns: String = RoleKind::ALL.iter().map(|role| format!(" `{}` |", role.as_str())).collect();
    writeln!(text, "\n| Right | |{columns}\n|---|---|{}", "---|".repeat(RoleKind::ALL.len()))?;
    for permission in Permission::ALL {
        let mark = if permission.changes() { "" } else { "○ " };
        let cells: String = RoleKind::ALL
            .iter()
            .map(|role| permission.scope_of(*role).map_or(" |".to_owned(), |scope| format!(" {} |", scope_word(scope))))
            .collect();
        writeln!(text, "| {mark}`{}` | {} |{cells}", permission.as_str(), permission.description())?;
    }
    Ok(())
}

fn doors(text: &mut String, doors: &[Door]) -> std::fmt::Result {
    writeln!(
        text,
        "\n## The doors\n\nEvery address that the portal answers. Whoever lacks \
         the right gets 403; visitors are led to the sign-in, or get 401 for a form.\n\n| | Address | Right | Who |\n|---|---|---|---|"
    )?;
    for door in doors {
        let who = match door.rule {
            "public" => "anyone".to_owned(),
            "machine" => "another machine, which signs its request".to_owned(),
            "signed_in" => "whoever has signed in".to_owned(),
            _ => door.roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", "),
        };
        writeln!(text, "| {} | `{}` | `{}` | {who} |", door.method, door.path, door.rule)?;
    }
    Ok(())
}
