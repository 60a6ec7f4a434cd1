use super::block::{Block, Stopped, block};
use crate::job::Plan;
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::AtomicBool;

/// Instructions that the kernel is compiled for and that this processor has. All give the same bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tier(Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scalar,
    /// Made by [`Tier::choose`] alone, where the processor has AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
}

/// Which tier to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TierChoice {
    /// The fastest that the processor has.
    #[default]
    Auto,
    /// What every processor has. Slow on x86-64, whose baseline lacks fused multiply-add.
    Scalar,
    /// Four lanes an instruction.
    Avx2,
}

/// The processor lacks the instructions asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this processor has no AVX2 with FMA")]
pub struct Unsupported;

impl Tier {
    /// # Errors
    /// [`Unsupported`] where the choice names instructions that the processor lacks.
    pub fn choose(choice: TierChoice) -> Result<Self, Unsupported> {
        match (choice, fastest()) {
            (TierChoice::Auto, fastest) => Ok(Self(fastest)),
            (TierChoice::Scalar, _) => Ok(Self(Kind::Scalar)),
            #[cfg(target_arch = "x86_64")]
            (TierChoice::Avx2, Kind::Avx2) => Ok(Self(Kind::Avx2)),
            (TierChoice::Avx2, _) => Err(Unsupported),
        }
    }

    /// The fastest that this processor has.
    #[must_use]
    pub fn fastest() -> Self {
        Self(fastest())
    }

    /// Simulates a block.
    ///
    /// # Errors
    /// [`Stopped`] soon after `stop` is set.
    pub fn block(self, plan: &Plan, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
        match self.0 {
            Kind::Scalar => block(plan, index, stop),
            #[cfg(target_arch = "x86_64")]
            // SAFETY: a Kind::Avx2 exists only where `fastest` has found both features on this processor.
            Kind::Avx2 => unsafe { block_avx2(plan, index, stop) },
        }
    }

    /// Its name, such as "avx2+fma".
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2+fma",
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn fastest() -> Kind {
    let both = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    if both { Kind::Avx2 } else { Kind::Scalar }
}

#[cfg(not(target_arch = "x86_64"))]
fn fastest() -> Kind {
    Kind::Scalar
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn block_avx2(plan: &Plan, index: u64, stop: &AtomicBool) -> Result<Block, Stopped> {
    block(plan, index, stop)
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
            "avx2" => Ok(Self::Avx2),
            other => Err(format!("must be auto, scalar or avx2, not {other:?}")),
        }
    }
}
