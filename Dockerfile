# One image for each service: docker build --build-arg APP=collector .
# Node runs TypeScript directly, so only the page that search serves must be built.

# A tag follows security releases; a digest never changes (README, “In containers”).
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS dependencies
ARG APP
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/api/package.json packages/api/
COPY packages/broker/package.json packages/broker/
COPY packages/common/package.json packages/common/
COPY packages/contract/package.json packages/contract/
COPY packages/own-formats/package.json packages/own-formats/
COPY packages/query/package.json packages/query/
COPY packages/store/package.json packages/store/
COPY apps/web/package.json apps/web/
COPY apps/${APP}/package.json apps/${APP}/
# The same version as in stack/bootstrap.mjs. CI stops pnpm from asking questions. pnpm and its store stay in this stage.
RUN CI=true npx --yes pnpm@12.21.0 install --prod --frozen-lockfile --filter "@logwarren/${APP}..."

# The same layer for every service, so it is built once; only search serves the page.
FROM ${NODE_IMAGE} AS page
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.json ./
COPY packages/api packages/api
COPY packages/contract packages/contract
COPY packages/query packages/query
COPY apps/web apps/web
RUN CI=true npx --yes pnpm@12.21.0 install --frozen-lockfile --filter "@logwarren/web..." && node apps/web/build/build-page.ts

FROM ${NODE_IMAGE}
ARG APP
WORKDIR /app
# The state of a source; a named volume mounted here gets this owner.
RUN install -d -o node -g node /var/lib/logwarren
COPY --from=dependencies /app ./
COPY packages packages
COPY apps/${APP} apps/${APP}
COPY stack/compose/health-check.sh /usr/local/bin/logwarren-health
COPY --from=page /app/apps/web/build apps/web/build
COPY --from=page /app/apps/web/dist apps/web/dist
# The image has no repository, so pass --build-arg LOGWARREN_COMMIT=$(git rev-parse HEAD) for `--version`, `/version` and the label.
ARG LOGWARREN_COMMIT=
# The version in package.json; test/house/docs.test.ts compares them.
ARG LOGWARREN_VERSION=0.1.0
LABEL org.opencontainers.image.title="Logwarren ${APP}" \
      org.opencontainers.image.description="The ${APP} service of Logwarren, a log aggregator on RabbitMQ and MongoDB" \
      org.opencontainers.image.version="${LOGWARREN_VERSION}" \
      org.opencontainers.image.revision="${LOGWARREN_COMMIT}" \
      org.opencontainers.image.licenses="Apache-2.0"
# Addresses inside the container; publishing is configured outside. All services use one health port.
ENV NODE_ENV=production \
    APP=${APP} \
    LOGWARREN_COMMIT=${LOGWARREN_COMMIT} \
    HEALTH_HOST=0.0.0.0 \
    HEALTH_PORT=9100 \
    SEARCH_HOST=0.0.0.0 \
    SOURCE_HOST=0.0.0.0 \
    SOURCE_STATE_DIR=/var/lib/logwarren/source
USER node
EXPOSE 9100
HEALTHCHECK --interval=10s --timeout=15s --start-period=60s --retries=3 CMD ["logwarren-health", "/healthz"]
# The shell replaces itself with Node, so signals reach the service.
ENTRYPOINT ["/bin/sh", "-c", "exec node \"apps/$APP/src/main.ts\" \"$@\"", "logwarren"]
