/**
 * Temporary folders and processes that must not outlive this process, however it ends (exit, SIGKILL, a crash): a
 * watcher, a few lines of shell in a process group of its own, waits for our end of a pipe to close.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Socket } from 'node:net';

/** Kills the group, if there is one, then removes the folder, again while a dying child still fills it. */
const WATCHER = `
while read -r _; do :; done
tries=0
while [ "$tries" -lt 20 ]; do
  [ -n "$1" ] && kill -9 -- "-$1" 2>/dev/null
  sleep 0.1
  rm -rf -- "$2"
  [ -e "$2" ] || exit 0
  tries=$((tries + 1))
done`;

/**
 * Ties a folder, and a process group, to this process. The returned function ends both at once (synchronous, safe to
 * call twice); it also runs at exit.
 */
export function tie(folder: string, group?: number): () => void {
  const watcher = spawn(
    '/bin/sh',
    ['-c', WATCHER, 'watcher', group === undefined ? '' : String(group), folder],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    },
  );
  watcher.on('error', () => undefined);
  watcher.unref();
  const pipe = watcher.stdin as Socket | null;
  pipe?.on('error', () => undefined);
  pipe?.unref();
  let tied = true;
  const end = (): void => {
    if (!tied) return;
    tied = false;
    try {
      if (group !== undefined) process.kill(-group, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // A dying child still writes: the watcher removes the rest.
    }
    pipe?.end();
  };
  process.on('exit', end);
  return end;
}
