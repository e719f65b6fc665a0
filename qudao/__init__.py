"""qudao (渠道): the system that a vendor's channel managers live in."""

__version__ = "0.1.0"
