"""Derivatives of expressions, by the rules that everybody learns."""

from rechenprobe.expression import Call, Expr, Num, Symbol, walk


class Undifferentiable(Exception):
    """No rule is known for something in it."""


def derivative(expr: Expr, variable: str) -> Expr:
    """With respect to a letter; other letters are constants. Raises `Undifferentiable`."""
    if not depends(expr, variable):
        return Num(0)
    if isinstance(expr, Symbol):
        return Num(1)
    if not isinstance(expr, Call):
        raise Undifferentiable
    args = expr.args
    match expr.op:
        case "+":
            return Call("+", tuple(derivative(arg, variable) for arg in args))
        case "neg":
            return Call("neg", (derivative(args[0], variable),))
        case "*":
            terms = tuple(
                Call("*", (*args[:index], derivative(arg, variable), *args[index + 1 :]))
                for index, arg in enumerate(args)
                if depends(arg, variable)
            )
            return terms[0] if len(terms) == 1 else Call("+", terms)
        case "/":
            above, below = args
            rising = Call("*", (derivative(above, variable), below))
            falling = Call("*", (above, derivative(below, variable)))
            change = Call("+", (rising, Call("neg", (falling,))))
            return Call("/", (change, Call("^", (below, Num(2)))))
        case "^" if not depends(args[1], variable):
            base, exponent = args
            lowered = Call("^", (base, Call("+", (exponent, Num(-1)))))
            return Call("*", (exponent, lowered, derivative(base, variable)))
        case "cases":
            parts = enumerate(args)
            return Call(
                "cases", tuple(one if n % 2 else derivative(one, variable) for n, one in parts)
            )
        case _ if len(args) == 1:
            return Call("*", (_outer(expr), derivative(args[0], variable)))
    raise Undifferentiable


def _outer(expr: Call) -> Expr:
    """The derivative of a function with respect to its argument."""
    inner = expr.args[0]
    match expr.op:
        case "exp":
            return expr
        case "log":
            return Call("/", (Num(1), inner))
        case "sqrt":
            return Call("/", (Num(1), Call("*", (Num(2), expr))))
        case "sin":
            return Call("cos", (inner,))
        case "cos":
            return Call("neg", (Call("sin", (inner,)),))
        case "tanh":
            return Call("+", (Num(1), Call("neg", (Call("^", (expr, Num(2))),))))
        case _:
            raise Undifferentiable


def depends(expr: Expr, variable: str) -> bool:
    """Whether the letter occurs in it."""
    return any(isinstance(node, Symbol) and node.latex == variable for node in walk(expr))
