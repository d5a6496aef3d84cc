package io.deltaglider.engine.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that a file is still the one whose content was verified. All hard links of a file have the same identity.
 *
 * @param inode device and inode, null where the file system has no such thing
 */
record FileIdentity(boolean regular, @Nullable Object inode, FileTime modified, long size) {
    static FileIdentity of(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileIdentity(
                attributes.isRegularFile(),
                attributes.fileKey(),
                attributes.lastModifiedTime(),
                attributes.size());
    }
}
