FROM node:20-bookworm-slim
LABEL maintainer="platform@example.org"

ENV NODE_ENV=production

RUN apt-get update && apt-get install -y python3 make g++ \
    # sharp is built from source on arm
    libvips-dev \
    && rm -rf /var/lib/apt/lists/*
RUN npm install -g pm2@5 && npm cache clean --force

WORKDIR /srv/api
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile --production && yarn cache clean

COPY . .
USER node
EXPOSE 3000
CMD ["pm2-runtime", "ecosystem.config.js"]
