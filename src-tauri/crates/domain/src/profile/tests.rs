use super::{Profile, ProfileError, parse};

mod attacks;
mod broken;
mod built_in;
mod files;
mod foreign;
mod own_app;

/// A correct profile to break in one place at a time; its line numbers are used by the tests.
const GOOD: &str = r#"schema_version = 1
id = "larkspur"
name = "Larkspur Notes"
vendor = "Larkspur"
version = "1.0"
purpose = "Makes notes"
help_link = "https://help.larkspur.example/teams"
admin_ways = ["link", "own-app"]
extra_steps = ["client-secret"]
return_link = "https://larkspur.example/back"

[sign_in]
client_id = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60"
start_url = "https://larkspur.example/connect"

[sign_in.loopback]
host = "127.0.0.1"
path = "/callback"

[[permissions]]
value = "User.Read"
kind = "delegated"
reason = "To know your name"

[[permissions]]
value = "Calendars.Read"
kind = "delegated"
reason = "To show your meetings"
feature = "Calendar"

[[settings]]
id = "mode"
label = "Mode"
form = "choice"
choices = ["All", "Some"]

[[settings]]
id = "group"
label = "Group"
form = "text"
shown_when = { setting = "mode", is = ["Some"] }

[[errors]]
text = "Access denied"
situation = "permission_missing"
fix = "Approve again."
"#;

/// The good profile with one text exchanged for another.
fn broken(this: &str, by: &str) -> Vec<ProfileError> {
    assert!(GOOD.contains(this), "the good profile holds {this}");
    parse(&GOOD.replacen(this, by, 1)).expect_err("it has a mistake")
}

fn good() -> Profile {
    parse(GOOD).expect("it is correct")
}

/// The same file as JSON.
fn as_json(toml: &str) -> String {
    let value: serde_json::Value = toml::from_str(toml).expect("well-formed TOML");
    serde_json::to_string_pretty(&value).expect("well-formed JSON")
}
