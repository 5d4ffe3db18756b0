//! Feeds that are pulled.

use super::sample::at;
use crate::job::{Job, NewJob};
use crate::store::{PullOutcome, PullRecord, PullTaken, Store};

pub(super) async fn what_is_known_of_a_pulled_feed_is_kept_with_its_next_job(store: &dyn Store) {
    let job = || Job::PullFeed {
        source: "old".to_owned(),
    };
    assert_eq!(store.pull("old").await.unwrap(), None);
    store.add_jobs(&[NewJob::now(job())]).await.unwrap();
    let claimed = store.claim_jobs(at(0), at(60), 10).await.unwrap();
    assert_eq!(claimed[0].job, job());
    let mut record = PullRecord {
        source: "old".to_owned(),
        url: "https://old.example/feed".to_owned(),
        etag: Some("\"1\"".to_owned()),
        next: Some(at(300)),
        outcome: PullOutcome::Read,
        taken: vec![PullTaken {
            id: "a".to_owned(),
            fingerprint: "f".to_owned(),
        }],
        ..PullRecord::default()
    };
    let jobs = [NewJob::at(job(), at(300))];
    store
        .save_pull(&record, claimed[0].key, &jobs)
        .await
        .unwrap();
    assert_eq!(store.pull("old").await.unwrap(), Some(record.clone()));
    assert_eq!(store.next_due().await.unwrap(), Some(at(300)));
    record.failures = 3;
    store.save_pull(&record, -1, &jobs).await.unwrap();
    assert_eq!(store.pulls().await.unwrap(), [record]);
    assert_eq!(store.n_due(at(300)).await.unwrap(), 1);
}
