"""Draw a calibration curve as inline SVG, and as lines of text. No library, nothing loaded from anywhere."""

from __future__ import annotations

from eval.calibration import Calibration

SIDE = 240  # of the square that is drawn in, in SVG units
MARGIN = 34
LEAST_RADIUS, MOST_RADIUS = 2.5, 9.0


def svg(curve: Calibration) -> str:
    """Draw predicted probability to the right, share come true upwards; a dot's area is the size of its bin."""
    whole = SIDE + 2 * MARGIN
    most = max((one.n for one in curve.bins), default=1)
    points = [(_x(one.predicted), _y(one.observed)) for one in curve.bins]
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_radius(one.n, most):.1f}">'
        f"<title>{one.n} 题：估计 {one.predicted:.2f}，实际 {one.observed:.2f}</title></circle>"
        for one, (x, y) in zip(curve.bins, points, strict=True)
    )
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<svg class="curve" viewBox="0 0 {whole} {whole}" role="img" aria-label="校准曲线">'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" class="frame"/>'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" class="diagonal"/>'
        f"{_ticks()}"
        f'<polyline points="{line}"/>{dots}</svg>'
    )


def as_text(curve: Calibration) -> str:
    """Draw the same as a table for the terminal, error and Brier score below it."""
    lines = ["predicted      n   mean  observed"]
    for one in curve.bins:
        bar = "#" * round(one.observed * 20)
        lines.append(
            f"{one.low:.1f} – {one.high:.1f}  {one.n:5d}  {one.predicted:.3f}     {one.observed:.3f}  {bar}"
        )
    if curve.error is not None and curve.brier is not None:
        lines.append(
            f"expected calibration error {curve.error:.3f}, Brier score {curve.brier:.3f}, n {curve.n}"
        )
    return "\n".join(lines)


def _ticks() -> str:
    marks = []
    for tenth in (0, 5, 10):
        share = tenth / 10
        marks.append(
            f'<text x="{_x(share):.1f}" y="{MARGIN + SIDE + 16}" text-anchor="middle">{share:g}</text>'
        )
        marks.append(f'<text x="{MARGIN - 6}" y="{_y(share) + 4:.1f}" text-anchor="end">{share:g}</text>')
    marks.append(
        f'<text x="{MARGIN + SIDE / 2}" y="{MARGIN + SIDE + 30}" text-anchor="middle">估计的把握</text>'
    )
    return "".join(marks) + f'<text x="{MARGIN}" y="{MARGIN - 8}">文件确有答案的比例</text>'


def _x(share: float) -> float:
    return MARGIN + share * SIDE


def _y(share: float) -> float:
    return MARGIN + (1 - share) * SIDE


def _radius(count: int, most: int) -> float:
    return LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * (count / most) ** 0.5
