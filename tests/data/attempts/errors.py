"""Attempts at the exercises of lesson 5, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% three-patients, given
import keras
import numpy as np
from keras import layers
from lessonlib.clinic import expect_error
from lessonlib.datasets import load

_, (x_test, y_test) = load("mnist")
x_test, y_test = x_test[:500, ..., np.newaxis], y_test[:500]
scaled_test = x_test / 255
image = keras.Input((28, 28, 1))
flat_image = layers.Flatten()(keras.Input((28, 28, 1)))

class Healthy:
    """Keeps what it was evaluated on: the attempts end with `evaluate`, and `check` asks for the images and labels."""

    seen = None

    def evaluate(self, images, labels, **_):
        if len(images) != len(labels):
            raise ValueError("Make sure all arrays contain the same number of samples.")
        self.seen = images, labels
        return [0.4, 0.88]

healthy = Healthy()

# %% three-patients, right: as the page mends them
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
mended_b = [layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, c))) for c in (1, 3)]
mended_c = healthy.evaluate(scaled_test[:-10], y_test[:-10], verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: two named layers, line by line; all 500 labels given back to C
picture = keras.Input((28, 28, 1))
maps = layers.Conv2D(32, kernel_size=3)(picture)
mended_a = layers.Flatten()(maps)
edges_grey = layers.Conv2D(8, kernel_size=3)
edges_colour = layers.Conv2D(8, kernel_size=3)
grey, colour = edges_grey(keras.Input((28, 28, 1))), edges_colour(keras.Input((28, 28, 3)))
mended_b = [grey, colour]
mended_c = healthy.evaluate(scaled_test, y_test, verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: [:490] on both; evaluate returns a dictionary
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(keras.Input((28, 28, 1))))
edges = layers.Conv2D(8, kernel_size=3)
more_edges = layers.Conv2D(8, kernel_size=3)
mended_b = (edges(keras.Input((28, 28, 1))), more_edges(keras.Input((28, 28, 3))))
mended_c = healthy.evaluate(scaled_test[:490], y_test[:490], verbose=0, return_dict=True)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: A without Flatten: the convolution gets the image itself
mended_a = layers.Conv2D(32, kernel_size=3)(keras.Input((28, 28, 1)))
mended_b = [layers.Conv2D(8, 3)(keras.Input((28, 28, 1))), layers.Conv2D(8, 3)(keras.Input((28, 28, 3)))]
labels = y_test[:-10]
mended_c = healthy.evaluate(scaled_test[:len(labels)], labels, verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: the diagnosis is printed, too; arguments named
print("A: found 2 axes (None, 784). Flatten stood before the convolution.")
mended_a = layers.Flatten()(layers.Conv2D(filters=32, kernel_size=(3, 3))(keras.Input(shape=(28, 28, 1))))
print("B: expected 1 channel, found 3. The layer had been built for grey images.")
edges = layers.Conv2D(filters=8, kernel_size=(3, 3), name="edges_grey")
edges_of_colours = layers.Conv2D(filters=8, kernel_size=(3, 3), name="edges_colour")
mended_b = [edges(keras.Input(shape=(28, 28, 1))), edges_of_colours(keras.Input(shape=(28, 28, 3)))]
print("C: 500 images, 490 labels. Ten labels had been cut off.")
n = min(len(scaled_test), len(y_test[:-10]))
mended_c = healthy.evaluate(scaled_test[:n], y_test[:n], verbose=0, batch_size=49)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: a function makes a fresh layer for each number of channels; the cut is one slice for both
def edges_for(channels):
    return layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, channels)))

x = keras.Input((28, 28, 1))
x = layers.Conv2D(32, kernel_size=3)(x)
x = layers.Flatten()(x)
mended_a = x
mended_b = [edges_for(1), edges_for(3)]
cut = slice(None, -10)
mended_c = healthy.evaluate(scaled_test[cut], y_test[cut], verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: colour first; shapes printed
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
print(mended_a.shape)
colour = layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, 3)))
grey = layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, 1)))
mended_b = [colour, grey]
print([t.shape for t in mended_b])
loss, accuracy = healthy.evaluate(scaled_test[:-10], y_test[:-10], verbose=0)
mended_c = [loss, accuracy]
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, right: Sequential models for A and B, all of the labels for C
a = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, kernel_size=3), layers.Flatten()])
b_grey = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(8, kernel_size=3)])
b_colour = keras.Sequential([keras.Input((28, 28, 3)), layers.Conv2D(8, kernel_size=3)])
mended_a, mended_b = a.outputs[0], [b_grey.outputs[0], b_colour.outputs[0]]
mended_c = healthy.evaluate(scaled_test, y_test, batch_size=500, verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: C cut at the other end: images and labels no longer belong together
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
mended_b = [layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, c))) for c in (1, 3)]

mended_c = healthy.evaluate(scaled_test[10:], y_test[:-10], verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: C: ten invented labels put in front: as many as images, and none belongs to its image
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
mended_b = [layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, c))) for c in (1, 3)]

labels = np.concatenate([np.zeros(10, dtype=int), y_test[:-10]])
mended_c = healthy.evaluate(scaled_test, labels, verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: errors only caught, nothing mended
mended_a = mended_b = mended_c = None
with expect_error():
    mended_a = layers.Conv2D(32, kernel_size=3)(flat_image)
with expect_error():
    edges = layers.Conv2D(8, kernel_size=3)
    edges(keras.Input((28, 28, 1)))
    mended_b = edges(keras.Input((28, 28, 3)))
with expect_error():
    mended_c = healthy.evaluate(scaled_test, y_test[:-10], verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: A: a dense layer in place of the convolution
mended_b = [layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, c))) for c in (1, 3)]
mended_c = healthy.evaluate(scaled_test[:-10], y_test[:-10], verbose=0)

mended_a = layers.Dense(32)(layers.Flatten()(keras.Input((28, 28, 1))))
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: A: a convolution along the flattened row, the rows of the image are still gone
mended_b = [layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, c))) for c in (1, 3)]
mended_c = healthy.evaluate(scaled_test[:-10], y_test[:-10], verbose=0)

row = layers.Reshape((784, 1))(layers.Flatten()(keras.Input((28, 28, 1))))
mended_a = layers.Conv1D(32, kernel_size=3)(row)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: B: both inputs made grey, no layer for colour images
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
mended_c = healthy.evaluate(scaled_test[:-10], y_test[:-10], verbose=0)

edges = layers.Conv2D(8, kernel_size=3)
mended_b = [edges(keras.Input((28, 28, 1))), edges(keras.Input((28, 28, 1)))]
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: C: the test images that were never scaled
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
mended_b = [layers.Conv2D(8, kernel_size=3)(keras.Input((28, 28, c))) for c in (1, 3)]

mended_c = healthy.evaluate(x_test[:-10], y_test[:-10], verbose=0)
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: only A mended
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))

mended_b = None
mended_c = None
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% three-patients, wrong: B: filters and kernel size swapped
mended_a = layers.Flatten()(layers.Conv2D(32, kernel_size=3)(image))
mended_c = healthy.evaluate(scaled_test[:-10], y_test[:-10], verbose=0)

mended_b = [layers.Conv2D(3, 8)(keras.Input((28, 28, c))) for c in (1, 3)]
check("three-patients", mended_a, mended_b, healthy.seen if mended_c else mended_c)

# %% first-aid, given
import keras
import numpy as np
from keras import layers
from lessonlib.clinic import expect_error
from lessonlib.datasets import load
from lessonlib.training import fit

digits = load("mnist")
(x_train, y_train), (x_test, y_test) = digits
x_train, y_train = x_train[:1000], y_train[:1000]
x_test, y_test = x_test[:500], y_test[:500]
x_train, x_test = x_train[..., np.newaxis], x_test[..., np.newaxis]
image = keras.Input((28, 28, 1))

maps = layers.Conv2D(16, kernel_size=3, activation="relu")(image)
unflattened = keras.Model(image, layers.Dense(10, activation="softmax")(maps))
unflattened.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
numbers = layers.Flatten()(maps)
flattened = keras.Model(image, layers.Dense(10, activation="softmax")(numbers))

def build(last="softmax"):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation=last)])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

scaled, scaled_test = x_train / 255, x_test / 255
healthy, no_softmax = build(), build(last=None)

# %% first-aid, right: much as the page does it
def first_aid(model, images, labels):
    found, expected = images.shape[1:], model.input_shape[1:]
    complaints = []
    if images.ndim != 4:
        complaints.append("there is no channel axis")
    elif found != expected:
        complaints.append(f"images are {found}, the model expects {expected}")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values are not between 0 and 1")
    if len(images) != len(labels):
        complaints.append(f"{len(images)} images, but {len(labels)} labels")
    shape = model.output_shape
    if len(shape) != 2 or shape[1] <= labels.max():
        complaints.append(f"output {shape}: not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, right: other names of the arguments, numpy functions, NaN is found as well
def first_aid(net, x, y):
    x, y = np.asarray(x), np.asarray(y)
    said = []
    channels_missing = len(x.shape) < 4
    if channels_missing:
        said.append("Your images have no channel axis. Write x[..., np.newaxis].")
    if np.isnan(x).any():
        said.append("Some values are no numbers.")
    if np.min(x) < 0.0 or np.max(x) > 1.0:
        said.append("Please scale your images: values should lie between 0 and 1.")
    if x.shape[0] != y.shape[0]:
        said.append("The number of labels is not the number of images.")
    flat = len(net.output_shape) == 2
    if not flat:
        said.append("The output is not flat. Did you forget Flatten?")
    elif net.output_shape[-1] < len(np.unique(y)):
        said.append("The output has too few numbers for the classes.")
    if flat and not channels_missing:
        rows = np.array(net(x[:8].astype("float32"))).sum(axis=1)
        if np.abs(rows - 1).max() > 0.01:
            said.append("The outputs are no probabilities: they do not add up to 1.")
    return said
check("first-aid", first_aid)

# %% first-aid, right: try/except around the prediction
def first_aid(model, images, labels):
    problems = []
    if images.ndim == 3:
        problems.append("no channel axis")
    if not ((images >= 0) & (images <= 1)).all():
        problems.append("not scaled")
    if len(labels) != len(images):
        problems.append("number of labels")
    classes = int(labels.max()) + 1
    if model.output_shape[1:] != (classes,):
        problems.append("output is not one number for each class")
    try:
        totals = model.predict(images[:3], verbose=0).sum(-1)
    except Exception as error:
        if not problems:
            problems.append(f"cannot predict: {error}")
    else:
        if not np.allclose(totals, 1, atol=0.01):
            problems.append("outputs do not sum to 1")
    return problems
check("first-aid", first_aid)

# %% first-aid, right: one small function for each complaint, collected by a comprehension
def channel_axis(model, images, labels):
    return "the channel axis is missing" if images.ndim != 4 else None

def scale(model, images, labels):
    return f"largest value {images.max()}, smallest {images.min()}" if images.max() > 1 or images.min() < 0 else None

def as_many(model, images, labels):
    return "images and labels differ in number" if len(images) - len(labels) else None

def classes(model, images, labels):
    shape = model.output_shape
    return None if len(shape) == 2 and shape[1] > max(labels) else "the output does not have one number for each class"

def softmax(model, images, labels):
    if images.ndim == 4 and len(model.output_shape) == 2:
        outputs = model.predict(images[:10], verbose=0)
        if max(abs(outputs.sum(axis=1) - 1)) > 1e-3:
            return "softmax forgotten?"

def first_aid(model, images, labels):
    looks = [channel_axis, scale, as_many, classes, softmax]
    return [said for look in looks if (said := look(model, images, labels))]
check("first-aid", first_aid)

# %% first-aid, right: a generator turned into a list, a further argument with a default, wording in German
def complaints(model, images, labels, few):
    if images.ndim < 4:
        yield "Den Bildern fehlt die Achse der Kanäle."
    if images.min() < 0 or images.max() > 1:
        yield "Die Werte liegen nicht zwischen 0 und 1."
    if len(images) != len(labels):
        yield "Es gibt nicht so viele Labels wie Bilder."
    if model.output_shape != (None, model.output_shape[-1]) or model.output_shape[-1] < labels.max() + 1:
        yield "Die Ausgabe ist nicht eine Zahl je Klasse."
    elif images.ndim == 4:
        if not np.allclose(np.sum(model.predict(images[:few], verbose=0), axis=1), 1, atol=1e-3):
            yield "Die Ausgaben ergeben zusammen nicht 1."

def first_aid(model, images, labels, few=5):
    return list(complaints(model, images, labels, few))
check("first-aid", first_aid)

# %% first-aid, right: the range allows a little rounding; the channel axis is added so that the rest can be tried
def first_aid(model, images, labels):
    result = []
    pictures = images
    if images.ndim != 4:
        result += ["The images have no channel axis."]
        pictures = images[..., np.newaxis]
    if images.min() < -1e-6 or images.max() > 1 + 1e-6:
        result += ["The values are not between 0 and 1."]
    if len(images) != len(labels):
        result += ["There are not as many labels as images."]
    answer = model.predict(pictures[:4], verbose=0)
    if answer.ndim != 2 or answer.shape[1] < labels.max() + 1:
        result += ["The output is not one number for each class."]
    elif not np.allclose(answer.sum(axis=1), np.ones(len(answer)), atol=1e-4):
        result += ["The outputs do not add up to 1."]
    return result
check("first-aid", first_aid)

# %% first-aid, right: all images are predicted; prints what it returns
def first_aid(model, images, labels):
    list_of_complaints = []
    def complain(text):
        print("-", text)
        list_of_complaints.append(text)
    if len(images.shape) != 4:
        complain("images need four axes, the last one for the channels")
    if images.max() > 1:
        complain("values above 1: divide by 255")
    if images.min() < 0:
        complain("values below 0")
    if len(images) > len(labels):
        complain("too few labels")
    if len(images) < len(labels):
        complain("too many labels")
    if len(model.output_shape) > 2:
        complain("Flatten is missing: the output has more than two axes")
    elif model.output_shape[1] < 1 + np.max(labels):
        complain("more classes than outputs")
    elif len(images.shape) == 4:
        p = model.predict(images, verbose=0)
        if np.any(np.abs(p.sum(axis=1) - 1) > 0.001):
            complain("the rows of the output do not sum to 1")
    return list_of_complaints
check("first-aid", first_aid)

# %% first-aid, right: the last layer looked at, and the sums as well
def first_aid(model, images, labels):
    bad = []
    shape_ok = images.ndim == 4 and images.shape[-1] == model.input_shape[-1]
    if not shape_ok:
        bad.append("channel axis: " + str(images.shape) + " against " + str(model.input_shape))
    if float(images.min()) < 0 or float(images.max()) > 1:
        bad.append("range of the values")
    if len(images) != len(labels):
        bad.append("number of images and labels")
    if len(model.output_shape) != 2 or model.output_shape[-1] != labels.max() + 1:
        bad.append("shape of the output")
    if shape_ok:
        out = model.predict(images[:20], verbose=0)
        if (np.abs(out.sum(axis=-1) - 1) > 1e-2).any() or out.min() < 0:
            bad.append("no probabilities in the output")
    return bad
check("first-aid", first_aid)

# %% first-aid, right: a dictionary of looks, tolerant of labels in a list
def first_aid(model, images, labels):
    labels = np.array(labels)
    classes = model.output_shape[-1]
    looks = {
        "Where is the channel axis?": np.ndim(images) == 4,
        "Values must lie between 0 and 1.": 0 <= np.min(images) and np.max(images) <= 1,
        "Images and labels must be equally many.": len(images) == len(labels),
        "The output must be one number for each class.": len(model.output_shape) == 2 and labels.max() < classes,
    }
    complaints = [text for text, fine in looks.items() if not fine]
    if len(complaints) == 0:
        sums = model.predict(images[-32:], verbose=0).sum(axis=1)
        if (sums < 0.99).any() or (sums > 1.01).any():
            complaints.append("The last layer has no softmax: its outputs do not add up to 1.")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: prints the complaints and returns nothing
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    print(complaints)
check("first-aid", first_aid)

# %% first-aid, wrong: finds nothing at all
def first_aid(model, images, labels):
    return []
check("first-aid", first_aid)

# %% first-aid, wrong: complains of everything, even of the healthy network
def first_aid(model, images, labels):
    return ["no channel axis", "values not between 0 and 1", "number of labels", "not one number for each class", "outputs do not add up to 1"]
check("first-aid", first_aid)

# %% first-aid, wrong: crashes where the channel axis is missing: takes its length before it looks whether there is one
def first_aid(model, images, labels):
    complaints = []
    found = images.shape[3]
    if found != model.input_shape[3]:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("number of labels")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    elif not np.allclose(model.predict(images[:5], verbose=0).sum(axis=-1), 1, atol=1e-3):
        complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: sums over the images in place of the classes
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=0)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: a missing Flatten is not found: looks at the last axis only
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if model.output_shape[-1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: a forgotten softmax is not found
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: returns True or False, no complaints
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return len(complaints) == 0
check("first-aid", first_aid)

# %% first-aid, wrong: complains of images that are scaled: expects 0 to 255
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() < 2:
        complaints.append("values not between 0 and 1")
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: scales the images itself and says nothing of them
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    images = images / images.max()
    if len(images) != len(labels):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: the labels are counted by their classes
def first_aid(model, images, labels):
    complaints = []
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    if len(images) < len(set(labels)):
        complaints.append("another number of labels than of images")
    if len(model.output_shape) != 2 or model.output_shape[1] <= labels.max():
        complaints.append("not one number for each class")
    if not complaints:
        sums = model.predict(images[:5], verbose=0).sum(axis=-1)
        if not np.allclose(sums, 1, atol=1e-3):
            complaints.append("outputs do not add up to 1")
    return complaints
check("first-aid", first_aid)

# %% first-aid, wrong: trains the model first, though the complaints are wanted before anything is trained
def first_aid(model, images, labels):
    complaints = []
    try:
        model.fit(images, labels, epochs=1, verbose=0)
    except Exception as error:
        complaints.append(str(error))
    if images.ndim != 4:
        complaints.append("no channel axis")
    if images.min() < 0 or images.max() > 1:
        complaints.append("values not between 0 and 1")
    return complaints
check("first-aid", first_aid)
