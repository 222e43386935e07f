import type { Plan } from "./plan.ts";
export function printPlan(plan: Plan): string {
  return JSON.stringify(plan, null, 1);
}
