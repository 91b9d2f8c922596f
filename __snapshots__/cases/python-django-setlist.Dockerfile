# syntax=docker/dockerfile:1
ARG PYTHON_VERSION=3.12
FROM python:${PYTHON_VERSION}-bookworm

SHELL ["/bin/bash", "-o", "pipefail", "-c"]

RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends \
		gettext \
		# needed by dbshell
		postgresql-client \
	; \
	groupadd --system --gid 999 django; \
	useradd --system --uid 999 --gid django --create-home django; \
	rm -rf /var/lib/apt/lists/*;

COPY --chown=django:django requirements/ /tmp/requirements/
RUN python3 -m pip install --no-cache-dir --requirement /tmp/requirements/base.txt \
 && python3 -m pip install --no-cache-dir --requirement /tmp/requirements/production.txt \
 && rm -rf /tmp/requirements

COPY --chown=django:django . /srv
WORKDIR /srv
USER django
RUN SECRET_KEY=build python manage.py collectstatic --noinput
ENTRYPOINT ["/srv/docker-entrypoint.sh"]
CMD ["gunicorn", "config.wsgi"]
