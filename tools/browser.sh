#!/bin/sh
# Make sure that there is a Chromium for the browser tests.
set -eu
cd "$(dirname "$0")/.."
. tools/say.sh
found() { [ -n "${COGOV_CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
found && exit 0
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    say "Installing Chromium for the browser tests" "正在安装浏览器测试所需的 Chromium"
    $as_root apt-get update -qq </dev/null
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk </dev/null >/dev/null
    found && exit 0
fi
.venv/bin/playwright install chromium >/dev/null 2>&1 </dev/null && exit 0
fail "The browser tests need Chromium, and it could not be installed. Install it, or name it by COGOV_CHROMIUM." \
    "浏览器测试需要 Chromium，但自动安装失败。请手动安装，或用 COGOV_CHROMIUM 指定其位置。"
