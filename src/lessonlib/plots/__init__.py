"""What the figures of the lessons are drawn with."""
