"""Names under which SSM knows the document and its step; apart, because the command line needs them at every start."""

from __future__ import annotations

NAME = "ECSDoctor-Diagnose"
STEP = "Diagnose"
COMPLIANCE_TYPE = "Custom:ECSDoctor"
