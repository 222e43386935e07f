/** A server for one page: gives out files by path and collects what the page posts to /result/<name>. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface File {
  readonly type: string;
  readonly body: string | Uint8Array;
}

export interface PageServer {
  readonly url: string;
  /** All results by name, once the page has posted `done`. */
  readonly results: Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>>;
  close(): void;
}

export async function servePage(
  files: Readonly<Record<string, File>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<PageServer> {
  const results = new Map<string, Uint8Array<ArrayBuffer>>();
  let finish = () => {};
  const done = new Promise<typeof results>((resolve) => {
    finish = () => resolve(results);
  });
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const file = files[path];
    if (request.method === "POST") {
      const name = path.replace("/result/", "");
      results.set(name, new Uint8Array(await buffer(request)));
      response.end();
      if (name === "done") finish();
    } else if (file === undefined) {
      response.writeHead(404).end();
    } else {
      response.writeHead(200, { "content-type": file.type, ...headers }).end(file.body);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    results: done,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
