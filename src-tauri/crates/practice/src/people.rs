//! The people of Brightwater, and those who come by mistake.

use serde::{Serialize, Serializer};
use usher_domain::ids::ObjectId;

/// Someone who can sign in, with a pretend password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The user principal name.
    pub username: &'static str,
    /// The pretend password. Not a secret: it is printed beside the name.
    pub password: &'static str,
    /// The name on the pages.
    #[serde(skip)]
    pub display_name: &'static str,
    /// The directory object.
    #[serde(skip)]
    pub object_id: &'static str,
    /// Directory roles.
    pub roles: &'static [Role],
    /// How the account belongs to the organization.
    #[serde(skip)]
    pub standing: Standing,
    /// Named as a reviewer of admin consent requests (`entra-consent.md` 5.5).
    #[serde(skip)]
    pub reviewer: bool,
}

/// A directory role (`entra-consent.md` 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    GlobalAdministrator,
    /// Graph application permissions too.
    PrivilegedRoleAdministrator,
    /// Delegated permissions of every API.
    ApplicationAdministrator,
    /// The same.
    CloudApplicationAdministrator,
    /// Teams' own settings, such as its application access policies.
    TeamsAdministrator,
}

/// How an account belongs to the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A member.
    Member,
    /// An invited guest.
    Guest,
    /// A member whose account is turned off.
    Disabled,
    /// A personal Microsoft account.
    Personal,
    /// A member of another organization, not invited.
    Stranger,
}

/// Everyone who can type a password here.
pub const PEOPLE: &[Person] = &[
    Person {
        username: "ana@brightwater.example",
        password: "practice-ana",
        display_name: "Ana Reyes",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a01",
        roles: &[],
        standing: Standing::Member,
        reviewer: false,
    },
    Person {
        username: "ben@brightwater.example",
        password: "practice-ben",
        display_name: "Ben Osei",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a02",
        roles: &[],
        standing: Standing::Member,
        reviewer: false,
    },
    Person {
        username: "carla@brightwater.example",
        password: "practice-carla",
        display_name: "Carla Lind",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a03",
        roles: &[Role::CloudApplicationAdministrator],
        standing: Standing::Member,
        reviewer: true,
    },
    Person {
        username: "priya@brightwater.example",
        password: "practice-priya",
        display_name: "Priya Nair",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a04",
        roles: &[Role::PrivilegedRoleAdministrator],
        standing: Standing::Member,
        reviewer: true,
    },
    Person {
        username: "grace@brightwater.example",
        password: "practice-grace",
        display_name: "Grace Holm",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a05",
        roles: &[Role::GlobalAdministrator],
        standing: Standing::Member,
        reviewer: true,
    },
    Person {
        username: "gus@northwind.example",
        password: "practice-gus",
        display_name: "Gus Weber",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a06",
        roles: &[],
        standing: Standing::Guest,
        reviewer: false,
    },
    Person {
        username: "dana@brightwater.example",
        password: "practice-dana",
        display_name: "Dana Moss",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a07",
        roles: &[],
        standing: Standing::Disabled,
        reviewer: false,
    },
    Person {
        username: "ana.reyes@outlook.example",
        password: "practice-home",
        display_name: "Ana Reyes",
        object_id: "00000000-0000-0000-3f0c-6a518a5e0a08",
        roles: &[],
        standing: Standing::Personal,
        reviewer: false,
    },
    Person {
        username: "kim@northwind.example",
        password: "practice-kim",
        display_name: "Kim Vance",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a09",
        roles: &[],
        standing: Standing::Stranger,
        reviewer: false,
    },
    Person {
        username: "rob@brightwater.example",
        password: "practice-rob",
        display_name: "Rob Ellis",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a10",
        roles: &[],
        standing: Standing::Member,
        reviewer: true,
    },
    Person {
        username: "amir@brightwater.example",
        password: "practice-amir",
        display_name: "Amir Sattar",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a11",
        roles: &[Role::ApplicationAdministrator],
        standing: Standing::Member,
        reviewer: false,
    },
    Person {
        username: "tess@brightwater.example",
        password: "practice-tess",
        display_name: "Tess Arden",
        object_id: "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a12",
        roles: &[Role::TeamsAdministrator],
        standing: Standing::Member,
        reviewer: false,
    },
];

/// Finds a person by user name, in any capitals.
pub(crate) fn person(username: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.username.eq_ignore_ascii_case(username.trim()))
}

/// Finds a person of the directory by object id or user name.
pub(crate) fn directory_person(user: &str) -> Option<&'static Person> {
    person_by_id(user).or_else(|| person(user)).filter(|who| who.is_in_the_directory())
}

/// Finds a person by object id.
pub(crate) fn person_by_id(object_id: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.object_id.eq_ignore_ascii_case(object_id))
}

impl Person {
    /// The object id as a type.
    #[must_use]
    pub fn object_id(&self) -> ObjectId {
        ObjectId::parse(self.object_id).expect("the table holds GUIDs, and a test parses each")
    }

    /// May approve delegated permissions for everyone.
    pub(crate) fn approves_delegated(&self) -> bool {
        self.roles.iter().any(|role| match role {
            Role::GlobalAdministrator
            | Role::PrivilegedRoleAdministrator
            | Role::ApplicationAdministrator
            | Role::CloudApplicationAdministrator => true,
            Role::TeamsAdministrator => false,
        })
    }

    /// May run the commands of Teams (`entra-consent.md` 8.3).
    pub(crate) fn manages_teams(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::GlobalAdministrator | Role::TeamsAdministrator))
    }

    /// Is listed in the directory, whether they can sign in or not.
    pub(crate) fn is_in_the_directory(&self) -> bool {
        match self.standing {
            Standing::Member | Standing::Guest | Standing::Disabled => true,
            Standing::Personal | Standing::Stranger => false,
        }
    }

    /// May register apps, turn them off and on, and ask for assignment.
    pub(crate) fn manages_apps(&self) -> bool {
        self.roles.iter().any(|role| match role {
            Role::GlobalAdministrator
            | Role::ApplicationAdministrator
            | Role::CloudApplicationAdministrator => true,
            Role::PrivilegedRoleAdministrator | Role::TeamsAdministrator => false,
        })
    }

    /// May change the consent settings in the portal (`entra-consent.md` 5.1 and 5.5).
    pub(crate) fn sets_policies(&self) -> bool {
        self.roles.contains(&Role::GlobalAdministrator)
    }

    /// Has something to do in the portal.
    pub(crate) fn opens_the_portal(&self) -> bool {
        self.reviewer || !self.roles.is_empty()
    }

    /// May approve Graph application permissions, and gets the box on the ordinary consent page.
    pub(crate) fn approves_everything(&self) -> bool {
        self.roles
            .iter()
            .any(|role| matches!(role, Role::GlobalAdministrator | Role::PrivilegedRoleAdministrator))
    }
}

impl Role {
    /// The name as Entra prints it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "Global Administrator",
            Role::PrivilegedRoleAdministrator => "Privileged Role Administrator",
            Role::ApplicationAdministrator => "Application Administrator",
            Role::CloudApplicationAdministrator => "Cloud Application Administrator",
            Role::TeamsAdministrator => "Teams Administrator",
        }
    }

    /// The directory object of the activated role.
    pub(crate) fn object_id(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "d4b0a3c2-17f5-4e69-8c3a-6e5b9d7f0e01",
            Role::PrivilegedRoleAdministrator => "d4b0a3c2-17f5-4e69-8c3a-6e5b9d7f0e02",
            Role::ApplicationAdministrator => "d4b0a3c2-17f5-4e69-8c3a-6e5b9d7f0e03",
            Role::CloudApplicationAdministrator => "d4b0a3c2-17f5-4e69-8c3a-6e5b9d7f0e04",
            Role::TeamsAdministrator => "d4b0a3c2-17f5-4e69-8c3a-6e5b9d7f0e05",
        }
    }

    /// The `roleTemplateId`.
    #[must_use]
    pub fn template_id(self) -> &'static str {
        match self {
            Role::GlobalAdministrator => "62e90394-69f5-4237-9190-012177145e10",
            Role::PrivilegedRoleAdministrator => "e8611ab8-c189-46e8-94e1-60213ab1f814",
            Role::ApplicationAdministrator => "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
            Role::CloudApplicationAdministrator => "158c047a-c907-4556-b7ef-446551a6b5f7",
            Role::TeamsAdministrator => "69091246-20e8-4a56-aa4d-066075b2a7a8",
        }
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
