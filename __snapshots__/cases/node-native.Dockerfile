# builder installs the dependencies, and is left behind
FROM node:20-bookworm-slim AS builder

ENV NODE_ENV=production

RUN apt-get update
RUN apt-get install -y python3 make g++ \
    libvips-dev   # sharp is built from source on arm
RUN npm install -g pm2@5

WORKDIR /srv/api
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile --production

# What runs: production dependencies and the sources
FROM node:20-bookworm-slim
LABEL maintainer="platform@example.org"
RUN apt-get update \
    && apt-get install -y libvips42 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/api
ENV NODE_ENV=production
RUN npm install -g pm2@5 && npm cache clean --force
COPY --from=builder /srv/api/node_modules ./node_modules

COPY . .
USER node
EXPOSE 3000
CMD ["pm2-runtime", "ecosystem.config.js"]
