/**
 * What the person's browser shows when it comes back from the sign-in page: fixed texts, in which nothing of a request
 * is ever repeated, and a policy under which the page could do nothing.
 */

export interface Page {
  readonly status: number;
  readonly html: string;
}

export const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const;

const page = (status: number, title: string, text: string): Page => ({
  status,
  html: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title} – Envelope Vault</title>
<h1>${title}</h1>
<p>${text}</p>
</html>
`,
});

export const pages = {
  allowed: page(200, 'Almost done', 'You can close this window and go back to Envelope Vault.'),
  denied: page(200, 'Not signed in', 'The sign-in was refused. You can close this window.'),
  notOurs: page(400, 'Not a sign-in', 'This does not belong to the sign-in that Envelope Vault waits for.'),
  notHere: page(404, 'Nothing here', 'Envelope Vault waits for a sign-in at another address.'),
} as const;
