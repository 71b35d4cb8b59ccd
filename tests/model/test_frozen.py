"""`@frozen` behaves as `@dataclass(frozen=True)` does, on every Python alike."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property
from typing import ClassVar, Dict, Generic, Tuple, TypeVar

import pytest

from ecsdoctor import frozen

T = TypeVar("T")


@frozen
class Spot:
    """A place with a name."""

    x: int
    y: int = 2
    tags: Dict[str, str] = dataclasses.field(default_factory=dict)
    unit: ClassVar[str] = "m"

    @property
    def sum(self) -> int:
        return self.x + self.y

    @cached_property
    def double(self) -> int:
        return 2 * self.sum


@frozen
class Named(Spot):
    """A spot with one more field after the inherited ones."""

    name: str = ""


@frozen
class Box(Generic[T]):
    """Hashable, since what is in it is."""

    value: T
    more: Tuple[int, ...] = ()


def test_values_come_by_place_by_name_and_by_default() -> None:
    spot = Spot(1, tags={"a": "b"})
    assert (spot.x, spot.y, spot.tags, spot.sum, spot.unit) == (1, 2, {"a": "b"}, 3, "m")
    assert Named(1, 5, name="n") == Named(x=1, name="n", y=5)
    assert Spot(1).tags is not Spot(1).tags


@pytest.mark.parametrize(
    ("args", "values", "told"),
    [
        ((), {}, "lacks 'x'"),
        ((1, 2, {}, 4), {}, "takes 3 values but 4 were given"),
        ((1,), {"x": 2}, "got several values for 'x'"),
        ((1,), {"z": 2}, "has no 'z'"),
        ((), {"unit": "ft", "y": 1}, "has no 'unit', lacks 'x'"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(args: Tuple[object, ...], values: Dict[str, object], told: str) -> None:
    with pytest.raises(TypeError) as refusal:
        Spot(*args, **values)  # type: ignore[arg-type]
    assert str(refusal.value) == f"Spot() {told}"


def test_a_cached_property_is_no_field() -> None:
    seen, fresh = Spot(1), Spot(1)
    assert seen.double == 6
    assert seen == fresh and "double" not in repr(seen)


def test_nothing_changes_afterwards() -> None:
    spot = Spot(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        spot.x = 3  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del spot.x
    assert spot == Spot(1)


def test_equality_and_hash_follow_the_fields_and_the_class() -> None:
    assert Box("a", (1,)) == Box(more=(1,), value="a")
    assert hash(Box("a", (1,))) == hash(Box(more=(1,), value="a"))
    assert Box("a") != Box("b")
    assert Spot(1) != Named(1)
    assert len({Box("a"), Box("a"), Box[str]("b")}) == 2
    with pytest.raises(TypeError):
        hash(Spot(1))  # a dict is in it


def test_the_standard_library_knows_it() -> None:
    assert dataclasses.is_dataclass(Spot)
    assert [f.name for f in dataclasses.fields(Named)] == ["x", "y", "tags", "name"]
    assert dataclasses.replace(Named(1, name="n"), y=7) == Named(1, 7, name="n")
    assert dataclasses.asdict(Spot(1)) == {"x": 1, "y": 2, "tags": {}}
    assert repr(Spot(1)) == "Spot(x=1, y=2, tags={})"
    assert copy.deepcopy(Spot(1)) == pickle.loads(pickle.dumps(Spot(1))) == Spot(1)
