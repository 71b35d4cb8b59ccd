"""How the processor's time was spent since the machine booted."""

from __future__ import annotations

from ...model.frozen import frozen
from ...model.reading import broken
from ...plugin import fact
from ...sources.files import Files
from ..config.go_values import parse_uint

PATH = "/proc/stat"


@frozen
class Processor:
    """Shares of all time, 0 to 1: `stolen` by the hypervisor, `waiting` for disks."""

    stolen: float
    waiting: float


def parse_stat(text: str) -> Processor:
    """Parse the first line of /proc/stat (user nice system idle iowait irq softirq steal); raises Missing.

    Sample:  "cpu  84210 120 20411 903311 1204 0 311 40121 0 0\\n"
    """
    words = text.partition("\n")[0].split()
    numbers = [number for number in (parse_uint(word, 64) for word in words[1:9]) if number is not None]
    if words[:1] != ["cpu"] or len(numbers) < 8 or not sum(numbers):
        raise broken(f"{PATH} does not begin with the processor's times")
    return Processor(numbers[7] / sum(numbers), numbers[4] / sum(numbers))


@fact()
def processor(files: Files) -> Processor:
    """Read the kernel's count."""
    return parse_stat(files.read(PATH).text)
