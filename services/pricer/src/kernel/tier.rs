use super::block::{Block, BlockOf, Stopped};
use super::losses::LossesOf;
use super::policy::PolicyOf;
use crate::job::{Calibration, Continuation, Plan, Revaluation};
#[cfg(target_arch = "aarch64")]
use crate::simd::Neon;
#[cfg(target_arch = "x86_64")]
use crate::simd::{Avx2, Avx512};
use crate::simd::{Scalar, Simd, Twice};
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::AtomicBool;

/// Instructions that the kernel is compiled for and that this processor has. All give the same bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tier(Kind);

/// The vectors that each computes with: the proof that this processor has them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scalar(Scalar),
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    #[cfg(target_arch = "aarch64")]
    Neon(Neon),
}

/// Which tier to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TierChoice {
    /// The fastest that the processor has.
    #[default]
    Auto,
    /// What every processor has. Slow on x86-64, whose baseline lacks fused multiply-add.
    Scalar,
    /// Two lanes an instruction, on 64-bit ARM.
    Neon,
    /// Four lanes an instruction, on x86-64.
    Avx2,
    /// Eight lanes an instruction, on x86-64.
    Avx512,
}

/// A computation that is written for vectors of any width.
pub trait Kernel {
    /// What it gives.
    type Output;

    /// Computes: random words with `words`, numbers with `floats`. Must be `#[inline(always)]`, and so must be whatever it calls
    /// that handles vectors; otherwise the compiler makes a function call of each operation.
    fn run<W: Simd, S: Simd>(self, words: W, floats: S) -> Self::Output;
}

/// The processor lacks the instructions asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this processor has no {0}")]
pub struct Unsupported(&'static str);

impl Tier {
    /// # Errors
    /// [`Unsupported`] where the choice names instructions that the processor lacks.
    pub fn choose(choice: TierChoice) -> Result<Self, Unsupported> {
        match choice {
            TierChoice::Auto => Ok(Self::fastest()),
            TierChoice::Scalar => Ok(Self(Kind::Scalar(Scalar))),
            TierChoice::Neon => neon().ok_or(Unsupported("NEON")),
            TierChoice::Avx2 => avx2().ok_or(Unsupported("AVX2 with FMA")),
            TierChoice::Avx512 => avx512().ok_or(Unsupported("AVX-512")),
        }
    }

    /// The fastest that this processor has.
    #[must_use]
    pub fn fastest() -> Self {
        let vectors = avx512().or_else(avx2).or_else(neon);
        vectors.unwrap_or(Self(Kind::Scalar(Scalar)))
    }

    /// All that this processor has, the slowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        let vectors = [neon(), avx2(), avx512()].into_iter().flatten();
        std::iter::once(Self(Kind::Scalar(Scalar))).chain(vectors)
    }

    /// Simulates a block.
    ///
    /// # Errors
    /// [`Stopped`] soon after `stop` is set.
    pub fn block(self, plan: &Plan, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        self.run(BlockOf { plan, index, stop })
    }

    /// Finds a Bermudan option's policy: what holding on is worth at each date but the last.
    ///
    /// # Errors
    /// [`Stopped`] soon after `stop` is set.
    pub fn policy(self, calibration: &Calibration, stop: &AtomicBool) -> Result<Vec<Continuation>, Stopped> {
        self.run(PolicyOf { calibration, stop })
    }

    /// Computes the losses of a block, or the sums of its tails. The sums of the block are, without tails, today's value and the
    /// loss of each scenario; otherwise those of each tail and holding, with the sums of squares.
    ///
    /// # Errors
    /// [`Stopped`] soon after `stop` is set.
    pub fn losses(self, revaluation: &Revaluation, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        self.run(LossesOf {
            revaluation,
            index,
            stop,
        })
    }

    /// Runs a kernel with these instructions.
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            Kind::Scalar(simd) => kernel.run(simd, simd),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the value of type Avx2 proves that this processor has AVX2 and FMA.
            Kind::Avx2(simd) => unsafe { run_avx2(simd, kernel) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the value of type Avx512 proves that this processor has AVX-512F.
            Kind::Avx512(simd) => unsafe { run_avx512(simd, kernel) },
            #[cfg(target_arch = "aarch64")]
            Kind::Neon(simd) => kernel.run(Twice(simd), Twice(Twice(simd))),
        }
    }

    /// Its name, such as "avx2+fma".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Scalar(_) => "scalar",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2(_) => "avx2+fma",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512(_) => "avx512",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon(_) => "neon",
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn avx2() -> Option<Tier> {
    Avx2::detect().map(|simd| Tier(Kind::Avx2(simd)))
}

#[cfg(target_arch = "x86_64")]
fn avx512() -> Option<Tier> {
    Avx512::detect().map(|simd| Tier(Kind::Avx512(simd)))
}

// As many side by side as there are registers for.

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<K: Kernel>(simd: Avx2, kernel: K) -> K::Output {
    kernel.run(Twice(simd), Twice(Twice(simd)))
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn run_avx512<K: Kernel>(simd: Avx512, kernel: K) -> K::Output {
    kernel.run(Twice(Twice(simd)), Twice(simd))
}

#[cfg(target_arch = "aarch64")]
fn neon() -> Option<Tier> {
    Some(Tier(Kind::Neon(Neon)))
}

#[cfg(not(target_arch = "x86_64"))]
fn avx2() -> Option<Tier> {
    None
}

#[cfg(not(target_arch = "x86_64"))]
fn avx512() -> Option<Tier> {
    None
}

#[cfg(not(target_arch = "aarch64"))]
fn neon() -> Option<Tier> {
    None
}

impl fmt::Debug for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for TierChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "scalar" => Ok(Self::Scalar),
            "neon" => Ok(Self::Neon),
            "avx2" => Ok(Self::Avx2),
            "avx512" => Ok(Self::Avx512),
            other => Err(format!("must be auto, scalar, neon, avx2 or avx512, not {other:?}")),
        }
    }
}
