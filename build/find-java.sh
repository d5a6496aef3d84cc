# Sourced by the launcher and by bench/run: sets java_home to a JDK that is new enough, or fails and says what to install.
# Plain POSIX sh. Needs a function "fail".

oldest_java=25

# Sets java_version to the feature version of the JDK or JRE in folder $1, 0 if there is none.
look_at() {
    java_version=0
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
    while IFS='=' read -r name value; do
        [ "$name" = JAVA_VERSION ] || continue
        value=${value#\"}
        value=${value%%[!0-9]*}
        java_version=${value:-0}
        break
    done <"$1/release"
    return 0
}

fits() {
    [ -n "$1" ] && look_at "$1" && [ "$java_version" -ge "$oldest_java" ]
}

# Sets java_home. The newest in a kind of folder is not looked for: any that fits will do.
find_java() {
    if [ -n "${DELTAGLIDER_JAVA_HOME:-}" ]; then
        fits "$DELTAGLIDER_JAVA_HOME" || fail \
            "DELTAGLIDER_JAVA_HOME is $DELTAGLIDER_JAVA_HOME, but that is no JDK of version $oldest_java or newer"
        java_home=$DELTAGLIDER_JAVA_HOME
        return
    fi
    if fits "${JAVA_HOME:-}"; then
        java_home=$JAVA_HOME
        return
    fi
    on_path=$(command -v java 2>/dev/null) || on_path=
    while [ -L "$on_path" ]; do
        link=$(readlink "$on_path")
        case $link in
        /*) on_path=$link ;;
        *) on_path=${on_path%/*}/$link ;;
        esac
    done
    if fits "${on_path%/bin/java}"; then
        java_home=${on_path%/bin/java}
        return
    fi
    for folder in \
        /usr/lib/jvm/* \
        /usr/java/* \
        /opt/java/* \
        /opt/jdk* \
        /opt/*/jdk* \
        /usr/local/openjdk* \
        /usr/local/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.jdks/* \
        "$HOME"/.asdf/installs/java/* \
        "$HOME"/.local/share/mise/installs/java/* \
        "$HOME"/.jbang/cache/jdks/*; do
        if fits "$folder"; then
            java_home=$folder
            return
        fi
    done
    fail "a Java development kit (JDK) of version $oldest_java or newer is needed, and none was found." \
        "Install one, for example from https://adoptium.net, or with one of" \
        "    sdk install java 25-tem                      (SDKMAN)" \
        "    brew install openjdk                         (macOS)" \
        "    apt install openjdk-25-jdk                   (Debian, Ubuntu)" \
        "If it is in a place of its own, set DELTAGLIDER_JAVA_HOME to its folder."
}
