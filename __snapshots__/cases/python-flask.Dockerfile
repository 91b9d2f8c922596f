# builder installs the packages, and is left behind
FROM python:3.11-slim AS builder

ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONUNBUFFERED=1

WORKDIR /app

RUN apt-get update \
    && apt-get install -y gcc libpq-dev \
    && apt-get clean

RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

# upgrade pip first, the one in the image is old
RUN pip install --upgrade pip
COPY requirements.txt .
RUN pip install -r requirements.txt

# What runs: the installed packages and the sources
FROM python:3.11-slim
RUN apt-get update \
    && apt-get install -y libpq5 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONUNBUFFERED=1
ENV PATH=/opt/venv/bin:$PATH
COPY --from=builder /opt/venv /opt/venv

RUN groupadd --gid 10001 app \
    && useradd --uid 10001 --gid app --no-log-init --create-home --shell /usr/sbin/nologin app \
    && chown app:app /app

COPY --chown=app:app . .

EXPOSE 5000
USER app
CMD ["gunicorn", "--bind", "0.0.0.0:5000", "wsgi:app"]
