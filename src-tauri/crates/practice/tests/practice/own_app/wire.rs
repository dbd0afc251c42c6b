//! A write that ends without an answer.

use rstest::rstest;
use usher_practice::When;

use super::{new_app, no_user_consent, post, try_call, usher_token};
use crate::support::practice;

#[rstest]
#[case(When::Before, 1)]
#[case(When::After, 2)]
#[tokio::test]
async fn the_wire_is_cut_at_the_nth_write_only(#[case] when: When, #[case] exist: usize) {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, "grace@brightwater.example").await;
    practice.drop_connection_at_write(2, when);

    let (first, _) = post(&practice, "applications", &admin, new_app("a")).await;
    let cut = try_call(&practice, "POST", "v1.0/applications", &admin, Some(new_app("b"))).await;
    let counts = practice.counts();
    let (third, _) = post(&practice, "applications", &admin, new_app("c")).await;

    assert_eq!((first, third), (201, 201));
    assert!(cut.is_err());
    assert_eq!((counts.applications, counts.writes), (exist, 2));
}

#[rstest]
#[case(When::Before, 0)]
#[case(When::After, 1)]
#[tokio::test]
async fn a_write_that_is_held_gets_no_answer(#[case] when: When, #[case] exist: usize) {
    let practice = practice(no_user_consent()).await;
    let admin = usher_token(&practice, "grace@brightwater.example").await;
    let held = practice.hold_write(1, when);

    let answered = try_call(&practice, "POST", "v1.0/applications", &admin, Some(new_app("a")));
    tokio::select! {
        answer = answered => panic!("answered with {answer:?}"),
        came = held => came.unwrap(),
    }

    assert_eq!(practice.counts().applications, exist);
    let (next, _) = post(&practice, "applications", &admin, new_app("b")).await;
    assert_eq!(next, 201);
}
