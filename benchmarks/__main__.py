"""`make bench`: every comparison in turn; a line each. Ends with 1 where a bar is missed.

python -m benchmarks [NAME ...]
"""

from __future__ import annotations

import importlib
import sys

from .measure import Skipped

ALL = ("startup", "without_aws", "instance", "blackhole", "log_reading", "onefile")


def main() -> int:
    """Run those that are named, or all."""
    met = True
    for name in sys.argv[1:] or ALL:
        try:
            met = importlib.import_module(f"benchmarks.{name}").main() and met
        except Skipped as reason:
            print(f"skip  {name}: {reason}", flush=True)
        except Exception as error:  # one that breaks is a miss, and the others still run
            print(f"BROKE {name}: {type(error).__name__}: {error}", flush=True)
            met = False
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
