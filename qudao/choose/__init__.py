"""Choose: where the market is, who serves it, by which route."""
