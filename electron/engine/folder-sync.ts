/** Makes new names last through a power cut, where the system lets a folder be synced. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Never rejects. Results that come at the same time, or while a folder is being synced, share the next time. */
export type SyncFolder = (folder: string) => Promise<void>;

export function createFolderSync(): SyncFolder {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  async function start(folder: string): Promise<void> {
    // One that runs may have begun before the name was there.
    await (running.get(folder) ?? new Promise((resolve) => setImmediate(resolve)));
    next.delete(folder);
    const sync = syncNow(folder).finally(() => running.delete(folder));
    running.set(folder, sync);
    return sync;
  }

  return (folder) => {
    const waiting = next.get(folder) ?? start(folder);
    next.set(folder, waiting);
    return waiting;
  };
}

async function syncNow(folder: string): Promise<void> {
  const ignore = (): void => undefined;
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(ignore);
  await handle?.close().catch(ignore);
}
