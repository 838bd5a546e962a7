"""Architectures as their papers draw them, written down as a textbook would."""

from typing import Any

import keras
from keras import layers, ops


def _conv(x: Any, filters: int, size: int, **options: Any) -> Any:
    settings = {"padding": "same", "activation": "relu", **options}
    return layers.Conv2D(filters, size, **settings)(x)


def _classifier(entry: Any, x: Any, *widths: int) -> Any:
    for width in widths:
        x = layers.Dense(width)(x)
    return keras.Model(entry, x)


def lenet() -> Any:
    """LeNet-5, every map of S2 connected to every map of C3."""
    entry = keras.Input((32, 32, 1))
    x = layers.AveragePooling2D(2)(_conv(entry, 6, 5, padding="valid"))
    x = layers.AveragePooling2D(2)(_conv(x, 16, 5, padding="valid"))
    return _classifier(entry, layers.Flatten()(x), 120, 84, 10)


def alexnet() -> Any:
    """Krizhevsky's, the layers that were split over two GPUs as two groups."""
    entry = keras.Input((227, 227, 3))
    x = layers.MaxPooling2D(3, 2)(_conv(entry, 96, 11, strides=4, padding="valid"))
    x = layers.MaxPooling2D(3, 2)(_conv(x, 256, 5, groups=2))
    x = _conv(_conv(_conv(x, 384, 3), 384, 3, groups=2), 256, 3, groups=2)
    return _classifier(entry, layers.Flatten()(layers.MaxPooling2D(3, 2)(x)), 4096, 4096, 1000)


def alexnet_of_torchvision() -> Any:
    """One tower, fewer filters, images of 224 pixels."""
    entry = keras.Input((224, 224, 3))
    x = _conv(layers.ZeroPadding2D(2)(entry), 64, 11, strides=4, padding="valid")
    x = layers.MaxPooling2D(3, 2)(_conv(layers.MaxPooling2D(3, 2)(x), 192, 5))
    x = _conv(_conv(_conv(x, 384, 3), 256, 3), 256, 3)
    return _classifier(entry, layers.Flatten()(layers.MaxPooling2D(3, 2)(x)), 4096, 4096, 1000)


_INCEPTIONS = (
    (64, 96, 128, 16, 32, 32),
    (128, 128, 192, 32, 96, 64),
    None,
    (192, 96, 208, 16, 48, 64),
    (160, 112, 224, 24, 64, 64),
    (128, 128, 256, 24, 64, 64),
    (112, 144, 288, 32, 64, 64),
    (256, 160, 320, 32, 128, 128),
    None,
    (256, 160, 320, 32, 128, 128),
    (384, 192, 384, 48, 128, 128),
)
"""Table 1 of the paper: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj; None: pooling."""


def googlenet() -> Any:
    """Without the auxiliary classifiers."""
    entry = keras.Input((224, 224, 3))

    def shrink(x: Any) -> Any:
        return layers.MaxPooling2D(3, 2, padding="same")(x)

    x = _conv(_conv(shrink(_conv(entry, 64, 7, strides=2)), 64, 1), 192, 3)
    x = shrink(x)
    for widths in _INCEPTIONS:
        if widths is None:
            x = shrink(x)
            continue
        one, reduce3, three, reduce5, five, pooled = widths
        around = layers.MaxPooling2D(3, 1, padding="same")(x)
        branches = (
            _conv(x, one, 1),
            _conv(_conv(x, reduce3, 1), three, 3),
            _conv(_conv(x, reduce5, 1), five, 5),
            _conv(around, pooled, 1),
        )
        x = layers.Concatenate()(branches)
    return _classifier(entry, layers.GlobalAveragePooling2D()(x), 1000)


def resnet18() -> Any:
    """Two convolutions a block; where the size halves, the skip is a 1 × 1 convolution."""
    entry = keras.Input((224, 224, 3))

    def normed(x: Any, filters: int, size: int, strides: int = 1) -> Any:
        plain = _conv(x, filters, size, strides=strides, use_bias=False, activation=None)
        return layers.BatchNormalization()(plain)

    x = layers.MaxPooling2D(3, 2, padding="same")(layers.ReLU()(normed(entry, 64, 7, 2)))
    for level, filters in enumerate((64, 128, 256, 512)):
        for block in range(2):
            strides = 2 if level and not block else 1
            inner = normed(layers.ReLU()(normed(x, filters, 3, strides)), filters, 3)
            skip = x if strides == 1 else normed(x, filters, 1, 2)
            x = layers.ReLU()(layers.Add()([skip, inner]))
    return _classifier(entry, layers.GlobalAveragePooling2D()(x), 1000)


def unet() -> Any:
    """Ronneberger's, unpadded: 572 pixels in, 388 out."""
    entry = x = keras.Input((572, 572, 1))

    def twice(x: Any, filters: int) -> Any:
        return _conv(_conv(x, filters, 3, padding="valid"), filters, 3, padding="valid")

    skips = []
    for filters in (64, 128, 256, 512):
        x = twice(x, filters)
        skips.append(x)
        x = layers.MaxPooling2D(2)(x)
    x = twice(x, 1024)
    for filters, skip in zip((512, 256, 128, 64), reversed(skips), strict=True):
        x = layers.Conv2DTranspose(filters, 2, strides=2)(x)
        rest = skip.shape[1] - x.shape[1]
        sides = (rest // 2, rest - rest // 2)
        cut = layers.Cropping2D((sides, sides))(skip)
        x = twice(layers.Concatenate()([cut, x]), filters)
    return keras.Model(entry, layers.Conv2D(2, 1)(x))


class Positions(layers.Layer):  # type: ignore[misc]
    """Adds a learned vector per position; before it, if asked for, a learned token."""

    def __init__(self, *, token: bool = False) -> None:
        super().__init__()
        self._token = token

    def build(self, shape: Any) -> None:
        if self._token:
            self.token = self.add_weight(shape=(1, 1, shape[-1]), name="token")
        length = shape[1] + self._token
        self.table = self.add_weight(shape=(1, length, shape[-1]), name="positions")

    def call(self, x: Any) -> Any:
        if self._token:
            first = ops.broadcast_to(self.token, (ops.shape(x)[0], 1, x.shape[-1]))
            x = ops.concatenate([first, x], axis=1)
        return x + self.table


def _mixed(x: Any, heads: int, source: Any = None) -> Any:
    width = x.shape[-1]
    source = x if source is None else source
    return layers.MultiHeadAttention(heads, width // heads)(x, source)


def _widened(x: Any, factor: int = 4) -> Any:
    width = x.shape[-1]
    return layers.Dense(width)(layers.Dense(factor * width, activation="gelu")(x))


def _before(x: Any, heads: int) -> Any:
    """A block that normalizes before each part, as in GPT-2 and the vision transformer."""
    x = x + _mixed(layers.LayerNormalization()(x), heads)
    return x + _widened(layers.LayerNormalization()(x))


def _after(x: Any, heads: int, source: Any = None) -> Any:
    """A block that normalizes after each part, as in the first transformer and BERT."""
    x = layers.LayerNormalization()(x + _mixed(x, heads))
    if source is not None:
        x = layers.LayerNormalization()(x + _mixed(x, heads, source))
    return layers.LayerNormalization()(x + _widened(x))


def vision_transformer(width: int, blocks: int, heads: int) -> Any:
    """ViT with patches of 16 pixels, on images of 224."""
    entry = keras.Input((224, 224, 3))
    x = layers.Reshape((-1, width))(layers.Conv2D(width, 16, strides=16)(entry))
    x = Positions(token=True)(x)
    for _ in range(blocks):
        x = _before(x, heads)
    return _classifier(entry, layers.LayerNormalization()(x)[:, 0], 1000)


def bert() -> Any:
    """BERT base, with its pooler, for 512 tokens."""
    words, segments = keras.Input((512,), dtype="int32"), keras.Input((512,), dtype="int32")
    x = layers.Embedding(30_522, 768)(words) + layers.Embedding(2, 768)(segments)
    x = layers.LayerNormalization()(Positions()(x))
    for _ in range(12):
        x = _after(x, 12)
    return keras.Model([words, segments], [x, layers.Dense(768, activation="tanh")(x[:, 0])])


def gpt2() -> Any:
    """The smallest one; the table of words is also the output's."""
    words = keras.Input((1024,), dtype="int32")
    table = layers.ReversibleEmbedding(50_257, 768)
    x = Positions()(table(words))
    for _ in range(12):
        x = _before(x, 12)
    return keras.Model(words, table(layers.LayerNormalization()(x), reverse=True))


def transformer() -> Any:
    """The base model: one table of 37,000 pieces of words for both sides and the output."""
    source, target = keras.Input((64,), dtype="int32"), keras.Input((64,), dtype="int32")
    table = layers.ReversibleEmbedding(37_000, 512)
    x, y = table(source), table(target)
    for _ in range(6):
        x = _after(x, 8)
    for _ in range(6):
        y = _after(y, 8, x)
    return keras.Model([source, target], table(y, reverse=True))
