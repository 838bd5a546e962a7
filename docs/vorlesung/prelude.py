"""Vorspiel: läuft vor den Zellen jeder Vorlesung, damit dort nur steht, worum es geht.

Der Name `keras` ist danach bekannt, und `run_test_harness` trainiert das
Modell, das die Seite mit `define_model` beschreibt.
"""

import keras
import numpy as np


def run_test_harness(samples=32, batch_size=16):
    """Trainiert `define_model()` der Seite eine Epoche lang und gibt Verlauf und Modell zurück.

    Die Daten sind handgeschriebene Ziffern (8 × 8 Bildpunkte, zehn Klassen), die
    scikit-learn mitbringt; sie werden auf die Eingabegröße des Modells vergrößert.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = np.repeat(digits.images[:samples, :, :, np.newaxis] / 16.0, 3, axis=-1)
    model = define_model()  # noqa: F821 – steht in der Vorlesung
    _, height, width, _ = model.input_shape
    images = keras.ops.image.resize(images.astype("float32"), (height, width))
    history = model.fit(images, digits.target[:samples], batch_size=batch_size, verbose=0)
    return history, model
