# SPDX-License-Identifier: Apache-2.0
# What the scripts of this project share. Read by `source`, never run.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }

# need PACKAGE...  installs the Debian packages that are missing, or says which to install and fails
need() {
    local package missing=()
    for package; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "install first: apt-get install ${missing[*]}" >&2
        return 1
    fi
    echo "installing ${missing[*]}" >&2
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    { apt-get -qq update && apt-get -qq -y --no-install-recommends install "${missing[@]}"; } >/dev/null
}

# need_compiler  the launcher is a C program: a compiler and make, of whichever origin
need_compiler() {
    command -v gcc >/dev/null && command -v make >/dev/null && return 0
    need gcc libc6-dev make
}

need_jdk() {
    if ! command -v "${JAVA_HOME:+$JAVA_HOME/bin/}javac" >/dev/null; then
        echo "no JDK found: install JDK 17 or newer, or point JAVA_HOME at one" >&2
        return 1
    fi
}

# maven ARGUMENT...  by the wrapper; by an installed Maven where the wrapper's download is out of reach
maven() {
    if "$top/mvnw" -v >/dev/null 2>&1; then
        "$top/mvnw" -f "$top/pom.xml" -B -ntp "$@"
    elif command -v mvn >/dev/null; then
        mvn -f "$top/pom.xml" -B -ntp "$@"
    else
        echo "the Maven wrapper can't download Maven here, and no mvn is installed: apt-get install maven" >&2
        return 1
    fi
}

# newer_jdk  the home of the first JDK 25 or newer among the usual places, or nothing
newer_jdk() {
    local home version
    for home in "${JEBENA_NEWER_JDK:-}" /usr/lib/jvm/*; do
        [ -x "$home/bin/java" ] && [ -r "$home/release" ] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if [ "${version:-0}" -ge 25 ]; then
            echo "$home"
            return 0
        fi
    done
}
