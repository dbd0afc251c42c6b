//! The pretend Teams PowerShell: one pastes a command and reads what it prints.

use maud::{Markup, html};

use super::{Portal, form};
use crate::pages::sign_in::act;
use crate::portal::place::Place;
use crate::teams::Ran;

/// The window, with the newest output at its end.
pub(crate) fn page(portal: &Portal<'_>) -> Markup {
    let place = Place::TeamsPowerShell;
    let ran = portal.terminal.map(|terminal| terminal.ran.as_slice()).unwrap_or_default();
    portal.page(
        "Teams PowerShell",
        place,
        &html! {
            p { "A pretend PowerShell with the MicrosoftTeams module. Paste a command and run it." }
            section #terminal aria-label="Output" {
                @for (at, one) in ran.iter().enumerate() { (output(one, at + 1 == ran.len())) }
            }
            (form(&place.path(), portal.canary, &html! {
                label for="command" { "Command" }
                textarea #command name="command" rows="3" spellcheck="false" autocapitalize="none" {}
                div.acts {
                    (act("run", "Run", true))
                    (act("clear", "Clear the window", false))
                }
            }))
        },
    )
}

fn output(one: &Ran, is_last: bool) -> Markup {
    html! {
        pre.terminal { "PS C:\\> " (one.command) }
        @if is_last {
            pre.terminal.problem[one.is_red] #output data-red=(one.is_red) { (one.output) }
        } @else {
            pre.terminal.problem[one.is_red] { (one.output) }
        }
    }
}
