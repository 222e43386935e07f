/** Peak memory of a Node that does nothing. */
import { done } from "./shared.mjs";

done([0]);
