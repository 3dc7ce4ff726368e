"""Lead ``/api/v1/…`` to the routes, which older programs know as ``/api/…``. Pure functions."""

from __future__ import annotations

from typing import Any

NOW = "/api/v1"
_BEFORE = "/api"
VERSIONED = "wence.versioned"  # in a request's scope: whether it came by the path with the version


def unversioned(path: str) -> str:
    """Give the path of a route for a path with the version in it; any other path as it is."""
    return _BEFORE + path[len(NOW) :] if path.startswith(f"{NOW}/") else path


def versioned(path: str) -> str:
    """Give the path that the description names for the path of a route."""
    return NOW + path[len(_BEFORE) :] if path.startswith(f"{_BEFORE}/") else path


def lead(scope: Any) -> None:
    """Have a request's scope name the route, whichever of the two paths it came by."""
    scope[VERSIONED] = scope["path"].startswith(f"{NOW}/")
    scope["path"] = unversioned(scope["path"])
    raw = scope.get("raw_path")
    if raw and raw.startswith(f"{NOW}/".encode()):
        scope["raw_path"] = _BEFORE.encode() + raw[len(NOW) :]
