/**
 * Opaque names for files: the window holds a random handle, and only main knows which path it stands for.
 *
 * A handle is given out only for paths that came from the system (a drop, a dialog, a double-click), so that a
 * window gone wrong cannot name a file of its own choice.
 */
import { randomUUID } from 'node:crypto';
import { failure } from './explain.ts';

export interface Handles {
  readonly add: (path: string) => string;
  /** Throws `unknown-handle` for a handle that was not given out. */
  readonly path: (handle: string) => string;
}

export function createHandles(): Handles {
  const paths = new Map<string, string>();
  return {
    add: (path) => {
      const handle = randomUUID();
      paths.set(handle, path);
      return handle;
    },
    path: (handle) => {
      const path = paths.get(handle);
      if (path === undefined) throw failure('unknown-handle');
      return path;
    },
  };
}
