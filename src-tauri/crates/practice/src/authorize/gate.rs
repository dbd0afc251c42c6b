//! What stands between a known person and the app: account, rules, assignment, consent.

use std::collections::BTreeSet;

use usher_domain::permissions::GRAPH_APP_ID;
use usher_domain::profile::PermissionKind;
use usher_domain::situation::Situation;
use uuid::Uuid;

use crate::authorize::flow::{Flow, Stage};
use crate::authorize::visit::{Kind, Prompt};
use crate::browser::Session;
use crate::client::Client;
use crate::keys::random_id;
use crate::organization::{Organization, TENANT};
use crate::outcome::Outcome;
use crate::pages;
use crate::people::{Person, Standing};
use crate::refusal::Refusal;
use crate::settings::{AppState, SignInRule};
use crate::site::Site;
use crate::token::issued::Code;
use crate::truth::Page;

impl Organization {
    /// Goes on as far as it can for a person who has signed in.
    pub(crate) fn proceed(&mut self, site: &Site, flow: Flow, session: Session) -> Outcome {
        if let Some(refusal) = self.refuses_person(&flow, session.who) {
            return self.fail(site, flow, &refusal);
        }
        if self.settings.sign_in_rule == SignInRule::Mfa && !session.second_factor {
            if flow.is_silent() {
                return self.fail(site, flow, &Refusal::new(50076, GRAPH_APP_ID));
            }
            return self.show(site, flow, Stage::Mfa);
        }
        match flow.visit.target.kind {
            Kind::SignIn => self.consent(site, flow, session),
            Kind::AdminConsent | Kind::StaticAdminConsent => self.admin_consent(site, flow, session),
        }
    }

    fn refuses_person(&self, flow: &Flow, who: &Person) -> Option<Refusal> {
        match who.standing {
            Standing::Personal => return Some(Refusal::new(500208, who.username)),
            Standing::Stranger => return Some(Refusal::new(50020, who.username)),
            Standing::Disabled => return Some(Refusal::new(50057, "")),
            // A guest belongs to another home: only this tenant's own address leads them here.
            Standing::Guest if self.leads_home(flow) => return Some(Refusal::new(50020, who.username)),
            Standing::Guest | Standing::Member => {}
        }
        match self.settings.sign_in_rule {
            SignInRule::CompliantDevice => return Some(Refusal::new(53000, "")),
            SignInRule::Blocked => return Some(Refusal::new(53003, "")),
            SignInRule::None | SignInRule::Mfa => {}
        }
        let client = flow.visit.target.client;
        // Assignment keeps people from the app, not admins from approving it.
        let signs_in = flow.visit.target.kind == Kind::SignIn;
        if signs_in && self.keeps_out(client, who) {
            return Some(Refusal::new(50105, who.username));
        }
        match self.app_state(client) {
            AppState::ApiMissing => Some(Refusal::new(650052, "https://api.spaces.skype.com")),
            AppState::Misconfigured if signs_in => Some(Refusal::new(90008, client.id())),
            AppState::Misconfigured => Some(Refusal::new(1003031, client.id())),
            AppState::Ready
            | AppState::Disabled
            | AppState::DisabledByMicrosoft
            | AppState::Unknown
            | AppState::OtherRedirect => None,
        }
    }

    fn leads_home(&self, flow: &Flow) -> bool {
        ["organizations", "common"].iter().any(|name| name.eq_ignore_ascii_case(&flow.visit.target.tenant))
    }

    fn consent(&mut self, site: &Site, flow: Flow, session: Session) -> Outcome {
        let who = session.who;
        let client = flow.visit.target.client;
        let missing = self.missing(&flow, who);
        let forced = flow.visit.prompt == Prompt::Consent;
        if missing.is_empty() && !forced {
            let accepted = self.legs.has_shown(flow.leg, Page::Permissions);
            let situation = if accepted { Situation::CanGrant } else { Situation::AlreadyGranted };
            return self.issue_code(flow, session, situation);
        }
        let may = self.may_consent(client, who, &self.to_consent(&flow, who));
        if flow.is_silent() {
            let refusal = Refusal::new(65001, client.id());
            let leg = flow.leg;
            let outcome = self.fail(site, flow, &refusal);
            self.legs.ended(leg, self.consent_situation(may));
            return outcome;
        }
        if may {
            return self.show(site, flow, Stage::Permissions);
        }
        self.needs_admin(site, flow)
    }

    fn consent_situation(&self, may: bool) -> Situation {
        match (may, self.settings.request_box) {
            (true, _) => Situation::CanGrant,
            (false, true) => Situation::NeedsAdminApprovalRequest,
            (false, false) => Situation::NeedsAdminApproval,
        }
    }

    fn admin_consent(&mut self, site: &Site, flow: Flow, session: Session) -> Outcome {
        let roles = self.roles_to_approve(&flow);
        if Self::may_approve(session.who, &roles) {
            self.show(site, flow, Stage::AdminConsent)
        } else {
            self.needs_admin(site, flow)
        }
    }

    fn needs_admin(&mut self, site: &Site, flow: Flow) -> Outcome {
        let stage =
            if self.settings.request_box { Stage::ApprovalRequired } else { Stage::NeedAdminApproval };
        if let Some(refusal) = self.risk_warning(flow.visit.target.client) {
            self.legs.refused(flow.leg, &refusal);
        }
        self.show(site, flow, stage)
    }

    /// The number that a flagged app adds to the page.
    pub(crate) fn risk_warning(&self, client: Client) -> Option<Refusal> {
        let code = if self.settings.request_box { 900981 } else { 900941 };
        self.is_flagged(client).then(|| Refusal::new(code, ""))
    }

    /// What is asked for and not granted yet.
    fn missing(&self, flow: &Flow, who: &Person) -> BTreeSet<String> {
        let client = flow.visit.target.client;
        let granted = self.grants.scopes(client, who, self.now());
        self.wanted(client, who, &flow.visit.asked).difference(&granted).cloned().collect()
    }

    /// What a permissions page lists: what is missing, or all of it when the app asked for the page.
    pub(crate) fn to_consent(&self, flow: &Flow, who: &Person) -> BTreeSet<String> {
        if flow.visit.prompt == Prompt::Consent {
            let mut all = flow.visit.asked.named.clone();
            all.extend(flow.visit.asked.oidc.clone());
            if flow.visit.asked.default {
                all.extend(self.required(flow.visit.target.client, PermissionKind::Delegated));
            }
            return all;
        }
        self.missing(flow, who)
    }

    /// The delegated permissions of a consent for everyone: all that is asked for, as it replaces what was.
    pub(crate) fn scopes_to_approve(&self, flow: &Flow) -> BTreeSet<String> {
        let asked = &flow.visit.asked;
        let mut scopes = asked.named.clone();
        scopes.extend(asked.oidc.clone());
        if asked.default {
            scopes.extend(self.required(flow.visit.target.client, PermissionKind::Delegated));
        }
        scopes
    }

    /// The application permissions of an admin consent: only `.default` brings them (`entra-consent.md` 1.5).
    pub(crate) fn roles_to_approve(&self, flow: &Flow) -> BTreeSet<String> {
        if flow.visit.asked.default {
            self.required(flow.visit.target.client, PermissionKind::Application)
        } else {
            BTreeSet::new()
        }
    }

    /// Ends with a code.
    pub(crate) fn issue_code(&mut self, flow: Flow, session: Session, situation: Situation) -> Outcome {
        let value = random_id(48);
        self.legs.ended(flow.leg, situation);
        let code = Code::new(&flow, session, situation, self.now());
        self.codes.insert(value.clone(), code);
        let session_state = Uuid::new_v4().to_string();
        flow.visit.answer(vec![("code", value), ("session_state", session_state)])
    }

    /// Ends with a yes for the organization.
    pub(crate) fn admin_granted(&mut self, flow: &Flow) -> Outcome {
        let (scopes, roles) = (self.scopes_to_approve(flow), self.roles_to_approve(flow));
        let (scopes, roles) = self.admin_approves(flow.visit.target.client, scopes, roles);
        self.legs.ended(flow.leg, Situation::AdminConsentGranted);
        let mut params = vec![("admin_consent", "True".to_owned()), ("tenant", TENANT.to_owned())];
        if flow.visit.target.kind == Kind::AdminConsent {
            let address = |scope: &String| format!("https://graph.microsoft.com/{scope}");
            let granted: Vec<String> = scopes.union(&roles).map(address).collect();
            params.push(("scope", granted.join(" ")));
        }
        tracing::debug!("admin consent granted");
        flow.visit.answer(params)
    }

    /// Ends with a refusal: back to the app where Entra sends it back, else on a page.
    pub(crate) fn fail(&mut self, site: &Site, flow: Flow, refusal: &Refusal) -> Outcome {
        let admin = flow.visit.target.kind != Kind::SignIn;
        let comes_back = match refusal.code {
            65004 | 90008 | 1003031 => true,
            50020 | 500208 => admin,
            50105 | 53000 | 53003 => self.settings.blocks_come_back,
            _ => false,
        };
        if !(flow.is_silent() || comes_back) {
            self.legs.shown(flow.leg, Page::Error, refusal.situation);
            self.legs.refused(flow.leg, refusal);
            return self.error_page(refusal);
        }
        self.legs.refused(flow.leg, refusal);
        flow.visit.refuse(refusal, site, self.now())
    }

    /// Shows a page and waits for its form.
    pub(crate) fn show(&mut self, site: &Site, mut flow: Flow, stage: Stage) -> Outcome {
        flow.stage = stage;
        let admin = flow.visit.target.kind != Kind::SignIn;
        let (page, situation) = match stage {
            Stage::SignIn => (Page::SignIn, Situation::SignInRequired),
            Stage::PickAccount => (Page::PickAccount, Situation::SignInRequired),
            Stage::Mfa => (Page::Mfa, Situation::MfaOrPolicyBlock),
            Stage::Permissions => (Page::Permissions, Situation::CanGrant),
            Stage::ApprovalRequired if admin => (Page::ApprovalRequired, Situation::NotAdmin),
            Stage::ApprovalRequired => (Page::ApprovalRequired, Situation::NeedsAdminApprovalRequest),
            Stage::RequestSent => (Page::RequestSent, Situation::AdminApprovalPending),
            Stage::NeedAdminApproval if admin => (Page::NeedAdminApproval, Situation::NotAdmin),
            Stage::NeedAdminApproval => (Page::NeedAdminApproval, Situation::NeedsAdminApproval),
            Stage::AdminConsent => (Page::AdminConsent, Situation::CanGrant),
        };
        self.legs.shown(flow.leg, page, situation);
        let markup = pages::sign_in::stage(self, site, &flow);
        self.flows.insert(flow.id.clone(), flow);
        Outcome::page(markup)
    }
}
