"""What the installation throws away by itself, once a day."""
