"""What browsers may do with any answer of ours: run our own files and nothing else."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a script of ours never asks for, so that one which is not ours cannot ask either.
UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}
# Half a year of https alone. Not for subdomains, which may belong to somebody else.
STRICT_TRANSPORT = "max-age=15552000"


def harden(headers: MutableHeaders, *, https: bool, path: str) -> None:
    """For every answer."""
    for name, value in HEADERS.items():
        headers[name] = value
    if not path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    if https:
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
