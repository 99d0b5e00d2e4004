#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the launcher for x86-64 and, where a cross compiler is present, for aarch64: build.sh <output directory>
set -euo pipefail
out=${1:?usage: build.sh <output directory>}
mkdir -p "$out"
out=$(cd "$out" && pwd)
source=$(cd "$(dirname "$0")" && pwd)/launcher

host=$(uname -m)
built=0
for arch in x86_64 aarch64; do
    cc=$arch-linux-gnu-gcc
    [ "$arch" = "$host" ] && cc=${CC:-gcc}
    if command -v "$cc" >/dev/null && command -v make >/dev/null; then
        mkdir -p "$out/linux-$arch"
        make -s -C "$source" CC="$cc" ARCH="$arch" OUT="$out/linux-$arch/launcher"
        built=$((built + 1))
    elif [ "$arch" = "$host" ]; then
        echo "the launcher needs a C compiler: install it with 'apt-get install gcc libc6-dev make'" >&2
        exit 1
    fi
done
[ "$built" -gt 0 ] || { echo "no launcher can be built on $host: only x86_64 and aarch64 are supported" >&2; exit 1; }
