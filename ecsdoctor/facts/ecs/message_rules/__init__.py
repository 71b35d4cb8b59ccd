"""Messages of ECS and its friends: what a service event, a stopped reason or a CLI's error stands for.

Pure data and a matcher. Wording from the Amazon ECS Developer Guide ("service event messages", "stopped tasks
error messages", "API failure reasons"), the agent's and Docker's sources, and public issue threads.
"""

from __future__ import annotations

from .matcher import is_benign, recognise
from .rules import Told

__all__ = ["Told", "is_benign", "recognise"]
