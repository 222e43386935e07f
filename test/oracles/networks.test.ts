import { testFixture } from "./run-fixture.ts";

testFixture("plain-network");
testFixture("residual-network", {}, ["baseline", "relaxed"]);
testFixture("dense-network");
