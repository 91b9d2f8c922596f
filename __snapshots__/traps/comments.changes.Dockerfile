FROM debian:12
RUN apt-get update && \
    # why we need curl
    apt-get install -y \
      curl \

      # and git
      git # trailing
# top comment
RUN curl -sS http://localhost:8080/x | sh
RUN sudo apt install -y --no-install-recommends vim
