# Any Rust component. Build arguments: COMPONENT, its name; COMPONENT_PATH, its folder under services/, whose last part is the name
# of its crate and of its binary. Context: the repository.
FROM rust:1.95-bookworm AS toolchain
# The build scripts of some dependencies compile .proto files.
RUN apt-get update && apt-get install -y --no-install-recommends protobuf-compiler libprotobuf-dev && rm -rf /var/lib/apt/lists/*
ENV PROTOC=/usr/bin/protoc
# glibc linked in, so that the image needs nothing else. A target named explicitly keeps that from procedural macros, which the
# compiler has to load.
ENV RUSTFLAGS="-C target-feature=+crt-static"
WORKDIR /src/services

# The workspace without its code: manifests, and an empty program and library for each member. Only these go on to the next
# stage, so a change of a source file leaves the compiled dependencies as they are.
FROM toolchain AS skeleton
COPY packages ../packages
COPY proto ../proto
COPY services ./
RUN find /src -type f ! -name Cargo.toml ! -name Cargo.lock -delete \
    && find /src -name Cargo.toml -printf '%h\n' | while read -r member; do \
         mkdir -p "$member/src" && echo 'fn main() {}' > "$member/src/main.rs" && touch "$member/src/lib.rs" "$member/lib.rs"; \
       done \
    && rm -r src lib.rs \
    && find /src -type d -empty -delete

FROM toolchain AS build
ARG COMPONENT_PATH
COPY --from=skeleton /src /src
RUN cargo build --locked --release --target "$(uname -m)-unknown-linux-gnu" -p "${COMPONENT_PATH##*/}" \
    && find /src/proto /src/services -name '*.rs' -not -path '*/target/*' -delete
COPY proto ../proto
COPY services ./
# Cargo goes by modification times, and the skeleton was compiled after the sources were written.
RUN find /src/proto /src/services -name '*.rs' -not -path '*/target/*' -exec touch {} + \
    && cargo build --locked --release --target "$(uname -m)-unknown-linux-gnu" -p "${COMPONENT_PATH##*/}" \
    && strip -o /app "target/$(uname -m)-unknown-linux-gnu/release/${COMPONENT_PATH##*/}"

FROM scratch
ARG COMPONENT
LABEL org.opencontainers.image.title="${COMPONENT}"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT ["/app"]
