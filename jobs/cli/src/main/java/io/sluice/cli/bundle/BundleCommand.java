package io.sluice.cli.bundle;

import io.sluice.cli.control.PromoteBundleCommand;
import io.sluice.cli.control.RollbackBundleCommand;
import picocli.CommandLine.Command;

/** {@code sluice bundle}. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        description =
                "Makes, looks into, checks and signs model bundles, and changes that of a running pipeline.",
        footerHeading = "%nFrom an ONNX file to a bundle:%n",
        footer = {
            "  sluice bundle create --model net.onnx --cut block1_out --cut block2_out \\",
            "    --logits exit1,exit2,exit3 --name shop --version 1.0.0 --classes classes.txt \\",
            "    --thresholds 0.9,0.85 --out shop-1.0.0",
            "  sluice bundle verify shop-1.0.0",
        },
        subcommands = {
            CreateCommand.class,
            CutCommand.class,
            AddBitstreamCommand.class,
            InspectCommand.class,
            VerifyCommand.class,
            SignCommand.class,
            KeysCommand.class,
            PromoteBundleCommand.class,
            RollbackBundleCommand.class
        })
public final class BundleCommand {}
