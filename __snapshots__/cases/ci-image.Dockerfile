FROM debian:bookworm
ARG TERRAFORM_VERSION=1.8.5

# base tools
RUN apt-get update && \
    apt-get install -y curl gnupg unzip && \
    rm -rf /var/lib/apt/lists/* && \
    # cloud CLI, from its own repository
    curl -fsSL https://packages.example.org/key.gpg | gpg --dearmor -o /usr/share/keyrings/cloud.gpg && \
    echo "deb [signed-by=/usr/share/keyrings/cloud.gpg] https://packages.example.org/apt stable main" > /etc/apt/sources.list.d/cloud.list && \
    apt-get update && apt-get install -y cloud-cli && \
    # terraform
    ( cd /tmp && \
    curl -fsSLO https://releases.example.org/terraform_${TERRAFORM_VERSION}_linux_amd64.zip && \
    unzip terraform_${TERRAFORM_VERSION}_linux_amd64.zip -d /usr/local/bin ) && \
    rm /tmp/terraform_${TERRAFORM_VERSION}_linux_amd64.zip && \
    rm -rf /var/lib/apt/lists/*

# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y jq || echo "no jq"
RUN if [ "$(dpkg --print-architecture)" = amd64 ]; then apt-get install -y shellcheck; fi
