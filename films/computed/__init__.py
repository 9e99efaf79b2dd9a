"""The numbers of each film, computed by Keras as its page computes them; films/scenes draws them and no others."""
