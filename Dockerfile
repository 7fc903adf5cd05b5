# One image for every role; docker-compose.yml says which command makes which.
FROM python:3.11-slim-bookworm

# uidmap lets the worker give every child a user id of its own without being root.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends uidmap \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/allclose
# The environments change rarely and are large, so they make a layer of their own.
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY locks locks
COPY script/bootstrap script/bootstrap
RUN mkdir api cli graders migrations worker && script/bootstrap
COPY . .

# An ordinary user with a range of user ids to hand out to children of the sandbox.
RUN useradd --create-home allclose \
 && usermod --add-subuids 100000-165535 --add-subgids 100000-165535 allclose \
 && mkdir --mode 0700 /var/lib/allclose /run/allclose \
 && chown allclose /var/lib/allclose /run/allclose
USER allclose
ENV PATH=/srv/allclose/.venv/bin:$PATH \
    ALLCLOSE_DATA_DIR=/var/lib/allclose \
    ALLCLOSE_HOST=0.0.0.0 \
    OMP_NUM_THREADS=1
EXPOSE 8000
CMD ["allclose", "serve"]
