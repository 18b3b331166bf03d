use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn well(millis: u64) -> Went {
    Went::Well { took: Duration::from_millis(millis) }
}

#[test]
fn one_owner_is_one_host() {
    assert_eq!(key(&url("https://www.example.co.uk/")), key(&url("http://img.example.co.uk/")));
    assert_ne!(key(&url("https://a.github.io/")), key(&url("https://b.github.io/")));
    assert_ne!(key(&url("http://127.0.0.1:81/")), key(&url("http://127.0.0.1:82/")));
}

#[tokio::test(start_paused = true)]
async fn one_host_is_asked_once_at_a_time_and_with_its_pause() {
    let config = Fetch { delay_min: Duration::from_secs(1), ..Fetch::default() };
    let hosts = Arc::new(Hosts::new(&config));
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..3 {
        let hosts = hosts.clone();
        tasks.push(tokio::spawn(async move {
            let turn = hosts.turn(&url("https://example.org/")).await.unwrap();
            let at = begun.elapsed();
            tokio::time::sleep(Duration::from_secs(1)).await;
            turn.end(well(100));
            at
        }));
    }
    let mut starts = Vec::new();
    for task in tasks {
        starts.push(task.await.unwrap().as_secs());
    }
    starts.sort_unstable();
    assert_eq!(starts, [0, 2, 4], "a second of request and a second of pause each");
    let begun = Instant::now();
    hosts.turn(&url("https://other.example/")).await.unwrap().end(well(1));
    assert_eq!(begun.elapsed(), Duration::ZERO, "another host does not wait");
}

#[tokio::test(start_paused = true)]
async fn slow_answers_and_crawl_delays_lengthen_the_pause() {
    let hosts = Hosts::new(&Fetch::default());
    let page = url("https://example.org/");
    for (took, pause) in [(10, 1_000), (600, 3_000), (60_000, 30_000)] {
        hosts.turn(&page).await.unwrap().end(well(took));
        let begun = Instant::now();
        hosts.turn(&page).await.unwrap().end(well(0));
        assert_eq!(begun.elapsed().as_millis(), pause);
    }
    hosts.crawl_delay(&page, Duration::from_secs(7)).await;
    let begun = Instant::now();
    hosts.turn(&page).await.unwrap().end(well(0));
    hosts.turn(&page).await.unwrap().end(well(0));
    assert_eq!(begun.elapsed().as_secs(), 14);
    hosts.crawl_delay(&page, Duration::from_secs(9_999)).await;
    let begun = Instant::now();
    hosts.turn(&page).await.unwrap().end(well(0));
    assert_eq!(begun.elapsed(), CRAWL_DELAY, "capped");
}

#[tokio::test(start_paused = true)]
async fn a_busy_host_is_left_alone_as_long_as_it_asks() {
    let hosts = Hosts::new(&Fetch::default());
    let page = url("https://example.org/");
    for (wait, seconds) in [(None, 30), (Some(Duration::from_secs(50)), 50)] {
        hosts.turn(&page).await.unwrap().end(Went::Busy { status: 429, wait });
        let begun = Instant::now();
        hosts.turn(&page).await.unwrap().end(well(0));
        assert_eq!(begun.elapsed().as_secs(), seconds);
    }
    let wait = Some(Duration::from_secs(3600));
    hosts.turn(&page).await.unwrap().end(Went::Busy { status: 503, wait });
    let refused = hosts.turn(&page).await.unwrap_err();
    assert_eq!(refused.reason(), "host-resting");
    tokio::time::advance(Duration::from_secs(3601)).await;
    assert!(hosts.turn(&page).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_failing_host_rests_is_probed_and_rests_longer() {
    let hosts = Hosts::new(&Fetch::default());
    let page = url("https://example.org/");
    let badly = || Went::Badly { why: "time-out".to_owned(), was_reached: true };
    for _ in 0..FAILURES {
        hosts.turn(&page).await.unwrap().end(badly());
    }
    assert_eq!(hosts.turn(&page).await.unwrap_err().reason(), "host-resting");
    tokio::time::advance(REST).await;
    hosts.turn(&page).await.unwrap().end(badly());
    tokio::time::advance(REST).await;
    assert!(hosts.turn(&page).await.is_err(), "the second rest is longer");
    tokio::time::advance(REST).await;
    hosts.turn(&page).await.unwrap().end(well(0));
    hosts.turn(&page).await.unwrap().end(well(0));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_goes_on_asking_to_be_left_alone_is_left_alone_for_longer() {
    let hosts = Hosts::new(&Fetch::default());
    let page = url("https://example.org/");
    let busy = || Went::Busy { status: 429, wait: Some(Duration::from_secs(1)) };
    let mut pauses = Vec::new();
    for _ in 0..4 {
        hosts.turn(&page).await.unwrap().end(busy());
        pauses.push(hosts.rests().all()[0].wait.as_secs());
    }
    assert_eq!(pauses, [1, 60, 120, 240]);
    assert_eq!(hosts.turn(&page).await.unwrap_err().reason(), "host-resting");
    // A later run goes on from there.
    let later = Hosts::new(&Fetch::default());
    hosts.rests().all().into_iter().for_each(|rest| later.let_rest(rest));
    assert_eq!(later.turn(&page).await.unwrap_err().reason(), "host-resting");
    tokio::time::advance(Duration::from_secs(240)).await;
    later.turn(&page).await.unwrap().end(busy());
    assert_eq!(later.rests().all()[0].wait.as_secs(), 480);
    tokio::time::advance(Duration::from_secs(480)).await;
    later.turn(&page).await.unwrap().end(well(0));
    assert_eq!(later.rests().all(), []);
}

#[tokio::test(start_paused = true)]
async fn a_short_rest_outlives_a_run_and_is_waited_for() {
    let hosts = Hosts::new(&Fetch::default());
    let page = url("https://example.org/");
    let wait = Some(Duration::from_secs(90));
    hosts.turn(&page).await.unwrap().end(Went::Busy { status: 503, wait });
    assert!(hosts.rests().have_changed());
    tokio::time::advance(Duration::from_secs(10)).await;
    let later = Hosts::new(&Fetch::default());
    hosts.rests().all().into_iter().for_each(|rest| later.let_rest(rest));
    assert!(!hosts.rests().have_changed());
    let begun = Instant::now();
    later.turn(&page).await.unwrap().end(well(0));
    assert_eq!(begun.elapsed().as_secs(), 80);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_fails_is_remembered_where_it_was_reached() {
    let page = url("https://example.org/");
    for (was_reached, remembered) in [(true, 1), (false, 0)] {
        let hosts = Hosts::new(&Fetch::default());
        for _ in 0..FAILURES {
            let why = "status 500".to_owned();
            hosts.turn(&page).await.unwrap().end(Went::Badly { why, was_reached });
        }
        assert_eq!(hosts.rests().all().len(), remembered);
    }
}

#[tokio::test(start_paused = true)]
async fn a_budget_ends_a_hosts_run() {
    let hosts = Hosts::new(&Fetch { requests_per_host: 2, ..Fetch::default() });
    let page = url("https://example.org/");
    hosts.turn(&page).await.unwrap().end(well(0));
    hosts.turn(&page).await.unwrap().end(well(0));
    assert_eq!(hosts.turn(&page).await.unwrap_err().reason(), "host-budget");
}

#[tokio::test(start_paused = true)]
async fn the_pause_after_a_request_goes_on_in_the_run_after_it() {
    let config = Fetch::default();
    let (page, other) = (url("https://www.example.org/"), url("https://other.example/"));
    let hosts = Hosts::new(&config);
    hosts.turn(&page).await.unwrap().end(well(1_000));
    hosts.turn(&other).await.unwrap().end(well(1));
    tokio::time::sleep(Duration::from_secs(2)).await;
    // The other's pause is over.
    let pauses = hosts.pauses();
    assert_eq!(pauses, [("example.org".to_owned(), Duration::from_secs(3))]);
    let next = Hosts::new(&config);
    pauses.into_iter().for_each(|(host, wait)| next.let_pause(host, wait));
    let begun = Instant::now();
    next.turn(&page).await.unwrap().end(well(1));
    assert_eq!(begun.elapsed().as_secs(), 3);
    // One whose pause is waited for.
    let waiting = next.turn(&page);
    let told = async { next.pauses() };
    let ((), told) = tokio::join!(async { drop(waiting.await) }, told);
    assert_eq!(told, [("example.org".to_owned(), Duration::from_secs(1))]);
    // One that is asked at the moment, and one whose request broke off, have the longest pause before them.
    let turn = next.turn(&page).await.unwrap();
    assert_eq!(next.pauses(), [("example.org".to_owned(), Duration::from_secs(30))]);
    drop(turn);
    assert_eq!(next.pauses(), [("example.org".to_owned(), Duration::from_secs(30))]);
    // A clock that was set back makes no pause longer than one can be.
    next.let_pause("late.example".to_owned(), Duration::from_secs(86_400));
    let begun = Instant::now();
    next.turn(&url("https://late.example/")).await.unwrap().end(well(1));
    assert_eq!(begun.elapsed().as_secs(), 120);
}
