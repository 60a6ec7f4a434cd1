#!/bin/sh
# Lints the engine for the kind of processor that this machine is not: ARM, whose vectors (NEON) nothing else compiles on x86-64, or
# the other way round. Nothing is linked, so all it takes is the standard library of that target, which rustup adds where it is
# missing. Where it cannot, this says so and leaves it at that: the workflow `pricer` has a machine of that kind.
set -eu

case $(uname -m) in
arm64 | aarch64) target=x86_64-unknown-linux-gnu ;;
*) target=aarch64-unknown-linux-gnu ;;
esac

if ! [ -d "$(rustc --print target-libdir --target "$target")" ] && ! rustup target add "$target"; then
  echo "pricer: not linted for $target, whose standard library this Rust lacks: rustup target add $target" >&2
  exit 0
fi
exec cargo clippy --locked -p pricer --lib --target "$target" -- -D warnings
