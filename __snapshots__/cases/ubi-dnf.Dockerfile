FROM registry.access.redhat.com/ubi9/ubi:9.4

LABEL name="billing" \
      vendor="Example" \
      # shown in the catalogue
      summary="Billing service"

USER 0
RUN dnf -y update && \
    dnf -y install python3.11 python3.11-pip gcc && \
    dnf clean all && \
    dnf install -y --setopt=install_weak_deps=False shadow-utils && \
    dnf clean all && \
    useradd -r -u 1001 -g 0 billing && \
    mkdir -p /opt/billing && \
    chown -R 1001:0 /opt/billing && chmod -R g=u /opt/billing

WORKDIR /opt/billing
COPY --chown=1001:0 . .
RUN pip3.11 install --no-cache-dir -r requirements.txt

USER 1001
CMD ["python3.11", "-m", "billing"]
