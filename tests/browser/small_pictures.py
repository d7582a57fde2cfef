"""A picture of the screen as a small PNG: the 256 colours that it has most of, so that letters stay sharp."""

import base64
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from playwright.sync_api import Page

COLOURS = 256
_PIXELS = """async (png) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, image.width, image.height).data;
    let said = "";
    for (let at = 0; at < data.length; at += 32768) said += String.fromCharCode(...data.subarray(at, at + 32768));
    return [image.width, image.height, btoa(said)];
}"""


def small(blank: Page, png: bytes) -> bytes:
    """The same picture with few colours. `blank` is an empty page, whose browser reads the pixels."""
    width, height, data = blank.evaluate(_PIXELS, base64.b64encode(png).decode("ascii"))
    pixels = np.frombuffer(base64.b64decode(data), np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    coded = (pixels[:, 0] << 16) | (pixels[:, 1] << 8) | pixels[:, 2]
    found, places, counts = np.unique(coded, return_inverse=True, return_counts=True)
    kept = found[np.lexsort((found, -counts))[:COLOURS]]
    nearest = np.array([_nearest(one, kept) for one in found.tolist()], np.uint8)
    rows = nearest[places].reshape(height, width)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(rows, kept))


def _nearest(colour: int, kept: np.ndarray) -> int:
    parts = np.stack([(kept >> shift & 255) - (colour >> shift & 255) for shift in (16, 8, 0)])
    return int((parts**2).sum(axis=0).argmin())


def _chunks(rows: np.ndarray, kept: np.ndarray) -> Iterator[bytes]:
    height, width = rows.shape
    lines = np.hstack([np.zeros((height, 1), np.uint8), rows]).tobytes()  # each line begins with its filter: none
    palette = b"".join(int(one).to_bytes(3, "big") for one in kept)
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    ):
        yield struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
