"""What can go wrong on the way from a model to its facts. Messages are German."""


class FactsError(Exception):
    """No facts, and why; `remedy` says in one German sentence what helps."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} Abhilfe: {remedy}" if remedy else message)
        self.message = message
        self.remedy = remedy


class NotAModel(FactsError):
    """Something other than a `keras.Model` was given."""


class UnbuiltModel(FactsError):
    """The model has no weights yet, so there is nothing to count."""


class FormulaMismatch(FactsError):
    """The oracles disagree about a layer: formula, Keras, weights. Never show its numbers."""


class OwnFormulaError(FactsError):
    """What an author's layer states about itself is no formula."""
