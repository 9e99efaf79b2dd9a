"""Networks as short text and as one small file, for the widgets of lessons with networks."""
