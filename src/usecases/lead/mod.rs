//! What whoever answers for an office does: heads of registration units, leads of departments and institutions, and
//! operators of the ministry.

pub mod answer_question;
pub mod view_questions;

use crate::{
    domain::access::{Actor, Permission, Scope, StaffActor, Tenant},
    storage::access_question::QuestionScope,
};

/// Whose questions the actor answers: their office's, a department's units' too, everyone's for the ministry.
fn scope_of(actor: &Actor) -> Option<(&StaffActor, QuestionScope)> {
    let Actor::Staff(staff) = actor else { return None };
    let scope = match actor.scope(Permission::AnswerAccessQuestion)? {
        Scope::All => Tenant::National,
        Scope::Unit | Scope::Department | Scope::Institution => staff.role.tenant(),
        Scope::Own => return None,
    };
    Some((staff, QuestionScope(scope)))
}
