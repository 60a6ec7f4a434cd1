# Any Node component. Build arguments: COMPONENT, its name; COMPONENT_PATH, its folder. Context: the repository.
FROM node:24-bookworm-slim AS manifests
WORKDIR /workspace
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -path './vendor/*' -delete && find . -type d -empty -delete

FROM node:24-bookworm-slim AS dependencies
ARG COMPONENT_PATH
WORKDIR /workspace
COPY --from=manifests /workspace ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace="${COMPONENT_PATH}" && npm cache clean --force

FROM dependencies AS build
ARG COMPONENT_PATH
RUN npm ci --ignore-scripts --no-audit --no-fund --include-workspace-root --workspace="${COMPONENT_PATH}"
COPY tsconfig.base.json ./
COPY proto proto
COPY ${COMPONENT_PATH} ${COMPONENT_PATH}
RUN npm run build --workspace="${COMPONENT_PATH}" && rm -r "${COMPONENT_PATH}/src"

FROM node:24-bookworm-slim
ARG COMPONENT
ARG COMPONENT_PATH
LABEL org.opencontainers.image.title="${COMPONENT}"
ENV NODE_ENV=production
COPY --from=dependencies /workspace /workspace
COPY proto/gen /workspace/proto/gen
COPY --from=build /workspace/${COMPONENT_PATH} /workspace/${COMPONENT_PATH}
# The name that every image's program has.
RUN printf '#!/bin/sh\nexec node "/workspace/%s/dist/main.js" "$@"\n' "${COMPONENT_PATH}" > /app && chmod 755 /app
USER node
ENTRYPOINT ["/app"]
