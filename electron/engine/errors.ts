/** What files and folders do to a job, as codes. The words for people are made in `vault/explain.ts`. */

export type EngineErrorCode =
  | 'file-not-found'
  | 'file-not-readable'
  | 'not-a-file'
  | 'is-a-link'
  | 'is-a-folder'
  | 'folder-not-writable'
  | 'target-exists'
  | 'name-too-long'
  | 'disk-full'
  | 'source-changed'
  /** A new envelope did not read back as it was written. */
  | 'check-failed'
  /** Whoever reads the stream that gets the result went away. */
  | 'output-closed'
  | 'limit-exceeded'
  | 'cancelled'
  | 'io-error'
  /** A fault of this program, e.g. a worker thread that died. */
  | 'internal';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  /** The system's name of the error, e.g. `ENOSPC`; null where it was found by ourselves. */
  readonly errorName: string | null;

  constructor(code: EngineErrorCode, errorName: string | null = null) {
    super(errorName === null ? code : `${code} (${errorName})`);
    this.code = code;
    this.errorName = errorName;
  }
}

/** Which side of a job a system error came from. */
export type Side = 'source' | 'target';

const bySide: Record<Side, Readonly<Record<string, EngineErrorCode>>> = {
  source: {
    ENOENT: 'file-not-found',
    ENOTDIR: 'file-not-found',
    EACCES: 'file-not-readable',
    EPERM: 'file-not-readable',
    EISDIR: 'is-a-folder',
    ELOOP: 'is-a-link',
    ENXIO: 'not-a-file',
    ENAMETOOLONG: 'name-too-long',
  },
  target: {
    ENOENT: 'folder-not-writable',
    ENOTDIR: 'folder-not-writable',
    EACCES: 'folder-not-writable',
    EPERM: 'folder-not-writable',
    EROFS: 'folder-not-writable',
    EEXIST: 'target-exists',
    ENAMETOOLONG: 'name-too-long',
    ENOSPC: 'disk-full',
    EDQUOT: 'disk-full',
    EFBIG: 'disk-full',
    EPIPE: 'output-closed',
  },
};

/** The system's name of an error (`ENOSPC`), or null for anything else. */
export function systemErrorName(error: unknown): string | null {
  const isSystemError = error instanceof Error && 'errno' in error && 'code' in error;
  return isSystemError && typeof error.code === 'string' ? error.code : null;
}

export const systemError = (side: Side, errorName: string): EngineError =>
  new EngineError(bySide[side][errorName] ?? 'io-error', errorName);

const asEngineError = (side: Side, error: unknown): unknown => {
  const name = systemErrorName(error);
  return name === null ? error : systemError(side, name);
};

/** Runs `action` and turns the system errors it rejects with into an `EngineError`. */
export async function onSide<T>(side: Side, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asEngineError(side, error);
  }
}

/** Runs `action` and turns the system errors it throws into an `EngineError`. */
export function onSideSync<T>(side: Side, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asEngineError(side, error);
  }
}

/** What `action` answers; null where it fails, which is no matter. */
export function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
