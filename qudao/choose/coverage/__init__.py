"""Coverage: the market over its cells, and who is at work in each."""
