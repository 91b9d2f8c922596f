# What most files hold, so that the code for it is made when slimify is built.
ARG VERSION=12
FROM debian:${VERSION}-slim AS build
ENV A=1
WORKDIR /app
RUN apt-get update && \
    apt-get install -y --no-install-recommends curl git
RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /usr/local
COPY . .
RUN set -eux; if [ -f x ]; then make; fi

FROM node:20
WORKDIR /app
COPY package.json package-lock.json ./
RUN apt-get update
RUN apt-get install -y curl
RUN npm ci
COPY --from=build /app /app
# The app.
USER node
EXPOSE 8080
CMD ["node", "server.js"]
