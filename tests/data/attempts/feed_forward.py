"""Attempts at the exercises of lesson 1, written from the tasks' texts by people who had not seen the judge.

Each cell names its exercise, its verdict and what it tries; the cell "given" holds what the page has defined before.
"""

# %% network-for-wine, given
import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_iris
from lessonlib.diagrams import network

keras.utils.set_random_seed(5)
flower = keras.Input((4,), name="measurements")
five = layers.Dense(5, activation="relu", name="middle")(flower)
species = layers.Dense(3, activation="softmax", name="species")(five)
model = keras.Model(inputs=flower, outputs=species)
iris = load_iris()
one_flower = iris.data[:1]

# %% network-for-wine, right: functional, as the page does, other names
from sklearn.datasets import load_wine

wine = load_wine()
# input
bottle = keras.Input((13,), name="bottle")
# hidden layer
h = layers.Dense(8, activation="relu", name="cellar")(bottle)
# output
grapes = layers.Dense(3, activation="softmax", name="grapes")(h)
net = keras.Model(inputs=bottle, outputs=grapes)
out = net.predict(wine.data[:1], verbose=0)
print(out)
check("network-for-wine", net, out)

# %% network-for-wine, right: Sequential, sizes taken from the data, drawn afterwards
from sklearn.datasets import load_wine

wine = load_wine()
n_features = wine.data.shape[1]
n_grapes = len(wine.target_names)
wine_model = keras.Sequential([
    keras.Input((n_features,)),                     # input
    layers.Dense(8, activation="relu"),             # hidden
    layers.Dense(n_grapes, activation="softmax"),   # output
])
wine_model.summary()
print("first wine ->", wine_model.predict(wine.data[:1], verbose=0))
check("network-for-wine", wine_model, wine_model.predict(wine.data[:1], verbose=0))

# %% network-for-wine, right: Sequential filled with add(), called directly instead of predict
from sklearn.datasets import load_wine

data = load_wine().data
m = keras.Sequential(name="wine")
m.add(keras.Input(shape=(13,)))
m.add(layers.Dense(units=8, activation="tanh"))
m.add(layers.Dense(units=3, activation="softmax"))
answer = m(data[:1])
print(answer)
check("network-for-wine", m, answer)

# %% network-for-wine, right: Sequential without Input: Keras sees the 13 when the first wine arrives
from sklearn.datasets import load_wine

X, y = load_wine(return_X_y=True)
lazy = keras.Sequential([layers.Dense(8, "relu"), layers.Dense(3, "softmax")])
result = lazy.predict(X[0].reshape(1, -1), verbose=0)
print(result.shape, result.sum())
check("network-for-wine", lazy, result)

# %% network-for-wine, right: a subclassed keras.Model
from sklearn.datasets import load_wine

class WineNet(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(8, activation="relu")       # hidden layer
        self.out = layers.Dense(3, activation="softmax")       # output

    def call(self, x):        # x is the input
        return self.out(self.hidden(x))

wine = load_wine()
wine_model = WineNet()
answer = wine_model.predict(wine.data[:1], verbose=0)
print(answer.round(2))
check("network-for-wine", wine_model, answer)

# %% network-for-wine, right: activations as layers of their own: steps without weights do not count
from sklearn.datasets import load_wine

wine = load_wine()
i = keras.Input((13,))
x = layers.Dense(8)(i)
x = layers.ReLU()(x)
x = layers.Dense(3)(x)
x = layers.Softmax()(x)
wine_net = keras.Model(i, x)
first = wine_net.predict(np.array([wine.data[0]]), verbose=0)
print("Alcohol etc. in:", wine.data[0])
print("Grapes out:", first[0])
check("network-for-wine", wine_net, first)

# %% network-for-wine, right: a data frame in, an int as the shape's only entry by unpacking
from sklearn.datasets import load_wine

frame = load_wine(as_frame=True)
features = frame.data
shape = features.shape[1:]
inputs = keras.Input(shape)
hidden = layers.Dense(8, activation="sigmoid", name="hidden")(inputs)
outputs = layers.Dense(frame.target.nunique(), activation="softmax", name="output")(hidden)
winery = keras.Model(inputs, outputs, name="winery")
answer = winery.predict(features.iloc[:1].to_numpy(), verbose=0)
print(f"{answer[0][0]:.1%}, {answer[0][1]:.1%}, {answer[0][2]:.1%}!")
check("network-for-wine", winery, answer)

# %% network-for-wine, right: a function that builds it, a loop over (size, activation), sent with predict_on_batch
from sklearn.datasets import load_wine

def build(n_in, sizes):
    x = start = keras.Input((n_in,))
    for size, activation in sizes:
        x = layers.Dense(size, activation=activation)(x)
    return keras.Model(start, x)

wine = load_wine()
built = build(13, [(8, "relu"), (3, "softmax")])
got = built.predict_on_batch(wine["data"][:1].astype("float32"))
print(got)
check("network-for-wine", built, got)

# %% network-for-wine, right: trained for two epochs as well, then the first wine
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential(
    [keras.Input((13,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")]
)
wine_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
wine_model.fit(wine.data, wine.target, epochs=2, verbose=0)
prediction = wine_model.predict(wine.data[:1], verbose=0)
print("Most likely grape:", wine.target_names[prediction.argmax()])
check("network-for-wine", wine_model, prediction)

# %% network-for-wine, right: one number for each grape without softmax: the task asks for numbers, not shares
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([keras.Input((13,)), layers.Dense(8, activation="relu"), layers.Dense(3)])
scores = wine_model.predict(wine.data[:1], verbose=0)
print(scores)
check("network-for-wine", wine_model, scores)

# %% network-for-wine, right: batch_shape, layers made first and applied later, gelu
from sklearn.datasets import load_wine
from keras.layers import Dense, Input
from keras.models import Model

hidden_layer = Dense(8, activation="gelu")
output_layer = Dense(3, activation=keras.activations.softmax)
wine_in = Input(batch_shape=(None, 13))
wine_out = output_layer(hidden_layer(wine_in))
my_model = Model(wine_in, wine_out)
one = load_wine().data[None, 0]
y = my_model.predict(one, verbose=0)
print(one.shape, "->", y.shape)
check("network-for-wine", my_model, y)

# %% network-for-wine, right: another Keras layer which does the same as Dense
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13,)),
    layers.EinsumDense("bi,io->bo", output_shape=8, bias_axes="o", activation="relu"),
    layers.EinsumDense("bi,io->bo", output_shape=3, bias_axes="o", activation="softmax"),
])
answer = wine_model.predict(wine.data[:1], verbose=0)
print(answer)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, right: a model inside a model: the first wine goes through 8 and 3 all the same
from sklearn.datasets import load_wine

wine = load_wine()
mix = keras.Sequential([keras.Input((13,)), layers.Dense(8, activation="relu")], name="mix")
name_it = keras.Sequential([keras.Input((8,)), layers.Dense(3, activation="softmax")], name="name_it")
wine_in = keras.Input((13,))
wine_model = keras.Model(wine_in, name_it(mix(wine_in)))
answer = wine_model.predict(wine.data[:1], verbose=0)
print(answer.tolist())
check("network-for-wine", wine_model, answer)

# %% network-for-wine, right: all wines sent through, and the first row picked as a table
from sklearn.datasets import load_wine

wine = load_wine()
a = keras.Input((13,))
b = layers.Dense(8, activation="relu")(a)
c = layers.Dense(3, activation="softmax")(b)
wine_model = keras.Model(a, c)
everything = wine_model.predict(wine.data, verbose=0)
first = everything[:1]
for name, share in zip(wine.target_names, first[0]):
    print(f"{name:10} | {share:.3f}")
check("network-for-wine", wine_model, first)

# %% network-for-wine, wrong: the network for flowers again, the wine cut to its first four numbers
from sklearn.datasets import load_wine

wine = load_wine()
measured = keras.Input((4,), name="measured")
mixed = layers.Dense(8, activation="relu", name="mixed")(measured)
grape = layers.Dense(3, activation="softmax", name="grape")(mixed)
wine_model = keras.Model(measured, grape)
answer = wine_model.predict(wine.data[:1, :4], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: no hidden layer at all
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([keras.Input((13,)), layers.Dense(3, activation="softmax")])
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: two hidden layers of 8
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13,)),
    layers.Dense(8, activation="relu"),
    layers.Dense(8, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: hidden and output swapped: 3 in the middle, 8 at the end
from sklearn.datasets import load_wine

wine = load_wine()
a = keras.Input((13,))
b = layers.Dense(3, activation="relu")(a)
c = layers.Dense(8, activation="softmax")(b)
wine_model = keras.Model(a, c)
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: 178 wines taken for the inputs: the table was turned
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((178,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")])
answer = wine_model.predict(wine.data.T[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: five hidden neurons, left over from the flowers
from sklearn.datasets import load_wine

wine = load_wine()
measured = keras.Input((13,))
five = layers.Dense(5, activation="relu")(measured)
wine_model = keras.Model(measured, layers.Dense(3, activation="softmax")(five))
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: one output number instead of one for each grape
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13,)), layers.Dense(8, activation="relu"), layers.Dense(1, activation="sigmoid")])
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: the output is applied to the input: the hidden layer hangs in the air
from sklearn.datasets import load_wine

wine = load_wine()
measured = keras.Input((13,), name="measured")
mixed = layers.Dense(8, activation="relu", name="mixed")(measured)
grape = layers.Dense(3, activation="softmax", name="grape")(measured)
wine_model = keras.Model(measured, grape)
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: the model ends at the hidden layer
from sklearn.datasets import load_wine

wine = load_wine()
measured = keras.Input((13,), name="measured")
mixed = layers.Dense(8, activation="relu", name="mixed")(measured)
grape = layers.Dense(3, activation="softmax", name="grape")(mixed)
wine_model = keras.Model(measured, mixed)
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: eight hidden layers instead of eight neurons
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([keras.Input((13,))])
for _ in range(8):
    wine_model.add(layers.Dense(13, activation="relu"))
wine_model.add(layers.Dense(3, activation="softmax"))
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: the 8 neurons split over two hidden layers of 4
from sklearn.datasets import load_wine

wine = load_wine()
x = start = keras.Input((13,))
x = layers.Dense(4, activation="relu")(x)
x = layers.Dense(4, activation="relu")(x)
wine_model = keras.Model(start, layers.Dense(3, activation="softmax")(x))
answer = wine_model.predict(wine.data[:1], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: a table of 13 rows and 1 column goes in, so 13 times 3 numbers come out
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13, 1)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")])
answer = wine_model.predict(wine.data[:1, :, np.newaxis], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: the iris network and an iris are handed in (nothing was written)
from sklearn.datasets import load_wine

wine = load_wine()
answer = model.predict(one_flower, verbose=0)
check("network-for-wine", model, answer)

# %% network-for-wine, wrong: the second wine is sent through, [1:2] for the first
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13,)), layers.Dense(8, activation="tanh", kernel_initializer=keras.initializers.RandomNormal(stddev=0.001)),
    layers.Dense(3)])
answer = wine_model.predict(wine.data[1:2], verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: all 178 wines are sent through, not the first one
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")])
answer = wine_model.predict(wine.data, verbose=0)
check("network-for-wine", wine_model, answer)

# %% network-for-wine, wrong: a made-up answer that the network never gave
from sklearn.datasets import load_wine

wine = load_wine()
wine_model = keras.Sequential([
    keras.Input((13,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")])
answer = np.array([[0.9, 0.05, 0.05]])
check("network-for-wine", wine_model, answer)

# %% label-the-rows, given
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(5)
flower = keras.Input((4,), name="measurements")
five = layers.Dense(5, activation="relu", name="middle")(flower)
species = layers.Dense(3, activation="softmax", name="species")(five)
model = keras.Model(inputs=flower, outputs=species)
digits = keras.Sequential(
    [
        keras.Input((28, 28), name="pixels"),
        layers.Flatten(name="one_row"),
        layers.Dense(32, activation="relu", name="strokes"),
        layers.Dense(10, activation="softmax", name="digit"),
    ]
)
pixels = keras.Input((28, 28), name="garment")
x = layers.Flatten(name="row")(pixels)
x = layers.Dense(64, activation="relu", name="edges")(x)
x = layers.Dense(32, activation="relu", name="shapes")(x)
label = layers.Dense(10, activation="softmax", name="label")(x)
garments = keras.Model(pixels, label)

# %% label-the-rows, right: three ifs, plain words with colons and dots
def label_rows(model):
    n = len(model.layers)
    for i in range(n):
        layer = model.layers[i]
        if i == 0:
            print(f"{layer.name}: input, counts.")
        elif i == n - 1:
            print(f"{layer.name}: output, counts.")
        elif layer.weights:
            print(f"{layer.name}: hidden, counts.")
        else:
            print(f"{layer.name}: hidden, does not count.")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: True and False for the verdict, no words
def label_rows(model):
    for i, layer in enumerate(model.layers):
        part = "hidden"
        if i == 0:
            part = "input"
        if i == len(model.layers) - 1:
            part = "output"
        print(layer.name, part, part == "input" or len(layer.weights) > 0)

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: tuples are printed
def label_rows(model):
    first, *between, last = model.layers
    print((first.name, "input", True))
    for layer in between:
        print((layer.name, "hidden", bool(layer.weights)))
    print((last.name, "output", bool(last.weights)))

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: a table with a header, a rule and a closing count; yes and no
def label_rows(model):
    print(f"{'name':<12}{'part':<10}{'counts?':<8}")
    print("-" * 30)
    total = 0
    for i, layer in enumerate(model.layers):
        part = "input" if i == 0 else "output" if layer is model.layers[-1] else "hidden"
        counts = i == 0 or layer.count_params() > 0
        total += counts
        print(f"{layer.name:<12}{part:<10}{'yes' if counts else 'no':<8}")
    print("-" * 30)
    print(total, "layers")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: capitals and 'layer' in the names of the parts; Yes/No after a question
def label_rows(net):
    rows = net.layers
    kinds = ["Input layer"] + ["Hidden layer"] * (len(rows) - 2) + ["Output layer"]
    for row, kind in zip(rows, kinds):
        ok = bool(row.weights) or kind.startswith("Input")
        print(f"{row.name} | {kind} | Counts as a layer? {'Yes' if ok else 'No'}")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: sentences, 'is not counted'
def label_rows(model):
    last = model.layers[-1]
    for layer in model.layers:
        if isinstance(layer, keras.layers.InputLayer):
            print(f'"{layer.name}" is the input and is counted.')
        elif layer is last:
            verdict = "is counted" if layer.weights else "is not counted"
            print(f'"{layer.name}" is the output and {verdict}.')
        else:
            verdict = "is counted" if layer.weights else "is not counted"
            print(f'"{layer.name}" is hidden and {verdict}.')

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: Markdown table, ticks and crosses
def label_rows(model):
    print("| row | part | counts |")
    print("|---|---|---|")
    for i, layer in enumerate(model.layers, start=1):
        part = {1: "input", len(model.layers): "output"}.get(i, "hidden")
        tick = "✓" if part == "input" or layer.weights else "✗"
        print(f"| {layer.name} | {part} | {tick} |")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: all lines built first and printed at once
def label_rows(model):
    lines = []
    for layer in model.layers:
        if layer is model.layers[0]:
            part = "INPUT"
        elif layer is model.layers[-1]:
            part = "OUTPUT"
        else:
            part = "HIDDEN"
        counts = "counts" if (part == "INPUT" or layer.get_weights()) else "doesn't count"
        lines.append(layer.name + " -> " + part + " -> " + counts)
    print("\n".join(lines))

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: the kind beside the name as the summary has it, numbered rows, printed and returned
def label_rows(model):
    rows = []
    for number, layer in enumerate(model.layers):
        if number == 0:
            part, counts = "input", True
        else:
            part = "output" if number + 1 == len(model.layers) else "hidden"
            counts = layer.count_params() != 0
        rows.append((layer.name, part, counts))
        print(f"{number + 1}. {layer.name} ({type(layer).__name__}): {part}; {'counts' if counts else 'does not count'}")
    return rows

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: a lambda with print in a list
label_rows = lambda model: [
    print(layer.name, "input" if i == 0 else "output" if i == len(model.layers) - 1 else "hidden",
          "counts" if i == 0 or layer.weights else "not counted", sep="\t")
    for i, layer in enumerate(model.layers)
] and None

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: also a Sequential: its input gets a line of its own
def label_rows(model):
    rows = list(model.layers)
    if not isinstance(rows[0], keras.layers.InputLayer):
        print("(input)", "input", "counts")
    for layer in rows:
        if isinstance(layer, keras.layers.InputLayer):
            part = "input"
        elif layer is rows[-1]:
            part = "output"
        else:
            part = "hidden"
        print(layer.name, part, "counts" if part == "input" or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: sys.stdout.write, while loop, 'part=' and 'counts=' in front
import sys

def label_rows(model):
    i = 0
    while i < len(model.layers):
        layer = model.layers[i]
        part = "hidden"
        if i == 0:
            part = "input"
        elif i == len(model.layers) - 1:
            part = "output"
        counts = part == "input" or any(True for _ in layer.weights)
        sys.stdout.write(f"name={layer.name}, part={part}, counts={counts}\n")
        i += 1

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, right: a pandas table is printed: one line for each row
import pandas as pd

def label_rows(model):
    n = len(model.layers)
    table = pd.DataFrame({
        "name": [layer.name for layer in model.layers],
        "part": ["input"] + ["hidden"] * (n - 2) + ["output"],
        "counts": [True] + [bool(layer.weights) for layer in model.layers[1:]],
    })
    print(table.to_string(index=False))

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the input does not count: only half of the rule
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        print(layer.name, part, "counts" if layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: every row counts, Flatten too
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        print(layer.name, part, "counts")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: off by one: the last row is called hidden
def label_rows(model):
    for place, layer in enumerate(model.layers):
        part = "input" if place == 0 else "output" if place == len(model.layers) else "hidden"
        print(layer.name, part, "counts" if part == "input" or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: off by one at the start: enumerate begins with 1, so there is no input
def label_rows(model):
    for place, layer in enumerate(model.layers, 1):
        part = "input" if place == 0 else "output" if place == len(model.layers) else "hidden"
        print(layer.name, part, "counts" if place == 1 or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the argument is not used: garments is written into it
def label_rows(model):
    last = len(garments.layers) - 1
    for place, layer in enumerate(garments.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        print(layer.name, part, "counts" if part == "input" or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the five lines for garments typed in
def label_rows(model):
    print("garment input counts")
    print("row hidden does not count")
    print("edges hidden counts")
    print("shapes hidden counts")
    print("label output counts")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: only rows that count get a line; Flatten is left out
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        if part == "input" or layer.weights:
            print(layer.name, part, "counts")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: return stands in the loop: only the first row is printed
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        print(layer.name, part, "counts" if part == "input" or layer.weights else "does not count")
        return part

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the verdict is the wrong way round
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        counts = part == "input" or bool(layer.weights)
        print(layer.name, part, "does not count" if counts else "counts")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: no verdict is printed at all
def label_rows(model):
    for place, layer in enumerate(model.layers):
        if place == 0:
            print(layer.name, "input")
        elif place == len(model.layers) - 1:
            print(layer.name, "output")
        else:
            print(layer.name, "hidden")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the names are missing
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        print(place, part, "counts" if part == "input" or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: input and output swapped
def label_rows(model):
    for layer in model.layers:
        if layer is model.layers[0]:
            part = "output"
        elif layer is model.layers[-1]:
            part = "input"
        else:
            part = "hidden"
        counts = layer is model.layers[0] or layer.weights
        print(layer.name, part, "counts" if counts else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the kind decides and not the place: every Dense is the output of something, Flatten the only hidden
def label_rows(model):
    kinds = {"InputLayer": "input", "Flatten": "hidden", "Dense": "output"}
    for layer in model.layers:
        part = kinds.get(type(layer).__name__, "hidden")
        print(layer.name, part, "counts" if part == "input" or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: a generator: the lines are never printed
def label_rows(model):
    last = len(model.layers) - 1
    for place, layer in enumerate(model.layers):
        part = {0: "input", last: "output"}.get(place, "hidden")
        yield print(layer.name, part, "counts" if part == "input" or layer.weights else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)

# %% label-the-rows, wrong: the name decides: it knows the names of garments only
def label_rows(model):
    parts = {"garment": "input", "label": "output"}
    for layer in model.layers:
        part = parts.get(layer.name, "hidden")
        counts = layer.name != "row"
        print(layer.name, part, "counts" if counts else "does not count")

label_rows(garments)
check("label-the-rows", label_rows)
