"""What the engine's widgets show, as values."""
