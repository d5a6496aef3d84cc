package io.deltaglider.engine.simulation;

import io.deltaglider.engine.object.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Runs actors, each in a thread of its own, one at a time: whenever one sends a request, the world decides whose request happens next,
 * whether it fails, whether its answer gets lost, whether it happens later than its sender believes, and how much time passes. So a
 * run is fixed by the decisions.
 *
 * <p>What is taken for granted of time is in {@link #mayPass}: the protocol's one assumption.
 */
final class World implements InstantSource {
    static final Duration GRACE = Duration.ofSeconds(1000);

    /** The longest that a write is on its way, from the moment at which its maker last saw that its reference is in use. */
    static final Duration LONGEST_WRITE = Duration.ofSeconds(400);

    private final Choices choices;
    private final Semaphore turn = new Semaphore(0);
    private final List<Actor> actors = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();
    private final StringBuilder log = new StringBuilder();

    /** How many requests may still fail, or their senders die. */
    private int faults;

    private Instant now = Instant.parse("2026-02-03T04:05:06Z");
    private int step;
    private Runnable afterEachStep = () -> {};

    World(Choices choices, int faults) {
        this.choices = choices;
        this.faults = faults;
    }

    @Override
    public Instant instant() {
        return now;
    }

    int step() {
        return step;
    }

    void afterEachStep(Runnable check) {
        afterEachStep = check;
    }

    /** What happened, for the one who has to understand a failure. */
    String log() {
        return log.toString();
    }

    /** A request whose sender has given up, or died, and that may still happen. */
    private record Late(String name, Supplier<Object> effect, Instant sent) {}

    interface Script {
        void run(Actor actor);
    }

    /** A process. */
    final class Actor {
        final String name;

        /** Its writes may take any time; then it neither dies nor loses an answer. */
        private final boolean slow;

        private final Semaphore go = new Semaphore(0);
        private boolean started;
        private boolean done;
        private boolean crashed;
        private @Nullable S3Request request;
        private @Nullable Supplier<Object> effect;
        private @Nullable Instant sleepsUntil;
        private @Nullable Instant writesSince;
        private Instant requestedAt = Instant.MIN;
        private @Nullable Object answer;
        private @Nullable Throwable failure;
        private @Nullable Throwable unexpected;
        private final Thread thread;

        Actor(String name, boolean slow, Script script) {
            this.name = name;
            this.slow = slow;
            this.thread =
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                go.acquireUninterruptibly();
                                try {
                                    script.run(this);
                                } catch (Crash e) {
                                    log("dies");
                                } catch (Throwable e) {
                                    unexpected = e;
                                } finally {
                                    done = true;
                                    writesSince = null;
                                    turn.release();
                                }
                            });
        }

        /** Between these two the actor is about to make a pointer. */
        void beginsWrite() {
            writesSince = now;
        }

        void endsWrite() {
            writesSince = null;
        }

        void sleep(Duration duration) {
            sleepsUntil = now.plus(duration);
            handOver();
        }

        void log(String text) {
            log.append(String.format("%4d %s %s%n", step, name, text));
        }

        /** Called by the actor's own thread: returns when the world has let the request happen, or not. */
        @SuppressWarnings("unchecked")
        <R> R await(S3Request sent, Supplier<R> operation) {
            if (crashed) {
                throw new Crash();
            }
            request = sent;
            effect = (Supplier<Object>) operation;
            requestedAt = now;
            handOver();
            request = null;
            Throwable thrown = failure;
            failure = null;
            if (crashed) {
                throw new Crash();
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            return (R) Objects.requireNonNull(answer);
        }

        private void handOver() {
            turn.release();
            go.acquireUninterruptibly();
        }

        private boolean changesSomething() {
            return request instanceof PutObjectRequest
                    || request instanceof CopyObjectRequest
                    || request instanceof DeleteObjectRequest
                    || request instanceof DeleteObjectsRequest;
        }

        private String requestName() {
            var asked = request;
            return asked == null
                    ? "?"
                    : asked.getClass().getSimpleName().replace("Request", "")
                            + " "
                            + asked.getValueForField("Key", String.class)
                                    .or(() -> asked.getValueForField("Prefix", String.class))
                                    .map(World::shortened)
                                    .orElse("");
        }
    }

    private static String shortened(String key) {
        return key.replaceAll("([0-9a-f]{4})[0-9a-f]{12,}", "$1");
    }

    void add(String name, boolean slow, Script script) {
        Actor actor = new Actor(name, slow, script);
        actors.add(actor);
        actor.thread.start();
    }

    /** One way to go on. */
    private record Option(int weight, Runnable take) {}

    /** Until all actors are done, and every request that is late has happened or never will. */
    void run() {
        while (true) {
            List<Option> options = options();
            if (options.isEmpty()) {
                break;
            }
            int[] weights = options.stream().mapToInt(Option::weight).toArray();
            options.get(options.size() == 1 ? 0 : choices.choose(weights)).take().run();
            step++;
            afterEachStep.run();
        }
        late.clear();
        for (Actor each : actors) {
            if (!each.done) {
                throw new IllegalStateException("nothing can go on\n" + log);
            }
            if (each.unexpected != null) {
                throw new IllegalStateException(each.name + " failed\n" + log, each.unexpected);
            }
        }
    }

    private List<Option> options() {
        List<Option> options = new ArrayList<>();
        for (Actor actor : actors) {
            if (actor.done) {
                continue;
            }
            if (!actor.started) {
                options.add(new Option(20, () -> start(actor)));
            } else if (actor.sleepsUntil != null) {
                Instant until = actor.sleepsUntil.isBefore(now) ? now : actor.sleepsUntil;
                if (mayPass(until)) {
                    options.add(new Option(10, () -> wake(actor, until)));
                }
            } else {
                addRequestOptions(options, actor);
            }
        }
        for (Late each : late) {
            options.add(new Option(5, () -> happenLate(each)));
        }
        if (options.isEmpty() && !late.isEmpty()) {
            late.clear();
        }
        return options;
    }

    private void addRequestOptions(List<Option> options, Actor actor) {
        options.add(new Option(40, () -> happen(actor, false)));
        if (faults > 0 && !actor.slow) {
            options.add(new Option(2, () -> refuse(actor)));
            options.add(new Option(1, () -> crash(actor, false)));
            if (actor.changesSomething()) {
                options.add(new Option(1, () -> crash(actor, true)));
                options.add(new Option(2, () -> happen(actor, true)));
                options.add(new Option(2, () -> giveUp(actor)));
            }
        }
    }

    /** Whether it may get so late while requests are under way. */
    private boolean mayPass(Instant time) {
        for (Actor each : actors) {
            boolean tooLong =
                    each.writesSince != null && time.isAfter(each.writesSince.plus(LONGEST_WRITE));
            boolean deletesForTooLong =
                    each.changesSomething() && time.isAfter(each.requestedAt.plus(LONGEST_WRITE));
            if (!each.done && !each.slow && (tooLong || deletesForTooLong)) {
                return false;
            }
        }
        return late.stream().noneMatch(each -> time.isAfter(each.sent.plus(LONGEST_WRITE)));
    }

    private void start(Actor actor) {
        actor.started = true;
        resume(actor);
    }

    private void wake(Actor actor, Instant time) {
        now = time;
        actor.sleepsUntil = null;
        actor.log("wakes at " + now);
        resume(actor);
    }

    /** The request happens, and its answer arrives or is lost. */
    private void happen(Actor actor, boolean answerLost) {
        actor.log(actor.requestName() + (answerLost ? ", and its answer is lost" : ""));
        try {
            actor.answer = Objects.requireNonNull(actor.effect).get();
        } catch (Throwable e) {
            actor.failure = e;
        }
        if (answerLost) {
            faults--;
            actor.failure = timeout();
        }
        resume(actor);
    }

    private void refuse(Actor actor) {
        faults--;
        actor.log(actor.requestName() + " is refused");
        actor.failure = S3Errors.error(503, "SlowDown", "slow down");
        resume(actor);
    }

    private void crash(Actor actor, boolean happens) {
        faults--;
        actor.log(actor.requestName() + (happens ? " happens, but" : " never happens:"));
        if (happens) {
            try {
                var _ = Objects.requireNonNull(actor.effect).get();
            } catch (SdkException e) {
                actor.log("it fails");
            }
        }
        actor.crashed = true;
        resume(actor);
    }

    /** The sender gives up, and the request happens later, or never. */
    private void giveUp(Actor actor) {
        faults--;
        actor.log(actor.requestName() + " takes long");
        Instant since = actor.writesSince != null ? actor.writesSince : actor.requestedAt;
        late.add(
                new Late(
                        actor.name + ": " + actor.requestName(),
                        Objects.requireNonNull(actor.effect),
                        since));
        actor.failure = timeout();
        resume(actor);
    }

    private void happenLate(Late request) {
        late.remove(request);
        log.append(String.format("%4d late: %s%n", step, request.name));
        try {
            var _ = request.effect.get();
        } catch (SdkException e) {
            log.append("     it fails\n");
        }
    }

    private static SdkException timeout() {
        return ApiCallAttemptTimeoutException.create(1000);
    }

    private void resume(Actor actor) {
        actor.go.release();
        turn.acquireUninterruptibly();
    }
}
