import { SIMD_LEVELS } from "../../compiler/5-emit/manifest.ts";
import { testFixture } from "./run-fixture.ts";

testFixture("batch-norm", {
  // Around a mean of 100 neighbouring float32 numbers are 7.6e-6 apart, which is 7.6e-5 of the deviation 0.1; the sum
  // of 64 such values loses a few times that. PyTorch in float32 is off by 1.6e-4 and 2.9e-4 here.
  "values large_mean": 3e-4,
  "gradients large_mean.weight": 6e-4,
});
testFixture("batch-norm-wide", {}, SIMD_LEVELS);
