"""What is neither chain nor branches: parts in ranks, long wires in lanes beside them."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from rechenprobe.show.architecture.geometry import Point, Size
from rechenprobe.show.architecture.structure import Net, Wire

_BESIDE = 22.0
_MARGIN = 14.0
_TRACK = 7.0
"""Between two wires that run side by side."""


class NetPlan(Struct, frozen=True):
    """Where the parts of a net stand, and the turns of its wires."""

    size: Size
    places: tuple[Point, ...]
    """Start of each part on its axis."""
    turns: Mapping[Wire, tuple[Point, ...]]


def plan_net(net: Net, sizes: Sequence[Size]) -> NetPlan:
    """Each part one rank behind the last that feeds it.

    A wire to the next rank turns in the channel between them; a longer one runs
    in a lane beyond all parts, so that none ever crosses a part.
    """
    ranks = _ranks(net)
    axes = _axes(net, ranks, sizes)
    right = max(axis + size.right for axis, size in zip(axes, sizes, strict=True))
    left = max(size.left - axis for axis, size in zip(axes, sizes, strict=True))
    lanes = _lanes(net, ranks)
    tracks = _tracks(net, ranks, axes)
    count = max(ranks) + 1
    widths = [0.0] * count
    for rank, size in zip(ranks, sizes, strict=True):
        widths[rank] = max(widths[rank], size.length)
    busy = [0] * count  # wires that turn in the channel behind each rank
    for before, _ in tracks:
        busy[before] += 1
    starts = [0.0] * count
    for rank in range(1, count):
        channel = 2 * _MARGIN + _TRACK * max(0, busy[rank - 1] - 1)
        starts[rank] = starts[rank - 1] + widths[rank - 1] + channel

    def track(channel: int, key: object) -> float:
        return starts[channel] + widths[channel] + _MARGIN + _TRACK * tracks[channel, key]

    turns: dict[Wire, tuple[Point, ...]] = {}
    for source, target, wires in net.links:
        leave, arrive = ranks[source], ranks[target] - 1
        if leave == arrive:
            at = track(leave, source) if (leave, source) in tracks else 0.0
            way: tuple[Point, ...] = ((at, axes[source]), (at, axes[target]))
            way = way if (leave, source) in tracks else ()
        else:
            lane = right + _MARGIN + _TRACK * lanes[source]
            out, back = track(leave, source), track(arrive, (source, "lane"))
            way = (out, axes[source]), (out, lane), (back, lane), (back, axes[target])
        turns.update(dict.fromkeys(wires, way))
    beside = _MARGIN + _TRACK * max(lanes.values(), default=0) if lanes else 0.0
    size = Size(starts[-1] + widths[-1], left, right + beside)
    places = tuple((starts[rank], axis) for rank, axis in zip(ranks, axes, strict=True))
    return NetPlan(size, places, turns)


def _ranks(net: Net) -> list[int]:
    ranks = [0] * len(net.items)
    fed: set[int] = set()
    for source, target, _ in net.links:  # sorted: all links into a part precede those out of it
        ranks[target] = max(ranks[target], ranks[source] + 1)
        fed.add(target)
    followers: dict[int, list[int]] = {}
    for source, target, _ in net.links:
        followers.setdefault(source, []).append(target)
    for item, targets in followers.items():
        if item not in fed:  # inputs stand beside what they feed
            ranks[item] = min(ranks[target] for target in targets) - 1
    return ranks


def _axes(net: Net, ranks: Sequence[int], sizes: Sequence[Size]) -> list[float]:
    """Parts of a rank side by side, in the order of what feeds them, even about the axis."""
    feeds: dict[int, list[int]] = {}
    for source, target, _ in net.links:
        feeds.setdefault(target, []).append(source)
    axes = [0.0] * len(net.items)
    for rank in range(max(ranks) + 1):
        members = [item for item, own in enumerate(ranks) if own == rank]

        def pull(item: int) -> tuple[float, int]:
            sources = feeds.get(item, [])
            return (sum(axes[s] for s in sources) / len(sources) if sources else 0.0, item)

        members.sort(key=pull)
        if len(members) == 1:  # straight on, whatever stands beside it
            axes[members[0]] = 0.0
            continue
        span = sum(sizes[item].left + sizes[item].right for item in members)
        at = -(span + _BESIDE * (len(members) - 1)) / 2
        for item in members:
            axes[item] = at + sizes[item].left
            at += sizes[item].left + sizes[item].right + _BESIDE
    return axes


def _lanes(net: Net, ranks: Sequence[int]) -> dict[int, int]:
    """Per part with long wires its lane; parts whose wires do not meet share one."""
    reach: dict[int, int] = {}
    for source, target, _ in net.links:
        if ranks[target] - ranks[source] > 1:
            reach[source] = max(reach.get(source, 0), ranks[target])
    lanes: dict[int, int] = {}
    ends: list[int] = []
    for source in sorted(reach, key=lambda item: (ranks[item], item)):
        free = next((lane for lane, end in enumerate(ends) if end <= ranks[source]), len(ends))
        if free == len(ends):
            ends.append(0)
        ends[free] = reach[source]
        lanes[source] = free
    return lanes


def _tracks(net: Net, ranks: Sequence[int], axes: Sequence[float]) -> dict[tuple[int, object], int]:
    """Per channel (by the rank before it) and wire the number of its track."""
    used: dict[int, int] = {}
    tracks: dict[tuple[int, object], int] = {}

    def take(channel: int, key: object) -> None:
        if (channel, key) not in tracks:
            tracks[channel, key] = used.get(channel, 0)
            used[channel] = tracks[channel, key] + 1

    for source, target, _ in net.links:
        if ranks[target] - ranks[source] > 1:
            take(ranks[source], source)
            take(ranks[target] - 1, (source, "lane"))
        elif axes[source] != axes[target]:
            take(ranks[source], source)
    return tracks
