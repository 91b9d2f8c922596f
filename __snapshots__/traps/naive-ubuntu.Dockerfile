# syntax=docker/dockerfile:1
FROM ubuntu:22.04
# tools
RUN apt-get update \
    && apt-get install -y nginx curl \
        # comment inside
        git \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir -r requirements.txt
RUN <<EOF
echo hi
EOF
COPY . /srv
CMD nginx -g 'daemon off;'
