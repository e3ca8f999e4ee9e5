"""What a browser may do with a page of the office, in headers: little."""

from __future__ import annotations

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
CLOSED = ("accelerometer", "camera", "clipboard-read", "display-capture", "geolocation",
          "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
          "midi", "payment", "screen-wake-lock", "serial", "usb")  # fmt: skip
CONTENT_POLICY = "Content-Security-Policy"
HEADERS = {
    CONTENT_POLICY: POLICY,
    "Permissions-Policy": ", ".join(f"{each}=()" for each in CLOSED),
    "Cross-Origin-Resource-Policy": "same-origin",
}


def with_inline(content_hash: str) -> str:
    """Return the policy of a page with one inline part of this hash, and pictures of its own."""
    policy = POLICY.replace("script-src 'self'", f"script-src 'self' '{content_hash}'")
    return policy.replace("data:", "data: blob:")
