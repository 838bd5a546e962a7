"""Attention: projections, then every query position against every key position."""

from collections.abc import Mapping

from rechenprobe.expression import Expr, Num, Symbol
from rechenprobe.facts import Part, Quantity, Shape
from rechenprobe.model.terms import axis, closed, counted, labels, plus, times
from rechenprobe.model.use import Entry, Formulas, Use

NOTES: Mapping[Quantity, str] = {
    "params": "Matrizen für Query, Key, Value und Ausgabe.",
    "macs": "Projektionen, Ähnlichkeiten und gewichtete Summen; die Softmax zählt nicht.",
    "activations": "Query, Key, Value, Gewichte der Aufmerksamkeit, Ergebnis, Ausgabe.",
}


def multi_head(use: Use) -> Formulas:
    """Per head: queries, keys and values by matrices of their own; then one to the output."""
    query, value, key = _shapes(use)
    heads = Symbol("h", use.integer("num_heads"), "Köpfe")
    k = Symbol("d_k", use.integer("key_dim"), "Länge von Query und Key je Kopf")
    v = Symbol("d_v", use.integer("value_dim", closed(k.value)), "Länge von Value je Kopf")
    given = use.attributes.get("output_shape")
    ends = _ends(given if isinstance(given, tuple) else query[-1:])
    out = times(*(part.expr for part in ends))
    bias = use.flag("use_bias")
    q_in, k_in, v_in = _widths(query, key, value)

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
        times(queries, _attended(use, key), heads, plus(k, v)),
        times(queries, heads, v, out),
    ]
    if use.flag("use_gate"):
        work.insert(1, times(queries, q_in, heads, v))
    names = labels(query)[:-1]
    return Formulas(
        output=(
            *(Part(n, axis(n, size)) for n, size in zip(names, query, strict=False)),
            *ends,
        ),
        params=plus(*projections, final),
        macs=plus(*work),
        kept=plus(
            times(queries, heads, k),
            times(keys, heads, plus(k, v)),
            times(heads, queries, _attended(use, key)),
            times(queries, heads, v),
            times(queries, out),
        ),
        attributes={"value_dim": v.value, "output_channels": ends[-1].value},
        notes=NOTES,
    )


def _widths(query: Shape, key: Shape, value: Shape) -> tuple[Symbol, Symbol, Symbol]:
    return (
        Symbol(r"d_{\text{q}}", closed(query[-1]), "Merkmale von Query"),
        Symbol(r"d_{\text{key}}", closed(key[-1]), "Merkmale von Key"),
        Symbol(r"d_{\text{val}}", closed(value[-1]), "Merkmale von Value"),
    )


def _shapes(use: Use) -> tuple[Shape, Shape, Shape]:
    """Query, value, key; the key is the value unless it is given."""
    query = use.arguments.get("query", use.inputs[:1])[0]
    value = use.arguments.get("value", use.inputs[1:2] or (query,))[0]
    key = use.arguments.get("key", use.inputs[2:3] or (value,))[0]
    return query, value, key


def _ends(sizes: Shape) -> tuple[Part, ...]:
    """The output's last axes: as many features as the query has, or the shape asked for."""
    several = len(sizes) > 1
    return tuple(
        Part(
            f"Merkmale {number}" if several else "Merkmale",
            Symbol(r"d_{\text{aus}" + f"{number if several else ''}}}", closed(size), "Ausgabe"),
        )
        for number, size in enumerate(sizes, 1)
    )


def _attended(use: Use, key: Shape) -> Expr:
    """The key positions that each query meets: only those along the attention's axes."""
    axes = use.attributes.get("attention_axes")
    chosen = axes if isinstance(axes, tuple) else tuple(range(1, len(key)))
    return times(*(counted("T_k", key[axis - 1], "Schritte von Key") for axis in chosen))


def _positions(shape: Shape, letter: str) -> Expr:
    return times(
        *(
            counted(
                f"T_{letter}" if len(shape) == 2 else f"T_{{{letter}{index}}}", size, "Schritte"
            )
            for index, size in enumerate(shape[:-1], 1)
        )
    )


def grouped(use: Use) -> Formulas:
    """Several query heads share one head of keys and values."""
    query, value, key = _shapes(use)
    heads = Symbol("h", use.integer("num_query_heads"), "Köpfe für Query")
    shared = Symbol("g", use.integer("num_key_value_heads"), "Köpfe für Key und Value")
    size = Symbol("d_k", use.integer("head_dim"), "Länge je Kopf")
    bias = Symbol("1", 1, "Bias") if use.flag("use_bias") else Num(0)
    q_in, k_in, v_in = _widths(query, key, value)
    out = Symbol(r"d_{\text{aus}}", closed(query[-1]), "Merkmale der Ausgabe")
    queries, keys = _positions(query, "q"), _positions(key, "k")
    gate = use.flag("use_gate")
    params = [times(heads, size, plus(q_in, bias))] * (2 if gate else 1)
    params += [times(shared, size, plus(width, bias)) for width in (k_in, v_in)]
    work = [times(queries, q_in, heads, size)] * (2 if gate else 1)
    work += [times(keys, width, shared, size) for width in (k_in, v_in)]
    return Formulas(
        output=(
            *(Part(n, axis(n, s)) for n, s in zip(labels(query)[:-1], query, strict=False)),
            Part("Merkmale", out),
        ),
        params=plus(*params, times(out, plus(times(heads, size), bias))),
        macs=plus(
            *work,
            times(queries, keys, heads, plus(size, size)),
            times(queries, heads, size, out),
        ),
        kept=plus(
            times(queries, heads, size),
            times(keys, shared, plus(size, size)),
            times(heads, queries, keys),
            times(queries, heads, size),
            times(queries, out),
        ),
        notes=NOTES,
    )


def plain(use: Use) -> Formulas:
    """Attention without projections: similarities, then weighted sums."""
    query, value, *rest = use.inputs
    key = rest[0] if rest else value
    width = Symbol("d", closed(query[-1]), "Merkmale von Query")
    result = Symbol("d_v", closed(value[-1]), "Merkmale von Value")
    queries, keys = _positions(query, "q"), _positions(key, "k")
    additive = use.kind == "AdditiveAttention"
    concat = use.text("score_mode") == "concat"
    scale = use.flag("use_scale")
    params: Expr = Num(0)
    if additive:
        params = Symbol("d", width.value, "Gewicht je Merkmal") if scale else Num(0)
    else:
        numbers = int(scale) + int(concat)
        params = Symbol("z", numbers, "Skalierungen") if numbers else Num(0)
    scores = (additive and scale) or not (additive or concat)
    return Formulas(
        output=(
            *(Part(n, axis(n, s)) for n, s in zip(labels(query)[:-1], query, strict=False)),
            Part("Merkmale", result),
        ),
        params=params,
        macs=times(queries, keys, plus(width, result) if scores else result),
        kept=plus(times(queries, keys), times(queries, result)),
        notes={
            "macs": "Ähnlichkeiten und gewichtete Summen."
            if scores
            else "Nur gewichtete Summen: die Ähnlichkeit wird hier durch Addieren gebildet.",
            "activations": "Gewichte der Aufmerksamkeit und Ausgabe.",
        },
    )


ENTRIES = {
    "MultiHeadAttention": Entry(
        (
            "num_heads",
            "key_dim",
            "value_dim",
            "dropout",
            "use_bias",
            "_use_gate",
            "_output_shape",
            "attention_axes",
        ),
        multi_head,
    ),
    "GroupedQueryAttention": Entry(
        (
            "head_dim",
            "num_query_heads",
            "num_key_value_heads",
            "dropout",
            "use_bias",
            "use_gate",
        ),
        grouped,
    ),
    "Attention": Entry(("use_scale", "score_mode", "dropout"), plain),
    "AdditiveAttention": Entry(("use_scale", "dropout"), plain),
}
