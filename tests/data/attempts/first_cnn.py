"""Attempts at the exercises of lesson 4, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% hidden-neurons, given
import numpy as np

# %% hidden-neurons, right: as the hints lead: evaluate, a dictionary size → list
check("hidden-neurons", {'8 neurons': [0.8320000171661377], '128 neurons': [0.906000018119812, 0.8980000019073486, 0.8980000019073486], '256 neurons': [0.9079999923706055]})

# %% hidden-neurons, right: whole numbers as keys, a loop, functools.partial
check("hidden-neurons", {128: [0.906000018119812, 0.8980000019073486, 0.8980000019073486], 8: [0.8320000171661377], 256: [0.9079999923706055]})

# %% hidden-neurons, right: the accuracy counted by hand from predict, NumPy scalars
check("hidden-neurons", {'256': [0.908], '128': [0.906, 0.898, 0.898], '8': [0.832]})

# %% hidden-neurons, right: taken from the history of fit, val_accuracy of the last epoch
check("hidden-neurons", {'8 hidden neurons': [0.8320000171661377], '256 hidden neurons': [0.9079999923706055], '128 hidden neurons': [0.906000018119812, 0.8980000019073486, 0.8980000019073486]})

# %% hidden-neurons, right: a further size for reference, 32
check("hidden-neurons", {8: [0.8320000171661377], 32: [0.8980000019073486], 256: [0.9079999923706055], 128: [0.906000018119812, 0.8980000019073486, 0.8980000019073486]})

# %% hidden-neurons, right: built and compiled without the page's functions, plain model.fit, Sequential
check("hidden-neurons", {'8 neurons': [0.8320000171661377], '128 neurons': [0.906000018119812, 0.8980000019073486, 0.8980000019073486], '256 neurons': [0.9079999923706055]})

# %% hidden-neurons, right: NumPy arrays in place of the lists, keys Dense(8) …
check("hidden-neurons", {'Dense(8)': np.array([0.83200002]), 'Dense(128)': np.array([0.90600002, 0.898     , 0.898     ]), 'Dense(256)': np.array([0.90799999])})

# %% hidden-neurons, right: tuples, the three networks of 128 neurons in another order
check("hidden-neurons", {'256': (0.9079999923706055,), '8': (0.8320000171661377,), '128': (0.8980000019073486, 0.8980000019073486, 0.906000018119812)})

# %% hidden-neurons, right: form: per cent in place of shares
check("hidden-neurons", {'8 neurons': [83.2], '128 neurons': [90.6, 89.8, 89.8], '256 neurons': [90.8]})

# %% hidden-neurons, right: form: 'how many … are right' taken literally, counts out of 500
check("hidden-neurons", {8: [416], 128: [453, 449, 449], 256: [454]})

# %% hidden-neurons, wrong: losses given for accuracies
check("hidden-neurons", {'8 neurons': [0.5680031776428223], '128 neurons': [0.3254290819168091, 0.3435009717941284, 0.34698933362960815], '256 neurons': [0.30943602323532104]})

# %% hidden-neurons, wrong: training accuracies
check("hidden-neurons", {'8 neurons': [0.8742856979370117], '128 neurons': [0.9642857313156128, 0.9594285488128662, 0.9605714082717896], '256 neurons': [0.973714292049408]})

# %% hidden-neurons, wrong: test accuracies: a size is chosen with the validation set
check("hidden-neurons", {'8 neurons': [0.8220000267028809], '128 neurons': [0.9150000214576721, 0.9110000133514404, 0.9110000133514404], '256 neurons': [0.9210000038146973]})

# %% hidden-neurons, wrong: sizes swapped: 8 stands at the network with 256
check("hidden-neurons", {'8 neurons': [0.9079999923706055], '128 neurons': [0.906000018119812, 0.8980000019073486, 0.8980000019073486], '256 neurons': [0.8320000171661377]})

# %% hidden-neurons, wrong: only one network of 128 neurons: the luck cannot be seen
check("hidden-neurons", {'8 neurons': [0.8320000171661377], '128 neurons': [0.906000018119812], '256 neurons': [0.9079999923706055]})

# %% hidden-neurons, wrong: the same network of 128 neurons three times
check("hidden-neurons", {'8 neurons': [0.8320000171661377], '128 neurons': [0.906000018119812, 0.906000018119812, 0.906000018119812], '256 neurons': [0.9079999923706055]})

# %% hidden-neurons, wrong: networks of 8 and 256 never trained
check("hidden-neurons", {'128': [0.906000018119812, 0.8980000019073486, 0.8980000019073486], '8': [0.07599999755620956], '256': [0.12600000202655792]})

# %% hidden-neurons, wrong: 8 and 256 given as the seed, all networks have 128 neurons
check("hidden-neurons", {128: [0.906000018119812, 0.8980000019073486, 0.8980000019073486], 8: [0.9120000004768372], 256: [0.9020000100135803]})

# %% hidden-neurons, wrong: trained on the validation images
check("hidden-neurons", {'8': [0.9539999961853027], '128': [0.906000018119812, 0.8980000019073486, 0.8980000019073486], '256': [1.0]})

# %% hidden-neurons, wrong: 256 is missing
check("hidden-neurons", {'8 neurons': [0.8320000171661377], '128 neurons': [0.906000018119812, 0.8980000019073486, 0.8980000019073486]})

# %% hidden-neurons, wrong: nothing collected
check("hidden-neurons", {'8 neurons': [], '128 neurons': [], '256 neurons': []})

# %% hidden-neurons, wrong: invented numbers
check("hidden-neurons", {'8 neurons': [0.5], '128 neurons': [0.9, 0.9, 0.9], '256 neurons': [1.0]})

# %% how-sure, given
import keras
import numpy as np
from keras import layers
from lessonlib import figures
from lessonlib.datasets import load
from lessonlib.training import fit

(x_train, y_train), (x_test, y_test) = load("mnist")
x_train, x_test = x_train[..., None] / 255, x_test[..., None] / 255
x_val, y_val = x_train[3500:4000], y_train[3500:4000]
x_test, y_test = x_test[:1000], y_test[:1000]

def build_cnn():
    """As quick as a network can be: only its answers matter here."""
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

keras.utils.set_random_seed(1)
cnn = build_cnn()
fit(cnn, x_train[:3500], y_train[:3500], epochs=2, seed=1, verbose=0)
probabilities = cnn.predict(x_test, verbose=0)
predicted = probabilities.argmax(axis=1)
wrong = predicted != y_test
ten = wrong.nonzero()[0][:10]

# %% how-sure, right: as the hints lead
sure = probabilities.max(axis=1)
order = sure.argsort()
least, others = order[:100], order[100:]
in_least, in_others = wrong[least].sum(), wrong[others].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: argpartition: the 100 in no order, the rest by setdiff1d
certainty = np.max(probabilities, axis=-1)
least = np.argpartition(certainty, 100)[:100]
rest = np.setdiff1d(np.arange(1000), least)
in_least = np.count_nonzero(wrong[least])
in_others = np.count_nonzero(wrong[rest])
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: plain Python: sorted, a list of places, int counts
places = sorted(range(len(probabilities)), key=lambda i: max(probabilities[i]))
least = places[:100]
in_least = len([i for i in least if predicted[i] != y_test[i]])
in_others = len([i for i in places[100:] if predicted[i] != y_test[i]])
print(in_least, "of 100,", in_others, "of 900")
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: how unsure it is: 1 − the largest, the last hundred
doubt = 1 - probabilities.max(axis=1)
least = doubt.argsort()[-100:]
in_least = int(wrong[least].sum())
in_others = int(wrong.sum()) - in_least
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: a mask by the hundredth value
sure = np.sort(probabilities, axis=1)[:, -1]
limit = np.sort(sure)[99]
unsure = sure <= limit
least = unsure.nonzero()[0]
in_least, in_others = (wrong & unsure).sum(), (wrong & ~unsure).sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: predicted afresh in larger batches, evaluate used for the counts
p = cnn.predict(x_test, batch_size=250, verbose=0)
order = np.argsort(np.amax(p, 1))
least, others = order[:100], order[100:]
in_least = round(100 * (1 - cnn.evaluate(x_test[least], y_test[least], verbose=0)[1]))
in_others = round(900 * (1 - cnn.evaluate(x_test[others], y_test[others], verbose=0)[1]))
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: heapq and a set
import heapq
sure = probabilities.max(axis=1)
least = heapq.nsmallest(100, range(1000), key=sure.__getitem__)
chosen = set(least)
in_least = sum(bool(w) for i, w in enumerate(wrong) if i in chosen)
in_others = sum(bool(w) for i, w in enumerate(wrong) if i not in chosen)
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, right: keras.ops.top_k of the negative certainty, tensors turned into arrays
sure = keras.ops.max(probabilities, axis=1)
_, places = keras.ops.top_k(-sure, k=100)
least = keras.ops.convert_to_numpy(places)
in_least = wrong[least].sum()
in_others = np.delete(wrong, least).sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: the 100 of which it is most sure
sure = probabilities.max(axis=1)
order = sure.argsort()
least, others = order[-100:], order[:-100]
in_least, in_others = wrong[least].sum(), wrong[others].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: argsort forgotten: simply the first 100 images
sure = probabilities.max(axis=1)
least = np.arange(1000)[:100]
in_least, in_others = wrong[:100].sum(), wrong[100:].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: the probability of the true digit, not of the answer
sure = probabilities[np.arange(1000), y_test]
order = sure.argsort()
least, others = order[:100], order[100:]
in_least, in_others = wrong[least].sum(), wrong[others].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: counts those that are read rightly
order = probabilities.max(axis=1).argsort()
least, others = order[:100], order[100:]
in_least = (predicted[least] == y_test[least]).sum()
in_others = (predicted[others] == y_test[others]).sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: ten instead of a hundred
order = probabilities.max(axis=1).argsort()
least, others = order[:10], order[10:]
in_least, in_others = wrong[least].sum(), wrong[others].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: the smallest of the ten probabilities
sure = probabilities.min(axis=1)
order = sure.argsort()
least, others = order[:100], order[100:]
in_least, in_others = wrong[least].sum(), wrong[others].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: all the mistakes reported for the other 900
order = probabilities.max(axis=1).argsort()
least = order[:100]
in_least, in_others = wrong[least].sum(), wrong.sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: only among the misread ones: all 'least sure' images are wrong by choice
misread = wrong.nonzero()[0]
least = misread[probabilities[misread].max(axis=1).argsort()][:100]
in_least, in_others = len(least), wrong.sum() - len(least)
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: the two counts in each other's place
order = probabilities.max(axis=1).argsort()
least, others = order[:100], order[100:]
in_others, in_least = wrong[least].sum(), wrong[others].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: the validation images in place of the test images
val = cnn.predict(x_val, verbose=0)
bad = val.argmax(axis=1) != y_val
order = val.max(axis=1).argsort()
least = order[:100]
in_least, in_others = bad[least].sum(), bad[order[100:]].sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: labels of other images: the order is applied to the answers only
order = probabilities.max(axis=1).argsort()
least = order[:100]
in_least = (predicted[order][:100] != y_test[:100]).sum()
in_others = (predicted[order][100:] != y_test[100:]).sum()
check("how-sure", least, probabilities, in_least, in_others)

# %% how-sure, wrong: an untrained CNN
keras.utils.set_random_seed(5)
fresh = build_cnn()
p = fresh.predict(x_test, verbose=0)
order = p.max(axis=1).argsort()
least = order[:100]
bad = p.argmax(axis=1) != y_test
in_least, in_others = bad[least].sum(), bad[order[100:]].sum()
check("how-sure", least, probabilities, in_least, in_others)
