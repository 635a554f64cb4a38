"""What happens to a formula between the press and the file: blur, noise, light, compression, worn type."""

from __future__ import annotations

import cv2
import numpy as np


def degraded(cover: np.ndarray, em: float, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """A grey picture (uint8) of ink that covers pixels; ``strength`` 0 leaves it as it was printed."""
    ink = cover
    if strength and rng.random() < 0.3 * strength:
        ink = _worn(ink, em, rng)
    if strength and rng.random() < 0.3 * strength:
        ink = _dirty(ink, em, rng)
    paper = 255.0 - rng.uniform(0, 70) * strength * (rng.random() < 0.5)
    dark = rng.uniform(0, 0.3) * paper * strength * (rng.random() < 0.6)
    grey = paper + (dark - paper) * ink
    if strength:
        if rng.random() < 0.5 * strength:
            grey = grey * _light(grey.shape, rng)
        if rng.random() < 0.6 * strength:
            grey = cv2.GaussianBlur(grey, (0, 0), max(0.3, rng.uniform(0.005, 0.03) * em))
        if rng.random() < 0.5 * strength:
            grey = grey + rng.normal(0, rng.uniform(1, 9), grey.shape)
    picture = np.clip(grey, 0, 255).astype(np.uint8)
    if strength and rng.random() < 0.4 * strength:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 92))]
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_GRAYSCALE)
    return 255 - picture if rng.random() < 0.1 * strength else picture


def _worn(ink: np.ndarray, em: float, rng: np.random.Generator) -> np.ndarray:
    """Strokes thicker, thinner, or with gaps where they are thin."""
    kind = rng.random()
    reach = 0.4 + rng.uniform(0.0, 0.012) * em
    if kind < 0.4:
        return np.clip(cv2.GaussianBlur(ink, (0, 0), reach) * rng.uniform(1.5, 2.2), 0, 1)
    if kind < 0.7:
        return np.clip(cv2.GaussianBlur(ink, (0, 0), reach) * 2 - 0.75, 0, 1)
    coarse = rng.random((max(2, ink.shape[0] // 3), max(2, ink.shape[1] // 3))).astype(np.float32)
    patches = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 1.0), ink.shape[::-1])
    return ink * (patches > np.quantile(patches, rng.uniform(0.0, 0.02)))


def _dirty(ink: np.ndarray, em: float, rng: np.random.Generator) -> np.ndarray:
    """Specks of dirt, up to a third of a dot of a letter, and rarely a hair."""
    height, width = ink.shape
    dirt = np.zeros((height, width), np.uint8)
    for _ in range(rng.poisson(6 * height * width / (8 * em * em)) + 1):
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        axes = np.maximum(np.round(rng.uniform(0.006, 0.022, 2) * em * 16), 6).astype(int).tolist()
        shade = int(rng.integers(80, 256))
        cv2.ellipse(dirt, (16 * x, 16 * y), axes, 0, 0, 360, shade, -1, cv2.LINE_AA, 4)
    if rng.random() < 0.1:
        start, bend, end = rng.uniform(0, (width, height)) + rng.normal(0, 0.3 * em, (3, 2))
        way = np.linspace(0, 1, 12)[:, None]
        hair = (1 - way) ** 2 * start + 2 * way * (1 - way) * bend + way**2 * end
        cv2.polylines(dirt, [np.round(16 * hair).astype(np.int32)], False, 140, 1, cv2.LINE_AA, 4)
    return np.maximum(ink, dirt.astype(np.float32) / 255)


def _light(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Light that falls from one side, or a shadow with a soft edge."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] / max(shape)
    direction = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(direction) + y * np.sin(direction)
    if rng.random() < 0.5:
        return 1 - rng.uniform(0.1, 0.4) * (along - along.min()) / max(float(np.ptp(along)), 1e-6)
    edge = rng.uniform(along.min(), along.max())
    return 1 - rng.uniform(0.1, 0.4) / (1 + np.exp(-(along - edge) * rng.uniform(8, 40)))
