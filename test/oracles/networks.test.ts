import { testFixture } from "./run-fixture.ts";

testFixture("plain-network");
testFixture("residual-network");
testFixture("dense-network");
