use crate::connection::Kept;
use crate::ids::{ClientId, ConnectionId, ObjectId, ProfileId, TenantId};
use crate::own_app::{Credential, Setup};
use crate::profile::{Profile, find};
use crate::time::Timestamp;

mod billing;
mod form;
mod obstacle;
mod policy;
mod reads;
mod setup;
mod write;

const NOW: Timestamp = Timestamp(1_795_000_000_000);
const DAY_S: i64 = 24 * 60 * 60;
const APP: &str = "0c3b5f4e-6f6e-4a9c-9a3e-1b2c3d4e5f60";
const OTHER_APP: &str = "5fb0a1c2-1111-4222-8333-444455556666";
const TENANT: &str = "11111111-2222-4333-8444-555555555555";

fn product(id: &str) -> &'static Profile {
    find(&ProfileId(id.to_owned())).expect("built in")
}

fn app() -> ClientId {
    ClientId::parse(APP).expect("a GUID")
}

fn object() -> ObjectId {
    ObjectId::parse(OTHER_APP).expect("a GUID")
}

fn secret(age_s: i64, ends_at: Option<Timestamp>) -> Credential {
    Credential::Secret { hint: "a8Q".to_owned(), made_at: NOW.plus_s(-age_s), ends_at }
}

fn certificate(age_s: i64) -> Credential {
    let made_at = NOW.plus_s(-age_s);
    Credential::Certificate { thumbprint: "AB".repeat(20), made_at, ends_at: made_at.plus_s(365 * DAY_S) }
}

fn setup(id: &str) -> Setup {
    let mut setup = Setup::new(ConnectionId("s1".to_owned()), product(id), NOW);
    setup.client_id = Some(app());
    setup.tenant = TenantId::parse(TENANT).ok();
    setup.kept = Kept::Keychain;
    setup
}
