"""What the documents tell people to type works."""
import json
import os
import re
import subprocess

from site_under_test import TOP


def test_docs_api_examples(site):
    with open(TOP + "/docs/api.md") as f:
        blocks = re.findall(r"```sh\n(.*?)```", f.read(), re.S)
    assert len(blocks) >= 4, "no examples"
    for block in blocks:
        if "etag=" in block:
            assert run(site, block).strip() == "304", block
            continue
        for line in block.strip().splitlines():
            out = run(site, line)
            if "grep" in line:
                assert ('rel="next"' if "link" in line else "problem+json" if "problem+json" in line else "www-authenticate") in out.lower(), "%s: %s" % (line, out)
                continue
            got = json.loads(out)
            if "limit=0" in line:
                assert got["status"] == 400 and any(e.get("name", e.get("parameter", "limit")) for e in got["errors"]), got
            else:
                assert "status" not in got and got, "%s: %s" % (line, out[:300])


def run(site, text):
    # The certificate is the machine's own.
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", 'curl() { command curl -k "$@"; }\n' + text], env={**os.environ, "SHOP": site.url}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0, "%s: %s" % (text, done.stderr)
    return done.stdout
