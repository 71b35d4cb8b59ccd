"""The session of the AWS SDK: the usual one, or inside the one-file program one that needs no file of its own.

In a zip file boto3 finds neither its models nor its certificates. The models are read from the zip; for certificates the
system's bundle is taken, which is also what the agent and Docker trust on that machine.
"""

from __future__ import annotations

import os
import ssl
import warnings
from typing import Any, Optional

# Amazon Linux and other relatives of Red Hat, Debian and Ubuntu, SUSE; then what this Python was built with.
BUNDLES = (
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
    ssl.get_default_verify_paths().cafile or "",
)


def session(profile: str) -> Any:
    """A boto3 session. Raises ProfileNotFound."""
    # On 3.9, which Amazon Linux 2023 has, boto3 warns that it no longer supports it: no help at 3 a.m.
    warnings.filterwarnings("ignore", message="Boto3 will no longer support")
    import boto3

    inner = None
    archive = own_archive()
    if archive is not None:
        import botocore.session

        from .zipped_models import ZippedLoader

        inner = botocore.session.Session()
        inner.register_component("data_loader", ZippedLoader(archive))
    return boto3.Session(profile_name=profile or None, botocore_session=inner)


def trusted() -> Optional[str]:
    """The certificates to trust where the SDK's own cannot be read; None leaves it to the SDK and its variables."""
    if own_archive() is None or os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE"):
        return None
    return next((path for path in BUNDLES if os.path.isfile(path)), None)


def own_archive() -> Optional[str]:
    """The zip file that this program runs from, under whatever name; None when it is installed."""
    archive = getattr(globals().get("__loader__"), "archive", None)
    return str(archive) if archive else None
