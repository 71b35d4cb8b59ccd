"""What the machine image was made for, by what lies on its disk."""

from __future__ import annotations

from typing import Optional

from ...model.frozen import frozen
from ...model.reading import Missing
from ...plugin import fact
from ...sources.files import Files
from ..presence import surely_absent

# The EKS-optimized AMIs keep their bootstrap here (awslabs/amazon-eks-ami).
EKS = "/etc/eks"


@frozen
class ImagePurpose:
    """`eks` is None when nobody could look; `place` and `excerpt` are the proof for True."""

    eks: Optional[bool]
    place: str = EKS
    excerpt: str = ""


@fact()
def image_purpose(files: Files) -> ImagePurpose:
    """Look for the marks of an image for Kubernetes."""
    try:
        names = files.names(EKS)
    except Missing as missing:
        return ImagePurpose(False if surely_absent(missing) else None)
    return ImagePurpose(bool(names), EKS, " ".join(names)[:200])
