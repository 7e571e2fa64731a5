package io.sluice.kernel.bundle;

import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.UnsupportedStageException;
import io.sluice.kernel.fallback.CheckTimer;
import io.sluice.kernel.fallback.FallbackStage;
import io.sluice.kernel.fallback.Substitutes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the stages of a bundle on the provider that was chosen, those that it lacks an operator for
 * on another, and arranges who takes over from whom. Used once, by one thread.
 */
final class LadderOpener {
    private static final Logger LOG = LoggerFactory.getLogger(LadderOpener.class);

    private final Bundle bundle;
    private final KernelProvider chosen;
    private final String device;
    private final Substitutes others;
    private final CheckTimer timer;
    private final List<StageKernel> opened = new ArrayList<>();
    private final List<StagePlacement> placements = new ArrayList<>();

    /** Set before any stage is handed out, so before any check. */
    private OpenLadder ladder;

    LadderOpener(
            Bundle bundle,
            KernelProvider chosen,
            String device,
            Substitutes others,
            CheckTimer timer) {
        this.bundle = bundle;
        this.chosen = chosen;
        this.device = device;
        this.others = others;
        this.timer = timer;
    }

    /** Opens all stages and checks them; whatever fails, nothing stays open. */
    OpenLadder open() {
        GoldenVectors golden;
        try {
            for (int i = 0; i < bundle.manifest().stages().size(); i++) {
                open(i);
            }
            golden = bundle.golden();
            check(golden);
        } catch (RuntimeException | LinkageError e) {
            OpenLadder.closeAll(opened);
            throw e;
        }
        ladder = new OpenLadder(bundle, chosen.name(), device, placements, covered(golden));
        LOG.info("Opened bundle {} on {}/{}", bundle, chosen.name(), device);
        return ladder;
    }

    private void open(int index) {
        StageModel model = bundle.stageModel(index);
        try {
            place(index, chosen.open(model, device), "");
        } catch (UnsupportedStageException refusal) {
            openElsewhere(index, model, refusal);
        }
    }

    private void openElsewhere(int index, StageModel model, UnsupportedStageException refusal) {
        place(index, others.open(model, refusal), refusal.getMessage());
        StagePlacement placement = placements.get(index);
        LOG.warn(
                "{} runs on {} and not on {}: {}",
                model.name(),
                placement.device(),
                placement.asked(),
                placement.reason());
    }

    /** Puts a stage in its place, where there is none or one that is closed. */
    private void place(int index, StageKernel stage, String reason) {
        String name = bundle.manifest().stages().get(index).name();
        String asked = chosen.name() + "/" + device;
        StagePlacement placement =
                new StagePlacement(name, asked, reason.isEmpty() ? asked : stage.device(), reason);
        if (index == opened.size()) {
            opened.add(stage);
            placements.add(placement);
        } else {
            opened.set(index, stage);
            placements.set(index, placement);
        }
    }

    /**
     * Runs every stage at both ends of the batch sizes, which warms them too. It runs them bare: a
     * device that is lost now is an error, and not covered up. A bitstream that computes something
     * else is no fault of the bundle's graphs: the stages that have one are then opened elsewhere.
     */
    private void check(GoldenVectors golden) {
        GoldenCheck check = new GoldenCheck(bundle.manifest(), golden);
        try {
            check.check(opened);
        } catch (BundleException off) {
            if (off.category() != BundleException.Category.GOLDEN || !leaveBitstreams(off)) {
                throw off;
            }
            check.check(opened);
        }
    }

    /** Opens the stages with bitstreams on another provider; gives whether there were any. */
    private boolean leaveBitstreams(BundleException off) {
        boolean left = false;
        for (int i = 0; i < opened.size(); i++) {
            StageModel model = opened.get(i).model();
            if (!placements.get(i).isElsewhere() && !model.bitstreams().isEmpty()) {
                opened.get(i).close();
                openElsewhere(i, model, new UnsupportedStageException(off.getMessage(), off));
                left = true;
            }
        }
        return left;
    }

    private List<StageKernel> covered(GoldenVectors golden) {
        List<StageKernel> stages = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            // A stage that another provider runs from the beginning has nobody behind it.
            boolean isCovered = !others.providers().isEmpty() && !placements.get(i).isElsewhere();
            stages.add(isCovered ? covered(i, opened.get(i), golden) : opened.get(i));
        }
        return stages;
    }

    private StageKernel covered(int index, StageKernel bare, GoldenVectors golden) {
        return new FallbackStage(
                bare,
                () -> chosen.open(bare.model(), device),
                others,
                candidate -> check(golden, index, candidate),
                timer);
    }

    /** Runs the golden vectors through the stages that one needs, with a candidate in its place. */
    private void check(GoldenVectors golden, int index, StageKernel candidate) {
        List<Integer> needed = bundle.manifest().neededFor(index);
        List<StageKernel> stages =
                needed.stream().map(i -> i == index ? candidate : ladder.stages().get(i)).toList();
        ladder.checking(() -> new GoldenCheck(bundle.manifest(), golden).check(needed, stages));
    }
}
