"""Attention: projections, then every query position against every key position."""

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part, Shape
from rechenprobe.model.terms import axis, counted, labels, plus, times
from rechenprobe.model.use import Entry, Formulas, Use


def multi_head(use: Use) -> Formulas:
    """Per head: queries, keys and values by matrices of their own; then one to the output."""
    query, value, key = _shapes(use)
    heads = Symbol("h", use.integer("num_heads"), "Köpfe")
    k = Symbol("d_k", use.integer("key_dim"), "Länge von Query und Key je Kopf")
    v = Symbol("d_v", use.integer("value_dim", k.value or 1), "Länge von Value je Kopf")
    out = _out(use, query)
    bias = use.flag("use_bias")
    q_in, k_in, v_in = (
        Symbol(f"d_{{{letter}}}", shape[-1] or 1, f"Merkmale von {name}")
        for letter, shape, name in (
            (r"\text{q}", query, "Query"),
            (r"\text{key}", key, "Key"),
            (r"\text{val}", value, "Value"),
        )
    )

    def matrix(into: Expr, per_head: Expr) -> Expr:
        one = Symbol("1", 1, "Bias")
        return times(heads, per_head, plus(into, one)) if bias else times(heads, per_head, into)

    projections = [matrix(q_in, k), matrix(k_in, k), matrix(v_in, v)]
    if use.flag("use_gate"):
        projections.append(matrix(q_in, v))
    final = times(out, plus(times(heads, v), Symbol("1", 1, "Bias") if bias else Num(0)))
    queries, keys = _positions(query, "q"), _positions(key, "k")
    work = [
        times(queries, q_in, heads, k),
        times(keys, k_in, heads, k),
        times(keys, v_in, heads, v),
        times(queries, keys, heads, plus(k, v)),
        times(queries, heads, v, out),
    ]
    if use.flag("use_gate"):
        work.insert(1, times(queries, q_in, heads, v))
    names = labels(query)[:-1]
    return Formulas(
        output=(
            *(Part(n, axis(n, size)) for n, size in zip(names, query, strict=False)),
            Part("Merkmale", out),
        ),
        params=plus(*projections, final),
        macs=plus(*work),
        kept=plus(
            times(queries, heads, k),
            times(keys, heads, plus(k, v)),
            times(heads, queries, keys),
            times(queries, heads, v),
            times(queries, out),
        ),
        attributes={"value_dim": v.value, "output_channels": out.value},
        notes={
            "params": "Matrizen für Query, Key, Value und Ausgabe.",
            "macs": "Projektionen, Ähnlichkeiten und gewichtete Summen; die Softmax zählt nicht.",
            "activations": "Query, Key, Value, Gewichte der Aufmerksamkeit, Ergebnis, Ausgabe.",
        },
    )


def _shapes(use: Use) -> tuple[Shape, Shape, Shape]:
    """Query, value, key; the key is the value unless it is given."""
    query = use.arguments.get("query", use.inputs[:1])[0]
    value = use.arguments.get("value", use.inputs[1:2] or (query,))[0]
    key = use.arguments.get("key", use.inputs[2:3] or (value,))[0]
    return query, value, key


def _out(use: Use, query: Shape) -> Symbol:
    given = use.attributes.get("output_shape")
    size = given[-1] if isinstance(given, tuple) else query[-1]
    return Symbol(r"d_{\text{aus}}", size or 1, "Merkmale der Ausgabe")


def _positions(shape: Shape, letter: str) -> Expr:
    return times(
        *(
            counted(
                f"T_{letter}" if len(shape) == 2 else f"T_{{{letter}{index}}}", size, "Schritte"
            )
            for index, size in enumerate(shape[:-1], 1)
        )
    )


ENTRIES = {
    "MultiHeadAttention": Entry(
        ("num_heads", "key_dim", "value_dim", "dropout", "use_bias", "use_gate", "output_shape"),
        multi_head,
    ),
}
