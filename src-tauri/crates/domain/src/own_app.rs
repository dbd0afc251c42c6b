//! An app registration of the organization's own: the steps to it, what it signs in with, and what it showed.
//!
//! Follows `entra-consent.md` section 8 and the steps R1 to R10 of `ux.md`. Holds no secret: of one it knows the
//! first three signs, which Microsoft shows as well.

mod billing;
mod connected;
mod credential;
mod form;
mod needs;
mod obstacle;
mod policy;
mod probe;
mod setup;
mod step;
#[cfg(test)]
mod tests;
mod write;

pub use billing::{BillingOutput, read_billing_output};
pub use connected::AppOfOurOwn;
pub use credential::{Credential, CredentialKind, SecretShape, Taken, secret_end};
pub use form::{
    FieldProblem, FormLine, LONGEST_TEXT, SettingValue, UserIdExample, form_lines, user_id_example,
};
pub use obstacle::{Obstacle, first_obstacle};
pub use policy::{PolicyFound, PolicyOutput, PolicyPlan, read_policy_output};
pub(crate) use probe::does_with_less;
pub use probe::{AppAnswer, Finding, PermissionRead, Probe, probes, shows_policy};
pub use setup::{IdProblem, Setup};
pub use step::{SetupRole, SetupStep, StepKnown};
pub use write::{MADE_FOR_DAYS, Made, TO_REGISTER, Write, Written, next_write, plan_of};
