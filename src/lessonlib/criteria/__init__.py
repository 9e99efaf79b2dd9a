"""What checks of exercises ask of Keras models and of their training."""
