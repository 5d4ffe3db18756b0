//! What time does: rights end, windows turn as the clock says whatever it does, late items keep a place, old ones leave.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, EVERYTHING, TestApp, WORLD, at, record, sample_photo, until};
use crate::life::with;

#[tokio::test]
async fn an_article_leaves_when_its_rights_end() {
    let app = TestApp::start().await;
    // A quarter past five in Kathmandu is half past eleven in London: the zone is part of the moment.
    let ends =
        json!({ "rights_end": "2026-11-20T19:15:00+05:45", "expires": "2026-11-20T20:00:00Z" });
    app.file_article("a1", &with("Licensed", &ends)).await;
    let never = json!({ "rights_end": "2026-11-20T13:30:00Z", "status": "withheld" });
    app.file_article("a2", &with("Never seen", &never)).await;
    assert!(
        app.text("/feeds/world.atom")
            .await
            .contains("end=2026-11-20T13:30:00Z")
    );
    assert_eq!(
        app.get_json("/v1/articles/a1").await["rights_end"],
        "2026-11-20T13:30:00Z"
    );
    let app = app.restart().await;
    app.go_to("2026-11-20T13:29:59.999Z").await;
    assert!(app.shows("world", "Licensed").await);
    assert_eq!(app.get("/articles/a1").await.status(), 200);
    app.go_to("2026-11-20T13:30:00Z").await;
    assert!(!app.shows("world", "Licensed").await);
    let gone = Answer::to(app.request(Method::GET, "/articles/a1")).await;
    assert!(
        gone.status == 410 && gone.text().contains("rights") && !gone.text().contains("Licensed")
    );
    assert_eq!(
        app.get("/articles/a2").await.status(),
        404,
        "nobody learns of what was never public"
    );
    let early = json!({ "embargo": "2026-11-20T14:00:00Z", "rights_end": "2026-11-20T14:00:00Z" });
    Answer::to(
        app.about(Method::PUT, "a3", "")
            .json(&with("Never", &early)),
    )
    .await
    .problem(422, "invalid-record");
    app.stop().await;
}

#[tokio::test]
async fn a_photo_leaves_when_its_rights_end_and_the_article_stays() {
    let both = EVERYTHING.to_owned() + "[photos]\npolicy = \"both\"\n";
    let app = TestApp::with("", &[("everything", &both)]).await;
    let lead = app.upload(&sample_photo("night-sky.jpg")).await;
    let other = app.upload(&sample_photo("fog-hills.jpg")).await;
    let photos = |ends: &str| {
        json!({ "photos": [
            { "photo": lead, "caption": "Lead picture", "lead": true, "rights_end": ends },
            { "photo": other, "caption": "Other picture" },
        ] })
    };
    app.file_article(
        "a1",
        &with("Pictures", &photos("2026-11-20T14:00:00+01:00")),
    )
    .await;
    let path = format!("/photos/{lead}");
    let kept = Answer::to(app.request(Method::GET, &path)).await;
    assert_eq!(
        (kept.status, kept.header("cache-control")),
        (200, "public, max-age=3600")
    );
    assert!(app.shows("everything", &lead).await && app.text("/articles/a1").await.contains(&lead));
    let app = app.restart_at("2026-11-20T12:59:59.999Z").await;
    assert!(app.shows("everything", &lead).await);
    app.go_to("2026-11-20T13:00:00Z").await;
    assert!(
        !app.shows("everything", &lead).await && !app.shows("everything", "Lead picture").await
    );
    assert!(app.shows("everything", "Pictures").await && app.shows("everything", &other).await);
    for page in ["/articles/a1", "/feeds/everything", "/"] {
        let request = app.request(Method::GET, page).header("accept", "text/html");
        let page = Answer::to(request).await.text();
        assert!(!page.contains(&lead) && page.contains("Pictures"), "{page}");
    }
    let gone = Answer::to(app.request(Method::GET, &path).header("if-none-match", "*")).await;
    gone.problem(410, "gone");
    assert_eq!(app.get(&format!("/photos/{other}")).await.status(), 200);
    app.assert_feeds_are_valid().await;

    // It ends while the program is away, after the rights were had for longer.
    app.file_article("a1", &with("Pictures", &photos("2026-11-20T15:00:00Z")))
        .await;
    assert!(app.shows("everything", &lead).await);
    let app = app.restart_at("2026-11-20T15:00:00Z").await;
    assert!(!app.shows("everything", &lead).await && app.shows("everything", "Pictures").await);
    assert_eq!(app.get(&path).await.status(), 410);
    app.stop().await;
}

#[tokio::test]
async fn windows_turn_as_the_clock_says_though_it_is_set_back() {
    let app = TestApp::start().await;
    let photo = app.upload(&sample_photo("fog-hills.jpg")).await;
    let lifts = json!({ "embargo": "2026-11-20T13:00:00Z" });
    app.file_article("lifts", &with("Lifts", &lifts)).await;
    let ends = json!({
        "expires": "2026-11-20T13:10:00Z",
        "photos": [{ "photo": photo, "rights_end": "2026-11-20T13:05:00Z" }],
    });
    app.file_article("ends", &with("Ends", &ends)).await;
    app.go_to("2026-11-20T13:30:00Z").await;
    assert_eq!(app.headlines("world").await, ["Lifts"]);

    // Set back while it runs: nobody pushes, and still the feed and the pages say the same.
    app.clock.set(at("2026-11-20T12:45:00Z"));
    until("the feed to follow the clock", async || {
        app.headlines("world").await == ["Ends"]
    })
    .await;
    assert_eq!(app.get("/articles/lifts").await.status(), 404);
    assert_eq!(app.get("/articles/ends").await.status(), 200);
    assert_eq!(app.get(&format!("/photos/{photo}")).await.status(), 200);
    app.go_to("2026-11-20T13:00:00Z").await;
    assert_eq!(app.headlines("world").await, ["Lifts", "Ends"]);
    app.go_to("2026-11-20T13:05:00Z").await;
    assert!(!app.shows("world", &photo).await && app.shows("world", "Ends").await);
    app.go_to("2026-11-20T13:10:00Z").await;
    assert_eq!(app.headlines("world").await, ["Lifts"]);

    // Set back while it is down.
    let app = app.restart_at("2026-11-20T12:30:00Z").await;
    assert_eq!(app.headlines("world").await, ["Ends"]);
    app.go_to("2026-11-20T13:00:00Z").await;
    assert_eq!(app.headlines("world").await, ["Lifts", "Ends"]);
    // A leap over everything at once.
    app.go_to("2027-03-28T01:00:00Z").await;
    assert_eq!(app.headlines("world").await, ["Lifts"]);
    app.stop().await;
}

#[tokio::test]
async fn what_comes_late_gets_a_place_that_pollers_see_and_keeps_its_date() {
    let small = WORLD.replace("limit = 20", "limit = 3");
    let app = TestApp::with("", &[("world", &small)]).await;
    for (id, published) in [
        ("old", "08:00"),
        ("a", "09:00"),
        ("b", "09:30"),
        ("c", "10:00"),
    ] {
        let article = json!({ "published": format!("2026-11-20T{published}:00Z") });
        app.file_article(id, &with(id, &article)).await;
    }
    // What is new here keeps the place of its date: an archive is filed in any order.
    assert_eq!(app.headlines("world").await, ["c", "b", "a"]);
    let eight = json!({ "published": "2026-11-20T08:00:00Z" });
    let mut withheld = with("old", &eight);
    withheld["status"] = json!("withheld");
    app.file_article("old", &withheld).await;
    app.pass(TimeDelta::minutes(10)).await;
    let receipt = app.file_article("old", &with("old", &eight)).await;
    assert_eq!(receipt["published"], "2026-11-20T08:00:00Z");
    assert_eq!(app.headlines("world").await, ["old", "c", "b"]);
    assert_eq!(
        app.get_json("/v1/articles/old").await["_syndicated"]["placed"],
        "2026-11-20T12:10:00Z"
    );
    assert!(
        app.text("/feeds/world.rss")
            .await
            .contains("Fri, 20 Nov 2026 08:00:00 +0000")
    );
    // Shut by an embargo after it was public, it opens again long after it was published.
    let mut shut = with("a", &json!({ "published": "2026-11-20T09:00:00Z" }));
    shut["embargo"] = json!("2026-11-20T15:00:00Z");
    app.file_article("a", &shut).await;
    assert_eq!(app.headlines("world").await, ["old", "c", "b"]);
    app.go_to("2026-11-20T15:00:00Z").await;
    assert_eq!(app.headlines("world").await, ["a", "old", "c"]);
    // An update does not move it, and neither does a restart: equal bytes, equal tags.
    app.file_article("old", &with("old!", &eight)).await;
    assert_eq!(app.headlines("world").await, ["a", "old!", "c"]);
    let before = app.all_feeds().await;
    let app = app.restart_at("2026-11-21T15:00:00Z").await;
    assert_eq!(app.all_feeds().await, before);
    // Back within the hour, it keeps its place.
    app.file_article(
        "d",
        &with("d", &json!({ "published": "2026-11-21T14:50:00Z" })),
    )
    .await;
    let mut brief = with("d", &json!({ "published": "2026-11-21T14:50:00Z" }));
    brief["status"] = json!("withheld");
    app.file_article("d", &brief).await;
    brief["status"] = json!("usable");
    app.file_article("d", &brief).await;
    assert_eq!(
        app.get_json("/v1/articles/d").await["_syndicated"].get("placed"),
        None
    );
    app.assert_feeds_are_valid().await;
    app.stop().await;
}

#[tokio::test]
async fn what_is_old_leaves_the_record_by_night_and_its_names_are_never_given_again() {
    let app = TestApp::with(
        "[retention]\narticles_days = 10\n",
        &[("everything", EVERYTHING)],
    )
    .await;
    let photo = app.upload(&sample_photo("fog-hills.jpg")).await;
    let shared = app.upload(&sample_photo("night-sky.jpg")).await;
    let names = json!({
        "guid": "urn:paper:old", "aliases": ["wire-1"],
        "photos": [{ "photo": photo }, { "photo": shared }],
    });
    app.file_article("old", &with("Old", &names)).await;
    app.file_article("bad", &with("Bad", &json!({}))).await;
    app.kill("bad").await;
    let waits = json!({ "embargo": "2026-12-20T13:00:00Z" });
    app.file_article("waits", &with("Waits", &waits)).await;
    app.go_to("2026-11-28T12:00:00Z").await;
    app.file_article(
        "young",
        &with("Young", &json!({ "photos": [{ "photo": shared }] })),
    )
    .await;
    let on_record = async |app: &TestApp| {
        let list = app.get_json("/v1/articles").await;
        let list = list["articles"].as_array().unwrap().iter();
        list.map(|article| article["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // Ten days are over on the 30th; the nights are worked through at three.
    for day in 29..=30 {
        app.go_to(&format!("2026-11-{day}T04:00:00Z")).await;
        assert_eq!(
            on_record(&app).await,
            ["young", "waits", "bad", "old"],
            "{day}"
        );
    }
    // The clock leaps by months and is wrong: nothing is taken off that was not overdue a night before.
    app.go_to("2027-06-01T12:00:00Z").await;
    assert_eq!(on_record(&app).await, ["young", "waits", "bad", "old"]);
    app.clock.set(at("2026-12-01T02:00:00Z"));
    let app = app.restart().await;
    for day in 1..=2 {
        app.go_to(&format!("2026-12-0{day}T04:00:00Z")).await;
    }
    assert_eq!(on_record(&app).await, ["young", "waits", "bad"]);
    assert_eq!(app.headlines("everything").await, ["Young"]);
    assert_eq!(app.get(&format!("/photos/{photo}")).await.status(), 404);
    assert_eq!(
        app.get(&format!("/photos/{shared}")).await.status(),
        200,
        "another article shows it"
    );
    let info = async |photo: &str| {
        let request = app.request(Method::GET, &format!("/v1/photos/{photo}"));
        Answer::to(request.bearer_auth(&app.token)).await.status
    };
    assert_eq!((info(&photo).await, info(&shared).await), (404, 200));
    assert_eq!(app.get("/articles/old").await.status(), 404);
    for name in ["old", "wire-1", "urn:paper:old"] {
        Answer::to(app.about(Method::GET, name, ""))
            .await
            .problem(410, "gone");
        Answer::to(app.about(Method::PUT, name, "").json(&record("Again")))
            .await
            .problem(410, "gone");
    }
    let twin = with("Again", &json!({ "guid": "urn:paper:old" }));
    Answer::to(app.about(Method::PUT, "new", "").json(&twin))
        .await
        .problem(409, "name-taken");

    // Of the killed one the tombstone stays, with its trail; its words are gone.
    let atom = app.text("/feeds/everything.atom").await;
    assert!(atom.contains("at:deleted-entry"), "{atom}");
    assert_eq!(app.get("/articles/bad").await.status(), 410);
    let bad = app.get_json("/v1/articles/bad").await;
    assert_eq!(
        (bad.get("body_html"), &bad["status"]),
        (None, &json!("killed"))
    );
    let trail = Answer::to(app.about(Method::GET, "bad", "/trail"))
        .await
        .json();
    assert_eq!(trail["feeds"].as_array().unwrap().len(), 1);
    Answer::to(app.about(Method::PUT, "bad", "").json(&record("Back")))
        .await
        .problem(410, "gone");
    let verified = app.running().desk.store.verify().await.unwrap();
    assert_eq!(verified.damages, Vec::<String>::new());

    // Switched off, nothing leaves any more.
    let file = app.file("config.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        config.replace("articles_days = 10", "articles_days = 0"),
    )
    .unwrap();
    let app = app.restart_at("2027-06-01T12:00:00Z").await;
    app.pass(TimeDelta::days(1)).await;
    app.pass(TimeDelta::days(1)).await;
    assert_eq!(on_record(&app).await, ["young", "waits", "bad"]);
    let headlines: Value = json!(app.headlines("everything").await);
    assert_eq!(headlines, json!(["Waits", "Young"]));
    app.stop().await;
}
