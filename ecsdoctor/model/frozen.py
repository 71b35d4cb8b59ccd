"""`@frozen`: what `@dataclass(frozen=True)` makes, with methods that all classes share in place of generated ones.

The standard decorator writes and compiles six functions for each class, half a millisecond; three hundred classes were
half of the start of a run (docs/decisions/frozen-without-generated-code.md). The fields are collected by the standard
library all the same, so `replace`, `fields`, `asdict` and `field(default_factory=…)` work as always.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any, NoReturn, Tuple, Type, TypeVar

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Any:
        return lambda function: function


T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(made: Type[T]) -> Type[T]:
    """Make a class of fields into one of values: compared and hashed by its fields, never changed."""
    cls: Any = dataclass(init=False, repr=False, eq=False)(made)
    own = set(vars(cls))
    fields = fields_of(cls)
    cls.__frozen_names__ = tuple(field.name for field in fields)
    cls.__frozen_set__ = frozenset(cls.__frozen_names__)
    cls.__frozen_defaults__ = {field.name: field.default for field in fields if field.default is not MISSING}
    cls.__frozen_factories__ = tuple((f.name, f.default_factory) for f in fields if f.default_factory is not MISSING)
    for method in _SHARED:
        if method.__name__ not in own:
            setattr(cls, method.__name__, method)
    return made


def __init__(self: Any, *args: Any, **values: Any) -> None:
    state = self.__dict__
    state.update(self.__frozen_defaults__)
    state.update(zip(self.__frozen_names__, args))
    state.update(values)
    for name, make in self.__frozen_factories__:
        if name not in state:
            state[name] = make()
    names = self.__frozen_names__
    if (
        state.keys() != self.__frozen_set__
        or len(args) > len(names)
        or not values.keys().isdisjoint(names[: len(args)])
    ):
        _refuse_misfits(self, args, values)


def _refuse_misfits(self: Any, args: Tuple[Any, ...], values: Any) -> NoReturn:
    """Say which arguments do not fit the fields, as a function with these parameters would."""
    names = self.__frozen_names__
    where = f"{type(self).__qualname__}()"
    if len(args) > len(names):
        raise TypeError(f"{where} takes {len(names)} values but {len(args)} were given")
    for name in names[: len(args)]:
        if name in values:
            raise TypeError(f"{where} got several values for {name!r}")
    strange = [name for name in values if name not in names]
    lacking = [name for name in names if name not in self.__dict__]
    told = [f"has no {name!r}" for name in strange] + [f"lacks {name!r}" for name in lacking]
    raise TypeError(f"{where} " + ", ".join(told))


def __repr__(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in fields_of(self) if field.repr)
    return f"{type(self).__qualname__}({shown})"


def __eq__(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    mine, theirs = self.__dict__, other.__dict__  # where a cached_property may stand besides the fields
    return all(mine[name] == theirs[name] for name in self.__frozen_names__)


def __hash__(self: Any) -> int:
    state = self.__dict__
    return hash(tuple([state[name] for name in self.__frozen_names__]))


def __setattr__(self: Any, name: str, value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED = (__init__, __repr__, __eq__, __hash__, __setattr__, __delattr__)
