/** Tables as the commands print them. */
import Table from "cli-table3";

/** No colours and no lines between rows; columns from `firstNumber` on are numbers. */
export function newTable(head: string[], firstNumber = head.length): Table.Table {
  return new Table({
    head,
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    colAligns: head.map((_, column) => (column < firstNumber ? "left" : "right")),
  });
}
