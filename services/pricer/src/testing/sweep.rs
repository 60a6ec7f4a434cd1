/// Numbers spread over an interval by the golden ratio: as even as a grid, but without its regularity.
pub struct Sweep {
    low: f64,
    width: f64,
    next: u32,
    count: u32,
}

impl Sweep {
    /// `count` numbers in (low, high).
    pub fn between(low: f64, high: f64, count: u32) -> Self {
        Self {
            low,
            width: high - low,
            next: 0,
            count,
        }
    }
}

impl Iterator for Sweep {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        self.next += 1;
        (self.next <= self.count).then(|| self.low + self.width * (f64::from(self.next) * GOLDEN).fract())
    }
}
