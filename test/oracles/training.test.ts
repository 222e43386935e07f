import { SIMD_LEVELS } from "../../compiler/5-emit/manifest.ts";
import { testFixture } from "./run-fixture.ts";

testFixture("network-adam", {}, SIMD_LEVELS);
testFixture("network-sgd");
testFixture("network-momentum", {}, SIMD_LEVELS);
testFixture("adam-alone");
