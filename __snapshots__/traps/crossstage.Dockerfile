FROM debian:12 AS a
RUN apt-get update; apt-get upgrade -y && rm -rf /var/lib/apt/lists/*
FROM debian:12 AS b
RUN apt-get install -y git
