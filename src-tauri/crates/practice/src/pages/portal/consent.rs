//! The pop-ups that list permissions with Accept and Cancel.

use maud::{Markup, html};

use super::{Portal, form};
use crate::client::Client;
use crate::pages::approval::{Approval, approval};
use crate::pages::frame;
use crate::pages::sign_in::act;
use crate::portal::place::Place;
use crate::requests::ConsentRequest;

/// Behind "Grant admin consent": the registration's own list.
pub(crate) fn for_app(portal: &Portal<'_>, client: Client) -> Markup {
    let organization = portal.organization;
    let (scopes, roles) = organization.static_list(client);
    let asked = Approval { organization, client, scopes: &scopes, roles: &roles };
    pop_up(portal, Place::Consent(client), &asked)
}

/// Behind "Review permissions and consent": what was asked for.
pub(crate) fn for_request(portal: &Portal<'_>, request: &ConsentRequest) -> Markup {
    let asked = Approval {
        organization: portal.organization,
        client: request.client,
        scopes: &request.scopes,
        roles: &request.roles,
    };
    pop_up(portal, Place::Review(request.number), &asked)
}

fn pop_up(portal: &Portal<'_>, place: Place, asked: &Approval<'_>) -> Markup {
    let content = html! {
        p.muted #account { (portal.admin.username) }
        (approval(asked))
        div.acts {
            (act("accept", "Accept", true))
            (act("cancel", "Cancel", false))
        }
    };
    frame("Permissions requested", &form(&place.path(), portal.canary, &content))
}
