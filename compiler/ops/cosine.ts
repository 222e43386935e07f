import { defineSchedule } from "./define.ts";
import { halfWave, isNotNegative, progress, rateAttr, stepsAttr } from "./optimizer-rules.ts";

export const cosine = defineSchedule({
  name: "cosine",
  doc: "Half a cosine wave (Loshchilov & Hutter 2017, without restarts): `final + (rate − final) · (1 + cos(π · t / steps)) / 2`, and `final` from then on.",
  attrs: [
    rateAttr("rate", "the first rate"),
    stepsAttr("steps", "how long it falls"),
    { name: "final", kind: "float", doc: "the last rate", default: 0, check: isNotNegative },
  ],
  rate: (b, t, attrs) =>
    halfWave(b, attrs.rate as number, attrs.final as number, progress(b, t, attrs.steps as number)),
});
