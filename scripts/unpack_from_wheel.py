#!/usr/bin/env python3
"""Takes some files out of a Python package without installing it and what it needs.

Usage: unpack_from_wheel.py PACKAGE==VERSION REGEX FOLDER

Downloads the package's wheel and writes every member that REGEX matches as a whole to FOLDER, under
the name that the group (?P<path>…) matched. Exits with 1 if there is none.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile


def download(package, folder):
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest",
                    folder, package], check=True)
    return next(pathlib.Path(folder).glob("*.whl"))


def unpack(wheel, regex, folder):
    count = 0
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            match = re.fullmatch(regex, name)
            if not match or name.endswith("/"):
                continue
            target = folder / match["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
            count += 1
    return count


def main():
    package, regex, folder = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        count = unpack(download(package, temporary), regex, pathlib.Path(folder))
    print(f"{package}: {count} files to {folder}")
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main())
