"""Reading a photo: whatever a phone or a browser sends, brought upright, into sRGB and down to working size.

A stranger's file is hostile until it is read. Its size is looked at before its header, its header before its pixels;
only three decoders are ever asked (PNG, JPEG, WebP); a JPEG is decoded at a fraction of its size, because nothing
here needs more than a few hundred pixels a side. Nothing of the file is kept: no metadata, no name, no pixel.
"""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageCms, ImageOps

from core.colour.convert import Bytes, Floats
from core.colour.limits import MAX_PHOTO_BYTES
from core.errors import BadInput
from core.words import N_

MAX_PIXELS = 50_000_000
MIN_SIDE = 8
"""Below eight pixels a side there is no subject to find."""
WORKING_SIDE = 256
"""Longest side, in pixels, of the picture that colours are taken from."""
_FORMATS = ("PNG", "JPEG", "WEBP")
_SRGB = ImageCms.createProfile("sRGB")
_MODES_WITH_PROFILE = {"RGB", "L", "CMYK"}


class Photo(NamedTuple):
    """A picture ready to be measured.

    Attributes:
        rgb: (height, width, 3) sRGB bytes, upright, longest side at most `WORKING_SIDE`.
        alpha: (height, width) from 0 (see-through) to 1; all ones where the file has no transparency.
    """

    rgb: Bytes
    alpha: Floats


def read_photo(data: bytes) -> Photo:
    """Decode a photo.

    Args:
        data: the bytes of a PNG, JPEG or WebP file.

    Returns:
        The picture in sRGB, upright, small.

    Raises:
        BadInput: too large, not a still PNG, JPEG or WebP, cut off, or too small to have a subject.
    """
    if len(data) > MAX_PHOTO_BYTES:
        raise BadInput(N_("That picture is larger than {limit} MB. A smaller copy works just as well."), limit=20)
    try:
        with warnings.catch_warnings():
            # Pillow warns of odd metadata and of very large pictures; both have an answer of their own below.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _check_header(image)
                return _to_working_size(image)
    except BadInput:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception as error:  # the decoders raise whatever comes to mind on a broken file
        raise BadInput(N_("I cannot read that file as a picture. A PNG, JPEG or WebP photo works.")) from error


def _too_many_pixels() -> BadInput:
    return BadInput(N_("That picture has more than {limit} megapixels. A smaller copy works just as well."), limit=50)


def _check_header(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < MIN_SIDE:
        raise BadInput(N_("That picture is too small to find colours in."))
    if getattr(image, "is_animated", False):
        raise BadInput(N_("That picture moves. Send a still one and I can read its colours."))


def _to_working_size(image: Image.Image) -> Photo:
    profile = image.info.get("icc_profile")
    # A JPEG can be decoded at 1/2, 1/4 or 1/8 of its size; twice the working size keeps edges clean.
    image.draft(None, (2 * WORKING_SIDE, 2 * WORKING_SIDE))
    image.load()
    alpha: Floats | None = None
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        small = _shrink(image)
        alpha = np.asarray(small.getchannel("A"), dtype=np.float64) / 255
        small = small.convert("RGB")
    else:
        small = _shrink(_eight_bits(image))
    small = _to_srgb(small, profile)
    turned = ImageOps.exif_transpose(_with_exif(small, image))
    if alpha is not None:
        mask = Image.fromarray(np.rint(alpha * 255).astype(np.uint8))
        alpha = np.asarray(ImageOps.exif_transpose(_with_exif(mask, image)), dtype=np.float64) / 255
    rgb = np.asarray(turned, dtype=np.uint8)
    return Photo(rgb, np.ones(rgb.shape[:2]) if alpha is None else alpha)


def _shrink(image: Image.Image) -> Image.Image:
    scale = WORKING_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # BOX with a reducing gap averages areas: no ringing, so no colour that was not in the picture.
    return image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Bring palettes, bitmaps and 16-bit greys to a mode with eight bits a channel."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0.0) > 255 else 255.0
        return Image.fromarray(np.clip(values / top * 255, 0, 255).astype(np.uint8))
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in _MODES_WITH_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken or foreign profile: the plain numbers are the best guess left
        if converted is not None:
            return converted
    return image.convert("RGB")


def _with_exif(image: Image.Image, original: Image.Image) -> Image.Image:
    """Give a derived picture the original's orientation, which conversions drop."""
    orientation = original.getexif().get(0x0112)
    if orientation in range(2, 9):
        image = image.copy()
        image.getexif()[0x0112] = orientation
    return image
