"""Two files of a stranger, laid beside each other: registrations and shipments of last year."""
