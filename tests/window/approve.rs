//! The admin's side: a person is stuck, an admin approves in a browser of their own, and the window follows.

use anyhow::Context as _;

use crate::support::browser::Browser;
use crate::support::bus::Bus;
use crate::support::stage::Stage;
use crate::support::waiting::until;
use crate::support::window::{Hand, Window};
use crate::walks::{ANA, to_practice, to_signed_in};

const GRACE: &str = "grace@brightwater.example";
const CARLA: &str = "carla@brightwater.example";

/// From C8 to C9; returns the link of the message.
async fn send_request(window: &Window) -> anyhow::Result<String> {
    window.arrive("C8", "Your IT admin needs to approve this").await?;
    window.press("Send to my admin").await?;
    window.arrive("H1", "Send this to your admin").await?;
    let view = window.view().await?;
    let link = view["screen"]["request"]["link"].as_str().context("a link")?.to_owned();
    anyhow::ensure!(!link.contains("response_type"), "the link could sign someone in: {link}");
    let shown = window.text().await?;
    anyhow::ensure!(shown.contains("127.0.0.1"), "the host is shown: {shown}");
    window.press("Copy the message").await?;
    window.says("It is copied.").await?;
    window.press("I sent it").await?;
    window.arrive("C9", "Waiting for your admin").await?;
    Ok(link)
}

/// From C9 to the checklist: one page that asks only to sign in, then the window looks by itself.
async fn let_usher_look(stage: &mut Stage, window: &Window, browser: &Browser) -> anyhow::Result<()> {
    window.press("Let Usher look by itself").await?;
    let link = stage.opened().await?;
    browser.open(&link).await?;
    browser.press("accept").await?;
    window.says("By itself").await?;
    window.picture("C9-looking").await?;
    window.press("See permissions").await?;
    window.arrive("K1", "What Claras can do").await?;
    window.says("Waiting").await
}

/// Waits until every row is green; nobody touches the window.
async fn turns_green(window: &Window) -> anyhow::Result<()> {
    until("a green checklist", async || {
        let view = window.view().await?;
        let rows = view["screen"]["rows"].as_array().context("a checklist")?;
        Ok(rows.iter().all(|row| row["state"] == "granted").then_some(()))
    })
    .await?;
    window.says("All 8 permissions are approved").await
}

async fn to_the_dead_end(stage: &mut Stage, window: &Window, scenario: &str) -> anyhow::Result<Browser> {
    let browser = to_signed_in(stage, window, scenario, ANA).await?;
    browser.element("need-admin-approval").await?;
    window.press("What do you see?").await?;
    window.arrive("C3", "What does the Microsoft page show?").await?;
    window.choose("adminOnly").await?;
    window.press("Continue").await?;
    Ok(browser)
}

/// The first page of the pretend admin center, next to `link`.
fn portal(link: &str, path: &str) -> anyhow::Result<String> {
    let link = url::Url::parse(link)?;
    Ok(link.join(path)?.to_string())
}

#[tokio::test]
async fn a_request_approved_by_link_turns_the_checklist_green_by_itself() -> anyhow::Result<()> {
    let mut stage = Stage::set("approved-by-link").await?;
    let bus = Bus::listen().await?;
    let window = stage.window(Hand::Mouse).await?;
    let ana = to_the_dead_end(&mut stage, &window, "basics-only").await?;
    let link = send_request(&window).await?;
    let_usher_look(&mut stage, &window, &ana).await?;

    let grace = stage.another_browser("grace").await?;
    grace.open(&link).await?;
    grace.sign_in(GRACE).await?;
    grace.press("accept").await?;

    turns_green(&window).await?;
    window.picture("K1-green").await?;
    bus.notified("Claras is approved").await?;
    println!("approved-by-link: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn a_request_approved_in_the_admin_center_turns_the_checklist_green_by_itself() -> anyhow::Result<()> {
    let mut stage = Stage::set("approved-in-admin-center").await?;
    let window = stage.window(Hand::Mouse).await?;
    let ana = to_the_dead_end(&mut stage, &window, "basics-only").await?;
    let link = send_request(&window).await?;
    let_usher_look(&mut stage, &window, &ana).await?;

    let carla = stage.another_browser("carla").await?;
    carla.open(&portal(&link, "/portal/apps")?).await?;
    carla.enter_portal(CARLA).await?;
    carla.follow("Claras").await?;
    carla.follow("Permissions").await?;
    carla.press("grant-admin-consent").await?;
    carla.press("accept").await?;
    carla.press("refresh").await?;

    turns_green(&window).await?;
    window.picture("K1-green").await?;
    println!("approved-in-admin-center: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn a_waiting_request_approved_by_a_reviewer_turns_the_checklist_green_by_itself() -> anyhow::Result<()>
{
    let mut stage = Stage::set("approved-request").await?;
    let window = stage.window(Hand::Mouse).await?;
    let ana = to_signed_in(&mut stage, &window, "basics-and-requests", ANA).await?;
    ana.write("reason", "I use Claras at work").await?;
    ana.press("request-approval").await?;
    ana.element("request-sent").await?;
    let requests = portal(&ana.address().await?, "/portal/requests")?;
    window.press("What do you see?").await?;
    window.arrive("C3", "What does the Microsoft page show?").await?;
    window.choose("requestSent").await?;
    window.press("Continue").await?;
    window.arrive("C9", "Waiting for your admin").await?;
    let_usher_look(&mut stage, &window, &ana).await?;

    let grace = stage.another_browser("grace").await?;
    grace.open(&requests).await?;
    grace.enter_portal(GRACE).await?;
    grace.press("request-1").await?;
    grace.press("review").await?;
    grace.press("accept").await?;

    turns_green(&window).await?;
    window.picture("K1-green").await?;
    println!("approved-request: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn an_admin_goes_through_the_steps_and_a_token_proves_it() -> anyhow::Result<()> {
    let mut stage = Stage::set("admin-steps").await?;
    let window = stage.window(Hand::Mouse).await?;
    to_the_ways(&window, "admin-center").await?;
    window.choose("entraSteps").await?;
    window.press("Continue").await?;
    window.arrive("A3", "Open the admin center").await?;
    window.press("Open the admin center").await?;
    let grace = stage.browser().await?;
    grace.open(&stage.opened().await?).await?;
    grace.enter_portal(GRACE).await?;
    window.press("Done, next step").await?;
    window.arrive("A4", "Find Claras").await?;
    window.press("My page looks different").await?;
    window.picture("A4-different").await?;
    window.press("Open the page").await?;
    grace.open(&stage.opened().await?).await?;
    grace.follow("Claras").await?;
    window.press("Done, next step").await?;
    window.arrive("A5", "Open Permissions").await?;
    grace.follow("Permissions").await?;
    window.press("Done, next step").await?;
    window.arrive("A6", "Approve Claras for everyone").await?;
    grace.press("grant-admin-consent").await?;
    grace.press("accept").await?;
    window.press("Check now").await?;
    window.arrive("A7", "Is it approved?").await?;
    window.press("Check now").await?;
    grace.open(&stage.opened().await?).await?;
    window.arrive("K1", "What Claras can do").await?;
    turns_green(&window).await?;

    println!("admin-steps: {} screens", window.pictures_taken.get());
    Ok(())
}

#[tokio::test]
async fn an_admin_approves_by_link_without_a_mouse_and_enter_alone_never_gets_there() -> anyhow::Result<()> {
    let mut stage = Stage::set("admin-keyboard").await?;
    let window = stage.window(Hand::Keyboard).await?;
    to_the_ways(&window, "admin-approves-by-link").await?;
    window.choose("link").await?;
    window.press("Continue").await?;
    window.arrive("C2", "Approve in your browser").await?;
    let link = stage.opened().await?;
    anyhow::ensure!(link.contains("/v2.0/adminconsent?") && !link.contains("response_type"), "{link}");
    let grace = stage.browser().await?;
    grace.open(&link).await?;
    grace.sign_in(GRACE).await?;
    grace.press("accept").await?;
    window.arrive("A7", "Is it approved?").await?;
    window.press("Check now").await?;
    grace.open(&stage.opened().await?).await?;
    window.arrive("K1", "What Claras can do").await?;
    turns_green(&window).await?;

    println!("admin-keyboard: {} keys", window.keys.get());
    Ok(())
}

/// From S1 through practice mode to A2.
async fn to_the_ways(window: &Window, scenario: &str) -> anyhow::Result<()> {
    to_practice(window, scenario).await?;
    window.press("I'm the IT admin").await?;
    window.arrive("S3", "What do you want to connect?").await?;
    window.choose("claras").await?;
    window.press("Continue").await?;
    window.arrive("A1", "What you are approving").await?;
    window.write("address", GRACE).await?;
    window.press("Find my organization").await?;
    window.says("Type brightwater.example to go on").await?;
    window.picture("A1-organization").await?;
    window.enter_does_not_leave("A1").await?;
    window.write("domain", "brightwater.example").await?;
    window.enter_does_not_leave("A1").await?;
    window.press("Continue").await?;
    window.arrive("A2", "How do you want to approve it?").await?;
    Ok(())
}
