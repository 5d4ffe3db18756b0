//! Jobs that wait, run and are tried again.

use super::sample::{at, refresh, refresh_now};
use crate::job::{ClaimedJob, Job, NewJob};
use crate::store::Store;

fn later(feed: &str, seconds: i64) -> NewJob {
    NewJob::at(refresh(feed), at(seconds))
}

fn jobs(claimed: &[ClaimedJob]) -> Vec<Job> {
    claimed.iter().map(|claimed| claimed.job.clone()).collect()
}

pub(super) async fn equal_waiting_jobs_are_one(store: &dyn Store) {
    for _ in 0..5 {
        let jobs = [
            refresh_now("front"),
            refresh_now("front"),
            refresh_now("world"),
            later("front", 10),
            later("front", 20),
        ];
        store.add_jobs(&jobs).await.unwrap();
    }
    assert_eq!(store.n_due(at(0)).await.unwrap(), 2);
    assert_eq!(store.n_due(at(100)).await.unwrap(), 4);
    // What runs has begun before the new change: the new job is not merged with it.
    let claimed = store.claim_jobs(at(0), at(60), 1).await.unwrap();
    store.add_jobs(&[refresh_now("front")]).await.unwrap();
    assert_eq!(store.n_due(at(0)).await.unwrap(), 3);
    store.finish_jobs(&[claimed[0].key]).await.unwrap();
    assert_eq!(store.n_due(at(0)).await.unwrap(), 2);
}

pub(super) async fn a_claimed_job_is_not_claimed_again_before_its_lease_ends(store: &dyn Store) {
    store.add_jobs(&[refresh_now("front")]).await.unwrap();
    let first = store.claim_jobs(at(0), at(60), 10).await.unwrap();
    assert_eq!((first.len(), first[0].attempts), (1, 0));
    assert!(
        store
            .claim_jobs(at(59), at(119), 10)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(store.next_due().await.unwrap(), Some(at(60)));
    let second = store.claim_jobs(at(60), at(120), 10).await.unwrap();
    // A claim is no attempt: whoever let the lease pass may have done nothing.
    assert_eq!((second[0].key, second[0].attempts), (first[0].key, 0));
    store.finish_jobs(&[second[0].key]).await.unwrap();
    store.finish_jobs(&[second[0].key]).await.unwrap();
    assert_eq!(store.n_due(at(1_000)).await.unwrap(), 0);
    // A late worker must not take off somebody else's job: keys are never used twice.
    store.add_jobs(&[refresh_now("world")]).await.unwrap();
    store.finish_jobs(&[first[0].key]).await.unwrap();
    assert_eq!(store.n_due(at(1_000)).await.unwrap(), 1);
}

pub(super) async fn the_oldest_jobs_come_first(store: &dyn Store) {
    store
        .add_jobs(&[later("embargo", 50), refresh_now("a")])
        .await
        .unwrap();
    store
        .add_jobs(&[later("soon", 20), refresh_now("b"), refresh_now("c")])
        .await
        .unwrap();
    let first = store.claim_jobs(at(50), at(99), 3).await.unwrap();
    assert_eq!(
        jobs(&first),
        [refresh("embargo"), refresh("a"), refresh("soon")]
    );
    let rest = store.claim_jobs(at(50), at(99), 3).await.unwrap();
    assert_eq!(jobs(&rest), [refresh("b"), refresh("c")]);
}

pub(super) async fn a_job_waits_until_it_is_due(store: &dyn Store) {
    assert_eq!(store.next_due().await.unwrap(), None);
    store
        .add_jobs(&[later("b", 20), later("a", 10)])
        .await
        .unwrap();
    assert_eq!(store.next_due().await.unwrap(), Some(at(10)));
    assert!(store.claim_jobs(at(9), at(60), 5).await.unwrap().is_empty());
    let claimed = store.claim_jobs(at(10), at(60), 5).await.unwrap();
    assert_eq!(jobs(&claimed), [refresh("a")]);
    store.add_jobs(&[refresh_now("c")]).await.unwrap();
    assert!(
        store
            .next_due()
            .await
            .unwrap()
            .is_some_and(|due| due <= at(0))
    );
}

pub(super) async fn a_retried_job_waits_for_its_moment(store: &dyn Store) {
    store.add_jobs(&[refresh_now("front")]).await.unwrap();
    let key = store.claim_jobs(at(0), at(60), 1).await.unwrap()[0].key;
    store.retry_job(key, at(30), "no answer").await.unwrap();
    assert!(
        store
            .claim_jobs(at(29), at(60), 1)
            .await
            .unwrap()
            .is_empty()
    );
    let again = store.claim_jobs(at(30), at(90), 1).await.unwrap();
    assert_eq!((again[0].key, again[0].attempts), (key, 1));
    // What could not even be tried is no attempt.
    store.postpone_job(key, at(31), "busy").await.unwrap();
    let again = store.claim_jobs(at(31), at(91), 1).await.unwrap();
    assert_eq!((again[0].key, again[0].attempts), (key, 1));
    // An equal one that waits for the same moment stands for both.
    store.add_jobs(&[later("front", 45)]).await.unwrap();
    store.retry_job(key, at(45), "no answer").await.unwrap();
    assert_eq!(store.n_due(at(100)).await.unwrap(), 1);
}

pub(super) async fn a_failed_job_stays_on_record(store: &dyn Store) {
    store
        .add_jobs(&[refresh_now("a"), refresh_now("b")])
        .await
        .unwrap();
    let claimed = store.claim_jobs(at(0), at(60), 2).await.unwrap();
    store
        .fail_job(claimed[0].key, "410 from everywhere")
        .await
        .unwrap();
    assert_eq!(store.n_due(at(100)).await.unwrap(), 1);
    let failed = store.failed_jobs(10).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].error, "410 from everywhere");
    assert_eq!(
        (failed[0].attempts, store.n_failed().await.unwrap()),
        (0, 1)
    );
    assert!(failed[0].payload.contains("refresh_feed"));
    // The same job may be asked for again.
    store.add_jobs(&[refresh_now("a")]).await.unwrap();
    assert_eq!(store.claim_jobs(at(0), at(60), 5).await.unwrap().len(), 1);
}

pub(super) async fn claims_are_given_back(store: &dyn Store) {
    store
        .add_jobs(&[refresh_now("a"), refresh_now("b")])
        .await
        .unwrap();
    store.claim_jobs(at(0), at(60), 2).await.unwrap();
    store.add_jobs(&[refresh_now("a")]).await.unwrap();
    store.claim_jobs(at(0), at(60), 2).await.unwrap();
    store.add_jobs(&[refresh_now("a")]).await.unwrap();
    store.release_claims(&[]).await.unwrap();
    let again = store.claim_jobs(at(0), at(60), 10).await.unwrap();
    let mut names = jobs(&again);
    names.sort_by_key(|job| format!("{job:?}"));
    assert_eq!(names, [refresh("a"), refresh("b")]);
}

pub(super) async fn what_still_runs_is_not_given_back(store: &dyn Store) {
    store
        .add_jobs(&[refresh_now("a"), refresh_now("b")])
        .await
        .unwrap();
    let claimed = store.claim_jobs(at(0), at(60), 2).await.unwrap();
    let running = claimed.iter().find(|claimed| claimed.job == refresh("a"));
    let running = running.unwrap().key;
    // An equal one that was left behind by a failed pass stands for itself.
    store.add_jobs(&[refresh_now("a")]).await.unwrap();
    store.claim_jobs(at(0), at(60), 2).await.unwrap();
    store.release_claims(&[running]).await.unwrap();
    let again = store.claim_jobs(at(0), at(60), 10).await.unwrap();
    assert_eq!(jobs(&again), [refresh("b"), refresh("a")]);
    assert!(again.iter().all(|claimed| claimed.key != running));
}
