"""Draw the pages to log in and out. Plain HTML without a script; the look of the chat page."""

from __future__ import annotations

from html import escape

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · 问策</title>
<link rel="icon" href="data:,">
<style>
:root {{ --ground: #f7f5f0; --surface: #fffefb; --text: #1b2431; --muted: #5c6675; --line: #d9d4c7; --ink: #1f4e79;
  --on-ink: #fff; --wrong: #a4262c; color-scheme: light dark; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ground: #10161f; --surface: #18212d; --text: #e4e8ee;
  --muted: #a3adba; --line: #33404f; --ink: #8ab8e6; --on-ink: #10161f; --wrong: #ff9a9a; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--text);
  font: 16px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif; }}
main {{ width: min(22rem, calc(100vw - 2rem)); padding: 2rem; background: var(--surface); border: 1px solid var(--line);
  border-radius: 12px; }}
h1 {{ margin: 0; font-size: 1.5rem; }}
p {{ margin: .25rem 0 1.25rem; color: var(--muted); }}
p[role=alert] {{ color: var(--wrong); }}
label {{ display: block; margin-top: .75rem; }}
input {{ width: 100%; margin-top: .25rem; padding: .6rem .75rem; font: inherit; color: inherit; background: var(--ground);
  border: 1px solid var(--line); border-radius: 8px; }}
button {{ width: 100%; margin-top: 1.5rem; padding: .65rem; font: inherit; font-weight: 600; color: var(--on-ink);
  background: var(--ink); border: 0; border-radius: 8px; cursor: pointer; }}
:focus-visible {{ outline: 3px solid var(--ink); outline-offset: 2px; }}
a {{ color: var(--ink); }}
</style>
</head>
<body><main>{body}</main></body>
</html>
"""
_LOGIN = """<h1>问策</h1><p>请登录后使用</p>{notice}
<form method="post" action="/login" autocomplete="on">
<label>用户名<input name="name" value="{name}" autocomplete="username" required maxlength="64" autofocus></label>
<label>密码<input name="password" type="password" autocomplete="current-password" required maxlength="128"></label>
<button type="submit">登录</button>
</form>"""
_LOGOUT = """<h1>问策</h1><p>已登录：{name}</p>
<form method="post" action="/logout"><button type="submit">退出登录</button></form>
<p style="margin:1rem 0 0"><a href="/">返回问答</a></p>"""


def login_page(notice: str = "", name: str = "") -> str:
    """Draw the page to log in; ``notice`` says why the last try did not succeed, empty at first."""
    alert = f'<p role="alert">{escape(notice)}</p>' if notice else ""
    return _PAGE.format(title="登录", body=_LOGIN.format(notice=alert, name=escape(name)))


def logout_page(name: str) -> str:
    """Draw the page to log out, which names the user."""
    return _PAGE.format(title="退出登录", body=_LOGOUT.format(name=escape(name)))
