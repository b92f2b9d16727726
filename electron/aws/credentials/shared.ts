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

/** Asks `get` at most once at a time; what it gave counts until shortly before its end, a failure not at all. */
export function shared(get: CredentialsProvider, now: () => number = Date.now): CredentialsProvider {
  let held: { readonly credentials: Credentials; readonly until: number } | null = null;
  let underWay: Promise<Credentials> | null = null;
  async function fetch(): Promise<Credentials> {
    const asked = now();
    const credentials = await get();
    const end = credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    held = { credentials, until: Math.max(end - MARGIN, (asked + end) / 2) };
    return credentials;
  }
  return async () => {
    if (held !== null && now() < held.until) return held.credentials;
    underWay ??= fetch().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}
