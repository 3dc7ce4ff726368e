#!/usr/bin/env bash
# Installs what the browser tests need: Debian's Chromium and Chinese fonts.
# Where that is not possible it says why and exits 0; the tests then skip and say so.
set -u

have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
have_fonts() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; }
give_up() { echo "browser_setup: $1；浏览器测试将跳过 ($2; the browser tests will skip)" >&2; exit 0; }

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
