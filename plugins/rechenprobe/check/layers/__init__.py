"""Which layer of a model text speaks of, and what that layer has to be."""
