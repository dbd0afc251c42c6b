//! The words about values and steps.

use usher_domain::own_app::SecretShape;

use crate::words::of_terminal;

/// How a value is put right.
#[derive(Clone, Copy, Debug)]
pub(super) enum SetupFix<'a> {
    FillIn,
    Shorten,
    OneLine,
    CopyId,
    SameTwice,
    WriteText,
    WriteSwitch,
    WriteList,
    WriteTable,
    TakeOut,
    TakeSecretOut,
    OtherProfile,
    NoFeatures,
    ChooseOf(&'a [String]),
    OnlyWith { label: &'a str, choices: &'a [String] },
    OfSecret(SecretShape),
}

/// The words for a fix.
pub(super) fn of_fix(fix: &SetupFix<'_>) -> String {
    let name = match fix {
        SetupFix::FillIn => "fillIn",
        SetupFix::Shorten => "shorten",
        SetupFix::OneLine => "oneLine",
        SetupFix::CopyId => "copyId",
        SetupFix::SameTwice => "sameTwice",
        SetupFix::WriteText => "writeText",
        SetupFix::WriteSwitch => "writeSwitch",
        SetupFix::WriteList => "writeList",
        SetupFix::WriteTable => "writeTable",
        SetupFix::TakeOut => "takeOut",
        SetupFix::TakeSecretOut => "takeSecretOut",
        SetupFix::OtherProfile => "otherProfile",
        SetupFix::NoFeatures => "noFeatures",
        SetupFix::ChooseOf(_) => "chooseOf",
        SetupFix::OnlyWith { .. } => "onlyWith",
        SetupFix::OfSecret(SecretShape::Empty) => "secretEmpty",
        SetupFix::OfSecret(SecretShape::LooksLikeItsId) => "secretLooksLikeItsId",
        SetupFix::OfSecret(SecretShape::TooShort) => "secretTooShort",
        SetupFix::OfSecret(SecretShape::TooLong) => "secretTooLong",
        SetupFix::OfSecret(SecretShape::OddSigns) => "secretOddSigns",
    };
    let words = of_terminal("setupFixes", name);
    match fix {
        SetupFix::ChooseOf(choices) => words.replace("{choices}", &choices.join(", ")),
        SetupFix::OnlyWith { label, choices } => {
            words.replace("{label}", label).replace("{choices}", &choices.join(", "))
        }
        SetupFix::FillIn
        | SetupFix::Shorten
        | SetupFix::OneLine
        | SetupFix::CopyId
        | SetupFix::SameTwice
        | SetupFix::WriteText
        | SetupFix::WriteSwitch
        | SetupFix::WriteList
        | SetupFix::WriteTable
        | SetupFix::TakeOut
        | SetupFix::TakeSecretOut
        | SetupFix::OtherProfile
        | SetupFix::NoFeatures
        | SetupFix::OfSecret(_) => words.to_owned(),
    }
}

/// What one of Usher's own values is called.
pub(super) fn of_label(value: &str) -> &'static str {
    of_terminal("setupLabels", value)
}

/// What a step is called.
pub(super) fn of_step(code: &str) -> &'static str {
    of_terminal("setupSteps", code)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use usher_domain::own_app::SecretShape;

    use super::{SetupFix, of_fix, of_label, of_step};

    #[rstest]
    #[case(SetupFix::FillIn)]
    #[case(SetupFix::Shorten)]
    #[case(SetupFix::OneLine)]
    #[case(SetupFix::CopyId)]
    #[case(SetupFix::SameTwice)]
    #[case(SetupFix::WriteText)]
    #[case(SetupFix::WriteSwitch)]
    #[case(SetupFix::WriteList)]
    #[case(SetupFix::WriteTable)]
    #[case(SetupFix::TakeOut)]
    #[case(SetupFix::TakeSecretOut)]
    #[case(SetupFix::OtherProfile)]
    #[case(SetupFix::NoFeatures)]
    #[case(SetupFix::ChooseOf(&[]))]
    #[case(SetupFix::OnlyWith { label: "Upload", choices: &[] })]
    #[case(SetupFix::OfSecret(SecretShape::Empty))]
    #[case(SetupFix::OfSecret(SecretShape::LooksLikeItsId))]
    #[case(SetupFix::OfSecret(SecretShape::TooShort))]
    #[case(SetupFix::OfSecret(SecretShape::TooLong))]
    #[case(SetupFix::OfSecret(SecretShape::OddSigns))]
    fn every_fix_has_words(#[case] fix: SetupFix<'_>) {
        let words = of_fix(&fix);

        assert!(words.ends_with('.') && !words.contains('{'), "{words}");
    }

    #[test]
    fn every_label_and_step_has_words() {
        let labels = ["profile", "app_name", "features", "client_id", "tenant_id", "settings"];
        let steps = (1..=10).map(|number| of_step(&format!("R{number}")));

        for words in labels.map(of_label).into_iter().chain(steps) {
            assert!(!words.is_empty());
        }
    }
}
