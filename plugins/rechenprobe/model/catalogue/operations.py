"""Functions of `keras.ops` in a functional model: not layers, but some of them multiply.

Their keys begin with `ops.`: some share their class's name with a layer (`Dot`).
Every other function is shown with its output and without work.
"""

from rechenprobe.expression import Num
from rechenprobe.model.describe import composed
from rechenprobe.model.use import Entry, Formulas, Use

PREFIX = "ops."


def followed(use: Use) -> Formulas:
    """The products that it makes of these shapes, constants among its arguments included."""
    return composed(use, ())


def unknown(use: Use) -> Formulas:
    """Decompositions and transforms: how much they multiply depends on the method."""
    note = "Wie viel hier multipliziert wird, hängt vom Verfahren ab; gezählt ist nichts."
    return Formulas(output=use.stated(), notes={"macs": note}, lower_bound=True)


def view(use: Use) -> Formulas:
    """The same numbers with other axes: nothing of its own to keep."""
    return Formulas(output=use.stated(), kept=Num(0))


ENTRIES = {
    **{f"{PREFIX}{name}": Entry((), view) for name in ("Reshape", "Squeeze", "ExpandDims")},
    **{
        f"{PREFIX}{name}": Entry((), followed, followed=True)
        for name in (
            "AssociativeScan",
            "Cond",
            "Conv",
            "ConvTranspose",
            "Correlate",
            "DepthwiseConv",
            "Dot",
            "DotProductAttention",
            "Einsum",
            "ForiLoop",
            "Inner",
            "Map",
            "Matmul",
            "Scan",
            "SeparableConv",
            "Switch",
            "Tensordot",
            "Vdot",
            "VectorizedMap",
            "WhileLoop",
        )
    },
    **{
        f"{PREFIX}{name}": Entry((), unknown)
        for name in (
            "CDist",
            "Cholesky",
            "CholeskyInverse",
            "Det",
            "Eig",
            "Eigh",
            "FFT",
            "FFT2",
            "IFFT2",
            "IRFFT",
            "ISTFT",
            "Inv",
            "JVP",
            "Logdet",
            "Lstsq",
            "LuFactor",
            "MatrixRank",
            "Pinv",
            "Qr",
            "RFFT",
            "STFT",
            "SVD",
            "Solve",
            "SolveTriangular",
        )
    },
}
