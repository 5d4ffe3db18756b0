//! What is done behind the backs of those who wait: saving and coding what is shown, on threads that get the time the
//! others leave.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::PAUSE_AFTER_FAILURE;
use crate::desk::Desk;

/// How long what was shown may gather before it is saved.
const SAVING_DELAY: Duration = Duration::from_millis(20);
/// How long an edition must have been on the newsstand before it is coded: what is replaced at once is not worth it.
const CODING_DELAY: Duration = Duration::from_millis(100);
/// How long editions go uncoded in a burst of changes.
const PATIENCE: Duration = Duration::from_secs(5);
/// How far a thread stands back for the others, as `nice` counts: about a tenth of a processor that all want.
#[cfg(target_os = "linux")]
const STANDS_BACK: i32 = 10;

/// Starts to save and to code what is shown, until `stop`. Fails where no threads can be had.
pub fn behind(desk: &Arc<Desk>, stop: &CancellationToken) -> std::io::Result<[JoinHandle<()>; 2]> {
    Ok([
        save(Arc::clone(desk), stop.clone())?,
        code(Arc::clone(desk), stop.clone())?,
    ])
}

/// Saves what is shown, together what was shown in a moment, until `stop`.
fn save(desk: Arc<Desk>, stop: CancellationToken) -> std::io::Result<JoinHandle<()>> {
    let runtime = Handle::current();
    start("saver", move || {
        while runtime.block_on(wait(&stop, desk.to_save(), SAVING_DELAY)) {
            while let Err(error) = runtime.block_on(desk.save_shown_here()) {
                tracing::error!("what is shown could not be saved: {error}");
                let pause = wait(&stop, async {}, PAUSE_AFTER_FAILURE);
                if !runtime.block_on(pause) {
                    return;
                }
            }
        }
    })
}

/// Makes the codings of editions, one after another, until `stop`.
fn code(desk: Arc<Desk>, stop: CancellationToken) -> std::io::Result<JoinHandle<()>> {
    let runtime = Handle::current();
    start("coder", move || {
        while runtime.block_on(wait(&stop, desk.to_code.notified(), CODING_DELAY)) {
            let mut patience = PATIENCE;
            loop {
                while desk.is_in_burst() && !patience.is_zero() {
                    patience -= CODING_DELAY;
                    if !runtime.block_on(wait(&stop, async {}, CODING_DELAY)) {
                        return;
                    }
                }
                // An edition that cannot be coded is sent as it is; the next one may be coded.
                let coded = catch_unwind(AssertUnwindSafe(|| desk.code_next()));
                if stop.is_cancelled() || !coded.unwrap_or(true) {
                    break;
                }
            }
        }
    })
}

/// Waits for the call and then a little longer; `false` when it is time to stop.
async fn wait(stop: &CancellationToken, call: impl Future<Output = ()>, delay: Duration) -> bool {
    let called = async {
        call.await;
        tokio::time::sleep(delay).await;
    };
    stop.run_until_cancelled(called).await.is_some()
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // On Linux this is the thread's own. Where it is refused, the thread stands in front like all others.
            #[cfg(target_os = "linux")]
            let _ = rustix::process::nice(STANDS_BACK);
            work();
        })
}
