package io.deltaglider.cli.transfer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that {@code sync} fetches objects into: gives each object a file of its own, and lets a file take the place of a folder only when all of that folder would go
 * anyway.
 */
final class SyncedFolder implements SyncPlan.Actions {
    private static final String FOLDER_STAYS = "A folder is in its place, which stays because of ";
    private static final String OBJECTS_BELOW =
            "objects whose keys go on behind a slash: no file system holds both";

    private final ObjectLocation prefix;
    private final Path folder;
    private final LocalPaths paths;
    private final PlanOptions options;
    private final boolean delete;
    private final TransferSink sink;
    private final FolderTarget target;
    private final FileClaims claims = new FileClaims();

    /** Objects with unusual keys ({@code a//b}) have to leave their file to others, so they come last. */
    private final List<SyncEntry> unusual = new ArrayList<>();

    private final Set<Path> unusualFiles = new HashSet<>();

    /** Folders that files are to take the place of, once all of their content has been walked through. */
    private final List<Waiting> waiting = new ArrayList<>();

    /** Paths of folders, with a slash at their end, that stay as they are. */
    private final Set<String> kept = new HashSet<>();

    private record Waiting(String below, Transfer.Download download, ReplacedFolder folder) {}

    SyncedFolder(
            ObjectLocation prefix,
            Path folder,
            LocalPaths paths,
            PlanOptions options,
            boolean delete,
            TransferSink sink) {
        this.prefix = prefix;
        this.folder = folder;
        this.paths = paths;
        this.options = options;
        this.delete = delete;
        this.sink = sink;
        this.target = new FolderTarget(folder);
    }

    @Override
    public void send(SyncEntry entry) {
        needsFolders(entry);
        ObjectLocation found = location(entry);
        if (ArchivedObjects.isReadable(
                found, entry.storageClass(), "download", options.archived(), sink)) {
            target.fileOrSkip(entry.relative(), found, sink).ifPresent(file -> fetch(entry, file));
        }
    }

    private void fetch(SyncEntry entry, Path file) {
        if (!relative(file).equals(entry.relative())) {
            unusual.add(entry);
            unusualFiles.add(file);
            return;
        }
        Transfer.Download download = download(entry, file);
        if (delete && Files.isDirectory(file) && !paths.isOfStore(file)) {
            if (claims.claim(file)) {
                replaceFolder(entry.relative() + "/", download);
            } else {
                sink.refuse(download, FileClaims.TAKEN);
            }
        } else {
            acceptOrRefuse(download);
        }
    }

    @Override
    public void keep(SyncEntry entry) {
        needsFolders(entry);
        target.file(entry.relative()).ifPresent(claims::claim);
    }

    @Override
    public void remove(SyncEntry entry) {
        LocalFile file = SyncPlan.fileOf(entry);
        boolean goesWithItsFolder =
                waiting.stream().anyMatch(each -> entry.relative().startsWith(each.below()));
        boolean stays = kept.stream().anyMatch(each -> entry.relative().startsWith(each));
        if (goesWithItsFolder
                || stays
                || unusualFiles.contains(file.path())
                || claims.isClaimed(file.path())) {
            return;
        }
        if (file.linked()) {
            sink.skip(
                    FileNames.shown(file.path()),
                    "It lies behind a symbolic link, outside of the folder, and is not deleted.");
            return;
        }
        sink.accept(new Transfer.DeleteFile(file.path(), paths.shown(file.path())));
    }

    @Override
    public void reached(String relative) {
        Iterator<Waiting> all = waiting.iterator();
        while (all.hasNext()) {
            Waiting next = all.next();
            if (!relative.startsWith(next.below())
                    && KeyOrder.compare(relative, next.below()) > 0) {
                all.remove();
                sink.accept(new Transfer.Replacement(next.download(), next.folder()));
            }
        }
    }

    @Override
    public void end() {
        for (Waiting each : waiting) {
            sink.accept(new Transfer.Replacement(each.download(), each.folder()));
        }
        for (SyncEntry entry : unusual) {
            target.file(entry.relative()).ifPresent(file -> acceptOrRefuse(download(entry, file)));
        }
    }

    private void acceptOrRefuse(Transfer.Download download) {
        Path file = download.file();
        Optional<String> refusal =
                paths.isOfStore(file)
                        ? Optional.of(LocalPaths.OF_STORE)
                        : claims.claim(file, download.source());
        if (refusal.isPresent()) {
            sink.refuse(download, refusal.get());
        } else {
            sink.accept(download);
        }
    }

    private void replaceFolder(String below, Transfer.Download download) {
        ReplacedFolder.Survey survey =
                ReplacedFolder.survey(
                        download.file(),
                        (file, relative) ->
                                options.filter().takes(below + relative, file)
                                        && !paths.isOfStore(file));
        if (survey.removed() != null) {
            waiting.add(new Waiting(below, download, survey.removed()));
        } else {
            kept.add(below);
            sink.refuse(download, FOLDER_STAYS + "'" + survey.obstacle() + "'");
        }
    }

    /** An object needs the folders on its way: none of them can be replaced by a file. */
    private void needsFolders(SyncEntry entry) {
        Iterator<Waiting> all = waiting.iterator();
        while (all.hasNext()) {
            Waiting next = all.next();
            if (entry.relative().startsWith(next.below())) {
                all.remove();
                kept.add(next.below());
                sink.refuse(next.download(), FOLDER_STAYS + OBJECTS_BELOW);
            }
        }
    }

    private ObjectLocation location(SyncEntry entry) {
        return prefix.withKey(prefix.key() + entry.relative());
    }

    private Transfer.Download download(SyncEntry entry, Path file) {
        return new Transfer.Download(
                location(entry), file, paths.shown(file), entry.size(), entry.modified(), false);
    }

    private String relative(Path file) {
        return folder.relativize(file).toString().replace(File.separatorChar, '/');
    }
}
