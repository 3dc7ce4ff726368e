#!/usr/bin/env bash
# Fetches what the browser tests need: Debian's Chromium and Chinese fonts, and axe-core by npm (into build/).
# Where that is not possible it says why and exits 0; the tests then skip and say so.
set -u

have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
have_fonts() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; }
give_up() { echo "browser_setup: $1；浏览器测试将跳过 ($2; the browser tests will skip)" >&2; exit 0; }

fetch_axe() {
  cd "$(dirname "$0")/.." || return
  [ -f build/axe-core/axe.min.js ] && return
  command -v npm >/dev/null 2>&1 || { echo "browser_setup: 没有 npm，无障碍检查将跳过 (no npm: the axe-core tests will skip)" >&2; return; }
  folder=$(mktemp -d)
  if (cd "$folder" && npm pack --silent axe-core@4.14.1 && tar xzf axe-core-*.tgz) >/dev/null 2>&1; then
    mkdir -p build/axe-core && cp "$folder/package/axe.min.js" "$folder/package/LICENSE" build/axe-core/
  else
    echo "browser_setup: npm 没有取到 axe-core，无障碍检查将跳过 (the axe-core tests will skip)" >&2
  fi
  rm -rf "$folder"
}
(fetch_axe)

if have_browser && have_fonts; then exit 0; fi
command -v apt-get >/dev/null 2>&1 || give_up "这台机器没有 apt-get，请自行安装 Chromium 和中文字体" "no apt-get here, install Chromium and a Chinese font"
[ "$(id -u)" -eq 0 ] || give_up "需要 root 才能安装，请先运行 sudo bash tests/browser_setup.sh" "root is needed, run sudo bash tests/browser_setup.sh"

export DEBIAN_FRONTEND=noninteractive
packages=""
have_browser || packages="chromium"
have_fonts || packages="$packages fonts-noto-cjk fontconfig"
echo "browser_setup: apt-get install $packages" >&2
# shellcheck disable=SC2086
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1 \
  || give_up "apt-get 没有装上 $packages" "apt-get could not install $packages"
