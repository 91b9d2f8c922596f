FROM debian:12-slim

# tools for the nightly job
RUN apt-get update && apt-get install -y cron \
    # mail is sent by msmtp
    msmtp-mta \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir --break-system-packages requests # no venv in here

COPY job.sh /usr/local/bin/job
RUN chmod +x /usr/local/bin/job
CMD ["cron", "-f"]
