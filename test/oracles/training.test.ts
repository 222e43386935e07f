import { testFixture } from "./run-fixture.ts";

testFixture("network-adam");
testFixture("network-sgd");
testFixture("network-momentum");
testFixture("adam-alone");
