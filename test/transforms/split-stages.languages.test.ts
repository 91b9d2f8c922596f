import { splitStages } from '../../transforms/split-stages.ts';
import { testTransform } from '../support/harness.ts';

const LOCK =
  'GEM\n  remote: https://example.org/\n  specs:\n    pg (1.5.4)\n    puma (6.4.2)\n    rails (7.1.3)\n    railties (7.1.3)\n    tzinfo (2.0.6)\n\nPLATFORMS\n  ruby\n';
const RAILS = {
  Gemfile: 'gem "rails"\ngem "pg"\ngem "puma"\n',
  'Gemfile.lock': LOCK,
  'bin/rails': '#!/usr/bin/env ruby\n',
  'bin/docker-entrypoint': '#!/bin/bash -e\nbin/rails db:prepare\nexec "$@"\n',
  'config/application.rb': 'module App; end\n',
  'public/404.html': '',
};
const MIX = { 'mix.exs': 'defmodule Shop.MixProject do\nend\n', 'mix.lock': '%{}\n', 'lib/shop.ex': '' };

testTransform(splitStages, [
  {
    title: 'Ruby: gems, and the sources once more',
    before:
      'FROM ruby:3.3\nWORKDIR /app\n# dependencies\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n\nCOPY . .\nEXPOSE 3000\n' +
      'ENTRYPOINT ["bin/docker-entrypoint"]\nCMD ["bin/rails", "server", "-b", "0.0.0.0"]\n',
    files: RAILS,
    after:
      '# builder installs the gems, and is left behind\n' +
      'FROM ruby:3.3 AS builder\n' +
      'WORKDIR /app\n' +
      '# dependencies\n' +
      'COPY Gemfile Gemfile.lock ./\n' +
      'RUN bundle install\n' +
      '\n' +
      '# What runs: the installed gems and the sources\n' +
      'FROM ruby:3.3-slim\n' +
      'RUN apt-get update \\\n' +
      '    && apt-get install -y --no-install-recommends tzdata libpq5 \\\n' +
      '    && rm -rf /var/lib/apt/lists/*\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /usr/local/bundle /usr/local/bundle\n' +
      '\n' +
      'COPY . .\n' +
      'EXPOSE 3000\n' +
      'ENTRYPOINT ["bin/docker-entrypoint"]\n' +
      'CMD ["bin/rails", "server", "-b", "0.0.0.0"]\n',
  },
  {
    title: 'Ruby: tasks of the app, a user, and settings of Bundler',
    before:
      'FROM ruby:3.3-bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends nodejs libpq-dev\n' +
      'WORKDIR /rails\nENV RAILS_ENV=production BUNDLE_WITHOUT=development\nCOPY Gemfile Gemfile.lock ./\n' +
      'RUN bundle config --global frozen 1 && bundle install -j 4\nCOPY . .\n' +
      'RUN SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile\nCMD ["bundle", "exec", "puma"]\n',
    files: RAILS,
    after:
      '# builder installs the gems, and is left behind\n' +
      'FROM ruby:3.3-bookworm AS builder\n' +
      'RUN apt-get update && apt-get install -y --no-install-recommends nodejs libpq-dev\n' +
      'WORKDIR /rails\n' +
      'ENV RAILS_ENV=production BUNDLE_WITHOUT=development\n' +
      'COPY Gemfile Gemfile.lock ./\n' +
      'RUN bundle config --global frozen 1 && bundle install -j 4\n' +
      'COPY . .\n' +
      'RUN SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile\n' +
      '\n' +
      '# What runs: the installed gems and the sources\n' +
      'FROM ruby:3.3-slim-bookworm\n' +
      'RUN apt-get update \\\n' +
      '    && apt-get install -y --no-install-recommends libpq5 \\\n' +
      '    && rm -rf /var/lib/apt/lists/*\n' +
      'WORKDIR /rails\n' +
      'ENV RAILS_ENV=production BUNDLE_WITHOUT=development\n' +
      'ENV BUNDLE_FROZEN=1\n' +
      'COPY --from=builder /usr/local/bundle /usr/local/bundle\n' +
      'COPY --from=builder /rails ./\n' +
      'CMD ["bundle", "exec", "puma"]\n',
  },
  {
    title: 'Ruby: a slim image without its compilers',
    before:
      'FROM ruby:3.3-slim\nRUN apt-get update && apt-get install -y build-essential libpq-dev git\nWORKDIR /app\n' +
      'COPY Gemfile* ./\nRUN bundle install\nCOPY . .\nCMD ["bundle", "exec", "puma"]\n',
    files: RAILS,
    after:
      '# builder installs the gems, and is left behind\n' +
      'FROM ruby:3.3-slim AS builder\n' +
      'RUN apt-get update && apt-get install -y build-essential libpq-dev git\n' +
      'WORKDIR /app\n' +
      'COPY Gemfile* ./\n' +
      'RUN bundle install\n' +
      '\n' +
      '# What runs: the installed gems and the sources\n' +
      'FROM ruby:3.3-slim\n' +
      'RUN apt-get update \\\n' +
      '    && apt-get install -y libpq5 \\\n' +
      '    && rm -rf /var/lib/apt/lists/*\n' +
      'WORKDIR /app\n' +
      'COPY --from=builder /usr/local/bundle /usr/local/bundle\n' +
      'COPY . .\n' +
      'CMD ["bundle", "exec", "puma"]\n',
  },
  {
    title: 'Elixir: the release',
    before:
      'FROM elixir:1.17\nWORKDIR /app\nENV MIX_ENV=prod\nRUN mix local.hex --force && mix local.rebar --force\nCOPY mix.exs mix.lock ./\n' +
      'RUN mix do deps.get --only prod, deps.compile\nCOPY . .\nRUN mix release\nEXPOSE 4000\n' +
      'CMD ["_build/prod/rel/shop/bin/shop", "start"]\n',
    files: MIX,
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM elixir:1.17 AS builder\n' +
      'WORKDIR /app\n' +
      'ENV MIX_ENV=prod\n' +
      'RUN mix local.hex --force && mix local.rebar --force\n' +
      'COPY mix.exs mix.lock ./\n' +
      'RUN mix do deps.get --only prod, deps.compile\n' +
      'COPY . .\n' +
      'RUN mix release\n' +
      '\n' +
      '# What runs: the release\n' +
      'FROM elixir:1.17-slim\n' +
      'RUN apt-get update \\\n' +
      '    && apt-get install -y --no-install-recommends ca-certificates \\\n' +
      '    && rm -rf /var/lib/apt/lists/*\n' +
      'WORKDIR /app\n' +
      'ENV MIX_ENV=prod\n' +
      'COPY --from=builder /app/_build/prod/rel/shop ./_build/prod/rel/shop\n' +
      'EXPOSE 4000\n' +
      'CMD ["_build/prod/rel/shop/bin/shop", "start"]\n',
  },
  {
    title: 'Elixir: on the system that its image is built on, as another user',
    before:
      'FROM hexpm/elixir:1.17.2-erlang-27.0.1-alpine-3.19.3\nRUN apk add --no-cache build-base git\nWORKDIR /app\nCOPY . .\n' +
      'RUN MIX_ENV=prod mix release\nRUN adduser -D app\nUSER app\nENTRYPOINT ["/app/_build/prod/rel/shop/bin/shop"]\nCMD ["start"]\n',
    files: MIX,
    after:
      '# builder makes the app, and is left behind\n' +
      'FROM hexpm/elixir:1.17.2-erlang-27.0.1-alpine-3.19.3 AS builder\n' +
      'RUN apk add --no-cache build-base git\n' +
      'WORKDIR /app\n' +
      'COPY . .\n' +
      'RUN MIX_ENV=prod mix release\n' +
      '\n' +
      '# What runs: the release\n' +
      'FROM alpine:3.19.3\n' +
      'RUN apk add --no-cache libstdc++ openssl ncurses-libs ca-certificates\n' +
      'WORKDIR /app\n' +
      'ENV LANG=C.UTF-8\n' +
      'COPY --from=builder /app/_build/prod/rel ./_build/prod/rel\n' +
      'RUN adduser -D app\n' +
      'USER app\n' +
      'ENTRYPOINT ["/app/_build/prod/rel/shop/bin/shop"]\n' +
      'CMD ["start"]\n',
  },
  {
    title: 'PHP stays as it is',
    before:
      'FROM php:8.3-apache\nRUN docker-php-ext-install pdo_mysql\nCOPY --from=composer:2 /usr/bin/composer /usr/bin/composer\n' +
      'COPY . .\nRUN composer install --no-dev\nCMD ["apache2-foreground"]\n',
    files: { 'composer.json': '{}' },
    skips: ['no-recipe'],
  },
  {
    title: 'pages that another server of the same stage serves',
    before:
      'FROM node:20\nWORKDIR /app\nRUN apt-get update && apt-get install -y nginx\nCOPY . .\n' +
      'RUN npm ci && npm run build && cp -r dist/. /var/www/html/\nCMD ["nginx", "-g", "daemon off;"]\n',
    files: {
      'package.json': '{"name":"x","scripts":{"build":"vite build"},"devDependencies":{"vite":"^5.0.0"}}',
      'package-lock.json': '{"name":"x","lockfileVersion":3,"packages":{}}',
    },
    skips: ['start-not-artefact'],
  },
]);
