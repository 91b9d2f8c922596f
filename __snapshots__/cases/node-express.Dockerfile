# builder installs the dependencies, and is left behind
FROM node:20 AS builder

# Create app directory
WORKDIR /usr/src/app

# Install app dependencies
# A wildcard is used to ensure both package.json AND package-lock.json are copied
COPY package*.json ./

RUN npm install
# If you are building your code for production
# RUN npm ci --omit=dev

# What runs: production dependencies and the sources
FROM node:20-slim
WORKDIR /usr/src/app
COPY --from=builder /usr/src/app/node_modules ./node_modules

# Bundle app source
COPY . .

EXPOSE 8080
USER node
CMD [ "node", "server.js" ]
