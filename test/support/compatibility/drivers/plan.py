"""The part that the Python drivers share: reads a plan, runs its jobs and reports.

usage: DRIVER.py PLAN, where PLAN is a JSON file. Prints a JSON array with one element per job:
null when it was uploaded, else the words of the client.
"""

import json
import sys
import urllib.error
import urllib.request


def run(make_calls):
    """make_calls takes the plan and returns functions by the names of the calls."""
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    calls = make_calls(plan)
    results = []
    for job in plan["jobs"]:
        try:
            calls[job["call"]](job)
            results.append(None)
        except Exception as error:  # Whatever a client raises is its answer, and the test judges it.
            results.append(f"{type(error).__name__}: {error}")
    json.dump(results, sys.stdout)


def put_url(url, path):
    """What any HTTP client does with a presigned URL."""
    with open(path, "rb") as file:
        request = urllib.request.Request(url, data=file.read(), method="PUT")
    # Without a type of ours urllib declares a form.
    request.add_header("Content-Type", "application/octet-stream")
    try:
        urllib.request.urlopen(request).read()
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{error.code} {error.read().decode()}") from None


def pipe_of(path):
    """A stream that can only be read: neither its length is known, nor can it be read twice."""

    class Pipe:
        def __init__(self, file):
            self.read = file.read

    return Pipe(open(path, "rb"))
