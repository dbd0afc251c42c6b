//! Reads of an app by itself: each takes a permission of its own, and meetings take Teams' policy too.
//!
//! Which permission reads what: `entra-consent.md` 8.3 and 9. Where an area of Graph has words of its own for a
//! missing permission, it uses them.

use axum::http::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::denied::{
    ACCESS_DENIED, Denied, NO_FILTER, NO_MEETING, NO_PRIVILEGE, NO_TOP, NOT_FOUND, PAYMENT_REQUIRED,
    UNKNOWN_ERROR, missing_role, no_policy,
};
use super::{GraphRequest, Version, filter_value, list, needs, selected};
use crate::moment::Moment;
use crate::organization::Organization;
use crate::people::{PEOPLE, Person, directory_person};
use crate::registrations::guid;
use crate::token::claims::AccessClaims;

/// What `User.ReadBasic.All` shows of a person.
const BASIC: [&str; 6] = ["id", "displayName", "givenName", "surname", "mail", "userPrincipalName"];
const FULL_PEOPLE: &[&str] = &["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"];
const PEOPLE_READ: &[&str] =
    &["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"];
const MEETINGS: &[&str] = &["OnlineMeetings.Read.All", "OnlineMeetings.ReadWrite.All"];
const RECORDINGS: &[&str] = &["OnlineMeetingRecording.Read.All"];
const TRANSCRIPTS: &[&str] = &["OnlineMeetingTranscript.Read.All"];
const PRESENCE: &[&str] = &["Presence.Read.All", "Presence.ReadWrite.All"];
const EVENTS: &[&str] = &["Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"];
const DEVICES: &[&str] = &["TeamworkDevice.Read.All", "TeamworkDevice.ReadWrite.All"];
const CALLS: &[&str] = &["CallRecords.Read.All"];
const PLACES: &[&str] = &["Place.Read.All", "Place.ReadWrite.All"];

type Read = Result<Value, Denied>;

impl Organization {
    /// The answer to a read of the organization's data; `None` when the path is none.
    pub(super) fn app_read(
        &self,
        request: &GraphRequest<'_>,
        token: &AccessClaims,
        now: Moment,
    ) -> Option<Read> {
        let parts: Vec<&str> = request.path.split('/').collect();
        let asked = Asking { organization: self, token, now };
        let read = match parts.as_slice() {
            ["users"] => asked.people(request),
            ["users", user, "onlineMeetings"] => asked.meeting(user, request.filter),
            ["users", user, "onlineMeetings", call] => asked.all_of_meetings(user, call)?,
            ["users", user, "presence"] => asked.presence(user),
            ["users", user, "events" | "calendarView"] => asked.events(user),
            ["teamwork", "devices"] if request.version == Version::Beta => {
                asked.takes(DEVICES, || missing_role(DEVICES, &token.roles)).map(|()| list(vec![]))
            }
            ["communications", "callRecords"] => asked.calls(request),
            ["places", "microsoft.graph.room"] => asked.rooms(),
            _ => return None,
        };
        Some(read)
    }
}

struct Asking<'a> {
    organization: &'a Organization,
    token: &'a AccessClaims,
    now: Moment,
}

impl Asking<'_> {
    /// Asks for any of these permissions.
    fn takes(&self, one_of: &[&str], else_: impl FnOnce() -> Denied) -> Result<(), Denied> {
        let denied_all_the_same = self.organization.settings.reads_denied && self.is_app();
        if denied_all_the_same || needs(self.token, one_of).is_err() { Err(else_()) } else { Ok(()) }
    }

    fn is_app(&self) -> bool {
        self.token.idtyp == "app"
    }

    fn people(&self, request: &GraphRequest<'_>) -> Read {
        let fields: Vec<&str> = request.select.map(|select| select.split(',').collect()).unwrap_or_default();
        let basic = fields.iter().all(|field| BASIC.contains(&field.trim()));
        self.takes(if basic { PEOPLE_READ } else { FULL_PEOPLE }, || NO_PRIVILEGE)?;
        let person = |who: &Person| {
            let all = json!({"id": who.object_id, "displayName": who.display_name,
                "userPrincipalName": who.username, "mail": who.username, "assignedLicenses": []});
            selected(all, request.select)
        };
        let people = PEOPLE.iter().filter(|who| who.is_in_the_directory());
        Ok(list(people.take(request.top.unwrap_or(100)).map(person).collect()))
    }

    /// A meeting that a filter names; nobody here has one.
    fn meeting(&self, user: &str, filter: Option<&str>) -> Read {
        self.takes(MEETINGS, || missing_role(MEETINGS, &self.token.roles))?;
        let named = filter_value(filter, "JoinWebUrl").filter(|url| Url::parse(url).is_ok());
        named.or(filter_value(filter, "joinMeetingIdSettings/joinMeetingId")).ok_or(NO_FILTER)?;
        self.meetings(user, MEETINGS)?;
        Err(NO_MEETING)
    }

    fn calls(&self, request: &GraphRequest<'_>) -> Read {
        self.takes(CALLS, || missing_role(CALLS, &self.token.roles))?;
        if request.top.is_some() { Err(NO_TOP) } else { Ok(list(vec![])) }
    }

    fn meetings(&self, user: &str, one_of: &[&str]) -> Read {
        self.takes(one_of, || missing_role(one_of, &self.token.roles))?;
        // With a user name in place of the object id, Teams answers like this (`entra-consent.md` 8.3).
        if guid(user).is_none() {
            return Err(UNKNOWN_ERROR);
        }
        let who = directory_person(user).ok_or(NOT_FOUND)?;
        if self.is_app() && !self.is_covered(who) {
            return Err(no_policy(&self.token.appid));
        }
        Ok(list(vec![]))
    }

    /// `getAllRecordings(meetingOrganizerUserId='…')`, and the same of transcripts.
    fn all_of_meetings(&self, user: &str, call: &str) -> Option<Read> {
        let (function, argument) = call.strip_suffix("')")?.split_once("(meetingOrganizerUserId='")?;
        let one_of = match function {
            "getAllRecordings" => RECORDINGS,
            "getAllTranscripts" => TRANSCRIPTS,
            _ => return None,
        };
        if !argument.eq_ignore_ascii_case(user) {
            return Some(Err(Denied {
                status: StatusCode::BAD_REQUEST,
                code: "BadRequest",
                message: "The organizer is not the user of the request.".into(),
            }));
        }
        let read = self.meetings(user, one_of);
        let costs = read.is_ok() && self.organization.settings.payment_required;
        Some(if costs { Err(PAYMENT_REQUIRED) } else { read })
    }

    fn is_covered(&self, who: &Person) -> bool {
        let organization = self.organization;
        match organization.registrations.by_client(&self.token.appid) {
            Some(app) => organization.access_policies.cover(app.client_id, who.object_id, self.now),
            None => organization.settings.access_policy,
        }
    }

    fn presence(&self, user: &str) -> Read {
        self.takes(PRESENCE, || missing_role(PRESENCE, &self.token.roles))?;
        let who = directory_person(user).ok_or(NOT_FOUND)?;
        Ok(json!({"id": who.object_id, "availability": "Available", "activity": "Available"}))
    }

    fn events(&self, user: &str) -> Read {
        self.takes(EVENTS, || ACCESS_DENIED)?;
        let who = directory_person(user).ok_or(NOT_FOUND)?;
        let closed = &self.organization.settings.closed_mailboxes;
        if self.is_app() && closed.iter().any(|name| name.eq_ignore_ascii_case(who.username)) {
            return Err(ACCESS_DENIED);
        }
        Ok(list(vec![]))
    }

    fn rooms(&self) -> Read {
        self.takes(PLACES, || ACCESS_DENIED)?;
        Ok(list(vec![json!({"id": "7d3b5a10-2c4e-4f68-9a1b-0e6f8c2d4b17", "displayName": "Pier room"})]))
    }
}
