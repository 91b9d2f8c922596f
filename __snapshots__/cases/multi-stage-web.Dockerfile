FROM --platform=$BUILDPLATFORM node:20-alpine AS deps
RUN apk add --no-cache libc6-compat
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci

FROM deps AS build
COPY . .
RUN apk update && apk add git
RUN npm run build

# --- what is shipped ---
FROM nginx:1.27-alpine AS web
RUN apk add --no-cache curl \
    && rm /etc/nginx/conf.d/default.conf
COPY nginx.conf /etc/nginx/conf.d/
COPY --from=build /app/dist /usr/share/nginx/html
HEALTHCHECK CMD curl -f http://localhost/ || exit 1
