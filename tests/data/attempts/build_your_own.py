"""Attempts at the exercises of lesson 7, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% five-layers, given
import keras
import numpy as np
from functools import partial
from keras import layers
from lessonlib.datasets import load
from lessonlib.experiments import compare, effect, measures
from lessonlib.figures import compare_runs, learning_curves
from lessonlib.training import fit

def count_layers(model):
    return 1 + sum(bool(layer.weights) for layer in model.layers)

digits = load("mnist")
(x_train, y_train), (x_test, y_test) = digits
x_val, y_val = x_train[1000:1500, :, :, np.newaxis] / 255, y_train[1000:1500]
x_train, y_train = x_train[:1000, :, :, np.newaxis] / 255, y_train[:1000]
x_test, y_test = x_test[:1000, :, :, np.newaxis] / 255, y_test[:1000]
train, test = (x_train, y_train), (x_test, y_test)

def network(units=128, dropout=0.0):
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(units, activation="relu"),
        layers.Dropout(dropout),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),  # larger steps: few epochs
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model

quarter, seeds = (x_train[:250], y_train[:250]), [1, 2, 3]
image = keras.Input((28, 28, 1))

# %% five-layers, right, slow: two convolutions, one dense, Sequential with Input
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: one convolution and two hidden dense layers, plain fit, metrics, another batch size
keras.utils.set_random_seed(2)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(6, 7, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(64, activation="relu"),
    layers.Dense(32, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
mine.fit(x_train, y_train, epochs=10, batch_size=16, validation_data=(x_val, y_val), verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: functional, strides in place of pooling, dropout, named layers
keras.utils.set_random_seed(1)
picture = keras.Input(shape=(28, 28, 1), name="digit")
h = layers.Conv2D(16, 3, strides=2, activation="relu", name="look_1")(picture)
h = layers.Conv2D(32, 3, strides=2, activation="relu", name="look_2")(h)
h = layers.Flatten(name="row")(h)
h = layers.Dropout(0.2)(h)
h = layers.Dense(40, activation="relu", name="weigh")(h)
answer = layers.Dense(10, activation="softmax", name="answer")(h)
mine = keras.Model(picture, answer, name="mine")
mine.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy")
mine.fit(x_train, y_train, epochs=8, verbose=0)
check("five-layers", mine)

# %% five-layers, right: a subclass of keras.Model
class Reader(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Conv2D(10, 5, activation="relu")
        self.second = layers.Conv2D(20, 3, activation="relu")
        self.pool = layers.MaxPooling2D(2)
        self.flat = layers.Flatten()
        self.hidden = layers.Dense(50, activation="relu")
        self.out = layers.Dense(10, activation="softmax")

    def call(self, inputs):
        x = self.pool(self.first(inputs))
        x = self.pool(self.second(x))
        return self.out(self.hidden(self.flat(x)))

keras.utils.set_random_seed(1)
mine = Reader()
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=8, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: Sequential without Input: it is built by fit
keras.utils.set_random_seed(3)
mine = keras.Sequential()
mine.add(layers.Conv2D(16, (3, 3), activation="relu"))
mine.add(layers.MaxPooling2D((2, 2)))
mine.add(layers.Conv2D(24, (3, 3), activation="relu"))
mine.add(layers.MaxPooling2D((2, 2)))
mine.add(layers.Flatten())
mine.add(layers.Dense(64, activation="relu"))
mine.add(layers.Dense(10, activation="softmax"))
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
mine.fit(x_train, y_train, epochs=8, verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: one-hot labels and the loss that fits them
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(60, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
mine.fit(x_train, keras.utils.to_categorical(y_train, 10), epochs=10, verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: activations as layers of their own, a Softmax layer at the end
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 3), layers.ReLU(), layers.AveragePooling2D(2),
    layers.Conv2D(24, 3), layers.LeakyReLU(), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(80), layers.Activation("relu"),
    layers.Dense(10), layers.Softmax(),
])
mine.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy())
fit(mine, x_train, y_train, epochs=8, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: SGD with momentum, padding same, tanh
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.layers.Input((28, 28, 1)),
    keras.layers.Conv2D(8, 3, padding="same", activation="tanh"),
    keras.layers.MaxPooling2D(),
    keras.layers.Conv2D(8, 3, padding="same", activation="tanh"),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(32, activation="tanh"),
    keras.layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9), loss="sparse_categorical_crossentropy")
mine.fit(x_train, y_train, epochs=10, verbose=0)
check("five-layers", mine)

# %% five-layers, right: Rescaling inside the model (to −1 … 1), early stopping by the validation set
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Rescaling(2.0, offset=-1.0),
    layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(32, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
stop = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
history = mine.fit(x_train, y_train, epochs=12, validation_data=(x_val, y_val), callbacks=[stop], verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: three convolutions and the output layer: both kinds, four with weights
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(32, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="nadam", loss="sparse_categorical_crossentropy")
mine.fit(x_train, y_train, epochs=8, verbose=0)
check("five-layers", mine)

# %% five-layers, right, slow: trained in two goes; the name 'mine' at the end only
keras.utils.set_random_seed(4)
model = keras.models.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(filters=20, kernel_size=5, activation="relu"),
    layers.MaxPooling2D(pool_size=3),
    layers.Conv2D(filters=40, kernel_size=3, activation="relu"),
    layers.GlobalMaxPooling2D(),
    layers.Dense(units=40, activation="relu"),
    layers.Dense(units=10, activation="softmax"),
])
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train, epochs=6, verbose=0)
model.fit(x_train, y_train, epochs=8, verbose=0)
mine = model
check("five-layers", mine)

# %% five-layers, right, slow: a training loop of one's own with train_on_batch
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(10, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(20, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(30, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy")
lot = np.random.default_rng(0)
for epoch in range(8):
    order = lot.permutation(len(x_train))
    for start in range(0, len(order), 40):
        batch = order[start:start + 40]
        mine.train_on_batch(x_train[batch], y_train[batch])
check("five-layers", mine)

# %% five-layers, wrong: never trained
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
check("five-layers", mine)

# %% five-layers, wrong, slow: no convolution: four dense layers
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: too few layers: input, one convolution, one dense, output
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: too many layers: three convolutions and two dense layers
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(16, 3, activation="relu"),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=8, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: no softmax at the end; the loss knows, but the outputs do not add up to 1
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10),
])
mine.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: ten sigmoids in place of a softmax
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="sigmoid"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong: trained on the test digits
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_test, y_test, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: labels shuffled apart from the images
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, np.random.default_rng(0).permutation(y_train), epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong: copied: the page's own network, though the task forbids it
keras.utils.set_random_seed(1)
mine = network()
fit(mine, x_train, y_train, epochs=5, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: no dense layer: convolutions only
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(32, 3, activation="relu"),
    layers.Conv2D(10, 3),
    layers.GlobalAveragePooling2D(), layers.Softmax(),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=12, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: stopped after ten images: not right about 8 of 10
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train[:10], y_train[:10], epochs=3, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong, slow: eleven outputs
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(11, activation="softmax"),
])
mine.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% five-layers, wrong: hands in the answer of is_done, made true by hand
mine = True
check("five-layers", mine)

# %% five-layers, wrong, slow: softmax over a single output: predicts 1 for everything
keras.utils.set_random_seed(1)
mine = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(12, 5, activation="relu"), layers.MaxPooling2D(2),
    layers.Conv2D(24, 3, activation="relu"), layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(48, activation="relu"),
    layers.Dense(1, activation="softmax"),
])
mine.compile(optimizer="adam", loss="mse")
fit(mine, x_train, y_train, epochs=6, seed=1, verbose=0)
check("five-layers", mine)

# %% fashion-mnist, given
import keras
import numpy as np
from functools import partial
from keras import layers
from lessonlib.datasets import load
from lessonlib.experiments import effect, measures
from lessonlib.figures import compare_runs, learning_curves
from lessonlib.training import fit
from quick_runs import compare

def count_layers(model):
    return 1 + sum(bool(layer.weights) for layer in model.layers)

digits = load("mnist")
(x_train, y_train), (x_test, y_test) = digits
x_val, y_val = x_train[1000:1500, :, :, np.newaxis] / 255, y_train[1000:1500]
x_train, y_train = x_train[:1000, :, :, np.newaxis] / 255, y_train[:1000]
x_test, y_test = x_test[:1000, :, :, np.newaxis] / 255, y_test[:1000]
train, test = (x_train, y_train), (x_test, y_test)

def network(units=128, dropout=0.0):
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(units, activation="relu"),
        layers.Dropout(dropout),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),  # larger steps: few epochs
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model

quarter, seeds = (x_train[:250], y_train[:250]), [1, 2, 3]
image = keras.Input((28, 28, 1))

# %% fashion-mnist, right: as the hints lead
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

g_all = (g_train, g_train_labels), (g_test, g_test_labels)
on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, *g_all, seeds=seeds, epochs=5)
print(effect(on_digits + on_garments, "garments", against="digits"))
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, right: other names, other seeds, garments first
(clothes, kinds), (new_clothes, new_kinds) = load("fashion_mnist")
def prepared(array):
    return array[:1000].astype("float32")[..., None] / 255
n = len(prepared(clothes))
on_garments = compare({"Fashion-MNIST": network}, (prepared(clothes), kinds[:1000]), (prepared(new_clothes), new_kinds[:1000]), seeds=[7, 8, 9], epochs=5)
on_digits = compare({"MNIST": network}, (x_train[:n], y_train[:n]), test, seeds=[7, 8, 9], epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, right: eight epochs for both
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_garments = compare({"garments": network}, (g_train, g_train_labels), (g_test, g_test_labels), seeds=seeds, epochs=8)
on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=8)
for runs in (on_digits, on_garments):
    print(measures(runs))
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, right: a loop over both sets
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

both = {"digits": (as_many, test), "garments": ((g_train, g_train_labels), (g_test, g_test_labels))}
results = {name: compare({name: network}, learn, new, seeds=[1, 2, 3], epochs=5) for name, (learn, new) in both.items()}
on_digits, on_garments = results["digits"], results["garments"]
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, right: named tests, as lesson 6 gives them
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"network": network}, as_many, {"digits": test}, seeds=seeds, epochs=5)
on_garments = compare({"network": network}, (g_train, g_train_labels), {"garments": (g_test, g_test_labels)}, seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, right: float32 arrays, a confusion matrix as extra output
from lessonlib.figures import confusion_matrix
clothes = load("fashion_mnist")
(a, la), (b, lb) = clothes
a = np.expand_dims(a, -1).astype(np.float32)[:1000] / 255.0
b = np.expand_dims(b, -1).astype(np.float32)[:1000] / 255.0
la, lb = la[:1000], lb[:1000]
on_digits = compare({"digits": network}, (x_train[:len(a)], y_train[:len(a)]), test, seeds=(1, 2, 3), epochs=5)
on_garments = compare({"garments": network}, (a, la), (b, lb), seeds=(1, 2, 3), epochs=5)
wardrobe = network()
fit(wardrobe, a, la, epochs=5, seed=1, verbose=0)
confusion_matrix(lb, wardrobe.predict(b, verbose=0), class_names=clothes.class_names)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, right, slow: form: fit and evaluate by hand, three accuracies each
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

def three(images, labels, new, new_labels):
    accuracies = []
    for seed in (1, 2, 3):
        keras.utils.set_random_seed(seed)
        model = network()
        fit(model, images, labels, epochs=5, seed=seed, verbose=0)
        accuracies.append(model.evaluate(new, new_labels, verbose=0)[1])
    return accuracies

on_digits = three(*as_many, *test)
on_garments = three(g_train, g_train_labels, g_test, g_test_labels)
print("digits", on_digits, "garments", on_garments)
check("fashion-mnist", {"digits": on_digits, "garments": on_garments})

# %% fashion-mnist, wrong: the garments never divided by 255
(g_train, g_train_labels), (g_test, g_test_labels) = load("fashion_mnist")
g_train, g_test = g_train[:1000, ..., None], g_test[:1000, ..., None]
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
n = len(g_train)
on_digits = compare({"digits": network}, (x_train[:n], y_train[:n]), test, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, (g_train, g_train_labels), (g_test, g_test_labels), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: garments with the labels of the digits
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=5)
n = len(g_test)
on_garments = compare({"garments": network}, (g_train, y_train[:same]), (g_test, y_test[:n]), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: one seed in place of three
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"digits": network}, as_many, test, seeds=[1], epochs=5)
on_garments = compare({"garments": network}, (g_train, g_train_labels), (g_test, g_test_labels), seeds=[1], epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: a hundred garments against all the digits: not the same number of images
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"digits": network}, train, test, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, (g_train[:100], g_train_labels[:100]), (g_test, g_test_labels), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: the digits again under the name of the garments
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, as_many, test, seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: trained on digits, tested on garments
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, as_many, (g_test, g_test_labels), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: tested on the images that were learned
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

on_digits = compare({"digits": network}, as_many, as_many, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, (g_train, g_train_labels), (g_train, g_train_labels), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: another architecture: a dense network for the garments
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

def flat():
    model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax")])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=5)
on_garments = compare({"garments": flat}, (g_train, g_train_labels), (g_test, g_test_labels), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: no garments at all
on_digits = compare({"digits": network}, train, test, seeds=seeds, epochs=5)
on_garments = []
check("fashion-mnist", on_digits + on_garments)

# %% fashion-mnist, wrong: labels of the garments in another order than the images
garments = load("fashion_mnist")
(g_train, g_train_labels), (g_test, g_test_labels) = garments
g_train, g_test = (g[:1000, :, :, np.newaxis] / 255 for g in (g_train, g_test))
g_train_labels, g_test_labels = g_train_labels[:1000], g_test_labels[:1000]
same = len(g_train)
as_many = (x_train[:same], y_train[:same])

lot = np.random.default_rng(0)
on_digits = compare({"digits": network}, as_many, test, seeds=seeds, epochs=5)
on_garments = compare({"garments": network}, (lot.permutation(g_train), g_train_labels), (g_test, g_test_labels), seeds=seeds, epochs=5)
check("fashion-mnist", on_digits + on_garments)

# %% smaller-or-dropout, given
import keras
import numpy as np
from functools import partial
from keras import layers
from lessonlib.datasets import load
from lessonlib.experiments import effect, measures
from lessonlib.figures import compare_runs, learning_curves
from lessonlib.training import fit
from quick_runs import compare

def count_layers(model):
    return 1 + sum(bool(layer.weights) for layer in model.layers)

digits = load("mnist")
(x_train, y_train), (x_test, y_test) = digits
x_val, y_val = x_train[1000:1500, :, :, np.newaxis] / 255, y_train[1000:1500]
x_train, y_train = x_train[:1000, :, :, np.newaxis] / 255, y_train[:1000]
x_test, y_test = x_test[:1000, :, :, np.newaxis] / 255, y_test[:1000]
train, validation = (x_train, y_train), (x_val, y_val)

def network(units=128, dropout=0.0):
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(units, activation="relu"),
        layers.Dropout(dropout),
        layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),  # larger steps: few epochs
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model

quarter, seeds = (x_train[:250], y_train[:250]), [1, 2, 3]
image = keras.Input((28, 28, 1))

# %% smaller-or-dropout, right: as the hints lead
variants = {
    "128 units": network,
    "64 units": partial(network, units=64),
    "32 units": partial(network, units=32),
    "128, dropout 25 %": partial(network, dropout=0.25),
}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, right: lambdas, other names, another order, two seeds for all
nets = {
    "dropout": lambda: network(dropout=0.25),
    "small": lambda: network(units=32),
    "middle": lambda: network(units=64),
    "large": lambda: network(units=128),
}
runs = compare(nets, quarter, validation, seeds=[1, 2], epochs=20)
for measure in ("accuracy", "gap"):
    for name in ("middle", "small", "dropout"):
        print(measure, name, effect(runs, name, against="large", measure=measure))
check("smaller-or-dropout", runs, nets)

# %% smaller-or-dropout, right: a fifth network for reference, 16 units
variants = {f"{units} units": partial(network, units) for units in (128, 64, 32, 16)}
variants["128 units and dropout"] = partial(network, 128, 0.25)
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, right: one call of compare for each network, the lists put together, the same seeds
runs, variants = [], {}
for units, dropout in [(128, 0), (64, 0), (32, 0), (128, 0.25)]:
    name = f"Dense({units}), Dropout({dropout})"
    variants[name] = partial(network, units=units, dropout=dropout)
    runs.extend(compare({name: variants[name]}, quarter, validation, seeds=[5, 6, 7], epochs=20))
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, right: longer training, the same for all
variants = {"128": network, "64": partial(network, units=64), "32": partial(network, units=32), "128 + Dropout(0.25)": partial(network, dropout=1 / 4)}
runs = compare(variants, quarter, validation, seeds=[1, 2], epochs=30)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, right: the network written out once more, no Dropout layer where none is wanted
def variant(units, *masks):
    stack = [
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(units, activation="relu"),
        *masks,
        layers.Dense(10, activation="softmax"),
    ]
    model = keras.Sequential(stack)
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

def all_units(): return variant(128)
def half(): return variant(64)
def quarter_of_them(): return variant(32)
def masked(): return variant(128, layers.Dropout(0.25))
variants = {"128": all_units, "64": half, "32": quarter_of_them, "masked": masked}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, right, slow: form: fit and evaluate by hand, accuracies on new digits and gaps
runs, variants = {}, {}
for name, options in {"128": {}, "64": {"units": 64}, "32": {"units": 32}, "128 and dropout": {"dropout": 0.25}}.items():
    runs[name] = []
    variants[name] = partial(network, **options)
    for seed in (1, 2):
        keras.utils.set_random_seed(seed)
        model = network(**options)
        fit(model, *quarter, epochs=20, seed=seed, verbose=0)
        learned, new = (model.evaluate(*data, verbose=0)[1] for data in (quarter, validation))
        runs[name].append((new, learned - new))
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: Dropout(0.75): masks what should be kept
variants = {"128 units": network, "64 units": partial(network, units=64), "32 units": partial(network, units=32), "128, dropout 25 %": partial(network, dropout=0.75)}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: dropout on the 32 units, not on the 128
variants = {"128 units": network, "64 units": partial(network, units=64), "32 units": partial(network, units=32), "dropout 25 %": partial(network, units=32, dropout=0.25)}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: other seeds for each network
variants = {"128 units": network, "64 units": partial(network, units=64), "32 units": partial(network, units=32), "128, dropout 25 %": partial(network, dropout=0.25)}
runs = []
for i, (name, build) in enumerate(variants.items()):
    runs += compare({name: build}, quarter, validation, seeds=[3 * i + 1, 3 * i + 2, 3 * i + 3], epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: lambdas in a loop: all three sizes are the last one, 32
variants = {}
for units in (128, 64, 32):
    variants[f"{units} units"] = lambda: network(units=units)
variants["128, dropout 25 %"] = lambda: network(dropout=0.25)
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: only two networks: 64 and 32 forgotten
variants = {"128 units": network, "128, dropout 25 %": partial(network, dropout=0.25)}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: no network with dropout
variants = {f"{units} units": partial(network, units=units) for units in (128, 64, 32)}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: 1,000 training images in place of 250
variants = {
    "128 units": network,
    "64 units": partial(network, units=64),
    "32 units": partial(network, units=32),
    "128, dropout 25 %": partial(network, dropout=0.25),
}

runs = compare(variants, train, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: one seed: luck, not networks
variants = {
    "128 units": network,
    "64 units": partial(network, units=64),
    "32 units": partial(network, units=32),
    "128, dropout 25 %": partial(network, dropout=0.25),
}

runs = compare(variants, quarter, validation, seeds=[1], epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: tested on the training images: the gap is zero by construction
variants = {
    "128 units": network,
    "64 units": partial(network, units=64),
    "32 units": partial(network, units=32),
    "128, dropout 25 %": partial(network, dropout=0.25),
}

runs = compare(variants, quarter, quarter, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: the filters of the convolutions cut, the dense layer left at 128
def thinner(factor):
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8 // factor, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Conv2D(16 // factor, 3, activation="relu"), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
    ])
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model

variants = {"128 units": network, "64 units": partial(thinner, 2), "32 units": partial(thinner, 4), "128, dropout 25 %": partial(network, dropout=0.25)}
runs = compare(variants, quarter, validation, seeds=seeds, epochs=20)
check("smaller-or-dropout", runs, variants)

# %% smaller-or-dropout, wrong: nothing run
variants = {
    "128 units": network,
    "64 units": partial(network, units=64),
    "32 units": partial(network, units=32),
    "128, dropout 25 %": partial(network, dropout=0.25),
}

runs = []
check("smaller-or-dropout", runs, variants)
