//! The pages of the sign-in service. Labels are Microsoft's (`entra-consent.md` 4, "Page wording"), the drawings are not.

use std::collections::BTreeSet;

use maud::{Markup, html};
use usher_domain::permissions::catalogue;
use usher_domain::profile::PermissionKind;

use crate::authorize::flow::{Flow, Message, Stage};
use crate::authorize::visit::Kind;
use crate::organization::{NAME, Organization, TENANT};
use crate::pages::approval::{Approval, approval};
use crate::pages::frame;
use crate::people::PEOPLE;
use crate::site::Site;

/// The page that a sign-in stands on.
pub(crate) fn stage(organization: &Organization, site: &Site, flow: &Flow) -> Markup {
    let form = Form { organization, site, flow };
    match flow.stage {
        Stage::SignIn => form.sign_in(),
        Stage::PickAccount => form.pick_account(),
        Stage::Mfa => form.mfa(),
        Stage::Permissions => form.permissions(),
        Stage::ApprovalRequired => form.approval_required(),
        Stage::RequestSent => form.request_sent(),
        Stage::NeedAdminApproval => form.need_admin_approval(),
        Stage::AdminConsent => form.admin_consent(),
    }
}

struct Form<'a> {
    organization: &'a Organization,
    site: &'a Site,
    flow: &'a Flow,
}

impl Form<'_> {
    fn page(&self, title: &str, content: &Markup) -> Markup {
        let canary =
            self.organization.browsers.get(&self.flow.browser).map_or("", |browser| browser.canary());
        frame(
            title,
            &html! {
                form method="post" action={ (self.site.base) "/" (TENANT) "/step" } autocomplete="off" {
                    input type="hidden" name="flow" value=(self.flow.id);
                    input type="hidden" name="canary" value=(canary);
                    (content)
                }
            },
        )
    }

    fn who(&self) -> Markup {
        html! {
            @if let Some(session) = self.flow.session { p.muted #account { (session.who.username) } }
        }
    }

    fn app(&self) -> String {
        self.flow.visit.target.client.name(&self.organization.settings.app_name)
    }

    fn sign_in(&self) -> Markup {
        let hint = self.flow.visit.login_hint.as_deref().unwrap_or_default();
        self.page("Sign in", &html! {
            p { "to go on to " strong { (self.app()) } }
            @if self.flow.message == Some(Message::WrongPassword) {
                p.problem #sign-in-problem role="alert" { "The account or password is not right. The pretend passwords are listed below." }
            }
            label for="username" { "Work account" }
            input #username type="text" name="username" value=(hint) autocapitalize="none" spellcheck="false";
            label for="password" { "Password" }
            input #password type="password" name="password";
            div.acts {
                (act("sign-in", "Sign in", true))
                (act("back", "Back", false))
            }
            h2 { "Pretend accounts" }
            dl {
                @for person in PEOPLE { dt { (person.username) } dd { (person.password) } }
            }
        })
    }

    fn pick_account(&self) -> Markup {
        let sessions =
            self.organization.browsers.get(&self.flow.browser).map(|browser| browser.sessions.as_slice());
        self.page("Pick an account", &html! {
            p { "to go on to " strong { (self.app()) } }
            @for (index, session) in sessions.unwrap_or_default().iter().enumerate() {
                button.account id={ "account-" (index) } type="submit" name="account" value=(session.who.username) {
                    strong { (session.who.display_name) } " " (session.who.username) " (signed in)"
                }
            }
            div.acts {
                (act("use-another-account", "Use another account", false))
                (act("back", "Back", false))
            }
        })
    }

    fn mfa(&self) -> Markup {
        self.page(
            "Approve sign in request",
            &html! {
                (self.who())
                p { "Your organization wants a second proof. Pretend that your phone asks you now." }
                div.acts {
                    (act("mfa-approve", "I approved it on my phone", true))
                    (act("mfa-deny", "I can't do that right now", false))
                }
            },
        )
    }

    fn permissions(&self) -> Markup {
        let Some(session) = self.flow.session else { return self.sign_in() };
        self.page(
            "Permissions requested",
            &html! {
                (self.who())
                p { strong { (self.app()) } " would like to:" }
                (list(&self.organization.to_consent(self.flow, session.who), PermissionKind::Delegated))
                @if session.who.approves_everything() {
                    label.tick {
                        input #for_organization type="checkbox" name="for_organization" value="yes";
                        "Consent on behalf of your organization"
                    }
                }
                p.muted { "Accept only if you trust this app." }
                div.acts {
                    (act("accept", "Accept", true))
                    (act("cancel", "Cancel", false))
                }
            },
        )
    }

    fn approval_required(&self) -> Markup {
        self.page(
            "Approval required",
            &html! {
                (self.who())
                p { strong { (self.app()) } " asks for permissions that only an admin can give:" }
                (list(&self.scopes(), PermissionKind::Delegated))
                (self.risk())
                label for="reason" { "Enter justification for requesting this app" }
                textarea #reason name="reason" rows="3" {}
                @if self.flow.message == Some(Message::ReasonMissing) {
                    p.problem #reason-problem role="alert" { "Write a reason first." }
                }
                div.acts {
                    (act("request-approval", "Request approval", true))
                    (act("return-to-app", "Back to app", false))
                }
                (act_link("use-another-account", "Sign in with another account"))
            },
        )
    }

    fn request_sent(&self) -> Markup {
        self.page("Request sent", &html! {
            (self.who())
            p #request-sent { "Your admin got your request for " strong { (self.app()) } ". You get an email once it is decided." }
            div.acts { (act("return-to-app", "Back to app", false)) }
        })
    }

    fn need_admin_approval(&self) -> Markup {
        self.page("Need admin approval", &html! {
            (self.who())
            p #need-admin-approval {
                strong { (self.app()) } " needs permissions to things in " (NAME) " that only an admin can give. Ask an admin to approve this app."
            }
            (self.risk())
            p { (act_link("use-another-account", "Have an admin account? Sign in with that account")) }
            p { (act_link("return-to-app", "Return to the application without granting consent")) }
        })
    }

    fn admin_consent(&self) -> Markup {
        let roles = self.organization.roles_to_approve(self.flow);
        let scopes = self.organization.scopes_to_approve(self.flow);
        let client = self.flow.visit.target.client;
        let asked = Approval { organization: self.organization, client, scopes: &scopes, roles: &roles };
        self.page(
            "Permissions requested",
            &html! {
                (self.who())
                (approval(&asked))
                div.acts {
                    (act("accept", "Accept", true))
                    (act("cancel", "Cancel", false))
                }
            },
        )
    }

    fn scopes(&self) -> BTreeSet<String> {
        match (self.flow.visit.target.kind, self.flow.session) {
            (Kind::SignIn, Some(session)) => self.organization.to_consent(self.flow, session.who),
            (Kind::SignIn | Kind::AdminConsent | Kind::StaticAdminConsent, _) => {
                self.organization.scopes_to_approve(self.flow)
            }
        }
    }

    fn risk(&self) -> Markup {
        html! {
            @if let Some(refusal) = self.organization.risk_warning(self.flow.visit.target.client) {
                p.problem #error-code { (refusal.headline()) }
            }
        }
    }
}

/// A button: its id is its act.
pub(crate) fn act(id: &str, label: &str, first: bool) -> Markup {
    html! { button.first[first] id=(id) type="submit" name="act" value=(id) { (label) } }
}

fn act_link(id: &str, label: &str) -> Markup {
    html! { button.link id=(id) type="submit" name="act" value=(id) { (label) } }
}

/// Permissions by the words of the catalogue.
pub(crate) fn list(permissions: &BTreeSet<String>, kind: PermissionKind) -> Markup {
    html! {
        @if !permissions.is_empty() { ul.permissions {
            @for permission in permissions {
                li data-permission=(permission) {
                    (catalogue().find(permission, kind).map_or(permission.as_str(), |known| known.display_name.as_ref()))
                    @if kind == PermissionKind::Application { " (for the whole organization, without a signed-in user)" }
                }
            }
        } }
    }
}
