/** Looks for secrets everywhere in a running app: its processes, what it said and told, its files. Linux. */
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import type { LaunchedApp } from '../support/electron-app.ts';
import type { Search } from '../support/key-search.ts';
import { canRead, scanMemory } from '../support/process-memory.ts';
import { processTree } from '../support/process-tree.ts';
import type { Scratch } from '../support/scratch.ts';
import { searchFile, searchFolder } from '../support/search-files.ts';

/** What the page's JavaScript has, and that of its preload. */
async function heapSnapshot(window: Page): Promise<Buffer> {
  const client = await window.context().newCDPSession(window);
  const chunks: string[] = [];
  client.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await client.send('HeapProfiler.takeHeapSnapshot');
  await client.detach();
  return Buffer.from(chunks.join(''));
}

/** Writes what the app prints from now on to a file. */
export function keepLogs({ app }: LaunchedApp, file: string): void {
  const { stdout, stderr } = app.process();
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => writeFileSync(file, chunk, { flag: 'a' }));
  }
}

/** Which secrets are where, but in the file `except`; memory that this person may not read is left out, and said to be. */
export async function findIn(search: Search, vault: LaunchedApp, kept: Scratch, except: string) {
  const main = vault.app.process().pid ?? 0;
  const processes = processTree(main);
  const pages = processes.filter(({ commandLine }) => commandLine.includes('--type=renderer'));
  expect(pages.length).toBeGreaterThan(0);
  const inMemory = (pids: readonly number[]): readonly string[] =>
    pids.flatMap((pid) => scanMemory(pid, search).finds.map(({ name }) => name));
  const readable = pages.map(({ pid }) => pid).filter(canRead);
  if (readable.length < pages.length)
    console.log("not searched: the pages' memory, which is not ours to read");
  const found: Readonly<Record<string, readonly string[]>> = {
    arguments: processes.flatMap(({ commandLine }) => search.in(commandLine)),
    environments: processes.flatMap(({ environment }) => search.in(environment)),
    logs: searchFile(search, kept.at('logs')),
    messages: searchFile(search, kept.at('messages')),
    files: searchFolder(search, vault.home, except),
    'heap snapshot': search.in(await heapSnapshot(vault.window)),
    ...(readable.length > 0 && { pages: inMemory(readable) }),
    main: inMemory([main]),
  };
  return Object.entries(found).map(([where, names]) => ({
    where,
    keys: new Set(names.map((name) => name.replace(/ \(.*/, ''))),
  }));
}
