#!/bin/sh
# The zone belongs to the machine, so it is set as root.
set -e
ln -sf "/usr/share/zoneinfo/${ZONE:-UTC}" /etc/localtime
chown root:root /etc/localtime
exec "$@"
