#!/bin/sh
# Make .venv and install what a lock file pins: tools/venv.sh requirements.lock
# Does nothing when that has been done for this very lock file.
set -eu
cd "$(dirname "$0")/.."
. tools/say.sh
lock=$1
stamp=.venv/installed-$(cksum <"$lock" | tr ' ' -)
[ ! -e "$stamp" ] || exit 0

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for one in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if command -v "$one" >/dev/null 2>&1 && suits "$one"; then
            echo "$one"
            return
        fi
    done
    fail "Python 3.11 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3.12" \
        "需要 Python 3.11 或更新版本。请先安装，或指定位置：make PYTHON=/path/to/python3.12"
}

if [ ! -x .venv/bin/python ] || ! suits .venv/bin/python; then
    python=$(find_python) || exit 1
    say "Making .venv with $("$python" --version)" "正在用 $("$python" --version) 创建 .venv"
    rm -rf .venv
    "$python" -m venv .venv || fail \
        "$python cannot make a .venv here: is the folder writable, and the package python3-venv installed?" \
        "$python 无法在此创建 .venv：请确认文件夹可写，并已安装 python3-venv。"
fi
say "Installing the packages of $lock (half a minute)" "正在安装 $lock 中的依赖（约半分钟）"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock" || fail \
    "The packages could not be installed. Is there a network?" "依赖安装失败。请检查网络。"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch "$stamp"
