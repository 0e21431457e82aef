"""Glyphs: a verdict as a sign of its own shape, so that it is told without its colour."""

from __future__ import annotations

from .markup import Markup, tag

WORDS = {
    "allow": "allowed",
    "deny": "denied",
    "unknown": "unknown",
    "accepted": "denied, accepted",
    "declared": "let in, not seen",
}


def glyph(verdict: str, x: float, y: float, radius: float) -> Markup:
    """A tick in a circle, a cross in a square, a question in a diamond; around a place in a drawing."""
    r = radius
    match verdict:
        case "deny":
            shape = tag("rect", class_="seal", x=x - r, y=y - r, width=2 * r, height=2 * r, rx=2)
            left, right, top, bottom = x - r / 2, x + r / 2, y - r / 2, y + r / 2
            sign = f"M{left:g} {top:g}L{right:g} {bottom:g}M{right:g} {top:g}L{left:g} {bottom:g}"
        case "unknown":
            d = r * 1.25
            shape = tag(
                "path",
                class_="seal",
                d=f"M{x:g} {y - d:g}L{x + d:g} {y:g}L{x:g} {y + d:g}L{x - d:g} {y:g}Z",
            )
            sign = (
                f"M{x - r * 0.38:g} {y - r * 0.25:g}Q{x - r * 0.3:g} {y - r * 0.65:g} {x:g} {y - r * 0.65:g}"
                f"Q{x + r * 0.42:g} {y - r * 0.6:g} {x + r * 0.38:g} {y - r * 0.22:g}"
                f"Q{x + r * 0.3:g} {y:g} {x:g} {y + r * 0.12:g}"
                f"M{x:g} {y + r * 0.52:g}L{x:g} {y + r * 0.56:g}"
            )
        case _:
            shape = tag("circle", class_="seal", cx=x, cy=y, r=r)
            sign = (
                f"M{x - r / 2:g} {y:g}L{x - r / 8:g} {y + r * 0.4:g}L{x + r / 2:g} {y - r * 0.38:g}"
            )
    return tag("g", shape, tag("path", class_="sign", d=sign), class_=f"glyph {verdict}")


def mark_of(verdict: str) -> str:
    """The sign for a verdict: what somebody accepted is still denied."""
    return "deny" if verdict == "accepted" else verdict


def icon(verdict: str, size: int = 16) -> Markup:
    """The same as a picture of its own in running text; what it means stands beside it in words."""
    half = 10
    drawn = glyph(verdict, half, half, 7.5)
    return tag(
        "svg",
        drawn,
        class_="icon",
        width=size,
        height=size,
        viewBox="0 0 20 20",
        aria_hidden="true",
        focusable="false",
    )
