import { testFixture } from "./run-fixture.ts";

testFixture("optimizer-sgd");
testFixture("optimizer-clip-value");
testFixture("optimizer-both-clips");
testFixture("optimizer-adam");
testFixture("optimizer-adamw");
testFixture("optimizer-rmsprop");
testFixture("optimizer-rmsprop-centered");
testFixture("optimizer-adagrad");
testFixture("optimizer-lion");
testFixture("optimizer-accumulate");
