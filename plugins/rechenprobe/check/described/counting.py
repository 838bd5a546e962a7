"""What is counted: with biases or without, one part or all of it, as the words say."""

from collections.abc import Sequence

from rechenprobe.check.described.facts import Fact
from rechenprobe.check.described.layer import Layer
from rechenprobe.check.described.roles import Role


def total_of(before: str, found: Sequence[Role]) -> Role | None:
    """Of what „insgesamt also 73 728“ is the total, as the sentence counts before."""
    if "bias" in before and ("gewicht" in before or "weight" in before):
        return "params"
    kinds = [one for one in found if one in ("weights", "params", "of_group")]
    return "weights" if kinds or "gewicht" in before or "weights" in before else None


def counting(lower: str, result: Role, layer: Layer, facts: Sequence[Fact]) -> list[Fact]:
    """What such a result may be, with biases or without if the words say so."""
    own = [fact for fact in facts if fact.result == result]
    said = layer.biased(lower) if result == "params" else None
    if said is None or not any(fact.unbiased for fact in own):
        return own
    return [fact for fact in own if fact.unbiased != said]
