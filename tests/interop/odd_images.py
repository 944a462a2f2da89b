"""Image files of every kind that people have, made with Pillow: what decoders disagree about."""

import struct
import zlib

import numpy as np
from PIL import Image

ORIENTATION = 0x0112  # EXIF tag


def pixels(height, width):
    """Smooth colours, so that chroma subsampling and palettes leave something of them."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x * 7 + y * 5) % 256]
    return np.stack(planes, -1).astype(np.uint8)


def picture(mode, height=23, width=37):
    image = Image.fromarray(pixels(height, width))
    if mode in ("LA", "RGBA"):
        image = image.convert(mode)
        image.putalpha(image.convert("L"))
        return image
    if mode.startswith("I;16"):
        return Image.fromarray((pixels(height, width)[..., 2].astype(np.uint16) << 8) + 200)
    return image.convert(mode)


def oriented(orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return {"exif": exif}


def save_jpeg(folder):
    for mode in ("L", "RGB", "CMYK"):
        picture(mode).save(folder / f"{mode}.jpg")
        picture(mode).save(folder / f"{mode}_progressive.jpg", progressive=True)
    for subsampling in (0, 1, 2):
        picture("RGB").save(folder / f"sub{subsampling}.jpg", subsampling=subsampling, quality=40)
    for height, width in ((1, 1), (3, 5), (1, 17), (17, 1)):
        picture("RGB", height, width).save(folder / f"{height}x{width}.jpg")
    for orientation in range(1, 9):
        picture("RGB").save(folder / f"exif{orientation}.jpg", **oriented(orientation))
    picture("RGB").save(folder / "restart.jpg", restart_marker_blocks=1)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(samples, colour_type, depth=16):
    """A PNG of 16-bit samples [height, width, channels], which Pillow does not write."""
    height, width, _ = samples.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


def save_png(folder):
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        picture(mode).save(folder / f"{mode.replace(';', '')}.png")
    for bits in (1, 2, 4):
        picture("RGB").quantize(2**bits).save(folder / f"palette{bits}.png", bits=bits)
    picture("P").save(folder / "palette_transparent.png", transparency=3)
    picture("RGB").save(folder / "colour_key.png", transparency=(0, 0, 0))
    picture("L").save(folder / "grey_key.png", transparency=0)
    picture("RGB").save(folder / "exif6.png", **oriented(6))
    deep = pixels(23, 37).astype(np.uint16) * 256 + 200
    alpha = deep[..., :1]
    (folder / "rgb16.png").write_bytes(png(deep, 2))
    (folder / "rgba16.png").write_bytes(png(np.concatenate([deep, alpha], -1), 6))
    (folder / "grey_alpha16.png").write_bytes(png(np.concatenate([alpha, alpha], -1), 4))


def save_bmp(folder):
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        picture(mode).save(folder / f"{mode}.bmp")
    picture("RGB", 3, 5).save(folder / "3x5.bmp")


def save_tiff(folder):
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"):
        picture(mode).save(folder / f"{mode.replace(';', '')}.tif")
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        picture("RGB").save(folder / f"{compression}.tif", compression=compression)
    picture("1").save(folder / "group4.tif", compression="group4")
    for orientation in range(2, 9):
        picture("RGB").save(folder / f"orientation{orientation}.tif",
                            tiffinfo={ORIENTATION: orientation})
    picture("RGB").save(folder / "two_pages.tif", save_all=True, append_images=[picture("L")])


def save_webp(folder):
    """What MindSpore reads with Pillow only."""
    for mode in ("RGB", "RGBA"):
        picture(mode).save(folder / f"lossless_{mode}.webp", lossless=True)
        picture(mode).save(folder / f"lossy_{mode}.webp", quality=60)
    picture("RGB", 33, 21).save(folder / "odd_size.webp")
    picture("L").save(folder / "grey.webp")


def save_others(folder):
    """What MindSpore refuses."""
    picture("P").save(folder / "palette.gif")


def save_all(folder):
    for save in (save_jpeg, save_png, save_bmp, save_tiff, save_webp, save_others):
        save(folder)
