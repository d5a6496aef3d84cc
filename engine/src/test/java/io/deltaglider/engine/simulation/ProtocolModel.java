package io.deltaglider.engine.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The protocol of references without everything else, small enough to look at every state that a few clients and collectors can get into,
 * in whatever order their requests happen, whenever they die. One family of content: each reference is a generation of it.
 *
 * <p>Time is whether a grace period has passed: what was young becomes old. In a world of {@link #bounded} writes it does not pass
 * between a client's look at a reference and its write, nor between a collector's listing and its last deletion; any client may die
 * then. Otherwise it may pass at any moment, and nobody dies.
 *
 * <p>A request that happens although its sender has given up is one that happens late, with its sender dying right after it.
 */
final class ProtocolModel {
    /** What keeps objects safe; a model without one of them has to show a loss. */
    enum Rule {
        /** After a PUT, and before its answer, the reference is looked at. */
        GUARD_ON_PUT,
        /** The same after a COPY. */
        GUARD_ON_COPY,
        /** A PUT never chooses a reference that is retired. */
        NEVER_CHOOSE_RETIRED,
        /** A delta whose reference is retired is not copied as it is. */
        NEVER_COPY_RETIRED,
        /** A retired reference that is needed again is not taken into use again. */
        NEVER_REVIVE,
        /** A reference is deleted only when it was retired a grace period before the scan began. */
        SECOND_SCAN,
        /** The name of a deleted reference stays taken for a grace period. */
        NAME_STAYS_TAKEN,
        /** A reference that a hint names is looked at before an object is pointed to it. */
        HINTS_ARE_CHECKED,
        /** An answer of a scan that is not the listed object says nothing, and the scan is not complete. */
        STRANGERS_SAY_NOTHING
    }

    private static final int GENERATIONS = 3;
    private static final int YOUNG = 1;
    private static final int OLD = 2;
    private static final int ABSENT = 0;
    private static final int RAW = 0;

    private static final int DONE = 100;
    private static final int MAX_STATES = 6_000_000;

    private enum Kind {
        PUT,
        SHARE,
        COPY,
        MOVE,
        DELETE,
        COLLECT
    }

    /** What a process is to do. */
    private record Task(Kind kind, int key, int other) {}

    private final int keys;
    private final boolean bounded;
    private final Set<Rule> rules;
    private final List<Task> tasks = new ArrayList<>();
    private final State start;
    private boolean slowCopies;
    private boolean strangers;

    ProtocolModel(int keys, boolean bounded, Set<Rule> rules) {
        this.keys = keys;
        this.bounded = bounded;
        this.rules = rules.isEmpty() ? EnumSet.noneOf(Rule.class) : EnumSet.copyOf(rules);
        this.start = new State();
        start.key = new int[keys];
        start.generation = new int[keys];
        start.forbidden = new int[keys];
        start.told = new int[keys];
        Arrays.fill(start.told, 1 << ABSENT);
        start.reference = new int[GENERATIONS];
        start.marker = new int[GENERATIONS];
    }

    /** There is an old reference, and so many of the first keys point to it. */
    ProtocolModel withObjects(int count) {
        start.reference[0] = OLD;
        for (int i = 0; i < count; i++) {
            start.key[i] = content(i);
            start.generation[i] = 1;
            start.told[i] = 1 << content(i);
        }
        return this;
    }

    /** The old reference is retired, and long ago. */
    ProtocolModel withRetiredReference() {
        start.reference[0] = OLD;
        start.marker[0] = OLD;
        return this;
    }

    /** A key's object needs no reference. */
    ProtocolModel raw(int key) {
        start.generation[key] = RAW;
        return this;
    }

    /** Copies, too, take any time. Then a copy that was never acknowledged may lie there unreadable, where nothing was before. */
    ProtocolModel slowCopies() {
        slowCopies = true;
        return this;
    }

    /** Any request of a scan may be answered by somebody else, who says nothing of references. */
    ProtocolModel strangers() {
        strangers = true;
        return this;
    }

    ProtocolModel put(int key) {
        return task(new Task(Kind.PUT, key, 0));
    }

    /** A PUT in another deltaspace, that follows a hint to the first reference. The hint may be of any age. */
    ProtocolModel share(int key) {
        return task(new Task(Kind.SHARE, key, 0));
    }

    ProtocolModel copy(int from, int to) {
        return task(new Task(Kind.COPY, to, from));
    }

    ProtocolModel move(int from, int to) {
        return task(new Task(Kind.MOVE, to, from));
    }

    ProtocolModel delete(int key) {
        return task(new Task(Kind.DELETE, key, 0));
    }

    /** One that goes on for ever. */
    ProtocolModel collector() {
        return task(new Task(Kind.COLLECT, 0, 0));
    }

    private ProtocolModel task(Task task) {
        tasks.add(task);
        return this;
    }

    /** The content that is first under a key; those that are put later have higher numbers. */
    private static int content(int key) {
        return 1 + key;
    }

    /** Whether it stands for the deletion of an object. */
    private boolean isNothing(int content) {
        if (content <= keys) {
            return content == ABSENT;
        }
        Kind kind = tasks.get(content - 1 - keys).kind;
        return kind == Kind.DELETE || kind == Kind.MOVE;
    }

    /** Whether a client was told that there is an object. */
    private boolean hasBeenTold(State state, int key) {
        for (int content = 0; content <= keys + tasks.size(); content++) {
            if ((state.told[key] & (1 << content)) != 0 && !isNothing(content)) {
                return true;
            }
        }
        return false;
    }

    /** What a process puts, or, if it deletes, the absence that it leaves. */
    private int contentOf(int process) {
        return 1 + keys + process;
    }

    private final class State {
        /** The content under each key, {@link #ABSENT} for nothing yet. */
        int[] key = {};

        /** The generation that each key points to, plus one; {@link #RAW} for none. */
        int[] generation = {};

        /** Contents that a key may not have any more in the end, as bits. */
        int[] forbidden = {};

        /** Contents that a client was told are stored. */
        int[] told = {};

        /** Per generation: none, young or old. */
        int[] reference = {};

        int[] marker = {};

        int deaths;

        /** Per process: where it is, and four numbers that it remembers. */
        int[] at = {};

        int[][] memory = {};

        State copy() {
            State copy = new State();
            copy.key = key.clone();
            copy.generation = generation.clone();
            copy.forbidden = forbidden.clone();
            copy.told = told.clone();
            copy.reference = reference.clone();
            copy.marker = marker.clone();
            copy.deaths = deaths;
            copy.at = at.clone();
            copy.memory = new int[memory.length][];
            for (int i = 0; i < memory.length; i++) {
                copy.memory[i] = memory[i].clone();
            }
            return copy;
        }

        String id() {
            StringBuilder id = new StringBuilder();
            for (int[] each :
                    new int[][] {key, generation, forbidden, told, reference, marker, at}) {
                for (int value : each) {
                    id.append((char) value);
                }
            }
            id.append((char) deaths);
            for (int[] each : memory) {
                for (int value : each) {
                    id.append((char) value);
                }
            }
            return new String(
                    id.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }

        boolean isActive(int number) {
            return reference[number] != 0 && marker[number] == 0;
        }

        boolean readable(int index) {
            return generation[index] == RAW || reference[generation[index] - 1] != 0;
        }
    }

    /** Every state that can be reached; what is wrong with one of them, with the way to it. */
    Optional<String> explore() {
        start.at = new int[tasks.size()];
        start.memory = new int[tasks.size()][4];
        Map<String, String> from = new HashMap<>();
        Deque<State> open = new ArrayDeque<>();
        open.add(start);
        from.put(start.id(), "");
        while (!open.isEmpty()) {
            State state = open.removeLast();
            String id = state.id();
            Optional<String> wrong = wrong(state);
            if (wrong.isPresent()) {
                return Optional.of(wrong.get() + trail(from, id));
            }
            for (Step step : steps(state)) {
                String next = step.state.id();
                if (!from.containsKey(next)) {
                    from.put(next, step.what + "\u0000" + id);
                    open.add(step.state);
                }
            }
            if (from.size() > MAX_STATES) {
                throw new IllegalStateException("too many states");
            }
        }
        states = from.size();
        return Optional.empty();
    }

    private int states;

    /** How many there were. */
    int states() {
        return states;
    }

    private static String trail(Map<String, String> from, String last) {
        Deque<String> lines = new ArrayDeque<>();
        String id = last;
        while (true) {
            String line = from.getOrDefault(id, "");
            if (line.isEmpty()) {
                return "\n" + String.join("\n", lines);
            }
            int end = line.indexOf('\u0000');
            lines.addFirst(line.substring(0, end));
            id = line.substring(end + 1);
        }
    }

    private record Step(String what, State state) {}

    private Optional<String> wrong(State state) {
        boolean over = true;
        for (int p = 0; p < tasks.size(); p++) {
            over &= tasks.get(p).kind == Kind.COLLECT || state.at[p] == DONE;
        }
        for (int k = 0; k < keys; k++) {
            boolean settled = over || bounded;
            boolean told = !slowCopies || hasBeenTold(state, k);
            if (settled && told && !state.readable(k)) {
                return Optional.of("key " + k + " cannot be read");
            }
            if (over && (state.forbidden[k] & (1 << state.key[k])) != 0) {
                return Optional.of("key " + k + " holds what was replaced: " + state.key[k]);
            }
        }
        return over ? garbage(state) : Optional.empty();
    }

    /** What a collector that nobody disturbs leaves. */
    private Optional<String> garbage(State last) {
        State state = last.copy();
        for (int run = 0; run < 8; run++) {
            int needed = 0;
            for (int k = 0; k < keys; k++) {
                needed |= state.generation[k] == RAW ? 0 : 1 << (state.generation[k] - 1);
            }
            for (int g = 0; g < GENERATIONS; g++) {
                boolean unused = (needed & (1 << g)) == 0;
                if (state.reference[g] == 0 && state.marker[g] == OLD) {
                    state.marker[g] = 0;
                } else if (state.reference[g] == OLD && unused && state.marker[g] == 0) {
                    state.marker[g] = YOUNG;
                } else if (state.reference[g] != 0 && unused && state.marker[g] == OLD) {
                    state.reference[g] = 0;
                    state.marker[g] = YOUNG;
                }
            }
            age(state);
        }
        for (int g = 0; g < GENERATIONS; g++) {
            int number = g;
            boolean used = Arrays.stream(state.generation).anyMatch(each -> each == number + 1);
            if (!used && (state.reference[g] != 0 || state.marker[g] != 0)) {
                return Optional.of("garbage stays: generation " + g);
            }
        }
        return Optional.empty();
    }

    private List<Step> steps(State state) {
        List<Step> steps = new ArrayList<>();
        for (int p = 0; p < tasks.size(); p++) {
            if (state.at[p] == DONE) {
                continue;
            }
            State next = state.copy();
            String what = p + " " + tasks.get(p).kind + ": " + take(next, p);
            steps.add(new Step(what, next));
            boolean client = tasks.get(p).kind != Kind.COLLECT;
            if (strangers && !client && state.at[p] >= 1 && state.at[p] <= keys) {
                State answered = state.copy();
                if (rules.contains(Rule.STRANGERS_SAY_NOTHING)) {
                    answered.at[p] = 0;
                    answered.memory[p] = new int[4];
                } else {
                    answered.at[p]++; // taken for raw
                }
                steps.add(new Step(p + " is answered by a stranger", answered));
            }
            if (bounded && client && state.deaths == 0 && state.at[p] != 0) {
                State dead = state.copy();
                dead.at[p] = DONE;
                dead.deaths++;
                steps.add(new Step(p + " dies", dead));
            }
            if (!client && state.at[p] != 0 && state.deaths == 0) {
                State restarted = state.copy();
                restarted.at[p] = 0;
                restarted.memory[p] = new int[4];
                restarted.deaths++;
                steps.add(new Step(p + " dies, and another takes its place", restarted));
            }
        }
        if (mayAge(state)) {
            State later = state.copy();
            age(later);
            steps.add(new Step("a grace period passes", later));
        }
        return steps;
    }

    private boolean mayAge(State state) {
        for (int p = 0; p < tasks.size(); p++) {
            boolean underWay =
                    switch (tasks.get(p).kind) {
                        case PUT, SHARE -> bounded && (state.at[p] == 1 || state.at[p] == 2);
                        case COPY, MOVE -> !slowCopies && state.at[p] == 1;
                        case DELETE -> false;
                        case COLLECT -> state.at[p] == keys + 2;
                    };
            if (underWay) {
                return false;
            }
        }
        return true;
    }

    private static void age(State state) {
        for (int g = 0; g < GENERATIONS; g++) {
            state.reference[g] = state.reference[g] == YOUNG ? OLD : state.reference[g];
            state.marker[g] = state.marker[g] == YOUNG ? OLD : state.marker[g];
        }
    }

    /** Lets a process send its next request; says what it was. */
    private String take(State s, int p) {
        Task task = tasks.get(p);
        return switch (task.kind) {
            case PUT -> put(s, p, task.key);
            case SHARE -> share(s, p, task.key);
            case COPY -> copy(s, p, task.other, task.key, DONE);
            case MOVE -> copy(s, p, task.other, task.key, 7);
            case DELETE -> {
                begin(s, p, task.key);
                s.key[task.key] = contentOf(p);
                s.generation[task.key] = RAW;
                acknowledge(s, p, task.key, contentOf(p), DONE);
                yield "delete " + task.key;
            }
            case COLLECT -> collect(s, p);
        };
    }

    private static void begin(State s, int p, int key) {
        s.memory[p][0] = s.told[key];
    }

    private static void acknowledge(State s, int p, int key, int content, int next) {
        s.forbidden[key] |= s.memory[p][0] & ~(1 << content);
        s.told[key] |= 1 << content;
        s.at[p] = next;
        if (next == DONE) {
            s.memory[p] = new int[4];
        }
    }

    private void mark(State s, int g, int age) {
        s.marker[g] = age;
        for (int p = 0; p < tasks.size(); p++) {
            if (tasks.get(p).kind == Kind.COLLECT) {
                s.memory[p][0] &= ~(1 << (g + GENERATIONS));
            }
        }
    }

    /** What a collector noted when its scan began was dated: of another reference or marker under the same name it says nothing. */
    private void forget(State s, int g) {
        for (int p = 0; p < tasks.size(); p++) {
            if (tasks.get(p).kind == Kind.COLLECT) {
                s.memory[p][0] &= ~(1 << g);
            }
        }
    }

    private String put(State s, int p, int key) {
        int[] memory = s.memory[p];
        int content = contentOf(p);
        return switch (s.at[p]) {
            case 0 -> {
                begin(s, p, key);
                int chosen = -1;
                int highest = -1;
                for (int g = 0; g < GENERATIONS; g++) {
                    boolean usable =
                            (rules.contains(Rule.NEVER_CHOOSE_RETIRED)
                                            && rules.contains(Rule.NEVER_REVIVE))
                                    ? s.isActive(g)
                                    : s.reference[g] != 0;
                    chosen = usable ? g : chosen;
                    highest = (s.reference[g] != 0 || s.marker[g] != 0) ? g : highest;
                }
                if (chosen < 0 && highest + 1 == GENERATIONS) {
                    s.at[p] = DONE; // more generations than there are in this model: stored raw
                    yield "gives up";
                }
                memory[1] = chosen >= 0 ? chosen : highest + 1;
                s.at[p] = chosen >= 0 ? 2 : 1;
                yield "list, choose " + memory[1];
            }
            case 1 -> {
                if (s.reference[memory[1]] == 0) {
                    s.reference[memory[1]] = YOUNG;
                    forget(s, memory[1]);
                }
                s.at[p] = 2;
                yield "put reference " + memory[1];
            }
            case 2 -> {
                s.key[key] = content;
                s.generation[key] = memory[1] + 1;
                s.at[p] = 3;
                yield "put " + key;
            }
            case 3 -> guard(s, p, key, content, Rule.GUARD_ON_PUT, 4, DONE);
            default -> {
                boolean own = s.key[key] == content && s.generation[key] == memory[1] + 1;
                if (own) {
                    s.key[key] = content;
                    s.generation[key] = RAW;
                }
                acknowledge(s, p, key, content, DONE);
                yield "repair " + key;
            }
        };
    }

    /** The hint is read, its reference looked at, and from there on it is a PUT. What is stored instead points to nothing. */
    private String share(State s, int p, int key) {
        if (s.at[p] != 0) {
            return put(s, p, key);
        }
        begin(s, p, key);
        s.memory[p][1] = 0;
        boolean usable = !rules.contains(Rule.HINTS_ARE_CHECKED) || s.isActive(0);
        s.at[p] = usable ? 2 : DONE;
        return usable ? "follow the hint" : "the hint leads nowhere";
    }

    private String guard(State s, int p, int key, int content, Rule rule, int repair, int next) {
        int g = s.memory[p][1];
        if (!rules.contains(rule) || s.isActive(g)) {
            acknowledge(s, p, key, content, next);
            return "guard: all is well";
        }
        if (!rules.contains(Rule.NEVER_REVIVE) && s.reference[g] != 0) {
            mark(s, g, 0);
            acknowledge(s, p, key, content, next);
            return "guard: revives " + g;
        }
        s.at[p] = repair;
        return "guard: it is going away";
    }

    private String copy(State s, int p, int from, int to, int next) {
        int[] memory = s.memory[p];
        return switch (s.at[p]) {
            case 0 -> {
                begin(s, p, to);
                if (isNothing(s.key[from])) {
                    s.at[p] = DONE;
                    yield "nothing to copy";
                }
                memory[2] = s.key[from];
                memory[1] = s.generation[from] - 1;
                boolean asItIs =
                        s.generation[from] != RAW
                                && (!rules.contains(Rule.NEVER_COPY_RETIRED)
                                        || s.marker[memory[1]] == 0);
                s.at[p] = asItIs ? 1 : 5;
                yield "look at " + from;
            }
            case 1 -> {
                if (s.key[from] != memory[2] || s.generation[from] != memory[1] + 1) {
                    s.at[p] = DONE;
                    yield "the source has changed";
                }
                s.key[to] = memory[2];
                s.generation[to] = memory[1] + 1;
                s.at[p] = 2;
                yield "copy " + from + " to " + to;
            }
            case 2 -> guard(s, p, to, memory[2], Rule.GUARD_ON_COPY, 3, next);
            case 3 -> {
                boolean own = s.key[to] == memory[2] && s.generation[to] == memory[1] + 1;
                if (!own) {
                    acknowledge(s, p, to, memory[2], next);
                    yield "overtaken";
                }
                s.at[p] = s.readable(to) ? 4 : DONE;
                yield "read the copy";
            }
            case 4 -> {
                boolean own = s.key[to] == memory[2] && s.generation[to] == memory[1] + 1;
                if (own) {
                    s.key[to] = memory[2];
                    s.generation[to] = RAW;
                }
                acknowledge(s, p, to, memory[2], next);
                yield "repair " + to;
            }
            case 5 -> {
                boolean same = s.key[from] == memory[2] && s.generation[from] == memory[1] + 1;
                s.at[p] = same && s.readable(from) ? 6 : DONE;
                yield "read " + from;
            }
            case 6 -> {
                s.key[to] = memory[2];
                s.generation[to] = RAW;
                acknowledge(s, p, to, memory[2], next);
                yield "put " + to + " raw";
            }
            default -> {
                memory[0] = s.told[from];
                s.key[from] = contentOf(p);
                s.generation[from] = RAW;
                acknowledge(s, p, from, contentOf(p), DONE);
                yield "delete " + from;
            }
        };
    }

    private static final int RETIRE = 1;
    private static final int MARK = 2;
    private static final int DELETE_REFERENCE = 3;
    private static final int FREE = 4;

    private String collect(State s, int p) {
        int[] memory = s.memory[p];
        int at = s.at[p];
        if (at == 0) {
            int ripe = 0;
            for (int g = 0; g < GENERATIONS; g++) {
                ripe |= s.reference[g] == OLD ? 1 << g : 0;
                ripe |= s.marker[g] == OLD ? 1 << (g + GENERATIONS) : 0;
            }
            memory[0] = ripe;
            memory[1] = 0;
            memory[2] = 0;
            s.at[p] = 1;
            return "begin";
        }
        if (at <= keys) {
            int generation = s.generation[at - 1];
            memory[1] |= generation == RAW ? 0 : 1 << (generation - 1);
            s.at[p]++;
            return "scan " + (at - 1);
        }
        if (at == keys + 1) {
            for (int g = 0; g < GENERATIONS; g++) {
                memory[2] |= action(s, g, memory) << (3 * g);
            }
            s.at[p] = memory[2] == 0 ? 0 : keys + 2;
            if (memory[2] == 0) {
                s.memory[p] = new int[4];
            }
            return "list references";
        }
        int g = Integer.numberOfTrailingZeros(memory[2]) / 3;
        int action = (memory[2] >> (3 * g)) & 7;
        memory[2] &= ~(7 << (3 * g));
        String what;
        switch (action) {
            case RETIRE -> {
                mark(s, g, YOUNG);
                what = "retire " + g;
            }
            case MARK -> {
                mark(s, g, YOUNG);
                memory[2] |= DELETE_REFERENCE << (3 * g);
                what = "mark anew " + g;
            }
            case DELETE_REFERENCE -> {
                s.reference[g] = 0;
                forget(s, g);
                if (!rules.contains(Rule.NAME_STAYS_TAKEN)) {
                    mark(s, g, 0);
                }
                what = "delete reference " + g;
            }
            default -> {
                mark(s, g, 0);
                what = "free the name " + g;
            }
        }
        if (memory[2] == 0) {
            s.at[p] = 0;
            s.memory[p] = new int[4];
        }
        return what;
    }

    private int action(State s, int g, int[] memory) {
        boolean seen = (memory[1] & (1 << g)) != 0;
        // Both as they were when the scan began.
        boolean oldReference = (memory[0] & (1 << g)) != 0;
        boolean oldMarker = (memory[0] & (1 << (g + GENERATIONS))) != 0;
        if (s.reference[g] == 0) {
            return s.marker[g] == OLD && oldMarker ? FREE : 0;
        }
        if (seen) {
            return 0;
        }
        if (!rules.contains(Rule.SECOND_SCAN)) {
            return DELETE_REFERENCE;
        }
        if (s.marker[g] == 0) {
            return oldReference ? RETIRE : 0;
        }
        return s.marker[g] == OLD && oldMarker ? MARK : 0;
    }
}
