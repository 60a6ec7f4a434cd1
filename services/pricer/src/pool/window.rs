use std::num::NonZeroUsize;

/// How many results of so many bytes may be computed or wait for their reader, in a pool of so many threads: enough that every thread
/// has work while the results of as many travel. More where results are small: a turn of items that are done at once has many of them,
/// and a reader who comes seldom does not make threads wait.
#[must_use]
pub fn window(threads: usize, result_bytes: usize) -> NonZeroUsize {
    const READY_BYTES: usize = 1 << 20;
    const READY: usize = 63;
    let ready = (READY_BYTES / result_bytes.max(1)).clamp(1, READY * threads);
    NonZeroUsize::MIN.saturating_add(threads + ready - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_keeps_threads_busy_and_memory_small() {
        assert_eq!(window(2, 100).get(), 128);
        assert_eq!(window(2, 640_000).get(), 3);
        assert_eq!(window(2, 10_000_000).get(), 3);
        assert_eq!(window(64, 8).get(), 4096);
    }
}
