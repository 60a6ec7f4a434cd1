# Any Go component. Build arguments: COMPONENT, its name; COMPONENT_PATH, its folder under services/. Context: the repository.
# Where the folder has a go.env, with settings of the toolchain, or a default.pgo, a profile, the component is built with them.
FROM golang:1.26-bookworm AS modules
WORKDIR /src/services
COPY proto/go.mod proto/go.sum ../proto/
COPY services/go.mod services/go.sum ./
RUN go mod download

# Which packages of others the component imports. Only this list goes on to the next stage, so a change of a source file that
# imports nothing new leaves the compiled dependencies as they are.
FROM modules AS imports
ARG COMPONENT_PATH
COPY proto/gen/go ../proto/gen/go
COPY services ./
RUN mkdir /settings && cd "../${COMPONENT_PATH}" \
    && if [ -f go.env ]; then cp go.env /settings/; fi \
    && if [ -f default.pgo ]; then cp default.pgo /settings/; echo PGO=/settings/default.pgo; else echo PGO=off; fi >> /settings/go.env
RUN set -a && . /settings/go.env && CGO_ENABLED=0 go list -deps -f '{{with .Module}}{{if not (or .Main .Replace)}}{{$.ImportPath}}{{end}}{{else}}{{$.ImportPath}}{{end}}' "../${COMPONENT_PATH}" \
    | sort > /imports.txt

FROM modules AS build
ARG COMPONENT_PATH
ENV CGO_ENABLED=0
COPY --from=imports /settings /settings
COPY --from=imports /imports.txt /imports.txt
RUN set -a && . /settings/go.env && xargs go build -trimpath -pgo="$PGO" < /imports.txt
COPY proto/gen/go ../proto/gen/go
COPY services ./
RUN set -a && . /settings/go.env && go build -trimpath -pgo="$PGO" -ldflags='-s -w' -o /app "../${COMPONENT_PATH}"

FROM scratch
ARG COMPONENT
LABEL org.opencontainers.image.title="${COMPONENT}"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app /app
USER 65532:65532
ENTRYPOINT ["/app"]
