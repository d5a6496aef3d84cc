package io.deltaglider.engine.reference;

import io.deltaglider.engine.growth.GrowthRule;
import io.deltaglider.engine.growth.Kin;
import io.deltaglider.engine.layout.Lineage;
import io.deltaglider.engine.layout.ReferenceKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The references of a deltaspace that may be used, as a forest: each below the one that it is a delta to, as far as a listing shows that.
 * Immutable.
 */
public final class Family {
    private final Map<ReferenceKey, Member> members = new HashMap<>();

    /** By the digits that its children name a reference by. Of the same content, the one that was written last. */
    private final Map<String, Member> byDigits = new HashMap<>();

    /** @param listed retired ones count for nothing */
    public Family(Collection<ListedReference> listed) {
        for (ListedReference each : ReferenceChooser.latest(List.copyOf(listed))) {
            Member member = new Member(each);
            members.put(each.key(), member);
            byDigits.merge(Lineage.digits(each.key().sha256()), member, Family::later);
        }
        for (Member member : members.values()) {
            Optional<Lineage> lineage = member.key().lineage();
            member.base = lineage.map(Lineage::base).map(byDigits::get).orElse(null);
            if (member.base != null) {
                member.base.children = Math.max(member.base.children, lineage.get().ordinal());
            }
        }
    }

    private static Member later(Member one, Member other) {
        return one.listed.written().isBefore(other.listed.written()) ? other : one;
    }

    public Optional<Member> member(ReferenceKey key) {
        return Optional.ofNullable(members.get(key));
    }

    /** How many of them stand alone. */
    public long roots() {
        return members.keySet().stream().filter(each -> each.depth() == 0).count();
    }

    public int size() {
        return members.size();
    }

    /** What has to be read besides a reference to rebuild it, as far as it is known here: its base, the base of that, and so on. */
    public List<ReferenceKey> ancestors(ReferenceKey of) {
        List<ReferenceKey> ancestors = new ArrayList<>();
        Optional<Member> each = member(of).flatMap(Member::base);
        while (each.isPresent() && ancestors.size() < of.depth()) {
            ancestors.add(each.get().key());
            each = each.get().base();
        }
        return ancestors;
    }

    /** A reference in its place. */
    public static final class Member implements Kin<Member> {
        private final ListedReference listed;
        private @Nullable Member base;
        private int children;

        private Member(ListedReference listed) {
            this.listed = listed;
        }

        public ReferenceKey key() {
            return listed.key();
        }

        @Override
        public int depth() {
            return key().depth();
        }

        /** One of an early build, of which nothing is known, may have any number. */
        @Override
        public int mostChildren() {
            int ordinal = key().lineage().map(Lineage::ordinal).orElse(Lineage.FOUNDER);
            return ordinal == Lineage.FOUNDER || ordinal == Lineage.MAX_ORDINAL
                    ? GrowthRule.UNBOUNDED
                    : ordinal;
        }

        @Override
        public int children() {
            return children;
        }

        /** Only what is nearer to the content by one: a name that happens to fit is no base. */
        @Override
        public Optional<Member> base() {
            return Optional.ofNullable(base).filter(each -> each.depth() == depth() - 1);
        }
    }
}
