//! The view of a state: which screen, with which facts.

mod admin;
mod approving;
mod keeping;
mod lists;
mod own_app;

use crate::answer::permission_missing;
use crate::desk::Desk;
use crate::forecast::{Outlook, forecast, order_pictures};
use crate::ids::ProfileId;
use crate::journey::effect::Asks;
use crate::journey::trip::{Hearing, Plan, Purpose, Trip};
use crate::journey::{Journey, fix_for};
use crate::profile::Profile;
use crate::time::Timestamp;
use crate::view::approving::Origin;
use crate::view::cards::{ProductCard, Resume, Trust};
use crate::view::{
    AdminRequest, Aim, Check, CheckLine, CheckState, Picture, ProductHead, Screen, StartsAt, View,
};

/// Everything the window shows for `journey`. The engine sets `revision`.
#[must_use]
pub fn show(journey: &Journey, desk: &Desk) -> View {
    View {
        revision: 0,
        session_code: desk.session_code.clone(),
        practice: desk.practice.as_ref().map(|world| world.scenario.clone()),
        product: journey.profile(desk).and_then(|id| product_head(id, desk)),
        can_go_back: *journey != Journey::Start && !journey.must_end_first(),
        notice: desk.notice.clone(),
        screen: screen(journey, desk),
    }
}

fn screen(journey: &Journey, desk: &Desk) -> Screen {
    match journey {
        Journey::Start => start(desk),
        Journey::ChoosingProduct { as_admin, picked } => {
            let products = desk.profiles.iter().map(|p| product_card(p, desk)).collect();
            Screen::ChooseProduct { products, picked: picked.clone(), as_admin: *as_admin }
        }
        Journey::SettingUp { setup, at } => own_app::card(setup, at, desk),
        Journey::Building { setup, build } => own_app::build(setup, build, desk),
        Journey::ReadingConnection { connection, checking, problem } => {
            keeping::details(connection, (*checking, problem.as_ref()), desk)
        }
        Journey::BeforeSignIn(plan) => before_sign_in(plan, desk),
        Journey::Waiting(trip) => waiting(trip, desk),
        Journey::Picking { trip, why } => {
            Screen::PicturePicker { why: *why, pictures: order_pictures(outlook(&trip.profile, desk)) }
        }
        Journey::Approving(trip) => {
            Screen::CanApprove { as_admin: trip.as_admin, listening: trip.hearing == Hearing::Open }
        }
        Journey::Requesting(trip) => admin::request_box(trip, desk),
        Journey::NeedingAdmin(trip) => admin::admin_only(trip, desk),
        Journey::WritingToAdmin { trip, letter, back } => {
            let request = admin::request(trip, letter, desk);
            Screen::AskYourAdmin { request: handing_over(request, back, desk) }
        }
        Journey::AwaitingAdmin { trip, asked, look } => admin::waiting_for_admin(trip, asked, *look, desk),
        Journey::Checking { at, passed, slow, problem, .. } => Screen::Checking {
            checks: checks(*at, passed, problem.is_some()),
            slow: *slow,
            problem: problem.clone(),
        },
        Journey::Connected { connection, approved_by } => lists::connected(connection, *approved_by, desk),
        Journey::ReadingChecklist { connection, checking, problem, receipt, .. } => lists::checklist(
            connection,
            lists::Checked { checking: *checking, problem: problem.as_ref(), receipt: *receipt },
            desk,
        ),
        Journey::ReadingConnections => keeping::connections(desk),
        Journey::PastingError { text, .. } => Screen::PasteError { text: text.clone() },
        Journey::ReadingAnswer { diagnosis, quote, account, .. } => Screen::Answer {
            fix: fix_for(diagnosis.card),
            diagnosis: diagnosis.clone(),
            permission: quote.as_deref().and_then(|quote| permission_missing(diagnosis, quote)),
            quote: quote.clone(),
            account: account.clone(),
        },
        Journey::ChoosingScenario => Screen::Practice { scenarios: desk.scenarios.clone() },
        Journey::ReviewingApp(approval) => approving::review(approval, desk),
        Journey::DoubtingApp { approval, doubt } => approving::doubt(approval, *doubt, desk),
        Journey::ChoosingWay(approval) => approving::choice(approval, desk),
        Journey::Walking { approval, way, step } => approving::card(approval, *way, *step, desk),
        Journey::Proving { approval, proof } => approving::proof(approval, proof, desk),
        Journey::PreviewingFile { file, mistyped, .. } => Screen::SetupFile { file: file.preview(*mistyped) },
        Journey::RefusingFile { refusal, .. } => Screen::SetupFileRefused { refusal: refusal.clone() },
    }
}

pub(super) fn start(desk: &Desk) -> Screen {
    let resume = desk.saved.as_ref().and_then(|place| {
        let product = desk.profile(&place.profile)?.name.clone();
        Some(Resume { product, place: place.name, since: place.since })
    });
    let at_hand = desk.saved.as_ref().and_then(|place| place.draft.as_ref());
    let others = desk.listed_drafts().filter(|(draft, _)| Some(&draft.setup.id) != at_hand);
    Screen::Start { resume, connections: count(desk.connections.len()), drafts: count(others.count()) }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn product_head(id: &ProfileId, desk: &Desk) -> Option<ProductHead> {
    let profile = desk.profile(id)?;
    Some(ProductHead {
        id: profile.id.clone(),
        name: profile.name.clone(),
        vendor: profile.vendor.clone(),
        help_link: profile.help_link.as_ref().map(ToString::to_string),
    })
}

fn product_card(profile: &Profile, desk: &Desk) -> ProductCard {
    let trust = match (desk.origin(&profile.id), &profile.sign_in) {
        (Origin::Unsigned, _) => Trust::UnsignedFile,
        (Origin::Signed { .. }, _) => Trust::SignedFile,
        (Origin::BuiltIn, None) => Trust::OwnApp,
        (Origin::BuiltIn, Some(_)) if desk.starts_in_usher(profile) => Trust::BuiltIn,
        (Origin::BuiltIn, Some(_)) => Trust::StartsAtVendor,
    };
    ProductCard {
        id: profile.id.clone(),
        name: profile.name.clone(),
        vendor: profile.vendor.clone(),
        purpose: profile.purpose.clone(),
        trust,
    }
}

/// A message that hands over a step of an own app registration names that app and has no link.
fn handing_over(request: AdminRequest, back: &Journey, desk: &Desk) -> AdminRequest {
    match (back.setup(), back.step_at_hand(desk)) {
        (Some(setup), Some(step)) => own_app::message(request, (setup, step), desk),
        (Some(_) | None, _) => request,
    }
}

fn before_sign_in(plan: &Plan, desk: &Desk) -> Screen {
    let Some(profile) = desk.profile(&plan.profile) else { return start(desk) };
    Screen::BeforeSignIn {
        permissions: profile.permission_lines(),
        account: plan.account.clone(),
        account_problem: plan.problem,
        looking_up: plan.lookup.is_some(),
        forecast: forecast(&profile.permissions).outlook,
        starts_at: starts_at(&profile, desk),
        as_admin: plan.as_admin,
    }
}

fn waiting(trip: &Trip, desk: &Desk) -> Screen {
    let Some(profile) = desk.profile(&trip.profile) else { return start(desk) };
    Screen::WaitingForBrowser {
        account: trip.account.as_ref().map(ToString::to_string),
        host: shown_host(&desk.login_base(&profile)),
        browser: trip.browser,
        since: trip.since,
        stage: trip.stage,
        expected: Picture::SignIn,
        pictures: order_pictures(outlook(&trip.profile, desk)),
        starts_at: starts_at(&profile, desk),
        aim: match &trip.purpose {
            Purpose::Connect | Purpose::LookFor { asks: Asks::Everything, .. } => Aim::SignIn,
            Purpose::LookFor { asks: Asks::SignInOnly, .. } => Aim::SignInOnce,
            Purpose::Approve(_) => Aim::Approve,
            Purpose::Prove { .. } => Aim::Prove,
            Purpose::SetUp(_) | Purpose::LookFor { asks: Asks::ToRegister, .. } => Aim::Register,
        },
    }
}

/// Host and port as the person sees them in the browser.
pub(super) fn shown_host(base: &url::Url) -> String {
    let host = base.host_str().unwrap_or_default();
    base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn starts_at(profile: &Profile, desk: &Desk) -> StartsAt {
    match &profile.sign_in {
        Some(sign_in) if !desk.starts_in_usher(profile) => StartsAt::Vendor {
            host: sign_in.start_url.as_ref().and_then(url::Url::host_str).map(str::to_owned),
            path: sign_in.start_path.clone(),
        },
        Some(_) | None => StartsAt::Usher,
    }
}

fn outlook(id: &ProfileId, desk: &Desk) -> Outlook {
    desk.profile(id).map_or(Outlook::AdminLikely, |p| forecast(&p.permissions).outlook)
}

fn checks(at: Check, passed: &[Timestamp], failed: bool) -> Vec<CheckLine> {
    let order = [Check::SignIn, Check::Account, Check::Permissions];
    let now = order.iter().position(|c| *c == at).unwrap_or(0);
    order
        .into_iter()
        .enumerate()
        .map(|(n, check)| {
            let stopped = failed && n == now;
            let state = if stopped { CheckState::Problem } else { progress(n, now) };
            CheckLine { check, state, at: passed.get(n).copied().filter(|_| state == CheckState::Passed) }
        })
        .collect()
}

/// Where the `n`th of several steps stands while the one at `now` is at hand.
fn progress(n: usize, now: usize) -> CheckState {
    match n.cmp(&now) {
        std::cmp::Ordering::Less => CheckState::Passed,
        std::cmp::Ordering::Equal => CheckState::Running,
        std::cmp::Ordering::Greater => CheckState::Next,
    }
}
