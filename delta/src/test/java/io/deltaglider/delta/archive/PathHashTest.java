package io.deltaglider.delta.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class PathHashTest {
    private static StreamName name(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        return StreamName.ROOT.child(bytes, 0, bytes.length);
    }

    private static void assertSame(String... paths) {
        for (String path : paths) {
            assertThat(name(path).pattern()).as(path).isEqualTo(name(paths[0]).pattern());
        }
        assertThat(name(paths[0]).name()).isNotEqualTo(name(paths[1]).name());
    }

    private static void assertDifferent(String one, String other) {
        assertThat(name(one).pattern())
                .as(one + " and " + other)
                .isNotEqualTo(name(other).pattern());
    }

    @Test
    void versionsAreAllTheSame() {
        assertSame(
                "x-1.2.3.jar",
                "x-1.2.4.jar",
                "x-1.3.jar",
                "x-2.jar",
                "x-1.3.0-rc1.jar",
                "x-1.3.0-SNAPSHOT.jar",
                "x-1.0.Final.jar",
                "x-v2.1.jar",
                "x-20240102.jar",
                "x-1.0-20240102.123456-7.jar",
                "x-3f2a9c1.jar");
        assertSame("apache-maven-3.9.4/lib/a-1.jar", "apache-maven-3.9.10/lib/a-2.1.jar");
        assertSame("app.3f2a9c1b.js", "app.77aa01cd.js");
        assertSame("static/index-Bx7Yz12Q.js", "static/index-9fQ3kk1Z.js");
        assertSame("libz.so.1.2.11", "libz.so.1.3");
        assertSame("Foo$1.class", "Foo$22.class");
        assertSame("log4j-api-2.20.0.jar", "log4j-api-2.21.jar");
    }

    @Test
    void otherThingsStayDifferent() {
        assertDifferent("x-1.2.jar", "y-1.2.jar");
        assertDifferent("x-1.2.jar", "x-1.2-sources.jar");
        assertDifferent("x-1.2.jar", "x-1.2.war");
        assertDifferent("a/b.class", "a/c.class");
        assertDifferent("a/b", "ab");
        assertDifferent("a/1/b", "a/b");
        assertDifferent("deadbeef.txt", "defaced.txt");
        assertDifferent("1/rc", "1");
        assertDifferent("é1", "è1");
    }

    @Test
    void namesDependOnWhatIsAround() {
        byte[] path = {'a'};
        StreamName inOne = name("one-1.jar").child(path, 0, 1);
        StreamName inNewer = name("one-2.jar").child(path, 0, 1);
        StreamName inOther = name("other-1.jar").child(path, 0, 1);
        assertThat(inOne.name()).isNotEqualTo(inNewer.name());
        assertThat(inOne.pattern()).isEqualTo(inNewer.pattern());
        assertThat(inOne.pattern()).isNotEqualTo(inOther.pattern());
    }

    @Test
    void hashesAreTheSameInEveryBuild() {
        assertThat(name("lib/x-1.2.3.jar"))
                .isEqualTo(new StreamName(-3749988875839499772L, 3502916536990303686L));
    }
}
