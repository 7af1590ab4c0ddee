# One image for every part of Purvey; docker-compose.yml says which container runs which part.
FROM python:3.13-slim-trixie AS packages
COPY requirements.lock .
# The lock lists what runs first, then what only development needs.
RUN sed '/^# Development only/,$d' requirements.lock > running.lock \
    && python -m venv /packages \
    && /packages/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r running.lock

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/purvey purvey
COPY --from=packages /packages /packages
WORKDIR /purvey
COPY domain domain
COPY application application
COPY projections projections
COPY replay replay
COPY adapters adapters
COPY api api
ENV PATH=/packages/bin:$PATH PURVEY_HOME=/var/lib/purvey PYTHONUNBUFFERED=1
USER purvey
VOLUME /var/lib/purvey
ENTRYPOINT ["python", "-m", "api.cli"]
