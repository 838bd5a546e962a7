"""What hyperparameters make of layers whose window slides over an image, a series or a volume.

Sizes after Dumoulin and Visin (2016): a kernel of k with dilation d reaches over (k − 1) · d + 1.
"""

from collections.abc import Iterator
from math import ceil

from msgspec import structs

from rechenprobe.check.described.facts import Fact, Values, counted, num, plus, times
from rechenprobe.check.described.roles import Role

_SIDES = (1, 2, 3)
"""Axes that a window may have."""


def windows(values: Values) -> tuple[tuple[int, ...], ...]:
    """The kernel's sides; „Kernelgröße 3“ may be that of one axis, or of two."""
    kernel = values.get("kernel", ())
    rank = values.get("rank", (0,))[0]
    if len(kernel) == 1:
        return (kernel * rank,) if rank else (kernel * 2, kernel)
    return (kernel,) if len(kernel) == (rank or 2) else ()


def channels_of(values: Values) -> tuple[int, Role] | None:
    """How many go in, and what says so."""
    if "channels" in values:
        return values["channels"][0], "channels"
    given, rank = values.get("input", ()), values.get("rank", (2,))[0]
    if len(given) == rank + 1:
        return given[-1], "input"
    return None


def convolution(values: Values) -> Iterator[Fact]:
    """In groups, dilated, along one axis or three, or none of it."""
    channels, groups = channels_of(values), values.get("groups", (1,))[0]
    filters, sides = values.get("filters", (0,))[0], windows(values)
    if filters:
        yield Fact("biases", num(filters), ("filters",))
    if groups < 1 or (channels and channels[0] % groups) or filters % groups:
        return
    grouped: tuple[Role, ...] = ("groups",) if groups > 1 else ()
    for window in sides:
        known = len(sides) == 1
        if channels is not None:
            of: tuple[Role, ...] = ("kernel", channels[1], *grouped)
            own = times(*window, channels[0] // groups)
            yield Fact("own_weights", own, of, sure=known)
            yield Fact("own_params", plus(own, 1), of, sure=False)
            if filters:
                of = (*of, "filters")
                weights = times(*window, channels[0] // groups, filters)
                for fact in counted(weights, num(filters), of, few=("filters",)):
                    yield structs.replace(fact, sure=known)
                if groups > 1:
                    part = times(*window, channels[0] // groups, filters // groups)
                    yield Fact("of_group", part, of, sure=known)
        yield from slid(values, window, filters or None)
        if "dilation" in values:
            yield _reach(values, window)


def _reach(values: Values, window: tuple[int, ...]) -> Fact:
    """How many values of one axis the kernel spans."""
    size, apart = window[0], values["dilation"][0]
    expr = plus(times(size - 1, apart), 1)
    return Fact("reach", expr, ("kernel", "dilation"))


def depthwise(values: Values) -> Iterator[Fact]:
    """One kernel for each channel."""
    channels, sides = channels_of(values), windows(values)
    if channels is not None and sides:
        count, role = channels
        yield from counted(times(*sides[0], count), num(count), ("kernel", role), few=(role,))


def separable(values: Values) -> Iterator[Fact]:
    """One kernel for each channel, and 1 × 1 over all of them."""
    sides, channels = windows(values), channels_of(values)
    filters = values.get("filters", (0,))[0]
    if not sides or not channels or not filters:
        return
    first, role = channels
    of: tuple[Role, ...] = ("kernel", role, "filters")
    depth, point = times(*sides[0], first), times(first, filters)
    yield from counted(plus(depth, point), num(filters), of)
    yield Fact("params", plus(depth, first, point, filters), of)


def transposed(values: Values) -> Iterator[Fact]:
    """As many parameters as the convolution has, and an output that is larger."""
    for fact in convolution(values):
        if fact.expr is not None and fact.result not in ("size", "macs", "reach"):
            yield fact
    given, step = values.get("input", ()), values.get("stride", (0,))[0]
    for window in windows(values) if step and given else ():
        known = "padding" in values
        for padding in (values["padding"][0],) if known else (0, -1):
            axes = tuple(
                side * step if padding < 0 else (side - 1) * step - 2 * padding + size
                for side, size in zip(given, window, strict=False)
            )
            padded: tuple[Role, ...] = ("padding",) if padding > 0 else ()
            of: tuple[Role, ...] = ("kernel", "input", "stride", *padded)
            yield Fact("output", None, of, axes, open=True, sure=known or set(window) == {step})


def slid(
    values: Values, window: tuple[int, ...], filters: int | None, *, keeps: bool = False
) -> Iterator[Fact]:
    """The output of a window that slides over the input; `keeps`: with all its channels."""
    given, step = values.get("input", ()), values.get("stride", (1,))[0]
    apart, rank = values.get("dilation", (1,))[0], len(window)
    if not 1 <= len(given) <= rank + 1 or rank not in _SIDES or min(step, apart) < 1:
        return
    rest = (filters,) if filters else given[rank:] if keeps else ()
    of: list[Role] = ["kernel", "input"]
    of += [role for role in ("stride", "dilation") if role in values]
    of += ["filters"] if filters else []
    known, channels = "padding" in values, channels_of(values)
    for padding in (values["padding"][0],) if known else (0, -1):
        axes = tuple(
            ceil(side / step)
            if padding < 0
            else (side + 2 * padding - (size - 1) * apart - 1) // step + 1
            for side, size in zip(given, window, strict=False)
        )
        if min(axes) < 1:
            continue
        whole = (*axes, *rest) if len(given) > 1 or rank == 1 else axes
        padded: tuple[Role, ...] = ("padding",) if padding > 0 else ()
        yield Fact("output", None, (*of, *padded), whole, open=not (filters or keeps), sure=known)
        if len(whole) > len(axes):
            yield Fact("output", None, (*of, *padded), axes, sure=known)
        if len(whole) == rank + 1:
            yield Fact("size", times(*whole), (*of, *padded), sure=known)
        if rank == 1:
            yield Fact("size", num(axes[0]), (*of, *padded), sure=known)
        if filters and channels and len(axes) == rank:
            groups = values.get("groups", (1,))[0]
            work = times(*axes, filters, *window, channels[0] // groups)
            whole_of: tuple[Role, ...] = (*of, *padded, channels[1])
            yield Fact("macs", work, whole_of, sure=known)


def pooling(values: Values) -> Iterator[Fact]:
    """The output of a window that steps over itself where nothing else is said."""
    for window in windows(values)[:1]:
        stepped = values if "stride" in values else {**values, "stride": (window[0],)}
        for fact in slid(stepped, window, None, keeps=True):
            of = tuple(role for role in fact.of if role in values)
            yield Fact(fact.result, fact.expr, of, fact.axes)
