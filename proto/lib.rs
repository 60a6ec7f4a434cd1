//! The contracts' generated bindings, a module a package. `npm run generate` makes them; nothing here is edited by hand.

/// The descriptor set of every contract, as reflection and the validator read it.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/descriptor.binpb");

#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
pub mod gateway {
    pub mod v1 {
        include!("gen/rust/gateway/v1/gateway.v1.rs");
    }
}

#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
pub mod risk {
    pub mod v1 {
        include!("gen/rust/risk/v1/risk.v1.rs");
    }
}

#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
pub mod pricer {
    pub mod v1 {
        include!("gen/rust/pricer/v1/pricer.v1.rs");
    }
}

#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
pub mod prime_tally {
    pub mod v1 {
        include!("gen/rust/prime_tally/v1/prime_tally.v1.rs");
    }
}

#[allow(clippy::all, clippy::pedantic, missing_docs, reason = "generated")]
pub mod prime_sieve {
    pub mod v1 {
        include!("gen/rust/prime_sieve/v1/prime_sieve.v1.rs");
    }
}
