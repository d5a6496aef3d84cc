package io.deltaglider.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.engine.simulation.ProtocolModel.Rule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All states of small worlds. With all rules nothing is ever lost, and without any one of them something is. */
class ProtocolModelTest {
    private static final Set<Rule> ALL = EnumSet.allOf(Rule.class);

    /** Worlds that between them need every rule. */
    private static List<ProtocolModel> worlds(Set<Rule> rules) {
        List<ProtocolModel> worlds = new ArrayList<>();
        for (boolean bounded : new boolean[] {true, false}) {
            worlds.add(
                    new ProtocolModel(1, bounded, rules)
                            .withObjects(1)
                            .put(0)
                            .delete(0)
                            .collector());
            worlds.add(
                    new ProtocolModel(2, bounded, rules)
                            .withObjects(1)
                            .put(1)
                            .delete(0)
                            .collector());
            worlds.add(
                    new ProtocolModel(1, bounded, rules).withObjects(0).put(0).put(0).collector());
            worlds.add(
                    new ProtocolModel(1, bounded, rules)
                            .withRetiredReference()
                            .put(0)
                            .collector()
                            .collector());
            worlds.add(
                    new ProtocolModel(2, bounded, rules).withObjects(2).put(0).put(1).collector());
        }
        worlds.add(
                new ProtocolModel(2, true, rules)
                        .strangers()
                        .withObjects(2)
                        .put(0)
                        .collector()
                        .collector());
        worlds.add(new ProtocolModel(2, true, rules).withObjects(1).share(1).delete(0).collector());
        worlds.add(new ProtocolModel(1, true, rules).withRetiredReference().share(0).collector());
        worlds.add(
                new ProtocolModel(2, false, rules)
                        .withObjects(2)
                        .share(1)
                        .put(0)
                        .collector()
                        .collector());
        worlds.add(new ProtocolModel(2, true, rules).withObjects(2).move(1, 0).collector());
        worlds.add(
                new ProtocolModel(3, true, rules).withObjects(2).copy(1, 0).delete(1).collector());
        worlds.add(new ProtocolModel(2, true, rules).withObjects(1).move(0, 1).put(0).collector());
        worlds.add(
                new ProtocolModel(2, true, rules)
                        .withObjects(2)
                        .copy(1, 0)
                        .delete(1)
                        .collector()
                        .collector());
        worlds.add(
                new ProtocolModel(2, true, rules)
                        .withObjects(2)
                        .raw(0)
                        .withRetiredReference()
                        .copy(1, 0)
                        .delete(1)
                        .collector());
        worlds.add(
                new ProtocolModel(2, true, rules)
                        .withObjects(2)
                        .raw(0)
                        .withRetiredReference()
                        .move(1, 0)
                        .collector()
                        .collector());
        worlds.add(
                new ProtocolModel(3, false, rules)
                        .slowCopies()
                        .withObjects(0)
                        .put(2)
                        .copy(2, 0)
                        .delete(2)
                        .collector());
        return worlds;
    }

    private static Optional<String> loss(Set<Rule> rules) {
        for (ProtocolModel world : worlds(rules)) {
            Optional<String> wrong = world.explore();
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    @Test
    void withAllRulesNothingIsLostAndNoGarbageStays() {
        int states = 0;
        for (ProtocolModel world : worlds(ALL)) {
            assertThat(world.explore()).isEmpty();
            states += world.states();
        }
        assertThat(states).isGreaterThan(10_000);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnyOneOfTheRulesSomethingIsLost(Rule rule) {
        Set<Rule> rules = EnumSet.complementOf(EnumSet.of(rule));
        assertThat(loss(rules)).isPresent();
    }
}
