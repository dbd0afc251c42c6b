//! Real answers of Entra and Graph, and how they should be understood.

use serde_json::Value;
use usher_domain::answer::read_answer;
use usher_domain::situation::Sureness;

/// The share of cases whose situation and whose codes must be right, in percent.
const ENOUGH: usize = 95;

#[test]
fn real_answers_are_understood_and_never_wrongly_proved() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("../data/consent-cases.json")).unwrap();
    let (mut situations, mut codes, mut wrongly_proved) = (0, 0, Vec::new());
    for case in &cases {
        let expected = &case["expected"];
        let diagnosis = read_answer(case["input"].as_str().unwrap()).diagnosis;
        let situation = serde_json::to_value(diagnosis.situation).unwrap();
        let best = situation == expected["situation"];
        let fits = best || expected["also_acceptable"].as_array().unwrap().contains(&situation);

        situations += usize::from(best);
        codes += usize::from(serde_json::to_value(&diagnosis.codes).unwrap() == expected["codes"]);
        if diagnosis.sureness == Sureness::Proved && !fits {
            wrongly_proved.push(case["id"].clone());
        }
        if !best {
            println!("{}: {situation} instead of {}", case["id"], expected["situation"]);
        }
    }

    println!(
        "{} cases: situation {situations}, codes {codes}, wrongly proved {}",
        cases.len(),
        wrongly_proved.len()
    );
    assert!(situations * 100 >= cases.len() * ENOUGH);
    assert!(codes * 100 >= cases.len() * ENOUGH);
    assert!(wrongly_proved.is_empty(), "{wrongly_proved:?}");
}
