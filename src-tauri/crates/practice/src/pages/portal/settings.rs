//! Consent and permissions: who may consent for themselves, and whether an admin can be asked.

use maud::{Markup, html};

use super::apps::switch;
use super::{Portal, form};
use crate::pages::sign_in::act;
use crate::portal::place::Place;
use crate::settings::UserConsent;

/// Both settings, on one page.
pub(crate) fn page(portal: &Portal<'_>) -> Markup {
    let settings = &portal.organization.settings;
    let path = Place::ConsentSettings.path();
    // The portal offers no way back to a policy of the organization's own.
    let choices = UserConsent::ALL
        .into_iter()
        .filter(|choice| *choice != UserConsent::Custom || settings.user_consent == UserConsent::Custom);
    portal.page(
        "Consent and permissions",
        Place::ConsentSettings,
        &html! {
            h2 { "User consent settings" }
            (form(&path, portal.canary, &html! {
                fieldset {
                    legend { "User consent for applications" }
                    @for choice in choices {
                        label.tick {
                            input id={ "user-consent-" (choice.name()) } type="radio" name="user_consent"
                                value=(choice.name()) checked[choice == settings.user_consent];
                            (label(choice))
                        }
                    }
                }
                div.acts { (act("save-user-consent", "Save", true)) }
            }))
            h2 { "Admin consent settings" }
            (form(&path, portal.canary, &html! {
                (switch("requests", "Users can request admin consent to apps they are unable to consent to", settings.request_box))
                div.acts { (act("save-admin-consent", "Save", true)) }
            }))
        },
    )
}

/// The portal's choices (`entra-consent.md` 5.1).
fn label(choice: UserConsent) -> &'static str {
    match choice {
        UserConsent::Off => "Do not allow user consent",
        UserConsent::LowRisk => {
            "Allow user consent for apps from verified publishers, for selected permissions"
        }
        UserConsent::MicrosoftManaged => "Let Microsoft manage your consent settings",
        UserConsent::Legacy => "Allow user consent for apps",
        UserConsent::Custom => "A policy of your own",
    }
}
