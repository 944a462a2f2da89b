#!/usr/bin/env python3
"""The report of the sample in a real browser.

Usage: report_browser.py MSQUANT SOURCE SCREENSHOTS

Quantizes the LeNet-5 of configs/sample, gives one of its layers a hostile name, and looks at the
page in Chromium: no message in the console, sorting, choosing a layer by mouse and keyboard,
contrast in light and dark, no sideways scrolling on a telephone, a table without JavaScript.
Screenshots go to the folder SCREENSHOTS.

Exits with 77 if Chromium is not there, with 1 if something is wrong, and with 0 otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from chromium import Page, find_chromium

SKIPPED = 77
HOSTILE = "<img src=x onerror=alert(1)>\"'&"
FIRST_ROW = "document.querySelector('#table tbody tr')"
CHOSEN = "[...document.querySelectorAll('.detail')].filter(e => e.checkVisibility()).map(e => e.id)"

failures = []


def expect(what, found, expected):
    if found != expected:
        failures.append(f"{what}: {found!r}, not {expected!r}")


def make_report(msquant, source, folder):
    """Returns the report of the sample, whose first layer got a hostile name."""
    subprocess.run([msquant, "quantize", "-q", "-c", source / "configs/sample/lenet5.yaml", "-o",
                    folder], check=True, stdout=subprocess.DEVNULL)
    report = json.loads((folder / "report.json").read_text())
    hostile = report["layers"][0]["name"]
    text = (folder / "report.json").read_text().replace(json.dumps(hostile), json.dumps(HOSTILE))
    (folder / "report.json").write_text(text)
    subprocess.run([msquant, "report", "-q", folder], check=True)
    return json.loads(text)


def check_sorting(page, report):
    header = "[...document.querySelectorAll('#table thead th')].find(e => e.textContent === 'end to end')"
    layers = [layer for layer in report["layers"] if layer["end_to_end"]]
    ranked = sorted(layers, key=lambda layer: layer["end_to_end"]["sqnr_db"])
    for direction, expected in (("ascending", ranked[0]), ("descending", ranked[-1])):
        page.evaluate(f"{header}.querySelector('button').click()")
        expect("aria-sort", page.evaluate(f"{header}.getAttribute('aria-sort')"), direction)
        expect(f"first row, {direction}", page.evaluate(f"{FIRST_ROW}.cells[0].textContent"),
               expected["name"])


def check_choosing(page, report):
    count = len(report["layers"])
    int8 = [layer["action"] for layer in report["layers"]].index("int8")
    expect("details shown at first", len(page.evaluate(CHOSEN)), 1)
    page.evaluate(f"document.querySelector('tr[data-layer=\"{count - 1}\"]').cells[2].click()")
    page.settle()
    expect("details after a click", page.evaluate(CHOSEN), [f"layer-{count - 1}"])
    page.evaluate(f"document.querySelector('tr[data-layer=\"{int8}\"] a').focus()")
    page.press("Enter", 13)
    page.settle()
    expect("details after Enter", page.evaluate(CHOSEN), [f"layer-{int8}"])
    expect("drawings", page.evaluate(f"document.querySelectorAll('#layer-{int8} svg').length"), 3)


def check_look(page, screenshots):
    contrast = pathlib.Path(__file__).with_name("contrast.js").read_text()
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)):
        page.prefer(scheme)
        page.resize(width, 800)
        expect(f"texts of little contrast, {scheme}", page.evaluate(contrast), [])
        expect(f"sideways scrolling at {width}",
               page.evaluate("document.documentElement.scrollWidth > innerWidth"), False)
        page.screenshot(screenshots / f"report-{scheme}-{width}.png")


def check_without_script(page, path, report):
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open(path)
    document = page.call("DOM.getDocument", depth=0)["root"]["nodeId"]
    rows = page.call("DOM.querySelectorAll", nodeId=document, selector="#table tbody tr")["nodeIds"]
    expect("rows without JavaScript", len(rows), len(report["layers"]))
    for selector in ("#table tbody tr", ".detail", ".network"):
        node = page.call("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
        if page.call("DOM.getBoxModel", nodeId=node)["model"]["height"] < 10:
            failures.append(f"without JavaScript {selector} is not shown")


def main():
    program = find_chromium()
    if program is None:
        print("SKIPPED: no Chromium; scripts/install_deps.sh --interop installs it")
        return SKIPPED
    msquant, source, screenshots = (pathlib.Path(argument) for argument in sys.argv[1:4])
    screenshots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Page(program) as page:
        path = pathlib.Path(folder) / "report.html"
        report = make_report(msquant, source, pathlib.Path(folder))
        page.open(path)
        expect("title", page.evaluate("document.title"), "lenet5 in int8 – msquant report")
        expect("pictures", page.evaluate("document.images.length"), 1)
        expect("hostile name", page.evaluate("document.querySelector('#layer-0 h3').firstChild.data"),
               HOSTILE + " ")
        check_sorting(page, report)
        check_choosing(page, report)
        check_look(page, screenshots)
        expect("complaints of the page", page.complaints(), [])
        check_without_script(page, path, report)
    print("\n".join(failures) or f"the report holds; screenshots are in {screenshots}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
