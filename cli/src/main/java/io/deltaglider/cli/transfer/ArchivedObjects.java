package io.deltaglider.cli.transfer;

import io.deltaglider.cli.transfer.PlanOptions.Archived;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** Objects in storage classes that can be read only after somebody has restored them. */
final class ArchivedObjects {
    private static final Set<String> CLASSES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private ArchivedObjects() {}

    /** Whether an object is to be read; if not, the sink hears of it. {@code verb} is what was to be done with it. */
    static boolean isReadable(
            ObjectLocation object,
            @Nullable String storageClass,
            String verb,
            Archived archived,
            TransferSink sink) {
        if (archived == Archived.TRY || storageClass == null || !CLASSES.contains(storageClass)) {
            return true;
        }
        if (archived == Archived.WARN) {
            sink.skip(
                    object.toString(),
                    "Object is of storage class "
                            + storageClass
                            + ". Unable to perform "
                            + verb
                            + " operations on it before it is restored. --force-glacier-transfer"
                            + " tries it all the same, --ignore-glacier-warnings says nothing.");
        }
        return false;
    }
}
