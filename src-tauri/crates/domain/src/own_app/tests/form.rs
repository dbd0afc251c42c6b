//! The maker's form: which fields are shown, what they hold, and what is wrong in them.

use std::collections::BTreeMap;

use proptest::prelude::{any, prop_assert, proptest};
use rstest::rstest;

use super::{APP, product};
use crate::own_app::{FieldProblem, SettingValue, UserIdExample, form_lines, user_id_example};
use crate::profile::{Asked, FilledWith, Profile, Setting, SettingForm, ShownWhen};

type Values = BTreeMap<String, SettingValue>;

fn text(text: &str) -> SettingValue {
    SettingValue::Text(text.to_owned())
}

fn many(texts: &[&str]) -> SettingValue {
    SettingValue::Many(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn values<const N: usize>(pairs: [(&str, SettingValue); N]) -> Values {
    pairs.into_iter().map(|(id, value)| (id.to_owned(), value)).collect()
}

fn field(id: &str, form: SettingForm) -> Setting {
    Setting {
        id: id.to_owned(),
        label: id.to_owned(),
        help: None,
        form,
        required: false,
        section: None,
        asked: Asked::AtFirst,
        fixed: false,
        shown_when: None,
        filled_with: None,
    }
}

fn shown_when(setting: &str, is: &[&str]) -> Option<ShownWhen> {
    let is = is.iter().map(|label| (*label).to_owned()).collect();
    Some(ShownWhen { setting: setting.to_owned(), is })
}

fn choice(labels: &[&str]) -> SettingForm {
    SettingForm::Choice(labels.iter().map(|label| (*label).to_owned()).collect())
}

fn with_form(settings: Vec<Setting>) -> Profile {
    Profile { settings, ..Profile::bare("larkspur", []) }
}

fn ids(profile: &Profile, values: &Values) -> Vec<String> {
    form_lines(profile, values).into_iter().map(|line| line.setting.id.clone()).collect()
}

/// The form of Kaltura as it is at first.
const AT_FIRST: [&str; 11] = [
    "name",
    "categories",
    "upload",
    "transcription",
    "co-organizers",
    "presenters",
    "users",
    "user-based-on",
    "name-change",
    "find-user-by",
    "missing-user",
];

#[test]
fn kalturas_form_shows_what_is_asked_in_its_order_and_never_ids_or_the_secret() {
    assert_eq!(ids(product("kaltura"), &Values::new()), AT_FIRST);
}

#[rstest]
#[case::opt_in(values([("upload", text("Opt-in groups"))]), &["opt-in-groups"])]
#[case::opt_out(values([("upload", text("Opt-out groups"))]), &["opt-out-groups"])]
#[case::remove(values([("name-change", text("Remove postfix"))]), &["postfix"])]
#[case::add(values([("name-change", text("Add postfix"))]), &["postfix"])]
#[case::default_user(values([("missing-user", text("Use default user"))]), &["default-user"])]
#[case::azure_id(values([("user-based-on", text("Azure user ID"))]), &["-name-change"])]
#[case::azure_id_hides_the_postfix_too(
    values([("user-based-on", text("Azure user ID")), ("name-change", text("Add postfix"))]),
    &["-name-change"]
)]
#[case::everything(
    values([
        ("upload", text("Opt-in groups")),
        ("name-change", text("Add postfix")),
        ("missing-user", text("Use default user")),
    ]),
    &["opt-in-groups", "postfix", "default-user"]
)]
#[case::a_label_in_other_capitals(values([("upload", text("opt-in groups"))]), &[])]
#[case::a_switch_where_a_label_belongs(values([("upload", SettingValue::Flag(true))]), &[])]
#[case::a_field_that_there_is_not(values([("uplaod", text("Opt-in groups"))]), &[])]
fn kalturas_form_follows_its_choices(#[case] values: Values, #[case] differs: &[&str]) {
    let shown = ids(product("kaltura"), &values);

    let (gone, more): (Vec<&str>, Vec<&str>) = differs.iter().partition(|id| id.starts_with('-'));
    let gone: Vec<&str> = gone.iter().map(|id| id.trim_start_matches('-')).collect();
    let mut expected: Vec<&str> = AT_FIRST.into_iter().filter(|id| !gone.contains(id)).chain(more).collect();
    let mut sorted: Vec<&str> = shown.iter().map(String::as_str).collect();
    expected.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    let order: Vec<&str> = product("kaltura").settings.iter().map(|setting| setting.id.as_str()).collect();
    let at = |id: &String| order.iter().position(|known| known == id);
    assert!(shown.is_sorted_by_key(at), "in the maker's order: {shown:?}");
}

#[test]
fn a_form_that_nobody_touched_holds_its_defaults() {
    let lines = form_lines(product("kaltura"), &Values::new());

    let value = |id: &str| lines.iter().find(|line| line.setting.id == id).map(|line| line.value.clone());
    assert_eq!(value("name"), Some(text("")));
    assert_eq!(value("categories"), Some(many(&[])));
    assert_eq!(value("transcription"), Some(SettingValue::Flag(false)));
    assert_eq!(value("upload"), Some(text("Upload all recordings")));
    assert_eq!(value("name-change"), Some(text("Do not modify")));
    let wrong: Vec<_> =
        lines.iter().filter_map(|line| Some((line.setting.id.as_str(), line.problem?))).collect();
    assert_eq!(wrong, [("name", FieldProblem::Missing)]);
}

#[test]
fn kalturas_whole_form_can_be_filled_in_without_a_mistake() {
    let values = values([
        ("name", text("Recordings of Brightwater")),
        ("categories", many(&["Lectures", "All hands"])),
        ("upload", text("Opt-in groups")),
        ("opt-in-groups", many(&["Teachers"])),
        ("transcription", SettingValue::Flag(true)),
        ("co-organizers", text("Co-editors & Co-publishers")),
        ("presenters", text("Co-editors")),
        ("users", text("Co-viewers")),
        ("user-based-on", text("Microsoft User Principal Name")),
        ("name-change", text("Remove postfix")),
        ("postfix", text("@brightwater.example")),
        ("find-user-by", text("Both")),
        ("missing-user", text("Use default user")),
        ("default-user", text("teams")),
    ]);

    let lines = form_lines(product("kaltura"), &values);

    assert_eq!(lines.len(), values.len());
    assert!(lines.iter().all(|line| line.problem.is_none()), "{lines:#?}");
    assert!(lines.iter().all(|line| values.get(&line.setting.id) == Some(&line.value)));
}

#[rstest]
#[case::shown("Some", "Few", &["mode", "which", "name"])]
#[case::the_first_hides_both("All", "Few", &["mode"])]
#[case::the_second_hides_its_own("Some", "None", &["mode", "which"])]
fn a_field_is_shown_only_while_everything_above_it_is(
    #[case] mode: &str,
    #[case] which: &str,
    #[case] expected: &[&str],
) {
    let profile = with_form(vec![
        field("mode", choice(&["All", "Some"])),
        Setting { shown_when: shown_when("mode", &["Some"]), ..field("which", choice(&["None", "Few"])) },
        Setting {
            shown_when: shown_when("which", &["Few"]),
            required: true,
            ..field("name", SettingForm::Text)
        },
    ]);

    let lines = ids(&profile, &values([("mode", text(mode)), ("which", text(which))]));

    assert_eq!(lines, expected);
}

#[test]
fn a_field_that_hangs_on_nothing_known_stays_hidden() {
    let hidden = Setting { shown_when: shown_when("mode", &["Some"]), ..field("name", SettingForm::Text) };

    assert_eq!(ids(&with_form(vec![hidden]), &values([("mode", text("Some"))])), Vec::<String>::new());
}

#[rstest]
#[case::text(SettingForm::Text, text("Teachers"), None)]
#[case::empty_text(SettingForm::Text, text(" "), Some(FieldProblem::Missing))]
#[case::other_letters(SettingForm::Text, text("先生 Überall 🙂"), None)]
#[case::line_break(SettingForm::Text, text("a\nb"), Some(FieldProblem::OddSigns))]
#[case::tab(SettingForm::Text, text("a\tb"), Some(FieldProblem::OddSigns))]
#[case::nul(SettingForm::Text, text("a\u{0}b"), Some(FieldProblem::OddSigns))]
#[case::line_separator(SettingForm::Text, text("a\u{2028}b"), Some(FieldProblem::OddSigns))]
#[case::right_to_left(SettingForm::Text, text("a\u{202e}b"), Some(FieldProblem::OddSigns))]
#[case::zero_width(SettingForm::Text, text("a\u{200b}b"), Some(FieldProblem::OddSigns))]
#[case::as_long_as_may_be(SettingForm::Text, text(&"a".repeat(500)), None)]
#[case::too_long(SettingForm::Text, text(&"a".repeat(501)), Some(FieldProblem::TooLong))]
#[case::flag_for_a_text(SettingForm::Text, SettingValue::Flag(true), Some(FieldProblem::WrongKind))]
#[case::list_for_a_text(SettingForm::Text, many(&["a"]), Some(FieldProblem::WrongKind))]
#[case::guid(SettingForm::Guid, text(APP), None)]
#[case::no_guid(SettingForm::Guid, text("larkspur"), Some(FieldProblem::NotAnId))]
#[case::cut_guid(SettingForm::Guid, text(&APP[..35]), Some(FieldProblem::NotAnId))]
#[case::empty_guid(SettingForm::Guid, text(""), Some(FieldProblem::Missing))]
#[case::flag_for_a_guid(SettingForm::Guid, SettingValue::Flag(false), Some(FieldProblem::WrongKind))]
#[case::switch(SettingForm::Switch, SettingValue::Flag(true), None)]
#[case::text_for_a_switch(SettingForm::Switch, text("yes"), Some(FieldProblem::WrongKind))]
#[case::list_for_a_switch(SettingForm::Switch, many(&[]), Some(FieldProblem::WrongKind))]
#[case::list(SettingForm::List, many(&["Teachers", "Staff"]), None)]
#[case::empty_list(SettingForm::List, many(&[]), Some(FieldProblem::Missing))]
#[case::list_of_nothing(SettingForm::List, many(&["", " "]), Some(FieldProblem::Missing))]
#[case::list_with_a_long_line(SettingForm::List, many(&["a", &"b".repeat(501)]), Some(FieldProblem::TooLong))]
#[case::list_with_a_break(SettingForm::List, many(&["a", "b\nc"]), Some(FieldProblem::OddSigns))]
#[case::text_for_a_list(SettingForm::List, text("Teachers"), Some(FieldProblem::WrongKind))]
#[case::choice(choice(&["All", "Some"]), text("Some"), None)]
#[case::no_choice(choice(&["All", "Some"]), text("None"), Some(FieldProblem::NotAChoice))]
#[case::choice_in_other_capitals(choice(&["All", "Some"]), text("some"), Some(FieldProblem::NotAChoice))]
#[case::empty_choice(choice(&["All", "Some"]), text(""), Some(FieldProblem::NotAChoice))]
#[case::flag_for_a_choice(choice(&["All", "Some"]), SettingValue::Flag(true), Some(FieldProblem::WrongKind))]
fn what_is_wrong_with_a_field_is_told(
    #[case] form: SettingForm,
    #[case] value: SettingValue,
    #[case] expected: Option<FieldProblem>,
) {
    let profile = with_form(vec![Setting { required: true, ..field("it", form) }]);

    let lines = form_lines(&profile, &values([("it", value)]));

    assert_eq!(lines[0].problem, expected);
}

#[rstest]
#[case(SettingForm::Text, text(""))]
#[case(SettingForm::Guid, text(" "))]
#[case(SettingForm::List, many(&[]))]
fn what_need_not_be_filled_in_may_be_empty(#[case] form: SettingForm, #[case] value: SettingValue) {
    let lines = with_form(vec![field("it", form)]);

    assert_eq!(form_lines(&lines, &values([("it", value)]))[0].problem, None);
}

#[test]
fn a_secret_in_a_values_file_is_a_mistake_of_its_own() {
    let secret = field("it", SettingForm::Secret);

    let problem = crate::own_app::form::problem_of(&secret, &text("not-a-real-secret"));

    assert_eq!(problem, Some(FieldProblem::SecretInFile));
    assert!(!secret.is_asked());
}

#[test]
fn what_usher_fills_in_is_not_asked() {
    let filled = Setting { filled_with: Some(FilledWith::ClientId), ..field("it", SettingForm::Guid) };

    assert_eq!(ids(&with_form(vec![filled]), &Values::new()), Vec::<String>::new());
}

#[rstest]
#[case::kept("Do not modify", "", None, ("john.doe@example.com", "john.doe@example.com"))]
#[case::kept_with_a_postfix("Do not modify", "@x.example", None, ("john.doe@x.example", "john.doe@x.example"))]
#[case::removed("Remove postfix", "@example.com", None, ("john.doe@example.com", "john.doe"))]
#[case::removed_with_spaces("Remove postfix", " @example.com ", None, ("john.doe@example.com", "john.doe"))]
#[case::removed_of_another_domain(
    "Remove postfix", "@brightwater.example", None, ("john.doe@brightwater.example", "john.doe")
)]
#[case::removed_without_its_at_sign(
    "Remove postfix", "brightwater.example", None, ("john.doe@brightwater.example", "john.doe@")
)]
#[case::removed_an_ending("Remove postfix", ".com", None, ("john.doe@example.com", "john.doe@example"))]
#[case::removed_nothing("Remove postfix", "", None, ("john.doe@example.com", "john.doe@example.com"))]
#[case::removed_what_is_not_there("Remove postfix", "@", None, ("john.doe@example.com", "john.doe@example.com"))]
#[case::removed_in_the_own_domain(
    "Remove postfix", "@brightwater.example", Some("brightwater.example"), ("john.doe@brightwater.example", "john.doe")
)]
#[case::removed_of_a_domain_that_is_not_the_own(
    "Remove postfix", "@elsewhere.example", Some("brightwater.example"),
    ("john.doe@brightwater.example", "john.doe@brightwater.example")
)]
#[case::added("Add postfix", "@example.com", None, ("john.doe", "john.doe@example.com"))]
#[case::added_nothing("Add postfix", "", None, ("john.doe", "john.doe"))]
#[case::no_such_choice("Turn around", "@example.com", None, ("john.doe@example.com", "john.doe@example.com"))]
fn the_example_shows_what_becomes_of_a_name(
    #[case] change: &str,
    #[case] postfix: &str,
    #[case] domain: Option<&str>,
    #[case] (from, becomes): (&str, &str),
) {
    let values = values([("name-change", text(change)), ("postfix", text(postfix))]);

    let example = user_id_example(product("kaltura"), &values, domain);

    let after = if matches!(change, "Remove postfix" | "Add postfix") { "postfix" } else { "name-change" };
    let [from, becomes, after] = [from, becomes, after].map(str::to_owned);
    assert_eq!(
        example,
        Some(UserIdExample { from, becomes, after }),
        "below the last field that it comes of"
    );
}

#[rstest]
#[case::by_the_azure_id("kaltura", values([("user-based-on", text("Azure user ID"))]))]
#[case::by_no_text("kaltura", values([("user-based-on", SettingValue::Flag(true))]))]
#[case::no_rule("teams-devices", Values::new())]
fn there_is_no_example_where_no_name_is_made(#[case] id: &str, #[case] values: Values) {
    assert_eq!(user_id_example(product(id), &values, None), None);
}

proptest! {
    #[test]
    fn any_values_are_shown_without_a_panic(
        id in proptest::sample::select(AT_FIRST.to_vec()),
        words in proptest::collection::vec(any::<String>(), 0..3),
        kind in 0..3_u8,
    ) {
        let value = match kind {
            0 => SettingValue::Flag(words.is_empty()),
            1 => SettingValue::Text(words.concat()),
            _ => SettingValue::Many(words),
        };
        let values = Values::from([(id.to_owned(), value)]);

        let lines = form_lines(product("kaltura"), &values);
        let example = user_id_example(product("kaltura"), &values, None);

        prop_assert!(lines.len() >= AT_FIRST.len() - 1);
        prop_assert!(example.is_none_or(|example| !example.from.is_empty()));
    }
}
