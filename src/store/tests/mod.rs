//! What every engine must do, told over `&dyn Store`; each engine runs all of it.

mod articles;
mod editions;
mod jobs;
mod ledger;
mod photos;
mod pulls;
mod sample;
mod selection;
mod tokens;

/// Runs every test on a fresh store of every engine.
macro_rules! on_every_engine {
    ($($noun:ident :: $test:ident),+ $(,)?) => {
        mod sqlite {
            use crate::store::Store;
            use crate::store::sqlite::{Options, open};

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let folder = tempfile::tempdir().unwrap();
                    let store = open(folder.path(), &Options::server()).await.unwrap();
                    super::$noun::$test(&store).await;
                    let verified = store.verify().await.unwrap();
                    assert_eq!(verified.damages, Vec::<String>::new());
                    store.close().await.unwrap();
                    assert!(store.ping().await.is_err());
                    assert!(store.set_fact("a", "b").await.is_err());
                }
            )+
        }
    };
}

on_every_engine!(
    articles::a_version_is_read_back_as_it_was_filed,
    articles::a_filing_that_was_overtaken_changes_nothing,
    articles::one_of_many_that_file_at_once_wins,
    articles::the_list_goes_page_by_page,
    articles::jobs_are_stored_with_the_article,
    articles::many_are_filed_at_once_in_their_order,
    articles::what_follows_an_overtaken_version_is_overtaken_with_it,
    editions::an_edition_is_read_back_as_it_was_shown,
    editions::a_refresh_finishes_its_jobs_and_adds_new_ones,
    editions::a_feed_that_is_no_more_goes_off_the_record,
    jobs::equal_waiting_jobs_are_one,
    jobs::a_claimed_job_is_not_claimed_again_before_its_lease_ends,
    jobs::the_oldest_jobs_come_first,
    jobs::a_job_waits_until_it_is_due,
    jobs::a_retried_job_waits_for_its_moment,
    jobs::a_failed_job_stays_on_record,
    jobs::claims_are_given_back,
    jobs::what_still_runs_is_not_given_back,
    ledger::an_article_is_known_by_every_name,
    ledger::a_name_stands_for_one_article,
    ledger::two_articles_become_one,
    ledger::stays_are_read_back,
    ledger::what_is_old_leaves_and_its_names_stay_used,
    ledger::what_turns_by_the_clock_is_found,
    photos::a_photo_is_known_by_name_and_by_address,
    photos::a_photo_that_could_not_be_had_says_why,
    photos::a_photo_that_is_shown_is_not_dropped,
    photos::an_upload_takes_back_the_drop_that_waits,
    photos::a_kill_and_a_fetch_that_cross_leave_no_photo,
    photos::articles_are_found_by_their_photos,
    pulls::what_is_known_of_a_pulled_feed_is_kept_with_its_next_job,
    selection::what_is_not_public_is_not_shown,
    selection::killed_articles_are_listed_by_their_kill,
    selection::a_moved_article_leaves_the_lists_it_was_in,
    selection::the_lists_agree_with_a_look_at_every_article,
    tokens::a_token_is_found_by_its_hash,
    tokens::a_name_is_free_again_once_it_was_revoked,
);
