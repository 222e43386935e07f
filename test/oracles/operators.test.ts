import { testFixture } from "./run-fixture.ts";

testFixture("operators");
testFixture("elementwise");
