package io.deltaglider.engine.deltaspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;

/** The rule is part of the storage layout: an entry of these tables that has to change needs a new version of the rule. */
final class DeltaspaceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # semantic versions
                    releases/v1.0.1/app-1.0.1.zip                | releases/v#/app-#.zip
                    app.zip                                      | app.zip
                    app-1.0.zip                                  | app-#.zip
                    app-10.20.30.zip                             | app-#.zip
                    app_1_2_3.zip                                | app_#.zip
                    app-v2.zip                                   | app-v#.zip
                    app1.2.zip                                   | app#.zip
                    app-1.0.0-rc.1.zip                           | app-#.zip
                    app-1.0.0-rc1.zip                            | app-#.zip
                    app-1.0.0-alpha.beta.1.zip                   | app-#.zip
                    app-1.0.0+build.1848.zip                     | app-#.zip
                    app-1.0.0-beta+exp.sha.5114f85.zip           | app-#+exp.sha.#.zip
                    app-1.0.0-SNAPSHOT.jar                       | app-#.jar
                    app-1.0-20240101.120000-12.jar               | app-#.jar
                    hibernate-core-5.6.15.Final.jar              | hibernate-core-#.jar
                    spring-core-5.3.0.RELEASE.jar                | spring-core-#.jar
                    junit-jupiter-5.11.0-M2.jar                  | junit-jupiter-#.jar
                    kotlin-compiler-1.9.20.jar                   | kotlin-compiler-#.jar
                    kotlin-compiler-2.0.0-Beta4.jar              | kotlin-compiler-#.jar
                    apache-tomcat-9.0.80.tar.gz                  | apache-tomcat-#.tar.gz
                    apache-maven-3.9.4-bin.zip                   | apache-maven-#-bin.zip
                    apache-maven-3.9.4-src.zip                   | apache-maven-#-src.zip
                    typescript-5.4.2.tgz                         | typescript-#.tgz
                    libssl.so.1.1                                | libssl.so.#
                    openssl-1.1.1w.tar.gz                        | openssl-#.tar.gz
                    android-ndk-r25c-linux.zip                   | android-ndk-r#-linux.zip
                    jdk-8u292-linux-x64.tar.gz                   | jdk-#-linux-x64.tar.gz
                    curl-8.5.0-r0.apk                            | curl-#.apk
                    # calendar versions, dates, times
                    backup-20240101.tar.gz                       | backup-#.tar.gz
                    backup-2024-01-01.tar.gz                     | backup-#.tar.gz
                    backup_2024.01.01.tar.gz                     | backup_#.tar.gz
                    backups/2024/01/31/db.sql.gz                 | backups/#/#/#/db.sql.gz
                    db-2024-01-01T12:30:00Z.dump                 | db-#.dump
                    db-20240101T123000Z.dump                     | db-#.dump
                    db-2024-01-01T12:30:00.123+0000.dump         | db-#.dump
                    db-2024-01-01_12-30-00.dump                  | db-#.dump
                    report-31-Jan-2024.csv                       | report-#.csv
                    ubuntu-24.04.1-desktop-amd64.iso             | ubuntu-#-desktop-amd64.iso
                    2024-01-01.gz                                | #.gz
                    # build numbers, channels
                    build.1234/app.zip                           | build.#/app.zip
                    app-build1234.zip                            | app-build#.zip
                    app-1.0-build1234.zip                        | app-#.zip
                    builds/1234/app.zip                          | builds/#/app.zip
                    app-latest.zip                               | app-#.zip
                    app-nightly.zip                              | app-#.zip
                    app-nightly-20240101.zip                     | app-#.zip
                    app.log.12.gz                                | app.log.#.gz
                    # hashes and UUIDs
                    app-3f2a1b9.zip                              | app-#.zip
                    app-1.2.3-14-g3f2a1b9.zip                    | app-#.zip
                    app-1.2.3-14-g3f2a1b9-dirty.zip              | app-#.zip
                    main.5d41402abc4b2a76.js                     | main.#.js
                    commits/d670460b4b4aece5915caf5c68d12f560a9fe3e4/app.zip | commits/#/app.zip
                    img/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 | img/sha256:#
                    jobs/123e4567-e89b-12d3-a456-426614174000/out.bin | jobs/#/out.bin
                    jobs/abcdefab-abcd-abcd-abcd-abcdefabcdef/out.bin | jobs/#/out.bin
                    defaced.zip                                  | defaced.zip
                    # platforms stay apart
                    prometheus-2.45.0.linux-amd64.tar.gz         | prometheus-#.linux-amd64.tar.gz
                    prometheus-2.45.0.linux-arm64.tar.gz         | prometheus-#.linux-arm64.tar.gz
                    prometheus-2.45.0.linux-armv7.tar.gz         | prometheus-#.linux-armv7.tar.gz
                    prometheus-2.45.0.linux-386.tar.gz           | prometheus-#.linux-386.tar.gz
                    node-v18.17.0-linux-ppc64le.tar.gz           | node-v#-linux-ppc64le.tar.gz
                    node-v18.17.0-win-x86.zip                    | node-v#-win-x86.zip
                    node-v18.17.0-darwin-arm64.tar.gz            | node-v#-darwin-arm64.tar.gz
                    ripgrep-14.1.0-x86_64-unknown-linux-musl.tgz | ripgrep-#-x86_64-unknown-linux-musl.tgz
                    app-1.0-x86-64.zip                           | app-#-x86-64.zip
                    app-1.0-x86.zip                              | app-#-x86.zip
                    app-1.0-win32.exe                            | app-#-win32.exe
                    app-1.0-win64.exe                            | app-#-win64.exe
                    esbuild-linux-x64-0.20.1.tgz                 | esbuild-linux-x64-#.tgz
                    conda/linux-64/numpy-1.26.0.conda            | conda/linux-64/numpy-#.conda
                    nginx_1.25.3-1~bookworm_amd64.deb            | nginx_#~bookworm_amd64.deb
                    zlib1g_1.2.13.dfsg-1_i386.deb                | zlib#g_#.dfsg-#_i386.deb
                    kernel-5.14.0-362.8.1.el9.x86_64.rpm         | kernel-#.el9.x86_64.rpm
                    numpy-1.26.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl | numpy-#-cp311-cp311-manylinux_#_x86_64.manylinux#_x86_64.whl
                    numpy-1.26.0-cp312-cp312-macosx_11_0_arm64.whl | numpy-#-cp312-cp312-macosx_#_arm64.whl
                    requests-2.31.0-py3-none-any.whl             | requests-#-py3-none-any.whl
                    torch-2.1.0+cu118-cp310-cp310-win_amd64.whl  | torch-#+cu118-cp310-cp310-win_amd64.whl
                    # file types stay
                    dump-2024.7z                                 | dump-#.7z
                    dump-1.2.7z                                  | dump-#.7z
                    song-2.mp3                                   | song-#.mp3
                    clip-3.mp4                                   | clip-#.mp4
                    data-1.tar.bz2                               | data-#.tar.bz2
                    app-1.0.zip.sha256                           | app-#.zip.sha256
                    state-12.sqlite3                             | state-#.sqlite3
                    fix-1.0.patch                                | fix-#.patch
                    # odd ones
                    a//b-1.bin                                   | a//b-#.bin
                    /a-1                                         | /a-#
                    .hidden-1.0                                  | .hidden-#
                    file (2).zip                                 | file (#).zip
                    Ünïcode-1.0.ZIP                              | ünïcode-#.zip
                    лог-2024-01-01.txt                           | лог-#.txt
                    """)
    void namesByPattern(String key, String pattern) {
        assertThat(Deltaspace.of(key).name()).isEqualTo(pattern);
    }

    /** All in one line are versions of the same thing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app-1.0.0.zip app-1.0.1.zip app-2.0.0-rc.1.zip APP-1.0.zip app-latest.zip"
                        + " app-20240101.zip",
                "releases/v1.0.0/app-1.0.0.zip releases/v1.0.1/app-1.0.1.zip releases/v2/app-2.zip",
                "nginx-1.24.0.tar.gz nginx-1.25.3.tar.gz",
                "1.0b1.zip 1.0rc2.zip 1.0.dev3.zip 1.0.post1.zip 1.0.zip",
                "b/2024-01-01/x b/2024-01-02/x b/20240103/x",
                "w/3f2a1b9/x w/0000000/x w/d670460b4b4aece5915caf5c68d12f560a9fe3e4/x"
            })
    void versionsMeet(String keys) {
        assertThat(keys.split(" "))
                .extracting(key -> Deltaspace.of(key).id())
                .containsOnly(Deltaspace.of(keys.substring(0, keys.indexOf(' '))).id());
    }

    /** No two in one line are versions of the same thing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "app-1.0-linux-amd64.tgz app-1.0-linux-arm64.tgz app-1.0-linux-386.tgz"
                        + " app-1.0-linux-riscv64.tgz app-1.0-darwin-arm64.tgz",
                "app-1.0.zip app-1.0.7z app-1.0.tar.gz app-1.0.tar.bz2 app-1.0.tar.lz4 app-1.0.jar",
                "app-1.0.jar app-1.0-sources.jar app-1.0-javadoc.jar app-cli-1.0.jar",
                "a/app.zip b/app.zip ab/app.zip",
                "w-cp311.whl w-cp312.whl w-py3.whl",
                "x86 x64 x86_64 i686",
                "win32.zip win64.zip linux32.zip linux64.zip"
            })
    void othersStayApart(String keys) {
        assertThat(keys.split(" "))
                .extracting(key -> Deltaspace.of(key).id())
                .doesNotHaveDuplicates();
    }

    @Test
    void idDependsOnTheNameAndTheVersionOfTheRule() {
        // printf '2\n*.zip' | sha256sum; printf '2\napp-#.zip' | sha256sum
        assertThat(Deltaspace.of("app-1.0.zip").id()).isEqualTo("9fc080801ae4b1bc");
        assertThat(Deltaspace.named("app-#.zip")).isEqualTo(Deltaspace.of("app-1.0.zip"));
        assertThat(Deltaspace.named("App").id()).isNotEqualTo(Deltaspace.named("app").id());
    }

    /** Where the pattern has no reference, directory and extension have one perhaps. */
    @ParameterizedTest
    @CsvSource({
        "setup-spring.exe, setup-summer.exe, true",
        "releases/v1.0/app.zip, releases/v2.0/other.zip, true",
        "a/app.tar.gz, a/other-2.tar.gz, true",
        "a/app.tar.gz, a/app.gz, false",
        "a/app.zip, b/app.zip, false",
        "a/app.zip, a/app.jar, false",
        "a/README, a/LICENSE, true",
        "a/.profile, a/LICENSE, true"
    })
    void neighboursShareDirectoryAndExtension(String one, String other, boolean share) {
        Deltaspace first = Deltaspace.of(one);
        Deltaspace second = Deltaspace.of(other);
        assertThat(first.id()).isNotEqualTo(second.id()).startsWith(first.groupId());
        assertThat(first.groupId().equals(second.groupId())).isEqualTo(share);
    }

    @Test
    void doesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Deltaspace.of("TITLE-I.ZIP").name()).isEqualTo("title-i.zip");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void refusesEmptyNames() {
        assertThatThrownBy(() -> Deltaspace.named("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheLongestKeys() {
        for (String unit :
                new String[] {"1", "1-", "a1", "-", "x86_", "1.a", "g1a", "/1", "a", "1rc"}) {
            String key = unit.repeat(1024 / unit.length());
            assertThat(Deltaspace.of(key).name())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(key.length());
        }
    }
}
