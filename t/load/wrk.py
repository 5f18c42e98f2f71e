"""One run of wrk, and runs that are interleaved so that a noisy second hits all sides alike."""
import re
import statistics
import subprocess
import sys

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


class Run:
    def __init__(self, rate, p50, p99, errors, requests):
        self.rate, self.p50, self.p99, self.errors, self.requests = rate, p50, p99, errors, requests


def wrk(url, connections=32, seconds=8, script=None):
    """Requests a second, p50 and p99 in milliseconds, and answers that were not 2xx/3xx or did not come."""
    lua = ["-s", script] if script else []
    out = subprocess.run(["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "--timeout", "10s", "--latency", *lua, url],
                         stdout=subprocess.PIPE, text=True, check=True).stdout

    def number(pattern, default="0"):
        m = re.search(pattern, out)
        return m[1] if m else default

    def milliseconds(percent):
        m = re.search(r"^\s*%d%%\s+([\d.]+)(us|ms|s|m)$" % percent, out, re.M)
        return float(m[1]) * UNITS[m[2]] if m else float("nan")

    errors = int(number(r"Non-2xx or 3xx responses: (\d+)"))
    errors += sum(int(n) for n in re.findall(r"\d+", number(r"Socket errors: (.*)", "")))
    return Run(float(number(r"Requests/sec:\s+([\d.]+)")), milliseconds(50), milliseconds(99), errors, int(number(r"(\d+) requests in")))


class Pair:
    """A page against its yardstick: medians over the rounds."""

    def __init__(self, name, path, size, page, yard):
        self.name, self.path, self.size = name, path, size
        self.rate = statistics.median(r.rate for r in page)
        self.yard = statistics.median(r.rate for r in yard)
        self.ratio = statistics.median(p.rate / y.rate for p, y in zip(page, yard))
        self.p50 = statistics.median(r.p50 for r in page)
        self.p99 = statistics.median(r.p99 for r in page)
        self.yard_spread = statistics.median(r.p99 / r.p50 for r in yard)
        self.errors = sum(r.errors for r in page)


def compare(base, pages, yardstick, rounds=3, seconds=8, connections=32):
    """pages: name -> (path, bytes); yardstick(bytes) -> path.  Page and yardstick take turns."""
    runs = {name: ([], []) for name in pages}
    for n in range(rounds):
        for name, (path, size) in pages.items():
            if sys.stderr.isatty():
                print("\r  round %d: %-20s" % (n + 1, name), end="", file=sys.stderr)
            first, second = (path, yardstick(size)) if n % 2 == 0 else (yardstick(size), path)
            a, b = wrk(base + first, connections, seconds), wrk(base + second, connections, seconds)
            page, yard = (a, b) if n % 2 == 0 else (b, a)
            runs[name][0].append(page)
            runs[name][1].append(yard)
    if sys.stderr.isatty():
        print("\r%40s\r" % "", end="", file=sys.stderr)
    return [Pair(name, path, size, *runs[name]) for name, (path, size) in pages.items()]
