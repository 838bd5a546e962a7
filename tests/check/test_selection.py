"""Which layers a word for a kind means."""

from msgspec import structs
from tests.check.golden import answer, net


def test_recurrent_layers_within_a_bidirectional_one_are_recurrent_layers() -> None:
    """They were left out, and a true sum of both was called wrong."""
    model = net("text")
    first, second = (one for one in model.layers if one.kind == "MultiHeadAttention")
    recurrent = {
        first.name: structs.replace(first, kind="Bidirectional", attributes={"layer": "LSTM"}),
        second.name: structs.replace(second, kind="LSTM", attributes={}, params=1000),
    }
    layers = tuple(recurrent.get(one.name, one) for one in model.layers)
    model = structs.replace(model, layers=layers)
    both = "Die rekurrenten Schichten haben 38.248 Parameter."
    assert "wrong" not in answer(f"```python\nmodel\n```\n\n{both}", model)
    both = "Die LSTM-Schichten haben 38.248 Parameter."
    assert "wrong" not in answer(f"```python\nmodel\n```\n\n{both}", model)
