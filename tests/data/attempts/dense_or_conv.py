"""Attempts at the exercises of lesson 6, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% turn-the-knobs, given
from lessonlib.experiments import Run

# %% turn-the-knobs, right: kernel sizes 1, 5, 13, as the task proposes
check("turn-the-knobs", [
    Run('Conv2D(4, 1)', 1, 7858, 0.883, 0.833, 5),
    Run('Conv2D(4, 1)', 2, 7858, 0.876, 0.828, 5),
    Run('Conv2D(4, 5)', 1, 5874, 0.93, 0.872, 5),
    Run('Conv2D(4, 5)', 2, 5874, 0.939, 0.891, 5),
    Run('Conv2D(4, 13)', 1, 3250, 0.903, 0.866, 5),
    Run('Conv2D(4, 13)', 2, 3250, 0.899, 0.86, 5),
])

# %% turn-the-knobs, right: three numbers of filters, kernel 3 kept; parameters predicted first
check("turn-the-knobs", [
    Run('1 filters', 1, 1710, 0.802, 0.777, 5),
    Run('1 filters', 2, 1710, 0.851, 0.81, 5),
    Run('4 filters', 1, 6810, 0.924, 0.864, 5),
    Run('4 filters', 2, 6810, 0.929, 0.867, 5),
    Run('16 filters', 1, 27210, 0.949, 0.881, 5),
    Run('16 filters', 2, 27210, 0.945, 0.875, 5),
])

# %% turn-the-knobs, right: lambdas with the value bound, other seeds
check("turn-the-knobs", [
    Run('k=5', 11, 11738, 0.954, 0.902, 5),
    Run('k=5', 12, 11738, 0.939, 0.874, 5),
    Run('k=7', 11, 10090, 0.962, 0.909, 5),
    Run('k=7', 12, 10090, 0.939, 0.869, 5),
    Run('k=11', 11, 7466, 0.948, 0.879, 5),
    Run('k=11', 12, 7466, 0.952, 0.89, 5),
])

# %% turn-the-knobs, right: named functions, given in falling order
check("turn-the-knobs", [
    Run('11 x 11', 2, 3738, 0.91, 0.851, 5),
    Run('11 x 11', 1, 3738, 0.928, 0.865, 5),
    Run('7 x 7', 2, 5050, 0.928, 0.873, 5),
    Run('7 x 7', 1, 5050, 0.925, 0.877, 5),
    Run('2 x 2', 2, 6790, 0.911, 0.86, 5),
    Run('2 x 2', 1, 6790, 0.904, 0.849, 5),
])

# %% turn-the-knobs, right: a row of the page's table run again for reference
check("turn-the-knobs", [
    Run('Conv2D(8, 3), as before', 1, 13610, 0.958, 0.879, 5),
    Run('Conv2D(8, 3), as before', 2, 13610, 0.938, 0.877, 5),
    Run('Conv2D(8, 1)', 1, 15706, 0.888, 0.832, 5),
    Run('Conv2D(8, 1)', 2, 15706, 0.912, 0.849, 5),
    Run('Conv2D(8, 5)', 1, 11738, 0.917, 0.863, 5),
    Run('Conv2D(8, 5)', 2, 11738, 0.913, 0.857, 5),
    Run('Conv2D(8, 13)', 1, 6492, 0.92, 0.87, 5),
    Run('Conv2D(8, 13)', 2, 6492, 0.925, 0.871, 5),
])

# %% turn-the-knobs, right: one call of compare for each value, the lists put together
check("turn-the-knobs", [
    Run('kernel 1', 1, 3934, 0.843, 0.8, 5),
    Run('kernel 1', 2, 3934, 0.838, 0.8, 5),
    Run('kernel 6', 1, 2504, 0.904, 0.865, 5),
    Run('kernel 6', 2, 2504, 0.877, 0.815, 5),
    Run('kernel 12', 1, 1580, 0.886, 0.834, 5),
    Run('kernel 12', 2, 1580, 0.882, 0.828, 5),
])

# %% turn-the-knobs, right: a network function of one's own, kernel as a pair
check("turn-the-knobs", [
    Run('Conv2D(4, (4, 4))', 1, 5838, 0.919, 0.86, 5),
    Run('Conv2D(4, (4, 4))', 2, 5838, 0.92, 0.865, 5),
    Run('Conv2D(4, (8, 8))', 1, 4270, 0.9, 0.863, 5),
    Run('Conv2D(4, (8, 8))', 2, 4270, 0.919, 0.871, 5),
    Run('Conv2D(4, (14, 14))', 1, 2758, 0.914, 0.878, 5),
    Run('Conv2D(4, (14, 14))', 2, 2758, 0.91, 0.872, 5),
])

# %% turn-the-knobs, right: form: fit and predict by hand, size and accuracies noted for each value
check("turn-the-knobs", {'Conv2D(4, 1)': [0.848, 0.84], 'Conv2D(4, 5)': [0.872, 0.895], 'Conv2D(4, 13)': [0.872, 0.888]})

# %% turn-the-knobs, wrong: one seed only
check("turn-the-knobs", [
    Run('Conv2D(4, 1)', 1, 7858, 0.883, 0.833, 5),
    Run('Conv2D(4, 5)', 1, 5874, 0.93, 0.872, 5),
    Run('Conv2D(4, 13)', 1, 3250, 0.903, 0.866, 5),
])

# %% turn-the-knobs, wrong: only one value tried where three are asked
check("turn-the-knobs", [
    Run('Conv2D(4, 5)', 1, 5874, 0.93, 0.872, 5),
    Run('Conv2D(4, 5)', 2, 5874, 0.939, 0.891, 5),
])

# %% turn-the-knobs, wrong: the values that are in the table already
check("turn-the-knobs", [
    Run('Conv2D(2, 3)', 1, 3410, 0.896, 0.854, 5),
    Run('Conv2D(2, 3)', 2, 3410, 0.893, 0.836, 5),
    Run('Conv2D(8, 3)', 1, 13610, 0.958, 0.879, 5),
    Run('Conv2D(8, 3)', 2, 13610, 0.938, 0.877, 5),
    Run('Conv2D(8, 9)', 1, 8666, 0.926, 0.88, 5),
    Run('Conv2D(8, 9)', 2, 8666, 0.922, 0.874, 5),
])

# %% turn-the-knobs, wrong: turns the units of a dense layer
check("turn-the-knobs", [
    Run('Dense(8)', 1, 6370, 0.785, 0.728, 5),
    Run('Dense(8)', 2, 6370, 0.814, 0.729, 5),
    Run('Dense(32)', 1, 25450, 0.948, 0.861, 5),
    Run('Dense(32)', 2, 25450, 0.949, 0.859, 5),
    Run('Dense(128)', 1, 101770, 0.981, 0.872, 5),
    Run('Dense(128)', 2, 101770, 0.977, 0.866, 5),
])

# %% turn-the-knobs, wrong: lambdas in a loop: all three networks have the last value, 13
check("turn-the-knobs", [
    Run('Conv2D(4, 1)', 1, 3250, 0.903, 0.866, 5),
    Run('Conv2D(4, 1)', 2, 3250, 0.911, 0.857, 5),
    Run('Conv2D(4, 5)', 1, 3250, 0.903, 0.866, 5),
    Run('Conv2D(4, 5)', 2, 3250, 0.911, 0.857, 5),
    Run('Conv2D(4, 13)', 1, 3250, 0.903, 0.866, 5),
    Run('Conv2D(4, 13)', 2, 3250, 0.899, 0.86, 5),
])

# %% turn-the-knobs, wrong: tested on the training images
check("turn-the-knobs", [
    Run('Conv2D(4, 1)', 1, 7858, 0.883, 0.883, 5),
    Run('Conv2D(4, 1)', 2, 7858, 0.876, 0.876, 5),
    Run('Conv2D(4, 5)', 1, 5874, 0.93, 0.93, 5),
    Run('Conv2D(4, 5)', 2, 5874, 0.939, 0.939, 5),
    Run('Conv2D(4, 13)', 1, 3250, 0.903, 0.903, 5),
    Run('Conv2D(4, 13)', 2, 3250, 0.903, 0.903, 5),
])

# %% turn-the-knobs, wrong: filters and kernel size swapped: 1, 5, 13 filters of 4×4 under the names of kernels
check("turn-the-knobs", [
    Run('kernel_size 1, 4 filters', 1, 1467, 0.725, 0.695, 5),
    Run('kernel_size 1, 4 filters', 2, 1467, 0.846, 0.801, 5),
    Run('kernel_size 5, 4 filters', 1, 7295, 0.923, 0.868, 5),
    Run('kernel_size 5, 4 filters', 2, 7295, 0.939, 0.892, 5),
])

# %% turn-the-knobs, wrong: nothing run
check("turn-the-knobs", [])

# %% turn-the-knobs, wrong: one epoch, not as the table was run
check("turn-the-knobs", [
    Run('Conv2D(4, 1)', 1, 7858, 0.727, 0.68, 1),
    Run('Conv2D(4, 1)', 2, 7858, 0.738, 0.693, 1),
    Run('Conv2D(4, 5)', 1, 5874, 0.779, 0.727, 1),
    Run('Conv2D(4, 5)', 2, 5874, 0.633, 0.593, 1),
    Run('Conv2D(4, 13)', 1, 3250, 0.719, 0.695, 1),
    Run('Conv2D(4, 13)', 2, 3250, 0.715, 0.689, 1),
])

# %% turn-the-knobs, wrong: images without the division by 255
check("turn-the-knobs", [
    Run('Conv2D(4, 1)', 1, 7858, 0.901, 0.79, 5),
    Run('Conv2D(4, 1)', 2, 7858, 0.903, 0.808, 5),
    Run('Conv2D(4, 5)', 1, 5874, 0.955, 0.801, 5),
    Run('Conv2D(4, 5)', 2, 5874, 0.967, 0.793, 5),
    Run('Conv2D(4, 13)', 1, 3250, 0.13, 0.121, 5),
    Run('Conv2D(4, 13)', 2, 3250, 0.126, 0.115, 5),
])

# %% pulse-in-a-series, given
from lessonlib.experiments import Run

# %% pulse-in-a-series, right: as the hints lead
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0.5967),
    Run('Dense', 2, 2146, 1, 0.5433),
    Run('Conv1D', 1, 66, 0.9967, 0.9933),
    Run('Conv1D', 2, 66, 0.9967, 0.9833),
])

# %% pulse-in-a-series, right: exactly half of each kind, then one random order for both; three seeds
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0.5033),
    Run('Dense', 2, 2146, 1, 0.49),
    Run('Dense', 3, 2146, 1, 0.49),
    Run('Conv1D', 1, 66, 0.9967, 0.9967),
    Run('Conv1D', 2, 66, 1, 0.9967),
    Run('Conv1D', 3, 66, 0.9967, 0.9967),
])

# %% pulse-in-a-series, right: two Conv1D layers and a hidden dense layer behind them; adam as it is, more epochs
check("pulse-in-a-series", [
    Run('a dense layer', 1, 1074, 0.82, 0.58),
    Run('a dense layer', 2, 1074, 0.7933, 0.57),
    Run('a Conv1D layer', 1, 1170, 0.9967, 0.9867),
    Run('a Conv1D layer', 2, 1170, 0.9967, 0.9933),
])

# %% pulse-in-a-series, right: the other label for 'up and down', a pulse of another size, Conv1D first
check("pulse-in-a-series", [
    Run('conv', 4, 66, 1, 0.9967),
    Run('conv', 5, 66, 0.9967, 0.9967),
    Run('dense', 4, 2146, 1, 0.58),
    Run('dense', 5, 2146, 1, 0.6033),
])

# %% pulse-in-a-series, right: functional models; a third network, dense without a hidden layer, for reference
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0.5867),
    Run('Dense', 2, 2146, 1, 0.59),
    Run('Conv1D', 1, 66, 0.99, 0.9867),
    Run('Conv1D', 2, 66, 0.9967, 0.9933),
    Run('linear', 1, 130, 0.71, 0.5633),
    Run('linear', 2, 130, 0.706, 0.5573),
])

# %% pulse-in-a-series, right: form: no compare; fit and evaluate, one accuracy for each network
check("pulse-in-a-series", {'Dense': 0.54666668176651, 'Conv1D': 0.9900000095367432})

# %% pulse-in-a-series, right: form: one sigmoid output with binary cross-entropy, fits labels 0 and 1; own evaluation under two seeds
check("pulse-in-a-series", {'Dense': [0.5933333333333334, 0.5866666666666667], 'Conv1D': [0.98, 0.9966666666666667]})

# %% pulse-in-a-series, wrong: trained on all 600, the other 300 among them
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 1),
    Run('Dense', 2, 2146, 1, 1),
    Run('Conv1D', 1, 66, 0.995, 0.9933),
    Run('Conv1D', 2, 66, 0.9933, 0.9933),
])

# %% pulse-in-a-series, wrong: tested on the 300 that it has learned
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 1),
    Run('Dense', 2, 2146, 1, 1),
    Run('Conv1D', 1, 66, 0.9967, 0.9967),
    Run('Conv1D', 2, 66, 0.9967, 0.9967),
])

# %% pulse-in-a-series, wrong: the pulse always at the same moment
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 1),
    Run('Dense', 2, 2146, 1, 1),
    Run('Conv1D', 1, 66, 1, 0.9967),
    Run('Conv1D', 2, 66, 1, 0.9967),
])

# %% pulse-in-a-series, wrong: the pulse was never added: noise only
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0.49),
    Run('Dense', 2, 2146, 1, 0.4967),
    Run('Conv1D', 1, 66, 0.6167, 0.4267),
    Run('Conv1D', 2, 66, 0.6067, 0.5267),
])

# %% pulse-in-a-series, wrong: series and kinds shuffled, each by its own lot
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0.53),
    Run('Dense', 2, 2146, 1, 0.5533),
    Run('Conv1D', 1, 66, 0.6033, 0.5033),
    Run('Conv1D', 2, 66, 0.64, 0.49),
])

# %% pulse-in-a-series, wrong: only the network with Conv1D: nothing to compare
check("pulse-in-a-series", [
    Run('Conv1D', 1, 66, 0.9967, 0.9933),
    Run('Conv1D', 2, 66, 0.9967, 0.9833),
])

# %% pulse-in-a-series, wrong: no convolution: both networks are dense
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0.5967),
    Run('Dense', 2, 2146, 1, 0.5433),
    Run('Conv1D', 1, 538, 0.9733, 0.5833),
    Run('Conv1D', 2, 538, 0.96, 0.5733),
])

# %% pulse-in-a-series, wrong: the names in each other's place
check("pulse-in-a-series", [
    Run('Conv1D', 1, 2146, 1, 0.5967),
    Run('Conv1D', 2, 2146, 1, 0.5433),
    Run('Dense', 1, 66, 0.9967, 0.9933),
    Run('Dense', 2, 66, 0.9967, 0.9833),
])

# %% pulse-in-a-series, wrong: ordered by kind: the first 300 are all of one kind, the others of the other
check("pulse-in-a-series", [
    Run('Dense', 1, 2146, 1, 0),
    Run('Dense', 2, 2146, 1, 0),
    Run('Conv1D', 1, 66, 1, 0),
    Run('Conv1D', 2, 66, 1, 0),
])

# %% pulse-in-a-series, wrong: an empty result
check("pulse-in-a-series", [])

# %% pulse-in-a-series, wrong: losses in place of accuracies
check("pulse-in-a-series", {'Dense': 1.5253956317901611, 'Conv1D': 0.03919825330376625})
