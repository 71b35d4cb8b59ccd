"""The socket of the Docker daemon, as messages and settings spell it."""

from __future__ import annotations

DEFAULTS = ("unix:///var/run/docker.sock", "unix:///run/docker.sock", "/var/run/docker.sock", "/run/docker.sock")
# In a pattern: `unix:///var/run/docker.sock` of the client library, `unix /var/run/docker.sock` of Go's net.
DEFAULT_SOCKET = r"unix(?:://| )(?:/var)?/run/docker\.sock"
