"""Draws the plots of docs/figures.md from docs/figures/*.csv: tools/plots.py [--check]

Every number in them is one of a page's tables, which this looks up. With --check nothing is drawn: a plot that was made of
other figures, or by another script, is refused.
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"harm": "preserving.md", "peer": "benchmarks.md", "gpu": "gpu.md", "ablation": "benchmarks.md", "scale": "benchmarks.md"}
OURS, THEIRS, OTHER = "#3f51b5", "#9e9e9e", "#ff8f00"


def rows(name):
    with open(DOCS / "figures" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def require_published(name):
    page = re.sub(r"(?<=\d),(?=\d{3})", "", (DOCS / PAGES[name]).read_text(encoding="utf-8"))
    published = set(re.findall(r"(?<![\d.])\d+(?:\.\d+)?", page))
    for row in rows(name):
        for column, value in list(row.items())[1:]:
            if value not in published:
                sys.exit(f"docs/{PAGES[name]} has no {value}, which docs/figures/{name}.csv has as {column}")


def source(name):
    """A hash of what a plot is made of."""
    content = Path(__file__).read_bytes() + (DOCS / "figures" / f"{name}.csv").read_bytes()
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def place(name):
    return DOCS / "images" / f"plot-{name}.svg"


def grouped(axes, table, colours, unit, digits="%g"):
    names = [row[next(iter(row))] for row in table]
    series = list(table[0])[1:]
    height = 0.8 / len(series)
    for i, (column, colour) in enumerate(zip(series, colours)):
        places = [j + i * height for j in range(len(names))]
        bars = axes.barh(places, [float(row[column]) for row in table], height * 0.92, label=column, color=colour)
        axes.bar_label(bars, fmt=digits, padding=3, fontsize=9)
    axes.set_yticks([j + height * (len(series) - 1) / 2 for j in range(len(names))], names)
    axes.invert_yaxis()
    axes.set_xlabel(unit)
    axes.margins(x=0.12)
    if len(series) > 1:
        axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(series))


def harm(axes):
    grouped(axes, rows("harm"), [THEIRS, OURS], "percent")


def gpu(axes):
    grouped(axes, rows("gpu"), [OURS, THEIRS], "texts a second")


def ablation(axes):
    grouped(axes, rows("ablation"), [THEIRS, OTHER, OURS], "percent")


def peer(axes):
    table = rows("peer")
    for row in table:
        x, y = float(row["seconds"]), float(row["score"])
        axes.plot(x, y, "o", markersize=9, color=OURS if row["run"].startswith("ModelEditor") else THEIRS)
        axes.annotate(row["run"], (x, y), textcoords="offset points", xytext=(-9 if x > 500 else 22, -4),
                      ha="right" if x > 500 else "left")
        axes.errorbar(x, y, yerr=5, color="#bbbbbb", zorder=0, capsize=3)
    axes.set(xlabel="seconds of training, 100 facts, two cores", ylabel="edit score", xlim=(0, 950), ylim=(60, 90))


def scale(axes):
    table = rows("scale")
    facts = [float(row["facts"]) for row in table]
    axes.plot(facts, [float(row["seconds a fact"]) for row in table], "o-", color=OURS, label="seconds a fact")
    axes.set(xscale="log", xlabel="facts taught at once", ylabel="seconds a fact", ylim=(0, 1.5))
    axes.set_xticks(facts, [f"{fact:g}" for fact in facts])
    axes.minorticks_off()
    right = axes.twinx()
    right.plot(facts, [float(row["score"]) for row in table], "s--", color=OTHER, label="edit score")
    right.set(ylabel="edit score", ylim=(0, 100))
    right.spines["top"].set_visible(False)
    lines = axes.get_lines() + right.get_lines()
    axes.legend(lines, [line.get_label() for line in lines], frameon=False, loc="lower left")


def draw():
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.hashsalt": "modeleditor", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 11,
                            "axes.spines.top": False, "axes.spines.right": False, "figure.facecolor": "white"})
    for name in PAGES:
        figure, axes = pyplot.subplots(figsize=(8, 3.8), layout="constrained")
        globals()[name](axes)
        figure.savefig(place(name), metadata={"Date": None, "Description": source(name)})
        pyplot.close(figure)
        lines = [line.rstrip() for line in place(name).read_text(encoding="utf-8").splitlines()]
        place(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments):
    for name in PAGES:
        require_published(name)
    if "--check" not in arguments:
        draw()
    for name in PAGES:
        if not place(name).is_file() or source(name) not in place(name).read_text(encoding="utf-8"):
            sys.exit(f"{place(name)} is not of these figures: run tools/plots.py")


if __name__ == "__main__":
    main(sys.argv[1:])
