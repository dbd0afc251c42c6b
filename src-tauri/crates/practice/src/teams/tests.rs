use rstest::rstest;

use super::Terminal;
use crate::organization::Organization;
use crate::people::{Person, person};
use crate::registrations::guid;
use crate::settings::Settings;

const APP: &str = "39b9b9b6-6a3d-4c8f-9a53-95701700b726";
const OTHER: &str = "a2f1c6d4-9b3e-4a75-8c10-d5e6f7a8b9c0";
const ANA: &str = "3f0c6a51-8a5e-4f0b-9f57-0c1f6f1d0a01";

fn who(name: &str) -> &'static Person {
    person(&format!("{name}@brightwater.example")).unwrap()
}

fn run(organization: &mut Organization, name: &str, pasted: &str) -> (String, bool) {
    let mut terminal = Terminal::default();
    organization.run_in_teams(&mut terminal, who(name), pasted);
    let last = terminal.ran.last().unwrap().clone();
    (last.output, last.is_red)
}

#[rstest]
#[case::not_connected("tess", "Get-CsApplicationAccessPolicy", "Run Connect-MicrosoftTeams before")]
#[case::no_teams_admin("carla", "Connect-MicrosoftTeams\nGet-CsApplicationAccessPolicy", "Access Denied.")]
#[case::no_such_command("tess", "Get-CsAppAccess", "The term 'Get-CsAppAccess' is not recognized as")]
#[case::no_such_policy(
    "tess",
    "Connect-MicrosoftTeams\nGrant-CsApplicationAccessPolicy -PolicyName Nope -Global",
    "is not a user policy"
)]
#[case::the_text_of_the_document(
    "tess",
    "Connect-MicrosoftTeams\nNew-CsApplicationAccessPolicy -Identity P -AppIds \"REPLACE_WITH_APP_ID\"",
    "REPLACE_WITH_APP_ID"
)]
fn an_error_is_red_and_in_powershells_shape(#[case] name: &str, #[case] pasted: &str, #[case] words: &str) {
    let mut organization = Organization::new(Settings::default());

    let (output, is_red) = run(&mut organization, name, pasted);

    assert!(is_red);
    assert!(output.contains(words) && output.contains("+ FullyQualifiedErrorId : "), "{output}");
}

#[rstest]
#[case::plain(
    "New-CsApplicationAccessPolicy -Identity Teams-policy -AppIds \"{app}\" -Description \"Uploads\""
)]
#[case::curly_quotes(
    "New-CsApplicationAccessPolicy -Identity \u{201c}Teams-policy\u{201d} -AppIds \u{201c}{app}\u{201d} -Description 'Uploads'"
)]
#[case::over_two_lines(
    "New-CsApplicationAccessPolicy `\n  -Identity Tag:Teams-policy -AppIds {app} -Description Uploads"
)]
#[case::with_the_prompt(
    "PS C:\\> new-csapplicationaccesspolicy Teams-policy -appids {app} -description Uploads"
)]
fn a_policy_is_made_and_shown(#[case] line: &str) {
    let mut organization = Organization::new(Settings::default());
    let pasted = format!("Connect-MicrosoftTeams\n{}", line.replace("{app}", APP));

    let (made, is_red) = run(&mut organization, "tess", &pasted);
    let (listed, _) =
        run(&mut organization, "grace", "Connect-MicrosoftTeams\nGet-CsApplicationAccessPolicy");

    assert!(!is_red, "{made}");
    assert_eq!(
        made,
        format!("Identity    : Tag:Teams-policy\nAppIds      : {{{APP}}}\nDescription : Uploads\n")
    );
    assert!(
        listed.starts_with("Identity    : Global\nAppIds      : {}\n") && listed.ends_with(&made),
        "{listed}"
    );
}

#[test]
fn a_policy_is_extended_and_granted() {
    let mut organization = Organization::new(Settings::default());
    let pasted = format!(
        "Connect-MicrosoftTeams\nNew-CsApplicationAccessPolicy -Identity P -AppIds \"{OTHER}\"\n\
         Set-CsApplicationAccessPolicy -Identity \"P\" -AppIds @{{Add=\"{APP}\"}}\n\
         Grant-CsApplicationAccessPolicy -PolicyName \"P\" -Global"
    );

    let (output, is_red) = run(&mut organization, "tess", &pasted);

    assert_eq!((output.as_str(), is_red), ("", false));
    for app in [APP, OTHER] {
        assert!(organization.access_policies.cover(guid(app).unwrap(), ANA, organization.now()));
    }
}

#[test]
fn a_policy_of_their_own_is_granted_by_user_name_or_object_id_and_taken_back() {
    let mut organization = Organization::new(Settings::default());
    let covers = |organization: &Organization| {
        organization.access_policies.cover(guid(APP).unwrap(), ANA, organization.now())
    };
    let setup = format!("Connect-MicrosoftTeams\nNew-CsApplicationAccessPolicy -Identity P -AppIds {APP}\n");
    run(&mut organization, "tess", &setup);

    run(
        &mut organization,
        "tess",
        &format!("Connect-MicrosoftTeams\nGrant-CsApplicationAccessPolicy -Identity {ANA} -PolicyName P"),
    );
    let granted = covers(&organization);
    run(
        &mut organization,
        "tess",
        "Connect-MicrosoftTeams\nGrant-CsApplicationAccessPolicy -Identity ana@brightwater.example -PolicyName $null",
    );

    assert!(granted);
    assert!(!covers(&organization));
}
