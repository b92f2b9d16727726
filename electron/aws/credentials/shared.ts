/** Credentials that are got once for all who need them, and again before they end. */

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** undefined where they do not end. */
  readonly expiration?: Date;
}

export type CredentialsProvider = () => Promise<Credentials>;

/** Milliseconds before their end from which on they count as ended, as in the SDK; less for those that live shortly. */
const MARGIN = 5 * 60_000;

export interface SharedCredentials {
  readonly credentials: CredentialsProvider;
  /** AWS has said that those which were there at `time` (milliseconds since 1970) have ended. */
  readonly renew: (time: number) => void;
}

/** Asks `get` at most once at a time; what it gave counts until shortly before its end, a failure not at all. */
export function shared(get: CredentialsProvider, now: () => number = Date.now): SharedCredentials {
  let held: { readonly credentials: Credentials; readonly since: number; readonly until: number } | null =
    null;
  let underWay: Promise<Credentials> | null = null;
  async function fetch(): Promise<Credentials> {
    const credentials = await get();
    const since = now();
    const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    held = { credentials, since, until: Math.max(end - MARGIN, (since + end) / 2) };
    return credentials;
  }
  return {
    credentials: async () => {
      if (held !== null && now() < held.until) return held.credentials;
      underWay ??= fetch().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    renew: (time) => {
      if (held !== null && held.since <= time) held = null;
    },
  };
}
