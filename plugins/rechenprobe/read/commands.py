"""LaTeX's commands: what each is to a calculation."""

from rechenprobe.read.tokens import TokenKind

SPACE = frozenset(
    r"\, \; \: \! \  \enspace \thinspace \displaystyle \textstyle \limits \left \right "
    r"\big \Big \bigl \bigr \Bigl \Bigr \bigg \Bigg \biggl \biggr \nonumber \notag \mathrm "
    r"\mathbf \mathit \mathsf \num \boxed \boldsymbol \bm \hfill "
    r"\tiny \scriptsize \footnotesize \small \normalsize \large \Large \LARGE \huge "
    r"\Huge".split(" ")
) | {"\\ "}
"""Commands without a meaning of their own; a following group is read as a group."""
STYLES = frozenset(r"\mathbf \mathit \mathsf \boxed \boldsymbol \bm".split())
"""Of them those that set their argument apart."""
OPERATIONS: dict[str, tuple[TokenKind, str]] = {
    r"\cdot": ("op", "*"),
    r"\times": ("op", "*"),
    r"\ast": ("op", "*"),
    r"\star": ("op", "*"),
    r"\circledast": ("op", "*"),
    r"\div": ("op", "/"),
    r"\frac": ("function", "frac"),
    r"\dfrac": ("function", "frac"),
    r"\tfrac": ("function", "frac"),
    r"\cfrac": ("function", "frac"),
    r"\sqrt": ("function", "sqrt"),
    r"\sum": ("function", "sum"),
    r"\prod": ("function", "prod"),
    r"\ln": ("function", "log"),
    r"\lg": ("function", "log:10"),
    r"\exp": ("function", "exp"),
    r"\sin": ("function", "sin"),
    r"\cos": ("function", "cos"),
    r"\tan": ("function", "tan"),
    r"\tanh": ("function", "tanh"),
    r"\det": ("function", "det"),
    r"\binom": ("function", "binom"),
    r"\dbinom": ("function", "binom"),
    r"\tbinom": ("function", "binom"),
    r"\bmod": ("op", "mod"),
    r"\pmod": ("break", "pmod"),
    r"\equiv": ("relation", "≡"),
    r"\odot": ("op", "⊙"),
    r"\pm": ("op", "±"),
    r"\lvert": ("bar", "|"),
    r"\rvert": ("bar", "|"),
    r"\vert": ("bar", "|"),
    r"\max": ("function", "max"),
    r"\min": ("function", "min"),
    r"\lfloor": ("open", "⌊"),
    r"\rfloor": ("close", "⌋"),
    r"\lceil": ("open", "⌈"),
    r"\rceil": ("close", "⌉"),
    r"\{": ("open", "{"),
    r"\}": ("close", "}"),
    r"\%": ("percent", "%"),
    r"\coloneqq": ("relation", "="),
    r"\approx": ("relation", "≈"),
    r"\simeq": ("relation", "≈"),
    r"\le": ("relation", "≤"),
    r"\leq": ("relation", "≤"),
    r"\ge": ("relation", "≥"),
    r"\geq": ("relation", "≥"),
    r"\ne": ("relation", "≠"),
    r"\neq": ("relation", "≠"),
    r"\lt": ("relation", "<"),
    r"\gt": ("relation", ">"),
}
UNREAD = frozenset(
    r"\color \textcolor \colorbox \tag \label \ref \eqref \hspace \vspace \phantom".split()
)
"""Their (first) argument says nothing that is calculated: a colour, a label, a width."""
LABELLED = frozenset((r"\overset", r"\stackrel"))
"""They put a sign above another, mostly a relation."""
ELLIPSES = frozenset(r"\dots \ldots \cdots \dotsc \dotsb \dotsm".split())
ARROWS = frozenset(
    r"\rightarrow \Rightarrow \longrightarrow \Longrightarrow \to \implies \mapsto \iff "
    r"\leftrightarrow \Leftrightarrow \Longleftrightarrow \longmapsto \rightsquigarrow "
    r"\leftarrow \longleftarrow \gets".split()
)
NORMS = frozenset((r"\|", r"\Vert", r"\lVert", r"\rVert"))
CASES_NAMED = frozenset("cases dcases rcases".split())
MATRICES = frozenset(
    "pmatrix bmatrix Bmatrix matrix smallmatrix psmallmatrix bsmallmatrix vmatrix".split()
)
DETERMINANT = "{vmatrix}"
UPRIGHT = frozenset((r"\mathrm", r"\operatorname", r"\mathsf"))
TEXTS = frozenset(r"\text \textrm \textbf \textit \textsf \mbox".split())
ANNOTATED = frozenset(r"\underbrace \overbrace \underline \overline".split())
SYMBOLS = frozenset(
    r"\alpha \beta \gamma \delta \epsilon \varepsilon \eta \theta \kappa \lambda \mu \nu \pi \rho "
    r"\sigma \tau \phi \varphi \chi \psi \omega \Delta \Sigma \Omega \Theta \Phi \ell \hat "
    r"\tilde \bar \vec \nabla \top \intercal".split()
)
