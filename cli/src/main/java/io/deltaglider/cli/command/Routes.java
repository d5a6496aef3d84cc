package io.deltaglider.cli.command;

import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.TransferPlan;
import io.deltaglider.cli.transfer.TransferSink;

/** Which way {@code cp} and {@code mv} go. */
final class Routes {
    private Routes() {}

    static void plan(RouteCommand command, TransferPlan plan, TransferSink sink) {
        String source = command.source();
        String target = command.target();
        boolean recursive = command.recursive();
        if (!command.fromS3()) {
            plan.upload(source, ObjectLocation.parse(target), recursive, sink);
        } else if (!command.toS3()) {
            plan.download(ObjectLocation.parse(source), target, recursive, sink);
        } else {
            plan.copy(ObjectLocation.parse(source), ObjectLocation.parse(target), recursive, sink);
        }
    }
}
