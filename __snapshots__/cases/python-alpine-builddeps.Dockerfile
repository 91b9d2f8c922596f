FROM python:3.12-alpine

COPY requirements.txt /

RUN apk add --no-cache --virtual .build-deps gcc musl-dev postgresql-dev libffi-dev \
    && apk add --no-cache postgresql-libs
RUN pip3 install --no-cache-dir -r /requirements.txt
RUN apk del .build-deps \
    && rm -rf /var/cache/apk/* \
    && addgroup -S -g 10001 app && adduser -S -D -u 10001 -G app app

COPY --chown=app:app app /app
WORKDIR /app
RUN chown app:app /app
USER app
ENTRYPOINT ["python", "-m", "app"]
