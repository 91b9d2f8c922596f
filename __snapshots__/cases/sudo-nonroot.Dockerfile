FROM ubuntu:22.04

RUN apt-get update && apt-get install -y sudo && \
    useradd -m -s /bin/bash -G sudo dev && \
    echo 'dev ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/dev && \
    rm -rf /var/lib/apt/lists/*

USER dev
WORKDIR /home/dev

RUN sudo apt-get update && \
    sudo DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata git python3-pip && \
    sudo rm -rf /var/lib/apt/lists/*
RUN pip3 install --no-cache-dir --user pre-commit
RUN git config --global init.defaultBranch main

ENV PATH="/home/dev/.local/bin:${PATH}"
CMD ["bash"]
