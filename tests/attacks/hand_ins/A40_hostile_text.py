"""Words that are more than words, wherever a word of its own is told."""
import sys

WORDS = (
    "<script>alert('mallory')</script></pre></code></textarea><img src=x onerror=mallory()>"
    "[mallory](javascript:mallory()) \x00\x1b[2J\ud800\udfff \u202egnihton\u2066 \u2028\u2029\x85\x0b\x0c"
    "\r\nevent: final\r\ndata: {\"mallory\": 1}\r\n\r\nworker  \u2502 mallory grading.finished score=10\n"
    "=cmd|'/C mallory'!A0\t'; DROP TABLE submissions; -- mallory {{7*7}} %s %(mallory)s {0.__class__}"
)


Hostile = type("<script>mallory()</script>\r\nmallory: 1\u202e", (Exception,), {})


def polynomial_gradient(x):
    sys.stdout.buffer.write(b"\xff\xfe\x00\x80mallory\n" + WORDS.encode("utf-8", "surrogatepass") + b"\n")
    sys.stdout.buffer.write(b"M" * 2**20)
    raise Hostile(WORDS + "M" * 2**20)
