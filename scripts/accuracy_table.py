#!/usr/bin/env python3
"""Measures msquant on real networks, beside other tools: see accuracy_table.sh, which runs this.

Usage: accuracy_table.py [--quick] MSQUANT SHARED SCRATCH

A row's time and memory are those of calibrating and writing the model, its accuracy is what `eval`
says of the file. Checkpoints that SHARED holds compressed are expected below SCRATCH.
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import time

NETWORKS = {"lenet5": "LeNet-5", "resnet18": "ResNet-18", "resnet50": "ResNet-50",
            "mobilenet_v2": "MobileNetV2"}
CALIBRATION = ("--batches", "3", "--batch-size", "32")  # 96 images
PLAIN = ("--corrections", "none")


class Bench:
    def __init__(self, msquant, shared, scratch):
        self.msquant, self.shared, self.scratch = msquant, shared, scratch

    def run(self, *arguments):
        """What msquant prints on stdout, its wall time in seconds and its peak memory in MB."""
        output = self.scratch / "stdout"
        start = time.monotonic()
        with open(output, "wb") as stdout:
            process = subprocess.Popen([self.msquant, *map(str, arguments)], stdout=stdout,
                                       stderr=subprocess.PIPE)
            message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        if status != 0:
            sys.exit(f"msquant {' '.join(map(str, arguments))}\n{message.decode()}")
        return output.read_text(), seconds, usage.ru_maxrss * 1024 / 1e6

    def model(self, network):
        folder = f"models/{network}/{network}"
        packed = self.scratch / f"{folder}.ckpt"
        checkpoint = packed if packed.exists() else self.shared / f"{folder}.ckpt"
        return "--ckpt", checkpoint, "--config", self.shared / f"{folder}.yaml"

    def images(self, part):
        return self.shared / "data/fashion" / part

    def row(self, network, flags):
        """{measure: value} of one way to calibrate a network."""
        model, config = self.model(network), self.scratch / "quant_config.json"
        quantized = self.scratch / "quantized"
        self.run("gen-config", *model, "-o", config)
        _, seconds, memory = self.run("calibrate", *model, "--quant-config", config, "--data",
                                      self.images("calib"), *CALIBRATION, *flags, "-o", quantized)
        text, _, _ = self.run("eval", *model, "--quantized", f"{quantized}.air",
                              "--data", self.images("val"), "--json")
        measured = json.loads(text)
        return {"fp32_top1": measured["float"]["top1_percent"],
                "int8_top1": measured["int8"]["top1_percent"],
                "drop_points": measured["drop_points"], "sqnr_db": measured["sqnr_db"],
                "seconds": seconds, "peak_mb": memory}

    def sources(self, network):
        text, _, _ = self.run("analyze", *self.model(network), "--data", self.images("calib"),
                              *CALIBRATION, "--activation", "minmax", *PLAIN, "--sources",
                              "--views", "end-to-end", "--json")
        return json.loads(text)

    def choices(self, flag):
        """The names that a flag of `calibrate` takes, from its help."""
        text = self.run("calibrate", "--help")[0]
        entry = re.search(rf"^  {flag} .*?(?=^  -|^$)", text, re.MULTILINE | re.DOTALL)[0]
        return re.findall(r"[:;] ([a-z]+) \(", entry)


def methods(bench):
    """{name of a row: flags}"""
    rows = {f"`{name}`": ("--activation", name, *PLAIN) for name in bench.choices("--activation")}
    for name in bench.choices("--corrections"):
        rows[f"`minmax`, `{name}`"] = ("--activation", "minmax", "--corrections", name)
    for name in bench.choices("--preset"):
        rows[f"preset `{name}`"] = ("--preset", name)
    return rows


def other_tools(shared, networks):
    """{name of a row: {network: {measure: value}}}"""
    rows = {}
    with open(shared / "bench/accuracy.tsv", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t"):
            if line["model"] not in networks:
                continue
            row = rows.setdefault(line["method"], {})
            row[line["model"]] = {key: float(line[key]) for key in line
                                  if key not in ("model", "method")}
    return rows


def table(head, rows):
    lines = ["| " + " | ".join(cells) + " |" for cells in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]]) + "\n"


def accuracy_cell(row):
    return f"{row['int8_top1']:.1f} % ({0 - row['drop_points']:+.1f}), {row['sqnr_db']:.1f} dB"


def cost_cell(row):
    return f"{row['seconds']:.1f} s, {row['peak_mb']:.0f} MB"


def print_rows(rows, networks, cell):
    titles = [NETWORKS[network] for network in networks]
    print(table(["calibrated by", *titles], [[name, *(cell(row[network]) if network in row else "–"
                                         for network in networks)]
                                for name, row in rows.items()]))


def print_sources(bench, networks):
    lines = []
    for network in networks:
        analysis = bench.sources(network)
        worst = min(analysis["layers"], key=lambda each: each["end-to-end"]["sqnr_db"])
        noise = [f"{source['sqnr_db']:.1f} dB" for source in analysis["sources"]]
        lines.append([NETWORKS[network], *noise,
                      f"`{worst['layer']}` {worst['end-to-end']['sqnr_db']:.1f} dB"])
    print(table(["network", "weights only", "activations only", "both",
                 "worst layer, end to end"], lines))


def main():
    quick = sys.argv[1] == "--quick"
    msquant, shared, scratch = (pathlib.Path(each).resolve() for each in sys.argv[-3:])
    bench = Bench(msquant, shared, scratch)
    networks = list(NETWORKS)[:1] if quick else list(NETWORKS)
    rows = {}
    for name, flags in methods(bench).items():
        rows[name] = {}
        for network in networks:
            row = rows[name][network] = bench.row(network, flags)
            print(name, network, accuracy_cell(row), cost_cell(row), sep="  ", file=sys.stderr)
    floats = next(iter(rows.values()))
    print("Top-1 of int8 (difference to float) and SQNR of the logits; `ort` is ONNX Runtime, `nncf` "
          "OpenVINO's NNCF. Float: " +
          ", ".join(f"{NETWORKS[network]} {floats[network]['fp32_top1']:.1f} %"
                    for network in networks) + ".\n")
    rows.update(other_tools(shared, networks))
    print_rows(rows, networks, accuracy_cell)
    print("Wall time and peak memory of calibrating and writing the model.\n")
    print_rows(rows, networks, cost_cell)
    print("Noise at the output by source, plain `minmax` calibration.\n")
    print_sources(bench, networks)


if __name__ == "__main__":
    main()
