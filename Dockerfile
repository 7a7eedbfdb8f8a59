# The server as a container: one process, not root, nothing of it can be written but /data. For linux/arm64 or
# linux/amd64 from the root of a checkout:
#
#   docker build --tag cruddur .
#
# Packages come from the same lock as everywhere else, by hash. What each line has to keep to is in tests/infra.

FROM node:24-bookworm-slim AS pages
WORKDIR /build/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM python:3.13-slim-bookworm AS packages
WORKDIR /build
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements/run.txt
COPY src src
COPY --from=pages /build/web/dist web/dist
RUN cp -r src/cruddur /app/.venv/lib/python3.13/site-packages/cruddur \
    && cp -r web/dist /app/.venv/lib/python3.13/site-packages/cruddur/web \
    && python -m compileall -q --invalidation-mode unchecked-hash /app/.venv/lib

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Cruddur Messages" \
      org.opencontainers.image.licenses="Apache-2.0"
# Amazon's roots for RDS, which no system's store holds. Elsewhere they are not used.
ADD --chmod=0444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /app/rds-ca.pem
COPY --from=packages /app/.venv /app/.venv
RUN install --directory --owner=10001 --group=10001 --mode=0700 /data
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/data \
    CRUDDUR_DATA_DIR=/data \
    CRUDDUR_HOST=0.0.0.0 \
    CRUDDUR_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "cruddur.entrypoints.healthcheck"]
ENTRYPOINT ["python", "-P", "-m", "cruddur"]
CMD ["serve"]
