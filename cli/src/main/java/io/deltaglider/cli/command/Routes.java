package io.deltaglider.cli.command;

import io.deltaglider.cli.connect.ServiceErrors;
import io.deltaglider.cli.shell.CommandException;
import io.deltaglider.cli.shell.ExitCode;
import io.deltaglider.cli.transfer.ObjectLocation;
import io.deltaglider.cli.transfer.Transfer;
import io.deltaglider.cli.transfer.TransferPlan;
import io.deltaglider.cli.transfer.TransferSink;

import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.util.ArrayList;
import java.util.List;

/** Which ways {@code cp} and {@code mv} go. */
final class Routes {
    private Routes() {}

    /** Plans one route. */
    static void plan(Route route, TransferPlan plan, TransferSink sink) {
        String source = route.source();
        String target = route.target();
        if (!ObjectLocation.isObject(source)) {
            plan.upload(source, ObjectLocation.parse(target), route.recursive(), sink);
        } else if (!ObjectLocation.isObject(target)) {
            plan.download(ObjectLocation.parse(source), target, route.recursive(), sink);
        } else {
            plan.copy(
                    ObjectLocation.parse(source),
                    ObjectLocation.parse(target),
                    route.recursive(),
                    sink);
        }
    }

    /**
     * Plans several, and tells of those that are not there after the others: throws {@link CommandException}.
     *
     * @param all whether everything is taken; otherwise, that nothing is taken does not mean that nothing is there
     */
    static void planAll(List<Route> routes, TransferPlan plan, boolean all, TransferSink sink) {
        List<String> missing = new ArrayList<>();
        boolean foundObject = false;
        for (Route route : routes) {
            Counted counted = new Counted(sink);
            try {
                plan(route, plan, counted);
                if (all && isPrefix(route) && !foundObject && counted.count == 0) {
                    missing.add("There is nothing at " + route.source());
                }
                foundObject = !route.whole();
            } catch (NoSuchKeyException e) {
                foundObject = false;
                if (route.whole()) {
                    missing.add(ServiceErrors.describe(e, "HeadObject"));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new CommandException(ExitCode.FAILED, String.join("\n", missing));
        }
    }

    private static boolean isPrefix(Route route) {
        return route.recursive() && ObjectLocation.isObject(route.source());
    }

    /** Knows whether anything was found. */
    private static final class Counted implements TransferSink {
        private final TransferSink sink;
        private long count;

        Counted(TransferSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(Transfer transfer) {
            count++;
            sink.accept(transfer);
        }

        @Override
        public void skip(String what, String reason) {
            count++;
            sink.skip(what, reason);
        }

        @Override
        public void refuse(Transfer transfer, String reason) {
            count++;
            sink.refuse(transfer, reason);
        }
    }
}
