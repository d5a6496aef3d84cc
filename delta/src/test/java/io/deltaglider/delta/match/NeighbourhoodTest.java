package io.deltaglider.delta.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.deltaglider.delta.Content;
import io.deltaglider.delta.level.PagedReference;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Random;

class NeighbourhoodTest {
    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static long find(Neighbourhood neighbourhood, byte[] target, int at) {
        for (int place = neighbourhood.first(target, at);
                place >= 0;
                place = neighbourhood.next(place)) {
            if (neighbourhood.matches(place, target, at)) {
                return neighbourhood.position(place, neighbourhood.part(place));
            }
        }
        return -1;
    }

    /** Parts that overlap or come in any order are found once, and what was not asked for is not. */
    @Test
    void everyWindowOfThePartsIsFoundWhereItIs() throws IOException {
        byte[] reference = random(10_000);
        Neighbourhood neighbourhood = new Neighbourhood(new PagedReference(Content.of(reference)));
        neighbourhood.add(5000, 6000);
        neighbourhood.add(-100, 50);
        neighbourhood.add(5500, 6500);
        neighbourhood.add(9900, 20_000);
        neighbourhood.build();
        for (int at : new int[] {0, 44, 5000, 5999, 6494, 9900}) {
            assertThat(find(neighbourhood, reference, at)).isEqualTo(at);
        }
        for (int at : new int[] {50, 4990, 6500, 9890}) {
            assertThat(find(neighbourhood, reference, at)).isEqualTo(-1);
        }
    }

    @Test
    void matchesAreMeasuredAndSoAreTheirParts() throws IOException {
        byte[] reference = random(1000);
        Neighbourhood neighbourhood = new Neighbourhood(new PagedReference(Content.of(reference)));
        neighbourhood.add(100, 200);
        neighbourhood.add(300, 400);
        neighbourhood.build();
        int place = neighbourhood.first(reference, 350);
        int part = neighbourhood.part(place);
        assertThat(neighbourhood.forward(place, reference, 350, 900)).isEqualTo(50);
        assertThat(neighbourhood.forward(place, reference, 350, 360)).isEqualTo(10);
        assertThat(neighbourhood.backward(place, reference, 350, 0)).isEqualTo(50);
        assertThat(neighbourhood.backward(place, reference, 350, 345)).isEqualTo(5);
        assertThat(neighbourhood.before(place, part)).isEqualTo(50);
        assertThat(neighbourhood.behind(place, part)).isEqualTo(50);
    }

    /** However much is asked for, memory stays within its bound. */
    @Test
    void onlySoMuchIsHeld() throws IOException {
        byte[] reference = random(Neighbourhood.CAPACITY + 100_000);
        Neighbourhood neighbourhood = new Neighbourhood(new PagedReference(Content.of(reference)));
        neighbourhood.add(0, reference.length);
        neighbourhood.build();
        assertThat(find(neighbourhood, reference, Neighbourhood.CAPACITY - 10))
                .isEqualTo(Neighbourhood.CAPACITY - 10);
        assertThat(find(neighbourhood, reference, Neighbourhood.CAPACITY + 10)).isEqualTo(-1);
    }
}
