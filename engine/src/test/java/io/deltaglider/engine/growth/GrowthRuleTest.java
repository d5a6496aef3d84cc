package io.deltaglider.engine.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deltaglider.engine.growth.FamilySimulator.Model;
import io.deltaglider.engine.growth.FamilySimulator.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rule on sizes alone. */
class GrowthRuleTest {
    private static final GrowthRule RULE = new GrowthRule(GrowthRule.MAX_DEPTH);

    /** A node of a tree that grows by the rule alone. */
    private static final class Node implements Kin<Node> {
        private final int number;
        private final Optional<Node> base;
        private final int most;
        private int children;

        Node(int number, Optional<Node> base, int most) {
            this.number = number;
            this.base = base;
            this.most = most;
        }

        @Override
        public int depth() {
            return base.map(each -> each.depth() + 1).orElse(0);
        }

        @Override
        public int mostChildren() {
            return most;
        }

        @Override
        public int children() {
            return children;
        }

        @Override
        public Optional<Node> base() {
            return base;
        }
    }

    private static List<Node> grow(GrowthRule rule, int count) {
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node(0, Optional.empty(), GrowthRule.UNBOUNDED));
        for (int i = 1; i < count; i++) {
            Node base = rule.base(nodes.getLast()).orElseThrow();
            base.children++;
            nodes.add(new Node(i, Optional.of(base), base.children));
        }
        return nodes;
    }

    /** As the fourth, fifth ... child of the founder takes over: (10 + k choose k) versions. */
    @ParameterizedTest
    @CsvSource({"2, 11", "3, 66", "4, 286", "5, 1001", "6, 3003"})
    void aFounderHasItsNextChildWhenTheLastIsFull(int child, int version) {
        List<Node> nodes = grow(RULE, version + 1);
        Node last = nodes.get(version);
        assertThat(last.base().orElseThrow().number).isZero();
        assertThat(nodes.getFirst().children).isEqualTo(child);
    }

    @ParameterizedTest
    @CsvSource({"300, 3.7", "1000, 3.7", "10000, 6.2"})
    void whatChangesIsStoredAFewTimes(int versions, double most) {
        List<Node> nodes = grow(RULE, versions);
        long steps =
                nodes.stream()
                        .skip(1)
                        .mapToLong(each -> each.number - each.base.orElseThrow().number)
                        .sum();
        assertThat((double) steps / (versions - 1)).isLessThan(most).isGreaterThan(2.5);
        assertThat(nodes).allMatch(each -> each.depth() <= RULE.maxDepth());
    }

    @Test
    void whoHasNoRoomForReferencesMakesNone() {
        GrowthRule none = new GrowthRule(0);
        assertThat(none.base(new Node(0, Optional.empty(), GrowthRule.UNBOUNDED))).isEmpty();
        assertThatThrownBy(() -> new GrowthRule(11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GrowthRule(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReferenceIsWorthItWhenTheNextWouldRepeatMore() {
        assertThat(GrowthRule.isWorthAReference(750, 250)).isFalse();
        assertThat(GrowthRule.isWorthAReference(751, 250)).isTrue();
    }

    /** So few that a page of a LIST holds them all, in a family of 100,000; and none that a later version hangs on is left out. */
    @Test
    void landmarksAreFewAndHoldWhatIsOld() {
        List<Node> nodes = grow(RULE, 100_000);
        long landmarks = nodes.stream().filter(GrowthRuleTest::isLandmark).count();
        assertThat(landmarks).isLessThan(500);
        for (Node each : nodes) {
            Optional<Node> base = each.base;
            assertThat(
                            base.isEmpty()
                                    || each.number - base.get().number < 500
                                    || isLandmark(base.get()))
                    .isTrue();
        }
    }

    private static boolean isLandmark(Node node) {
        return GrowthRule.isLandmark(node.depth(), node.most);
    }

    /** What the families of docs/references.md take at most, beside the first version and each against its nearest. */
    @Test
    void familiesTakeLittleMoreThanTheBest() {
        for (GrowthScenario each : GrowthScenario.all()) {
            Result result = each.run(RULE);
            assertThat((double) result.stored() / result.nearest())
                    .as(each.name())
                    .isLessThan(limit(each.name()));
            assertThat(result.deepest()).as(each.name()).isLessThanOrEqualTo(10);
        }
    }

    /** When all but the newest 30 of 300 are deleted, what these hang on stays: a few, since chains are short. */
    @ParameterizedTest
    @CsvSource({"3700000, 5000, 1000, 1.4", "11000000, 500, 45000, 3", "150000, 350, 400, 2.5"})
    void whatIsDeletedLeavesLittleBehind(long size, long fixed, long each, double most) {
        Model model = (version, base) -> fixed + each * Math.abs(version - base);
        FamilySimulator simulator = new FamilySimulator(RULE, model, size, 250);
        for (int i = 0; i < 300; i++) {
            simulator.store(i, i - 1);
        }
        long alone = size + 29 * (fixed + each + 250);
        assertThat((double) simulator.bytesFor(30) / alone).isLessThan(most);
    }

    private static double limit(String family) {
        return switch (family) {
            case "all new each time: 45 KB of 11 MB" -> 2.5;
            case "100,000 versions" -> 4.7;
            default -> 2.3;
        };
    }
}
