"""Questions as values, and the verdict on an answer: no Sphinx, no Keras, no course."""
