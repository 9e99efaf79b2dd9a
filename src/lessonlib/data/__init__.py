"""The data sets behind `lessonlib.datasets`: where each comes from."""
