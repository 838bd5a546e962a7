"""Running prose about a model: which of its facts a number near some words is."""
