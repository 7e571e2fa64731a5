package io.sluice.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.budget.Budgets;
import io.sluice.gates.budget.Limit;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.gates.experts.Experts;
import io.sluice.schemas.ControlEnvelope;
import io.sluice.schemas.ControlEnvelope.Kind;
import io.sluice.schemas.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochTableTest {
    private static final String HASH = "ab".repeat(32);
    private static final NamedBundle OTHER =
            new NamedBundle("https://store/b.zip?key=1", "12".repeat(32), "cd".repeat(32), 5);

    private final EpochTable table =
            new EpochTable(
                    HASH,
                    PolicyShape.ladder(3),
                    List.of(PolicyEpoch.of(0, Long.MIN_VALUE, policy("a", HASH, 2), Prices.NONE)));

    @Test
    void pinsByEventTimeAndNotByArrival() throws ControlException {
        assertThat(table.apply(message(Kind.POLICY, 5, 1000, policy("b", HASH, 2)))).isTrue();
        assertThat(table.inForce(999).policy().version()).isEqualTo("a");
        assertThat(table.inForce(1000).policy().version()).isEqualTo("b");
    }

    @Test
    void anEpochThatIsKnownChangesNothing() throws ControlException {
        table.apply(message(Kind.POLICY, 5, 1000, policy("b", HASH, 2)));
        assertThat(table.apply(message(Kind.POLICY, 5, 1000, policy("c", HASH, 2)))).isFalse();
        assertThat(table.apply(message(Kind.POLICY, 4, 2000, policy("c", HASH, 2)))).isFalse();
        assertThat(table.newest().policy().version()).isEqualTo("b");
    }

    @Test
    void pricesAreReplacedAsAWholeAndKeptAcrossPolicies() throws ControlException {
        table.apply(message(Kind.PRICES, 1, 10, bytes("{joules: 0.5, bytes: 1}")));
        table.apply(message(Kind.POLICY, 3, 30, policy("b", HASH, 2)));
        table.apply(message(Kind.PRICES, 4, 40, bytes("{joules: 0.25}")));
        assertThat(table.inForce(10).prices().pressure()).isEqualTo(1.5);
        assertThat(table.inForce(35).prices().of(Resource.JOULES)).isEqualTo(.5);
        assertThat(table.inForce(40).prices().pressure()).isEqualTo(.25);
        assertThat(table.inForce(40).policy().version()).isEqualTo("b");
    }

    @Test
    void aGuardMakesTheRuleStricterUntilTheNextPolicy() throws ControlException {
        assertThat(table.apply(guard(1, 100, 2, "a"))).isTrue();
        assertThat(table.inForce(99).guardLevel()).isZero();
        assertThat(table.inForce(100).guardLevel()).isEqualTo(2);
        table.apply(message(Kind.PRICES, 2, 200, bytes("{joules: 1}")));
        assertThat(table.newest().guardLevel()).isEqualTo(2);
        assertThat(table.newest().prices().pressure()).isEqualTo(1);
        table.apply(message(Kind.POLICY, 3, 300, policy("b", HASH, 2)));
        assertThat(table.newest().guardLevel()).isZero();
        assertThat(table.newest().prices().pressure()).isEqualTo(1);
    }

    @Test
    void aGuardedEpochDecidesByTheStricterRule() throws ControlException {
        table.apply(guard(1, 100, ExitRule.MOST_GUARD_LEVEL, "a"));
        Softmax sure = new Softmax();
        sure.read(new float[] {9, 0}, 0, 2);
        ExitDecision decision = new ExitDecision();
        PolicyEpoch epoch = table.newest();
        epoch.exitRule().decide(0, sure, 0, epoch.prices(), decision);
        assertThat(decision.exits()).isFalse();
        epoch.unguardedRule().decide(0, sure, 0, epoch.prices(), decision);
        assertThat(decision.exits()).isTrue();
    }

    @Test
    void aGuardOfAnotherPolicyOrOfTheLevelInForceChangesNothing() throws ControlException {
        assertThat(table.apply(guard(1, 100, 1, "z"))).isFalse();
        assertThat(table.apply(guard(1, 100, 0, "a"))).isFalse();
        table.apply(guard(1, 100, 1, "a"));
        assertThat(table.apply(guard(2, 100, 1, "a"))).isFalse();
        assertThat(table.newest().epoch()).isEqualTo(1);
    }

    @Test
    void aGuardMessageIsReadBackAsItWasWritten() {
        GuardMessage message = new GuardMessage(3, "2026-\"11\"", 812, 23, .0112, .0471);
        assertThat(GuardMessage.parse("test", message.document())).isEqualTo(message);
    }

    @Test
    void refusesAScopeItCannotKeepApart() {
        assertRefused(
                new ControlEnvelope("POLICY", "device/7", 2, 20, policy("b", HASH, 2), "", null),
                "scope 'device/7' is not supported; expected job");
    }

    @Test
    void theWatermarkRetiresWhatNoEventInTimeCanNeed() throws ControlException {
        table.apply(message(Kind.POLICY, 1, 100, policy("b", HASH, 2)));
        table.apply(message(Kind.POLICY, 2, 200, policy("c", HASH, 2)));
        table.retire(99);
        assertThat(table.epochs()).hasSize(3);
        table.retire(150);
        assertThat(table.epochs()).hasSize(2);
        assertThat(table.inForce(0).policy().version()).isEqualTo("b");
        table.retire(Long.MAX_VALUE);
        assertThat(table.epochs()).hasSize(1);
    }

    @Test
    void refusesWhatItCannotUseAndKeepsTheOld() {
        String other = "cd".repeat(32);
        assertRefused(
                message(Kind.POLICY, 1, 0, policy("b", other, 2)),
                "policy b is for bundle "
                        + other
                        + ", but the bundle of epoch 0 is "
                        + HASH
                        + "; expected a policy for that one, or the other bundle first, with sluice"
                        + " bundle promote");
        assertRefused(
                message(Kind.POLICY, 1, 0, policy("b", HASH, 4)), "needs 2 thresholds, not 4");
        assertRefused(message(Kind.POLICY, 1, 0, bytes("nonsense")), "no mapping");
        assertRefused(message(Kind.PRICES, 1, 0, bytes("{joules: -1}")), "joules: '-1'");
        assertRefused(message(Kind.PRICES, 1, 0, bytes("{watts: 1}")), "watts: unknown key");
        assertRefused(
                message(Kind.GUARD, 1, 0, bytes("{level: 7, policy: a}")),
                "level: '7'; expected a whole number from 0 to 6");
        assertThat(table.newest().epoch()).isZero();
    }

    @Test
    void refusesAnEpochThatWouldHoldBeforeItsPredecessor() throws ControlException {
        table.apply(message(Kind.POLICY, 1, 500, policy("b", HASH, 2)));
        assertRefused(message(Kind.POLICY, 2, 400, policy("c", HASH, 2)), "expected a later time");
    }

    @Test
    void anExpertJoinsTheNewestPolicyFromItsEpochOn() throws ControlException {
        EpochTable experts = experts();
        experts.apply(message(Kind.PRICES, 1, 10, bytes("{joules: 0.5}")));
        assertThat(experts.apply(expert(2, 100, "new"))).isTrue();
        assertThat(names(experts.inForce(99))).containsExactly("expert-00", "expert-01");
        assertThat(names(experts.inForce(100))).containsExactly("expert-00", "expert-01", "new");
        assertThat(experts.newest().prices().pressure()).isEqualTo(.5);
        assertThat(experts.newest().policy().version()).isEqualTo("a");
        PolicyEpoch newest = experts.newest();
        assertThat(PolicyEpoch.of(2, 100, newest.policyDocument(), newest.prices()))
                .isEqualTo(newest);
        assertThat(experts.apply(expert(2, 100, "new"))).isFalse();
    }

    @Test
    void expertsMayJoinInAnyOrder() throws ControlException {
        EpochTable one = experts();
        EpochTable other = experts();
        one.apply(expert(1, 10, "x"));
        one.apply(expert(2, 20, "b"));
        other.apply(expert(1, 10, "b"));
        other.apply(expert(2, 20, "x"));
        assertThat(one.newest().policyDocument()).isEqualTo(other.newest().policyDocument());
    }

    @Test
    void refusesAnExpertThatIsNotUsableAndKeepsTheOld() {
        EpochTable experts = experts();
        assertThatThrownBy(() -> experts.apply(message(Kind.EXPERT, 1, 0, bytes("{name: x}"))))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("the expert of epoch 1 is not usable")
                .hasMessageContaining("vector: missing");
        ExpertSpec wide = Experts.expert("wide", new Random(1), 9);
        assertThatThrownBy(
                        () ->
                                experts.apply(
                                        message(Kind.EXPERT, 1, 0, ExpertDocument.document(wide))))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("expert wide has a vector of 10 numbers; expected 4");
        assertThat(experts.newest().epoch()).isZero();
        assertRefused(expert(1, 0, "x"), "policy a has no section experts");
    }

    @Test
    void budgetsAreReplacedAsAWholeAndKeptAcrossPolicies() throws ControlException {
        table.apply(
                message(Kind.BUDGETS, 1, 10, bytes("limits: [{scope: job, joules: 40, per: 1m}]")));
        table.apply(message(Kind.POLICY, 2, 20, policy("b", HASH, 2)));
        table.apply(message(Kind.PRICES, 3, 30, bytes("{joules: 2}")));
        table.apply(
                message(Kind.BUDGETS, 4, 40, bytes("limits: [{scope: job, bytes: 1, per: 1s}]")));

        assertThat(table.inForce(9).budgets()).isEqualTo(Budgets.NONE);
        assertThat(table.inForce(30).budgets().limits())
                .containsExactly(Limit.soft("job", Resource.JOULES, 40, 60));
        assertThat(table.inForce(30).policy().version()).isEqualTo("b");
        assertThat(table.inForce(40).budgets().limits())
                .containsExactly(Limit.soft("job", Resource.BYTES, 1, 1));
        assertThat(table.inForce(40).prices().pressure()).isEqualTo(2);
        assertThat(table.inForce(40)).isNotEqualTo(table.inForce(30));
    }

    @Test
    void aModeHoldsUntilTheNext() throws ControlException {
        assertThat(table.newest().mode()).isEqualTo(GateMode.ENFORCE);
        table.apply(message(Kind.MODE, 1, 10, GateMode.SHADOW.document()));
        table.apply(message(Kind.POLICY, 2, 20, policy("b", HASH, 2)));
        assertThat(table.newest().mode()).isEqualTo(GateMode.SHADOW);
        table.apply(message(Kind.MODE, 3, 30, bytes("mode: off")));
        assertThat(table.newest().mode()).isEqualTo(GateMode.OFF);
        assertRefused(message(Kind.MODE, 4, 40, bytes("mode: on")), "enforce | shadow | off");
    }

    @Test
    void refusesBudgetsThatAreNone() {
        assertRefused(
                message(Kind.BUDGETS, 1, 10, bytes("limits: [{scope: job, joules: -1, per: 1m}]")),
                "joules: '-1'; expected a number of at least 0");
        assertThat(table.newest().epoch()).isZero();
    }

    /** Shares have a sequence of their own and change no epoch. */
    @Test
    void sharesAreNoEpoch() throws ControlException {
        assertThat(table.apply(message(Kind.SHARES, 1, 10, bytes("{}")))).isFalse();
    }

    @Test
    void skipsKindsOfALaterVersion() throws ControlException {
        assertThat(
                        table.apply(
                                new ControlEnvelope(
                                        "HOROSCOPE", "job", 9, 0, new byte[0], "", null)))
                .isFalse();
    }

    @Test
    void aRouterHasAllModes() throws ControlException {
        EpochTable router = experts();
        assertThat(router.apply(message(Kind.MODE, 1, 10, GateMode.SHADOW.document()))).isTrue();
        assertThat(router.newest().mode()).isEqualTo(GateMode.SHADOW);
    }

    @Test
    void aBundleComesWithItsPolicyAndTheRestStays() throws ControlException {
        table.apply(message(Kind.PRICES, 1, 10, bytes("{joules: 0.5}")));
        table.apply(message(Kind.MODE, 2, 20, GateMode.SHADOW.document()));
        table.apply(guard(3, 30, 2, "a"));

        assertThat(table.apply(bundle(4, 1000, OTHER, policy("a", OTHER.hash(), 4)))).isTrue();

        assertThat(table.inForce(999).bundle()).isEqualTo(NamedBundle.OF_THE_FILE);
        PolicyEpoch swapped = table.inForce(1000);
        assertThat(swapped.bundle()).isEqualTo(OTHER);
        assertThat(swapped.policy().bundleHash()).isEqualTo(OTHER.hash());
        assertThat(swapped.prices().pressure()).isEqualTo(.5);
        assertThat(swapped.mode()).isEqualTo(GateMode.SHADOW);
        assertThat(swapped.guardLevel()).isZero();
        table.apply(message(Kind.MODE, 5, 1500, GateMode.OFF.document()));
        assertThat(table.newest().bundle()).isEqualTo(OTHER);
    }

    @Test
    void aPolicyIsForTheBundleOfTheNewestEpoch() throws ControlException {
        table.apply(bundle(4, 1000, OTHER, policy("b", OTHER.hash(), 4)));
        assertRefused(
                message(Kind.POLICY, 5, 2000, policy("c", HASH, 2)),
                "policy c is for bundle "
                        + HASH
                        + ", but the bundle of epoch 4 is "
                        + OTHER.hash()
                        + "; expected a policy for that one");
        assertRefused(
                message(Kind.POLICY, 5, 2000, policy("c", OTHER.hash(), 2)),
                "needs 4 thresholds, not 2");
        assertThat(table.apply(message(Kind.POLICY, 5, 2000, policy("c", OTHER.hash(), 4))))
                .isTrue();
    }

    @Test
    void theFilesBundleIsTheFilesHoweverItIsNamed() throws ControlException {
        table.apply(bundle(4, 1000, OTHER, policy("b", OTHER.hash(), 4)));
        NamedBundle first = new NamedBundle("/elsewhere", "", HASH, 3);
        table.apply(bundle(5, 2000, first, policy("a", HASH, 2)));
        assertThat(table.newest().bundle()).isEqualTo(NamedBundle.OF_THE_FILE);
    }

    @Test
    void aGuardOfOneBundlesPolicySaysNothingOfAnothers() throws ControlException {
        table.apply(bundle(4, 1000, OTHER, policy("a", OTHER.hash(), 4)));
        assertThat(table.apply(guard(5, 2000, 2, "a"))).isFalse();
        assertThat(table.apply(guard(5, 2000, 2, table.newest().guardedPolicy()))).isTrue();
        NamedBundle first = new NamedBundle("/elsewhere", "", HASH, 3);
        table.apply(bundle(6, 3000, first, policy("a", HASH, 2)));
        assertThat(table.apply(guard(7, 3000, 2, "a of bundle " + HASH))).isTrue();
    }

    @Test
    void refusesABundleWithAPolicyOfAnotherAndWhereThereIsNoLadder() {
        byte[] of = policy("b", HASH, 4);
        assertRefused(
                bundle(4, 1000, OTHER, of),
                "policy b is for bundle " + HASH + ", but comes with bundle " + OTHER.hash());
        assertRefused(
                message(Kind.BUNDLE, 4, 1000, bytes("{uri: x, hash: AB, exits: 0, policy: p}")),
                "64 lower-case hexadecimal digits");
        assertThatThrownBy(
                        () -> experts().apply(bundle(4, 1000, OTHER, policy("b", OTHER.hash(), 4))))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("only the job of a ladder takes another bundle");
    }

    @Test
    void aBundlesMessageIsReadAsItWasWritten() {
        byte[] policy = policy("with \"quotes\"", OTHER.hash(), 4);
        BundleMessage message = new BundleMessage(OTHER, policy);
        BundleMessage again = BundleMessage.parse("bundle", message.document());
        assertThat(again.bundle()).isEqualTo(OTHER);
        assertThat(again.policyDocument()).isEqualTo(policy);
        assertThat(OTHER).hasToString("bundle " + OTHER.hash());
    }

    private static ControlEnvelope bundle(
            long epoch, long from, NamedBundle bundle, byte[] policy) {
        return message(Kind.BUNDLE, epoch, from, new BundleMessage(bundle, policy).document());
    }

    private void assertRefused(ControlEnvelope message, String reason) {
        assertThatThrownBy(() -> table.apply(message))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining(reason);
    }

    private static EpochTable experts() {
        byte[] document =
                new Policy("a", HASH, FixedExit.full())
                        .with(Experts.policy(new Random(1), 3, 2, 0, 0))
                        .document();
        return new EpochTable(
                HASH,
                PolicyShape.experts(3),
                List.of(PolicyEpoch.of(0, Long.MIN_VALUE, document, Prices.NONE)));
    }

    private static ControlEnvelope expert(long epoch, long from, String name) {
        ExpertSpec expert = Experts.expert(name, new Random(name.hashCode()), 3);
        return message(Kind.EXPERT, epoch, from, ExpertDocument.document(expert));
    }

    private static List<String> names(PolicyEpoch epoch) {
        ExpertPolicy experts = epoch.policy().experts().orElseThrow();
        return experts.names(experts.all());
    }

    private static ControlEnvelope message(Kind kind, long epoch, long from, byte[] payload) {
        return new ControlEnvelope(kind.name(), "job", epoch, from, payload, "", null);
    }

    private static ControlEnvelope guard(long epoch, long from, int level, String policy) {
        byte[] document = new GuardMessage(level, policy, 100, 9, .05, .15).document();
        return message(Kind.GUARD, epoch, from, document);
    }

    private static byte[] policy(String version, String hash, int thresholds) {
        return new Policy(version, hash, CertaintyThreshold.confidence(new float[thresholds]))
                .document();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
