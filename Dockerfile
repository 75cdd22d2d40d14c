# OpenVBC in a container: `make image`, or `docker build --tag openvbc .` (podman reads this file too).
#   docker run --rm --volume "$PWD:/data" openvbc settle contract.yaml --inputs inputs.yaml
# The libraries are those of requirements/runtime.txt, by their hashes.
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /source
RUN python -m venv /opt/openvbc
COPY requirements/runtime.txt requirements/runtime.txt
RUN /opt/openvbc/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY openvbc openvbc
RUN /opt/openvbc/bin/pip install --no-cache-dir --no-deps .

FROM docker.io/library/python:3.13-slim
COPY --from=build /opt/openvbc /opt/openvbc
ENV PATH="/opt/openvbc/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
RUN useradd --create-home --uid 1000 openvbc
USER openvbc
WORKDIR /data
ENTRYPOINT ["openvbc"]
CMD ["--help"]
