"""Writes JPEG files for timings: crops of photographs in the sizes of ImageNet's.

usage: bench_images.py PHOTO_FOLDER OUTPUT COUNT
"""
import glob
import os
import random
import sys

from PIL import Image

SIZE = (500, 375)


def main():
    photos, output, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    images = [Image.open(path).convert("RGB") for path in sorted(glob.glob(photos + "/*.jpg"))]
    choose = random.Random(0)
    for i in range(count):
        image = images[i % len(images)]
        width, height = choose.randint(280, image.width), choose.randint(200, image.height)
        x, y = choose.randint(0, image.width - width), choose.randint(0, image.height - height)
        folder = f"{output}/{i % 10}"
        os.makedirs(folder, exist_ok=True)
        crop = image.crop((x, y, x + width, y + height)).resize(SIZE)
        crop.save(f"{folder}/{i:04d}.jpg", quality=92)


main()
