import { testFixture } from "./run-fixture.ts";

testFixture("normalisation");
